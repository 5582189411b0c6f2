/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What DFU bootloaders of AVR chips have in common: requests, states, ids, and where memory is. */
#pragma once

#include "bench/board/bench-board.h"

G_BEGIN_DECLS

enum
{
  BENCH_DFU_DETACH = 0,
  BENCH_DFU_DNLOAD = 1,
  BENCH_DFU_UPLOAD = 2,
  BENCH_DFU_GETSTATUS = 3,
  BENCH_DFU_CLRSTATUS = 4,
  BENCH_DFU_GETSTATE = 5,
  BENCH_DFU_ABORT = 6,
};

enum
{
  BENCH_DFU_OK = 0x00,
  BENCH_DFU_ERR_WRITE = 0x03,
  BENCH_DFU_ERR_CHECK_ERASED = 0x05,
  BENCH_DFU_ERR_ADDRESS = 0x08,
};

#define BENCH_DFU_PACKET 32

/* A byte of flash in a page of 64 KiB, and one of EEPROM; both wrap. */
guint8 *bench_dfu_get_flash (Bench *bench, guint8 page, guint16 address);
guint8 *bench_dfu_get_eeprom (Bench *bench, guint16 address);
/* … and its address. */
guint32 bench_dfu_get_flash_address (Bench *bench, guint8 page, guint16 address);
/* The maker and the signature, by the numbers that DFU has for them. FALSE: it has none. */
gboolean bench_dfu_get_id (Bench *bench, guint8 index, guint8 *byte);

G_END_DECLS
