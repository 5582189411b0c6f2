/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "buspirate-link-private.h"

#include "config.h"
#include "core/isp-error.h"
#include "programmers/serial-line.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SLOW_BAUD 115200u
/* Where a block is passed on as it comes, SPI has to keep up: 1 MHz does with the second. The menu
 * asks for the divisor, 4 MHz / rate - 1. */
#define FAST_BAUD        2000000u
#define FAST_DIVISOR     "1\n"
#define STREAMED_BAUD    1000000u
#define STREAMED_DIVISOR "3\n"
#define FAST_HARDWARE    3u
#define FAST_FIRMWARE    505u
/* From here on a block is passed on as it comes, not kept first. */
#define STREAMING_FIRMWARE 701u

enum
{
  RAW_RESET = 0x00,
  RAW_SPI = 0x01,
  RAW_TO_TEXT = 0x0F,
  /* No command of SPI mode, which answers 00. As the rest of a broken command it is data that
   * programs no bit, where zeros would program them all. */
  BREAK = 0xFF,
};

#define REFUSED  0x00
#define BULK_MAX 16u /* bytes that a broken bulk command takes at most */

/* A prompt counts zeros up to 20; a bulk command that was broken off swallows 16. */
#define ZEROS 25u
/* What a write-then-read that was broken off swallows. */
#define FLOOD      4200u
#define FLOOD_STEP 60u
#define BLOCK_US   (400 * 1000) /* until all of a block has gone over SPI, at 125 kHz */
#define ZERO_US    (2 * 1000)
#define ANSWER_US  (60 * 1000) /* with an adapter that holds bytes back for 16 ms */
#define TEXT_US    (300 * 1000)
#define REBOOT_US  (500 * 1000)
#define QUIET_US   (30 * 1000)
#define STREAM_US  (1500 * 1000) /* of data that a killed host asked for */
#define TURN_US    (20 * 1000)

guint64
bp_link_get_wire_us (const BpLink *self, gsize n_bytes)
{
  return n_bytes * (self->baud == 0 ? 20 : 10 * G_GUINT64_CONSTANT (1000000) / self->baud);
}

/* ── words ── */

/* TRUE unless the line itself is gone or cancelled. */
static gboolean
is_only_late (GError **local, GError **error)
{
  if (g_error_matches (*local, ISP_ERROR, ISP_ERROR_TIMEOUT))
    {
      g_clear_error (local);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (local));
  return FALSE;
}

static gboolean
write_bytes (BpLink *self, const guint8 *data, gsize n, GCancellable *cancellable, GError **error)
{
  gint64 deadline = isp_wait_deadline (bp_link_get_wire_us (self, n));

  return isp_serial_write (self->serial, data, n, deadline, cancellable, error);
}

/* Adds what is said to heard until it contains what is waited for (NULL: nothing), or the time is
 * over. FALSE: the line is gone. */
static gboolean
listen (BpLink *self, const char *what, guint64 us, GString *heard, GCancellable *cancellable,
        GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) us;
  g_autoptr (GError) local = NULL;
  guint8 byte;

  while (what == NULL || strstr (heard->str, what) == NULL)
    {
      if (!isp_serial_read (self->serial, &byte, 1, deadline, NULL, cancellable, &local))
        return is_only_late (&local, error);
      g_string_append_c (heard, byte != 0 ? (char) byte : '.');
    }
  return TRUE;
}

/* Says something, and listens for the answer. */
static gboolean
ask (BpLink *self, const void *words, gsize n, const char *what, guint64 us, GString *heard,
     GCancellable *cancellable, GError **error)
{
  return write_bytes (self, words, n, cancellable, error) &&
         listen (self, what, us, heard, cancellable, error);
}

static gboolean
was_heard (const GString *heard, const char *what)
{
  return strstr (heard->str, what) != NULL;
}

/* ── finding it ── */

static gboolean
set_baud (BpLink *self, guint baud, GError **error)
{
  if (self->baud == 0)
    return TRUE;
  self->baud = baud;
  return isp_serial_set_baud (self->serial, baud, error);
}

/* What a killed host left unfinished takes these for its rest. The fastest rate comes first: at a
 * slower one than the sender's, BREAK is seen as itself or not at all, at a faster one as zeros. */
