/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-preset.h"

#include "config.h"

#include <glib/gi18n-lib.h>

IspPreset *
isp_preset_new (void)
{
  IspPreset *self = g_new0 (IspPreset, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

IspPreset *
isp_preset_ref (const IspPreset *self)
{
  IspPreset *own = (IspPreset *) self;

  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&own->refs);
  return own;
}

void
isp_preset_unref (const IspPreset *preset)
{
  IspPreset *self = (IspPreset *) preset;

  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->id);
  g_free (self->family);
  g_free (self->family_name);
  g_free (self->name);
  g_free (self->description);
  g_free (self->note);
  g_free (self->gesture);
  g_free (self->board);
  g_strfreev (self->parts);
  g_free (self->url);
  g_free (self->file_sha256);
  g_free (self->image_sha256);
  g_free (self->boot_sha256);
  g_free (self);
}

IspPreset *
isp_preset_copy (const IspPreset *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  IspPreset *copy = isp_preset_new ();

  *copy = *self;
  g_atomic_ref_count_init (&copy->refs);
  copy->id = g_strdup (self->id);
  copy->family = g_strdup (self->family);
  copy->family_name = g_strdup (self->family_name);
  copy->name = g_strdup (self->name);
  copy->description = g_strdup (self->description);
  copy->note = g_strdup (self->note);
  copy->gesture = g_strdup (self->gesture);
  copy->board = g_strdup (self->board);
  copy->parts = g_strdupv (self->parts);
  copy->url = g_strdup (self->url);
  copy->file_sha256 = g_strdup (self->file_sha256);
  copy->image_sha256 = g_strdup (self->image_sha256);
  copy->boot_sha256 = g_strdup (self->boot_sha256);
  return copy;
}

char *
isp_preset_get_title (const IspPreset *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->name == NULL)
    return g_strdup (self->family_name != NULL ? self->family_name : self->id);
  if (self->family_name == NULL || g_str_has_prefix (self->name, self->family_name))
    return g_strdup (self->name);
  /* Translators: a bootloader and a board: "Caterina for Pro Micro 5 V, 16 MHz" */
  return g_strdup_printf (_ ("%s for %s"), self->family_name, self->name);
}

gboolean
isp_preset_fits_part (const IspPreset *self, const char *part_id)
{
  g_return_val_if_fail (self != NULL && part_id != NULL, FALSE);

  return self->parts != NULL && g_strv_contains ((const char *const *) self->parts, part_id);
}
