/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-journal.h"

#include "config.h"
#include "core/isp-error.h"
#include "core/isp-printable.h"
#include "isp-backups-private.h"
#include "isp-backups.h"
#include "parts/isp-parts.h"
#include "store/isp-json.h"
#include "store/isp-paths.h"
#include "store/isp-sync-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define FILE_NAME "job.json"
/* More than anybody tries in a row; what is beyond is not ours. */
#define MAX_INTENTS 100

static char *
get_name (guint intent, const char *memory)
{
  return g_strdup_printf ("planned-%u-%s.hex", intent + 1, memory);
}

static const char *const stages[] = { "noted", "changed", "complete" };

/* ── writing ── */

static gboolean
add_intent (const IspUnfinished *unfinished, guint i, JsonBuilder *json, GError **error)
{
  const IspIntent *intent = unfinished->intents->pdata[i];
  g_autofree char *flash = get_name (i, "flash"), *eeprom = get_name (i, "eeprom");

  json_builder_begin_object (json);
  isp_json_add_fuses (json, "fuses", &intent->fuses);
  if (!isp_backups_store_image (intent->flash, unfinished->location, flash, "flash", json, error) ||
      !isp_backups_store_image (intent->eeprom, unfinished->location, eeprom, "eeprom", json,
                                error))
    return FALSE;
  json_builder_end_object (json);
  return TRUE;
}

static gboolean
open_entry (const IspUnfinished *unfinished, GError **error)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *path = g_build_filename (unfinished->location, FILE_NAME, NULL);
  g_autofree char *begun = g_date_time_format_iso8601 (unfinished->begun);
  char *text;

  json_builder_begin_object (json);
  isp_json_add_int (json, "format", ISP_BACKUPS_FORMAT);
  isp_json_add_string (json, "kind", isp_job_kind_get_id (unfinished->kind));
  isp_json_add_string (json, "preset", unfinished->preset_id);
  isp_json_add_string (json, "title", unfinished->title);
  isp_json_add_string (json, "part", unfinished->part->id);
  isp_json_add_string (json, "loader", unfinished->loader_id);
  isp_json_add_string (json, "board", unfinished->board);
  isp_json_add_string (json, "begun", begun);
  if (unfinished->failed_at.end > 0)
    {
      isp_json_add_int (json, "failed_from", unfinished->failed_at.start);
      isp_json_add_int (json, "failed_to", unfinished->failed_at.end);
    }
  isp_json_add_string (json, "stage", stages[unfinished->stage]);
  json_builder_set_member_name (json, "planned");
  json_builder_begin_array (json);
  for (guint i = 0; i < unfinished->intents->len; i++)
    if (!add_intent (unfinished, i, json, error))
      return FALSE;
  json_builder_end_array (json);
  json_builder_end_object (json);
  node = json_builder_get_root (json);
  text = isp_json_to_text (node);
  bytes = g_bytes_new_take (text, strlen (text));
  return isp_paths_write (path, bytes, error);
}

/* job.json goes first: what is without it is no job. */
static gboolean
close_entry (const IspUnfinished *unfinished, GError **error)
{
  g_autofree char *path = g_build_filename (unfinished->location, FILE_NAME, NULL);

  if (g_unlink (path) != 0 && errno != ENOENT)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s: %s", path,
                   g_strerror (code));
      return FALSE;
    }
  for (guint i = 0; i < unfinished->intents->len; i++)
    {
      g_autofree char *flash = get_name (i, "flash"), *eeprom = get_name (i, "eeprom");
      g_autofree char *flash_path = g_build_filename (unfinished->location, flash, NULL);
      g_autofree char *eeprom_path = g_build_filename (unfinished->location, eeprom, NULL);

      g_unlink (flash_path);
      g_unlink (eeprom_path);
    }
  if (unfinished->backup == NULL && g_rmdir (unfinished->location) == 0)
    return TRUE;
  return isp_sync_folder (unfinished->location, error);
}

static gboolean
find_place (IspUnfinished *unfinished, GError **error)
{
  g_autofree char *parent = isp_paths_get_backups ();

  if (unfinished->location == NULL)
    unfinished->location =
        isp_backups_make_folder (unfinished->begun, unfinished->part->name, parent, error);
  return unfinished->location != NULL && isp_sync_folder (parent, error);
}

/* An erase between two tries has its own backup and its own entry, and so has each try through a
 * bootloader. What came after fuses that were broken off has read and set them. */
static gboolean
settles (const IspUnfinished *ended, const IspUnfinished *other)
{
  if (!isp_unfinished_is_of_fuses (other))
    return !isp_unfinished_is_of_fuses (ended) &&
           (ended->loader_id != NULL || g_date_time_compare (other->begun, ended->begun) >= 0) &&
           isp_unfinished_covers (ended, other);
  return g_date_time_compare (other->begun, ended->begun) < 0
             ? isp_unfinished_covers (other, ended)
             : isp_unfinished_covers (ended, other);
}

static void
close_settled (const IspUnfinished *unfinished)
{
  g_autoptr (GPtrArray) list = isp_journal_list ();

  for (guint i = 0; i < list->len; i++)
    {
      const IspUnfinished *other = list->pdata[i];

      if (settles (unfinished, other))
        close_entry (other, NULL);
    }
}

gboolean
isp_journal_write (IspUnfinished *unfinished, IspJournalAct act, gpointer data, GError **error)
{
  const gboolean notes = act == ISP_JOURNAL_NOTE;
  GError *cause = NULL;

  g_return_val_if_fail (unfinished != NULL && (notes || unfinished->location != NULL), FALSE);
  if (notes ? find_place (unfinished, &cause) && open_entry (unfinished, &cause)
            : close_entry (unfinished, &cause))
    {
      if (act == ISP_JOURNAL_SETTLE)
        close_settled (unfinished);
      return TRUE;
    }
  g_set_error (error, ISP_ERROR, ISP_ERROR_BACKUP,
               _ ("The journal beside the backup could not be written: %s"), cause->message);
  g_error_free (cause);
  return FALSE;
}

