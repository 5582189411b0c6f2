/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes that go out together: instructions, the waits after them and checks of the signature, so
 * that a programmer with a long link is never left without work. Private to the engine. */
#pragma once

#include "isp-avr-private.h"

G_BEGIN_DECLS

typedef struct
{
  IspLink *link;
  GArray *ops;          /* IspOp */
  GArray *sync_checks;  /* guint: which of them read the signature's first byte */
  guint64 us;           /* about, for all of them */
  guint32 doubt_us;     /* a wait that RDY/BSY, never seen busy, may not have shown; 0: none */
  gboolean checks_last; /* one more, once that wait is over */
  gsize bytes;          /* of memory, for progress */
} IspAvrBatch;

IspAvrBatch isp_avr_batch_new (IspLink *link);
void isp_avr_batch_clear (IspAvrBatch *self);
void isp_avr_batch_add (IspAvrBatch *self, IspOp op);
/* Appends the wait after a write: polls RDY/BSY if the part has it, otherwise waits the full us
 * microseconds. */
void isp_avr_batch_add_wait (IspAvrBatch *self, guint32 us);
/* The chip is in step at this place, or isp_avr_batch_run says UNSTABLE. */
void isp_avr_batch_add_sync_check (IspAvrBatch *self);
/* TRUE: nothing more should be added before it was run. */
gboolean isp_avr_batch_is_full (const IspAvrBatch *self);
/* Carries everything out, and is empty afterwards. */
gboolean isp_avr_batch_run (IspAvrBatch *self, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IspAvrBatch, isp_avr_batch_clear)

G_END_DECLS
