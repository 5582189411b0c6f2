/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "line-trial.h"

#include <string.h>

#define PART "attiny25"

/* ── the job ── */

const guint8 line_old_fuses[ISP_N_FUSES] = { 0xFF, 0xDF, 0xFF, 0xFF };
static const guint8 new_fuses[ISP_N_FUSES] = { 0xEF, 0xDD, 0xFE, 0xFE };

static void
put_random (IspImage *image, guint32 at, gsize len)
{
  g_autofree guint8 *data = g_malloc (len);

  fixture_fill (data, len, at + 1);
  isp_image_put (image, at, data, len);
}

static IspImage *
make_flash (void)
{
  IspImage *image = isp_image_new ();

  put_random (image, 0, 150);
  put_random (image, 0x400, 64);
  put_random (image, 0x7E0, 32);
  return image;
}

static IspImage *
make_eeprom (void)
{
  IspImage *image = isp_image_new ();

  put_random (image, 0, 5);
  put_random (image, 0x7D, 3);
  return image;
}

static IspRequest *
make_request (Job job)
{
  IspRequest *request = isp_request_new (job == JOB_WHOLE ? ISP_JOB_FLASH : ISP_JOB_FUSES);

  request->fuse_source = ISP_FUSES_GIVEN;
  memcpy (request->fuses.value, new_fuses, sizeof new_fuses);
  request->fuses.has = 0x7;
  request->set_lock = TRUE;
  request->lock = new_fuses[ISP_FUSE_LOCK];
  if (job == JOB_WHOLE)
    {
      IspImageFile *file = isp_image_file_new ("line.hex");

      isp_image_file_take_flash (file, make_flash ());
      g_ptr_array_add (request->images, file);
      request->eeprom = make_eeprom ();
    }
  return request;
}

/* ── a bench ── */

static void
fill_chip (Trial *self)
{
  IspSimChip *chip = bench_chip (self->f.bench);

  fixture_fill (self->flash, sizeof self->flash, 77);
  fixture_fill (self->eeprom, sizeof self->eeprom, 78);
  memcpy (isp_sim_chip_get_flash (chip), self->flash, sizeof self->flash);
  memcpy (isp_sim_chip_get_eeprom (chip), self->eeprom, sizeof self->eeprom);
  for (guint i = 0; i < ISP_N_FUSES; i++)
    isp_sim_chip_set_fuse (chip, i, line_old_fuses[i]);
}

void
trial_init (Trial *self, const char *model, const IspDriver *driver)
{
  memset (self, 0, sizeof *self);
  fixture_init (&self->f, model, PART);
  if (driver != NULL)
    isp_port_choose (self->f.port, &driver->owner);
  fill_chip (self);
}

void
trial_renew (Trial *self)
{
  self->bad_backup = self->strays = FALSE;
  memset (self->fuses_at, 0, sizeof self->fuses_at);
  fixture_renew (&self->f);
  fill_chip (self);
}

void
trial_clear (Trial *self)
{
  fixture_clear (&self->f);
}

static gboolean
check_backup (const IspBackup *backup, char **location, gpointer data, GError **error)
{
  Trial *self = data;
  guint8 flash[2048], eeprom[128];

  isp_image_read (backup->flash, 0, flash, sizeof flash, 0xFF);
  isp_image_read (backup->eeprom, 0, eeprom, sizeof eeprom, 0xFF);
  self->bad_backup = memcmp (flash, self->flash, sizeof flash) != 0 ||
                     memcmp (eeprom, self->eeprom, sizeof eeprom) != 0;
  *location = g_strdup ("here");
  return TRUE;
}

static void
note_step (IspProgress *progress, gpointer data)
{
  Trial *self = data;
  IspProgressState state;

  isp_progress_get (progress, &state);
  if (self->strays && state.step_id == ISP_STEP_VERIFY_FLASH)
    {
      isp_sim_chip_get_flash (bench_chip (self->f.bench))[0x403] = 0;
      self->strays = FALSE;
    }
  for (guint i = 0; i < BENCH_N_DIRECTIONS; i++)
    if (state.step_id == ISP_STEP_FUSES && self->fuses_at[i] == 0)
      self->fuses_at[i] = bench_get_line_bytes (self->f.bench, i);
}

gboolean
trial_run (Trial *self, Job job, gboolean with_backup, GError **error)
{
  g_autoptr (IspRequest) request = make_request (job);
  g_autoptr (IspSession) session = isp_session_new ();
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (IspLink) link = NULL;
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;
  g_autoptr (IspProgress) progress = isp_progress_new (note_step, self);
  IspJobOptions options = { .backup = check_backup, .backup_data = self };

  isp_session_set_verbose (session, self->is_verbose);
  snapshot = isp_snapshot_take_and_stay (session, self->f.port, self->f.part, NULL,
                                         ISP_SNAPSHOT_QUICK, &link, NULL, error);
  if (snapshot == NULL)
    return FALSE;
  request->no_backup = !with_backup;
  plan = isp_plan_new (snapshot, request);
  options.link = link;
  report = isp_job_run (session, self->f.port, plan, &options, progress, NULL);
  if (report->error != NULL)
    g_propagate_error (error, g_error_copy (report->error));
  return report->verdict == ISP_VERDICT_OK;
}

/* ── what the chip holds ── */

guint8
trial_get_fuse (Trial *self, IspFuseByte byte)
{
  return isp_sim_chip_get_fuse (bench_chip (self->f.bench), byte) & self->f.part->fuse_mask[byte];
}

gboolean
trial_is_done (Trial *self, Job job)
{
  IspSimChip *chip = bench_chip (self->f.bench);
  g_autoptr (IspImage) flash = make_flash ();
  g_autoptr (IspImage) eeprom = make_eeprom ();
  guint8 want_flash[2048], want_eeprom[128];
  gboolean done = TRUE;

  isp_image_read (flash, 0, want_flash, sizeof want_flash, 0xFF);
  isp_image_read (eeprom, 0, want_eeprom, sizeof want_eeprom, 0xFF);
  for (guint i = 0; i < ISP_N_FUSES; i++)
    done = done && trial_get_fuse (self, i) == (new_fuses[i] & self->f.part->fuse_mask[i]);
  if (job == JOB_FUSES)
    return done;
  return done && memcmp (isp_sim_chip_get_flash (chip), want_flash, sizeof want_flash) == 0 &&
         memcmp (isp_sim_chip_get_eeprom (chip), want_eeprom, sizeof want_eeprom) == 0;
}

gboolean
trial_has_odd_fuses (Trial *self)
{
  for (guint i = 0; i < ISP_N_FUSES; i++)
    {
      guint8 mask = self->f.part->fuse_mask[i], now = trial_get_fuse (self, i);

      if (now != (line_old_fuses[i] & mask) && now != (new_fuses[i] & mask))
        return TRUE;
    }
  return FALSE;
}
