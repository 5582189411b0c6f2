/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanning on devices that exist for umockdev only: nothing of them is ever opened. */
#include "core/isp-error.h"
#include "engine/scan/isp-scan.h"

#include <string.h>
#include <sys/stat.h>
#include <umockdev.h>
#include <unistd.h>

#define ROOT   "/devices/pci0000:00/0000:00:14.0/usb1/"
#define NOBODY 65534

typedef struct
{
  UMockdevTestbed *bed;
  IspSession *session;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->bed = umockdev_testbed_new ();
  f->session = isp_session_new ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  isp_session_unref (f->session);
  g_object_unref (f->bed);
}

/* port: "2" is plugged in at usb:1-2, with address 12. serial NULL: it has none. */
static void
add_usb_with (Fixture *f, const char *port, guint vid, guint pid, guint bcd, const char *product,
              const char *serial)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf (
      "P: " ROOT "1-%s\nN: bus/usb/001/01%s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
      "A: busnum=1\nA: devnum=1%s\nA: idVendor=%04x\nA: idProduct=%04x\nA: bcdDevice=%04x\n"
      "A: product=%s\n%s%s%s",
      port, port, port, vid, pid, bcd, product, serial != NULL ? "A: serial=" : "",
      serial != NULL ? serial : "", serial != NULL ? "\n" : "");

  umockdev_testbed_add_from_string (f->bed, text, &error);
  g_assert_no_error (error);
}

static void
add_usb (Fixture *f, const char *port, guint vid, guint pid, guint bcd, const char *product)
{
  add_usb_with (f, port, vid, pid, bcd, product, NULL);
}

/* port NULL: a port that no USB device belongs to. */
static void
add_tty_at (Fixture *f, const char *name, const char *port, guint interface)
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

  umockdev_testbed_add_from_string (f->bed, device, &error);
  g_assert_no_error (error);
  umockdev_testbed_add_from_string (f->bed, tty, &error);
  g_assert_no_error (error);
}

static void
add_tty (Fixture *f, const char *name, const char *port)
{
  add_tty_at (f, name, port, 0);
}

static void
add_all (Fixture *f)
{
  add_usb (f, "1", 0x1781, 0x0C9F, 0x0105, "Trinket");
  add_usb (f, "2", 0x16C0, 0x05DC, 0x0104, "USBasp");
  add_usb (f, "3", 0x046D, 0xC52B, 0x1211, "Mouse");
  add_usb (f, "4", 0x2341, 0x0043, 0x0001, "Arduino Uno");
  add_usb_with (f, "5", 0x16C0, 0x0483, 0x0100, "USB Serial", "12345");
  add_usb (f, "6", 0x12D1, 0x1001, 0x0000, "Modem");
  add_tty (f, "ttyACM0", "4");
  add_tty (f, "ttyACM1", "5");
  add_tty (f, "ttyUSB0", "6");
  add_tty (f, "ttyS0", NULL);
}

static void
check_port (GPtrArray *ports, guint i, const char *id, const char *driver, const char *name,
            IspPortState state)
{
  const IspPort *port = ports->pdata[i];

  g_assert_cmpstr (port->id, ==, id);
  g_assert_cmpstr (port->owner != NULL ? port->owner->id : NULL, ==, driver);
  g_assert_cmpstr (port->name, ==, name);
  g_assert_cmpint (port->state, ==, state);
}

/* The surest first; impostors are named; a mouse and built-in ports are nobody's business. */
static void
test_list (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ports = NULL;
  const IspPort *port;

  add_all (f);
  ports = isp_scan (f->session, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ports->len, ==, 5);
  check_port (ports, 0, "/dev/ttyACM1", "avrisp", "Pro Micro or Teensy 2.0 as ISP", ISP_PORT_READY);
  check_port (ports, 1, "usb:1-2", "usbasp", "USBasp", ISP_PORT_READY);
  check_port (ports, 2, "usb:1-1", NULL, "A Trinket or Gemma in its bootloader",
              ISP_PORT_NOT_A_PROGRAMMER);
  check_port (ports, 3, "/dev/ttyACM0", "avrisp", "Arduino Uno", ISP_PORT_ASK);
  check_port (ports, 4, "/dev/ttyUSB0", "avrisp", "Serial port", ISP_PORT_ASK);
  port = ports->pdata[1];
  g_assert_cmpstr (port->where, ==, "USB 1-2");
  g_assert_cmpstr (port->device_node, ==, "/dev/bus/usb/001/012");
  g_assert_cmphex (port->bcd_device, ==, 0x0104);
  g_assert_cmpuint (port->usb_bus, ==, 1);
  g_assert_cmpuint (port->usb_address, ==, 12);
}

