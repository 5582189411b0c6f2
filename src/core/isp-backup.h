/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of a chip, as it was read before a job changes it. */
#pragma once

#include "isp-fuses.h"

G_BEGIN_DECLS

/**
 * IspBackup:
 * @refs: isp_backup_ref() and isp_backup_unref()
 * @part: the row that the chip was read as
 * @flash: every byte of it, blanks too; empty: only the fuses were saved
 * @eeprom: every byte of it
 * @fuses: fuse and lock bytes
 * @signature: as the chip gave it
 * @calibration: of the internal oscillator; @n_calibration of them
 * @n_calibration: 0–4
 * @programmer_name: (nullable): what it was read with, for people
 * @keyboard: (nullable): what the keyboard is called
 * @app_end: read through a bootloader: where that begins, in bytes; 0: read over ISP
 * @helper: %TRUE: the board got helper firmware then: this is its own firmware
 * @rehearsal: %TRUE: the chip was a simulated one
 * @taken: when it was read
 *
 * All of a chip, or before a job that writes fuses alone, these. Its maker fills it; once it is
 * shared it never changes, and any thread may read it.
 */
typedef struct
{
  gatomicrefcount refs;
  const IspPart *part;
  IspImage *flash;
  IspImage *eeprom;
  IspFuses fuses;
  guint8 signature[3];
  guint8 calibration[4];
  guint8 n_calibration;
  char *programmer_name;
  char *keyboard;
  guint32 app_end;
  gboolean helper;
  gboolean rehearsal;
  GDateTime *taken;
} IspBackup;

/**
 * isp_backup_new:
 * @part: (nullable) (transfer none): the chip
 *
 * Makes a backup that is dated now and has empty images, for the caller to fill.
 *
 * Returns: (transfer full): the backup; to be freed with isp_backup_unref()
 */
IspBackup *isp_backup_new (const IspPart *part);

/**
 * isp_backup_has_memories:
 * @self: a backup
 *
 * Tells a backup of all from one of the fuses alone. Any thread.
 *
 * Returns: %TRUE: it holds the flash
 */
gboolean isp_backup_has_memories (const IspBackup *self);

/**
 * isp_backup_ref:
 * @self: a backup
 *
 * Shares a backup. From now on nobody may change it. Any thread.
 *
 * Returns: (transfer full): @self
 */
IspBackup *isp_backup_ref (const IspBackup *self);

/**
 * isp_backup_unref:
 * @self: (nullable) (transfer full): a backup
 *
 * Drops a reference; the last one frees the backup. Any thread.
 */
void isp_backup_unref (const IspBackup *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspBackup, isp_backup_unref)

G_END_DECLS
