/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-dfu.h"

#define MAKER 0x58

guint32
bench_dfu_get_flash_address (Bench *bench, guint8 page, guint16 address)
{
  return (address | (guint32) page << 16) % isp_sim_chip_get_part (bench->chip)->flash.size;
}

guint8 *
bench_dfu_get_flash (Bench *bench, guint8 page, guint16 address)
{
  return isp_sim_chip_get_flash (bench->chip) + bench_dfu_get_flash_address (bench, page, address);
}

guint8 *
bench_dfu_get_eeprom (Bench *bench, guint16 address)
{
  return isp_sim_chip_get_eeprom (bench->chip) +
         address % isp_sim_chip_get_part (bench->chip)->eeprom.size;
}

gboolean
bench_dfu_get_id (Bench *bench, guint8 index, guint8 *byte)
{
  const guint8 *signature = isp_sim_chip_get_part (bench->chip)->signature;

  if (index == 0x30)
    *byte = MAKER;
  else if (index == 0x31)
    *byte = signature[0];
  else if (index == 0x60 || index == 0x61)
    *byte = signature[1 + (index & 1)];
  else
    return FALSE;
  return TRUE;
}
