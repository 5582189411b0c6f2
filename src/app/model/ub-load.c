/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-load.h"

#include "core/isp-error.h"
#include "core/isp-file.h"
#include "store/keyboards/isp-keyboard-file.h"
#include "store/presets/isp-image-cache.h"

#include <glib/gi18n.h>

void
ub_loaded_free (UbLoaded *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->image, isp_image_file_unref);
  g_clear_pointer (&self->keyboard, isp_keyboard_unref);
  g_free (self->notice);
  g_free (self);
}

/* ── a file ── */

typedef struct
{
  IspPresets *presets;
  UbLoadKind kind;
  const IspPreset *preset;
  const IspPart *part;
  GFile *file;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  isp_presets_unref (load->presets);
  g_object_unref (load->file);
  g_free (load);
}

/* Takes image and notice. */
static UbLoaded *
loaded_new (UbLoadKind kind, const IspPreset *preset, IspImageFile *image, char *notice)
{
  UbLoaded *loaded = g_new (UbLoaded, 1);

  *loaded = (UbLoaded){ kind, preset, image, NULL, notice };
  return loaded;
}

/* Where the largest boot section of the part begins; without a part, of the smallest part there
 * is. */
static guint32
first_boot_address (const IspPart *part)
{
  guint32 largest = 0;

  for (guint i = 0; part != NULL && i < G_N_ELEMENTS (part->boot_bytes); i++)
    largest = MAX (largest, part->boot_bytes[i]);
  return part != NULL ? part->flash.size - largest : 0x1000;
}

/* Takes notice. */
static UbLoaded *
take_preset (const Load *load, const IspPreset *preset, const IspImageFile *file, char *notice,
             GError **error)
{
  IspImageFile *image = isp_image_cache_check_and_keep (load->presets, preset, file, error);

  if (image != NULL)
    return loaded_new (UB_LOAD_PRESET, preset, image, notice);
  g_free (notice);
  return NULL;
}

/* A known bootloader chooses its preset, other bytes in the boot section are the person's own
 * bootloader, what is not for the EEPROM is firmware. */
static UbLoaded *
recognise (const Load *load, IspImageFile *file, GError **error)
{
  g_autofree char *sha256 = isp_image_get_sha256 (file->flash);
  const IspPreset *preset = isp_presets_by_image (load->presets, sha256);
  const guint32 boot = first_boot_address (load->part);

  if (isp_image_file_is_for_eeprom (file))
    return loaded_new (UB_LOAD_EEPROM, NULL, isp_image_file_ref (file),
                       g_strdup_printf (_ ("Using %s as the EEPROM’s contents"), file->title));
  if (preset != NULL && preset->helper)
    {
      g_set_error (
          error, ISP_ERROR, ISP_ERROR_BAD_FILE,
          _ ("%s is for a programmer’s board: “Make a Programmer” in the menu installs it"),
          file->title);
      return NULL;
    }
  if (preset != NULL)
    {
      g_autofree char *name = isp_preset_get_title (preset);

      return take_preset (load, preset, file, g_strdup_printf (_ ("Recognized as %s"), name),
                          error);
    }
  if (isp_image_get_end (file->flash) > boot && isp_image_get_start (file->flash) >= boot)
    return loaded_new (UB_LOAD_OWN, NULL, isp_image_file_ref (file),
                       g_strdup_printf (_ ("Using %s as the bootloader"), file->title));
  return loaded_new (UB_LOAD_FIRMWARE, NULL, isp_image_file_ref (file),
                     g_strdup_printf (_ ("Using %s as the keyboard’s firmware"), file->title));
}

static UbLoaded *
load_image (const Load *load, GCancellable *cancellable, GError **error)
{
  g_autoptr (IspImageFile) file = isp_image_file_load (load->file, cancellable, error);

  if (file == NULL)
    return NULL;
  if (load->kind == UB_LOAD_ANY)
    return recognise (load, file, error);
  if (load->kind != UB_LOAD_EEPROM && isp_image_file_is_for_eeprom (file))
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                   load->kind == UB_LOAD_FLASH
                       ? _ ("%s is for the EEPROM: compare the EEPROM with it")
                       : _ ("%s is for the EEPROM: choose it under “EEPROM” on the first page"),
                   file->title);
      return NULL;
    }
  if (load->kind == UB_LOAD_PRESET)
    return take_preset (load, load->preset, file, NULL, error);
  return loaded_new (load->kind, NULL, isp_image_file_ref (file), NULL);
}

