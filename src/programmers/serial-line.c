/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "serial-line.h"

#include "transport/isp-wait.h"

#define DTR_OFF_US    (100 * 1000)
#define BOOTLOADER_US (2000 * 1000)

IspSerial *
isp_serial_line_open (IspProgrammer *self, const IspPort *port, guint baud,
                      GCancellable *cancellable, GError **error)
{
  const char *node;

  g_return_val_if_fail (self != NULL && port != NULL, NULL);
  node = port->device_node != NULL ? port->device_node : port->id;
  if (self->serial == NULL)
    self->serial = isp_serial_open (node, baud, cancellable, error);
  else if (!isp_serial_set_baud (self->serial, baud, error))
    return NULL;
  return self->serial;
}

gboolean
isp_serial_line_start (IspProgrammer *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (self != NULL && self->serial != NULL, FALSE);
  if (!self->started)
    self->started = isp_serial_pulse_dtr (self->serial, DTR_OFF_US, cancellable, error) &&
                    isp_wait (BOOTLOADER_US, cancellable, error);
  return self->started;
}
