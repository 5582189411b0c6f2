/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Request, plan and job. */
#include "config.h"

#include "ub-session-private.h"

#include <glib/gi18n.h>

/* A last resort of speed: even a chip on its 128 kHz oscillator follows. */
#define SLOW_SCK_HZ 8000

/* Something is plugged in that waits to be chosen. */
static gboolean
has_choice (UbSession *self)
{
  for (guint i = 0; i < self->ports->len; i++)
    {
      const IspPort *port = g_ptr_array_index (self->ports, i);

      if (port->state == ISP_PORT_READY || port->state == ISP_PORT_ASK)
        return TRUE;
    }
  return FALSE;
}

const char *
ub_session_get_missing (UbSession *self)
{
  const IspPreset *preset;

  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  preset = ub_session_get_preset (self);
  if (ub_session_get_port (self) == NULL)
    return has_choice (self) ? _ ("Choose a programmer first") : _ ("Waiting for a programmer");
  if (ub_contact_get_found (self->contact) != NULL)
    return _ ("Another chip answers than the one chosen");
  if (ub_session_get_snapshot (self) == NULL)
    return _ ("Waiting for the chip to answer");
  if (preset != NULL && !isp_preset_fits_part (preset, ub_session_get_part (self)->id))
    return _ ("Choose a bootloader that is made for this chip");
  switch (self->image_state)
    {
    case UB_IMAGE_NONE:
      return _ ("Choose a bootloader first");
    case UB_IMAGE_NEEDED:
      return _ ("Choose the bootloader’s file first");
    case UB_IMAGE_FETCHING:
      return _ ("Fetching the bootloader…");
    case UB_IMAGE_FAILED:
      return _ ("The bootloader’s file is missing");
    case UB_IMAGE_READY:
      break;
    }
  return NULL;
}

/* The bootloader beside a firmware of the person's own: without the sketch that it may carry. */
static IspImageFile *
get_bootloader (UbSession *self)
{
  const IspPreset *preset = self->image_preset;
  IspImageFile *copy;

  if (preset == NULL || !preset->has_sketch || self->firmware == NULL)
    return isp_image_file_ref (self->image);
  copy = isp_image_file_copy (self->image);
  isp_image_file_take_flash (copy, isp_image_slice (copy->flash, preset->boot_start, G_MAXUINT32));
  return copy;
}

static IspFuseWish
usual_fuse_wish (UbSession *self)
{
  if (self->image_preset != NULL)
    return ISP_FUSES_PRESET;
  return self->image != NULL && self->image->n_fuses > 0 ? ISP_FUSES_IMAGE : ISP_FUSES_KEEP;
}

IspRequest *
ub_session_make_request (UbSession *self)
{
  IspRequest *request;

  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  if (self->request != NULL)
    return isp_request_ref (self->request);

  request = isp_request_new (ISP_JOB_FLASH);
  if (self->image_preset != NULL)
    request->preset = isp_preset_ref (self->image_preset);
  if (self->image != NULL)
    g_ptr_array_add (request->images, get_bootloader (self));
  if (self->firmware != NULL)
    g_ptr_array_add (request->images, isp_image_file_ref (self->firmware));
  request->fuse_wish = usual_fuse_wish (self);
  request->jtag = ISP_JTAG_KEEP;
  request->no_backup = !self->backup;
  if (ub_session_puts_eeprom_back (self))
    request->eeprom = isp_image_ref (self->undo.eeprom);
  return request;
}

void
ub_session_set_request (UbSession *self, IspRequest *request)
{
  g_return_if_fail (UB_IS_SESSION (self));
  ub_session_choice_made (self);
  self->request = request;
  ub_session_changed (self);
}

const IspPlan *
ub_session_get_plan (UbSession *self)
{
  const IspSnapshot *snapshot = ub_session_get_snapshot (self);

  if (self->plan == NULL && snapshot != NULL)
    {
      g_autoptr (IspRequest) request = ub_session_make_request (self);

      self->plan = isp_plan_new (snapshot, request);
    }
  return self->plan;
}

gboolean
ub_session_may_start (UbSession *self)
{
  const IspPlan *plan = ub_session_get_plan (self);

  if (plan == NULL || plan->error != NULL || ub_session_is_busy (self))
    return FALSE;
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);

      if (hazard->severity == ISP_SEVERITY_WARNING &&
          !ub_session_is_acknowledged (self, hazard->id))
        return FALSE;
    }
  return TRUE;
}

/* ── job ── */

static void
job_progress_cb (UbJob *job, UbSession *self)
{
  g_signal_emit_by_name (self, "progress");
}

