/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bench with a programmer on it, found by the scan and opened by its driver. */
#pragma once

#include "bench/bench.h"
#include "engine/scan/isp-scan.h"
#include "parts/isp-parts.h"

G_BEGIN_DECLS

typedef struct
{
  Bench *bench;
  IspSession *session;
  const IspPart *part;
  IspPort *port;
  IspProgrammer *programmer; /* NULL until opened */
} Fixture;

/* On the virtual clock, which is the test's as well (see bench-inside.h); the chip runs fast
 * (factory fuses, but CKDIV8 off where it has it). */
void fixture_init (Fixture *self, const char *model, const char *part);
/* Another chip, and the programmer as after plugging it in; on the same port, which nobody has
 * open. */
void fixture_renew (Fixture *self);
void fixture_clear (Fixture *self);
void fixture_open (Fixture *self);
/* Enters at sck_hz; must find the chip or not be able to tell. */
IspEntered fixture_enter (Fixture *self, guint32 sck_hz);
void fixture_read_signature (Fixture *self, guint8 out[3]);
/* Bytes that look like firmware: no two pages alike, none blank. */
void fixture_fill (guint8 *data, gsize len, guint seed);
/* Writes and reads back flash through the driver, and looks into the chip. */
void fixture_check_flash (Fixture *self, guint32 address, gsize len, guint seed);

/* Across 128 KiB of an ATmega256x, and after somebody else loaded the extended address. */
void fixture_check_extended (Fixture *self);
/* EEPROM is read as it is in the chip. */
void fixture_check_eeprom_read (Fixture *self);
/* Waits and polls keep their places between pipelined instructions: a chip erase among others. */
void fixture_check_polls (Fixture *self);
/* Opened, but not entered: instructions are refused before that and after leaving. */
void fixture_check_outside (Fixture *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

G_END_DECLS