static void
check_found (Fixture *f, const char *driver, const char *name, const char *id, const char *used)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPort) port = isp_scan_find (f->session, driver, name, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (port->id, ==, id);
  g_assert_cmpstr (port->owner->id, ==, used);
}

static void
check_refused (Fixture *f, const char *driver, const char *name, IspError code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPort) port = isp_scan_find (f->session, driver, name, &error);

  g_assert_null (port);
  g_assert_error (error, ISP_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_find (Fixture *f, gconstpointer data)
{
  check_refused (f, NULL, NULL, ISP_ERROR_NO_PROGRAMMER, "No programmer is plugged in");
  check_refused (f, "usbasp", NULL, ISP_ERROR_NO_PROGRAMMER, "No USBasp is plugged in");
  add_all (f);
  check_found (f, "usbasp", NULL, "usb:1-2", "usbasp");
  check_found (f, "USBasp", "usb:1-2", "usb:1-2", "usbasp");
  check_found (f, "avrisp", NULL, "/dev/ttyACM1", "avrisp");
  check_found (f, "arduino", "/dev/ttyACM0", "/dev/ttyACM0", "avrisp");
  check_found (f, NULL, "ttyACM0", "/dev/ttyACM0", "avrisp");
  check_found (f, NULL, "/dev/ttyUSB0", "/dev/ttyUSB0", "avrisp");
  check_found (f, NULL, "/dev/ttyS0", "/dev/ttyS0", "avrisp");
  check_refused (f, NULL, NULL, ISP_ERROR_NO_PROGRAMMER, "/dev/ttyACM1 (Pro Micro");
  check_refused (f, NULL, "usb:1-1", ISP_ERROR_NOT_A_PROGRAMMER, "Trinket");
  check_refused (f, "usbtiny", "usb:1-1", ISP_ERROR_NOT_A_PROGRAMMER, "Trinket");
  check_refused (f, NULL, "usb:1-3", ISP_ERROR_NO_PROGRAMMER, "usb:1-3");
  check_refused (f, "usbasp", "/dev/ttyACM0", ISP_ERROR_NO_PROGRAMMER, "no port for USBasp");
  check_refused (f, "jtagice", NULL, ISP_ERROR_NO_PROGRAMMER, "jtagice");
  check_refused (f, NULL, "/dev/ttyACM7", ISP_ERROR_NO_PROGRAMMER, "/dev/ttyACM7");
}

/* A serial port that may be anybody's is opened only for who asked for such a programmer. */
static void
test_find_likely (Fixture *f, gconstpointer data)
{
  add_usb (f, "4", 0x2341, 0x0043, 0x0001, "Arduino Uno");
  add_tty (f, "ttyACM0", "4");
  check_found (f, "avrisp", NULL, "/dev/ttyACM0", "avrisp");
  check_refused (f, NULL, NULL, ISP_ERROR_NO_PROGRAMMER, "/dev/ttyACM0 (Arduino Uno)");
  check_refused (f, "usbasp", NULL, ISP_ERROR_NO_PROGRAMMER, "No USBasp is plugged in");
}

static void
test_impostor (Fixture *f, gconstpointer data)
{
  add_usb (f, "1", 0x1781, 0x0C9F, 0x0105, "Trinket");
  check_refused (f, NULL, NULL, ISP_ERROR_NOT_A_PROGRAMMER, "Trinket");
  check_refused (f, "usbtiny", NULL, ISP_ERROR_NOT_A_PROGRAMMER, "Trinket");
  check_refused (f, "avrisp", NULL, ISP_ERROR_NO_PROGRAMMER, "No STK500v1 is plugged in");
}

/* Who is who, as far as ids and descriptors tell. */
static void
test_named (Fixture *f, gconstpointer data)
{
  /* clang-format off */
  static const struct
  {
    guint vid, pid, bcd;
    const char *product, *serial;
    int interface; /* -1: no serial port */
    const char *driver, *name;
    IspPortState state;
    const char *advice;
  } rows[] = {
    { 0x16C0, 0x05DC, 0x0102, "USBasp", NULL, -1, "usbasp", "USBasp", ISP_PORT_READY, NULL },
    { 0x03EB, 0xC8B4, 0x0100, "USBHID", NULL, -1, NULL, "A HID programmer sold as USBasp",
      ISP_PORT_NOT_A_PROGRAMMER, "ProgISP" },
    { 0x2341, 0x0042, 0x0001, "Arduino Mega", NULL, 0, "avrisp", "Arduino Mega", ISP_PORT_ASK, NULL },
    { 0x2341, 0x0010, 0x0001, "Arduino Mega", NULL, 0, "avrisp", "Arduino Mega", ISP_PORT_ASK, NULL },
    { 0x16C0, 0x092F, 0x0104, "NIBObee", NULL, -1, "usbasp", "NIBObee", ISP_PORT_READY, NULL },
    { 0x1781, 0x0C9F, 0x0104, "USBtiny", NULL, -1, "usbtiny", "USBtinyISP or PocketAVR",
      ISP_PORT_READY, NULL },
    { 0x1781, 0x0C9F, 0x0105, "Trinket", NULL, -1, NULL, "A Trinket or Gemma in its bootloader",
      ISP_PORT_NOT_A_PROGRAMMER, "only looks like a programmer" },
    { 0x16C0, 0x0483, 0x0275, "USB Serial", "12345", 0, "avrisp",
      "Pro Micro or Teensy 2.0 as ISP", ISP_PORT_READY, NULL },
    { 0x16C0, 0x0483, 0x0275, "USB Serial", "5551230", 0, "avrisp",
      "Teensy with a sketch of its own", ISP_PORT_ASK, NULL },
    { 0x16C0, 0x0483, 0x0275, "Lamp", "12345", 0, "avrisp", "Teensy with a sketch of its own",
      ISP_PORT_ASK, NULL },
    { 0x1A86, 0x7523, 0x0264, "USB Serial", NULL, 0, "avrisp", "Arduino or STK500 (CH340)", ISP_PORT_ASK,
      NULL },
    { 0x04D8, 0xFB00, 0x0002, "CDC Test", NULL, 0, "buspirate", "Bus Pirate v4", ISP_PORT_READY,
      NULL },
    { 0x1209, 0x7331, 0x0100, "Bus Pirate 5", NULL, 0, NULL, "Bus Pirate 5 or 6, its text port",
      ISP_PORT_NOT_A_PROGRAMMER, "second port" },
    { 0x1209, 0x7331, 0x0100, "Bus Pirate 5", NULL, 2, "buspirate",
      "Bus Pirate 5 or 6 in legacy4third mode", ISP_PORT_READY, NULL },
    { 0x03EB, 0x2FF4, 0x0000, "ATm32U4DFU", "1.0.0", -1, NULL, "A keyboard in Atmel DFU",
      ISP_PORT_NOT_A_PROGRAMMER, "no rescue needed" },
    { 0x03EB, 0x2FF4, 0x0936, "ATmega32U4", NULL, -1, NULL, "A keyboard in QMK DFU",
      ISP_PORT_NOT_A_PROGRAMMER, "no rescue needed" },
    { 0x1B4F, 0x9205, 0x0001, "Pro Micro 5V", NULL, 0, NULL, "A Pro Micro in its bootloader",
      ISP_PORT_NOT_A_PROGRAMMER, "ISP helper" },
    { 0x16C0, 0x0478, 0x0102, "", NULL, -1, NULL, "A Teensy in HalfKay",
      ISP_PORT_NOT_A_PROGRAMMER, "no rescue needed" },
    { 0x16C0, 0x05DF, 0x0100, "HIDBoot", NULL, -1, NULL, "A keyboard in BootloadHID",
      ISP_PORT_NOT_A_PROGRAMMER, "no rescue needed" },
    { 0x03EB, 0x2141, 0x0100, "Atmel-ICE", NULL, -1, NULL, "Atmel-ICE",
      ISP_PORT_NOT_A_PROGRAMMER, "Not supported" },
    { 0x1FFB, 0x00B0, 0x0100, "Pololu USB AVR Programmer v2", "00123456", 1, "stk500v2",
      "Pololu USB AVR Programmer v2", ISP_PORT_READY, NULL },
    { 0x1FFB, 0x00B0, 0x0100, "Pololu USB AVR Programmer v2", "00123456", 3, NULL,
      "The TTL serial port of a Pololu programmer", ISP_PORT_NOT_A_PROGRAMMER, "port" },
    { 0x1FFB, 0x00BB, 0x0100, "Pololu USB AVR Programmer v2.1", "00123456", 1, "stk500v2",
      "Pololu USB AVR Programmer v2.1", ISP_PORT_READY, NULL },
    { 0x03EB, 0x2104, 0x0200, "AVRISP mkII", "0002", -1, "avrispmkii", "AVRISP mkII",
      ISP_PORT_READY, NULL },
    { 0x1FFB, 0x00AF, 0x0100, "Bootloader", NULL, 0, NULL,
      "A Pololu USB AVR Programmer in its bootloader", ISP_PORT_NOT_A_PROGRAMMER, "Unplug" },
  };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) ports = NULL;
      const char *id = rows[i].interface < 0 ? "usb:1-2" : "/dev/ttyACM0";

      g_test_message ("%s", rows[i].name);
      add_usb_with (f, "2", rows[i].vid, rows[i].pid, rows[i].bcd, rows[i].product, rows[i].serial);
      if (rows[i].interface >= 0)
        add_tty_at (f, "ttyACM0", "2", (guint) rows[i].interface);
      ports = isp_scan (f->session, NULL);
      g_assert_cmpuint (ports->len, ==, 1);
      check_port (ports, 0, id, rows[i].driver, rows[i].name, rows[i].state);
      if (rows[i].advice != NULL)
        check_refused (f, NULL, id, ISP_ERROR_NOT_A_PROGRAMMER, rows[i].advice);
      tear_down (f, NULL);
      set_up (f, NULL);
    }
}

