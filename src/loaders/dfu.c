/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Atmel's DFU bootloaders (FLIP), as their images behave, and LUFA's and QMK's, as in their source.
 * They share ids and commands. Atmel's refuses to read and to write until this session has erased
 * it, at each of its starts anew. None of them checks addresses. */
#include "dfu.h"

#include "config.h"
#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "transport/isp-usb.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DNLOAD    1
#define UPLOAD    2
#define GETSTATUS 3
#define CLRSTATUS 4
#define ABORT     6

#define STATUS_OK        0x00
#define STATUS_NOT_BLANK 0x05

#define HEADER 32u      /* in front of the data */
#define CHUNK  1024u    /* bytes of data in a message, as FLIP itself sends */
#define READ   4096u    /* bytes that are asked for at once: as many as Linux moves */
#define SUFFIX 16u      /* behind the data; LUFA's waits for it */
#define REACH  0x10000u /* bytes that an address reaches; more needs a page */

#define SHORT_US (2 * G_USEC_PER_SEC)
#define WRITE_US (5 * G_USEC_PER_SEC)
#define ERASE_US (20 * G_USEC_PER_SEC)
#define POLL_US  (100 * 1000)
#define ERASES   2u

#define WORKS N_ ("Its bootloader works, no rescue needed")
#define ANY   0, 0xFFFF

/* clang-format off */
/* One id, three bootloaders. */
#define DFU_ROWS(pid) \
  { 0x03EB, pid, 0x0936, 0x0936, ISP_ID_LOADER, N_ ("A keyboard in QMK DFU"), .advice = WORKS }, \
  { 0x03EB, pid, ANY, ISP_ID_LOADER, N_ ("A keyboard in LUFA DFU"), .interface_class = 0xFE, \
    .advice = WORKS }, \
  { 0x03EB, pid, ANY, ISP_ID_LOADER, N_ ("A keyboard in Atmel DFU"), .advice = WORKS }

static const IspIdRow rows[] = {
  DFU_ROWS (0x2FEE), DFU_ROWS (0x2FEF), DFU_ROWS (0x2FF0), DFU_ROWS (0x2FF3), DFU_ROWS (0x2FF4),
  DFU_ROWS (0x2FF7), DFU_ROWS (0x2FF9), DFU_ROWS (0x2FFA), DFU_ROWS (0x2FFB),
};

/* Where the application ends: of what has been seen on that chip, the lowest. */
static const struct
{
  guint16 pid;
  const char *part;
  guint32 app_end;
} chips[] = {
  { 0x2FEE, "atmega8u2", 0x1000 },  { 0x2FEF, "atmega16u2", 0x3000 },
  { 0x2FF0, "atmega32u2", 0x7000 }, { 0x2FF3, "atmega16u4", 0x3000 },
  { 0x2FF4, "atmega32u4", 0x7000 }, { 0x2FF7, "at90usb82", 0x1000 },
  { 0x2FF9, "at90usb646", 0xE000 }, { 0x2FFA, "at90usb162", 0x3000 },
  { 0x2FFB, "at90usb1286", 0x1E000 },
};
/* clang-format on */

typedef struct
{
  IspUsb *usb;
  guint page; /* of 64 KiB, as selected last; G_MAXUINT: not known */
} Dfu;

/* ── requests ── */

static gboolean
request (IspLoader *self, IspUsbTransfer *what, gint64 us, GCancellable *cancellable,
         GError **error)
{
  Dfu *dfu = self->priv;

  what->kind = ISP_USB_CLASS;
  return isp_usb_request (dfu->usb, what, g_get_monotonic_time () + us, cancellable, error);
}

static gboolean
get_status (IspLoader *self, guint8 *status, GCancellable *cancellable, GError **error)
{
  guint8 reply[6] = { 0 };
  IspUsbTransfer ask = {
    .in = TRUE, .request = GETSTATUS, .data = reply, .len = sizeof reply, .any_len = TRUE
  };

  if (!request (self, &ask, SHORT_US, cancellable, error))
    return FALSE;
  if (ask.stalled || ask.actual != sizeof reply)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                           _ ("The bootloader does not tell its state"));
      return FALSE;
    }
  *status = reply[0];
  return TRUE;
}

