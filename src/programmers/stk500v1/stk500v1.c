/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v1 ("avrisp"): the helper firmware for Pro Micro and Teensy 2.0, the sketch ArduinoISP on
 * any Arduino, and genuine STK500 and AVRISP. Commands as in Atmel's AVR061 and the sketch 1.18. */
#include "stk500v1.h"

#include "config.h"
#include "core/isp-error.h"
#include "programmers/exchange-runs.h"
#include "stk500v1-rows-private.h"
#include "stk500v1-sync-private.h"
#include "stk500v1-universal-private.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SCK_UNIT_HZ   (3686400u / 8)
#define HELPER_SCK_HZ 125000u
/* An instruction takes no less than this where SCK is the sketch's own. */
#define INSTRUCTION_MIN_US 259u
#define SKETCH_PAGE_US     30000 /* it waits so long after each page, the chip need not */
#define GENUINE_PAGE_US    4500
#define COMMITS_US         (8 * 35000u) /* the sketch waits 30 ms after each page of a 'd' */
#define ENTER_US           200000u
#define DATA_MAX           256u /* in 'd' nobody checks more; in 't' a genuine programmer has no more */
#define READ_MAX           4096u /* in 't' of a sketch, which sends as it reads */
#define NATIVE_OP_US       100u
/* Leaving takes no longer than a second, whatever happened. */
#define RESYNC_US  (400 * 1000)
#define QUIT_US    (250 * 1000)
#define DTR_OFF_US (20 * 1000)
/* More than instructions under way ever are, see STK_UNIVERSAL_WINDOW. */
#define PROBE_SYNCS 400u
#define PROBE_BYTES 16u
#define PROBE_US    (300 * 1000)
/* A device code from 0xE0 on turns RESET's polarity around. Where none was assigned, and before the
 * part is known: that of an ordinary ATmega. */
#define DEVICE_CODE_MAX     0xDF
#define DEVICE_CODE_DEFAULT 0x86

typedef struct
{
  StkLink link;
  IspPolls polls;
  gboolean probed; /* whether link.deep was tried out */
  gboolean helper;
  gboolean genuine; /* an STK500 or AVRISP, whose parameters mean something */
  gboolean
      entered; /* between 'P' and 'Q': outside of it an instruction hangs the sketch for good */
} Stk;

/* Bytes are read while others are on the line; a page is on the line first. Of what reads single
 * instructions, six bytes go there. */
#define COST(commit)                                                                               \
  {                                                                                                \
    .read = { .us = 8, .link_bytes = 1.18, .spi = 1, .overlaps = TRUE },                           \
    .write = { .link_bytes = 1.1, .spi = 1 },                                                      \
    .op = { .us = 45, .link_bytes = 6, .spi = 1, .overlaps = TRUE }, .commit_us = (commit)         \
  }
static const IspCost of_sketch = COST (SKETCH_PAGE_US), of_genuine = COST (0);

/* ── parameters and identity ── */

static gboolean
get_parameter (Stk *stk, guint8 parameter, guint8 *out, GError **error)
{
  guint8 tx[] = { 'A', parameter, STK_EOP };

  return stk_link_command (&stk->link, tx, sizeof tx, out, 1, 0, NULL, error);
}

/* ── open and close ── */

static void
avrisp_close (IspProgrammer *self)
{
  g_clear_pointer (&self->priv, g_free);
}

/* With the helper's ids it can only be a sketch built in the same way. */
static void
name_impostor (GError **local)
{
  gboolean silent = g_error_matches (*local, ISP_ERROR, ISP_ERROR_TIMEOUT);

  if (!silent && !g_error_matches (*local, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER))
    return;
  g_clear_error (local);
  if (silent) /* as most sketches are */
    g_set_error_literal (local, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                         _ ("The ISP helper does not answer: another sketch runs on the board, "
                            "or it has to be unplugged once"));
  else
    g_set_error_literal (local, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                         _ ("A Teensyduino sketch, not the ISP helper"));
}

