/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way into a Bus Pirate's binary SPI mode, from whatever state it is in, and back to its text
 * prompt; commands with their answers. Private to buspirate.c. */
#pragma once

#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/* In id rows. */
enum
{
  BP_QUIRK_NATIVE = 1 << 0, /* USB all the way, where baud means nothing */
  BP_QUIRK_LEGACY = 1 << 1, /* legacy4third of a Bus Pirate 5: one mode for all, no text, no PWM */
};

typedef enum
{
  BP_MODE_LOST, /* a reply was wrong or missing: it may be in any state */
  BP_MODE_TEXT,
  BP_MODE_RAW, /* all pins let go */
  BP_MODE_SPI,
} BpMode;

typedef struct
{
  IspSerial *serial; /* the programmer's */
  IspSession *session;
  guint baud;         /* 0: see BP_QUIRK_NATIVE */
  gboolean is_legacy; /* see BP_QUIRK_LEGACY */
  guint hardware;     /* 3 */
  guint firmware;     /* 601 is 6.1; 0: it does not say */
  gboolean streams;   /* passes a block on as it comes, and loses what comes faster than SPI goes */
  gboolean hurries;   /* the port may be another device's: looked for only in its usual states */
  gint64 end;         /* monotonic time in µs: it is looked for no longer; 0: until it is found */
  gboolean is_met;    /* found when it was looked for last: else closing looks no more */
  BpMode mode;
} BpLink;

/* Finds it, learns what it is and makes the line as fast as it can. Ends in raw mode. TIMEOUT:
 * nothing answers; NOT_A_PROGRAMMER: something else does. */
gboolean bp_link_open (BpLink *self, IspProgrammer *programmer, const IspPort *port,
                       GCancellable *cancellable, GError **error);
/* Back to the text prompt at 115200, whatever went before; does nothing if none was found. Best
 * effort, about a second at most. */
void bp_link_close (BpLink *self);

/* Into raw mode, from any state, a lost one too. All pins are let go. */
gboolean bp_link_enter_raw (BpLink *self, GCancellable *cancellable, GError **error);
/* Into SPI mode, from any state, a lost one too. Pins are let go; outputs are as the device
 * has them by default. */
gboolean bp_link_enter_spi (BpLink *self, GCancellable *cancellable, GError **error);

/* Gets in step again, whatever command was broken off; ends in SPI mode. *stayed: it never left
 * that mode, and the pins are as they were. */
gboolean bp_link_resync (BpLink *self, gboolean *stayed, GError **error);

/* Time (µs) that so many bytes take on the line. */
guint64 bp_link_get_wire_us (const BpLink *self, gsize n_bytes);
/* A whole command in one write, and its answer of exactly n_rx bytes, the first of which is 01.
 * busy_us: what it does in between. Not cancelled halfway. PROTOCOL when it refuses. */
gboolean bp_link_command (BpLink *self, const guint8 *tx, gsize n_tx, guint8 *rx, gsize n_rx,
                          guint64 busy_us, GError **error);
/* A command of one byte that is answered by one. */
gboolean bp_link_command_byte (BpLink *self, guint8 byte, GError **error);
/* Bytes that follow an answer. */
gboolean bp_link_read (BpLink *self, guint8 *rx, gsize n_rx, guint64 busy_us, GError **error);
/* Is tx known? *known: n_rx bytes came, the first of them 01. Else the device is brought back into
 * SPI mode, all pins let go in between. FALSE only where it is gone. */
gboolean bp_link_probe (BpLink *self, const guint8 *tx, gsize n_tx, guint8 *rx, gsize n_rx,
                        gboolean *known, GCancellable *cancellable, GError **error);

G_END_DECLS
