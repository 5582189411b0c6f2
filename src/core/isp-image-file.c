/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "isp-file.h"
#include "isp-formats-private.h"
#include "isp-printable.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* An ELF with all its debugging information stays below this. */
#define MAX_FILE (64u * 1024 * 1024)

/* Raw binary claims everything, so it is the last. */
static const IspFormat *const formats[] = {
  &isp_format_ihex,
  &isp_format_srec,
  &isp_format_elf,
  &isp_format_bin,
};

const IspFormat *
isp_format_get (guint i)
{
  return i < G_N_ELEMENTS (formats) ? formats[i] : NULL;
}

const IspFormat *
isp_format_by_id (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i]->id, id) == 0)
      return formats[i];
  return NULL;
}

static const IspFormat *
format_by_name (const char *name)
{
  const char *dot = name ? strrchr (name, '.') : NULL;

  for (guint i = 0; dot && i < G_N_ELEMENTS (formats); i++)
    {
      g_auto (GStrv) suffixes = g_strsplit (formats[i]->suffixes, " ", -1);
      g_autofree char *suffix = g_ascii_strdown (dot + 1, -1);

      if (g_strv_contains ((const char *const *) suffixes, suffix))
        return formats[i];
    }
  return &isp_format_ihex;
}

IspImageFile *
isp_image_file_new (const char *title)
{
  IspImageFile *self = g_new0 (IspImageFile, 1);

  g_atomic_ref_count_init (&self->refs);
  self->title = g_strdup (title);
  self->flash = isp_image_new ();
  self->eeprom = isp_image_new ();
  return self;
}

IspImageFile *
isp_image_file_copy (const IspImageFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  IspImageFile *copy = g_memdup2 (self, sizeof *self);
  g_atomic_ref_count_init (&copy->refs);
  copy->title = g_strdup (self->title);
  copy->bytes = self->bytes != NULL ? g_bytes_ref (self->bytes) : NULL;
  copy->flash = isp_image_ref (self->flash);
  copy->eeprom = isp_image_ref (self->eeprom);
  return copy;
}

IspImageFile *
isp_image_file_ref (const IspImageFile *self)
{
  IspImageFile *own = (IspImageFile *) self;

  g_return_val_if_fail (self != NULL, NULL);

  isp_image_seal (self->flash);
  isp_image_seal (self->eeprom);
  g_atomic_ref_count_inc (&own->refs);
  return own;
}

void
isp_image_file_unref (const IspImageFile *self)
{
  IspImageFile *own = (IspImageFile *) self;

  if (!self || !g_atomic_ref_count_dec (&own->refs))
    return;
  g_free (own->title);
  g_clear_pointer (&own->bytes, g_bytes_unref);
  isp_image_unref (own->flash);
  isp_image_unref (own->eeprom);
  g_free (own);
}

void
isp_image_file_take_flash (IspImageFile *self, IspImage *flash)
{
  g_return_if_fail (self != NULL && flash != NULL);

  isp_image_unref (self->flash);
  self->flash = flash;
}

gboolean
isp_image_file_is_for_eeprom (const IspImageFile *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  name = g_ascii_strdown (self->title != NULL ? self->title : "", -1);
  return g_str_has_suffix (name, ".eep") || g_str_has_suffix (name, ".eeprom") ||
         (isp_image_is_empty (self->flash) && !isp_image_is_empty (self->eeprom));
}

IspImage *
isp_image_file_get_eeprom (const IspImageFile *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return isp_image_is_empty (self->eeprom) ? self->flash : self->eeprom;
}

/* ── reading and writing ── */

/* Fails with cause, or in its words. A file that contradicts itself is a bad file; if it also runs
 * past the end of flash, saying so helps more. Always FALSE. */
static gboolean
refuse (const IspImageFile *self, guint32 flash_size, const GError *cause, GError **error)
{
  guint32 start = isp_image_get_start (self->flash), end = isp_image_get_end (self->flash);

  if (!g_error_matches (cause, ISP_ERROR, ISP_ERROR_OVERLAP))
    g_propagate_error (error, g_error_copy (cause));
  else if (flash_size != 0 && end > flash_size && end <= ISP_SECTION_RAM)
    g_set_error (error, ISP_ERROR, ISP_ERROR_DOES_NOT_FIT,
                 _ ("The file runs from 0x%04X to 0x%04X, past the end of flash (0x%04X)"), start,
                 end, flash_size);
  else
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_DAMAGED_FILE, cause->message);
  return FALSE;
}

static const IspFormat *
sniff (GBytes *bytes, gboolean is_text)
{
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (formats[i]->is_text == is_text && formats[i]->sniff (data, len))
      return formats[i];
  return NULL;
}

/* Text formats are recognized in decoded text, whatever encoding an editor saved it in; all others
 * in the bytes themselves. */
