/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `unbrickctl upload` and programs that are not ours on a real bootloader: what is in flash
 * afterwards, byte by byte, and that the loader is as it was. See scripts/simavr.
 * Arguments: the loader's image, unbrickctl, and firmware that is real as well, or none. */
#include "simavr-loader.h"

#include "bench/run/programs.h"
#include "core/isp-error.h"
#include "core/isp-image-file.h"

#include <string.h>

#define END  0x7000
#define PAGE SIMAVR_PAGE

static const BenchModel *model;
static const char *unbrickctl;
static const char *real_firmware; /* a file */

static Bench *
make_bench (void)
{
  g_autoptr (GError) error = NULL;
  Bench *bench = bench_new_from_model (model, "atmega32u4", 1, &error); /* as slow as life */

  g_assert_no_error (error);
  g_assert_cmpstr (bench_get_running (bench), ==, "loader");
  return bench;
}

static int
upload (Bench *bench, const char *const *args, char **out)
{
  const char *const *const pieces[] = { LIST (unbrickctl, "--json", "upload"), args, NULL };

  return programs_run (bench, out, pieces);
}

static void
upload_ok (Bench *bench, const char *const *args)
{
  g_autofree char *out = NULL;
  gint64 start = g_get_monotonic_time ();
  int status = upload (bench, args, &out);

  g_test_message ("%.1f s", (g_get_monotonic_time () - start) / (double) G_TIME_SPAN_SECOND);
  if (status != 0)
    g_test_message ("%s", out);
  g_assert_cmpint (status, ==, 0);
}

/* These bytes at 0, nothing from there to the loader, and the loader. */
static void
assert_flash (Bench *bench, const guint8 *firmware, gsize len)
{
  bench_lock (bench);
  const guint8 *flash = isp_sim_chip_get_flash (bench_chip (bench));

  g_assert_cmpmem (flash, len, firmware, len);
  for (guint32 i = len; i < END; i++)
    g_assert_cmphex (flash[i], ==, 0xFF);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (bench))->bit_raises, ==, 0);
  bench_unlock (bench);
  g_assert_true (bench_is_loader_intact (bench));
}

static char *
save_firmware (guint8 *firmware, gsize len, guint32 seed)
{
  programs_fill_firmware (firmware, len, seed);
  return programs_save_hex ("firmware.hex", 0, firmware, len);
}

/* ── unbrickctl ── */

/* All that there is room for, and then less of it. */
static void
test_upload (void)
{
  g_autoptr (Bench) bench = make_bench ();
  guint8 firmware[END];
  g_autofree char *all = save_firmware (firmware, END, 1);

  upload_ok (bench, LIST ("--image", all));
  assert_flash (bench, firmware, END);
  programs_expect (bench, "application");

  bench_press_reset (bench, 1);
  programs_expect (bench, "loader");
  g_autofree char *some = save_firmware (firmware, 1000, 2);
  upload_ok (bench, LIST ("--image", some));
  assert_flash (bench, firmware, 1000);
  programs_expect (bench, "application");
}

/* What the file has, and that it is seen on USB afterwards. */
static void
test_firmware (void)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (real_firmware);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspImageFile) image = isp_image_file_load (file, NULL, &error);
  g_autoptr (Bench) bench = make_bench ();
  guint8 firmware[END];

  g_assert_no_error (error);
  isp_image_read (image->flash, 0, firmware, END, 0xFF);
  upload_ok (bench, LIST ("--image", real_firmware));
  assert_flash (bench, firmware, END);
  programs_expect (bench, "application");
}

static void
test_eeprom (void)
{
  g_autoptr (Bench) bench = make_bench ();
  guint8 firmware[1000], eeprom[100];
  g_autofree char *file = save_firmware (firmware, sizeof firmware, 3);

  programs_fill_random (eeprom, sizeof eeprom, 4);
  g_autofree char *values = programs_save_hex ("values.eep", 0, eeprom, sizeof eeprom);
  upload_ok (bench, LIST ("--image", file, "--eeprom", values));
  assert_flash (bench, firmware, sizeof firmware);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (bench_chip (bench)), sizeof eeprom, eeprom,
                   sizeof eeprom);
}

