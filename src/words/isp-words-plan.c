/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan's steps: what will happen, in the person's words. */
#include "config.h"
#include "isp-words-private.h"

#include <glib/gi18n-lib.h>

#define MAX_PLACES 3

/* clang-format off */
static const char *const running[ISP_N_STEPS] = {
  [ISP_STEP_CONTACT]      = N_("Checking the chip"),
  [ISP_STEP_BACKUP]       = N_("Saving a backup"),
  [ISP_STEP_PROVE]        = N_("Comparing with the backup"),
  [ISP_STEP_ERASE]        = N_("Erasing"),
  [ISP_STEP_WRITE_FLASH]  = N_("Writing"),
  [ISP_STEP_VERIFY_FLASH] = N_("Checking"),
  [ISP_STEP_WRITE_EEPROM] = N_("Writing EEPROM"),
  [ISP_STEP_FUSES]        = N_("Setting fuses"),
  [ISP_STEP_LIFE]         = N_("Starting the chip"),
  [ISP_STEP_LOCK]         = N_("Setting the lock"),
  [ISP_STEP_READ]         = N_("Reading"),
  [ISP_STEP_COMPARE]      = N_("Comparing"),
  [ISP_STEP_START]        = N_("Starting the firmware"),
  [ISP_STEP_ANSWER]       = N_("Asking the programmer"),
};
/* clang-format on */

const char *
isp_words_step_running (IspStepId id)
{
  g_return_val_if_fail ((guint) id < ISP_N_STEPS, NULL);
  return _ (running[id]);
}

static gboolean
is_upload (const IspPlan *plan)
{
  return plan->snapshot->loader != NULL;
}

/* ── titles ── */

/* "Atmel DFU", "Atmel DFU and keymap.hex" */
static char *
what_is_written (const IspPlan *plan)
{
  const IspRequest *request = plan->request;
  const IspPreset *preset = request->preset;
  g_autofree char *title = preset != NULL ? isp_preset_get_title (preset) : NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  if (title != NULL)
    g_ptr_array_add (names, title);
  for (guint i = 0; i < request->images->len; i++)
    {
      const IspImageFile *file = g_ptr_array_index (request->images, i);

      /* The preset's own image carries its name, or a file's; it comes first. */
      if (file->title != NULL && (preset == NULL || i > 0))
        g_ptr_array_add (names, file->title);
    }
  if (names->len == 0)
    return g_strdup (_ ("the Flash"));
  if (names->len == 1)
    return g_strdup (g_ptr_array_index (names, 0));
  if (names->len == 2)
    /* Translators: two things that are written, "Atmel DFU and keymap.hex" */
    return g_strdup_printf (_ ("%s and %s"), (char *) g_ptr_array_index (names, 0),
                            (char *) g_ptr_array_index (names, 1));
  return g_strdup_printf (ngettext ("%u File", "%u Files", names->len), names->len);
}

/* Changed fields outside the lock byte. */
static guint
count_fuse_changes (const IspPlan *plan)
{
  guint n = 0;

  for (guint i = 0; plan->changes != NULL && i < plan->changes->len; i++)
    if (g_array_index (plan->changes, IspFieldChange, i).byte != ISP_FUSE_LOCK)
      n++;
  return n;
}

char *
isp_words_plan_fuses_title (const IspPlan *plan)
{
  guint n;

  g_return_val_if_fail (plan != NULL, NULL);
  n = count_fuse_changes (plan);
  if (n == 0)
    return g_strdup (_ ("Leave the Fuses"));
  return g_strdup_printf (ngettext ("Change %u Fuse Setting", "Change %u Fuse Settings", n), n);
}

