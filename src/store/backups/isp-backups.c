/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A backup is a folder: flash.hex, eeprom.hex and backup.json, which is written last. A folder
 * without backup.json is no backup. The two files can be used with any other tool. */
#include "isp-backups.h"

#include "config.h"
#include "core/isp-date.h"
#include "core/isp-error.h"
#include "core/isp-image-file.h"
#include "isp-backups-private.h"
#include "store/isp-json.h"
#include "store/isp-paths.h"
#include "store/isp-sync-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* ── storing ── */

char *
isp_backups_make_folder (GDateTime *date, const char *name, const char *parent, GError **error)
{
  g_autofree char *day = isp_date_format_name (date);
  g_autofree char *dated = g_strconcat (day, " ", name, NULL);

  if (g_mkdir_with_parents (parent, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", parent,
                   g_strerror (errno));
      return NULL;
    }
  for (guint i = 1; i < 1000; i++)
    {
      g_autofree char *unique = i == 1 ? g_strdup (dated) : g_strdup_printf ("%s (%u)", dated, i);
      g_autofree char *path = g_build_filename (parent, unique, NULL);

      if (g_mkdir (path, 0700) == 0)
        return g_steal_pointer (&path);
      if (errno != EEXIST)
        break;
    }
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "%s: %s", parent,
               g_strerror (errno));
  return NULL;
}

gboolean
isp_backups_store_image (const IspImage *image, const char *folder, const char *name,
                         const char *member, JsonBuilder *json, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *sha = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (image == NULL || isp_image_is_empty (image))
    return TRUE;
  bytes = isp_format_by_id ("ihex")->write (image, error);
  if (bytes == NULL || !isp_paths_write (path, bytes, error))
    return FALSE;
  sha = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  json_builder_set_member_name (json, member);
  json_builder_begin_object (json);
  isp_json_add_string (json, "file", name);
  isp_json_add_string (json, "sha256", sha);
  json_builder_end_object (json);
  return TRUE;
}

static void
add_facts (const IspBackup *backup, JsonBuilder *json)
{
  g_autofree char *taken = g_date_time_format_iso8601 (backup->taken);

  isp_json_add_int (json, "format", ISP_BACKUPS_FORMAT);
  isp_json_add_string (json, "part", backup->part->id);
  isp_json_add_string (json, "taken", taken);
  isp_json_add_string (json, "programmer", backup->programmer_name);
  isp_json_add_string (json, "keyboard", backup->keyboard);
  if (backup->app_end != 0)
    isp_json_add_int (json, "application_end", backup->app_end);
  isp_json_add_bool (json, "helper", backup->helper);
  isp_json_add_bool (json, "rehearsal", backup->rehearsal);
  isp_json_add_hex (json, "signature", backup->signature, sizeof backup->signature);
  isp_json_add_hex (json, "calibration", backup->calibration,
                    MIN (backup->n_calibration, sizeof backup->calibration));
  isp_json_add_fuses (json, "fuses", &backup->fuses);
  isp_json_add_string (json, "program", "Unbrick " PACKAGE_VERSION);
}

static gboolean
store_files (const IspBackup *backup, const char *folder, GError **error)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = g_build_filename (folder, "backup.json", NULL);
  char *text;

  json_builder_begin_object (json);
  add_facts (backup, json);
  if (!isp_backups_store_image (backup->flash, folder, "flash.hex", "flash", json, error) ||
      !isp_backups_store_image (backup->eeprom, folder, "eeprom.hex", "eeprom", json, error))
    return FALSE;
  json_builder_end_object (json);
  node = json_builder_get_root (json);
  text = isp_json_to_text (node);
  bytes = g_bytes_new_take (text, strlen (text));
  return isp_paths_write (path, bytes, error);
}

static void
remove_folder (const char *folder)
{
  static const char *const names[] = { "backup.json", "flash.hex", "eeprom.hex" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static gboolean
same_image (const IspImage *a, const IspImage *b)
{
  gboolean none_a = a == NULL || isp_image_is_empty (a);
  gboolean none_b = b == NULL || isp_image_is_empty (b);

  return none_a || none_b ? none_a == none_b : isp_image_equal (a, b);
}

/* The way back must work before anything is erased, so it is walked once. */
static gboolean
check_stored (const IspBackup *backup, const char *folder, GError **error)
{
  g_autoptr (IspBackup) again = isp_backups_load (folder, error);

  if (again == NULL)
    return FALSE;
  if (same_image (again->flash, backup->flash) && same_image (again->eeprom, backup->eeprom) &&
      again->fuses.has == backup->fuses.has &&
      isp_fuses_equal (&again->fuses, &backup->fuses, backup->part))
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BACKUP,
                       _ ("The stored backup reads back differently"));
  return FALSE;
}

/* The folder and its parent have to be on the disk. Those above may have been made a moment ago, or
 * be nobody's to open: as far as it goes. */
static gboolean
sync_all (const char *folder, const char *parent, GError **error)
{
  g_autofree char *above = g_path_get_dirname (parent);

  if (!isp_sync_folder (folder, error) || !isp_sync_folder (parent, error))
    return FALSE;
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *lower = g_steal_pointer (&above);

      isp_sync_folder (lower, NULL);
      above = g_path_get_dirname (lower);
    }
  return TRUE;
}

gboolean
isp_backups_store (const IspBackup *backup, char **location, gpointer data, GError **error)
{
  g_autofree char *parent = NULL, *name = NULL, *folder = NULL;
  GError *cause = NULL;

  g_return_val_if_fail (backup != NULL && backup->part != NULL && backup->taken != NULL, FALSE);
  parent = data != NULL ? g_strdup (data) : isp_paths_get_backups ();
  name = g_strconcat (backup->part->name, backup->rehearsal ? " Rehearsal" : "", NULL);
  folder = isp_backups_make_folder (backup->taken, name, parent, &cause);
  if (folder != NULL && store_files (backup, folder, &cause) && sync_all (folder, parent, &cause) &&
      check_stored (backup, folder, &cause))
    {
      if (location != NULL)
        *location = g_steal_pointer (&folder);
      return TRUE;
    }
  if (folder != NULL)
    remove_folder (folder);
  g_set_error (error, ISP_ERROR, ISP_ERROR_BACKUP, _ ("The backup could not be stored: %s"),
               cause->message);
  g_error_free (cause);
  return FALSE;
}
