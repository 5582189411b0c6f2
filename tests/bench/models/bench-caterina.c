/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Caterina: AVR109 on a serial port that has no line. Facts from runs of the real images: what it
 * knows, what it loses, and how long it stays. */
#include "bench/board/bench-board.h"

#include <string.h>

#define STAY_NS (8 * BENCH_S)
#define EXIT_NS (500 * BENCH_MS)
#define PAGE    128
/* A byte, either way: the CPU takes a packet of 16 in 56 µs and fills one in 67, as measured on the
 * real image, and the bus has it for 60 */
#define BYTE_NS (8 * BENCH_US)

typedef struct
{
  gboolean has_begun;
  guint64 left;      /* of its time */
  guint64 since;     /* … when that was */
  guint32 address;   /* of words, doubled */
  guint8 page[PAGE]; /* filled word by word */
} Caterina;

static guint8
get (BenchSerial *line)
{
  guint8 byte = bench_serial_get (line);

  bench_advance (bench_serial_get_bench (line), BYTE_NS);
  return byte;
}

static void
put (BenchSerial *line, guint8 byte)
{
  bench_advance (bench_serial_get_bench (line), BYTE_NS);
  bench_serial_put (line, byte);
}

static void
put_text (BenchSerial *line, const char *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    put (line, bytes[i]);
}

/* ── its time ── */

/* It is only counted while there is something to start. */
static gboolean
is_counting (Bench *bench)
{
  const guint8 *flash = isp_sim_chip_get_flash (bench->chip);

  return flash[0] != 0xFF || flash[1] != 0xFF;
}

static void
count (Bench *bench, Caterina *self)
{
  guint64 now = bench_device_time (bench), passed = now - self->since;

  if (!self->has_begun)
    self->left = STAY_NS;
  else if (is_counting (bench))
    self->left -= MIN (self->left, passed);
  self->has_begun = TRUE;
  self->since = now;
}

/* ── memories ── */

static guint8 *
get_flash (Bench *bench, guint32 address)
{
  return isp_sim_chip_get_flash (bench->chip) +
         address % isp_sim_chip_get_part (bench->chip)->flash.size;
}

static void
write_flash_block (Bench *bench, BenchSerial *line, Caterina *self, guint n)
{
  guint32 start = self->address;
  guint8 low = 0;

  bench_spm_erase (bench, start);
  memset (self->page, 0xFF, PAGE);
  for (guint i = 0; i < n; i++)
    {
      guint8 byte = get (line);
      if (i % 2 == 0)
        {
          low = byte;
          continue;
        }
      self->page[self->address % PAGE] = low;
      self->page[self->address % PAGE + 1] = byte;
      self->address += 2;
    }
  if (!bench_serial_is_aborted (line))
    bench_spm_write (bench, start, self->page);
}

static void
write_block (Bench *bench, BenchSerial *line, Caterina *self)
{
  guint n = get (line) << 8;
  n |= get (line);
  guint8 type = get (line);

  self->left = STAY_NS;
  if (type == 'F')
    write_flash_block (bench, line, self, n);
  else if (type == 'E')
    for (guint i = 0; i < n && !bench_serial_is_aborted (line); i++, self->address += 2)
      bench_spm_eeprom (bench, self->address / 2, get (line));
  put (line, type == 'F' || type == 'E' ? '\r' : '?');
}

static guint8
get_eeprom (Bench *bench, guint32 address)
{
  return isp_sim_chip_get_eeprom (
      bench->chip)[address % isp_sim_chip_get_part (bench->chip)->eeprom.size];
}

static void
read_block (Bench *bench, BenchSerial *line, Caterina *self)
{
  guint n = get (line) << 8;
  n |= get (line);
  guint8 type = get (line);

  self->left = STAY_NS;
  if (type != 'F' && type != 'E')
    {
      put (line, '?');
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      if (type == 'F')
        put (line, *get_flash (bench, self->address + i % 2));
      else
        put (line, get_eeprom (bench, self->address / 2));
      if (type == 'E' || i % 2 == 1)
        self->address += 2;
    }
}

/* Page by page, and each is written once more, empty. */
static void
erase (Bench *bench)
{
  static const guint8 empty[PAGE] = { [0 ... PAGE - 1] = 0xFF };

  for (guint32 page = 0; page < bench_board_get_end (bench); page += PAGE)
    {
      bench_spm_erase (bench, page);
      bench_spm_write (bench, page, empty);
    }
}

/* A byte makes a word of its own. */
static void
fill_word (Caterina *self, guint8 byte)
{
  self->page[self->address % PAGE] = byte;
  self->page[self->address % PAGE + 1] = 0;
}

/* ── commands ── */

