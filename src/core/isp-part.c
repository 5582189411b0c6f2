/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-part.h"

#include <string.h>

guint
isp_fuse_field_get (const IspFuseField *self, guint8 bits)
{
  guint value = 0;

  g_return_val_if_fail (self != NULL, 0);
  for (guint bit = 0, at = 0; bit < 8; bit++)
    if ((self->mask >> bit) & 1)
      value |= (guint) ((bits >> bit) & 1) << at++;
  return value;
}

guint
isp_fuse_field_get_max (const IspFuseField *self)
{
  return isp_fuse_field_get (self, 0xff);
}

guint8
isp_fuse_field_put (const IspFuseField *self, guint8 bits, guint value)
{
  g_return_val_if_fail (self != NULL && value <= isp_fuse_field_get_max (self), bits);

  bits &= (guint8) ~self->mask;
  for (guint bit = 0, at = 0; bit < 8; bit++)
    if ((self->mask >> bit) & 1)
      bits |= (guint8) (((value >> at++) & 1) << bit);
  return bits;
}

/* NULL when the part has no such field. Static data, any thread. */
const IspFuseField *
isp_part_get_field (const IspPart *part, IspField field)
{
  g_return_val_if_fail (part != NULL, NULL);

  for (guint i = 0; i < part->n_fields; i++)
    if (part->fields[i].field == field)
      return &part->fields[i];
  return NULL;
}

const IspClockRow *
isp_part_get_clock (const IspPart *part, guint value)
{
  g_return_val_if_fail (part != NULL, NULL);

  for (guint i = 0; i < part->n_clocks; i++)
    if ((value & part->clocks[i].mask) == part->clocks[i].match)
      return &part->clocks[i];
  return NULL;
}

guint
isp_part_get_brown_out_mv (const IspPart *part, guint value)
{
  g_return_val_if_fail (part != NULL, 0);
  return value < G_N_ELEMENTS (part->bod_mv) ? part->bod_mv[value] : 0;
}

/* All ones turn it off. */
static gboolean
is_reserved_threshold (const IspPart *part, guint value)
{
  const IspFuseField *field = isp_part_get_field (part, ISP_FIELD_BODLEVEL);

  return isp_part_get_brown_out_mv (part, value) == 0 &&
         (field == NULL || value != isp_fuse_field_get_max (field));
}

gboolean
isp_part_is_reserved (const IspPart *part, IspField field, guint value)
{
  const IspClockRow *clock;

  g_return_val_if_fail (part != NULL && (guint) field < ISP_N_FIELDS, FALSE);

  switch (field)
    {
    case ISP_FIELD_CLOCK:
      clock = isp_part_get_clock (part, value);
      return clock == NULL || clock->source == ISP_CLOCK_RESERVED;
    case ISP_FIELD_BODLEVEL:
      return is_reserved_threshold (part, value);
    case ISP_FIELD_BODACT:
    case ISP_FIELD_BODPD:
    case ISP_FIELD_TA0SEL:
      return value == 0;
    case ISP_FIELD_ULPOSCSEL:
      return value < 3;
    case ISP_FIELD_LB:
      return value == 1;
    default:
      return FALSE;
    }
}

gboolean
isp_part_has_instruction (const IspPart *part, IspInstruction op)
{
  g_return_val_if_fail (part != NULL && (guint) op < ISP_N_OPS, FALSE);

  const guint8 *bytes = part->instructions->op[op];

  return bytes[0] != 0 || bytes[1] != 0;
}

void
isp_part_make_op (const IspPart *part, IspInstruction op, guint32 address, guint8 data,
                  guint8 tx[4])
{
  const guint8 *bytes = part->instructions->op[op];

  tx[0] = bytes[0];
  tx[1] = bytes[1] | (address >> 8 & 0xFF);
  tx[2] = address & 0xFF;
  tx[3] = data;
}

/* clang-format off */
static const struct
{
  IspInstruction read, write;
} fuse_ops[ISP_N_FUSES] = {
  [ISP_FUSE_LOW]      = { ISP_OP_READ_LOW_FUSE,      ISP_OP_WRITE_LOW_FUSE      },
  [ISP_FUSE_HIGH]     = { ISP_OP_READ_HIGH_FUSE,     ISP_OP_WRITE_HIGH_FUSE     },
  [ISP_FUSE_EXTENDED] = { ISP_OP_READ_EXTENDED_FUSE, ISP_OP_WRITE_EXTENDED_FUSE },
  [ISP_FUSE_LOCK]     = { ISP_OP_READ_LOCK,          ISP_OP_WRITE_LOCK          },
};
/* clang-format on */

