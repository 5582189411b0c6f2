/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A programmer for the engine's tests: a simulated chip behind an ordinary driver that keeps a
 * record of what was done, can hide the echo, can do without accelerators, and fails at the
 * instruction it is told to. */
#pragma once

#include "engine/job/isp-job.h"
#include "sim/isp-sim-chip.h"

typedef enum
{
  FAKE_FINE,
  FAKE_UNPLUGGED, /* from then on every call fails */
  FAKE_TIMEOUT,   /* this call */
  FAKE_GARBAGE,   /* this reply is nonsense */
  FAKE_ECHO,      /* this reply has a wrong echo and a right answer */
  FAKE_SHIFTED,   /* the chip loses one bit and stays out of step */
} FakeFault;

typedef struct
{
  IspSession *session;
  IspPort *port;
  IspSimChip *chip;
  IspDriver driver; /* change capabilities, reads, writes, read … before use */
  gboolean open;
  gboolean reset_low;
  guint32 max_sck_hz; /* of this programmer */
  guint8 known_bytes; /* of its replies */
  guint64 n;          /* instructions and accelerated calls so far */
  guint64 fault_at;   /* 0: never */
  FakeFault fault;
  gboolean misread;        /* accelerated reads and writes above 64 KiB go below */
  gboolean eeprom_flips;   /* above 200 kHz every 50th EEPROM byte reads wrong */
  guint32 flaky_above_hz;  /* fuses read otherwise each time; 0: never */
  guint32 alien_above_hz;  /* the signature is that of no known part; 0: never */
  guint8 misread_hfuse;    /* the high fuse always reads as this; 0: as it is */
  gboolean eeprom_lost;    /* the accelerator writes no EEPROM, and says that it did */
  guint32 eeprom_stray;    /* a write of EEPROM makes this byte 00 as well, … */
  guint n_eeprom_strays;   /* … so many times; 0: never */
  guint8 spoiled_hfuse;    /* a new high fuse becomes this; 0: as written */
  guint8 spoiled_lock;     /* bits of a new lock that are 0 when it arrives; 0: as written */
  gboolean spoil_other;    /* once, writing the low fuse changes the high one to it */
  guint64 longest_ns;      /* the longest accelerated call since fake_clear */
  gboolean fast_flips;     /* above 200 kHz every 50th flash byte reads wrong */
  IspMemoryId flip_memory; /* a byte of it reads with a flipped bit, each time another … */
  guint32 flip_address;
  guint n_flips;  /* … so many times; 0: never */
  guint32 spared; /* this byte of flash, or of EEPROM with spares_eeprom, outlives
                     an erase as 00; 0: none does */
  gboolean spares_eeprom;
  guint32 rescue_clock_hz; /* it gives this to XTAL1 until it is told not to; 0: none */
  guint erasing_fuses; /* so many writes of the low fuse become an erase on their way to the chip */
  IspImage *kept_flash, *kept_eeprom; /* what the sink of the last backup got */
  IspMap *map;                        /* of the last job; NULL: it has none */
  GCancellable *cancel_on;            /* cancelled at instruction fault_at */
  void (*on_leave) (gpointer fake);   /* may be NULL */
  GString *record; /* " enter@125000 leave erase page fuse-h=D8 lock=FC eeprom backup …" */
  guint n_read_calls;
} Fake;

Fake *fake_new (const char *part);
void fake_free (Fake *self);
/* Snapshot with the boot section; must succeed. */
IspSnapshot *fake_snapshot (Fake *self);
/* The plan for a request (taken), run to the end with a backup sink that notes "backup" in the
 * record. */
IspReport *fake_run (Fake *self, IspRequest *request);
IspReport *fake_run_plan (Fake *self, const IspPlan *plan, GCancellable *cancellable);
/* A request to flash n pseudo-random bytes at start. */
IspRequest *fake_flash_request (guint32 start, gsize n, guint32 seed);
/* TRUE: a stands in the record, and before b (b NULL: anywhere). */
gboolean fake_did (Fake *self, const char *a, const char *before_b);
void fake_clear (Fake *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fake, fake_free)
