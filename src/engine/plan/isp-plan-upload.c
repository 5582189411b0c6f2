/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan for a chip in its bootloader. Most bootloaders write wherever they are told, also over
 * themselves: an image that reaches so far is refused here, before anything is erased. */
#include "config.h"
#include "isp-plan-private.h"

#include <glib/gi18n-lib.h>

/* About, in seconds. */
#define CONTACT_S    0.02
#define PAGE_ERASE_S 0.004
#define START_S      0.6

/* TRUE: beyond, the image's part above the application, is what is there already. */
static gboolean
is_loader_that_is_there (const IspPlan *self, const IspImage *beyond)
{
  const IspImage *there = self->snapshot->boot;

  if (there == NULL || self->snapshot->boot_blank)
    return FALSE;
  for (guint i = 0; i < isp_image_get_n_ranges (beyond); i++)
    {
      IspRange range = isp_image_get_range (beyond, i);

      for (guint32 at = range.start; at < range.end; at++)
        {
          guint8 want, have;

          isp_image_read (beyond, at, &want, 1, 0xFF);
          isp_image_read (there, at, &have, 1, 0xFF);
          if (want != have || !isp_image_has (there, at))
            return FALSE;
        }
    }
  return TRUE;
}

static void
leave_out (IspPlan *self, IspRange range)
{
  IspImage *rest = isp_image_slice (self->flash, 0, self->boot_start);

  isp_image_seal (rest);
  isp_image_unref (self->flash);
  self->flash = rest;
  isp_plan_add_hazard (self, ISP_HAZARD_LEFT_OUT, ISP_SEVERITY_FACT, range, 0);
}

/* Firmware has no gap before what follows it; a bootloader begins where one can. */
static IspBeyond
judge_beyond (const IspPlan *self, const IspImage *beyond)
{
  guint32 page = MAX (self->part->flash.page_size, 2), start = isp_image_get_start (beyond);

  if (isp_image_get_start (self->flash) >= self->boot_start)
    return ISP_BEYOND_WHATEVER;
  if (is_loader_that_is_there (self, beyond))
    return ISP_BEYOND_SAME_LOADER;
  return isp_image_is_blank (self->flash, self->boot_start - page, page) &&
                 (start == self->boot_start || isp_plan_find_bootsz (self->part, start) >= 0)
             ? ISP_BEYOND_LOADER
             : ISP_BEYOND_WHATEVER;
}

/* TRUE: the image runs on into the bootloader, and not up to the end, as one with a bootloader of
 * its own. */
static gboolean
is_too_big (const IspPlan *self, IspRange beyond)
{
  guint32 page = MAX (self->part->flash.page_size, 2);

  return isp_image_has (self->flash, self->boot_start - 1) && beyond.start == self->boot_start &&
         beyond.end <= self->part->flash.size - page;
}

static void
check_end (IspPlan *self)
{
  g_autoptr (IspImage) rest =
      isp_image_slice (self->flash, self->boot_start, self->part->flash.size);
  IspRange range;
  IspBeyond beyond;

  if (isp_image_is_empty (rest))
    return;
  range = (IspRange){ isp_image_get_start (rest), isp_image_get_end (rest) };
  beyond = judge_beyond (self, rest);
  if (beyond != ISP_BEYOND_WHATEVER && self->request->leave_out_loader)
    {
      leave_out (self, range);
      return;
    }
  isp_plan_block (self,
                  beyond == ISP_BEYOND_WHATEVER && is_too_big (self, range)
                      ? ISP_HAZARD_FIRMWARE_IN_BOOT
                      : ISP_HAZARD_IN_LOADER,
                  range, beyond,
                  /* Translators: addresses */
                  _ ("The image runs to 0x%04X, but the bootloader begins at 0x%04X"),
                  range.end - 1, self->boot_start);
}

/* What is and what is not possible with this bootloader. */
static void
tell_limits (IspPlan *self)
{
  const IspSnapshot *snapshot = self->snapshot;

  if (self->eeprom != NULL && (snapshot->loader->writes >> ISP_MEMORY_EEPROM & 1) == 0)
    isp_plan_block (self, ISP_HAZARD_NO_EEPROM, NOWHERE, 0,
                    _ ("This bootloader does not write EEPROM"));
  if (snapshot->readable == ISP_READABLE_ALWAYS)
    return;
  if (self->request->must_backup)
    isp_plan_block (self, ISP_HAZARD_NOT_SAVED, NOWHERE, 0,
                    _ ("A backup is asked for, but this bootloader cannot be read before it is "
                       "erased"));
  else
    isp_plan_add_hazard (self, ISP_HAZARD_NOT_SAVED, ISP_SEVERITY_FACT, NOWHERE, 0);
  if (snapshot->readable == ISP_READABLE_NEVER)
    isp_plan_add_hazard (self, ISP_HAZARD_NOT_COMPARED, ISP_SEVERITY_FACT, NOWHERE, 0);
}

