/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The AVR's serial instruction set over any programmer (datasheets, "Serial Programming Instruction
 * Set"). Every exchange is checked for the chip's echo where the programmer returns it; the first
 * mismatch is ISP_ERROR_UNSTABLE. Worker thread; private to the engine. */
#pragma once

#include "isp-link.h"

G_BEGIN_DECLS

gboolean isp_avr_read_signature (IspLink *link, guint8 out[3], GError **error);
/* Every fuse byte the part has, and the lock byte, read twice; ISP_ERROR_UNSTABLE when they differ
 * or are impossible over ISP. */
gboolean isp_avr_read_fuses (IspLink *link, IspFuses *out, GError **error);
/* The same, read only once where it reads as expected (in every byte, under mask). */
gboolean isp_avr_read_fuses_again (IspLink *link, const IspFuses *expected, IspFuses *out,
                                   GError **error);
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
/* The same without that look, which the caller owes, and without another try. */
gboolean isp_avr_read_unchecked (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out,
                                 gsize len, GError **error);
/* Bytes from here and there by single instructions, in one batch; no look at the signature. */
gboolean isp_avr_read_bytes (IspLink *link, IspMemoryId memory, const guint32 *addresses,
                             guint8 *out, gsize n, GError **error);
/* The same for neighbours. */
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
 * the highest bytes, and where an address of 16 bits would have come from.
 *
 * Returns: FALSE for the programmer's errors and an unstable link.
 */
gboolean isp_avr_check_accelerator (IspLink *link, IspMemoryId memory, guint32 address,
                                    const guint8 *data, gsize len, gboolean *right, GError **error);
/* Looks at the signature once more: ISP_ERROR_UNSTABLE when the chip lost its place. */
gboolean isp_avr_check_sync (IspLink *link, GError **error);
/* The same after a pause as long as a fuse write takes: the chip may still be busy. */
gboolean isp_avr_check_sync_later (IspLink *link, GError **error);
/* Chip erase; returns once it is certainly over: RDY/BSY went busy and ready, or the longest wait
 * passed. */
gboolean isp_avr_erase (IspLink *link, GError **error);
/* Whole flash pages, loaded, committed and waited for; not verified. Parts without pages: any
 * length. */
gboolean isp_avr_write_flash (IspLink *link, guint32 address, const guint8 *data, gsize len,
                              GError **error);
/* Any bytes of EEPROM, the others untouched; not verified. */
gboolean isp_avr_write_eeprom (IspLink *link, guint32 address, const guint8 *data, gsize len,
                               GError **error);
/* One fuse or lock byte, waited for; not verified. */
gboolean isp_avr_write_fuse (IspLink *link, IspFuseByte byte, guint8 value, GError **error);
gboolean isp_avr_read_fuse (IspLink *link, IspFuseByte byte, guint8 *out, GError **error);

G_END_DECLS
