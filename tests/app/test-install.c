/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Install Firmware: what it says of what is plugged in, and the way there. The upload itself runs
 * on the bench, in tests/e2e. */
#include "ub-test.h"

#include "app/widgets/ub-note.h"
#include "app/widgets/ub-step-list.h"

#include "loaders/isp-loader.h"
#include "store/keyboards/isp-keyboards.h"

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static const char *
get_note (UbWindow *window)
{
  GtkWidget *note = ub_test_find (ub_window_get_page (window), UB_TYPE_NOTE, NULL);

  return note != NULL ? ub_note_get_title (UB_NOTE (note)) : NULL;
}

/* Without a keyboard and without firmware the button says what is missing. */
static void
test_waits (void)
{
  g_autoptr (IspKeyboards) known = isp_keyboards_load (NULL);
  UbWindow *window = ub_test_window_new (NULL);
  UbPage *page;

  ub_window_go (window, "install");
  page = ub_window_get_page (window);
  g_assert_true (ub_board_uploads (board_of (window)));
  /* No heading without anything below it. */
  g_assert_null (ub_test_find (page, UB_TYPE_STEP_LIST, NULL));
  g_assert_cmpint (ub_test_get_row_state (page, "Keyboard"), ==, UB_ROW_WAITING);
  g_assert_false (ub_page_get_primary_sensitive (page));
  g_assert_cmpstr (ub_page_get_primary_caption (page), ==, "Choose the firmware first");
  ub_test_load_firmware (window);
  g_assert_cmpstr (ub_page_get_primary_caption (page), ==,
                   "Waiting for a keyboard in its bootloader");
  /* How it gets there is known of a keyboard that was chosen. */
  ub_test_assert_in (ub_test_get_subtitle (page, "Keyboard"), "press its reset button; on a Pro");
  ub_choice_set_keyboard (ub_test_get_choice (window),
                          isp_keyboards_by_folder (known, "crkbd/rev1"));
  g_assert_cmpstr (ub_test_get_subtitle (page, "Keyboard"), ==,
                   "Press its reset button twice, quickly. That starts its bootloader.");
  /* What was chosen against the usual, and written by now, counts. */
  ub_choice_choose_preset (ub_test_get_choice (window),
                           isp_presets_by_id (ub_choice_get_presets (ub_test_get_choice (window)),
                                              "atmel-dfu-atmega32u4"));
  g_assert_cmpstr (ub_test_get_subtitle (page, "Keyboard"), ==,
                   "Press its reset button. That starts its bootloader.");
  ub_test_assert_in (ub_test_get_subtitle (page, "Firmware"), "mine.hex");
  ub_test_window_free (window);
}

static void
add_loader (GPtrArray *ports, const char *path)
{
  const IspOwner *owner = &isp_loader_drivers_by_id ("dfu")->owner;
  g_autofree char *id = g_strconcat ("usb:", path, NULL);
  IspPort *port = isp_port_new (owner, id, owner->rows[owner->n_rows - 1].name);

  port->usb_path = g_strdup (path);
  port->state = ISP_PORT_READY;
  g_ptr_array_add (ports, port);
}

/* Of two in the same bootloader neither is asked who it is, and the button stays off. */
static void
test_two (void)
{
  g_autoptr (GPtrArray) ports = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_port_free);
  UbWindow *window = ub_test_window_new (NULL);

  ub_window_go (window, "install");
  ub_test_load_firmware (window);
  add_loader (ports, "9-1");
  add_loader (ports, "9-2");
  ub_ports_take_loaders (ub_test_get_ports (window), ports);
  ub_test_settle ();
  g_assert_null (ub_loader_get_port (ub_board_get_loader (board_of (window))));
  g_assert_null (ub_loader_get_snapshot (ub_board_get_loader (board_of (window))));
  g_assert_false (ub_page_get_primary_sensitive (ub_window_get_page (window)));
  ub_test_assert_in (ub_test_get_subtitle (ub_window_get_page (window), "Keyboard"),
                     "Several are in their bootloader");
  ub_test_assert_in (ub_page_get_primary_caption (ub_window_get_page (window)),
                     "Several are in their bootloader");
  ub_test_window_free (window);
}

/* An id that may be another device's is not opened before the person says so; a locked one leads to
 * the page that helps. */
static void
test_careful (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbLoader *loader = ub_board_get_loader (board_of (window));

  ub_window_go (window, "install");
  ub_test_load_firmware (window);
  ub_test_plug_loader (window, "dfu", ISP_PORT_ASK);
  g_assert_null (ub_loader_get_port (loader));
  g_assert_cmpstr (get_note (window), ==, "Is This Your Keyboard?");
  g_assert_cmpstr (ub_page_get_primary_caption (ub_window_get_page (window)), ==,
                   "Say whether it is yours");
  ub_test_activate (ub_window_get_page (window), GTK_TYPE_BUTTON, "_Use It");
  g_assert_cmpstr (ub_loader_get_port (loader)->id, ==, "usb:9-9");

  ub_test_plug_loader (window, "dfu", ISP_PORT_NO_PERMISSION);
  g_assert_cmpstr (get_note (window), ==, "No Permission to Use A keyboard in Atmel DFU");
  ub_test_activate (ub_window_get_page (window), GTK_TYPE_BUTTON, "_Show How");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "permission");
  ub_test_window_free (window);
}

/* Set up says what it is, and leads here; going back there ends the upload. */
static void
test_from_setup (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug (window, ub_test_port_new ("usbasp", "usb:1-1", "USBasp", ISP_PORT_BUSY), NULL);
  ub_test_plug_loader (window, "dfu", ISP_PORT_BUSY);
  g_assert_cmpstr (get_note (window), ==, "Your Keyboard Is in Its Bootloader");
  ub_test_activate (ub_window_get_page (window), GTK_TYPE_BUTTON, "_Install Firmware");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "install");
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  g_assert_false (ub_board_uploads (board_of (window)));
  ub_test_window_free (window);
}

/* Nothing real is touched in a rehearsal. */
static void
test_rehearsal (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_plug_loader (window, "dfu", ISP_PORT_READY);
  ub_window_go (window, "install");
  g_assert_null (ub_loader_get_port (ub_board_get_loader (board_of (window))));
  ub_test_load_firmware (window);
  g_assert_cmpstr (ub_page_get_primary_caption (ub_window_get_page (window)), ==,
                   "End the rehearsal first");
  g_assert_false (ub_page_get_primary_sensitive (ub_window_get_page (window)));
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/install/waits", test_waits);
  g_test_add_func ("/app/install/two", test_two);
  g_test_add_func ("/app/install/careful", test_careful);
  g_test_add_func ("/app/install/from-setup", test_from_setup);
  g_test_add_func ("/app/install/rehearsal", test_rehearsal);
  return g_test_run ();
}
