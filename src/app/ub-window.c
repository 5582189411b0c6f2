/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-window-private.h"

#include "app/pages/ub-page-bootloader.h"
#include "app/pages/ub-page-chip.h"
#include "app/pages/ub-page-done.h"
#include "app/pages/ub-page-empty.h"
#include "app/pages/ub-page-failed.h"
#include "app/pages/ub-page-flash.h"
#include "app/pages/ub-page-permission.h"
#include "app/pages/ub-page-programmer.h"
#include "app/pages/ub-page-review.h"
#include "app/pages/ub-page-setup.h"
#include "ub-compat.h"

#include <glib/gi18n.h>

/* How long no key must have been pressed before the focus moves to a page that was just shown: a
 * held or doubled key must not act there. */
#define KEY_REST_MS 500
/* So long a new page's button waits: the second half of a double click is not meant for it. */
static guint button_rest_ms = 600;

typedef struct
{
  const char *id;
  GType (*get_type) (void);
  gboolean root;   /* no way back from here */
  gboolean by_key; /* Ctrl+Return presses its button; never one that stops a job */
} PageRow;

/* A new page is one row here. */
static const PageRow pages[] = {
  { "setup", ub_page_setup_get_type, TRUE, TRUE },
  { "empty", ub_page_empty_get_type, TRUE },
  { "permission", ub_page_permission_get_type, FALSE },
  { "programmer", ub_page_programmer_get_type, FALSE },
  { "chip", ub_page_chip_get_type, FALSE },
  { "bootloader", ub_page_bootloader_get_type, FALSE },
  { "review", ub_page_review_get_type, FALSE, TRUE },
  { "flash", ub_page_flash_get_type, FALSE },
  { "done", ub_page_done_get_type, TRUE },
  { "failed", ub_page_failed_get_type, TRUE },
};

struct _UbWindow
{
  AdwApplicationWindow parent_instance;

  AdwWindowTitle *window_title;
  GtkWidget *back_button, *menu_button;
  GtkWidget *strip;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkWidget *bar;
  GtkLabel *caption;
  GtkButton *primary;

  UbSession *session;
  GPtrArray *history; /* char *: ids of the pages on the way here, the visible one last */
  gint64 last_key_us;
  guint focus_timer, rest_timer;
  guint inhibit_cookie;
  gboolean close_when_ended;
  char *locked_port; /* id: the person was led to its page */
};

G_DEFINE_FINAL_TYPE (UbWindow, ub_window, ADW_TYPE_APPLICATION_WINDOW)

void
ub_window_set_button_rest (guint ms)
{
  button_rest_ms = ms;
}

static const PageRow *
find_row (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (pages[i].id, id))
      return &pages[i];
  return NULL;
}

const char *
ub_window_get_page_id (UbWindow *self)
{
  g_return_val_if_fail (UB_IS_WINDOW (self), NULL);
  return gtk_stack_get_visible_child_name (self->stack);
}

UbPage *
ub_window_get_page (UbWindow *self)
{
  g_return_val_if_fail (UB_IS_WINDOW (self), NULL);
  return UB_PAGE (gtk_stack_get_visible_child (self->stack));
}

UbSession *
ub_window_get_session (UbWindow *self)
{
  g_return_val_if_fail (UB_IS_WINDOW (self), NULL);
  return self->session;
}

/* ── what the frame draws ── */

static void
set_action_enabled (UbWindow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
update_titles (UbWindow *self, UbPage *page)
{
  const gboolean rehearsing = ub_session_is_rehearsing (self->session);
  const char *title = ub_page_get_title (page);
  const char *subtitle = ub_page_get_subtitle (page);
  const char *status = ub_page_get_status (page);
  g_autoptr (GString) line = g_string_new (rehearsing ? _ ("Rehearsal") : NULL);
  g_autoptr (GString) window = g_string_new (status != NULL ? status : title);

  if (subtitle != NULL && *subtitle != '\0')
    g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", subtitle);
  adw_window_title_set_title (self->window_title, title != NULL ? title : _ ("Unbrick"));
  adw_window_title_set_subtitle (self->window_title, line->str);

  if (rehearsing)
    g_string_append_printf (window, "%s%s", window->len > 0 ? " · " : "", _ ("Rehearsal"));
  if (window->len > 0)
    g_string_append (window, " – ");
  g_string_append (window, _ ("Unbrick"));
  gtk_window_set_title (GTK_WINDOW (self), window->str);
}

/* Wraps: large letters must not make the window wider than a narrow screen. */
static void
set_primary_label (UbWindow *self, const char *label)
{
  GtkLabel *text;

  gtk_button_set_label (self->primary, label);
  text = GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->primary)));
  gtk_label_set_wrap (text, TRUE);
  gtk_label_set_justify (text, GTK_JUSTIFY_CENTER);
}

