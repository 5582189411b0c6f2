/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-plan.h"

#include "isp-unfinished.h"

/* clang-format off */
static const char *const kinds[] = {
  [ISP_JOB_FLASH]   = "flash",
  [ISP_JOB_READ]    = "read",
  [ISP_JOB_VERIFY]  = "verify",
  [ISP_JOB_ERASE]   = "erase",
  [ISP_JOB_FUSES]   = "fuses",
  [ISP_JOB_BACKUP]  = "backup",
  [ISP_JOB_RESTORE] = "restore",
  [ISP_JOB_BLANK]   = "blank",
  [ISP_JOB_UPLOAD]  = "upload",
};
/* clang-format on */

const char *
isp_job_kind_get_id (IspJobKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);
  return kinds[kind];
}

gboolean
isp_job_kind_by_id (const char *id, IspJobKind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i], id) == 0)
      {
        *kind = i;
        return TRUE;
      }
  return FALSE;
}

IspRequest *
isp_request_new (IspJobKind kind)
{
  IspRequest *request = g_new0 (IspRequest, 1);

  g_atomic_ref_count_init (&request->refs);
  request->kind = kind;
  request->images = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_image_file_unref);
  return request;
}

IspRequest *
isp_request_copy (const IspRequest *self)
{
  IspRequest *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_memdup2 (self, sizeof *self);
  g_atomic_ref_count_init (&copy->refs);
  copy->keyboard = g_strdup (self->keyboard);
  copy->usual = g_strdup (self->usual);
  copy->preset = self->preset != NULL ? isp_preset_ref (self->preset) : NULL;
  copy->output = g_strdup (self->output);
  copy->eeprom = self->eeprom != NULL ? isp_image_ref (self->eeprom) : NULL;
  copy->eeprom_title = g_strdup (self->eeprom_title);
  copy->unfinished = self->unfinished != NULL ? isp_unfinished_ref (self->unfinished) : NULL;
  copy->images = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_image_file_unref);
  for (guint i = 0; i < self->images->len; i++)
    g_ptr_array_add (copy->images, isp_image_file_ref (self->images->pdata[i]));
  return copy;
}

IspRequest *
isp_request_ref (const IspRequest *self)
{
  IspRequest *own = (IspRequest *) self;

  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&own->refs);
  return own;
}

void
isp_request_unref (const IspRequest *request)
{
  IspRequest *self = (IspRequest *) request;

  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->keyboard);
  g_free (self->usual);
  g_free (self->output);
  g_clear_pointer (&self->preset, isp_preset_unref);
  g_clear_pointer (&self->eeprom, isp_image_unref);
  g_free (self->eeprom_title);
  g_clear_pointer (&self->unfinished, isp_unfinished_unref);
  g_ptr_array_unref (self->images);
  g_free (self);
}
