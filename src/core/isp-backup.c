/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-backup.h"

IspBackup *
isp_backup_new (const IspPart *part)
{
  IspBackup *self = g_new0 (IspBackup, 1);

  g_atomic_ref_count_init (&self->refs);
  self->part = part;
  self->flash = isp_image_new ();
  self->eeprom = isp_image_new ();
  self->taken = g_date_time_new_now_local ();
  return self;
}

gboolean
isp_backup_has_memories (const IspBackup *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->flash != NULL && !isp_image_is_empty (self->flash);
}

IspBackup *
isp_backup_ref (const IspBackup *self)
{
  IspBackup *own = (IspBackup *) self;

  g_return_val_if_fail (self != NULL, NULL);

  isp_image_seal (own->flash);
  isp_image_seal (own->eeprom);
  g_atomic_ref_count_inc (&own->refs);
  return own;
}

void
isp_backup_unref (const IspBackup *backup)
{
  IspBackup *self = (IspBackup *) backup;

  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  isp_image_unref (self->flash);
  isp_image_unref (self->eeprom);
  g_free (self->programmer_name);
  g_free (self->keyboard);
  g_clear_pointer (&self->taken, g_date_time_unref);
  g_free (self);
}
