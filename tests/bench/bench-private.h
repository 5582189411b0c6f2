/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the models share: time, the wires to the chip, faults. */
#pragma once

#include "bench.h"
#include "bench/wire/bench-noise.h"

#include <umockdev.h>

G_BEGIN_DECLS

#define BENCH_US    G_GUINT64_CONSTANT (1000)
#define BENCH_MS    G_GUINT64_CONSTANT (1000000)
#define BENCH_S     G_GUINT64_CONSTANT (1000000000)
#define BENCH_NEVER G_MAXUINT64

/* Virtual time: real time, and faster by the speed while a model is busy until target. */
typedef struct
{
  gboolean virtual; /* real time means nothing, now is the time */
  guint64 start;    /* of all; the chip has settled before */
  guint speed;
  guint64 real;   /* ns, when now was set */
  guint64 now;    /* virtual ns at real */
  guint64 target; /* a model is busy until then */
} BenchClock;

void bench_clock_init (BenchClock *self, guint speed, guint64 now);
guint64 bench_clock_now (BenchClock *self);
/* A model is busy until then: time up to it passes faster. */
void bench_clock_skip_to (BenchClock *self, guint64 target);
/* Real nanoseconds until virtual time reaches what; 0: it has. */
guint64 bench_clock_real_until (BenchClock *self, guint64 what);

typedef struct _BenchBoard BenchBoard;

typedef struct
{
  const char *id;
  gpointer (*start) (Bench *self, const void *variant, GError **error);
  void (*stop) (Bench *self, gpointer model);
  void (*unplug) (Bench *self, gpointer model);
  void (*plug) (Bench *self, gpointer model);
  void (*renew) (Bench *self, gpointer model);
  const void *variant;
  gboolean is_loader;   /* runs on the chip itself, which is not behind wires */
  gboolean is_impostor; /* has a programmer's ids, and is none */
  const char *like;     /* the model whose firmware this is with another id, rate or flaw */
} BenchModel;

typedef struct _BenchDevice BenchDevice;
typedef gboolean (*BenchReadyFunc) (gpointer data);

/* Where something is plugged in, and what the system calls it there at first. */
typedef struct
{
  const char *usb_port;
  guint usb_number;
  const char *tty;
} BenchPlace;

struct _Bench
{
  GMutex lock;
  BenchClock clock;
  IspSimChip *chip;
  IspSimChip *target; /* on the wires of a board's application; NULL: there is none */
  BenchNoise miso, mosi;
  gboolean reset_low;
  BenchFault fault;
  guint64 fault_at;
  guint64 transfers;
  guint64 busy; /* ns of work: CPU, chip and bus, all but bits on the wires and a serial line */
  BenchLineFault line_fault;
  BenchDirection line_fault_direction;
  guint64 line_fault_at;
  guint64 line_bytes[BENCH_N_DIRECTIONS];
  guint64 fuse_writes_at[BENCH_MAX_WRITES][BENCH_N_DIRECTIONS]; /* in line_bytes */
  guint n_fuse_writes;
  gboolean unplugged; /* by a fault or by hand */
  gboolean removed;   /* from the system */
  /* where it is plugged in, and which number the bus gave it */
  const char *usb_port;
  guint usb_number;
  const char *tty;     /* NULL: as the device says */
  BenchBoard *board;   /* NULL: it is a programmer */
  guint64 *background; /* where self-programming counts its time; NULL: on the chip's clock */
  gpointer serial;     /* its serial port, while it has one */
  UMockdevTestbed *bed;
  char *root, *node, *port_id;
  const BenchModel *model;
  gpointer state;
  gboolean trace;
  char *event; /* a command, run when so many pages were written; NULL: none */
  guint64 event_page;
  /* on the virtual clock */
  BenchDevice *device;
  gboolean device_runs; /* it will compute before anybody waits on */
  guint64 device_until; /* what it waits for */
  guint64 host_until;   /* what the host waits for, while the device computes */
  BenchReadyFunc host_is_ready;
  gpointer host_data;
  GArray *ledger[BENCH_TIME_IDLE];
  guint64 erased_from, written_until;
};

/* As bench_new, for a model that is not in its table. */
Bench *bench_new_from_model (const BenchModel *model, const char *part, guint speed,
                             GError **error);

/* The wires. All with the lock held. The chip's clock is the device's clock. */
void bench_set_reset (Bench *self, gboolean low);
guint8 bench_spi (Bench *self, guint8 mosi, guint32 half_period_ns);
guint8 bench_spi_uneven (Bench *self, guint8 mosi, guint32 low_ns, guint32 high_ns);
void bench_instruction (Bench *self, const guint8 tx[4], guint8 rx[4], guint32 half_period_ns);
void bench_advance (Bench *self, guint64 ns);
guint64 bench_device_time (Bench *self);
/* The device has done nothing until then. */
void bench_sync (Bench *self, guint64 until);
/* Counts one transfer and says what fault strikes it. */
BenchFault bench_next_transfer (Bench *self);
void bench_spoil (guint8 *data, gsize len, guint32 seed);
void bench_trace (Bench *self, guint64 from, guint64 to, const char *what, const guint8 *data,
                  gsize n);

