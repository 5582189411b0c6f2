/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stk500v1-sync-private.h"

#include "config.h"
#include "core/isp-error.h"
#include "programmers/serial-line.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SLOW_BAUD 19200u /* the stock sketch */
#define FAST_BAUD 115200u
/* What else people build the sketch with. */
static const guint odd_bauds[] = { 9600, 57600, 38400 };
#define SYNC_US (250 * 1000)
/* No byte for so long: it has said all. Native USB sends a packet 3 ms after its last byte. */
#define QUIET_US        (30 * 1000)
#define NATIVE_QUIET_US (10 * 1000)
#define DRAIN_US        (500 * 1000)
/* A packet of what is read out of the chip, at the slowest rate of a sketch, and the most that one
 * command has it read. */
#define PACKET_US (50 * 1000)
#define BLOCK_US  (20 * G_USEC_PER_SEC)
/* A broken command swallows 257 bytes at worst. */
#define RESYNC_MAX  320u
#define RESYNC_STEP 16u
#define RESYNC_US   (2 * G_USEC_PER_SEC)
/* Completes a broken command without carrying it out: it is no STK_EOP, and no command either. As
 * the rest of a fuse or lock write it programs no bit, which a space would. */
#define BREAK 0xFF

/* Opening a port resets most boards on a UART, pulsing DTR the rest; optiboot gives way after 2 s,
 * or 1 s after a byte at another rate than its own. So much later everybody is there. */
#define DTR_OFF_US (20 * 1000)
#define BOOT_US    (2500 * 1000)
#define KNOCK_US   (25 * 1000) /* an adapter may hold replies back for 16 ms */
#define N_KNOCKS   3u

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

/* Reads until nothing has come for a while. Returns FALSE when the line is gone. */
static gboolean
listen (StkLink *self, gint64 deadline, gboolean *refused, GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GError) local = NULL;
  guint8 byte;

  while (g_get_monotonic_time () < deadline &&
         isp_serial_read (self->serial, &byte, 1, g_get_monotonic_time () + get_quiet_us (self),
                          NULL, cancellable, &local))
    *refused = *refused || byte == STK_NO_SYNC;
  return local == NULL || is_only_late (&local, error);
}

/* A command that was broken off swallows bytes until it is complete, and is refused then, as it
 * does not end with STK_EOP. From there on two of them are refused as one unknown command. */
