/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The programmer: what the engine asks of a driver, and what a driver tells of itself.
 *
 * A driver is a const struct of id rows, capabilities and functions. Required: cost, open, close,
 * enter, exchange, leave. The rest is optional; the engine supplies a default built on exchange.
 *
 * All functions of a driver block and run on one worker thread. Every call is cut by the caller so
 * that it takes at most about 250 ms of wire time at the programmer's SCK; a driver's deadline is
 * twice its own computed wire time plus one second. The cancellable is looked at between transfers;
 * a cancelled call returns G_IO_ERROR_CANCELLED. Errors are ISP_ERROR: UNPLUGGED, TIMEOUT,
 * PROTOCOL, PERMISSION, BUSY, NOT_A_PROGRAMMER. Speeds and retries belong to the engine's isp-link
 * alone. */
#pragma once

#include "core/isp-part.h"
#include "ports/isp-port.h"
#include "transport/isp-serial.h"
#include "transport/isp-session.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * IspDriver:
 *
 * What a driver tells of itself, and the functions that the engine calls. Const, lives for ever.
 */
typedef struct _IspDriver IspDriver;

/**
 * IspProgrammer:
 *
 * A programmer that is open, or being opened: what driver, engine and simulation know of it. Used
 * by one worker thread at a time.
 */
typedef struct _IspProgrammer IspProgrammer;

/* ── operations ── */

/**
 * IspOpFlags:
 *
 * How an operation of exchange is carried out.
 */
typedef enum
{
  ISP_OP_FLAG_NONE = 0,
  ISP_OP_FLAG_DROP = 1 << 0, /* the reply is of no use */
  ISP_OP_FLAG_POLL = 1 << 1, /* repeat until rx[3] bit 0 clears, at most wait_us */
} IspOpFlags;

/**
 * IspOp:
 *
 * One serial programming instruction of four bytes, and what follows it.
 */
typedef struct
{
  guint8 tx[4];
  guint8 flags;
  guint32 wait_us; /* without POLL: pause after it */
} IspOp;

/**
 * IspReply:
 *
 * What came back while the four bytes of an #IspOp went out.
 */
typedef struct
{
  guint8 rx[4];
  guint8 known_bytes; /* bit i: rx[i] is what really came back (USBasp 0xF, STK500v1 0x8) */
  gboolean was_busy;  /* POLL: bit 0 was seen set at least once */
} IspReply;

/* ── entering ── */

/**
 * IspContact:
 *
 * What entering programming mode found out about the chip.
 */
typedef enum
{
  ISP_CONTACT_IN_STEP, /* the echo of AC 53 came back */
  ISP_CONTACT_SILENT,  /* it surely did not */
  ISP_CONTACT_UNKNOWN, /* this programmer cannot tell */
} IspContact;

/**
 * IspEnter:
 *
 * How programming mode is to be entered.
 */
typedef struct
{
  guint32 sck_hz;         /* never faster than this; 0: the programmer's own default */
  guint32 reset_pulse_us; /* length of the positive RESET pulse before this try */
  gboolean rate_only;     /* programming mode may simply go on at sck_hz, without leaving it, where
                             the programmer can do that; else it is entered as ever */
  const IspPart *part;    /* NULL: not known yet */
} IspEnter;

/**
 * IspEntered:
 *
 * How programming mode was entered.
 */
typedef struct
{
  guint32 sck_hz; /* really used, as far as known; 0: unknown */
  IspContact contact;
} IspEntered;

/* ── what it takes ── */

/**
 * ISP_UNKNOWN_SCK_HZ:
 *
 * SCK of a sketch that does not tell its own.
 */
#define ISP_UNKNOWN_SCK_HZ 125000u

/**
 * IspByteCost:
 * @us: firmware and bus, beside what follows
 * @link_bytes: bytes that a link which tells its rate carries for it
 * @spi: times as long as its 32 bits of SPI take: more than 1 where the bus holds the firmware up,
 *   0: it does not wait for them
 * @overlaps: link and SPI are busy at once, so that the longer one counts
 *
 * What a byte takes, as measured; for the time that a plan promises, not for deadlines.
 */
typedef struct
{
  double us, link_bytes, spi;
  gboolean overlaps;
} IspByteCost;

/**
 * IspCost:
 * @read: by the driver's read; of flash above 64 KiB where @far_us is 0
 * @write: by its write_pages
 * @op: an instruction in a batch
 * @far_us: of a byte above 64 KiB that is read, in all; 0: as below
 * @page_us: of a page of flash, beside its bytes and the chip's time
 * @commit_us: how long its firmware waits for a page where the chip takes less; 0: as the chip
 *
 * What a programmer's work takes: a row for each kind of firmware.
 */