/* What the file does not say is taken from the table. */
static UbLoaded *
load_keyboard (const Load *load, GCancellable *cancellable, GError **error)
{
  g_autoptr (IspKeyboards) known = isp_keyboards_load (NULL);
  IspKeyboard *keyboard = isp_keyboard_file_load (load->file, known, cancellable, error);
  UbLoaded *loaded;

  if (keyboard == NULL)
    return NULL;
  loaded = loaded_new (UB_LOAD_KEYBOARD, NULL, NULL, NULL);
  loaded->keyboard = keyboard;
  if (load->kind == UB_LOAD_ANY)
    loaded->notice = g_strdup_printf (_ ("Recognized as %s"), isp_keyboard_get_title (keyboard));
  return loaded;
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Load *load = data;
  GError *error = NULL;
  UbLoaded *loaded;

  if (load->kind == UB_LOAD_KEYBOARD ||
      (load->kind == UB_LOAD_ANY && isp_keyboard_file_has_name (load->file)))
    loaded = load_keyboard (load, cancellable, &error);
  else
    loaded = load_image (load, cancellable, &error);
  if (loaded != NULL)
    g_task_return_pointer (task, loaded, (GDestroyNotify) ub_loaded_free);
  else
    {
      g_autofree char *name = g_file_get_basename (load->file);

      g_task_return_error (task, isp_file_explain (error, name != NULL ? name : "?"));
    }
}

void
ub_load_async (IspPresets *presets, UbLoadKind kind, const IspPreset *preset, const IspPart *part,
               GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;
  Load *load;

  g_return_if_fail (presets != NULL && G_IS_FILE (file));
  g_return_if_fail (kind != UB_LOAD_PRESET || preset != NULL);
  load = g_new (Load, 1);
  *load = (Load){ isp_presets_ref (presets), kind, preset, part, g_object_ref (file) };
  task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, ub_load_async);
  g_task_set_task_data (task, load, load_free);
  g_task_run_in_thread (task, load_thread);
}

UbLoaded *
ub_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ub_load_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ── the cache ── */

static void
cached_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, isp_image_cache_load (data, NULL),
                         (GDestroyNotify) isp_image_file_unref);
}

void
ub_load_cached_async (const IspPreset *preset, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (preset != NULL);
  task = g_task_new (NULL, cancellable, callback, data);
  g_task_set_source_tag (task, ub_load_cached_async);
  g_task_set_task_data (task, (gpointer) preset, NULL);
  g_task_run_in_thread (task, cached_thread);
}

IspImageFile *
ub_load_cached_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ub_load_cached_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
cached_ids_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GPtrArray *list = isp_presets_get_list (data);
  GHashTable *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < list->len; i++)
    {
      const IspPreset *preset = list->pdata[i];

      if (isp_image_cache_has (preset))
        g_hash_table_add (ids, g_strdup (preset->id));
    }
  g_task_return_pointer (task, ids, (GDestroyNotify) g_hash_table_unref);
}

void
ub_load_cached_ids_async (IspPresets *presets, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (presets != NULL);
  task = g_task_new (NULL, NULL, callback, data);
  g_task_set_source_tag (task, ub_load_cached_ids_async);
  g_task_set_task_data (task, isp_presets_ref (presets), (GDestroyNotify) isp_presets_unref);
  g_task_run_in_thread (task, cached_ids_thread);
}

GHashTable *
ub_load_cached_ids_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ub_load_cached_ids_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* ── the presets ── */

static void
presets_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  IspPresets *presets = isp_presets_load (data, &error);

  if (presets != NULL)
    g_task_return_pointer (task, presets, (GDestroyNotify) isp_presets_unref);
  else
    g_task_return_error (task, error);
}

void
ub_load_presets_async (GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_task_set_source_tag (task, ub_load_presets_async);
  g_task_set_task_data (task, g_ptr_array_new_with_free_func (g_free),
                        (GDestroyNotify) g_ptr_array_unref);
  g_task_run_in_thread (task, presets_thread);
}

IspPresets *
ub_load_presets_finish (GAsyncResult *result, GPtrArray **problems, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ub_load_presets_async), NULL);
  *problems = g_ptr_array_ref (g_task_get_task_data (G_TASK (result)));
  return g_task_propagate_pointer (G_TASK (result), error);
}
