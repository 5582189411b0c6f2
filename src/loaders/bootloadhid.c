/* SPDX-License-Identifier: GPL-3.0-or-later */
/* BootloadHID of obdev, as PS2AVRGB keyboards have it: feature reports of a page each. It checks no
 * addresses, reports more flash than it leaves to the application, and lets nothing be read. */
#include "bootloadhid.h"

#include "config.h"
#include "core/isp-error.h"
#include "hid-report.h"
#include "parts/isp-parts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define INFO     0x0301
#define DATA     0x0302
#define START    0x0301
#define PAGE     128u
#define HEADER   4u /* number of the report, and the address */
#define INFO_LEN 7u
#define PAGE_US  (5 * G_USEC_PER_SEC)
#define START_US (500 * 1000)
/* On every keyboard that has it, whatever size it reports. */
#define PART    "atmega32a"
#define APP_END 0x7000u

static const IspIdRow rows[] = {
  { 0x16C0, 0x05DF, 0, 0xFFFF, ISP_ID_LOADER, N_ ("A keyboard in BootloadHID"),
    .product = "HIDBoot", .advice = N_ ("Its bootloader works, no rescue needed") },
};

static void
bootloadhid_close (IspLoader *self)
{
  isp_usb_close (self->priv);
  self->priv = NULL;
}

/* The chip does not say its name: page and flash size have to be those of the one that has it. */
static gboolean
identify (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint8 info[INFO_LEN];
  guint page;
  guint32 size;

  if (!isp_hid_get_report (self->priv, INFO, info, sizeof info, cancellable, error))
    return FALSE;
  page = info[1] | info[2] << 8;
  size = info[3] | info[4] << 8 | info[5] << 16 | (guint32) info[6] << 24;
  self->part = isp_parts_by_name (PART);
  if (page != self->part->flash.page_size || size > self->part->flash.size || size < APP_END)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_A_LOADER,
                   _ ("The bootloader is on another chip than %s: %u bytes in pages of %u"),
                   self->part->name, size, page);
      return FALSE;
    }
  memcpy (self->signature, self->part->signature, sizeof self->signature);
  self->app_end = APP_END;
  self->readable = ISP_READABLE_NEVER;
  return TRUE;
}

static gboolean
bootloadhid_open (IspLoader *self, const IspPort *port, const IspLoaderHint *hint,
                  GCancellable *cancellable, GError **error)
{
  self->priv = isp_usb_open_detached (port->usb_path, port->vid, port->pid, cancellable, error);
  if (self->priv == NULL)
    return FALSE;
  if (identify (self, cancellable, error))
    return TRUE;
  bootloadhid_close (self);
  return FALSE;
}

static gboolean
bootloadhid_write (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data,
                   gsize len, GCancellable *cancellable, GError **error)
{
  guint8 report[HEADER + PAGE];

  for (gsize done = 0; done < len; done += PAGE)
    {
      guint32 at = address + done;

      report[0] = DATA & 0xFF;
      report[1] = (guint8) at;
      report[2] = (guint8) (at >> 8);
      report[3] = (guint8) (at >> 16);
      memcpy (report + HEADER, data + done, PAGE);
      if (!isp_hid_put_report (self->priv, DATA, report, sizeof report, PAGE_US, cancellable,
                               error))
        return FALSE;
      isp_loader_tick (self, PAGE);
    }
  return TRUE;
}

static gboolean
bootloadhid_start (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint8 report[INFO_LEN] = { START & 0xFF };
  gboolean stalled;

  return isp_hid_set_report (self->priv, START, report, sizeof report, START_US, &stalled,
                             cancellable, error);
}

const IspLoaderDriver isp_bootloadhid_driver = {
  .owner = { .id = "bootloadhid",
             .name = "BootloadHID",
             .link = ISP_LINK_USB,
             .rows = rows,
             .n_rows = G_N_ELEMENTS (rows) },
  .order = ISP_ORDER_PAGES,
  .writes = 1 << ISP_MEMORY_FLASH,
  .write_bps = 36000,
  .page_ms = 8,
  .open = bootloadhid_open,
  .close = bootloadhid_close,
  .write = bootloadhid_write,
  .start = bootloadhid_start,
};
