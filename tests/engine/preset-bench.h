/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A preset that the tests of plans and of jobs share. */
#pragma once

#include "core/isp-preset.h"

/* For an ATmega32U4. no_jtag 0: it has no such value. */
static inline IspPreset *
preset_new (guint8 low, guint8 high, guint8 no_jtag, guint8 extended)
{
  IspPreset *preset = isp_preset_new ();

  preset->id = g_strdup ("test");
  preset->name = g_strdup ("Test");
  preset->family = g_strdup ("test");
  preset->parts = g_strsplit ("atmega32u4", ",", 0);
  preset->low = low;
  preset->high = high;
  preset->high_no_jtag = no_jtag;
  preset->has_no_jtag = no_jtag != 0;
  preset->extended = extended;
  preset->has_extended = TRUE;
  return preset;
}
