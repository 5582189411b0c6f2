/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-wait.h"

gboolean
isp_wait (guint64 us, GCancellable *cancellable, GError **error)
{
  return isp_wait_until (g_get_monotonic_time () + (gint64) us, cancellable, error);
}

gboolean
isp_wait_until (gint64 end, GCancellable *cancellable, GError **error)
{
  for (;;)
    {
      gint64 left = end - g_get_monotonic_time ();

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (left <= 0)
        return TRUE;
      g_usleep ((gulong) MIN (left, ISP_WAIT_SLICE_US));
    }
}

gint64
isp_wait_deadline (guint64 wire_us)
{
  return g_get_monotonic_time () + 2 * (gint64) wire_us + G_USEC_PER_SEC;
}