/* Made for another clock, firmware never shows up on USB. */
static void
check_clock (IspPlan *self)
{
  const IspPreset *preset = self->request->preset;
  guint32 hz = preset != NULL ? (guint32) (preset->mhz * 1e6 + 0.5) : 0;
  guint32 crystal = self->snapshot->crystal_hz;

  if (hz != 0 && crystal != 0 && hz != crystal)
    isp_plan_block (self, ISP_HAZARD_CRYSTAL_MHZ, NOWHERE, hz,
                    /* Translators: two clocks in MHz, "16", "8" */
                    _ ("It is made for a board with %g MHz, and this one has %g MHz"), hz / 1e6,
                    crystal / 1e6);
}

static double
seconds_for (gsize bytes, guint32 bytes_per_s)
{
  return (double) bytes / MAX (bytes_per_s, 1);
}

/* Pages that the image leaves blank are so already where they can be looked at: that they are not
 * is the exception. */
static void
add_write_step (IspPlan *self)
{
  const IspLoaderDriver *loader = self->snapshot->loader;
  guint32 page = MAX (self->part->flash.page_size, 2), read_bps = self->snapshot->read_bps;
  guint all = self->boot_start / page, used = isp_image_count_pages (self->flash, page);
  gboolean by_page = isp_loader_driver_erases_pages (loader);
  gboolean looks = isp_loader_driver_looks_first (loader, read_bps, page);
  guint written = by_page && !looks && !isp_plan_backs_up (self) ? all : used;
  double seconds = isp_loader_driver_get_write_seconds (loader, written, page);

  if (looks && !isp_plan_backs_up (self))
    seconds += seconds_for ((gsize) (all - MIN (used, all)) * page, read_bps);
  if (loader->order == ISP_ORDER_FIRST_ERASES)
    seconds += all * PAGE_ERASE_S;
  isp_plan_add_step (self, ISP_STEP_WRITE_FLASH, (gsize) (by_page ? all : used) * page, seconds);
}

static void
add_steps (IspPlan *self)
{
  const IspPart *part = self->part;
  guint32 read_bps = self->snapshot->read_bps;
  gsize app = self->boot_start;
  gsize all = part->flash.size + part->eeprom.size;
  gsize eeprom = self->eeprom != NULL ? isp_image_get_size (self->eeprom) : 0;

  isp_plan_add_step (self, ISP_STEP_CONTACT, 0, CONTACT_S);
  if (isp_plan_backs_up (self))
    isp_plan_add_step (self, ISP_STEP_BACKUP, all, seconds_for (READINGS * all, read_bps));
  if (self->snapshot->loader->order == ISP_ORDER_ERASES)
    isp_plan_add_step (self, ISP_STEP_ERASE, 0,
                       (double) app / MAX (part->flash.page_size, 2) * PAGE_ERASE_S);
  add_write_step (self);
  if (self->snapshot->readable != ISP_READABLE_NEVER)
    isp_plan_add_step (self, ISP_STEP_VERIFY_FLASH, app, seconds_for (app, read_bps));
  if (eeprom > 0)
    isp_plan_add_step (self, ISP_STEP_WRITE_EEPROM, eeprom,
                       eeprom * part->eeprom_byte_us * 1e-6 +
                           seconds_for (3 * part->eeprom.size, read_bps));
  if (self->request->no_start)
    return;
  isp_plan_add_step (self, ISP_STEP_START, 0, START_S);
  if (self->request->helper)
    isp_plan_add_step (self, ISP_STEP_ANSWER, 0, 1.0);
}

void
isp_plan_fill_upload (IspPlan *self)
{
  const IspSnapshot *snapshot = self->snapshot;

  self->fuses_before = self->fuses_after = snapshot->fuses;
  self->boot_start = snapshot->app_end;
  self->boot_size = self->part->flash.size - snapshot->app_end;
  isp_plan_collect_images (self);
  self->eeprom_fate = self->eeprom != NULL ? ISP_EEPROM_WRITTEN : ISP_EEPROM_UNTOUCHED;
  check_end (self);
  check_clock (self);
  tell_limits (self);
  add_steps (self);
}
