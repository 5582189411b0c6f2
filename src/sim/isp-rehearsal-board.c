/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyboard of the rehearsal: what is on its chip, and what is wrong with it. */
#include "isp-rehearsal-private.h"

#include "core/isp-fuses.h"
#include "parts/isp-parts.h"

#include <string.h>

#define CONTENT_SEED  0x0b5e55ed
#define SLOW_CPU_HZ   125000 /* SCK must stay below 31 kHz */
#define ALL_FUSES     ISP_N_FUSES
#define ANY_PAGE      G_MAXUINT32
#define RARELY        300 /* replies between two flipped bits */
#define N_VECTORS     40
#define LOCKED        0x00
#define EEPROM_IN_USE 96
/* A brown-out level below the supply that no usual bootloader asks for. */
#define SHIPPED_OTHERWISE 2

/* What keyboards with these chips usually carry: the fuses of the bootloader they shipped with. */
static const struct
{
  const char *part;
  guint8 fuse[ISP_FUSE_LOCK];
} shipped[] = {
  { "atmega16u4", { 0x5E, 0x99, 0xF3 } },  { "atmega32u4", { 0x5E, 0x99, 0xF3 } },
  { "at90usb646", { 0x5E, 0x99, 0xF3 } },  { "at90usb647", { 0x5E, 0x99, 0xF3 } },
  { "at90usb1286", { 0x5E, 0x99, 0xF3 } }, { "at90usb1287", { 0x5E, 0x99, 0xF3 } },
};

/* ── contents ── */

static void
put_word (guint8 *at, guint16 word)
{
  at[0] = word & 0xFF;
  at[1] = word >> 8;
}

/* Bytes that look like a program: a vector table, then words as compilers write them. */
static void
fill_with_program (guint8 *at, guint32 len, guint32 base, GRand *rand)
{
  static const guint16 usual[] = { 0x9508, 0x2411, 0xCF93, 0xE0A1, 0x940E, 0x9100, 0x9200, 0x8A19 };

  for (guint32 i = 0; i + 1 < len; i += 2)
    {
      guint32 vector = i / 4;
      if (vector < N_VECTORS && i % 4 == 0)
        put_word (at + i, 0x940C);
      else if (vector < N_VECTORS)
        put_word (at + i, base / 2 + 2 * N_VECTORS + 7 * (vector % 5));
      else if (g_rand_int_range (rand, 0, 3) == 0)
        put_word (at + i, usual[g_rand_int_range (rand, 0, G_N_ELEMENTS (usual))]);
      else
        put_word (at + i, g_rand_int_range (rand, 0, 0x10000));
    }
}

/* Firmware below the boot section; in it a bootloader, part of which is overwritten with zeros. */
static void
damage (IspSimChip *chip)
{
  const IspPart *part = isp_sim_chip_get_part (chip);
  g_autoptr (GRand) rand = g_rand_new_with_seed (CONTENT_SEED);
  guint8 *flash = isp_sim_chip_get_flash (chip);
  guint8 *eeprom = isp_sim_chip_get_eeprom (chip);
  IspFuses fuses = { .has = 1 << ISP_FUSE_LOW | 1 << ISP_FUSE_HIGH | 1 << ISP_FUSE_EXTENDED };
  guint32 start = part->flash.size;
  guint32 size = 0;

  for (guint i = 0; i < ISP_FUSE_LOCK; i++)
    fuses.value[i] = isp_sim_chip_get_fuse (chip, i);
  if (!isp_fuses_get_boot_section (&fuses, part, &start, &size))
    start = part->flash.size;
  fill_with_program (flash, start / 8 * 5, 0, rand);
  if (size > 0)
    {
      fill_with_program (flash + start, size / 2, start, rand);
      memset (flash + start + size / 4, 0x00, size / 8);
    }
  for (guint32 i = 0; i < MIN (EEPROM_IN_USE, part->eeprom.size); i++)
    eeprom[i] = g_rand_int_range (rand, 0, 256);
}

/* ── fuses ── */

static void
set_shipped_fuses (IspSimChip *chip)
{
  const char *id = isp_sim_chip_get_part (chip)->id;

  for (guint row = 0; row < G_N_ELEMENTS (shipped); row++)
    if (strcmp (shipped[row].part, id) == 0)
      for (guint i = 0; i < ISP_FUSE_LOCK; i++)
        isp_sim_chip_set_fuse (chip, i, shipped[row].fuse[i]);
}

