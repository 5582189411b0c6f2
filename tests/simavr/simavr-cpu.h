/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An ATmega32U4 that runs a real bootloader's code, instruction by instruction, in simavr. Flash
 * and time are the bench's, and so are lock bits and faults: simavr knows none of them. What else
 * simavr lacks, and the loaders need, is here: vectors in the boot section, fuses that the CPU
 * reads, what USB has beside bytes. */
#pragma once

#include "bench/board/bench-board.h"

#include <simavr/sim_avr.h>

G_BEGIN_DECLS

#define SIMAVR_PAGE          128
#define SIMAVR_MHZ           16
#define SIMAVR_PACKET_CYCLES (20 * SIMAVR_MHZ) /* the bus has a packet for so long, at least */

typedef struct
{
  avr_t *avr;
  Bench *bench;  /* NULL: the loader only tells what it is */
  guint32 start; /* of the loader */
  gboolean left; /* it has started the application, or reset the chip */
  guint packet;  /* of endpoint 0 */
  guint8 page[SIMAVR_PAGE];
  avr_cycle_count_t frame_at;  /* the bus's next */
  avr_cycle_count_t told;      /* cycles that the bench knows of */
  avr_cycle_count_t packet_at; /* a packet that begins now is there then */
  gboolean setup_pending, nak_out;
  void *uedatx_param, *ueintx_param; /* simavr's own readers */
  avr_io_read_t uedatx, ueintx;
} SimavrCpu;

/* From a reset into the loader, with all of the flash: as power does it, or (there is an
 * application that it would start) as the person who wants the loader. */
void simavr_cpu_reset (SimavrCpu *self, const guint8 *flash);
/* On the bench's chip from now on. */
void simavr_cpu_join (SimavrCpu *self, Bench *bench);
/* The host is there. */
void simavr_cpu_plug (SimavrCpu *self);
/* A few instructions. */
void simavr_cpu_step (SimavrCpu *self);
/* Between transfers it only waits for the next, unless its watchdog runs. How long that took, in
 * ns, which the bench is not told. */
guint64 simavr_cpu_wait_for_watchdog (SimavrCpu *self);
/* The time that passed here, and what is in EEPROM, are the bench's. */
void simavr_cpu_tell (SimavrCpu *self);
void simavr_cpu_free (SimavrCpu *self);

/* ── the host's end of its USB (simavr-usb.c) ── */

/* Bytes moved; -1: stall; BENCH_NO_ANSWER: none came, or the loader has left. */
int simavr_usb_control (SimavrCpu *self, BenchControl *request);
/* Bytes of one packet from an endpoint. */
guint simavr_usb_read (SimavrCpu *self, guint endpoint, guint8 out[64]);
/* FALSE: it has not got the packet before yet. */
gboolean simavr_usb_write (SimavrCpu *self, guint endpoint, const guint8 *packet, guint n);
/* As the host does when something is plugged in. FALSE: nobody answers. */
gboolean simavr_usb_enumerate (SimavrCpu *self, guint8 descriptors[256], gsize *n);
/* Of string index; g_free. NULL: it has none. */
char *simavr_usb_get_string (SimavrCpu *self, guint index);

G_END_DECLS
