/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial devices with a programmer's ids that are none: they answer, each in its own way. */
#include "bench/wire/bench-serial.h"

typedef struct
{
  guint at;
} Stranger;

static const char nmea[] =
    "$GPGGA,092750.000,5321.6802,N,00630.3372,W,1,8,1.03,61.7,M,55.2,M,,*76\r\n";

/* Says what it has to say, whatever it is told. */
static void
talk (BenchSerial *line, gpointer program)
{
  Stranger *self = program;

  bench_serial_get (line);
  bench_serial_begin_command (line);
  for (guint i = 0; i < 8 && !bench_serial_is_aborted (line); i++)
    bench_serial_put (line, (guint8) nmea[self->at++ % (sizeof nmea - 1)]);
}

/* Talks without being asked, and never ends. */
static void
babble (BenchSerial *line, gpointer program)
{
  Stranger *self = program;

  bench_serial_put (line, (guint8) nmea[self->at++ % (sizeof nmea - 1)]);
  bench_serial_keep_up (line);
}

/* A prompt that repeats what is typed. */
static void
echo (BenchSerial *line, gpointer program)
{
  guint8 byte = bench_serial_get (line);

  bench_serial_begin_command (line);
  if (!bench_serial_is_aborted (line))
    bench_serial_put (line, byte);
}

/* Hears and says nothing. */
static void
keep_quiet (BenchSerial *line, gpointer program)
{
  bench_serial_get (line);
  bench_serial_begin_command (line);
}

#define PROGRAM(function) .command = function, .program_size = sizeof (Stranger)
/* clang-format off */
#define FT232R 0x0403, 0x6001, 0x0600, "FTDI", "FT232R USB UART", "A50285BI", "ttyUSB0", \
  .baud = 19200, .buffer = 63, .boot = BENCH_BOOT_NONE
#define TEENSY 0x16C0, 0x0483, 0x0275, "Teensyduino", "USB Serial", "12345", "ttyACM0", \
  .needs_dtr = TRUE

const BenchSerialDevice bench_gps = { FT232R, PROGRAM (talk) };
const BenchSerialDevice bench_babbler = { FT232R, PROGRAM (babble) };
const BenchSerialDevice bench_lamp = { FT232R, PROGRAM (keep_quiet) };
const BenchSerialDevice bench_teensy_echo = { TEENSY, PROGRAM (echo) };
const BenchSerialDevice bench_teensy_quiet = { TEENSY, PROGRAM (keep_quiet) };
/* clang-format on */
