/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `unbrickctl upload` and `unbrickctl loaders` on the bench: exit statuses, words and JSON.
 * Argument: unbrickctl. */
#include "bench/run/programs.h"
#include "core/isp-error.h"

#include <string.h>

#define BOOT_START 0x7000u
#define BOOT_SIZE  0x1000u

static const char *unbrickctl;

/* Its exit status; what it printed in out. */
static int
run (Bench *bench, const char *const *args, char **out)
{
  const char *const *const pieces[] = { LIST (unbrickctl), args, NULL };

  return programs_run (bench, out, pieces);
}

static Bench *
make_bench (const char *model, const char *part)
{
  g_autoptr (GError) error = NULL;
  Bench *bench = bench_new (model, part, 0, &error);

  g_assert_no_error (error);
  return bench;
}

static char *
save_firmware (const char *name, gsize len)
{
  g_autofree guint8 *data = g_malloc (len);

  programs_fill_random (data, len, 1);
  memcpy (data, "\x0C\x94\x56\x00", 4);
  return programs_save_hex (name, 0, data, len);
}

/* A program that is a serial port of these ids on USB; class: of the device. */
static char *
save_program (const char *name, guint16 vid, guint16 pid, guint8 class)
{
  const guint8 device[] = { 18,
                            1,
                            0x00,
                            2,
                            class,
                            2,
                            1,
                            64,
                            (guint8) vid,
                            (guint8) (vid >> 8),
                            (guint8) pid,
                            (guint8) (pid >> 8),
                            0,
                            1,
                            1,
                            2,
                            3,
                            1 };
  guint8 data[0x200] = { 0x0C, 0x94, 0x56, 0x00 };

  memcpy (data + 0x100, device, sizeof device);
  return programs_save_hex (name, 0, data, sizeof data);
}

static void
test_list (void)
{
  g_autoptr (Bench) bench = make_bench ("caterina", "atmega32u4");
  g_autofree char *words = NULL;
  g_autofree char *json = NULL;
  const char *const list[] = { "loaders", NULL }, *const list_json[] = { "--json", "loaders",
                                                                         NULL };

  g_assert_cmpint (run (bench, list, &words), ==, 0);
  g_assert_nonnull (
      strstr (words, "caterina     /dev/ttyACM0     A Pro Micro in its bootloader: ready"));
  g_assert_cmpint (run (bench, list_json, &json), ==, 0);
  g_assert_nonnull (strstr (json, "\"board\" : \"usb:1-2\""));
}

static void
test_upload (void)
{
  g_autoptr (Bench) bench = make_bench ("atmel-dfu", "atmega32u4");
  g_autofree char *file = save_firmware ("keymap.hex", 0x1000);
  g_autofree char *plan = NULL;
  g_autofree char *out = NULL;
  const char *const dry[] = { "upload", "--image", file, "--dry-run", NULL };
  const char *const real[] = { "--json", "upload",  "-l",      "atmel-dfu", "-p", "m32u4",
                               "-P",     "usb:1-2", "--image", file,        NULL };

  g_assert_cmpint (run (bench, dry, &plan), ==, 0);
  g_assert_nonnull (strstr (plan, "Install keymap.hex: 4 KB at 0x0000, read back and compared"));
  g_assert_nonnull (strstr (plan, "No Backup Is Possible."));
  g_assert_cmpint (run (bench, real, &out), ==, 0);
  g_assert_nonnull (strstr (out, "\"verdict\" : \"ok\""));
  g_assert_nonnull (strstr (out, "\"kind\" : \"upload\""));
}

/* Where the backup of a job is, by what --json said; g_free. */
static char *
find_backup (const char *json)
{
  const char *start = strstr (json, "\"backup\" : \"");

  g_assert_nonnull (start);
  start += strlen ("\"backup\" : \"");
  return g_strndup (start, strcspn (start, "\""));
}

/* On the wires of the board that was made a programmer; what is in its flash then. */
static guint8 *
rescue (Bench *bench, IspSimChip *keyboard)
{
  guint8 data[BOOT_SIZE];
  g_autofree char *file = NULL;
  const guint8 *flash = isp_sim_chip_get_flash (keyboard);

  programs_fill_random (data, sizeof data, 5);
  memcpy (data, "\x0C\x94\x56\x00", 4);
  file = programs_save_hex ("bootloader.hex", BOOT_START, data, sizeof data);
  const char *const args[] = { "flash", "-c", "avrisp", "--image", file, NULL };
  g_assert_cmpint (run (bench, args, NULL), ==, 0);
  g_assert_cmpmem (flash + BOOT_START, BOOT_SIZE, data, sizeof data);
  return g_memdup2 (flash, BOOT_START + BOOT_SIZE);
}

