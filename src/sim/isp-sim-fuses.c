/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated chip's fuse, lock, signature and calibration bytes, and the clock that the fuses
 * select. Fuses take effect when programming mode is left; EESAVE and the lock bits do at once. */
#include "isp-sim-chip-private.h"

#define LB_WRITE_BIT 0x01 /* of the LB field: 0 blocks writing */

/* How unimplemented bits read: on the USB parts FB reads as CB, on the 328 FC reads as 04. */
static guint8
as_silicon_reads (const IspPart *part, IspFuseByte byte, guint8 value)
{
  guint8 mask = part->fuse_mask[byte];
  guint8 rest = 0xFF;

  if (byte == ISP_FUSE_EXTENDED && part->has_usb)
    rest = 0xC0;
  else if (byte == ISP_FUSE_EXTENDED && mask == 0x07)
    rest = 0x00;
  return (value & mask) | (rest & ~mask);
}

/* The field's bits shifted down; all ones where the part does not have it. */
static guint
get_field (const IspSimChip *self, const guint8 *fuses, IspField id)
{
  const IspFuseField *field = isp_part_get_field (self->part, id);

  if (field == NULL)
    return 0xFF;
  return isp_fuse_field_get (field, fuses[field->byte]);
}

gboolean
sim_fuses_is_programmed (const IspSimChip *self, IspField id, gboolean latched)
{
  return isp_part_get_field (self->part, id) != NULL &&
         get_field (self, latched ? self->latched : self->fuse, id) == 0;
}

gboolean
sim_lock_blocks_writing (const IspSimChip *self)
{
  return (get_field (self, self->fuse, ISP_FIELD_LB) & LB_WRITE_BIT) == 0;
}

gboolean
sim_lock_blocks_reading (const IspSimChip *self)
{
  return sim_fuses_is_programmed (self, ISP_FIELD_LB, FALSE);
}

gboolean
sim_fuses_allow_isp (IspSimChip *self)
{
  const IspFuseField *spien = isp_part_get_field (self->part, ISP_FIELD_SPIEN);

  return (spien == NULL || sim_fuses_is_programmed (self, ISP_FIELD_SPIEN, TRUE)) &&
         !sim_fuses_is_programmed (self, ISP_FIELD_RSTDISBL, TRUE) &&
         !sim_fuses_is_programmed (self, ISP_FIELD_DWEN, TRUE);
}

/* ── the clock ── */

static guint32
get_source_hz (const IspSimChip *self)
{
  const IspPart *part = self->part;
  gboolean selected = isp_part_get_field (part, ISP_FIELD_CLOCK) != NULL;
  guint value = selected ? get_field (self, self->latched, ISP_FIELD_CLOCK) : 0;

  for (guint i = 0; i < part->n_clocks; i++)
    {
      const IspClockRow *row = &part->clocks[i];
      if ((value & row->mask) != row->match)
        continue;
      switch (row->source)
        {
        case ISP_CLOCK_RC:
        case ISP_CLOCK_RC_128K:
          return row->min_hz > 0                    ? row->min_hz
                 : row->source == ISP_CLOCK_RC_128K ? 128000
                                                    : part->rc_hz;
        case ISP_CLOCK_CRYSTAL:
          /* a signal on XTAL1 drives a crystal oscillator as well */
          return self->external_hz > 0 ? self->external_hz : self->crystal_hz;
        case ISP_CLOCK_LOW_CRYSTAL:
          return self->external_hz > 0        ? self->external_hz
                 : self->crystal_hz <= 100000 ? self->crystal_hz
                                              : 0;
        case ISP_CLOCK_EXTERNAL:
        case ISP_CLOCK_EXTERNAL_RC:
          return self->external_hz;
        case ISP_CLOCK_RESERVED:
          return 0;
        }
    }
  return 0;
}

static guint
get_brown_out_mv (const IspSimChip *self)
{
  const IspFuseField *enable = isp_part_get_field (self->part, ISP_FIELD_BODEN);
  guint level = get_field (self, self->latched, ISP_FIELD_BODLEVEL);

  if (enable != NULL && !sim_fuses_is_programmed (self, ISP_FIELD_BODEN, TRUE))
    return 0;
  return isp_part_get_brown_out_mv (self->part, level);
}

void
sim_fuses_update_clock (IspSimChip *self)
{
  guint32 hz = get_source_hz (self);

  if (sim_fuses_is_programmed (self, ISP_FIELD_CKDIV8, TRUE))
    hz /= 8;
  if (get_brown_out_mv (self) > self->supply_mv)
    hz = 0;
  self->cpu_hz = hz;
}

void
sim_fuses_latch (IspSimChip *self)
{
  for (guint i = 0; i < ISP_N_FUSES; i++)
    self->latched[i] = self->fuse[i];
  sim_fuses_update_clock (self);
}

void
sim_fuses_init (IspSimChip *self)
{
  for (guint i = 0; i < ISP_N_FUSES; i++)
    self->fuse[i] = as_silicon_reads (self->part, i, self->part->factory[i]);
  sim_fuses_unlock (self);
  sim_fuses_latch (self);
}

