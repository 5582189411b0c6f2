/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An AVR in RAM that answers SPI bytes as silicon does, on a virtual clock in ns that the caller
 * moves on. For the rehearsal programmer, the tests and the bench. Not thread safe: one chip
 * belongs to one thread at a time. */
#pragma once

#include "core/isp-part.h"

G_BEGIN_DECLS

/**
 * IspSimChip:
 *
 * A simulated chip on a simulated board.
 */
typedef struct _IspSimChip IspSimChip;

/**
 * IspSimStats:
 *
 * What happened to a chip so far, for tests.
 */
typedef struct
{
  guint64 instructions; /* whole instructions while in step */
  guint64 page_writes, byte_writes, erases, fuse_writes, lock_writes, entries;
  guint64
      busy_violations; /* instructions that came while busy, and are lost; polling does not count,
                          nor does reading the place that is being written (data polling, FF) */
  guint64 sck_violations; /* bits clocked faster than the CPU clock allows */
  guint64 bit_raises; /* writes of flash or lock that would turn a 0 into 1 without an erase; FF in
                         a page buffer changes nothing */
  guint64 unverified_leaves; /* times that programming mode was left while a fuse (not the lock) had
                                been written and not read back */
} IspSimStats;

/**
 * isp_sim_chip_new:
 * @part: which chip
 *
 * Makes a chip as it leaves the factory: flash, EEPROM and lock are FF, and the fuses have their
 * default values. The board has 5 V and a crystal of 16 MHz.
 *
 * Returns: (transfer full): the chip; free it with isp_sim_chip_free()
 */
IspSimChip *isp_sim_chip_new (const IspPart *part);

/**
 * isp_sim_chip_free:
 * @self: (nullable) (transfer full): a chip
 *
 * Frees a chip.
 */
void isp_sim_chip_free (IspSimChip *self);

/**
 * isp_sim_chip_get_part:
 * @self: a chip
 *
 * Which chip it is.
 *
 * Returns: (transfer none): a row of the parts table
 */
const IspPart *isp_sim_chip_get_part (IspSimChip *self);

/**
 * isp_sim_chip_set_crystal:
 * @self: a chip
 * @hz: frequency, in Hz; 0: the board has no crystal
 *
 * Fits another crystal.
 */
void isp_sim_chip_set_crystal (IspSimChip *self, guint32 hz);

/**
 * isp_sim_chip_set_supply:
 * @self: a chip
 * @millivolts: voltage, in mV
 *
 * Changes the supply.
 */
void isp_sim_chip_set_supply (IspSimChip *self, guint millivolts);

/**
 * isp_sim_chip_set_external_clock:
 * @self: a chip
 * @hz: frequency, in Hz; 0: no clock
 *
 * Feeds a clock into XTAL1.
 */
void isp_sim_chip_set_external_clock (IspSimChip *self, guint32 hz);

/**
 * isp_sim_chip_set_reset:
 * @self: a chip
 * @low: whether RESET is low
 *
 * Drives the RESET pin. Releasing it lets written fuses take effect.
 */
void isp_sim_chip_set_reset (IspSimChip *self, gboolean low);

/**
 * isp_sim_chip_spi:
 * @self: a chip
 * @mosi: the byte to send
 * @sck_low_ns: low time of SCK, in ns
 * @sck_high_ns: high time of SCK, in ns
 *
 * Clocks one byte in and one out. Time moves on by 8 periods of SCK.
 *
 * Returns: the byte on MISO; FF if the chip does not drive it
 */
guint8 isp_sim_chip_spi (IspSimChip *self, guint8 mosi, guint32 sck_low_ns, guint32 sck_high_ns);

/**
 * isp_sim_chip_advance:
 * @self: a chip
 * @ns: how long, in ns
 *
 * Lets time pass.
 */
void isp_sim_chip_advance (IspSimChip *self, guint64 ns);

/**
 * isp_sim_chip_get_time:
 * @self: a chip
 *
 * The chip's clock, which only isp_sim_chip_spi() and isp_sim_chip_advance() move on.
 *
 * Returns: ns
 */
