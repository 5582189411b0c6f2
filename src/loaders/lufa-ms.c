/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LUFA's mass storage bootloader, as in its source: a disk with the files FLASH.BIN and EEPROM.BIN.
 * A file system on this computer would put a copied file where it likes, and the bootloader would
 * take it for something else. So the kernel lets go of the disk, and sectors go to where the files
 * begin. The disk does not tell the chip, and has nothing of the bootloader itself. */
#include "lufa-ms.h"

#include "config.h"
#include "core/isp-error.h"
#include "transport/isp-usb.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SECTOR      512u
#define AT_ONCE     8u /* sectors of one command */
#define LOADER_MAX  0x2000u
#define SHORT_US    (2 * G_USEC_PER_SEC)
#define WRITE_US    (5 * G_USEC_PER_SEC)
#define STATUS_LEN  13u
#define STATUS_ROOM 64u /* a packet */

/* Instructions of SCSI. */
#define TEST_UNIT_READY 0x00
#define INQUIRY         0x12
#define START_STOP      0x1B
#define EJECT           0x02
#define READ_10         0x28
#define WRITE_10        0x2A

/* The root directory: the bootloader goes by the place of an entry in it, whatever its name. */
#define DIRECTORY    3u
#define DATA         4u
#define ENTRY        32u
#define FLASH_ENTRY  2u
#define EEPROM_ENTRY 4u
#define PER_CLUSTER  4u
#define FIRST        2u /* cluster */

/* The id is that of any disk made with LUFA. */
static const IspIdRow rows[] = {
  { 0x03EB, 0x2045, 0, 0xFFFF, ISP_ID_MAYBE, N_ ("A keyboard in LUFA Mass Storage"),
    .advice = N_ ("Its bootloader works, no rescue needed") },
};

/* Those that LUFA's can be built for. */
static const char *const parts[] = { "atmega32u4", "atmega32u2", "at90usb1286", "at90usb1287",
                                     "at90usb646", "at90usb647", NULL };

typedef struct
{
  guint32 sector; /* where it begins */
  guint32 size;   /* bytes */
} File;

typedef struct
{
  IspUsb *usb;
  IspUsbBulk bulk;
  guint32 tag;
  File files[2]; /* by IspMemoryId */
} Disk;

/* ── commands ── */

static void
put_32 (guint8 *at, guint32 value)
{
  for (guint i = 0; i < 4; i++)
    at[i] = (guint8) (value >> 8 * i);
}

static guint32
get_32 (const guint8 *at)
{
  return at[0] | at[1] << 8 | at[2] << 16 | (guint32) at[3] << 24;
}

static gboolean
set_refused (GError **error)
{
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The bootloader refused a request"));
  return FALSE;
}

static gboolean
read_status (Disk *disk, gint64 deadline, GCancellable *cancellable, GError **error)
{
  guint8 status[STATUS_ROOM];
  guint16 n;

  if (!isp_usb_bulk (disk->usb, disk->bulk.in, status, sizeof status, &n, deadline, cancellable,
                     error))
    return FALSE;
  return (n == STATUS_LEN && memcmp (status, "USBS", 4) == 0 && get_32 (status + 4) == disk->tag &&
          status[12] == 0) ||
         set_refused (error);
}

/* Bulk-only transport: the command, its data in or out, its status. */
static gboolean
carry_out (Disk *disk, const guint8 *command, guint command_len, gboolean in, guint8 *data,
           guint16 len, GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (in ? SHORT_US : WRITE_US);
  guint8 wrapper[31] = "USBC";
  guint16 n = 0;

  put_32 (wrapper + 4, ++disk->tag);
  put_32 (wrapper + 8, len);
  wrapper[12] = in ? 0x80 : 0;
  wrapper[14] = (guint8) command_len;
  memcpy (wrapper + 15, command, command_len);
  if (!isp_usb_bulk (disk->usb, disk->bulk.out, wrapper, sizeof wrapper, NULL, deadline,
                     cancellable, error) ||
      (len > 0 && !isp_usb_bulk (disk->usb, in ? disk->bulk.in : disk->bulk.out, data, len, &n,
                                 deadline, cancellable, error)))
    return FALSE;
  if (n != len)
    return set_refused (error);
  return read_status (disk, deadline, cancellable, error);
}

