/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AVRISP mkII: STK500v2's commands in bulk transfers of a full-speed device, a message ended by a
 * packet that is not full. The many clones with its ids run LUFA's AVRISP-MKII. Facts from Atmel's
 * AVR069, LUFA's Projects/AVRISP-MKII and avrdude's usb_libusb.c. */
#include "avrispmkii.h"

#include "config.h"
#include "core/isp-error.h"
#include "programmers/usb/usb-batch.h"
#include "stk500v2-commands-private.h"
#include "transport/isp-usb.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A packet, and a transfer, on a slow host controller. */
#define PACKET_US   1000u
#define TRANSFER_US 4000u
/* What it has, at full speed; what would do. */
#define PACKET_MIN 64u
#define PACKET_MAX 512u
#define OPEN_US    (2 * G_USEC_PER_SEC)
#define STALE_MAX  4u /* replies to messages of a program that was killed */

static const IspIdRow rows[] = {
  { 0x03EB, 0x2104, 0, 0xFFFF, ISP_ID_PROGRAMMER, "AVRISP mkII" },
};

typedef struct
{
  IspStk2 stk2;
  IspUsb *usb;
  IspUsbBulk bulk;
  guint recoveries; /* since the last reply */
} Mkii;

/* ── the carrier ── */

/* The device takes one message at a time: its endpoint turns around in between, and what comes too
 * early is lost. Nothing is read before there is something to come, for the same reason. */
static gboolean
exchange (gpointer link, const guint8 *message, gsize n, guint8 *reply, gsize *n_reply,
          gboolean in_step, gint64 deadline, GError **error)
{
  Mkii *self = link;
  guint8 buffer[1024];
  guint16 room = (guint16) (sizeof buffer / self->bulk.packet * self->bulk.packet);
  guint16 actual = 0;

  if (!isp_usb_bulk (self->usb, self->bulk.out, (guint8 *) message, (guint16) n, NULL, deadline,
                     NULL, error))
    return FALSE;
  for (guint i = 0; i < (in_step ? 1 : STALE_MAX); i++)
    {
      if (!isp_usb_bulk (self->usb, self->bulk.in, buffer, room, &actual, deadline, NULL, error))
        return FALSE;
      if (actual > ISP_STK2_MESSAGE_MAX || actual == 0 || buffer[0] != message[0])
        continue;
      memcpy (reply, buffer, actual);
      *n_reply = actual;
      self->recoveries = 0;
      return TRUE;
    }
  g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
               _ ("Unexpected reply from the programmer (%02X)"), buffer[0]);
  return FALSE;
}

static void
recover (gpointer link, gint64 deadline)
{
  Mkii *self = link;

  isp_usb_clear_halt (self->usb, &self->bulk);
  if (self->recoveries++ == 1)
    isp_usb_reset (self->usb);
}

static guint64
get_wire_us (gpointer link, gsize n)
{
  Mkii *self = link;

  return 2 * TRANSFER_US + (n / self->bulk.packet + 2) * PACKET_US;
}

static const IspStk2Carrier carrier = { exchange, recover, get_wire_us };

/* ── open and close ── */

static void
mkii_close (IspProgrammer *self)
{
  Mkii *mkii = self->priv;

  isp_usb_close (mkii->usb);
  g_free (mkii);
  self->priv = NULL;
}

static gboolean
check_endpoints (Mkii *mkii, GError **error)
{
  if (isp_usb_get_bulk (mkii->usb, &mkii->bulk) && mkii->bulk.packet >= PACKET_MIN &&
      mkii->bulk.packet <= PACKET_MAX)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                       _ ("It has the ids of an AVRISP mkII, but does not answer like one"));
  return FALSE;
}

static gboolean
mkii_open (IspProgrammer *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  IspUsb *usb = isp_usb_open_port (port, cancellable, error);
  Mkii *mkii;

  if (usb == NULL)
    return FALSE;
  mkii = g_new0 (Mkii, 1);
  mkii->usb = usb;
  self->priv = mkii;
  self->op_us = ISP_STK2_USB_OP_US;
  if (check_endpoints (mkii, error))
    {
      mkii->stk2 = (IspStk2){
        .carrier = &carrier, .link = mkii, .packet = mkii->bulk.packet, .sck = ISP_STK2_SCK_MKII
      };
      if (isp_stk2_sign_on (&mkii->stk2, g_get_monotonic_time () + OPEN_US, error) &&
          isp_stk2_identify (self, error))
        return TRUE;
    }
  mkii_close (self);
  return FALSE;
}

static const IspCost cost = {
  .read = { .us = 10, .spi = 1 },
  .write = { .us = 10, .spi = 1 },
  .op = { .us = ISP_STK2_USB_OP_US, .spi = 1 },
  .page_us = 600,
};

const IspDriver isp_avrispmkii_driver = {
  .owner = {
    .id = "avrispmkii",
    .aliases = "avrispmk2 avrisp2",
    .name = "AVRISP mkII",
    .link = ISP_LINK_USB,
    .rows = rows,
    .n_rows = G_N_ELEMENTS (rows),
    .wiring = isp_wiring_plug_6,
  },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO | ISP_NEEDS_POWER,
  .open = mkii_open,
  .close = mkii_close,
  ISP_STK2_OPERATIONS,
  .cost = &cost,
};
