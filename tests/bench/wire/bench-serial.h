/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board on a serial port: bytes take their time on the line, a UART's receive buffer drops what
 * does not fit, a board with USB of its own holds the host back instead. */
#pragma once

#include "bench/bench-private.h"

G_BEGIN_DECLS

typedef enum
{
  BENCH_BOOT_NONE,     /* DTR means nothing */
  BENCH_BOOT_DEAF,     /* after DTR rises nothing is heard for a while */
  BENCH_BOOT_OPTIBOOT, /* a byte too early shortens the wait, one just before the end is kept */
  BENCH_BOOT_TALKS,    /* answers as the sketch would, until it is left alone or misunderstands */
} BenchBoot;

typedef struct _BenchSerial BenchSerial;

typedef struct
{
  guint16 vid, pid, bcd_device;
  const char *manufacturer, *product, *serial, *tty;
  guint baud;   /* 0: USB of its own, where baud means nothing */
  guint buffer; /* bytes that a UART keeps while the program is busy; 0: all (flow control) */
  BenchBoot boot;
  gboolean needs_dtr; /* sends nothing without DTR */
  gboolean genuine;   /* an STK500, not a sketch */
  guint interface;    /* which of the device's the port is */
  guint packet;       /* USB: bytes that the host's packets hold, 0: 64 */
  gboolean no_modem;  /* USB: refuses to be told of DTR and RTS */
  guint8 refusal;     /* what it says where it refuses; 0: as STK500 does */
  /* The host has set the rate, or DTR. With the bench's lock held. */
  void (*line_changed) (Bench *bench, guint baud, gboolean dtr);
  /* One command of the board's program; its memory is zero after a reset. */
  void (*command) (BenchSerial *line, gpointer program);
  gsize program_size;
  const void *variant; /* the program's own */
} BenchSerialDevice;

/* For the program, on its thread, with the bench's lock held. */
Bench *bench_serial_get_bench (BenchSerial *self);
const BenchSerialDevice *bench_serial_get_device (BenchSerial *self);
/* The next byte; waits. After a reset, and at the end, a space at once. */
guint8 bench_serial_get (BenchSerial *self);
/* FALSE: it did not come until then, or the board was reset. */
gboolean bench_serial_get_until (BenchSerial *self, guint64 until, guint8 *byte);
/* The next byte of the packet that the last one came in; FALSE: it has none. */
gboolean bench_serial_get_rest (BenchSerial *self, guint8 *byte);
/* What is left of the packet that the last byte came in is lost. */
void bench_serial_drop_packet (BenchSerial *self);
void bench_serial_put (BenchSerial *self, guint8 byte);
/* The first byte of a command has come: counts it, and what fault strikes now strikes here. */
void bench_serial_begin_command (BenchSerial *self);
/* TRUE: the board was reset under the program, which shall return. */
gboolean bench_serial_is_aborted (BenchSerial *self);
/* Before long work: lets bytes that the host has already written arrive in time. */
void bench_serial_settle (BenchSerial *self);
/* Waits until the clock has come as far as the board. */
void bench_serial_keep_up (BenchSerial *self);
/* What was put leaves at once, without waiting for a full packet. */
void bench_serial_flush (BenchSerial *self);
/* Throws away what has come and was not got. */
void bench_serial_discard (BenchSerial *self);
/* The board changes its UART's rate, until the next reset; 0: back to the device's. What was put
 * goes out first. */
void bench_serial_set_baud (BenchSerial *self, guint baud);
/* The program hangs: until a reset. */
void bench_serial_hang (BenchSerial *self);

gpointer bench_serial_start (Bench *bench, const void *device, GError **error);
void bench_serial_stop (Bench *bench, gpointer model);
void bench_serial_unplug (Bench *bench, gpointer model);
void bench_serial_plug (Bench *bench, gpointer model);
/* The device is no more, or another one. */
void bench_serial_leave (gpointer model);
void bench_serial_renew (Bench *bench, gpointer model);

extern const BenchSerialDevice bench_buspirate, bench_buspirate_115200, bench_buspirate_v8,
    bench_buspirate_old, bench_buspirate_5v, bench_buspirate_v4, bench_buspirate_v5,
    bench_buspirate_v5_console;
extern const BenchSerialDevice bench_avrisp_helper, bench_avrisp_helper_drops,
    bench_avrisp_uart_talks, bench_avrisp_uart, bench_avrisp_uart_115200, bench_avrisp_uart_9600,
    bench_avrisp_uart_38400, bench_avrisp_uart_57600, bench_avrisp_genuine, bench_arduino_ftdi;
extern const BenchSerialDevice bench_stk500v2, bench_stk500v2_old, bench_pololu;
/* Not programmers, though their ids may be one's. */
extern const BenchSerialDevice bench_gps, bench_babbler, bench_lamp, bench_teensy_echo,
    bench_teensy_quiet, bench_stk500v2_bootloader;

G_END_DECLS