/* Whatever went before is over: of the two requests LUFA's needs both. */
static gboolean
settle (IspLoader *self, GCancellable *cancellable, GError **error)
{
  IspUsbTransfer clear = { .request = CLRSTATUS }, stop = { .request = ABORT };
  guint8 status;

  return request (self, &clear, SHORT_US, cancellable, error) &&
         request (self, &stop, SHORT_US, cancellable, error) &&
         get_status (self, &status, cancellable, error);
}

/* A command, and whether it was done: STATUS_OK. One that is refused stalls. */
static gboolean
command (IspLoader *self, guint8 *data, guint16 len, gint64 us, guint8 *status,
         GCancellable *cancellable, GError **error)
{
  IspUsbTransfer send = { .request = DNLOAD, .data = data, .len = len };

  return request (self, &send, us, cancellable, error) &&
         get_status (self, status, cancellable, error);
}

static gboolean
refused (guint8 status, GError **error)
{
  g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
               _ ("The bootloader refused a command (DFU status %02X)"), status);
  return FALSE;
}

static gboolean
ask_byte (IspLoader *self, guint8 group, guint8 index, guint8 *out, GCancellable *cancellable,
          GError **error)
{
  guint8 question[] = { 0x05, group, index };
  IspUsbTransfer send = { .request = DNLOAD, .data = question, .len = sizeof question };
  IspUsbTransfer reply = { .in = TRUE, .request = UPLOAD, .data = out, .len = 1, .any_len = TRUE };

  if (!request (self, &send, SHORT_US, cancellable, error) ||
      !request (self, &reply, SHORT_US, cancellable, error))
    return FALSE;
  if (!send.stalled && !reply.stalled && reply.actual == 1)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The bootloader does not say which chip it is on"));
  return FALSE;
}

static gboolean
select_page (IspLoader *self, guint page, GCancellable *cancellable, GError **error)
{
  Dfu *dfu = self->priv;
  guint8 select[] = { 0x06, 0x03, 0x00, (guint8) page };
  guint8 status;

  if (self->part->flash.size <= REACH || dfu->page == page)
    return TRUE;
  dfu->page = G_MAXUINT;
  if (!command (self, select, sizeof select, SHORT_US, &status, cancellable, error))
    return FALSE;
  if (status != STATUS_OK)
    return refused (status, error);
  dfu->page = page;
  return TRUE;
}

static void
put_range (guint8 *message, guint8 group, guint8 what, guint32 start, gsize len)
{
  guint16 first = (guint16) start, last = (guint16) (start + len - 1);

  message[0] = group;
  message[1] = what;
  message[2] = first >> 8;
  message[3] = first & 0xFF;
  message[4] = last >> 8;
  message[5] = last & 0xFF;
}

/* ── open and close ── */

static void
dfu_close (IspLoader *self)
{
  Dfu *dfu = self->priv;

  isp_usb_close (dfu->usb);
  g_clear_pointer (&self->priv, g_free);
}

static gboolean
find_chip (IspLoader *self, const IspPort *port, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (chips); i++)
    if (chips[i].pid == port->pid)
      {
        self->part = isp_parts_by_name (chips[i].part);
        self->app_end = chips[i].app_end;
      }
  if (memcmp (self->signature, self->part->signature, 3) == 0)
    return TRUE;
  g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_A_LOADER,
               /* Translators: three bytes and a chip */
               _ ("The bootloader is on a chip with signature %02X %02X %02X, but has the USB id "
                  "of %s"),
               self->signature[0], self->signature[1], self->signature[2], self->part->name);
  return FALSE;
}

