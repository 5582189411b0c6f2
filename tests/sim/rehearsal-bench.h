/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An open rehearsal programmer, driven as the engine does: for the tests of the rehearsal. */
#pragma once

#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "sim/isp-rehearsal.h"

#include <string.h>

#define FAST "&speed=0"

typedef struct
{
  IspSession *session;
  IspPort *port;
  IspProgrammer *programmer;
  const IspPart *part; /* as the engine enters with */
} Bench;

static inline void
bench_open (Bench *self)
{
  g_autoptr (GError) error = NULL;

  self->programmer = isp_programmer_open (self->session, self->port, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->programmer);
}

static inline void
bench_close (Bench *self)
{
  g_clear_pointer (&self->programmer, isp_programmer_close);
}

static inline Bench
bench_new (const char *id)
{
  g_autoptr (GError) error = NULL;
  Bench self = { .session = isp_session_new () };

  self.port = isp_rehearsal_port_parse (id, &error);
  g_assert_no_error (error);
  g_auto (GStrv) halves = g_strsplit_set (id, ":?", -1);
  self.part = isp_parts_by_name (halves[1]);
  bench_open (&self);
  return self;
}

static inline void
bench_clear (Bench *self)
{
  bench_close (self);
  g_clear_pointer (&self->port, isp_port_free);
  g_clear_pointer (&self->session, isp_session_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

static inline IspSimChip *
chip_of (Bench *self)
{
  IspSimChip *chip = isp_rehearsal_peek_chip (self->session, self->port->id);

  g_assert_nonnull (chip);
  return chip;
}

static inline IspContact
enter (Bench *self, guint32 hz, IspEntered *out)
{
  g_autoptr (GError) error = NULL;
  IspEnter want = { .sck_hz = hz, .reset_pulse_us = 1000, .part = self->part };
  IspEntered entered = { 0 };

  g_assert_true (isp_rehearsal_driver.enter (self->programmer, &want, &entered, NULL, &error));
  g_assert_no_error (error);
  if (out != NULL)
    *out = entered;
  return entered.contact;
}

static inline guint8
one (Bench *self, guint8 a, guint8 b, guint8 c, guint8 d)
{
  g_autoptr (GError) error = NULL;
  IspOp op = { .tx = { a, b, c, d }, .wait_us = 10000 };
  IspReply reply;
  gsize n_done = 0;

  g_assert_true (
      isp_rehearsal_driver.exchange (self->programmer, &op, &reply, 1, &n_done, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, 1);
  g_assert_cmphex (reply.valid, ==, 0x0F);
  return reply.rx[3];
}

static inline guint32
read_signature (Bench *self)
{
  return one (self, 0x30, 0, 0, 0) << 16 | one (self, 0x30, 0, 1, 0) << 8 |
         one (self, 0x30, 0, 2, 0);
}

static inline void
check_read (Bench *self, IspMemoryId memory, guint32 address, const guint8 *want, gsize len)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *got = g_malloc0 (len);

  g_assert_true (
      isp_rehearsal_driver.read (self->programmer, memory, address, got, len, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (got, len, want, len);
}

static inline void
check_write (Bench *self, IspMemoryId memory, guint32 address, gsize len)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *data = g_malloc (len);
  guint8 *there = memory == ISP_MEMORY_FLASH ? isp_sim_chip_get_flash (chip_of (self))
                                             : isp_sim_chip_get_eeprom (chip_of (self));

  for (gsize i = 0; i < len; i++)
    data[i] = 17 * i + i / 256 + 3;
  g_assert_true (isp_rehearsal_driver.write_pages (self->programmer, memory, address, data, len,
                                                   NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (there + address, len, data, len);
  check_read (self, memory, address, data, len);
}