static gboolean
end_unfinished (BpLink *self, GCancellable *cancellable, GError **error)
{
  static const guint rates[] = { FAST_BAUD, STREAMED_BAUD, SLOW_BAUD };
  guint8 breaks[BULK_MAX];

  memset (breaks, BREAK, sizeof breaks);
  for (guint i = 0; i < (self->baud == 0 ? 1 : G_N_ELEMENTS (rates)); i++)
    if (!set_baud (self, rates[i], error) ||
        !write_bytes (self, breaks, sizeof breaks, cancellable, error) ||
        !isp_wait (bp_link_get_wire_us (self, 2 * sizeof breaks), cancellable, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_over (const BpLink *self)
{
  return self->end != 0 && g_get_monotonic_time () >= self->end;
}

static void
drain (BpLink *self, guint64 us, GCancellable *cancellable)
{
  gint64 end = g_get_monotonic_time () + (gint64) us;

  isp_serial_drain (self->serial, QUIET_US, self->end != 0 ? MIN (end, self->end) : end,
                    cancellable);
}

static gboolean
ask_for_spi (BpLink *self, GString *heard, GCancellable *cancellable, GError **error)
{
  static const guint8 spi = RAW_SPI;

  if (!ask (self, &spi, 1, "SPI1", ANSWER_US, heard, cancellable, error))
    return FALSE;
  if (was_heard (heard, "SPI1"))
    self->mode = BP_MODE_SPI;
  return TRUE;
}

/* Zeros, one by one, until it says that it is in raw mode, then on into SPI mode: once it says that
 * too, no earlier answers are left on the way. legacy4third says the first only once, and may have.
 */
static gboolean
try_zeros (BpLink *self, GString *heard, GCancellable *cancellable, GError **error)
{
  static const guint8 zero = RAW_RESET;

  for (guint i = 0; i < ZEROS && !was_heard (heard, "BBIO1"); i++)
    if (!ask (self, &zero, 1, "BBIO1", ZERO_US, heard, cancellable, error))
      return FALSE;
  return listen (self, "BBIO1", ANSWER_US, heard, cancellable, error) &&
         ask_for_spi (self, heard, cancellable, error);
}

/* Out of a menu of the text prompt, which takes zeros for nothing. */
static gboolean
try_menus (BpLink *self, GString *heard, GCancellable *cancellable, GError **error)
{
  static const char keys[] = " \n \n \n \n \n \n \n \n";

  for (guint i = 0; i < sizeof keys - 1; i++)
    if (!ask (self, keys + i, 1, NULL, ZERO_US, heard, cancellable, error))
      return FALSE;
  drain (self, TEXT_US, cancellable);
  g_string_truncate (heard, 0);
  return try_zeros (self, heard, cancellable, error);
}

/* Through a block that was broken off. */
static gboolean
try_flood (BpLink *self, GString *heard, GCancellable *cancellable, GError **error)
{
  static const guint8 zeros[FLOOD_STEP];

  for (guint sent = 0; sent < FLOOD && !was_heard (heard, "BBIO1"); sent += FLOOD_STEP)
    if (!ask (self, zeros, FLOOD_STEP, "BBIO1", bp_link_get_wire_us (self, FLOOD_STEP), heard,
              cancellable, error))
      return FALSE;
  if (!was_heard (heard, "BBIO1") && !was_heard (heard, "\x01") &&
      !listen (self, "\x01", BLOCK_US, heard, cancellable, error))
    return FALSE;
  drain (self, TEXT_US, cancellable);
  g_string_truncate (heard, 0);
  return try_zeros (self, heard, cancellable, error);
}

/* Whatever state it is in, at the rate in force. */
static gboolean
find_at_rate (BpLink *self, gboolean *talks, GCancellable *cancellable, GError **error)
{
  gboolean (*const ways[]) (BpLink *, GString *, GCancellable *,
                            GError **) = { try_zeros, try_menus, try_flood };

  drain (self, STREAM_US, cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (ways) && self->mode != BP_MODE_SPI && !is_over (self); i++)
    {
      g_autoptr (GString) heard = g_string_new (NULL);

      if (self->hurries && ways[i] == try_flood)
        return TRUE;
      if (!ways[i](self, heard, cancellable, error))
        return FALSE;
      *talks = *talks || heard->len > 0;
    }
  return TRUE;
}

static gboolean
set_not_found_error (const BpLink *self, gboolean talks, GError **error)
{
  if (self->is_legacy)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                         _ ("The Bus Pirate does not answer; choose its second port, and in a "
                            "terminal on its first one type “binmode” and select legacy4third"));
  else if (talks)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                         _ ("What answers at this port is not a Bus Pirate"));
  else
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_TIMEOUT, _ ("Nothing answers at this port"));
  return FALSE;
}

