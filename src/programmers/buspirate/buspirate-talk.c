/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "buspirate-talk-private.h"

#include "core/isp-error.h"
#include "transport/isp-wait.h"

#include <string.h>

guint64
bp_link_get_wire_us (const BpLink *self, gsize n_bytes)
{
  return n_bytes * (self->baud == 0 ? 20 : 10 * G_GUINT64_CONSTANT (1000000) / self->baud);
}

gboolean
bp_talk_is_only_late (GError **local, GError **error)
{
  if (g_error_matches (*local, ISP_ERROR, ISP_ERROR_TIMEOUT))
    {
      g_clear_error (local);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

gboolean
bp_talk_write (BpLink *self, const guint8 *data, gsize n, GCancellable *cancellable, GError **error)
{
  gint64 deadline = isp_wait_deadline (bp_link_get_wire_us (self, n));

  return isp_serial_write (self->serial, data, n, deadline, cancellable, error);
}

gboolean
bp_talk_listen (BpLink *self, const char *what, guint64 us, GString *heard,
                GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) us;
  g_autoptr (GError) local = NULL;
  guint8 byte;

  while (what == NULL || strstr (heard->str, what) == NULL)
    {
      if (!isp_serial_read (self->serial, &byte, 1, deadline, NULL, cancellable, &local))
        return bp_talk_is_only_late (&local, error);
      g_string_append_c (heard, byte != 0 ? (char) byte : '.');
    }
  return TRUE;
}

gboolean
bp_talk_ask (BpLink *self, const void *words, gsize n, const char *what, guint64 us, GString *heard,
             GCancellable *cancellable, GError **error)
{
  return bp_talk_write (self, words, n, cancellable, error) &&
         bp_talk_listen (self, what, us, heard, cancellable, error);
}

gboolean
bp_talk_was_heard (const GString *heard, const char *what)
{
  return strstr (heard->str, what) != NULL;
}

gboolean
bp_talk_set_baud (BpLink *self, guint baud, GError **error)
{
  if (self->baud == 0)
    return TRUE;
  self->baud = baud;
  return isp_serial_set_baud (self->serial, baud, error);
}

gboolean
bp_talk_type (BpLink *self, const char *line, const char *answer, GString *heard,
              GCancellable *cancellable, GError **error)
{
  g_string_truncate (heard, 0);
  return bp_talk_ask (self, line, strlen (line), answer, BP_TEXT_US, heard, cancellable, error);
}
