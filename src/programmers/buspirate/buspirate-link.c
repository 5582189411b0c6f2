/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "buspirate-link-private.h"

#include "buspirate-talk-private.h"
#include "config.h"
#include "core/isp-error.h"
#include "programmers/serial-line.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SLOW_BAUD 115200u
/* Where a block is passed on as it comes, SPI has to keep up: 1 MHz does with the second. The menu
 * asks for the divisor, 4 MHz / rate - 1. */
#define DIVISOR_QUESTION "(34)>" /* the menu before speaks of it too */
#define FAST_BAUD        2000000u
#define FAST_DIVISOR     "1"
#define STREAMED_BAUD    1000000u
#define STREAMED_DIVISOR "3"
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
#define TRIES    3u
#define BULK_MAX 16u /* bytes that a broken bulk command takes at most */

/* A prompt counts zeros up to 20; a bulk command that was broken off swallows 16. */
#define ZEROS 25u
/* What a write-then-read that was broken off swallows. */
#define FLOOD      4200u
#define FLOOD_STEP 60u
#define BLOCK_US   (400 * 1000) /* until all of a block has gone over SPI, at 125 kHz */
#define ZERO_US    (2 * 1000)
#define ANSWER_US  (60 * 1000) /* with an adapter that holds bytes back for 16 ms */
#define REBOOT_US  (500 * 1000)
#define QUIET_US   (30 * 1000)
#define STREAM_US  (1500 * 1000) /* of data that a killed host asked for */
#define TURN_US    (20 * 1000)

/* ── finding it ── */

/* What a killed host left unfinished takes these for its rest. The fastest rate comes first: at a
 * slower one than the sender's, BREAK is seen as itself or not at all, at a faster one as zeros. */
static gboolean
end_unfinished (BpLink *self, GCancellable *cancellable, GError **error)
{
  static const guint rates[] = { FAST_BAUD, STREAMED_BAUD, SLOW_BAUD };
  guint8 breaks[BULK_MAX];

  memset (breaks, BREAK, sizeof breaks);
  for (guint i = 0; i < (self->baud == 0 ? 1 : G_N_ELEMENTS (rates)); i++)
    if (!bp_talk_set_baud (self, rates[i], error) ||
        !bp_talk_write (self, breaks, sizeof breaks, cancellable, error) ||
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

  if (!bp_talk_ask (self, &spi, 1, "SPI1", ANSWER_US, heard, cancellable, error))
    return FALSE;
  if (bp_talk_was_heard (heard, "SPI1"))
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

  for (guint i = 0; i < ZEROS && !bp_talk_was_heard (heard, "BBIO1"); i++)
    if (!bp_talk_ask (self, &zero, 1, "BBIO1", ZERO_US, heard, cancellable, error))
      return FALSE;
  return bp_talk_listen (self, "BBIO1", ANSWER_US, heard, cancellable, error) &&
         ask_for_spi (self, heard, cancellable, error);
}

/* Out of a menu of the text prompt, which takes zeros for nothing. A number that was begun would be
 * taken for another rate. */
static gboolean
try_menus (BpLink *self, GString *heard, GCancellable *cancellable, GError **error)
{
  static const char keys[] = "\b\b\b\b \n \n \n \n \n \n \n \n";

  for (guint i = 0; i < sizeof keys - 1; i++)
    if (!bp_talk_ask (self, keys + i, 1, NULL, ZERO_US, heard, cancellable, error))
      return FALSE;
  drain (self, BP_TEXT_US, cancellable);
  g_string_truncate (heard, 0);
  return try_zeros (self, heard, cancellable, error);
}

/* Through a block that was broken off. */
static gboolean
try_flood (BpLink *self, GString *heard, GCancellable *cancellable, GError **error)
{
  static const guint8 zeros[FLOOD_STEP];

  for (guint sent = 0; sent < FLOOD && !bp_talk_was_heard (heard, "BBIO1"); sent += FLOOD_STEP)
    if (!bp_talk_ask (self, zeros, FLOOD_STEP, "BBIO1", bp_link_get_wire_us (self, FLOOD_STEP),
                      heard, cancellable, error))
      return FALSE;
  if (!bp_talk_was_heard (heard, "BBIO1") && !bp_talk_was_heard (heard, "\x01") &&
      !bp_talk_listen (self, "\x01", BLOCK_US, heard, cancellable, error))
    return FALSE;
  drain (self, BP_TEXT_US, cancellable);
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
        (!bp_talk_set_baud (self, rates[i], error) ||
         !find_at_rate (self, &talks, cancellable, error)))
      return FALSE;
  self->is_met = self->mode == BP_MODE_SPI;
  if (self->is_met)
    return TRUE;
  return bp_talk_set_baud (self, SLOW_BAUD, error) && set_not_found_error (self, talks, error);
}

/* ── getting in step without leaving SPI mode ── */