static void
update_bar (UbWindow *self, UbPage *page)
{
  static const char *const classes[] = { "suggested-action", "destructive-action" };
  const char *label = ub_page_get_primary_label (page);
  const char *caption = ub_page_get_primary_caption (page);
  const char *css_class = ub_page_get_primary_class (page);
  gboolean may = label != NULL && ub_page_get_primary_sensitive (page) && self->rest_timer == 0;

  gtk_widget_set_visible (self->bar, label != NULL);
  gtk_label_set_label (self->caption, caption != NULL ? caption : "");
  gtk_widget_set_visible (GTK_WIDGET (self->caption), caption != NULL);
  if (label != NULL)
    set_primary_label (self, label);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      if (g_strcmp0 (css_class, classes[i]) == 0)
        gtk_widget_add_css_class (GTK_WIDGET (self->primary), classes[i]);
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self->primary), classes[i]);
    }
  set_action_enabled (self, "primary", may);
  set_action_enabled (self, "primary-by-key",
                      may && find_row (ub_window_get_page_id (self))->by_key);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->primary),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  caption != NULL ? caption : "", -1);
}

/* The one place that sets everything that the frame draws. */
static void
frame_update (UbWindow *self)
{
  UbPage *page = ub_window_get_page (self);
  gboolean busy, back;

  /* Pages still change while the window is taken apart. */
  if (page == NULL || self->session == NULL)
    return;
  busy = ub_page_get_busy (page) || ub_session_is_busy (self->session);
  back = ub_page_get_can_go_back (page) && self->history->len > 1 && !busy;
  update_titles (self, page);
  update_bar (self, page);
  gtk_widget_set_visible (self->back_button, back);
  gtk_widget_set_visible (self->menu_button, !busy);
  gtk_widget_set_visible (self->strip, ub_session_is_rehearsing (self->session));
  set_action_enabled (self, "back", back);
  set_action_enabled (self, "rehearse", !busy && !ub_session_is_rehearsing (self->session));
  set_action_enabled (self, "end-rehearsal", !busy && ub_session_is_rehearsing (self->session));
  set_action_enabled (self, "choose-file", !busy);
}

/* ── going from page to page ── */

static void
page_notify_cb (UbWindow *self, GParamSpec *pspec, UbPage *page)
{
  if (page == ub_window_get_page (self))
    frame_update (self);
}

static UbPage *
ensure_page (UbWindow *self, const PageRow *row)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, row->id);

  if (page == NULL)
    {
      page = g_object_new (row->get_type (), "session", self->session, NULL);
      gtk_stack_add_named (self->stack, page, row->id);
      g_signal_connect_object (page, "notify", G_CALLBACK (page_notify_cb), self,
                               G_CONNECT_SWAPPED);
    }
  return UB_PAGE (page);
}

static gboolean
focus_cb (gpointer data)
{
  UbWindow *self = data;
  GtkWidget *focus;

  if (g_get_monotonic_time () - self->last_key_us < KEY_REST_MS * 1000)
    return G_SOURCE_CONTINUE;
  self->focus_timer = 0;
  focus = gtk_window_get_focus (GTK_WINDOW (self));
  /* Not from where the person has put it meanwhile. GTK itself puts it on the header at first. */
  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->stack)))
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
show_page (UbWindow *self, const PageRow *row, gboolean forward)
{
  UbPage *before = ub_window_get_page (self);
  UbPage *page = ensure_page (self, row);

  if (before == page && self->history->len > 0)
    {
      ub_page_update (page);
      frame_update (self);
      return;
    }
  if (before != NULL && before != page)
    ub_page_hidden (before);
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_stack_set_visible_child_full (self->stack, row->id,
                                    forward ? GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT
                                            : GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT);
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  if (button_rest_ms > 0)
    self->rest_timer = g_timeout_add (button_rest_ms, rested_cb, self);
  ub_page_shown (page);
  frame_update (self);
  if (self->focus_timer == 0)
    self->focus_timer = g_timeout_add (50, focus_cb, self);
}