/* One id, several owners: -c says which; without it the port is only named. */
static void
test_several (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) ports = NULL;
  const IspPort *port;

  add_usb (f, "2", 0x0403, 0x6001, 0x0600, "FT232R USB UART");
  add_tty (f, "ttyUSB0", "2");
  ports = isp_scan (f->session, NULL);
  port = ports->pdata[0];
  g_assert_true (g_str_has_prefix (port->name, "Bus Pirate v3"));
  g_assert_true (g_str_has_suffix (port->name, " (FT232R)"));
  g_assert_cmpint (port->state, ==, ISP_PORT_ASK);
  g_assert_true (isp_port_may_be (port, &isp_drivers_by_id ("buspirate")->owner));
  g_assert_true (isp_port_may_be (port, &isp_drivers_by_id ("avrisp")->owner));
  g_assert_true (isp_port_may_be (port, &isp_drivers_by_id ("stk500v2")->owner));
  g_assert_false (isp_port_may_be (port, &isp_drivers_by_id ("usbasp")->owner));
  check_found (f, "avrisp", NULL, "/dev/ttyUSB0", "avrisp");
  check_found (f, "buspirate", NULL, "/dev/ttyUSB0", "buspirate");
  check_found (f, "stk500v2", NULL, "/dev/ttyUSB0", "stk500v2");
  check_found (f, "avrisp", "ttyUSB0", "/dev/ttyUSB0", "avrisp");
  check_refused (f, NULL, NULL, ISP_ERROR_NO_PROGRAMMER, "(FT232R)");
}

