/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "avrisp-checks.h"
#include "core/isp-error.h"
#include "fixture.h"

#include <string.h>

static void
test_helper (void)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "avrisp-helper", "atmega32u4");
  fixture_open (&f);
  check_contact (&f, "avrisp-helper");
  g_assert_cmpuint (f.programmer->writes, ==, 0); /* left to instructions back to back */
  check_flash (&f);
  check_eeprom (&f);
  check_pipeline (&f);
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

/* The helper's ids, but bytes are lost where a command follows too closely: found out before
 * anything hangs on it, and done without. */
static void
test_drops (void)
{
  g_auto (Fixture) f = { 0 };
  guint64 n;

  fixture_init (&f, "avrisp-helper-drops", "atmega32u4");
  fixture_open (&f);
  check_contact (&f, "avrisp-helper");
  g_assert_cmpuint (f.programmer->writes, ==, 1 << ISP_MEMORY_FLASH);
  check_flash (&f);
  check_eeprom (&f);
  check_pipeline (&f);
  n = bench_get_transfers (f.bench);
  fixture_enter (&f, 0); /* it is not tried again */
  g_assert_cmpuint (bench_get_transfers (f.bench) - n, <, 8);
  f.programmer->driver->leave (f.programmer);
  g_assert_false (bench_is_reset_low (f.bench));
}

static void
test_big_part (gconstpointer part)
{
  g_auto (Fixture) f = { 0 };

  fixture_init (&f, "avrisp-helper", part);
  fixture_open (&f);
  fixture_enter (&f, 0);
  fixture_check_flash (&f, 0x1FE00, 0x200, 3);
  if (f.part->flash.size > 0x20000)
    fixture_check_flash (&f, 0x20000, 0x200, 4);
}

/* An instruction outside of programming mode would hang the sketch for good. */
static void
test_order (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  IspOp op = { { 0x30, 0, 0, 0 } };
  IspReply reply;
  gsize n_done;
  guint8 byte, signature[3];

  fixture_init (&f, "avrisp-helper", "atmega32u4");
  fixture_open (&f);
  g_assert_false (
      f.programmer->driver->exchange (f.programmer, &op, &reply, 1, &n_done, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL);
  g_clear_error (&error);
  fixture_enter (&f, 0);
  f.programmer->driver->leave (f.programmer);
  g_assert_false (
      f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, 0, &byte, 1, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL);
  fixture_enter (&f, 0);
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
}

/* ── what goes wrong ── */

static gboolean
run_session (Fixture *f, GError **error)
{
  IspEnter want = { .reset_pulse_us = 100, .part = f->part };
  IspEntered entered;
  guint8 data[256], back[256];
  IspOp ops[4] = { { { 0x30 } }, { { 0x30 } }, { { 0x30 } }, { { 0x30 } } };
  IspReply replies[4];
  gsize n_done;
  const IspDriver *d = f->port->driver;
  gboolean ok;

  fixture_fill (data, sizeof data, 6);
  f->programmer = isp_programmer_open (f->session, f->port, NULL, error);
  if (f->programmer == NULL)
    return FALSE;
  f->programmer->part = f->part;
  ok = d->enter (f->programmer, &want, &entered, NULL, error) &&
       d->exchange (f->programmer, ops, replies, 4, &n_done, NULL, error) &&
       d->write_pages (f->programmer, ISP_MEMORY_FLASH, 0, data, sizeof data, NULL, error) &&
       d->read (f->programmer, ISP_MEMORY_FLASH, 0, back, sizeof back, NULL, error);
  if (ok && memcmp (data, back, sizeof data) != 0)
    {
      ok = FALSE;
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_VERIFY, "differs");
    }
  g_clear_pointer (&f->programmer, isp_programmer_close);
  return ok;
}

/* Which commands of a session to try the fault at: some of the handshake, some of the rest. */
static gboolean
is_tried (guint64 at)
{
  return at < 24 ? at % 3 == 0 : at % 29 == 0;
}

static void
check_fault (const char *model, BenchFault fault, guint64 from, guint64 step)
{
  g_auto (Fixture) f = { 0 };
  guint64 n;

  fixture_init (&f, model, "atmega32u4");
  g_assert_true (run_session (&f, NULL));
  n = bench_get_transfers (f.bench) - 1; /* the last one leaves */
  for (guint64 at = from; at < n; at += step)
    {
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();
      gboolean ok;

      if (step == 1 && !is_tried (at))
        continue;
      g_test_message ("fault %d at %u of %u", fault, (guint) at, (guint) n);
      bench_set_fault (f.bench, fault, bench_get_transfers (f.bench) + at);
      ok = run_session (&f, &error);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 9 * G_USEC_PER_SEC);
      if (fault == BENCH_FAULT_SILENT)
        g_assert_false (ok);
      else
        g_assert_false (bench_is_reset_low (f.bench));
      bench_set_fault (f.bench, BENCH_FAULT_NONE, 0);
      g_clear_error (&error);
      run_session (&f, &error);
      g_assert_no_error (error);
      g_assert_false (bench_is_reset_low (f.bench));
    }
}

static void
test_unplugged (void)
{
  for (guint64 at = 0; at < 24; at += 6)
    {
      g_auto (Fixture) f = { 0 };
      g_autoptr (GError) error = NULL;

      fixture_init (&f, "avrisp-helper", "atmega32u4");
      bench_set_fault (f.bench, BENCH_FAULT_UNPLUGGED, at);
      g_assert_false (run_session (&f, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
    }
}

static void
test_refused (void)
{
  check_fault ("avrisp-helper", BENCH_FAULT_STALL, 0, 1);
}

static void
test_garbage (void)
{
  check_fault ("avrisp-helper", BENCH_FAULT_GARBAGE, 0, 1);
}

static void
test_silent (void)
{
  check_fault ("avrisp-helper", BENCH_FAULT_SILENT, 9, 151);
}

static void
test_cancelled (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint8 byte, signature[3];

  fixture_init (&f, "avrisp-helper", "atmega32u4");
  fixture_open (&f);
  fixture_enter (&f, 0);
  g_cancellable_cancel (cancellable);
  g_assert_false (f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, 0, &byte, 1,
                                              cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* still in step */
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/avrisp/helper", test_helper);
  g_test_add_func ("/avrisp/drops", test_drops);
  g_test_add_data_func ("/avrisp/flash/128k", "at90usb1286", test_big_part);
  g_test_add_data_func ("/avrisp/flash/256k", "atmega2560", test_big_part);
  g_test_add_func ("/avrisp/order", test_order);
  g_test_add_func ("/avrisp/cancelled", test_cancelled);
  g_test_add_func ("/avrisp/fault/unplugged", test_unplugged);
  g_test_add_func ("/avrisp/fault/refused", test_refused);
  g_test_add_func ("/avrisp/fault/garbage", test_garbage);
  g_test_add_func ("/avrisp/fault/silent", test_silent);
  return g_test_run ();
}
