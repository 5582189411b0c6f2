/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USBasp's requests, and what is known of the firmware that was met. */
#pragma once

#include "programmers/exchange-runs.h"
#include "usb-batch.h"

G_BEGIN_DECLS

enum
{
  USBASP_CONNECT = 1,
  USBASP_DISCONNECT = 2,
  USBASP_TRANSMIT = 3,
  USBASP_READ_FLASH = 4,
  USBASP_ENABLE = 5,
  USBASP_WRITE_FLASH = 6,
  USBASP_READ_EEPROM = 7,
  USBASP_SET_LONG_ADDRESS = 9,
  USBASP_SET_SCK = 10,
  USBASP_GET_CAPABILITIES = 127,
};

typedef enum
{
  USBASP_LONG_WRITES_UNTRIED,
  USBASP_LONG_WRITES_WORK,
  USBASP_LONG_WRITES_FAIL,
} UsbaspLongWrites;

typedef struct
{
  IspUsbWire wire;
  guint32 sck_hz;     /* as measured or set; what the SPI bits of a transfer are computed from */
  guint32 only_hz;    /* SCK stays there, whatever is set; 0: it does not, or nobody knows yet */
  gboolean fixed_sck; /* firmware of 2007, which knows no SET_SCK */
  gboolean has_3m;
  gboolean is_plain;  /* it has SPI on since CONNECT, and leaves SCK alone */
  gboolean searches;  /* it looks for the SCK by itself, from the one that is set downwards */
  gboolean sck_known; /* it was measured once, which is enough where it is left alone */
  gboolean spi_off;   /* a byte for the chip would be waited for, for ever */
  gboolean long_mode; /* since CONNECT: the addresses in requests do not count */
  UsbaspLongWrites long_writes;
  IspPolls polls;
  guint8 unused[4]; /* for replies that say nothing */
} Usbasp;

/* instructions: of four SPI bytes each, that the transfer causes. */
void isp_usbasp_add (IspUsbBatch *batch, const Usbasp *usbasp, IspUsbTransfer transfer,
                     guint instructions);
/* An instruction; reply: 4 bytes. */
IspUsbTransfer isp_usbasp_transmit (const guint8 tx[4], guint8 *reply);
/* FALSE with NO_TARGET where a byte for the chip would hang the programmer. */
gboolean isp_usbasp_check_spi (const Usbasp *usbasp, GError **error);

/* IspDriver's. */
gboolean isp_usbasp_read (IspProgrammer *self, IspMemoryId memory, guint32 address, guint8 *out,
                          gsize len, GCancellable *cancellable, GError **error);
gboolean isp_usbasp_write_pages (IspProgrammer *self, IspMemoryId memory, guint32 address,
                                 const guint8 *data, gsize len, GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
