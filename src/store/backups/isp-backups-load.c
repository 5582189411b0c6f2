/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups from disk: the list, loading with every check, and the request that puts one back. */
#include "config.h"
#include "core/isp-date.h"
#include "core/isp-error.h"
#include "core/isp-file.h"
#include "core/isp-printable.h"
#include "isp-backups-private.h"
#include "isp-backups.h"
#include "parts/isp-parts.h"
#include "store/isp-json.h"
#include "store/isp-paths.h"

#include <glib/gi18n-lib.h>

#define BLANK_STEP 64                 /* bytes; where a part's flash has no pages */
#define MAX_IMAGE  (4u * 1024 * 1024) /* bytes; the largest flash as Intel HEX is not 1 MiB */

/* ── loading ── */

static gboolean
set_damaged (GError **error, const char *what)
{
  g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("The backup is damaged: %s"), what);
  return FALSE;
}

gboolean
isp_backups_load_image (JsonObject *root, const char *member, const char *folder, IspImage **image,
                        GError **error)
{
  JsonObject *entry = isp_json_get_object (root, member);
  const char *name = entry != NULL ? isp_json_get_string (entry, "file") : NULL;
  const char *sha = entry != NULL ? isp_json_get_string (entry, "sha256") : NULL;
  g_autofree char *path = NULL, *found = NULL;
  g_autoptr (GFile) disk = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (IspImageFile) file = NULL;

  if (entry == NULL)
    return TRUE;
  /* A name, not a path: a backup never reads outside its folder. */
  if (name == NULL || sha == NULL || strchr (name, '/') != NULL)
    return set_damaged (error, _ ("backup.json is incomplete"));
  path = g_build_filename (folder, name, NULL);
  disk = g_file_new_for_path (path);
  bytes = isp_file_read (disk, MAX_IMAGE, NULL, error);
  if (bytes == NULL)
    return FALSE;
  found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_ascii_strcasecmp (found, sha) != 0)
    {
      g_autofree char *what =
          g_strdup_printf (_ ("%s has changed since it was saved; its checksum differs"), name);

      return set_damaged (error, what);
    }
  file = isp_image_file_parse (bytes, name, error);
  if (file == NULL)
    return FALSE;
  *image = isp_image_ref (file->flash);
  return TRUE;
}

gboolean
isp_backups_load_fuses (JsonObject *object, const char *member, IspFuses *fuses, GError **error)
{
  JsonObject *values = isp_json_get_object (object, member);

  *fuses = (IspFuses){ 0 };
  /* Some bootloaders do not read them. */
  if (json_object_has_member (object, member) && json_object_get_null_member (object, member))
    return TRUE;
  if (values == NULL)
    return set_damaged (error, _ ("backup.json is incomplete"));
  for (guint i = 0; i < ISP_N_FUSES; i++)
    {
      const char *id = isp_fuse_byte_get_id (i);

      if (isp_json_get_string (values, id) == NULL)
        continue;
      if (isp_json_get_hex (values, id, &fuses->value[i], 1) != 1)
        return set_damaged (error, _ ("backup.json has a fuse that is not a number"));
      fuses->has |= 1 << i;
    }
  return TRUE;
}

