/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v1 as spoken by ArduinoISP 1.18 (on a Pro Micro or Teensy with USB of its own, on an Uno
 * behind a UART) and by a genuine AVRISP. Command by command what the sketch does, its mistakes
 * included: no look at what P found, a hang when SPI is off, pages committed blindly. */
#include "bench/time/bench-times.h"
#include "bench/wire/bench-serial.h"

#include <string.h>

#define GENUINE_HZ       3686400
#define GENUINE_DURATION 2
#define EEPROM_BYTE_NS   (45 * BENCH_MS)
#define EEPROM_CHUNK     32
#define GENUINE_NS       (4500 * BENCH_US) /* what a genuine one waits for anything written */
#define GENUINE_ERASE_NS (10 * BENCH_MS)

enum
{
  OK = 0x10,
  FAILED = 0x11,
  UNKNOWN = 0x12,
  NO_DEVICE = 0x13,
  IN_SYNC = 0x14,
  NO_SYNC = 0x15,
  END = 0x20,
};

typedef struct
{
  guint8 buffer[SKETCH_BUFFER];
  guint16 here;
  guint16 page_size, eeprom_size;
  gboolean active_high;
  gboolean programming;
  guint8 sck_duration; /* the genuine one's, in 8 clocks of 3.6864 MHz; 0: as shipped */
} Sketch;

static gboolean
is_genuine (BenchSerial *line)
{
  return bench_serial_get_device (line)->genuine;
}

static guint8
sck_duration (Sketch *self)
{
  return self->sck_duration == 0 ? GENUINE_DURATION : self->sck_duration;
}

static guint32
half_ns (BenchSerial *line, Sketch *self)
{
  return is_genuine (line) ? sck_duration (self) * (BENCH_S * 8 / GENUINE_HZ) / 2 : SKETCH_HALF_NS;
}

static guint8
get (BenchSerial *line)
{
  return bench_serial_get (line);
}

static void
put (BenchSerial *line, guint8 byte)
{
  bench_serial_put (line, byte);
}

static void
wait_ns (BenchSerial *line, guint64 ns)
{
  if (!bench_serial_is_aborted (line))
    bench_advance (bench_serial_get_bench (line), ns);
}

static void
fill (BenchSerial *line, Sketch *self, guint n)
{
  for (guint i = 0; i < n; i++)
    self->buffer[i] = get (line);
}

/* An instruction over SPI; where SPI is off the sketch waits for it for ever. */
static guint8
spi (BenchSerial *line, Sketch *self, guint8 a, guint8 b, guint8 c, guint8 d)
{
  const guint8 tx[4] = { a, b, c, d };
  guint8 rx[4] = { 0 };

  if (!self->programming && !is_genuine (line))
    bench_serial_hang (line);
  if (bench_serial_is_aborted (line))
    return 0;
  bench_instruction (bench_serial_get_bench (line), tx, rx, half_ns (line, self));
  wait_ns (line, SKETCH_INSTRUCTION_NS);
  return rx[3];
}

/* ── replies ── */

static gboolean
is_end (BenchSerial *line)
{
  if (get (line) == END)
    {
      put (line, IN_SYNC);
      return TRUE;
    }
  put (line, NO_SYNC);
  return FALSE;
}

static void
reply_empty (BenchSerial *line)
{
  if (is_end (line))
    put (line, OK);
}

static void
reply_byte (BenchSerial *line, guint8 byte)
{
  if (!is_end (line))
    return;
  put (line, byte);
  put (line, OK);
}

static void
reply_text (BenchSerial *line, const char *text)
{
  if (!is_end (line))
    return;
  for (; *text != '\0'; text++)
    put (line, *text);
  put (line, OK);
}

/* ── entering and leaving ── */

static void
drive_reset (BenchSerial *line, Sketch *self, gboolean asserted)
{
  if (!bench_serial_is_aborted (line))
    bench_set_reset (bench_serial_get_bench (line), asserted != self->active_high);
}

static gboolean
enter (BenchSerial *line, Sketch *self)
{
  const guint8 tx[4] = { 0xAC, 0x53, 0, 0 };
  guint8 rx[4] = { 0 };

  drive_reset (line, self, TRUE);
  wait_ns (line, 20 * BENCH_MS);
  drive_reset (line, self, FALSE);
  wait_ns (line, 100 * BENCH_US);
  drive_reset (line, self, TRUE);
  wait_ns (line, 50 * BENCH_MS);
  if (!bench_serial_is_aborted (line))
    bench_instruction (bench_serial_get_bench (line), tx, rx, half_ns (line, self));
  self->programming = TRUE;
  return rx[2] == 0x53;
}

