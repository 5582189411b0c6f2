/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "isp-formats.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* An ELF with all its debugging information stays below this. */
#define MAX_FILE (64u * 1024 * 1024)
/* Where avr-gcc puts RAM; everything below is flash. */
#define RAM_START 0x800000u

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

/* ── sections ── */

/* Copies the bytes of a small section, which must lie at its start without gaps; -1: they do
 * not. */
static int
take_small (const IspImage *all, guint32 base, guint8 *out, guint max)
{
  g_autoptr (IspImage) section = isp_image_slice (all, base, base + ISP_SECTION_SIZE);
  gsize n = isp_image_get_size (section);

  if (n == 0)
    return 0;
  if (n > max || isp_image_get_start (section) != base || isp_image_get_end (section) != base + n)
    return -1;
  isp_image_read (section, base, out, n, 0xFF);
  return n;
}

/* avr-libc stores the signature last byte first; the first byte is 1E on every AVR. */
static void
turn_signature (guint8 signature[3])
{
  if (signature[0] != 0x1E && signature[2] == 0x1E)
    {
      signature[2] = signature[0];
      signature[0] = 0x1E;
    }
}

static void
take_eeprom (const IspImage *all, IspImage *eeprom)
{
  g_autoptr (IspImage) section =
      isp_image_slice (all, ISP_SECTION_EEPROM, ISP_SECTION_EEPROM + ISP_SECTION_SIZE);

  for (guint i = 0; i < isp_image_get_n_ranges (section); i++)
    {
      IspRange range = isp_image_get_range (section, i);
      gsize len = range.end - range.start;
      g_autofree guint8 *data = g_malloc (len);

      isp_image_read (section, range.start, data, len, 0xFF);
      isp_image_put (eeprom, range.start - ISP_SECTION_EEPROM, data, len);
    }
}

static gboolean
sort_sections (IspImageFile *self, GError **error)
{
  IspImage *all = self->flash;
  g_autoptr (IspImage) nowhere = isp_image_slice (all, RAM_START, ISP_SECTION_EEPROM);
  int n_fuses, n_lock, n_signature;

  if (isp_image_get_end (all) <= RAM_START)
    return TRUE;
  if (!isp_image_is_empty (nowhere))
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                   _ ("address 0x%06X is in RAM, which no file can fill"),
                   isp_image_get_start (nowhere));
      return FALSE;
    }
  n_fuses = take_small (all, ISP_SECTION_FUSE, self->fuse, sizeof self->fuse);
  n_lock = take_small (all, ISP_SECTION_LOCK, &self->lock, 1);
  n_signature = take_small (all, ISP_SECTION_SIGNATURE, self->signature, sizeof self->signature);
  if (n_fuses < 0 || n_lock < 0 || (n_signature != 0 && n_signature != 3))
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                   _ ("the section at 0x%06X has another size than %s has"),
                   n_fuses < 0  ? ISP_SECTION_FUSE
                   : n_lock < 0 ? ISP_SECTION_LOCK
                                : ISP_SECTION_SIGNATURE,
                   n_fuses < 0  ? _ ("a set of fuses")
                   : n_lock < 0 ? _ ("a lock byte")
                                : _ ("a signature"));
      return FALSE;
    }
  self->n_fuses = n_fuses;
  self->has_lock = n_lock == 1;
  self->has_signature = n_signature == 3;
  turn_signature (self->signature);
  take_eeprom (all, self->eeprom);
  isp_image_file_take_flash (self, isp_image_slice (all, 0, RAM_START));
  return TRUE;
}

/* ── reading and writing ── */

/* A file that contradicts itself is a bad file; where it also goes past the end of flash, that is
 * what helps. Always FALSE. */
static gboolean
refuse (const IspImageFile *self, guint32 flash_size, GError *cause, GError **error)
{
  guint32 start = isp_image_get_start (self->flash), end = isp_image_get_end (self->flash);

  if (g_error_matches (cause, ISP_ERROR, ISP_ERROR_OVERLAP))
    {
      cause->code = ISP_ERROR_BAD_FILE;
      if (flash_size != 0 && end > flash_size && end <= RAM_START)
        {
          g_clear_error (&cause);
          cause = g_error_new (ISP_ERROR, ISP_ERROR_DOES_NOT_FIT,
                               _ ("the file runs from 0x%04X to 0x%04X, past the end of flash "
                                  "(0x%04X)"),
                               start, end, flash_size);
        }
    }
  g_propagate_error (error, cause);
  return FALSE;
}

static gboolean
parse (IspImageFile *self, const guint8 *data, gsize len, guint32 flash_size, GError **error)
{
  const IspFormat *format = NULL;
  GError *cause = NULL;

  if (len == 0)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("the file is empty"));
      return FALSE;
    }
  for (guint i = 0; !format; i++)
    if (formats[i]->sniff (data, len))
      format = formats[i];
  self->format = format->id;
  if (!format->read (data, len, self, &cause))
    return refuse (self, flash_size, cause, error);
  if (!sort_sections (self, error))
    return FALSE;
  if (isp_image_is_empty (self->flash) && isp_image_is_empty (self->eeprom) && self->n_fuses == 0 &&
      !self->has_lock)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("the file holds no data"));
      return FALSE;
    }
  return TRUE;
}

static IspImageFile *
parse_bytes (GBytes *bytes, const char *title, guint32 flash_size, GError **error)
{
  g_autoptr (IspImageFile) self = isp_image_file_new (title);
  gsize len;
  const guint8 *data = g_bytes_get_data (bytes, &len);

  if (!parse (self, data, len, flash_size, error))
    return NULL;
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

/* At most MAX_FILE bytes, whatever the file says of its size. */
static GBytes *
read_all (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) in = g_file_read (file, cancellable, error);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (65536);
  gsize n;

  if (!in)
    return NULL;
  do
    {
      if (!g_input_stream_read_all (G_INPUT_STREAM (in), chunk, 65536, &n, cancellable, error))
        return NULL;
      g_byte_array_append (bytes, chunk, n);
    }
  while (n == 65536 && bytes->len <= MAX_FILE);
  if (bytes->len > MAX_FILE)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                           _ ("the file is too big to be an image for an AVR"));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static char *
display_name (GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);

  return g_filename_display_name (base ? base : "?");
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
  g_autoptr (GBytes) bytes = read_all (file, cancellable, error);
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
  return bytes && replace_contents (file, bytes, error);
}
