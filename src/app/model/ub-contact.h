/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Live contact: asks the chip every second, on a worker thread, while it is wanted and a port is
 * set. Read only; RESET is released between tries. */
#pragma once

#include "ub-ports.h"

#include "engine/plan/isp-unfinished.h"

G_BEGIN_DECLS

#define UB_TYPE_CONTACT (ub_contact_get_type ())
G_DECLARE_FINAL_TYPE (UbContact, ub_contact, UB, CONTACT, GObject)

typedef enum
{
  UB_CONTACT_OFF,     /* not wanted, or no port that may be asked */
  UB_CONTACT_TRYING,  /* no answer yet, or an error: get_error says which */
  UB_CONTACT_ANSWERS, /* get_snapshot has it */
} UbContactState;

/* Emits "changed" on the thread that made it. ports: told while a programmer may be open. */
UbContact *ub_contact_new (UbPorts *ports);

/* port NULL: off. part NULL: whatever answers. Forgets what was found when either differs. */
void ub_contact_set_target (UbContact *self, const IspPort *port, const IspPart *part);
/* Wanted: the page that shows it is visible. What was found is kept when it is not. */
void ub_contact_set_wanted (UbContact *self, gboolean wanted);
/* Asks at once. */
void ub_contact_try_again (UbContact *self);
/* Forgets what was found (after a job, which changed the chip). */
void ub_contact_forget (UbContact *self);
/* How often it asks, from when on silence is worth a word, and from when on it asks only
 * every fifth time. For tests; the usual times are a second, five seconds and two minutes. */
void ub_contact_set_times (UbContact *self, guint period_ms, guint silent_ms, guint patience_ms);

UbContactState ub_contact_get_state (UbContact *self);
const IspSnapshot *ub_contact_get_snapshot (UbContact *self); /* NULL: no answer */
const GError *ub_contact_get_error (UbContact *self);         /* of the last try; NULL: none */
/* ISP_ERROR_WRONG_PART: what is there instead; NULL: not known. */
const IspPart *ub_contact_get_found (UbContact *self);
/**
 * ub_contact_get_unfinished:
 *
 * Returns: (transfer none) (nullable): the job that was broken off on the chip that answers; NULL:
 * none, or no answer
 */
const IspUnfinished *ub_contact_get_unfinished (UbContact *self);
/* TRUE: tries have failed for five seconds or more. */
gboolean ub_contact_is_silent (UbContact *self);
/* TRUE: they have failed for two minutes or more. */
gboolean ub_contact_is_slow (UbContact *self);

G_END_DECLS