static void
set_field (IspSimChip *chip, IspField id, guint value)
{
  const IspFuseField *field = isp_part_get_field (isp_sim_chip_get_part (chip), id);

  if (field == NULL)
    return;
  guint8 old = isp_sim_chip_get_fuse (chip, field->byte);
  /* Fields have different sizes on different parts. */
  value &= isp_fuse_field_get_max (field);
  isp_sim_chip_set_fuse (chip, field->byte, isp_fuse_field_put (field, old, value));
}

static gboolean
select_clock (IspSimChip *chip, IspClockSource source, guint32 hz)
{
  const IspPart *part = isp_sim_chip_get_part (chip);

  for (guint i = 0; i < part->n_clocks; i++)
    {
      const IspClockRow *row = &part->clocks[i];
      if (row->source == source && (row->max_hz == 0 || row->max_hz >= hz))
        {
          set_field (chip, ISP_FIELD_CLOCK, row->match);
          return TRUE;
        }
    }
  return FALSE;
}

/* A crystal mode with a crystal so slow that making contact takes long; if the chip has none, a
 * signal on XTAL1. Chips that only know their own oscillator stay as fast as they are. */
static void
slow_down (IspSimChip *chip)
{
  const IspPart *part = isp_sim_chip_get_part (chip);
  gboolean divided = isp_part_get_field (part, ISP_FIELD_CKDIV8) != NULL;
  guint32 hz = divided ? 8 * SLOW_CPU_HZ : SLOW_CPU_HZ;

  set_field (chip, ISP_FIELD_CKDIV8, 0);
  if (select_clock (chip, ISP_CLOCK_CRYSTAL, hz))
    isp_sim_chip_set_crystal (chip, hz);
  else if (select_clock (chip, ISP_CLOCK_EXTERNAL, hz))
    isp_sim_chip_set_external_clock (chip, hz);
}

/* ── the board ── */

static const IspPart *
part_on_board (const RehearsalOptions *options)
{
  if (options->fault != REHEARSAL_WRONG_PART)
    return options->part;
  const IspPart *other = isp_parts_by_name ("at90usb1286");
  if (memcmp (other->signature, options->part->signature, sizeof other->signature) == 0)
    other = isp_parts_by_name ("atmega32u4");
  return other;
}

static void
set_fault (IspSimChip *chip, RehearsalFault fault)
{
  switch (fault)
    {
    case REHEARSAL_NO_CONTACT:
      isp_sim_chip_set_fault (chip, ISP_SIM_FAULT_NO_CONTACT, 0);
      break;
    case REHEARSAL_PAGE:
      isp_sim_chip_set_fault (chip, ISP_SIM_FAULT_PAGE, ANY_PAGE);
      break;
    case REHEARSAL_NOISY:
      isp_sim_chip_set_fault (chip, ISP_SIM_FAULT_NOISY, RARELY);
      break;
    case REHEARSAL_FUSE:
      isp_sim_chip_set_fault (chip, ISP_SIM_FAULT_FUSE, ALL_FUSES);
      break;
    case REHEARSAL_LOCKED:
      isp_sim_chip_set_fuse (chip, ISP_FUSE_LOCK, LOCKED);
      set_field (chip, ISP_FIELD_BLB0, 0xFF);
      set_field (chip, ISP_FIELD_BLB1, 0xFF);
      break;
    case REHEARSAL_SLOW_CLOCK:
      slow_down (chip);
      break;
    case REHEARSAL_NONE:
    case REHEARSAL_WRONG_PART: /* part_on_board */
    case REHEARSAL_UNPLUGGED:  /* the programmer's */
    case REHEARSAL_N_FAULTS:
      break;
    }
}

IspSimChip *
rehearsal_chip_new (const RehearsalOptions *options)
{
  IspSimChip *chip = isp_sim_chip_new (part_on_board (options));

  if (options->damaged)
    set_shipped_fuses (chip);
  for (guint i = 0; i < ISP_N_FUSES; i++)
    if ((options->has_fuse >> i) & 1)
      isp_sim_chip_set_fuse (chip, i, options->fuse[i]);
  /* A fuse that cannot be written shows only if one has to change. */
  if (options->damaged && options->fault == REHEARSAL_FUSE)
    set_field (chip, ISP_FIELD_BODLEVEL, SHIPPED_OTHERWISE);
  set_fault (chip, options->fault);
  if (options->has_crystal)
    isp_sim_chip_set_crystal (chip, options->crystal_hz);
  if (options->damaged)
    damage (chip);
  return chip;
}