IspInstruction
isp_fuse_byte_get_read_op (IspFuseByte byte)
{
  g_return_val_if_fail ((guint) byte < ISP_N_FUSES, ISP_N_OPS);
  return fuse_ops[byte].read;
}

IspInstruction
isp_fuse_byte_get_write_op (IspFuseByte byte)
{
  g_return_val_if_fail ((guint) byte < ISP_N_FUSES, ISP_N_OPS);
  return fuse_ops[byte].write;
}

/* A word address has 16 bits in an instruction, so one half holds 64 Ki words. */
gboolean
isp_part_needs_extended_address (const IspPart *part)
{
  g_return_val_if_fail (part != NULL, FALSE);

  return part->flash.size > 128 * 1024;
}

gboolean
isp_part_clears_page_buffer (const IspPart *part)
{
  g_return_val_if_fail (part != NULL, FALSE);

  return !part->instructions->reset_after_erase;
}

gboolean
isp_part_get_boot_section (const IspPart *part, guint bootsz, guint32 *start, guint32 *size)
{
  g_return_val_if_fail (part != NULL, FALSE);

  if (bootsz >= G_N_ELEMENTS (part->boot_bytes) || part->boot_bytes[bootsz] == 0)
    return FALSE;
  if (size != NULL)
    *size = part->boot_bytes[bootsz];
  if (start != NULL)
    *start = part->flash.size - part->boot_bytes[bootsz];
  return TRUE;
}

static gboolean
memories_equal (const IspMemory *a, const IspMemory *b)
{
  return a->size == b->size && a->page_size == b->page_size && a->write_us == b->write_us;
}

/* Member by member: between them there may be padding. */
static gboolean
instructions_equal (const IspInstructionSet *a, const IspInstructionSet *b)
{
  return a == b || (memcmp (a->op, b->op, sizeof a->op) == 0 && a->in_second == b->in_second &&
                    a->lock_on_top == b->lock_on_top &&
                    a->reset_after_erase == b->reset_after_erase && a->no_echo == b->no_echo);
}

static gboolean
fields_equal (const IspPart *a, const IspPart *b)
{
  if (a->n_fields != b->n_fields)
    return FALSE;
  for (guint i = 0; i < a->n_fields; i++)
    {
      const IspFuseField *x = &a->fields[i], *y = &b->fields[i];

      if (x->field != y->field || x->byte != y->byte || x->mask != y->mask)
        return FALSE;
    }
  return TRUE;
}

static gboolean
clocks_equal (const IspPart *a, const IspPart *b)
{
  if (a->n_clocks != b->n_clocks)
    return FALSE;
  for (guint i = 0; i < a->n_clocks; i++)
    {
      const IspClockRow *x = &a->clocks[i], *y = &b->clocks[i];

      if (x->mask != y->mask || x->match != y->match || x->source != y->source ||
          x->min_hz != y->min_hz || x->max_hz != y->max_hz || x->startup_ms != y->startup_ms)
        return FALSE;
    }
  return TRUE;
}

/* Names and aliases may differ; everything that the engine acts on may not. */
gboolean
isp_part_is_same_for_engine (const IspPart *a, const IspPart *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return a == b ||
         (memcmp (a->signature, b->signature, sizeof a->signature) == 0 &&
          instructions_equal (a->instructions, b->instructions) &&
          memories_equal (&a->flash, &b->flash) && memories_equal (&a->eeprom, &b->eeprom) &&
          a->eeprom_byte_us == b->eeprom_byte_us && a->erase_us == b->erase_us &&
          a->fuse_us == b->fuse_us && a->n_calibration == b->n_calibration &&
          memcmp (a->fuse_mask, b->fuse_mask, sizeof a->fuse_mask) == 0 &&
          memcmp (a->bod_mv, b->bod_mv, sizeof a->bod_mv) == 0 &&
          memcmp (a->boot_bytes, b->boot_bytes, sizeof a->boot_bytes) == 0 &&
          a->rc_hz == b->rc_hz && a->has_usb == b->has_usb &&
          a->stk500_device == b->stk500_device && fields_equal (a, b) && clocks_equal (a, b));
}
