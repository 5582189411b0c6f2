/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial devices whose ids may be several's, and those that are nobody's: named by the scan, told
 * apart by asking once they are chosen. */
#include "core/isp-error.h"
#include "fixture.h"

#include <string.h>

typedef struct
{
  const char *model;
  IspPortState state;
  const char *scan;          /* as the scan names it */
  const char *driver, *name; /* who it is; NULL: nobody */
  IspError code;
  const char *says;
} Row;

#define LIMIT_US (30 * G_USEC_PER_SEC) /* until a stranger is told to be one */

#define FT232R "Bus Pirate v3, Arduino or STK500 (FT232R)"
#define HELPER "Pro Micro or Teensy 2.0 as ISP"

/* clang-format off */
static const Row rows[] = {
  { "arduino-ftdi", ISP_PORT_ASK, FT232R, "avrisp", "Arduino", 0, NULL },
  { "buspirate", ISP_PORT_ASK, FT232R, "buspirate", "Bus Pirate v3", 0, NULL },
  { "stk500v2", ISP_PORT_ASK, FT232R, "stk500v2", "STK500", 0, NULL },
  /* an Arduino Mega's, which would take a keyboard's bootloader for its own program */
  { "stk500v2-bootloader", ISP_PORT_ASK, FT232R, NULL, NULL, ISP_ERROR_NOT_A_PROGRAMMER,
    "It answers, but" },
  { "gps", ISP_PORT_ASK, FT232R, NULL, NULL, ISP_ERROR_NOT_A_PROGRAMMER,
    "It answers, but not like a programmer that Unbrick knows; tried: Bus Pirate, STK500v1, "
    "STK500v2" },
  { "babbler", ISP_PORT_ASK, FT232R, NULL, NULL, ISP_ERROR_NOT_A_PROGRAMMER, "It answers, but" },
  { "lamp", ISP_PORT_ASK, FT232R, NULL, NULL, ISP_ERROR_TIMEOUT,
    "Nothing answers; tried: Bus Pirate, STK500v1, "
    "STK500v2" },
  { "teensy-echo", ISP_PORT_READY, HELPER, NULL, NULL, ISP_ERROR_NOT_A_PROGRAMMER,
    "A Teensyduino sketch" },
  { "teensy-quiet", ISP_PORT_READY, HELPER, NULL, NULL, ISP_ERROR_NOT_A_PROGRAMMER,
    "another sketch runs" },
};
/* clang-format on */

static void
check_found (Fixture *f, const Row *row)
{
  g_autoptr (GError) error = NULL;

  f->programmer = isp_programmer_open (f->session, f->port, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (f->programmer->driver->owner.id, ==, row->driver);
  g_assert_cmpstr (f->programmer->name, ==, row->name);
  fixture_enter (f, 0);
  fixture_check_flash (f, 0, 128, 1);
}

static void
check_refused (Fixture *f, const Row *row)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_programmer_open (f->session, f->port, NULL, &error));
  g_assert_cmpint (g_get_monotonic_time () - start, <, LIMIT_US);
  g_assert_error (error, ISP_ERROR, (int) row->code);
  g_assert_nonnull (strstr (error->message, row->says));
  g_assert_true (g_str_has_prefix (error->message, f->port->name));
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, row->model, "atmega32u4");
  g_assert_cmpstr (f.port->name, ==, row->scan);
  g_assert_cmpint (f.port->state, ==, row->state);
  g_assert_cmpuint (bench_get_transfers (f.bench), ==, 0); /* nothing was asked while scanning */
  if (row->driver != NULL)
    check_found (&f, row);
  else
    check_refused (&f, row);
}

/* Who says -c avrisp of a Bus Pirate is told that it is none, and does it no harm. */
static void
test_said (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;

  fixture_init (&f, "buspirate", "atmega32u4");
  isp_port_choose (f.port, &isp_drivers_by_id ("avrisp")->owner);
  g_assert_null (isp_programmer_open (f.session, f.port, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  g_clear_error (&error);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (f.bench))->entries, ==, 0);
  g_clear_pointer (&f.port, isp_port_free);
  f.port = isp_scan_port (f.session, bench_get_port_id (f.bench));
  fixture_open (&f);
  g_assert_cmpstr (f.programmer->driver->owner.id, ==, "buspirate");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/strangers/%s", rows[i].model);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/strangers/said", test_said);
  return g_test_run ();
}
