/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bus Pirate v3 and v4, and v5/6 in legacy4third: binary SPI, CS is RESET. Commands as firmwares
 * 6.1, 7.0 and 8.0 (SPI.c, spi.c, binary_io.c, proc_menu.c) and the Bus Pirate 5's legacy4third.c
 * carry them out. One write per command: the v3 loses what it is not ready for, the v5 throws away
 * what came early. */
#include "buspirate.h"

#include "buspirate-private.h"
#include "config.h"
#include "core/isp-error.h"
#include "programmers/exchange-runs.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  COMMAND_RESET_LOW = 0x02, /* CS */
  COMMAND_RESET_HIGH = 0x03,
  COMMAND_BULK = 0x10, /* + bytes - 1 */
  COMMAND_PINS = 0x40, /* + power 8, pull-ups 4, AUX 2, CS 1 */
  COMMAND_RATE = 0x60,
  COMMAND_OPEN_DRAIN = 0x82, /* data changes on the trailing edge, clock idles low */
  COMMAND_PUSH_PULL = 0x8A,
};

/* In raw mode. */
enum
{
  RAW_CLOCK_ON = 0x12, /* prescaler, duty, period: of 16 MHz */
  RAW_CLOCK_OFF = 0x13,
};

enum
{
  PINS_POWER = 0x8,
  PINS_PULL_UPS = 0x4,
  PINS_CS = 0x1,
};

#define BULK_OPS 4u  /* in a command of 16 bytes */
#define BULK_LEN 10u /* of one: the command and four bytes there, as many back */

#define FUSE_US       (10 * 1000) /* a fuse is written in less */
#define AVR_SIGNATURE 0x1E        /* the first byte of every AVR's */

#define BYTE_US  2 /* what the firmware spends on a byte beside its bits */
#define POWER_US (50 * 1000)
/* To get in step for leaving; beyond it only what is under way is ended. */
#define LEAVE_US (3 * G_USEC_PER_SEC)
#define RESET_US (25 * 1000) /* RESET low to the first instruction: at least 20 ms */

/* Up to here a v3 is sure of its SPI before firmware 6.2; later ones may go to the end. */
#define RELIABLE_HZ       2000000u
#define RELIABLE_FIRMWARE 602u
/* What pull-ups of 10 kOhm can follow. */
#define OPEN_DRAIN_HZ 250000u

#define CLOCK_BASE_HZ 16000000u
#define CLOCK_MIN_HZ  250000u /* four times the slowest SCK, and some */
#define CLOCK_MAX_HZ  4000000u

#define V5_TEXT_PORT (1u << 0)

/* clang-format off */
static const IspIdRow rows[] = {
  { 0x04D8, 0xFB00, 0, 0xFFFF, ISP_ID_PROGRAMMER, N_ ("Bus Pirate v4"),
    .quirks = BP_QUIRK_NATIVE },
  { 0x1209, 0x7331, 0, 0xFFFF, ISP_ID_NOT_A_PROGRAMMER, N_ ("Bus Pirate 5 or 6, its text port"),
    .interfaces = V5_TEXT_PORT,
    .advice = N_ ("Choose its second port. First open a terminal on this one, type “binmode” "
                  "and select legacy4third.") },
  { 0x1209, 0x7331, 0, 0xFFFF, ISP_ID_PROGRAMMER, N_ ("Bus Pirate 5 or 6 in legacy4third mode"),
    .lacks = ISP_CAN_CLOCK, .quirks = BP_QUIRK_NATIVE | BP_QUIRK_LEGACY },
  { 0x0403, 0x6001, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("Bus Pirate v3"), .adapter = "FT232R" },
};

static const guint32 rates[] = {
  31250, 125000, 250000, 1000000, 2000000, 2666666, 4000000, 8000000,
};
/* clang-format on */

/* A page is a block that goes over line and SPI one after the other; an instruction is a quarter of
 * a bulk command, or a command of its own where these do not come back whole. */
