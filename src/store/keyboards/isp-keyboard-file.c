/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-keyboard-file.h"

#include "config.h"
#include "core/isp-error.h"
#include "core/isp-file.h"
#include "core/isp-printable.h"
#include "isp-keyboard-read-private.h"
#include "store/isp-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE  (1024u * 1024)
#define MAX_DEPTH 8 /* folders below "keyboards" */

/* ── one file ── */

static gboolean
is_rules (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return g_str_has_suffix (name, ".mk");
}

gboolean
isp_keyboard_file_has_name (GFile *file)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  name = g_file_get_basename (file);
  return g_str_has_suffix (name, ".json") || g_str_has_suffix (name, ".mk");
}

/* FALSE: it says nothing of a keyboard; error: it could not be read. */
static gboolean
read_into (IspKeyboard *self, GFile *file, gboolean *ambiguous, GCancellable *cancellable,
           GError **error)
{
  g_autoptr (GBytes) bytes = isp_file_read (file, MAX_FILE, cancellable, error);
  g_autoptr (JsonNode) node = NULL;

  if (bytes == NULL)
    return FALSE;
  if (is_rules (file))
    return isp_keyboard_read_rules (self, bytes, ambiguous);
  node = isp_json_parse (bytes);
  return node != NULL && isp_keyboard_read_json (self, json_node_get_object (node));
}

/* ── the files around it ── */

/* The folders from the keyboard's topmost one down to the file's (element-type GFile); *name: what
 * QMK calls that, NULL where no folder "keyboards" stands above. A keymap's files belong to the
 * folder that its keymaps are in. */
static GPtrArray *
list_folders (GFile *file, char **name)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GString) path = g_string_new (NULL);

  *name = NULL;
  for (guint i = 0; folder != NULL && i < MAX_DEPTH; i++)
    {
      g_autofree char *base = g_file_get_basename (folder);
      GFile *above;

      if (strcmp (base, "keyboards") == 0 && path->len > 0)
        {
          *name = g_strdup (path->str);
          return g_steal_pointer (&folders);
        }
      if (strcmp (base, "keymaps") == 0)
        {
          g_ptr_array_set_size (folders, 0);
          g_string_truncate (path, 0);
        }
      else
        {
          g_string_prepend (path, path->len > 0 ? "/" : "");
          g_string_prepend (path, base);
          g_ptr_array_insert (folders, 0, g_object_ref (folder));
        }
      above = g_file_get_parent (folder);
      g_object_unref (folder);
      folder = above;
    }
  /* Only what stands beside it. */
  g_ptr_array_set_size (folders, 0);
  g_ptr_array_add (folders, g_file_get_parent (file));
  return g_steal_pointer (&folders);
}

/* What QMK would find there. */
static void
read_around (IspKeyboard *self, GPtrArray *folders, gboolean *ambiguous, GCancellable *cancellable)
{
  static const char *const names[] = { "info.json", "keyboard.json", "rules.mk" };

  for (guint i = 0; i < folders->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (names); j++)
      {
        g_autoptr (GFile) file = g_file_get_child (folders->pdata[i], names[j]);

        read_into (self, file, ambiguous, cancellable, NULL);
      }
}

/* ── what it does not say ── */

/* By folder, or else by USB id and name; NULL: not known, or several that differ. */
static IspKeyboard *
find_known (const IspKeyboard *self, IspKeyboards *known)
{
  g_autoptr (GPtrArray) below = NULL, same = NULL, named = NULL;

  if (self->folder != NULL)
    {
      below = isp_keyboards_list_below (known, self->folder);
      return below->len > 0 ? isp_keyboard_merge (below) : NULL;
    }
  if (self->usb_vid == 0)
    return NULL;
  same = isp_keyboards_by_usb (known, self->usb_vid, self->usb_pid);
  named = g_ptr_array_new ();
  for (guint i = 0; i < same->len; i++)
    if (g_strcmp0 (((const IspKeyboard *) same->pdata[i])->name, self->name) == 0)
      g_ptr_array_add (named, same->pdata[i]);
  if (named->len == 0)
    return same->len > 0 ? isp_keyboard_merge (same) : NULL;
  return isp_keyboard_merge (named);
}

static void
fill (char **text, const char *from)
{
  if (*text == NULL)
    *text = g_strdup (from);
}

/* A chip that the file names stands with the file's bootloader, never with the table's. */
static void
complete (IspKeyboard *self, IspKeyboards *known)
{
  g_autoptr (IspKeyboard) row = known != NULL ? find_known (self, known) : NULL;

  if (row == NULL)
    return;
  if (self->mcu == NULL && self->board == NULL)
    {
      fill (&self->mcu, row->mcu);
      fill (&self->bootloader, row->bootloader);
      fill (&self->board, row->board);
    }
  fill (&self->name, row->name);
  fill (&self->manufacturer, row->manufacturer);
  if (self->usb_vid == 0)
    {
      self->usb_vid = row->usb_vid;
      self->usb_pid = row->usb_pid;
    }
}

IspKeyboard *
isp_keyboard_file_load (GFile *file, IspKeyboards *known, GCancellable *cancellable, GError **error)
{
  g_autoptr (IspKeyboard) self = isp_keyboard_new ();
  g_autoptr (IspKeyboard) own = isp_keyboard_new ();
  g_autoptr (GPtrArray) folders = NULL;
  g_autofree char *folder = NULL, *bytes = NULL, *base = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean says, ambiguous = FALSE, around = FALSE;

  g_return_val_if_fail (G_IS_FILE (file), NULL);

  bytes = g_file_get_basename (file);
  base = isp_text_make_line (bytes, ISP_NAME_CHARS);
  says = read_into (own, file, &ambiguous, cancellable, &cause);
  if (cause != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return NULL;
    }
  folders = list_folders (file, &folder);
  self->folder = g_strdup (folder);
  read_around (self, folders, &around, cancellable);
  /* Once more, over what stands around it. */
  read_into (self, file, &around, cancellable, NULL);
  isp_keyboard_inherit (own);
  if (own->mcu == NULL)
    ambiguous |= around;
  if (!ambiguous)
    complete (self, known);
  isp_keyboard_inherit (self);
  fill (&self->name, self->folder == NULL ? base : NULL);
  if (!says && folder == NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("%s describes no keyboard"), base);
  else if (ambiguous)
    g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                 _ ("%s names several chips or bootloaders; choose the keyboard in the list"),
                 base);
  else if (self->mcu == NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                 _ ("%s does not say which chip its keyboard has; choose the keyboard in the list"),
                 base);
  else
    return g_steal_pointer (&self);
  return NULL;
}
