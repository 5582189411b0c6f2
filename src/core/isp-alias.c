/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-alias.h"

gboolean
isp_alias_matches (const char *aliases, const char *name)
{
  g_auto (GStrv) words = NULL;

  g_return_val_if_fail (name != NULL, FALSE);
  words = g_strsplit (aliases != NULL ? aliases : "", " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0' && g_ascii_strcasecmp (words[i], name) == 0)
      return TRUE;
  return FALSE;
}
