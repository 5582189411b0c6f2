/* SPDX-License-Identifier: GPL-3.0-or-later */
/* HalfKay, as PJRC's description and loaders have it: reports of a block each. The first one erases
 * all of the application. It refuses while it is busy, and lets nothing be read. */
#include "halfkay.h"

#include "config.h"
#include "core/isp-error.h"
#include "hid-report.h"
#include "parts/isp-parts.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define REPORT    0x0200
#define MAX_BLOCK 256u
#define ADDRESS   2u         /* bytes in front of the block */
#define BUSY_US   (4 * 1000) /* until a refused block is sent again; a page takes as long */
#define ERASE_US  (5 * G_USEC_PER_SEC) /* within block 0, or before it takes the next */
#define BLOCK_US  G_USEC_PER_SEC

static const IspIdRow rows[] = {
  { 0x16C0, 0x0478, 0, 0xFFFF, ISP_ID_LOADER, N_ ("A Teensy in HalfKay"),
    .advice = N_ ("Its bootloader works, no rescue needed") },
};

/* By the usage in the report descriptor. */
typedef struct
{
  guint8 usage;
  const char *part; /* NULL: not an AVR */
  const char *board;
  guint32 app_end;
  guint block;
  guint shift; /* the address counts so much more than bytes */
} Model;

/* clang-format off */
static const Model models[] = {
  { 0x19, "at90usb162",  "Teensy 1.0",   0x3E00,  128, 0 },
  { 0x1A, "at90usb646",  "Teensy++ 1.0", 0xFC00,  256, 0 },
  { 0x1B, "atmega32u4",  "Teensy 2.0",   0x7E00,  128, 0 },
  { 0x1C, "at90usb1286", "Teensy++ 2.0", 0x1FC00, 256, 8 },
  { 0x1D, NULL, "Teensy 3.0" }, { 0x1E, NULL, "Teensy 3.1" },   { 0x1F, NULL, "Teensy 3.5" },
  { 0x20, NULL, "Teensy LC" },  { 0x21, NULL, "Teensy 3.2" },   { 0x22, NULL, "Teensy 3.6" },
  { 0x24, NULL, "Teensy 4.0" }, { 0x25, NULL, "Teensy 4.1" },
};
/* clang-format on */

typedef struct
{
  IspUsb *usb;
  const Model *model;
  gboolean may_erase; /* block 0 was sent, and no other was taken since */
} HalfKay;

static void
halfkay_close (IspLoader *self)
{
  HalfKay *halfkay = self->priv;

  isp_usb_close (halfkay->usb);
  g_clear_pointer (&self->priv, g_free);
}

/* Vendor page FF9C, then the usage. */
static const Model *
find_model (const guint8 *descriptor, guint n)
{
  static const guint8 start[] = { 0x06, 0x9C, 0xFF, 0x09 };

  if (n <= sizeof start || memcmp (descriptor, start, sizeof start) != 0)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    if (models[i].usage == descriptor[sizeof start])
      return &models[i];
  return NULL;
}

static gboolean
identify (IspLoader *self, GCancellable *cancellable, GError **error)
{
  HalfKay *halfkay = self->priv;
  guint8 descriptor[64];
  guint16 n;

  if (!isp_hid_read_descriptor (halfkay->usb, descriptor, sizeof descriptor, &n, cancellable,
                                error))
    return FALSE;
  halfkay->model = find_model (descriptor, n);
  if (halfkay->model == NULL || halfkay->model->part == NULL)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_A_LOADER,
                   /* Translators: %s is a board, "Teensy 4.0" */
                   _ ("%s has no AVR chip: use Teensy Loader"),
                   halfkay->model != NULL ? halfkay->model->board : _ ("This Teensy"));
      return FALSE;
    }
  self->part = isp_parts_by_name (halfkay->model->part);
  memcpy (self->signature, self->part->signature, sizeof self->signature);
  self->app_end = halfkay->model->app_end;
  self->readable = ISP_READABLE_NEVER;
  self->version = g_strdup (halfkay->model->board);
  return TRUE;
}

static gboolean
halfkay_open (IspLoader *self, const IspPort *port, const IspLoaderHint *hint,
              GCancellable *cancellable, GError **error)
{
  IspUsb *usb = isp_usb_open_detached (port->usb_path, port->vid, port->pid, cancellable, error);
  HalfKay *halfkay;

  if (usb == NULL)
    return FALSE;
  self->priv = halfkay = g_new0 (HalfKay, 1);
  halfkay->usb = usb;
  if (identify (self, cancellable, error))
    return TRUE;
  halfkay_close (self);
  return FALSE;
}

/* Until it takes the block. */
static gboolean
send_block (IspLoader *self, guint8 *report, guint16 len, gint64 us, GCancellable *cancellable,
            GError **error)
{
  HalfKay *halfkay = self->priv;
  gint64 give_up = g_get_monotonic_time () + us;
  gboolean stalled;

  for (;;)
    {
      if (!isp_hid_set_report (halfkay->usb, REPORT, report, len, us, &stalled, cancellable, error))
        return FALSE;
      if (!stalled)
        return TRUE;
      if (g_get_monotonic_time () > give_up)
        break;
      if (!isp_wait (BUSY_US, cancellable, error))
        return FALSE;
    }
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The bootloader refuses a block again and again"));
  return FALSE;
}

static gboolean
halfkay_write (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data, gsize len,
               GCancellable *cancellable, GError **error)
{
  HalfKay *halfkay = self->priv;
  const Model *model = halfkay->model;
  guint8 report[ADDRESS + MAX_BLOCK];

  for (gsize done = 0; done < len; done += model->block)
    {
      guint32 at = (address + done) >> model->shift;

      report[0] = (guint8) at;
      report[1] = (guint8) (at >> 8);
      memcpy (report + ADDRESS, data + done, model->block);
      if (!send_block (self, report, ADDRESS + model->block,
                       at == 0 || halfkay->may_erase ? ERASE_US : BLOCK_US, cancellable, error))
        return FALSE;
      halfkay->may_erase = at == 0;
      isp_loader_tick (self, model->block);
    }
  return TRUE;
}

/* It may still be busy with the last block; once it leaves, the transfer has no end. */
static gboolean
halfkay_start (IspLoader *self, GCancellable *cancellable, GError **error)
{
  const HalfKay *halfkay = self->priv;
  guint8 report[ADDRESS + MAX_BLOCK] = { 0xFF, 0xFF };

  return send_block (self, report, ADDRESS + halfkay->model->block,
                     halfkay->may_erase ? ERASE_US : BLOCK_US, cancellable, error);
}

const IspLoaderDriver isp_halfkay_driver = {
  .owner = { .id = "halfkay",
             .aliases = "teensy",
             .name = "HalfKay",
             .link = ISP_LINK_USB,
             .rows = rows,
             .n_rows = G_N_ELEMENTS (rows) },
  .order = ISP_ORDER_FIRST_ERASES,
  .writes = 1 << ISP_MEMORY_FLASH,
  .write_bps = 250000,
  .page_ms = 4,
  .open = halfkay_open,
  .close = halfkay_close,
  .write = halfkay_write,
  .start = halfkay_start,
};
