/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page 1a: what is plugged in, to choose from; in a rehearsal, what is to go wrong. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-list.h"
#include "app/widgets/ub-text.h"

#include "sim/isp-rehearsal.h"
#include "words/isp-words-ports.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageProgrammer, ub_page_programmer, UB, PAGE_PROGRAMMER, UbPage)

/* Where the row of a port stands for as long as the page is shown, also after it was unplugged: no
 * row moves while somebody is about to click. */
typedef struct
{
  UbList *list; /* borrowed */
  char *id, *name;
} Place;

struct _UbPageProgrammer
{
  UbPage parent_instance;

  AdwPreferencesGroup *found_group, *ask_group, *fault_group, *new_group;
  UbList *found, *ask, *faults;
  UbList *new;       /* plugged in while the page is shown */
  GPtrArray *places; /* Place *; in their order */
};

G_DEFINE_FINAL_TYPE (UbPageProgrammer, ub_page_programmer, UB_TYPE_PAGE)

/* ── what is plugged in ── */

static void
port_activated_cb (UbRow *row, UbPageProgrammer *self)
{
  const char *id = g_object_get_data (G_OBJECT (row), "id");
  UbBoard *board = ub_page_get_board (UB_PAGE (self));

  ub_board_choose_port (board, id);
  ub_page_go_back (UB_PAGE (self));
}

static void
locked_activated_cb (UbRow *row, UbPageProgrammer *self)
{
  ub_page_go (UB_PAGE (self), "permission");
}

static gboolean
has_twin (UbPorts *ports, const IspPort *port)
{
  for (guint i = 0; i < ub_ports_get_n (ports); i++)
    {
      const IspPort *other = ub_ports_get (ports, i);

      if (other != port && g_str_equal (other->name, port->name))
        return TRUE;
    }
  return FALSE;
}

static char *
describe (UbPorts *ports, const IspPort *port)
{
  g_autofree char *where = g_strdup (port->where != NULL ? port->where : port->id);

  if (port->state != ISP_PORT_READY && port->state != ISP_PORT_ASK)
    {
      g_autofree char *words = isp_words_port (port, ISP_WORDS_WINDOW);

      return g_strdup_printf ("%s · %s", where, words);
    }
  if (has_twin (ports, port))
    return g_strdup_printf (_ ("%s · unplug one to see which it is"), where);
  return g_steal_pointer (&where);
}

static GtkWidget *
make_port_row (UbPageProgrammer *self, UbPorts *ports, const IspPort *port)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));
  const IspPort *in_force = ub_board_get_port (board);
  const gboolean usable = port->state == ISP_PORT_READY || port->state == ISP_PORT_ASK;
  const gboolean locked = port->state == ISP_PORT_NO_PERMISSION;
  g_autofree char *text = describe (ports, port);
  GtkWidget *row = usable || locked ? ub_row_new ("ub-programmer-symbolic", port->name, text)
                                    : ub_row_new_plain (port->name, text);

  g_object_set_data_full (G_OBJECT (row), "id", g_strdup (port->id), g_free);
  if (usable)
    ub_row_set_arrow (UB_ROW (row), FALSE);
  if (usable)
    g_signal_connect (row, "activated", G_CALLBACK (port_activated_cb), self);
  else if (locked)
    g_signal_connect (row, "activated", G_CALLBACK (locked_activated_cb), self);
  if (!usable)
    ub_row_set_state (UB_ROW (row), UB_ROW_ATTENTION);
  else if (in_force != NULL && g_str_equal (in_force->id, port->id))
    ub_row_set_state (UB_ROW (row), UB_ROW_READY);
  return row;
}

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->id);
  g_free (place->name);
  g_free (place);
}

static gboolean
has_place (UbPageProgrammer *self, const IspPort *port)
{
  for (guint i = 0; i < self->places->len; i++)
    if (g_str_equal (((Place *) self->places->pdata[i])->id, port->id))
      return TRUE;
  return FALSE;
}

/* Below everything that stands there already. */
static void
give_places (UbPageProgrammer *self, UbPorts *ports)
{
  const gboolean first = self->places->len == 0;

  for (guint i = 0; i < ub_ports_get_n (ports); i++)
    {
      const IspPort *port = ub_ports_get (ports, i);
      Place *place;

      if (has_place (self, port))
        continue;
      place = g_new0 (Place, 1);
      place->id = g_strdup (port->id);
      place->name = g_strdup (port->name);
      if (!first)
        place->list = self->new;
      else
        place->list = port->state == ISP_PORT_ASK ? self->ask : self->found;
      g_ptr_array_add (self->places, place);
    }
}

