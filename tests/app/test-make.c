/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board is to become a programmer: what is chosen, what is missing, and the way back. */
#include "ub-test.h"

#include "parts/isp-parts.h"
#include "store/backups/isp-backups.h"
#include "store/isp-download.h"

#include <string.h>

static UbMaker *
get_maker (UbWindow *window)
{
  return ub_board_get_maker (ub_window_get_board (window));
}

static const char *
get_caption (UbWindow *window)
{
  return ub_page_get_primary_caption (ub_window_get_page (window));
}

static gboolean
has_no_file (gpointer window)
{
  return ub_image_get_state (ub_maker_get_image (get_maker (window))) == UB_IMAGE_FAILED;
}

/* A board with a public file, without a network; one that needs a file of the person's own. */
static void
test_choosing (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbPage *page;

  isp_download_set_test_origin (NULL, "https://localhost:1");
  ub_test_activate (ub_window_get_page (window), UB_TYPE_ROW, "A Spare Pro Micro or Teensy 2.0");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "make");
  page = ub_window_get_page (window);
  g_assert_cmpstr (get_caption (window), ==, "Choose the board first");
  g_assert_null (ub_maker_get_board (get_maker (window)));

  ub_test_activate (page, ADW_TYPE_ACTION_ROW, "Pro Micro");
  ub_test_wait (has_no_file, window, "the download to fail");
  ub_test_assert_in (ub_test_get_subtitle (page, "Board in Its Bootloader"), "twice, quickly");
  g_assert_cmpstr (get_caption (window), ==, "Choose the helper firmware’s file first");
  g_assert_cmpint (ub_test_get_row_state (page, "Helper Firmware"), ==, UB_ROW_ATTENTION);

  ub_test_activate (page, ADW_TYPE_ACTION_ROW, "Teensy++ 2.0");
  ub_test_assert_in (ub_test_get_subtitle (page, "Board in Its Bootloader"), "its button");
  ub_test_assert_in (ub_test_get_subtitle (page, "Helper Firmware"), "ArduinoISP");
  g_assert_false (ub_page_get_primary_sensitive (page));
  isp_download_set_test_origin (NULL, NULL);
  ub_test_window_free (window);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (ub_maker_load_finish (UB_MAKER (source), result, &error));
  *(gboolean *) data = TRUE;
}

static gboolean
is_set (gpointer flag)
{
  return *(gboolean *) flag;
}

/* A file of the person's own makes a request that ends with the handshake; what is chosen for the
 * keyboard has nothing to do with it. */
static void
test_own_file (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbBoard *board = ub_window_get_board (window);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "mine-isp.hex", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (IspRequest) request = NULL;
  gboolean loaded = FALSE;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_cache_dir (), 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, ":040000000C94560006\n:00000001FF\n", -1, NULL));
  ub_window_go (window, "make");
  ub_maker_choose (get_maker (window), ub_maker_list_board (2));
  ub_maker_load_async (get_maker (window), file, loaded_cb, &loaded);
  ub_test_wait (is_set, &loaded, "the file");
  ub_test_assert_in (ub_test_get_subtitle (ub_window_get_page (window), "Helper Firmware"),
                     "mine-isp.hex");
  g_assert_cmpstr (get_caption (window), ==, "Waiting for the board in its bootloader");
  request = ub_board_make_request (board);
  g_assert_cmpint (request->kind, ==, ISP_JOB_UPLOAD);
  g_assert_true (request->helper);
  g_assert_null (request->preset);
  g_assert_cmpstr (request->keyboard, ==, "Teensy++ 2.0");
  g_assert_null (ub_choice_get_firmware (ub_test_get_choice (window)));

  ub_test_load_firmware (window);
  g_clear_pointer (&request, isp_request_unref);
  request = ub_board_make_request (board);
  g_assert_true (request->helper);
  ub_test_window_free (window);
}

/* Another board than the chosen one. */
static void
test_mismatch (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  IspSnapshot *snapshot = isp_snapshot_new ();

  snapshot->part = isp_parts_by_name ("atmega32u4");
  snapshot->loader = isp_loader_drivers_by_id ("halfkay");
  g_assert_null (ub_maker_get_mismatch (get_maker (window), snapshot));
  ub_maker_choose (get_maker (window), ub_maker_list_board (2)); /* another chip */
  g_assert_nonnull (ub_maker_get_mismatch (get_maker (window), snapshot));
  snapshot->part = isp_parts_by_name ("at90usb1286");
  g_assert_null (ub_maker_get_mismatch (get_maker (window), snapshot));
  snapshot->loader = isp_loader_drivers_by_id ("caterina");
  g_assert_nonnull (ub_maker_get_mismatch (get_maker (window), snapshot));
  isp_snapshot_unref (snapshot);
  ub_test_window_free (window);
}

/* ── the way back ── */

static IspBackup *
make_backup (gboolean helper)
{
  static const guint8 jump[] = { 0x0C, 0x94, 0x56, 0x00 };
  IspBackup *backup = isp_backup_new (isp_parts_by_name ("atmega32u4"));

  isp_image_put (backup->flash, 0, jump, sizeof jump);
  memcpy (backup->signature, backup->part->signature, 3);
  backup->app_end = 0x7000;
  backup->helper = helper;
  backup->keyboard = g_strdup ("Pro Micro");
  return backup;
}

static gboolean
has_own (gpointer window)
{
  return ub_maker_get_own (get_maker (window)) != NULL;
}

/* Only what was saved of a board that became a programmer is offered, and it is there at once. */
static void
test_give_back (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  g_autoptr (IspBackup) own = make_backup (TRUE);
  g_autoptr (IspBackup) other = make_backup (FALSE);
  g_autoptr (IspRequest) request = NULL;

  ub_window_go (window, "give_back");
  g_assert_cmpstr (get_caption (window), ==, "Nothing is saved that could be given back");
  g_assert_true (isp_backups_store (other, NULL, NULL, NULL));
  g_assert_true (isp_backups_store (own, NULL, NULL, NULL));
  ub_window_go (window, "make");
  ub_test_activate (ub_window_get_page (window), UB_TYPE_ROW, "Give a Board Its Own Firmware Back");
  ub_test_wait (has_own, window, "what was saved");
  g_assert_true (ub_maker_get_own (get_maker (window))->helper);
  g_assert_cmpstr (get_caption (window), ==, "Waiting for the board in its bootloader");
  request = ub_board_make_request (ub_window_get_board (window));
  g_assert_true (request->own);
  /* What it leads to leads back to it. */
  ub_window_go (window, "install");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "give_back");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "make");
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/make/choosing", test_choosing);
  g_test_add_func ("/app/make/own-file", test_own_file);
  g_test_add_func ("/app/make/mismatch", test_mismatch);
  g_test_add_func ("/app/make/give-back", test_give_back);
  return g_test_run ();
}