static const IspCost usual = {
  .read = { .us = 2.5, .link_bytes = 1.1, .spi = 1, .overlaps = TRUE },
  .write = { .us = 2.5, .link_bytes = 4, .spi = 1 },
  .op = { .us = 17, .link_bytes = 4.5, .spi = 1, .overlaps = TRUE },
};

/* Without blocks, and slow at each byte. */
static const IspCost of_old = {
  .op = { .us = 200, .link_bytes = 4.5, .spi = 1, .overlaps = TRUE }
};

/* ── abilities ── */

guint64
bp_get_byte_us (const Pirate *pirate)
{
  return 8000000 / pirate->sck_hz + BYTE_US;
}

gboolean
bp_is_line_slower (const Pirate *pirate)
{
  guint64 spi_us = 8000000 / pirate->sck_hz + BYTE_US / 2;

  return pirate->link.baud == 0 || spi_us <= bp_link_get_wire_us (&pirate->link, 1);
}

static guint
get_bulk_ops (const Pirate *pirate)
{
  gboolean whole = pirate->is_bulk_known && !pirate->is_bulk_small;

  return whole && bp_is_line_slower (pirate) ? BULK_OPS : 1;
}

static gboolean
probe (IspProgrammer *self, GCancellable *cancellable, GError **error)
{
  /* four real bytes: an empty one is refused by some that can */
  static const guint8 block[] = { COMMAND_WRITE_THEN_READ, 0, OP_LEN, 0, 0, 0, 0, 0, 0 };
  static const guint8 version[] = { COMMAND_AVR, AVR_VERSION };
  Pirate *pirate = self->priv;
  guint8 answer[4]; /* 01, 01 and the version */

  if (!bp_link_enter_spi (&pirate->link, cancellable, error) ||
      !bp_link_probe (&pirate->link, block, sizeof block, answer, 1, &pirate->can_block,
                      cancellable, error) ||
      !bp_link_probe (&pirate->link, version, sizeof version, answer, sizeof answer,
                      &pirate->can_read, cancellable, error))
    return FALSE;
  if (!pirate->can_block)
    self->writes = 0;
  self->cost = pirate->can_block ? &usual : &of_old;
  if (!pirate->can_read)
    self->reads = 0;
  isp_session_log (self->session, "write-then-read: %s, AVR bulk read: %s",
                   pirate->can_block ? "yes" : "no", pirate->can_read ? "yes" : "no");
  return TRUE;
}

/* ── the clock out of AUX ── */

/* hz: as asked for; what comes out is what 16 MHz divide down to. */
static gboolean
set_clock (Pirate *pirate, guint32 hz, GCancellable *cancellable, GError **error)
{
  guint32 period = hz > 0 ? (CLOCK_BASE_HZ + hz - 1) / hz - 1 : 0;
  const guint8 tx[] = {
    hz > 0 ? RAW_CLOCK_ON : RAW_CLOCK_OFF, 0, period / 2 >> 8, period / 2, period >> 8, period
  };
  guint32 really_hz = hz > 0 ? CLOCK_BASE_HZ / (period + 1) : 0;
  guint8 answer;

  if (really_hz == pirate->clock_hz)
    return TRUE;
  if (pirate->link.is_legacy || (hz > 0 && (hz < CLOCK_MIN_HZ || hz > CLOCK_MAX_HZ)))
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED,
                           pirate->link.is_legacy
                               ? _ ("A Bus Pirate 5 or 6 has no rescue clock; only v3 and v4 "
                                    "have one")
                               : _ ("The rescue clock goes from 250 kHz to 4 MHz"));
      return FALSE;
    }
  pirate->is_powered = FALSE;
  if (!bp_link_enter_raw (&pirate->link, cancellable, error) ||
      !bp_link_command (&pirate->link, tx, hz > 0 ? sizeof tx : 1, &answer, 1, 0, error))
    return FALSE;
  pirate->clock_hz = really_hz;
  if (hz > 0)
    isp_session_log (pirate->link.session, "clock of %u Hz out of AUX", pirate->clock_hz);
  return TRUE;
}

/* ── open and close ── */

