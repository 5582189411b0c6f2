/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBasp: vendor control requests to a low-speed device. Requests and their arguments follow the
 * firmware of 2011-05-28; what others do is asked and measured, as their release numbers tell
 * nothing. */
#include "usbasp.h"

#include "config.h"
#include "core/isp-error.h"
#include "transport/isp-wait.h"
#include "usbasp-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CAPABILITY_3M (1u << 24)
/* The firmware waits for nothing after it pulled RESET low; the chip wants 20 ms. */
#define SETTLE_US      20500
#define PAGE_WAIT_US   4800 /* the firmware's, after a page that ends in FF; else twice that */
#define DEFAULT_SCK_HZ 375000u
#define ASK_SCK_HZ     93750u /* for identifying; nearly every chip follows it */
/* In ENABLE some firmware looks for an SCK by itself, in three tries of more than 20 ms each. The
 * original needs less for all its 32 tries where SCK is the SPI unit's. */
#define SEARCH_TRY_US   20000
#define SEARCH_STEP_US  (3 * 20500)
#define ENABLE_TRIES    32u
#define HARDWARE_SCK_HZ 93750u
/* Slower than that SCK is not measured, as it takes long and would tell little. */
#define MEASURE_FROM_HZ 8000u
#define MEASURE_BYTES   8u /* of flash, in one packet */
/* DISCONNECT is repeated for as long, and for as long as ENABLEPROG takes: it is not heard while a
 * page is committed, nor while the firmware still tries to reach a chip. */
#define LEAVE_US (900 * 1000)

typedef struct
{
  guint8 id;
  guint32 hz;
} Rate;

/* clang-format off */
static const Rate rates[] = { /* fastest first; from the 32 kHz of its name on as measured */
  { 13, 3000000 }, { 12, 1500000 }, { 11, 750000 }, { 10, 375000 }, { 9, 187500 }, { 8, 93750 },
  {  7,   28100 }, {  6,   14000 }, {  5,   7500 }, {  4,   3900 }, { 3,   1950 }, { 2,   975 },
  {  1,     485 },
};
#define RATE_3M 13

/* The bootloader USBaspLoader goes by the first of them, too: see is_loader. */
static const IspIdRow rows[] = {
  { 0x16C0, 0x05DC, 0x0000, 0xFFFF, ISP_ID_PROGRAMMER, "USBasp", .product = "USBasp" },
  { 0x16C0, 0x05DC, 0x0000, 0xFFFF, ISP_ID_MAYBE, N_ ("USBasp clone or another device") },
  { 0x03EB, 0xC7B4, 0x0000, 0xFFFF, ISP_ID_PROGRAMMER, "USBasp" },
  { 0x16C0, 0x092F, 0x0000, 0xFFFF, ISP_ID_PROGRAMMER, "NIBObee" },
};
/* clang-format on */

void
isp_usbasp_add (IspUsbBatch *batch, const Usbasp *usbasp, IspUsbTransfer transfer,
                guint instructions)
{
  isp_usb_batch_add (batch, transfer, instructions, usbasp->sck_hz);
}

IspUsbTransfer
isp_usbasp_transmit (const guint8 tx[4], guint8 *reply)
{
  return (IspUsbTransfer){ .in = TRUE,
                           .request = USBASP_TRANSMIT,
                           .value = (guint16) (tx[0] | tx[1] << 8),
                           .index = (guint16) (tx[2] | tx[3] << 8),
                           .data = reply,
                           .len = 4 };
}

gboolean
isp_usbasp_check_spi (const Usbasp *usbasp, GError **error)
{
  if (!usbasp->spi_off)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NO_TARGET,
                       _ ("This programmer found no chip at any speed"));
  return FALSE;
}

static gboolean
run (IspProgrammer *self, IspUsbBatch *batch, gsize *n_done, GCancellable *cancellable,
     GError **error)
{
  return isp_usb_batch_run (batch, &((Usbasp *) self->priv)->wire, n_done, cancellable, error);
}