static GtkWidget *
make_row (UbPageProgrammer *self, UbPorts *ports, const Place *place)
{
  GtkWidget *row;

  for (guint i = 0; i < ub_ports_get_n (ports); i++)
    if (g_str_equal (ub_ports_get (ports, i)->id, place->id))
      return make_port_row (self, ports, ub_ports_get (ports, i));
  row = ub_row_new_plain (place->name, _ ("Unplugged"));
  gtk_widget_set_sensitive (row, FALSE);
  return row;
}

static void
update_ports (UbPageProgrammer *self, UbBoard *board)
{
  UbPorts *ports = ub_board_get_ports (board);
  UbList *lists[] = { self->found, self->ask, self->new };

  give_places (self, ports);
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      ub_list_begin (lists[i]);
      for (guint j = 0; j < self->places->len; j++)
        {
          const Place *place = self->places->pdata[j];

          if (place->list == lists[i])
            ub_list_add (lists[i], make_row (self, ports, place));
        }
      if (lists[i] == self->found && self->places->len == 0)
        ub_list_add (self->found,
                     ub_row_new_plain (_ ("Nothing Yet"), _ ("It shows up by itself")));
      ub_list_end (lists[i]);
    }
}

/* ── what is to go wrong in a rehearsal ── */

static void
fault_activated_cb (UbRow *row, UbPageProgrammer *self)
{
  const char *id = g_object_get_data (G_OBJECT (row), "id");

  ub_board_set_fault (ub_page_get_board (UB_PAGE (self)), id);
  ub_page_go_back (UB_PAGE (self));
}

static void
update_faults (UbPageProgrammer *self, UbBoard *board)
{
  const IspRehearsalFault *fault;

  ub_list_begin (self->faults);
  for (guint i = 0; ub_ports_are_rehearsing (ub_board_get_ports (board)) &&
                    (fault = isp_rehearsal_get_fault (i)) != NULL;
       i++)
    {
      const char *id = fault->id;
      GtkWidget *row = ub_row_new ("ub-rehearse-symbolic", isp_words_fault_title (id), NULL);

      ub_row_set_arrow (UB_ROW (row), FALSE);
      g_object_set_data (G_OBJECT (row), "id", (gpointer) id);
      g_signal_connect (row, "activated", G_CALLBACK (fault_activated_cb), self);
      if (g_str_equal (id, ub_ports_get_fault (ub_board_get_ports (board))))
        ub_row_set_state (UB_ROW (row), UB_ROW_READY);
      ub_list_add (self->faults, row);
    }
  ub_list_end (self->faults);
}

static void
ub_page_programmer_update (UbPage *page)
{
  UbPageProgrammer *self = UB_PAGE_PROGRAMMER (page);
  UbBoard *board = ub_page_get_board (page);

  update_ports (self, board);
  update_faults (self, board);
}

static void
ub_page_programmer_hidden (UbPage *page)
{
  g_ptr_array_set_size (UB_PAGE_PROGRAMMER (page)->places, 0);
}

static GtkWidget *
ub_page_programmer_get_focus (UbPage *page)
{
  UbPageProgrammer *self = UB_PAGE_PROGRAMMER (page);
  GtkWidget *row = ub_list_get_focus (self->faults);

  if (row == NULL)
    row = ub_list_get_focus (self->found);
  return row != NULL ? row : ub_list_get_focus (self->ask);
}

static void
ub_page_programmer_dispose (GObject *object)
{
  UbPageProgrammer *self = UB_PAGE_PROGRAMMER (object);

  g_clear_pointer (&self->found, ub_list_free);
  g_clear_pointer (&self->ask, ub_list_free);
  g_clear_pointer (&self->faults, ub_list_free);
  g_clear_pointer (&self->new, ub_list_free);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  G_OBJECT_CLASS (ub_page_programmer_parent_class)->dispose (object);
}

static void
ub_page_programmer_class_init (UbPageProgrammerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ub_page_programmer_dispose;
  UB_PAGE_CLASS (klass)->update = ub_page_programmer_update;
  UB_PAGE_CLASS (klass)->hidden = ub_page_programmer_hidden;
  UB_PAGE_CLASS (klass)->get_focus = ub_page_programmer_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-programmer.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageProgrammer, found_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageProgrammer, ask_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageProgrammer, fault_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageProgrammer, new_group);
}

static void
ub_page_programmer_init (UbPageProgrammer *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->found = ub_list_new (self->found_group);
  self->ask = ub_list_new (self->ask_group);
  self->faults = ub_list_new (self->fault_group);
  self->new = ub_list_new (self->new_group);
  self->places = g_ptr_array_new_with_free_func (place_free);
}
