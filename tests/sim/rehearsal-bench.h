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
  g_assert_cmphex (reply.known_bytes, ==, 0x0F);
  return reply.rx[3];
}

static inline guint32
read_signature (Bench *self)
{
  return one (self, 0x30, 0, 0, 0) << 16 | one (self, 0x30, 0, 1, 0) << 8 |
         one (self, 0x30, 0, 2, 0);
}

/* Instructions as the engine sends them; each is waited for as the part says. */
static inline gboolean
write_bytes (Bench *self, IspMemoryId memory, guint32 address, const guint8 *data, gsize len,
             GError **error)
{
  const IspPart *part = self->part;
  const guint8 (*code)[2] = part->instructions->op;
  const IspMemory *geometry = memory == ISP_MEMORY_FLASH ? &part->flash : &part->eeprom;
  const gboolean flash = memory == ISP_MEMORY_FLASH;
  const guint page = geometry->page_size;

  for (gsize i = 0; i < len; i++)
    {
      guint32 at = address + i, word = flash ? at >> 1 : at;
      IspInstruction load = !flash   ? (page > 0 ? ISP_OP_LOAD_EEPROM_PAGE : ISP_OP_WRITE_EEPROM)
                            : at & 1 ? ISP_OP_LOAD_FLASH_HIGH
                                     : ISP_OP_LOAD_FLASH_LOW;
      guint32 to = page > 0 && !flash ? at % page : word;
      gboolean commit = page > 0 && (at + 1) % page == 0;
      guint32 start = flash ? (at + 1 - page) >> 1 : at + 1 - page;
      IspOp ops[3] = { { .tx = { code[ISP_OP_LOAD_EXTENDED_ADDRESS][0], 0, at >> 17, 0 } } };
      IspReply replies[3];
      gsize n = flash && isp_part_needs_extended_address (part) ? 1 : 0, n_done;

      ops[n++] = (IspOp){ .tx = { code[load][0], code[load][1] | to >> 8, to, data[i] },
                          .wait_us = page > 0 ? 0 : part->eeprom_byte_us };
      if (commit)
        ops[n++] =
            (IspOp){ .tx = { code[flash ? ISP_OP_WRITE_FLASH_PAGE : ISP_OP_WRITE_EEPROM_PAGE][0],
                             start >> 8, start, 0 },
                     .wait_us = geometry->write_us };
      if (!isp_rehearsal_driver.exchange (self->programmer, ops, replies, n, &n_done, NULL, error))
        return FALSE;
    }
  return TRUE;
}

static inline gboolean
read_bytes (Bench *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
            GError **error)
{
  const guint8 (*code)[2] = self->part->instructions->op;

  for (gsize i = 0; i < len; i++)
    {
      guint32 at = address + i, to = memory == ISP_MEMORY_FLASH ? at >> 1 : at;
      IspInstruction read = memory == ISP_MEMORY_EEPROM ? ISP_OP_READ_EEPROM
                            : at & 1                    ? ISP_OP_READ_FLASH_HIGH
                                                        : ISP_OP_READ_FLASH_LOW;
      IspOp ops[2] = { { .tx = { code[ISP_OP_LOAD_EXTENDED_ADDRESS][0], 0, at >> 17, 0 } } };
      IspReply replies[2];
      gsize n = isp_part_needs_extended_address (self->part) ? 1 : 0, n_done;

      ops[n++] = (IspOp){ .tx = { code[read][0], code[read][1] | to >> 8, to, 0 } };
      if (!isp_rehearsal_driver.exchange (self->programmer, ops, replies, n, &n_done, NULL, error))
        return FALSE;
      out[i] = replies[n - 1].rx[3];
    }
  return TRUE;
}

static inline void
check_read (Bench *self, IspMemoryId memory, guint32 address, const guint8 *want, gsize len)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *got = g_malloc0 (len);

  g_assert_true (read_bytes (self, memory, address, got, len, &error));
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
  g_assert_true (write_bytes (self, memory, address, data, len, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (there + address, len, data, len);
  check_read (self, memory, address, data, len);
}
