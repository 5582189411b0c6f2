/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial adapters: only asking tells what is behind them. */
#pragma once

#include "isp-id-row.h"

/**
 * ISP_ADAPTER_ROW:
 * @vid: USB vendor id
 * @pid: USB product id
 * @chip: what the adapter's chip is called: "CH340"
 * @name: what people call the driver's device, marked for translation
 *
 * An #IspIdRow for a serial adapter: its ids do not tell what is behind it.
 */
#define ISP_ADAPTER_ROW(vid, pid, chip, name)                                                      \
  {                                                                                                \
    vid, pid, 0, 0xFFFF, ISP_ID_MAYBE, name, .adapter = chip                                       \
  }

/* clang-format off */
/**
 * ISP_ADAPTER_ROWS:
 * @name: what people call the driver's device, marked for translation
 *
 * Rows for every known serial adapter, for a driver's table.
 */
#define ISP_ADAPTER_ROWS(name) \
  ISP_ADAPTER_ROW (0x1A86, 0x7523, "CH340", name), \
  ISP_ADAPTER_ROW (0x1A86, 0x55D4, "CH9102", name), \
  ISP_ADAPTER_ROW (0x1A86, 0x55D3, "CH343", name), \
  ISP_ADAPTER_ROW (0x1A86, 0x55D2, "CH342", name), \
  ISP_ADAPTER_ROW (0x10C4, 0xEA60, "CP210x", name), \
  ISP_ADAPTER_ROW (0x10C4, 0xEA70, "CP210x", name), \
  ISP_ADAPTER_ROW (0x10C4, 0xEA71, "CP210x", name), \
  ISP_ADAPTER_ROW (0x0403, 0x6015, "FT231X", name), \
  ISP_ADAPTER_ROW (0x0403, 0x6001, "FT232R", name), \
  ISP_ADAPTER_ROW (0x067B, 0x2303, "PL2303", name), \
  ISP_ADAPTER_ROW (0x067B, 0x2304, "PL2303", name), \
  ISP_ADAPTER_ROW (0x067B, 0x23A3, "PL2303", name), \
  ISP_ADAPTER_ROW (0x067B, 0x23B3, "PL2303", name), \
  ISP_ADAPTER_ROW (0x067B, 0x23C3, "PL2303", name), \
  ISP_ADAPTER_ROW (0x067B, 0x23D3, "PL2303", name), \
  ISP_ADAPTER_ROW (0x067B, 0x23E3, "PL2303", name), \
  ISP_ADAPTER_ROW (0x067B, 0x23F3, "PL2303", name)

/* clang-format on */