static void
buspirate_close (IspProgrammer *self)
{
  Pirate *pirate = self->priv;

  set_clock (pirate, 0, NULL, NULL);
  bp_link_close (&pirate->link);
  g_clear_pointer (&self->priv, g_free);
}

static gboolean
buspirate_open (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  Pirate *pirate = g_new0 (Pirate, 1);

  self->priv = pirate;
  if (bp_link_open (&pirate->link, self, port, cancellable, error) &&
      probe (self, cancellable, error))
    {
      self->link_bytes_per_s = pirate->link.baud / 10;
      self->op_us = (guint32) bp_link_get_wire_us (&pirate->link, BULK_LEN);
      return TRUE;
    }
  buspirate_close (self);
  return FALSE;
}

/* RESET floats: the target's own pull-up lets it run. Lost commands: all pins are let go when it is
 * brought back to its prompt, at the latest at close. */
static gboolean
release_reset (Pirate *pirate, GError **error)
{
  return bp_link_command_byte (&pirate->link, COMMAND_OPEN_DRAIN, error) &&
         bp_link_command_byte (&pirate->link, COMMAND_RESET_HIGH, error);
}

static void
buspirate_leave (IspProgrammer *self)
{
  Pirate *pirate = self->priv;
  gboolean stayed;

  pirate->is_entered = FALSE;
  pirate->link.end = g_get_monotonic_time () + LEAVE_US;
  /* on the way to stop it all pins are let go */
  if (pirate->clock_hz > 0 && set_clock (pirate, 0, NULL, NULL))
    return;
  if (pirate->link.mode == BP_MODE_LOST && !bp_link_resync (&pirate->link, &stayed, NULL))
    return;
  if (pirate->link.mode == BP_MODE_SPI && release_reset (pirate, NULL))
    return;
  pirate->is_powered = FALSE;
  bp_link_enter_raw (&pirate->link, NULL, NULL);
}

/* ── programming mode ── */

static guint8
choose_rate (const Pirate *pirate, guint32 wanted_hz)
{
  guint32 limit = wanted_hz > 0 ? wanted_hz : RELIABLE_HZ;
  guint8 rate = 0;

  if (pirate->link.firmware < RELIABLE_FIRMWARE)
    limit = MIN (limit, RELIABLE_HZ);
  if (pirate->is_open_drain)
    limit = MIN (limit, OPEN_DRAIN_HZ);
  if (pirate->clock_hz > 0)
    limit = MIN (limit, (pirate->clock_hz - 1) / 4);
  while (rate + 1u < G_N_ELEMENTS (rates) && rates[rate + 1] <= limit)
    rate++;
  return rate;
}

static gboolean
switch_power_on (Pirate *pirate, GCancellable *cancellable, GError **error)
{
  guint8 pins = COMMAND_PINS | PINS_POWER | PINS_CS | (pirate->is_open_drain ? PINS_PULL_UPS : 0);
  gboolean was_powered = pirate->is_powered;

  pirate->is_powered = TRUE;
  return bp_link_command_byte (&pirate->link, pins, error) &&
         (was_powered || isp_wait (POWER_US, cancellable, error));
}

/* n instructions in one bulk command, their replies behind the 01. */
static gboolean
send_bulk (Pirate *pirate, const guint8 *tx, guint n, guint8 *rx, GError **error)
{
  guint8 command[1 + BULK_OPS * OP_LEN] = { COMMAND_BULK | (n * OP_LEN - 1) };
  guint64 spi_us = n * OP_LEN * bp_get_byte_us (pirate);

  memcpy (command + 1, tx, n * OP_LEN);
  return bp_link_command (&pirate->link, command, 1 + n * OP_LEN, rx, 1 + n * OP_LEN, spi_us,
                          error);
}

/* The rate comes before the outputs, which take it over on a v5; a v5 also pulls CS low with them.
 */
