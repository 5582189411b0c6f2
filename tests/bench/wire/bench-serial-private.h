/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the board (bench-serial.c) and the port it hangs on (bench-tty.c) share. */
#pragma once

#include "bench-serial.h"

typedef struct
{
  guint8 byte;
  guint64 at;
  guint64 from; /* the line has been busy with it since then */
  guint packet; /* to the board: which one it came in */
} Stamped;

#define BENCH_TYPE_SERIAL (bench_serial_get_type ())
G_DECLARE_FINAL_TYPE (BenchSerial, bench_serial, BENCH, SERIAL, UMockdevIoctlBase)

struct _BenchSerial
{
  UMockdevIoctlBase parent;
  Bench *bench;
  const BenchSerialDevice *device;
  gpointer program;
  GThread *thread; /* NULL on the virtual clock */
  int fd;          /* the board's end */
  char *pts;       /* the near end's real name */
  char *node;
  int slave; /* kept open, or the far end would see a hang-up between two users */
  int wake;
  int modem;
  guint n_open;
  guint baud; /* 0: the device's */
  gboolean runs, quit, gone, aborted, has_left;
  guint64 reset_at; /* 0: none wanted */
  GArray *line_in;  /* Stamped: on their way to the board */
  GQueue *kept;     /* the receive buffer: packet << 8 | byte */
  guint packet;     /* the last one on the line */
  guint got_packet; /* the one that the last byte got was in */
  GArray *line_out; /* Stamped: on their way to the host */
  guint64 in_free, out_free;
  guint n_packet; /* USB: bytes in the packet that has not left yet, the last of line_out */
  gboolean mute, garble;
  /* on the virtual clock */
  GByteArray *port_in, *port_out; /* for the host, and from it */
  int host_fd;                    /* the host's end, -1: not known */
  guint port_baud;                /* of the near end; 0: what its terminal says */
  guint judged_baud;              /* is_right is said of it; 0: of none */
  gboolean is_right;
};

/* The rate of the port behind fd; 0: one that no model has. */
guint bench_line_get_rate (int fd);
/* Does one hear the other? */
gboolean bench_line_are_alike (guint one, guint other);
/* Is the port behind fd at this rate? */
gboolean bench_line_is_rate (int fd, guint baud);
/* What the line leaves of a byte: 0, 1 or 2 of them, by so much later. */
guint bench_line_strike (Bench *bench, BenchDirection direction, guint8 byte, guint8 out[2],
                         guint64 *late_ns);
/* The board's program, with itself as data, and with the bench's lock held. */
void bench_serial_run (gpointer data);
/* Lets real time pass until the virtual time given (or until something happens), keeping the line
 * going. */
void bench_serial_pass_time (BenchSerial *self, guint64 until);
/* What has arrived by the board's time is in its buffer, or lost. */
void bench_serial_receive (BenchSerial *self);
/* The board has been reset. */
void bench_serial_boot (BenchSerial *self);
/* The plug is out: whoever has the port open sees a hang-up. */
void bench_serial_hang_up (BenchSerial *self);
void bench_serial_close_slave (BenchSerial *self);
