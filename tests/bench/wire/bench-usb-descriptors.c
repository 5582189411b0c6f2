/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-usb-descriptors.h"

#include "bench-usb-bulk.h"

#include <string.h>

#define VENDOR_LENGTH (BENCH_USB_DEVICE_LENGTH + 18 + 2 * 7)
#define INTERFACE     4 /* descriptor type */

/* Where a device descriptor has what the row says. */
enum
{
  CONTROL_PACKET = 7,
  VENDOR_ID = 8,
  PRODUCT_ID = 10,
  RELEASE = 12,
};

/* ── on the bus ── */

/* clang-format off */
static const guint8 vendor_device[VENDOR_LENGTH] = {
  18, 1, 0x10, 0x01, 0xFF, 0, 0, BENCH_USB_CONTROL_PACKET, 0, 0, 0, 0, 0, 0, 1, 2, 0, 1,
  9, 2, 18, 0, 1, 1, 0, 0x80, 50,
  9, 4, 0, 0, 0, 0, 0, 0, 0,
  7, 5, BENCH_BULK_IN, 2, 0, 0, 10,
  7, 5, BENCH_BULK_OUT, 2, 0, 0, 10,
};
/* clang-format on */

/* An interface of the vendor's class, with a pair of endpoints or none. */
static gsize
make_vendor_device (const BenchUsbDevice *device, guint8 out[VENDOR_LENGTH])
{
  guint8 *configuration = out + BENCH_USB_DEVICE_LENGTH;

  memcpy (out, vendor_device, VENDOR_LENGTH);
  if (device->packet == 0)
    return VENDOR_LENGTH - 2 * 7;
  configuration[2] = VENDOR_LENGTH - BENCH_USB_DEVICE_LENGTH;
  configuration[9 + 4] = 2;
  configuration[9 + 5] = 0xFF;
  configuration[18 + 4] = configuration[18 + 7 + 4] = device->packet;
  return VENDOR_LENGTH;
}

gsize
bench_usb_get_descriptors (const BenchUsbDevice *device, guint8 out[BENCH_USB_DESCRIPTORS_MAX])
{
  gsize n = device->n_descriptors;

  if (device->descriptors == NULL)
    n = make_vendor_device (device, out);
  else
    memcpy (out, device->descriptors, n);
  const guint16 numbers[] = { device->vid, device->pid, device->bcd_device };
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      out[VENDOR_ID + 2 * i] = numbers[i] & 0xFF;
      out[VENDOR_ID + 2 * i + 1] = numbers[i] >> 8;
    }
  return n;
}

guint
bench_usb_get_control_packet (const BenchUsbDevice *device)
{
  return device->descriptors != NULL ? device->descriptors[CONTROL_PACKET]
                                     : BENCH_USB_CONTROL_PACKET;
}

gboolean
bench_usb_is_full_speed (const BenchUsbDevice *device)
{
  return device->full_speed || device->packet > 0;
}

gsize
bench_usb_get_string (const BenchUsbDevice *device, guint index, guint8 out[255])
{
  const char *const texts[] = { device->manufacturer, device->product, device->serial };

  out[1] = 3;
  if (index == 0)
    {
      out[0] = 4;
      out[2] = 0x09;
      out[3] = 0x04;
      return 4;
    }
  const char *text = index <= G_N_ELEMENTS (texts) ? texts[index - 1] : NULL;
  if (text == NULL)
    return 0;
  out[0] = 2 + 2 * strlen (text);
  for (guint i = 0; text[i] != '\0'; i++)
    {
      out[2 + 2 * i] = text[i];
      out[3 + 2 * i] = 0;
    }
  return out[0];
}

/* ── in sysfs ── */

static void
append_hex (GString *out, const char *before, const guint8 *bytes, gsize n)
{
  g_string_append (out, before);
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (out, "%02X", bytes[i]);
  g_string_append_c (out, '\n');
}

static void
append_string (GString *out, const char *name, const char *text)
{
  if (text != NULL)
    g_string_append_printf (out, "A: %s=%s\n", name, text);
}

