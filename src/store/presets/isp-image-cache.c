/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images in the cache and on the user's disk: told by their data. */
#include "isp-image-cache.h"

#include "core/isp-error.h"
#include "core/isp-file.h"
#include "parts/isp-parts.h"
#include "store/isp-paths.h"

#include "config.h"
#include <glib/gi18n-lib.h>

#define MAX_FILE (16u * 1024 * 1024) /* as FileSize of a preset */

/* ── checking content ── */

static char *
cache_path (const IspPreset *preset)
{
  const char *sha = preset->file_sha256 != NULL ? preset->file_sha256 : preset->image_sha256;
  g_autofree char *folder = NULL, *name = NULL;

  if (sha == NULL)
    return NULL;
  folder = isp_paths_get_images ();
  name = g_strconcat (sha, ".hex", NULL);
  return g_build_filename (folder, name, NULL);
}

gboolean
isp_image_cache_is_file (const IspPreset *preset, GBytes *bytes)
{
  g_autofree char *found = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  return preset->file_sha256 != NULL && g_ascii_strcasecmp (found, preset->file_sha256) == 0;
}

gboolean
isp_image_cache_is_image (const IspPreset *preset, const IspImage *flash)
{
  guint32 end = isp_image_get_end (flash);
  g_autofree char *found = NULL;

  if (preset->image_sha256 == NULL || isp_image_is_empty (flash))
    return FALSE;
  if (!isp_image_is_blank (flash, 0, preset->image_start))
    return FALSE;
  if (end > preset->image_end &&
      !isp_image_is_blank (flash, preset->image_end, end - preset->image_end))
    return FALSE;
  found = isp_image_get_range_sha256 (flash, preset->image_start, preset->image_end);
  return g_ascii_strcasecmp (found, preset->image_sha256) == 0;
}

/* The preset's image, without anything else that the file carried: padding, EEPROM, fuses. */
static IspImageFile *
plain_copy (const IspPreset *preset, const IspImageFile *file)
{
  g_autofree char *title = isp_preset_get_title (preset);
  IspImageFile *plain = isp_image_file_new (title);
  gboolean is_padded = isp_image_get_start (file->flash) < preset->image_start ||
                       isp_image_get_end (file->flash) > preset->image_end;

  plain->format = file->format;
  isp_image_file_take_flash (
      plain, is_padded ? isp_image_slice (file->flash, preset->image_start, preset->image_end)
                       : isp_image_ref (file->flash));
  return plain;
}

static gboolean
has_extras (const IspImageFile *file)
{
  return !isp_image_is_empty (file->eeprom) || file->n_fuses > 0 || file->has_lock;
}

/* Losing a cache entry costs a download, so a full disk does not stop anybody. */
void
isp_image_cache_keep (const IspPreset *preset, GBytes *bytes)
{
  g_autofree char *path = cache_path (preset);
  g_autoptr (GError) error = NULL;

  if (path != NULL && !isp_paths_write (path, bytes, &error))
    g_info ("The image was not kept: %s", error->message);
}

/* ── the cache ── */

gboolean
isp_image_cache_has (const IspPreset *preset)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (preset != NULL, FALSE);
  path = cache_path (preset);
  return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/* NULL: the bytes are not the preset's. A file that was put there from disk has another file hash;
 * its data is what counts. */
static IspImageFile *
parse_cached (const IspPreset *preset, GBytes *bytes)
{
  g_autofree char *title = isp_preset_get_title (preset);
  g_autoptr (IspImageFile) file = isp_image_file_parse (bytes, title, NULL);

  if (file == NULL)
    return NULL;
  if (preset->image_sha256 != NULL && !isp_image_cache_is_image (preset, file->flash))
    return NULL;
  if (!isp_image_cache_is_file (preset, bytes) &&
      (preset->image_sha256 == NULL || has_extras (file)))
    return NULL;
  return g_steal_pointer (&file);
}

IspImageFile *
isp_image_cache_load (const IspPreset *preset, GError **error)
{
  g_autofree char *path = NULL, *title = NULL;
  g_autoptr (GFile) disk = NULL;
  g_autoptr (GBytes) bytes = NULL;
  IspImageFile *file;

  g_return_val_if_fail (preset != NULL, NULL);
  path = cache_path (preset);
  title = isp_preset_get_title (preset);
  if (path == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("There is no known image for “%s”"),
                   title);
      return NULL;
    }
  disk = g_file_new_for_path (path);
  bytes = isp_file_read (disk, MAX_FILE, NULL, error);
  if (bytes == NULL)
    return NULL;
  file = parse_cached (preset, bytes);
  if (file == NULL)
    {
      g_file_delete (disk, NULL, NULL);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   _ ("The stored image of “%s” was damaged, so it was removed"), title);
    }
  return file;
}

/* ── the user's own file ── */

const IspPreset *
isp_image_cache_find_preset (IspPresets *presets, const IspImage *flash)
{
  GPtrArray *list = presets != NULL ? isp_presets_get_list (presets) : NULL;

  g_return_val_if_fail (flash != NULL, NULL);
  for (guint i = 0; list != NULL && i < list->len; i++)
    if (isp_image_cache_is_image (g_ptr_array_index (list, i), flash))
      return g_ptr_array_index (list, i);
  return NULL;
}

/* "Atmel DFU (ATmega16U4)": the title alone is the same for many chips. */
static char *
get_full_title (const IspPreset *preset)
{
  g_autofree char *title = isp_preset_get_title (preset);
  const char *id = preset->parts != NULL ? preset->parts[0] : NULL;
  const IspPart *part = id != NULL ? isp_parts_by_name (id) : NULL;

  return part != NULL ? g_strdup_printf ("%s (%s)", title, part->name) : g_steal_pointer (&title);
}

/* Into the cache as it is where it is upstream's very file, else as its data alone. */
static void
keep_own_file (const IspPreset *preset, const IspImageFile *plain, GBytes *bytes)
{
  g_autoptr (GBytes) written = NULL;

  if (bytes == NULL || !isp_image_cache_is_file (preset, bytes))
    {
      written = isp_format_by_id ("ihex")->write (plain->flash, NULL);
      bytes = written;
    }
  if (bytes != NULL)
    isp_image_cache_keep (preset, bytes);
}

IspImageFile *
isp_image_cache_check_and_keep (IspPresets *presets, const IspPreset *preset,
                                const IspImageFile *file, GError **error)
{
  g_autofree char *title = NULL, *other_title = NULL;
  const IspPreset *other;

  g_return_val_if_fail (preset != NULL && file != NULL, NULL);
  if (isp_image_cache_is_image (preset, file->flash))
    {
      IspImageFile *plain = plain_copy (preset, file);

      keep_own_file (preset, plain, file->bytes);
      return plain;
    }
  other = isp_image_cache_find_preset (presets, file->flash);
  /* A build of the user's own is fine where no image is known, but not somebody else's loader. */
  if (preset->image_sha256 == NULL &&
      (other == NULL || g_strcmp0 (other->family, preset->family) == 0))
    return isp_image_file_ref (file);
  title = get_full_title (preset);
  other_title = other != NULL ? get_full_title (other) : NULL;
  if (other != NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("“%s” holds “%s”, not “%s”"), file->title,
                 other_title, title);
  else
    g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("“%s” does not hold “%s”"), file->title,
                 title);
  return NULL;
}