/* A HID device with the shared id that is no bootloader is nobody's business. */
static void
test_stranger (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) ports = NULL;

  add_usb (f, "2", 0x16C0, 0x05DF, 0x0100, "Mouse");
  ports = isp_scan (f->session, NULL);
  g_assert_cmpuint (ports->len, ==, 0);
}

static void
test_two_alike (Fixture *f, gconstpointer data)
{
  add_usb (f, "1", 0x16C0, 0x05DC, 0x0104, "USBasp");
  add_usb (f, "2", 0x16C0, 0x05DC, 0x0104, "USBasp");
  check_refused (f, NULL, NULL, ISP_ERROR_NO_PROGRAMMER, "usb:1-1 (USBasp), usb:1-2 (USBasp)");
  check_found (f, NULL, "usb:1-2", "usb:1-2", "usbasp");
}

static void
test_no_permission (Fixture *f, gconstpointer data)
{
  g_autofree char *root = umockdev_testbed_get_root_dir (f->bed);
  g_autofree char *node = g_build_filename (root, "dev/bus/usb/001/012", NULL);
  g_autoptr (GPtrArray) ports = NULL;
  gboolean is_root = getuid () == 0;

  add_usb (f, "2", 0x16C0, 0x05DC, 0x0104, "USBasp");
  g_assert_cmpint (chmod (node, is_root ? 0600 : 0), ==, 0);
  g_assert_cmpint (chmod (root, 0755), ==, 0);
  if (is_root)
    g_assert_cmpint (setresuid (NOBODY, NOBODY, 0), ==, 0);
  ports = isp_scan (f->session, NULL);
  check_refused (f, NULL, NULL, ISP_ERROR_PERMISSION, "/dev/bus/usb/001/012");
  if (is_root)
    g_assert_cmpint (setresuid (0, 0, 0), ==, 0);
  check_port (ports, 0, "usb:1-2", "usbasp", "USBasp", ISP_PORT_NO_PERMISSION);
  g_assert_cmpint (chmod (node, 0600), ==, 0);
  check_found (f, NULL, NULL, "usb:1-2", "usbasp");
}

