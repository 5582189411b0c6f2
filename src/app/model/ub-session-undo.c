/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way back: what the keyboard came with, and what jobs since then have left undone. */
#include "config.h"

#include "ub-session-private.h"

#include <glib/gi18n.h>

void
ub_session_clear_undo (UbSession *self)
{
  UbUndo *undo = &self->undo;

  g_clear_pointer (&undo->path, g_free);
  g_clear_pointer (&undo->port_id, g_free);
  g_clear_pointer (&undo->taken, g_date_time_unref);
  g_clear_pointer (&undo->eeprom, isp_image_unref);
  undo->part = NULL;
  undo->differs = FALSE;
  undo->eeprom_lost = FALSE;
}

/* The erase took the EEPROM, and a later step was to write it: TRUE while that has not happened. */
static gboolean
has_lost_eeprom (const IspReport *report, gboolean before)
{
  for (guint i = 0; report->chip != ISP_CHIP_UNCHANGED && i < report->steps->len; i++)
    {
      const IspStepResult *step = &g_array_index (report->steps, IspStepResult, i);

      if (step->id == ISP_STEP_WRITE_EEPROM)
        return step->state != ISP_STEP_DONE;
    }
  return before;
}

void
ub_session_note_undo (UbSession *self, const IspReport *report)
{
  UbUndo *undo = &self->undo;

  if (undo->path == NULL && report->backup != NULL)
    {
      undo->path = g_strdup (report->backup);
      undo->part = report->part;
      undo->port_id = g_strdup (report->port_id);
      undo->taken = g_date_time_ref (report->started);
    }
  undo->differs |= report->chip != ISP_CHIP_UNCHANGED;
  undo->eeprom_lost = has_lost_eeprom (report, undo->eeprom_lost);
  if (!undo->eeprom_lost)
    g_clear_pointer (&undo->eeprom, isp_image_unref);
}

IspBackup *
ub_session_load_undo (UbSession *self, GError **error)
{
  if (self->undo.path == NULL)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BACKUP, _ ("No backup was taken."));
      return NULL;
    }
  return isp_backups_load (self->undo.path, error);
}

gboolean
ub_session_has_backup (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->undo.path != NULL;
}

gboolean
ub_session_may_restore (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->undo.path != NULL && self->undo.differs;
}

GDateTime *
ub_session_get_backup_time (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->undo.taken;
}

gboolean
ub_session_request_restore (UbSession *self, GError **error)
{
  g_autoptr (IspBackup) backup = NULL;

  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  backup = ub_session_load_undo (self, error);
  if (backup == NULL)
    return FALSE;
  ub_session_set_request (self, isp_backups_make_request (backup));
  return TRUE;
}

/* ── the EEPROM alone ── */

gboolean
ub_session_may_put_eeprom_back (UbSession *self)
{
  const UbUndo *undo = &self->undo;
  const IspPort *port = ub_session_get_port (self);
  const IspSnapshot *snapshot = ub_session_get_snapshot (self);

  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return undo->path != NULL && undo->eeprom_lost && self->request == NULL && port != NULL &&
         g_strcmp0 (port->id, undo->port_id) == 0 && snapshot != NULL &&
         snapshot->part == undo->part;
}

gboolean
ub_session_puts_eeprom_back (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->undo.eeprom != NULL && ub_session_may_put_eeprom_back (self);
}

gboolean
ub_session_set_put_eeprom_back (UbSession *self, gboolean put_back, GError **error)
{
  g_autoptr (IspBackup) backup = NULL;

  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  if ((self->undo.eeprom != NULL) == !!put_back)
    return TRUE;
  if (put_back)
    {
      backup = ub_session_load_undo (self, error);
      if (backup == NULL)
        return FALSE;
      self->undo.eeprom = isp_image_ref (backup->eeprom);
    }
  else
    g_clear_pointer (&self->undo.eeprom, isp_image_unref);
  g_clear_pointer (&self->plan, isp_plan_unref);
  ub_session_changed (self);
  return TRUE;
}
