/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 1: what is plugged in, which chip answers, which bootloader goes on it. */
#include "config.h"

#include "ub-page.h"
#include "ub-ways-on.h"

#include "app/model/ub-advice.h"
#include "app/widgets/ub-choose.h"
#include "app/widgets/ub-columns.h"
#include "app/widgets/ub-note.h"
#include "app/widgets/ub-recent.h"
#include "app/widgets/ub-text.h"
#include "app/widgets/ub-toast.h"
#include "app/widgets/ub-toggle.h"
#include "app/widgets/ub-wiring-picture.h"

#include "words/isp-words-wires.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageSetup, ub_page_setup, UB, PAGE_SETUP, UbPage)

struct _UbPageSetup
{
  UbPage parent_instance;

  GtkWidget *notice; /* the note, and the clock’s switch */
  UbNote *note;
  UbRow *keyboard_row, *programmer_row, *chip_row, *bootloader_row, *firmware_row, *eeprom_row,
      *wires_row;
  GtkWidget *firmware_remove, *eeprom_remove;
  UbRecent *firmware_recent, *eeprom_recent; /* in the place of these */
  AdwActionRow *backup_row;
  GtkSwitch *backup_switch;
  GtkWidget *clock_group;
  AdwActionRow *clock_row;
  GtkSwitch *clock_switch;
  GtkWidget *firmware_choose, *eeprom_choose;
  UbWiringPicture *picture;
  GtkWidget *unfinished; /* how to continue an interrupted job */
  GtkWidget *arm;        /* what to do with an ARM chip; in the note while nothing answers */
};

G_DEFINE_FINAL_TYPE (UbPageSetup, ub_page_setup, UB_TYPE_PAGE)

/* ── reading the model ── */

static void
update_row (UbRow *row, UbBoard *board, char *(*text) (UbBoard *, UbRowState *) )
{
  UbRowState state;
  g_autofree char *line = text (board, &state);

  ub_row_set_text (row, line);
  ub_row_set_state (row, state);
}

static void
note_mismatch (UbPageSetup *self, const IspPart *chosen, const IspPart *found)
{
  g_autofree char *text = g_strdup_printf (
      _ ("%s is chosen, but %s is connected. Nothing will be written until they agree."),
      chosen->name, found->name);
  g_autofree char *label = g_strdup_printf (_ ("_Use %s"), found->name);

  ub_note_set (self->note, UB_NOTE_WARNING, _ ("Another Chip Answers"), text);
  ub_note_set_button (self->note, label, "setup.use-found");
}

static void
note_silent (UbPageSetup *self, const IspPort *port)
{
  g_autofree char *reset = isp_words_wire_short (ISP_WIRE_RESET, port);
  g_autofree char *miso = isp_words_wire_short (ISP_WIRE_MISO, port);
  g_autofree char *text = g_strdup_printf (
      isp_driver_can_at (port, ISP_NEEDS_POWER)
          ? _ ("Most often it is the wire to %s or %s. Check these first. This programmer gives "
               "no power: plug the keyboard into USB as well.")
          : _ ("Most often it is the wire to %s or %s. Check these first. Unplug the keyboard "
               "from USB."),
      reset, miso);

  ub_note_set (self->note, UB_NOTE_WARNING, _ ("Nothing Comes Back from the Chip"), text);
  /* The note hides their row in a small window. */
  ub_note_set_button (self->note, _ ("Check the _Wires"), "setup.wires");
  ub_note_set_extra (self->note, self->arm);
}

static void
note_not_avr (UbPageSetup *self, const IspKeyboard *keyboard)
{
  g_autofree char *text = isp_keyboard_get_advice (keyboard);

  ub_note_set (self->note, UB_NOTE_WARNING, _ ("This Keyboard Needs No Programmer"), text);
}