/* The rescued keyboard with a cable of its own. */
static void
install (const char *model, const guint8 *flash)
{
  g_autoptr (Bench) bench = make_bench (model, "atmega32u4");
  g_autofree char *file = save_program ("keyboard.hex", 0xFEED, 0x6065, 0);
  g_autofree char *words = NULL;
  const char *const args[] = { "upload", "--image", file, NULL };

  bench_lock (bench);
  memcpy (isp_sim_chip_get_flash (bench_chip (bench)), flash, BOOT_START + BOOT_SIZE);
  bench_take_loader (bench);
  bench_unlock (bench);
  g_assert_cmpint (run (bench, args, &words), ==, 0);
  g_assert_nonnull (strstr (words, "came back as FEED:6065"));
  g_assert_true (bench_is_loader_intact (bench));
}

/* The whole story: a board with a sketch becomes a programmer, rescues a keyboard, and gets its
 * sketch back; the keyboard gets firmware through its new bootloader. */
static void
test_story (gconstpointer model)
{
  g_autoptr (Bench) bench = make_bench ("caterina", "atmega32u4");
  g_autoptr (GError) error = NULL;
  IspSimChip *keyboard = bench_wire (bench, "atmega32u4", &error);
  g_autofree char *sketch = save_program ("sketch.hex", 0x1B4F, 0x9206, 0xEF);
  g_autofree char *helper = save_program ("helper.hex", 0x16C0, 0x0483, 0x02);
  g_autofree char *made = NULL;
  g_autofree char *list = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *words = NULL;
  g_autofree guint8 *flash = NULL;
  const char *const put[] = { "upload", "--image", sketch, NULL };
  const char *const make[] = { "--json",  "upload", "-P", "/dev/ttyACM0", "--helper", "own",
                               "--image", helper,   NULL };
  const char *const programmers[] = { "programmers", NULL };

  g_assert_no_error (error);
  g_assert_cmpint (run (bench, put, NULL), ==, 0);
  programs_expect (bench, "application");
  g_assert_cmpint (run (bench, make, &made), ==, 0);
  g_assert_nonnull (strstr (made, "\"id\" : \"answer\""));
  g_assert_cmpint (run (bench, programmers, &list), ==, 0);
  g_assert_nonnull (strstr (list, "Pro Micro or Teensy 2.0 as ISP: ready"));
  flash = rescue (bench, keyboard);

  folder = find_backup (made);
  bench_press_reset (bench, 2);
  programs_expect (bench, "loader");
  const char *const back[] = { "upload", "--restore", folder, NULL };
  g_assert_cmpint (run (bench, back, &words), ==, 0);
  g_assert_nonnull (strstr (words, "The board came back as 1B4F:9206"));
  g_clear_pointer (&bench, bench_free);
  install (model, flash);
}

static void
test_refused (void)
{
  g_autoptr (Bench) bench = make_bench ("atmel-dfu", "atmega32u4");
  g_autofree char *file = save_firmware ("large.hex", 0x7001);
  g_autofree char *small = save_firmware ("small.hex", 0x400);
  const struct
  {
    const char *args[8];
    int status;
  } rows[] = {
    { { "upload", "--image", file }, ISP_EXIT_REFUSED },
    { { "upload", "--image", small, "--backup" }, ISP_EXIT_REFUSED },
    { { "upload", "--image", small, "-p", "m16u4" }, ISP_EXIT_CHIP },
    { { "upload", "--image", small, "-l", "caterina" }, ISP_EXIT_PROGRAMMER },
    { { "upload", "--image", small, "-P", "usb:1-9" }, ISP_EXIT_PROGRAMMER },
    { { "upload", "--image", small, "-l", "nothing" }, ISP_EXIT_USAGE },
    { { "upload", "--image", small, "--backup", "--no-backup" }, ISP_EXIT_USAGE },
    { { "upload" }, ISP_EXIT_USAGE },
    { { "upload", "--helper", "nothing" }, ISP_EXIT_USAGE },
    { { "upload", "--helper", "atmel-dfu-atmega32u4" }, ISP_EXIT_USAGE },
    { { "upload", "--helper", "own" }, ISP_EXIT_USAGE },
    { { "upload", "--helper", "isp-pro-micro", "--image", small }, ISP_EXIT_REFUSED },
    { { "upload", "--restore", "nowhere" }, ISP_EXIT_REFUSED },
    { { "upload", "--restore", "nowhere", "--image", small }, ISP_EXIT_USAGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *out = NULL;

      g_assert_cmpint (run (bench, rows[i].args, &out), ==, rows[i].status);
    }
  bench_lock (bench);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (bench))->erases, ==, 0);
  bench_unlock (bench);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  unbrickctl = argv[1];
  programs_set_up ();
  g_test_add_func ("/cli-upload/list", test_list);
  g_test_add_func ("/cli-upload/upload", test_upload);
  g_test_add_data_func ("/cli-upload/story/atmel-dfu", "atmel-dfu", test_story);
  g_test_add_data_func ("/cli-upload/story/caterina", "caterina", test_story);
  g_test_add_func ("/cli-upload/refused", test_refused);
  status = g_test_run ();
  programs_tear_down ();
  return status;
}
