/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Bus Pirate: text prompt, raw binary mode, binary SPI. Command by command as firmware 6.1 (whole
 * commands are kept before they are carried out), 8.0 (bytes go on as they come, and are lost where
 * SPI is slower than the line), 5.3 and the legacy4third mode of a Bus Pirate 5 do it. */
#include "bench-buspirate.h"

#include "bench/time/bench-times.h"

#include <string.h>

#define BOOT_NS   (30 * BENCH_MS) /* after a reset, until the greeting */
#define SETTLE_NS (25 * BENCH_MS)
#define CLOCK_HZ  16000000u
#define BLOCK_MAX 4096u
#define ZEROS     20u
#define BELL      7
#define BAUD_9    115200u
/* Of the menus: what is typed there is a number, of up to so many digits. */
#define MAX_DIGITS 4u
#define DIVISOR    34u

typedef BenchPirateFirmware Firmware;
typedef BenchPirate Pirate;

static const guint32 rates[] = PIRATE_SCK_HZ;

static const Firmware *
firmware (BenchSerial *line)
{
  return bench_serial_get_device (line)->variant;
}

static guint8
get (BenchSerial *line)
{
  return bench_serial_get (line);
}

static guint16
get_16 (BenchSerial *line)
{
  guint16 high = get (line);

  return high << 8 | get (line);
}

static void
put (BenchSerial *line, guint8 byte)
{
  bench_serial_put (line, byte);
}

static void
put_text (BenchSerial *line, const char *text)
{
  for (; *text != '\0'; text++)
    put (line, *text);
}

/* ── wires ── */

static void
drive_cs (BenchSerial *line, gboolean low)
{
  if (!bench_serial_is_aborted (line))
    bench_set_reset (bench_serial_get_bench (line), low);
}

static void
set_clock (BenchSerial *line, guint32 hz)
{
  if (!bench_serial_is_aborted (line))
    isp_sim_chip_set_external_clock (bench_chip (bench_serial_get_bench (line)), hz);
}

static guint8
spi (BenchSerial *line, Pirate *self, guint8 mosi)
{
  Bench *bench = bench_serial_get_bench (line);
  guint32 half_ns = BENCH_S / rates[self->rate] / 2;
  gboolean driven = self->open_drain ? self->pull_ups : !firmware (line)->target_5v;
  guint8 miso = 0xFF;

  if (bench_serial_is_aborted (line))
    return miso;
  if (driven)
    miso = bench_spi (bench, mosi, half_ns);
  else
    bench_advance (bench, 16 * half_ns);
  bench_advance (bench, firmware (line)->byte_ns);
  if (firmware (line)->unreliable && rates[self->rate] > PIRATE_RELIABLE_HZ &&
      self->n_fast++ % 50 == 49)
    miso ^= 0x10;
  return miso;
}

/* ── text ── */

static void
put_prompt (BenchSerial *line)
{
  put_text (line, "HiZ>");
}

static void
start_over (BenchSerial *line, Pirate *self)
{
  if (bench_serial_is_aborted (line))
    return;
  bench_serial_set_baud (line, 0);
  *self = (Pirate){ .alive = TRUE };
  drive_cs (line, FALSE);
  set_clock (line, 0);
  if (bench_serial_get_device (line)->baud > 0)
    bench_advance (bench_serial_get_bench (line), BOOT_NS);
  put_text (line, firmware (line)->greeting);
  put_prompt (line);
}

static void
ask (BenchSerial *line, Pirate *self, BenchPirateMenu menu, const char *question)
{
  self->menu = menu;
  put_text (line, question);
}

static void
end_menu (BenchSerial *line, Pirate *self)
{
  self->menu = MENU_NONE;
  put_prompt (line);
}

/* It hears nothing but a space now, at the new rate, however long that takes. */
static void
change_baud (BenchSerial *line, Pirate *self, guint baud)
{
  ask (line, self, MENU_SPACE, "Adjust your terminal\r\nSpace to continue\r\n");
  bench_serial_set_baud (line, baud);
}

