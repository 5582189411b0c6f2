/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages on which something is chosen, and the rules of what is chosen without a click. */
#include "ub-test.h"

#include "app/model/ub-rules.h"
#include "app/widgets/ub-note.h"

#include "parts/isp-parts.h"
#include "store/isp-download.h"

#include <string.h>

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static UbPage *
page_of (UbWindow *window)
{
  return ub_window_get_page (window);
}

static const char *
port_in_force (UbWindow *window)
{
  const IspPort *port = ub_board_get_port (board_of (window));

  return port != NULL ? port->id : NULL;
}

static IspPort *
usbasp (const char *id, IspPortState state)
{
  return ub_test_port_new ("usbasp", id, "USBasp", state);
}

/* ── programmer ── */

static void
test_only_one (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  g_assert_null (port_in_force (window));
  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_READY),
                ub_test_port_new ("avrisp", "/dev/ttyUSB0", "Serial port", ISP_PORT_ASK), NULL);
  g_assert_cmpstr (port_in_force (window), ==, "usb:1-1");
  /* A second one: nobody is to guess between two. */
  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_READY), usbasp ("usb:1-2", ISP_PORT_READY),
                NULL);
  g_assert_null (port_in_force (window));
  ub_test_plug (window, usbasp ("usb:1-2", ISP_PORT_READY), NULL);
  g_assert_cmpstr (port_in_force (window), ==, "usb:1-2");
  ub_test_window_free (window);
}

static void
test_by_hand (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_READY), usbasp ("usb:1-2", ISP_PORT_READY),
                NULL);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Programmer");
  ub_test_wait_page (window, "programmer");
  /* Both are called USBasp: the rows tell them apart. */
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "USBasp"), "unplug one to see");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "USBasp");
  ub_test_wait_page (window, "setup");
  g_assert_cmpstr (port_in_force (window), ==, "usb:1-1");
  ub_test_window_free (window);
}

/* A serial port may be anybody's: it is not opened before it was picked, and not after it was
 * unplugged and came back. */
static void
test_consent (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbContact *contact = ub_board_get_contact (board_of (window));

  ub_test_plug (window, ub_test_port_new ("avrisp", "/dev/ttyUSB7", "Serial port", ISP_PORT_ASK),
                NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  g_assert_null (port_in_force (window));
  g_assert_cmpint (ub_contact_get_state (contact), ==, UB_CONTACT_OFF);

  ub_board_choose_port (board_of (window), "/dev/ttyUSB7");
  g_assert_cmpstr (port_in_force (window), ==, "/dev/ttyUSB7");
  g_assert_cmpint (ub_contact_get_state (contact), ==, UB_CONTACT_TRYING);

  ub_test_unplug (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "empty");
  ub_test_plug (window, ub_test_port_new ("avrisp", "/dev/ttyUSB7", "Serial port", ISP_PORT_ASK),
                NULL);
  g_assert_null (port_in_force (window));
  g_assert_cmpint (ub_contact_get_state (contact), ==, UB_CONTACT_OFF);
  ub_test_window_free (window);
}

static void
test_fault (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_window_go (window, "programmer");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "A Wire Is Off");
  ub_test_wait_page (window, "setup");
  g_assert_cmpstr (ub_ports_get_fault (ub_test_get_ports (window)), ==, "no-contact");
  ub_test_assert_in (port_in_force (window), "fault=no-contact");
  ub_test_window_free (window);
}

/* ── empty, permission ── */

static void
test_empty (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  g_assert_cmpstr (ub_window_get_page_id (window), ==, "empty");
  g_assert_null (ub_page_get_primary_label (page_of (window)));
  g_assert_false (ub_ports_are_rehearsing (ub_test_get_ports (window)));
  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_READY), NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");
  ub_test_unplug (window);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "empty");

  /* Never by itself, but with one click. */
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Rehearse");
  ub_test_wait_page (window, "setup");
  g_assert_true (ub_ports_are_rehearsing (ub_test_get_ports (window)));
  ub_test_window_free (window);
}

/* As a shell runs it, with a sudo that only notes what it is asked to write. */
static void
test_permission_command (void)
{
  static const struct
  {
    const char *tool, *written;
  } rows[] = { { "false", "" }, { "/nowhere/unbrickctl", "" }, { "echo", "udev-rules\n" } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *command = ub_rules_make_command (rows[i].tool);
      g_autofree char *script = g_strdup_printf (
          "sudo () { if [ \"$1\" = tee ]; then cat >&3; fi; }; { %s; } 3>&1", command);
      const char *argv[] = { "sh", "-c", script, NULL };
      g_autofree char *out = NULL;
      g_autoptr (GError) error = NULL;

      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                    NULL, NULL, &out, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (out, ==, rows[i].written);
    }
}

