/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-alias.h"

#include <string.h>

gboolean
isp_alias_matches (const char *aliases, const char *name)
{
  gsize len;

  g_return_val_if_fail (name != NULL, FALSE);
  len = strlen (name);
  while (aliases != NULL && *aliases != '\0')
    {
      const gsize n = strcspn (aliases, " ");

      if (n == len && n > 0 && g_ascii_strncasecmp (aliases, name, n) == 0)
        return TRUE;
      aliases += n + (aliases[n] != '\0');
    }
  return FALSE;
}