/* Both are named; nothing changes before the person has chosen. */
static void
note_other_bootloader (UbPageSetup *self, UbBoard *board)
{
  const IspKeyboard *keyboard = ub_choice_get_keyboard (ub_board_get_choice (board));
  const IspPreset *other = ub_advice_get_other_preset (board);
  g_autofree char *usual =
      isp_keyboard_get_usual (ub_choice_get_keyboard_presets (ub_board_get_choice (board)), other);
  g_autofree char *name = isp_preset_get_title (other);
  g_autofree char *text = g_strdup_printf (
      /* Translators: a keyboard and two bootloaders */
      _ ("%s usually has %s, but the fuses on the chip fit %s. If the keyboard once worked with "
         "them, they are right."),
      isp_keyboard_get_title (keyboard), usual, name);
  g_autofree char *label = g_strdup_printf (_ ("_Use %s"), name);

  ub_note_set (self->note, UB_NOTE_WARNING, _ ("The Chip Had Another Bootloader"), text);
  ub_note_set_button (self->note, label, "setup.use-fitting");
}

static void
note_intact (UbPageSetup *self, UbBoard *board, const IspPreset *preset)
{
  g_autofree char *name = isp_preset_get_title (preset);
  g_autofree char *id = ub_text_usb_id (preset);
  g_autofree char *text =
      id != NULL
          ? g_strdup_printf (_ ("%s is complete on this chip. Perhaps only the firmware is "
                                "broken: over USB it shows up as %s and accepts firmware there."),
                             name, id)
          : g_strdup_printf (_ ("%s is complete on this chip. Perhaps only the firmware is "
                                "broken."),
                             name);

  ub_note_set (self->note, UB_NOTE_INFO, _ ("The Bootloader Is Not Broken"), text);
  if (!ub_ports_are_rehearsing (ub_board_get_ports (board)))
    ub_note_set_button (self->note, _ ("_Install Firmware"), "setup.install");
}

static void
note_done (UbPageSetup *self, UbBoard *board)
{
  ub_note_set (self->note, UB_NOTE_INFO, _ ("This Keyboard Is Done"),
               ub_ports_are_rehearsing (ub_board_get_ports (board))
                   ? _ ("The simulated keyboard still holds what was written to it.")
                   : _ ("It still answers. Connect the wires to the next one."));
}

static void
note_loader (UbPageSetup *self, const IspPort *port)
{
  g_autofree char *text = g_strdup_printf (
      _ ("%s is plugged in. It is not dead: firmware can be installed over USB."), port->name);

  ub_note_set (self->note, UB_NOTE_INFO, _ ("Your Keyboard Is in Its Bootloader"), text);
  ub_note_set_button (self->note, _ ("_Install Firmware"), "setup.install");
}

static void
note_error (UbPageSetup *self, const GError *error)
{
  g_autofree char *text = isp_words_error_text (error, ISP_WORDS_FOR_WINDOW);

  ub_note_set (self->note, UB_NOTE_WARNING, isp_words_error_title (error), text);
}

/* The box below the rows. */
static void
update_note (UbPageSetup *self, UbBoard *board)
{
  UbContact *contact = ub_board_get_contact (board);

  ub_note_set_button (self->note, NULL, NULL);
  ub_note_set_extra (self->note, NULL);
  switch (ub_advice_get (board))
    {
    case UB_ADVICE_NONE:
      ub_note_hide (self->note);
      break;
    case UB_ADVICE_NOT_AVR:
      note_not_avr (self, ub_choice_get_keyboard (ub_board_get_choice (board)));
      break;
    case UB_ADVICE_LOADER:
      note_loader (self, ub_loader_get_port (ub_board_get_loader (board)));
      break;
    case UB_ADVICE_ANOTHER_BOOTLOADER:
      note_other_bootloader (self, board);
      break;
    case UB_ADVICE_ANOTHER_CHIP:
      note_mismatch (self, ub_board_get_part (board), ub_contact_get_found (contact));
      break;
    case UB_ADVICE_SILENT:
      note_silent (self, ub_board_get_port (board));
      break;
    case UB_ADVICE_ERROR:
      note_error (self, ub_contact_get_error (contact));
      break;
    case UB_ADVICE_UNFINISHED:
      ub_ways_on_show (self->unfinished, self->note, board);
      break;
    case UB_ADVICE_DONE:
      note_done (self, board);
      break;
    case UB_ADVICE_INTACT:
      note_intact (self, board, ub_board_get_guess (board)->intact);
      break;
    }
}

