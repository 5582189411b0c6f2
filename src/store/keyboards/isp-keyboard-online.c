/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-keyboard-online.h"

#include "config.h"
#include "core/isp-error.h"
#include "core/isp-file.h"
#include "isp-keyboard-read-private.h"
#include "isp-keyboard-table-private.h"
#include "store/isp-download.h"
#include "store/isp-json.h"
#include "store/isp-paths.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SERVER   "https://keyboards.qmk.fm/v1/"
#define MAX_FILE (4u * 1024 * 1024)

/* ── answers ── */

static void
set_garbled (GError **error)
{
  g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH,
               _ ("What arrived from %s is not a list of keyboards"), "keyboards.qmk.fm");
}

static JsonNode *
download (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *url = g_strconcat (SERVER, path, NULL);
  g_autoptr (GBytes) bytes = isp_download (url, MAX_FILE, NULL, NULL, cancellable, error);
  JsonNode *node = bytes != NULL ? isp_json_parse (bytes) : NULL;

  if (bytes != NULL && node == NULL)
    set_garbled (error);
  return node;
}

/* ── what is kept ── */

static GPtrArray *
read_kept (void)
{
  g_autofree char *path = isp_paths_get_keyboards ();
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) bytes = isp_file_read (file, MAX_FILE, NULL, NULL);
  GPtrArray *list = bytes != NULL ? isp_keyboard_table_parse (bytes, NULL) : NULL;

  return list != NULL ? list : g_ptr_array_new_with_free_func ((GDestroyNotify) isp_keyboard_unref);
}

/* Losing it costs a download, so a full disk does not stop anybody. */
static void
keep (GPtrArray *list)
{
  g_autofree char *path = isp_paths_get_keyboards ();
  g_autoptr (GBytes) bytes = isp_keyboard_table_format (list);
  g_autoptr (GError) error = NULL;

  if (!isp_paths_write (path, bytes, &error))
    g_info ("The list of keyboards was not kept: %s", error->message);
}

static guint
find_row (GPtrArray *list, const char *folder)
{
  guint i = 0;

  while (i < list->len && strcmp (((const IspKeyboard *) list->pdata[i])->folder, folder) != 0)
    i++;
  return i;
}

/* ── the list ── */

/* "usb": { "0xCB10": { "0x4256": { "keebio/iris/rev4": … } } } */
static GHashTable *
read_usb (JsonNode *node)
{
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonObject *vendors =
      node != NULL ? isp_json_get_object (json_node_get_object (node), "usb") : NULL;
  g_autoptr (GList) vids = vendors != NULL ? json_object_get_members (vendors) : NULL;
  guint16 vid, pid;

  for (GList *v = vids; v != NULL; v = v->next)
    {
      JsonObject *products = isp_json_get_object (vendors, v->data);
      g_autoptr (GList) pids = products != NULL ? json_object_get_members (products) : NULL;

      for (GList *p = pids; p != NULL; p = p->next)
        {
          JsonObject *keyboards = isp_json_get_object (products, p->data);
          g_autoptr (GList) folders =
              keyboards != NULL ? json_object_get_members (keyboards) : NULL;

          if (isp_keyboard_parse_id (v->data, &vid) && isp_keyboard_parse_id (p->data, &pid))
            for (GList *f = folders; f != NULL; f = f->next)
              g_hash_table_insert (ids, g_strdup (f->data),
                                   GUINT_TO_POINTER ((guint32) vid << 16 | pid));
        }
    }
  return ids;
}

static void
add_name (GPtrArray *list, GPtrArray *before, IspKeyboards *known, GHashTable *ids,
          const char *folder)
{
  const IspKeyboard *row;
  IspKeyboard *keyboard;
  guint32 id;
  guint i;

  if (!isp_keyboard_is_folder (folder))
    return;
  i = find_row (before, folder);
  row = isp_keyboards_by_folder (known, folder);
  if (i < before->len && ((const IspKeyboard *) before->pdata[i])->mcu != NULL)
    {
      g_ptr_array_add (list, isp_keyboard_ref (before->pdata[i]));
      return;
    }
  if (row != NULL && row->mcu != NULL)
    return;
  id = GPOINTER_TO_UINT (g_hash_table_lookup (ids, folder));
  keyboard = isp_keyboard_new ();
  keyboard->folder = g_strdup (folder);
  keyboard->usb_vid = (guint16) (id >> 16);
  keyboard->usb_pid = (guint16) id;
  g_ptr_array_add (list, keyboard);
}

IspKeyboards *
isp_keyboard_online_update (IspKeyboards *known, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonNode) names = NULL, usb = NULL;
  g_autoptr (GPtrArray) list = NULL, before = NULL;
  g_autoptr (GHashTable) ids = NULL;
  JsonArray *array;

  g_return_val_if_fail (known != NULL, NULL);

  names = download ("keyboard_list.json", cancellable, error);
  if (names == NULL)
    return NULL;
  array = isp_json_get_array (json_node_get_object (names), "keyboards");
  if (array == NULL)
    {
      set_garbled (error);
      return NULL;
    }
  /* Ids only help to search. */
  usb = download ("usb.json", cancellable, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  ids = read_usb (usb);
  before = read_kept ();
  list = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_keyboard_unref);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *name = json_array_get_element (array, i);

      if (json_node_get_value_type (name) == G_TYPE_STRING)
        add_name (list, before, known, ids, json_node_get_string (name));
    }
  keep (list);
  return isp_keyboards_load (error);
}

/* ── one keyboard ── */

IspKeyboard *
isp_keyboard_online_complete (const IspKeyboard *keyboard, GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (IspKeyboard) full = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *path = NULL;
  guint i;

  g_return_val_if_fail (keyboard != NULL, NULL);

  if (isp_keyboard_get_chip (keyboard) != ISP_KEYBOARD_OPEN)
    return isp_keyboard_ref (keyboard);
  g_return_val_if_fail (isp_keyboard_is_folder (keyboard->folder), NULL);

  path = g_strdup_printf ("keyboards/%s/info.json", keyboard->folder);
  node = download (path, cancellable, error);
  if (node == NULL)
    return NULL;
  full = isp_keyboard_copy (keyboard);
  isp_keyboard_read_json (full, json_node_get_object (node));
  isp_keyboard_inherit (full);
  if (full->mcu == NULL || g_strcmp0 (full->folder, keyboard->folder) != 0)
    {
      set_garbled (error);
      return NULL;
    }
  list = read_kept ();
  i = find_row (list, full->folder);
  if (i < list->len)
    g_ptr_array_remove_index (list, i);
  g_ptr_array_add (list, isp_keyboard_ref (full));
  keep (list);
  return g_steal_pointer (&full);
}