char *
isp_words_plan_step_title (const IspPlan *plan, const IspStep *step)
{
  g_autofree char *what = NULL;

  g_return_val_if_fail (plan != NULL && step != NULL, NULL);
  switch (step->id)
    {
    case ISP_STEP_CONTACT:
      return g_strdup (plan->request->helper ? _ ("Check the Board Again")
                       : is_upload (plan)    ? _ ("Check the Keyboard Again")
                                             : _ ("Check the Chip Again"));
    case ISP_STEP_BACKUP:
      return g_strdup (plan->request->helper ? _ ("Save the Board’s Own Firmware")
                                             : _ ("Save a Backup"));
    case ISP_STEP_PROVE:
      return g_strdup (_ ("Compare with the Backup"));
    case ISP_STEP_ERASE:
      return g_strdup (is_upload (plan) ? _ ("Erase the Firmware") : _ ("Erase the Chip"));
    case ISP_STEP_WRITE_FLASH:
      what = what_is_written (plan);
      /* Translators: %s is a bootloader or a file */
      return g_strdup_printf (is_upload (plan) ? _ ("Install %s") : _ ("Write %s"), what);
    case ISP_STEP_VERIFY_FLASH:
      return g_strdup (_ ("Check What Was Written"));
    case ISP_STEP_WRITE_EEPROM:
      return g_strdup (plan->eeprom_fate == ISP_EEPROM_RESTORED ? _ ("Restore the EEPROM")
                                                                : _ ("Write the EEPROM"));
    case ISP_STEP_FUSES:
      return isp_words_plan_fuses_title (plan);
    case ISP_STEP_LIFE:
      return g_strdup (_ ("Start the Chip"));
    case ISP_STEP_LOCK:
      return g_strdup (_ ("Set the Lock Bits"));
    case ISP_STEP_READ:
      return g_strdup (plan->request->memory == ISP_MEMORY_EEPROM ? _ ("Read the EEPROM")
                                                                  : _ ("Read the Flash"));
    case ISP_STEP_COMPARE:
      return g_strdup (plan->request->kind == ISP_JOB_BLANK ? _ ("Check Whether It Is Blank")
                                                            : _ ("Compare with the File"));
    case ISP_STEP_START:
      return g_strdup (_ ("Start the Firmware"));
    case ISP_STEP_ANSWER:
      return g_strdup (_ ("Ask the New Programmer"));
    case ISP_N_STEPS:
      break;
    }
  g_return_val_if_reached (NULL);
}

/* ── texts ── */

/* "4 KB at 0x7000" or "20 KB at 0x0000 and 4 KB at 0x7000": gaps within a page belong to it. */
static char *
places (const IspImage *image, guint32 page_size)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (g_free);
  guint n = isp_image_get_n_ranges (image);
  guint32 gap = MAX (page_size, 64);

  for (guint i = 0; i < n;)
    {
      IspRange span = isp_image_get_range (image, i++);
      g_autofree char *size = NULL, *at = NULL;

      while (i < n && isp_image_get_range (image, i).start - span.end < gap)
        span.end = isp_image_get_range (image, i++).end;
      size = isp_words_size (span.end - span.start);
      at = isp_words_address (span.start);
      /* Translators: a size and a place, "4 KB at 0x7000" */
      g_ptr_array_add (list, g_strdup_printf (_ ("%s at %s"), size, at));
    }
  if (list->len == 1)
    return g_strdup (g_ptr_array_index (list, 0));
  if (list->len == 0 || list->len > MAX_PLACES)
    {
      g_autofree char *size = isp_words_size (isp_image_get_size (image));

      return g_strdup_printf (ngettext ("%s in %u place", "%s in %u places", list->len), size,
                              list->len);
    }
  g_ptr_array_add (list, NULL);
  /* Translators: stands between the parts of a list */
  return g_strjoinv (_ (", "), (char **) list->pdata);
}

/* "Flash 32 KB and EEPROM 1 KB"; 0: not that one */
static char *
memories (gsize flash_bytes, gsize eeprom_bytes)
{
  g_autofree char *flash = isp_words_size (flash_bytes);
  g_autofree char *eeprom = isp_words_size (eeprom_bytes);

  if (eeprom_bytes == 0)
    /* Translators: a size */
    return g_strdup_printf (_ ("Flash %s"), flash);
  if (flash_bytes == 0)
    /* Translators: a size */
    return g_strdup_printf (_ ("EEPROM %s"), eeprom);
  /* Translators: two sizes */
  return g_strdup_printf (_ ("Flash %s and EEPROM %s"), flash, eeprom);
}

