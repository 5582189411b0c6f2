/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBasp: vendor control requests to a low-speed device. Requests and their arguments follow the
 * firmware of 2011-05-28. */
#include "usbasp.h"

#include "config.h"
#include "core/isp-error.h"
#include "programmers/exchange-runs.h"
#include "transport/isp-wait.h"
#include "usb-batch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  CONNECT = 1,
  DISCONNECT = 2,
  TRANSMIT = 3,
  READ_FLASH = 4,
  WRITE_FLASH = 6,
  READ_EEPROM = 7,
  SET_LONG_ADDRESS = 9,
  SET_SCK = 10,
  GET_CAPABILITIES = 127,
};

/* In WRITE_FLASH: the page counter starts anew. The flag that ends a page early is never needed, as
 * only whole pages go out; with pages of 256 bytes the firmware would commit one too many. */
#define FLAG_FIRST    0x01
#define CAPABILITY_3M (1u << 24)
#define READ_CHUNK    248u /* 254 is the limit; this keeps the packets of 8 bytes whole */
#define WRITE_CHUNK   256u
/* The firmware counts what comes in with 16 bits and keeps none of it, so a request may carry many
 * pages. Copies on other controllers may not: it is tried, see write_long. */
#define LONG_CHUNK     4096u    /* what the kernel takes in a control transfer */
#define LOOK_BACK      8u       /* bytes that tell whether it worked */
#define EXTENDED_BYTES 0x20000u /* what two address bytes of words reach */
/* The firmware waits for nothing after it pulled RESET low; the chip wants 20 ms. */
#define SETTLE_US       20500
#define PAGE_WAIT_US    4800     /* the firmware's, after a page that ends in FF; else twice that */
#define SHORT_REACH     0x10000u /* of requests without a long address */
#define COMMIT_EXTRA_US 5000
#define DEFAULT_SCK_HZ  375000u
#define LOADER_BCD_MAX  0x0102

typedef struct
{
  guint8 id;
  guint32 hz;
} Rate;

/* clang-format off */
static const Rate rates[] = { /* fastest first */
  { 13, 3000000 }, { 12, 1500000 }, { 11, 750000 }, { 10, 375000 }, { 9, 187500 }, { 8, 93750 },
  {  7,   32000 }, {  6,   16000 }, {  5,   8000 }, {  4,   4000 }, { 3,   2000 }, { 2,  1000 },
  {  1,     500 },
};
#define RATE_3M 13

/* The bootloader USBaspLoader poses as a programmer; only its release number differs. */
static const IspIdRow rows[] = {
  { 0x16C0, 0x05DC, 0x0000, LOADER_BCD_MAX, ISP_ID_NOT_A_PROGRAMMER,
    N_ ("A keyboard in USBaspLoader"), .advice = N_ ("Its bootloader works, no rescue needed") },
  { 0x16C0, 0x05DC, LOADER_BCD_MAX + 1, 0xFFFF, ISP_ID_PROGRAMMER, "USBasp" },
  { 0x03EB, 0xC7B4, 0x0000, 0xFFFF, ISP_ID_PROGRAMMER, "USBasp" },
  { 0x16C0, 0x092F, 0x0000, 0xFFFF, ISP_ID_PROGRAMMER, "NIBObee" },
};
/* clang-format on */

typedef enum
{
  LONG_WRITES_UNTRIED,
  LONG_WRITES_WORK,
  LONG_WRITES_FAIL,
} LongWrites;

typedef struct
{
  IspUsb *usb;
  guint32 sck_hz;     /* as set; what the SPI bits of a transfer are computed from */
  gboolean fixed_sck; /* old firmware */
  gboolean has_3m;
  gboolean long_mode; /* since CONNECT: the addresses in requests do not count */
  LongWrites long_writes;
  IspPolls polls;
  guint8 unused[4]; /* for replies that say nothing */
} Usbasp;

