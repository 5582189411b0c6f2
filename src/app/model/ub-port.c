/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-port.h"

struct _UbPort
{
  GObject parent_instance;

  IspPort *port;
};

G_DEFINE_FINAL_TYPE (UbPort, ub_port, G_TYPE_OBJECT)

static void
ub_port_finalize (GObject *object)
{
  g_clear_pointer (&UB_PORT (object)->port, isp_port_free);
  G_OBJECT_CLASS (ub_port_parent_class)->finalize (object);
}

static void
ub_port_class_init (UbPortClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ub_port_finalize;
}

static void
ub_port_init (UbPort *self)
{
}

UbPort *
ub_port_new (IspPort *port)
{
  UbPort *self;

  g_return_val_if_fail (port != NULL, NULL);
  self = g_object_new (UB_TYPE_PORT, NULL);
  self->port = port;
  return self;
}

const IspPort *
ub_port_get (UbPort *self)
{
  g_return_val_if_fail (UB_IS_PORT (self), NULL);
  return self->port;
}
