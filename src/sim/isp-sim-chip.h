/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An AVR in RAM that answers SPI bytes as the silicon does. On a virtual clock in nanoseconds,
 * which whoever drives it moves on. Used by the rehearsal programmer, the tests and the bench. Not
 * thread safe. */
#pragma once

#include "core/isp-part.h"

G_BEGIN_DECLS

typedef struct _IspSimChip IspSimChip;

typedef struct
{
  guint64 instructions; /* whole instructions while in step */
  guint64 page_writes, byte_writes, erases, fuse_writes, lock_writes, entries;
  guint64 busy_violations;   /* instructions while busy, which are lost; not counted: poll, and
                                reading the place that is being written (data polling, FF) */
  guint64 sck_violations;    /* bits clocked faster than the CPU clock allows */
  guint64 bit_raises;        /* writes of flash or lock that wanted a 0 to become 1 without an
                                erase; FF in a page buffer asks for nothing */
  guint64 unverified_leaves; /* programming mode left while a fuse (not the lock) written in this
                                session was not read back since */
} IspSimStats;

/* As from the factory: flash and EEPROM FF, factory fuses, lock FF. A crystal of 16 MHz on the
 * board, 5 V. */
IspSimChip *isp_sim_chip_new (const IspPart *part);
void isp_sim_chip_free (IspSimChip *self);
const IspPart *isp_sim_chip_get_part (IspSimChip *self);

/* the board */
void isp_sim_chip_set_crystal (IspSimChip *self, guint32 hz); /* 0: none fitted */
void isp_sim_chip_set_supply (IspSimChip *self, guint millivolts);
void isp_sim_chip_set_external_clock (IspSimChip *self, guint32 hz); /* on XTAL1; 0: none */

/* pins and time */
void isp_sim_chip_set_reset (IspSimChip *self, gboolean low);
/* One byte over SPI; moves the clock on by 8 bits of (low + high). Returns MISO (FF when the chip
 * does not drive it). */
guint8 isp_sim_chip_spi (IspSimChip *self, guint8 mosi, guint32 sck_low_ns, guint32 sck_high_ns);
void isp_sim_chip_advance (IspSimChip *self, guint64 ns);
guint64 isp_sim_chip_get_time (IspSimChip *self);
/* When what it writes now is done; past: it writes nothing. */
guint64 isp_sim_chip_get_busy_until (IspSimChip *self);
/* CPU clock in Hz now (latched fuses); 0: it does not run. */
guint32 isp_sim_chip_get_cpu_hz (IspSimChip *self);
gboolean isp_sim_chip_is_in_programming_mode (IspSimChip *self);

/* contents, behind the chip's back */
guint8 *isp_sim_chip_get_flash (IspSimChip *self);
guint8 *isp_sim_chip_get_eeprom (IspSimChip *self);
guint8 isp_sim_chip_get_fuse (IspSimChip *self, IspFuseByte byte); /* as silicon reads it */
void isp_sim_chip_set_fuse (IspSimChip *self, IspFuseByte byte, guint8 value); /* latched at once */
const IspSimStats *isp_sim_chip_get_stats (IspSimChip *self);

/* faults */
typedef enum
{
  ISP_SIM_FAULT_NONE,
  ISP_SIM_FAULT_NO_CONTACT, /* a wire is off: MISO stays high */
  ISP_SIM_FAULT_MISO_LOW,   /* MISO stuck low */
  ISP_SIM_FAULT_NOISY, /* a bit of a reply flips, in about every argument bytes (0: 200); seeded */
  ISP_SIM_FAULT_PAGE,  /* one page of flash (argument: page number; past the last: the one
                          written first) keeps a bit at 0 that should be 1 */
  ISP_SIM_FAULT_FUSE,  /* fuse writes (argument: IspFuseByte; ISP_N_FUSES: all but the lock) do
                          not take */
  ISP_SIM_FAULT_FUSE_ONCE, /* the first write of it does not take */
  ISP_SIM_FAULT_ERASE,     /* chip erase does nothing */
  ISP_SIM_FAULT_NO_BUSY,   /* RDY/BSY always reads ready */
  ISP_SIM_FAULT_DIES,      /* after argument instructions contact is lost for good */
  ISP_SIM_N_FAULTS,
} IspSimFault;

void isp_sim_chip_set_fault (IspSimChip *self, IspSimFault fault, guint32 argument);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSimChip, isp_sim_chip_free)

G_END_DECLS