/* instructions: of four SPI bytes each, that the transfer causes. */
static void
add (IspUsbBatch *batch, const Usbasp *usbasp, IspUsbTransfer transfer, guint instructions)
{
  guint64 spi_us = instructions * G_GUINT64_CONSTANT (32000000) / MAX (usbasp->sck_hz, 1);

  isp_usb_batch_add (batch, transfer, spi_us);
}

static gboolean
run (IspProgrammer *self, IspUsbBatch *batch, gsize *n_done, GCancellable *cancellable,
     GError **error)
{
  Usbasp *usbasp = self->priv;

  return isp_usb_batch_run (batch, usbasp->usb, n_done, cancellable, error);
}

static gboolean
set_short_error (GError **error)
{
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The programmer sent less than it was asked for"));
  return FALSE;
}

/* All that came in must be as long as asked for. Sets *n_good to the first that is not. */
static gboolean
check_lengths (const IspUsbBatch *batch, gsize *n_good, GError **error)
{
  for (gsize i = 0; i < batch->transfers->len; i++)
    {
      const IspUsbTransfer *transfer = &g_array_index (batch->transfers, IspUsbTransfer, i);
      gboolean counts = transfer->request != SET_LONG_ADDRESS;

      if (counts && transfer->actual != transfer->len)
        {
          *n_good = i;
          return set_short_error (error);
        }
    }
  return TRUE;
}

/* A request about the programmer itself; at most 4 bytes come back. */
static void
add_request (IspUsbBatch *batch, Usbasp *usbasp, guint8 number, guint16 value, guint8 *reply)
{
  IspUsbTransfer transfer = {
    .in = TRUE, .request = number, .value = value, .data = reply, .len = 4
  };

  add (batch, usbasp, transfer, 0);
}

/* One whose reply says nothing. */
static gboolean
request (IspProgrammer *self, guint8 number, GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  Usbasp *usbasp = self->priv;

  add_request (&batch, usbasp, number, 0, usbasp->unused);
  return run (self, &batch, NULL, cancellable, error);
}

static IspUsbTransfer
transmit (const guint8 tx[4], guint8 *reply)
{
  return (IspUsbTransfer){ .in = TRUE,
                           .request = TRANSMIT,
                           .value = (guint16) (tx[0] | tx[1] << 8),
                           .index = (guint16) (tx[2] | tx[3] << 8),
                           .data = reply,
                           .len = 4 };
}

/* ── open and close ── */

static gboolean
transmit_one (IspProgrammer *self, const guint8 tx[4], guint8 reply[4], GCancellable *cancellable,
              GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  gsize n_good;

  add (&batch, self->priv, transmit (tx, reply), 1);
  return run (self, &batch, NULL, cancellable, error) && check_lengths (&batch, &n_good, error);
}

/* Programming Enable and Read Signature are the same on every AVR; here no part is known yet. */
static const guint8 program_enable[4] = { 0xAC, 0x53, 0x00, 0x00 };
static const guint8 read_signature[4] = { 0x30, 0x00, 0x00, 0x00 };

/* USBaspLoader answers TRANSMIT without any SPI behind it: nothing is echoed, yet the signature is
 * there. Of a programmer on a silent chip with MISO low only the first half is true. */
static gboolean
is_loader (IspProgrammer *self, guint16 bcd_device, gboolean *out, GCancellable *cancellable,
           GError **error)
{
  static const guint8 silent[4] = { 0 };
  guint8 reply[4];

  *out = FALSE;
  if (!request (self, CONNECT, cancellable, error) || !isp_wait (SETTLE_US, cancellable, error) ||
      !transmit_one (self, program_enable, reply, cancellable, error))
    return FALSE;
  if (memcmp (reply, silent, 4) == 0)
    {
      if (!transmit_one (self, read_signature, reply, cancellable, error))
        return FALSE;
      *out = bcd_device <= LOADER_BCD_MAX || (memcmp (reply, silent, 3) == 0 && reply[3] == 0x1E);
    }
  /* To the loader this would mean: start the keyboard. */
  return *out || request (self, DISCONNECT, cancellable, error);
}