static void
choose_baud (BenchSerial *line, Pirate *self, guint number)
{
  static const guint bauds[] = { 300, 1200, 2400, 4800, 9600, 19200, 38400, 57600, BAUD_9 };

  if (number == 10 && firmware (line)->has_divisor)
    ask (line, self, MENU_DIVISOR, "Enter raw value for BRG\r\n\r\n(34)>");
  else if (number >= 1 && number <= G_N_ELEMENTS (bauds))
    change_baud (line, self, bauds[number - 1]);
  else
    ask (line, self, MENU_BAUD, "\r\nInvalid choice, try again\r\n\r\n(9)>");
}

static void
run_typed (BenchSerial *line, Pirate *self)
{
  switch (self->text[0])
    {
    case 'i':
      put_text (line, firmware (line)->greeting);
      break;
    case '#':
      put_text (line, "RESET\r\n");
      start_over (line, self);
      return;
    case 'm':
      ask (line, self, MENU_MODE, "1. HiZ\r\n5. SPI\r\nx. exit\r\n\r\n(1)>");
      return;
    case 'b':
      ask (line, self, MENU_BAUD,
           "Set serial port speed: (bps)\r\n 9. 115200\r\n10. BRG raw value\r\n\r\n(9)>");
      return;
    case '\0':
      break;
    default:
      put_text (line, "Syntax error at char 1\r\n");
    }
  put_prompt (line);
}

static void
run_line (BenchSerial *line, Pirate *self)
{
  guint number = g_ascii_strtoull (self->text, NULL, 10);

  put_text (line, "\r\n");
  switch (self->menu)
    {
    case MENU_NONE:
      run_typed (line, self);
      break;
    case MENU_BAUD:
      choose_baud (line, self, self->n_text > 0 ? number : 9);
      break;
    case MENU_DIVISOR:
      change_baud (line, self, 4000000 / ((self->n_text > 0 ? number : DIVISOR) + 1));
      break;
    default:
      end_menu (line, self);
    }
  self->n_text = 0;
  memset (self->text, 0, sizeof self->text);
}

static void
enter_raw (BenchSerial *line, Pirate *self)
{
  self->mode = MODE_RAW;
  self->pull_ups = FALSE;
  self->n_zeros = 0;
  drive_cs (line, FALSE);
  put_text (line, "BBIO1");
}

/* It says again what it takes (getnumber() in proc_menu.c: digits alone). */
static void
take_key (BenchSerial *line, Pirate *self, guint8 byte)
{
  gboolean types = self->menu == MENU_NONE;

  if (byte == '\b' && self->n_text > 0)
    {
      self->text[--self->n_text] = '\0';
      put_text (line, "\b \b");
    }
  else if (types ? byte >= ' ' : g_ascii_isdigit (byte) && self->n_text < MAX_DIGITS)
    {
      put (line, byte);
      if (self->n_text + 1 < sizeof self->text)
        self->text[self->n_text++] = byte;
    }
  else if (self->menu == MENU_MODE && byte == 'x')
    end_menu (line, self);
  else if (!types || byte == '\b')
    put (line, BELL);
}

static void
run_text (BenchSerial *line, Pirate *self, guint8 byte)
{
  if (self->menu == MENU_SPACE)
    {
      if (byte == ' ')
        end_menu (line, self);
    }
  else if (byte == '\n' || byte == '\r')
    run_line (line, self);
  else if (byte != 0 || self->menu != MENU_NONE)
    take_key (line, self, byte);
  else if (!firmware (line)->console && ++self->n_zeros == ZEROS)
    enter_raw (line, self);
}

/* ── raw binary mode ── */

static void
set_up_pwm (BenchSerial *line)
{
  guint8 prescaler = get (line);
  guint16 duty = get_16 (line);
  guint16 period = get_16 (line);

  if (prescaler == 0 && duty > 0 && duty < period + 1)
    set_clock (line, CLOCK_HZ / (period + 1));
  put (line, 1);
}

