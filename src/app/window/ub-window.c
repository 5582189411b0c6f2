/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-window.h"

#include "app/widgets/ub-compat.h"
#include "app/widgets/ub-refusal.h"
#include "app/widgets/ub-wrap.h"
#include "ub-actions.h"
#include "ub-open.h"
#include "ub-toasts.h"

#include "core/isp-printable.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

/* How long no key must have been pressed before the focus moves to a page that was just shown: a
 * held or doubled key must not act there. */
#define KEY_REST_MS 500
/* So long a new page's button waits: the second half of a double click is not meant for it. */
static guint button_rest_ms = 600;
/* There is one at most: of the last job. */
#define NOTIFICATION "job"

struct _UbWindow
{
  AdwApplicationWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkWidget *back_button, *menu_button;
  GtkWidget *strip;
  AdwToastOverlay *toasts;
  UbRefusal *refusal;
  GtkStack *stack;
  GtkWidget *bar;
  GtkLabel *caption;
  GtkButton *primary;

  UbBoard *board;
  UbNavigation *navigation;
  gint64 last_key_us;
  guint focus_timer, rest_timer;
  guint inhibit_cookie;
  UbJob *announced;          /* the last job that ended; weak */
  GtkWidget *question;       /* about the running job; weak: NULL: none stands there */
  gboolean close_when_ended; /* the person asked for it */
  gboolean close_anyway;     /* the system did: also after a success */
};

G_DEFINE_FINAL_TYPE (UbWindow, ub_window, ADW_TYPE_APPLICATION_WINDOW)

void
ub_window_set_button_rest (guint ms)
{
  button_rest_ms = ms;
}

const char *
ub_window_get_page_id (UbWindow *self)
{
  const UbPageRow *row;

  g_return_val_if_fail (UB_IS_WINDOW (self), NULL);
  row = ub_navigation_get_row (self->navigation);
  return row != NULL ? row->id : NULL;
}

UbPage *
ub_window_get_page (UbWindow *self)
{
  g_return_val_if_fail (UB_IS_WINDOW (self), NULL);
  return ub_navigation_get_page (self->navigation);
}

UbBoard *
ub_window_get_board (UbWindow *self)
{
  g_return_val_if_fail (UB_IS_WINDOW (self), NULL);
  return self->board;
}

void
ub_window_go (UbWindow *self, const char *id)
{
  g_return_if_fail (UB_IS_WINDOW (self));
  ub_navigation_go (self->navigation, id);
}

/* ── what the frame draws ── */

static gboolean
is_rehearsing (UbWindow *self)
{
  return ub_ports_are_rehearsing (ub_board_get_ports (self->board));
}

static void
update_titles (UbWindow *self, UbPage *page)
{
  const gboolean rehearsing = is_rehearsing (self);
  const char *title = ub_page_get_title (page);
  const char *subtitle = ub_page_get_subtitle (page);
  const char *status = ub_page_get_status (page);
  g_autoptr (GString) window = g_string_new (status != NULL ? status : title);

  adw_window_title_set_title (self->window_title, title != NULL ? title : _ ("Unbrick"));
  adw_window_title_set_subtitle (self->window_title, subtitle != NULL ? subtitle : "");

  if (rehearsing)
    g_string_append_printf (window, "%s%s", window->len > 0 ? " · " : "", _ ("Rehearsal"));
  if (window->len > 0)
    g_string_append (window, " – ");
  g_string_append (window, _ ("Unbrick"));
  gtk_window_set_title (GTK_WINDOW (self), window->str);
}

static void
update_bar (UbWindow *self, UbPage *page)
{
  static const char *const classes[] = { "suggested-action", "destructive-action" };
  const char *label = ub_page_get_primary_label (page);
  const char *caption = ub_page_get_primary_caption (page);
  const char *css_class = ub_page_get_primary_class (page);

  gtk_widget_set_visible (self->bar, label != NULL);
  /* Its line is kept free: what stands above it does not move. */
  gtk_label_set_label (self->caption, caption != NULL ? caption : "");
  if (label != NULL)
    {
      gtk_button_set_label (self->primary, label);
      ub_wrap_centred (GTK_WIDGET (self->primary));
    }
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      if (g_strcmp0 (css_class, classes[i]) == 0)
        gtk_widget_add_css_class (GTK_WIDGET (self->primary), classes[i]);
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self->primary), classes[i]);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->primary),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  caption != NULL ? caption : "", -1);
}

