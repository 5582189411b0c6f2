/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a plan says that a job takes, beside how long it takes on the virtual clock: the same on
 * every machine. Argument: bench-virtual. */
#include "bench/run/programs.h"

#include <json-glib/json-glib.h>

#define LEAST 0.75 /* of the time that it takes */
#define MOST  1.25

static const char *bench_virtual; /* the program */

typedef struct
{
  const char *model, *part;
  const char *how[6]; /* unbrickctl's command, and who it is for */
  guint size;         /* of the image */
} Case;

#define UPLOAD(...)                                                                                \
  {                                                                                                \
    "upload", __VA_ARGS__                                                                          \
  }

#define FLASH(programmer)                                                                          \
  {                                                                                                \
    "flash", "--keep-fuses", "-c", programmer                                                      \
  }

/* clang-format off */
static const Case cases[] = {
  { "usbasp", "atmega16u2", FLASH ("usbasp"), 0x2000 },
  { "usbasp-2007", "atmega16u2", FLASH ("usbasp"), 0x2000 },
  { "usbasp-lctech", "attiny85", FLASH ("usbasp"), 0x1000 },
  { "usbasp-3mhz", "atmega16u2", FLASH ("usbasp"), 0x2000 },
  { "usbtiny", "atmega16u2", FLASH ("usbtiny"), 0x2000 },
  { "usbtiny", "attiny85", FLASH ("usbtiny"), 0x1000 },
  { "buspirate", "atmega16u2", FLASH ("buspirate"), 0x2000 },
  { "buspirate", "atmega32u4", FLASH ("buspirate"), 0x7000 },
  { "buspirate-115200", "atmega16u2", FLASH ("buspirate"), 0x2000 },
  { "buspirate-v8", "atmega32u4", FLASH ("buspirate"), 0x7000 },
  { "buspirate-v4", "atmega32u4", FLASH ("buspirate"), 0x7000 },
  { "buspirate-old", "attiny85", FLASH ("buspirate"), 0x1000 },
  { "avrisp-helper", "atmega16u2", FLASH ("avrisp"), 0x2000 },
  { "avrisp-helper", "attiny85", FLASH ("avrisp"), 0x1000 },
  { "avrisp-uart", "attiny85", FLASH ("avrisp"), 0x1000 },
  { "avrisp-uart-115200", "atmega16u2", FLASH ("avrisp"), 0x2000 },
  { "avrisp-genuine", "atmega16u2", FLASH ("avrisp"), 0x2000 },
  { "stk500v2", "atmega16u2", FLASH ("stk500v2"), 0x2000 },
  { "stk500v2", "attiny85", FLASH ("stk500v2"), 0x1000 },
  { "pololu", "atmega16u2", FLASH ("stk500v2"), 0x2000 },
  { "avrispmkii", "atmega32u4", FLASH ("avrispmkii"), 0x7000 },
  { "avrispmkii-lufa", "atmega32u4", FLASH ("avrispmkii"), 0x7000 },
  { "caterina", "atmega32u4", UPLOAD (NULL), 0x1000 },
  { "caterina", "atmega32u4", UPLOAD (NULL), 0x7000 },
  { "atmel-dfu", "atmega32u4", UPLOAD (NULL), 0x1000 },
  { "atmel-dfu", "atmega32u4", UPLOAD (NULL), 0x7000 },
  { "atmel-dfu", "atmega16u2", UPLOAD (NULL), 0x2000 },
  { "atmel-dfu", "at90usb1286", UPLOAD (NULL), 0x12000 },
  { "lufa-dfu", "atmega32u4", UPLOAD (NULL), 0x6000 },
  { "qmk-dfu", "atmega32u4", UPLOAD (NULL), 0x6000 },
  { "halfkay", "atmega32u4", UPLOAD (NULL), 0x6000 },
  { "halfkay", "at90usb1286", UPLOAD (NULL), 0x12000 },
  { "halfkay-busy", "atmega32u4", UPLOAD (NULL), 0x6000 },
  { "bootloadhid", "atmega32a", UPLOAD (NULL), 0x6000 },
  { "usbasploader", "atmega32a", UPLOAD ("-l", "usbasploader"), 0x1000 },
  { "usbasploader", "atmega32a", UPLOAD ("-l", "usbasploader"), 0x7000 },
  { "qmk-hid", "atmega32u4", UPLOAD ("-p", "atmega32u4"), 0x6000 },
  { "nanoboot", "atmega32u4", UPLOAD ("-p", "atmega32u4", "--bootloader-at", "7E00"), 0x6000 },
  { "lufa-hid", "at90usb1286", UPLOAD ("-p", "at90usb1286"), 0x12000 },
  { "lufa-ms", "atmega32u4", UPLOAD ("-l", "lufa-ms", "-p", "atmega32u4"), 0x5000 },
  { "lufa-ms", "at90usb1286", UPLOAD ("-l", "lufa-ms", "-p", "at90usb1286"), 0x12000 },
};
/* clang-format on */

static gint64
add_up (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  JsonArray *steps = json_object_get_array_member (json_node_get_object (node), "steps");
  gint64 ms = 0;

  for (guint i = 0; i < json_array_get_length (steps); i++)
    ms += json_object_get_int_member (json_array_get_object_element (steps, i), "milliseconds");
  return ms;
}

/* Milliseconds of all steps: as promised, or as it was. */
static gint64
run (const Case *c, const char *image, gboolean promised, gboolean keeps)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;
  const char *first[] = { bench_virtual, "--programmer", c->model,     "--part",
                          c->part,       "--",           "unbrickctl", "--json" };

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    g_ptr_array_add (argv, (gpointer) first[i]);
  for (guint i = 0; c->how[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) c->how[i]);
  if (g_str_equal (c->how[0], "flash"))
    {
      g_ptr_array_add (argv, (gpointer) "-p");
      g_ptr_array_add (argv, (gpointer) c->part);
    }
  g_ptr_array_add (argv, (gpointer) "--image");
  g_ptr_array_add (argv, (gpointer) image);
  if (!keeps)
    g_ptr_array_add (argv, (gpointer) "--no-backup");
  if (promised)
    g_ptr_array_add (argv, (gpointer) "--dry-run");
  g_ptr_array_add (argv, NULL);
  g_assert_true (g_spawn_sync (NULL, (char **) argv->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out,
                               &err, &status, &error));
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s\n%s", out, err);
  g_assert_cmpint (status, ==, 0);
  return add_up (out);
}

static void
check (const Case *c, const char *image, gboolean keeps)
{
  double promised = run (c, image, TRUE, keeps), took = run (c, image, FALSE, keeps);

  g_test_message ("%s: %.1f s promised, %.1f taken", keeps ? "with a backup" : "without",
                  promised / 1e3, took / 1e3);
  g_assert_cmpfloat (promised, >=, LEAST * took);
  g_assert_cmpfloat (promised, <=, MOST * took);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree guint8 *firmware = g_malloc (c->size);
  programs_fill_firmware (firmware, c->size, c->size);
  g_autofree char *image = programs_save_hex ("image.hex", 0, firmware, c->size);

  check (c, image, TRUE);
  check (c, image, FALSE);
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
      g_autofree char *path =
          g_strdup_printf ("/promise/%s/%s/%x", cases[i].model, cases[i].part, cases[i].size);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  int status = g_test_run ();
  programs_tear_down ();
  return status;
}