static void
leave (BenchSerial *line, Sketch *self)
{
  self->programming = FALSE;
  if (!bench_serial_is_aborted (line))
    bench_set_reset (bench_serial_get_bench (line), FALSE);
}

static void
run_enter (BenchSerial *line, Sketch *self)
{
  if (is_genuine (line))
    {
      gboolean found = enter (line, self);
      if (is_end (line))
        put (line, found ? OK : NO_DEVICE);
      return;
    }
  if (!self->programming)
    enter (line, self);
  reply_empty (line);
}

static void
run_leave (BenchSerial *line, Sketch *self)
{
  leave (line, self);
  reply_empty (line);
}

/* ── memories ── */

/* The first word of the page that here is in; an odd size makes every word a page. */
static guint16
current_page (Sketch *self)
{
  switch (self->page_size)
    {
    case 32:
    case 64:
    case 128:
    case 256:
      return self->here & ~(self->page_size / 2 - 1);
    default:
      return self->here;
    }
}

static void
commit (BenchSerial *line, Sketch *self, guint16 page)
{
  spi (line, self, 0x4C, page >> 8, page, 0);
  wait_ns (line, is_genuine (line) ? GENUINE_NS : SKETCH_COMMIT_NS);
}

static void
write_flash (BenchSerial *line, Sketch *self, guint length)
{
  guint16 page = current_page (self);

  for (guint i = 0; i + 1 < length + (length & 1) && !bench_serial_is_aborted (line); i += 2)
    {
      if (page != current_page (self))
        commit (line, self, page);
      page = current_page (self);
      spi (line, self, 0x40, self->here >> 8, self->here, self->buffer[i]);
      spi (line, self, 0x48, self->here >> 8, self->here, self->buffer[i + 1]);
      self->here++;
    }
  commit (line, self, page);
}

static void
program_flash (BenchSerial *line, Sketch *self, guint length)
{
  if (length > SKETCH_BUFFER)
    bench_serial_hang (line); /* it has overwritten its own variables */
  fill (line, self, MIN (length, SKETCH_BUFFER));
  if (!is_end (line))
    return;
  bench_serial_settle (line);
  write_flash (line, self, length);
  put (line, OK);
}

static void
write_eeprom_chunk (BenchSerial *line, Sketch *self, guint start, guint length)
{
  fill (line, self, length);
  bench_serial_settle (line);
  for (guint i = 0; i < length && !bench_serial_is_aborted (line); i++)
    {
      spi (line, self, 0xC0, (start + i) >> 8, start + i, self->buffer[i]);
      wait_ns (line, is_genuine (line) ? 2 * GENUINE_NS : EEPROM_BYTE_NS);
    }
}

static void
program_eeprom (BenchSerial *line, Sketch *self, guint length)
{
  guint start = is_genuine (line) ? self->here : self->here * 2;
  gboolean fits = length <= self->eeprom_size && length <= SKETCH_BUFFER * 8;

  for (guint left = length; fits && left > 0;)
    {
      guint n = MIN (left, is_genuine (line) ? SKETCH_BUFFER : EEPROM_CHUNK);
      write_eeprom_chunk (line, self, start, n);
      start += n;
      left -= n;
      if (bench_serial_is_aborted (line))
        return;
    }
  if (is_end (line))
    put (line, fits ? OK : FAILED);
}

static void
run_program_page (BenchSerial *line, Sketch *self)
{
  guint length = get (line) << 8;
  length |= get (line);
  guint8 memory = get (line);

  if (memory == 'F')
    program_flash (line, self, length);
  else if (memory == 'E')
    program_eeprom (line, self, length);
  else
    put (line, FAILED);
}

static void
read_flash (BenchSerial *line, Sketch *self, guint length)
{
  for (guint i = 0; i < length && !bench_serial_is_aborted (line); i += 2)
    {
      put (line, spi (line, self, 0x20, self->here >> 8, self->here, 0));
      put (line, spi (line, self, 0x28, self->here >> 8, self->here, 0));
      self->here++;
    }
}

