/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the board (bench-serial.c) and the port it hangs on (bench-tty.c) share. */
#pragma once

#include "bench-serial.h"

typedef struct
{
  guint8 byte;
  guint64 at;
  guint64 from; /* the line has been busy with it since then */
} Stamped;

#define BENCH_TYPE_SERIAL (bench_serial_get_type ())
G_DECLARE_FINAL_TYPE (BenchSerial, bench_serial, BENCH, SERIAL, UMockdevIoctlBase)

struct _BenchSerial
{
  UMockdevIoctlBase parent;
  Bench *bench;
  const BenchSerialDevice *device;
  gpointer program;
  GThread *thread;
  int fd;    /* the board's end */
  char *pts; /* the near end's real name */
  int slave; /* kept open, or the far end would see a hang-up between two users */
  int wake;
  int modem;
  guint n_open;
  guint baud; /* 0: the device's */
  gboolean quit, gone, aborted, in_bootloader;
  guint64 reset_at; /* 0: none wanted */
  GArray *line_in;  /* Stamped: on their way to the board */
  GQueue *kept;     /* bytes in the receive buffer */
  GArray *line_out; /* Stamped: on their way to the host */
  guint64 in_free, out_free;
  guint n_packet; /* USB: bytes in the packet that has not left yet, the last of line_out */
  gboolean mute, garble;
  GByteArray *port_in, *port_out; /* on the virtual clock: for the host, and from it */
};

/* Is the port behind fd at this rate? */
gboolean bench_line_is_rate (int fd, guint baud);
/* What the line leaves of a byte: 0, 1 or 2 of them, by so much later. */
guint bench_line_strike (Bench *bench, BenchDirection direction, guint8 byte, guint8 out[2],
                         guint64 *late_ns);
/* The board's thread, with itself as data. */
gpointer bench_serial_run (gpointer data);
/* The plug is out: whoever has the port open sees a hang-up. */
void bench_serial_hang_up (BenchSerial *self);
void bench_serial_close_slave (BenchSerial *self);