/* Into SPI mode from any state, at the rate in force or another one that it may have been left at.
 */
static gboolean
find (BpLink *self, GCancellable *cancellable, GError **error)
{
  const guint rates[] = { self->baud, SLOW_BAUD, FAST_BAUD, STREAMED_BAUD };
  gboolean talks = FALSE;

  self->mode = BP_MODE_LOST;
  for (guint i = 0; i < G_N_ELEMENTS (rates) && self->mode != BP_MODE_SPI && !is_over (self); i++)
    if ((i == 0 || (rates[0] != 0 && rates[i] != rates[0] && !self->hurries)) &&
        (!set_baud (self, rates[i], error) || !find_at_rate (self, &talks, cancellable, error)))
      return FALSE;
  self->is_met = self->mode == BP_MODE_SPI;
  if (self->is_met)
    return TRUE;
  return set_baud (self, SLOW_BAUD, error) && set_not_found_error (self, talks, error);
}

/* ── getting in step without leaving SPI mode ── */

/* One BREAK, and its answer: *answered FALSE: none came. */
static gboolean
send_break (BpLink *self, gboolean *answered, guint8 *answer, GError **error)
{
  static const guint8 byte = BREAK;
  g_autoptr (GError) local = NULL;

  if (!write_bytes (self, &byte, 1, NULL, error))
    return FALSE;
  *answered = isp_serial_read (self->serial, answer, 1, g_get_monotonic_time () + ANSWER_US, NULL,
                               NULL, &local);
  return *answered || is_only_late (&local, error);
}

/* Until a broken block is full and has gone out. */
static gboolean
fill_block (BpLink *self, GError **error)
{
  guint8 breaks[FLOOD_STEP], answer;
  gboolean answered = FALSE;

  memset (breaks, BREAK, sizeof breaks);
  for (guint sent = 0; sent < FLOOD && !answered; sent += FLOOD_STEP)
    {
      guint64 us = MAX (bp_link_get_wire_us (self, FLOOD_STEP), (guint64) ZERO_US);
      g_autoptr (GError) local = NULL;

      if (!write_bytes (self, breaks, sizeof breaks, NULL, error))
        return FALSE;
      answered = isp_serial_read (self->serial, &answer, 1, g_get_monotonic_time () + (gint64) us,
                                  NULL, NULL, &local);
      if (!answered && !is_only_late (&local, error))
        return FALSE;
    }
  drain (self, BLOCK_US, NULL);
  return TRUE;
}

gboolean
bp_link_resync (BpLink *self, gboolean *stayed, GError **error)
{
  static const guint8 who = RAW_SPI;
  g_autoptr (GString) heard = g_string_new (NULL);
  gboolean answered, filled = FALSE;
  guint n_refused = 0;
  guint8 answer = 0;

  *stayed = FALSE;
  self->mode = BP_MODE_LOST;
  drain (self, STREAM_US, NULL);
  while (n_refused <= BULK_MAX && !is_over (self))
    {
      if (!send_break (self, &answered, &answer, error))
        return FALSE;
      if (!answered && filled)
        return find (self, NULL, error);
      if (!answered && !fill_block (self, error))
        return FALSE;
      filled |= !answered;
      n_refused = answered ? n_refused + 1 : 0;
    }
  if (answer != REFUSED)
    return find (self, NULL, error);
  if (!ask (self, &who, 1, "SPI1", ANSWER_US, heard, NULL, error))
    return FALSE;
  *stayed = g_str_equal (heard->str, "SPI1");
  self->mode = *stayed ? BP_MODE_SPI : BP_MODE_LOST;
  return *stayed || find (self, NULL, error);
}

/* ── from mode to mode ── */

gboolean
bp_link_enter_spi (BpLink *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) heard = g_string_new (NULL);

  if (self->mode == BP_MODE_RAW && !ask_for_spi (self, heard, cancellable, error))
    return FALSE;
  if (self->mode == BP_MODE_TEXT && !try_zeros (self, heard, cancellable, error))
    return FALSE;
  return self->mode == BP_MODE_SPI || find (self, cancellable, error);
}