static gboolean
read_format (IspImageFile *self, GBytes *bytes, GError **error)
{
  g_autoptr (GBytes) text = isp_text_decode (bytes);
  const IspFormat *format = sniff (text, TRUE);
  GBytes *source = format != NULL ? text : bytes;
  const char *other = NULL;
  const guint8 *data;
  gsize len;

  data = g_bytes_get_data (text, &len);
  if (format == NULL)
    other = isp_not_images_find (data, len);
  if (other != NULL)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE, other);
      return FALSE;
    }
  if (format == NULL)
    format = sniff (bytes, FALSE);
  self->format = format->id;
  data = g_bytes_get_data (source, &len);
  return format->read (data, len, self, error);
}

static gboolean
parse (IspImageFile *self, GBytes *bytes, guint32 flash_size, GError **error)
{
  g_autoptr (GError) cause = NULL;

  if (g_bytes_get_size (bytes) == 0)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("The file is empty"));
      return FALSE;
    }
  if (!read_format (self, bytes, &cause))
    return refuse (self, flash_size, cause, error);
  if (!isp_sections_sort (self, error))
    return FALSE;
  if (isp_image_is_empty (self->flash) && isp_image_is_empty (self->eeprom) && self->n_fuses == 0 &&
      !self->has_lock)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("The file holds no data"));
      return FALSE;
    }
  return TRUE;
}

static IspImageFile *
parse_bytes (GBytes *bytes, const char *title, guint32 flash_size, GError **error)
{
  g_autoptr (IspImageFile) self = isp_image_file_new (title);

  if (!parse (self, bytes, flash_size, error))
    return NULL;
  self->bytes = g_bytes_ref (bytes);
  isp_image_seal (self->flash);
  isp_image_seal (self->eeprom);
  return g_steal_pointer (&self);
}

IspImageFile *
isp_image_file_parse (GBytes *bytes, const char *title, GError **error)
{
  g_return_val_if_fail (bytes != NULL, NULL);

  return parse_bytes (bytes, title, 0, error);
}

static char *
display_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return isp_text_make_line (base ? base : "?", ISP_NAME_CHARS);
}

IspImageFile *
isp_image_file_load (GFile *file, GCancellable *cancellable, GError **error)
{
  return isp_image_file_load_for (file, 0, cancellable, error);
}

IspImageFile *
isp_image_file_load_for (GFile *file, guint32 flash_size, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), NULL);

  g_autofree char *name = display_name (file);
  g_autoptr (GBytes) bytes = isp_file_read (file, MAX_FILE, cancellable, error);
  IspImageFile *self = bytes ? parse_bytes (bytes, name, flash_size, error) : NULL;
  if (!self && error && *error && (*error)->domain == ISP_ERROR)
    g_prefix_error (error, "%s: ", name);
  return self;
}

static gboolean
replace_contents (GFile *file, GBytes *bytes, GError **error)
{
  const char *path = g_file_peek_path (file);
  gsize len;
  const char *data = g_bytes_get_data (bytes, &len);

  if (path)
    return g_file_set_contents_full (path, len ? data : "", len,
                                     G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                     0666, error);
  return g_file_replace_contents (file, data, len, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL,
                                  error);
}

static gboolean
check_writable (const IspFormat *format, const char *name, GError **error)
{
  if (!format->write)
    g_set_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED,
                 _ ("%s: %s files can be read, not written; choose a name that ends in .hex"), name,
                 format->name);
  return format->write != NULL;
}

gboolean
isp_image_check_target (GFile *file, GError **error)
{
  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  g_autofree char *name = display_name (file);
  const char *path = g_file_peek_path (file);
  g_autofree char *folder = path ? g_path_get_dirname (path) : NULL;

  if (!check_writable (format_by_name (name), name, error))
    return FALSE;
  if (!path)
    return TRUE;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, _ ("%s is a folder, not a file"),
                 name);
  else if (!isp_file_may_replace (file, error))
    g_prefix_error (error, "%s: ", name);
  else if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _ ("%s: there is no such folder"),
                 folder);
  else if (access (folder, W_OK) != 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                 _ ("%s: nothing can be written there"), folder);
  else
    return TRUE;
  return FALSE;
}

gboolean
isp_image_save (const IspImage *image, GFile *file, const char *format_id, GError **error)
{
  g_return_val_if_fail (image != NULL, FALSE);
  g_return_val_if_fail (G_IS_FILE (file), FALSE);

  g_autofree char *name = display_name (file);
  const IspFormat *format = format_id ? isp_format_by_id (format_id) : format_by_name (name);
  g_return_val_if_fail (format != NULL, FALSE);
  if (!check_writable (format, name, error))
    return FALSE;
  g_autoptr (GBytes) bytes = format->write (image, error);
  if (!bytes || !isp_file_may_replace (file, error))
    return FALSE;
  return replace_contents (file, bytes, error);
}
