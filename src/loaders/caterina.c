/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Caterina: AVR109 on a serial port of its own, as the images of all its vendors behave. Where
 * there is firmware it leaves after 8 s without a read or a write. It checks no addresses. */
#include "caterina.h"

#include "config.h"
#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "transport/isp-serial.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BAUD     57600u /* any but 1200: there is no UART */
#define NAME     "CATERIN"
#define CR       '\r'
#define CHUNK    1024u
#define TRIES    3u
#define GREET_US (500 * 1000) /* tried again */
#define SHORT_US (2 * G_USEC_PER_SEC)
#define LONG_US  (3 * G_USEC_PER_SEC)
#define QUIET_US (30 * 1000)
#define NOWHERE  G_MAXUINT32

/* Quirks in the rows: the board's clock, where its ids tell it. */
enum
{
  QUIRK_8_MHZ = 1 << 0,
  QUIRK_16_MHZ = 1 << 1,
};

#define ADVICE                                                                                     \
  N_ ("Its bootloader works, no rescue needed. To be a programmer it needs the ISP helper first.")
#define ANY 0, 0xFFFF
#define ROW(vid, pid, name, ...)                                                                   \
  {                                                                                                \
    vid, pid, ANY, ISP_ID_LOADER, name, .advice = ADVICE, __VA_ARGS__                              \
  }
#define HOODLOADER(vid, pid)                                                                       \
  {                                                                                                \
    vid, pid, 0x0205, 0x0205, ISP_ID_NOT_A_PROGRAMMER, N_ ("An Arduino with HoodLoader2"),         \
        .advice = N_ ("It is neither a programmer nor a keyboard. Choose another port.")           \
  }

/* clang-format off */
static const IspIdRow rows[] = {
  ROW (0x1B4F, 0x9203, N_ ("A Pro Micro in its bootloader"), .quirks = QUIRK_8_MHZ),
  ROW (0x1B4F, 0x9205, N_ ("A Pro Micro in its bootloader"), .quirks = QUIRK_16_MHZ),
  ROW (0x1B4F, 0x9207, N_ ("A Pro Micro or LilyPad in its bootloader"), .quirks = QUIRK_8_MHZ),
  ROW (0x1B4F, 0xF100, N_ ("A SparkFun board in its bootloader")),
  ROW (0x1B4F, 0x2B74, N_ ("A SparkFun board in its bootloader")),
  ROW (0x1B4F, 0x514D, N_ ("A SparkFun board in its bootloader")),
  ROW (0x1B4F, 0x0110, N_ ("A SparkFun board in its bootloader")),
  ROW (0x1B4F, 0x9209, N_ ("A SparkFun board in its bootloader")),
  ROW (0x1B4F, 0x920B, N_ ("A SparkFun board in its bootloader")),
  ROW (0x1FFB, 0x0101, N_ ("A Pololu A-Star in its bootloader"), .quirks = QUIRK_16_MHZ),
  ROW (0x1209, 0x2302, N_ ("A keyboard in Caterina")),
  ROW (0x1209, 0x2300, N_ ("A keyboard in Caterina")),
  HOODLOADER (0x2341, 0x0036),
  HOODLOADER (0x2341, 0x0037),
  ROW (0x2341, 0x0036, N_ ("A Pro Micro or Leonardo in its bootloader"), .quirks = QUIRK_16_MHZ),
  ROW (0x2341, 0x0037, N_ ("An Arduino Micro in its bootloader"), .quirks = QUIRK_16_MHZ),
  ROW (0x2341, 0x0237, N_ ("An Arduino Micro in its bootloader")),
  ROW (0x2341, 0x003C, N_ ("An Arduino board in its bootloader")),
  ROW (0x2341, 0x0041, N_ ("An Arduino board in its bootloader")),
  ROW (0x2341, 0x0038, N_ ("An Arduino board in its bootloader")),
  ROW (0x2341, 0x0039, N_ ("An Arduino board in its bootloader")),
  ROW (0x2A03, 0x0036, N_ ("A Pro Micro or Leonardo in its bootloader"), .quirks = QUIRK_16_MHZ),
  ROW (0x2A03, 0x0037, N_ ("An Arduino Micro in its bootloader"), .quirks = QUIRK_16_MHZ),
  ROW (0x2A03, 0x003C, N_ ("An Arduino board in its bootloader")),
  ROW (0x2A03, 0x0041, N_ ("An Arduino board in its bootloader")),
  ROW (0x2A03, 0x0038, N_ ("An Arduino board in its bootloader")),
  ROW (0x2A03, 0x0039, N_ ("An Arduino board in its bootloader")),
  ROW (0x2A03, 0x0040, N_ ("An Arduino Leonardo ETH in its bootloader")),
  ROW (0x239A, 0x000C, N_ ("An Adafruit Feather in its bootloader"), .quirks = QUIRK_8_MHZ),
  ROW (0x239A, 0x000D, N_ ("An Adafruit ItsyBitsy in its bootloader"), .quirks = QUIRK_8_MHZ),
  ROW (0x239A, 0x000E, N_ ("An Adafruit ItsyBitsy in its bootloader"), .quirks = QUIRK_16_MHZ),
  ROW (0x239A, 0x0001, N_ ("An Adafruit board in its bootloader")),
  ROW (0x239A, 0x0004, N_ ("An Adafruit board in its bootloader")),
  ROW (0x239A, 0x000A, N_ ("An Adafruit board in its bootloader")),
  ROW (0x239A, 0x0011, N_ ("An Adafruit board in its bootloader")),
};
/* clang-format on */

