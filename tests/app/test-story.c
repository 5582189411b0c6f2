/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole story in the window, on the bench: a Pro Micro with a sketch becomes a programmer,
 * rescues the keyboard on its wires, which gets firmware over USB through its new bootloader, and
 * the Pro Micro gets its sketch back. */
#include "ub-test.h"

#include "app/widgets/ub-note.h"
#include "loaders/loader-bench.h"

#include "store/isp-download.h"

#include <string.h>

#define BOOT_START 0x7000u
#define BOOT_SIZE  0x1000u

typedef struct
{
  LoaderBench b;
  UbWindow *window;
  IspSimChip *keyboard; /* on the wires */
} Desk;

static UbPage *
page_of (Desk *desk)
{
  return ub_window_get_page (desk->window);
}

static UbBoard *
board_of (Desk *desk)
{
  return ub_window_get_board (desk->window);
}

static gboolean
shows_note (gpointer data)
{
  return ub_test_find (page_of (data), GTK_TYPE_BUTTON, "_Start Its Bootloader") != NULL;
}

static gboolean
has_no_file (gpointer data)
{
  return ub_image_get_state (ub_maker_get_image (ub_board_get_maker (board_of (data)))) ==
         UB_IMAGE_FAILED;
}

static gboolean
has_contact (gpointer data)
{
  return ub_contact_get_snapshot (ub_board_get_contact (board_of (data))) != NULL;
}

static void
finish (Desk *desk, const char *label, const char *title)
{
  ub_test_wait_sensitive (desk->window);
  g_assert_cmpstr (ub_page_get_primary_label (page_of (desk)), ==, label);
  ub_test_primary (desk->window);
  ub_test_wait_page (desk->window, "done");
  ub_test_get (page_of (desk), GTK_TYPE_LABEL, title);
}

/* The real helper firmware is upstream's; one that looks the same on USB stands in. */
static void
make_programmer (Desk *desk)
{
  UbMaker *maker = ub_board_get_maker (board_of (desk));

  isp_download_set_test_origin (NULL, "https://localhost:1");
  ub_window_go (desk->window, "make");
  ub_test_activate (page_of (desk), ADW_TYPE_ACTION_ROW, "Pro Micro");
  ub_test_wait (has_no_file, desk, "the download to fail");
  isp_download_set_test_origin (NULL, NULL);
  ub_image_take (ub_maker_get_image (maker), NULL, loader_bench_make_helper ());
  g_signal_emit_by_name (maker, "changed");

  ub_test_wait (shows_note, desk, "the board that runs");
  ub_test_activate (page_of (desk), GTK_TYPE_BUTTON, "_Start Its Bootloader");
  finish (desk, "_Make a Programmer", "The Board Is a Programmer Now");
  ub_test_activate (page_of (desk), UB_TYPE_ROW, "Connect the Wires");
  g_assert_cmpstr (ub_window_get_page_id (desk->window), ==, "wiring");
  ub_test_wait (has_contact, desk, "the chip to answer");
}

static GFile *
save (const char *name, guint32 start, gsize len)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);
  g_autofree guint8 *data = g_malloc (len);
  GFile *file = g_file_new_for_path (path);
  g_autoptr (IspImage) image = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < len; i++)
    data[i] = (guint8) (i * 7 + i / 256);
  image = isp_image_new_from_data (start, data, len);
  isp_image_save (image, file, NULL, &error);
  g_assert_no_error (error);
  return file;
}

/* Over the wires of the new programmer. */
static void
rescue (Desk *desk)
{
  g_autoptr (GFile) file = save ("bootloader.hex", BOOT_START, BOOT_SIZE);
  g_autoptr (GError) error = NULL;

  ub_window_go (desk->window, "setup");
  ub_test_load (desk->window, UB_LOAD_OWN, NULL, file, &error);
  g_assert_no_error (error);
  ub_test_wait_sensitive (desk->window);
  ub_test_primary (desk->window);
  ub_test_wait_page (desk->window, "review");
  for (guint i = 0; i < ISP_N_HAZARDS; i++)
    ub_board_set_acknowledged (board_of (desk), i, TRUE);
  ub_test_settle ();
  ub_test_wait_sensitive (desk->window);
  ub_test_primary (desk->window);
  ub_test_wait_page (desk->window, "done");
  g_assert_cmphex (isp_sim_chip_get_flash (desk->keyboard)[BOOT_START + 1], ==, 7);
}

static void
give_back (Desk *desk, const IspImage *before)
{
  bench_press_reset (desk->b.bench, 2);
  loader_bench_await (&desk->b, "loader");
  ub_window_go (desk->window, "give_back");
  finish (desk, "_Give Back", "The Board Has Its Own Firmware Back");
  desk->b.app_end = BOOT_START;
  loader_bench_assert_holds (&desk->b, before);
  loader_bench_await (&desk->b, "application");
}

/* The rescued keyboard with its own cable. */
static void
install (Desk *desk, const char *model, const guint8 *flash)
{
  g_autoptr (IspImageFile) firmware = loader_bench_make_firmware (0x400, 1);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "keymap.hex", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  loader_bench_clear (&desk->b);
  loader_bench_init (&desk->b, model, "atmega32u4");
  bench_lock (desk->b.bench);
  memcpy (isp_sim_chip_get_flash (bench_chip (desk->b.bench)), flash, BOOT_START + BOOT_SIZE);
  bench_take_loader (desk->b.bench);
  bench_unlock (desk->b.bench);
  isp_image_save (firmware->flash, file, NULL, &error);
  g_assert_no_error (error);
  ub_test_load (desk->window, UB_LOAD_FIRMWARE, NULL, file, &error);
  g_assert_no_error (error);
  ub_window_go (desk->window, "install");
  finish (desk, "_Install", "Your Keyboard Is Back");
  desk->b.app_end = BOOT_START;
  loader_bench_assert_holds (&desk->b, firmware->flash);
}

static void
test_story (gconstpointer model)
{
  Desk desk = { 0 };
  g_autoptr (IspImage) before = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *flash = NULL;

  loader_bench_init (&desk.b, "caterina", "atmega32u4");
  desk.keyboard = bench_wire (desk.b.bench, "atmega32u4", &error);
  g_assert_no_error (error);
  loader_bench_put_sketch (&desk.b);
  before =
      isp_image_new_from_data (0, isp_sim_chip_get_flash (bench_chip (desk.b.bench)), BOOT_START);
  desk.window = ub_test_window_new (NULL);
  ub_ports_resume (ub_test_get_ports (desk.window));

  make_programmer (&desk);
  rescue (&desk);
  flash = g_memdup2 (isp_sim_chip_get_flash (desk.keyboard), BOOT_START + BOOT_SIZE);
  give_back (&desk, before);
  install (&desk, model, flash);
  ub_test_window_free (desk.window);
  loader_bench_clear (&desk.b);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_data_func ("/app/story/atmel-dfu", "atmel-dfu", test_story);
  g_test_add_data_func ("/app/story/caterina", "caterina", test_story);
  return g_test_run ();
}
