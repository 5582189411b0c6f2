/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LUFA's mass storage bootloader: a disk by bulk-only SCSI whose sectors are flash and EEPROM.
 * Facts from its source. What only a file system reads, boot sector and tables, is empty. */
#include "bench/board/bench-board.h"

#include <string.h>

#define SECTOR      512
#define DIRECTORY   3
#define DATA        4
#define ENTRIES     5
#define ENTRY       32
#define FLASH       2 /* entries */
#define EEPROM      4
#define PER_CLUSTER 4
#define STATUS      13
#define LEAVE_NS    (250 * BENCH_MS)

typedef struct
{
  guint8 directory[ENTRIES * ENTRY]; /* in RAM: a host may write it */
  gboolean has_begun;
  guint32 tag;
  guint32 expected; /* bytes that a write still wants */
  guint sector;     /* … and where they go */
} Loader;

static gpointer
create (const void *variant)
{
  return g_new0 (Loader, 1);
}

/* ── the disk ── */

static guint
count (gsize bytes, gsize unit)
{
  return (bytes + unit - 1) / unit;
}

static void
put_entry (Loader *self, guint i, const char *name, guint cluster, guint32 size)
{
  guint8 *entry = self->directory + i * ENTRY;

  memcpy (entry, name, 11);
  entry[26] = cluster & 0xFF;
  entry[27] = cluster >> 8;
  for (guint k = 0; k < 4; k++)
    entry[28 + k] = size >> 8 * k & 0xFF;
}

static void
begin (Bench *bench, Loader *self)
{
  guint32 end = bench_board_get_end (bench);

  if (self->has_begun)
    return;
  self->has_begun = TRUE;
  put_entry (self, FLASH, "FLASH   BIN", 2, end);
  /* E2END is one less than the size */
  put_entry (self, EEPROM, "EEPROM  BIN", 2 + count (end, PER_CLUSTER * SECTOR),
             isp_sim_chip_get_part (bench->chip)->eeprom.size - 1);
}

/* Where in a file a sector is; G_MAXUINT32: outside. */
static guint32
find (const Loader *self, guint entry, guint sector, guint32 size)
{
  const guint8 *at = self->directory + entry * ENTRY;
  guint start = DATA + ((at[26] | at[27] << 8) - 2) * PER_CLUSTER;

  return sector >= start && sector < start + count (size, SECTOR) ? (sector - start) * SECTOR
                                                                  : G_MAXUINT32;
}

static void
read_sector (Bench *bench, Loader *self, guint sector, guint8 *out)
{
  const IspPart *part = isp_sim_chip_get_part (bench->chip);
  guint32 flash = find (self, FLASH, sector, bench_board_get_end (bench));
  guint32 eeprom = find (self, EEPROM, sector, part->eeprom.size);

  memset (out, 0, SECTOR);
  if (sector == DIRECTORY)
    memcpy (out, self->directory, sizeof self->directory);
  else if (flash != G_MAXUINT32)
    memcpy (out, isp_sim_chip_get_flash (bench->chip) + flash, SECTOR);
  else if (eeprom != G_MAXUINT32)
    memcpy (out, isp_sim_chip_get_eeprom (bench->chip) + eeprom, SECTOR);
}

static void
write_sector (Bench *bench, Loader *self, guint sector, const guint8 *data)
{
  const IspPart *part = isp_sim_chip_get_part (bench->chip);
  guint32 flash = find (self, FLASH, sector, bench_board_get_end (bench));
  guint32 eeprom = find (self, EEPROM, sector, part->eeprom.size);

  if (sector == DIRECTORY)
    memcpy (self->directory, data, sizeof self->directory);
  for (guint i = 0; flash != G_MAXUINT32 && i < SECTOR; i += part->flash.page_size)
    {
      bench_spm_erase (bench, flash + i);
      bench_spm_write (bench, flash + i, data + i);
    }
  for (guint i = 0; eeprom != G_MAXUINT32 && i < SECTOR; i++)
    if (isp_sim_chip_get_eeprom (bench->chip)[eeprom + i] != data[i])
      bench_spm_eeprom (bench, eeprom + i, data[i]);
}

/* ── commands ── */