/* Offered where nothing but the clock may be missing; stays while it is given. */
static void
update_clock (UbPageSetup *self, UbBoard *board)
{
  const gboolean gives = ub_choice_gives_clock (ub_board_get_choice (board));

  gtk_widget_set_visible (self->clock_group, gives || ub_advice_may_lack_clock (board));
  gtk_switch_set_active (self->clock_switch, gives);
  adw_action_row_set_subtitle (
      self->clock_row,
      gives ? _ ("2 MHz from AUX; leave the wire to XTAL1 connected until you are done")
            : _ ("For fuses that ask for a crystal the board does not have. Wire AUX to XTAL1 "
                 "of the chip first."));
}

static void
update_files (UbPageSetup *self, UbBoard *board)
{
  UbChoice *choice = ub_board_get_choice (board);
  const gboolean has_firmware = ub_choice_get_firmware (choice) != NULL;
  const gboolean has_eeprom = ub_choice_get_eeprom (choice) != NULL;
  g_autofree char *firmware = ub_text_firmware (board);
  g_autofree char *eeprom = ub_text_eeprom (board);

  ub_row_set_text (self->firmware_row, firmware);
  gtk_widget_set_visible (self->firmware_remove, has_firmware);
  gtk_widget_set_visible (GTK_WIDGET (self->firmware_recent), !has_firmware);
  ub_recent_offer (self->firmware_recent, GTK_WIDGET (self), board, UB_LOAD_FIRMWARE, NULL);
  ub_row_set_text (self->eeprom_row, eeprom);
  gtk_widget_set_visible (self->eeprom_remove, has_eeprom);
  gtk_widget_set_visible (GTK_WIDGET (self->eeprom_recent), !has_eeprom);
  ub_recent_offer (self->eeprom_recent, GTK_WIDGET (self), board, UB_LOAD_EEPROM, NULL);
}

/* What is on a locked chip cannot be read, whatever is chosen: Review says what that means. */
static void
update_backup (UbPageSetup *self, UbBoard *board)
{
  const IspSnapshot *snapshot = ub_board_get_snapshot (board);
  const gboolean backup = ub_choice_get_backup (ub_board_get_choice (board));
  const char *text = _ ("Off: what is on the chip now is lost");

  if (snapshot != NULL && snapshot->locked)
    text = _ ("This chip is locked, so what is on it cannot be saved");
  else if (backup)
    text = _ ("Saves what is on the chip before it is erased");
  adw_action_row_set_subtitle (self->backup_row, text);
  gtk_switch_set_active (self->backup_switch, backup);
}

static void
update_picture (UbPageSetup *self, UbBoard *board)
{
  ub_wiring_picture_show (self->picture, board, FALSE);
  if (ub_advice_get_suspicion (board) != NULL)
    ub_row_set_text (self->wires_row, _ ("Check them: the last job failed"));
  else
    ub_row_set_text (self->wires_row, ub_board_get_snapshot (board) != NULL
                                          ? _ ("The chip answers: the wires are right")
                                          : _ ("Six of them, from the programmer to the keyboard"));
}