gboolean
bp_link_enter_raw (BpLink *self, GCancellable *cancellable, GError **error)
{
  static const guint8 reset = RAW_RESET;
  g_autoptr (GString) heard = g_string_new (NULL);

  if (self->mode == BP_MODE_RAW)
    return TRUE;
  if (!bp_link_enter_spi (self, cancellable, error))
    return FALSE;
  self->mode = BP_MODE_LOST;
  if (!ask (self, &reset, 1, "BBIO1", TEXT_US, heard, cancellable, error))
    return FALSE;
  if (was_heard (heard, "BBIO1"))
    {
      self->mode = BP_MODE_RAW;
      return TRUE;
    }
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The Bus Pirate does not leave its SPI mode"));
  return FALSE;
}

/* A Bus Pirate 3 restarts, at 115200 again, and greets with what it is. */
static gboolean
enter_text (BpLink *self, GString *heard, GCancellable *cancellable, GError **error)
{
  static const guint8 to_text = RAW_TO_TEXT;

  if (self->mode == BP_MODE_TEXT)
    return TRUE;
  if (!bp_link_enter_raw (self, cancellable, error))
    return FALSE;
  self->mode = BP_MODE_LOST;
  /* the answer of 01 still comes at the old rate */
  if (!ask (self, &to_text, 1, "\x01", ANSWER_US, heard, cancellable, error) ||
      !set_baud (self, SLOW_BAUD, error) ||
      !listen (self, ">", REBOOT_US, heard, cancellable, error) ||
      (!was_heard (heard, ">") && !ask (self, "\n", 1, ">", TEXT_US, heard, cancellable, error)))
    return FALSE;
  if (was_heard (heard, ">"))
    self->mode = BP_MODE_TEXT;
  return TRUE;
}

/* ── what it is, and how fast ── */

/* The first number after words; 0: not there. "v6.1" is 601, "v3.a" 300. */
static guint
read_version (const char *text, const char *words)
{
  const char *at = strstr (text, words);
  guint64 major, minor = 0;
  char *end;

  if (at == NULL)
    return 0;
  major = g_ascii_strtoull (at + strlen (words), &end, 10);
  if (*end == '.')
    minor = g_ascii_strtoull (end + 1, NULL, 10);
  return (guint) (MIN (major, 99) * 100 + MIN (minor, 99));
}

/* "Bus Pirate v3.5, firmware v6.1" and their kin. */
static void
identify (BpLink *self, IspProgrammer *programmer, const char *greeting)
{
  self->hardware = read_version (greeting, "Bus Pirate v") / 100;
  self->firmware = read_version (greeting, "Firmware v");
  self->streams = self->baud > 0 && self->firmware >= STREAMING_FIRMWARE;
  if (self->firmware > 0)
    programmer->version = g_strdup_printf ("%u.%u", self->firmware / 100, self->firmware % 100);
  isp_session_log (self->session, "Bus Pirate %u%s, firmware %u.%u", self->hardware,
                   self->is_legacy ? " (legacy4third)" : "", self->firmware / 100,
                   self->firmware % 100);
}

/* A line for the prompt or a menu, and the next question. */
static gboolean
type (BpLink *self, const char *line, const char *answer, GString *heard, GCancellable *cancellable,
      GError **error)
{
  g_string_truncate (heard, 0);
  return ask (self, line, strlen (line), answer, TEXT_US, heard, cancellable, error);
}

/* Through the menu of baud rates. Where something else comes than should, it is lost. */
static gboolean
speed_up (BpLink *self, GCancellable *cancellable, GError **error)
{
  guint baud = self->streams ? STREAMED_BAUD : FAST_BAUD;
  g_autoptr (GString) heard = g_string_new (NULL);
  const char *choice = "\n"; /* as it is */

  self->mode = BP_MODE_LOST;
  if (!type (self, "b\n", ")>", heard, cancellable, error) ||
      !type (self, "10\n", ")>", heard, cancellable, error))
    return FALSE;
  if (was_heard (heard, "BRG"))
    choice = self->streams ? STREAMED_DIVISOR : FAST_DIVISOR;
  else
    baud = self->baud;
  if (!type (self, choice, "continue", heard, cancellable, error) ||
      !isp_wait (ZERO_US, cancellable, error) || !set_baud (self, baud, error) ||
      !type (self, " ", ">", heard, cancellable, error))
    return FALSE;
  if (was_heard (heard, ">"))
    self->mode = BP_MODE_TEXT;
  else
    isp_session_log (self->session, "no answer at %u baud", baud);
  return TRUE;
}

