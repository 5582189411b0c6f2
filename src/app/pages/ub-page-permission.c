/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programmer, or the keyboard in its bootloader, is there, and this computer does not let the
 * person use it. */
#include "config.h"

#include "ub-page.h"

#include "app/model/ub-rules.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-status.h"
#include "app/widgets/ub-toast.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPagePermission, ub_page_permission, UB, PAGE_PERMISSION, UbPage)

struct _UbPagePermission
{
  UbPage parent_instance;

  UbStatus *status;
  GtkWidget *copy_button;
  GtkLabel *command;

  char *port_id, *port_name; /* the locked one; NULL: not shown yet */
};

G_DEFINE_FINAL_TYPE (UbPagePermission, ub_page_permission, UB_TYPE_PAGE)

static gboolean
is_meant (const IspPort *port, const char *id)
{
  return id != NULL ? g_str_equal (port->id, id) : port->state == ISP_PORT_NO_PERMISSION;
}

/* A programmer, or a keyboard in its bootloader. */
static const IspPort *
find_port (UbPorts *ports, const char *id)
{
  for (guint i = 0; i < ub_ports_get_n_loaders (ports); i++)
    if (is_meant (ub_ports_get_loader (ports, i), id))
      return ub_ports_get_loader (ports, i);
  for (guint i = 0; i < ub_ports_get_n (ports); i++)
    if (is_meant (ub_ports_get (ports, i), id))
      return ub_ports_get (ports, i);
  return NULL;
}

static void
take_port (UbPagePermission *self, const IspPort *port)
{
  g_autofree char *title = g_strdup_printf (_ ("No Permission to Use %s"), port->name);

  g_free (self->port_id);
  g_free (self->port_name);
  self->port_id = g_strdup (port->id);
  self->port_name = g_strdup (port->name);
  g_object_set (self->status, "title", title, NULL);
}

/* Plugging it in again gives it another id, so the first locked one is looked for as well. */
static void
ub_page_permission_update (UbPage *page)
{
  UbPagePermission *self = UB_PAGE_PERMISSION (page);
  UbPorts *ports = ub_page_get_ports (page);
  const IspPort *locked = find_port (ports, NULL);

  if (locked != NULL)
    take_port (self, locked);
}

static void
works_now (UbPagePermission *self, const IspPort *port)
{
  g_autofree char *text = g_strdup_printf (_ ("%s works now"), port->name);

  ub_toast (GTK_WIDGET (self), text);
  ub_page_go (UB_PAGE (self), "setup");
}

/* After update: the page is on show, and nothing is locked any more. */
static void
board_changed_cb (UbPagePermission *self)
{
  UbPorts *ports = ub_page_get_ports (UB_PAGE (self));
  const IspPort *port;

  if (!gtk_widget_get_child_visible (GTK_WIDGET (self)) ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)) || find_port (ports, NULL) != NULL)
    return;
  port = find_port (ports, self->port_id);
  for (guint i = 0; port == NULL && i < ub_ports_get_n (ports); i++)
    {
      const IspPort *other = ub_ports_get (ports, i);

      if (g_strcmp0 (other->name, self->port_name) == 0)
        port = other;
    }
  if (port != NULL)
    works_now (self, port);
}

static void
copy_cb (UbPagePermission *self)
{
  ub_toast_copied (GTK_WIDGET (self), gtk_label_get_label (self->command), _ ("Command copied"));
}

static void
command_found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkLabel) label = data;
  g_autofree char *command = ub_rules_find_command_finish (result);

  gtk_label_set_label (label, command);
}

static GtkWidget *
ub_page_permission_get_focus (UbPage *page)
{
  return UB_PAGE_PERMISSION (page)->copy_button;
}

static void
ub_page_permission_constructed (GObject *object)
{
  UbPagePermission *self = UB_PAGE_PERMISSION (object);

  G_OBJECT_CLASS (ub_page_permission_parent_class)->constructed (object);
  g_signal_connect_object (ub_page_get_board (UB_PAGE (self)), "changed",
                           G_CALLBACK (board_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
ub_page_permission_finalize (GObject *object)
{
  UbPagePermission *self = UB_PAGE_PERMISSION (object);

  g_free (self->port_id);
  g_free (self->port_name);
  G_OBJECT_CLASS (ub_page_permission_parent_class)->finalize (object);
}

static void
ub_page_permission_class_init (UbPagePermissionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_STATUS);
  G_OBJECT_CLASS (klass)->constructed = ub_page_permission_constructed;
  G_OBJECT_CLASS (klass)->finalize = ub_page_permission_finalize;
  UB_PAGE_CLASS (klass)->update = ub_page_permission_update;
  UB_PAGE_CLASS (klass)->get_focus = ub_page_permission_get_focus;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-permission.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPagePermission, status);
  gtk_widget_class_bind_template_child (widget_class, UbPagePermission, copy_button);
  gtk_widget_class_bind_template_child (widget_class, UbPagePermission, command);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
ub_page_permission_init (UbPagePermission *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ub_rules_find_command_async (command_found_cb, g_object_ref (self->command));
}