static gboolean
is_true (JsonObject *root, const char *member)
{
  JsonNode *node = json_object_get_member (root, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static gboolean
load_facts (IspBackup *backup, JsonObject *root, GError **error)
{
  const char *taken = isp_json_get_string (root, "taken");
  gint64 app_end = isp_json_get_int (root, "application_end", 0);
  int n = isp_json_get_hex (root, "calibration", backup->calibration, sizeof backup->calibration);

  if (n < 0 || isp_json_get_hex (root, "signature", backup->signature, sizeof backup->signature) !=
                   sizeof backup->signature)
    return set_damaged (error, _ ("backup.json is incomplete"));
  backup->n_calibration = (guint8) n;
  g_clear_pointer (&backup->taken, g_date_time_unref);
  backup->taken = taken != NULL ? g_date_time_new_from_iso8601 (taken, NULL) : NULL;
  if (backup->taken == NULL)
    return set_damaged (error, _ ("backup.json has no date"));
  g_free (backup->programmer_name);
  backup->programmer_name =
      isp_text_make_line (isp_json_get_string (root, "programmer"), ISP_NAME_CHARS);
  g_free (backup->keyboard);
  backup->keyboard = isp_text_make_line (isp_json_get_string (root, "keyboard"), ISP_NAME_CHARS);
  backup->helper = is_true (root, "helper");
  backup->rehearsal = is_true (root, "rehearsal");
  if (app_end < 0 || app_end > backup->part->flash.size)
    return set_damaged (error, _ ("backup.json names a place outside of the flash"));
  backup->app_end = (guint32) app_end;
  return isp_backups_load_fuses (root, "fuses", &backup->fuses, error);
}

/* The JSON object of folder/backup.json, checked for its format. */
static JsonNode *
load_json (const char *folder, const IspPart **part, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "backup.json", NULL);
  g_autoptr (GError) cause = NULL;
  g_autoptr (JsonNode) node = isp_json_load (path, &cause);
  JsonObject *root;
  const char *id;

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                         _ ("There is no backup in this folder"));
  else if (g_error_matches (cause, ISP_ERROR, ISP_ERROR_BAD_FILE))
    set_damaged (error, cause->message);
  else if (cause != NULL)
    g_propagate_error (error, g_steal_pointer (&cause));
  if (node == NULL)
    return NULL;
  root = json_node_get_object (node);
  if (isp_json_get_int (root, "format", -1) != ISP_BACKUPS_FORMAT)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                           _ ("The backup was made by another version of Unbrick"));
      return NULL;
    }
  id = isp_json_get_string (root, "part");
  *part = id != NULL ? isp_parts_by_name (id) : NULL;
  if (*part == NULL)
    {
      set_damaged (error, _ ("It names a chip that Unbrick does not know"));
      return NULL;
    }
  return g_steal_pointer (&node);
}

IspBackup *
isp_backups_load (const char *folder, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (IspBackup) backup = NULL;
  g_autofree char *name = NULL;
  const IspPart *part = NULL;
  JsonObject *root;
  IspImage *flash = NULL, *eeprom = NULL;

  g_return_val_if_fail (folder != NULL, NULL);
  name = g_path_get_basename (folder);
  node = load_json (folder, &part, error);
  if (node == NULL)
    {
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }
  root = json_node_get_object (node);
  backup = isp_backup_new (part);
  if (!load_facts (backup, root, error) ||
      !isp_backups_load_image (root, "flash", folder, &flash, error) ||
      !isp_backups_load_image (root, "eeprom", folder, &eeprom, error))
    {
      g_clear_pointer (&flash, isp_image_unref);
      g_prefix_error (error, "%s: ", name);
      return NULL;
    }
  g_clear_pointer (&backup->flash, isp_image_unref);
  g_clear_pointer (&backup->eeprom, isp_image_unref);
  backup->flash = flash != NULL ? flash : isp_image_new ();
  backup->eeprom = eeprom != NULL ? eeprom : isp_image_new ();
  return g_steal_pointer (&backup);
}

/* ── putting back ── */

/* The flash without its blank pages: an erase leaves those as they were. */
static IspImage *
drop_blank_pages (const IspImage *flash, guint32 page_size)
{
  IspImage *out = isp_image_new ();
  g_autofree guint8 *page = g_malloc (page_size);

  for (guint32 at = 0; isp_image_next_page (flash, page_size, &at); at += page_size)
    {
      g_autoptr (IspImage) slice = NULL;

      if (isp_image_is_blank (flash, at, page_size))
        continue;
      slice = isp_image_slice (flash, at, at + page_size);
      for (guint i = 0; i < isp_image_get_n_ranges (slice); i++)
        {
          IspRange range = isp_image_get_range (slice, i);

          isp_image_read (slice, range.start, page, range.end - range.start, 0xFF);
          isp_image_put (out, range.start, page, range.end - range.start);
        }
    }
  return out;
}

