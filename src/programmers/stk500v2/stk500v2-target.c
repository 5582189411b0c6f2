/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What STK500v2's commands do to the chip: entering, single instructions, memories. */
#include "config.h"
#include "core/isp-error.h"
#include "programmers/exchange-runs.h"
#include "stk500v2-commands-private.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PARAMETER_CONNECTION 0xA1 /* AVRISP mkII: what it measures on the plug */

/* ENTER: for RESET to settle and the chip to start (ms); one try, further ones are the engine's. */
#define SETTLE_MS      25
#define PATIENCE_MS    200
#define TRIES          1
#define ECHO_AT        3 /* the byte of the reply that carries 53, counted from 1 */
#define DEFAULT_SCK_HZ 125000u
/* Leaving takes no longer than a second, whatever happened. */
#define LEAVE_US     (950 * 1000)
#define LEAVE_TRY_US (300 * 1000)

/* Modes of PROGRAM_FLASH and PROGRAM_EEPROM. */
enum
{
  MODE_PAGES = 0x01,
  MODE_BYTE_DELAY = 0x02,
  MODE_PAGE_DELAY = 0x10,
  MODE_PAGE_BUSY = 0x40, /* the device polls RDY/BSY */
  MODE_COMMIT = 0x80,
};

#define BLOCK_MAX       256u
#define EEPROM_PAGE_MAX 8u
#define EXTENDED_FLAG   0x80000000u /* in LOAD_ADDRESS: the part has Load Extended Address */
#define EXTENDED_BYTES  0x20000u
#define PROGRAM_HEAD    10u
#define READ_HEAD       4u

/* ── entering and leaving ── */

static const struct
{
  guint8 bit;
  IspError code;
  const char *words;
} faults[] = {
  { 0x20, ISP_ERROR_SHORT, N_ ("The plug is the wrong way round") },
  { 0x10, ISP_ERROR_NO_POWER,
    N_ ("The programmer measures no supply at the plug: the board needs power of its own") },
  { 0x04, ISP_ERROR_SHORT, N_ ("SCK is held by something else, or shorted") },
  { 0x02, ISP_ERROR_SHORT, N_ ("RESET is held by something else, or shorted") },
  { 0x01, ISP_ERROR_SHORT, N_ ("MOSI is held by something else, or shorted") },
};

/* An AVRISP mkII measures what is wrong with the wires; others know no such parameter. */
static gboolean
check_wires (IspStk2 *self, GError **error)
{
  guint8 status;
  gboolean known;

  if (!isp_stk2_get_parameter (self, PARAMETER_CONNECTION, &status, &known, error))
    return FALSE;
  for (guint i = 0; known && i < G_N_ELEMENTS (faults); i++)
    if (status & faults[i].bit)
      {
        g_set_error_literal (error, ISP_ERROR, faults[i].code, _ (faults[i].words));
        return FALSE;
      }
  return TRUE;
}

/* Programming Enable and Read Signature are the same on every AVR; here no part may be known yet.
 */
static gboolean
send_enter (IspStk2 *self, gboolean no_echo, guint8 *status, GError **error)
{
  const guint8 message[] = { ISP_STK2_ENTER, PATIENCE_MS, SETTLE_MS, SETTLE_MS,
                             TRIES,          0,           0x53,      no_echo ? 0 : ECHO_AT,
                             0xAC,           0x53,        0x00,      0x00 };
  guint64 busy_us = (PATIENCE_MS + 2 * SETTLE_MS) * 1000 + isp_stk2_get_spi_us (self, 1);

  return isp_stk2_command (self, message, sizeof message, NULL, 0, busy_us, status, error);
}

/* ── how many instructions a command takes ── */

/* The largest first; with each a message stays below the longest and fills no packet of 64. */
#define RUN_MAX 62u
static const guint8 runs[] = { RUN_MAX, 14, 1, 0 };
#define RUN_US 100000u /* to try one */

