/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v2's commands, over whatever carries them: stk500v2.c in frames over a serial port,
 * avrispmkii.c in USB packets. What a driver's functions do beside opening and closing is here.
 * Commands and parameters as in Atmel's AVR068 and AVR069, checked against LUFA's AVRISP-MKII. */
#pragma once

#include "programmers/isp-programmer.h"
#include "stk500v2-sck.h"

G_BEGIN_DECLS

#define ISP_STK2_MESSAGE_MAX 275u /* the longest that any of these devices takes or sends */

enum
{
  ISP_STK2_SIGN_ON = 0x01,
  ISP_STK2_SET_PARAMETER = 0x02,
  ISP_STK2_GET_PARAMETER = 0x03,
  ISP_STK2_LOAD_ADDRESS = 0x06,
  ISP_STK2_ENTER = 0x10,
  ISP_STK2_LEAVE = 0x11,
  ISP_STK2_PROGRAM_FLASH = 0x13,
  ISP_STK2_READ_FLASH = 0x14,
  ISP_STK2_PROGRAM_EEPROM = 0x15,
  ISP_STK2_READ_EEPROM = 0x16,
  ISP_STK2_READ_FUSE = 0x18, /* any instruction; one byte of its reply */
  ISP_STK2_SPI_MULTI = 0x1D,
};

enum
{
  ISP_STK2_OK = 0x00,
  ISP_STK2_TIMEOUT = 0x80,
  ISP_STK2_BUSY_TIMEOUT = 0x81,
  ISP_STK2_FAILED = 0xC0,
  ISP_STK2_UNKNOWN = 0xC9,
};

/* What an instruction in a long SPI_MULTI takes beside its bits where USB carries it. */
#define ISP_STK2_USB_OP_US 100u

typedef struct
{
  /* A message there and its reply, which begins with the same byte. *n_reply: how long it is, at
   * most ISP_STK2_MESSAGE_MAX. in_step FALSE: replies to earlier messages may come first. Errors as
   * those of drivers. */
  gboolean (*exchange) (gpointer link, const guint8 *message, gsize n, guint8 *reply,
                        gsize *n_reply, gboolean in_step, gint64 deadline, GError **error);
  /* What was broken off is ended, what is on its way thrown away. */
  void (*recover) (gpointer link, gint64 deadline);
  /* Time (µs) that messages of so many bytes in all take there and back. */
  guint64 (*get_wire_us) (gpointer link, gsize n);
} IspStk2Carrier;

/* A driver's priv begins with it. */
typedef struct
{
  const IspStk2Carrier *carrier;
  gpointer link;
  guint packet; /* a message must not fill its last packet of so many bytes; 0: no packets */
  IspStk2Sck sck;
  char name[32];    /* as it signs on */
  gboolean lost;    /* a reply was wrong or missing: what comes next may be anything */
  gboolean entered; /* between ENTER and LEAVE */
  guint32 sck_hz;
  guint run_max;      /* instructions in one command; 0: one, without its echo */
  guint runs_refused; /* of those that are tried, the largest first */
  gboolean sees_busy; /* RDY/BSY was seen to work on this chip */
} IspStk2;

/* ── for opening ── */

/* Gets in step: signs on until the device answers. TIMEOUT, PROTOCOL: it does not. */
gboolean isp_stk2_sign_on (IspStk2 *self, gint64 deadline, GError **error);
/* Asks who it is, for version and log, and turns RESET the way AVRs have it. NOT_A_PROGRAMMER: a
 * board's bootloader that speaks the same. */
gboolean isp_stk2_identify (IspProgrammer *programmer, GError **error);

/* ── of drivers, as isp-programmer.h says ── */

gboolean isp_stk2_enter (IspProgrammer *self, const IspEnter *want, IspEntered *out,
                         GCancellable *cancellable, GError **error);
gboolean isp_stk2_exchange (IspProgrammer *self, const IspOp *ops, IspReply *replies, gsize n,
                            gsize *n_done, GCancellable *cancellable, GError **error);
void isp_stk2_leave (IspProgrammer *self);
gboolean isp_stk2_read (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out,
                        gsize len, GCancellable *cancellable, GError **error);
gboolean isp_stk2_write_pages (IspProgrammer *self, IspMemoryId memory, guint32 address,
                               const guint8 *data, gsize len, GCancellable *cancellable,
                               GError **error);
gboolean isp_stk2_target_millivolts (IspProgrammer *self, guint *out, GError **error);
/* What a driver on top of this layer does with the chip. */
#define ISP_STK2_OPERATIONS                                                                        \
  .reads = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM,                                         \
  .writes = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM, .enter = isp_stk2_enter,               \
  .exchange = isp_stk2_exchange, .leave = isp_stk2_leave, .read = isp_stk2_read,                   \
  .write_pages = isp_stk2_write_pages, .target_millivolts = isp_stk2_target_millivolts
gboolean isp_stk2_resync (IspProgrammer *self, gboolean *stayed, GError **error);

/* ── between the files of this layer ── */

/* A message and its reply, of which n_reply bytes after command and status are wanted. status (may
 * be NULL): the status, which then need not be OK. busy_us: what the device does in between. */
gboolean isp_stk2_command (IspStk2 *self, const guint8 *message, gsize n, guint8 *out, gsize n_out,
                           guint64 busy_us, guint8 *status, GError **error);
/* Works like isp_stk2_command(), for replies whose data end with a second status. */
gboolean isp_stk2_command_data (IspStk2 *self, const guint8 *message, gsize n, guint8 *out,
                                gsize n_out, guint64 busy_us, GError **error);
/* Parameters; *known: the device has it. */
gboolean isp_stk2_get_parameter (IspStk2 *self, guint8 parameter, guint8 *value, gboolean *known,
                                 GError **error);
gboolean isp_stk2_set_parameter (IspStk2 *self, guint8 parameter, guint8 value, GError **error);
/* The fastest SCK that is no faster than wanted, where the device can be told. */
gboolean isp_stk2_set_sck (IspStk2 *self, guint32 wanted_hz, GError **error);
/* Releases RESET. FALSE: it was not heard. */
gboolean isp_stk2_send_leave (IspStk2 *self, gint64 deadline);
/* Time (µs) of so many instructions at the SCK that is set. */
guint64 isp_stk2_get_spi_us (const IspStk2 *self, gsize instructions);
gboolean isp_stk2_check_entered (const IspStk2 *self, GError **error);

G_END_DECLS