/* ── reading ── */

static gboolean
load_intents (IspUnfinished *unfinished, JsonObject *root)
{
  JsonArray *array = isp_json_get_array (root, "planned");
  guint n = array != NULL ? json_array_get_length (array) : 0;

  for (guint i = 0; n <= MAX_INTENTS && i < n; i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      g_autoptr (IspImage) flash = NULL;
      g_autoptr (IspImage) eeprom = NULL;
      IspFuses fuses;
      JsonObject *object;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        return FALSE;
      object = json_node_get_object (element);
      if (!isp_backups_load_fuses (object, "fuses", &fuses, NULL) ||
          !isp_backups_load_image (object, "flash", unfinished->location, &flash, NULL) ||
          !isp_backups_load_image (object, "eeprom", unfinished->location, &eeprom, NULL))
        return FALSE;
      isp_unfinished_add_intent (unfinished, flash, eeprom, &fuses);
    }
  return unfinished->intents->len > 0;
}

/* What is none, is not there: it only adds a word. */
static void
load_failed_page (IspUnfinished *unfinished, JsonObject *root)
{
  const gint64 from = isp_json_get_int (root, "failed_from", 0);
  const gint64 to = isp_json_get_int (root, "failed_to", 0);

  if (from >= 0 && to > from && to <= unfinished->part->flash.size)
    unfinished->failed_at = (IspRange){ (guint32) from, (guint32) to };
}

/* The backup beside it; without one only a board in its bootloader can be known again. */
static IspUnfinished *
load_subject (const char *folder, JsonObject *root)
{
  g_autoptr (IspBackup) backup = isp_backups_load (folder, NULL);
  g_autofree char *path = g_build_filename (folder, "backup.json", NULL);
  const char *id = isp_json_get_string (root, "part");
  const char *loader = isp_json_get_string (root, "loader");
  const char *board = isp_json_get_string (root, "board");
  const IspPart *part = backup != NULL ? backup->part : id != NULL ? isp_parts_by_name (id) : NULL;
  IspUnfinished *unfinished;

  if (part == NULL || (loader == NULL) != (board == NULL) ||
      (backup == NULL && (loader == NULL || g_file_test (path, G_FILE_TEST_EXISTS))))
    return NULL;
  unfinished = isp_unfinished_new (part, backup, folder);
  unfinished->loader_id = g_strdup (loader);
  unfinished->board = g_strdup (board);
  return unfinished;
}

/* Where it is not known, what is whole proves nothing. */
static IspUnfinishedStage
load_stage (JsonObject *root)
{
  const char *text = isp_json_get_string (root, "stage");

  for (guint i = 0; i < G_N_ELEMENTS (stages); i++)
    if (g_strcmp0 (text, stages[i]) == 0)
      return (IspUnfinishedStage) i;
  return ISP_STAGE_CHANGED;
}

static IspUnfinished *
load_entry (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, FILE_NAME, NULL);
  g_autoptr (JsonNode) node = isp_json_load (path, NULL);
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (GDateTime) begun = NULL;
  JsonObject *root;
  const char *text;

  if (node == NULL)
    return NULL;
  root = json_node_get_object (node);
  text = isp_json_get_string (root, "begun");
  begun = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  if (begun == NULL || isp_json_get_int (root, "format", -1) != ISP_BACKUPS_FORMAT)
    return NULL;
  unfinished = load_subject (folder, root);
  if (unfinished == NULL)
    return NULL;
  g_date_time_unref (unfinished->begun);
  unfinished->begun = g_steal_pointer (&begun);
  load_failed_page (unfinished, root);
  unfinished->preset_id = g_strdup (isp_json_get_string (root, "preset"));
  unfinished->title = isp_text_make_line (isp_json_get_string (root, "title"), ISP_NAME_CHARS);
  unfinished->stage = load_stage (root);
  if (!isp_job_kind_by_id (isp_json_get_string (root, "kind"), &unfinished->kind) ||
      !load_intents (unfinished, root))
    return NULL;
  return g_steal_pointer (&unfinished);
}

static int
compare_begun (gconstpointer a, gconstpointer b)
{
  const IspUnfinished *first = *(IspUnfinished *const *) a, *second = *(IspUnfinished *const *) b;

  return g_date_time_compare (first->begun, second->begun);
}

GPtrArray *
isp_journal_list (void)
{
  g_autofree char *where = isp_paths_get_backups ();
  g_autoptr (GDir) dir = g_dir_open (where, 0, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_unfinished_unref);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (where, name, NULL);
      IspUnfinished *unfinished = load_entry (folder);

      if (unfinished != NULL)
        g_ptr_array_add (list, unfinished);
    }
  g_ptr_array_sort (list, compare_begun);
  return list;
}

IspUnfinished *
isp_journal_find (const IspSnapshot *snapshot)
{
  g_autoptr (GPtrArray) list = NULL;
  const IspUnfinished *found = NULL;

  g_return_val_if_fail (snapshot != NULL, NULL);
  list = isp_journal_list ();
  for (guint i = 0; i < list->len; i++)
    {
      const IspUnfinished *unfinished = list->pdata[i];

      if (!isp_unfinished_is_of (unfinished, snapshot))
        continue;
      if (!isp_unfinished_is_of_fuses (unfinished))
        return isp_unfinished_ref (unfinished);
      if (found == NULL)
        found = unfinished;
    }
  return found != NULL ? isp_unfinished_ref (found) : NULL;
}
