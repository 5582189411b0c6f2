/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The HID bootloaders of LUFA and QMK, and nanoBoot, as in their source: reports of a page each.
 * The device tells the size of a page and nothing else: the person names the chip, and says where
 * the bootloader begins if that is not where LUFA's does. */
#include "lufa-hid.h"

#include "config.h"
#include "core/isp-error.h"
#include "hid-report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define REPORT   0x0200
#define MAX_PAGE 256u
#define ADDRESS  2u /* bytes in front of the page */
#define PAGE_US  (2 * G_USEC_PER_SEC)
#define START_US (300 * 1000) /* it leaves without an end of the transfer */
#define ADVICE   N_ ("Its bootloader works, no rescue needed")

static const IspIdRow rows[] = {
  { 0x03EB, 0x2067, 0x0936, 0x0936, ISP_ID_LOADER, N_ ("A keyboard in QMK HID"), .advice = ADVICE },
  { 0x03EB, 0x2067, 0, 0xFFFF, ISP_ID_LOADER, N_ ("A keyboard in LUFA HID or a relative"),
    .advice = ADVICE },
};

/* Those that LUFA's can be built for. */
static const char *const parts[] = { "atmega32u4",  "atmega16u4",  "atmega32u2", "atmega16u2",
                                     "at90usb1286", "at90usb1287", "at90usb646", "at90usb647",
                                     "at90usb162",  NULL };

static void
lufa_hid_close (IspLoader *self)
{
  isp_usb_close (self->priv);
  self->priv = NULL;
}

/* The report count of its output report, without the address; 0: there is none. */
static guint
find_page (const guint8 *descriptor, guint n)
{
  for (guint i = 0; i + 1 < n; i += 1 + (descriptor[i] & 3))
    {
      if (descriptor[i] == 0x95 && descriptor[i + 1] > ADDRESS)
        return descriptor[i + 1] - ADDRESS;
      if (descriptor[i] == 0x96 && i + 2 < n)
        return (descriptor[i + 1] | descriptor[i + 2] << 8) - ADDRESS;
    }
  return 0;
}

static gboolean
can_begin (const IspPart *part, guint32 at)
{
  guint32 start;

  for (guint bootsz = 0; bootsz < 4; bootsz++)
    if (isp_part_get_boot_section (part, bootsz, &start, NULL) && start == at)
      return TRUE;
  return at == 0; /* not said */
}

static gboolean
check_hint (const IspLoaderHint *hint, guint page, GError **error)
{
  if (hint->part == NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED,
                 _ ("This bootloader does not say which chip it is on; its pages have %u bytes"),
                 page);
  else if (hint->part->flash.page_size != page || hint->part->boot_bytes[0] == 0)
    g_set_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                 _ ("The bootloader is not on %s: its pages have %u bytes"), hint->part->name,
                 page);
  else if (!can_begin (hint->part, hint->app_end))
    g_set_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED,
                 /* Translators: an address and a chip */
                 _ ("No bootloader can begin at 0x%04X on %s"), hint->app_end, hint->part->name);
  else
    return TRUE;
  return FALSE;
}

static gboolean
identify (IspLoader *self, const IspLoaderHint *hint, GCancellable *cancellable, GError **error)
{
  guint8 descriptor[64];
  guint16 n;
  guint page;

  if (!isp_hid_read_descriptor (self->priv, descriptor, sizeof descriptor, &n, cancellable, error))
    return FALSE;
  page = find_page (descriptor, n);
  if (page == 0 || page > MAX_PAGE)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_LOADER,
                           _ ("It does not describe itself as a HID bootloader does"));
      return FALSE;
    }
  if (!check_hint (hint, page, error))
    return FALSE;
  self->part = hint->part;
  memcpy (self->signature, self->part->signature, sizeof self->signature);
  isp_part_get_boot_section (self->part, 0, &self->app_end, NULL);
  if (hint->app_end != 0)
    self->app_end = hint->app_end;
  self->readable = ISP_READABLE_NEVER;
  return TRUE;
}

static gboolean
lufa_hid_open (IspLoader *self, const IspPort *port, const IspLoaderHint *hint,
               GCancellable *cancellable, GError **error)
{
  self->priv = isp_usb_open_detached (port->usb_path, port->vid, port->pid, cancellable, error);
  if (self->priv == NULL)
    return FALSE;
  if (identify (self, hint, cancellable, error))
    return TRUE;
  lufa_hid_close (self);
  return FALSE;
}

/* Above 64 KiB the address counts blocks of 256 bytes. */
static gboolean
lufa_hid_write (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data, gsize len,
                GCancellable *cancellable, GError **error)
{
  guint page = self->part->flash.page_size;
  guint shift = self->part->flash.size > 0x10000 ? 8 : 0;
  guint8 report[ADDRESS + MAX_PAGE];

  for (gsize done = 0; done < len; done += page)
    {
      guint32 at = (address + done) >> shift;

      report[0] = (guint8) at;
      report[1] = (guint8) (at >> 8);
      memcpy (report + ADDRESS, data + done, page);
      if (!isp_hid_put_report (self->priv, REPORT, report, ADDRESS + page, PAGE_US, cancellable,
                               error))
        return FALSE;
      isp_loader_tick (self, page);
    }
  return TRUE;
}

static gboolean
lufa_hid_start (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint8 report[ADDRESS + MAX_PAGE] = { 0xFF, 0xFF };
  gboolean stalled;

  return isp_hid_set_report (self->priv, REPORT, report, ADDRESS + self->part->flash.page_size,
                             START_US, &stalled, cancellable, error);
}

const IspLoaderDriver isp_lufa_hid_driver = {
  .owner = { .id = "lufa-hid",
             .aliases = "qmk-hid nanoboot hid",
             .name = "LUFA HID",
             .link = ISP_LINK_USB,
             .rows = rows,
             .n_rows = G_N_ELEMENTS (rows) },
  .order = ISP_ORDER_PAGES,
  .writes = 1 << ISP_MEMORY_FLASH,
  .write_bps = 100000,
  .page_ms = 8,
  .parts = parts,
  .lacks_end = TRUE,
  .open = lufa_hid_open,
  .close = lufa_hid_close,
  .write = lufa_hid_write,
  .start = lufa_hid_start,
};
