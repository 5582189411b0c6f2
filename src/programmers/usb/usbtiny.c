/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBtiny: vendor control requests to a low-speed device. Facts from the behaviour of the original
 * firmware (Dick Streefland, Limor Fried), as USBtinyISP and SparkFun's PocketAVR carry it. */
#include "usbtiny.h"

#include "config.h"
#include "core/isp-error.h"
#include "programmers/exchange-runs.h"
#include "transport/isp-wait.h"
#include "usb-batch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  POWERUP = 5,   /* value: SCK period in µs; index: level of RESET */
  POWERDOWN = 6, /* all pins let go */
  SPI = 7,       /* an instruction */
  FLASH_READ = 9,
  FLASH_WRITE = 10, /* value 0: loads only, the page is written by an instruction */
  EEPROM_READ = 11,
};

enum
{
  RESET_LOW = 0,
  RESET_HIGH = 1,
};

#define PERIOD_MIN     1u
#define PERIOD_MAX     250u
#define PERIOD_DEFAULT 10u
/* A bit takes its period and this; SCK is high for half a period and at least the second. Firmware
 * 1.04 at 1 µs, run cycle by cycle: high 1.08 µs, low 1.25. Others were measured slower. */
#define BIT_EXTRA_NS   1330u
#define PHASE_EXTRA_NS 500u
#define CHUNK          128u     /* all firmwares take it */
#define READ_CHUNK     248u     /* most count in a byte; this keeps the packets of 8 bytes whole */
#define SHORT_REACH    0x10000u /* what the 16 bits of an address in requests reach */
#define LEAVE_US       (900 * 1000)
#define SETTLE_US      20500 /* the chip wants 20 ms after RESET went low */
/* Between an instruction and the next one the bus still carries the reply of the one (80 µs), its
 * status (59 µs) and the setup of the other (102 µs): so much of a wait is over by itself. */
#define LOW_SPEED_US 230
/* Read beyond the reach each byte is a transfer of its own, and these take about so long. */
#define INSTRUCTION_US 1250

/* clang-format off */
static const IspIdRow rows[] = {
  { 0x1781, 0x0C9F, 0, 0xFFFF, ISP_ID_NOT_A_PROGRAMMER, N_ ("A Trinket or Gemma in its bootloader"),
    .product = "Trinket", .advice = N_ ("It only looks like a programmer. Plug in a real one.") },
  { 0x1781, 0x0C9F, 0, 0xFFFF, ISP_ID_PROGRAMMER, N_ ("USBtinyISP or PocketAVR") },
  { 0x2341, 0x0049, 0, 0xFFFF, ISP_ID_PROGRAMMER, "Arduino ISP" },
  { 0x2A03, 0x0049, 0, 0xFFFF, ISP_ID_PROGRAMMER, "Arduino ISP" },
  { 0x16D0, 0x0BA5, 0, 0xFFFF, ISP_ID_PROGRAMMER, "eHaJo ISP" },
  { 0x1209, 0x6570, 0, 0xFFFF, ISP_ID_PROGRAMMER, "IseAVRprog" },
};
/* clang-format on */

typedef struct
{
  IspUsbWire wire;
  guint period;     /* as set last */
  guint read_chunk; /* bytes asked for at once */
  guint bus_us;     /* between two instructions */
  gboolean in_step; /* as entered: RESET is low, and the chip answered */
  IspPolls polls;
  guint8 unused[4]; /* for replies that say nothing */
} Usbtiny;

/* ── SCK ── */

static guint32
get_hz (guint period)
{
  return 1000000000u / (period * 1000 + BIT_EXTRA_NS);
}

/* The shorter phase of SCK, for which a clock of half and half at hz leaves that much. */
static gboolean
is_slow_enough (guint period, guint32 hz)
{
  guint64 phase_ns = period * 500 + PHASE_EXTRA_NS;

  return get_hz (period) <= hz && 8 * phase_ns * hz >= 3 * G_GUINT64_CONSTANT (1000000000);
}

/* The shortest period that is not faster; the longest, where none is slow enough. */
static guint
choose_period (guint32 hz)
{
  guint period = PERIOD_MIN;

  if (hz == 0)
    return PERIOD_DEFAULT;
  while (period < PERIOD_MAX && !is_slow_enough (period, hz))
    period++;
  return period;
}

/* ── transfers ── */

/* instructions: of four SPI bytes each, that the transfer causes. */
static void
add (IspUsbBatch *batch, const Usbtiny *usbtiny, IspUsbTransfer transfer, guint instructions)
{
  isp_usb_batch_add (batch, transfer, instructions, get_hz (usbtiny->period));
}