/* ── the virtual clock (bench-virtual.c, bench-ledger.c). All with the lock held ── */

typedef void (*BenchDeviceFunc) (gpointer data);

/* For a device with a program of its own: it runs whenever the host waits. wait: until then, or
 * until woken. end: after it was told to end. */
void bench_device_start (Bench *self, BenchDeviceFunc run, gpointer data);
void bench_device_wait (Bench *self, guint64 until);
void bench_device_wake (Bench *self);
void bench_device_end (Bench *self);
/* The host waits until then (FALSE), or until it is ready (TRUE). */
gboolean bench_host_wait (Bench *self, guint64 until, BenchReadyFunc is_ready, gpointer data);
/* What a stretch of time was used for. Nothing off the virtual clock. */
void bench_note (Bench *self, BenchTime kind, guint64 from, guint64 to);
void bench_note_chip (Bench *self);
void bench_ledger_clear (Bench *self);

/* A device may outlive its bench: umockdev lets go of the last client in its own time. Hold gives
 * the bench, which then stays until let go, or NULL; part cuts the tie for good. */
Bench *bench_hold (Bench **tie);
void bench_let_go (Bench *self);
void bench_part (Bench **tie);

/* The device's node and the id of its port have changed; takes port_id. */
void bench_set_names (Bench *self, const char *node, char *port_id);

/* ── a board that is on USB by itself (bench-board.c) ── */

/* When it will be gone from the bus, BENCH_NEVER as things are. With the lock held. */
guint64 bench_board_leaves_at (Bench *self);
/* Its time has come: it leaves, or is back. Without the lock. */
void bench_board_change (Bench *self);

/* ── USB (bench-usb.c) ── */

typedef struct
{
  guint8 type, request;
  guint16 value, index, length;
  guint8 *data;
} BenchControl;

typedef struct
{
  guint16 vid, pid, bcd_device;
  const char *manufacturer, *product;
  gpointer (*create) (const void *variant);
  /* Takes the time it needs off the chip's clock. Returns the bytes moved; -1: stall;
   * BENCH_DATA_STAGE: they are moved packet by packet, as many as request->length (which may be
   * made less) says; BENCH_HANGS. */
  int (*control) (Bench *self, gpointer firmware, BenchControl *request);
  const void *variant;
  /* n bytes of request->data from at on: taken, or filled in. */
  void (*move) (Bench *self, gpointer firmware, BenchControl *request, guint at, guint n);
  guint packet; /* of bulk endpoints; 0: it has none, and is a low-speed device */
  /* A message over them and its reply, of at most BENCH_REPLY_MAX bytes; takes its time off the
   * chip's clock. Returns how long the reply is, or -1: stall. */
  int (*message) (Bench *self, gpointer firmware, const guint8 *message, gsize n, guint8 *reply);
  gboolean by_transfers; /* what the host writes at once is a message, however long it is, and what
                            it reads ends where it has enough */
  gboolean drops_unread; /* a reply that nobody has read goes when the next message comes */
  /* Device and configuration, where it is more than an interface of the vendor's class; ids and
   * release number are filled in. */
  const guint8 *descriptors;
  gsize n_descriptors;
  const guint8 *report; /* HID: what interface 0 says of its reports */
  gsize n_report;
  const char *serial;
  const char *driver; /* the kernel's, which has interface 0 until it is told to let go */
  gboolean full_speed;
  /* Any SETUP has come, the system's own as well; FALSE: it gets no answer. */
  gboolean (*setup) (Bench *self, gpointer firmware, const BenchControl *request);
} BenchUsbDevice;

#define BENCH_REPLY_MAX  4160
#define BENCH_DATA_STAGE (-2)
#define BENCH_HANGS      (-3) /* until it is plugged in again */
#define BENCH_NO_ANSWER  (-4) /* to this one */
#define BENCH_NO_END     (-5) /* of this one: the host has to give it up */

/* A reply of these bytes, or as many of them as were asked for; how many. */
int bench_usb_reply (BenchControl *request, const guint8 *bytes, guint n);

gpointer bench_usb_start (Bench *self, const void *device, GError **error);
void bench_usb_stop (Bench *self, gpointer model);
void bench_usb_unplug (Bench *self, gpointer model);
void bench_usb_plug (Bench *self, gpointer model);
/* The device is no more, or another one: what asks it gets to know that. */
void bench_usb_leave (gpointer model);
void bench_usb_renew (Bench *self, gpointer model);

extern const BenchUsbDevice bench_usbasp, bench_usbasp_2007, bench_usbasp_lctech, bench_usbasp_2009,
    bench_usbasp_nerdralph, bench_usbasp_dioannidis, bench_usbasp_jumper, bench_usbasp_starved,
    bench_usbasp_3mhz, bench_usbasp_stalls, bench_usbasp_cuts, bench_usbasp_folds,
    bench_usbasp_folds_reads, bench_nibobee;
extern const BenchUsbDevice bench_usbtiny, bench_usbtiny_arduino, bench_usbtiny_short,
    bench_trinket, bench_usbtiny_stranger;
extern const BenchUsbDevice bench_avrispmkii, bench_avrispmkii_unpowered, bench_avrispmkii_lufa,
    bench_avrispmkii_small;

G_END_DECLS
