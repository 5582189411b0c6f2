/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which memory an address in a file means: the sections of avr-gcc, and places that no AVR has. */
#include "config.h"

#include "isp-formats-private.h"

#include <glib/gi18n-lib.h>

/* Addresses of other chips, and of a section of avr-gcc that ISP cannot write. */
static const struct
{
  guint32 start, end;
  const char *what;
} strange_places[] = {
  { ISP_SECTION_SIGNATURE + ISP_SECTION_SIZE, 0x860000,
    N_ ("Address %s is in the user signature row, which cannot be written over ISP; this file "
        "is for another kind of chip") },
  { 0x08000000, 0x08400000,
    N_ ("Address %s does not exist in an AVR; this file is for another kind of chip, such as an "
        "STM32") },
  { 0x10000000, 0x20000000,
    N_ ("Address %s does not exist in an AVR; this file is for another kind of chip, such as an "
        "RP2040") },
  { 0x40000000, 0x50000000,
    N_ ("Address %s does not exist in an AVR; this file is for another kind of chip, such as an "
        "ESP32") },
};

char *
isp_sections_refuse (guint64 address, guint64 len)
{
  const char *what = N_ ("Address %s does not exist in an AVR; this file is for another kind of "
                         "chip");
  g_autofree char *text = NULL;
  guint64 first = MAX (address, ISP_ADDRESS_END);

  if (address < ISP_ADDRESS_END && len <= ISP_ADDRESS_END - address)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (strange_places); i++)
    if (first >= strange_places[i].start && first < strange_places[i].end)
      what = strange_places[i].what;
  text = g_strdup_printf ("0x%08" G_GINT64_MODIFIER "X", first);
  return g_strdup_printf (_ (what), text);
}

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

/* avr-gcc 8.2 and others include the initial contents of RAM if they are all zeros, which the
 * program writes itself. */
static gboolean
leave_out_ram (IspImageFile *self, const IspImage *all, GError **error)
{
  g_autoptr (IspImage) ram = isp_image_slice (all, ISP_SECTION_RAM, ISP_SECTION_EEPROM);

  for (guint i = 0; i < isp_image_get_n_ranges (ram); i++)
    for (guint32 at = isp_image_get_range (ram, i).start; at < isp_image_get_range (ram, i).end;
         at++)
      {
        guint8 byte;

        isp_image_read (ram, at, &byte, 1, 0);
        if (byte == 0)
          continue;
        g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                     _ ("Address 0x%06X is in RAM, which no file can fill"), at);
        return FALSE;
      }
  self->ram_bytes = isp_image_get_size (ram);
  return TRUE;
}

gboolean
isp_sections_sort (IspImageFile *self, GError **error)
{
  IspImage *all = self->flash;
  int n_fuses, n_lock, n_signature;

  if (isp_image_get_end (all) <= ISP_SECTION_RAM)
    return TRUE;
  if (!leave_out_ram (self, all, error))
    return FALSE;
  n_fuses = take_small (all, ISP_SECTION_FUSE, self->fuse, sizeof self->fuse);
  n_lock = take_small (all, ISP_SECTION_LOCK, &self->lock, 1);
  n_signature = take_small (all, ISP_SECTION_SIGNATURE, self->signature, sizeof self->signature);
  if (n_fuses < 0 || n_lock < 0 || (n_signature != 0 && n_signature != 3))
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                   _ ("The section at 0x%06X has another size than %s has"),
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
  isp_image_file_take_flash (self, isp_image_slice (all, 0, ISP_SECTION_RAM));
  return TRUE;
}
