/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v1's framing: commands with their replies. Private to stk500v1.c. */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

enum
{
  STK_OK = 0x10,
  STK_NO_DEVICE = 0x13,
  STK_IN_SYNC = 0x14,
  STK_NO_SYNC = 0x15,
  STK_EOP = 0x20,
};

enum
{
  STK_PARAMETER_HARDWARE = 0x80,
  STK_PARAMETER_MAJOR = 0x81,
  STK_PARAMETER_MINOR = 0x82,
  STK_PARAMETER_VTARGET = 0x84, /* in 0.1 V; the sketches answer 0 */
  STK_PARAMETER_SCK = 0x89,     /* in eighths of 3.6864 MHz periods; the sketches answer 0 */
  STK_PARAMETER_PROGMODE = 0x93,
};

typedef struct
{
  IspSerial *serial; /* the programmer's */
  gboolean native;   /* USB all the way, as far as the ids tell */
  gboolean deep;     /* it is: tried out, the board holds bytes back instead of losing them */
  guint baud;
  gboolean lost;    /* a reply was wrong or missing: what comes next may be anything */
  gboolean endless; /* it talked longer than any command has it talk */
} StkLink;

/* Time (µs) that so many bytes take on the wire. */
guint64 stk_link_get_wire_us (const StkLink *self, gsize n_bytes);
/* A reply of n bytes between IN_SYNC and OK. status (may be NULL): the last byte, which then need
 * not be OK. */
gboolean stk_link_read_reply (StkLink *self, guint8 *data, gsize n, gint64 deadline, guint8 *status,
                              GError **error);
/* The answer to a command that was sent with anything but its end, which a sketch carries out all
 * the same. */
gboolean stk_link_read_refusal (StkLink *self, gint64 deadline, GError **error);
/* Writes a whole command. Not cancelled halfway: the board would take what comes next as its rest.
 */
gboolean stk_link_write (StkLink *self, const guint8 *data, gsize n, gint64 deadline,
                         GError **error);
/* A command of at most 24 bytes and its reply. busy_us: what the board does in between. */
gboolean stk_link_command (StkLink *self, const guint8 *tx, gsize n_tx, guint8 *rx, gsize n_rx,
                           guint64 busy_us, guint8 *status, GError **error);

/* Questions without consequence behind commands: their answers fill the packet that the commands'
 * answers, n_reply bytes, would have waited in. Of a deep link; 0 of any other. */
#define STK_FILLING_MAX 66u
gsize stk_link_get_filling (const StkLink *self, gsize n_reply);
/* Returns the bytes put, at most STK_FILLING_MAX. */
gsize stk_link_put_filling (guint8 *tx, gsize n_filling);
gboolean stk_link_read_filling (StkLink *self, gsize n_filling, gint64 deadline, GError **error);

G_END_DECLS