/* What instructions back to back do faster than 'd', which waits 30 ms after each page, is left to
 * them. */
static void
set_up (IspProgrammer *self, const StkIdentity *identity)
{
  Stk *stk = self->priv;

  stk->genuine = identity->vtarget != 0 || identity->sck != 0;
  stk->polls.poll_us =
      MAX (INSTRUCTION_MIN_US, (guint) stk_link_get_wire_us (&stk->link, STK_UNIVERSAL_LEN));
  self->page_us = stk->genuine ? GENUINE_PAGE_US : SKETCH_PAGE_US;
  self->cost = stk->genuine ? &of_genuine : &of_sketch;
  self->version = g_strdup_printf ("%u.%u", identity->major, identity->minor);
  self->link_bytes_per_s = stk->link.native ? 0 : stk->link.baud / 10;
  self->op_us = stk->link.native ? NATIVE_OP_US
                                 : (guint32) stk_link_get_wire_us (&stk->link, STK_UNIVERSAL_LEN);
  if (stk->link.native)
    self->writes = 0;
  isp_session_log (self->session, "%.7s, hardware %u, %s, %u baud", (const char *) identity->text,
                   identity->hardware, stk->genuine ? "genuine" : "a sketch", stk->link.baud);
}

static gboolean
avrisp_open (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  Stk *stk = g_new0 (Stk, 1);
  StkIdentity identity;
  gboolean ok;

  self->priv = stk;
  stk->helper = isp_programmer_has_quirk (self, QUIRK_HELPER);
  ok = stk_sync_open (&stk->link, self, port, isp_programmer_has_quirk (self, QUIRK_NATIVE),
                      &identity, cancellable, &local);
  if (!ok && stk->helper)
    name_impostor (&local);
  if (ok)
    {
      set_up (self, &identity);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local));
  avrisp_close (self);
  return FALSE;
}

static const guint8 enter[] = { 'P', STK_EOP };
static const guint8 leave[] = { STK_LEAVE, STK_EOP };

static gboolean
send_leave (Stk *stk)
{
  gint64 deadline = g_get_monotonic_time () + QUIT_US;

  return stk_link_write (&stk->link, leave, sizeof leave, deadline, NULL) &&
         stk_link_read_reply (&stk->link, NULL, 0, deadline, NULL, NULL);
}

/* Says so whether the board answers or not: it may be late. One that does not answer is reset where
 * DTR does that, and so lets go of its pins. */
static void
avrisp_leave (IspProgrammer *self)
{
  Stk *stk = self->priv;

  stk->entered = FALSE;
  if (stk->link.lost)
    stk_sync_again (&stk->link, RESYNC_US, NULL);
  if (send_leave (stk))
    return;
  if (stk_sync_again (&stk->link, RESYNC_US, NULL) && send_leave (stk))
    return;
  if (!stk->link.native)
    isp_serial_pulse_dtr (self->serial, DTR_OFF_US, NULL, NULL);
}

/* ── programming mode ── */

static gboolean
set_device (Stk *stk, const IspPart *part, GError **error)
{
  guint page = part != NULL ? part->flash.page_size : 128;
  guint eeprom = part != NULL ? part->eeprom.size : 1024;
  guint32 flash = part != NULL ? part->flash.size : 32768;
  guint8 code = part != NULL ? part->stk500_device : 0;
  guint n_fuses = 3;
  guint8 tx[22] = { 'B' };

  if (code == 0 || code > DEVICE_CODE_MAX)
    code = DEVICE_CODE_DEFAULT;
  if (part != NULL)
    n_fuses = 2 + (part->fuse_mask[ISP_FUSE_EXTENDED] != 0);
  /* revision, serial and parallel mode, full parallel, polling, self-timed, lock bytes, fuse bytes,
   * poll values of flash and EEPROM, each twice */
  memcpy (tx + 1, (guint8[]){ code, 0, 0, 1, 1, 1, 1, n_fuses, 0xFF, 0xFF, 0xFF, 0xFF }, 12);
  tx[13] = page >> 8, tx[14] = page & 0xFF;
  tx[15] = eeprom >> 8, tx[16] = eeprom & 0xFF;
  tx[17] = flash >> 24, tx[18] = flash >> 16 & 0xFF, tx[19] = flash >> 8 & 0xFF;
  tx[20] = flash & 0xFF;
  tx[21] = STK_EOP;
  return stk_link_command (&stk->link, tx, sizeof tx, NULL, 0, 0, NULL, error);
}