/* ── the scanner ── */

typedef struct
{
  GMainLoop *loop;
  guint calls, len;
} Seen;

static void
on_ports (IspScanner *scanner, GPtrArray *ports, gpointer data)
{
  Seen *seen = data;

  seen->calls++;
  seen->len = ports->len;
  g_main_loop_quit (seen->loop);
}

static gboolean
on_late (gpointer data)
{
  g_main_loop_quit (data);
  return G_SOURCE_REMOVE;
}

static void
test_scanner (Fixture *f, gconstpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Seen seen = { .loop = loop };
  IspScanner *scanner = isp_scanner_new (f->session, on_ports, &seen);

  g_main_loop_run (loop); /* told once at the start, though nothing is there */
  g_assert_cmpuint (seen.calls, ==, 1);
  g_assert_cmpuint (seen.len, ==, 0);

  add_usb (f, "2", 0x16C0, 0x05DC, 0x0104, "USBasp");
  g_main_loop_run (loop);
  g_assert_cmpuint (seen.calls, ==, 2);
  g_assert_cmpuint (seen.len, ==, 1);

  isp_scanner_set_paused (scanner, TRUE);
  add_usb (f, "1", 0x16C0, 0x05DC, 0x0104, "USBasp");
  g_timeout_add (1200, on_late, loop);
  g_main_loop_run (loop);
  g_assert_cmpuint (seen.calls, ==, 2);
  isp_scanner_set_paused (scanner, FALSE);
  g_main_loop_run (loop);
  g_assert_cmpuint (seen.calls, ==, 3);
  g_assert_cmpuint (seen.len, ==, 2);

  /* Freed while a scan is under way: nobody is called any more. */
  isp_scanner_set_paused (scanner, TRUE);
  isp_scanner_set_paused (scanner, FALSE);
  isp_scanner_free (scanner);
  g_timeout_add (100, on_late, loop);
  g_main_loop_run (loop);
  g_assert_cmpuint (seen.calls, ==, 3);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/scan/list", test_list },
    { "/scan/find", test_find },
    { "/scan/find-likely", test_find_likely },
    { "/scan/impostor", test_impostor },
    { "/scan/named", test_named },
    { "/scan/several", test_several },
    { "/scan/stranger", test_stranger },
    { "/scan/two-alike", test_two_alike },
    { "/scan/no-permission", test_no_permission },
    { "/scan/scanner", test_scanner },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