static void
add_instruction (IspUsbBatch *batch, const Usbtiny *usbtiny, const guint8 tx[4], guint8 *reply)
{
  IspUsbTransfer transfer = { .in = TRUE,
                              .request = SPI,
                              .value = (guint16) (tx[0] | tx[1] << 8),
                              .index = (guint16) (tx[2] | tx[3] << 8),
                              .data = reply,
                              .len = 4 };

  add (batch, usbtiny, transfer, 1);
}

/* A request without data. */
static void
add_request (IspUsbBatch *batch, const Usbtiny *usbtiny, guint8 number, guint value, guint16 index)
{
  add (batch, usbtiny,
       (IspUsbTransfer){ .in = TRUE, .request = number, .value = (guint16) value, .index = index },
       0);
}

static gboolean
run (IspProgrammer *self, IspUsbBatch *batch, gsize *n_done, GCancellable *cancellable,
     GError **error)
{
  return isp_usb_batch_run (batch, &((Usbtiny *) self->priv)->wire, n_done, cancellable, error);
}

static gboolean
request (IspProgrammer *self, guint8 number, guint value, guint16 index, GCancellable *cancellable,
         GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();

  add_request (&batch, self->priv, number, value, index);
  return run (self, &batch, NULL, cancellable, error);
}

static gboolean
transmit (IspProgrammer *self, const guint8 tx[4], guint8 reply[4], GCancellable *cancellable,
          GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();

  add_instruction (&batch, self->priv, tx, reply);
  return run (self, &batch, NULL, cancellable, error);
}

/* ── open and close ── */

/* The bootloader of Trinket and Gemma goes by the same ids: it tells its own chip's signature
 * whatever RESET is. Behind a programmer nobody answers so while RESET is high. */
static gboolean
is_loader (guint8 replies[2][4])
{
  return replies[0][0] == 0 && replies[0][1] == 0 && replies[0][3] == 0x1E &&
         (replies[1][3] & 0xF0) == 0x90;
}

/* Is it a programmer? The keyboard notices nothing, as RESET stays high. */
static gboolean
identify (IspProgrammer *self, gboolean *loader, GCancellable *cancellable, GError **error)
{
  static const guint8 read_signature[2][4] = { { 0x30, 0, 0, 0 }, { 0x30, 0, 1, 0 } };
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  guint8 replies[2][4] = { 0 };

  *loader = FALSE;
  add_request (&batch, self->priv, POWERUP, PERIOD_DEFAULT, RESET_HIGH);
  for (guint i = 0; i < 2; i++)
    add_instruction (&batch, self->priv, read_signature[i], replies[i]);
  for (guint i = 0; i < batch.transfers->len; i++)
    g_array_index (batch.transfers, IspUsbTransfer, i).any_len = TRUE;
  if (!run (self, &batch, NULL, cancellable, error))
    return FALSE;
  if (!isp_usb_batch_has_all (&batch))
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                           _ ("It has the ids of a USBtiny, but does not answer like one"));
      return FALSE;
    }
  *loader = is_loader (replies);
  if (*loader)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                         _ ("A Trinket or Gemma in its bootloader, not a programmer"));
  return !*loader;
}

static void
usbtiny_close (IspProgrammer *self)
{
  Usbtiny *usbtiny = self->priv;

  isp_usb_wire_clear (&usbtiny->wire);
  g_free (usbtiny);
  self->priv = NULL;
}

/* RESET is driven high before the pins are let go: a board without a pull-up stays in reset
 * otherwise. Repeated until it is heard: the firmware is deaf while it works on what was withdrawn.
 */
