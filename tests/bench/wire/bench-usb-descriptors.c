/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-usb-descriptors.h"

#include "bench-usb-bulk.h"

#include <string.h>

gsize
bench_usb_get_descriptors (const BenchUsbDevice *device, guint8 out[BENCH_USB_DESCRIPTORS_LENGTH])
{
  guint n = device->packet > 0 ? 2 : 0;
  guint8 total = BENCH_USB_DESCRIPTORS_LENGTH - BENCH_USB_DEVICE_LENGTH - (2 - n) * 7;
  const guint8 bytes[BENCH_USB_DESCRIPTORS_LENGTH] = { 18,
                                                       1,
                                                       0x10,
                                                       0x01,
                                                       0xFF,
                                                       0,
                                                       0,
                                                       BENCH_USB_CONTROL_PACKET,
                                                       device->vid & 0xFF,
                                                       device->vid >> 8,
                                                       device->pid & 0xFF,
                                                       device->pid >> 8,
                                                       device->bcd_device & 0xFF,
                                                       device->bcd_device >> 8,
                                                       1,
                                                       2,
                                                       0,
                                                       1,
                                                       9,
                                                       2,
                                                       total,
                                                       0,
                                                       1,
                                                       1,
                                                       0,
                                                       0x80,
                                                       50,
                                                       9,
                                                       4,
                                                       0,
                                                       0,
                                                       n,
                                                       n > 0 ? 0xFF : 0,
                                                       0,
                                                       0,
                                                       0,
                                                       7,
                                                       5,
                                                       BENCH_BULK_IN,
                                                       2,
                                                       device->packet,
                                                       0,
                                                       10,
                                                       7,
                                                       5,
                                                       BENCH_BULK_OUT,
                                                       2,
                                                       device->packet,
                                                       0,
                                                       10 };

  memcpy (out, bytes, sizeof bytes);
  return BENCH_USB_DEVICE_LENGTH + total;
}

gsize
bench_usb_get_string (const BenchUsbDevice *device, guint index, guint8 out[255])
{
  const char *text = index == 1 ? device->manufacturer : device->product;

  out[1] = 3;
  if (index == 0)
    {
      out[0] = 4;
      out[2] = 0x09;
      out[3] = 0x04;
      return 4;
    }
  if (index > 2)
    return 0;
  out[0] = 2 + 2 * strlen (text);
  for (guint i = 0; text[i] != '\0'; i++)
    {
      out[2 + 2 * i] = text[i];
      out[3 + 2 * i] = 0;
    }
  return out[0];
}

char *
bench_usb_describe (const BenchUsbDevice *device, const char *syspath, const char *node)
{
  guint8 bytes[BENCH_USB_DESCRIPTORS_LENGTH];
  gsize n = bench_usb_get_descriptors (device, bytes);
  GString *hex = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (hex, "%02X", bytes[i]);
  char *text = g_strdup_printf (
      "P: %s\nN: %s=%s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
      "E: DEVNAME=/dev/%s\nE: BUSNUM=001\nE: DEVNUM=005\nE: MAJOR=189\nE: MINOR=4\n"
      "E: PRODUCT=%x/%x/%x\nA: busnum=1\nA: devnum=5\nA: devpath=2\nA: speed=%s\n"
      "A: bConfigurationValue=1\nA: bNumConfigurations=1\nA: idVendor=%04x\nA: idProduct=%04x\n"
      "A: bcdDevice=%04x\nA: manufacturer=%s\nA: product=%s\nA: dev=189:4\n"
      "H: descriptors=%s\n\n",
      syspath, node, hex->str, node, device->vid, device->pid, device->bcd_device,
      device->packet > 0 ? "12" : "1.5", device->vid, device->pid, device->bcd_device,
      device->manufacturer, device->product, hex->str);
  g_string_free (hex, TRUE);
  return text;
}
