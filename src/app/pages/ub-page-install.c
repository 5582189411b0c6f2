/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmware over USB: the keyboard in its bootloader, as soon as it is there, and what goes on it.
 */
#include "config.h"

#include "ub-page.h"
#include "ub-ways-on.h"

#include "app/widgets/ub-choose.h"
#include "app/widgets/ub-note.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-step-list.h"
#include "app/widgets/ub-text.h"
#include "app/widgets/ub-told-chip.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageInstall, ub_page_install, UB, PAGE_INSTALL, UbPage)

struct _UbPageInstall
{
  UbPage parent_instance;

  UbNote *note;
  UbRow *keyboard_row, *firmware_row;
  UbToldChip *told_chip;
  GtkWidget *unfinished; /* how to continue an interrupted job */
  UbStepList *steps;
  const IspPlan *shown; /* a reference: the list of steps is of this plan; NULL: of none */
};

G_DEFINE_FINAL_TYPE (UbPageInstall, ub_page_install, UB_TYPE_PAGE)

/* ── what is shown ── */

/* The one device that may be a keyboard in its bootloader, or something else; NULL: none. */
static const IspPort *
find_likely (UbPorts *ports)
{
  const IspPort *only = ub_ports_get_n_loaders (ports) == 1 ? ub_ports_get_loader (ports, 0) : NULL;

  return only != NULL && only->state == ISP_PORT_ASK ? only : NULL;
}

static char *
describe_absence (UbPorts *ports, UbRowState *state)
{
  const IspPort *likely = find_likely (ports);

  *state = UB_ROW_ATTENTION;
  if (likely != NULL)
    return g_strdup_printf (_ ("%s · use it if it is your keyboard"), likely->name);
  if (ub_ports_get_n_loaders (ports) > 0)
    return g_strdup (_ ("Several are in their bootloader: leave one plugged in"));
  *state = UB_ROW_WAITING;
  return g_strdup (_ ("Plug it in and press its reset button; on a Pro Micro twice, quickly"));
}

static char *
describe_keyboard (UbBoard *board, UbRowState *state)
{
  UbLoader *loader = ub_board_get_loader (board);
  const IspPort *port = ub_loader_get_port (loader);
  const IspSnapshot *snapshot = ub_loader_get_snapshot (loader);

  if (ub_ports_are_rehearsing (ub_board_get_ports (board)))
    {
      *state = UB_ROW_NONE;
      return g_strdup (_ ("A bootloader cannot be rehearsed"));
    }
  if (port == NULL && ub_loader_is_touching (loader))
    {
      *state = UB_ROW_WAITING;
      return g_strdup (_ ("It is asked to start its bootloader"));
    }
  if (port == NULL)
    return describe_absence (ub_board_get_ports (board), state);
  if (snapshot != NULL)
    {
      *state = UB_ROW_READY;
      return g_strdup_printf ("%s · %s", snapshot->part->name, port->name);
    }
  if (port->state == ISP_PORT_READY || port->state == ISP_PORT_ASK) /* by now it may be used */
    {
      const gboolean asked = ub_loader_get_error (loader) == NULL && !ub_loader_lacks_part (loader);

      *state = asked ? UB_ROW_WAITING : UB_ROW_ATTENTION;
      return g_strdup (port->name);
    }
  return ub_text_port (port, state);
}

static void
update_keyboard (UbPageInstall *self, UbBoard *board)
{
  UbRowState state;
  g_autofree char *text = describe_keyboard (board, &state);

  ub_row_set_text (self->keyboard_row, text);
  ub_row_set_state (self->keyboard_row, state);
}

static void
update_firmware (UbPageInstall *self, UbBoard *board)
{
  const IspImageFile *firmware = ub_choice_get_firmware (ub_board_get_choice (board));
  g_autofree char *size =
      firmware != NULL ? isp_words_size (isp_image_get_size (firmware->flash)) : NULL;
  g_autofree char *text =
      firmware != NULL ? g_strdup_printf ("%s · %s", firmware->title, size) : NULL;

  ub_row_set_text (self->firmware_row,
                   text != NULL ? text : _ ("A .hex, .bin or .elf file of your keyboard"));
  ub_row_set_state (self->firmware_row, firmware != NULL ? UB_ROW_READY : UB_ROW_NONE);
}

