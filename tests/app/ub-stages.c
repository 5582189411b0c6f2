/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-stages.h"

#include "app/widgets/ub-note.h"

#include "core/isp-image-file.h"
#include "parts/isp-parts.h"
#include "store/isp-download.h"

#include <string.h>

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static void
open_all (GtkWidget *root)
{
  if (ADW_IS_EXPANDER_ROW (root))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (root), TRUE);
  else if (GTK_IS_EXPANDER (root))
    gtk_expander_set_expanded (GTK_EXPANDER (root), TRUE);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    open_all (child);
}

/* ── the states ── */

static UbWindow *
make_ready (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  return window;
}

/* The way of a stage that has none of its own. */
static UbWindow *
make_at (const char *page)
{
  UbWindow *window = make_ready ();

  ub_window_go (window, page);
  ub_test_settle ();
  return window;
}

static UbWindow *
make_with_firmware (void)
{
  UbWindow *window = make_ready ();

  ub_test_load_firmware (window);
  return window;
}

static gboolean
shows_note (gpointer window)
{
  return ub_test_find (ub_window_get_page (window), UB_TYPE_NOTE, NULL) != NULL;
}

static UbWindow *
make_silent (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");

  ub_contact_set_times (ub_board_get_contact (board_of (window)), 10, 60, 120000);
  ub_test_wait (shows_note, window, "the box");
  return window;
}

static UbWindow *
make_empty (void)
{
  return ub_test_window_new (NULL);
}

static UbWindow *
make_locked (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug (window, ub_test_port_new ("usbasp", "usb:1-1", "USBasp", ISP_PORT_NO_PERMISSION),
                NULL);
  ub_test_wait_page (window, "permission");
  return window;
}

static UbWindow *
make_programmers (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug (window, ub_test_port_new ("usbasp", "usb:1-1", "USBasp", ISP_PORT_READY),
                ub_test_port_new ("usbasp", "usb:1-2", "USBasp", ISP_PORT_NO_PERMISSION),
                ub_test_port_new ("buspirate", "/dev/ttyUSB0", "Bus Pirate v3", ISP_PORT_ASK),
                NULL);
  ub_window_go (window, "programmer");
  ub_test_settle ();
  return window;
}

static gboolean
has_failed (gpointer window)
{
  return ub_image_get_state (ub_choice_get_image (ub_test_get_choice (window))) == UB_IMAGE_FAILED;
}

static UbWindow *
make_offline (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbChoice *choice = ub_test_get_choice (window);

  isp_download_set_test_origin (NULL, "https://localhost:1");
  ub_test_plug (window, ub_test_port_new ("usbasp", "usb:1-1", "USBasp", ISP_PORT_BUSY), NULL);
  ub_choice_choose_preset (
      choice, isp_presets_by_id (ub_choice_get_presets (choice), "atmel-dfu-atmega32u4"));
  ub_test_wait (has_failed, window, "the download to fail");
  isp_download_set_test_origin (NULL, NULL);
  ub_window_go (window, "bootloader");
  ub_test_settle ();
  return window;
}

/* One of the list, which is a single stop however long it is. */
static gboolean
shows_one (gpointer window)
{
  GtkWidget *list = ub_test_find_type (ub_window_get_page (window), GTK_TYPE_LIST_VIEW);

  return list != NULL && g_list_model_get_n_items (
                             G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list)))) == 1;
}

static UbWindow *
make_keyboards (void)
{
  UbWindow *window = make_at ("keyboard");

  gtk_editable_set_text (
      GTK_EDITABLE (ub_test_find_type (ub_window_get_page (window), GTK_TYPE_SEARCH_ENTRY)),
      "iris rev 7");
  ub_test_wait (shows_one, window, "the keyboard");
  return window;
}

/* A keyboard in its bootloader, which may be another device, and firmware for it. */
static UbWindow *
make_installing (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug_loader (window, "dfu", ISP_PORT_ASK);
  ub_window_go (window, "install");
  ub_test_load_firmware (window);
  return window;
}

/* It does not say which chip it is on. */
static UbWindow *
make_telling (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug_loader (window, "lufa-hid", ISP_PORT_BUSY);
  ub_window_go (window, "install");
  ub_test_load_firmware (window);
  return window;
}

static gboolean
has_no_helper (gpointer window)
{
  return ub_image_get_state (ub_maker_get_image (ub_board_get_maker (board_of (window)))) ==
         UB_IMAGE_FAILED;
}

