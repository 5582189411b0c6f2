/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stk500v1-link.h"

#include "config.h"
#include "core/isp-error.h"
#include "serial-line.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SLOW_BAUD  19200u /* the stock sketch */
#define FAST_BAUD  115200u
#define SYNC_US    (250 * 1000)
#define SYNC_TRIES 4u
/* No byte for so long: it has said all. Native USB sends a packet 3 ms after its last byte. */
#define QUIET_US        (30 * 1000)
#define NATIVE_QUIET_US (10 * 1000)
#define DRAIN_US        (500 * 1000)
/* A broken command swallows 257 bytes at worst. */
#define RESYNC_SPACES 320u
#define RESYNC_STEP   32u
#define RESYNC_US     (2 * G_USEC_PER_SEC)
#define TURN_US       (10 * 1000) /* host and adapter, there and back */

guint64
stk_link_get_wire_us (const StkLink *self, gsize n_bytes)
{
  return n_bytes * (self->native ? 20 : 10 * G_GUINT64_CONSTANT (1000000) / self->baud);
}

/* ── commands ── */

gboolean
stk_link_write (StkLink *self, const guint8 *data, gsize n, gint64 deadline, GError **error)
{
  if (isp_serial_write (self->serial, data, n, deadline, NULL, error))
    return TRUE;
  self->lost = TRUE;
  return FALSE;
}

static gboolean
set_answer_error (StkLink *self, guint8 byte, GError **error)
{
  self->lost = TRUE;
  g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL, _ ("The programmer answered nonsense (%02X)"),
               byte);
  return FALSE;
}

gboolean
stk_link_read_reply (StkLink *self, guint8 *data, gsize n, gint64 deadline, guint8 *status,
                     GError **error)
{
  guint8 first = 0, last = 0;

  if (!isp_serial_read (self->serial, &first, 1, deadline, NULL, NULL, error) ||
      (first == STK_IN_SYNC &&
       (!isp_serial_read (self->serial, data, n, deadline, NULL, NULL, error) ||
        !isp_serial_read (self->serial, &last, 1, deadline, NULL, NULL, error))))
    {
      self->lost = TRUE;
      return FALSE;
    }
  if (first != STK_IN_SYNC)
    return set_answer_error (self, first, error);
  if (status != NULL)
    *status = last;
  else if (last != STK_OK)
    return set_answer_error (self, last, error);
  return TRUE;
}

gboolean
stk_link_command (StkLink *self, const guint8 *tx, gsize n_tx, guint8 *rx, gsize n_rx,
                  guint64 busy_us, guint8 *status, GError **error)
{
  gint64 deadline =
      isp_wait_deadline (stk_link_get_wire_us (self, n_tx + n_rx + 2) + busy_us + TURN_US);

  return stk_link_write (self, tx, n_tx, deadline, error) &&
         stk_link_read_reply (self, rx, n_rx, deadline, status, error);
}

/* ── getting in step ── */

typedef enum
{
  HEARD_NOTHING,
  HEARD_JUNK,  /* on a UART: the other rate */
  HEARD_REPLY, /* what this protocol says, at the wrong moment */
  HEARD_SYNC,
} Heard;