/* Nothing has been erased when it is refused. */
static void
test_too_long (void)
{
  g_autoptr (Bench) bench = make_bench ();
  guint8 firmware[END + PAGE];
  g_autofree char *file = save_firmware (firmware, sizeof firmware, 5);

  g_assert_cmpint (upload (bench, LIST ("--image", file), NULL), ==, ISP_EXIT_REFUSED);
  assert_flash (bench, NULL, 0);
}

/* The power goes at a page, whichever: the loader comes up by itself, and a second job succeeds. */
static void
test_cut (gconstpointer data)
{
  guint page = GPOINTER_TO_UINT (data);
  g_autoptr (Bench) bench = make_bench ();
  guint8 firmware[10 * PAGE];
  g_autofree char *old = save_firmware (firmware, sizeof firmware, 6);

  upload_ok (bench, LIST ("--image", old));
  programs_expect (bench, "application");
  g_autofree char *file = save_firmware (firmware, sizeof firmware, 7);
  bench_press_reset (bench, 1);
  programs_expect (bench, "loader");
  guint64 written = isp_sim_chip_get_stats (bench_chip (bench))->page_writes;
  bench_set_fault (bench, BENCH_FAULT_CUT, written + page);
  g_assert_cmpint (upload (bench, LIST ("--image", file), NULL), !=, 0);
  bench_plug (bench);
  programs_expect (bench, "loader");
  upload_ok (bench, LIST ("--image", file));
  assert_flash (bench, firmware, sizeof firmware);
}

/* ── programs that are not ours: what is wrong with the simulation is wrong with them as well ── */

static void
run_other (const char *const *program, const char *const *last)
{
  g_autoptr (Bench) bench = make_bench ();
  guint8 firmware[4096];
  g_autofree char *file = save_firmware (firmware, sizeof firmware, 8);
  g_autofree char *write = g_strconcat ("flash:w:", file, ":i", NULL);
  const gboolean is_avrdude = g_str_has_suffix (program[0], "avrdude");

  if (!is_avrdude)
    programs_run_ok (bench, (const char *const *const[]){ program, LIST ("erase"), NULL });
  programs_run_ok (
      bench, (const char *const *const[]){
                 program, is_avrdude ? LIST ("-U", write) : LIST ("flash", file), last, NULL });
  assert_flash (bench, firmware, sizeof firmware);
}

static void
test_avrdude (void)
{
  const char *avrdude = programs_get_avrdude ();

  if (avrdude == NULL)
    return;
  if (simavr_loader_is_serial ())
    run_other (LIST (avrdude, "-c", "avr109", "-p", "m32u4", "-P", "/dev/ttyACM0"), LIST (NULL));
  else
    run_other (LIST (avrdude, "-c", "flip1", "-p", "m32u4", "-e"), LIST (NULL));
}

static void
test_dfu_programmer (void)
{
  if (programs_get ("dfu-programmer") != NULL)
    run_other (LIST (programs_get ("dfu-programmer"), "atmega32u4"), LIST (NULL));
}

int
main (int argc, char **argv)
{
  static const guint cuts[] = { 0, 1, 5, 9, 10 };
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  if (argc < 3 || argc > 4 || (model = simavr_loader_make (argv[1], &error)) == NULL)
    {
      g_printerr ("%s\n",
                  error != NULL ? error->message : "arguments: IMAGE UNBRICKCTL [FIRMWARE]");
      return 2;
    }
  unbrickctl = argv[2];
  real_firmware = argv[3];
  programs_set_up ();
  g_test_add_func ("/simavr/upload", test_upload);
  if (real_firmware != NULL)
    g_test_add_func ("/simavr/firmware", test_firmware);
  g_test_add_func ("/simavr/eeprom", test_eeprom);
  g_test_add_func ("/simavr/too-long", test_too_long);
  for (guint i = 0; simavr_loader_is_serial () && i < G_N_ELEMENTS (cuts); i++)
    {
      g_autofree char *path = g_strdup_printf ("/simavr/cut/%u", cuts[i]);
      g_test_add_data_func (path, GUINT_TO_POINTER (cuts[i]), test_cut);
    }
  g_test_add_func ("/simavr/avrdude", test_avrdude);
  if (!simavr_loader_is_serial ())
    g_test_add_func ("/simavr/dfu-programmer", test_dfu_programmer);
  int status = g_test_run ();
  programs_tear_down ();
  simavr_loader_free ();
  return status;
}
