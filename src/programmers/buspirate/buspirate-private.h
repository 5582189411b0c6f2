/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What buspirate.c and its flash (buspirate-flash.c) share. */
#pragma once

#include "buspirate-link-private.h"

G_BEGIN_DECLS

enum
{
  COMMAND_WRITE_THEN_READ = 0x05, /* how many, twice: big-endian, 16 bits */
  COMMAND_AVR = 0x06,
};

/* After COMMAND_AVR. */
enum
{
  AVR_VERSION = 0x01,
  AVR_READ = 0x02, /* word address, bytes: big-endian, 32 bits */
};

#define OP_LEN 4u

typedef struct
{
  BpLink link;
  gboolean can_block;     /* write-then-read */
  gboolean can_read;      /* AVR commands */
  gboolean is_bulk_known; /* whether 16 bytes at once come back whole was tried */
  gboolean is_bulk_small; /* they do not: an instruction at a time */
  gboolean is_powered;
  gboolean is_open_drain; /* outputs, with pull-ups: what the target answered to */
  gboolean is_found;      /* it did answer */
  gboolean is_entered;
  guint32 sck_hz;
  guint32 clock_hz;  /* that comes out of AUX; 0: none */
  gint64 busy_until; /* monotonic µs: the chip writes a page */
} Pirate;

/* Time (µs) of a byte over SPI. */
guint64 bp_get_byte_us (const Pirate *pirate);
/* Does SPI keep up with the line? Where not, a UART that keeps four bytes loses what comes. */
gboolean bp_is_line_slower (const Pirate *pirate);
/* FALSE with PROTOCOL: not in programming mode. */
gboolean bp_check_entered (const Pirate *pirate, GError **error);
/* An IspRunFunc. */
gboolean bp_exchange_run (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n,
                          gsize *n_done, GCancellable *cancellable, GError **error);
/* The driver's read and write_pages. */
gboolean bp_read (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                  GCancellable *cancellable, GError **error);
gboolean bp_write_pages (IspProgrammer *self, IspMemoryId memory, guint32 address,
                         const guint8 *data, gsize len, GCancellable *cancellable, GError **error);

G_END_DECLS