static int
tell_status (Loader *self, gboolean ok, guint8 *reply)
{
  memset (reply, 0, STATUS);
  memcpy (reply, "USBS", 4);
  for (guint i = 0; i < 4; i++)
    reply[4 + i] = self->tag >> 8 * i & 0xFF;
  reply[12] = ok ? 0 : 1;
  return STATUS;
}

static int
read_sectors (Bench *bench, Loader *self, guint n, guint8 *reply)
{
  if (n * SECTOR + STATUS > BENCH_REPLY_MAX)
    return -1;
  for (guint i = 0; i < n; i++)
    read_sector (bench, self, self->sector + i, reply + i * SECTOR);
  return n * SECTOR + tell_status (self, TRUE, reply + n * SECTOR);
}

static int
inquire (Loader *self, guint n, guint8 *reply)
{
  static const guint8 inquiry[37] = "\0\200\0\2\x1F\0\0\0LUFA    Bootloader      0.00";

  memset (reply, 0, n);
  memcpy (reply, inquiry, MIN (n, 36));
  return n + tell_status (self, TRUE, reply + n);
}

static int
carry_out (Bench *bench, Loader *self, const guint8 *command, guint8 *reply)
{
  guint n = command[7] << 8 | command[8];

  self->sector = command[4] << 8 | command[5];
  switch (command[0])
    {
    case 0x12:
      return inquire (self, command[3] << 8 | command[4], reply);
    case 0x28:
      return read_sectors (bench, self, n, reply);
    case 0x2A:
      self->expected = n * SECTOR;
      return 0;
    case 0x1B:
      if ((command[4] & 3) == 2)
        bench_board_leave (bench, BENCH_START_APPLICATION, LEAVE_NS);
      return tell_status (self, TRUE, reply);
    case 0x00:
      return tell_status (self, TRUE, reply);
    default:
      return tell_status (self, FALSE, reply);
    }
}

static int
take_data (Bench *bench, Loader *self, const guint8 *data, gsize n, guint8 *reply)
{
  if (n % SECTOR != 0 || n > self->expected)
    return -1;
  for (gsize i = 0; i < n; i += SECTOR)
    write_sector (bench, self, self->sector++, data + i);
  self->expected -= n;
  return self->expected == 0 ? tell_status (self, TRUE, reply) : 0;
}

static int
message (Bench *bench, gpointer firmware, const guint8 *data, gsize n, guint8 *reply)
{
  Loader *self = firmware;

  begin (bench, self);
  if (self->expected > 0)
    return take_data (bench, self, data, n, reply);
  if (n != 31 || memcmp (data, "USBC", 4) != 0)
    return -1;
  self->tag = data[4] | data[5] << 8 | data[6] << 16 | (guint32) data[7] << 24;
  return carry_out (bench, self, data + 15, reply);
}

/* clang-format off */
static const guint8 descriptors[] = {
  0x12, 0x01, 0x10, 0x01, 0x00, 0x00, 0x00, 0x08, 0, 0, 0, 0, 0, 0, 0x00, 0x00, 0x00, 0x01,
  0x09, 0x02, 0x20, 0x00, 0x01, 0x01, 0x00, 0x80, 0x32,
  0x09, 0x04, 0x00, 0x00, 0x02, 0x08, 0x06, 0x50, 0x00,
  0x07, 0x05, 0x83, 0x02, 0x40, 0x00, 0x05,
  0x07, 0x05, 0x04, 0x02, 0x40, 0x00, 0x05,
};

static const BenchUsbDevice device = {
  .vid = 0x03EB,
  .pid = 0x2045,
  .bcd_device = 0x0001,
  .create = create,
  .packet = 64,
  .message = message,
  .by_transfers = TRUE,
  .descriptors = descriptors,
  .n_descriptors = sizeof descriptors,
  .driver = "usb-storage",
};

static const BenchLoaderPart parts[] = {
  { "atmega32u4", 0, NULL, 0x6000, { 0x5E, 0xD8, 0xF3, 0xFF }, NULL },
  { "at90usb1286", 0, NULL, 0x1E000, { 0x5E, 0xD8, 0xF3, 0xFF }, NULL },
  { NULL },
};
/* clang-format on */

const BenchLoader bench_lufa_ms = { .usb = &device,
                                    .parts = parts,
                                    .runs_first = TRUE,
                                    .stays = TRUE,
                                    .presses = 1 };
