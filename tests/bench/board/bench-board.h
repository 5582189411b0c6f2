/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board whose chip is on USB by itself: with its bootloader, or with the application that the
 * bootloader starts. Each is a device of its own on the same port. */
#pragma once

#include "bench/wire/bench-serial.h"

G_BEGIN_DECLS

/* A part that the loader is made for. */
typedef struct
{
  const char *id;
  guint16 pid; /* 0: as the device's row says, and so is product */
  const char *product;
  guint32 start;             /* of the loader */
  guint8 fuse[ISP_N_FUSES];  /* as boards with it have them */
  const BenchUsbDevice *usb; /* in place of the loader's */
} BenchLoaderPart;

typedef struct
{
  const BenchUsbDevice *usb; /* how it shows itself: one of these */
  const BenchSerialDevice *serial;
  const BenchLoaderPart *parts; /* ends with a row without an id */
  gboolean runs_first; /* BOOTRST: it runs at every start, and then starts the application */
  gboolean stays;      /* … unless there is none: it starts where word 0 is not FFFF */
  guint presses;       /* of RESET in quick succession that keep it running */
  const guint8 *image; /* the loader's bytes, to the end of flash; NULL: any that can be told from
                          others */
} BenchLoader;

typedef enum
{
  BENCH_START_POWER,
  BENCH_START_LOADER,      /* somebody wants it: the button, or a key left in RAM */
  BENCH_START_APPLICATION, /* by the loader */
  BENCH_START_ASTRAY,      /* the CPU is somewhere, until it is reset */
} BenchStart;

gpointer bench_board_start (Bench *bench, const void *loader, GError **error);
void bench_board_stop (Bench *bench, gpointer model);
void bench_board_unplug (Bench *bench, gpointer model);
void bench_board_plug (Bench *bench, gpointer model);

/* ── for the loaders, with the bench's lock held ── */

/* In ns on the chip's clock it is gone from the bus, and starts anew as said; again: in place of
 * what was said before. */
void bench_board_leave (Bench *bench, BenchStart start, guint64 ns);
/* It stays after all. */
void bench_board_stay (Bench *bench);
/* Where the loader begins: the end of the application. */
guint32 bench_board_get_end (Bench *bench);

/* ── the CPU writes its own memories, which takes its time; with the bench's lock held ── */

/* The page around a byte address. Lock bits are obeyed, without a word. */
void bench_spm_erase (Bench *bench, guint32 address);
/* A whole page; writing clears bits. */
void bench_spm_write (Bench *bench, guint32 address, const guint8 *page);
/* Erases and writes a page of which n bytes at address are new. */
void bench_spm_change (Bench *bench, guint32 address, const guint8 *data, guint n);
void bench_spm_eeprom (Bench *bench, guint32 address, guint8 value);
/* Until told NULL, the time that it takes is added there, and not to the chip's clock. */
void bench_spm_in_background (Bench *bench, guint64 *ns);
/* The whole application, page by page. */
void bench_spm_erase_application (Bench *bench);

/* ── the application, as the bytes in flash show it ── */

typedef struct
{
  guint8 descriptors[256];
  char manufacturer[64], product[64];
  gboolean has_port; /* it is a serial port */
  BenchUsbDevice usb;
  BenchSerialDevice serial;
} BenchApplication;

/* FALSE: nothing of it can be seen on USB. */
gboolean bench_application_find (const guint8 *flash, guint32 size, BenchApplication *out);

extern const BenchLoader bench_atmel_dfu, bench_lufa_dfu, bench_qmk_dfu, bench_caterina,
    bench_caterina_leonardo, bench_halfkay, bench_halfkay_busy, bench_halfkay_arm,
    bench_bootloadhid, bench_usbasploader, bench_usbasploader_original, bench_usbasploader_gblargg,
    bench_lufa_hid, bench_qmk_hid, bench_nanoboot, bench_lufa_ms;

G_END_DECLS
