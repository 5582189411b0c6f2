/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "loader-bench.h"

#include "parts/isp-parts.h"
#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"

#include <string.h>

void
loader_bench_init (LoaderBench *self, const char *model, const char *part)
{
  g_autoptr (GError) error = NULL;

  *self = (LoaderBench){ .part = isp_parts_by_name (part), .session = isp_session_new () };
  self->bench = bench_new (model, part, 0, &error);
  g_assert_no_error (error);
}

void
loader_bench_clear (LoaderBench *self)
{
  g_clear_pointer (&self->port, isp_port_free);
  g_clear_pointer (&self->snapshot, isp_snapshot_unref);
  g_clear_pointer (&self->backup, isp_backup_unref);
  g_clear_pointer (&self->session, isp_session_unref);
  g_clear_pointer (&self->bench, bench_free);
}

/* Firmware begins with a jump, and its descriptors tell what it is on USB. */
static void
put_program (guint8 *flash, const guint8 *descriptors, gsize n)
{
  static const guint8 jump[] = { 0x0C, 0x94, 0x56, 0x00 };

  memcpy (flash, jump, sizeof jump);
  memcpy (flash + 0x100, descriptors, n);
}

void
loader_bench_put_sketch (LoaderBench *self)
{
  static const guint8 pro_micro[] = { 18,   1,    0x00, 2, 0xEF, 2, 1, 64, 0x4F,
                                      0x1B, 0x06, 0x92, 0, 1,    1, 2, 3,  1 };

  bench_lock (self->bench);
  put_program (isp_sim_chip_get_flash (bench_chip (self->bench)), pro_micro, sizeof pro_micro);
  bench_unlock (self->bench);
  bench_plug (self->bench);
  loader_bench_await (self, "application");
}

IspImageFile *
loader_bench_make_helper (void)
{
  static const guint8 teensyduino[] = { 18,   1,    0x00, 2, 2, 0, 0, 32, 0xC0,
                                        0x16, 0x83, 0x04, 0, 1, 1, 2, 3,  1 };
  guint8 data[0x200] = { 0 };
  IspImageFile *file = isp_image_file_new ("helper.hex");

  put_program (data, teensyduino, sizeof teensyduino);
  isp_image_put (file->flash, 0, data, sizeof data);
  return file;
}

IspImageFile *
loader_bench_make_firmware (gsize len, guint32 seed)
{
  static const guint8 keyboard[] = {
    18, 1,    0x00, 0x02, 0, 0, 0,    32,   0xED, 0xFE, 0x65, 0x60, 0x01, 0x00, 1, 2,
    0,  1, /* device */
    9,  2,    34,   0,    1, 1, 0,    0x80, 50,   9,    4,    0,    0,    1,    3, 1,
    1,  0, /* configuration, interface */
    9,  0x21, 0x11, 1,    0, 1, 0x22, 64,   0,    7,    5,    0x81, 3,    8,    0, 10,
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree guint8 *data = g_malloc (len);
  IspImageFile *file = isp_image_file_new ("keymap.hex");

  for (gsize i = 0; i < len; i++)
    data[i] = (guint8) g_rand_int_range (rand, 0, 256);
  put_program (data, keyboard, sizeof keyboard);
  isp_image_put (file->flash, 0, data, len);
  return file;
}

gboolean
loader_bench_look (LoaderBench *self, GError **error)
{
  g_clear_pointer (&self->port, isp_port_free);
  g_clear_pointer (&self->snapshot, isp_snapshot_unref);
  self->port =
      isp_lookout_await (self->session, NULL, bench_get_port_id (self->bench), 0, NULL, error);
  if (self->port == NULL)
    return FALSE;
  self->snapshot = isp_snapshot_take_loader (self->session, self->port, &self->hint, NULL, error);
  if (self->snapshot == NULL)
    return FALSE;
  self->app_end = self->snapshot->app_end;
  return TRUE;
}

static gboolean
keep (const IspBackup *backup, char **location, gpointer data, GError **error)
{
  LoaderBench *self = data;

  g_clear_pointer (&self->backup, isp_backup_unref);
  self->backup = isp_backup_ref (backup);
  *location = g_strdup ("kept");
  return TRUE;
}

IspReport *
loader_bench_run (LoaderBench *self, IspRequest *request, GCancellable *cancellable)
{
  g_autoptr (IspRequest) owned = request;
  g_autoptr (IspPlan) plan = isp_plan_new (self->snapshot, owned);
  g_autoptr (IspMap) map = isp_plan_make_map (plan);
  const IspJobOptions options = { .backup = self->stores ? isp_backups_store : keep,
                                  .backup_data = self->stores ? NULL : self,
                                  .journal = self->stores ? isp_journal_write : NULL,
                                  .map = map };
  IspReport *report = isp_job_run (self->session, self->port, plan, &options, NULL, cancellable);

  if (report->verdict == ISP_VERDICT_OK)
    {
      gboolean read = isp_plan_find_step (plan, ISP_STEP_VERIFY_FLASH) != NULL;

      g_assert_cmpint (report->chip, ==, ISP_CHIP_DONE);
      g_assert_cmpint (isp_map_get_state (map, 0), ==, read ? ISP_PAGE_VERIFIED : ISP_PAGE_WRITTEN);
      for (guint page = 0; page < isp_map_get_n_pages (map); page++)
        {
          g_assert_cmpint (isp_map_get_state (map, page), !=, ISP_PAGE_TO_ERASE);
          g_assert_cmpint (isp_map_get_state (map, page), !=, ISP_PAGE_TO_WRITE);
        }
    }
  return report;
}

IspReport *
loader_bench_upload (LoaderBench *self, IspImageFile *firmware)
{
  IspRequest *request = isp_request_new (ISP_JOB_UPLOAD);

  g_ptr_array_add (request->images, firmware);
  return loader_bench_run (self, request, NULL);
}

void
loader_bench_assert_holds (LoaderBench *self, const IspImage *flash)
{
  g_autofree guint8 *want = g_malloc (self->app_end);

  isp_image_read (flash, 0, want, self->app_end, 0xFF);
  bench_lock (self->bench);
  g_assert_cmpmem (isp_sim_chip_get_flash (bench_chip (self->bench)), self->app_end, want,
                   self->app_end);
  bench_unlock (self->bench);
  g_assert_true (bench_is_loader_intact (self->bench));
}

void
loader_bench_await (LoaderBench *self, const char *running)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (!g_str_equal (bench_get_running (self->bench), running) && g_get_monotonic_time () < end)
    g_usleep (5000);
  g_assert_cmpstr (bench_get_running (self->bench), ==, running);
}
