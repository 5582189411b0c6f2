/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast a programmer works on a chip, by what its driver's row says of it. */
#include "isp-avr-private.h"

static double
get_read_us (const IspLink *link, IspMemoryId memory)
{
  const IspProgrammer *programmer = link->programmer;
  const IspCost *cost = programmer->cost;
  gboolean served =
      programmer->driver->read != NULL && isp_avr_is_served (link, memory, programmer->reads);

  return isp_programmer_get_byte_us (programmer, served ? &cost->read : &cost->op, link->sck_hz);
}

void
isp_avr_get_pace (const IspLink *link, IspPace *out)
{
  const IspProgrammer *programmer = link->programmer;
  const IspCost *cost = programmer->cost;
  const IspMemory *flash = &link->part->flash;
  guint32 chip_us = flash->write_us;

  out->read_us = get_read_us (link, ISP_MEMORY_FLASH);
  out->eeprom_us = get_read_us (link, ISP_MEMORY_EEPROM);
  out->far_us = cost->far_us > 0 ? cost->far_us : out->read_us;
  out->op_us = isp_programmer_get_byte_us (programmer, &cost->op, link->sck_hz);
  if (flash->page_size > 0 && isp_avr_can_write_accelerated (link, ISP_MEMORY_FLASH))
    {
      out->write_us = isp_programmer_get_byte_us (programmer, &cost->write, link->sck_hz);
      out->page_us = cost->page_us + MAX (cost->commit_us, chip_us);
      return;
    }
  /* without pages each byte is one */
  out->write_us = out->op_us + (flash->page_size > 0 ? 0 : chip_us);
  out->page_us = flash->page_size > 0 ? out->op_us + chip_us : 0;
}