static gboolean
learn (BpLink *self, IspProgrammer *programmer, GCancellable *cancellable, GError **error)
{
  g_autoptr (GString) heard = g_string_new (NULL);

  if (!end_unfinished (self, cancellable, error) || !find (self, cancellable, error) ||
      !enter_text (self, heard, cancellable, error))
    return FALSE;
  identify (self, programmer, heard->str);
  if (self->mode == BP_MODE_TEXT && self->baud > 0 && self->hardware >= FAST_HARDWARE &&
      self->firmware >= FAST_FIRMWARE && !speed_up (self, cancellable, error))
    return FALSE;
  return bp_link_enter_raw (self, cancellable, error);
}

gboolean
bp_link_open (BpLink *self, IspProgrammer *programmer, const IspPort *port,
              GCancellable *cancellable, GError **error)
{
  *self =
      (BpLink){ .session = programmer->session,
                .is_legacy = isp_programmer_has_quirk (programmer, BP_QUIRK_LEGACY),
                .baud = isp_programmer_has_quirk (programmer, BP_QUIRK_NATIVE) ? 0 : SLOW_BAUD };
  self->serial = isp_serial_line_open (programmer, port, SLOW_BAUD, cancellable, error);
  if (self->serial == NULL)
    return FALSE;
  self->hurries = programmer->used_short_timeout = programmer->more_to_try;
  if (learn (self, programmer, cancellable, error))
    {
      self->hurries = FALSE;
      isp_session_log (self->session, "line at %u baud", self->baud);
      return TRUE;
    }
  bp_link_close (self);
  return FALSE;
}

void
bp_link_close (BpLink *self)
{
  g_autoptr (GString) heard = g_string_new (NULL);

  if (self->serial != NULL && self->is_met)
    enter_text (self, heard, NULL, NULL);
  self->serial = NULL;
}

/* ── commands ── */

gboolean
bp_link_read (BpLink *self, guint8 *rx, gsize n_rx, guint64 busy_us, GError **error)
{
  gint64 deadline = isp_wait_deadline (bp_link_get_wire_us (self, n_rx) + busy_us + TURN_US);

  if (isp_serial_read (self->serial, rx, n_rx, deadline, NULL, NULL, error))
    return TRUE;
  self->mode = BP_MODE_LOST;
  return FALSE;
}

gboolean
bp_link_command (BpLink *self, const guint8 *tx, gsize n_tx, guint8 *rx, gsize n_rx,
                 guint64 busy_us, GError **error)
{
  if (self->mode == BP_MODE_LOST)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                           _ ("The programmer is not in programming mode"));
      return FALSE;
    }
  if (!write_bytes (self, tx, n_tx, NULL, error))
    self->mode = BP_MODE_LOST;
  else if (bp_link_read (self, rx, 1, bp_link_get_wire_us (self, n_tx) + busy_us, error))
    {
      if (rx[0] == 1)
        return n_rx == 1 || bp_link_read (self, rx + 1, n_rx - 1, busy_us, error);
      self->mode = BP_MODE_LOST;
      g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                   _ ("Unexpected reply from the programmer (%02X)"), rx[0]);
    }
  return FALSE;
}

gboolean
bp_link_command_byte (BpLink *self, guint8 byte, GError **error)
{
  guint8 answer;

  return bp_link_command (self, &byte, 1, &answer, 1, 0, error);
}

gboolean
bp_link_probe (BpLink *self, const guint8 *tx, gsize n_tx, guint8 *rx, gsize n_rx, gboolean *known,
               GCancellable *cancellable, GError **error)
{
  guint64 wire_us = bp_link_get_wire_us (self, n_tx + n_rx);
  g_autoptr (GError) local = NULL;
  gsize n_read = 0;

  *known = FALSE;
  if (!write_bytes (self, tx, n_tx, cancellable, error))
    return FALSE;
  if (!isp_serial_read (self->serial, rx, n_rx,
                        g_get_monotonic_time () + (gint64) (2 * wire_us) + ANSWER_US, &n_read,
                        cancellable, &local) &&
      !is_only_late (&local, error))
    return FALSE;
  *known = n_read == n_rx && rx[0] == 1;
  return *known || find (self, cancellable, error);
}
