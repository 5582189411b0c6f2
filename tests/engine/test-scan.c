/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanning on devices that exist for umockdev only: nothing of them is ever opened. */
#include "engine/scan/isp-scan.h"
#include "ports/plugs.h"

#include <string.h>

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
test_list (Plugs *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ports = NULL;
  const IspPort *port;

  plugs_add_all (f);
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

/* A USBasp on newer hardware has a serial port as well, which is for other chips. */
static void
test_composite (Plugs *f, gconstpointer data)
{
  g_autoptr (GPtrArray) ports = NULL;

  plugs_add_usb_with (f, "2", 0x16C0, 0x05DC, 0x0108, "USBasp", "wagiminator");
  plugs_add_tty_at (f, "ttyACM0", "2", 1);
  ports = isp_scan (f->session, NULL);
  g_assert_cmpuint (ports->len, ==, 2);
  check_port (ports, 0, "usb:1-2", "usbasp", "USBasp", ISP_PORT_READY);
  check_port (ports, 1, "/dev/ttyACM0", NULL, "The serial port of a USBasp",
              ISP_PORT_NOT_A_PROGRAMMER);
}

/* Who is who, as far as ids and descriptors tell. */
static void
test_named (Plugs *f, gconstpointer data)
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
    { 0x16C0, 0x05DC, 0x0100, "I2C-Tiny-USB", NULL, -1, "usbasp",
      "USBasp clone or another device", ISP_PORT_ASK, NULL },
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
    { 0x16C0, 0x27DD, 0x0107, "ArduinoISP", "picoISP", 0, "avrisp", "picoISP", ISP_PORT_READY, NULL },
    { 0x16C0, 0x27DD, 0x0107, "Lamp", "1", 0, "avrisp", "Serial port", ISP_PORT_ASK, NULL },
    { 0x16C0, 0x2A9B, 0x4340, "AVR-ISP2", "19331-49101-552", 0, "stk500v2", "Diamex AVR-ISP2",
      ISP_PORT_READY, NULL },
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
      plugs_add_usb_with (f, "2", rows[i].vid, rows[i].pid, rows[i].bcd, rows[i].product,
                          rows[i].serial);
      if (rows[i].interface >= 0)
        plugs_add_tty_at (f, "ttyACM0", "2", (guint) rows[i].interface);
      ports = isp_scan (f->session, NULL);
      g_assert_cmpuint (ports->len, ==, 1);
      check_port (ports, 0, id, rows[i].driver, rows[i].name, rows[i].state);
      if (rows[i].advice != NULL)
        g_assert_nonnull (strstr (isp_port_get_advice (ports->pdata[0]), rows[i].advice));
      plugs_tear_down (f, NULL);
      plugs_set_up (f, NULL);
    }
}

/* A HID device with the shared id that is no bootloader is nobody's business. */
static void
test_stranger (Plugs *f, gconstpointer data)
{
  g_autoptr (GPtrArray) ports = NULL;

  plugs_add_usb (f, "2", 0x16C0, 0x05DF, 0x0100, "Mouse");
  ports = isp_scan (f->session, NULL);
  g_assert_cmpuint (ports->len, ==, 0);
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
test_scanner (Plugs *f, gconstpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Seen seen = { .loop = loop };
  IspScanner *scanner = isp_scanner_new (f->session, ISP_SCAN_PROGRAMMERS, on_ports, &seen);

  g_main_loop_run (loop); /* told once at the start, though nothing is there */
  g_assert_cmpuint (seen.calls, ==, 1);
  g_assert_cmpuint (seen.len, ==, 0);

  plugs_add_usb (f, "2", 0x16C0, 0x05DC, 0x0104, "USBasp");
  g_main_loop_run (loop);
  g_assert_cmpuint (seen.calls, ==, 2);
  g_assert_cmpuint (seen.len, ==, 1);

  isp_scanner_set_paused (scanner, TRUE);
  plugs_add_usb (f, "1", 0x16C0, 0x05DC, 0x0104, "USBasp");
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
  static const PlugsTest tests[] = {
    { "/scan/list", test_list },       { "/scan/composite", test_composite },
    { "/scan/named", test_named },     { "/scan/stranger", test_stranger },
    { "/scan/scanner", test_scanner },
  };

  return plugs_run (argc, argv, tests, G_N_ELEMENTS (tests));
}