static void
read_eeprom (BenchSerial *line, Sketch *self, guint length)
{
  guint start = is_genuine (line) ? self->here : self->here * 2;

  for (guint i = 0; i < length && !bench_serial_is_aborted (line); i++)
    put (line, spi (line, self, 0xA0, (start + i) >> 8, start + i, 0xFF));
}

static void
run_read_page (BenchSerial *line, Sketch *self)
{
  guint length = get (line) << 8;
  length |= get (line);
  guint8 memory = get (line);

  if (!is_end (line))
    return;
  bench_serial_settle (line);
  if (length >= 0x8000)
    length = 0; /* the sketch counts in a signed int */
  if (memory == 'F')
    read_flash (line, self, length);
  else if (memory == 'E')
    read_eeprom (line, self, length);
  put (line, memory == 'F' || memory == 'E' ? OK : FAILED);
}

/* ── the rest ── */

static void
run_universal (BenchSerial *line, Sketch *self)
{
  fill (line, self, 4);
  if (bench_serial_get_device (line)->baud == 0)
    bench_serial_settle (line);
  reply_byte (line,
              spi (line, self, self->buffer[0], self->buffer[1], self->buffer[2], self->buffer[3]));
}

static void
run_signature (BenchSerial *line, Sketch *self)
{
  if (!is_end (line))
    return;
  for (guint i = 0; i < 3; i++)
    put (line, spi (line, self, 0x30, 0, i, 0));
  put (line, OK);
}

static void
run_get_parameter (BenchSerial *line, Sketch *self)
{
  switch (get (line))
    {
    case 0x80:
      reply_byte (line, 2);
      break;
    case 0x81:
      reply_byte (line, 1);
      break;
    case 0x82:
      reply_byte (line, is_genuine (line) ? 15 : 18);
      break;
    case 0x84: /* target voltage in tenths */
      reply_byte (line, is_genuine (line) ? 50 : 0);
      break;
    case 0x89: /* SCK duration */
      reply_byte (line, is_genuine (line) ? sck_duration (self) : 0);
      break;
    case 0x93:
      reply_byte (line, 'S');
      break;
    default:
      reply_byte (line, 0);
    }
}

static void
run_set_device (BenchSerial *line, Sketch *self)
{
  fill (line, self, 20);
  self->page_size = self->buffer[12] << 8 | self->buffer[13];
  self->eeprom_size = self->buffer[14] << 8 | self->buffer[15];
  self->active_high = self->buffer[0] >= 0xE0;
  reply_empty (line);
}

static void
run_ignored (BenchSerial *line, guint n)
{
  for (guint i = 0; i < n; i++)
    get (line);
  reply_empty (line);
}

static void
run_load_address (BenchSerial *line, Sketch *self)
{
  self->here = get (line);
  self->here |= get (line) << 8;
  reply_empty (line);
}

static void
run_erase (BenchSerial *line, Sketch *self)
{
  if (!is_end (line))
    return;
  spi (line, self, 0xAC, 0x80, 0, 0);
  wait_ns (line, GENUINE_ERASE_NS);
  put (line, OK);
}

static void
run_set_parameter (BenchSerial *line, Sketch *self)
{
  guint8 parameter = get (line);
  guint8 value = get (line);

  if (parameter == 0x89)
    self->sck_duration = value;
  reply_empty (line);
}

static void
run_unknown (BenchSerial *line)
{
  put (line, get (line) == END ? UNKNOWN : NO_SYNC);
}

/* What only the genuine one knows; FALSE: not that either. */
static gboolean
run_genuine (BenchSerial *line, Sketch *self, guint8 command)
{
  if (!is_genuine (line))
    return FALSE;
  if (command == '@')
    run_set_parameter (line, self);
  else if (command == 'R')
    run_erase (line, self);
  else
    return FALSE;
  return TRUE;
}

