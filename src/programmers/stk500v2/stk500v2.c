/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v2 in frames over a serial port: Pololu's USB AVR Programmer v2, Diamex's, and an STK500
 * board with firmware 2. A frame is 1B, sequence number, length, 0E, message, and all of it xored.
 * Facts from Atmel's AVR068 and Pololu's pavr2_protocol.h. */
#include "stk500v2.h"

#include "config.h"
#include "core/isp-error.h"
#include "ports/serial-adapters.h"
#include "programmers/serial-line.h"
#include "stk500v2-commands-private.h"
#include "transport/isp-serial.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FRAME_START 0x1B
#define FRAME_TOKEN 0x0E
#define FRAME_HEAD  5u
#define FRAME_EXTRA (FRAME_HEAD + 1u)

#define BAUD         115200u
#define BYTE_US      87u
#define TURN_US      (10 * 1000) /* host and adapter, there and back */
#define QUIET_US     (20 * 1000) /* no byte for so long: it has said all */
#define DRAIN_US     (300 * 1000)
#define OPEN_US      (2 * G_USEC_PER_SEC)
#define BAD_CHECKSUM 0xB0 /* a message of its own: what came was damaged */

/* In id rows. */
enum
{
  QUIRK_POLOLU = 1 << 0, /* native USB, and an SCK table of its own */
};

#define TTL_ADVICE N_ ("Choose the other port of the same device")
/* clang-format off */
static const IspIdRow rows[] = {
  { 0x1FFB, 0x00B0, 0, 0xFFFF, ISP_ID_PROGRAMMER, N_ ("Pololu USB AVR Programmer v2"),
    .interfaces = 1 << 1, .quirks = QUIRK_POLOLU },
  { 0x1FFB, 0x00BB, 0, 0xFFFF, ISP_ID_PROGRAMMER, N_ ("Pololu USB AVR Programmer v2.1"),
    .interfaces = 1 << 1, .quirks = QUIRK_POLOLU },
  { 0x16C0, 0x2A9B, 0, 0xFFFF, ISP_ID_PROGRAMMER, "Diamex AVR-ISP2" },
  { 0x1FFB, 0x00B0, 0, 0xFFFF, ISP_ID_NOT_A_PROGRAMMER,
    N_ ("The TTL serial port of a Pololu programmer"), .advice = TTL_ADVICE },
  { 0x1FFB, 0x00BB, 0, 0xFFFF, ISP_ID_NOT_A_PROGRAMMER,
    N_ ("The TTL serial port of a Pololu programmer"), .advice = TTL_ADVICE },
  ISP_ADAPTER_ROWS (N_ ("STK500")),
};
/* clang-format on */

typedef struct
{
  IspStk2 stk2;
  IspSerial *serial;
  guint8 sequence;
  gboolean heard;   /* bytes, whatever they said */
  guint recoveries; /* since the last reply */
} Frames;

/* ── frames ── */

static guint8
xor_all (const guint8 *bytes, gsize n)
{
  guint8 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum ^= bytes[i];
  return sum;
}

static gboolean
write_frame (Frames *self, const guint8 *message, gsize n, gint64 deadline, GError **error)
{
  guint8 frame[ISP_STK2_MESSAGE_MAX + FRAME_EXTRA] = { FRAME_START, self->sequence,
                                                       (guint8) (n >> 8), (guint8) n, FRAME_TOKEN };

  memcpy (frame + FRAME_HEAD, message, n);
  frame[FRAME_HEAD + n] = xor_all (frame, FRAME_HEAD + n);
  return isp_serial_write (self->serial, frame, n + FRAME_EXTRA, deadline, NULL, error);
}

static gboolean
set_nonsense_error (guint8 byte, GError **error)
{
  g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
               _ ("Unexpected reply from the programmer (%02X)"), byte);
  return FALSE;
}

static gboolean
is_head (const guint8 head[FRAME_HEAD])
{
  return head[0] == FRAME_START && head[4] == FRAME_TOKEN &&
         (head[2] << 8 | head[3]) <= (int) ISP_STK2_MESSAGE_MAX;
}