static gboolean
set_extended (Stk *stk, const IspPart *part, GError **error)
{
  guint page = part != NULL ? MAX (part->eeprom.page_size, 1) : 4;
  /* length, EEPROM page, signals PAGEL and BS2 (parallel mode only), RESET disable */
  guint8 tx[] = { 'E', 5, page, 0xD7, 0xA0, 1, STK_EOP };

  return stk_link_command (&stk->link, tx, sizeof tx, NULL, 0, 0, NULL, error);
}

/* Only where it is known to be one: a sketch takes the value for the next command. */
static gboolean
set_sck (Stk *stk, guint32 wanted_hz, guint32 *really_hz, GError **error)
{
  guint8 units;

  *really_hz = stk->helper ? HELPER_SCK_HZ : 0;
  if (!stk->genuine)
    return TRUE;
  if (wanted_hz > 0)
    {
      guint8 tx[] = { '@', STK_PARAMETER_SCK,
                      CLAMP ((SCK_UNIT_HZ + wanted_hz - 1) / wanted_hz, 1, 255), STK_EOP };

      if (!stk_link_command (&stk->link, tx, sizeof tx, NULL, 0, 0, NULL, error))
        return FALSE;
    }
  if (!get_parameter (stk, STK_PARAMETER_SCK, &units, error))
    return FALSE;
  *really_hz = units > 0 ? SCK_UNIT_HZ / units : 0;
  return TRUE;
}

/* 'Q' first: what a killed host left in programming mode ignores 'P'. */
static gboolean
start_programming (Stk *stk, const IspEnter *want, IspEntered *out, GCancellable *cancellable,
                   GError **error)
{
  guint8 status;

  if (stk->link.lost && !stk_sync_again (&stk->link, G_USEC_PER_SEC, error))
    return FALSE;
  stk->entered = FALSE;
  if (!stk_link_command (&stk->link, leave, sizeof leave, NULL, 0, STK_INSTRUCTION_US, NULL,
                         error) ||
      !isp_wait (want->reset_pulse_us, cancellable, error) ||
      !set_sck (stk, want->sck_hz, &out->sck_hz, error) || !set_device (stk, want->part, error) ||
      !set_extended (stk, want->part, error) ||
      !stk_link_command (&stk->link, enter, sizeof enter, NULL, 0, ENTER_US, &status, error))
    return FALSE;
  /* A sketch always says OK, whether a chip is there or not. */
  out->contact = status == STK_OK ? ISP_CONTACT_UNKNOWN : ISP_CONTACT_SILENT;
  stk->entered = status == STK_OK;
  return TRUE;
}

/* 'P' does nothing in programming mode, and outside of it the next instruction would hang the
 * sketch. What was broken off may have been 'B'. A genuine one pulses RESET at 'P', and does not
 * hang. */