static gboolean
move_sectors (Disk *disk, gboolean in, guint32 sector, guint8 *data, guint n,
              GCancellable *cancellable, GError **error)
{
  const guint8 command[10] = { in ? READ_10 : WRITE_10, 0, 0, 0,         (guint8) (sector >> 8),
                               (guint8) sector,         0, 0, (guint8) n };

  return carry_out (disk, command, sizeof command, in, data, (guint16) (n * SECTOR), cancellable,
                    error);
}

/* ── open and close ── */

static void
lufa_ms_close (IspLoader *self)
{
  Disk *disk = self->priv;

  isp_usb_close (disk->usb);
  g_clear_pointer (&self->priv, g_free);
}

static gboolean
set_foreign (GError **error)
{
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_LOADER,
                       _ ("It is a disk, but not a bootloader’s"));
  return FALSE;
}

static gboolean
greet (Disk *disk, GCancellable *cancellable, GError **error)
{
  static const guint8 ask[6] = { INQUIRY, 0, 0, 0, STATUS_ROOM }, ready[6] = { TEST_UNIT_READY };
  guint8 reply[STATUS_ROOM];

  if (!isp_usb_get_bulk (disk->usb, &disk->bulk))
    return set_foreign (error);
  isp_usb_clear_halt (disk->usb, &disk->bulk);
  if (!carry_out (disk, ask, sizeof ask, TRUE, reply, sizeof reply, cancellable, error))
    return FALSE;
  if (memcmp (reply + 8, "LUFA", 4) != 0 || memcmp (reply + 16, "Bootloader", 10) != 0)
    return set_foreign (error);
  return carry_out (disk, ready, sizeof ready, FALSE, NULL, 0, cancellable, error);
}

static File
read_entry (const guint8 *directory, guint i)
{
  const guint8 *entry = directory + i * ENTRY;
  guint cluster = entry[26] | entry[27] << 8;

  return (File){ .sector = DATA + (MAX (cluster, FIRST) - FIRST) * PER_CLUSTER,
                 .size = get_32 (entry + 28) };
}

/* What was copied there by hand may have changed sizes and places, until it is plugged in again. */
static gboolean
find_files (Disk *disk, GCancellable *cancellable, GError **error)
{
  guint8 directory[SECTOR];
  const File *flash = &disk->files[ISP_MEMORY_FLASH];

  if (!move_sectors (disk, TRUE, DIRECTORY, directory, 1, cancellable, error))
    return FALSE;
  disk->files[ISP_MEMORY_FLASH] = read_entry (directory, FLASH_ENTRY);
  disk->files[ISP_MEMORY_EEPROM] = read_entry (directory, EEPROM_ENTRY);
  if (memcmp (directory + FLASH_ENTRY * ENTRY, "FLASH   BIN", 11) == 0 && flash->size > SECTOR &&
      flash->size % SECTOR == 0)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_LOADER,
                       _ ("The disk does not have the files of a bootloader any more; unplug the "
                          "keyboard and start its bootloader again"));
  return FALSE;
}

static gboolean
check_part (const IspLoaderHint *hint, guint32 app_end, GError **error)
{
  if (hint->part == NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED,
                 /* Translators: an address */
                 _ ("This bootloader does not say which chip it is on; firmware ends at 0x%04X"),
                 app_end);
  else if (app_end >= hint->part->flash.size || hint->part->flash.size - app_end > LOADER_MAX)
    g_set_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                 /* Translators: a chip and an address */
                 _ ("The bootloader is not on %s: firmware ends at 0x%04X"), hint->part->name,
                 app_end);
  else
    return TRUE;
  return FALSE;
}

