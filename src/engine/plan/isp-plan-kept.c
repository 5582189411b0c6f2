/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bootloader that is on the chip: a restore may take it away, and fuses alone may keep the chip
 * from starting it. Either would undo a rescue. */
#include "config.h"
#include "isp-plan-private.h"

/* ── a backup ── */

static gboolean
is_blank (const IspPlan *self, guint32 start, guint32 end)
{
  return end <= start || isp_image_is_blank (self->flash, start, end - start);
}

/* What the boot section holds now, as far as it is known. */
static gboolean
has_bootloader (const IspPlan *self, IspRange *where)
{
  guint32 start, size;

  if (self->snapshot->boot == NULL || self->snapshot->boot_blank ||
      !isp_fuses_get_boot_section (&self->fuses_before, self->part, &start, &size))
    return FALSE;
  *where = (IspRange){ start, start + size };
  return TRUE;
}

void
isp_plan_judge_restore (IspPlan *self)
{
  const guint32 size = self->part->flash.size;
  const guint32 boot = self->boot_size > 0 ? self->boot_start : size;
  IspRange now;

  if (self->request->kind != ISP_JOB_RESTORE || !isp_plan_erases (self))
    return;
  if (is_blank (self, 0, size))
    isp_plan_warn (self, ISP_HAZARD_BACKUP_BLANK, 0);
  else if (is_blank (self, 0, boot) && self->snapshot->firmware != ISP_FIRMWARE_NONE)
    isp_plan_warn (self, ISP_HAZARD_BACKUP_NO_FIRMWARE, 0);
  else if (has_bootloader (self, &now) && is_blank (self, now.start, now.end) &&
           is_blank (self, boot, size))
    isp_plan_add_hazard (self, ISP_HAZARD_BACKUP_NO_BOOTLOADER, ISP_SEVERITY_WARNING, now, 0);
}

/* ── fuses alone ── */

/* On a locked chip there may be one. */
static gboolean
may_have_bootloader (const IspPlan *self)
{
  return self->snapshot->boot == NULL || !self->snapshot->boot_blank;
}

static gboolean
goes_off (const IspPlan *self, IspField field)
{
  return isp_fuses_is_programmed (&self->fuses_before, self->part, field) &&
         !isp_fuses_is_programmed (&self->fuses_after, self->part, field);
}

static gboolean
runs_on_board_clock (const IspPlan *self, const IspFuses *fuses)
{
  const IspClockRow *clock = isp_fuses_get_clock (fuses, self->part);

  return clock != NULL &&
         (clock->source == ISP_CLOCK_CRYSTAL || clock->source == ISP_CLOCK_EXTERNAL);
}

void
isp_plan_judge_kept (IspPlan *self)
{
  const IspPart *part = self->part;
  const gboolean by_reset = isp_fuses_is_programmed (&self->fuses_before, part, ISP_FIELD_BOOTRST);
  const gboolean by_pin = isp_fuses_is_programmed (&self->fuses_before, part, ISP_FIELD_HWBE);
  guint32 start, size;

  /* A preset says what its bootloader needs: isp_fuses_find_hazards(). */
  if (self->request->kind != ISP_JOB_FUSES || self->request->preset != NULL ||
      !(by_reset || by_pin) || !may_have_bootloader (self) ||
      !isp_fuses_get_boot_section (&self->fuses_before, part, &start, &size))
    return;
  if (self->boot_start != start)
    isp_plan_add_hazard (self, ISP_HAZARD_BOOT_MOVED, ISP_SEVERITY_WARNING,
                         (IspRange){ start, start + size }, self->boot_start);
  if (goes_off (self, ISP_FIELD_BOOTRST))
    isp_plan_warn (self, ISP_HAZARD_BOOTRST_OFF, 0);
  else if (!by_reset && goes_off (self, ISP_FIELD_HWBE))
    isp_plan_warn (self, ISP_HAZARD_HWBE_OFF, 0);
  if (runs_on_board_clock (self, &self->fuses_before) &&
      !runs_on_board_clock (self, &self->fuses_after))
    isp_plan_add_hazard (self, ISP_HAZARD_INTERNAL_CLOCK, ISP_SEVERITY_WARNING, NOWHERE,
                         isp_fuses_get_cpu_hz (&self->fuses_after, part, 0));
}
