/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-undo.h"

#include "ub-same.h"

void
ub_undo_clear (UbUndo *self)
{
  g_clear_object (&self->job);
  *self = (UbUndo){ 0 };
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
ub_undo_note (UbUndo *self, UbJob *job)
{
  const IspReport *report = ub_job_get_report (job);

  if (self->job == NULL && ub_job_get_backup (job) != NULL)
    self->job = g_object_ref (job);
  self->fuses = isp_fuses_overlay (&self->fuses, &report->fuses_after);
  self->differs |= report->chip != ISP_CHIP_UNCHANGED;
  self->eeprom_lost = has_lost_eeprom (report, self->eeprom_lost);
  if (!self->eeprom_lost)
    self->wants_eeprom = FALSE;
}

const IspBackup *
ub_undo_get_backup (const UbUndo *self)
{
  return self->job != NULL ? ub_job_get_backup (self->job) : NULL;
}

const char *
ub_undo_get_location (const UbUndo *self)
{
  return self->job != NULL ? ub_job_get_report (self->job)->backup : NULL;
}

gboolean
ub_undo_may_put_eeprom_back (const UbUndo *self, const IspPort *port, const IspSnapshot *now)
{
  return self->job != NULL && self->eeprom_lost && port != NULL && now != NULL &&
         g_strcmp0 (port->id, ub_job_get_report (self->job)->port_id) == 0 &&
         ub_same_chip (ub_job_get_plan (self->job), &self->fuses, now);
}