/* Set up, or the page that asks for a programmer when there is none. */
static const char *
get_home (UbWindow *self)
{
  if (ub_session_is_rehearsing (self->session) || ub_session_get_ports (self->session)->len > 0)
    return "setup";
  return "empty";
}

void
ub_window_go (UbWindow *self, const char *id)
{
  const PageRow *row;

  g_return_if_fail (UB_IS_WINDOW (self));
  if (g_str_equal (id, "setup"))
    id = get_home (self);
  row = find_row (id);
  g_return_if_fail (row != NULL);

  if (row->root)
    g_ptr_array_set_size (self->history, 0);
  if (self->history->len == 0 ||
      !g_str_equal (g_ptr_array_index (self->history, self->history->len - 1), id))
    g_ptr_array_add (self->history, g_strdup (id));
  show_page (self, row, TRUE);
}

void
ub_window_go_back (UbWindow *self)
{
  const char *id;

  g_return_if_fail (UB_IS_WINDOW (self));

  if (self->history->len < 2)
    return;
  g_ptr_array_set_size (self->history, self->history->len - 1);
  id = g_ptr_array_index (self->history, self->history->len - 1);
  if (self->history->len == 1 && (g_str_equal (id, "setup") || g_str_equal (id, "empty")))
    {
      id = get_home (self);
      g_ptr_array_set_size (self->history, 0);
      g_ptr_array_add (self->history, g_strdup (id));
    }
  show_page (self, find_row (id), FALSE);
}

/* ── following the model ── */

