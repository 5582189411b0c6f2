/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found: the programmer and the chip on it, or the chip in its bootloader, read only. A
 * value. */
#pragma once

#include "core/isp-fuses.h"
#include "core/isp-image.h"
#include "loaders/isp-loader.h"
#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/**
 * IspLink:
 *
 * A programmer that is in contact with a chip. Used by one worker thread at a time.
 */
typedef struct _IspLink IspLink;

/**
 * IspFirmwareState:
 *
 * What was found at address 0, where firmware begins on a chip with a boot section.
 */
typedef enum
{
  ISP_FIRMWARE_UNKNOWN, /* not readable, or not read */
  ISP_FIRMWARE_NONE,    /* the first word is FFFF */
  ISP_FIRMWARE_FOUND,
} IspFirmwareState;

/**
 * IspPace:
 * @read_us: a byte of flash that is read
 * @eeprom_us: a byte of EEPROM that is read
 * @far_us: a byte of flash above 64 KiB that is read
 * @write_us: a byte of flash that is written
 * @page_us: a page of flash beside its bytes
 * @op_us: an instruction
 *
 * What programmer and chip take together, in µs, as they were found.
 */
typedef struct
{
  double read_us, eeprom_us, far_us, write_us, page_us, op_us;
} IspPace;

/**
 * IspSnapshot:
 *
 * The programmer and the chip as they were found, or a chip in its bootloader: then "driver" and
 * "programmer" are those of the bootloader. Filled by its maker; from the first
 * isp_snapshot_ref() on it never changes, and any thread may read it.
 */
typedef struct
{
  gatomicrefcount refs;
  char *driver_id;
  char *programmer_name;
  char *programmer_version; /* may be NULL */
  char *port_id;
  gboolean rehearsal;
  const IspPart *part; /* the row in force: the one asked for, else found */
  guint8 signature[3];
  IspFuses fuses; /* read twice, equal; lock included */
  guint8 calibration[4];
  guint8 n_calibration;
  IspPace pace;            /* at sck_hz */
  guint32 sck_hz;          /* the fastest that was confirmed */
  guint32 proven_sck_hz;   /* the slow one of first contact */
  guint32 cpu_hz;          /* as inferred; 0: not known */
  guint32 crystal_hz;      /* as a person, or the ids of a bootloader, said; 0: not known */
  guint32 rescue_clock_hz; /* what it ran with; 0: its own clock */
  gboolean locked;         /* flash and EEPROM cannot be read */
  IspImage *boot;      /* what was read of the boot section; NULL: locked, not asked for, or none */
  gboolean boot_blank; /* all of that is FF */
  IspFirmwareState firmware;
  guint millivolts;              /* 0: the programmer does not measure */
  const IspLoaderDriver *loader; /* NULL: over ISP, and what follows means nothing */
  guint32 app_end;               /* the bootloader begins here, in bytes */
  IspReadable readable;
  guint32 read_bps; /* about; 0: it cannot be read */
} IspSnapshot;

/**
 * IspSnapshotFlags:
 *
 * How much of the chip a snapshot reads.
 */
typedef enum
{
  ISP_SNAPSHOT_QUICK = 0,            /* contact, signature, fuses, lock, calibration */
  ISP_SNAPSHOT_BOOT = 1 << 0,        /* and the whole boot section */
  ISP_SNAPSHOT_BOOT_STARTS = 1 << 1, /* or the places where a bootloader can begin */
} IspSnapshotFlags;

/**
 * IspSpeed:
 *
 * What a person knows of wires and board.
 */
typedef struct
{
  guint32 max_sck_hz; /* never faster than this; 0: find it */
  guint32 crystal_hz; /* on the board; 0: not known */
} IspSpeed;

/**
 * isp_snapshot_take:
 * @session: the session
 * @port: where the programmer is
 * @part: (nullable): the part that a person named; %NULL: whatever answers
 * @speed: (nullable): what a person knows; %NULL: nothing
 * @flags: how much to read
 * @cancellable: (nullable): looked at between transfers
 * @error: return location
 *
 * Opens the programmer, makes contact, reads, leaves programming mode (RESET is released) and
 * closes. Changes nothing on the chip. Blocking; worker thread.
 *
 * Returns: (transfer full) (nullable): what was found; %NULL with %ISP_ERROR_NO_TARGET,
 *   %ISP_ERROR_UNSTABLE, %ISP_ERROR_WRONG_PART (not @part's signature), %ISP_ERROR_UNSUPPORTED
 *   (several different rows have the signature, which the message lists, or none has) or the
 *   programmer's errors
 */
IspSnapshot *isp_snapshot_take (IspSession *session, const IspPort *port, const IspPart *part,
                                const IspSpeed *speed, IspSnapshotFlags flags,
                                GCancellable *cancellable, GError **error);