/* What cannot be done with this bootloader, such as a backup: the worst of it. */
static void
note_plan (UbPageInstall *self, const IspPlan *plan)
{
  const IspHazard *worst =
      plan->hazards->len > 0 ? &g_array_index (plan->hazards, IspHazard, 0) : NULL;
  g_autofree char *text = worst != NULL ? isp_words_hazard_text (worst, plan) : NULL;

  if (worst == NULL)
    ub_note_hide (self->note);
  else
    ub_note_set (self->note, worst->severity == ISP_SEVERITY_FACT ? UB_NOTE_INFO : UB_NOTE_WARNING,
                 isp_words_hazard_title (worst), text);
}

static void
note_locked (UbPageInstall *self, const IspPort *port)
{
  g_autofree char *title = g_strdup_printf (_ ("No Permission to Use %s"), port->name);

  ub_note_set (self->note, UB_NOTE_WARNING, title,
               _ ("This computer does not let you use it yet. An administrator has to allow it "
                  "once."));
  ub_note_set_button (self->note, _ ("_Show How"), "install.show-how");
}

/* A board that runs a sketch may be the keyboard; only the person knows. */
static void
note_running (UbPageInstall *self, const IspPort *port)
{
  /* Translators: a serial port, such as ttyACM0 */
  g_autofree char *title = g_strdup_printf (_ ("Is Your Keyboard at %s?"), port->where);
  /* Translators: a device */
  g_autofree char *text = g_strdup_printf (_ ("%s runs there and can be asked to start its "
                                              "bootloader. Nothing is written to it until you "
                                              "install."),
                                           port->name);

  ub_note_set (self->note, UB_NOTE_INFO, title, text);
  ub_note_set_button (self->note, _ ("_Start Its Bootloader"), "install.touch");
}

static void
update_note (UbPageInstall *self, UbBoard *board, const IspPlan *plan)
{
  UbLoader *loader = ub_board_get_loader (board);
  const IspPort *port = ub_loader_get_port (loader);
  const IspPort *running = ub_loader_get_running (loader);
  const GError *error = ub_loader_get_error (loader);

  ub_note_set_button (self->note, NULL, NULL);
  ub_note_set_extra (self->note, NULL);
  if (ub_board_get_unfinished (board) != NULL)
    ub_ways_on_show (self->unfinished, self->note, board);
  else if (plan != NULL)
    note_plan (self, plan);
  else if (error != NULL)
    {
      g_autofree char *text = isp_words_error_text (error, ISP_WORDS_FOR_WINDOW);

      ub_note_set (self->note, UB_NOTE_WARNING, isp_words_error_title (error), text);
    }
  else if (port != NULL && port->state == ISP_PORT_NO_PERMISSION)
    note_locked (self, port);
  else if (port == NULL && find_likely (ub_board_get_ports (board)) != NULL)
    {
      ub_note_set (self->note, UB_NOTE_INFO, _ ("Is This Your Keyboard?"),
                   _ ("Its USB id is also another device’s. Nothing is written to it until you "
                      "install."));
      ub_note_set_button (self->note, _ ("_Use It"), "install.use");
    }
  else if (running != NULL && !ub_loader_is_touching (loader))
    note_running (self, running);
  else
    ub_note_hide (self->note);
}

/* One click where there is nothing to answer; otherwise Review asks. */
static void
update_primary (UbPage *page, UbBoard *board, const IspPlan *plan)
{
  const char *missing = ub_board_get_missing (board);

  if (plan == NULL || ub_board_may_start (board))
    ub_page_set_primary (page, _ ("_Install"), plan != NULL,
                         missing != NULL ? missing : _ ("Nothing has been written yet"));
  else
    ub_page_set_primary (page, _ ("_Review"), TRUE, _ ("This needs your decision first"));
}