static void
job_ended_cb (UbJob *job, UbSession *self)
{
  const IspReport *report = ub_job_get_report (job);

  isp_scanner_set_paused (self->scanner, FALSE);
  ub_session_note_undo (self, report);
  /* The chip is not what it was: the next contact reads everything anew. */
  ub_contact_forget (self->contact);
  ub_session_changed (self);
  g_signal_emit_by_name (self, "ended");
}

static void
start (UbSession *self, UbJobOptions *options)
{
  const IspPort *port = ub_session_get_port (self);

  g_assert (port != NULL && !ub_session_is_busy (self));
  options->isp = self->isp;
  options->port = port;
  isp_scanner_set_paused (self->scanner, TRUE);
  ub_contact_set_wanted (self->contact, FALSE);
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->job);
  self->job = ub_job_start (options);
  g_signal_connect (self->job, "progress", G_CALLBACK (job_progress_cb), self);
  g_signal_connect (self->job, "ended", G_CALLBACK (job_ended_cb), self);
  ub_session_changed (self);
}

void
ub_session_start (UbSession *self)
{
  UbJobOptions options = { 0 };

  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (ub_session_may_start (self));
  options.plan = ub_session_get_plan (self);
  /* A job that puts something back needs the old backup again, should it fail. */
  if (options.plan->request->kind != ISP_JOB_RESTORE && !ub_session_puts_eeprom_back (self))
    ub_session_clear_undo (self);
  start (self, &options);
}

/* What the failed job would have put back at its end comes from its backup now: a second backup
 * would only hold the empty chip. */
static void
reuse_backup (UbSession *self, IspRequest *request)
{
  const IspReport *report = ub_job_get_report (self->job);
  const IspPlan *plan = ub_job_get_plan (self->job);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspBackup) backup = NULL;

  if (plan == NULL || self->undo.path == NULL || report->chip == ISP_CHIP_UNCHANGED)
    return;
  backup = ub_session_load_undo (self, &error);
  if (backup == NULL)
    {
      isp_session_log (self->isp, "backup not read: %s", error->message);
      return;
    }
  if (plan->eeprom_fate == ISP_EEPROM_RESTORED && request->eeprom == NULL)
    request->eeprom = isp_image_ref (backup->eeprom);
  request->no_backup = TRUE;
}

void
ub_session_start_again (UbSession *self, gboolean slower)
{
  UbJobOptions options = { 0 };
  g_autoptr (IspRequest) request = NULL;
  const IspReport *report;
  const IspPlan *plan;

  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (self->job != NULL && !ub_job_is_running (self->job));
  report = ub_job_get_report (self->job);
  plan = ub_job_get_plan (self->job);
  request = isp_request_copy (ub_job_get_request (self->job));
  reuse_backup (self, request);
  options.request = request;
  options.part = plan != NULL ? plan->part : ub_session_get_part (self);
  if (slower)
    options.max_sck_hz = report->sck_hz > 4 * SLOW_SCK_HZ ? report->sck_hz / 4 : SLOW_SCK_HZ;
  start (self, &options);
}

void
ub_session_start_fuses (UbSession *self)
{
  UbJobOptions options = { 0 };
  g_autoptr (IspRequest) request = NULL;
  const IspPlan *plan;

  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (self->job != NULL && !ub_job_is_running (self->job));
  plan = ub_job_get_plan (self->job);
  g_return_if_fail (plan != NULL);

  request = isp_request_new (ISP_JOB_FUSES);
  if (plan->request->preset != NULL)
    request->preset = isp_preset_ref (plan->request->preset);
  request->fuse_wish = ISP_FUSES_GIVEN;
  request->fuses = plan->fuses_after;
  request->fuses.has &= ~(1 << ISP_FUSE_LOCK);
  request->no_backup = TRUE;
  options.request = request;
  options.part = plan->part;
  start (self, &options);
}

void
ub_session_cancel (UbSession *self)
{
  g_return_if_fail (UB_IS_SESSION (self));
  if (ub_session_is_busy (self))
    ub_job_cancel (self->job);
}

UbJob *
ub_session_get_job (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->job;
}

gboolean
ub_session_is_busy (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->job != NULL && ub_job_is_running (self->job);
}

void
ub_session_start_afresh (UbSession *self)
{
  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (!ub_session_is_busy (self));
  ub_session_choice_made (self);
  g_clear_object (&self->job);
  ub_session_clear_undo (self);
  self->backup = TRUE;
  g_clear_pointer (&self->firmware, isp_image_file_unref);
  ub_session_clear_image (self);
  self->chosen_preset = NULL;
  self->chosen_part = NULL;
  ub_session_set_gives_clock (self, FALSE);
  ub_contact_forget (self->contact);
  ub_session_sync_image (self);
  ub_session_changed (self);
}
