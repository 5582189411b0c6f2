/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Getting in step with whatever is behind the port, and who it is. Private to stk500v1.c. */
#pragma once

#include "stk500v1-link-private.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 text[7]; /* "AVR ISP", "AVR STK" */
  guint8 mode;    /* how it programs: 'S' or 'P' */
  guint8 hardware, major, minor, vtarget, sck;
} StkIdentity;

/* Opens the port, gets in step and asks who is there: waits out the bootloader of boards that reset
 * when the port is opened, tries both usual rates. TIMEOUT: nothing answers; NOT_A_PROGRAMMER:
 * something else does. */
gboolean stk_sync_open (StkLink *link, IspProgrammer *programmer, const IspPort *port,
                        gboolean native, StkIdentity *out, GCancellable *cancellable,
                        GError **error);
/* Gets in step again, whatever was broken off, without leaving programming mode. What was broken
 * off is ended in a way that programs nothing; a block that is being read is waited for, and the
 * patience begins after it. */
gboolean stk_sync_again (StkLink *link, guint64 patience_us, GError **error);
/* For a sketch that hangs: resets its board, which lets RESET go, and waits for it as opening does.
 * TIMEOUT: it did not come back, or cannot be reset from here. */
gboolean stk_sync_restart (StkLink *link, IspProgrammer *programmer, GError **error);

G_END_DECLS