typedef struct
{
  IspByteCost read, write, op;
  guint32 far_us, page_us, commit_us;
} IspCost;

/* ── drivers ── */

/**
 * IspCapabilities:
 *
 * What a driver's devices can do, and what they need. An id row may name some that its device
 * lacks.
 */
typedef enum
{
  ISP_CAN_SET_SCK = 1 << 0,
  ISP_CAN_SEE_ECHO = 1 << 1, /* replies carry bytes 2 and 3 */
  ISP_CAN_PIPELINE = 1 << 2,
  ISP_CAN_CLOCK = 1 << 3,   /* gives a rescue clock, for the chip's XTAL1 */
  ISP_NEEDS_POWER = 1 << 4, /* gives none: the board has to have its own */
} IspCapabilities;

struct _IspProgrammer
{
  const IspDriver *driver;
  const IspIdRow *row; /* what the driver knows of the device by its ids; NULL: nothing */
  IspSession *session;
  char *port_id;
  gpointer priv;       /* the driver's own */
  const IspPart *part; /* as last entered with; may be NULL */
  guint32 sck_hz;      /* as last entered */
  /* ISP_CAN_CLOCK: while entered, a clock for a chip whose fuses ask for one that it has not; SCK
   * stays below a quarter of it. Set from the port, may be changed before entering. 0: none */
  guint32 rescue_clock_hz;
  /* What this firmware is good at. Set by open; enter and what moves memory may change it, for
   * the chip that they met and where they are in it. */
  guint reads, writes;      /* as the driver's, without what this firmware does worse */
  guint32 flash_reach;      /* parts with more flash than this read and write_pages do not serve; 0:
                               they serve all */
  guint32 page_us;          /* nor write_pages those that write a page for longer; 0: it waits for
                               as long as the row says */
  guint32 link_bytes_per_s; /* what the link to the programmer carries; 0: fast */
  const IspCost *cost;      /* as the driver's, or this firmware's own */
  guint32 op_us;            /* of an operation in a batch beside its SPI bits */
  char *version;            /* firmware version for the log and reports; may be NULL */
  char *name;               /* as people know what recognised itself: "Bus Pirate v3" */
  IspSerial *serial;        /* isp_serial_line_open's; goes from one driver that is tried to the
                               next, and is closed with the programmer */
  gboolean started;         /* the board on the line was reset and waited for */
  gboolean more_to_try;     /* for open: more drivers will be tried after this one, so that a short
                               timeout may do */
  gboolean used_short_timeout; /* by open: it did; once all others have failed this driver is tried
                                  again, at full length */
};

struct _IspDriver
{
  IspOwner owner; /* has to be the first */
  guint capabilities;
  guint reads, writes; /* 1 << IspMemoryId: memories that read and write_pages serve */
  const IspCost *cost; /* of its usual firmware */

  /* Opens and makes sure that it is what it should be. On failure nothing stays open. */
  gboolean (*open) (IspProgrammer *self, const IspPort *port, GCancellable *cancellable,
                    GError **error);
  void (*close) (IspProgrammer *self);
  /* One attempt at programming mode, at most 250 ms plus the programmer's start; leaves first if
   * needed. TRUE with out->contact SILENT is an answer, not an error; NO_POWER or
   * SHORT: the programmer measured what is wrong with the supply or the wires. */
  gboolean (*enter) (IspProgrammer *self, const IspEnter *want, IspEntered *out,
                     GCancellable *cancellable, GError **error);
  /* n operations in order. *n_done says how many were surely carried out when it fails. */
  gboolean (*exchange) (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n,
                        gsize *n_done, GCancellable *cancellable, GError **error);
  /* Releases RESET. Best effort: never fails, and ends in a second or a few, whatever the device
   * does; by model they stand in tests/programmers/test-driver-faults.c. */
  void (*leave) (IspProgrammer *self);

  /* optional accelerators; byte addresses */
  gboolean (*read) (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out,
                    gsize len, GCancellable *cancellable, GError **error);
  /* Load, commit and wait for whole pages (len a multiple of the page size; EEPROM: any len where
   * the part has no pages). Never verifies. */
  gboolean (*write_pages) (IspProgrammer *self, IspMemoryId memory, guint32 address,
                           const guint8 *data, gsize len, GCancellable *cancellable,
                           GError **error);
  gboolean (*target_millivolts) (IspProgrammer *self, guint *out, GError **error);

