/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chips, plans and requests that the tests of jobs share. */
#pragma once

#include "core/isp-error.h"
#include "fake-programmer.h"
#include "parts/isp-parts.h"
#include "preset-bench.h"

#include <string.h>

#define BOOT 0x7000u

static inline void
fill_application (Fake *fake)
{
  for (guint i = 0; i < 5000; i++)
    isp_sim_chip_get_flash (fake->chip)[i] = (i * 37 + 11) & 0xFF;
  for (guint i = 0; i < 100; i++)
    isp_sim_chip_get_eeprom (fake->chip)[i] = (i * 91 + 5) & 0xFF;
}

static inline void
assert_flash (Fake *fake, const IspPlan *plan)
{
  g_autofree guint8 *want = g_malloc (plan->part->flash.size);

  isp_image_read (plan->flash, 0, want, plan->part->flash.size, 0xFF);
  g_assert_cmpmem (isp_sim_chip_get_flash (fake->chip), plan->part->flash.size, want,
                   plan->part->flash.size);
}

static inline IspPlan *
plan_for (Fake *fake, IspRequest *request)
{
  g_autoptr (IspSnapshot) snapshot = fake_snapshot (fake);
  IspPlan *plan = isp_plan_new (snapshot, request);

  isp_request_unref (request);
  return plan;
}

static inline IspRequest *
request_with_fuses (guint8 low, guint8 high, guint8 extended)
{
  IspRequest *request = fake_flash_request (BOOT, 4096, 1);

  request->preset = preset_new (low, high, 0, extended);
  request->fuse_source = ISP_FUSES_PRESET;
  return request;
}

static inline void
assert_ok (const IspReport *report)
{
  g_assert_no_error (report->error);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_OK);
  g_assert_cmpint (report->chip, ==, ISP_CHIP_DONE);
}