static gboolean
send_run (IspStk2 *self, const guint8 *tx, guint8 *rx, guint n, GError **error)
{
  guint8 message[4 + 4 * RUN_MAX] = { ISP_STK2_SPI_MULTI, (guint8) (4 * n), (guint8) (4 * n), 0 };

  memcpy (message + 4, tx, 4 * n);
  return isp_stk2_command_data (self, message, 4 + 4 * n, rx, 4 * n, isp_stk2_get_spi_us (self, n),
                                error);
}

/* The signature, over and over: harmless, and each reply tells whose it is. */
static gboolean
try_run (IspStk2 *self, guint n, gboolean no_echo, gboolean *echoed, GError **error)
{
  guint8 tx[4 * RUN_MAX] = { 0 }, rx[4 * RUN_MAX];

  for (guint i = 0; i < n; i++)
    tx[4 * i] = 0x30, tx[4 * i + 2] = i % 3;
  if (!send_run (self, tx, rx, n, error))
    return FALSE;
  *echoed = TRUE;
  for (guint i = 0; i < n && !no_echo; i++)
    *echoed = *echoed && rx[4 * i + 1] == 0x30 && rx[4 * i + 2] == 0 &&
              rx[4 * i + 3] == rx[4 * (i % 3) + 3];
  return TRUE;
}

/* The largest run that this firmware takes; at a slow SCK a smaller one has to do for now. A bad
 * echo is the wires' fault, and says nothing. */
