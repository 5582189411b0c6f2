/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-same.h"

#include <string.h>

/* Bits that do not exist count as ones. */
static IspFuses
normalized (const IspFuses *fuses, const IspPart *part)
{
  IspFuses copy = *fuses;

  isp_fuses_normalize (&copy, part);
  return copy;
}

static gboolean
has_value (const IspFuses *fuses, guint i, guint8 value)
{
  return (fuses->has & (1 << i)) != 0 && fuses->value[i] == value;
}

gboolean
ub_same_chip (const IspPlan *reviewed, const IspFuses *last, const IspSnapshot *now)
{
  const IspSnapshot *then = reviewed->snapshot;
  const IspFuses before = normalized (&reviewed->fuses_before, reviewed->part);
  const IspFuses after = normalized (&reviewed->fuses_after, reviewed->part);
  const IspFuses read = normalized (last, reviewed->part);
  const IspFuses found = normalized (&now->fuses, reviewed->part);

  if (reviewed->part != now->part || memcmp (then->signature, now->signature, 3) != 0 ||
      then->n_calibration != now->n_calibration ||
      memcmp (then->calibration, now->calibration, now->n_calibration) != 0)
    return FALSE;
  for (guint i = 0; i < ISP_N_FUSES; i++)
    {
      const guint8 value = found.value[i];

      if ((found.has & (1 << i)) == 0 || has_value (&before, i, value) ||
          has_value (&after, i, value) || has_value (&read, i, value))
        continue;
      /* An erase clears the lock. */
      if (i == ISP_FUSE_LOCK && value == 0xFF)
        continue;
      return FALSE;
    }
  return TRUE;
}

static gboolean
has_warning (const IspPlan *plan, const IspHazard *wanted)
{
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);

      if (hazard->severity == ISP_SEVERITY_WARNING && hazard->id == wanted->id &&
          hazard->value == wanted->value)
        return TRUE;
    }
  return FALSE;
}

gboolean
ub_same_plan (const IspPlan *reviewed, const IspPlan *plan)
{
  const IspPart *part = plan->part;
  const IspFuses seen = normalized (&reviewed->fuses_after, part);
  const IspFuses now = normalized (&plan->fuses_after, part);

  if (plan->error != NULL)
    return FALSE;
  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (i != ISP_FUSE_LOCK && (seen.has & now.has & (1 << i)) != 0 && seen.value[i] != now.value[i])
      return FALSE;
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);

      if (hazard->severity == ISP_SEVERITY_WARNING && !has_warning (reviewed, hazard))
        return FALSE;
    }
  return TRUE;
}