typedef struct
{
  IspSerial *serial;
  IspMemoryId memory; /* that next is in */
  guint32 next;       /* where the loader's address stands, in bytes; NOWHERE: not known */
} Caterina;

/* ── commands ── */

/* One command goes in one write: what follows it in a packet is thrown away. */
static gboolean
ask (IspLoader *self, const guint8 *command, gsize len, guint8 *reply, gsize n, gint64 us,
     GCancellable *cancellable, GError **error)
{
  Caterina *caterina = self->priv;
  gint64 deadline = g_get_monotonic_time () + us;

  return isp_serial_write (caterina->serial, command, len, deadline, cancellable, error) &&
         isp_serial_read (caterina->serial, reply, n, deadline, NULL, cancellable, error);
}

static gboolean
check_done (guint8 reply, GError **error)
{
  if (reply == CR)
    return TRUE;
  g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
               _ ("The bootloader answered %02X where it should say that it is done"), reply);
  return FALSE;
}

static gboolean
ask_letter (IspLoader *self, char letter, guint8 *reply, gsize n, GCancellable *cancellable,
            GError **error)
{
  guint8 command = (guint8) letter;

  return ask (self, &command, 1, reply, n, SHORT_US, cancellable, error);
}

/* Flash is addressed by words. */
static gboolean
go_to (IspLoader *self, IspMemoryId memory, guint32 address, GCancellable *cancellable,
       GError **error)
{
  Caterina *caterina = self->priv;
  guint32 at = memory == ISP_MEMORY_FLASH ? address / 2 : address;
  guint8 command[] = { 'A', (guint8) (at >> 8), (guint8) at };
  guint8 reply;

  if (caterina->next == address && caterina->memory == memory)
    return TRUE;
  caterina->next = NOWHERE;
  if (!ask (self, command, sizeof command, &reply, 1, SHORT_US, cancellable, error) ||
      !check_done (reply, error))
    return FALSE;
  caterina->memory = memory;
  caterina->next = address;
  return TRUE;
}

/* ── open and close ── */

static void
caterina_close (IspLoader *self)
{
  Caterina *caterina = self->priv;

  isp_serial_close (caterina->serial);
  g_clear_pointer (&self->priv, g_free);
}

/* Other programs may have left half a command there. A read starts the 8 s anew. */
static gboolean
greet (IspLoader *self, GCancellable *cancellable, GError **error)
{
  static const guint8 read_byte[] = { 'g', 0, 1, 'F' }, ask_name[] = { 'S' };
  Caterina *caterina = self->priv;
  guint8 name[sizeof NAME - 1], byte;

  for (guint i = 0; i < TRIES; i++)
    {
      g_autoptr (GError) local = NULL;

      ask (self, read_byte, sizeof read_byte, &byte, 1, GREET_US, cancellable, NULL);
      isp_serial_drain (caterina->serial, QUIET_US, g_get_monotonic_time () + GREET_US,
                        cancellable);
      if (ask (self, ask_name, sizeof ask_name, name, sizeof name, GREET_US, cancellable, &local) &&
          memcmp (name, NAME, sizeof name) == 0)
        return TRUE;
      if (local != NULL && !g_error_matches (local, ISP_ERROR, ISP_ERROR_TIMEOUT))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_LOADER,
                       _ ("It does not answer as the bootloader Caterina does"));
  return FALSE;
}

/* Caterina is made for the largest boot section, whatever the fuses say. */
static void
find_end (IspLoader *self)
{
  guint32 start, size;

  isp_part_get_boot_section (self->part, 0, &self->app_end, &size);
  if (isp_fuses_get_boot_section (&self->fuses, self->part, &start, &size))
    self->app_end = MIN (self->app_end, start);
}

