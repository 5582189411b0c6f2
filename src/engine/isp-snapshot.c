/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-snapshot.h"

#include "config.h"
#include "core/isp-error.h"
#include "isp-avr.h"
#include "isp-snapshot-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

IspSnapshot *
isp_snapshot_new (void)
{
  return g_new0 (IspSnapshot, 1);
}

IspSnapshot *
isp_snapshot_copy (const IspSnapshot *self)
{
  IspSnapshot *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->driver_id = g_strdup (self->driver_id);
  copy->programmer_name = g_strdup (self->programmer_name);
  copy->programmer_version = g_strdup (self->programmer_version);
  copy->port_id = g_strdup (self->port_id);
  copy->boot = self->boot != NULL ? isp_image_copy (self->boot) : NULL;
  return copy;
}

void
isp_snapshot_free (IspSnapshot *self)
{
  if (self == NULL)
    return;
  g_free (self->driver_id);
  g_free (self->programmer_name);
  g_free (self->programmer_version);
  g_free (self->port_id);
  g_clear_pointer (&self->boot, isp_image_unref);
  g_free (self);
}

static gboolean
read_boot_section (IspLink *link, IspSnapshot *snapshot, GError **error)
{
  guint32 start, size;
  g_autofree guint8 *data = NULL;

  if (snapshot->locked ||
      !isp_fuses_get_boot_section (&snapshot->fuses, snapshot->part, &start, &size))
    return TRUE;
  data = g_malloc (size);
  if (!isp_avr_read (link, ISP_MEMORY_FLASH, start, data, size, error))
    return FALSE;
  snapshot->boot = isp_image_new_from_data (start, data, size);
  snapshot->boot_blank = isp_image_is_blank (snapshot->boot, start, size);
  return TRUE;
}

IspSnapshot *
isp_snapshot_read (IspLink *link, const IspPort *port, const IspPart *part, IspSnapshotFlags flags,
                   GError **error)
{
  const IspDriver *driver = link->programmer->driver;
  g_autoptr (IspSnapshot) snapshot = isp_snapshot_new ();

  if (!isp_link_contact (link, part, error) ||
      !isp_avr_read_fuses (link, &snapshot->fuses, error) ||
      !isp_avr_read_calibration (link, snapshot->calibration, error))
    return NULL;

  snapshot->driver_id = g_strdup (driver->id);
  snapshot->programmer_name = g_strdup (port->name != NULL ? port->name : _ (driver->name));
  snapshot->programmer_version = g_strdup (link->programmer->version);
  snapshot->port_id = g_strdup (port->id);
  snapshot->rehearsal = isp_port_is_simulated (port);
  snapshot->part = link->part;
  memcpy (snapshot->signature, link->signature, 3);
  snapshot->n_calibration = MIN (link->part->n_calibration, 4);
  snapshot->locked = isp_fuses_blocks_reading (&snapshot->fuses, link->part);
  if (driver->target_millivolts != NULL &&
      !driver->target_millivolts (link->programmer, &snapshot->millivolts, error))
    return NULL;

  if (!isp_link_speed_up (link, &snapshot->fuses, !snapshot->locked, error))
    return NULL;
  snapshot->cpu_hz = link->cpu_hz;
  snapshot->proven_sck_hz = link->proven_sck_hz;
  snapshot->sck_hz = link->sck_hz;

  if ((flags & ISP_SNAPSHOT_BOOT) && !read_boot_section (link, snapshot, error))
    return NULL;
  return g_steal_pointer (&snapshot);
}

IspSnapshot *
isp_snapshot_take (IspSession *session, const IspPort *port, const IspPart *part, guint32 sck_hz,
                   IspSnapshotFlags flags, GCancellable *cancellable, GError **error)
{
  IspLink link;
  IspSnapshot *snapshot;

  g_return_val_if_fail (session != NULL && port != NULL, NULL);
  if (!isp_link_open (&link, session, port, sck_hz, cancellable, error))
    return NULL;
  snapshot = isp_snapshot_read (&link, port, part, flags, error);
  isp_link_close (&link);
  return snapshot;
}

gboolean
isp_snapshot_check_same (const IspSnapshot *plan, const IspSnapshot *now, GError **error)
{
  g_return_val_if_fail (plan != NULL && now != NULL, FALSE);

  if (g_strcmp0 (plan->driver_id, now->driver_id) != 0 ||
      g_strcmp0 (plan->port_id, now->port_id) != 0)
    g_set_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                 /* Translators: names of programmers and their ports */
                 _ ("Another programmer than the plan's: %s at %s, not %s at %s"),
                 now->programmer_name, now->port_id, plan->programmer_name, plan->port_id);
  else if (memcmp (plan->signature, now->signature, 3) != 0)
    g_set_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                 _ ("Another chip than the plan's: %s instead of %s"), now->part->name,
                 plan->part->name);
  else if (!isp_fuses_equal (&plan->fuses, &now->fuses, plan->part) ||
           plan->n_calibration != now->n_calibration ||
           memcmp (plan->calibration, now->calibration, now->n_calibration) != 0)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                         _ ("The chip is not as it was when the plan was made: its fuses, lock or "
                            "calibration read otherwise"));
  else
    return TRUE;
  return FALSE;
}
