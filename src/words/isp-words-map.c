/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-words-map.h"
#include "config.h"

#include "isp-words-private.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const char *const states[ISP_N_PAGE_STATES] = {
  /* Translators: pages of the chip's memory are … */
  [ISP_PAGE_KEPT]     = N_("left as they are"),
  [ISP_PAGE_TO_ERASE] = N_("to erase"),
  [ISP_PAGE_BLANK]    = N_("blank"),
  [ISP_PAGE_IN_USE]   = N_("in use"),
  [ISP_PAGE_TO_WRITE] = N_("to write"),
  [ISP_PAGE_UNSURE]   = N_("perhaps written"),
  [ISP_PAGE_WRITTEN]  = N_("written, not checked"),
  [ISP_PAGE_VERIFIED] = N_("verified"),
  [ISP_PAGE_WRONG]    = N_("wrong"),
  [ISP_PAGE_IN_BOTH]  = N_("in both files"),
};

/* What the same state is called elsewhere; NULL: as above. */
static const char *const by_use[ISP_N_MAP_USES][ISP_N_PAGE_STATES] = {
  [ISP_MAP_ENDED]    = { [ISP_PAGE_TO_ERASE] = N_("not erased"),
                         [ISP_PAGE_TO_WRITE] = N_("not written") },
  [ISP_MAP_READ]     = { [ISP_PAGE_KEPT]     = N_("not read") },
  [ISP_MAP_COMPARED] = { [ISP_PAGE_KEPT]     = N_("not compared"),
                         [ISP_PAGE_VERIFIED] = N_("as in the file"),
                         [ISP_PAGE_WRONG]    = N_("different") },
  [ISP_MAP_CHECKED]  = { [ISP_PAGE_KEPT]     = N_("not looked at") },
};
/* clang-format on */

IspMapUse
isp_words_map_use (IspJobKind kind, gboolean ended)
{
  switch (kind)
    {
    case ISP_JOB_READ:
    case ISP_JOB_BACKUP:
      return ISP_MAP_READ;
    case ISP_JOB_VERIFY:
      return ISP_MAP_COMPARED;
    case ISP_JOB_BLANK:
      return ISP_MAP_CHECKED;
    case ISP_JOB_FLASH:
    case ISP_JOB_ERASE:
    case ISP_JOB_FUSES:
    case ISP_JOB_RESTORE:
    case ISP_JOB_UPLOAD:
      break;
    }
  return ended ? ISP_MAP_ENDED : ISP_MAP_PLANNED;
}

const char *
isp_words_page_state (IspPageState state, IspMapUse use)
{
  g_return_val_if_fail (state < ISP_N_PAGE_STATES && use < ISP_N_MAP_USES, NULL);
  return _ (by_use[use][state] != NULL ? by_use[use][state] : states[state]);
}

/* "0x7000–0x747F", "0x7000–0x747F · boot section" */
static char *
describe_place (IspRange range, gboolean is_boot)
{
  g_autofree char *place = isp_words_range (range);

  return is_boot ? g_strdup_printf ("%s · %s", place, _ ("boot section"))
                 : g_steal_pointer (&place);
}

char *
isp_words_map_run (const IspMapRun *run, IspMapUse use)
{
  g_autofree char *place = NULL, *size = NULL;

  g_return_val_if_fail (run != NULL, NULL);

  place = describe_place (run->range, run->is_boot);
  size =
      run->state == ISP_PAGE_KEPT || run->state == ISP_PAGE_TO_ERASE || run->state == ISP_PAGE_BLANK
          ? isp_words_size (run->range.end - run->range.start)
          : g_strdup_printf (ngettext ("%u page", "%u pages", run->n_pages), run->n_pages);
  return g_strdup_printf ("%s · %s · %s", place, size, isp_words_page_state (run->state, use));
}

char *
isp_words_map_page (const IspMap *map, guint page, IspMapUse use)
{
  g_autofree char *place = NULL;

  g_return_val_if_fail (map != NULL && page < isp_map_get_n_pages (map), NULL);

  place = describe_place (isp_map_get_range (map, page), isp_map_is_boot (map, page));
  return g_strdup_printf ("%s · %s", place,
                          isp_words_page_state (isp_map_get_state (map, page), use));
}

char *
isp_words_map_text (const IspMap *map, IspMapUse use)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  IspMapRun run;

  g_return_val_if_fail (map != NULL, NULL);

  for (guint page = 0; isp_map_next_run (map, &page, &run);)
    g_ptr_array_add (lines, isp_words_map_run (&run, use));
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}
