/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page-ops.h"

typedef struct
{
  IspInstruction load, commit;
  guint page;        /* bytes; 1: no pages, load writes */
  guint32 wait_us;   /* after a commit, or after each load */
  gboolean is_flash; /* addresses count words */
} Way;

static Way
choose_way (const IspPart *part, IspMemoryId memory)
{
  if (memory == ISP_MEMORY_FLASH)
    return (Way){ ISP_OP_LOAD_FLASH_LOW, ISP_OP_WRITE_FLASH_PAGE, MAX (part->flash.page_size, 1),
                  part->flash.write_us, TRUE };
  if (isp_part_has_instruction (part, ISP_OP_LOAD_EEPROM_PAGE) && part->eeprom.page_size > 0)
    return (Way){ ISP_OP_LOAD_EEPROM_PAGE, ISP_OP_WRITE_EEPROM_PAGE, part->eeprom.page_size,
                  part->eeprom.write_us, FALSE };
  return (Way){ ISP_OP_WRITE_EEPROM, ISP_N_OPS, 1, part->eeprom_byte_us, FALSE };
}

static void
append (GArray *ops, const guint8 op[2], guint32 address, guint8 data, guint32 wait_us)
{
  IspOp item = { .tx = { op[0], op[1] | (guint8) (address >> 8), (guint8) address, data },
                 .wait_us = wait_us };

  g_array_append_val (ops, item);
}

gboolean
isp_page_ops_extended (const IspPart *part, guint32 address, IspOp *out)
{
  const guint8 *op = part->instructions->op[ISP_OP_LOAD_EXTENDED_ADDRESS];

  g_return_val_if_fail (part != NULL && out != NULL, FALSE);
  if (!isp_part_needs_extended_address (part))
    return FALSE;
  *out = (IspOp){ .tx = { op[0], op[1], (guint8) (address >> 17), 0 } };
  return TRUE;
}

GArray *
isp_page_ops_new (const IspPart *part, IspMemoryId memory, guint32 address, const guint8 *data,
                  gsize len)
{
  GArray *ops = g_array_new (FALSE, FALSE, sizeof (IspOp));
  const guint8 (*code)[2] = part->instructions->op;
  Way way = choose_way (part, memory);

  for (gsize i = 0; i < len; i++)
    {
      guint32 at = address + (guint32) i;
      guint32 loaded = way.is_flash || way.page == 1 ? at : at % way.page;
      guint high = way.is_flash && (at & 1) ? 1 : 0; /* LOAD_FLASH_HIGH follows LOAD_FLASH_LOW */
      IspOp extended;

      if (way.is_flash && at % way.page == 0 && isp_page_ops_extended (part, at, &extended))
        g_array_append_val (ops, extended);
      append (ops, code[way.load + high], way.is_flash ? (loaded >> 1) & 0xFFFF : loaded, data[i],
              way.page == 1 ? way.wait_us : 0);
      if (way.page > 1 && (at % way.page == way.page - 1 || i == len - 1))
        append (ops, code[way.commit],
                way.is_flash ? (at - at % way.page) >> 1 & 0xFFFF : at - at % way.page, 0,
                way.wait_us);
    }
  return ops;
}
