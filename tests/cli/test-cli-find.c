/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which port -c and -P mean, on devices that exist for umockdev only. */
#include "cli.h"

#include "engine/scan/isp-lookout.h"
#include "engine/scan/isp-scan.h"
#include "ports/plugs.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY 65534

static void
check_found (Plugs *f, const char *driver, const char *name, const char *id, const char *used)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPort) port = cli_find_programmer (f->session, driver, name, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (port->id, ==, id);
  g_assert_cmpstr (port->owner->id, ==, used);
}

static void
check_refused (Plugs *f, const char *driver, const char *name, int code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPort) port = cli_find_programmer (f->session, driver, name, &error);

  g_assert_null (port);
  g_assert_error (error, ISP_ERROR, code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_find (Plugs *f, gconstpointer data)
{
  check_refused (f, NULL, NULL, ISP_ERROR_NO_PROGRAMMER, "No programmer is plugged in");
  check_refused (f, "usbasp", NULL, ISP_ERROR_NO_PROGRAMMER, "No USBasp is plugged in");
  plugs_add_all (f);
  check_found (f, "usbasp", NULL, "usb:1-2", "usbasp");
  check_found (f, "USBasp", "usb:1-2", "usb:1-2", "usbasp");
  check_found (f, "avrisp", NULL, "/dev/ttyACM1", "avrisp");
  check_found (f, "arduino", "/dev/ttyACM0", "/dev/ttyACM0", "avrisp");
  check_found (f, NULL, "ttyACM0", "/dev/ttyACM0", "avrisp");
  check_found (f, NULL, "/dev/ttyUSB0", "/dev/ttyUSB0", "avrisp");
  check_found (f, NULL, "/dev/ttyS0", "/dev/ttyS0", "avrisp");
  check_refused (f, NULL, NULL, ISP_ERROR_WHICH_PORT, "/dev/ttyACM1 (Pro Micro");
  check_refused (f, NULL, "usb:1-1", ISP_ERROR_NOT_A_PROGRAMMER, "Trinket");
  check_refused (f, "usbtiny", "usb:1-1", ISP_ERROR_NOT_A_PROGRAMMER, "Trinket");
  check_refused (f, NULL, "usb:1-3", ISP_ERROR_NO_PROGRAMMER, "usb:1-3");
  check_refused (f, "usbasp", "/dev/ttyACM0", ISP_ERROR_NO_PROGRAMMER, "is not a port for USBasp");
  check_refused (f, "jtagice", NULL, ISP_ERROR_NO_PROGRAMMER, "jtagice");
  check_refused (f, NULL, "/dev/ttyACM7", ISP_ERROR_NO_PROGRAMMER, "/dev/ttyACM7");
}

/* A serial port that may be anybody's is opened only for who asked for such a programmer. */
static void
test_find_likely (Plugs *f, gconstpointer data)
{
  plugs_add_usb (f, "4", 0x2341, 0x0043, 0x0001, "Arduino Uno");
  plugs_add_tty (f, "ttyACM0", "4");
  check_found (f, "avrisp", NULL, "/dev/ttyACM0", "avrisp");
  check_refused (f, NULL, NULL, ISP_ERROR_WHICH_PORT, "/dev/ttyACM0 (Arduino Uno)");
  check_refused (f, "usbasp", NULL, ISP_ERROR_NO_PROGRAMMER, "No USBasp is plugged in");
}

static void
test_impostor (Plugs *f, gconstpointer data)
{
  plugs_add_usb (f, "1", 0x1781, 0x0C9F, 0x0105, "Trinket");
  check_refused (f, NULL, NULL, ISP_ERROR_NOT_A_PROGRAMMER, "Trinket");
  check_refused (f, "usbtiny", NULL, ISP_ERROR_NOT_A_PROGRAMMER, "Trinket");
  check_refused (f, "avrisp", NULL, ISP_ERROR_NO_PROGRAMMER, "No STK500v1 is plugged in");
}

/* One id, several owners: -c says which; without it the port is only named. */
static void
test_several (Plugs *f, gconstpointer data)
{
  g_autoptr (GPtrArray) ports = NULL;
  const IspPort *port;

  plugs_add_usb (f, "2", 0x0403, 0x6001, 0x0600, "FT232R USB UART");
  plugs_add_tty (f, "ttyUSB0", "2");
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
  check_refused (f, NULL, NULL, ISP_ERROR_WHICH_PORT, "(FT232R)");
}

static void
test_two_alike (Plugs *f, gconstpointer data)
{
  plugs_add_usb (f, "1", 0x16C0, 0x05DC, 0x0104, "USBasp");
  plugs_add_usb (f, "2", 0x16C0, 0x05DC, 0x0104, "USBasp");
  check_refused (f, NULL, NULL, ISP_ERROR_WHICH_PORT, "usb:1-1 (USBasp), usb:1-2 (USBasp)");
  check_found (f, NULL, "usb:1-2", "usb:1-2", "usbasp");
}

/* None is taken by itself; a board is named by its place. */
static void
check_two_loaders (Plugs *f, guint second, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_lookout_await (f->session, NULL, NULL, 0, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_WHICH_PORT);
  g_assert_nonnull (strstr (error->message, says));
  g_clear_error (&error);

  g_autoptr (IspPort) port = isp_lookout_await (f->session, NULL, "usb:1-2", 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (port->usb_path, ==, "1-2");
  g_assert_cmphex (port->pid, ==, second);
}

static void
test_two_in_one_loader (Plugs *f, gconstpointer data)
{
  plugs_add_usb (f, "1", 0x03EB, 0x2FF4, 0, "Board");
  plugs_add_usb (f, "2", 0x03EB, 0x2FF4, 0, "Board");
  check_two_loaders (f, 0x2FF4,
                     "usb:1-1 (A keyboard in Atmel DFU), usb:1-2 (A keyboard in Atmel DFU)");
}

/* Firmware for the other one would never show up on USB. */
static void
test_two_clocks (Plugs *f, gconstpointer data)
{
  plugs_add_usb (f, "1", 0x1B4F, 0x9203, 1, "Board");
  plugs_add_tty (f, "ttyACM0", "1");
  plugs_add_usb (f, "2", 0x1B4F, 0x9205, 1, "Board");
  plugs_add_tty (f, "ttyACM1", "2");
  check_two_loaders (f, 0x9205,
                     "/dev/ttyACM0 (A Pro Micro in its bootloader), /dev/ttyACM1 (A Pro Micro");
}

static void
test_no_permission (Plugs *f, gconstpointer data)
{
  g_autofree char *root = umockdev_testbed_get_root_dir (f->bed);
  g_autofree char *node = g_build_filename (root, "dev/bus/usb/001/012", NULL);
  g_autoptr (GPtrArray) ports = NULL;
  gboolean is_root = getuid () == 0;

  plugs_add_usb (f, "2", 0x16C0, 0x05DC, 0x0104, "USBasp");
  g_assert_cmpint (chmod (node, is_root ? 0600 : 0), ==, 0);
  g_assert_cmpint (chmod (root, 0755), ==, 0);
  if (is_root)
    g_assert_cmpint (setresuid (NOBODY, NOBODY, 0), ==, 0);
  ports = isp_scan (f->session, NULL);
  check_refused (f, NULL, NULL, ISP_ERROR_PERMISSION, "/dev/bus/usb/001/012");
  if (is_root)
    g_assert_cmpint (setresuid (0, 0, 0), ==, 0);
  g_assert_cmpint (((IspPort *) ports->pdata[0])->state, ==, ISP_PORT_NO_PERMISSION);
  g_assert_cmpint (chmod (node, 0600), ==, 0);
  check_found (f, NULL, NULL, "usb:1-2", "usbasp");
}

int
main (int argc, char **argv)
{
  static const PlugsTest tests[] = {
    { "/find/all", test_find },
    { "/find/likely", test_find_likely },
    { "/find/impostor", test_impostor },
    { "/find/several", test_several },
    { "/find/two-alike", test_two_alike },
    { "/find/two-in-one-loader", test_two_in_one_loader },
    { "/find/two-clocks", test_two_clocks },
    { "/find/no-permission", test_no_permission },
  };

  return plugs_run (argc, argv, tests, G_N_ELEMENTS (tests));
}
