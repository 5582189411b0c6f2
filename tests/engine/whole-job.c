/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "whole-job.h"

#include <string.h>

#define BORDER 0x10000u

void
whole_job_fill (IspSimChip *chip)
{
  const IspPart *part = isp_sim_chip_get_part (chip);

  for (guint i = 0; i < part->flash.size / 4; i++)
    isp_sim_chip_get_flash (chip)[i] = (i * 37 + 11) & 0xFF;
  for (guint i = 0; i < part->eeprom.size / 2; i++)
    isp_sim_chip_get_eeprom (chip)[i] = (i * 91 + 5) & 0xFF;
}

/* ── what is written ── */

/* No two pages alike, and none of it FF, which would not be written. */
static void
fill_random (GRand *rand, guint8 *data, gsize len)
{
  for (gsize i = 0; i < len; i++)
    data[i] = (guint8) g_rand_int_range (rand, 0, 0xFF);
}

static guint32
get_page (const IspMemory *memory)
{
  return MAX (memory->page_size, 4);
}

/* The lowest and the highest page, those on both sides of each 64 KiB, and the first of the largest
 * boot section. The last one is not full. */
static void
fill_flash (WholeJob *self, GRand *rand)
{
  const IspPart *part = self->part;
  guint32 page = get_page (&part->flash), boot, size;

  memset (self->flash, 0xFF, part->flash.size);
  fill_random (rand, self->flash, page);
  for (guint32 at = BORDER; at < part->flash.size; at += BORDER)
    fill_random (rand, self->flash + at - page, 2 * page);
  if (isp_part_get_boot_section (part, 0, &boot, &size))
    fill_random (rand, self->flash + boot, page);
  fill_random (rand, self->flash + part->flash.size - page, page - 1);
}

/* Some bytes at the bottom, across a page's border, and at the top. */
static IspImage *
make_eeprom (const IspPart *part)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (part->eeprom.size);
  const guint32 starts[] = { 0, get_page (&part->eeprom) - 1, part->eeprom.size - 3 };
  IspImage *image = isp_image_new ();
  guint8 data[3];

  for (guint i = 0; part->eeprom.size > 0 && i < G_N_ELEMENTS (starts); i++)
    {
      fill_random (rand, data, sizeof data);
      isp_image_put (image, starts[i], data, sizeof data);
    }
  return image;
}

/* ── fuses and lock ── */

static gboolean
can_change (const IspPart *part, IspFuseByte byte)
{
  static const IspInstruction reads[ISP_N_FUSES] = { ISP_OP_READ_LOW_FUSE, ISP_OP_READ_HIGH_FUSE,
                                                     ISP_OP_READ_EXTENDED_FUSE, ISP_OP_READ_LOCK };
  static const IspInstruction writes[ISP_N_FUSES] = { ISP_OP_WRITE_LOW_FUSE, ISP_OP_WRITE_HIGH_FUSE,
                                                      ISP_OP_WRITE_EXTENDED_FUSE,
                                                      ISP_OP_WRITE_LOCK };

  return isp_part_has_instruction (part, reads[byte]) &&
         isp_part_has_instruction (part, writes[byte]);
}

/* Where it is the start-up time alone. */
static gboolean
keeps_clock (const IspPart *part, const IspFuseField *field)
{
  for (guint i = 1; field->field == ISP_FIELD_CLOCK && i < part->n_clocks; i++)
    if (part->clocks[i].source != part->clocks[0].source)
      return FALSE;
  return TRUE;
}

gboolean
whole_job_get_fuse_bit (const IspPart *part, IspFuseByte *byte, guint8 *bit)
{
  static const IspField harmless[] = { ISP_FIELD_EESAVE, ISP_FIELD_BODLEVEL, ISP_FIELD_CLOCK };

  for (guint i = 0; i < G_N_ELEMENTS (harmless); i++)
    {
      const IspFuseField *field = isp_part_get_field (part, harmless[i]);

      if (field == NULL || !keeps_clock (part, field) || !can_change (part, field->byte))
        continue;
      *byte = field->byte;
      *bit = field->mask & -field->mask;
      return TRUE;
    }
  return FALSE;
}

gboolean
whole_job_can_lock (const IspPart *part)
{
  return can_change (part, ISP_FUSE_LOCK);
}

