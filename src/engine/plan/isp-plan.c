/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"
#include "core/isp-error.h"
#include "isp-plan-private.h"
#include "isp-unfinished.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const IspJobRow rows[] = {
  /*                      backup erase  flash  eeprom fuses  read   compare */
  [ISP_JOB_FLASH]     = { TRUE,  TRUE,  TRUE,  TRUE,  TRUE,  FALSE, FALSE },
  [ISP_JOB_RESTORE]   = { TRUE,  TRUE,  TRUE,  TRUE,  TRUE,  FALSE, FALSE },
  [ISP_JOB_READ]      = { FALSE, FALSE, FALSE, FALSE, FALSE, TRUE,  FALSE },
  [ISP_JOB_VERIFY]    = { FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE  },
  [ISP_JOB_ERASE]     = { TRUE,  TRUE,  FALSE, FALSE, FALSE, FALSE, FALSE },
  [ISP_JOB_FUSES]     = { FALSE, FALSE, FALSE, FALSE, TRUE,  FALSE, FALSE },
  [ISP_JOB_BACKUP]    = { TRUE,  FALSE, FALSE, FALSE, FALSE, FALSE, FALSE },
  [ISP_JOB_BLANK]     = { FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE  },
  [ISP_JOB_UPLOAD]    = { TRUE,  TRUE,  TRUE,  TRUE,  FALSE, FALSE, FALSE },
};

static const char *const step_ids[ISP_N_STEPS] = {
  [ISP_STEP_CONTACT]       = "contact",
  [ISP_STEP_BACKUP]        = "backup",
  [ISP_STEP_PROVE]         = "prove",
  [ISP_STEP_ERASE]         = "erase",
  [ISP_STEP_WRITE_FLASH]   = "write-flash",
  [ISP_STEP_VERIFY_FLASH]  = "verify-flash",
  [ISP_STEP_WRITE_EEPROM]  = "write-eeprom",
  [ISP_STEP_FUSES]         = "fuses",
  [ISP_STEP_LIFE]          = "proof-of-life",
  [ISP_STEP_LOCK]          = "lock",
  [ISP_STEP_READ]          = "read",
  [ISP_STEP_COMPARE]       = "compare",
  [ISP_STEP_START]         = "start",
  [ISP_STEP_ANSWER]        = "answer",
};
/* clang-format on */

const char *
isp_step_get_id (IspStepId id)
{
  g_return_val_if_fail ((guint) id < ISP_N_STEPS, NULL);
  return step_ids[id];
}

gboolean
isp_job_kind_only_looks (IspJobKind kind)
{
  const IspJobRow *row;

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (rows), FALSE);
  row = &rows[kind];
  return !row->erase && !row->flash && !row->eeprom && !row->fuses;
}

const IspJobRow *
isp_plan_get_row (const IspPlan *self)
{
  return &rows[self->request->kind];
}

gboolean
isp_plan_erases (const IspPlan *self)
{
  const IspRequest *request = self->request;

  /* A flash job that has only EEPROM to write needs no erase. */
  if (request->kind == ISP_JOB_FLASH && request->images->len == 0)
    return FALSE;
  return isp_plan_get_row (self)->erase && !request->no_erase;
}

gboolean
isp_plan_backs_up (const IspPlan *self)
{
  if (self->request->kind == ISP_JOB_BACKUP)
    return TRUE;
  /* What the chip held is kept already where a job was broken off that locked it. What one left
   * half done that kept nothing is worth no backup. */
  if (self->request->unfinished != NULL &&
      (self->snapshot->locked || self->request->unfinished->backup == NULL))
    return FALSE;
  if (self->snapshot->loader != NULL && self->snapshot->readable != ISP_READABLE_ALWAYS)
    return FALSE;
  /* Boards can be alike: what the chip holds has to prove that the job was broken off on it. */
  if (self->request->unfinished != NULL &&
      isp_backup_has_memories (self->request->unfinished->backup))
    return isp_plan_get_row (self)->backup;
  return isp_plan_get_row (self)->backup && !self->request->no_backup;
}

gboolean
isp_plan_has_backup (const IspPlan *self)
{
  return self->request->unfinished != NULL || (isp_plan_backs_up (self) && !self->snapshot->locked);
}

void
isp_plan_add_hazard (IspPlan *self, IspHazardId id, IspSeverity severity, IspRange range,
                     guint32 value)
{
  IspHazard hazard = { .id = id, .severity = severity, .range = range, .value = value };

  g_array_append_val (self->hazards, hazard);
}

