/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-pages.h"

#define UB_PAGE_ROW(name, ...) GType ub_page_##name##_get_type (void);
#include "ub-page-list.h"
#undef UB_PAGE_ROW

/* clang-format off */
#define UB_PAGE_ROW(name, ...) { #name, ub_page_##name##_get_type, __VA_ARGS__ },
static const UbPageRow pages[] = {
#include "ub-page-list.h"
};
#undef UB_PAGE_ROW
/* clang-format on */

const UbPageRow *
ub_pages_get (guint i)
{
  return i < G_N_ELEMENTS (pages) ? &pages[i] : NULL;
}

const UbPageRow *
ub_pages_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (pages[i].id, id))
      return &pages[i];
  return NULL;
}

const UbPageRow *
ub_pages_find_home (UbHome home)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (pages[i].home == home)
      return &pages[i];
  return NULL;
}

const UbPageRow *
ub_pages_find_for_locked (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (pages[i].for_locked)
      return &pages[i];
  return NULL;
}
