/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two boards of a kind at once, as a new programmer and the keyboard that it rescued can be: the
 * terminal asks which one is meant, and leaves the other alone. */
#include "bench/run/programs.h"

#include <string.h>

#define PART "atmega32u4"

static const char *unbrickctl;

static guint8 *
copy_flash (Bench *bench)
{
  bench_lock (bench);
  guint8 *flash = g_memdup2 (isp_sim_chip_get_flash (bench_chip (bench)), 0x8000);
  bench_unlock (bench);
  return flash;
}

static void
test_upload (gconstpointer model)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Bench) bench = bench_new (model, PART, 20, &error);
  g_assert_no_error (error);
  g_autoptr (Bench) beside = bench_new_beside (bench, model, PART, &error);
  g_assert_no_error (error);
  guint8 firmware[0x400];
  programs_fill_firmware (firmware, sizeof firmware, 1);
  g_autofree char *hex = programs_save_hex ("keymap.hex", 0, firmware, sizeof firmware);
  g_autofree guint8 *before = copy_flash (bench);
  g_autofree char *image = g_strconcat ("--image=", hex, NULL);

  bench_plug (beside);
  programs_expect (beside, "loader");
  const char *const *any[] = { LIST (unbrickctl, "upload", image), NULL };
  g_assert_cmpint (programs_run (bench, NULL, any), ==, 3);
  const char *const *one[] = { LIST (unbrickctl, "upload", image, "-P"),
                               LIST (bench_get_port_id (beside)), NULL };
  programs_run_ok (bench, one);
  programs_expect (beside, "application");
  g_autofree guint8 *after = copy_flash (beside);
  g_assert_cmpmem (after, sizeof firmware, firmware, sizeof firmware);
  g_autofree guint8 *other = copy_flash (bench);
  g_assert_cmpmem (other, 0x8000, before, 0x8000);
  g_assert_cmpstr (bench_get_running (bench), ==, "loader");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc < 2)
    g_error ("the path of unbrickctl is needed");
  unbrickctl = argv[1];
  programs_set_up ();
  g_test_add_data_func ("/beside/caterina", "caterina", test_upload);
  g_test_add_data_func ("/beside/atmel-dfu", "atmel-dfu", test_upload);
  int status = g_test_run ();
  programs_tear_down ();
  return status;
}