  /* For links that lose bytes: gets in step again after a reply was wrong or missing, and does not
   * leave programming mode for it. Whatever was under way may have been carried out, in part or
   * with other bytes. *stayed FALSE: the device had left programming mode by itself, and has to be
   * entered again. TIMEOUT, PROTOCOL: it does not come back. At most about four seconds. */
  gboolean (*resync) (IspProgrammer *self, gboolean *stayed, GError **error);
};

/* ── the table ── */

/**
 * isp_drivers_get:
 * @i: index, 0 for the first
 *
 * Walks the table of drivers.
 *
 * Returns: (transfer none) (nullable): the driver; %NULL past the last
 */
const IspDriver *isp_drivers_get (guint i);

/**
 * isp_drivers_by_id:
 * @id: a driver's id or one of its aliases, case ignored
 *
 * Looks a driver up by the name that -c takes.
 *
 * Returns: (transfer none) (nullable): the driver; %NULL: there is none of that name
 */
const IspDriver *isp_drivers_by_id (const char *id);

/**
 * isp_drivers_get_owners:
 *
 * Gives isp_match() the drivers to choose from.
 *
 * Returns: (transfer none): the drivers as owners of their id rows, in table order, ended by NULL:
 *   for isp_match()
 */
const IspOwner *const *isp_drivers_get_owners (void);

/**
 * isp_driver_get:
 * @owner: (nullable): a driver's
 *
 * Finds the driver that begins with an owner. Only owners from the table of drivers may be passed.
 *
 * Returns: (transfer none) (nullable): the driver; NULL for NULL
 */
const IspDriver *isp_driver_get (const IspOwner *owner);

/**
 * isp_driver_can_at:
 * @port: a port
 * @capabilities: any of #IspCapabilities
 *
 * Tells what can be said of a programmer before it is opened.
 *
 * Returns: whether @port is one driver's alone, whose device has all of @capabilities
 */
gboolean isp_driver_can_at (const IspPort *port, guint capabilities);

/* ── an open programmer: thin, checked wrappers for the engine ── */

/**
 * isp_programmer_open:
 * @session: the session; the programmer keeps a reference
 * @port: where the programmer is
 * @cancellable: (nullable): looked at between transfers
 * @error: return location
 *
 * Tries the port's drivers in order, the one that was found there last first; the first that
 * recognises its device is the programmer's. Its name begins the message of an error. Blocking;
 * worker thread.
 *
 * Returns: (transfer full) (nullable): an open programmer; %NULL with the error of the driver, or,
 *   where several were tried in vain, %ISP_ERROR_NOT_A_PROGRAMMER, or %ISP_ERROR_TIMEOUT if
 *   nothing answered to any of them
 */
IspProgrammer *isp_programmer_open (IspSession *session, const IspPort *port,
                                    GCancellable *cancellable, GError **error);

/**
 * isp_programmer_recall:
 * @session: the session
 * @port: a port that several drivers may claim
 *
 * Tells which driver recognised its device when the port was last opened. A device that has been
 * plugged in again since then is not known. Any thread.
 *
 * Returns: (transfer none) (nullable): the driver; %NULL: not known
 */
const IspDriver *isp_programmer_recall (IspSession *session, const IspPort *port);

/**
 * isp_programmer_has_quirk:
 * @self: an open programmer, or one that is being opened
 * @quirk: bits of the driver's own
 *
 * Asks for what the driver's id rows say about a device.
 *
 * Returns: whether the device's id row has one of them
 */
gboolean isp_programmer_has_quirk (const IspProgrammer *self, guint quirk);

/**
 * isp_programmer_close:
 * @self: (nullable) (transfer full): a programmer
 *
 * Leaves programming mode, which releases RESET, closes the device and frees @self. Never fails;
 * ends in a few seconds, whatever the device does. Worker thread.
 */
void isp_programmer_close (IspProgrammer *self);

/**
 * isp_programmer_get_byte_us:
 * @self: an open programmer
 * @cost: of a byte
 * @sck_hz: SCK; 0: not known, as sketches have it then
 *
 * Computes what a byte takes over this programmer's link and at that rate. Pure.
 *
 * Returns: µs
 */
double isp_programmer_get_byte_us (const IspProgrammer *self, const IspByteCost *cost,
                                   guint32 sck_hz);

/**
 * isp_programmer_get_extended_op:
 * @part: a part
 * @address: byte address in flash
 * @out: (out caller-allocates): Load Extended Address for the 128 KiB around @address
 *
 * For accelerators: makes the instruction that goes before an access to flash. Pure, any thread.
 *
 * Returns: %FALSE: the part has no such instruction, or needs none; @out is left alone
 */
gboolean isp_programmer_get_extended_op (const IspPart *part, guint32 address, IspOp *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspProgrammer, isp_programmer_close)

G_END_DECLS
