/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBaspLoader: a bootloader that a USBasp's host would take for a USBasp. It has the same id and
 * name, so that it is asked only where somebody says that it is one; what only a programmer answers
 * tells it apart. It leaves its own section alone, without a word. */
#include "usbasploader.h"

#include "config.h"
#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "transport/isp-usb.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DISCONNECT   2
#define TRANSMIT     3
#define READFLASH    4
#define WRITEFLASH   6
#define READEEPROM   7
#define WRITEEEPROM  8
#define CAPABILITIES 127

#define CHUNK    128u   /* it counts lengths in a byte */
#define IS_LAST  0x0200 /* in the index: a page that is not full is written, too */
#define LEAVE    0xFF   /* transmitted before DISCONNECT */
#define SHORT_US (1 * G_USEC_PER_SEC)
#define WRITE_US (3 * G_USEC_PER_SEC)
#define BYTE_US  8000 /* of one instruction */
#define BYTE_BPS 870  /* read byte by byte */

static const IspIdRow rows[] = {
  { 0x16C0, 0x05DC, 0x0102, 0x0102, ISP_ID_MAYBE, N_ ("A keyboard in USBaspLoader"),
    .product = "USBasp" },
};

typedef struct
{
  IspUsb *usb;
  gboolean by_bytes; /* this build reads no blocks */
} Loader;

static gboolean
request (IspLoader *self, IspUsbTransfer *what, gint64 us, GCancellable *cancellable,
         GError **error)
{
  Loader *loader = self->priv;

  if (!isp_usb_request (loader->usb, what, g_get_monotonic_time () + us, cancellable, error))
    return FALSE;
  if (!what->stalled)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The bootloader refused a request"));
  return FALSE;
}

static IspUsbTransfer
make_transmit (guint8 a, guint8 b, guint8 c, guint8 d, guint8 reply[4])
{
  return (IspUsbTransfer){ .in = TRUE,
                           .request = TRANSMIT,
                           .value = (guint16) (a | b << 8),
                           .index = (guint16) (c | d << 8),
                           .data = reply,
                           .len = 4,
                           .any_len = TRUE };
}

static gboolean
transmit (IspLoader *self, guint8 a, guint8 b, guint8 c, guint8 *out, GCancellable *cancellable,
          GError **error)
{
  guint8 reply[4] = { 0 };
  IspUsbTransfer what = make_transmit (a, b, c, 0, reply);

  if (!request (self, &what, SHORT_US, cancellable, error))
    return FALSE;
  *out = reply[3];
  return TRUE;
}

/* ── open and close ── */

static void
usbasploader_close (IspLoader *self)
{
  Loader *loader = self->priv;

  isp_usb_close (loader->usb);
  g_clear_pointer (&self->priv, g_free);
}

static gboolean
set_foreign (GError **error)
{
  g_set_error_literal (
      error, ISP_ERROR, ISP_ERROR_NOT_A_LOADER,
      _ ("It is a programmer, or another device, and no keyboard in USBaspLoader"));
  return FALSE;
}

/* A programmer tells what it can do, and has an echo of this instruction or nothing at all. */
static gboolean
check_kind (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint8 capabilities[4], echo[4] = { 0 };
  static const guint8 silent[4] = { 0 };
  IspUsbTransfer ask = { .in = TRUE,
                         .request = CAPABILITIES,
                         .data = capabilities,
                         .len = sizeof capabilities,
                         .any_len = TRUE };
  IspUsbTransfer enable = make_transmit (0xAC, 0x53, 0, 0, echo);

  if (!request (self, &ask, SHORT_US, cancellable, error))
    return FALSE;
  if (ask.actual != 0)
    return set_foreign (error);
  if (!request (self, &enable, SHORT_US, cancellable, error))
    return FALSE;
  return (enable.actual == sizeof echo && memcmp (echo, silent, sizeof echo) == 0) ||
         set_foreign (error);
}

static gboolean
read_fuses (IspLoader *self, GCancellable *cancellable, GError **error)
{
  static const guint8 instructions[ISP_N_FUSES][2] = { [ISP_FUSE_LOW] = { 0x50, 0x00 },
                                                       [ISP_FUSE_HIGH] = { 0x58, 0x08 },
                                                       [ISP_FUSE_EXTENDED] = { 0x50, 0x08 },
                                                       [ISP_FUSE_LOCK] = { 0x58, 0x00 } };

  for (guint i = 0; i < ISP_N_FUSES; i++)
    {
      if (self->part->fuse_mask[i] == 0)
        continue;
      if (!transmit (self, instructions[i][0], instructions[i][1], 0, &self->fuses.value[i],
                     cancellable, error))
        return FALSE;
      self->fuses.has |= 1 << i;
    }
  isp_fuses_normalize (&self->fuses, self->part);
  return TRUE;
}

