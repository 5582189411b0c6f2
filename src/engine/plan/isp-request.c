/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-plan.h"

/* clang-format off */
static const char *const kinds[] = {
  [ISP_JOB_FLASH]   = "flash",
  [ISP_JOB_READ]    = "read",
  [ISP_JOB_VERIFY]  = "verify",
  [ISP_JOB_ERASE]   = "erase",
  [ISP_JOB_FUSES]   = "fuses",
  [ISP_JOB_BACKUP]  = "backup",
  [ISP_JOB_RESTORE] = "restore",
};
/* clang-format on */

const char *
isp_job_kind_get_id (IspJobKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);
  return kinds[kind];
}

IspRequest *
isp_request_new (IspJobKind kind)
{
  IspRequest *request = g_new0 (IspRequest, 1);

  request->kind = kind;
  request->images = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_image_file_free);
  return request;
}

IspRequest *
isp_request_copy (const IspRequest *self)
{
  IspRequest *copy;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_memdup2 (self, sizeof *self);
  copy->preset = self->preset != NULL ? isp_preset_copy (self->preset) : NULL;
  copy->eeprom = self->eeprom != NULL ? isp_image_copy (self->eeprom) : NULL;
  copy->images = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_image_file_free);
  for (guint i = 0; i < self->images->len; i++)
    g_ptr_array_add (copy->images, isp_image_file_copy (self->images->pdata[i]));
  return copy;
}

void
isp_request_free (IspRequest *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->preset, isp_preset_free);
  g_clear_pointer (&self->eeprom, isp_image_unref);
  g_ptr_array_unref (self->images);
  g_free (self);
}
