/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-parts.h"

#include "core/isp-alias.h"
#include "isp-parts-private.h"

#include <string.h>

/* Chips that keyboards have come first: people look for them most. */
static const IspPart *const families[] = {
  isp_parts_usb,      isp_parts_mega,     isp_parts_classic, isp_parts_usb8,    isp_parts_mega48,
  isp_parts_mega644,  isp_parts_mega1280, isp_parts_mega128, isp_parts_lcd,     isp_parts_tiny,
  isp_parts_tiny1634, isp_parts_can,      isp_parts_at90s,   isp_parts_battery,
};

const IspPart *
isp_parts_get (guint i)
{
  for (guint f = 0; f < G_N_ELEMENTS (families); f++)
    for (const IspPart *part = families[f]; part->id != NULL; part++)
      if (i-- == 0)
        return part;
  return NULL;
}

guint
isp_parts_count (void)
{
  guint n = 0;

  while (isp_parts_get (n) != NULL)
    n++;
  return n;
}

const IspPart *
isp_parts_by_name (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint f = 0; f < G_N_ELEMENTS (families); f++)
    for (const IspPart *part = families[f]; part->id != NULL; part++)
      if (g_ascii_strcasecmp (part->id, name) == 0 || g_ascii_strcasecmp (part->name, name) == 0 ||
          isp_alias_matches (part->aliases, name))
        return part;
  return NULL;
}

GPtrArray *
isp_parts_by_signature (const guint8 signature[3])
{
  GPtrArray *found = g_ptr_array_new ();
  const IspPart *part;

  g_return_val_if_fail (signature != NULL, found);

  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    if (memcmp (part->signature, signature, sizeof part->signature) == 0)
      g_ptr_array_add (found, (gpointer) part);
  return found;
}

const IspPart *
isp_parts_only_by_signature (const guint8 signature[3])
{
  g_autoptr (GPtrArray) found = isp_parts_by_signature (signature);

  for (guint i = 1; i < found->len; i++)
    if (!isp_part_is_same_for_engine (found->pdata[0], found->pdata[i]))
      return NULL;
  return found->len > 0 ? found->pdata[0] : NULL;
}
