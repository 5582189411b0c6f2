/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-presets.h"

#include "config.h"
#include "core/isp-error.h"
#include "core/isp-file.h"
#include "isp-preset-parse-private.h"
#include "store/isp-paths.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FILE (1024u * 1024)

struct _IspPresets
{
  GPtrArray *all;      /* IspPreset *, owned, list order */
  GPtrArray *list;     /* the same without helpers, borrowed */
  GPtrArray *helpers;  /* the others */
  GPtrArray *families; /* IspPresetFamily *, owned, list order */
};

gboolean
isp_presets_parse (const char *data, gsize len, gboolean user, GPtrArray *out, GError **error)
{
  g_return_val_if_fail ((data != NULL || len == 0) && out != NULL, FALSE);

  return isp_preset_parse (data, len, user, out, NULL, error);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The *.preset files of a folder by name, full paths; NULL when the folder cannot be read. */
static GPtrArray *
list_files (const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return NULL;

  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".preset"))
      g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (files, compare_names);
  return files;
}

static const IspPresetFamily *
find_family (const IspPresets *self, const char *id)
{
  for (guint i = 0; i < self->families->len; i++)
    {
      const IspPresetFamily *family = self->families->pdata[i];

      if (strcmp (family->id, id) == 0)
        return family;
    }
  return NULL;
}

static void G_GNUC_PRINTF (2, 3) note_problem (GPtrArray *problems, const char *format, ...)
{
  va_list args;

  if (problems == NULL)
    return;
  va_start (args, format);
  g_ptr_array_add (problems, g_strdup_vprintf (format, args));
  va_end (args);
}

/* Moves what a file brought into self. A preset id that is taken already is an error in a shipped
 * file, and a problem in a user's. */
static gboolean
take (IspPresets *self, const char *path, GPtrArray *presets, GPtrArray *families,
      GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) own_presets G_GNUC_UNUSED = presets;
  g_autoptr (GPtrArray) own_families G_GNUC_UNUSED = families;

  while (families->len > 0)
    {
      IspPresetFamily *family = g_ptr_array_steal_index (families, 0);

      if (find_family (self, family->id) == NULL)
        g_ptr_array_add (self->families, family);
      else
        isp_preset_family_free (family);
    }
  while (presets->len > 0)
    {
      g_autoptr (IspPreset) preset = g_ptr_array_steal_index (presets, 0);

      if (isp_presets_by_id (self, preset->id) == NULL)
        g_ptr_array_add (self->all, g_steal_pointer (&preset));
      else if (preset->user)
        note_problem (problems, _ ("%s: there is already a preset “%s”; give yours another id"),
                      path, preset->id);
      else
        {
          g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("%s: there are two presets “%s”"),
                       path, preset->id);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
load_file (IspPresets *self, const char *path, gboolean user, GPtrArray *problems, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) bytes = isp_file_read (file, MAX_FILE, NULL, error);
  const char *data;
  gsize len;

  if (bytes == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }
  data = g_bytes_get_data (bytes, &len);

  GPtrArray *presets = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_preset_unref);
  GPtrArray *families = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_preset_family_free);

  if (!isp_preset_parse (data, len, user, presets, families, error))
    {
      g_prefix_error (error, "%s: ", path);
      g_ptr_array_unref (presets);
      g_ptr_array_unref (families);
      return FALSE;
    }
  return take (self, path, presets, families, problems, error);
}

static gboolean
load_shipped (IspPresets *self, GError **error)
{
  g_autofree char *folder = isp_paths_get_shipped ("presets");
  g_autoptr (GPtrArray) files = list_files (folder, error);

  if (files == NULL)
    return FALSE;
  if (files->len == 0)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("No presets in %s"), folder);
      return FALSE;
    }
  for (guint i = 0; i < files->len; i++)
    if (!load_file (self, files->pdata[i], FALSE, NULL, error))
      return FALSE;
  return TRUE;
}

static void
load_user (IspPresets *self, GPtrArray *problems)
{
  g_autofree char *folder = isp_paths_get_user_presets ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) files = list_files (folder, &error);

  if (files == NULL && !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    note_problem (problems, "%s", error->message);
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      g_autoptr (GError) broken = NULL;

      if (!load_file (self, files->pdata[i], TRUE, problems, &broken))
        note_problem (problems, "%s", broken->message);
    }
}

static int
compare_families (gconstpointer a, gconstpointer b)
{
  const IspPresetFamily *x = *(IspPresetFamily *const *) a, *y = *(IspPresetFamily *const *) b;

  if (x->order != y->order)
    return x->order < y->order ? -1 : 1;
  return strcmp (x->id, y->id);
}

static int
compare_presets (gconstpointer a, gconstpointer b, gpointer data)
{
  const IspPreset *x = *(IspPreset *const *) a, *y = *(IspPreset *const *) b;
  const IspPresetFamily *f = find_family (data, x->family), *g = find_family (data, y->family);

  if (f != g)
    return compare_families (&f, &g);
  if (x->user != y->user)
    return x->user ? 1 : -1;
  if (x->order != y->order)
    return x->order < y->order ? -1 : 1;
  return strcmp (x->id, y->id);
}

IspPresets *
isp_presets_load (GPtrArray *problems, GError **error)
{
  g_autoptr (IspPresets) self = g_atomic_rc_box_new0 (IspPresets);

  self->all = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_preset_unref);
  self->list = g_ptr_array_new ();
  self->helpers = g_ptr_array_new ();
  self->families = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_preset_family_free);
  if (!load_shipped (self, error))
    return NULL;
  load_user (self, problems);
  g_ptr_array_sort (self->families, compare_families);
  g_ptr_array_sort_with_data (self->all, compare_presets, self);
  for (guint i = 0; i < self->all->len; i++)
    {
      IspPreset *preset = self->all->pdata[i];
      const IspPresetFamily *family = find_family (self, preset->family);

      preset->family_name = g_strdup (family->name);
      if (preset->gesture == NULL)
        preset->gesture = g_strdup (family->gesture);
      g_ptr_array_add (preset->helper ? self->helpers : self->list, preset);
    }
  return g_steal_pointer (&self);
}

IspPresets *
isp_presets_ref (IspPresets *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  IspPresets *self = data;

  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_pointer (&self->helpers, g_ptr_array_unref);
  g_clear_pointer (&self->all, g_ptr_array_unref);
  g_clear_pointer (&self->families, g_ptr_array_unref);
}

void
isp_presets_unref (IspPresets *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, clear);
}

GPtrArray *
isp_presets_get_list (IspPresets *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->list;
}

GPtrArray *
isp_presets_get_helpers (IspPresets *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->helpers;
}

GPtrArray *
isp_presets_get_families (IspPresets *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->families;
}

const IspPreset *
isp_presets_by_id (IspPresets *self, const char *id)
{
  g_return_val_if_fail (self != NULL && id != NULL, NULL);

  for (guint i = 0; i < self->all->len; i++)
    {
      const IspPreset *preset = self->all->pdata[i];

      if (strcmp (preset->id, id) == 0)
        return preset;
    }
  return NULL;
}

const IspPreset *
isp_presets_by_image (IspPresets *self, const char *sha256)
{
  const IspPreset *boot = NULL;

  g_return_val_if_fail (self != NULL && sha256 != NULL, NULL);

  for (guint i = 0; i < self->all->len; i++)
    {
      const IspPreset *preset = self->all->pdata[i];

      if (g_strcmp0 (preset->image_sha256, sha256) == 0)
        return preset;
      if (boot == NULL && g_strcmp0 (preset->boot_sha256, sha256) == 0)
        boot = preset;
    }
  return boot;
}