static gboolean
avrisp_resync (IspProgrammer *self, gboolean *stayed, GError **error)
{
  Stk *stk = self->priv;
  g_autoptr (GError) local = NULL;

  *stayed = stk->entered;
  if (!stk_sync_again (&stk->link, G_USEC_PER_SEC, &local))
    {
      *stayed = stk->entered = FALSE;
      if (!g_error_matches (local, ISP_ERROR, ISP_ERROR_TIMEOUT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      return stk_sync_restart (&stk->link, self, error);
    }
  if (!*stayed || stk->genuine)
    return TRUE;
  return set_device (stk, self->part, error) &&
         stk_link_command (&stk->link, enter, sizeof enter, NULL, 0, ENTER_US, NULL, error);
}

static gboolean
check_entered (const Stk *stk, GError **error)
{
  if (stk->entered && !stk->link.lost)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The programmer is not in programming mode"));
  return FALSE;
}

/* ── instructions ── */

static gboolean
exchange_run (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
              GCancellable *cancellable, GError **error)
{
  Stk *stk = self->priv;

  return stk_universal_run (&stk->link, !stk->genuine, ops, replies, n, n_done, cancellable, error);
}

static gboolean
avrisp_exchange (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
                 GCancellable *cancellable, GError **error)
{
  Stk *stk = self->priv;

  *n_done = 0;
  return check_entered (stk, error) &&
         isp_exchange_with_polls (self, exchange_run, &stk->polls, 0x8, ops, replies, n, n_done,
                                  cancellable, error);
}

/* 'U' and the command of a block in one write, which is safe on a UART as well. */
static gsize
put_block (guint8 *tx, guint32 address, guint8 command, gsize len)
{
  guint32 word = address >> 1;
  guint8 head[] = {
    'U', word & 0xFF, word >> 8 & 0xFF, STK_EOP, command, len >> 8, len & 0xFF, 'F'
  };

  memcpy (tx, head, sizeof head);
  return sizeof head;
}

/* Does the board hold back what it cannot take yet, as USB does? While it reads a few bytes of the
 * chip, more questions for sync arrive than bytes will ever be under way: one that was dropped is
 * missed. */
static gboolean
is_deep (Stk *stk)
{
  gint64 deadline = g_get_monotonic_time () + PROBE_US;
  guint8 tx[16 + 2 * PROBE_SYNCS], bytes[PROBE_BYTES];
  gsize n = put_block (tx, 0, 't', sizeof bytes);

  tx[n++] = STK_EOP;
  for (guint i = 0; i < PROBE_SYNCS; i++)
    tx[n++] = '0', tx[n++] = STK_EOP;
  if (!stk_link_write (&stk->link, tx, n, deadline, NULL) ||
      !stk_link_read_reply (&stk->link, NULL, 0, deadline, NULL, NULL) ||
      !stk_link_read_reply (&stk->link, bytes, sizeof bytes, deadline, NULL, NULL))
    return FALSE;
  for (guint i = 0; i < PROBE_SYNCS; i++)
    if (!stk_link_read_reply (&stk->link, NULL, 0, deadline, NULL, NULL))
      return FALSE;
  return TRUE;
}

static gboolean
avrisp_enter (IspProgrammer *self, const IspEnter *want, IspEntered *out, GCancellable *cancellable,
              GError **error)
{
  Stk *stk = self->priv;

  if (!start_programming (stk, want, out, cancellable, error))
    return FALSE;
  if (!stk->link.native || stk->probed || !stk->entered)
    return TRUE;
  stk->probed = TRUE;
  stk->link.deep = is_deep (stk);
  isp_session_log (self->session, "commands one behind the other: %s",
                   stk->link.deep ? "held back" : "lost");
  if (stk->link.deep)
    return TRUE;
  self->writes = self->driver->writes;
  return start_programming (stk, want, out, cancellable, error);
}

/* ── flash ── */

static gboolean
read_block (Stk *stk, guint32 address, guint8 *out, gsize len, GError **error)
{
  guint8 tx[16 + STK_FILLING_MAX];
  gsize n = put_block (tx, address, 't', len);
  gsize n_filling = stk_link_get_filling (&stk->link, 2 + len + 2);
  guint64 wire_us = stk_link_get_wire_us (&stk->link, n + len + 5) + len * STK_INSTRUCTION_US;
  gint64 deadline = isp_wait_deadline (wire_us);

  tx[n++] = STK_EOP;
  n += stk_link_put_filling (tx + n, n_filling);
  return stk_link_write (&stk->link, tx, n, deadline, error) &&
         stk_link_read_reply (&stk->link, NULL, 0, deadline, NULL, error) &&
         stk_link_read_reply (&stk->link, out, len, deadline, NULL, error) &&
         stk_link_read_filling (&stk->link, n_filling, deadline, error);
}

/* Blocks begin and end on words: of an odd length the sketch sends one byte more. */
static gboolean
avrisp_read (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
             GCancellable *cancellable, GError **error)
{
  Stk *stk = self->priv;
  gsize most = stk->genuine ? DATA_MAX : READ_MAX;
  g_autofree guint8 *block = g_malloc (most);

  g_return_val_if_fail (memory == ISP_MEMORY_FLASH, FALSE);
  if (!check_entered (stk, error))
    return FALSE;
  while (len > 0)
    {
      guint skip = address & 1;
      gsize n = MIN (len, most - (address & (most - 1)));

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !isp_exchange_extended (self, exchange_run, address, cancellable, error) ||
          !read_block (stk, address - skip, block, (skip + n + 1) & ~(gsize) 1, error))
        return FALSE;
      memcpy (out, block + skip, n);
      address += n, out += n, len -= n;
    }
  return TRUE;
}

static gboolean
write_block (Stk *stk, guint32 address, const guint8 *data, gsize len, GError **error)
{
  guint8 tx[16 + DATA_MAX];
  gsize n = put_block (tx, address, 'd', len);
  guint64 wire_us = stk_link_get_wire_us (&stk->link, n + len + 5) + len * STK_INSTRUCTION_US;
  gint64 deadline = isp_wait_deadline (wire_us + COMMITS_US);

  memcpy (tx + n, data, len);
  n += len;
  tx[n++] = STK_EOP;
  return stk_link_write (&stk->link, tx, n, deadline, error) &&
         stk_link_read_reply (&stk->link, NULL, 0, deadline, NULL, error) &&
         stk_link_read_reply (&stk->link, NULL, 0, deadline, NULL, error);
}

static gboolean
avrisp_write_pages (IspProgrammer *self, IspMemoryId memory, guint32 address, const guint8 *data,
                    gsize len, GCancellable *cancellable, GError **error)
{
  Stk *stk = self->priv;
  guint page = self->part->flash.page_size;
  guint most = stk->genuine ? page : DATA_MAX; /* a sketch commits each page that it comes to */

  g_return_val_if_fail (memory == ISP_MEMORY_FLASH && page <= DATA_MAX, FALSE);
  if (!check_entered (stk, error))
    return FALSE;
  while (len > 0)
    {
      gsize n = MIN (len, most - (address & (most - 1)));

      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !isp_exchange_extended (self, exchange_run, address, cancellable, error) ||
          !write_block (stk, address, data, n, error))
        return FALSE;
      address += n, data += n, len -= n;
    }
  return TRUE;
}