static gboolean
try_enter (IspProgrammer *self, const IspEnter *want, IspEntered *out, GCancellable *cancellable,
           GError **error)
{
  static const guint8 program_enable[OP_LEN] = { 0xAC, 0x53, 0, 0 };
  Pirate *pirate = self->priv;
  guint8 rate = choose_rate (pirate, want->sck_hz), reply[1 + OP_LEN];
  BpLink *link = &pirate->link;

  pirate->sck_hz = rates[rate];
  if (link->mode != BP_MODE_SPI)
    pirate->is_powered = FALSE;
  if (!bp_link_enter_spi (link, cancellable, error) || !release_reset (pirate, error) ||
      !switch_power_on (pirate, cancellable, error) ||
      !isp_wait (want->reset_pulse_us, cancellable, error) ||
      !bp_link_command_byte (link, COMMAND_RATE | rate, error) ||
      (!pirate->is_open_drain && !bp_link_command_byte (link, COMMAND_PUSH_PULL, error)) ||
      !bp_link_command_byte (link, COMMAND_RESET_LOW, error) ||
      !isp_wait (RESET_US, cancellable, error) ||
      !send_bulk (pirate, program_enable, 1, reply, error))
    return FALSE;
  out->sck_hz = pirate->sck_hz;
  out->contact = reply[3] == program_enable[1] ? ISP_CONTACT_IN_STEP : ISP_CONTACT_SILENT;
  return TRUE;
}

/* Does a whole bulk command come back? If not, entering has to start again. */
static gboolean
try_bulk (IspProgrammer *self, gboolean *lost_contact, GCancellable *cancellable, GError **error)
{
  static const guint8 tx[] = { COMMAND_BULK | (BULK_OPS * OP_LEN - 1),
                               0x30,
                               0,
                               0,
                               0,
                               0x30,
                               0,
                               1,
                               0,
                               0x30,
                               0,
                               2,
                               0,
                               0x30,
                               0,
                               0,
                               0 };
  Pirate *pirate = self->priv;
  guint8 one[1 + OP_LEN], all[sizeof tx];
  gboolean whole;

  pirate->is_bulk_known = TRUE;
  if (!send_bulk (pirate, tx + 1 + OP_LEN, 1, one, error) ||
      !bp_link_probe (&pirate->link, tx, sizeof tx, all, sizeof all, &whole, cancellable, error))
    return FALSE;
  *lost_contact = !whole;
  pirate->is_bulk_small = !whole || all[2 * OP_LEN] != one[OP_LEN];
  if (pirate->is_bulk_small)
    isp_session_log (self->session, "16 bytes at once do not come back: 4 at a time");
  return TRUE;
}

/* The outputs that the target did not answer to yet: 3.3 V is too little for some at 5 V, where
 * pull-ups to their supply do. */
static gboolean
try_outputs (IspProgrammer *self, const IspEnter *want, IspEntered *out, GCancellable *cancellable,
             GError **error)
{
  Pirate *pirate = self->priv;

  if (!try_enter (self, want, out, cancellable, error))
    return FALSE;
  if (out->contact == ISP_CONTACT_SILENT && !pirate->is_found && !pirate->link.is_legacy &&
      pirate->sck_hz <= OPEN_DRAIN_HZ)
    {
      pirate->is_open_drain = !pirate->is_open_drain;
      if (!try_enter (self, want, out, cancellable, error))
        return FALSE;
      if (out->contact == ISP_CONTACT_SILENT)
        pirate->is_open_drain = !pirate->is_open_drain;
    }
  if (out->contact == ISP_CONTACT_IN_STEP && !pirate->is_found)
    {
      pirate->is_found = TRUE;
      isp_session_log (self->session, "outputs: %s",
                       pirate->is_open_drain ? "open drain with pull-ups" : "3.3 V");
    }
  return TRUE;
}

static gboolean
buspirate_enter (IspProgrammer *self, const IspEnter *want, IspEntered *out,
                 GCancellable *cancellable, GError **error)
{
  Pirate *pirate = self->priv;
  gboolean lost_contact = FALSE;

  pirate->is_entered = FALSE;
  pirate->link.end = 0;
  if (!set_clock (pirate, self->rescue_clock_hz, cancellable, error) ||
      !try_outputs (self, want, out, cancellable, error))
    return FALSE;
  if (out->contact == ISP_CONTACT_IN_STEP && !pirate->is_bulk_known && bp_is_line_slower (pirate) &&
      (!try_bulk (self, &lost_contact, cancellable, error) ||
       (lost_contact && !try_enter (self, want, out, cancellable, error))))
    return FALSE;
  pirate->is_entered = TRUE;
  return TRUE;
}