/* What can this firmware do, and is it a programmer's? */
static gboolean
identify (IspProgrammer *self, guint16 bcd_device, GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  Usbasp *usbasp = self->priv;
  guint8 reply[4] = { 0 };
  guint16 n_sck, n_capabilities;
  guint32 capabilities;
  gboolean loader = FALSE;

  add_request (&batch, usbasp, SET_SCK, rates[G_N_ELEMENTS (rates) - 1].id, usbasp->unused);
  add_request (&batch, usbasp, GET_CAPABILITIES, 0, reply);
  if (!run (self, &batch, NULL, cancellable, error))
    return FALSE;
  n_sck = g_array_index (batch.transfers, IspUsbTransfer, 0).actual;
  n_capabilities = g_array_index (batch.transfers, IspUsbTransfer, 1).actual;
  capabilities = reply[0] | reply[1] << 8 | reply[2] << 16 | (guint32) reply[3] << 24;
  usbasp->fixed_sck = n_sck == 0;
  usbasp->has_3m = n_capabilities == 4 && (capabilities & CAPABILITY_3M) != 0;
  if (n_sck != 0 && n_capabilities == 0)
    {
      if (!is_loader (self, bcd_device, &loader, cancellable, error))
        return FALSE;
    }
  if (loader)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER, _ (rows[0].name));
      return FALSE;
    }
  self->page_us = PAGE_WAIT_US;
  if (usbasp->fixed_sck)
    {
      self->flash_reach = SHORT_REACH;
      isp_session_log (self->session, "old firmware: SCK stays at %u Hz", DEFAULT_SCK_HZ);
    }
  isp_session_log (self->session, "capabilities %08X", capabilities);
  return TRUE;
}

static void
usbasp_close (IspProgrammer *self)
{
  Usbasp *usbasp = self->priv;

  isp_usb_close (usbasp->usb);
  g_free (usbasp);
  self->priv = NULL;
}

static gboolean
usbasp_open (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  const char *path = g_str_has_prefix (port->id, "usb:") ? port->id + strlen ("usb:") : port->id;
  IspUsb *usb = isp_usb_open (path, port->vid, port->pid, cancellable, error);
  Usbasp *usbasp;

  if (usb == NULL)
    return FALSE;
  usbasp = g_new0 (Usbasp, 1);
  usbasp->polls.poll_us = G_MAXUINT; /* one goes along: a transfer takes longer than the way here */
  usbasp->usb = usb;
  usbasp->sck_hz = rates[G_N_ELEMENTS (rates) - 1].hz;
  self->priv = usbasp;
  self->version = g_strdup_printf ("%x.%02x", port->bcd_device >> 8, port->bcd_device & 0xFF);
  self->op_us = ISP_USB_OP_US;
  if (identify (self, port->bcd_device, cancellable, error))
    return TRUE;
  usbasp_close (self);
  return FALSE;
}

static void
usbasp_leave (IspProgrammer *self)
{
  request (self, DISCONNECT, NULL, NULL);
}

/* ── programming mode ── */

static const Rate *
choose_rate (const Usbasp *usbasp, guint32 wanted_hz)
{
  guint32 limit = wanted_hz > 0 ? wanted_hz : DEFAULT_SCK_HZ;

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (rates[i].hz <= limit && (rates[i].id != RATE_3M || usbasp->has_3m))
      return &rates[i];
  return &rates[G_N_ELEMENTS (rates) - 1];
}

/* RESET is let go (so high) for as long as wanted, then CONNECT takes it low, with a short pulse of
 * its own. */
static gboolean
usbasp_enter (IspProgrammer *self, const IspEnter *want, IspEntered *out, GCancellable *cancellable,
              GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  Usbasp *usbasp = self->priv;
  const Rate *rate = choose_rate (usbasp, want->sck_hz);
  guint8 reply[4];

  usbasp->long_mode = FALSE;
  add_request (&batch, usbasp, DISCONNECT, 0, usbasp->unused);
  add_request (&batch, usbasp, SET_SCK, rate->id, usbasp->unused);
  if (!run (self, &batch, NULL, cancellable, error) ||
      !isp_wait (want->reset_pulse_us, cancellable, error) ||
      !request (self, CONNECT, cancellable, error) || !isp_wait (SETTLE_US, cancellable, error))
    return FALSE;
  usbasp->sck_hz = usbasp->fixed_sck ? DEFAULT_SCK_HZ : rate->hz;
  if (!transmit_one (self, program_enable, reply, cancellable, error))
    return FALSE;
  out->sck_hz = usbasp->sck_hz;
  out->contact = reply[2] == program_enable[1] ? ISP_CONTACT_IN_STEP : ISP_CONTACT_SILENT;
  return TRUE;
}