/* Whether it may be read now shows by reading. */
static gboolean
probe_reading (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint8 ask[6], word[2], status;
  IspUsbTransfer send = { .request = DNLOAD, .data = ask, .len = sizeof ask };
  IspUsbTransfer reply = {
    .in = TRUE, .request = UPLOAD, .data = word, .len = sizeof word, .any_len = TRUE
  };

  put_range (ask, 0x03, 0x00, 0, sizeof word);
  if (!request (self, &send, SHORT_US, cancellable, error))
    return FALSE;
  if (!send.stalled && !request (self, &reply, SHORT_US, cancellable, error))
    return FALSE;
  if (!get_status (self, &status, cancellable, error))
    return FALSE;
  self->readable =
      !send.stalled && !reply.stalled && status == STATUS_OK && reply.actual == sizeof word
          ? ISP_READABLE_ALWAYS
          : ISP_READABLE_AFTER_ERASE;
  return settle (self, cancellable, error);
}

static gboolean
identify (IspLoader *self, const IspPort *port, GCancellable *cancellable, GError **error)
{
  guint8 version;

  if (!settle (self, cancellable, error) ||
      !ask_byte (self, 0x00, 0x00, &version, cancellable, error) ||
      !ask_byte (self, 0x01, 0x31, &self->signature[0], cancellable, error) ||
      !ask_byte (self, 0x01, 0x60, &self->signature[1], cancellable, error) ||
      !ask_byte (self, 0x01, 0x61, &self->signature[2], cancellable, error) ||
      !find_chip (self, port, error))
    return FALSE;
  if (version != 0)
    self->version = g_strdup_printf ("%u.%u", version >> 4, version & 0x0F);
  return select_page (self, 0, cancellable, error) && probe_reading (self, cancellable, error);
}

static gboolean
dfu_open (IspLoader *self, const IspPort *port, const IspLoaderHint *hint,
          GCancellable *cancellable, GError **error)
{
  IspUsb *usb = isp_usb_open (port->usb_path, port->vid, port->pid, cancellable, error);
  Dfu *dfu;

  if (usb == NULL)
    return FALSE;
  self->priv = dfu = g_new0 (Dfu, 1);
  dfu->usb = usb;
  dfu->page = G_MAXUINT;
  if (identify (self, port, cancellable, error))
    return TRUE;
  g_clear_pointer (&self->version, g_free);
  dfu_close (self);
  return FALSE;
}

/* ── erase ── */

/* LUFA's looks at the whole application, whatever the range, and forgets its page. */
static gboolean
check_blank (IspLoader *self, gboolean *blank, GCancellable *cancellable, GError **error)
{
  Dfu *dfu = self->priv;

  for (guint32 at = 0; at < self->app_end; at += REACH)
    {
      guint8 check[6], status;

      put_range (check, 0x03, 0x01, at, MIN (REACH, self->app_end - at));
      if (!select_page (self, at / REACH, cancellable, error) ||
          !command (self, check, sizeof check, ERASE_US, &status, cancellable, error))
        return FALSE;
      dfu->page = G_MAXUINT;
      *blank = status == STATUS_OK;
      if (status == STATUS_NOT_BLANK)
        return settle (self, cancellable, error);
      if (status != STATUS_OK)
        return refused (status, error);
    }
  return TRUE;
}

