/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board that got helper firmware has to answer as a programmer. */
#include "config.h"
#include "core/isp-error.h"
#include "engine/scan/isp-scan.h"
#include "isp-job-private.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define LOOK_US (100 * 1000)
/* It comes back within 2 s, which the start has waited for; its rights come as much later, and
 * another program may look at it first. */
#define SHOWS_UP_US (2 * G_USEC_PER_SEC)
#define ANSWERS_US  (10 * G_USEC_PER_SEC)
/* All helper firmware is the sketch ArduinoISP. */
#define DRIVER "avrisp"

/* What is plugged in where the board was, if it may be a programmer; NULL: it is not there. */
static IspPort *
find_helper (IspJob *job)
{
  const char *path = job->now->port_id + strlen ("usb:");
  const IspOwner *owner = &isp_drivers_by_id (DRIVER)->owner;
  g_autoptr (GPtrArray) ports = isp_scan (job->session, NULL);

  for (guint i = 0; i < ports->len; i++)
    {
      const IspPort *port = ports->pdata[i];

      if (g_strcmp0 (port->usb_path, path) == 0 && isp_port_may_be (port, owner))
        {
          IspPort *found = isp_port_copy (port);

          isp_port_choose (found, owner);
          return found;
        }
    }
  return NULL;
}

/* Opening is the handshake. */
static gboolean
try_helper (IspJob *job, GError **error)
{
  g_autoptr (IspPort) port = find_helper (job);
  g_autoptr (IspProgrammer) programmer = NULL;

  if (port == NULL)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_HELPER_SILENT,
                           _ ("The board did not come back as a programmer"));
      return FALSE;
    }
  programmer = isp_programmer_open (job->session, port, job->cancellable, error);
  return programmer != NULL;
}

/* A board that is not allowed to be opened, or is held by another program, is not silent. */
static void
take_reason (GError *why, GError **error)
{
  if (g_error_matches (why, ISP_ERROR, ISP_ERROR_PERMISSION) ||
      g_error_matches (why, ISP_ERROR, ISP_ERROR_BUSY) ||
      g_error_matches (why, ISP_ERROR, ISP_ERROR_HELPER_SILENT) ||
      g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, why);
      return;
    }
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_HELPER_SILENT, why->message);
  g_error_free (why);
}

gboolean
isp_job_answer (IspJob *job, GError **error)
{
  gint64 begun = g_get_monotonic_time ();
  GError *why = NULL;

  while (!try_helper (job, &why))
    {
      gboolean is_there = !g_error_matches (why, ISP_ERROR, ISP_ERROR_HELPER_SILENT);

      if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
          g_get_monotonic_time () > begun + (is_there ? ANSWERS_US : SHOWS_UP_US))
        {
          take_reason (why, error);
          return FALSE;
        }
      g_clear_error (&why);
      if (!isp_wait (LOOK_US, job->cancellable, error))
        return FALSE;
    }
  return TRUE;
}