static void
ub_page_install_update (UbPage *page)
{
  UbPageInstall *self = UB_PAGE_INSTALL (page);
  UbBoard *board = ub_page_get_board (page);
  const IspPlan *plan;

  if (ub_board_is_busy (board) || !ub_board_uploads (board))
    return;
  plan = ub_board_get_plan (board);
  update_keyboard (self, board);
  update_firmware (self, board);
  ub_told_chip_update (self->told_chip, ub_board_get_loader (board));
  update_note (self, board, plan);
  update_primary (page, board, plan);
  if (plan == self->shown)
    return;
  ub_step_list_set_plan (self->steps, plan);
  g_clear_pointer (&self->shown, isp_plan_unref);
  self->shown = plan != NULL ? isp_plan_ref (plan) : NULL;
}

/* ── doing ── */

static void
ub_page_install_shown (UbPage *page)
{
  ub_board_request_upload (ub_page_get_board (page));
  ub_board_set_wanted (ub_page_get_board (page), TRUE);
  ub_page_update (page);
}

static void
ub_page_install_hidden (UbPage *page)
{
  ub_board_set_wanted (ub_page_get_board (page), FALSE);
}

static GtkWidget *
ub_page_install_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_INSTALL (page)->firmware_row);
}

static void
ub_page_install_primary (UbPage *page)
{
  UbBoard *board = ub_page_get_board (page);

  if (!ub_board_may_start (board))
    {
      ub_page_go (page, "review");
      return;
    }
  ub_board_start (board);
  ub_page_go (page, "flash");
}

static void
choose_cb (UbPageInstall *self)
{
  ub_choose_file (GTK_WIDGET (self), ub_page_get_board (UB_PAGE (self)), UB_LOAD_FIRMWARE, NULL,
                  NULL);
}

static void
use_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (widget));
  const IspPort *likely = find_likely (ub_board_get_ports (board));

  if (likely != NULL)
    ub_loader_choose (ub_board_get_loader (board), likely->id);
}

static void
touch_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ub_loader_touch (ub_board_get_loader (ub_page_get_board (UB_PAGE (widget))));
}

static void
show_how_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ub_page_go (UB_PAGE (widget), "permission");
}

/* ── the object ── */

static void
ub_page_install_dispose (GObject *object)
{
  g_clear_object (&UB_PAGE_INSTALL (object)->unfinished);
  G_OBJECT_CLASS (ub_page_install_parent_class)->dispose (object);
}

static void
ub_page_install_finalize (GObject *object)
{
  g_clear_pointer (&UB_PAGE_INSTALL (object)->shown, isp_plan_unref);
  G_OBJECT_CLASS (ub_page_install_parent_class)->finalize (object);
}

static void
ub_page_install_class_init (UbPageInstallClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_STEP_LIST);
  g_type_ensure (UB_TYPE_TOLD_CHIP);
  G_OBJECT_CLASS (klass)->dispose = ub_page_install_dispose;
  G_OBJECT_CLASS (klass)->finalize = ub_page_install_finalize;
  page_class->update = ub_page_install_update;
  page_class->shown = ub_page_install_shown;
  page_class->hidden = ub_page_install_hidden;
  page_class->get_focus = ub_page_install_get_focus;
  page_class->primary = ub_page_install_primary;

  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-install.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, note);
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, keyboard_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, firmware_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, told_chip);
  gtk_widget_class_bind_template_child (widget_class, UbPageInstall, steps);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_install_action (widget_class, "install.use", NULL, use_cb);
  gtk_widget_class_install_action (widget_class, "install.touch", NULL, touch_cb);
  gtk_widget_class_install_action (widget_class, "install.show-how", NULL, show_how_cb);
  ub_ways_on_install (widget_class);
}

static void
ub_page_install_init (UbPageInstall *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->unfinished = ub_ways_on_new ();
}
