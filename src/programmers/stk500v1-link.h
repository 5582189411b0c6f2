/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v1's framing: getting in step with whatever is behind the port, and commands with their
 * replies. Private to stk500v1.c. */
#pragma once

#include "isp-programmer.h"

G_BEGIN_DECLS

enum
{
  STK_OK = 0x10,
  STK_NO_DEVICE = 0x13,
  STK_IN_SYNC = 0x14,
  STK_NO_SYNC = 0x15,
  STK_EOP = 0x20,
};

typedef struct
{
  IspSerial *serial; /* the programmer's */
  gboolean native;   /* USB all the way: the board holds bytes back instead of losing them */
  guint baud;
  gboolean lost; /* a reply was wrong or missing: what comes next may be anything */
} StkLink;

/* Opens the port and gets in step: waits out the bootloader of boards that reset when the port is
 * opened, tries both usual rates. TIMEOUT: nothing answers; NOT_A_PROGRAMMER: something else does.
 */
gboolean stk_link_open (StkLink *self, IspProgrammer *programmer, const IspPort *port,
                        gboolean native, GCancellable *cancellable, GError **error);
/* Gets in step again, whatever was broken off: spaces, until they are refused. */
gboolean stk_link_resync (StkLink *self, gint64 deadline, GError **error);

/* Time (µs) that so many bytes take on the wire. */
guint64 stk_link_get_wire_us (const StkLink *self, gsize n_bytes);
/* A reply of n bytes between IN_SYNC and OK. status (may be NULL): the last byte, which then need
 * not be OK. */
gboolean stk_link_read_reply (StkLink *self, guint8 *data, gsize n, gint64 deadline, guint8 *status,
                              GError **error);
/* Writes a whole command. Not cancelled halfway: the board would take what comes next as its rest.
 */
gboolean stk_link_write (StkLink *self, const guint8 *data, gsize n, gint64 deadline,
                         GError **error);
/* A command and its reply. busy_us: what the board does in between. */
gboolean stk_link_command (StkLink *self, const guint8 *tx, gsize n_tx, guint8 *rx, gsize n_rx,
                           guint64 busy_us, guint8 *status, GError **error);

G_END_DECLS
