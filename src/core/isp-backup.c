/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-backup.h"

IspBackup *
isp_backup_new (const IspPart *part)
{
  IspBackup *self = g_new0 (IspBackup, 1);

  self->part = part;
  self->flash = isp_image_new ();
  self->eeprom = isp_image_new ();
  self->taken = g_date_time_new_now_local ();
  return self;
}

void
isp_backup_free (IspBackup *self)
{
  if (self == NULL)
    return;
  isp_image_unref (self->flash);
  isp_image_unref (self->eeprom);
  g_free (self->programmer_name);
  g_date_time_unref (self->taken);
  g_free (self);
}
