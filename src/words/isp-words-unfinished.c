/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that were broken off, in words. */
#include "config.h"
#include "core/isp-date.h"
#include "isp-words.h"

#include <glib/gi18n-lib.h>

static char *
get_what (const IspUnfinished *unfinished, const char *date)
{
  if (isp_unfinished_is_of_fuses (unfinished))
    /* Translators: a date and time */
    return g_strdup_printf (_ ("Setting fuses, started %s, was interrupted."), date);
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

/* "lfuse=5E,hfuse=D9": what was to change. */
static char *
format_planned (const IspUnfinished *unfinished)
{
  const IspIntent *intent = unfinished->intents->pdata[unfinished->intents->len - 1];
  const IspBackup *backup = unfinished->backup;
  GString *text = g_string_new (NULL);

  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (ISP_FUSES_HAS (&intent->fuses, byte) &&
        !isp_fuse_byte_equal (backup->part, byte, intent->fuses.value[byte],
                              backup->fuses.value[byte]))
      g_string_append_printf (text, "%s%s=%02X", text->len > 0 ? "," : "",
                              isp_fuse_byte_get_id (byte),
                              isp_fuse_byte_shown (backup->part, byte, intent->fuses.value[byte]));
  return g_string_free (text, FALSE);
}

char *
isp_words_unfinished_text (const IspUnfinished *unfinished, IspWordsFor where)
{
  g_autofree char *date = isp_date_format (unfinished->begun);
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
        _ ("%s If it was this keyboard, continue, or restore what it held before. If it was "
           "another one, forget it."),
        what);
  if (isp_unfinished_is_of_fuses (unfinished))
    {
      g_autofree char *planned = format_planned (unfinished);

      /* Translators: a sentence that says what was broken off, fuses as an option takes them, and a
       * folder */
      return g_strdup_printf (_ ("%s If it was this chip, to continue: unbrickctl fuses --set %s\n"
                                 "To set the fuses as they were: unbrickctl restore FOLDER, with\n"
                                 "  %s"),
                              what, planned, unfinished->location);
    }
  /* Translators: a sentence that says what was broken off, and a folder */
  return g_strdup_printf (_ ("%s If it was this chip, what it held before is kept in\n  %s\nTo "
                             "continue, write it again. To restore what it held: unbrickctl "
                             "restore FOLDER, with this folder."),
                          what, unfinished->location);
}