/* ── instructions ── */

/* Operations with nothing to wait for in between, all in one queue. */
static gboolean
exchange_run (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
              GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();

  for (gsize i = 0; i < n; i++)
    add (&batch, self->priv, transmit (ops[i].tx, replies[i].rx), 1);
  return run (self, &batch, n_done, cancellable, error) && check_lengths (&batch, n_done, error);
}

static gboolean
usbasp_exchange (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
                 GCancellable *cancellable, GError **error)
{
  Usbasp *usbasp = self->priv;

  return isp_exchange_with_polls (self, exchange_run, &usbasp->polls, 0xF, ops, replies, n, n_done,
                                  cancellable, error);
}

/* ── memories ── */

/* Where a block begins: in each request as far as 16 bits reach, which every firmware knows;
 * beyond, it is told once, and the firmware counts on. Old firmware does not load the extended
 * address by itself, new firmware only when it believes that it changed: so it is always loaded
 * here. */
static void
add_address (IspUsbBatch *batch, IspProgrammer *self, IspMemoryId memory, guint32 address,
             gsize len)
{
  Usbasp *usbasp = self->priv;
  IspOp extended;

  if (memory == ISP_MEMORY_FLASH && isp_programmer_get_extended_op (self->part, address, &extended))
    add (batch, usbasp, transmit (extended.tx, usbasp->unused), 1);
  if (address + len <= SHORT_REACH && !usbasp->long_mode)
    return;
  usbasp->long_mode = TRUE;
  add (batch, usbasp,
       (IspUsbTransfer){ .in = TRUE,
                         .request = SET_LONG_ADDRESS,
                         .value = address & 0xFFFF,
                         .index = (guint16) (address >> 16),
                         .data = usbasp->unused,
                         .len = sizeof usbasp->unused },
       0);
}

static gboolean
read_block (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
            GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  gsize n_good;

  add_address (&batch, self, memory, address, len);
  for (gsize at = 0; at < len; at += READ_CHUNK)
    {
      guint16 n = (guint16) MIN (len - at, READ_CHUNK);

      add (&batch, self->priv,
           (IspUsbTransfer){ .in = TRUE,
                             .request = memory == ISP_MEMORY_FLASH ? READ_FLASH : READ_EEPROM,
                             .value = (address + at) & 0xFFFF,
                             .data = out + at,
                             .len = n },
           n);
    }
  return run (self, &batch, NULL, cancellable, error) && check_lengths (&batch, &n_good, error);
}

static gboolean
usbasp_read (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
             GCancellable *cancellable, GError **error)
{
  while (len > 0)
    {
      gsize n = MIN (len, EXTENDED_BYTES - address % EXTENDED_BYTES);

      if (!read_block (self, memory, address, out, n, cancellable, error))
        return FALSE;
      address += n, out += n, len -= n;
    }
  return TRUE;
}

/* Whole pages; the firmware loads, commits and waits for each. *refused: it would not take a
 * request. */
