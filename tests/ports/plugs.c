/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plugs.h"

#define ROOT "/devices/pci0000:00/0000:00:14.0/usb1/"

void
plugs_set_up (Plugs *self, gconstpointer data)
{
  self->bed = umockdev_testbed_new ();
  self->session = isp_session_new ();
}

void
plugs_tear_down (Plugs *self, gconstpointer data)
{
  isp_session_unref (self->session);
  g_object_unref (self->bed);
}

void
plugs_add_usb_with (Plugs *self, const char *port, guint vid, guint pid, guint bcd,
                    const char *product, const char *serial)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (
      "P: " ROOT "1-%s\nN: bus/usb/001/01%s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
      "A: busnum=1\nA: devnum=1%s\nA: idVendor=%04x\nA: idProduct=%04x\nA: bcdDevice=%04x\n"
      "A: product=%s\n%s%s%s",
      port, port, port, vid, pid, bcd, product, serial != NULL ? "A: serial=" : "",
      serial != NULL ? serial : "", serial != NULL ? "\n" : "");

  umockdev_testbed_add_from_string (self->bed, text, &error);
  g_assert_no_error (error);
}

void
plugs_add_usb (Plugs *self, const char *port, guint vid, guint pid, guint bcd, const char *product)
{
  plugs_add_usb_with (self, port, vid, pid, bcd, product, NULL);
}

void
plugs_add_tty_at (Plugs *self, const char *name, const char *port, guint interface)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *parent = port != NULL
                                ? g_strdup_printf (ROOT "1-%s/1-%s:1.%u", port, port, interface)
                                : g_strdup ("/devices/platform/serial");
  g_autofree char *base = g_path_get_basename (parent);
  g_autofree char *device =
      g_strdup_printf ("P: %s\nE: SUBSYSTEM=%s\n", parent, port != NULL ? "usb" : "platform");
  g_autofree char *tty = g_strdup_printf ("P: %s/tty/%s\nN: %s\nE: SUBSYSTEM=tty\n"
                                          "E: DEVNAME=/dev/%s\nL: device=../../../%s\n",
                                          parent, name, name, name, base);

  umockdev_testbed_add_from_string (self->bed, device, &error);
  g_assert_no_error (error);
  umockdev_testbed_add_from_string (self->bed, tty, &error);
  g_assert_no_error (error);
}

void
plugs_add_tty (Plugs *self, const char *name, const char *port)
{
  plugs_add_tty_at (self, name, port, 0);
}

void
plugs_add_all (Plugs *self)
{
  plugs_add_usb (self, "1", 0x1781, 0x0C9F, 0x0105, "Trinket");
  plugs_add_usb (self, "2", 0x16C0, 0x05DC, 0x0104, "USBasp");
  plugs_add_usb (self, "3", 0x046D, 0xC52B, 0x1211, "Mouse");
  plugs_add_usb (self, "4", 0x2341, 0x0043, 0x0001, "Arduino Uno");
  plugs_add_usb_with (self, "5", 0x16C0, 0x0483, 0x0100, "USB Serial", "12345");
  plugs_add_usb (self, "6", 0x12D1, 0x1001, 0x0000, "Modem");
  plugs_add_tty (self, "ttyACM0", "4");
  plugs_add_tty (self, "ttyACM1", "5");
  plugs_add_tty (self, "ttyUSB0", "6");
  plugs_add_tty (self, "ttyS0", NULL);
}

int
plugs_run (int argc, char **argv, const PlugsTest *tests, guint n)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n; i++)
    g_test_add (tests[i].path, Plugs, NULL, plugs_set_up, tests[i].test, plugs_tear_down);
  return g_test_run ();
}