static gboolean
identify (IspLoader *self, const IspLoaderHint *hint, GCancellable *cancellable, GError **error)
{
  Disk *disk = self->priv;

  if (!greet (disk, cancellable, error) || !find_files (disk, cancellable, error) ||
      !check_part (hint, disk->files[ISP_MEMORY_FLASH].size, error))
    return FALSE;
  self->part = hint->part;
  memcpy (self->signature, self->part->signature, sizeof self->signature);
  self->app_end = self->read_end = disk->files[ISP_MEMORY_FLASH].size;
  self->readable = ISP_READABLE_ALWAYS;
  return TRUE;
}

static gboolean
lufa_ms_open (IspLoader *self, const IspPort *port, const IspLoaderHint *hint,
              GCancellable *cancellable, GError **error)
{
  IspUsb *usb = isp_usb_open_detached (port->usb_path, port->vid, port->pid, cancellable, error);
  Disk *disk;

  if (usb == NULL)
    return FALSE;
  self->priv = disk = g_new0 (Disk, 1);
  disk->usb = usb;
  if (identify (self, hint, cancellable, error))
    return TRUE;
  lufa_ms_close (self);
  return FALSE;
}

/* ── memories ── */

/* How many bytes from @address on are moved by the next command, and where its sectors are. */
static gsize
cut (const File *file, guint32 address, gsize len, guint32 *sector, guint *n)
{
  const guint32 offset = address % SECTOR;
  const gsize most = MIN (len, AT_ONCE * SECTOR - offset);

  *sector = file->sector + address / SECTOR;
  *n = (offset + most + SECTOR - 1) / SECTOR;
  return most;
}

static gboolean
lufa_ms_read (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
              GCancellable *cancellable, GError **error)
{
  Disk *disk = self->priv;
  guint8 data[AT_ONCE * SECTOR];

  for (gsize done = 0; done < len;)
    {
      guint32 at = address + done, sector;
      guint n;
      gsize bytes = cut (&disk->files[memory], at, len - done, &sector, &n);

      if (!move_sectors (disk, TRUE, sector, data, n, cancellable, error))
        return FALSE;
      memcpy (out + done, data + at % SECTOR, bytes);
      done += bytes;
      isp_loader_tick (self, bytes);
    }
  return TRUE;
}

/* Of a sector that is written in part the rest stays. */
static gboolean
lufa_ms_write (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *in, gsize len,
               GCancellable *cancellable, GError **error)
{
  Disk *disk = self->priv;
  guint8 data[AT_ONCE * SECTOR];

  for (gsize done = 0; done < len;)
    {
      guint32 at = address + done, sector;
      guint n;
      gsize bytes = cut (&disk->files[memory], at, len - done, &sector, &n);

      if (bytes != n * SECTOR && !move_sectors (disk, TRUE, sector, data, n, cancellable, error))
        return FALSE;
      memcpy (data + at % SECTOR, in + done, bytes);
      if (!move_sectors (disk, FALSE, sector, data, n, cancellable, error))
        return FALSE;
      done += bytes;
      isp_loader_tick (self, bytes);
    }
  return TRUE;
}

/* Ejected, it starts the firmware. */
static gboolean
lufa_ms_start (IspLoader *self, GCancellable *cancellable, GError **error)
{
  static const guint8 eject[6] = { START_STOP, 0, 0, 0, EJECT };

  return carry_out (self->priv, eject, sizeof eject, FALSE, NULL, 0, cancellable, error);
}

const IspLoaderDriver isp_lufa_ms_driver = {
  .owner = { .id = "lufa-ms",
             .name = "LUFA Mass Storage",
             .link = ISP_LINK_USB,
             .rows = rows,
             .n_rows = G_N_ELEMENTS (rows) },
  .order = ISP_ORDER_PAGES,
  .writes = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM,
  .write_bps = 800000,
  .read_bps = 800000,
  .page_ms = 8,
  .parts = parts,
  .open = lufa_ms_open,
  .close = lufa_ms_close,
  .write = lufa_ms_write,
  .read = lufa_ms_read,
  .start = lufa_ms_start,
};