static gboolean
write_chunks (IspProgrammer *self, guint32 address, const guint8 *data, gsize len, guint chunk,
              gboolean *refused, GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  guint page = self->part->flash.page_size;
  gsize n_good;

  chunk = MAX (chunk / page, 1) * page;
  add_address (&batch, self, ISP_MEMORY_FLASH, address, len);
  for (gsize at = 0; at < len; at += chunk)
    {
      guint16 n = (guint16) MIN (len - at, chunk);
      guint16 high = FLAG_FIRST | (page & 0xF00) >> 4;

      add (&batch, self->priv,
           (IspUsbTransfer){ .request = WRITE_FLASH,
                             .value = (address + at) & 0xFFFF,
                             .index = (guint16) ((page & 0xFF) | high << 8),
                             .data = (guint8 *) data + at,
                             .len = n },
           n);
      batch.wire_us += n / page * (guint64) (self->part->flash.write_us + COMMIT_EXTRA_US);
    }
  if (run (self, &batch, NULL, cancellable, error) && check_lengths (&batch, &n_good, error))
    return TRUE;
  for (gsize i = 0; i < batch.transfers->len; i++)
    {
      const IspUsbTransfer *transfer = &g_array_index (batch.transfers, IspUsbTransfer, i);

      *refused |= transfer->request == WRITE_FLASH && transfer->stalled;
    }
  return FALSE;
}

/* What is not blank ends here. */
static gsize
find_end (const guint8 *data, gsize len)
{
  while (len > 0 && data[len - 1] == 0xFF)
    len--;
  return len;
}

/* Writes in long requests for the first time. *works: the last bytes that are not blank, which end
 * beyond a short request, arrived. If not, the pages may take the same data once more. */
static gboolean
write_long (IspProgrammer *self, guint32 address, const guint8 *data, gsize len, gboolean *works,
            GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint32 at = (guint32) find_end (data, len) - LOOK_BACK;
  gboolean refused = FALSE;
  guint8 back[LOOK_BACK];

  *works = FALSE;
  if (!write_chunks (self, address, data, len, LONG_CHUNK, &refused, cancellable, &local))
    {
      if (refused)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!read_block (self, ISP_MEMORY_FLASH, address + at, back, LOOK_BACK, cancellable, error))
    return FALSE;
  *works = memcmp (back, data + at, LOOK_BACK) == 0;
  return TRUE;
}

static gboolean
write_flash (IspProgrammer *self, guint32 address, const guint8 *data, gsize len,
             GCancellable *cancellable, GError **error)
{
  Usbasp *usbasp = self->priv;
  gboolean refused = FALSE, works;

  if (usbasp->long_writes == LONG_WRITES_UNTRIED && find_end (data, len) > WRITE_CHUNK)
    {
      if (!write_long (self, address, data, len, &works, cancellable, error))
        return FALSE;
      usbasp->long_writes = works ? LONG_WRITES_WORK : LONG_WRITES_FAIL;
      isp_session_log (self->session, "writes of many pages: %s", works ? "yes" : "no");
      if (works)
        return TRUE;
    }
  return write_chunks (self, address, data, len,
                       usbasp->long_writes == LONG_WRITES_WORK ? LONG_CHUNK : WRITE_CHUNK, &refused,
                       cancellable, error);
}

static gboolean
usbasp_write_pages (IspProgrammer *self, IspMemoryId memory, guint32 address, const guint8 *data,
                    gsize len, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (memory == ISP_MEMORY_FLASH, FALSE);
  while (len > 0)
    {
      gsize n = MIN (len, EXTENDED_BYTES - address % EXTENDED_BYTES);

      if (!write_flash (self, address, data, n, cancellable, error))
        return FALSE;
      address += n, data += n, len -= n;
    }
  return TRUE;
}

/* EEPROM is written by single instructions: the firmware's own request waits 9.6 ms after each
 * byte. */
const IspDriver isp_usbasp_driver = {
  .owner = {
    .id = "usbasp",
    .aliases = "usbasp-clone",
    .name = "USBasp",
    .link = ISP_LINK_USB,
    .rows = rows,
    .n_rows = G_N_ELEMENTS (rows),
    .wiring = isp_wiring_plugs,
  },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO | ISP_CAN_PIPELINE,
  .reads = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM,
  .writes = 1 << ISP_MEMORY_FLASH,
  .open = usbasp_open,
  .close = usbasp_close,
  .enter = usbasp_enter,
  .exchange = usbasp_exchange,
  .leave = usbasp_leave,
  .read = usbasp_read,
  .write_pages = usbasp_write_pages,
};