/* A board to be made a programmer that runs something, and no network. */
static UbWindow *
make_programmer_offline (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  isp_download_set_test_origin (NULL, "https://localhost:1");
  ub_maker_choose (ub_board_get_maker (board_of (window)), ub_maker_list_board (0));
  ub_test_wait (has_no_helper, window, "the download to fail");
  isp_download_set_test_origin (NULL, NULL);
  ub_window_go (window, "make");
  ub_test_settle ();
  return window;
}

static UbWindow *
make_reviewed (void)
{
  return ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
}

/* Nothing is saved: a box to tick, and ways out. */
static UbWindow *
make_warned (void)
{
  return ub_test_window_new_reviewed ("sim:atmega32u4?lfuse=62&hfuse=9B&efuse=F8&speed=0",
                                      "atmel-dfu-atmega32u4");
}

/* Firmware that runs into the bootloader. */
static UbWindow *
make_combined (void)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "planck_default.hex", NULL);
  UbWindow *window = make_ready ();
  g_autofree guint8 *data = g_malloc (0x7100);
  g_autoptr (IspImage) image = NULL;

  memset (data, 0x22, 0x7100);
  image = isp_image_new_from_data (0, data, 0x7100);
  file = g_file_new_for_path (path);
  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_assert_true (isp_image_save (image, file, NULL, NULL));
  g_assert_true (ub_test_load (window, UB_LOAD_FIRMWARE, NULL, file, NULL));
  ub_window_go (window, "combine");
  ub_test_settle ();
  return window;
}

/* Of the plan under review, with a hazard. */
static UbWindow *
make_editing (void)
{
  UbWindow *window = make_reviewed ();
  GtkWidget *row;

  ub_board_set_edits_fuses (board_of (window), TRUE);
  ub_window_go (window, "fuses");
  ub_test_settle ();
  row = ub_test_get (ub_window_get_page (window), ADW_TYPE_ENTRY_ROW, NULL);
  gtk_editable_set_text (GTK_EDITABLE (row), "5E,89,CB");
  g_signal_emit_by_name (row, "apply");
  ub_test_settle ();
  return window;
}

static UbWindow *
make_writing (void)
{
  UbWindow *window = ub_test_window_new_reviewed ("sim:atmega32u4?damaged&speed=0&halt", NULL);

  ub_test_primary (window);
  ub_test_wait_page (window, "flash");
  return window;
}

static void
run (UbWindow *window, const char *ending)
{
  for (guint i = 0; i < ISP_N_HAZARDS; i++)
    ub_board_set_acknowledged (board_of (window), i, TRUE);
  ub_test_settle ();
  ub_test_primary (window);
  ub_test_wait_page (window, ending);
}

static UbWindow *
make_done (void)
{
  UbWindow *window = make_reviewed ();

  run (window, "done");
  return window;
}

static UbWindow *
make_failed (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM "&fault=page", NULL);

  run (window, "failed");
  return window;
}

/* One of a rehearsal, after it. */
static UbWindow *
make_backups (void)
{
  UbWindow *window = make_done ();

  ub_window_go (window, "backups");
  ub_test_wait_backups (window);
  return window;
}

/* The keyboard's chip alone, in its first package. */
static void
choose_bare_chip (UbWindow *window)
{
  const IspWiring *target = isp_wiring_targets;

  while (!target->is_chip)
    target++;
  ub_choice_set_wiring (ub_test_get_choice (window), isp_wiring_boards, target, NULL);
  ub_test_settle ();
}

static UbWindow *
make_bare_chip (void)
{
  UbWindow *window = make_at ("wiring");

  choose_bare_chip (window);
  return window;
}

/* Nothing is plugged in, so the chip is chosen by its name. */
static UbWindow *
make_bare_part (const char *part)
{
  UbWindow *window = make_empty ();

  ub_choice_set_part (ub_test_get_choice (window), part != NULL ? isp_parts_by_name (part) : NULL);
  ub_window_go (window, "wiring");
  choose_bare_chip (window);
  return window;
}

static UbWindow *
make_bare_dip (void)
{
  return make_bare_part ("atmega328p");
}

static UbWindow *
make_bare_unknown (void)
{
  return make_bare_part (NULL);
}

static UbWindow *
make_silent_chip (void)
{
  UbWindow *window = make_silent ();

  ub_choice_set_part (ub_test_get_choice (window), isp_parts_by_name ("atmega32u4"));
  choose_bare_chip (window);
  return window;
}

static gboolean
shows_log (gpointer window)
{
  return ub_test_find_type (ub_window_get_page (window), ADW_TYPE_COMBO_ROW) != NULL;
}