void
isp_plan_block (IspPlan *self, IspHazardId id, IspRange range, guint32 value, const char *format,
                ...)
{
  va_list args;

  isp_plan_add_hazard (self, id, ISP_SEVERITY_BLOCKING, range, value);
  if (self->error != NULL)
    return;
  va_start (args, format);
  self->error = g_error_new_valist (ISP_ERROR, isp_hazard_get_error_code (id), format, args);
  va_end (args);
}

void
isp_plan_warn (IspPlan *self, IspHazardId id, guint32 value)
{
  isp_plan_add_hazard (self, id, ISP_SEVERITY_WARNING, NOWHERE, value);
}

/* ── locks, backup, EEPROM ── */

static void
check_locks (IspPlan *self)
{
  const IspPart *part = self->part;
  const IspFuses *fuses = &self->snapshot->fuses;
  const IspJobRow *row = isp_plan_get_row (self);
  gboolean writes = row->flash || row->fuses;

  if (writes && !isp_plan_erases (self) && isp_fuses_blocks_writing (fuses, part))
    isp_plan_block (self, ISP_HAZARD_LOCKED, NOWHERE, 0,
                    _ ("The lock bits block writing; only an erase clears them"));
  if (!self->snapshot->locked)
    return;
  if (isp_job_kind_only_looks (self->request->kind))
    isp_plan_block (
        self, ISP_HAZARD_UNREADABLE, NOWHERE, 0,
        _ ("The lock bits block reading: what is on the chip cannot be read or compared"));
  else if (isp_plan_backs_up (self))
    isp_plan_block (self, ISP_HAZARD_NO_BACKUP, NOWHERE, 0,
                    _ ("A backup is asked for, but the chip is locked against reading"));
  else if (isp_plan_erases (self) && self->request->unfinished != NULL)
    isp_plan_warn (self, ISP_HAZARD_NOT_PROVEN, 0);
  else if (isp_plan_erases (self) && !isp_plan_has_backup (self))
    isp_plan_warn (self, ISP_HAZARD_LOSES_CONTENT, 0);
}

/* The job finds out as well, once it has read all of it. */
static void
check_unfinished (IspPlan *self)
{
  const IspUnfinished *unfinished = self->request->unfinished;

  if (unfinished == NULL || self->request->kind == ISP_JOB_RESTORE || !isp_plan_backs_up (self) ||
      isp_unfinished_may_have_left_boot (unfinished, self->snapshot))
    return;
  isp_plan_block (self, ISP_HAZARD_OTHER_BOARD, NOWHERE, 0,
                  _ ("The boot section does not hold what the interrupted job left there"));
}

static void
settle_eeprom (IspPlan *self)
{
  const IspFuses *fuses = &self->fuses_before;

  if (isp_plan_get_row (self)->compare)
    self->eeprom_fate = ISP_EEPROM_UNTOUCHED;
  else if (self->eeprom != NULL)
    self->eeprom_fate = ISP_EEPROM_WRITTEN;
  /* Whatever becomes of it now: the job that was broken off may have taken it. */
  else if (self->request->unfinished != NULL && isp_plan_get_row (self)->eeprom)
    self->eeprom_fate = ISP_EEPROM_RESTORED;
  else if (!isp_plan_erases (self))
    self->eeprom_fate = ISP_EEPROM_UNTOUCHED;
  else if (isp_fuses_is_programmed (fuses, self->part, ISP_FIELD_EESAVE))
    self->eeprom_fate = ISP_EEPROM_KEPT;
  else if (isp_plan_has_backup (self) && self->request->kind != ISP_JOB_ERASE)
    self->eeprom_fate = ISP_EEPROM_RESTORED;
  else
    self->eeprom_fate = ISP_EEPROM_LOST;
}

/* ── steps ── */

void
isp_plan_add_step (IspPlan *self, IspStepId id, gsize bytes, double seconds)
{
  IspStep step = { .id = id, .bytes = bytes, .seconds = seconds };

  g_array_append_val (self->steps, step);
  self->seconds += seconds;
}

/* ── the plan ── */

/* A chip on a rescue clock has not shown that it runs by itself. */
static gboolean
is_on_rescue_clock (const IspPlan *self)
{
  return self->snapshot->rescue_clock_hz > 0 &&
         (isp_plan_get_row (self)->flash || self->fuses_to_write != 0);
}