static gboolean
probe_reading (IspLoader *self, GCancellable *cancellable, GError **error)
{
  Loader *loader = self->priv;
  guint8 word[2];
  IspUsbTransfer read = {
    .in = TRUE, .request = READFLASH, .data = word, .len = sizeof word, .any_len = TRUE
  };

  if (!request (self, &read, SHORT_US, cancellable, error))
    return FALSE;
  loader->by_bytes = read.actual == 0;
  if (loader->by_bytes)
    self->read_bps = BYTE_BPS;
  self->readable = ISP_READABLE_ALWAYS;
  return TRUE;
}

static gboolean
identify (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint32 size;

  if (!check_kind (self, cancellable, error))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    if (!transmit (self, 0x30, 0, (guint8) i, &self->signature[i], cancellable, error))
      return FALSE;
  self->part = isp_parts_only_by_signature (self->signature);
  if (self->part == NULL || self->part->flash.size > 0x10000)
    return set_foreign (error);
  if (!read_fuses (self, cancellable, error))
    return FALSE;
  if (!isp_fuses_get_boot_section (&self->fuses, self->part, &self->app_end, &size))
    return set_foreign (error);
  return probe_reading (self, cancellable, error);
}

static gboolean
usbasploader_open (IspLoader *self, const IspPort *port, const IspLoaderHint *hint,
                   GCancellable *cancellable, GError **error)
{
  IspUsb *usb = isp_usb_open (port->usb_path, port->vid, port->pid, cancellable, error);
  Loader *loader;

  if (usb == NULL)
    return FALSE;
  self->priv = loader = g_new0 (Loader, 1);
  loader->usb = usb;
  if (identify (self, cancellable, error))
    return TRUE;
  usbasploader_close (self);
  return FALSE;
}

/* ── memories ── */

static gboolean
usbasploader_write (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data,
                    gsize len, GCancellable *cancellable, GError **error)
{
  guint8 block[CHUNK];

  for (gsize done = 0; done < len;)
    {
      gsize n = MIN (len - done, CHUNK);
      IspUsbTransfer write = { .request = memory == ISP_MEMORY_FLASH ? WRITEFLASH : WRITEEEPROM,
                               .value = (guint16) (address + done),
                               .index = IS_LAST,
                               .data = block,
                               .len = (guint16) n };

      memcpy (block, data + done, n);
      if (!request (self, &write, WRITE_US, cancellable, error))
        return FALSE;
      done += n;
      isp_loader_tick (self, n);
    }
  return TRUE;
}

static gboolean
read_block (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out, gsize n,
            GCancellable *cancellable, GError **error)
{
  IspUsbTransfer read = { .in = TRUE,
                          .request = memory == ISP_MEMORY_FLASH ? READFLASH : READEEPROM,
                          .value = (guint16) address,
                          .data = out,
                          .len = (guint16) n,
                          .any_len = TRUE };

  if (!request (self, &read, SHORT_US, cancellable, error))
    return FALSE;
  if (read.actual == n)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The bootloader sent less than it was asked for"));
  return FALSE;
}

static gboolean
read_bytes (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out, gsize n,
            GCancellable *cancellable, GError **error)
{
  Loader *loader = self->priv;
  IspUsbTransfer transfers[CHUNK];
  guint8 replies[CHUNK][4];

  for (gsize i = 0; i < n; i++)
    {
      guint32 at = address + i;
      guint32 place = memory == ISP_MEMORY_FLASH ? at / 2 : at;
      guint8 instruction = memory != ISP_MEMORY_FLASH ? 0xA0 : at % 2 == 0 ? 0x20 : 0x28;

      transfers[i] =
          make_transmit (instruction, (guint8) (place >> 8), (guint8) place, 0, replies[i]);
      transfers[i].any_len = FALSE;
    }
  if (!isp_usb_control (loader->usb, transfers, n, n * BYTE_US, NULL, cancellable, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    out[i] = replies[i][3];
  return TRUE;
}

static gboolean
usbasploader_read (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                   GCancellable *cancellable, GError **error)
{
  const Loader *loader = self->priv;

  for (gsize done = 0; done < len;)
    {
      gsize n = MIN (len - done, CHUNK);

      if (!(loader->by_bytes ? read_bytes : read_block) (self, memory, address + done, out + done,
                                                         n, cancellable, error))
        return FALSE;
      done += n;
      isp_loader_tick (self, n);
    }
  return TRUE;
}

/* The usual build does not leave by DISCONNECT alone. */
static gboolean
usbasploader_start (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint8 reply;
  IspUsbTransfer leave = { .in = TRUE, .request = DISCONNECT };

  return transmit (self, LEAVE, 0, 0, &reply, cancellable, error) &&
         request (self, &leave, SHORT_US, cancellable, error);
}

const IspLoaderDriver isp_usbasploader_driver = {
  .owner = { .id = "usbasploader",
             .name = "USBaspLoader",
             .link = ISP_LINK_USB,
             .rows = rows,
             .n_rows = G_N_ELEMENTS (rows) },
  .order = ISP_ORDER_PAGES,
  .writes = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM,
  .write_bps = 37000,
  .read_bps = 37000,
  .page_ms = 8,
  .open = usbasploader_open,
  .close = usbasploader_close,
  .write = usbasploader_write,
  .read = usbasploader_read,
  .start = usbasploader_start,
};