/* The one place that sets everything that the frame draws. */
static void
frame_update (UbWindow *self)
{
  UbPage *page = ub_window_get_page (self);
  gboolean busy, may_press;

  /* Pages still change while the window is taken apart. */
  if (page == NULL)
    return;
  busy = ub_page_get_busy (page) || ub_board_is_busy (self->board);
  may_press = ub_page_get_primary_label (page) != NULL && ub_page_get_primary_sensitive (page) &&
              self->rest_timer == 0;
  update_titles (self, page);
  update_bar (self, page);
  ub_actions_update (G_ACTION_MAP (self), self->navigation, busy, may_press);
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "choose-file")), !busy);
  gtk_widget_set_visible (self->back_button,
                          g_action_group_get_action_enabled (G_ACTION_GROUP (self), "back"));
  /* Not beside the back button: in large letters the title needs the room. */
  gtk_widget_set_visible (self->menu_button, !busy && !gtk_widget_get_visible (self->back_button));
  gtk_widget_set_visible (self->strip, is_rehearsing (self));
}

/* ── a page that was just shown ── */

/* By the person: on the page or in an open menu. GTK itself starts on the header. */
static gboolean
was_moved (UbWindow *self, GtkWidget *focus)
{
  return focus != NULL && (gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack)) ||
                           gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL);
}

static gboolean
focus_cb (gpointer data)
{
  UbWindow *self = data;

  if (g_get_monotonic_time () - self->last_key_us < KEY_REST_MS * 1000)
    return G_SOURCE_CONTINUE;
  self->focus_timer = 0;
  if (!was_moved (self, gtk_window_get_focus (GTK_WINDOW (self))))
    ub_page_take_focus (ub_window_get_page (self));
  return G_SOURCE_REMOVE;
}

static gboolean
rested_cb (gpointer data)
{
  UbWindow *self = data;

  self->rest_timer = 0;
  frame_update (self);
  return G_SOURCE_REMOVE;
}

static void
went_cb (UbWindow *self)
{
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  ub_refusal_close (self->refusal);
  if (button_rest_ms > 0)
    self->rest_timer = g_timeout_add (button_rest_ms, rested_cb, self);
  frame_update (self);
  if (self->focus_timer == 0)
    self->focus_timer = g_timeout_add (50, focus_cb, self);
}

/* ── following the model ── */

static void
toast (UbWindow *self, const char *text)
{
  g_autofree char *printable = isp_text_make_printable (text);
  /* A toast's title is markup, and file names and messages are not. */
  g_autofree char *markup = g_markup_escape_text (printable, -1);

  ub_toasts_show (self->toasts, adw_toast_new (markup));
}

static void
update_inhibit (UbWindow *self)
{
  GtkApplication *app = gtk_window_get_application (GTK_WINDOW (self));
  const gboolean busy = ub_board_is_busy (self->board);

  if (app != NULL && busy && self->inhibit_cookie == 0)
    self->inhibit_cookie = gtk_application_inhibit (
        app, GTK_WINDOW (self), GTK_APPLICATION_INHIBIT_SUSPEND | GTK_APPLICATION_INHIBIT_LOGOUT,
        _ ("Working on a keyboard’s chip"));
  else if (!busy && self->inhibit_cookie != 0)
    {
      gtk_application_uninhibit (app, self->inhibit_cookie);
      self->inhibit_cookie = 0;
    }
}

static void
board_changed_cb (UbWindow *self)
{
  update_inhibit (self);
  frame_update (self);
}

static void
close_question (UbWindow *self)
{
  if (self->question != NULL)
    ub_compat_question_close (self->question);
  g_clear_weak_pointer (&self->question);
}