gboolean
bp_check_entered (const Pirate *pirate, GError **error)
{
  if (pirate->is_entered && pirate->link.mode == BP_MODE_SPI)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The programmer is not in programming mode"));
  return FALSE;
}

/* ── instructions ── */

gboolean
bp_exchange_run (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
                 GCancellable *cancellable, GError **error)
{
  Pirate *pirate = self->priv;
  guint8 tx[BULK_OPS * OP_LEN], rx[1 + BULK_OPS * OP_LEN];

  *n_done = 0;
  while (*n_done < n)
    {
      guint count = MIN (n - *n_done, get_bulk_ops (pirate));

      for (guint i = 0; i < count; i++)
        memcpy (tx + i * OP_LEN, ops[*n_done + i].tx, OP_LEN);
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !send_bulk (pirate, tx, count, rx, error))
        return FALSE;
      for (guint i = 0; i < count; i++)
        memcpy (replies[*n_done + i].rx, rx + 1 + i * OP_LEN, OP_LEN);
      *n_done += count;
    }
  return TRUE;
}

/* An instruction that went out with too few bytes or too many leaves the chip between two of them:
 * one byte more, up to three times, and it is at the start of one. Its echo is the byte before at
 * any place, so only an answer tells. Before anything else the rest of the instruction has to be
 * bytes that program no bit. */
static gboolean
step_chip (Pirate *pirate, GError **error)
{
  static const guint8 signature[OP_LEN] = { 0x30 };
  static const guint8 one[] = { COMMAND_BULK, 0xFF };
  static const guint8 rest[OP_LEN] = { 0xFF, 0xFF, 0xFF, 0xFF };
  guint8 rx[1 + OP_LEN];

  if (!send_bulk (pirate, rest, 1, rx, error) || !isp_wait (FUSE_US, NULL, error))
    return FALSE;
  for (guint i = 0; i < OP_LEN; i++)
    {
      if (!send_bulk (pirate, signature, 1, rx, error))
        return FALSE;
      if (rx[OP_LEN] == AVR_SIGNATURE)
        return TRUE;
      if (!bp_link_command (&pirate->link, one, sizeof one, rx, 2, bp_get_byte_us (pirate), error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
buspirate_resync (IspProgrammer *self, gboolean *stayed, GError **error)
{
  Pirate *pirate = self->priv;

  if (!bp_link_resync (&pirate->link, stayed, error))
    {
      pirate->is_entered = FALSE;
      return FALSE;
    }
  if (!*stayed)
    pirate->is_powered = FALSE;
  *stayed = *stayed && pirate->is_entered;
  pirate->is_entered = *stayed;
  return !*stayed || step_chip (pirate, error);
}

static gboolean
buspirate_exchange (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n,
                    gsize *n_done, GCancellable *cancellable, GError **error)
{
  *n_done = 0;
  return bp_check_entered (self->priv, error) &&
         isp_exchange_in_runs (self, bp_exchange_run, 0xF, ops, replies, n, n_done, cancellable,
                               error);
}

const IspDriver isp_buspirate_driver = {
  .owner = {
    .id = "buspirate",
    .name = "Bus Pirate",
    .link = ISP_LINK_SERIAL,
    .rows = rows,
    .n_rows = G_N_ELEMENTS (rows),
    .wiring = isp_wiring_bus_pirate,
  },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO | ISP_CAN_CLOCK,
  .reads = 1 << ISP_MEMORY_FLASH,
  .writes = 1 << ISP_MEMORY_FLASH,
  .cost = &usual,
  .open = buspirate_open,
  .close = buspirate_close,
  .enter = buspirate_enter,
  .exchange = buspirate_exchange,
  .leave = buspirate_leave,
  .read = bp_read,
  .write_pages = bp_write_pages,
  .resync = buspirate_resync,
};
