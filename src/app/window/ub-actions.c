/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-actions.h"

static void
go_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_navigation_go (data, g_variant_get_string (parameter, NULL));
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_navigation_go_back (data);
}

static void
primary_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_page_activate_primary (ub_navigation_get_page (data));
}

static void
check_again_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_page_check_again (ub_navigation_get_page (data));
}

static void
copy_report_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_page_copy_report (ub_navigation_get_page (data));
}

static void
rehearse_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UbBoard *board = ub_navigation_get_board (data);

  ub_ports_rehearse (ub_board_get_ports (board), ub_choice_get_part (ub_board_get_choice (board)));
  ub_navigation_go_home (data);
}

static void
end_rehearsal_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_board_end_rehearsal (ub_navigation_get_board (data));
  ub_navigation_go_home (data);
}

static void
use_port_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UbBoard *board = ub_navigation_get_board (data);

  if (ub_board_is_busy (board))
    return;
  ub_board_choose_port (board, g_variant_get_string (parameter, NULL));
  ub_navigation_go_home (data);
}

static const GActionEntry actions[] = {
  { "go", go_cb, "s" },
  { "back", back_cb },
  { "primary", primary_cb },
  { "primary-by-key", primary_cb },
  { "check-again", check_again_cb },
  { "copy-report", copy_report_cb },
  { "rehearse", rehearse_cb },
  { "end-rehearsal", end_rehearsal_cb },
  { "use-port", use_port_cb, "s" },
};

void
ub_actions_add (GActionMap *map, UbNavigation *navigation)
{
  g_return_if_fail (G_IS_ACTION_MAP (map) && UB_IS_NAVIGATION (navigation));
  g_action_map_add_action_entries (map, actions, G_N_ELEMENTS (actions), navigation);
}

static void
set_enabled (GActionMap *map, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, name)), enabled);
}

void
ub_actions_update (GActionMap *map, UbNavigation *navigation, gboolean busy, gboolean may_press)
{
  const gboolean rehearsing =
      ub_ports_are_rehearsing (ub_board_get_ports (ub_navigation_get_board (navigation)));

  set_enabled (map, "primary", may_press);
  set_enabled (map, "primary-by-key", may_press && ub_navigation_get_row (navigation)->by_key);
  set_enabled (map, "back", !busy && ub_navigation_can_go_back (navigation));
  set_enabled (map, "rehearse", !busy && !rehearsing);
  set_enabled (map, "end-rehearsal", !busy && rehearsing);
}
