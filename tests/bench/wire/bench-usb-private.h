/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of a USB device share: its requests in flight, and how programs reach them. */
#pragma once

#include "bench-usb-bulk.h"
#include "bench-usb-control.h"
#include "bench-usb-owner.h"

typedef struct
{
  UMockdevIoctlData *urb, *buffer;
  gulong address;
  UMockdevIoctlClient *client;
  BenchControlTransfer transfer;
  gboolean carried_out; /* then done_at holds */
  guint64 submitted_at, done_at;
  int status;
  int actual;
} Request;

#define BENCH_TYPE_USB (bench_usb_get_type ())
G_DECLARE_FINAL_TYPE (BenchUsb, bench_usb, BENCH, USB, UMockdevIoctlBase)

struct _BenchUsb
{
  UMockdevIoctlBase parent;
  Bench *bench;
  const BenchUsbDevice *device;
  gpointer firmware;
  BenchPipe pipe;
  BenchBulk bulk;
  GQueue requests; /* Request, in order */
  guint64 free_at; /* when the device is done with all it has begun */
  BenchUsbOwner owner;
  gboolean has_left; /* for good */
  char *node;
};

/* The device is not there, whoever asks. */
gboolean bench_usb_is_gone (BenchUsb *self);

/* Programs' requests; each completes the ioctl. With the bench's lock held. */
void bench_usb_submit (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg);
void bench_usb_reap (BenchUsb *self, UMockdevIoctlClient *client, UMockdevIoctlData *arg);
void bench_usb_discard (BenchUsb *self, UMockdevIoctlClient *client, gulong address);
/* libusb-0.1 asks and waits in one call. */
void bench_usb_control_at_once (BenchUsb *self, UMockdevIoctlClient *client,
                                UMockdevIoctlData *arg);
/* Of a program that is gone; NULL: of all, for good. */
void bench_usb_drop_requests (BenchUsb *self, GObject *client);
