/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bootloader that is on the chip: what a restore, or fuses alone, would undo of a rescue. */
#include "plan-bench.h"

#define BOOT 0x7000u

/* boot: what is in the boot section now; NULL: not known, as the chip is locked. */
static IspSnapshot *
chip_new (guint8 low, guint8 high, guint8 extended, const guint8 *boot)
{
  IspSnapshot *snapshot = snapshot_new ("atmega32u4", low, high, extended, 0xFF);
  g_autofree guint8 *data = g_malloc (0x1000);

  if (boot == NULL)
    return snapshot;
  memset (data, *boot, 0x1000);
  snapshot->boot = isp_image_new_from_data (BOOT, data, 0x1000);
  snapshot->boot_blank = *boot == 0xFF;
  return snapshot;
}

/* ── a restore ── */

static IspRequest *
restore_request (guint32 start, guint32 size)
{
  IspRequest *request = isp_request_new (ISP_JOB_RESTORE);

  if (size > 0)
    g_ptr_array_add (request->images, file_new ("Backup", start, size, 0x11));
  return request;
}

static void
test_restore (void)
{
  static const guint8 loader = 0x42, blank = 0xFF;
  static const struct
  {
    guint32 start, size; /* that the backup has */
    const guint8 *boot;  /* on the chip now */
    IspHazardId hazard;  /* ISP_N_HAZARDS: none */
  } rows[] = {
    { 0, 0, &loader, ISP_HAZARD_BACKUP_BLANK },
    { 0, 0, &blank, ISP_HAZARD_BACKUP_BLANK },
    { 0, 0, NULL, ISP_HAZARD_BACKUP_BLANK },
    { 0, 0x2000, &loader, ISP_HAZARD_BACKUP_NO_BOOTLOADER },
    { 0, 0x2000, &blank, ISP_N_HAZARDS },
    { BOOT, 0x1000, &loader, ISP_HAZARD_BACKUP_NO_FIRMWARE },
    { 0, 0x8000, &loader, ISP_N_HAZARDS },
  };
  static const IspHazardId all[] = { ISP_HAZARD_BACKUP_BLANK, ISP_HAZARD_BACKUP_NO_BOOTLOADER,
                                     ISP_HAZARD_BACKUP_NO_FIRMWARE };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (IspPlan) plan = make (chip_new (0x5E, 0xD9, 0xF3, rows[i].boot),
                                       restore_request (rows[i].start, rows[i].size));

      g_assert_no_error (plan->error);
      for (guint k = 0; k < G_N_ELEMENTS (all); k++)
        g_assert_true (has_hazard (plan, all[k], ISP_SEVERITY_WARNING) ==
                       (all[k] == rows[i].hazard));
    }
}

/* The EEPROM alone takes nothing. */
static void
test_restore_eeprom (void)
{
  static const guint8 loader = 0x42;
  IspRequest *request = restore_request (0, 0);
  g_autoptr (IspPlan) plan = NULL;

  request->no_erase = TRUE;
  request->eeprom = isp_image_new_from_data (0, (const guint8 *) "ab", 2);
  plan = make (chip_new (0x5E, 0xD9, 0xF3, &loader), request);
  g_assert_no_error (plan->error);
  g_assert_cmpuint (plan->hazards->len, ==, 0);
}

/* ── fuses alone ── */

static void
test_fuses (void)
{
  static const guint8 loader = 0x42, blank = 0xFF;
  static const struct
  {
    guint8 before[3], after[3]; /* low, high, extended */
    const guint8 *boot;
    IspHazardId hazard; /* ISP_N_HAZARDS: none */
  } rows[] = {
    /* by BOOTRST */
    { { 0xFF, 0xD8, 0xFB }, { 0xFF, 0xD9, 0xFB }, &loader, ISP_HAZARD_BOOTRST_OFF },
    { { 0xFF, 0xD8, 0xFB }, { 0xFF, 0xD9, 0xF3 }, &loader, ISP_HAZARD_BOOTRST_OFF },
    { { 0xFF, 0xD8, 0xFB }, { 0xFF, 0xDA, 0xFB }, &loader, ISP_HAZARD_BOOT_MOVED },
    { { 0xFF, 0xD8, 0xFB }, { 0xE2, 0xD8, 0xFB }, &loader, ISP_HAZARD_INTERNAL_CLOCK },
    { { 0xFF, 0xD8, 0xFB }, { 0xFF, 0xD9, 0xFB }, NULL, ISP_HAZARD_BOOTRST_OFF },
    { { 0xFF, 0xD8, 0xFB }, { 0xFF, 0xD9, 0xFB }, &blank, ISP_N_HAZARDS },
    { { 0xFF, 0xD8, 0xFB }, { 0xFF, 0xD0, 0xFB }, &loader, ISP_N_HAZARDS }, /* EESAVE */
    /* by HWBE */
    { { 0x5E, 0xD9, 0xF3 }, { 0x5E, 0xD9, 0xFB }, &loader, ISP_HAZARD_HWBE_OFF },
    { { 0x5E, 0xD9, 0xF3 }, { 0x5E, 0xDB, 0xF3 }, &loader, ISP_HAZARD_BOOT_MOVED },
    { { 0xFF, 0xD8, 0xF3 }, { 0xFF, 0xD8, 0xFB }, &loader, ISP_N_HAZARDS }, /* BOOTRST remains */
    /* nothing started it */
    { { 0xFF, 0xD9, 0xFB }, { 0xFF, 0xDB, 0xFB }, &loader, ISP_N_HAZARDS },
  };
  static const IspHazardId all[] = { ISP_HAZARD_BOOTRST_OFF, ISP_HAZARD_HWBE_OFF,
                                     ISP_HAZARD_BOOT_MOVED, ISP_HAZARD_INTERNAL_CLOCK };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const guint8 *before = rows[i].before;
      IspRequest *request = isp_request_new (ISP_JOB_FUSES);
      g_autoptr (IspPlan) plan = NULL;

      request->fuse_source = ISP_FUSES_GIVEN;
      memcpy (request->fuses.value, rows[i].after, 3);
      request->fuses.has = 7;
      plan = make (chip_new (before[0], before[1], before[2], rows[i].boot), request);
      g_assert_no_error (plan->error);
      for (guint k = 0; k < G_N_ELEMENTS (all); k++)
        g_assert_true (has_hazard (plan, all[k], ISP_SEVERITY_WARNING) ==
                       (all[k] == rows[i].hazard));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plan-kept/restore", test_restore);
  g_test_add_func ("/plan-kept/restore-eeprom", test_restore_eeprom);
  g_test_add_func ("/plan-kept/fuses", test_fuses);
  return g_test_run ();
}
