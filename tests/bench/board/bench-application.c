/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What firmware is on USB, from the descriptors among its bytes. */
#include "bench-board.h"

#include <string.h>

#define DEVICE_LENGTH        18
#define CLASS_COMMUNICATIONS 0x02
#define CLASS_HID            0x03
#define CLASS_MISCELLANEOUS  0xEF

static gpointer
create (const void *variant)
{
  return g_new0 (guint8, 1);
}

static int
refuse (Bench *bench, gpointer firmware, BenchControl *request)
{
  return -1;
}

/* Hears and says nothing. */
static void
keep_quiet (BenchSerial *line, gpointer program)
{
  bench_serial_get (line);
  bench_serial_begin_command (line);
}

/* ── how a host gets it to make way for the loader ── */

#define VID_TEENSYDUINO 0x16C0
#define PID_TEENSYDUINO 0x0483 /* of which the helper firmware is made */
#define TOUCH_BAUD      1200
#define TOUCH_NS        (120 * BENCH_MS)
#define JUMP_BAUD       134
#define JUMP_NS         (15 * BENCH_MS)

/* A sketch of Arduino's: the rate, then DTR low; whoever raises it in time has changed his mind. */
static void
be_touched (Bench *bench, guint baud, gboolean dtr)
{
  if (baud == TOUCH_BAUD && !dtr)
    bench_board_leave (bench, BENCH_START_LOADER, TOUCH_NS);
  else
    bench_board_stay (bench);
}

/* Teensyduino's: the rate alone. It jumps to where a Teensy's loader is; on another board that is
 * the middle of something else. */
static void
jump (Bench *bench, guint baud, gboolean dtr)
{
  guint32 size = isp_sim_chip_get_part (bench->chip)->flash.size;
  guint32 target = size - (size > 0x10000 ? 1024 : 512);

  if (baud == JUMP_BAUD)
    bench_board_leave (
        bench, bench_board_get_end (bench) == target ? BENCH_START_LOADER : BENCH_START_ASTRAY,
        JUMP_NS);
}

/* ── among the bytes ── */

typedef gsize (*MatchFunc) (const guint8 *at, gsize left);

static gsize
match_device (const guint8 *at, gsize left)
{
  gboolean is = left >= DEVICE_LENGTH && at[0] == DEVICE_LENGTH && at[1] == 1 && at[3] >= 1 &&
                at[3] <= 2 && (at[7] == 8 || at[7] == 16 || at[7] == 32 || at[7] == 64) &&
                at[17] == 1;

  return is ? DEVICE_LENGTH : 0;
}

static gsize
match_configuration (const guint8 *at, gsize left)
{
  if (left < 18 || at[0] != 9 || at[1] != 2 || at[3] != 0 || at[4] == 0 || at[5] != 1)
    return 0;
  gboolean follows = (at[9] == 9 && at[10] == 4) || (at[9] == 8 && at[10] == 0x0B);
  return follows && at[2] >= 18 && at[2] <= left && at[2] <= 256 - DEVICE_LENGTH ? at[2] : 0;
}

static gsize
match_string (const guint8 *at, gsize left)
{
  if (left < 8 || at[0] < 8 || at[0] % 2 != 0 || at[0] > left || at[1] != 3)
    return 0;
  for (guint i = 2; i < at[0]; i += 2)
    if (!g_ascii_isprint (at[i]) || at[i + 1] != 0)
      return 0;
  return at[0];
}

/* Where it is, from *from on, which is then behind it; its length. */
static gsize
find (const guint8 *flash, guint32 size, MatchFunc match, guint32 *from)
{
  for (; *from < size; (*from)++)
    {
      gsize n = match (flash + *from, size - *from);
      if (n == 0)
        continue;
      *from += n;
      return n;
    }
  return 0;
}

static void
find_name (const guint8 *flash, guint32 size, guint32 *from, char out[64])
{
  gsize n = find (flash, size, match_string, from);

  for (gsize i = 2; i < n && i / 2 < 63; i += 2)
    out[i / 2 - 1] = flash[*from - n + i];
}

/* ── the device ── */

static gboolean
has_interface (const guint8 *configuration, gsize n, guint8 class)
{
  for (gsize at = 0; at + 9 <= n && configuration[at] > 0; at += configuration[at])
    if (configuration[at + 1] == 4 && configuration[at + 5] == class)
      return TRUE;
  return FALSE;
}

gboolean
bench_application_find (const guint8 *flash, guint32 size, BenchApplication *out)
{
  guint32 device_at = 0, at = 0, name_at = 0;

  *out = (BenchApplication){ 0 };
  if (find (flash, size, match_device, &device_at) == 0)
    return FALSE;
  const guint8 *device = flash + device_at - DEVICE_LENGTH;
  gsize n = find (flash, size, match_configuration, &at);
  memcpy (out->descriptors, device, DEVICE_LENGTH);
  memcpy (out->descriptors + DEVICE_LENGTH, flash + at - n, n);
  find_name (flash, size, &name_at, out->manufacturer);
  find_name (flash, size, &name_at, out->product);

  guint16 vid = device[8] | device[9] << 8, pid = device[10] | device[11] << 8,
          release = device[12] | device[13] << 8;
  gboolean has_hid = has_interface (flash + at - n, n, CLASS_HID);
  out->has_port = has_interface (flash + at - n, n, CLASS_COMMUNICATIONS) ||
                  device[4] == CLASS_COMMUNICATIONS || (n == 0 && device[4] == CLASS_MISCELLANEOUS);
  out->usb = (BenchUsbDevice){ .vid = vid,
                               .pid = pid,
                               .bcd_device = release,
                               .manufacturer = out->manufacturer,
                               .product = out->product,
                               .create = create,
                               .control = refuse,
                               .descriptors = out->descriptors,
                               .n_descriptors = DEVICE_LENGTH + n,
                               .driver = has_hid ? "usbhid" : NULL,
                               .full_speed = TRUE };
  out->serial = (BenchSerialDevice){ .manufacturer = out->manufacturer,
                                     .product = out->product,
                                     .tty = "ttyACM0",
                                     .needs_dtr = TRUE,
                                     .line_changed = be_touched,
                                     .command = keep_quiet,
                                     .program_size = 1 };
  if (vid == VID_TEENSYDUINO && pid == PID_TEENSYDUINO)
    {
      out->serial = bench_avrisp_helper;
      out->serial.line_changed = jump;
    }
  out->serial.vid = vid;
  out->serial.pid = pid;
  out->serial.bcd_device = release;
  return TRUE;
}