static void
test_permission (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_NO_PERMISSION), NULL);
  ub_test_wait_page (window, "permission");
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "No Permission to Use USBasp");
  ub_test_get (page_of (window), GTK_TYPE_BUTTON, "_Copy Command");
  /* Back leads to Set up, and it does not come again by itself. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_test_wait_page (window, "setup");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Programmer"), "no permission");
  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_NO_PERMISSION), NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "setup");

  ub_window_go (window, "permission");
  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_READY), NULL);
  ub_test_wait_page (window, "setup");
  g_assert_cmpstr (port_in_force (window), ==, "usb:1-1");
  ub_test_window_free (window);
}

/* ── chip ── */

static void
test_chip (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  GtkWidget *search;

  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_BUSY), NULL);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Chip");
  ub_test_wait_page (window, "part");
  search = ub_test_get (page_of (window), GTK_TYPE_SEARCH_ENTRY, NULL);
  ub_test_get (page_of (window), UB_TYPE_ROW, "AT90USB162");
  /* What no keyboard has is there for who looks for it. */
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "ATtiny85"));
  gtk_editable_set_text (GTK_EDITABLE (search), "tiny85");
  g_signal_emit_by_name (search, "activate");
  ub_test_settle ();
  ub_test_get (page_of (window), UB_TYPE_ROW, "ATtiny85");
  gtk_editable_set_text (GTK_EDITABLE (search), "m32u4");
  g_signal_emit_by_name (search, "activate");
  ub_test_settle ();
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "AT90USB162"));
  ub_test_activate (page_of (window), UB_TYPE_ROW, "ATmega32U4");
  ub_test_wait_page (window, "setup");
  g_assert_true (ub_choice_get_part (ub_test_get_choice (window)) != NULL);
  g_assert_cmpstr (ub_board_get_part (board_of (window))->id, ==, "atmega32u4");

  /* Escape takes what is typed, then the page. */
  ub_window_go (window, "part");
  gtk_editable_set_text (GTK_EDITABLE (search), "m32u4");
  g_signal_emit_by_name (search, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "part");
  g_signal_emit_by_name (search, "stop-search");
  ub_test_wait_page (window, "setup");

  ub_window_go (window, "part");
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Detect Automatically");
  ub_test_wait_page (window, "setup");
  g_assert_false (ub_choice_get_part (ub_test_get_choice (window)) != NULL);
  ub_test_window_free (window);
}

/* ── bootloader ── */

static void
test_fitting (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Bootloader");
  ub_test_wait_page (window, "bootloader");
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "Fits These Fuses");
  g_assert_cmpint (ub_test_get_row_state (page_of (window), "Atmel DFU"), ==, UB_ROW_READY);
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Atmel DFU"), "03EB:2FF4");
  /* Made for other chips: not there. */
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "BootloadHID"));

  ub_test_activate (page_of (window), UB_TYPE_ROW, "Pro Micro 5 V, 16 MHz");
  ub_test_wait_page (window, "setup");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Bootloader"), "Pro Micro 5 V");
  g_assert_true (ub_image_is_stand_in (ub_choice_get_image (ub_test_get_choice (window))));
  ub_test_window_free (window);
}

/* Fuses that six presets have: none is taken, the board has to be looked at. */
static void
test_caterina_is_never_guessed (void)
{
  UbWindow *window = ub_test_window_new ("sim:atmega32u4?lfuse=FF&hfuse=D8&efuse=FB&speed=0");

  while (ub_board_get_snapshot (board_of (window)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  ub_test_settle ();
  g_assert_null (ub_choice_get_preset (ub_test_get_choice (window)));
  g_assert_cmpstr (ub_page_get_primary_caption (page_of (window)), ==, "Choose a bootloader first");
  ub_window_go (window, "bootloader");
  g_assert_nonnull (
      ub_test_find (page_of (window), UB_TYPE_ROW, "Caterina for Pro Micro 5 V, 16 MHz"));
  ub_test_window_free (window);
}

static gboolean
has_failed (gpointer window)
{
  return ub_image_get_state (ub_choice_get_image (ub_test_get_choice (window))) == UB_IMAGE_FAILED;
}

static void
note_downloading_cb (UbChoice *choice, gboolean *downloading)
{
  if (ub_image_get_state (ub_choice_get_image (choice)) == UB_IMAGE_DOWNLOADING)
    *downloading = TRUE;
}

/* No network: the reason, the address, a file instead, and another try. */
static void
test_offline (void)
{
  UbWindow *window;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "other.hex", NULL);
  const IspPreset *preset;
  gboolean downloading = FALSE;

  isp_download_set_test_origin (NULL, "https://localhost:1");
  window = ub_test_window_new (NULL);
  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_BUSY), NULL);
  preset = isp_presets_by_id (ub_choice_get_presets (ub_test_get_choice (window)),
                              "atmel-dfu-atmega32u4");
  ub_choice_choose_preset (ub_test_get_choice (window), preset);
  ub_test_wait (has_failed, window, "the download to fail");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Bootloader"), "download failed");
  g_assert_cmpint (ub_test_get_row_state (page_of (window), "Bootloader"), ==, UB_ROW_ATTENTION);

  ub_window_go (window, "bootloader");
  g_assert_cmpstr (ub_note_get_title (UB_NOTE (ub_test_get (page_of (window), UB_TYPE_NOTE, NULL))),
                   ==, "Atmel DFU Could Not Be Downloaded");
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "Download on Another Computer"), ==,
                   preset->url);
  ub_test_assert_names (page_of (window));
  ub_test_get (page_of (window), UB_TYPE_ROW, "Choose File…");
  g_signal_connect (ub_test_get_choice (window), "changed", G_CALLBACK (note_downloading_cb),
                    &downloading);
  ub_test_activate (page_of (window), UB_TYPE_ROW, "Try Again");
  g_assert_true (downloading);
  ub_test_wait (has_failed, window, "the download to fail again");

  /* Another file than the preset's is not taken, and the sentence says so. */
  g_assert_true (g_file_set_contents (path, ":0400000001020304F2\n:00000001FF\n", -1, NULL));
  file = g_file_new_for_path (path);
  g_assert_false (ub_test_load (window, UB_LOAD_PRESET, preset, file, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_null (ub_image_get_file (ub_choice_get_image (ub_test_get_choice (window))));
  isp_download_set_test_origin (NULL, NULL);
  ub_test_window_free (window);
}

/* ── nothing moves under the pointer ── */

static float
top_of (UbWindow *window, const char *row_title)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (ub_test_get (page_of (window), UB_TYPE_ROW, row_title),
                                            GTK_WIDGET (window), &bounds));
  return bounds.origin.y;
}