/* TRUE unless the line itself is gone. */
static gboolean
is_only_late (GError **local, GError **error)
{
  if (g_error_matches (*local, ISP_ERROR, ISP_ERROR_TIMEOUT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

/* Asks for sync once and listens for so long; replies to earlier questions count as well. */
static gboolean
ask_sync (StkLink *self, guint64 listen_us, Heard *heard, GCancellable *cancellable, GError **error)
{
  static const guint8 get_sync[] = { '0', STK_EOP };
  gint64 deadline = g_get_monotonic_time () + (gint64) listen_us;
  g_autoptr (GError) local = NULL;
  guint8 byte, before = 0;

  *heard = HEARD_NOTHING;
  if (!isp_serial_write (self->serial, get_sync, sizeof get_sync, deadline, cancellable, &local))
    return is_only_late (&local, error);
  while (isp_serial_read (self->serial, &byte, 1, deadline, NULL, cancellable, &local))
    {
      *heard = MAX (*heard, byte >= STK_OK && byte <= STK_NO_SYNC ? HEARD_REPLY : HEARD_JUNK);
      if (before == STK_IN_SYNC && byte == STK_OK)
        {
          *heard = HEARD_SYNC;
          return TRUE;
        }
      before = byte;
    }
  return is_only_late (&local, error);
}

static gint64
get_quiet_us (const StkLink *self)
{
  return self->native ? NATIVE_QUIET_US : QUIET_US;
}

static void
drain (StkLink *self, GCancellable *cancellable)
{
  isp_serial_drain (self->serial, (guint64) get_quiet_us (self), g_get_monotonic_time () + DRAIN_US,
                    cancellable);
}

/* Once more with a clean line: no late reply may be taken for the next command's. */
static gboolean
confirm_sync (StkLink *self, Heard *heard, GCancellable *cancellable, GError **error)
{
  drain (self, cancellable);
  if (!ask_sync (self, SYNC_US, heard, cancellable, error))
    return FALSE;
  if (*heard == HEARD_SYNC)
    drain (self, cancellable);
  self->lost = *heard != HEARD_SYNC;
  return TRUE;
}

/* Spaces end whatever command was broken off; then each is refused with 15. */
static gboolean
fill_up (StkLink *self, gint64 deadline, Heard *heard, GCancellable *cancellable, GError **error)
{
  guint8 spaces[RESYNC_STEP];

  memset (spaces, STK_EOP, sizeof spaces);
  *heard = HEARD_NOTHING;
  for (guint sent = 0; sent < RESYNC_SPACES && g_get_monotonic_time () < deadline;
       sent += RESYNC_STEP)
    {
      g_autoptr (GError) local = NULL;
      guint8 byte = 0;
      gsize n = 0;

      if (!isp_serial_write (self->serial, spaces, sizeof spaces, deadline, cancellable, &local))
        return is_only_late (&local, error);
      while (isp_serial_read (self->serial, &byte, 1, g_get_monotonic_time () + get_quiet_us (self),
                              NULL, cancellable, &local) &&
             g_get_monotonic_time () < deadline)
        n++;
      if (local != NULL && !is_only_late (&local, error))
        return FALSE;
      if (n > 0)
        *heard = HEARD_JUNK;
      /* Every space refused by itself: nothing swallows them any more. */
      if (n >= RESYNC_STEP)
        break;
    }
  return confirm_sync (self, heard, cancellable, error);
}

gboolean
stk_link_resync (StkLink *self, gint64 deadline, GError **error)
{
  Heard heard;

  if (!fill_up (self, deadline, &heard, NULL, error))
    return FALSE;
  if (heard == HEARD_SYNC)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_TIMEOUT,
                       _ ("The programmer does not come back to its senses: unplug it once"));
  return FALSE;
}

/* Some questions; where they bring no answer, spaces. *best: the best that was heard. */
static gboolean
try_baud (StkLink *self, guint baud, guint tries, Heard *best, GCancellable *cancellable,
          GError **error)
{
  Heard heard = HEARD_NOTHING;

  self->baud = baud;
  if (!isp_serial_set_baud (self->serial, baud, error))
    return FALSE;
  drain (self, cancellable);
  for (guint i = 0; i < tries && heard != HEARD_SYNC; i++)
    {
      if (!ask_sync (self, SYNC_US, &heard, cancellable, error))
        return FALSE;
      *best = MAX (*best, heard);
      if (heard == HEARD_JUNK && !self->native)
        return TRUE;
    }
  if (heard == HEARD_SYNC && !confirm_sync (self, &heard, cancellable, error))
    return FALSE;
  if (heard != HEARD_SYNC &&
      !fill_up (self, g_get_monotonic_time () + RESYNC_US, &heard, cancellable, error))
    return FALSE;
  *best = heard == HEARD_SYNC ? HEARD_SYNC : MIN (MAX (*best, heard), HEARD_REPLY);
  return TRUE;
}

static gboolean
find_baud (StkLink *self, IspProgrammer *programmer, GCancellable *cancellable, GError **error)
{
  Heard heard = HEARD_NOTHING;
  gboolean ok;

  if (self->native)
    ok = try_baud (self, SLOW_BAUD, 2, &heard, cancellable, error);
  else
    ok = isp_serial_line_start (programmer, cancellable, error) &&
         try_baud (self, SLOW_BAUD, SYNC_TRIES, &heard, cancellable, error) &&
         (heard == HEARD_SYNC ||
          try_baud (self, FAST_BAUD, SYNC_TRIES / 2, &heard, cancellable, error));
  if (!ok || heard == HEARD_SYNC)
    return ok;
  if (heard == HEARD_NOTHING)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_TIMEOUT, _ ("Nothing answers at this port"));
  else
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                         _ ("What answers at this port is no programmer"));
  return FALSE;
}

gboolean
stk_link_open (StkLink *self, IspProgrammer *programmer, const IspPort *port, gboolean native,
               GCancellable *cancellable, GError **error)
{
  *self = (StkLink){ .native = native, .baud = SLOW_BAUD };
  self->serial = isp_serial_line_open (programmer, port, self->baud, cancellable, error);
  return self->serial != NULL && find_baud (self, programmer, cancellable, error);
}