/* The head of a frame. Out of step, whatever comes before is passed over. */
static gboolean
read_head (Frames *self, guint8 head[FRAME_HEAD], gboolean in_step, gint64 deadline, GError **error)
{
  gsize n = 0;
  gboolean ok =
      isp_serial_read (self->serial, head, in_step ? 1 : FRAME_HEAD, deadline, &n, NULL, error);

  self->heard |= n > 0;
  if (!ok)
    return FALSE;
  if (in_step &&
      (head[0] != FRAME_START ||
       !isp_serial_read (self->serial, head + 1, FRAME_HEAD - 1, deadline, NULL, NULL, error)))
    return head[0] == FRAME_START ? FALSE : set_nonsense_error (head[0], error);
  while (!is_head (head))
    {
      if (in_step)
        return set_nonsense_error (head[4], error);
      memmove (head, head + 1, FRAME_HEAD - 1);
      if (!isp_serial_read (self->serial, head + FRAME_HEAD - 1, 1, deadline, NULL, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_frame (Frames *self, guint8 *message, gsize *n, guint8 *sequence, gboolean in_step,
            gint64 deadline, GError **error)
{
  guint8 head[FRAME_HEAD] = { 0 }, body[ISP_STK2_MESSAGE_MAX + 1];

  if (!read_head (self, head, in_step, deadline, error))
    return FALSE;
  *n = head[2] << 8 | head[3];
  *sequence = head[1];
  if (!isp_serial_read (self->serial, body, *n + 1, deadline, NULL, NULL, error))
    return FALSE;
  if (xor_all (head, FRAME_HEAD) != xor_all (body, *n + 1))
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                           _ ("A reply came damaged: cable or hub may be bad"));
      return FALSE;
    }
  memcpy (message, body, *n);
  return TRUE;
}

/* ── the carrier ── */

static gboolean
exchange (gpointer link, const guint8 *message, gsize n, guint8 *reply, gsize *n_reply,
          gboolean in_step, gint64 deadline, GError **error)
{
  Frames *self = link;
  guint8 sequence;

  self->sequence++;
  if (!write_frame (self, message, n, deadline, error))
    return FALSE;
  do
    if (!read_frame (self, reply, n_reply, &sequence, in_step, deadline, error))
      return FALSE;
  while (!in_step && sequence != self->sequence);
  if (sequence != self->sequence || *n_reply == 0 || reply[0] != message[0])
    return set_nonsense_error (*n_reply > 0 ? reply[0] : 0, error);
  self->recoveries = 0;
  return TRUE;
}

/* A frame that was broken off swallows what follows: at first there may be a time limit to it, then
 * it is filled up. Zeros begin no frame. */
static void
recover (gpointer link, gint64 deadline)
{
  static const guint8 zeros[ISP_STK2_MESSAGE_MAX + FRAME_EXTRA] = { 0 };
  Frames *self = link;

  if (self->recoveries++ == 1)
    isp_serial_write (self->serial, zeros, sizeof zeros, deadline, NULL, NULL);
  isp_serial_drain (self->serial, QUIET_US, MIN (deadline, g_get_monotonic_time () + DRAIN_US),
                    NULL);
}

static guint64
get_wire_us (gpointer link, gsize n)
{
  return (n + 2 * FRAME_EXTRA) * BYTE_US + TURN_US;
}

static const IspStk2Carrier carrier = { exchange, recover, get_wire_us };

/* ── open and close ── */

static void
stk500v2_close (IspProgrammer *self)
{
  g_clear_pointer (&self->priv, g_free);
}

/* Bytes came, but no frame among them: something else lives there. */
static void
tell_stranger (Frames *frames, GError **error)
{
  gboolean silent = g_error_matches (*error, ISP_ERROR, ISP_ERROR_TIMEOUT);

  if (!silent && !g_error_matches (*error, ISP_ERROR, ISP_ERROR_PROTOCOL))
    return;
  g_clear_error (error);
  if (frames->heard)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                         _ ("What answers at this port does not speak STK500v2"));
  else
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_TIMEOUT, _ ("Nothing answers at this port"));
}

/* An Arduino Mega's bootloader also speaks STK500v2, but programs the chip that it runs on. */
static gboolean
get_in_step (IspProgrammer *self, gboolean pololu, GCancellable *cancellable, GError **error)
{
  Frames *frames = self->priv;
  GError *local = NULL;

  if (!pololu && !isp_serial_line_start (self, cancellable, error))
    return FALSE;
  isp_serial_drain (frames->serial, QUIET_US, g_get_monotonic_time () + DRAIN_US, NULL);
  if (isp_stk2_sign_on (&frames->stk2, g_get_monotonic_time () + OPEN_US, &local))
    return TRUE;
  tell_stranger (frames, &local);
  g_propagate_error (error, local);
  return FALSE;
}

/* The line first, then SPI; the delay of a page is in whole milliseconds, and one more. */
static const IspCost of_uart = {
  .read = { .us = 15, .link_bytes = 1, .spi = 1 },
  .write = { .us = 15, .link_bytes = 1, .spi = 1 },
  .op = { .us = 15, .link_bytes = 8, .spi = 1 },
  .page_us = 1700,
};
static const IspCost of_pololu = {
  .read = { .us = 6, .spi = 1 },
  .write = { .us = 6, .spi = 1 },
  .op = { .us = ISP_STK2_USB_OP_US, .spi = 1 },
  .page_us = 400,
};

static gboolean
stk500v2_open (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  IspSerial *serial = isp_serial_line_open (self, port, BAUD, cancellable, error);
  gboolean pololu = isp_programmer_has_quirk (self, QUIRK_POLOLU);
  Frames *frames;

  if (serial == NULL)
    return FALSE;
  frames = g_new0 (Frames, 1);
  frames->serial = serial;
  frames->stk2 = (IspStk2){ .carrier = &carrier,
                            .link = frames,
                            .sck = pololu ? ISP_STK2_SCK_POLOLU : ISP_STK2_SCK_STK500 };
  self->priv = frames;
  self->link_bytes_per_s = pololu ? 0 : BAUD / 10;
  self->cost = pololu ? &of_pololu : &of_uart;
  self->op_us =
      pololu ? ISP_STK2_USB_OP_US : 8 * 10 * G_USEC_PER_SEC / BAUD; /* four bytes, both ways */
  if (get_in_step (self, pololu, cancellable, error) && isp_stk2_identify (self, error))
    return TRUE;
  stk500v2_close (self);
  return FALSE;
}

const IspDriver isp_stk500v2_driver = {
  .owner = {
    .id = "stk500v2",
    .aliases = "pololu",
    .name = "STK500v2",
    .link = ISP_LINK_SERIAL,
    .rows = rows,
    .n_rows = G_N_ELEMENTS (rows),
    .wiring = isp_wiring_plug_6,
  },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO,
  .open = stk500v2_open,
  .close = stk500v2_close,
  ISP_STK2_OPERATIONS,
  .cost = &of_uart,
  .resync = isp_stk2_resync,
};