/* A request about the programmer itself; at most 4 bytes come back. */
static void
add_request (IspUsbBatch *batch, Usbasp *usbasp, guint8 number, guint16 value, guint8 *reply)
{
  IspUsbTransfer transfer = {
    .in = TRUE, .request = number, .value = value, .data = reply, .len = 4, .any_len = TRUE
  };

  isp_usbasp_add (batch, usbasp, transfer, 0);
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

static gboolean
transmit_one (IspProgrammer *self, const guint8 tx[4], guint8 reply[4], GCancellable *cancellable,
              GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();

  isp_usbasp_add (&batch, self->priv, isp_usbasp_transmit (tx, reply), 1);
  return run (self, &batch, NULL, cancellable, error);
}

/* ── SCK ── */

static const Rate *
choose_rate (const Usbasp *usbasp, guint32 wanted_hz)
{
  guint32 limit = wanted_hz > 0 ? wanted_hz : DEFAULT_SCK_HZ;

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (rates[i].hz <= limit && (rates[i].id != RATE_3M || usbasp->has_3m))
      return &rates[i];
  return &rates[G_N_ELEMENTS (rates) - 1];
}

/* Carries a batch of one out, and says how long it took. */
static gboolean
run_timed (IspProgrammer *self, IspUsbTransfer transfer, guint instructions, gint64 *took_us,
           GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  gint64 start;
  gboolean ok;

  isp_usbasp_add (&batch, self->priv, transfer, instructions);
  start = g_get_monotonic_time ();
  ok = run (self, &batch, NULL, cancellable, error);
  *took_us = g_get_monotonic_time () - start;
  return ok;
}

/* What an instruction takes: a packet of 8 bytes of flash has 7 more in it than one of a single
 * instruction, and nothing else differs, however slow the host is. */
static gboolean
time_instruction (IspProgrammer *self, gint64 *out_us, GCancellable *cancellable, GError **error)
{
  guint8 bytes[MEASURE_BYTES];
  IspUsbTransfer read = { .in = TRUE, .request = USBASP_READ_FLASH, .data = bytes, .len = 8 };
  gint64 one, many;

  if (!run_timed (self, isp_usbasp_transmit (isp_usb_read_signature, bytes), 1, &one, cancellable,
                  error) ||
      !run_timed (self, read, MEASURE_BYTES, &many, cancellable, error))
    return FALSE;
  *out_us = (many - one) / (gint64) (MEASURE_BYTES - 1);
  return TRUE;
}

/* Bits, CPU, and twice that where the host asks all the time. */
static gboolean
may_take (guint32 hz, gint64 us)
{
  return us <= 2 * (gint64) (32000000 / hz + ISP_USB_CPU_US) + 2 * ISP_USB_CPU_US;
}

/* A jumper, and firmware that looks for the chip by itself, may make SCK slower than it was set. A
 * busy host makes it look so: the better of two counts. */
static gboolean
measure_sck (IspProgrammer *self, GCancellable *cancellable, GError **error)
{
  Usbasp *usbasp = self->priv;
  gint64 best = G_MAXINT64;

  for (guint i = 0; i < 2 && !may_take (usbasp->sck_hz, best); i++)
    {
      gint64 us;

      if (!time_instruction (self, &us, cancellable, error))
        return FALSE;
      best = MIN (best, us);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (rates[i].hz <= usbasp->sck_hz && may_take (rates[i].hz, best))
      {
        usbasp->sck_known = usbasp->is_plain;
        if (usbasp->is_plain && (usbasp->fixed_sck || rates[i].hz < usbasp->sck_hz))
          usbasp->only_hz = rates[i].hz;
        if (rates[i].hz < usbasp->sck_hz)
          isp_session_log (self->session, "SCK is %u Hz, not %u", rates[i].hz, usbasp->sck_hz);
        usbasp->sck_hz = rates[i].hz;
        break;
      }
  return TRUE;
}

/* ── contact ── */

/* What ENABLE may take where no chip answers: all tries of the original, or a search down to the
 * slowest rate. */
static guint64
get_enable_us (const Usbasp *usbasp)
{
  guint64 all = ENABLE_TRIES * (guint64) (40000000 / usbasp->sck_hz + ISP_USB_CPU_US);
  guint64 search = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rates); i++)
    if (rates[i].hz <= usbasp->sck_hz)
      search += SEARCH_STEP_US + 3 * (guint64) (32000000 / rates[i].hz);
  return usbasp->is_plain ? all : MAX (all, search);
}

/* Without it some firmware sends nothing, and a byte for the chip hangs it. It tells by its time
 * whether it is such firmware. */