static void
run_command (BenchSerial *line, gpointer program)
{
  Sketch *self = program;
  guint8 command = get (line);

  bench_serial_begin_command (line);
  if (bench_serial_is_aborted (line))
    return;
  switch (command)
    {
    case '0':
      reply_empty (line);
      break;
    case '1':
      reply_text (line, "AVR ISP");
      break;
    case 'A':
      run_get_parameter (line, self);
      break;
    case 'B':
      run_set_device (line, self);
      break;
    case 'E':
      run_ignored (line, 5);
      break;
    case 'P':
      run_enter (line, self);
      break;
    case 'U':
      run_load_address (line, self);
      break;
    case 0x60:
      run_ignored (line, 2);
      break;
    case 0x61:
      run_ignored (line, 1);
      break;
    case 'd':
      run_program_page (line, self);
      break;
    case 't':
      run_read_page (line, self);
      break;
    case 'V':
      run_universal (line, self);
      break;
    case 'Q':
      run_leave (line, self);
      break;
    case 'u':
      run_signature (line, self);
      break;
    case END:
      put (line, NO_SYNC);
      break;
    default:
      if (!run_genuine (line, self, command))
        run_unknown (line);
    }
}

#define PROGRAM .command = run_command, .program_size = sizeof (Sketch)

const BenchSerialDevice bench_avrisp_helper = {
  0x16C0,  0x0483, 0x0275, "Teensyduino", "USB Serial", "12345", "ttyACM0", .needs_dtr = TRUE,
  PROGRAM,
};
/* The same sketch and ids behind a bridge that drops what the sketch is too slow for. */
const BenchSerialDevice bench_avrisp_helper_drops = {
  0x16C0,  0x0483,    0x0275,       "Teensyduino",     "USB Serial",
  "12345", "ttyACM0", .buffer = 64, .needs_dtr = TRUE, PROGRAM,
};
const BenchSerialDevice bench_avrisp_uart = {
  0x2341,        0x0043,
  0x0001,        "Arduino (www.arduino.cc)",
  "Arduino Uno", "7563331313335",
  "ttyACM0",     .baud = 19200,
  .buffer = 63,  .boot = BENCH_BOOT_OPTIBOOT,
  PROGRAM,
};
const BenchSerialDevice bench_avrisp_uart_115200 = {
  0x2341,        0x0043,
  0x0001,        "Arduino (www.arduino.cc)",
  "Arduino Uno", "7563331313335",
  "ttyACM0",     .baud = 115200,
  .buffer = 63,  .boot = BENCH_BOOT_DEAF,
  PROGRAM,
};
/* Sketches that were built with other rates. */
const BenchSerialDevice bench_avrisp_uart_9600 = {
  0x2341,        0x0043,
  0x0001,        "Arduino (www.arduino.cc)",
  "Arduino Uno", "7563331313335",
  "ttyACM0",     .baud = 9600,
  .buffer = 63,  .boot = BENCH_BOOT_OPTIBOOT,
  PROGRAM,
};
const BenchSerialDevice bench_avrisp_uart_38400 = {
  0x2341,        0x0043,
  0x0001,        "Arduino (www.arduino.cc)",
  "Arduino Uno", "7563331313335",
  "ttyACM0",     .baud = 38400,
  .buffer = 63,  .boot = BENCH_BOOT_OPTIBOOT,
  PROGRAM,
};
const BenchSerialDevice bench_avrisp_uart_57600 = {
  0x2341,        0x0043,
  0x0001,        "Arduino (www.arduino.cc)",
  "Arduino Uno", "7563331313335",
  "ttyACM0",     .baud = 57600,
  .buffer = 63,  .boot = BENCH_BOOT_OPTIBOOT,
  PROGRAM,
};
/* Its bootloader speaks the same protocol at the same rate. */
const BenchSerialDevice bench_avrisp_uart_talks = {
  0x2341,        0x0043,
  0x0001,        "Arduino (www.arduino.cc)",
  "Arduino Uno", "7563331313335",
  "ttyACM0",     .baud = 115200,
  .buffer = 63,  .boot = BENCH_BOOT_TALKS,
  PROGRAM,
};
/* A Duemilanove or Nano. */
const BenchSerialDevice bench_arduino_ftdi = {
  0x0403,     0x6001,    0x0600,        "FTDI",       "FT232R USB UART",
  "A9007W0b", "ttyUSB0", .baud = 19200, .buffer = 63, .boot = BENCH_BOOT_OPTIBOOT,
  PROGRAM,
};
const BenchSerialDevice bench_avrisp_genuine = {
  0x0403,          0x6001,    0x0600,         "FTDI",        "FT232R USB UART",
  "A6008isP",      "ttyUSB0", .baud = 115200, .buffer = 600, .boot = BENCH_BOOT_NONE,
  .genuine = TRUE, PROGRAM,
};
