/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unbrickctl on the virtual clock: the same figures on every run, all of the time told, never less
 * than the least, and not much more. */
#include "bench/run/programs.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PAGE 128
#define KIB  1024

static const char *bench_virtual; /* the program */

typedef struct
{
  const char *name;
  const char *programmer;
  const char *lfuse;
  const char *how[4];
  guint size;
  double bound; /* of the time used, in the least time */
} Case;

/* clang-format off */
static const Case cases[] = {
  { "usbasp/4k", "usbasp", "lfuse=FF", { "-c", "usbasp" }, 4 * KIB, 1.5 },
  { "usbasp/32k", "usbasp", "lfuse=FF", { "-c", "usbasp" }, 32 * KIB, 1.15 },
  { "usbasp/2mhz", "usbasp", "lfuse=5E", { "-c", "usbasp" }, 32 * KIB, 1.15 },
  { "usbtiny", "usbtiny", "lfuse=FF", { "-c", "usbtiny" }, 32 * KIB, 1.15 },
  { "helper", "avrisp-helper", "lfuse=FF", { "-c", "avrisp", "-P", "/dev/ttyACM0" }, 4 * KIB, 1.5 },
  { "uart", "avrisp-uart-115200", "lfuse=FF", { "-c", "avrisp", "-P", "/dev/ttyACM0" }, 32 * KIB, 1.15 },
  { "buspirate", "buspirate", "lfuse=FF", { "-c", "buspirate", "-P", "/dev/ttyUSB0" }, 4 * KIB, 3.0 },
  { "buspirate/115200", "buspirate-115200", "lfuse=FF", { "-c", "buspirate", "-P", "/dev/ttyUSB0" },
    32 * KIB, 1.15 },
};
/* clang-format on */

static char *
run (const Case *c, const char *image)
{
  g_autofree char *state = programs_path ("state.json");
  g_autofree char *before = programs_path ("before.hex");
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  int status = -1;
  const char *argv[] = { bench_virtual,  "--programmer", c->programmer, "--part",  "atmega32u4",
                         "--fuses",      c->lfuse,       "--flash",     before,    "--print-state",
                         state,          "--",           "unbrickctl",  "flash",   c->how[0],
                         c->how[1],      "-p",           "atmega32u4",  "--image", image,
                         "--keep-fuses", "--no-backup",  c->how[2],     c->how[3], NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                               NULL, &err, &status, &error));
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s", err);
  g_assert_cmpint (status, ==, 0);
  g_assert_true (g_file_get_contents (state, &text, NULL, &error));
  return text;
}

static void
check_figures (const Case *c, const char *text)
{
  static const char *const phases[] = { "start", "write", "check" };
  static const char *const kinds[] = { "chip", "spi", "link", "firmware", "host", "idle" };
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  JsonObject *state = json_node_get_object (node);
  JsonObject *spending = json_object_get_object_member (state, "spending");
  gint64 floor = json_object_get_int_member (state, "floor");
  gint64 used = 0, chip = 0;

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    {
      JsonObject *phase = json_object_get_object_member (spending, phases[i]);
      chip += json_object_get_int_member (phase, "chip");
      for (guint j = 0; j < G_N_ELEMENTS (kinds); j++)
        used += json_object_get_int_member (phase, kinds[j]);
    }
  g_test_message ("%" G_GINT64_FORMAT " µs of at least %" G_GINT64_FORMAT, used, floor);
  /* an erase of 9 ms, and 4.5 ms a page */
  g_assert_cmpint (chip, ==, 9000 + 4500 * (c->size / PAGE));
  g_assert_cmpint (used, >=, floor);
  g_assert_cmpfloat (used, <=, floor * c->bound);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree guint8 *noise = g_malloc (c->size);
  programs_fill_random (noise, c->size, c->size);
  g_autofree char *image = programs_save_hex ("image.hex", 0, noise, c->size);
  programs_fill_random (noise, c->size, 1);
  g_autofree char *before = programs_save_hex ("before.hex", 0, noise, c->size);

  g_autofree char *first = run (c, image);
  g_autofree char *second = run (c, image);
  g_assert_cmpstr (first, ==, second);
  check_figures (c, first);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  bench_virtual = argv[1];
  programs_set_up ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/virtual/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  int status = g_test_run ();
  programs_tear_down ();
  return status;
}
