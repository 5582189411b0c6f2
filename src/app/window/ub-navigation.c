/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-navigation.h"

struct _UbNavigation
{
  GObject parent_instance;

  UbBoard *board;
  GtkStack *stack;    /* borrowed */
  GPtrArray *history; /* const UbPageRow *: the way here, the visible one last */
  char *locked_port;  /* id: the person was led to its page */
};

G_DEFINE_FINAL_TYPE (UbNavigation, ub_navigation, G_TYPE_OBJECT)

enum
{
  WENT,
  PAGE_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
page_changed_cb (UbNavigation *self, UbPage *page)
{
  if (page == ub_navigation_get_page (self))
    g_signal_emit (self, signals[PAGE_CHANGED], 0);
}

static UbPage *
ensure_page (UbNavigation *self, const UbPageRow *row)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, row->id);

  if (page == NULL)
    {
      page = g_object_new (row->get_type (), "board", self->board, NULL);
      gtk_stack_add_named (self->stack, page, row->id);
      g_signal_connect_object (page, "changed", G_CALLBACK (page_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  return UB_PAGE (page);
}

static void
show (UbNavigation *self, const UbPageRow *row, gboolean forward)
{
  UbPage *before = ub_navigation_get_page (self);
  UbPage *page = ensure_page (self, row);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->stack));

  if (before == page)
    {
      ub_page_update (page);
      g_signal_emit (self, signals[PAGE_CHANGED], 0);
      return;
    }
  if (before != NULL)
    {
      ub_page_set_left (before, forward && root != NULL ? gtk_root_get_focus (root) : NULL);
      ub_page_hidden (before);
    }
  if (forward)
    ub_page_begin (page);
  if (root != NULL)
    gtk_root_set_focus (root, NULL);
  gtk_stack_set_visible_child_full (self->stack, row->id,
                                    forward ? GTK_STACK_TRANSITION_TYPE_SLIDE_LEFT
                                            : GTK_STACK_TRANSITION_TYPE_SLIDE_RIGHT);
  ub_page_shown (page);
  g_signal_emit (self, signals[WENT], 0);
}

static const UbPageRow *
get_home (UbNavigation *self)
{
  UbPorts *ports = ub_board_get_ports (self->board);

  return ub_pages_find_home (ub_ports_are_rehearsing (ports) || ub_ports_get_n (ports) > 0
                                 ? UB_HOME_WITH_PORTS
                                 : UB_HOME_WITHOUT_PORTS);
}

static const UbPageRow *
get_last (UbNavigation *self)
{
  return self->history->len > 0 ? self->history->pdata[self->history->len - 1] : NULL;
}

static void
go (UbNavigation *self, const UbPageRow *row)
{
  const UbPageRow *last = get_last (self);
  const gboolean leads_back = last != NULL && last->leads_on;

  if (row->root || (row->after_home && !leads_back))
    g_ptr_array_set_size (self->history, 0);
  else if (last != NULL && last->passing)
    g_ptr_array_set_size (self->history, self->history->len - 1);
  if (row->after_home && self->history->len == 0)
    g_ptr_array_add (self->history, (gpointer) get_home (self));
  if (get_last (self) != row)
    g_ptr_array_add (self->history, (gpointer) row);
  show (self, row, TRUE);
}

void
ub_navigation_go (UbNavigation *self, const char *id)
{
  const UbPageRow *row;

  g_return_if_fail (UB_IS_NAVIGATION (self) && id != NULL);
  row = ub_pages_find (id);
  g_return_if_fail (row != NULL);
  go (self, row->home != UB_HOME_NEVER ? get_home (self) : row);
}

void
ub_navigation_go_home (UbNavigation *self)
{
  g_return_if_fail (UB_IS_NAVIGATION (self));
  go (self, get_home (self));
}

void
ub_navigation_go_back (UbNavigation *self)
{
  const UbPageRow *row;

  g_return_if_fail (UB_IS_NAVIGATION (self));
  if (!ub_navigation_can_go_back (self))
    return;
  g_ptr_array_set_size (self->history, self->history->len - 1);
  row = get_last (self);
  if (row->home != UB_HOME_NEVER)
    {
      row = get_home (self);
      g_ptr_array_set_size (self->history, 0);
      g_ptr_array_add (self->history, (gpointer) row);
    }
  show (self, row, FALSE);
}

gboolean
ub_navigation_can_go_back (UbNavigation *self)
{
  g_return_val_if_fail (UB_IS_NAVIGATION (self), FALSE);
  return self->history->len > 1 && !get_last (self)->passing;
}

UbBoard *
ub_navigation_get_board (UbNavigation *self)
{
  g_return_val_if_fail (UB_IS_NAVIGATION (self), NULL);
  return self->board;
}

UbPage *
ub_navigation_get_page (UbNavigation *self)
{
  g_return_val_if_fail (UB_IS_NAVIGATION (self), NULL);
  return UB_PAGE (gtk_stack_get_visible_child (self->stack));
}

const UbPageRow *
ub_navigation_get_row (UbNavigation *self)
{
  const char *id;

  g_return_val_if_fail (UB_IS_NAVIGATION (self), NULL);
  id = gtk_stack_get_visible_child_name (self->stack);
  return id != NULL ? ub_pages_find (id) : NULL;
}

/* ── following the model ── */

/* There is no permission for the only programmer: show the page that helps, once for each. */
static void
lead_to_permission (UbNavigation *self)
{
  UbPorts *ports = ub_board_get_ports (self->board);
  const IspPort *port = ub_ports_get_n (ports) == 1 ? ub_ports_get (ports, 0) : NULL;

  if (port == NULL || port->state != ISP_PORT_NO_PERMISSION || ub_ports_are_rehearsing (ports))
    {
      g_clear_pointer (&self->locked_port, g_free);
      return;
    }
  if (g_strcmp0 (self->locked_port, port->id) == 0 ||
      ub_navigation_get_row (self)->home != UB_HOME_WITH_PORTS)
    return;
  g_free (self->locked_port);
  self->locked_port = g_strdup (port->id);
  go (self, ub_pages_find_for_locked ());
}

static void
ports_changed_cb (UbNavigation *self)
{
  const UbPageRow *row = ub_navigation_get_row (self);

  if (row == NULL)
    return;
  if (row->home != UB_HOME_NEVER && row != get_home (self))
    ub_navigation_go_home (self);
  lead_to_permission (self);
}

/* ── the object ── */

static void
ub_navigation_finalize (GObject *object)
{
  UbNavigation *self = UB_NAVIGATION (object);

  g_clear_object (&self->board);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  g_free (self->locked_port);
  G_OBJECT_CLASS (ub_navigation_parent_class)->finalize (object);
}

static void
ub_navigation_class_init (UbNavigationClass *klass)
{
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ub_navigation_finalize;
  signals[WENT] =
      g_signal_new ("went", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PAGE_CHANGED] =
      g_signal_new ("page-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ub_navigation_init (UbNavigation *self)
{
  self->history = g_ptr_array_new ();
}

UbNavigation *
ub_navigation_new (UbBoard *board, GtkStack *stack)
{
  UbNavigation *self;

  g_return_val_if_fail (UB_IS_BOARD (board) && GTK_IS_STACK (stack), NULL);
  self = g_object_new (UB_TYPE_NAVIGATION, NULL);
  self->board = g_object_ref (board);
  self->stack = stack;
  /* Connected after the board, which has to follow the ports first. */
  g_signal_connect_object (ub_board_get_ports (board), "changed", G_CALLBACK (ports_changed_cb),
                           self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return self;
}