static void
enter_spi (BenchSerial *line, Pirate *self)
{
  self->mode = MODE_SPI;
  self->rate = 1;
  self->open_drain = TRUE;
  self->pull_ups = FALSE;
  put_text (line, "SPI1");
}

static void
run_raw (BenchSerial *line, Pirate *self, guint8 byte)
{
  static const char *const others[] = { "I2C1", "ART1", "1W01", "RAW1" };

  if (byte == 0x00)
    put_text (line, "BBIO1");
  else if (byte == 0x01)
    enter_spi (line, self);
  else if (byte >= 0x02 && byte <= 0x05)
    {
      self->mode = MODE_OTHER;
      put_text (line, others[byte - 2]);
    }
  else if (byte == 0x0F)
    {
      put (line, 1);
      start_over (line, self);
    }
  else if (byte == 0x12)
    set_up_pwm (line);
  else if (byte == 0x13)
    {
      set_clock (line, 0);
      put (line, 1);
    }
  else
    put (line, byte & 0x80 || (byte & 0xE0) == 0x40 ? 0x02 : 0x00);
}

/* ── binary SPI ── */

/* Of legacy4third: it looks at signatures that go by. */
static void
watch_signature (Pirate *self, const guint8 *tx, guint8 miso)
{
  static const guint8 big[] = { 0x97, 0x98, 0xA7, 0xA8, 0xC0 };

  if (tx[0] == 0x30 && tx[2] == 1)
    self->big = memchr (big, miso, sizeof big) != NULL;
}

static void
run_bulk (BenchSerial *line, Pirate *self, guint n)
{
  guint8 tx[16];

  put (line, 1);
  for (guint i = 0; i < n; i++)
    {
      tx[i] = get (line);
      guint8 miso = spi (line, self, tx[i]);
      if (firmware (line)->legacy && i == 3)
        watch_signature (self, tx, miso);
      put (line, miso);
    }
}

static void
write_then_read (BenchSerial *line, Pirate *self, guint n_write, guint n_read)
{
  guint8 block[BLOCK_MAX];

  for (guint i = 0; i < n_write; i++)
    {
      block[i] = get (line);
      if (firmware (line)->streams)
        spi (line, self, block[i]);
    }
  if (!firmware (line)->streams)
    {
      bench_serial_settle (line);
      for (guint i = 0; i < n_write; i++)
        spi (line, self, block[i]);
    }
  for (guint i = 0; i < n_read; i++)
    block[i] = spi (line, self, 0xFF);
  if (firmware (line)->legacy)
    bench_serial_discard (line);
  put (line, 1);
  for (guint i = 0; i < n_read; i++)
    put (line, block[i]);
}

static void
run_write_then_read (BenchSerial *line, Pirate *self)
{
  guint16 n_write = get_16 (line), n_read = get_16 (line);

  if (n_write > BLOCK_MAX || n_read > BLOCK_MAX ||
      (n_write + n_read == 0 && firmware (line)->refuses_empty))
    put (line, 0);
  else
    write_then_read (line, self, n_write, n_read);
}

static guint8
read_flash (BenchSerial *line, Pirate *self, guint8 opcode, guint32 word)
{
  spi (line, self, opcode);
  spi (line, self, word >> 8);
  spi (line, self, word);
  return spi (line, self, 0);
}

static void
run_avr_read (BenchSerial *line, Pirate *self)
{
  gboolean legacy = firmware (line)->legacy;
  guint32 word = get_16 (line) << 16;
  word |= get_16 (line);
  guint32 length = get_16 (line) << 16;
  length |= get_16 (line);

  if (!legacy && (word > 0xFFFF || length > 0xFFFF || word + length > 0xFFFF))
    {
      put (line, 0);
      return;
    }
  put (line, 1);
  bench_serial_settle (line);
  for (guint32 i = 0; i < length && !bench_serial_is_aborted (line); i++)
    {
      if (legacy && self->big && (i & 1) == 0)
        {
          const guint8 extended[] = { 0x4D, 0, ((word + i / 2) >> 16) & 3, 0 };
          for (guint k = 0; k < sizeof extended; k++)
            spi (line, self, extended[k]);
        }
      put (line, read_flash (line, self, i & 1 ? 0x28 : 0x20, word + i / 2));
    }
}