/* Who looks elsewhere is told; the notification goes when the window is looked at again. */
static void
announce (UbWindow *self)
{
  GtkApplication *app = gtk_window_get_application (GTK_WINDOW (self));
  UbJob *job = ub_board_get_job (self->board);
  const IspReport *report = job != NULL ? ub_job_get_report (job) : NULL;
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *title = NULL;

  /* A job that did nothing leaves the one before it in place. */
  if (app == NULL || job == NULL || job == self->announced ||
      report->verdict == ISP_VERDICT_CANCELLED)
    return;
  g_set_weak_pointer (&self->announced, job);
  if (gtk_window_is_active (GTK_WINDOW (self)))
    return;
  title = isp_words_report_title (report);
  notification = g_notification_new (title);
  g_notification_set_body (notification, report->verdict == ISP_VERDICT_OK
                                             ? _ ("The next step stands in Unbrick’s window")
                                             : _ ("What to do stands in Unbrick’s window"));
  if (report->verdict != ISP_VERDICT_OK)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (G_APPLICATION (app), NOTIFICATION, notification);
}

static void
active_cb (UbWindow *self)
{
  GtkApplication *app = gtk_window_get_application (GTK_WINDOW (self));

  if (app != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    g_application_withdraw_notification (G_APPLICATION (app), NOTIFICATION);
}

static void
board_ended_cb (UbWindow *self)
{
  UbJob *job = ub_board_get_job (self->board);
  const gboolean ok = job != NULL && ub_job_get_report (job)->verdict == ISP_VERDICT_OK;
  /* It was too late to stop: a success is worth seeing. */
  const gboolean closes = self->close_anyway || (self->close_when_ended && !ok);

  close_question (self);
  announce (self);
  self->close_when_ended = FALSE;
  if (closes)
    gtk_window_destroy (GTK_WINDOW (self)); /* nobody else may hold it */
}

static void
plugged_cb (UbWindow *self, UbPort *item)
{
  const IspPort *port = ub_port_get (item);
  g_autofree char *text = g_markup_printf_escaped (_ ("%s plugged in"), port->name);
  AdwToast *offer = adw_toast_new (text);

  adw_toast_set_button_label (offer, _ ("_Use It"));
  adw_toast_set_action_name (offer, "win.use-port");
  adw_toast_set_action_target_value (offer, g_variant_new_string (port->id));
  ub_toasts_show (self->toasts, offer);
}

/* ── files ── */

void
ub_window_open (UbWindow *self, GFile *file)
{
  g_return_if_fail (UB_IS_WINDOW (self) && G_IS_FILE (file));
  ub_open (self->navigation, GTK_WIDGET (self), file);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, UbWindow *self)
{
  GSList *files = g_value_get_boxed (value);

  for (GSList *l = files; l != NULL; l = l->next)
    ub_window_open (self, l->data);
  return files != NULL;
}

static void
file_chosen_cb (GFile *file, gpointer data)
{
  ub_window_open (data, file);
}

static void
choose_file_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_compat_choose_file (data, _ ("Choose a File"), file_chosen_cb, g_object_ref (data),
                         g_object_unref);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  ub_window_open (data, file);
}

static void
toast_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  toast (data, g_variant_get_string (parameter, NULL));
}

static void
refuse_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_refusal_say (UB_WINDOW (data)->refusal, g_variant_get_string (parameter, NULL));
}

static const GActionEntry actions[] = {
  { "choose-file", choose_file_cb },
  { "open", open_cb, "s" }, /* a path */
  { "refuse", refuse_cb, "s" },
  { "toast", toast_cb, "s" },
};

/* ── closing ── */