static void
take_address (BenchSerial *line, Caterina *self)
{
  guint high = get (line);

  self->address = (high << 8 | get (line)) * 2;
}

/* TRUE: it was one that moves bytes of memory. */
static gboolean
run_memory_command (Bench *bench, BenchSerial *line, Caterina *self, guint8 command)
{
  switch (command)
    {
    case 'A':
      take_address (line, self);
      put (line, '\r');
      return TRUE;
    case 'B':
      write_block (bench, line, self);
      return TRUE;
    case 'g':
      read_block (bench, line, self);
      return TRUE;
    case 'e':
      erase (bench);
      put (line, '\r');
      return TRUE;
    case 'R':
      put (line, *get_flash (bench, self->address + 1));
      put (line, *get_flash (bench, self->address));
      return TRUE;
    case 'C':
    case 'c':
      fill_word (self, get (line));
      self->address += command == 'c' ? 2 : 0;
      put (line, '\r');
      return TRUE;
    case 'm':
      bench_spm_write (bench, self->address, self->page);
      memset (self->page, 0xFF, PAGE);
      put (line, '\r');
      return TRUE;
    case 'D':
      bench_spm_eeprom (bench, self->address / 2, get (line));
      self->address += 2;
      put (line, '\r');
      return TRUE;
    case 'd':
      put (line, get_eeprom (bench, self->address / 2));
      self->address += 2;
      return TRUE;
    default:
      return FALSE;
    }
}

static void
run_command (Bench *bench, BenchSerial *line, Caterina *self, guint8 command)
{
  static const char fuses[] = "FNQr"; /* as IspFuseByte counts them */
  const guint8 *signature = isp_sim_chip_get_part (bench->chip)->signature;
  const char *fuse = strchr (fuses, command);

  if (run_memory_command (bench, line, self, command) || command == 0x1B)
    return;
  if (command != 0 && fuse != NULL)
    {
      put (line, isp_sim_chip_get_fuse (bench->chip, fuse - fuses));
      return;
    }
  switch (command)
    {
    case 'S':
      put_text (line, "CATERIN", 7);
      break;
    case 'V':
      put_text (line, "10", 2);
      break;
    case 'p':
      put (line, 'S');
      break;
    case 'a':
      put (line, 'Y');
      break;
    case 'b':
      put_text (line, "Y\0\x80", 3);
      break;
    case 't':
      put_text (line, "\x44\0", 2);
      break;
    case 's':
      for (guint i = 3; i > 0; i--)
        put (line, signature[i - 1]);
      break;
    case 'T':
      get (line);
      put (line, '\r');
      break;
    case 'E':
      self->left = EXIT_NS;
      put (line, '\r');
      break;
    case 'P':
    case 'L':
      put (line, '\r');
      break;
    default:
      put (line, '?');
    }
}

/* What else came with a command is lost. */
static void
command (BenchSerial *line, gpointer program)
{
  Bench *bench = bench_serial_get_bench (line);
  Caterina *self = program;
  guint8 byte;

  count (bench, self);
  guint64 until = is_counting (bench) ? self->since + self->left : BENCH_NEVER;
  if (!bench_serial_get_until (line, until, &byte))
    {
      if (bench_serial_is_aborted (line))
        return;
      bench_board_leave (bench, BENCH_START_APPLICATION, 0);
      bench_serial_hang (line);
      return;
    }
  count (bench, self);
  bench_serial_begin_command (line);
  run_command (bench, line, self, byte);
  bench_serial_drop_packet (line);
  bench_serial_flush (line);
}

/* clang-format off */
#define DEVICE(vid, pid, maker, name)                                          \
  { vid, pid, 0x0001, maker, name, NULL, "ttyACM0", .packet = 16,              \
    .no_modem = TRUE, .refusal = '?', .command = command,                      \
    .program_size = sizeof (Caterina) }

static const BenchSerialDevice pro_micro =
    DEVICE (0x1B4F, 0x9205, "SparkFun Electronics", "Pro Micro 5V  ");
static const BenchSerialDevice leonardo =
    DEVICE (0x2341, 0x0036, "Arduino LLC", "Arduino Leonardo");

static const BenchLoaderPart parts[] = {
  { "atmega32u4", 0, NULL, 0x7000, { 0xFF, 0xD8, 0xFB, 0x2F } },
  { NULL },
};
/* clang-format on */

#define CATERINA(device, n)                                                                        \
  {                                                                                                \
    .serial = &device, .parts = parts, .runs_first = TRUE, .stays = TRUE, .presses = n             \
  }

const BenchLoader bench_caterina = CATERINA (pro_micro, 2);
const BenchLoader bench_caterina_leonardo = CATERINA (leonardo, 1);