static gboolean
enable (IspProgrammer *self, gboolean *in_step, GCancellable *cancellable, GError **error)
{
  Usbasp *usbasp = self->priv;
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  guint8 reply = 1;
  gint64 start;

  isp_usbasp_add (
      &batch, usbasp,
      (IspUsbTransfer){ .in = TRUE, .request = USBASP_ENABLE, .data = &reply, .len = sizeof reply },
      0);
  batch.wire_us += get_enable_us (usbasp);
  usbasp->spi_off = TRUE;
  start = g_get_monotonic_time ();
  if (!run (self, &batch, NULL, cancellable, error))
    return FALSE;
  *in_step = reply == 0;
  usbasp->is_plain =
      usbasp->sck_hz >= HARDWARE_SCK_HZ && g_get_monotonic_time () - start < SEARCH_TRY_US;
  usbasp->searches = usbasp->sck_hz >= HARDWARE_SCK_HZ ? !usbasp->is_plain : usbasp->searches;
  usbasp->spi_off = !usbasp->is_plain && !*in_step;
  return TRUE;
}

/* From CONNECT on, which takes RESET low with a short pulse of its own. The original is asked for
 * one instruction, as its 32 tries would take seconds at a slow SCK. */
static gboolean
reach_chip (IspProgrammer *self, gboolean *in_step, GCancellable *cancellable, GError **error)
{
  Usbasp *usbasp = self->priv;
  gboolean was_plain = usbasp->is_plain;
  guint8 reply[4];

  *in_step = FALSE;
  if (!request (self, USBASP_CONNECT, cancellable, error) ||
      !isp_wait (SETTLE_US, cancellable, error) ||
      (!was_plain && !enable (self, in_step, cancellable, error)))
    return FALSE;
  if (*in_step || usbasp->spi_off)
    return TRUE;
  if ((!was_plain && !isp_wait (SETTLE_US, cancellable, error)) ||
      !transmit_one (self, isp_usb_program_enable, reply, cancellable, error))
    return FALSE;
  *in_step = reply[2] == isp_usb_program_enable[1];
  return TRUE;
}

/* ── open and close ── */

static void
usbasp_leave (IspProgrammer *self)
{
  gint64 end = g_get_monotonic_time () + LEAVE_US + get_enable_us (self->priv);
  gboolean left, gone;

  do
    {
      g_autoptr (GError) error = NULL;

      left = request (self, USBASP_DISCONNECT, NULL, &error);
      gone = g_error_matches (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
    }
  while (!left && !gone && g_get_monotonic_time () < end);
}

/* USBaspLoader answers TRANSMIT without any SPI behind it: nothing is echoed, yet the signature is
 * there. Of a programmer on a silent chip with MISO low only the first half is true. */
static gboolean
is_loader (IspProgrammer *self, gboolean *out, GCancellable *cancellable, GError **error)
{
  static const guint8 silent[4] = { 0 };
  Usbasp *usbasp = self->priv;
  guint8 reply[4];
  gboolean in_step;

  *out = FALSE;
  if (!reach_chip (self, &in_step, cancellable, error))
    return FALSE;
  if (!usbasp->spi_off && !transmit_one (self, isp_usb_program_enable, reply, cancellable, error))
    return FALSE;
  if (!usbasp->spi_off && memcmp (reply, silent, 4) == 0)
    {
      if (!transmit_one (self, isp_usb_read_signature, reply, cancellable, error))
        return FALSE;
      *out = memcmp (reply, silent, 3) == 0 && reply[3] == 0x1E;
    }
  /* USBaspLoader treats DISCONNECT as “start the application”. */
  return *out || request (self, USBASP_DISCONNECT, cancellable, error);
}

/* What can this firmware do, and is it a programmer's? The loader sets SCK, as it says, and has no
 * capabilities; so has the firmware of 2009. */
static gboolean
identify (IspProgrammer *self, gboolean *loader, GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  Usbasp *usbasp = self->priv;
  const Rate *rate = choose_rate (usbasp, ASK_SCK_HZ);
  guint8 reply[4] = { 0 };
  guint16 n_sck, n_capabilities;
  guint32 capabilities;

  usbasp->sck_hz = rate->hz;
  add_request (&batch, usbasp, USBASP_SET_SCK, rate->id, usbasp->unused);
  add_request (&batch, usbasp, USBASP_GET_CAPABILITIES, 0, reply);
  if (!run (self, &batch, NULL, cancellable, error))
    return FALSE;
  n_sck = g_array_index (batch.transfers, IspUsbTransfer, 0).actual;
  n_capabilities = g_array_index (batch.transfers, IspUsbTransfer, 1).actual;
  capabilities = reply[0] | reply[1] << 8 | reply[2] << 16 | (guint32) reply[3] << 24;
  usbasp->fixed_sck = n_sck == 0;
  usbasp->has_3m = n_capabilities == 4 && (capabilities & CAPABILITY_3M) != 0;
  if (usbasp->fixed_sck)
    isp_session_log (self->session, "firmware of 2007: SCK stays as it is");
  isp_session_log (self->session, "capabilities %08X", capabilities);
  if (n_sck != 0 && n_capabilities == 0 && !is_loader (self, loader, cancellable, error))
    return FALSE;
  if (!*loader)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                       _ ("A keyboard in USBaspLoader: its bootloader works, no rescue needed"));
  return FALSE;
}