/* One BREAK, and its answer: *answered FALSE: none came. */
static gboolean
send_break (BpLink *self, gboolean *answered, guint8 *answer, GError **error)
{
  static const guint8 byte = BREAK;
  g_autoptr (GError) local = NULL;

  if (!bp_talk_write (self, &byte, 1, NULL, error))
    return FALSE;
  *answered = isp_serial_read (self->serial, answer, 1, g_get_monotonic_time () + ANSWER_US, NULL,
                               NULL, &local);
  return *answered || bp_talk_is_only_late (&local, error);
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

      if (!bp_talk_write (self, breaks, sizeof breaks, NULL, error))
        return FALSE;
      answered = isp_serial_read (self->serial, &answer, 1, g_get_monotonic_time () + (gint64) us,
                                  NULL, NULL, &local);
      if (!answered && !bp_talk_is_only_late (&local, error))
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
  if (!bp_talk_ask (self, &who, 1, "SPI1", ANSWER_US, heard, NULL, error))
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
  for (guint i = 0; i < TRIES && !bp_talk_was_heard (heard, "BBIO1"); i++)
    if (!bp_talk_ask (self, &reset, 1, "BBIO1", BP_TEXT_US, heard, cancellable, error))
      return FALSE;
  if (bp_talk_was_heard (heard, "BBIO1"))
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
  if (!bp_talk_ask (self, &to_text, 1, "\x01", ANSWER_US, heard, cancellable, error) ||
      !bp_talk_set_baud (self, SLOW_BAUD, error) ||
      !bp_talk_listen (self, ">", REBOOT_US, heard, cancellable, error) ||
      (!bp_talk_was_heard (heard, ">") &&
       !bp_talk_ask (self, "\n", 1, ">", BP_TEXT_US, heard, cancellable, error)))
    return FALSE;
  if (bp_talk_was_heard (heard, ">"))
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

/* Digits into a menu, which says each again that it takes. One that a bad line has changed would
 * take the board to a rate at which nobody looks for it: only what came back right may be entered.
 */
static gboolean
type_number (BpLink *self, const char *digits, gboolean *right, GString *heard,
             GCancellable *cancellable, GError **error)
{
  static const char rubout[] = "\b\b\b\b";

  *right = FALSE;
  for (guint i = 0; i < TRIES && !*right; i++)
    {
      if (i > 0 && !bp_talk_ask (self, rubout, sizeof rubout - 1, NULL, ANSWER_US, heard,
                                 cancellable, error))
        return FALSE;
      g_string_truncate (heard, 0);
      if (!bp_talk_ask (self, digits, strlen (digits), digits, ANSWER_US, heard, cancellable,
                        error) ||
          !bp_talk_listen (self, NULL, ZERO_US, heard, cancellable, error))
        return FALSE;
      *right = g_str_equal (heard->str, digits);
    }
  return *right ||
         bp_talk_ask (self, rubout, sizeof rubout - 1, NULL, ANSWER_US, heard, cancellable, error);
}

/* The board waits for a space at its new rate, or still sits in a menu at the old one, as an end of
 * a line was lost; there it gets another. */
static gboolean
meet_again (BpLink *self, guint fast, GString *heard, GCancellable *cancellable, GError **error)
{
  const guint rates[] = { fast, SLOW_BAUD };

  for (guint i = 0; i < TRIES * G_N_ELEMENTS (rates); i++)
    {
      if (!bp_talk_set_baud (self, rates[i % G_N_ELEMENTS (rates)], error) ||
          !bp_talk_type (self, " ", ">", heard, cancellable, error))
        return FALSE;
      if (bp_talk_was_heard (heard, ">"))
        {
          self->mode = BP_MODE_TEXT;
          return TRUE;
        }
      if (self->baud == SLOW_BAUD &&
          !bp_talk_type (self, "\n", "continue", heard, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

/* Through the menu of baud rates. Where something else comes than should, it is lost. */
static gboolean
speed_up (BpLink *self, GCancellable *cancellable, GError **error)
{
  guint baud = self->streams ? STREAMED_BAUD : FAST_BAUD;
  const char *divisor = self->streams ? STREAMED_DIVISOR : FAST_DIVISOR;
  g_autoptr (GString) heard = g_string_new (NULL);
  gboolean right;

  self->mode = BP_MODE_LOST;
  if (!bp_talk_type (self, "b\n", ")>", heard, cancellable, error) ||
      !type_number (self, "10", &right, heard, cancellable, error) ||
      !bp_talk_type (self, "\n", ")>", heard, cancellable, error))
    return FALSE;
  if (!right || !bp_talk_was_heard (heard, DIVISOR_QUESTION))
    baud = self->baud; /* an empty line: as it is */
  else if (!type_number (self, divisor, &right, heard, cancellable, error))
    return FALSE;
  else if (!right)
    baud = self->baud;
  if (!bp_talk_type (self, "\n", "continue", heard, cancellable, error) ||
      !isp_wait (ZERO_US, cancellable, error) ||
      !meet_again (self, baud, heard, cancellable, error))
    return FALSE;
  if (self->mode != BP_MODE_TEXT)
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
  if (!bp_talk_write (self, tx, n_tx, NULL, error))
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
  if (!bp_talk_write (self, tx, n_tx, cancellable, error))
    return FALSE;
  if (!isp_serial_read (self->serial, rx, n_rx,
                        g_get_monotonic_time () + (gint64) (2 * wire_us) + ANSWER_US, &n_read,
                        cancellable, &local) &&
      !bp_talk_is_only_late (&local, error))
    return FALSE;
  *known = n_read == n_rx && rx[0] == 1;
  return *known || find (self, cancellable, error);
}
