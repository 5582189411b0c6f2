/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What reading and writing share: operations from the part's row, and exchanging them. */
#pragma once

#include "isp-avr.h"

G_BEGIN_DECLS

/* Wire time of one driver call: cancel has to work within a second. */
#define ISP_AVR_CALL_US 250000u
/* Longest accelerated call, whatever the rate: a multiple of every page size. */
#define ISP_AVR_MAX_CALL 4096u
#define ISP_AVR_MAX_OPS  128u

IspOp isp_avr_make_op (IspLink *link, IspInstruction instruction);
/* address: as it goes over the wire, in words for flash. */
IspOp isp_avr_make_address_op (IspLink *link, IspInstruction instruction, guint32 address,
                               guint8 data);
/* Operations in order, cut into calls of about 250 ms, every echo checked. */
gboolean isp_avr_exchange_once (IspLink *link, const IspOp *ops, IspReply *replies, gsize n,
                                GError **error);
/* Works like isp_avr_exchange_once(), for operations that write nothing and so may be repeated
 * where the link loses a byte. */
gboolean isp_avr_exchange (IspLink *link, const IspOp *ops, IspReply *replies, gsize n,
                           GError **error);
/* Load Extended Address, where the part needs it and another 128 KiB is meant. */
gboolean isp_avr_load_extended (IspLink *link, guint32 address, GError **error);
/* memories: the programmer's reads or writes. Are they for this memory of this part? */
gboolean isp_avr_is_served (const IspLink *link, IspMemoryId memory, guint memories);
/* Goes this memory of this part by the programmer's own page writing? */
gboolean isp_avr_can_write_accelerated (const IspLink *link, IspMemoryId memory);
/* Bytes for one accelerated call: 250 ms at SCK and at the link's own rate. */
gsize isp_avr_call_bytes (const IspLink *link);
/* No accelerated call crosses 64 KiB: the address has one high part. */
gsize isp_avr_before_border (guint32 address, gsize len);
/* What an operation takes at most, waits included. */
guint32 isp_avr_op_us (const IspLink *link, const IspOp *op);
/* Is this the signature's first byte? */
gboolean isp_avr_check_sync_byte (IspLink *link, guint8 now, GError **error);
void isp_avr_tick (IspLink *link, gsize bytes);

G_END_DECLS