static void
usbasp_close (IspProgrammer *self)
{
  Usbasp *usbasp = self->priv;

  isp_usb_wire_clear (&usbasp->wire);
  g_free (usbasp);
  self->priv = NULL;
}

static gboolean
usbasp_open (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  Usbasp *usbasp = g_new0 (Usbasp, 1);
  gboolean loader = FALSE;

  self->priv = usbasp;
  self->page_us = PAGE_WAIT_US;
  if (isp_usb_wire_open (&usbasp->wire, self, port, cancellable, error))
    {
      if (identify (self, &loader, cancellable, error))
        return TRUE;
      if (!loader)
        usbasp_leave (self);
    }
  usbasp_close (self);
  return FALSE;
}

/* ── programming mode ── */

/* RESET is let go (so high) for as long as wanted, then CONNECT takes it low. Firmware that looks
 * for an SCK may go on with the next faster one than it was told: it is told the next slower one.
 */
static gboolean
usbasp_enter (IspProgrammer *self, const IspEnter *want, IspEntered *out, GCancellable *cancellable,
              GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();
  Usbasp *usbasp = self->priv;
  const Rate *rate = choose_rate (usbasp, want->sck_hz);
  guint32 set_hz = usbasp->fixed_sck ? DEFAULT_SCK_HZ : rate->hz;
  guint8 slower = usbasp->searches && rate->id > 1 ? 1 : 0;
  gboolean in_step;

  usbasp->long_mode = FALSE;
  usbasp->sck_hz = usbasp->only_hz > 0 ? MIN (usbasp->only_hz, set_hz) : set_hz;
  add_request (&batch, usbasp, USBASP_DISCONNECT, 0, usbasp->unused);
  add_request (&batch, usbasp, USBASP_SET_SCK, rate->id - slower, usbasp->unused);
  if (!run (self, &batch, NULL, cancellable, error) ||
      !isp_wait (want->reset_pulse_us, cancellable, error) ||
      !reach_chip (self, &in_step, cancellable, error))
    return FALSE;
  if (in_step && usbasp->searches && slower == 0 && rate->id > 1)
    return usbasp_enter (self, want, out, cancellable, error);
  if (in_step && !usbasp->sck_known && usbasp->sck_hz > MEASURE_FROM_HZ &&
      !measure_sck (self, cancellable, error))
    return FALSE;
  out->sck_hz = usbasp->sck_hz;
  out->contact = in_step ? ISP_CONTACT_IN_STEP : ISP_CONTACT_SILENT;
  return TRUE;
}

/* ── instructions ── */

/* Operations with nothing to wait for in between, all in one queue. */
static gboolean
exchange_run (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
              GCancellable *cancellable, GError **error)
{
  g_auto (IspUsbBatch) batch = isp_usb_batch_new ();

  if (!isp_usbasp_check_spi (self->priv, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    isp_usbasp_add (&batch, self->priv, isp_usbasp_transmit (ops[i].tx, replies[i].rx), 1);
  return run (self, &batch, n_done, cancellable, error);
}

static gboolean
usbasp_exchange (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n, gsize *n_done,
                 GCancellable *cancellable, GError **error)
{
  Usbasp *usbasp = self->priv;

  return isp_exchange_with_polls (self, exchange_run, &usbasp->polls, 0xF, ops, replies, n, n_done,
                                  cancellable, error);
}

/* The bus interrupts the firmware while it shifts bits, eight bytes a packet. An instruction is a
 * transfer of its own. */
static const IspCost cost = {
  .read = { .us = 73, .spi = 1.7 },
  .write = { .us = 73, .spi = 1.7 },
  .op = { .us = ISP_USB_OP_US, .spi = 1 },
};

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
  .cost = &cost,
  .open = usbasp_open,
  .close = usbasp_close,
  .enter = usbasp_enter,
  .exchange = usbasp_exchange,
  .leave = usbasp_leave,
  .read = isp_usbasp_read,
  .write_pages = isp_usbasp_write_pages,
};
