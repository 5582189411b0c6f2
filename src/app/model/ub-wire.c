/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-wire.h"

static void
wire_free (gpointer wire)
{
  g_mutex_clear (wire);
  g_free (wire);
}

GMutex *
ub_wire_get (IspSession *isp, const char *port_id)
{
  static const char key[] = "app-wires";
  GHashTable *wires;
  GMutex *wire;

  g_return_val_if_fail (isp != NULL && port_id != NULL, NULL);
  wires = isp_session_get_data (isp, key);
  if (wires == NULL)
    {
      wires = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wire_free);
      isp_session_set_data (isp, key, wires, (GDestroyNotify) g_hash_table_unref);
    }
  wire = g_hash_table_lookup (wires, port_id);
  if (wire == NULL)
    {
      wire = g_new (GMutex, 1);
      g_mutex_init (wire);
      g_hash_table_insert (wires, g_strdup (port_id), wire);
    }
  return wire;
}