static void
note_fuses (WholeJob *self, IspSimChip *chip)
{
  IspFuseByte byte;
  guint8 bit;

  for (guint i = 0; i < ISP_N_FUSES; i++)
    self->fuses[i] = isp_sim_chip_get_fuse (chip, i);
  self->writes_fuses = whole_job_get_fuse_bit (self->part, &byte, &bit);
  if (self->writes_fuses)
    self->fuses[byte] ^= bit;
  self->writes_lock = whole_job_can_lock (self->part);
  if (self->writes_lock)
    {
      guint8 bits = isp_part_get_field (self->part, ISP_FIELD_LB)->mask;

      self->fuses[ISP_FUSE_LOCK] &= ~(bits & -bits); /* LB1: to program it again needs an erase */
    }
}

/* ── the job ── */

WholeJob *
whole_job_new (IspSimChip *chip)
{
  WholeJob *self = g_new0 (WholeJob, 1);
  const IspPart *part = isp_sim_chip_get_part (chip);
  g_autoptr (GRand) rand = g_rand_new_with_seed (part->flash.size);
  g_autoptr (IspImage) eeprom = make_eeprom (part);
  const IspFuseField *eesave = isp_part_get_field (part, ISP_FIELD_EESAVE);

  whole_job_fill (chip);
  self->part = part;
  self->flash = g_malloc (part->flash.size);
  self->eeprom = g_memdup2 (isp_sim_chip_get_eeprom (chip), part->eeprom.size);
  fill_flash (self, rand);
  if (eesave == NULL || (isp_sim_chip_get_fuse (chip, eesave->byte) & eesave->mask) != 0)
    for (guint i = 0; i < part->eeprom.size; i++)
      self->eeprom[i] = 0xFF;
  for (guint i = 0; i < isp_image_get_n_ranges (eeprom); i++)
    {
      IspRange range = isp_image_get_range (eeprom, i);

      isp_image_read (eeprom, range.start, self->eeprom + range.start, range.end - range.start, 0);
    }
  note_fuses (self, chip);
  return self;
}

void
whole_job_free (WholeJob *self)
{
  g_free (self->flash);
  g_free (self->eeprom);
  g_free (self);
}

IspRequest *
whole_job_request (const WholeJob *self)
{
  const IspPart *part = self->part;
  guint32 page = get_page (&part->flash);
  IspRequest *request = isp_request_new (ISP_JOB_FLASH);
  IspImageFile *file = isp_image_file_new ("matrix.hex");

  for (guint32 at = 0; at < part->flash.size; at += page)
    for (guint32 i = 0; i < page; i++)
      if (self->flash[at + i] != 0xFF)
        isp_image_put (file->flash, at + i, self->flash + at + i, 1);
  g_ptr_array_add (request->images, file);
  if (part->eeprom.size > 0)
    request->eeprom = make_eeprom (part);
  request->no_backup = TRUE;
  if (self->writes_fuses)
    {
      request->fuse_source = ISP_FUSES_GIVEN;
      memcpy (request->fuses.value, self->fuses, sizeof self->fuses);
      for (guint i = 0; i < ISP_FUSE_LOCK; i++)
        if (part->fuse_mask[i] != 0)
          request->fuses.has |= 1 << i;
    }
  request->set_lock = self->writes_lock;
  request->lock = self->fuses[ISP_FUSE_LOCK];
  return request;
}

/* ── what came of it ── */

void
whole_job_check_report (IspSimChip *chip, const IspReport *report)
{
  const IspSimStats *stats = isp_sim_chip_get_stats (chip);

  g_assert_no_error (report->error);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_OK);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_DONE);
  g_assert_cmpuint (stats->busy_violations, ==, 0);
  g_assert_cmpuint (stats->sck_violations, ==, 0);
  g_assert_cmpuint (stats->bit_raises, ==, 0);
  g_assert_cmpuint (stats->unverified_leaves, ==, 0);
}

void
whole_job_check (const WholeJob *self, IspSimChip *chip)
{
  const IspPart *part = self->part;
  const IspSimStats *stats = isp_sim_chip_get_stats (chip);

  g_assert_cmpmem (isp_sim_chip_get_flash (chip), part->flash.size, self->flash, part->flash.size);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (chip), part->eeprom.size, self->eeprom,
                   part->eeprom.size);
  for (guint i = 0; i < ISP_N_FUSES; i++)
    g_assert_cmphex (isp_sim_chip_get_fuse (chip, i) & part->fuse_mask[i], ==,
                     self->fuses[i] & part->fuse_mask[i]);
  g_assert_cmpuint (stats->erases, ==, 1);
  g_assert_cmpuint (stats->fuse_writes, ==, self->writes_fuses ? 1 : 0);
  g_assert_cmpuint (stats->lock_writes, ==, self->writes_lock ? 1 : 0);
  g_assert_false (isp_sim_chip_is_in_programming_mode (chip));
}
