/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guide as Markdown: what Help in the window shows. */
#include "manual.h"

#include "words/isp-words-guide.h"

static const char *const before[] = {
  [ISP_GUIDE_TITLE] = "\n## ",
  [ISP_GUIDE_TEXT] = "\n",
  [ISP_GUIDE_POINT] = "- ",
  [ISP_GUIDE_STEP] = "1. ",
};

char *
manual_guide (void)
{
  GString *text = g_string_new ("# Unbrick: the guide\n\n"
                                "<!-- Made by scripts/guide: the rows are in src/words. -->\n");
  IspGuideKind last = ISP_GUIDE_TITLE;
  const IspGuideRow *row;

  for (guint i = 0; (row = isp_words_guide_get (i)) != NULL; i++)
    {
      const gboolean begins_list = row->kind >= ISP_GUIDE_STEP && row->kind != last;

      g_string_append_printf (text, "%s%s%s\n", begins_list ? "\n" : "", before[row->kind],
                              row->text);
      last = row->kind;
    }
  return g_string_free (text, FALSE);
}