static UbWindow *
make_log (void)
{
  UbWindow *window = make_failed ();

  ub_window_go (window, "log");
  ub_test_wait (shows_log, window, "the report");
  return window;
}

/* After a job that failed because of them. */
static UbWindow *
make_suspected (void)
{
  UbWindow *window = make_failed ();

  ub_window_go (window, "wiring");
  ub_test_settle ();
  return window;
}

static UbWindow *
make_chip_locked (void)
{
  UbWindow *window = ub_test_window_new ("sim:atmega32u4?damaged&lock=FC&speed=0");

  ub_window_go (window, "chip");
  ub_test_wait (shows_note, window, "the lock");
  return window;
}

static UbWindow *
make_chip_waiting (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_window_go (window, "chip");
  ub_test_settle ();
  return window;
}

/* A blank check of a chip that holds something. */
static UbWindow *
make_not_blank (void)
{
  UbWindow *window = make_ready ();

  ub_board_set_request (board_of (window), isp_request_new (ISP_JOB_BLANK));
  ub_board_start (board_of (window));
  ub_window_go (window, "flash");
  ub_test_wait_page (window, "failed");
  return window;
}

static UbWindow *
make_erasing (void)
{
  UbWindow *window = make_ready ();

  ub_board_set_request (board_of (window), isp_request_new (ISP_JOB_ERASE));
  ub_window_go (window, "review");
  ub_test_settle ();
  return window;
}

/* Those that need more than the way to the page. */
static const UbStage stages[] = {
  { "setup", "ready", make_with_firmware },
  { "setup", "silent", make_silent },
  { "setup", "silent-chip", make_silent_chip },
  { "wiring", "signals", NULL },
  { "wiring", "chip", make_bare_chip },
  { "wiring", "dip", make_bare_dip },
  { "wiring", "unknown", make_bare_unknown },
  { "wiring", "suspected", make_suspected },
  { "empty", "empty", make_empty },
  { "permission", "locked", make_locked },
  { "programmer", "ports", make_programmers },
  { "programmer", "faults", NULL },
  { "bootloader", "all", NULL },
  { "bootloader", "offline", make_offline },
  { "backups", "all", make_backups },
  { "keyboard", "one", make_keyboards },
  { "install", "asking", make_installing },
  { "install", "telling", make_telling },
  { "install", "rehearsal", NULL },
  { "make", "choosing", NULL },
  { "make", "offline", make_programmer_offline },
  { "review", "plain", make_reviewed },
  { "review", "warned", make_warned },
  { "combine", "empty", NULL },
  { "combine", "overlap", make_combined },
  { "fuses", "ready", NULL },
  { "fuses", "editing", make_editing },
  { "flash", "writing", make_writing },
  { "done", "done", make_done },
  { "failed", "page", make_failed },
  { "log", "failed", make_log },
  { "failed", "not-blank", make_not_blank },
  { "review", "erase", make_erasing },
  { "chip", "ready", NULL },
  { "chip", "locked", make_chip_locked },
  { "chip", "waiting", make_chip_waiting },
};

#define UB_PAGE_ROW(name, ...) { #name, "ready", NULL },
/* clang-format off */
static const UbStage plain[] = { /* of every page */
#include "app/window/ub-page-list.h"
};
/* clang-format on */
#undef UB_PAGE_ROW

static gboolean
has_stage (const char *page)
{
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (g_str_equal (stages[i].page, page))
      return TRUE;
  return FALSE;
}

const UbStage *
ub_stages_get (guint i)
{
  if (i < G_N_ELEMENTS (stages))
    return &stages[i];
  i -= G_N_ELEMENTS (stages);
  for (guint page = 0; page < G_N_ELEMENTS (plain); page++)
    if (!has_stage (plain[page].page) && i-- == 0)
      return &plain[page];
  return NULL;
}

UbWindow *
ub_stages_make (const UbStage *stage)
{
  UbWindow *window = stage->make != NULL ? stage->make () : make_at (stage->page);

  if (!g_str_equal (ub_window_get_page_id (window), stage->page))
    g_error ("%s, %s: the window shows %s; give the page a way of its own in ub-stages.c",
             stage->page, stage->state, ub_window_get_page_id (window));
  open_all (GTK_WIDGET (ub_window_get_page (window)));
  ub_test_settle ();
  return window;
}

static gboolean
is_idle (gpointer board)
{
  return !ub_board_is_busy (board);
}

void
ub_stages_free (UbWindow *window)
{
  if (ub_board_is_busy (board_of (window)))
    {
      ub_board_cancel (board_of (window));
      ub_test_wait (is_idle, board_of (window), "the job to end");
    }
  ub_test_window_free (window);
}
