/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the simulated chip share: its serial decoder, its memories and its fuses. */
#pragma once

#include "isp-sim-chip.h"

G_BEGIN_DECLS

/* What the chip's serial decoder is doing. */
typedef enum
{
  STEP_OFF,     /* RESET high: the program runs, MISO is not driven */
  STEP_WAITING, /* RESET low, AC 53 is awaited */
  STEP_IN,      /* programming mode */
  STEP_LOST,    /* deaf until a RESET pulse */
} SimStep;

/* What a busy chip is writing. Reading that place meanwhile is data polling, and allowed. */
typedef enum
{
  BUSY_OTHER,
  BUSY_FLASH,
  BUSY_EEPROM,
} SimBusyKind;

typedef struct
{
  IspSimFault kind;
  guint32 argument;
  GRand *rand;       /* noise: fixed seed */
  guint32 next_flip; /* replies until the next flipped bit */
  guint32 page;      /* PAGE: which page, or none yet */
  gboolean spent;    /* FUSE_ONCE has happened; DIES has happened */
  guint64 deadline;  /* DIES: value of stats.instructions at which it happens */
} SimFaultState;

struct _IspSimChip
{
  const IspPart *part;
  guint8 *flash, *eeprom;
  guint8 *page_buffer;   /* flash page, FF where nothing was loaded */
  guint8 *eeprom_buffer; /* EEPROM page */
  guint8 *eeprom_loaded; /* a flag per byte of it */
  guint8 low_byte;       /* the last low byte loaded; a high byte writes both */
  guint8 extended_address;

  guint8 fuse[ISP_N_FUSES];    /* as they read */
  guint8 latched[ISP_N_FUSES]; /* as they act */
  guint8 unread;               /* bit per fuse written and not read back since */

  guint32 crystal_hz, external_hz;
  guint supply_mv;
  guint32 cpu_hz;

  guint64 now; /* ns */
  gboolean reset_low;
  guint64 reset_since;
  guint64 busy_until;
  SimBusyKind busy_kind;
  guint32 busy_start, busy_end; /* bytes being written */

  SimStep step;
  guint n_bits;     /* of the instruction that is being clocked in: 0–31 */
  guint8 in[4];     /* its bytes so far */
  guint8 out;       /* shift register towards MISO */
  guint64 starved;  /* ns that too fast bits have left for sampling */
  gboolean slipped; /* bits were lost since RESET */
  gboolean ignored; /* this instruction began while busy */

  IspSimStats stats;
  SimFaultState fault;
};

/* decoder */
gboolean sim_is (IspSimChip *self, IspInstruction op); /* the instruction in self->in is op */
gboolean sim_is_busy (IspSimChip *self);
void sim_start_write (IspSimChip *self, SimBusyKind kind, guint32 start, guint32 end, guint32 us);

/* Memories. read: TRUE if in[0..2] is one of their instructions, with the fourth byte in *out.
 * write: TRUE if it was one of theirs, and is done. */
void sim_memory_init (IspSimChip *self);
void sim_memory_clear (IspSimChip *self);
gboolean sim_memory_read (IspSimChip *self, guint8 *out);
gboolean sim_memory_write (IspSimChip *self);
void sim_memory_erase (IspSimChip *self);
void sim_memory_set_weak_page (IspSimChip *self, guint32 page);

/* fuses, lock, signature, and the clock that they select */
void sim_fuses_init (IspSimChip *self);
/* Bits of byte 2 in which a write instruction carries its value; 0: it is in byte 4. */
guint8 sim_get_second_byte_bits (const IspPart *part, IspInstruction op);
gboolean sim_fuses_read (IspSimChip *self, guint8 *out);
gboolean sim_fuses_write (IspSimChip *self);
void sim_fuses_latch (IspSimChip *self);
void sim_fuses_unlock (IspSimChip *self);
void sim_fuses_update_clock (IspSimChip *self);
gboolean sim_fuses_allow_isp (IspSimChip *self); /* SPIEN on, RESET still a reset */
gboolean sim_fuses_is_programmed (const IspSimChip *self, IspField field, gboolean latched);
gboolean sim_lock_blocks_writing (const IspSimChip *self);
gboolean sim_lock_blocks_reading (const IspSimChip *self);

G_END_DECLS
