/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "bench/run/bench-inside.h"
#include "core/isp-error.h"

#include <string.h>

static void
run_fast (Fixture *self)
{
  IspSimChip *chip = bench_chip (self->bench);

  isp_sim_chip_set_fuse (chip, ISP_FUSE_LOW, 0xFF); /* the crystal, undivided */
}

void
fixture_init (Fixture *self, const char *model, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ports = NULL;

  *self = (Fixture){ .part = isp_parts_by_name (part), .session = isp_session_new () };
  self->bench = bench_new (model, part, BENCH_VIRTUAL, &error);
  g_assert_no_error (error);
  bench_go_inside (self->bench);
  run_fast (self);
  ports = isp_scan (self->session, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < ports->len; i++)
    if (g_strcmp0 (((IspPort *) ports->pdata[i])->id, bench_get_port_id (self->bench)) == 0)
      self->port = isp_port_copy (ports->pdata[i]);
  g_assert_nonnull (self->port);
}

void
fixture_renew (Fixture *self)
{
  bench_renew (self->bench);
  run_fast (self);
}

void
fixture_clear (Fixture *self)
{
  g_clear_pointer (&self->programmer, isp_programmer_close);
  g_clear_pointer (&self->port, isp_port_free);
  g_clear_pointer (&self->session, isp_session_unref);
  bench_go_inside (NULL);
  g_clear_pointer (&self->bench, bench_free);
}

void
fixture_open (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->programmer = isp_programmer_open (self->session, self->port, NULL, &error);
  g_assert_no_error (error);
}

IspEntered
fixture_enter (Fixture *self, guint32 sck_hz)
{
  g_autoptr (GError) error = NULL;
  IspEnter want = { .sck_hz = sck_hz, .reset_pulse_us = 100, .part = self->part };
  IspEntered entered = { 0 };

  self->programmer->driver->enter (self->programmer, &want, &entered, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (entered.contact, !=, ISP_CONTACT_SILENT);
  self->programmer->part = self->part;
  self->programmer->sck_hz = entered.sck_hz;
  return entered;
}

void
fixture_read_signature (Fixture *self, guint8 out[3])
{
  g_autoptr (GError) error = NULL;
  IspOp ops[3] = { { { 0x30, 0, 0, 0 } }, { { 0x30, 0, 1, 0 } }, { { 0x30, 0, 2, 0 } } };
  IspReply replies[3];
  gsize n_done;

  self->programmer->driver->exchange (self->programmer, ops, replies, 3, &n_done, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, 3);
  for (guint i = 0; i < 3; i++)
    out[i] = replies[i].rx[3];
}

void
fixture_fill (guint8 *data, gsize len, guint seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gsize i = 0; i < len; i++)
    data[i] = (guint8) g_rand_int_range (rand, 0, 256);
}

void
fixture_check_flash (Fixture *self, guint32 address, gsize len, guint seed)
{
  const IspDriver *driver = self->programmer->driver;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *data = g_malloc (len);
  g_autofree guint8 *back = g_malloc0 (len);

  fixture_fill (data, len, seed);
  driver->write_pages (self->programmer, ISP_MEMORY_FLASH, address, data, len, NULL, &error);
  g_assert_no_error (error);
  driver->read (self->programmer, ISP_MEMORY_FLASH, address, back, len, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back, len, data, len);
  bench_lock (self->bench);
  g_assert_cmpmem (isp_sim_chip_get_flash (bench_chip (self->bench)) + address, len, data, len);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (self->bench))->busy_violations, ==, 0);
  bench_unlock (self->bench);
}

void
fixture_check_extended (Fixture *self)
{
  const IspDriver *driver = self->programmer->driver;
  IspOp op = { { 0x4D, 0, 0, 0 } };
  IspReply reply;
  gsize n_done;
  guint8 back[4];

  fixture_check_flash (self, 0x1FE00, 0x400, 4);
  g_assert_true (driver->exchange (self->programmer, &op, &reply, 1, &n_done, NULL, NULL));
  g_assert_true (driver->read (self->programmer, ISP_MEMORY_FLASH, 0x20000, back, 4, NULL, NULL));
  g_assert_cmpmem (back, 4, isp_sim_chip_get_flash (bench_chip (self->bench)) + 0x20000, 4);
}

void
fixture_check_eeprom_read (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  guint8 *eeprom = isp_sim_chip_get_eeprom (bench_chip (self->bench)) + 0x140;
  guint8 data[64], back[64] = { 0 };

  fixture_fill (data, sizeof data, 5);
  memcpy (eeprom, data, sizeof data);
  self->programmer->driver->read (self->programmer, ISP_MEMORY_EEPROM, 0x140, back, sizeof back,
                                  NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back, sizeof back, data, sizeof data);
  g_assert_cmpmem (eeprom, sizeof data, data, sizeof data);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (self->bench))->busy_violations, ==, 0);
}

void
fixture_check_polls (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  IspOp ops[] = {
    { { 0x30, 0, 0, 0 } },
    { { 0xAC, 0x80, 0, 0 } },
    { { 0xF0, 0, 0, 0 }, ISP_OP_FLAG_POLL, 20000 },
    { { 0x30, 0, 1, 0 }, 0, 1000 },
    { { 0x30, 0, 2, 0 } },
  };
  IspReply replies[G_N_ELEMENTS (ops)];
  guint8 *flash = isp_sim_chip_get_flash (bench_chip (self->bench));
  gsize n_done;

  memset (flash, 0x55, self->part->flash.size);
  self->programmer->driver->exchange (self->programmer, ops, replies, G_N_ELEMENTS (ops), &n_done,
                                      NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, G_N_ELEMENTS (ops));
  g_assert_cmpuint (replies[0].known_bytes, ==, 0xF);
  g_assert_cmpuint (replies[0].rx[3], ==, self->part->signature[0]);
  g_assert_true (replies[2].was_busy);
  g_assert_cmpuint (replies[2].rx[3] & 1, ==, 0);
  g_assert_cmpuint (replies[3].rx[3], ==, self->part->signature[1]);
  g_assert_cmpuint (replies[4].rx[3], ==, self->part->signature[2]);
  g_assert_cmpuint (flash[0x1234], ==, 0xFF);
}

void
fixture_check_outside (Fixture *self)
{
  const IspDriver *driver = self->programmer->driver;
  g_autoptr (GError) error = NULL;
  IspOp op = { { 0x30, 0, 0, 0 } };
  IspReply reply;
  gsize n_done;
  guint8 byte;

  g_assert_false (driver->exchange (self->programmer, &op, &reply, 1, &n_done, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL);
  g_clear_error (&error);
  fixture_enter (self, 0);
  driver->leave (self->programmer);
  g_assert_false (driver->read (self->programmer, ISP_MEMORY_FLASH, 0, &byte, 1, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL);
}
