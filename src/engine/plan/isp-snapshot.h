/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was found: the programmer and the chip on it, read only. A value. */
#pragma once

#include "core/isp-fuses.h"
#include "core/isp-image.h"
#include "programmers/isp-programmer.h"

G_BEGIN_DECLS

/* A programmer that is in contact with a chip. */
typedef struct _IspLink IspLink;

/* Filled by who made it; from then on it never changes, and any thread may read it. */
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
  guint32 sck_hz;          /* the fastest that was confirmed */
  guint32 proven_sck_hz;   /* the slow one of first contact */
  guint32 cpu_hz;          /* as inferred; 0: no telling */
  guint32 crystal_hz;      /* as somebody says; 0: nobody does */
  guint32 rescue_clock_hz; /* what it ran with; 0: its own clock */
  gboolean locked;         /* flash and EEPROM cannot be read */
  IspImage *boot;      /* what was read of the boot section; NULL: locked, not asked for, or none */
  gboolean boot_blank; /* all of that is FF */
  guint millivolts;    /* 0: the programmer does not measure */
} IspSnapshot;

typedef enum
{
  ISP_SNAPSHOT_QUICK = 0,            /* contact, signature, fuses, lock, calibration */
  ISP_SNAPSHOT_BOOT = 1 << 0,        /* and the whole boot section */
  ISP_SNAPSHOT_BOOT_STARTS = 1 << 1, /* or the places where a bootloader can begin */
} IspSnapshotFlags;

/* What a person knows of wires and board. */
typedef struct
{
  guint32 max_sck_hz; /* never faster than this; 0: find it */
  guint32 crystal_hz; /* on the board; 0: not known */
} IspSpeed;

/* Opens, makes contact, reads, leaves (RESET released), closes. Blocking, worker thread. part:
 * asked for, NULL: whatever answers (ISP_ERROR_UNSUPPORTED when several rows differ or none fits:
 * message lists them). speed NULL: nothing is known. A signature that is not the asked part's:
 * ISP_ERROR_WRONG_PART. NO_TARGET, UNSTABLE and the programmer's errors. */
IspSnapshot *isp_snapshot_take (IspSession *session, const IspPort *port, const IspPart *part,
                                const IspSpeed *speed, IspSnapshotFlags flags,
                                GCancellable *cancellable, GError **error);
/* As isp_snapshot_take, but stays in contact, for the job that follows at once
 * (IspJobOptions.link): the chip is held in RESET until isp_link_free. On failure *link is NULL. */
IspSnapshot *isp_snapshot_take_and_stay (IspSession *session, const IspPort *port,
                                         const IspPart *part, const IspSpeed *speed,
                                         IspSnapshotFlags flags, IspLink **link,
                                         GCancellable *cancellable, GError **error);
/* Releases RESET and closes, unless a job has taken the contact over. NULL is fine. */
void isp_link_free (IspLink *self);

/**
 * isp_snapshot_new:
 *
 * Returns: (transfer full): a snapshot without anything in it, to be filled
 */
IspSnapshot *isp_snapshot_new (void);

/**
 * isp_snapshot_ref:
 * @self: a snapshot
 *
 * Returns: (transfer full): @self, which nobody changes from now on
 */
IspSnapshot *isp_snapshot_ref (const IspSnapshot *self);

/**
 * isp_snapshot_unref:
 * @self: (nullable) (transfer full): a snapshot
 */
void isp_snapshot_unref (const IspSnapshot *self);

/* FALSE with ISP_ERROR_WRONG_PART: another chip or programmer than before (signature, fuses, lock,
 * calibration). */
gboolean isp_snapshot_check_same (const IspSnapshot *plan, const IspSnapshot *now, GError **error);

/* Guesses, the same for window and command line */
typedef enum
{
  ISP_BOOT_UNKNOWN, /* not readable, or not read */
  ISP_BOOT_BLANK,
  ISP_BOOT_INTACT, /* equals the image of guess->intact */
  ISP_BOOT_OTHER,  /* holds something that no preset knows */
} IspBootState;

typedef struct
{
  IspBootState boot;
  const IspPreset *intact; /* borrowed from presets */
  GPtrArray
      *fitting; /* const IspPreset *: fuses equal under mask (either JTAG variant), list order */
  const IspPreset *preselect; /* the only fitting one of its kind (never Caterina by fuses alone),
                                 or the intact one; may be NULL */
} IspGuess;

/* presets: GPtrArray of IspPreset *, borrowed. */
IspGuess *isp_guess_new (const IspSnapshot *snapshot, GPtrArray *presets);
void isp_guess_free (IspGuess *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSnapshot, isp_snapshot_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspGuess, isp_guess_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspLink, isp_link_free)

G_END_DECLS
