/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A programmer with a chip on it: contact, finding SCK, and the way back to the slow, proven rate.
 * Speeds and retries live here alone. Worker thread; private to the engine. */
#pragma once

#include "core/isp-fuses.h"
#include "engine/plan/isp-snapshot.h"
#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

struct _IspLink
{
  IspSession *session;       /* borrowed */
  GCancellable *cancellable; /* borrowed; NULL while cancel has to wait */
  IspProgrammer *programmer; /* owned */
  const IspPart *part;       /* NULL until the signature was read */
  guint8 signature[3];
  IspSpeed speed;        /* what a person knows */
  guint32 sck_hz;        /* in force; 0: the programmer does not say */
  guint32 proven_sck_hz; /* of first contact */
  guint32 cpu_hz;        /* as inferred by speed_up; 0: not known */
  IspFuses fuses;        /* of first contact: read twice, and they make sense; then as written */
  gboolean no_echo;      /* the part asked for sends nothing back */
  guint distrusted;      /* 1 << IspMemoryId: the programmer's own reads of it are not what single
                            instructions read */
  guint reached;         /* 1 << address / ISP_AVR_BANK: the programmer's own reads are known to get
                            there, not to a place of less address bits */
  gboolean patient;      /* the chip was changed: giving up costs more than reading once more */
  guint8 busy_seen;      /* RDY/BSY was seen busy since the link was opened */
  gboolean stays;        /* fuses are being written: programming mode is not left */
  gboolean has_written;  /* anything, since the fuses were last guarded */
  gboolean is_mending;   /* isp_link_mend() is at work */
  gboolean is_gone;      /* at the last entry nothing came back any more, at any try */
  gboolean is_trying;    /* wrong answers are an answer: a rate is too fast, or the chip another */
  guint n_mended;        /* how often isp_link_mend() was needed, and helped */
  guint32 extended;      /* last loaded extended address; G_MAXUINT32: none */
  void (*tick) (gsize bytes, gpointer data); /* bytes moved since the last call; may be NULL */
  gpointer tick_data;
};

/**
 * isp_link_open:
 * @self: (out caller-allocates): the link
 * @session: borrowed; has to live as long as the link
 * @port: where the programmer is
 * @speed: (nullable): what a person knows; %NULL: nothing
 * @cancellable: (nullable): borrowed, for everything that is done over the link
 * @error: return location
 *
 * Opens the programmer, without looking for a chip. Follow it by isp_link_contact(), and end with
 * isp_link_close().
 *
 * Returns: %FALSE with the errors of isp_programmer_open(); nothing is then open
 */
gboolean isp_link_open (IspLink *self, IspSession *session, const IspPort *port,
                        const IspSpeed *speed, GCancellable *cancellable, GError **error);

/**
 * isp_link_close:
 * @self: a link; one that never opened does no harm
 *
 * Guards the fuses, releases RESET and closes the programmer.
 */
void isp_link_close (IspLink *self);

/**
 * isp_link_name_error:
 * @self: a link
 * @error: (inout) (optional): what the programmer has just reported
 *
 * Puts the programmer's name in front of the message. Errors of other domains stay as they are:
 * "cancelled" does not need a name.
 *
 * Returns: %FALSE, always, for the caller to return
 */
gboolean isp_link_name_error (const IspLink *self, GError **error);

/**
 * isp_link_contact:
 * @self: an open link
 * @asked: (nullable): the part that a person named; %NULL: whatever answers
 * @error: return location
 *
 * Looks for a chip at the fastest rate up to 187.5 kHz, then at slower ones with longer RESET
 * pulses. Fills in the link's part (@asked, or the only one with the signature that was found),
 * signature, fuses and proven rate.
 *
 * Returns: %FALSE with %ISP_ERROR_NO_TARGET, %ISP_ERROR_UNSTABLE, %ISP_ERROR_WRONG_PART,
 *   %ISP_ERROR_UNSUPPORTED or the programmer's errors
 */
gboolean isp_link_contact (IspLink *self, const IspPart *asked, GError **error);

/**
 * isp_link_speed_up:
 * @self: a link in contact
 * @readable: whether the lock byte allows flash to be read
 * @error: return location
 *
 * Goes to the fastest rate that the chip's fuses allow, and infers cpu_hz. Goes back to the proven
 * rate where signature, fuses or a piece of flash read otherwise at the fast one.
 *
 * Returns: %FALSE with the programmer's errors, or if the chip no longer answers at the proven
 *   rate; %TRUE says nothing about the rate
 */
gboolean isp_link_speed_up (IspLink *self, gboolean readable, GError **error);

/**
 * isp_link_reenter:
 * @self: a link in contact
 * @sck_hz: the fastest SCK that is allowed
 * @error: return location
 *
 * Leaves programming mode, pulses RESET and enters again.
 *
 * Returns: %FALSE with %ISP_ERROR_NO_TARGET if the signature does not read as before, or the
 *   programmer's errors
 */
gboolean isp_link_reenter (IspLink *self, guint32 sck_hz, GError **error);

/**
 * isp_link_say_gone:
 * @self: a link that could not be brought in step again
 * @error: (inout): what was wrong first
 *
 * Puts %ISP_ERROR_NO_TARGET in place of @error where nothing came back at the last try: then the
 * fault is not that the chip answers wrongly, but that a wire or the supply came off.
 */
void isp_link_say_gone (const IspLink *self, GError **error);

/**
 * isp_link_mend:
 * @self: a link in programming mode
 * @reenter: enter programming mode again in any case, which empties the chip's page buffers
 * @error: what a function of the driver said, or that the chip seems out of step
 *
 * Gets in step again with a programmer whose link lost, doubled or changed a byte, and makes sure
 * that the chip is in step too; over a link that loses none only the chip can have been wrong.
 * While self->stays is set programming mode is not left for it, unless the programmer has left it
 * by itself.
 *
 * What was under way may have been carried out, in part, or with other bytes. After %TRUE, which
 * clears @error, it may be repeated.
 *
 * Returns: %FALSE with @error as it was: what failed does not pass, or did so too often
 */
gboolean isp_link_mend (IspLink *self, gboolean reenter, GError **error);

/**
 * isp_link_can_set_sck:
 * @self: an open link
 *
 * Tells a programmer whose SCK can be chosen from one that has its own.
 *
 * Returns: %FALSE: it has one, and nothing makes it slower
 */
gboolean isp_link_can_set_sck (const IspLink *self);

/**
 * isp_link_slow_down:
 * @self: a link in contact
 * @error: return location
 *
 * Back to the proven rate of first contact, where it is faster now; the chip's RESET is pulsed.
 *
 * Returns: FALSE when the chip, or the programmer, does not answer there.
 */
gboolean isp_link_slow_down (IspLink *self, GError **error);

/**
 * isp_link_guard_fuses:
 * @self: a link, in programming mode if its part is known
 *
 * Before programming mode is left: fuses that are not as self->fuses says are written back. Does
 * nothing where nothing was written, or the link cannot lose bytes. Never fails; the lock byte is
 * left to an erase.
 */
void isp_link_guard_fuses (IspLink *self);

/**
 * isp_link_get_sck_for:
 * @cpu_hz: the chip's CPU clock; 0: not known
 *
 * Computes the SCK that a clock allows, with a quarter to spare: each half longer than 2 CPU
 * clocks, or 3 from 12 MHz on (datasheets, "Serial Downloading"). Pure.
 *
 * Returns: in Hz; 0: not known
 */
guint32 isp_link_get_sck_for (guint32 cpu_hz);

G_END_DECLS
