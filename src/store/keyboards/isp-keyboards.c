/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-keyboards.h"

#include "config.h"
#include "core/isp-error.h"
#include "core/isp-file.h"
#include "isp-keyboard-search-private.h"
#include "isp-keyboard-table-private.h"
#include "store/isp-paths.h"

#include <string.h>

#define MAX_FILE (4u * 1024 * 1024)

struct _IspKeyboards
{
  GPtrArray *list; /* IspKeyboard *, owned, by folder */
  IspKeyboardSearch *search;
};

/* ── loading ── */

static int
compare_folders (gconstpointer a, gconstpointer b)
{
  const IspKeyboard *x = *(const IspKeyboard *const *) a, *y = *(const IspKeyboard *const *) b;

  return strcmp (x->folder, y->folder);
}

static GPtrArray *
read_table (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) bytes = isp_file_read (file, MAX_FILE, NULL, error);
  GPtrArray *list = bytes != NULL ? isp_keyboard_table_parse (bytes, error) : NULL;

  if (list == NULL)
    g_prefix_error (error, "%s: ", path);
  return list;
}

/* Adds what the shipped table lacks. */
static void
add_downloaded (IspKeyboards *self)
{
  g_autofree char *path = isp_paths_get_keyboards ();
  g_autoptr (GPtrArray) more = read_table (path, NULL);
  const guint shipped = self->list->len;

  for (guint i = 0; more != NULL && i < more->len; i++)
    if (!bsearch (&more->pdata[i], self->list->pdata, shipped, sizeof (gpointer), compare_folders))
      g_ptr_array_add (self->list, isp_keyboard_ref (more->pdata[i]));
  if (self->list->len > shipped)
    g_ptr_array_sort (self->list, compare_folders);
}

IspKeyboards *
isp_keyboards_load (GError **error)
{
  g_autoptr (IspKeyboards) self = g_atomic_rc_box_new0 (IspKeyboards);
  g_autofree char *path = isp_paths_get_shipped ("keyboards.tsv");

  self->list = read_table (path, error);
  if (self->list == NULL)
    return NULL;
  g_ptr_array_sort (self->list, compare_folders);
  add_downloaded (self);
  self->search = isp_keyboard_search_new (self->list);
  return g_steal_pointer (&self);
}

IspKeyboards *
isp_keyboards_ref (IspKeyboards *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  IspKeyboards *self = data;

  g_clear_pointer (&self->search, isp_keyboard_search_free);
  g_clear_pointer (&self->list, g_ptr_array_unref);
}

void
isp_keyboards_unref (IspKeyboards *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, clear);
}

/* ── looking up ── */

GPtrArray *
isp_keyboards_get_list (IspKeyboards *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->list;
}

const IspKeyboard *
isp_keyboards_by_folder (IspKeyboards *self, const char *folder)
{
  const IspKeyboard wanted = { .folder = (char *) folder }, *key = &wanted;
  const IspKeyboard **found;

  g_return_val_if_fail (self != NULL && folder != NULL, NULL);

  found = bsearch (&key, self->list->pdata, self->list->len, sizeof (gpointer), compare_folders);
  return found != NULL ? *found : NULL;
}

GPtrArray *
isp_keyboards_by_usb (IspKeyboards *self, guint16 vid, guint16 pid)
{
  GPtrArray *found;

  g_return_val_if_fail (self != NULL, NULL);

  found = g_ptr_array_new ();
  for (guint i = 0; i < self->list->len; i++)
    {
      const IspKeyboard *keyboard = self->list->pdata[i];

      if (keyboard->usb_vid == vid && keyboard->usb_pid == pid)
        g_ptr_array_add (found, (gpointer) keyboard);
    }
  return found;
}

GPtrArray *
isp_keyboards_list_below (IspKeyboards *self, const char *folder)
{
  GPtrArray *found;
  gsize len;

  g_return_val_if_fail (self != NULL && folder != NULL, NULL);

  found = g_ptr_array_new ();
  len = strlen (folder);
  for (guint i = 0; i < self->list->len; i++)
    {
      const char *other = ((const IspKeyboard *) self->list->pdata[i])->folder;

      if (g_ascii_strncasecmp (other, folder, len) == 0 &&
          (other[len] == '\0' || other[len] == '/'))
        g_ptr_array_add (found, self->list->pdata[i]);
    }
  return found;
}

/* "CB10:4256" */
static gboolean
parse_usb (const char *text, guint16 *vid, guint16 *pid)
{
  g_auto (GStrv) halves = g_strsplit (text, ":", 3);

  for (guint i = 0; halves[i] != NULL; i++)
    g_strstrip (halves[i]);
  return g_strv_length (halves) == 2 && strlen (halves[0]) >= 4 && strlen (halves[1]) >= 4 &&
         isp_keyboard_parse_id (halves[0], vid) && isp_keyboard_parse_id (halves[1], pid);
}

GPtrArray *
isp_keyboards_search (IspKeyboards *self, const char *text)
{
  guint16 vid, pid;

  g_return_val_if_fail (self != NULL && text != NULL, NULL);

  if (parse_usb (text, &vid, &pid))
    return isp_keyboards_by_usb (self, vid, pid);
  return isp_keyboard_search_run (self->search, text);
}

/* ── the one that is meant ── */

static GPtrArray *
list_named (IspKeyboards *self, const char *name)
{
  g_autofree char *wanted = g_utf8_casefold (name, -1);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->list->len; i++)
    {
      const IspKeyboard *keyboard = self->list->pdata[i];
      g_autofree char *has = keyboard->name != NULL ? g_utf8_casefold (keyboard->name, -1) : NULL;

      if (g_strcmp0 (has, wanted) == 0)
        g_ptr_array_add (found, (gpointer) keyboard);
    }
  return found;
}

IspKeyboard *
isp_keyboards_find (IspKeyboards *self, const char *name, GPtrArray **candidates)
{
  const IspKeyboard *exact;
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *folder = NULL;
  IspKeyboard *keyboard;

  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  folder = g_strdup (name);
  while (g_str_has_suffix (folder, "/"))
    folder[strlen (folder) - 1] = '\0';
  exact = isp_keyboards_by_folder (self, folder);
  if (exact != NULL)
    {
      found = g_ptr_array_new ();
      g_ptr_array_add (found, (gpointer) exact);
    }
  else
    found = isp_keyboards_list_below (self, folder);
  if (found->len == 0)
    {
      g_ptr_array_unref (found);
      found = g_utf8_validate (name, -1, NULL) ? list_named (self, name) : g_ptr_array_new ();
    }
  if (found->len == 0 && *folder != '\0')
    {
      g_ptr_array_unref (found);
      found = isp_keyboards_search (self, name);
    }
  keyboard = found->len > 0 ? isp_keyboard_merge (found) : NULL;
  if (candidates != NULL)
    *candidates = g_steal_pointer (&found);
  return keyboard;
}
