/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the chip was, judged by its fuses and its boot section; no I/O. */
#include "isp-snapshot.h"

/* The bootloader's bytes, whatever firmware is below it. */
static gboolean
is_intact (const IspSnapshot *snapshot, const IspPreset *preset)
{
  g_autofree char *sha256 = NULL;

  if (snapshot->boot == NULL || preset->boot_sha256 == NULL ||
      !isp_preset_fits_part (preset, snapshot->part->id) ||
      preset->boot_start < isp_image_get_start (snapshot->boot) ||
      preset->image_end > isp_image_get_end (snapshot->boot))
    return FALSE;
  sha256 = isp_image_get_range_sha256 (snapshot->boot, preset->boot_start, preset->image_end);
  return g_strcmp0 (sha256, preset->boot_sha256) == 0;
}

static gboolean
fits_fuses (const IspSnapshot *snapshot, const IspPreset *preset)
{
  if (!isp_preset_fits_part (preset, snapshot->part->id))
    return FALSE;
  for (guint jtag_off = 0; jtag_off <= 1; jtag_off++)
    {
      IspFuses fuses = isp_fuses_from_preset (preset, jtag_off);

      fuses.has &= ~(1 << ISP_FUSE_LOCK);
      if (isp_fuses_equal (&fuses, &snapshot->fuses, snapshot->part))
        return TRUE;
    }
  return FALSE;
}

/* Fuses alone choose a preset when it is the only one with an image. Never a Caterina: its fuses
 * fit boards with different crystals, so a person has to read the board. */
static const IspPreset *
find_preselect (const IspGuess *guess)
{
  const IspPreset *only = NULL;

  if (guess->intact != NULL)
    return guess->intact;
  for (guint i = 0; i < guess->fitting->len; i++)
    {
      const IspPreset *preset = guess->fitting->pdata[i];

      if (preset->url == NULL)
        continue;
      if (only != NULL || g_strcmp0 (preset->family, "caterina") == 0)
        return NULL;
      only = preset;
    }
  return only;
}

IspGuess *
isp_guess_new (const IspSnapshot *snapshot, GPtrArray *presets)
{
  IspGuess *guess = g_new0 (IspGuess, 1);

  guess->fitting = g_ptr_array_new ();
  for (guint i = 0; i < presets->len; i++)
    {
      const IspPreset *preset = presets->pdata[i];

      if (preset->helper)
        continue;
      if (guess->intact == NULL && is_intact (snapshot, preset))
        guess->intact = preset;
      if (fits_fuses (snapshot, preset))
        g_ptr_array_add (guess->fitting, (gpointer) preset);
    }
  if (snapshot->boot == NULL)
    guess->boot = ISP_BOOT_UNKNOWN;
  else if (snapshot->boot_blank)
    guess->boot = ISP_BOOT_BLANK;
  else
    guess->boot = guess->intact != NULL ? ISP_BOOT_INTACT : ISP_BOOT_OTHER;
  guess->preselect = find_preselect (guess);
  return guess;
}

void
isp_guess_free (IspGuess *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->fitting);
  g_free (self);
}
