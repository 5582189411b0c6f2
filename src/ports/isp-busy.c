/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-busy.h"

#include "transport/isp-holder.h"

#include <string.h>

/* The address changes with every plugging in. */
static const char *
get_key (const IspPort *port)
{
  g_autofree char *key =
      g_strdup_printf ("busy %s %u.%u", port->id, port->usb_bus, port->usb_address);

  return g_intern_string (key);
}

void
isp_busy_note (IspSession *session, const IspPort *port)
{
  g_autofree char *program = NULL;
  g_autofree char *note = NULL;
  int pid;

  g_return_if_fail (session != NULL && port != NULL);
  if (port->device_node == NULL)
    return;
  program = isp_holder_find (port->device_node, &pid);
  if (program == NULL)
    return;
  /* Interned: another thread may be reading it when it is replaced. */
  note = g_strdup_printf ("%d %s", pid, program);
  isp_session_set_data (session, get_key (port), (gpointer) g_intern_string (note), NULL);
}

const char *
isp_busy_recall (IspSession *session, const IspPort *port)
{
  const char *key, *note;

  g_return_val_if_fail (session != NULL && port != NULL, NULL);
  key = get_key (port);
  note = isp_session_get_data (session, key);
  if (note == NULL)
    return NULL;
  if (isp_holder_is ((int) g_ascii_strtoll (note, NULL, 10), port->device_node))
    return strchr (note, ' ') + 1;
  isp_session_set_data (session, key, NULL, NULL);
  return NULL;
}
