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
  guint32 cpu_hz;        /* as inferred by speed_up; 0: no telling */
  IspFuses fuses;        /* of first contact: read twice, and they make sense; then as written */
  gboolean no_echo;      /* the part asked for sends nothing back */
  guint distrusted;      /* 1 << IspMemoryId: the programmer's own reads of it are not what single
                            instructions read */
  gboolean patient;      /* the chip was changed: giving up costs more than reading once more */
  guint8 busy_seen;      /* RDY/BSY was seen busy since the link was opened */
  gboolean stays;        /* fuses are being written: programming mode is not left */
  gboolean has_written;  /* anything, since the fuses were last guarded */
  gboolean is_mending;   /* isp_link_mend() is at work */
  gboolean is_trying;    /* wrong answers are an answer: a rate is too fast, or the chip another */
  guint n_mended;        /* how often isp_link_mend() was needed, and helped */
  guint32 extended;      /* last loaded extended address; G_MAXUINT32: none */
  void (*tick) (gsize bytes, gpointer data); /* bytes moved since the last call; may be NULL */
  gpointer tick_data;
};

/* Opens the programmer. On failure nothing is open. */
gboolean isp_link_open (IspLink *self, IspSession *session, const IspPort *port,
                        const IspSpeed *speed, GCancellable *cancellable, GError **error);
/* Releases RESET and closes; fine on a link that never opened. */
void isp_link_close (IspLink *self);
/* Puts the programmer's name before the message of an error that it has just reported. Errors of
 * other domains stay as they are: nobody reads a name before "cancelled". Always FALSE. */
gboolean isp_link_name_error (const IspLink *self, GError **error);
/* Contact at the fastest rate up to 187.5 kHz, else slower in steps. Fills part (asked, or the only
 * one with the signature found). NO_TARGET, UNSTABLE, WRONG_PART, UNSUPPORTED and the programmer's
 * errors. */
gboolean isp_link_contact (IspLink *self, const IspPart *asked, GError **error);
/* A jump to what the CPU clock of the chip's fuses allows; stays where it was when signature, fuses
 * or a piece of flash read otherwise there. FALSE only for the programmer's errors. */
gboolean isp_link_speed_up (IspLink *self, gboolean readable, GError **error);
/* Leaves, pulses RESET and enters again at no more than sck_hz; the signature must be the same. */
gboolean isp_link_reenter (IspLink *self, guint32 sck_hz, GError **error);
/**
 * isp_link_mend:
 * @self: a link in programming mode
 * @anew: enter programming mode again in any case, which empties the chip's page buffers
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
gboolean isp_link_mend (IspLink *self, gboolean anew, GError **error);
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
/* SCK that a CPU clock allows with a quarter to spare; 0: no telling. */
guint32 isp_link_get_sck_for (guint32 cpu_hz);

G_END_DECLS
