/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-report.h"

#include "core/isp-error.h"

/* clang-format off */
static const char *const verdicts[] = {
  [ISP_VERDICT_OK]        = "ok",
  [ISP_VERDICT_FAILED]    = "failed",
  [ISP_VERDICT_REFUSED]   = "refused",
  [ISP_VERDICT_CANCELLED] = "cancelled",
};
static const char *const chip_states[] = {
  [ISP_CHIP_UNCHANGED]  = "unchanged",
  [ISP_CHIP_ERASING]    = "erasing",
  [ISP_CHIP_ERASED]     = "erased",
  [ISP_CHIP_PARTLY]     = "partly-written",
  [ISP_CHIP_WRITTEN]    = "written",
  [ISP_CHIP_FUSES_OPEN] = "fuses-open",
  [ISP_CHIP_UNPROVEN]   = "unproven",
  [ISP_CHIP_SILENT]     = "silent",
  [ISP_CHIP_DONE]       = "done",
};
static const char *const step_states[] = {
  [ISP_STEP_PENDING]   = "pending",
  [ISP_STEP_DONE]      = "done",
  [ISP_STEP_FAILED]    = "failed",
  [ISP_STEP_CANCELLED] = "cancelled",
};
static const char *const starts[] = {
  [ISP_START_NONE]   = "none",
  [ISP_START_LEFT]   = "left",
  [ISP_START_BACK]   = "back",
  [ISP_START_STAYED] = "stayed",
};
/* clang-format on */

const char *
isp_verdict_get_id (IspVerdict verdict)
{
  g_return_val_if_fail ((guint) verdict < G_N_ELEMENTS (verdicts), NULL);
  return verdicts[verdict];
}

const char *
isp_chip_state_get_id (IspChipState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (chip_states), NULL);
  return chip_states[state];
}

const char *
isp_step_state_get_id (IspStepState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (step_states), NULL);
  return step_states[state];
}

const char *
isp_start_get_id (IspStart start)
{
  g_return_val_if_fail ((guint) start < G_N_ELEMENTS (starts), NULL);
  return starts[start];
}

IspReport *
isp_report_new (IspJobKind kind)
{
  IspReport *self = g_new0 (IspReport, 1);

  self->kind = kind;
  self->verdict = ISP_VERDICT_FAILED; /* until proven otherwise */
  self->steps = g_array_new (FALSE, FALSE, sizeof (IspStepResult));
  self->files = g_ptr_array_new_with_free_func (g_free);
  self->started = g_date_time_new_now_local ();
  return self;
}

IspReport *
isp_report_new_refused (IspJobKind kind, const IspPort *port, IspChipState left_as, GError *error)
{
  IspReport *self = isp_report_new (kind);

  self->error = error;
  self->chip = left_as;
  self->verdict = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? ISP_VERDICT_CANCELLED
                  : left_as == ISP_CHIP_UNCHANGED                           ? ISP_VERDICT_REFUSED
                                                                            : ISP_VERDICT_FAILED;
  if (port != NULL)
    {
      self->port_id = g_strdup (port->id);
      self->programmer_name = g_strdup (port->name);
      self->driver_id =
          g_strdup (port->owner != NULL && port->others[0].owner == NULL ? port->owner->id : NULL);
      self->rehearsal = isp_port_is_simulated (port);
    }
  return self;
}

void
isp_report_free (IspReport *self)
{
  if (self == NULL)
    return;
  g_clear_error (&self->error);
  g_free (self->programmer_name);
  g_free (self->programmer_version);
  g_free (self->driver_id);
  g_free (self->port_id);
  g_free (self->keyboard);
  g_free (self->preset_id);
  g_free (self->preset_name);
  g_free (self->backup);
  g_free (self->came_back);
  g_array_unref (self->steps);
  g_ptr_array_unref (self->files);
  g_free (self->eeprom_file);
  g_clear_pointer (&self->bad, isp_image_unref);
  g_clear_pointer (&self->data, isp_image_unref);
  g_free (self->saved);
  for (guint i = 0; i < G_N_ELEMENTS (self->differs); i++)
    g_clear_pointer (&self->differs[i], isp_image_unref);
  g_date_time_unref (self->started);
  g_free (self);
}

IspRange
isp_report_get_failed_page (const IspReport *self)
{
  g_return_val_if_fail (self != NULL, ((IspRange){ 0, 0 }));
  return isp_report_find_page (self, self->error);
}

IspRange
isp_report_find_page (const IspReport *self, const GError *error)
{
  const IspErrorFacts *facts;
  IspRange page = { 0, 0 };
  guint32 size;

  g_return_val_if_fail (self != NULL, page);
  facts = isp_error_get_facts (error);
  if (facts == NULL || facts->kind != ISP_FACTS_MEMORY || facts->memory != ISP_MEMORY_FLASH ||
      self->part == NULL ||
      !(g_error_matches (error, ISP_ERROR, ISP_ERROR_VERIFY) ||
        g_error_matches (error, ISP_ERROR, ISP_ERROR_NOT_KEPT)))
    return page;
  size = MAX (self->part->flash.page_size, 2);
  page.start = facts->address - facts->address % size;
  page.end = page.start + size;
  return page;
}

/* Right bytes that do not make two places of one. */
#define GAP_BYTES 16u

gboolean
isp_report_next_difference (const IspReport *self, IspMemoryId memory, guint *i, IspDifference *out)
{
  const IspImage *differs;
  guint n;

  g_return_val_if_fail (self != NULL && memory < G_N_ELEMENTS (self->differs), FALSE);
  g_return_val_if_fail (i != NULL && out != NULL, FALSE);
  differs = self->differs[memory];
  n = differs != NULL ? isp_image_get_n_ranges (differs) : 0;
  if (*i >= n)
    return FALSE;
  out->range = isp_image_get_range (differs, (*i)++);
  out->bytes = out->range.end - out->range.start;
  for (; *i < n; ++*i)
    {
      const IspRange next = isp_image_get_range (differs, *i);

      if (next.start - out->range.end > GAP_BYTES)
        break;
      out->range.end = next.end;
      out->bytes += next.end - next.start;
    }
  return TRUE;
}

int
isp_report_get_exit_status (const IspReport *self)
{
  g_return_val_if_fail (self != NULL, 1);
  return self->verdict == ISP_VERDICT_OK
             ? 0
             : MAX (isp_error_get_exit_status (self->error), ISP_EXIT_FAILED);
}
