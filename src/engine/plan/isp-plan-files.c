/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files in a plan that cannot be the firmware or bootloader that they are taken for. */
#include "config.h"
#include "isp-plan-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A locked chip answers with addresses; so many words of them are no program. */
#define SURE_BYTES 32

static guint
get_word (const IspImage *flash, guint32 at)
{
  guint8 word[2];

  isp_image_read (flash, at, word, sizeof word, 0xFF);
  return word[0] | word[1] << 8;
}

/* JMP, RJMP, and the two instructions that hand-made startups begin with: CLI, CLR R1 (AVR
 * Instruction Set Manual). */
static gboolean
begins_program (guint word)
{
  return (word & 0xFE0E) == 0x940C || (word & 0xF000) == 0xC000 || word == 0x94F8 || word == 0x2411;
}

static gboolean
is_dump_of_locked_chip (const IspImage *flash)
{
  guint32 start = isp_image_get_start (flash) & ~1u;

  if (isp_image_get_size (flash) < SURE_BYTES)
    return FALSE;
  for (guint32 at = start; at < start + SURE_BYTES; at += 2)
    if (get_word (flash, at) != (at / 2 & 0xFF) * 0x101)
      return FALSE;
  return TRUE;
}

/* At the start of flash, or, in a dump of a chip that holds only its bootloader, of a boot
 * section. */
static gboolean
is_program (const IspPlan *self, const IspImage *flash)
{
  if (begins_program (get_word (flash, 0)))
    return TRUE;
  for (guint bootsz = 0; bootsz < 4; bootsz++)
    {
      guint32 start, size;

      if (isp_part_get_boot_section (self->part, bootsz, &start, &size) &&
          isp_image_is_blank (flash, 0, start) && begins_program (get_word (flash, start)))
        return TRUE;
    }
  return FALSE;
}

static void
judge_file (IspPlan *self, const IspImageFile *file)
{
  const char *title = file->title != NULL ? file->title : _ ("The image");

  if (isp_image_is_empty (file->flash))
    return;
  if (is_dump_of_locked_chip (file->flash))
    isp_plan_block (self, ISP_HAZARD_IMAGE_DUMP, NOWHERE, 0,
                    _ ("%s was read from a locked chip: it holds addresses, not a program"), title);
  else if (isp_image_file_is_for_eeprom (file))
    isp_plan_block (self, ISP_HAZARD_IMAGE_EEPROM, NOWHERE, 0,
                    _ ("%s is for the EEPROM by its name, not for flash"), title);
  else if (g_strcmp0 (file->format, "bin") == 0 && !is_program (self, file->flash))
    isp_plan_block (self, ISP_HAZARD_IMAGE_NOT_CODE, NOWHERE, 0,
                    _ ("%s is raw binary, and does not begin like a program for an AVR"), title);
}

/* Where nothing is written the chip runs on through erased flash, so a bootloader alone and
 * firmware without a bootloader do start. Beside a bootloader, which starts it, firmware begins at
 * 0 as well. */
static void
judge_start (IspPlan *self)
{
  const guint32 boot = self->boot_start;
  const gboolean at_boot =
      isp_fuses_is_programmed (&self->fuses_after, self->part, ISP_FIELD_BOOTRST) &&
      isp_image_has (self->flash, boot);

  if (self->error != NULL || !isp_plan_erases (self) || isp_image_is_empty (self->flash))
    return;
  if (at_boot && !begins_program (get_word (self->flash, boot)))
    isp_plan_warn (self, ISP_HAZARD_NO_START, boot);
  else if ((isp_image_has (self->flash, 0) ||
            !(at_boot || isp_plan_is_bootloader (self, self->flash))) &&
           !begins_program (get_word (self->flash, 0)))
    isp_plan_warn (self, ISP_HAZARD_NO_START, 0);
}

void
isp_plan_judge_files (IspPlan *self)
{
  for (guint i = 0; i < self->request->images->len; i++)
    judge_file (self, self->request->images->pdata[i]);
  judge_start (self);
}