static gboolean
break_off (StkLink *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  guint8 breaks[RESYNC_STEP];
  gboolean refused = FALSE;

  memset (breaks, BREAK, sizeof breaks);
  for (guint sent = 0; sent < RESYNC_MAX && !refused && g_get_monotonic_time () < deadline;
       sent += RESYNC_STEP)
    {
      g_autoptr (GError) local = NULL;

      if (!isp_serial_write (self->serial, breaks, sizeof breaks, deadline, cancellable, &local) &&
          !is_only_late (&local, error))
        return FALSE;
      if (!listen (self, deadline, &refused, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* STK_EOP ends the unknown command that an odd number of BREAKs began. */
static gboolean
fill_up (StkLink *self, gint64 deadline, Heard *heard, GCancellable *cancellable, GError **error)
{
  static const guint8 end = STK_EOP;
  g_autoptr (GError) local = NULL;

  *heard = HEARD_NOTHING;
  if (!break_off (self, deadline, cancellable, error))
    return FALSE;
  if (!isp_serial_write (self->serial, &end, 1, deadline, cancellable, &local) &&
      !is_only_late (&local, error))
    return FALSE;
  return confirm_sync (self, heard, cancellable, error);
}

/* A length that was garbled may have it read the chip for seconds, deaf to all else. A board that
 * no DTR resets can only be waited for; one that talks for ever, once. */
static void
wait_out (StkLink *self)
{
  gint64 start = g_get_monotonic_time ();

  drain (self, NULL);
  if (!self->native || self->endless)
    return;
  isp_serial_drain (self->serial, PACKET_US, start + BLOCK_US, NULL);
  self->endless = g_get_monotonic_time () >= start + BLOCK_US;
}

gboolean
stk_sync_again (StkLink *self, guint64 patience_us, GError **error)
{
  Heard heard;

  wait_out (self);
  if (!fill_up (self, g_get_monotonic_time () + (gint64) patience_us, &heard, NULL, error))
    return FALSE;
  if (heard == HEARD_SYNC)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_TIMEOUT, _ ("The programmer went silent"));
  return FALSE;
}

/* ── who is there ── */

#define N_PARAMETERS 6u
/* clang-format off */
static const guint8 questions[] = {
  '0', STK_EOP,
  '1', STK_EOP,
  'A', STK_PARAMETER_PROGMODE, STK_EOP,
  'A', STK_PARAMETER_HARDWARE, STK_EOP,
  'A', STK_PARAMETER_MAJOR, STK_EOP,
  'A', STK_PARAMETER_MINOR, STK_EOP,
  'A', STK_PARAMETER_VTARGET, STK_EOP,
  'A', STK_PARAMETER_SCK, STK_EOP,
};
/* clang-format on */
#define SIGN_ON    2u /* where the question begins */
#define PARAMETERS 4u
#define N_ANSWERS  (2 + (2 + 7) + N_PARAMETERS * (2 + 1))

static void
set_parameters (StkIdentity *out, const guint8 p[N_PARAMETERS])
{
  out->mode = p[0], out->hardware = p[1], out->major = p[2];
  out->minor = p[3], out->vtarget = p[4], out->sck = p[5];
}

/* A bootloader may sign on alike, but knows nothing of the parameter for the programming mode. */
static gboolean
is_programmer (const StkIdentity *self)
{
  return (memcmp (self->text, "AVR ISP", 7) == 0 || memcmp (self->text, "AVR STK", 7) == 0) &&
         (self->mode == 'S' || self->mode == 'P');
}

/* All answers without a byte too many or too few? */
static gboolean
parse_answers (const guint8 rx[N_ANSWERS], StkIdentity *out)
{
  const guint8 *p = rx + 2;
  guint8 parameters[N_PARAMETERS];

  if (rx[0] != STK_IN_SYNC || rx[1] != STK_OK || p[0] != STK_IN_SYNC || p[8] != STK_OK)
    return FALSE;
  memcpy (out->text, p + 1, sizeof out->text);
  p += 9;
  for (guint i = 0; i < N_PARAMETERS; i++, p += 3)
    {
      if (p[0] != STK_IN_SYNC || p[2] != STK_OK)
        return FALSE;
      parameters[i] = p[1];
    }
  set_parameters (out, parameters);
  return is_programmer (out);
}

/* All questions in one go; no late answer to anything else looks like all the answers. *met FALSE:
 * the line is quiet again, and nothing is known. */
static gboolean
meet (StkLink *self, StkIdentity *out, gboolean *met, GCancellable *cancellable, GError **error)
{
  gsize n = N_ANSWERS;

  *met = FALSE;
  /* What comes too much is late: again without it. */
  for (guint i = 0; i < N_KNOCKS && n == N_ANSWERS && !*met; i++)
    {
      gint64 deadline = g_get_monotonic_time () + SYNC_US / 2;
      g_autoptr (GError) local = NULL;
      guint8 rx[N_ANSWERS];

      n = 0;
      if (!isp_serial_write (self->serial, questions, sizeof questions, deadline, cancellable,
                             &local) ||
          !isp_serial_read (self->serial, rx, sizeof rx, deadline, &n, cancellable, &local))
        {
          if (!is_only_late (&local, error))
            return FALSE;
        }
      *met = n == N_ANSWERS && parse_answers (rx, out);
      if (!*met)
        drain (self, cancellable);
    }
  return TRUE;
}

/* Asks the questions one at a time. */
static gboolean
ask_each (StkLink *self, StkIdentity *out, GError **error)
{
  guint8 parameters[N_PARAMETERS] = { 0 };
  gboolean ok =
      stk_link_command (self, questions + SIGN_ON, 2, out->text, sizeof out->text, 0, NULL, error);

  for (guint i = 0; ok && i < N_PARAMETERS; i++)
    ok = stk_link_command (self, questions + PARAMETERS + 3 * i, 3, &parameters[i], 1, 0, NULL,
                           error);
  set_parameters (out, parameters);
  if (!ok && !g_error_matches (*error, ISP_ERROR, ISP_ERROR_PROTOCOL))
    return FALSE;
  if (ok && is_programmer (out))
    return TRUE;
  g_clear_error (error);
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                       _ ("It answers, but is not running the ArduinoISP sketch"));
  return FALSE;
}

/* ── opening ── */

/* What a killed host left unfinished would take the first questions for its rest. At a slower rate
 * than the sender's, BREAK is seen as itself or not at all. */
static gboolean
end_unfinished (StkLink *self, GCancellable *cancellable, GError **error)
{
  static const guint8 ends[] = { BREAK, BREAK, BREAK, BREAK, BREAK, BREAK, STK_EOP };
  g_autoptr (GError) local = NULL;

  return isp_serial_write (self->serial, ends, sizeof ends, g_get_monotonic_time () + SYNC_US,
                           cancellable, &local) ||
         is_only_late (&local, error);
}

/* At one rate, briefly. *stirred: something was heard before, in and out. */
static gboolean
knock (StkLink *self, guint baud, gboolean *stirred, StkIdentity *out, gboolean *met,
       GCancellable *cancellable, GError **error)
{
  guint n = *stirred ? N_KNOCKS : 1;
  Heard heard = HEARD_NOTHING;

  *stirred = FALSE;
  self->baud = baud;
  if (!isp_serial_set_baud (self->serial, baud, error))
    return FALSE;
  for (guint i = 0; i < n && heard != HEARD_SYNC; i++)
    {
      if (!ask_sync (self, KNOCK_US, &heard, cancellable, error))
        return FALSE;
      *stirred |= heard != HEARD_NOTHING;
    }
  return heard != HEARD_SYNC || meet (self, out, met, cancellable, error);
}

/* At the rates that few use, once each: most that is here was found before. What was asked at other
 * rates may have left a command unfinished. */
static gboolean
knock_at_odd_rates (StkLink *self, StkIdentity *out, gboolean *met, GCancellable *cancellable,
                    GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (odd_bauds) && !*met; i++)
    {
      gboolean stirred = FALSE;

      if (!isp_serial_set_baud (self->serial, odd_bauds[i], error) ||
          !end_unfinished (self, cancellable, error))
        return FALSE;
      drain (self, cancellable);
      if (!knock (self, odd_bauds[i], &stirred, out, met, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* Knocks at both rates in turn until the sketch opens. A bootloader at 115200 that answers instead
 * is no programmer yet; the knock at 19200 sends it away. */
static gboolean
wait_for_sketch (StkLink *self, IspProgrammer *programmer, StkIdentity *out, gboolean *met,
                 GCancellable *cancellable, GError **error)
{
  gint64 end = g_get_monotonic_time () + (programmer->started ? 0 : BOOT_US);
  gboolean stirred = FALSE;

  if (!programmer->started && !isp_serial_pulse_dtr (self->serial, DTR_OFF_US, cancellable, error))
    return FALSE;
  if (!isp_serial_set_baud (self->serial, FAST_BAUD, error) ||
      !end_unfinished (self, cancellable, error))
    return FALSE;
  do
    if (!knock (self, SLOW_BAUD, &stirred, out, met, cancellable, error) ||
        (!*met && !knock (self, FAST_BAUD, &stirred, out, met, cancellable, error)))
      return FALSE;
  while (!*met && g_get_monotonic_time () < end);
  programmer->started = TRUE;
  return *met || knock_at_odd_rates (self, out, met, cancellable, error);
}

/* Some questions; where they bring no answer, what was broken off is ended. *best: the best that
 * was heard. */
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

/* The patient way: for what is in the middle of something, or takes one question at a time. */
static gboolean
insist (StkLink *self, StkIdentity *out, GCancellable *cancellable, GError **error)
{
  Heard heard = HEARD_NOTHING;

  guint n = self->native ? 2 : 1; /* others were knocked at before */

  if (!try_baud (self, SLOW_BAUD, n, &heard, cancellable, error) ||
      (!self->native && heard != HEARD_SYNC &&
       !try_baud (self, FAST_BAUD, n, &heard, cancellable, error)))
    return FALSE;
  if (heard == HEARD_SYNC)
    return ask_each (self, out, error);
  if (heard == HEARD_NOTHING)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_TIMEOUT, _ ("Nothing answers at this port"));
  else
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                         _ ("What answers at this port is not a programmer"));
  return FALSE;
}

static gboolean
meet_native (StkLink *self, StkIdentity *out, gboolean *met, GCancellable *cancellable,
             GError **error)
{
  if (!end_unfinished (self, cancellable, error))
    return FALSE;
  drain (self, cancellable);
  return meet (self, out, met, cancellable, error);
}

gboolean
stk_sync_restart (StkLink *self, IspProgrammer *programmer, GError **error)
{
  guint baud = self->baud;
  StkIdentity identity;
  gboolean met = FALSE;

  if (!self->native)
    {
      programmer->started = FALSE;
      if (!wait_for_sketch (self, programmer, &identity, &met, NULL, error))
        return FALSE;
      self->lost = !met;
    }
  if (met)
    return TRUE;
  self->baud = baud;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_TIMEOUT,
                       _ ("The programmer does not recover: unplug it and plug it in again"));
  return FALSE;
}

gboolean
stk_sync_open (StkLink *self, IspProgrammer *programmer, const IspPort *port, gboolean native,
               StkIdentity *out, GCancellable *cancellable, GError **error)
{
  gboolean met = FALSE;

  *self = (StkLink){ .native = native, .baud = SLOW_BAUD };
  self->serial = isp_serial_line_open (programmer, port, self->baud, cancellable, error);
  return self->serial != NULL &&
         (native ? meet_native (self, out, &met, cancellable, error)
                 : wait_for_sketch (self, programmer, out, &met, cancellable, error)) &&
         (met || insist (self, out, cancellable, error));
}