static void
ub_page_setup_update (UbPage *page)
{
  UbPageSetup *self = UB_PAGE_SETUP (page);
  UbBoard *board = ub_page_get_board (page);
  const char *missing = ub_board_get_missing (board);

  update_row (self->keyboard_row, board, ub_text_keyboard);
  update_row (self->programmer_row, board, ub_text_programmer);
  update_row (self->chip_row, board, ub_text_chip);
  update_row (self->bootloader_row, board, ub_text_bootloader);
  update_files (self, board);
  update_note (self, board);
  update_clock (self, board);
  gtk_widget_set_visible (self->notice, gtk_widget_get_visible (GTK_WIDGET (self->note)) ||
                                            gtk_widget_get_visible (self->clock_group));
  update_picture (self, board);
  update_backup (self, board);
  ub_page_set_primary (page, _ ("_Review"), missing == NULL, missing);
}

/* ── doing ── */

static void
ub_page_setup_shown (UbPage *page)
{
  UbBoard *board = ub_page_get_board (page);

  ub_board_set_request (board, NULL);
  ub_board_set_wanted (board, TRUE);
}

static void
ub_page_setup_hidden (UbPage *page)
{
  ub_board_set_wanted (ub_page_get_board (page), FALSE);
}

static GtkWidget *
ub_page_setup_get_focus (UbPage *page)
{
  UbPageSetup *self = UB_PAGE_SETUP (page);
  UbRow *rows[] = { self->programmer_row, self->chip_row, self->bootloader_row };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (ub_row_get_state (rows[i]) != UB_ROW_READY)
      return GTK_WIDGET (rows[i]);
  return GTK_WIDGET (self->programmer_row);
}

static void
ub_page_setup_primary (UbPage *page)
{
  ub_page_go (page, "review");
}

static void
ub_page_setup_check_again (UbPage *page)
{
  ub_contact_try_again (ub_board_get_contact (ub_page_get_board (page)));
}

static void
use_found_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (widget));

  ub_choice_set_part (ub_board_get_choice (board),
                      ub_contact_get_found (ub_board_get_contact (board)));
}

static void
use_fitting_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (widget));

  ub_choice_choose_preset (ub_board_get_choice (board), ub_advice_get_other_preset (board));
}

static void
install_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ub_page_go (UB_PAGE (widget), "install");
}

static void
keyboard_activated_cb (UbPageSetup *self)
{
  ub_page_go (UB_PAGE (self), "keyboard");
}

static void
programmer_activated_cb (UbPageSetup *self)
{
  ub_page_go (UB_PAGE (self), "programmer");
}

static void
chip_activated_cb (UbPageSetup *self)
{
  ub_page_go (UB_PAGE (self), "part");
}

static void
bootloader_activated_cb (UbPageSetup *self)
{
  ub_page_go (UB_PAGE (self), "bootloader");
}

static void
wires_activated_cb (UbPageSetup *self)
{
  ub_page_go (UB_PAGE (self), "wiring");
}

static void
wires_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  wires_activated_cb (UB_PAGE_SETUP (widget));
}

static void
firmware_choose_cb (UbPageSetup *self)
{
  ub_choose_file (GTK_WIDGET (self), ub_page_get_board (UB_PAGE (self)), UB_LOAD_FIRMWARE, NULL,
                  NULL);
}

static void
firmware_remove_cb (UbPageSetup *self)
{
  ub_choice_drop_firmware (ub_page_get_choice (UB_PAGE (self)));
}

static void
eeprom_choose_cb (UbPageSetup *self)
{
  ub_choose_file (GTK_WIDGET (self), ub_page_get_board (UB_PAGE (self)), UB_LOAD_EEPROM, NULL,
                  NULL);
}

static void
eeprom_remove_cb (UbPageSetup *self)
{
  ub_choice_drop_eeprom (ub_page_get_choice (UB_PAGE (self)));
}

static void
downloading_cb (UbPageSetup *self)
{
  update_row (self->bootloader_row, ub_page_get_board (UB_PAGE (self)), ub_text_bootloader);
}

static void
backup_notify_cb (UbPageSetup *self)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));

  ub_choice_set_backup (ub_board_get_choice (board), gtk_switch_get_active (self->backup_switch));
}