void
ub_window_toast (UbWindow *self, const char *text)
{
  g_autofree char *markup = NULL;

  g_return_if_fail (UB_IS_WINDOW (self));
  /* A toast's title is markup, and file names and messages are not. */
  markup = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
update_inhibit (UbWindow *self)
{
  GtkApplication *app = gtk_window_get_application (GTK_WINDOW (self));
  const gboolean busy = ub_session_is_busy (self->session);

  if (app != NULL && busy && self->inhibit_cookie == 0)
    self->inhibit_cookie = gtk_application_inhibit (
        app, GTK_WINDOW (self), GTK_APPLICATION_INHIBIT_SUSPEND | GTK_APPLICATION_INHIBIT_LOGOUT,
        _ ("Writing to a keyboard’s chip"));
  else if (!busy && self->inhibit_cookie != 0)
    {
      gtk_application_uninhibit (app, self->inhibit_cookie);
      self->inhibit_cookie = 0;
    }
}

/* The only programmer there is may not be used: lead to the way out, once for each. */
static void
lead_to_permission (UbWindow *self)
{
  GPtrArray *ports = ub_session_get_ports (self->session);
  const IspPort *port = ports->len == 1 ? g_ptr_array_index (ports, 0) : NULL;
  const gboolean locked = port != NULL && port->state == ISP_PORT_NO_PERMISSION &&
                          !ub_session_is_rehearsing (self->session);

  if (!locked)
    {
      g_clear_pointer (&self->locked_port, g_free);
      return;
    }
  if (g_strcmp0 (self->locked_port, port->id) == 0 ||
      !g_str_equal (ub_window_get_page_id (self), "setup"))
    return;
  g_free (self->locked_port);
  self->locked_port = g_strdup (port->id);
  ub_window_go (self, "permission");
}

static void
session_changed_cb (UbSession *session, UbWindow *self)
{
  const char *id = ub_window_get_page_id (self);

  if (id == NULL)
    return;
  update_inhibit (self);
  if ((g_str_equal (id, "setup") || g_str_equal (id, "empty")) &&
      !g_str_equal (id, get_home (self)))
    ub_window_go (self, "setup");
  lead_to_permission (self);
  frame_update (self);
}

static void
session_ended_cb (UbSession *session, UbWindow *self)
{
  if (self->close_when_ended)
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
session_notice_cb (UbSession *session, const char *text, UbWindow *self)
{
  ub_window_toast (self, text);
}

static void
session_plugged_cb (UbSession *session, IspPort *port, UbWindow *self)
{
  g_autofree char *text = g_markup_printf_escaped (_ ("%s plugged in"), port->name);
  AdwToast *offer = adw_toast_new (text);

  adw_toast_set_button_label (offer, _ ("_Use It"));
  adw_toast_set_action_name (offer, "win.use-port");
  adw_toast_set_action_target_value (offer, g_variant_new_string (port->id));
  adw_toast_overlay_add_toast (self->toasts, offer);
}

/* ── files ── */

void
ub_window_open (UbWindow *self, GFile *file)
{
  g_autofree char *notice = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (UB_IS_WINDOW (self) && G_IS_FILE (file));
  if (ub_session_is_busy (self->session))
    ub_window_toast (self, _ ("Busy until this is done"));
  else if (ub_session_take_file (self->session, file, &notice, &error))
    ub_window_toast (self, notice);
  else
    ub_window_toast (self, error->message);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, UbWindow *self)
{
  GSList *files = g_value_get_boxed (value);

  for (GSList *l = files; l != NULL; l = l->next)
    ub_window_open (self, l->data);
  return files != NULL;
}

/* ── closing ── */

static void
stop_answer_cb (gboolean yes, gpointer data)
{
  UbWindow *self = data;

  if (!yes)
    return;
  self->close_when_ended = TRUE;
  if (ub_session_is_busy (self->session))
    ub_session_cancel (self->session);
  else
    gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
ub_window_close_request (GtkWindow *window)
{
  UbWindow *self = UB_WINDOW (window);
  IspProgressState state;

  if (!ub_session_is_busy (self->session))
    return GTK_WINDOW_CLASS (ub_window_parent_class)->close_request (window);
  ub_job_get_progress (ub_session_get_job (self->session), &state);
  ub_compat_ask (window, _ ("Stop Writing?"),
                 state.step_id >= ISP_STEP_ERASE
                     ? _ ("The chip is erased and only partly written. Nothing breaks, but the "
                          "keyboard stays dead until you try again.")
                     : _ ("Nothing on the chip was changed so far."),
                 _ ("_Keep Writing"), _ ("_Stop"), FALSE, stop_answer_cb, self);
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
  ub_window_go_back (self);
  return GDK_EVENT_STOP;
}

static void
ub_window_dispose (GObject *object)
{
  UbWindow *self = UB_WINDOW (object);

  g_clear_handle_id (&self->focus_timer, g_source_remove);
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  if (self->session != NULL)
    {
      ub_contact_set_wanted (ub_session_get_contact (self->session), FALSE);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  g_clear_object (&self->session);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  g_clear_pointer (&self->locked_port, g_free);
  G_OBJECT_CLASS (ub_window_parent_class)->dispose (object);
}

static void
ub_window_class_init (UbWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ub_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = ub_window_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-window.ui");
  gtk_widget_class_bind_template_child (widget_class, UbWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, UbWindow, strip);
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
  GtkEventController *escape = gtk_event_controller_key_new ();
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->history = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  ub_window_add_actions (self);

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (escape, "key-pressed", G_CALLBACK (escape_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), escape);
  g_signal_connect (drop, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

UbWindow *
ub_window_new (GtkApplication *application, UbSession *session)
{
  UbWindow *self;

  g_return_val_if_fail (UB_IS_SESSION (session), NULL);
  self = g_object_new (UB_TYPE_WINDOW, "application", application, NULL);
  self->session = g_object_ref (session);
  g_signal_connect (session, "changed", G_CALLBACK (session_changed_cb), self);
  g_signal_connect (session, "ended", G_CALLBACK (session_ended_cb), self);
  g_signal_connect (session, "notice", G_CALLBACK (session_notice_cb), self);
  g_signal_connect (session, "plugged", G_CALLBACK (session_plugged_cb), self);
  ub_window_go (self, "setup");
  return self;
}
