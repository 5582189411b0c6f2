/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The AVR's serial instruction set over any programmer (datasheets, "Serial Programming Instruction
 * Set"). Every exchange is checked for the chip's echo where the programmer returns it; the first
 * mismatch is ISP_ERROR_UNSTABLE. Worker thread; private to the engine. */
#pragma once

#include "isp-link.h"

G_BEGIN_DECLS

/**
 * ISP_AVR_BANK:
 *
 * Bytes that an address of 16 bits reaches.
 */
#define ISP_AVR_BANK 0x10000u

/**
 * isp_avr_read_signature:
 * @link: a link in programming mode; its part may be unknown
 * @out: (out caller-allocates) (array fixed-size=3): the signature
 * @error: return location
 *
 * Reads the three signature bytes once.
 *
 * Returns: %FALSE with %ISP_ERROR_UNSTABLE where an echo is wrong, or the programmer's errors
 */
gboolean isp_avr_read_signature (IspLink *link, guint8 out[3], GError **error);

/**
 * isp_avr_read_fuses:
 * @link: a link whose part is known
 * @out: (out caller-allocates): the bytes that were read, the lock byte included
 * @error: return location
 *
 * Reads twice every fuse byte that the part has and can read, and the lock byte.
 *
 * Returns: %FALSE with %ISP_ERROR_UNSTABLE where the readings differ or are impossible over ISP, or
 *   the programmer's errors
 */
gboolean isp_avr_read_fuses (IspLink *link, IspFuses *out, GError **error);

/**
 * isp_avr_read_fuses_again:
 * @link: a link whose part is known
 * @expected: what the bytes should read as
 * @out: (out caller-allocates): the bytes that were read, the lock byte included
 * @error: return location
 *
 * Reads all fuse bytes once, which is enough where every byte reads as expected under its mask;
 * otherwise works like isp_avr_read_fuses().
 *
 * Returns: %FALSE with the errors of isp_avr_read_fuses()
 */
gboolean isp_avr_read_fuses_again (IspLink *link, const IspFuses *expected, IspFuses *out,
                                   GError **error);

/**
 * isp_avr_read_calibration:
 * @link: a link whose part is known
 * @out: (out caller-allocates) (array fixed-size=4): as many bytes as the part has, at most four;
 *   the others are left alone
 * @error: return location
 *
 * Reads the oscillator's calibration bytes twice.
 *
 * Returns: %FALSE with %ISP_ERROR_UNSTABLE where the readings differ, or the programmer's errors
 */
gboolean isp_avr_read_calibration (IspLink *link, guint8 out[4], GError **error);

/**
 * isp_avr_read:
 * @link: a link in contact
 * @memory: flash or EEPROM
 * @address: of the first byte
 * @out: (out caller-allocates) (array length=len): what one reading found
 * @len: bytes
 * @error: return location
 *
 * Reads once, by the programmer's accelerator where it has one, in calls of about 250 ms; again
 * where an echo or the look at the signature behind it was wrong and the chip is, or comes back, in
 * step. A bit may still have flipped: for what has to match something. Otherwise there is
 * isp_avr_read_agreed().
 *
 * Returns: FALSE with %ISP_ERROR_UNSTABLE, or the programmer's errors.
 */
gboolean isp_avr_read (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                       GError **error);

/**
 * isp_avr_read_unchecked:
 * @link: a link in contact
 * @memory: flash or EEPROM
 * @address: of the first byte
 * @out: (out caller-allocates) (array length=len): what one reading found
 * @len: bytes
 * @error: return location
 *
 * Works like isp_avr_read(), but does not read the signature afterwards: the caller must call
 * isp_avr_check_sync() before it believes what was read.
 *
 * Returns: %FALSE with the programmer's errors, or %ISP_ERROR_UNSTABLE where an echo is wrong
 */
gboolean isp_avr_read_unchecked (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out,
                                 gsize len, GError **error);