static char *
compare_text (const IspPlan *plan)
{
  return memories (isp_image_get_size (plan->flash),
                   plan->eeprom != NULL ? isp_image_get_size (plan->eeprom) : 0);
}

static char *
backup_text (const IspPlan *plan)
{
  const IspPart *part = plan->part;
  g_autofree char *flash = isp_words_size (part->flash.size);
  g_autofree char *eeprom = isp_words_size (part->eeprom.size);

  if (plan->request->helper)
    /* Translators: two sizes */
    return g_strdup_printf (_ ("Flash %s and EEPROM %s, so that you can give it back"), flash,
                            eeprom);
  if (is_upload (plan))
    return memories (part->flash.size, part->eeprom.size);
  return g_strdup_printf (_ ("Flash %s, EEPROM %s and all fuses"), flash, eeprom);
}

static const char *
what_is_erased (const IspPlan *plan)
{
  switch (plan->eeprom_fate)
    {
    case ISP_EEPROM_KEPT:
      return _ ("All of the flash; the EEPROM stays as it is");
    case ISP_EEPROM_RESTORED:
      return _ ("All of the flash; the EEPROM is restored afterwards");
    case ISP_EEPROM_WRITTEN:
      return _ ("All of the flash, and the EEPROM, which is written again");
    case ISP_EEPROM_LOST:
      return _ ("All of the flash, and the EEPROM with it");
    case ISP_EEPROM_UNTOUCHED:
      break;
    }
  return _ ("All of the flash");
}

/* Only a bootloader is written, where firmware is or may be. */
static gboolean
replaces_firmware (const IspPlan *plan)
{
  return plan->snapshot->firmware != ISP_FIRMWARE_NONE && plan->request->kind == ISP_JOB_FLASH &&
         !plan->request->keep_firmware && plan->boot_size > 0 && plan->flash != NULL &&
         !isp_image_is_empty (plan->flash) && isp_image_get_start (plan->flash) >= plan->boot_start;
}

static char *
erase_text (const IspPlan *plan)
{
  if (is_upload (plan))
    return g_strdup (_ ("All of the flash below the bootloader; the EEPROM stays as it is"));
  if (!replaces_firmware (plan))
    return g_strdup (what_is_erased (plan));
  if (plan->snapshot->firmware == ISP_FIRMWARE_FOUND)
    /* Translators: follows what the erase takes */
    return g_strdup_printf (_ ("%s; this replaces the firmware on the chip"),
                            what_is_erased (plan));
  /* Translators: follows what the erase takes; whether there is firmware is not known */
  return g_strdup_printf (_ ("%s; this replaces any firmware on the chip"), what_is_erased (plan));
}

/* Nothing is in the boot section when the job is done. */
static gboolean
has_no_bootloader (const IspPlan *plan)
{
  return plan->request->kind == ISP_JOB_FLASH &&
         isp_plan_find_step (plan, ISP_STEP_ERASE) != NULL && plan->boot_size > 0 &&
         isp_image_is_blank (plan->flash, plan->boot_start, plan->boot_size);
}

static char *
write_text_alone (const IspPlan *plan)
{
  g_autofree char *where = NULL;

  if (plan->flash == NULL)
    return g_strdup (_ ("Read back and compared"));
  where = places (plan->flash, plan->part->flash.page_size);
  if (plan->request->keep_firmware)
    return g_strdup_printf (_ ("%s, and the firmware beside it, read back and compared"), where);
  if (has_no_bootloader (plan))
    return g_strdup_printf (_ ("%s, read back and compared; there will be no bootloader"), where);
  if (is_upload (plan) && plan->snapshot->readable == ISP_READABLE_NEVER)
    return g_strdup_printf (_ ("%s; it cannot be read back"), where);
  /* Translators: %s is "4 KB at 0x7000" */
  return g_strdup_printf (_ ("%s, read back and compared"), where);
}