static void
append_device (GString *out, const BenchUsbDevice *d, const Bench *bench, guint number)
{
  guint8 bytes[BENCH_USB_DESCRIPTORS_MAX];
  gsize n = bench_usb_get_descriptors (d, bytes);

  g_string_append_printf (out, "P: " BENCH_USB_ROOT "%s\n", bench->usb_port);
  g_string_append_printf (out, "N: bus/usb/001/%03u=", number);
  append_hex (out, "", bytes, n);
  g_string_append_printf (
      out,
      "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: DEVNAME=/dev/bus/usb/001/%03u\nE: BUSNUM=001\n"
      "E: DEVNUM=%03u\nE: MAJOR=189\nE: MINOR=%u\nE: PRODUCT=%x/%x/%x\nA: busnum=1\nA: devnum=%u\n"
      "A: devpath=%s\nA: speed=%s\nA: bConfigurationValue=1\nA: bNumConfigurations=1\n"
      "A: idVendor=%04x\nA: idProduct=%04x\nA: bcdDevice=%04x\nA: dev=189:%u\n",
      number, number, number - 1, d->vid, d->pid, d->bcd_device, number, bench->usb_port + 2,
      bench_usb_is_full_speed (d) ? "12" : "1.5", d->vid, d->pid, d->bcd_device, number - 1);
  append_string (out, "manufacturer", d->manufacturer);
  append_string (out, "product", d->product);
  append_string (out, "serial", d->serial);
  append_hex (out, "H: descriptors=", bytes, n);
  g_string_append_c (out, '\n');
}

/* The next interface descriptor at or after *at; NULL: there is none. */
static const guint8 *
next_interface (const BenchUsbDevice *d, gsize *at)
{
  while (*at + 9 <= d->n_descriptors && d->descriptors[*at] > 0)
    {
      const guint8 *here = d->descriptors + *at;
      *at += here[0];
      if (here[1] == INTERFACE)
        return here;
    }
  return NULL;
}

static char *
get_interface_path (const Bench *bench, guint number)
{
  return g_strdup_printf (BENCH_USB_ROOT "%s/%s:1.%u", bench->usb_port, bench->usb_port, number);
}

static char *
get_hid_path (const BenchUsbDevice *d, const Bench *bench)
{
  return g_strdup_printf (BENCH_USB_ROOT "%s/%s:1.0/0003:%04X:%04X.0001", bench->usb_port,
                          bench->usb_port, d->vid, d->pid);
}

static void
append_interfaces (GString *out, const BenchUsbDevice *d, const Bench *bench)
{
  const guint8 *interface;

  for (gsize at = 0; (interface = next_interface (d, &at)) != NULL;)
    {
      g_autofree char *path = get_interface_path (bench, interface[2]);
      g_string_append_printf (out,
                              "P: %s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
                              "A: bInterfaceNumber=%02x\nA: bInterfaceClass=%02x\n"
                              "A: bInterfaceSubClass=%02x\nA: bInterfaceProtocol=%02x\n\n",
                              path, interface[2], interface[5], interface[6], interface[7]);
    }
  if (d->report == NULL)
    return;
  g_autofree char *path = get_hid_path (d, bench);
  g_string_append_printf (out, "P: %s\nE: SUBSYSTEM=hid\n", path);
  append_hex (out, "H: report_descriptor=", d->report, d->n_report);
  g_string_append_c (out, '\n');
}

gboolean
bench_usb_show (const BenchUsbDevice *device, Bench *bench, guint number, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_device (text, device, bench, number);
  append_interfaces (text, device, bench);
  return umockdev_testbed_add_from_string (bench->bed, text->str, error);
}

static void
hide (Bench *bench, const char *path)
{
  g_autofree char *full = g_strconcat ("/sys", path, NULL);

  umockdev_testbed_uevent (bench->bed, full, "remove");
  umockdev_testbed_remove_device (bench->bed, full);
}

void
bench_usb_hide (const BenchUsbDevice *device, Bench *bench)
{
  g_autofree char *hid = get_hid_path (device, bench);
  g_autofree char *path = g_strconcat (BENCH_USB_ROOT, bench->usb_port, NULL);
  const guint8 *interface;

  if (device->report != NULL)
    hide (bench, hid);
  for (gsize at = 0; (interface = next_interface (device, &at)) != NULL;)
    {
      g_autofree char *child = get_interface_path (bench, interface[2]);
      hide (bench, child);
    }
  hide (bench, path);
}
