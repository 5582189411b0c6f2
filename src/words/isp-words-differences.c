/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the chip is not as in a file, or not blank. */
#include "config.h"
#include "isp-words-private.h"

#include <glib/gi18n-lib.h>

/* ── sentences ── */

/* size: of n bytes */
static char *
count_flash (gboolean blank, guint n, const char *size, const char *at)
{
  if (blank)
    return g_strdup_printf (ngettext ("%s of the flash is in use, at %s.",
                                      "%s of the flash are in use, the first at %s.", n),
                            size, at);
  return g_strdup_printf (
      ngettext ("%s of the flash differs, at %s.", "%s of the flash differ, the first at %s.", n),
      size, at);
}

static char *
count_eeprom (gboolean blank, guint n, const char *size, const char *at)
{
  if (blank)
    return g_strdup_printf (ngettext ("%s of the EEPROM is in use, at %s.",
                                      "%s of the EEPROM are in use, the first at %s.", n),
                            size, at);
  return g_strdup_printf (
      ngettext ("%s of the EEPROM differs, at %s.", "%s of the EEPROM differ, the first at %s.", n),
      size, at);
}

static char *
count (const IspReport *report, IspMemoryId memory)
{
  const IspImage *differs = report->differs[memory];
  const gboolean blank = report->kind == ISP_JOB_BLANK;
  g_autofree char *at = NULL, *size = NULL;
  guint n;

  if (differs == NULL)
    return NULL;
  at = isp_words_address (isp_image_get_start (differs));
  n = (guint) isp_image_get_size (differs);
  size = isp_words_size (n);
  return memory == ISP_MEMORY_FLASH ? count_flash (blank, n, size, at)
                                    : count_eeprom (blank, n, size, at);
}

char *
isp_words_differences (const IspReport *report)
{
  g_autofree char *flash = count (report, ISP_MEMORY_FLASH);
  g_autofree char *eeprom = count (report, ISP_MEMORY_EEPROM);

  if (flash == NULL || eeprom == NULL)
    return flash != NULL ? g_steal_pointer (&flash) : g_steal_pointer (&eeprom);
  return g_strdup_printf ("%s %s", flash, eeprom);
}

/* ── places ── */

static void
list (GPtrArray *places, const IspReport *report, IspMemoryId memory)
{
  IspDifference found;

  for (guint i = 0; isp_report_next_difference (report, memory, &i, &found);)
    {
      g_autofree char *range = isp_words_range (found.range);
      g_autofree char *bytes = isp_words_size (found.bytes);

      g_ptr_array_add (places, g_strdup_printf (memory == ISP_MEMORY_FLASH
                                                    /* Translators: a range and a size:
                                                       "Flash 0x0400–0x040F · 9 bytes" */
                                                    ? _ ("Flash %s · %s")
                                                    : _ ("EEPROM %s · %s"),
                                                range, bytes));
    }
}

GPtrArray *
isp_words_list_differences (const IspReport *report)
{
  GPtrArray *places;

  g_return_val_if_fail (report != NULL, NULL);
  places = g_ptr_array_new_with_free_func (g_free);
  list (places, report, ISP_MEMORY_FLASH);
  list (places, report, ISP_MEMORY_EEPROM);
  return places;
}