static char *
write_text (const IspPlan *plan)
{
  g_autofree char *text = write_text_alone (plan);

  if (plan->request->usual == NULL)
    return g_steal_pointer (&text);
  /* Translators: follows what is written; a bootloader */
  return g_strdup_printf (_ ("%s; this keyboard usually has %s"), text, plan->request->usual);
}

static char *
eeprom_text (const IspPlan *plan)
{
  g_autofree char *size = NULL;

  if (plan->eeprom_fate == ISP_EEPROM_RESTORED && plan->request->unfinished != NULL)
    return g_strdup (_ ("From the backup of the interrupted job, read back and compared"));
  if (plan->eeprom_fate == ISP_EEPROM_RESTORED || plan->eeprom == NULL)
    return g_strdup (_ ("From the backup, read back and compared"));
  size = isp_words_size (isp_image_get_size (plan->eeprom));
  if (plan->request->eeprom_title != NULL && plan->request->eeprom_choice == ISP_EEPROM_CHOICE_NONE)
    /* Translators: "512 bytes from settings.eep" */
    return g_strdup_printf (_ ("%s from %s, read back and compared"), size,
                            plan->request->eeprom_title);
  return g_strdup_printf (_ ("%s, read back and compared"), size);
}

char *
isp_words_plan_fuses_text (const IspPlan *plan)
{
  g_autofree char *after = NULL;

  g_return_val_if_fail (plan != NULL, NULL);
  if (count_fuse_changes (plan) > 0)
    return g_strdup (plan->flash != NULL ? _ ("Only after everything else is right")
                                         : _ ("Read back and compared"));
  after = isp_words_fuses (&plan->fuses_after, plan->part, FALSE);
  if (plan->request->fuse_source == ISP_FUSES_PRESET && plan->request->preset != NULL)
    {
      g_autofree char *title = isp_preset_get_title (plan->request->preset);

      /* Translators: fuse bytes, then a bootloader */
      return g_strdup_printf (_ ("%s already match %s"), after, title);
    }
  return g_strdup_printf (_ ("%s stay as they are"), after);
}

static char *
lock_text (const IspPlan *plan)
{
  return g_strdup_printf (_ ("%02X, last"), plan->fuses_after.value[ISP_FUSE_LOCK]);
}

char *
isp_words_plan_step_text (const IspPlan *plan, const IspStep *step)
{
  g_return_val_if_fail (plan != NULL && step != NULL, NULL);
  switch (step->id)
    {
    case ISP_STEP_CONTACT:
      return g_strdup (_ ("It must be the same as now"));
    case ISP_STEP_BACKUP:
      return backup_text (plan);
    case ISP_STEP_PROVE:
      return g_strdup (_ ("Everything is read and compared with what the interrupted job left; on "
                          "another keyboard nothing is changed"));
    case ISP_STEP_ERASE:
      return erase_text (plan);
    case ISP_STEP_WRITE_FLASH:
      return write_text (plan);
    case ISP_STEP_VERIFY_FLASH:
      if (is_upload (plan))
        return g_strdup (_ ("All of the flash below the bootloader"));
      return plan->flash != NULL ? places (plan->flash, plan->part->flash.page_size)
                                 : g_strdup (_ ("Read back and compared"));
    case ISP_STEP_WRITE_EEPROM:
      return eeprom_text (plan);
    case ISP_STEP_FUSES:
      return isp_words_plan_fuses_text (plan);
    case ISP_STEP_LIFE:
      return g_strdup (_ ("To see that it runs with these fuses"));
    case ISP_STEP_LOCK:
      return lock_text (plan);
    case ISP_STEP_READ:
      return isp_words_size (plan->request->memory == ISP_MEMORY_EEPROM ? plan->part->eeprom.size
                                                                        : plan->part->flash.size);
    case ISP_STEP_COMPARE:
      return compare_text (plan);
    case ISP_STEP_START:
      return g_strdup (plan->request->helper ? _ ("The board leaves its bootloader")
                                             : _ ("The keyboard leaves its bootloader"));
    case ISP_STEP_ANSWER:
      return g_strdup (_ ("It has to answer as a programmer"));
    case ISP_N_STEPS:
      break;
    }
  g_return_val_if_reached (NULL);
}