static void
clock_notify_cb (UbPageSetup *self)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));

  ub_choice_set_gives_clock (ub_board_get_choice (board),
                             gtk_switch_get_active (self->clock_switch));
}

/* ── the object ── */

static GtkWidget *
make_arm (void)
{
  GtkWidget *expander = gtk_expander_new (_ ("If your keyboard has an ARM chip (STM32, RP2040)…"));
  GtkWidget *label = gtk_label_new (_ ("ISP is for AVR chips only. Use the keyboard’s own "
                                       "bootloader."));

  gtk_label_set_wrap (GTK_LABEL (gtk_expander_get_label_widget (GTK_EXPANDER (expander))), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_expander_get_label (GTK_EXPANDER (expander)), -1);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_expander_set_child (GTK_EXPANDER (expander), label);
  return expander;
}

static void
ub_page_setup_constructed (GObject *object)
{
  G_OBJECT_CLASS (ub_page_setup_parent_class)->constructed (object);
  g_signal_connect_object (ub_choice_get_image (ub_page_get_choice (UB_PAGE (object))),
                           "downloading", G_CALLBACK (downloading_cb), object, G_CONNECT_SWAPPED);
}

static void
ub_page_setup_dispose (GObject *object)
{
  g_clear_object (&UB_PAGE_SETUP (object)->unfinished);
  g_clear_object (&UB_PAGE_SETUP (object)->arm);
  G_OBJECT_CLASS (ub_page_setup_parent_class)->dispose (object);
}

static void
ub_page_setup_class_init (UbPageSetupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_COLUMNS);
  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_RECENT);
  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_WIRING_PICTURE);
  G_OBJECT_CLASS (klass)->constructed = ub_page_setup_constructed;
  G_OBJECT_CLASS (klass)->dispose = ub_page_setup_dispose;
  page_class->update = ub_page_setup_update;
  page_class->shown = ub_page_setup_shown;
  page_class->hidden = ub_page_setup_hidden;
  page_class->get_focus = ub_page_setup_get_focus;
  page_class->primary = ub_page_setup_primary;
  page_class->check_again = ub_page_setup_check_again;

  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-setup.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, notice);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, note);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, keyboard_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, programmer_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, chip_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, bootloader_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, firmware_recent);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, firmware_remove);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, eeprom_recent);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, eeprom_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, eeprom_remove);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, backup_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, backup_switch);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, clock_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, clock_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, clock_switch);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, firmware_choose);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, eeprom_choose);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, wires_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageSetup, picture);
  gtk_widget_class_bind_template_callback (widget_class, keyboard_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, programmer_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, chip_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, bootloader_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, wires_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, firmware_choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, firmware_remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, eeprom_choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, eeprom_remove_cb);
  gtk_widget_class_bind_template_callback (widget_class, backup_notify_cb);
  gtk_widget_class_bind_template_callback (widget_class, clock_notify_cb);
  gtk_widget_class_install_action (widget_class, "setup.use-found", NULL, use_found_cb);
  gtk_widget_class_install_action (widget_class, "setup.use-fitting", NULL, use_fitting_cb);
  gtk_widget_class_install_action (widget_class, "setup.wires", NULL, wires_cb);
  gtk_widget_class_install_action (widget_class, "setup.install", NULL, install_cb);
  ub_ways_on_install (widget_class);
}

static void
ub_page_setup_init (UbPageSetup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* Newer GTK says what stands on a button, “Choose…”, before what the button is called. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->firmware_choose),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->eeprom_choose),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  ub_toggle_speak (GTK_WIDGET (self->backup_row), GTK_WIDGET (self->backup_switch),
                   GTK_ACCESSIBLE_ROLE_SWITCH);
  ub_toggle_speak (GTK_WIDGET (self->clock_row), GTK_WIDGET (self->clock_switch),
                   GTK_ACCESSIBLE_ROLE_SWITCH);
  self->unfinished = ub_ways_on_new ();
  self->arm = g_object_ref_sink (make_arm ());
}