/* What is plugged in comes below what stands there, and what is unplugged keeps its place. */
static void
test_ports_stay (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  float second;

  ub_test_plug (window, usbasp ("usb:1-5", ISP_PORT_READY),
                ub_test_port_new ("usbtiny", "usb:1-6", "USBtinyISP", ISP_PORT_READY), NULL);
  ub_window_go (window, "programmer");
  ub_test_wait_drawn (window);
  second = top_of (window, "USBtinyISP");
  ub_test_plug (window, ub_test_port_new ("avrisp", "usb:1-1", "Arduino", ISP_PORT_READY),
                ub_test_port_new ("usbtiny", "usb:1-6", "USBtinyISP", ISP_PORT_READY), NULL);
  ub_test_wait_drawn (window);
  g_assert_cmpfloat (top_of (window, "USBtinyISP"), ==, second);
  g_assert_cmpfloat (top_of (window, "Arduino"), >, second);
  g_assert_cmpstr (ub_test_get_subtitle (page_of (window), "USBasp"), ==, "Unplugged");
  g_assert_false (gtk_widget_is_sensitive (ub_test_get (page_of (window), UB_TYPE_ROW, "USBasp")));

  /* The next time the page is shown it starts afresh. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_window_go (window, "programmer");
  ub_test_wait_drawn (window);
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "USBasp"));
  ub_test_window_free (window);
}

/* An answer or a download that comes while somebody chooses. */
static void
test_bootloaders_stay (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  GtkWidget *row;
  float top;

  isp_download_set_test_origin (NULL, "https://localhost:1");
  ub_test_plug (window, usbasp ("usb:1-1", ISP_PORT_BUSY), NULL);
  ub_window_go (window, "bootloader");
  ub_test_wait_drawn (window);
  top = top_of (window, "BootloadHID");
  row = ub_test_get (page_of (window), UB_TYPE_ROW, "BootloadHID");
  ub_choice_choose_preset (ub_test_get_choice (window),
                           isp_presets_by_id (ub_choice_get_presets (ub_test_get_choice (window)),
                                              "atmel-dfu-atmega32u4"));
  ub_test_wait (has_failed, window, "the download to fail");
  ub_choice_set_part (ub_test_get_choice (window), isp_parts_by_name ("atmega32u4"));
  ub_test_wait_drawn (window);
  ub_test_get (page_of (window), UB_TYPE_NOTE, NULL);
  g_assert_true (ub_test_get (page_of (window), UB_TYPE_ROW, "BootloadHID") == row);
  g_assert_cmpfloat (top_of (window, "BootloadHID"), ==, top);
  isp_download_set_test_origin (NULL, NULL);

  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  ub_window_go (window, "bootloader");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "BootloadHID"));
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/programmer/only-one", test_only_one);
  g_test_add_func ("/app/programmer/by-hand", test_by_hand);
  g_test_add_func ("/app/programmer/consent", test_consent);
  g_test_add_func ("/app/programmer/fault", test_fault);
  g_test_add_func ("/app/programmer/ports-stay", test_ports_stay);
  g_test_add_func ("/app/bootloader/rows-stay", test_bootloaders_stay);
  g_test_add_func ("/app/empty", test_empty);
  g_test_add_func ("/app/permission", test_permission);
  g_test_add_func ("/app/permission/command", test_permission_command);
  g_test_add_func ("/app/chip", test_chip);
  g_test_add_func ("/app/bootloader/fitting", test_fitting);
  g_test_add_func ("/app/bootloader/caterina-is-never-guessed", test_caterina_is_never_guessed);
  g_test_add_func ("/app/bootloader/offline", test_offline);
  return g_test_run ();
}