guint64 isp_sim_chip_get_time (IspSimChip *self);

/**
 * isp_sim_chip_get_busy_until:
 * @self: a chip
 *
 * When the latest write or erase ends.
 *
 * Returns: ns on the chip's clock; a time in the past: it is not writing
 */
guint64 isp_sim_chip_get_busy_until (IspSimChip *self);

/**
 * isp_sim_chip_get_cpu_hz:
 * @self: a chip
 *
 * The CPU clock that the fuses in effect and the board give.
 *
 * Returns: Hz; 0: it does not run
 */
guint32 isp_sim_chip_get_cpu_hz (IspSimChip *self);

/**
 * isp_sim_chip_is_in_programming_mode:
 * @self: a chip
 *
 * Tells whether the chip takes serial instructions.
 *
 * Returns: %TRUE if it does
 */
gboolean isp_sim_chip_is_in_programming_mode (IspSimChip *self);

/**
 * isp_sim_chip_get_flash:
 * @self: a chip
 *
 * Flash itself, to be read and changed without the chip noticing.
 *
 * Returns: (transfer none): as many bytes as the part has
 */
guint8 *isp_sim_chip_get_flash (IspSimChip *self);

/**
 * isp_sim_chip_get_eeprom:
 * @self: a chip
 *
 * The EEPROM itself, to be read and changed without the chip noticing.
 *
 * Returns: (transfer none): as many bytes as the part has
 */
guint8 *isp_sim_chip_get_eeprom (IspSimChip *self);

/**
 * isp_sim_chip_get_fuse:
 * @self: a chip
 * @byte: a fuse byte, or the lock
 *
 * A fuse byte as the chip would answer it, without asking the chip.
 *
 * Returns: its value
 */
guint8 isp_sim_chip_get_fuse (IspSimChip *self, IspFuseByte byte);

/**
 * isp_sim_chip_set_fuse:
 * @self: a chip
 * @byte: a fuse byte, or the lock
 * @value: its new value
 *
 * Changes a fuse byte without writing it. It takes effect at once.
 */
void isp_sim_chip_set_fuse (IspSimChip *self, IspFuseByte byte, guint8 value);

/**
 * isp_sim_chip_get_stats:
 * @self: a chip
 *
 * What happened to the chip since it was made.
 *
 * Returns: (transfer none): the counters, which live and change with the chip
 */
const IspSimStats *isp_sim_chip_get_stats (IspSimChip *self);

/**
 * IspSimFault:
 *
 * What is wrong with a chip or its wires.
 */
typedef enum
{
  ISP_SIM_FAULT_NONE,
  ISP_SIM_FAULT_NO_CONTACT, /* a wire is off: MISO stays high */
  ISP_SIM_FAULT_MISO_LOW,   /* MISO stuck low */
  ISP_SIM_FAULT_NOISY, /* about every argument bytes a bit of a reply flips (0: 200); the same ones
                          each time */
  ISP_SIM_FAULT_PAGE,  /* one page of flash keeps a bit at 0 that should be 1; argument: its number,
                          past the last: the one that is written first */
  ISP_SIM_FAULT_FUSE, /* fuse writes have no effect; argument: IspFuseByte, ISP_N_FUSES: all but the
                         lock */
  ISP_SIM_FAULT_FUSE_ONCE, /* the first write of that fuse has no effect; argument as for FUSE */
  ISP_SIM_FAULT_ERASE,     /* chip erase does nothing, nor do page erases of a bootloader */
  ISP_SIM_FAULT_NO_BUSY,   /* RDY/BSY always reads ready */
  ISP_SIM_FAULT_DIES,      /* after argument instructions contact is lost for good */
  ISP_SIM_N_FAULTS,
} IspSimFault;

/**
 * isp_sim_chip_set_fault:
 * @self: a chip
 * @fault: what shall go wrong
 * @argument: as the comment of @fault says
 *
 * Gives the chip a fault in place of the one it has, and restarts the fault's counters.
 */
void isp_sim_chip_set_fault (IspSimChip *self, IspSimFault fault, guint32 argument);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSimChip, isp_sim_chip_free)

G_END_DECLS
