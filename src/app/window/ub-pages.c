/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-pages.h"

#include "app/pages/ub-page-bootloader.h"
#include "app/pages/ub-page-chip.h"
#include "app/pages/ub-page-done.h"
#include "app/pages/ub-page-empty.h"
#include "app/pages/ub-page-failed.h"
#include "app/pages/ub-page-flash.h"
#include "app/pages/ub-page-permission.h"
#include "app/pages/ub-page-programmer.h"
#include "app/pages/ub-page-review.h"
#include "app/pages/ub-page-setup.h"

static const UbPageRow pages[] = {
  { "setup", ub_page_setup_get_type, UB_HOME_WITH_PORTS, .root = TRUE, .by_key = TRUE },
  { "empty", ub_page_empty_get_type, UB_HOME_WITHOUT_PORTS, .root = TRUE },
  { "permission", ub_page_permission_get_type, .for_locked = TRUE },
  { "programmer", ub_page_programmer_get_type },
  { "chip", ub_page_chip_get_type },
  { "bootloader", ub_page_bootloader_get_type },
  { "review", ub_page_review_get_type, .by_key = TRUE },
  { "flash", ub_page_flash_get_type, .passing = TRUE },
  { "done", ub_page_done_get_type, .root = TRUE },
  { "failed", ub_page_failed_get_type, .after_home = TRUE },
};

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
