/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer harness of backup.json and, beside a backup that is whole, of job.json. */
#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"

#include <glib/gstdio.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static char *whole, *broken; /* folders */

static void
set_up (void)
{
  const IspPart *part = isp_parts_by_name ("attiny85");
  g_autoptr (IspBackup) backup = isp_backup_new (part);
  g_autofree char *home = g_dir_make_tmp ("fuzz-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  isp_image_put (backup->flash, 0, (const guint8 *) "ab", 2);
  backup->fuses = (IspFuses){ .value = { 0x62, 0xDF, 0xFF, 0xFF }, .has = 0xF };
  g_assert_true (isp_backups_store (backup, &whole, NULL, NULL));
  broken = g_build_filename (home, "broken", NULL);
  g_assert_cmpint (g_mkdir (broken, 0700), ==, 0);
}

static void
write_file (const char *folder, const char *name, const guint8 *data, gsize len)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents_full (path, (const char *) data, (gssize) len,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspBackup) backup = NULL;
  g_autoptr (GPtrArray) jobs = NULL;

  if (whole == NULL)
    set_up ();
  write_file (broken, "backup.json", data, len);
  backup = isp_backups_load (broken, &error);
  g_assert_true ((backup == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  else
    {
      g_autoptr (IspRequest) request = isp_backups_make_request (backup, ISP_BACKUP_ALL);

      g_assert_nonnull (request);
    }
  write_file (whole, "job.json", data, len);
  jobs = isp_journal_list ();
  for (guint i = 0; i < jobs->len; i++)
    {
      g_autoptr (IspRequest) request = isp_unfinished_make_request (jobs->pdata[i], NULL);

      g_assert_nonnull (request);
    }
  return 0;
}
