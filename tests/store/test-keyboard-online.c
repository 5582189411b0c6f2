/* SPDX-License-Identifier: GPL-3.0-or-later */
/* QMK's own list of keyboards, from a local server. */
#include "core/isp-error.h"
#include "fetch-server.h"
#include "scratch.h"
#include "store/isp-download.h"
#include "store/isp-paths.h"
#include "store/keyboards/isp-keyboard-online.h"

#include <glib/gstdio.h>
#include <string.h>

#define LIST  "/v1/keyboard_list.json"
#define USB   "/v1/usb.json"
#define BOARD "/v1/keyboards/brand/new/info.json"

static IspKeyboards *known;

static void
put_good (void)
{
  fetch_server_put (LIST, "{ \"last_updated\": \"2026-01-01\", \"keyboards\": [ \"brand/new\", "
                          "\"keebio/iris/rev4\", \"no_id\", 7, \"../evil\" ] }");
  fetch_server_put (USB, "{ \"usb\": { \"0xCAFE\": { \"0x0001\": { \"brand/new\": {} } }, "
                         "\"x\": { \"0x0001\": { \"no_id\": {} } }, \"0x1234\": 5 } }");
  fetch_server_put (BOARD, "{ \"keyboards\": { \"brand/new\": { \"keyboard_name\": \"Brand New\", "
                           "\"manufacturer\": \"Brand\", \"processor\": \"atmega32u4\", "
                           "\"bootloader\": \"qmk-dfu\", "
                           "\"usb\": { \"vid\": \"0xCAFE\", \"pid\": \"0x0001\" } } } }");
}

static void
test_update (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspKeyboards) more = NULL, again = NULL;
  g_autoptr (GPtrArray) found = NULL;
  const IspKeyboard *keyboard;

  put_good ();
  more = isp_keyboard_online_update (known, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (isp_keyboards_get_list (more)->len, ==, 3272);
  keyboard = isp_keyboards_by_folder (more, "brand/new");
  g_assert_cmpint (isp_keyboard_get_chip (keyboard), ==, ISP_KEYBOARD_OPEN);
  found = isp_keyboards_search (more, "cafe:0001");
  g_assert_true (found->len == 1 && found->pdata[0] == keyboard);
  g_assert_cmpuint (isp_keyboards_by_folder (more, "no_id")->usb_vid, ==, 0);
  /* The table has more than the server says of it. */
  g_assert_cmpstr (isp_keyboards_by_folder (more, "keebio/iris/rev4")->name, ==, "Iris Rev. 4");
  /* It is kept. */
  again = isp_keyboards_load (NULL);
  g_assert_nonnull (isp_keyboards_by_folder (again, "brand/new"));
  scratch_clear ();
}

/* What was learned of a keyboard is kept, also when the list comes again. */
static void
test_complete (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspKeyboards) more = NULL, again = NULL;
  g_autoptr (IspKeyboard) full = NULL, same = NULL;
  int requests;

  put_good ();
  more = isp_keyboard_online_update (known, NULL, NULL);
  full = isp_keyboard_online_complete (isp_keyboards_by_folder (more, "brand/new"), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (full->name, ==, "Brand New");
  g_assert_cmpstr (full->bootloader, ==, "qmk-dfu");
  g_assert_cmpuint (full->usb_vid, ==, 0xCAFE);
  requests = fetch_server_count_requests ();
  same = isp_keyboard_online_complete (full, NULL, NULL);
  g_assert_true (same == full);
  g_assert_cmpint (fetch_server_count_requests (), ==, requests);
  again = isp_keyboard_online_update (more, NULL, NULL);
  g_assert_cmpstr (isp_keyboards_by_folder (again, "brand/new")->mcu, ==, "atmega32u4");
  g_assert_cmpuint (isp_keyboards_get_list (again)->len, ==, 3272);
  scratch_clear ();
}

/* Ids only help to search. */
static void
test_no_ids (void)
{
  g_autoptr (IspKeyboards) more = NULL;

  put_good ();
  fetch_server_put (USB, NULL);
  more = isp_keyboard_online_update (known, NULL, NULL);
  g_assert_cmpuint (isp_keyboards_by_folder (more, "brand/new")->usb_vid, ==, 0);
  scratch_clear ();
}

static void
test_garbled (void)
{
  static const char *const lists[] = { " ", "{}", "[]", "{ \"keyboards\": {} }", "<html>", "\xFF" };
  static const char *const boards[] = {
    "{}",
    "{ \"keyboards\": { \"brand/new\": { \"keyboard_name\": \"No Chip\" } } }",
    "{ \"keyboards\": { \"other\": { \"processor\": \"atmega32u4\" } } }",
  };
  g_autoptr (IspKeyboard) keyboard = isp_keyboard_new ();
  g_autofree char *path = isp_paths_get_keyboards ();

  keyboard->folder = g_strdup ("brand/new");
  put_good ();
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr (GError) error = NULL;

      fetch_server_put (LIST, lists[i]);
      g_assert_null (isp_keyboard_online_update (known, NULL, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
      g_assert_nonnull (strstr (error->message, "keyboards.qmk.fm"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (boards); i++)
    {
      g_autoptr (GError) error = NULL;

      fetch_server_put (BOARD, boards[i]);
      g_assert_null (isp_keyboard_online_complete (keyboard, NULL, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
    }
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_offline (void)
{
  g_autoptr (GError) error = NULL;

  isp_download_set_test_origin (fetch_server_get_ca (), "https://127.0.0.1:1");
  g_assert_null (isp_keyboard_online_update (known, NULL, &error));
  isp_download_set_test_origin (fetch_server_get_ca (), fetch_server_get_origin ());
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_assert_nonnull (strstr (error->message, "There is no connection to keyboards.qmk.fm"));
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (isp_keyboard_online_update (known, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  int status;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  fetch_server_start ();
  known = isp_keyboards_load (NULL);
  g_assert_nonnull (known);
  g_test_add_func ("/keyboard-online/update", test_update);
  g_test_add_func ("/keyboard-online/complete", test_complete);
  g_test_add_func ("/keyboard-online/no-ids", test_no_ids);
  g_test_add_func ("/keyboard-online/garbled", test_garbled);
  g_test_add_func ("/keyboard-online/offline", test_offline);
  g_test_add_func ("/keyboard-online/cancelled", test_cancelled);
  status = g_test_run ();
  isp_keyboards_unref (known);
  fetch_server_stop ();
  scratch_end ();
  return status;
}
