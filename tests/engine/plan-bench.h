/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Snapshots, requests and plans for tests, made of a few bytes. */
#pragma once

#include "core/isp-error.h"
#include "engine/plan/isp-plan.h"
#include "parts/isp-parts.h"
#include "preset-bench.h"

#include <string.h>

static inline IspSnapshot *
snapshot_new (const char *part, guint8 low, guint8 high, guint8 extended, guint8 lock)
{
  IspSnapshot *snapshot = isp_snapshot_new ();

  snapshot->part = isp_parts_by_name (part);
  snapshot->fuses = (IspFuses){ { low, high, extended, lock }, 0xF };
  isp_fuses_normalize (&snapshot->fuses, snapshot->part);
  snapshot->sck_hz = snapshot->proven_sck_hz = 125000;
  snapshot->pace = (IspPace){ 256, 256, 256, 256, 4500, 256 };
  snapshot->locked = isp_fuses_blocks_reading (&snapshot->fuses, snapshot->part);
  return snapshot;
}

static inline IspSnapshot *
snapshot_32u4 (void)
{
  return snapshot_new ("atmega32u4", 0x5E, 0xD9, 0xF3, 0xFF);
}

static inline IspImageFile *
file_new (const char *title, guint32 start, gsize len, guint8 fill)
{
  IspImageFile *file = isp_image_file_new (title);
  g_autofree guint8 *data = g_malloc (len);

  memset (data, fill, len);
  isp_image_put (file->flash, start, data, len);
  return file;
}

static inline IspRequest *
flash_request (guint32 start, gsize len)
{
  IspRequest *request = isp_request_new (ISP_JOB_FLASH);

  g_ptr_array_add (request->images, file_new ("boot.hex", start, len, 0x11));
  return request;
}

static inline IspPlan *
make (IspSnapshot *snapshot, IspRequest *request)
{
  IspPlan *plan = isp_plan_new (snapshot, request);

  isp_snapshot_unref (snapshot);
  isp_request_unref (request);
  return plan;
}

static inline gboolean
has_hazard (const IspPlan *plan, IspHazardId id, IspSeverity severity)
{
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);

      if (hazard->id == id && hazard->severity == severity)
        return TRUE;
    }
  return FALSE;
}

static inline void
assert_refused (const IspPlan *plan, IspHazardId id, int code)
{
  g_assert_error (plan->error, ISP_ERROR, code);
  g_assert_true (has_hazard (plan, id, ISP_SEVERITY_BLOCKING));
  g_assert_cmpint (g_array_index (plan->hazards, IspHazard, 0).severity, ==, ISP_SEVERITY_BLOCKING);
}

/* The hazard of this kind; it must be there. */
static inline const IspHazard *
get_hazard (const IspPlan *plan, IspHazardId id)
{
  for (guint i = 0; i < plan->hazards->len; i++)
    if (g_array_index (plan->hazards, IspHazard, i).id == id)
      return &g_array_index (plan->hazards, IspHazard, i);
  g_error ("no hazard %s", isp_hazard_get_id (id));
}