static void
usbtiny_leave (IspProgrammer *self)
{
  Usbtiny *usbtiny = self->priv;
  gint64 end = g_get_monotonic_time () + LEAVE_US;
  gboolean left, gone;

  usbtiny->in_step = FALSE;
  do
    {
      g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
      g_autoptr (GError) error = NULL;

      add_request (&batch, usbtiny, POWERUP, usbtiny->period, RESET_HIGH);
      add_request (&batch, usbtiny, POWERDOWN, 0, 0);
      left = run (self, &batch, NULL, NULL, &error);
      gone = g_error_matches (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
    }
  while (!left && !gone && g_get_monotonic_time () < end);
}

static gboolean
usbtiny_open (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  Usbtiny *usbtiny = g_new0 (Usbtiny, 1);
  gboolean loader;

  self->priv = usbtiny;
  usbtiny->period = PERIOD_DEFAULT;
  usbtiny->read_chunk = READ_CHUNK;
  if (isp_usb_wire_open (&usbtiny->wire, self, port, cancellable, error))
    {
      usbtiny->bus_us = isp_usb_is_low_speed (usbtiny->wire.usb) ? LOW_SPEED_US : 0;
      if (identify (self, &loader, cancellable, error))
        return TRUE;
      if (!loader) /* a loader would start the board's program */
        usbtiny_leave (self);
    }
  usbtiny_close (self);
  return FALSE;
}

/* ── programming mode ── */

/* What the engine cuts its calls by: beyond the reach of requests reading is slow. */
static void
set_pace (IspProgrammer *self, guint32 next_address)
{
  self->link_bytes_per_s = next_address < SHORT_REACH ? 0 : G_USEC_PER_SEC / INSTRUCTION_US;
}

/* At another period, RESET staying low all the while. *in_step: the chip goes along. */
static gboolean
change_period (IspProgrammer *self, guint period, gboolean *in_step, GCancellable *cancellable,
               GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  Usbtiny *usbtiny = self->priv;
  guint8 reply[4];

  usbtiny->period = period;
  add_request (&batch, usbtiny, POWERUP, period, RESET_LOW);
  add_instruction (&batch, usbtiny, isp_usb_program_enable, reply);
  if (!run (self, &batch, NULL, cancellable, error))
    return FALSE;
  *in_step = reply[2] == isp_usb_program_enable[1];
  return TRUE;
}

/* The firmware has no pulse of its own: RESET high for as long as wanted, then low. */
static gboolean
pulse_reset (IspProgrammer *self, guint period, guint32 pulse_us, gboolean *in_step,
             GCancellable *cancellable, GError **error)
{
  Usbtiny *usbtiny = self->priv;
  guint8 reply[4];

  if (!request (self, POWERUP, period, RESET_HIGH, cancellable, error) ||
      !isp_wait (pulse_us, cancellable, error) ||
      !request (self, POWERUP, period, RESET_LOW, cancellable, error) ||
      !isp_wait (SETTLE_US, cancellable, error))
    return FALSE;
  usbtiny->period = period;
  if (!transmit (self, isp_usb_program_enable, reply, cancellable, error))
    return FALSE;
  *in_step = reply[2] == isp_usb_program_enable[1];
  return TRUE;
}

static gboolean
usbtiny_enter (IspProgrammer *self, const IspEnter *want, IspEntered *out,
               GCancellable *cancellable, GError **error)
{
  Usbtiny *usbtiny = self->priv;
  guint period = choose_period (want->sck_hz);
  gboolean in_step = FALSE, was_in_step = usbtiny->in_step;

  usbtiny->in_step = FALSE;
  if (want->rate_only && was_in_step && !change_period (self, period, &in_step, cancellable, error))
    return FALSE;
  if (!in_step && !pulse_reset (self, period, want->reset_pulse_us, &in_step, cancellable, error))
    return FALSE;
  usbtiny->in_step = in_step;
  set_pace (self, want->part != NULL ? want->part->flash.size - 1 : 0);
  out->sck_hz = get_hz (period);
  out->contact = in_step ? ISP_CONTACT_IN_STEP : ISP_CONTACT_SILENT;
  return TRUE;
}

/* ── instructions ── */

/* All in one queue. */
static gboolean
exchange_run (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
              GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();

  for (gsize i = 0; i < n; i++)
    add_instruction (&batch, self->priv, ops[i].tx, replies[i].rx);
  return run (self, &batch, n_done, cancellable, error);
}

static gboolean
usbtiny_exchange (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
                  GCancellable *cancellable, GError **error)
{
  Usbtiny *usbtiny = self->priv;

  return isp_exchange_with_polls (self, exchange_run, &usbtiny->polls, 0xF, ops, replies, n, n_done,
                                  cancellable, error);
}

/* ── memories ── */

static void
add_extended_address (IspUsbBatch *batch, IspProgrammer *self, guint32 address)
{
  Usbtiny *usbtiny = self->priv;
  IspOp extended;

  if (isp_programmer_get_extended_op (self->part, address, &extended))
    add_instruction (batch, usbtiny, extended.tx, usbtiny->unused);
}

/* len bytes in chunks; requests carry the low 16 bits of the address. */
static void
add_chunks (IspUsbBatch *batch, IspProgrammer *self, guint8 number, guint32 address, guint8 *data,
            gsize len, guint chunk)
{
  for (gsize at = 0; at < len; at += chunk)
    {
      guint16 n = (guint16) MIN (len - at, chunk);

      add (batch, self->priv,
           (IspUsbTransfer){ .in = number != FLASH_WRITE,
                             .request = number,
                             .index = (guint16) (address + at),
                             .data = data + at,
                             .len = n },
           n);
    }
}

static gboolean
read_near (IspProgrammer *self, guint8 number, guint32 address, guint8 *out, gsize len,
           GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  Usbtiny *usbtiny = self->priv;

  if (number == FLASH_READ)
    add_extended_address (&batch, self, address);
  add_chunks (&batch, self, number, address, out, len, usbtiny->read_chunk);
  if (usbtiny->read_chunk > CHUNK)
    for (guint i = 0; i < batch.transfers->len; i++)
      g_array_index (batch.transfers, IspUsbTransfer, i).any_len = TRUE;
  if (!run (self, &batch, NULL, cancellable, error))
    return FALSE;
  if (isp_usb_batch_has_all (&batch))
    return TRUE;
  isp_session_log (self->session, "reads no more than %u bytes at once", CHUNK);
  usbtiny->read_chunk = CHUNK;
  return read_near (self, number, address, out, len, cancellable, error);
}

/* Beyond 16 bits of address: an instruction for each byte, all of them queued. */
static gboolean
read_far (IspProgrammer *self, guint32 address, guint8 *out, gsize len, GCancellable *cancellable,
          GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  g_autofree guint8 *replies = g_new0 (guint8, 4 * len);

  add_extended_address (&batch, self, address);
  for (gsize i = 0; i < len; i++)
    {
      guint32 at = address + i;
      IspInstruction read = at & 1 ? ISP_OP_READ_FLASH_HIGH : ISP_OP_READ_FLASH_LOW;
      guint8 tx[4];

      isp_part_make_op (self->part, read, at >> 1, 0, tx);
      add_instruction (&batch, self->priv, tx, replies + 4 * i);
    }
  if (!run (self, &batch, NULL, cancellable, error))
    return FALSE;
  for (gsize i = 0; i < len; i++)
    out[i] = replies[4 * i + 3];
  return TRUE;
}

static gboolean
usbtiny_read (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
              GCancellable *cancellable, GError **error)
{
  if (memory == ISP_MEMORY_EEPROM)
    return read_near (self, EEPROM_READ, address, out, len, cancellable, error);
  while (len > 0)
    {
      gboolean near = address < SHORT_REACH;
      gsize n = near ? MIN (len, SHORT_REACH - address) : isp_usb_clip_to_bank (address, len);

      if (near ? !read_near (self, FLASH_READ, address, out, n, cancellable, error)
               : !read_far (self, address, out, n, cancellable, error))
        return FALSE;
      address += n, out += n, len -= n;
    }
  set_pace (self, address);
  return TRUE;
}

/* The page buffer is filled by chunks and written by an instruction. A load counts only the bits of
 * its address within the page, so beyond 64 KiB it is right as well; the instruction has all bits.
 */
static gboolean
write_page (IspProgrammer *self, guint32 address, const guint8 *data, GCancellable *cancellable,
            GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  Usbtiny *usbtiny = self->priv;
  const IspMemory *flash = &self->part->flash;
  guint8 write[4];

  isp_part_make_op (self->part, ISP_OP_WRITE_FLASH_PAGE, address >> 1, 0, write);
  add_extended_address (&batch, self, address);
  add_chunks (&batch, self, FLASH_WRITE, address, (guint8 *) data, flash->page_size, CHUNK);
  add_instruction (&batch, usbtiny, write, usbtiny->unused);
  return run (self, &batch, NULL, cancellable, error) &&
         isp_wait_until (isp_usb_get_last_done (usbtiny->wire.usb) + flash->write_us -
                             usbtiny->bus_us,
                         cancellable, error);
}

static gboolean
usbtiny_write_pages (IspProgrammer *self, IspMemoryId memory, guint32 address, const guint8 *data,
                     gsize len, GCancellable *cancellable, GError **error)
{
  guint page = self->part->flash.page_size;

  g_return_val_if_fail (memory == ISP_MEMORY_FLASH && page > 0 && len % page == 0, FALSE);
  for (gsize at = 0; at < len; at += page)
    if (!write_page (self, address + at, data + at, cancellable, error))
      return FALSE;
  set_pace (self, address + len);
  return TRUE;
}

/* The bus interrupts the firmware while it shifts bits. */
static const IspCost cost = {
  .read = { .us = 52, .spi = 1.52 },
  .write = { .us = 64, .spi = 1.52 },
  .op = { .us = ISP_USB_OP_US, .spi = 1 },
  .far_us = INSTRUCTION_US,
};

/* EEPROM is written by single instructions: those know about its pages and when it is done. */
const IspDriver isp_usbtiny_driver = {
  .owner = {
    .id = "usbtiny",
    .aliases = "usbtinyisp pocketavr arduinoisp arduinoisporg ehajo-isp iseavrprog",
    .name = "USBtiny",
    .link = ISP_LINK_USB,
    .rows = rows,
    .n_rows = G_N_ELEMENTS (rows),
    .wiring = isp_wiring_plugs,
  },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO | ISP_CAN_PIPELINE,
  .reads = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM,
  .writes = 1 << ISP_MEMORY_FLASH,
  .cost = &cost,
  .open = usbtiny_open,
  .close = usbtiny_close,
  .enter = usbtiny_enter,
  .exchange = usbtiny_exchange,
  .leave = usbtiny_leave,
  .read = usbtiny_read,
  .write_pages = usbtiny_write_pages,
};