/**
 * isp_avr_read_bytes:
 * @link: a link in contact
 * @memory: flash or EEPROM
 * @addresses: (array length=n): where from, in bytes
 * @out: (out caller-allocates) (array length=n): a byte for each
 * @n: how many
 * @error: return location
 *
 * Reads bytes from scattered addresses by single instructions, in as few calls as possible. Does
 * not read the signature afterwards, and does not move the link's tick.
 *
 * Returns: %FALSE with the programmer's errors, or %ISP_ERROR_UNSTABLE where an echo is wrong
 */
gboolean isp_avr_read_bytes (IspLink *link, IspMemoryId memory, const guint32 *addresses,
                             guint8 *out, gsize n, GError **error);

/**
 * isp_avr_read_single:
 * @link: a link in contact
 * @memory: flash or EEPROM
 * @address: of the first byte
 * @out: (out caller-allocates) (array length=len): what one reading found
 * @len: bytes
 * @error: return location
 *
 * Works like isp_avr_read_bytes(), for consecutive bytes, and moves the link's tick.
 *
 * Returns: %FALSE with the programmer's errors, or %ISP_ERROR_UNSTABLE where an echo is wrong
 */
gboolean isp_avr_read_single (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out,
                              gsize len, GError **error);

/**
 * isp_avr_read_agreed:
 * @link: a link in contact
 * @memory: flash or EEPROM
 * @address: of the first byte
 * @out: (out caller-allocates) (array length=len): what two readings agree on
 * @len: bytes
 * @error: return location
 *
 * Reads until two readings agree: a page that differs is read a third time, and that one decides.
 * Readings that differ at a rate above the proven one are given up, with the rate. What the
 * programmer's accelerator read is compared with single instructions, and read by them where it is
 * wrong. For whatever is kept, restored or called different. Each reading moves the link's tick.
 *
 * Returns: FALSE with %ISP_ERROR_UNSTABLE where three readings differ, or the programmer's errors.
 */
gboolean isp_avr_read_agreed (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out,
                              gsize len, GError **error);

/**
 * isp_avr_read_bytes_agreed:
 * @link: a link in contact
 * @memory: flash or EEPROM
 * @addresses: (array length=n): where from
 * @out: (out caller-allocates) (array length=n): a byte for each
 * @n: how many
 * @error: return location
 *
 * As isp_avr_read_agreed(), for bytes from here and there by single instructions.
 *
 * Returns: FALSE with %ISP_ERROR_UNSTABLE where three readings differ, or the programmer's errors.
 */
gboolean isp_avr_read_bytes_agreed (IspLink *link, IspMemoryId memory, const guint32 *addresses,
                                    guint8 *out, gsize n, GError **error);

/**
 * isp_avr_check_accelerator:
 * @link: a link in contact
 * @memory: flash or EEPROM
 * @address: of the first byte
 * @data: (array length=len): what was read there
 * @len: bytes
 * @right: (out): FALSE: single instructions read otherwise, twice; from now on the memory is read
 *   and written by them alone
 * @error: return location
 *
 * Looks by single instructions at some of what the programmer's accelerator read: the lowest and
 * the highest bytes, and where an address of 16 bits would have come from. Above 64 KiB flash that
 * reads as what is below it is read by them every 32 bytes, until the accelerator was once seen to
 * get there.
 *
 * Returns: FALSE for the programmer's errors and an unstable link.
 */
gboolean isp_avr_check_accelerator (IspLink *link, IspMemoryId memory, guint32 address,
                                    const guint8 *data, gsize len, gboolean *right, GError **error);

/**
 * isp_avr_check_sync:
 * @link: a link in contact
 * @error: return location
 *
 * Reads the signature's first byte again, to see that the chip has not lost its place in the
 * instructions. What was read or written since the last check counts only when this succeeds.
 *
 * Returns: %FALSE with %ISP_ERROR_UNSTABLE where the chip is out of step, or the programmer's
 *   errors
 */
gboolean isp_avr_check_sync (IspLink *link, GError **error);

