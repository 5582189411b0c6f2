/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times and sizes of the models that the least time of a job follows from (bench-floor.c). */
#pragma once

#include "bench/bench-private.h"

/* USB at low speed: a control transfer's setup and status, then its packets */
#define LOW_SPEED_SETUP_NS  BENCH_MS
#define LOW_SPEED_PACKET_NS (150 * BENCH_US)
#define LOW_SPEED_PACKET    8

/* USB at full speed, bulk: what a transfer costs until the host controller gets to it, and a packet
 * of 64; with the host's own part a message and its reply take about 0.6 ms */
#define FULL_SPEED_TRANSFER_NS (200 * BENCH_US)
#define FULL_SPEED_PACKET_NS   (60 * BENCH_US)

/* a serial port over USB: a packet that is not full leaves so long after its last byte */
#define USB_LEAVE_NS (3 * BENCH_MS)
/* … and full speed, with all that goes around a byte */
#define USB_BYTE_NS (1 * BENCH_US)
/* a UART: start, 8 bits, stop */
#define UART_BITS 10

/* USBasp: the eight fast rates are its SPI unit's, the others the CPU's */
#define USBASP_SCK_HZ                                                                              \
  {                                                                                                \
    375000, 488, 977, 1953, 3900, 7500, 14000, 28100, 93750, 187500, 375000, 750000, 1500000,      \
        3000000,                                                                                   \
  }
/* … an instruction at 1.5 MHz takes 50 µs, 29 of them beside the bits; while it is on the host asks
 * whether it is done, and each "not yet" takes the CPU away for a moment: 41 % of the time */
#define USBASP_CPU_NS                  (29 * BENCH_US)
#define USBASP_INSTRUCTION_NS(half_ns) ((64 * (guint64) (half_ns) + USBASP_CPU_NS) * 100 / 59)
#define USBASP_SCK_3MHZ                13 /* only one firmware has it */
#define USBASP_MAX_REPLY               254 /* a reply of 255 bytes means something else to the USB stack */
#define USBASP_MAX_WRITE               65535

/* USBtiny: at a period of 1 µs SCK is high for 1.08 µs and low for 1.25; an instruction takes more
 * than its bits, and a third of the time goes into telling the host that it is not done yet */
#define USBTINY_HIGH_EXTRA_NS          580
#define USBTINY_LOW_EXTRA_NS           750
#define USBTINY_CPU_NS                 (27 * BENCH_US)
#define USBTINY_INSTRUCTION_NS(bit_ns) ((32 * (guint64) (bit_ns) + USBTINY_CPU_NS) * 100 / 66)
#define USBTINY_MAX_REPLY              255 /* lengths are counted in a byte */

/* the ArduinoISP sketch */
#define SKETCH_HALF_NS        4000               /* SCK 125 kHz */
#define SKETCH_INSTRUCTION_NS (3 * BENCH_US)     /* around each */
#define SKETCH_COMMIT_NS      (30 * BENCH_MS)    /* after each page that it commits itself */
#define SKETCH_ENTER_NS       (70100 * BENCH_US) /* RESET low, high, low */
#define SKETCH_BUFFER         256

/* STK500v2: around each instruction */
#define STK2_INSTRUCTION_NS (4 * BENCH_US)

/* a Bus Pirate v3 */
#define PIRATE_SCK_HZ                                                                              \
  {                                                                                                \
    31250, 125000, 250000, 1000000, 2000000, 2666666, 4000000, 8000000                             \
  }
#define PIRATE_RELIABLE_HZ 2000000u /* up to here, before firmware 6.2 */
#define PIRATE_BYTE_NS     500      /* what a byte over SPI costs beside its bits, firmware 6.1 */
#define PIRATE_BAUD        115200
#define PIRATE_FAST_BAUD   2000000

/* an Arduino after DTR rises: the simple model; optiboot and the stock sketch, measured on an Uno,
 * where a byte too early shortens the wait */
#define DEAF_NS           (1500 * BENCH_MS)
#define OPTIBOOT_NS       (1400 * BENCH_MS)
#define OPTIBOOT_EARLY_NS (390 * BENCH_MS)
#define SKETCH_SETUP_NS   (540 * BENCH_MS)
