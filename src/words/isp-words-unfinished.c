/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that were broken off, in words. */
#include "config.h"
#include "isp-words.h"

#include <glib/gi18n-lib.h>

static char *
get_what (const IspUnfinished *unfinished, const char *date)
{
  if (unfinished->kind == ISP_JOB_RESTORE)
    /* Translators: a date and time */
    return g_strdup_printf (_ ("Restoring a backup, started %s, was interrupted."), date);
  if (unfinished->kind == ISP_JOB_UPLOAD && unfinished->title != NULL)
    /* Translators: a file, and a date and time */
    return g_strdup_printf (_ ("Installing %s, started %s, was interrupted."), unfinished->title,
                            date);
  if (unfinished->kind == ISP_JOB_FLASH && unfinished->title != NULL)
    /* Translators: a bootloader or a file, and a date and time */
    return g_strdup_printf (_ ("Writing %s, started %s, was interrupted."), unfinished->title,
                            date);
  /* Translators: a date and time */
  return g_strdup_printf (_ ("The job started %s was interrupted."), date);
}

char *
isp_words_unfinished_text (const IspUnfinished *unfinished, IspWordsFor where)
{
  g_autofree char *date = g_date_time_format (unfinished->begun, "%Y-%m-%d %H:%M");
  g_autofree char *what = get_what (unfinished, date);

  if (unfinished->backup == NULL && where == ISP_WORDS_FOR_WINDOW)
    /* Translators: %s is a sentence that says what was broken off */
    return g_strdup_printf (_ ("%s The keyboard may hold only a part of it: continue, or install "
                               "other firmware."),
                            what);
  if (unfinished->backup == NULL)
    /* Translators: %s is a sentence that says what was broken off */
    return g_strdup_printf (
        _ ("%s The keyboard may hold only a part of it. To continue, install it again."), what);
  if (where == ISP_WORDS_FOR_WINDOW)
    /* Translators: %s is a sentence that says what was broken off */
    return g_strdup_printf (
        _ ("%s What the keyboard held before is kept: continue, or restore it."), what);
  /* Translators: a sentence that says what was broken off, and a folder */
  return g_strdup_printf (_ ("%s What the chip held before is kept in\n  %s\nTo continue, "
                             "write it again. To restore what it held: unbrickctl restore "
                             "FOLDER, with this folder."),
                          what, unfinished->location);
}