void
ub_window_end (UbWindow *self)
{
  g_return_if_fail (UB_IS_WINDOW (self));
  self->close_anyway = TRUE;
  if (ub_board_is_busy (self->board))
    ub_board_cancel (self->board);
  else
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
stop_answer_cb (gboolean yes, gpointer data)
{
  UbWindow *self = data;

  g_clear_weak_pointer (&self->question);
  /* Over already: what became of it is on show. */
  if (!yes || !ub_board_is_busy (self->board))
    return;
  self->close_when_ended = TRUE;
  ub_board_cancel (self->board);
}

static const char *
get_stop_text (UbWindow *self)
{
  IspProgressState state;

  ub_job_get_progress (ub_board_get_job (self->board), &state);
  return isp_words_stop_text (state.left_as);
}

static void
progress_cb (UbWindow *self)
{
  if (self->question != NULL)
    ub_compat_question_set_text (self->question, get_stop_text (self));
}

static void
ask_to_stop (UbWindow *self)
{
  UbJob *job = ub_board_get_job (self->board);
  GtkWidget *question = ub_compat_ask (GTK_WINDOW (self), _ ("Stop Now?"), get_stop_text (self),
                                       _ ("_Keep Going"), _ ("_Stop"), FALSE, stop_answer_cb, self);

  g_set_weak_pointer (&self->question, question);
  g_signal_handlers_disconnect_by_func (job, progress_cb, self);
  g_signal_connect_object (job, "progress", G_CALLBACK (progress_cb), self, G_CONNECT_SWAPPED);
}

static gboolean
ub_window_close_request (GtkWindow *window)
{
  UbWindow *self = UB_WINDOW (window);

  if (!ub_board_is_busy (self->board))
    return GTK_WINDOW_CLASS (ub_window_parent_class)->close_request (window);
  if (self->question == NULL)
    ask_to_stop (self);
  return TRUE;
}

/* ── the object ── */

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode,
                GdkModifierType state, UbWindow *self)
{
  self->last_key_us = g_get_monotonic_time ();
  return GDK_EVENT_PROPAGATE;
}

/* Not an accelerator: those come before an open menu or a search entry, which want Escape too. */
static gboolean
escape_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode,
                   GdkModifierType state, UbWindow *self)
{
  if (keyval != GDK_KEY_Escape || !gtk_widget_get_visible (self->back_button))
    return GDK_EVENT_PROPAGATE;
  ub_navigation_go_back (self->navigation);
  return GDK_EVENT_STOP;
}

static void
add_escape (UbWindow *self, GtkWidget *widget)
{
  GtkEventController *escape = gtk_event_controller_key_new ();

  g_signal_connect (escape, "key-pressed", G_CALLBACK (escape_pressed_cb), self);
  gtk_widget_add_controller (widget, escape);
}

static void
ub_window_dispose (GObject *object)
{
  UbWindow *self = UB_WINDOW (object);

  g_clear_handle_id (&self->focus_timer, g_source_remove);
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  g_clear_weak_pointer (&self->announced);
  close_question (self);
  if (self->navigation != NULL)
    g_signal_handlers_disconnect_by_data (self->navigation, self);
  if (self->board != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->board, self);
      g_signal_handlers_disconnect_by_data (ub_board_get_ports (self->board), self);
      ub_board_set_wanted (self->board, FALSE);
    }
  G_OBJECT_CLASS (ub_window_parent_class)->dispose (object);
}

static void
ub_window_finalize (GObject *object)
{
  UbWindow *self = UB_WINDOW (object);

  g_clear_object (&self->navigation);
  g_clear_object (&self->board);
  G_OBJECT_CLASS (ub_window_parent_class)->finalize (object);
}

static void
ub_window_class_init (UbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ub_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = ub_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = ub_window_close_request;
  g_type_ensure (UB_TYPE_REFUSAL);
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UbWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, strip);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, refusal);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, bar);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, caption);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, primary);
}

static void
ub_window_init (UbWindow *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  ub_wrap_centred (GTK_WIDGET (self->window_title));
  if (UB_DEVEL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  /* At the pages as well: a toast over them would keep it. */
  add_escape (self, GTK_WIDGET (self->stack));
  add_escape (self, GTK_WIDGET (self));
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

UbWindow *
ub_window_new (GtkApplication *application, UbBoard *board)
{
  UbWindow *self;

  g_return_val_if_fail (UB_IS_BOARD (board), NULL);
  self = g_object_new (UB_TYPE_WINDOW, "application", application, NULL);
  self->board = g_object_ref (board);
  self->navigation = ub_navigation_new (board, self->stack);
  ub_actions_add (G_ACTION_MAP (self), self->navigation);
  g_signal_connect_swapped (self->navigation, "went", G_CALLBACK (went_cb), self);
  g_signal_connect_swapped (self->navigation, "page-changed", G_CALLBACK (frame_update), self);
  g_signal_connect_swapped (board, "changed", G_CALLBACK (board_changed_cb), self);
  g_signal_connect_swapped (board, "ended", G_CALLBACK (board_ended_cb), self);
  g_signal_connect_swapped (ub_board_get_ports (board), "plugged", G_CALLBACK (plugged_cb), self);
  ub_navigation_go_home (self->navigation);
  return self;
}
