/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Endpoint 0 of a device: a control transfer packet by packet, as the bus carries it. Firmware of a
 * low-speed device does its work between the packets: what is withdrawn in the middle has happened
 * in part. */
#pragma once

#include "bench/bench-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint64 deaf_until; /* it still works on what was withdrawn: a SETUP goes unanswered */
  gboolean hung;      /* for good */
} BenchPipe;

typedef struct
{
  BenchControl request;
  gboolean begun, has_data_stage;
  guint moved;
  guint64 began_at;
} BenchControlTransfer;

#define BENCH_GOES_ON G_MININT

/* The next packet, or all of it where the firmware has its reply ready; from start on, which is on
 * the device's clock. Returns BENCH_GOES_ON; bytes moved; or a negative errno: -ETIMEDOUT: it says
 * nothing, for ever; -EPROTO: it answered none of three quick tries. */
int bench_pipe_step (BenchPipe *self, Bench *bench, const BenchUsbDevice *device, gpointer firmware,
                     BenchControlTransfer *transfer, guint64 start);

G_END_DECLS