/* NULL: it is blank. end: exclusive. */
static IspImageFile *
make_file (const IspBackup *backup, guint32 end)
{
  guint32 page = backup->part->flash.page_size != 0 ? backup->part->flash.page_size : BLANK_STEP;
  g_autofree char *date = NULL, *title = NULL;
  g_autoptr (IspImage) slice = NULL;
  IspImageFile *file;

  if (backup->flash == NULL || isp_image_is_blank (backup->flash, 0, end))
    return NULL;
  date = isp_date_format (backup->taken);
  /* Translators: a date and time */
  title = g_strdup_printf (_ ("Backup of %s"), date);
  file = isp_image_file_new (title);
  slice = isp_image_slice (backup->flash, 0, end);
  isp_image_file_take_flash (file, drop_blank_pages (slice, page));
  memcpy (file->signature, backup->signature, sizeof file->signature);
  file->has_signature = TRUE;
  return file;
}

IspRequest *
isp_backups_make_request (const IspBackup *backup, IspBackupParts parts)
{
  IspRequest *request;
  IspImageFile *file;

  g_return_val_if_fail (backup != NULL && backup->part != NULL, NULL);
  request = isp_request_new (isp_backup_has_memories (backup) ? ISP_JOB_RESTORE : ISP_JOB_FUSES);
  request->keyboard = g_strdup (backup->keyboard);
  request->no_erase = !(parts & ISP_BACKUP_FLASH);
  file = (parts & ISP_BACKUP_FLASH) ? make_file (backup, backup->part->flash.size) : NULL;
  if (file != NULL)
    g_ptr_array_add (request->images, file);
  if ((parts & ISP_BACKUP_EEPROM) && backup->eeprom != NULL && !isp_image_is_empty (backup->eeprom))
    request->eeprom = isp_image_ref (backup->eeprom);
  if (parts & ISP_BACKUP_FUSES)
    {
      request->fuse_source = ISP_FUSES_GIVEN;
      request->fuses = backup->fuses;
    }
  return request;
}

IspRequest *
isp_backups_make_upload (const IspBackup *backup)
{
  IspRequest *request;
  IspImageFile *file;

  g_return_val_if_fail (backup != NULL && backup->part != NULL && backup->app_end != 0, NULL);
  file = make_file (backup, backup->app_end);
  if (file == NULL)
    return NULL;
  request = isp_request_new (ISP_JOB_UPLOAD);
  request->own = backup->helper;
  request->keyboard = g_strdup (backup->keyboard);
  g_ptr_array_add (request->images, file);
  if (backup->eeprom != NULL && !isp_image_is_empty (backup->eeprom))
    request->eeprom = isp_image_ref (backup->eeprom);
  return request;
}

/* ── the list ── */

static int
compare_newest (gconstpointer a, gconstpointer b)
{
  return -g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

GPtrArray *
isp_backups_list (const char *parent)
{
  g_autofree char *usual = isp_paths_get_backups ();
  const char *where = parent != NULL ? parent : usual;
  g_autoptr (GDir) dir = g_dir_open (where, 0, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (where, name, "backup.json", NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        g_ptr_array_add (list, g_build_filename (where, name, NULL));
    }
  g_ptr_array_sort (list, compare_newest); /* names begin with the date */
  return list;
}

char *
isp_backups_find (const char *path)
{
  g_autofree char *base = NULL, *inside = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  base = g_path_get_basename (path);
  inside = g_build_filename (path, "backup.json", NULL);
  if (g_file_test (inside, G_FILE_TEST_IS_REGULAR))
    return g_canonicalize_filename (path, NULL);
  if (!g_str_equal (base, "backup.json") || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return NULL;
  g_free (inside);
  inside = g_path_get_dirname (path);
  return g_canonicalize_filename (inside, NULL);
}
