/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of fuse hazards share. */
#pragma once

#include "core/isp-error.h"
#include "core/isp-fuses.h"
#include "parts/isp-parts.h"

#include <string.h>

#define NONE -1

static inline IspFuses
fuses_of (guint8 low, guint8 high, guint8 extended, guint8 lock)
{
  return (IspFuses){ .value = { low, high, extended, lock }, .has = 0x0f };
}

static const IspFuses unknown G_GNUC_UNUSED = { .has = 0 };

/* Caterina for 16 MHz and 5 V. */
static inline IspPreset
caterina (void)
{
  return (IspPreset){ .low = 0xff,
                      .high = 0xd8,
                      .extended = 0xfb,
                      .has_extended = TRUE,
                      .mhz = 16,
                      .volts = 5,
                      .entry = ISP_ENTRY_RESET };
}

static inline IspPreset
dfu (void)
{
  return (IspPreset){ .low = 0x5e,
                      .high = 0x99,
                      .extended = 0xf3,
                      .has_extended = TRUE,
                      .high_no_jtag = 0xd9,
                      .has_no_jtag = TRUE,
                      .entry = ISP_ENTRY_HWB };
}

/* The severity with which id is found, at most once, or NONE. *out: what was found, or zeros. */
static inline int
judge (const IspPart *part, const IspFuses *before, const IspFuses *after, const IspPreset *preset,
       IspHazardId id, IspHazard *out)
{
  g_autoptr (GArray) hazards = g_array_new (FALSE, FALSE, sizeof (IspHazard));
  int severity = NONE;

  if (out != NULL)
    *out = (IspHazard){ 0 };
  isp_fuses_find_hazards (part, before, after, preset, 0, hazards);
  for (guint i = 0; i < hazards->len; i++)
    {
      IspHazard hazard = g_array_index (hazards, IspHazard, i);

      if (hazard.id != id)
        continue;
      g_assert_cmpint (severity, ==, NONE);
      severity = (int) hazard.severity;
      if (out != NULL)
        *out = hazard;
    }
  return severity;
}

static inline guint
count (const IspPart *part, const IspFuses *before, const IspFuses *after, const IspPreset *preset,
       IspSeverity least)
{
  g_autoptr (GArray) hazards = g_array_new (FALSE, FALSE, sizeof (IspHazard));
  guint n = 0;

  isp_fuses_find_hazards (part, before, after, preset, 0, hazards);
  for (guint i = 0; i < hazards->len; i++)
    if (g_array_index (hazards, IspHazard, i).severity >= least)
      n++;
  return n;
}