static gboolean
avrisp_target_millivolts (IspProgrammer *self, guint *out, GError **error)
{
  Stk *stk = self->priv;
  guint8 tenths = 0;

  *out = 0; /* unknown */
  if (stk->genuine && !get_parameter (stk, STK_PARAMETER_VTARGET, &tenths, error))
    return FALSE;
  *out = tenths * 100;
  return TRUE;
}

/* EEPROM is left to single instructions: commands count its addresses in words or in bytes,
 * depending on who made the firmware, and the sketch spends 45 ms on each byte. */
const IspDriver isp_avrisp_driver = {
  .owner = {
    .id = "avrisp",
    .aliases = "arduino stk500v1 arduino_as_isp stk500",
    .name = "STK500v1",
    .link = ISP_LINK_SERIAL,
    .rows = rows,
    .n_rows = G_N_ELEMENTS (rows),
    .wiring = isp_wiring_arduino,
  },
  .capabilities = ISP_CAN_PIPELINE,
  .reads = 1 << ISP_MEMORY_FLASH,
  .writes = 1 << ISP_MEMORY_FLASH,
  .cost = &of_sketch,
  .open = avrisp_open,
  .close = avrisp_close,
  .enter = avrisp_enter,
  .exchange = avrisp_exchange,
  .leave = avrisp_leave,
  .read = avrisp_read,
  .write_pages = avrisp_write_pages,
  .target_millivolts = avrisp_target_millivolts,
  .resync = avrisp_resync,
};