/**
 * isp_avr_check_sync_later:
 * @link: a link in contact
 * @error: return location
 *
 * Works like isp_avr_check_sync(), after a pause as long as a fuse write takes: the chip may still
 * be busy.
 *
 * Returns: %FALSE with the errors of isp_avr_check_sync()
 */
gboolean isp_avr_check_sync_later (IspLink *link, GError **error);

/**
 * isp_avr_erase:
 * @link: a link in contact
 * @error: return location
 *
 * Erases the chip. Returns once the erase is certainly over: RDY/BSY went busy and ready, or the
 * longest wait passed. Does not read back.
 *
 * Returns: %FALSE with the programmer's errors or %ISP_ERROR_UNSTABLE; the erase may then have
 *   begun
 */
gboolean isp_avr_erase (IspLink *link, GError **error);

/**
 * isp_avr_write_flash:
 * @link: a link in contact
 * @address: of the first byte; a multiple of the page size
 * @data: (array length=len): what to write
 * @len: bytes; a multiple of the page size. Parts without pages: any length
 * @error: return location
 *
 * Loads and commits whole flash pages, and waits for each. Does not verify. Moves the link's tick.
 *
 * Returns: %FALSE with the programmer's errors or %ISP_ERROR_UNSTABLE; some pages may then have
 *   been written
 */
gboolean isp_avr_write_flash (IspLink *link, guint32 address, const guint8 *data, gsize len,
                              GError **error);

/**
 * isp_avr_check_writer:
 * @link: a chip in programming mode
 * @address: of what isp_avr_write_flash() has just written where flash was blank
 * @data: (array length=len): that
 * @len: bytes
 * @right: (out): %FALSE: nothing of it is there. From now on neither reads nor writes of flash go
 *   through the programmer's own commands
 * @error: return location
 *
 * A programmer that cuts addresses to 16 bits writes below what is meant for above 64 KiB, and may
 * read it there, too. So single instructions look, where it was not they that wrote. Blocking;
 * worker thread.
 *
 * Returns: %FALSE where the chip cannot be read
 */
gboolean isp_avr_check_writer (IspLink *link, guint32 address, const guint8 *data, gsize len,
                               gboolean *right, GError **error);

/**
 * isp_avr_write_eeprom:
 * @link: a link in contact
 * @address: of the first byte
 * @data: (array length=len): what to write
 * @len: bytes, any number
 * @error: return location
 *
 * Writes EEPROM bytes and leaves all others untouched. Does not verify. Moves the link's tick.
 *
 * Returns: %FALSE with the programmer's errors or %ISP_ERROR_UNSTABLE; some bytes may then have
 *   been written
 */
gboolean isp_avr_write_eeprom (IspLink *link, guint32 address, const guint8 *data, gsize len,
                               GError **error);

/**
 * isp_avr_get_pace:
 * @link: a link in contact
 * @out: (out caller-allocates): what its programmer takes at the rate in force
 *
 * Computes what a plan promises by, from what the driver's row says of the programmer. Pure.
 */
void isp_avr_get_pace (const IspLink *link, IspPace *out);

/**
 * isp_avr_write_fuse:
 * @link: a link in contact
 * @byte: which fuse byte, or the lock byte
 * @value: its new value
 * @error: return location
 *
 * Writes one byte and waits as long as a fuse write takes. Does not verify, and does not judge the
 * value: the plan has done that.
 *
 * Returns: %FALSE with the programmer's errors or %ISP_ERROR_UNSTABLE; the byte may then have been
 *   written
 */
gboolean isp_avr_write_fuse (IspLink *link, IspFuseByte byte, guint8 value, GError **error);

/**
 * isp_avr_read_fuse:
 * @link: a link in contact
 * @byte: which fuse byte, or the lock byte
 * @out: (out): its value, with 1 for bits that do not exist
 * @error: return location
 *
 * Reads one byte once.
 *
 * Returns: %FALSE with the programmer's errors, or %ISP_ERROR_UNSTABLE where an echo is wrong
 */
gboolean isp_avr_read_fuse (IspLink *link, IspFuseByte byte, guint8 *out, GError **error);

G_END_DECLS
