/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong while a Bus Pirate is used: RESET is released, and the next one finds it well. */
#include "core/isp-error.h"
#include "fixture.h"
#include "programmers/buspirate.h"

#include <string.h>

static void
init (Fixture *f, const char *model)
{
  fixture_init (f, model, "atmega32u4");
  isp_port_choose (f->port, &isp_buspirate_driver);
}

static gboolean
run_session (Fixture *f, GError **error)
{
  IspEnter want = { .sck_hz = 1000000, .reset_pulse_us = 100, .part = f->part };
  IspEntered entered = { 0 };
  guint8 data[256], back[256];
  IspOp ops[4] = { { { 0x30 } }, { { 0x30 } }, { { 0x30 } }, { { 0x30 } } };
  IspReply replies[4];
  const IspDriver *d = &isp_buspirate_driver;
  gsize n_done;
  gboolean ok;

  fixture_fill (data, sizeof data, 6);
  f->programmer = isp_programmer_open (f->session, f->port, NULL, error);
  if (f->programmer == NULL)
    return FALSE;
  f->programmer->part = f->part;
  ok = d->enter (f->programmer, &want, &entered, NULL, error);
  if (ok && entered.contact != ISP_CONTACT_IN_STEP)
    {
      ok = FALSE;
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NO_TARGET, "silent");
    }
  ok = ok && d->exchange (f->programmer, ops, replies, 4, &n_done, NULL, error) &&
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

typedef struct
{
  const char *name, *model;
  BenchFault fault;
  guint64 from, step; /* which commands of a session to try it at, counted from the end */
} Case;

/* clang-format off */
static const Case cases[] = {
  { "refused/v3", "buspirate", BENCH_FAULT_STALL, 3, 3 },
  { "refused/v4", "buspirate-v4", BENCH_FAULT_STALL, 2, 5 },
  { "garbage/v3", "buspirate-115200", BENCH_FAULT_GARBAGE, 2, 3 },
  { "garbage/v5", "buspirate-v5", BENCH_FAULT_GARBAGE, 3, 4 },
  { "silent/v3", "buspirate", BENCH_FAULT_SILENT, 6, 30 },
};
/* clang-format on */

#define TRIES 2u

static void
test_fault (gconstpointer data)
{
  const Case *c = data;
  g_auto (Fixture) f = { 0 };
  guint64 n;

  init (&f, c->model);
  g_assert_true (run_session (&f, NULL));
  n = bench_get_transfers (f.bench);
  g_assert_true (run_session (&f, NULL));
  n = bench_get_transfers (f.bench) - n;
  for (guint i = 0; i < TRIES && c->from + i * c->step < n; i++)
    {
      guint64 at = n - c->from - i * c->step;
      g_autoptr (GError) error = NULL;

      g_test_message ("fault at %u of %u", (guint) at, (guint) n);
      bench_set_fault (f.bench, c->fault, bench_get_transfers (f.bench) + at);
      if (c->fault == BENCH_FAULT_SILENT)
        g_assert_false (run_session (&f, NULL));
      else
        run_session (&f, NULL);
      bench_set_fault (f.bench, BENCH_FAULT_NONE, 0);
      if (c->fault != BENCH_FAULT_SILENT)
        g_assert_false (bench_is_reset_low (f.bench));
      run_session (&f, &error);
      g_assert_no_error (error);
      g_assert_false (bench_is_reset_low (f.bench));
    }
}

static void
test_unplugged (void)
{
  for (guint64 at = 0; at < 64; at += 21)
    {
      g_auto (Fixture) f = { 0 };
      g_autoptr (GError) error = NULL;

      init (&f, "buspirate");
      bench_set_fault (f.bench, BENCH_FAULT_UNPLUGGED, at);
      g_assert_false (run_session (&f, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_UNPLUGGED);
    }
}

static void
test_cancelled (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint8 bytes[256] = { 0 }, signature[3];

  init (&f, "buspirate");
  fixture_open (&f);
  fixture_enter (&f, 1000000);
  g_cancellable_cancel (cancellable);
  g_assert_false (f.programmer->driver->read (f.programmer, ISP_MEMORY_FLASH, 0, bytes, 256,
                                              cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (f.programmer->driver->write_pages (f.programmer, ISP_MEMORY_FLASH, 0, bytes, 256,
                                                     cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* still in step */
  fixture_read_signature (&f, signature);
  g_assert_cmpmem (signature, 3, f.part->signature, 3);
}

/* Neither before programming mode nor after it. */
static void
test_order (void)
{
  g_auto (Fixture) f = { 0 };
  g_autoptr (GError) error = NULL;
  IspOp op = { { 0x30, 0, 0, 0 } };
  IspReply reply;
  gsize n_done;
  guint8 byte;

  init (&f, "buspirate");
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
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/buspirate/fault/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_fault);
    }
  g_test_add_func ("/buspirate/fault/unplugged", test_unplugged);
  g_test_add_func ("/buspirate/cancelled", test_cancelled);
  g_test_add_func ("/buspirate/order", test_order);
  return g_test_run ();
}