static gboolean
find_run (IspStk2 *self, gboolean no_echo, GError **error)
{
  if (self->run_max > 0 && self->run_max == runs[self->runs_refused])
    return TRUE;
  for (guint i = self->runs_refused; runs[i] > 0; i++)
    {
      g_autoptr (GError) local = NULL;
      gboolean echoed;

      if (runs[i] > 1 && isp_stk2_get_spi_us (self, runs[i]) > RUN_US)
        continue;
      if (try_run (self, runs[i], no_echo, &echoed, &local))
        {
          self->run_max = echoed ? runs[i] : 1;
          return TRUE;
        }
      if (!g_error_matches (local, ISP_ERROR, ISP_ERROR_PROTOCOL) &&
          !g_error_matches (local, ISP_ERROR, ISP_ERROR_TIMEOUT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      self->runs_refused = i + 1;
      if (self->lost && !isp_stk2_sign_on (self, g_get_monotonic_time () + G_USEC_PER_SEC, error))
        return FALSE;
    }
  self->run_max = 0;
  return TRUE;
}

gboolean
isp_stk2_enter (IspProgrammer *programmer, const IspEnter *want, IspEntered *out,
                GCancellable *cancellable, GError **error)
{
  IspStk2 *self = programmer->priv;
  gboolean no_echo = want->part != NULL && want->part->instructions->no_echo;
  guint8 status;

  if (self->lost && !isp_stk2_sign_on (self, g_get_monotonic_time () + G_USEC_PER_SEC, error))
    return FALSE;
  isp_stk2_send_leave (self, isp_wait_deadline (0));
  if (!isp_wait (want->reset_pulse_us, cancellable, error) ||
      !isp_stk2_set_sck (self, want->sck_hz > 0 ? want->sck_hz : DEFAULT_SCK_HZ, error) ||
      !send_enter (self, no_echo, &status, error))
    return FALSE;
  self->sees_busy = FALSE;
  out->sck_hz = self->sck_hz;
  self->entered = status == ISP_STK2_OK;
  if (!self->entered)
    {
      out->contact = ISP_CONTACT_SILENT;
      return check_wires (self, error);
    }
  out->contact = no_echo ? ISP_CONTACT_UNKNOWN : ISP_CONTACT_IN_STEP;
  return find_run (self, no_echo, error);
}

/* Once more where it was not heard: RESET must not stay low. It is said whether the device answers
 * or not: it may be late. */
void
isp_stk2_leave (IspProgrammer *programmer)
{
  IspStk2 *self = programmer->priv;
  gint64 end = g_get_monotonic_time () + LEAVE_US;

  for (guint i = 0; i < 2; i++)
    {
      if (self->lost)
        isp_stk2_sign_on (self, end - LEAVE_TRY_US, NULL);
      if (isp_stk2_send_leave (self, MIN (end, g_get_monotonic_time () + LEAVE_TRY_US)))
        return;
    }
}

/* Signing on ends what was broken off, and does not leave programming mode. */
gboolean
isp_stk2_resync (IspProgrammer *programmer, gboolean *stayed, GError **error)
{
  IspStk2 *self = programmer->priv;

  *stayed = self->entered;
  self->lost = TRUE;
  return isp_stk2_sign_on (self, g_get_monotonic_time () + 2 * G_USEC_PER_SEC, error);
}

/* ── instructions ── */

/* Without SPI_MULTI: what reads a fuse sends any instruction, and returns its last byte. */
static gboolean
send_single (IspStk2 *self, const guint8 tx[4], guint8 *last, GError **error)
{
  const guint8 message[] = { ISP_STK2_READ_FUSE, 4, tx[0], tx[1], tx[2], tx[3] };

  return isp_stk2_command_data (self, message, sizeof message, last, 1,
                                isp_stk2_get_spi_us (self, 1), error);
}

static gboolean
send_ops (IspStk2 *self, const IspOp *ops, IspReply *replies, guint n, GError **error)
{
  guint8 tx[4 * RUN_MAX] = { 0 }, rx[4 * RUN_MAX];

  for (guint i = 0; i < n; i++)
    memcpy (tx + 4 * i, ops[i].tx, 4);
  if (!send_run (self, tx, rx, n, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    memcpy (replies[i].rx, rx + 4 * i, 4);
  return TRUE;
}

/* As many of n as one command takes. */
static guint
get_run (const IspStk2 *self, gsize n)
{
  guint run = (guint) MIN (n, self->run_max);

  if (self->packet > 0 && (4 + 4 * run) % self->packet == 0)
    run--;
  return run;
}

static gboolean
exchange_run (IspProgrammer *programmer, const IspOp *ops, IspReply *replies, gsize n,
              gsize *n_done, GCancellable *cancellable, GError **error)
{
  IspStk2 *self = programmer->priv;

  for (gsize at = 0; at < n; *n_done = at)
    {
      guint run = get_run (self, n - at);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (run > 0 ? !send_ops (self, ops + at, replies + at, run, error)
                  : !send_single (self, ops[at].tx, &replies[at].rx[3], error))
        return FALSE;
      at += MAX (run, 1);
    }
  return TRUE;
}

gboolean
isp_stk2_exchange (IspProgrammer *programmer, const IspOp *ops, IspReply *replies, gsize n,
                   gsize *n_done, GCancellable *cancellable, GError **error)
{
  IspStk2 *self = programmer->priv;
  gboolean ok;

  *n_done = 0;
  if (!isp_stk2_check_entered (self, error))
    return FALSE;
  ok = isp_exchange_in_runs (programmer, exchange_run, self->run_max > 0 ? 0xF : 0x8, ops, replies,
                             n, n_done, cancellable, error);
  for (gsize i = 0; i < *n_done; i++)
    self->sees_busy |= (ops[i].flags & ISP_OP_FLAG_POLL) && replies[i].was_busy;
  return ok;
}

/* ── memories ── */

/* Flash counts in words. The flag makes the device send Load Extended Address by itself. */
static gboolean
load_address (IspProgrammer *programmer, IspMemoryId memory, guint32 address, GError **error)
{
  gboolean flash = memory == ISP_MEMORY_FLASH;
  guint32 at = flash ? address >> 1 : address;
  guint8 message[5] = { ISP_STK2_LOAD_ADDRESS };

  if (flash && isp_part_needs_extended_address (programmer->part))
    at |= EXTENDED_FLAG;
  for (guint i = 0; i < 4; i++)
    message[1 + i] = (guint8) (at >> (24 - 8 * i));
  return isp_stk2_command (programmer->priv, message, sizeof message, NULL, 0, 0, NULL, error);
}

/* The device goes on from where the last block ended, but not across an extended address. */
static gboolean
prepare_block (IspProgrammer *programmer, IspMemoryId memory, guint32 address, gboolean first,
               GCancellable *cancellable, GError **error)
{
  return !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         ((!first && address % EXTENDED_BYTES != 0) ||
          load_address (programmer, memory, address, error));
}

static gboolean
read_block (IspProgrammer *programmer, IspMemoryId memory, guint8 *out, gsize n, GError **error)
{
  IspStk2 *self = programmer->priv;
  gboolean flash = memory == ISP_MEMORY_FLASH;
  IspInstruction op = flash ? ISP_OP_READ_FLASH_LOW : ISP_OP_READ_EEPROM;
  const guint8 message[READ_HEAD] = { flash ? ISP_STK2_READ_FLASH : ISP_STK2_READ_EEPROM,
                                      (guint8) (n >> 8), (guint8) n,
                                      programmer->part->instructions->op[op][0] };

  return isp_stk2_command_data (self, message, sizeof message, out, n,
                                isp_stk2_get_spi_us (self, n), error);
}

/* Blocks of flash begin and end on words. */
gboolean
isp_stk2_read (IspProgrammer *programmer, IspMemoryId memory, guint32 address, guint8 *out,
               gsize len, GCancellable *cancellable, GError **error)
{
  gboolean flash = memory == ISP_MEMORY_FLASH, first = TRUE;

  if (!isp_stk2_check_entered (programmer->priv, error))
    return FALSE;
  while (len > 0)
    {
      guint8 block[BLOCK_MAX];
      guint skip = flash ? address & 1 : 0;
      gsize n = MIN (len, BLOCK_MAX - (address & (BLOCK_MAX - 1)));
      gsize whole = flash ? (skip + n + 1) & ~(gsize) 1 : n;

      if (!prepare_block (programmer, memory, address - skip, first, cancellable, error) ||
          !read_block (programmer, memory, block, whole, error))
        return FALSE;
      memcpy (out, block + skip, n);
      address += n, out += n, len -= n;
      first = FALSE;
    }
  return TRUE;
}

/* RDY/BSY is left to the device only where it was seen to work: a chip without it looks ready. */
static guint8
get_mode (const IspStk2 *self, gboolean paged)
{
  if (!paged)
    return MODE_BYTE_DELAY;
  return MODE_PAGES | MODE_COMMIT | (self->sees_busy ? MODE_PAGE_BUSY : MODE_PAGE_DELAY);
}

/* Command, length, mode, delay, the instructions that load, commit and read, and the values that
 * polling by reading would have to avoid. */
static void
put_program_head (IspProgrammer *programmer, IspMemoryId memory, gsize n, guint8 *head)
{
  const guint8 (*op)[2] = programmer->part->instructions->op;
  const IspMemory *flash = &programmer->part->flash, *eeprom = &programmer->part->eeprom;
  gboolean is_flash = memory == ISP_MEMORY_FLASH;
  gboolean paged = is_flash || op[ISP_OP_LOAD_EEPROM_PAGE][0] != 0;
  guint32 delay_us = is_flash ? flash->write_us : eeprom->write_us;
  IspInstruction load = is_flash ? ISP_OP_LOAD_FLASH_LOW
                        : paged  ? ISP_OP_LOAD_EEPROM_PAGE
                                 : ISP_OP_WRITE_EEPROM;
  const guint8 bytes[PROGRAM_HEAD] = {
    is_flash ? ISP_STK2_PROGRAM_FLASH : ISP_STK2_PROGRAM_EEPROM,
    (guint8) (n >> 8),
    (guint8) n,
    get_mode (programmer->priv, paged),
    (guint8) MIN (delay_us / 1000 + 2, G_MAXUINT8), /* rounded up, and a tick that has begun */
    op[load][0],
    op[is_flash ? ISP_OP_WRITE_FLASH_PAGE : ISP_OP_WRITE_EEPROM_PAGE][0],
    op[is_flash ? ISP_OP_READ_FLASH_LOW : ISP_OP_READ_EEPROM][0],
    0xFF,
    0xFF,
  };

  memcpy (head, bytes, sizeof bytes);
}

static gboolean
write_block (IspProgrammer *programmer, IspMemoryId memory, const guint8 *data, gsize n,
             GError **error)
{
  IspStk2 *self = programmer->priv;
  guint8 message[PROGRAM_HEAD + BLOCK_MAX];
  guint writes, delay_ms;

  put_program_head (programmer, memory, n, message);
  memcpy (message + PROGRAM_HEAD, data, n);
  writes = message[3] & MODE_PAGES ? 1 : (guint) n;
  delay_ms = message[4];
  return isp_stk2_command (self, message, PROGRAM_HEAD + n, NULL, 0,
                           isp_stk2_get_spi_us (self, n + 1) + writes * delay_ms * 1000ull, NULL,
                           error);
}

/* Bytes of one command: a page, or of a memory without pages as many as fill no packet. */
static gsize
get_block (const IspStk2 *self, guint page, gsize len)
{
  gsize n = MIN (len, page > 0 ? page : BLOCK_MAX / 2);

  return self->packet > 0 && (PROGRAM_HEAD + n) % self->packet == 0 ? n - 1 : n;
}

/* Is it worth finding out whether this chip tells that it is busy? */
static gboolean
may_see_busy (IspProgrammer *programmer, IspMemoryId memory, guint page)
{
  const IspStk2 *self = programmer->priv;

  return memory == ISP_MEMORY_EEPROM && !self->sees_busy && self->run_max > 0 && page > 0 &&
         page <= EEPROM_PAGE_MAX && isp_part_has_instruction (programmer->part, ISP_OP_POLL_BUSY);
}

/* A page of EEPROM by single instructions, to see whether the chip tells that it is busy: the
 * device may then ask it, which is twice as fast as the longest wait. */
static gboolean
write_eeprom_page (IspProgrammer *programmer, guint32 address, const guint8 *data, gsize n,
                   GCancellable *cancellable, GError **error)
{
  const IspPart *part = programmer->part;
  IspOp ops[EEPROM_PAGE_MAX + 2] = { 0 };
  IspReply replies[G_N_ELEMENTS (ops)];
  gsize n_done;

  for (gsize i = 0; i < n; i++)
    isp_part_make_op (part, ISP_OP_LOAD_EEPROM_PAGE, (guint32) i, data[i], ops[i].tx);
  isp_part_make_op (part, ISP_OP_WRITE_EEPROM_PAGE, address, 0, ops[n].tx);
  isp_part_make_op (part, ISP_OP_POLL_BUSY, 0, 0, ops[n + 1].tx);
  ops[n + 1].flags = ISP_OP_FLAG_POLL;
  ops[n + 1].wait_us = part->eeprom.write_us;
  return isp_stk2_exchange (programmer, ops, replies, n + 2, &n_done, cancellable, error) &&
         (replies[n + 1].was_busy || isp_wait (part->eeprom.write_us, cancellable, error));
}

gboolean
isp_stk2_write_pages (IspProgrammer *programmer, IspMemoryId memory, guint32 address,
                      const guint8 *data, gsize len, GCancellable *cancellable, GError **error)
{
  const IspPart *part = programmer->part;
  gboolean eeprom_pages = isp_part_has_instruction (part, ISP_OP_LOAD_EEPROM_PAGE);
  guint page = memory == ISP_MEMORY_FLASH ? part->flash.page_size
               : eeprom_pages             ? part->eeprom.page_size
                                          : 0;
  gboolean first = TRUE;

  g_return_val_if_fail (page <= BLOCK_MAX, FALSE);
  if (!isp_stk2_check_entered (programmer->priv, error))
    return FALSE;
  if (may_see_busy (programmer, memory, page) && len >= page)
    {
      if (!write_eeprom_page (programmer, address, data, page, cancellable, error))
        return FALSE;
      address += page, data += page, len -= page;
    }
  while (len > 0)
    {
      gsize n = get_block (programmer->priv, page, len);

      if (!prepare_block (programmer, memory, address, first, cancellable, error) ||
          !write_block (programmer, memory, data, n, error))
        return FALSE;
      address += n, data += n, len -= n;
      first = FALSE;
    }
  return TRUE;
}