void
sim_fuses_unlock (IspSimChip *self)
{
  self->fuse[ISP_FUSE_LOCK] = as_silicon_reads (self->part, ISP_FUSE_LOCK, 0xFF);
}

/* ── behind the chip's back ── */

guint8
isp_sim_chip_get_fuse (IspSimChip *self, IspFuseByte byte)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail ((guint) byte < ISP_N_FUSES, 0);
  return self->fuse[byte];
}

void
isp_sim_chip_set_fuse (IspSimChip *self, IspFuseByte byte, guint8 value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail ((guint) byte < ISP_N_FUSES);

  self->fuse[byte] = self->latched[byte] = as_silicon_reads (self->part, byte, value);
  sim_fuses_update_clock (self);
}

/* ── instructions ── */

guint8
sim_get_second_byte_bits (const IspPart *part, IspInstruction op)
{
  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (op == isp_fuse_byte_get_write_op (byte) && ((part->instructions->in_second >> byte) & 1))
      return part->fuse_mask[byte] & ~part->instructions->op[op][1];
  return 0;
}

static guint8
get_lock_answer (const IspSimChip *self)
{
  guint8 lock = self->fuse[ISP_FUSE_LOCK];

  if (!self->part->instructions->lock_on_top)
    return lock;
  return 0x3F | (lock & 0x02) << 6 | (lock & 0x04) << 4;
}

gboolean
sim_fuses_read (IspSimChip *self, guint8 *out)
{
  guint i = self->in[2] & 3;
  gboolean found = FALSE;

  if (sim_is (self, ISP_OP_READ_SIGNATURE))
    {
      *out = i < 3 ? self->part->signature[i] : 0xFF;
      return TRUE;
    }
  if (sim_is (self, ISP_OP_READ_CALIBRATION))
    {
      /* any value that a test can tell from FF and from its neighbour */
      *out = i < self->part->n_calibration ? 0x60 + 5 * i : 0xFF;
      return TRUE;
    }
  /* two bytes may share one instruction: each answers in its own bits */
  *out = 0xFF;
  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (sim_is (self, isp_fuse_byte_get_read_op (byte)))
      {
        *out &= byte == ISP_FUSE_LOCK ? get_lock_answer (self) : self->fuse[byte];
        self->unread &= ~(1 << byte);
        found = TRUE;
      }
  return found;
}

/* TRUE when the fault swallows this write. */
static gboolean
fails_to_take (IspSimChip *self, IspFuseByte byte)
{
  SimFaultState *fault = &self->fault;

  if (fault->kind != ISP_SIM_FAULT_FUSE && fault->kind != ISP_SIM_FAULT_FUSE_ONCE)
    return FALSE;
  if (fault->spent || (fault->argument != byte && fault->argument < ISP_N_FUSES) ||
      (fault->argument >= ISP_N_FUSES && byte == ISP_FUSE_LOCK))
    return FALSE;
  fault->spent = fault->kind == ISP_SIM_FAULT_FUSE_ONCE;
  return TRUE;
}

static void
write_lock (IspSimChip *self, guint8 value)
{
  guint8 old = self->fuse[ISP_FUSE_LOCK];

  self->stats.lock_writes++;
  sim_start_write (self, BUSY_OTHER, 0, 0, self->part->fuse_us);
  if (fails_to_take (self, ISP_FUSE_LOCK))
    return;
  if ((value & ~old & self->part->fuse_mask[ISP_FUSE_LOCK]) != 0)
    self->stats.bit_raises++;
  self->fuse[ISP_FUSE_LOCK] = as_silicon_reads (self->part, ISP_FUSE_LOCK, value & old);
}

static void
write_fuse (IspSimChip *self, IspFuseByte byte, guint8 value)
{
  const IspFuseField *spien = isp_part_get_field (self->part, ISP_FIELD_SPIEN);

  if (sim_lock_blocks_writing (self))
    return;
  self->stats.fuse_writes++;
  self->unread |= 1 << byte;
  sim_start_write (self, BUSY_OTHER, 0, 0, self->part->fuse_us);
  if (fails_to_take (self, byte))
    return;
  /* no serial instruction reaches SPIEN */
  if (spien != NULL && spien->byte == byte)
    value = (value & ~spien->mask) | (self->fuse[byte] & spien->mask);
  self->fuse[byte] = as_silicon_reads (self->part, byte, value);
}

gboolean
sim_fuses_write (IspSimChip *self)
{
  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (sim_is (self, isp_fuse_byte_get_write_op (byte)))
      {
        guint8 bits = sim_get_second_byte_bits (self->part, isp_fuse_byte_get_write_op (byte));
        guint8 value = bits != 0 ? self->in[1] | ~bits : self->in[3];

        if (byte == ISP_FUSE_LOCK)
          write_lock (self, value);
        else
          write_fuse (self, byte, value);
        return TRUE;
      }
  return FALSE;
}
