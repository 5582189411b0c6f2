/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-bootloader.h"

#include "ub-text.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

/* Of the page that the note is on. */
static UbBoard *
get_board (GtkWidget *page)
{
  g_autoptr (UbBoard) board = NULL;

  g_object_get (page, "board", &board, NULL);
  return board; /* the page keeps it */
}

/* ── the row ── */

static char *
describe_absence (UbBoard *board, const char *gesture, UbRowState *state)
{
  const IspPort *likely = ub_ports_find_likely_loader (ub_board_get_ports (board));

  *state = UB_ROW_ATTENTION;
  if (likely != NULL)
    return g_strdup_printf (_ ("%s · use it if it is your keyboard"), likely->name);
  if (ub_ports_get_n_loaders (ub_board_get_ports (board)) > 0)
    return g_strdup (_ ("Several are in their bootloader: leave one plugged in"));
  *state = UB_ROW_WAITING;
  return g_strdup (gesture);
}

static char *
describe (UbBoard *board, const char *gesture, UbRowState *state)
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
    return describe_absence (board, gesture, state);
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

void
ub_bootloader_show_row (UbRow *row, UbBoard *board, const char *gesture)
{
  UbRowState state;
  g_autofree char *text = NULL;

  g_return_if_fail (UB_IS_ROW (row) && UB_IS_BOARD (board) && gesture != NULL);
  text = describe (board, gesture, &state);
  ub_row_set_text (row, text);
  ub_row_set_state (row, state);
}

/* ── the note ── */

/* What cannot be done with this bootloader, such as a backup: the worst of it. */
static void
note_plan (UbNote *note, const IspPlan *plan)
{
  const IspHazard *worst =
      plan->hazards->len > 0 ? &g_array_index (plan->hazards, IspHazard, 0) : NULL;
  g_autofree char *text = worst != NULL ? isp_words_hazard_text (worst, plan) : NULL;

  if (worst == NULL)
    ub_note_hide (note);
  else
    ub_note_set (note, worst->severity == ISP_SEVERITY_FACT ? UB_NOTE_INFO : UB_NOTE_WARNING,
                 isp_words_hazard_title (worst), text);
}

static void
note_error (UbNote *note, const GError *error)
{
  g_autofree char *text = isp_words_error_text (error, ISP_WORDS_FOR_WINDOW);

  ub_note_set (note, UB_NOTE_WARNING, isp_words_error_title (error), text);
}

static void
note_locked (UbNote *note, const IspPort *port)
{
  g_autofree char *title = g_strdup_printf (_ ("No Permission to Use %s"), port->name);

  ub_note_set (note, UB_NOTE_WARNING, title,
               _ ("This computer does not let you use it yet. An administrator has to allow it "
                  "once."));
  ub_note_set_button (note, _ ("_Show How"), "bootloader.show-how");
}

/* Nothing here would ever become ready. */
static void
note_rehearsal (UbNote *note)
{
  ub_note_set (note, UB_NOTE_INFO, _ ("This Is a Rehearsal"),
               _ ("There is a simulated chip in it, and no keyboard in its bootloader."));
  ub_note_set_button (note, _ ("_End Rehearsal"), "win.end-rehearsal");
}

static void
note_likely (UbNote *note, UbBootloaderOf of)
{
  ub_note_set (note, UB_NOTE_INFO,
               of == UB_BOOTLOADER_OF_KEYBOARD ? _ ("Is This Your Keyboard?")
                                               : _ ("Is This Your Board?"),
               _ ("Its USB id is also another device’s. Nothing is written to it yet."));
  ub_note_set_button (note, _ ("_Use It"), "bootloader.use");
}

/* A board that runs a sketch may be the one that is meant; only the person knows. */
static void
note_running (UbNote *note, const IspPort *port, UbBootloaderOf of)
{
  g_autofree char *title = g_strdup_printf (of == UB_BOOTLOADER_OF_KEYBOARD
                                                /* Translators: a serial port, such as ttyACM0 */
                                                ? _ ("Is Your Keyboard at %s?")
                                                : _ ("Is Your Board at %s?"),
                                            port->where);
  /* Translators: a device */
  g_autofree char *text = g_strdup_printf (_ ("%s runs there and can be asked to start its "
                                              "bootloader. Nothing is written to it yet."),
                                           port->name);

  ub_note_set (note, UB_NOTE_INFO, title, text);
  ub_note_set_button (note, _ ("_Start Its Bootloader"), "bootloader.touch");
}

void
ub_bootloader_show_note (UbNote *note, UbBoard *board, UbBootloaderOf of)
{
  UbLoader *loader;
  const IspPlan *plan;
  const IspPort *port, *running;

  g_return_if_fail (UB_IS_NOTE (note) && UB_IS_BOARD (board));
  loader = ub_board_get_loader (board);
  plan = ub_board_get_plan (board);
  port = ub_loader_get_port (loader);
  running = ub_loader_get_running (loader);
  ub_note_set_button (note, NULL, NULL);
  if (ub_ports_are_rehearsing (ub_board_get_ports (board)))
    note_rehearsal (note);
  else if (plan != NULL)
    note_plan (note, plan);
  else if (ub_loader_get_error (loader) != NULL)
    note_error (note, ub_loader_get_error (loader));
  else if (port != NULL && port->state == ISP_PORT_NO_PERMISSION)
    note_locked (note, port);
  else if (port == NULL && ub_ports_find_likely_loader (ub_board_get_ports (board)) != NULL)
    note_likely (note, of);
  else if (running != NULL && !ub_loader_is_touching (loader))
    note_running (note, running, of);
  else
    ub_note_hide (note);
}

/* ── what its button does ── */

static void
use_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UbBoard *board = get_board (widget);
  const IspPort *likely = ub_ports_find_likely_loader (ub_board_get_ports (board));

  if (likely != NULL)
    ub_loader_choose (ub_board_get_loader (board), likely->id);
}

static void
touch_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ub_loader_touch (ub_board_get_loader (get_board (widget)));
}

static void
show_how_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.go", "s", "permission");
}

void
ub_bootloader_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "bootloader.use", NULL, use_cb);
  gtk_widget_class_install_action (widget_class, "bootloader.touch", NULL, touch_cb);
  gtk_widget_class_install_action (widget_class, "bootloader.show-how", NULL, show_how_cb);
}
