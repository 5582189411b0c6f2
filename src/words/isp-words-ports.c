/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-words-ports.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* By state: what it is, and what to do in window and terminal. */
static const struct
{
  const char *state, *advice[2];
} rows[] = {
  [ISP_PORT_READY] = { N_ ("ready"), { NULL, NULL } },
  [ISP_PORT_ASK] = { N_ ("may be a programmer"),
                     { N_ ("Choose it if it is yours"), N_ ("Name it with -P to try it") } },
  [ISP_PORT_NO_PERMISSION] = { N_ ("no permission"),
                               { N_ ("See how to get it"), N_ ("See “unbrickctl udev-rules”") } },
  [ISP_PORT_BUSY] = { N_ ("used by another program"),
                      { N_ ("Close it there first"), N_ ("Close it there first") } },
  [ISP_PORT_NOT_A_PROGRAMMER] = { N_ ("not a programmer"), { NULL, NULL } },
};

char *
isp_words_port_state (const IspPort *port)
{
  g_return_val_if_fail (port != NULL && port->state < G_N_ELEMENTS (rows), NULL);
  if (port->state == ISP_PORT_BUSY && port->used_by != NULL)
    return g_strdup_printf (_ ("used by %s"), port->used_by);
  return g_strdup (_ (rows[port->state].state));
}

const char *
isp_words_port_advice (const IspPort *port, IspWordsPlace place)
{
  const char *advice;

  g_return_val_if_fail (port != NULL && port->state < G_N_ELEMENTS (rows), NULL);
  if (port->state == ISP_PORT_NOT_A_PROGRAMMER)
    return isp_port_get_advice (port);
  advice = rows[port->state].advice[place];
  return advice != NULL ? _ (advice) : NULL;
}

char *
isp_words_port (const IspPort *port, IspWordsPlace place)
{
  g_autofree char *state = isp_words_port_state (port);
  const char *advice = isp_words_port_advice (port, place);

  if (advice == NULL)
    return g_steal_pointer (&state);
  return port->state == ISP_PORT_NOT_A_PROGRAMMER ? g_strdup (advice)
                                                  : g_strdup_printf ("%s. %s.", state, advice);
}