static int
compare_hazards (gconstpointer a, gconstpointer b)
{
  return (int) ((const IspHazard *) b)->severity - (int) ((const IspHazard *) a)->severity;
}

/* Fuse hazards judge the resulting bytes, kept ones too; a job that writes no fuse has nothing to
 * refuse there. */
static void
find_fuse_hazards (IspPlan *self)
{
  guint first = self->hazards->len;

  if (!isp_plan_get_row (self)->fuses)
    return;
  isp_fuses_find_hazards (self->part, &self->fuses_before, &self->fuses_after,
                          self->request->preset, self->snapshot->crystal_hz, self->hazards);
  for (guint i = first; i < self->hazards->len && self->error == NULL; i++)
    {
      const IspHazard *hazard = &g_array_index (self->hazards, IspHazard, i);

      if (hazard->severity == ISP_SEVERITY_BLOCKING)
        self->error =
            g_error_new (ISP_ERROR, isp_hazard_get_error_code (hazard->id),
                         /* Translators: a fuse byte, its value, and an id such as spien-off */
                         _ ("%s %02X is refused: %s"), isp_fuse_byte_get_id (hazard->byte),
                         self->fuses_after.value[hazard->byte], isp_hazard_get_id (hazard->id));
    }
}

void
isp_plan_sort_hazards (IspPlan *self)
{
  g_array_sort (self->hazards, compare_hazards);
}

IspPlan *
isp_plan_alloc (const IspSnapshot *snapshot, const IspRequest *request)
{
  IspPlan *self = g_new0 (IspPlan, 1);

  g_atomic_ref_count_init (&self->refs);
  self->part = snapshot->part;
  self->snapshot = isp_snapshot_ref (snapshot);
  self->request = isp_request_ref (request);
  self->steps = g_array_new (FALSE, FALSE, sizeof (IspStep));
  self->changes = g_array_new (FALSE, FALSE, sizeof (IspFieldChange));
  self->hazards = g_array_new (FALSE, FALSE, sizeof (IspHazard));
  return self;
}

static void
fill_over_isp (IspPlan *self)
{
  isp_plan_collect_fuses (self);
  isp_plan_collect_images (self);
  check_locks (self);
  check_unfinished (self);
  find_fuse_hazards (self);
  isp_plan_judge_kept (self);
  settle_eeprom (self);
  self->needs_life |= is_on_rescue_clock (self);
  isp_plan_add_isp_steps (self);
}

IspPlan *
isp_plan_new (const IspSnapshot *snapshot, const IspRequest *request)
{
  IspPlan *self;

  g_return_val_if_fail (snapshot != NULL && snapshot->part != NULL && request != NULL, NULL);
  g_return_val_if_fail ((snapshot->loader != NULL) == (request->kind == ISP_JOB_UPLOAD), NULL);
  self = isp_plan_alloc (snapshot, request);
  if (snapshot->loader != NULL)
    isp_plan_fill_upload (self);
  else
    fill_over_isp (self);
  isp_plan_sort_hazards (self);
  return self;
}

IspPlan *
isp_plan_ref (const IspPlan *self)
{
  IspPlan *own = (IspPlan *) self;

  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&own->refs);
  return own;
}

void
isp_plan_unref (const IspPlan *plan)
{
  IspPlan *self = (IspPlan *) plan;

  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  isp_snapshot_unref (self->snapshot);
  isp_request_unref (self->request);
  g_array_unref (self->steps);
  g_array_unref (self->changes);
  g_array_unref (self->hazards);
  g_clear_pointer (&self->flash, isp_image_unref);
  g_clear_pointer (&self->eeprom, isp_image_unref);
  g_clear_error (&self->error);
  g_free (self);
}

gboolean
isp_plan_has_warnings (const IspPlan *self)
{
  for (guint i = 0; i < self->hazards->len; i++)
    if (g_array_index (self->hazards, IspHazard, i).severity == ISP_SEVERITY_WARNING)
      return TRUE;
  return FALSE;
}

const IspStep *
isp_plan_find_step (const IspPlan *self, IspStepId id)
{
  for (guint i = 0; i < self->steps->len; i++)
    if (g_array_index (self->steps, IspStep, i).id == id)
      return &g_array_index (self->steps, IspStep, i);
  return NULL;
}
