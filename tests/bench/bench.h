/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Virtual hardware: a programmer's firmware, modelled, with a simulated chip on its ISP plug, in a
 * umockdev testbed. What libusb, libserialport and other programs see is the device itself.
 *
 * A program that uses this links bench_dep (it brings umockdev's preload library along). One bench
 * at a time in a process, with what is beside it. Everything is guarded by the bench's lock: the
 * models run on threads of their own, so take bench_lock around whatever touches the chip while
 * somebody may be talking to the device. */
#pragma once

#include "sim/isp-sim-chip.h"

#include <stdio.h>

G_BEGIN_DECLS

typedef struct _Bench Bench;

/* Programmers ("usbasp" …), for help texts; NULL past the last. */
const char *bench_get_programmer (guint i);
/* FALSE: it only looks like one, or is a bootloader. */
gboolean bench_can_program (guint i);
/* TRUE: it is a board that is on USB by itself, with the chip's bootloader or the application. */
gboolean bench_is_loader (guint i);
/* The model that it is a variant of, and that tests of a firmware's every fault take for both;
 * NULL: it is nobody's. */
const char *bench_get_like (guint i);

/* speed: 1 as slow as life, N so many times faster, 0 no injected delay. Time that a model is busy
 * is shortened; time that the host spends (its sleeps too) counts as it is. At any speed the chip's
 * virtual clock moves as on the real wire. Error: an unknown name, G_OPTION_ERROR_BAD_VALUE. */
Bench *bench_new (const char *programmer, const char *part, guint speed, GError **error);
void bench_free (Bench *self);

/**
 * bench_new_beside:
 * @other: a bench, which outlives it
 * @programmer: as bench_new()
 * @part: as bench_new()
 * @error: as bench_new()
 *
 * Another device in the same system, not plugged in yet.
 */
Bench *bench_new_beside (Bench *other, const char *programmer, const char *part, GError **error);

/* On the virtual clock, while nobody has the port open: as new, with another chip of the same kind;
 * a tenth of the price of another bench. */
void bench_renew (Bench *self);

void bench_lock (Bench *self);
void bench_unlock (Bench *self);

IspSimChip *bench_chip (Bench *self);
/* The level the programmer drives RESET to: TRUE low. Released (high impedance) is FALSE. */
gboolean bench_is_reset_low (Bench *self);
/* "/dev/bus/usb/001/005", "/dev/ttyACM0"; until it becomes another device */
const char *bench_get_node (Bench *self);
/* What a port of it is called by the scan: "usb:1-2", "/dev/ttyACM0"; as long */
const char *bench_get_port_id (Bench *self);
/* Directory that umockdev put its files into: UMOCKDEV_DIR for children. */
const char *bench_get_root (Bench *self);

/* ── faults of the programmer; those of the chip are isp_sim_chip_set_fault ── */

typedef enum
{
  BENCH_FAULT_NONE,
  BENCH_FAULT_UNPLUGGED, /* gone from then on, until bench_plug */
  BENCH_FAULT_STALL,     /* USB: the request is stalled; serial: answered by "no sync" */
  BENCH_FAULT_SILENT,    /* hangs from then on, until set to NONE */
  BENCH_FAULT_GARBAGE,   /* the next reply is noise */
  BENCH_FAULT_TALKS,     /* serial: talks from then on and hears nothing, until set to NONE */
  BENCH_FAULT_CUT,       /* a loader's board has no power from then on, until bench_plug: at counts
                            the pages that it wrote, and the next one stays erased */
  BENCH_FAULT_DRAG,      /* once so many more pages are written, each transfer takes a tenth of a
                            second longer, until set to NONE: a person sees the job, and can act */
  BENCH_N_FAULTS,
} BenchFault;

/* At transfer number at (USB: control transfers of the firmware, serial: commands; counted from 0
 * at the start, see bench_get_transfers). */
void bench_set_fault (Bench *self, BenchFault fault, guint64 at);
guint64 bench_get_transfers (Bench *self);
/**
 * bench_get_busy:
 * @self: a bench with a loader
 *
 * How much work it had: the board's CPU, its chip, and the bus. What the host took for itself is
 * not in it, nor what it waited, so it is the same whenever the same requests are sent.
 *
 * Returns: nanoseconds since the start
 */
guint64 bench_get_busy (Bench *self);
/**
 * BenchLineFault:
 * @BENCH_LINE_FINE: none
 * @BENCH_LINE_LOSES: the byte is lost
 * @BENCH_LINE_DOUBLES: it comes twice
 * @BENCH_LINE_FLIPS: one of its bits is flipped, another one from byte to byte
 * @BENCH_LINE_INSERTS: a byte that nobody sent comes before it
 * @BENCH_LINE_DELAYS: it comes three seconds late, and so does what follows
 *
 * What a serial line does to one byte, once.
 */
typedef enum
{
  BENCH_LINE_FINE,
  BENCH_LINE_LOSES,
  BENCH_LINE_DOUBLES,
  BENCH_LINE_FLIPS,
  BENCH_LINE_INSERTS,
  BENCH_LINE_DELAYS,
  BENCH_N_LINE_FAULTS,
} BenchLineFault;

typedef enum
{
  BENCH_TO_BOARD,
  BENCH_TO_HOST,
  BENCH_N_DIRECTIONS,
} BenchDirection;

/**
 * bench_set_line_fault:
 * @self: a bench with a serial programmer
 * @fault: what happens
 * @direction: where
 * @at: to which byte, counted from 0 at the start as bench_get_line_bytes() does
 *
 * Strikes one byte on the line, in place of any fault set before.
 */
void bench_set_line_fault (Bench *self, BenchLineFault fault, BenchDirection direction, guint64 at);

/**
 * bench_get_line_bytes:
 * @self: a bench with a serial programmer
 * @direction: where
 *
 * Returns: how many bytes went that way since the start
 */
guint64 bench_get_line_bytes (Bench *self, BenchDirection direction);

#define BENCH_MAX_WRITES 8

/**
 * bench_get_fuse_writes:
 * @self: a bench with a serial programmer
 * @direction: where
 * @out: (out): bytes on the line, counted as bench_get_line_bytes() does, when the chip began to
 *   write a fuse byte or the lock; the first few
 *
 * Returns: how many there were
 */
guint bench_get_fuse_writes (Bench *self, BenchDirection direction, guint64 out[BENCH_MAX_WRITES]);

/* "stall@120", "unplugged@0", "page=3", "noisy", "fuse=0", "no-contact" … Programmer's and chip's
 * faults. Error as bench_new. */
gboolean bench_set_fault_from_text (Bench *self, const char *text, GError **error);

/* Noise on the wires between programmer and chip: each bit flips with this chance, the same ones
 * for the same seed. "miso=1e-5,seed=7", "mosi=1e-3". Error as bench_new. */
gboolean bench_set_noise_from_text (Bench *self, const char *text, GError **error);

/* "N=COMMAND": what the shell runs when N pages have been written over the wires. The board waits
 * until it has ended, so whatever it does happens there, however busy the machine is. A command
 * that fails is a failed assertion. Error as bench_new. */
gboolean bench_set_event_from_text (Bench *self, const char *text, GError **error);

/* Takes the device out of the system and puts it back, with the events that hotplug listens to.
 * bench_plug also takes it out first where only a fault did, and ends the programmer's fault. */
void bench_unplug (Bench *self);
void bench_plug (Bench *self);

/* ── a board with its bootloader. It starts in the loader; bench_plug starts it as power does ── */

/**
 * bench_press_reset:
 * @self: a bench with a loader
 * @presses: times, in quick succession
 *
 * What a person does to get into the loader. It takes two presses where the loader says so, and one
 * starts the application there. A key or a jumper that has to be held counts as a press.
 */
void bench_press_reset (Bench *self, guint presses);

/**
 * bench_wire:
 * @self: a bench with a loader
 * @part: name of the chip
 * @error: as bench_new()
 *
 * Puts a chip on the wires of the board, which programs it when its application is the helper
 * firmware (16C0:0483). Without one the helper finds nobody.
 *
 * Returns: (transfer none) (nullable): the chip, which lives as long as @self
 */
IspSimChip *bench_wire (Bench *self, const char *part, GError **error);

/**
 * bench_unwire:
 * @self: a bench with a chip on its wires
 * @board: a bench with a loader, unplugged: the board that this chip is on
 *
 * The wires come off. What the chip holds is what @board has from now on, its loader included.
 */
void bench_unwire (Bench *self, Bench *board);

/**
 * bench_take_loader:
 * @self: a bench with a loader
 *
 * What is in the loader's section is the loader from now on.
 */
void bench_take_loader (Bench *self);

/**
 * bench_is_loader_intact:
 * @self: a bench with a loader
 *
 * Returns: FALSE: something has been written over the loader
 */
gboolean bench_is_loader_intact (Bench *self);

/**
 * bench_get_running:
 * @self: a bench
 *
 * Returns: (nullable): "loader", "application", or "nothing" while it changes and when neither
 *   comes up; NULL: it is a programmer
 */
const char *bench_get_running (Bench *self);

/* Prints every transfer on stderr: its time and length in virtual milliseconds, what it was. */
void bench_set_trace (Bench *self, gboolean trace);
/* One JSON object: memories' SHA-256, fuses, RESET, transfers, virtual time, the chip's statistics;
 * of a board with a loader what runs on it, and whether the loader is intact. */
char *bench_describe (Bench *self);

/* ── the virtual clock ── */

/* For bench_new: a clock that stands still while host and models compute. The program runs in this
 * process, and whoever starts it leads its clock, its sleeps and its serial port to here. */
#define BENCH_VIRTUAL G_MAXUINT

/* What time goes into; of two at once, the first in this list counts. */
typedef enum
{
  BENCH_TIME_CHIP,     /* the chip erases, or writes a page or a fuse */
  BENCH_TIME_SPI,      /* bits are shifted */
  BENCH_TIME_LINK,     /* bytes between host and programmer, with what the bus does around them */
  BENCH_TIME_FIRMWARE, /* the programmer's firmware waits */
  BENCH_TIME_HOST,     /* the host sleeps */
  BENCH_TIME_IDLE,     /* none of these */
  BENCH_N_TIMES,
} BenchTime;

typedef enum
{
  BENCH_PHASE_START, /* until the erase */
  BENCH_PHASE_WRITE, /* until the last page is in */
  BENCH_PHASE_CHECK, /* until the program ends */
  BENCH_N_PHASES,
} BenchPhase;

typedef struct
{
  guint64 total, ns[BENCH_N_TIMES];
} BenchSpending;

guint64 bench_host_now (Bench *self); /* ns */
void bench_host_sleep (Bench *self, guint64 ns);
void bench_get_spending (Bench *self, BenchSpending out[BENCH_N_PHASES]);
/* The host's end of the serial port, as poll, read and write on it. is_port: is it this one? */
gboolean bench_is_port (Bench *self, int fd);
/* The port is closed, or its rate set. */
void bench_port_changes (Bench *self);
/* As libserialport would set it. FALSE: there is no such port any more. */
gboolean bench_port_set_baud (Bench *self, guint baud);
short bench_port_poll (Bench *self, short events, int timeout_ms);
gssize bench_port_read (Bench *self, void *data, gsize len);
gssize bench_port_write (Bench *self, const void *data, gsize len);

/* Starts argv on the bench, waits for it; its wait status. stdout and stderr: taken when not NULL,
 * else inherited. */
gboolean bench_run (Bench *self, const char *const *argv, char **stdout_text, char **stderr_text,
                    int *wait_status, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Bench, bench_free)

G_END_DECLS
