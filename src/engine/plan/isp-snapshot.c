/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-snapshot.h"

#include "config.h"
#include "core/isp-error.h"
#include "engine/avr/isp-avr.h"
#include "isp-snapshot-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

IspSnapshot *
isp_snapshot_new (void)
{
  IspSnapshot *self = g_new0 (IspSnapshot, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

/* One of the caller's own, to be changed. */
static IspSnapshot *
copy_snapshot (const IspSnapshot *self)
{
  IspSnapshot *copy = g_memdup2 (self, sizeof *self);

  g_atomic_ref_count_init (&copy->refs);
  copy->driver_id = g_strdup (self->driver_id);
  copy->programmer_name = g_strdup (self->programmer_name);
  copy->programmer_version = g_strdup (self->programmer_version);
  copy->port_id = g_strdup (self->port_id);
  copy->boot = self->boot != NULL ? isp_image_ref (self->boot) : NULL;
  return copy;
}

IspSnapshot *
isp_snapshot_ref (const IspSnapshot *self)
{
  IspSnapshot *own = (IspSnapshot *) self;

  g_return_val_if_fail (self != NULL, NULL);

  if (own->boot != NULL)
    isp_image_seal (own->boot);
  g_atomic_ref_count_inc (&own->refs);
  return own;
}

void
isp_snapshot_unref (const IspSnapshot *snapshot)
{
  IspSnapshot *self = (IspSnapshot *) snapshot;

  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->driver_id);
  g_free (self->programmer_name);
  g_free (self->programmer_version);
  g_free (self->port_id);
  g_clear_pointer (&self->boot, isp_image_unref);
  g_free (self);
}

/* A reset vector, and more than chance. */
#define BOOT_START_BYTES 32u
#define N_BOOTSZ         4u

static gboolean
read_boot (IspLink *link, IspSnapshot *snapshot, guint32 start, guint32 size, GError **error)
{
  g_autofree guint8 *data = g_malloc (size);

  if (!isp_avr_read_agreed (link, ISP_MEMORY_FLASH, start, data, size, error))
    return FALSE;
  isp_image_put (snapshot->boot, start, data, size);
  snapshot->boot_blank = snapshot->boot_blank && isp_image_is_blank (snapshot->boot, start, size);
  return TRUE;
}

/* A bootloader begins where one of the values of BOOTSZ lets the chip jump to, whatever the fuses
 * say now. */
static gboolean
read_boot_starts (IspLink *link, IspSnapshot *snapshot, guint32 section, GError **error)
{
  for (guint bootsz = 0; bootsz < N_BOOTSZ && snapshot->boot_blank; bootsz++)
    {
      guint32 start, size;

      if (isp_part_get_boot_section (snapshot->part, bootsz, &start, &size) && start >= section &&
          !read_boot (link, snapshot, start, MIN (size, BOOT_START_BYTES), error))
        return FALSE;
    }
  return TRUE;
}

/* Firmware begins with a jump, at 0. */
static gboolean
read_firmware (IspLink *link, IspSnapshot *snapshot, GError **error)
{
  static const guint32 addresses[] = { 0, 1 };
  guint8 word[2];

  if (!isp_avr_read_bytes_agreed (link, ISP_MEMORY_FLASH, addresses, word, 2, error))
    return FALSE;
  snapshot->firmware = word[0] == 0xFF && word[1] == 0xFF ? ISP_FIRMWARE_NONE : ISP_FIRMWARE_FOUND;
  return TRUE;
}

static gboolean
read_boot_section (IspLink *link, IspSnapshot *snapshot, IspSnapshotFlags flags, GError **error)
{
  guint32 start, size;

  if (snapshot->locked ||
      !isp_fuses_get_boot_section (&snapshot->fuses, snapshot->part, &start, &size))
    return TRUE;
  if (!read_firmware (link, snapshot, error))
    return FALSE;
  snapshot->boot = isp_image_new ();
  snapshot->boot_blank = TRUE;
  return flags & ISP_SNAPSHOT_BOOT ? read_boot (link, snapshot, start, size, error)
                                   : read_boot_starts (link, snapshot, start, error);
}

IspSnapshot *
isp_snapshot_read (IspLink *link, const IspPort *port, const IspPart *part, IspSnapshotFlags flags,
                   GError **error)
{
  const IspDriver *driver = link->programmer->driver;
  g_autoptr (IspSnapshot) snapshot = isp_snapshot_new ();

  if (!isp_link_contact (link, part, error) ||
      !isp_avr_read_calibration (link, snapshot->calibration, error))
    return NULL;
  snapshot->fuses = link->fuses;

  snapshot->driver_id = g_strdup (driver->owner.id);
  snapshot->programmer_name = g_strdup (link->programmer->name);
  snapshot->programmer_version = g_strdup (link->programmer->version);
  snapshot->port_id = g_strdup (port->id);
  snapshot->rehearsal = isp_port_is_simulated (port);
  snapshot->part = link->part;
  memcpy (snapshot->signature, link->signature, 3);
  snapshot->n_calibration = MIN (link->part->n_calibration, 4);
  snapshot->locked = isp_fuses_blocks_reading (&snapshot->fuses, link->part);
  if (driver->target_millivolts != NULL &&
      !driver->target_millivolts (link->programmer, &snapshot->millivolts, error))
    {
      isp_link_name_error (link, error);
      return NULL;
    }

  if (!isp_link_speed_up (link, !snapshot->locked, error))
    return NULL;
  snapshot->cpu_hz = link->cpu_hz;
  snapshot->crystal_hz = link->speed.crystal_hz;
  snapshot->rescue_clock_hz = link->programmer->rescue_clock_hz;
  snapshot->proven_sck_hz = link->proven_sck_hz;
  snapshot->sck_hz = link->sck_hz;
  isp_avr_get_pace (link, &snapshot->pace);

  if (flags != ISP_SNAPSHOT_QUICK && !read_boot_section (link, snapshot, flags, error))
    return NULL;
  return g_steal_pointer (&snapshot);
}

IspSnapshot *
isp_snapshot_read_again (IspLink *link, const IspSnapshot *before, GError **error)
{
  g_autoptr (IspSnapshot) snapshot = copy_snapshot (before);

  gboolean same;

  link->is_trying = TRUE; /* RESET would bring a chip in step that was put on meanwhile */
  same = isp_avr_check_sync (link, error) &&
         isp_avr_read_fuses_again (link, &before->fuses, &snapshot->fuses, error);
  link->is_trying = FALSE;
  return same ? g_steal_pointer (&snapshot) : NULL;
}

IspSnapshot *
isp_snapshot_take_and_stay (IspSession *session, const IspPort *port, const IspPart *part,
                            const IspSpeed *speed, IspSnapshotFlags flags, IspLink **link,
                            GCancellable *cancellable, GError **error)
{
  g_autoptr (IspLink) own = g_new0 (IspLink, 1);
  IspSnapshot *snapshot;

  g_return_val_if_fail (session != NULL && port != NULL && link != NULL, NULL);
  *link = NULL;
  if (!isp_link_open (own, session, port, speed, cancellable, error))
    return NULL;
  snapshot = isp_snapshot_read (own, port, part, flags, error);
  if (snapshot != NULL)
    *link = g_steal_pointer (&own);
  return snapshot;
}

IspSnapshot *
isp_snapshot_take (IspSession *session, const IspPort *port, const IspPart *part,
                   const IspSpeed *speed, IspSnapshotFlags flags, GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (IspLink) link = NULL;

  return isp_snapshot_take_and_stay (session, port, part, speed, flags, &link, cancellable, error);
}

gboolean
isp_snapshot_check_same (const IspSnapshot *plan, const IspSnapshot *now, GError **error)
{
  g_return_val_if_fail (plan != NULL && now != NULL, FALSE);

  if (g_strcmp0 (plan->driver_id, now->driver_id) != 0 ||
      g_strcmp0 (plan->port_id, now->port_id) != 0)
    g_set_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                 /* Translators: names of programmers and their ports */
                 plan->loader != NULL
                     ? _ ("This is not the keyboard of the plan: %s at %s, not %s at %s")
                     : _ ("This is not the programmer of the plan: %s at %s, not %s at %s"),
                 now->programmer_name, now->port_id, plan->programmer_name, plan->port_id);
  else if (memcmp (plan->signature, now->signature, 3) != 0)
    g_set_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                 _ ("This is not the chip of the plan: %s instead of %s"), now->part->name,
                 plan->part->name);
  else if (!isp_fuses_equal (&plan->fuses, &now->fuses, plan->part) ||
           plan->n_calibration != now->n_calibration ||
           memcmp (plan->calibration, now->calibration, now->n_calibration) != 0)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                         _ ("The chip has changed since the plan was made: its fuses, lock or "
                            "calibration read differently"));
  else if (plan->loader != NULL && plan->app_end != now->app_end)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                         _ ("Another bootloader is there than when the plan was made"));
  else
    return TRUE;
  return FALSE;
}
