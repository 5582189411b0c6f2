/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints a page of the manual, the guide, or completion for a shell; or writes all pages of one
 * language. */
#include "config.h"

#include "manual.h"

#include "words/isp-words.h"

#include <stdio.h>
#include <string.h>

static const struct
{
  const char *name;
  char *(*make) (const Manual *manual);
} kinds[] = {
  { "page", manual_page },
  { "bash", manual_bash },
  { "zsh", manual_zsh },
  { "fish", manual_fish },
};

static int
print (const char *text)
{
  return fputs (text, stdout) < 0 || fflush (stdout) != 0;
}

/* In the folder of a language: FOLDER/man1/PROGRAM.1 */
static int
write_pages (const char *folder, char **programs)
{
  g_autofree char *section = g_build_filename (folder, "man1", NULL);

  if (g_mkdir_with_parents (section, 0755) != 0)
    return 1;
  for (; *programs; programs++)
    {
      g_autoptr (Manual) manual = manual_collect (*programs);
      g_autofree char *name = g_strconcat (*programs, ".1", NULL);
      g_autofree char *path = g_build_filename (section, name, NULL);
      g_autofree char *page = manual_page (manual);
      g_autoptr (GError) error = NULL;

      if (!g_file_set_contents (path, page, -1, &error))
        {
          fprintf (stderr, "unbrick-manual: %s\n", error->message);
          return 1;
        }
    }
  return 0;
}

int
main (int argc, char **argv)
{
  g_autoptr (Manual) manual = NULL;

  isp_words_init ();
  if (argc > 3 && g_str_equal (argv[1], "--into"))
    return write_pages (argv[2], argv + 3);
  if (argc == 2 && g_str_equal (argv[1], "guide"))
    {
      g_autofree char *guide = manual_guide ();

      return print (guide);
    }
  if (argc == 3)
    manual = manual_collect (argv[1]);
  for (guint i = 0; manual && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, argv[2]))
      {
        g_autofree char *text = kinds[i].make (manual);

        return print (text);
      }
  fprintf (stderr, "usage: unbrick-manual unbrick|unbrickctl page|bash|zsh|fish\n"
                   "       unbrick-manual guide\n"
                   "       unbrick-manual --into FOLDER unbrick|unbrickctl…\n");
  return 2;
}