static gboolean
erase_once (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint8 erase[] = { 0x04, 0x00, 0xFF };
  gint64 give_up = g_get_monotonic_time () + ERASE_US;
  guint8 status;

  if (!command (self, erase, sizeof erase, ERASE_US, &status, cancellable, error))
    return FALSE;
  while (status != STATUS_OK)
    {
      if (g_get_monotonic_time () > give_up)
        return refused (status, error);
      if (!isp_wait (POLL_US, cancellable, error) ||
          !get_status (self, &status, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
dfu_erase (IspLoader *self, GCancellable *cancellable, GError **error)
{
  gboolean blank = FALSE;

  for (guint i = 0; i < ERASES && !blank; i++)
    if (!erase_once (self, cancellable, error) || !check_blank (self, &blank, cancellable, error))
      return FALSE;
  if (blank)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_KEPT,
                       _ ("The flash does not get empty, although its bootloader says so"));
  return FALSE;
}

/* ── memories ── */

/* How much of a stretch goes in one message: not beyond what the selected page reaches. */
static gsize
get_run (guint32 address, gsize len, gsize most)
{
  return MIN (MIN (len, most), REACH - address % REACH);
}

static gboolean
write_run (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data, gsize len,
           GCancellable *cancellable, GError **error)
{
  static const guint8 suffix[SUFFIX] = { 0,    0,    0,    0,    16,   'D',  'F',  'U',
                                         0x01, 0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
  guint8 message[HEADER + CHUNK + SUFFIX] = { 0 };
  guint8 status;

  put_range (message, 0x01, memory == ISP_MEMORY_FLASH ? 0x00 : 0x01, address, len);
  memcpy (message + HEADER, data, len);
  memcpy (message + HEADER + len, suffix, SUFFIX);
  if (!command (self, message, (guint16) (HEADER + len + SUFFIX), WRITE_US, &status, cancellable,
                error))
    return FALSE;
  return status == STATUS_OK || refused (status, error);
}

static gboolean
dfu_write (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data, gsize len,
           GCancellable *cancellable, GError **error)
{
  for (gsize done = 0; done < len;)
    {
      gsize n = get_run (address + done, len - done, CHUNK);

      if (!select_page (self, (address + done) / REACH, cancellable, error) ||
          !write_run (self, memory, address + done, data + done, n, cancellable, error))
        return FALSE;
      done += n;
      isp_loader_tick (self, n);
    }
  return TRUE;
}

static gboolean
read_run (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
          GCancellable *cancellable, GError **error)
{
  guint8 ask[6], status = STATUS_OK;
  IspUsbTransfer send = { .request = DNLOAD, .data = ask, .len = sizeof ask };
  IspUsbTransfer reply = {
    .in = TRUE, .request = UPLOAD, .data = out, .len = (guint16) len, .any_len = TRUE
  };

  put_range (ask, 0x03, memory == ISP_MEMORY_FLASH ? 0x00 : 0x02, address, len);
  if (!request (self, &send, SHORT_US, cancellable, error) ||
      (!send.stalled && !request (self, &reply, WRITE_US, cancellable, error)))
    return FALSE;
  if (!send.stalled && !reply.stalled && reply.actual == len)
    return TRUE;
  return get_status (self, &status, cancellable, error) && refused (status, error);
}

static gboolean
dfu_read (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
          GCancellable *cancellable, GError **error)
{
  for (gsize done = 0; done < len;)
    {
      gsize n = get_run (address + done, len - done, READ);

      if (!select_page (self, (address + done) / REACH, cancellable, error) ||
          !read_run (self, memory, address + done, out + done, n, cancellable, error))
        return FALSE;
      done += n;
      isp_loader_tick (self, n);
    }
  return TRUE;
}

/* ── start ── */

/* Through the watchdog, at the next request of any kind. The other way, by a jump, does not leave
 * LUFA's where there is firmware. */
static gboolean
dfu_start (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint8 start[] = { 0x04, 0x03, 0x00 };
  IspUsbTransfer send = { .request = DNLOAD, .data = start, .len = sizeof start };
  IspUsbTransfer empty = { .request = DNLOAD };

  return request (self, &send, SHORT_US, cancellable, error) &&
         request (self, &empty, SHORT_US, cancellable, error);
}

const IspLoaderDriver isp_dfu_driver = {
  .owner = { .id = "dfu",
             .aliases = "atmel-dfu lufa-dfu qmk-dfu flip flip1",
             .name = "DFU",
             .link = ISP_LINK_USB,
             .rows = rows,
             .n_rows = G_N_ELEMENTS (rows) },
  .order = ISP_ORDER_ERASES,
  .writes = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM,
  .write_bps = 400000,
  .read_bps = 500000,
  .page_ms = 8, /* it erases once more */
  .open = dfu_open,
  .close = dfu_close,
  .erase = dfu_erase,
  .write = dfu_write,
  .read = dfu_read,
  .start = dfu_start,
};