static void
run_avr (BenchSerial *line, Pirate *self)
{
  put (line, 1);
  switch (get (line))
    {
    case 0:
      put (line, 1);
      break;
    case 1:
      put (line, 1);
      put (line, 0);
      put (line, 1);
      break;
    case 2:
      run_avr_read (line, self);
      break;
    default:
      put (line, 0);
    }
}

/* 4x. In avrdude 7.1's times (16.3 s for 4 KiB) there is one answer lost, for which it waits 5 s;
 * it is taken to be this one, where CS falls, as the chip needs 20 ms then that avrdude does not
 * wait. Without delays the 20 ms pass for the chip alone. */
static void
set_pins (BenchSerial *line, Pirate *self, guint8 byte)
{
  Bench *bench = bench_serial_get_bench (line);
  gboolean low = !(byte & 1);
  gboolean falls = low && !bench_is_reset_low (bench);

  self->pull_ups = (byte & 4) != 0;
  if (!firmware (line)->legacy)
    drive_cs (line, low);
  if (falls && bench->clock.speed > 0)
    return;
  if (falls && !bench_serial_is_aborted (line))
    bench_advance (bench, SETTLE_NS);
  put (line, 1);
}

/* 8x; legacy4third selects at once. */
static void
configure (BenchSerial *line, Pirate *self, guint8 byte)
{
  self->open_drain = !(byte & 8) && !firmware (line)->legacy;
  drive_cs (line, firmware (line)->legacy);
  put (line, 1);
}

static void
run_spi (BenchSerial *line, Pirate *self, guint8 byte)
{
  const Firmware *f = firmware (line);

  if (byte == 0x00)
    enter_raw (line, self);
  else if (byte == 0x01)
    put_text (line, "SPI1");
  else if (byte == 0x02 || byte == 0x03)
    {
      drive_cs (line, byte == 0x02);
      put (line, 1);
    }
  else if ((byte == 0x04 || byte == 0x05) && f->has_write_then_read)
    run_write_then_read (line, self);
  else if (byte == 0x06 && f->has_avr_commands)
    run_avr (line, self);
  else if (byte >> 4 == 1)
    run_bulk (line, self, (byte & 0xF) + 1);
  else if (byte >> 4 == 4)
    set_pins (line, self, byte);
  else if (byte >> 4 == 8)
    configure (line, self, byte);
  else if (byte >> 4 == 6)
    {
      self->rate = byte & 7;
      if (!f->legacy)
        drive_cs (line, FALSE);
      put (line, 1);
    }
  else
    put (line, 0);
}

/* legacy4third knows one mode, says BBIO1 to the first of many zeros, and never leaves. */
static void
run_legacy (BenchSerial *line, Pirate *self, guint8 byte)
{
  if (byte != 0)
    self->n_zeros = 0;
  if (byte == 0x0F)
    put_text (line, firmware (line)->greeting);
  else if (byte != 0)
    run_spi (line, self, byte);
  else if (self->n_zeros++ == 0)
    {
      enter_raw (line, self);
      self->n_zeros = 1;
    }
}

void
bench_pirate_run (BenchSerial *line, gpointer program)
{
  Pirate *self = program;
  guint8 byte = get (line);

  bench_serial_begin_command (line);
  if (bench_serial_is_aborted (line))
    return;
  if (!self->alive)
    set_clock (line, 0);
  self->alive = TRUE;
  if (firmware (line)->legacy)
    run_legacy (line, self, byte);
  else if (self->mode == MODE_TEXT)
    run_text (line, self, byte);
  else if (self->mode == MODE_RAW)
    run_raw (line, self, byte);
  else if (self->mode == MODE_SPI)
    run_spi (line, self, byte);
  else if (byte == 0)
    enter_raw (line, self);
  if (bench_serial_get_device (line)->baud == 0)
    bench_serial_flush (line);
}
