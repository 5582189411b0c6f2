/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What menus, keys and rows can do in the window. */
#include "config.h"

#include "ub-compat.h"
#include "ub-window-private.h"

#include <glib/gi18n.h>

static void
file_chosen_cb (GFile *file, gpointer data)
{
  ub_window_open (data, file);
}

static void
go_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_window_go (data, g_variant_get_string (parameter, NULL));
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_window_go_back (data);
}

static void
toast_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_window_toast (data, g_variant_get_string (parameter, NULL));
}

static void
primary_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_page_activate_primary (ub_window_get_page (data));
}

static void
check_again_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_page_check_again (ub_window_get_page (data));
}

static void
copy_report_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_page_copy_report (ub_window_get_page (data));
}

static void
choose_file_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_compat_choose_file (data, _ ("Choose a File"), file_chosen_cb, data, NULL);
}

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));

  ub_window_open (data, file);
}

static void
rehearse_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UbWindow *self = data;

  ub_session_start_rehearsal (ub_window_get_session (self), NULL);
  ub_window_go (self, "setup");
}

static void
end_rehearsal_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UbWindow *self = data;

  ub_session_end_rehearsal (ub_window_get_session (self));
  ub_window_go (self, "setup");
}

static void
use_port_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UbWindow *self = data;

  if (ub_session_is_busy (ub_window_get_session (self)))
    return;
  ub_session_choose_port (ub_window_get_session (self), g_variant_get_string (parameter, NULL));
  ub_window_go (self, "setup");
}

static const GActionEntry actions[] = {
  { "go", go_cb, "s" },
  { "back", back_cb },
  { "toast", toast_cb, "s" },
  { "primary", primary_cb },
  { "primary-by-key", primary_cb },
  { "check-again", check_again_cb },
  { "copy-report", copy_report_cb },
  { "choose-file", choose_file_cb },
  { "open", open_cb, "s" }, /* a path */
  { "rehearse", rehearse_cb },
  { "end-rehearsal", end_rehearsal_cb },
  { "use-port", use_port_cb, "s" },
};

void
ub_window_add_actions (UbWindow *self)
{
  g_return_if_fail (UB_IS_WINDOW (self));
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
