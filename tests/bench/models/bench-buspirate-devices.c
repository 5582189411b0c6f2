/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Bus Pirates that there are models of. */
#include "bench-buspirate.h"
#include "bench/time/bench-times.h"

/* clang-format off */
#define GREETING(hardware, version)                                                                \
  "Bus Pirate " hardware "\r\nFirmware " version " [HiZ SPI] Bootloader v4.4\r\n"                  \
  "DEVID:0x0447 REVID:0x3046 (24FJ64GA002 B8)\r\n"

static const BenchPirateFirmware
  v3 = { GREETING ("v3.5", "v6.1"), TRUE, TRUE, TRUE, .unreliable = TRUE, .byte_ns = PIRATE_BYTE_NS },
  v3_115200 = { GREETING ("v3.5", "v6.1"), TRUE, TRUE, FALSE, .unreliable = TRUE, .byte_ns = PIRATE_BYTE_NS },
  v3_new = { GREETING ("v3.5", "v8.0"), TRUE, TRUE, TRUE, .streams = TRUE, .refuses_empty = TRUE,
             .byte_ns = 250 },
  v3_old = { GREETING ("v3.a", "v5.3"), .unreliable = TRUE, .byte_ns = 60000 },
  v3_5v = { GREETING ("v3.5", "v6.1"), TRUE, TRUE, TRUE, .unreliable = TRUE, .target_5v = TRUE,
            .byte_ns = PIRATE_BYTE_NS },
  v4 = { GREETING ("v4", "v7.0"), TRUE, TRUE, .byte_ns = PIRATE_BYTE_NS },
  v5 = { "Bus Pirate v2.5\r\nCommunity Firmware v7.1\r\nHiZ>", TRUE, TRUE, .legacy = TRUE,
         .byte_ns = PIRATE_BYTE_NS },
  v5_console = { GREETING ("5", "v1.0"), .console = TRUE };

#define PROGRAM .command = bench_pirate_run, .program_size = sizeof (BenchPirate)
/* The PIC's UART keeps four bytes. */
#define FTDI(firmware)                                                                             \
  { 0x0403, 0x6001, 0x0600, "FTDI", "FT232R USB UART", "AH03L1AB", "ttyUSB0", .baud = PIRATE_BAUD,      \
    .buffer = 4, PROGRAM, .variant = &firmware }
#define CDC(vid, pid, product, number, firmware)                                                   \
  { vid, pid, 0x0100, "Bus Pirate", product, "00000001", "ttyACM0", .interface = number, PROGRAM,  \
    .variant = &firmware }

const BenchSerialDevice bench_buspirate = FTDI (v3);
const BenchSerialDevice bench_buspirate_115200 = FTDI (v3_115200);
const BenchSerialDevice bench_buspirate_v8 = FTDI (v3_new);
const BenchSerialDevice bench_buspirate_old = FTDI (v3_old);
const BenchSerialDevice bench_buspirate_5v = FTDI (v3_5v);
const BenchSerialDevice bench_buspirate_v4 = CDC (0x04D8, 0xFB00, "CDC Test", 0, v4);
const BenchSerialDevice bench_buspirate_v5 = CDC (0x1209, 0x7331, "Bus Pirate 5", 2, v5);
const BenchSerialDevice bench_buspirate_v5_console =
  CDC (0x1209, 0x7331, "Bus Pirate 5", 2, v5_console);
/* clang-format on */
