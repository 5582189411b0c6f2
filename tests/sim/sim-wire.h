/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A minimal programmer for the tests of the simulated chip: SPI bytes at a given rate. */
#pragma once

#include "parts/isp-parts.h"
#include "sim/isp-sim-chip.h"

#define MS G_GUINT64_CONSTANT (1000000) /* in ns */

typedef struct
{
  IspSimChip *chip;
  guint32 half_ns; /* half a period of SCK */
  guint8 rx[4];    /* the last reply */
} Wire;

static inline Wire
wire_new (const char *part)
{
  const IspPart *row = isp_parts_by_name (part);

  g_assert_nonnull (row);
  return (Wire){ .chip = isp_sim_chip_new (row), .half_ns = 4000 };
}

static inline void
wire_clear (Wire *self)
{
  g_clear_pointer (&self->chip, isp_sim_chip_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wire, wire_clear)

/* One instruction; returns the fourth byte of the reply. */
static inline guint8
wire (Wire *self, guint8 a, guint8 b, guint8 c, guint8 d)
{
  const guint8 tx[4] = { a, b, c, d };

  for (guint i = 0; i < 4; i++)
    self->rx[i] = isp_sim_chip_spi (self->chip, tx[i], self->half_ns, self->half_ns);
  return self->rx[3];
}

static inline void
wire_wait_us (Wire *self, guint us)
{
  isp_sim_chip_advance (self->chip, us * G_GUINT64_CONSTANT (1000));
}

/* RESET pulse, wait, AC 53. TRUE: in step. */
static inline gboolean
wire_enter (Wire *self)
{
  isp_sim_chip_set_reset (self->chip, FALSE);
  wire_wait_us (self, 1000);
  isp_sim_chip_set_reset (self->chip, TRUE);
  isp_sim_chip_advance (self->chip, 20 * MS);
  wire (self, 0xAC, 0x53, 0x00, 0x00);
  return self->rx[2] == 0x53;
}

static inline void
wire_leave (Wire *self)
{
  isp_sim_chip_set_reset (self->chip, FALSE);
}

/* An instruction that writes, and the worst wait of any part after it. */
static inline void
wire_write (Wire *self, guint8 a, guint8 b, guint8 c, guint8 d)
{
  wire (self, a, b, c, d);
  isp_sim_chip_advance (self->chip, 20 * MS);
}

static inline void
wire_load (Wire *self, guint word, guint8 low, guint8 high)
{
  wire (self, 0x40, 0, word, low);
  wire (self, 0x48, 0, word, high);
}