/**
 * isp_snapshot_take_and_stay:
 * @session: the session; has to live as long as @link
 * @port: where the programmer is
 * @part: (nullable): the part that a person named; %NULL: whatever answers
 * @speed: (nullable): what a person knows; %NULL: nothing
 * @flags: how much to read
 * @link: (out) (transfer full) (nullable): the contact, for isp_link_free(); %NULL on failure
 * @cancellable: (nullable): looked at between transfers, also by what is later done over @link
 * @error: return location
 *
 * Works like isp_snapshot_take(), but stays in contact for the job that follows at once, see
 * #IspJobOptions. The chip is held in RESET until isp_link_free(). Blocking; worker thread.
 *
 * Returns: (transfer full) (nullable): what was found; %NULL with the errors of isp_snapshot_take()
 */
IspSnapshot *isp_snapshot_take_and_stay (IspSession *session, const IspPort *port,
                                         const IspPart *part, const IspSpeed *speed,
                                         IspSnapshotFlags flags, IspLink **link,
                                         GCancellable *cancellable, GError **error);

/**
 * isp_link_free:
 * @self: (nullable) (transfer full): a contact
 *
 * Releases RESET and closes the programmer, unless a job has taken the contact over. Worker thread.
 */
void isp_link_free (IspLink *self);

/**
 * isp_snapshot_take_loader:
 * @session: the session
 * @port: where the board is, as isp_scan_loaders() found it
 * @hint: (nullable): what a person knows; %NULL: nothing
 * @cancellable: (nullable): looked at between transfers
 * @error: as isp_loader_open()
 *
 * Opens a board in its bootloader, asks it who it is, reads what is needed for a plan, and closes
 * it; it stays in its bootloader. Its @port_id is that of the board, "usb:1-2", also where it is a
 * serial port. Changes nothing. Blocking; worker thread.
 *
 * Returns: (transfer full) (nullable): what was found
 */
IspSnapshot *isp_snapshot_take_loader (IspSession *session, const IspPort *port,
                                       const IspLoaderHint *hint, GCancellable *cancellable,
                                       GError **error);

/**
 * isp_snapshot_new:
 *
 * Makes an empty snapshot.
 *
 * Returns: (transfer full): a snapshot to be filled
 */
IspSnapshot *isp_snapshot_new (void);

/**
 * isp_snapshot_ref:
 * @self: a snapshot
 *
 * Shares a snapshot.
 *
 * Returns: (transfer full): @self, which nobody changes from now on
 */
IspSnapshot *isp_snapshot_ref (const IspSnapshot *self);

/**
 * isp_snapshot_unref:
 * @self: (nullable) (transfer full): a snapshot
 *
 * Drops a reference; the last one frees the snapshot.
 */
void isp_snapshot_unref (const IspSnapshot *self);

/**
 * isp_snapshot_check_same:
 * @plan: the chip as the plan knows it
 * @now: the chip as it was found now
 * @error: return location
 *
 * Makes sure that a plan is carried out on the chip and the programmer that it was made for:
 * compares driver, port, signature, fuses, lock and calibration. Pure.
 *
 * Returns: %FALSE with %ISP_ERROR_WRONG_PART: something differs, which the message names
 */
gboolean isp_snapshot_check_same (const IspSnapshot *plan, const IspSnapshot *now, GError **error);

/**
 * IspBootState:
 *
 * What was found in the boot section.
 */
typedef enum
{
  ISP_BOOT_UNKNOWN, /* not readable, or not read */
  ISP_BOOT_BLANK,
  ISP_BOOT_INTACT, /* equals the image of guess->intact */
  ISP_BOOT_OTHER,  /* holds something that no preset knows */
} IspBootState;

/**
 * IspGuess:
 *
 * What the chip probably was, judged by its fuses and its boot section.
 */
typedef struct
{
  IspBootState boot;
  const IspPreset *intact; /* borrowed from presets */
  GPtrArray
      *fitting; /* const IspPreset *: fuses equal under mask (either JTAG variant), list order */
  const IspPreset *preselect; /* the only fitting one of its kind (never Caterina by fuses alone),
                                 or the intact one; may be NULL */
} IspGuess;

/**
 * isp_guess_new:
 * @snapshot: a chip as it was found
 * @presets: (element-type IspPreset): all presets, borrowed; they have to live as long as the guess
 *
 * Guesses for window and command line alike. Pure, any thread.
 *
 * Returns: (transfer full): the guess
 */
IspGuess *isp_guess_new (const IspSnapshot *snapshot, GPtrArray *presets);

/**
 * isp_guess_free:
 * @self: (nullable) (transfer full): a guess
 *
 * Frees a guess.
 */
void isp_guess_free (IspGuess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSnapshot, isp_snapshot_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspGuess, isp_guess_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspLink, isp_link_free)

G_END_DECLS