static gboolean
identify (IspLoader *self, GCancellable *cancellable, GError **error)
{
  static const char fuses[ISP_N_FUSES] = {
    [ISP_FUSE_LOW] = 'F', [ISP_FUSE_HIGH] = 'N', [ISP_FUSE_EXTENDED] = 'Q', [ISP_FUSE_LOCK] = 'r'
  };
  guint8 signature[3], version[2];

  if (!greet (self, cancellable, error) ||
      !ask_letter (self, 'V', version, sizeof version, cancellable, error) ||
      !ask_letter (self, 's', signature, sizeof signature, cancellable, error))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    self->signature[i] = signature[2 - i];
  self->part = isp_parts_only_by_signature (self->signature);
  if (self->part == NULL || self->part->boot_bytes[0] == 0)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NOT_A_LOADER,
                   _ ("It names a chip that has no Caterina: %02X %02X %02X"), self->signature[0],
                   self->signature[1], self->signature[2]);
      return FALSE;
    }
  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (!ask_letter (self, fuses[i], &self->fuses.value[i], 1, cancellable, error))
      return FALSE;
  self->fuses.has = 0xF;
  isp_fuses_normalize (&self->fuses, self->part);
  find_end (self);
  self->readable = ISP_READABLE_ALWAYS;
  self->crystal_hz = self->row == NULL                         ? 0
                     : (self->row->quirks & QUIRK_8_MHZ) != 0  ? 8000000
                     : (self->row->quirks & QUIRK_16_MHZ) != 0 ? 16000000
                                                               : 0;
  self->version = g_strdup_printf ("%c.%c", g_ascii_isprint (version[0]) ? version[0] : '?',
                                   g_ascii_isprint (version[1]) ? version[1] : '?');
  return TRUE;
}

static gboolean
caterina_open (IspLoader *self, const IspPort *port, const IspLoaderHint *hint,
               GCancellable *cancellable, GError **error)
{
  IspSerial *serial = isp_serial_open (port->id, BAUD, cancellable, error);
  Caterina *caterina;

  if (serial == NULL)
    return FALSE;
  self->priv = caterina = g_new0 (Caterina, 1);
  caterina->serial = serial;
  caterina->next = NOWHERE;
  if (identify (self, cancellable, error))
    return TRUE;
  caterina_close (self);
  return FALSE;
}

/* ── memories ── */

/* A page, or some bytes of EEPROM: in both the address goes on behind them. */
static gboolean
write_block (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data, gsize len,
             GCancellable *cancellable, GError **error)
{
  Caterina *caterina = self->priv;
  g_autofree guint8 *command = g_malloc (4 + len);
  guint8 reply;

  if (!go_to (self, memory, address, cancellable, error))
    return FALSE;
  caterina->next = NOWHERE;
  command[0] = 'B';
  command[1] = (guint8) (len >> 8);
  command[2] = (guint8) len;
  command[3] = memory == ISP_MEMORY_FLASH ? 'F' : 'E';
  memcpy (command + 4, data, len);
  if (!ask (self, command, 4 + len, &reply, 1, LONG_US, cancellable, error) ||
      !check_done (reply, error))
    return FALSE;
  caterina->next = address + len;
  return TRUE;
}

static gboolean
caterina_write (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data, gsize len,
                GCancellable *cancellable, GError **error)
{
  gsize block =
      memory == ISP_MEMORY_FLASH ? self->part->flash.page_size : (gsize) ISP_LOADER_EEPROM;

  for (gsize done = 0; done < len; done += block)
    {
      if (!write_block (self, memory, address + done, data + done, block, cancellable, error))
        return FALSE;
      isp_loader_tick (self, block);
    }
  return TRUE;
}

static gboolean
caterina_read (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
               GCancellable *cancellable, GError **error)
{
  Caterina *caterina = self->priv;

  for (gsize done = 0; done < len;)
    {
      gsize n = MIN (CHUNK, len - done);
      guint8 command[] = { 'g', (guint8) (n >> 8), (guint8) n,
                           memory == ISP_MEMORY_FLASH ? 'F' : 'E' };

      if (!go_to (self, memory, address + done, cancellable, error))
        return FALSE;
      caterina->next = NOWHERE;
      if (!ask (self, command, sizeof command, out + done, n, LONG_US, cancellable, error))
        return FALSE;
      done += n;
      caterina->next = address + done;
      isp_loader_tick (self, n);
    }
  return TRUE;
}

/* It leaves half a second later, unless something is read or written meanwhile. */
static gboolean
caterina_start (IspLoader *self, GCancellable *cancellable, GError **error)
{
  guint8 reply;

  return ask_letter (self, 'E', &reply, 1, cancellable, error) && check_done (reply, error);
}

const IspLoaderDriver isp_caterina_driver = {
  .owner = { .id = "caterina",
             .aliases = "avr109 butterfly",
             .name = "Caterina",
             .link = ISP_LINK_SERIAL,
             .rows = rows,
             .n_rows = G_N_ELEMENTS (rows) },
  .order = ISP_ORDER_FIRST_LAST,
  .writes = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM,
  .write_bps = 120000,
  .read_bps = 120000,
  .page_ms = 8,
  .leaves_s = 8,
  .open = caterina_open,
  .close = caterina_close,
  .write = caterina_write,
  .read = caterina_read,
  .start = caterina_start,
};
