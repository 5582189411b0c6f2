/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bulk endpoints, usually 02 and 82, of a full-speed device that takes messages and answers
 * each: what the kernel's URBs mean to it. A message ends with a packet that is not full; replies
 * wait until they are read. */
#pragma once

#include "bench/bench-private.h"

G_BEGIN_DECLS

#define BENCH_BULK_OUT     0x02
#define BENCH_BULK_IN      0x82
#define BENCH_BULK_TO_HOST 0x80

typedef struct
{
  GByteArray *message; /* as far as it has come */
  GQueue replies;      /* GBytes */
  gboolean halted;
} BenchBulk;

typedef struct
{
  guint8 endpoint;
  guint8 *data;
  gsize length;
  guint64 start;  /* when the bus and the device are free for it */
  int status;     /* out: 0 or a negative errno */
  guint actual;   /* out */
  guint64 end_at; /* out: when the transfer was over */
} BenchBulkTransfer;

void bench_bulk_init (BenchBulk *self);
void bench_bulk_clear (BenchBulk *self);
/* As the host's request to clear a halt does, or a reset: with it goes what waits. */
void bench_bulk_recover (BenchBulk *self, gboolean reset);
/* FALSE: there is nothing to read yet. */
gboolean bench_bulk_carry_out (BenchBulk *self, Bench *bench, const BenchUsbDevice *device,
                               gpointer firmware, BenchBulkTransfer *transfer);

G_END_DECLS
