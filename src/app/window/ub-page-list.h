/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages: each is one row here. NAME stands for ub_page_NAME_get_type() in
 * src/app/pages/ub-page-NAME.c, whose template is ui/ub-page-NAME.ui. Meson reads the rows too.
 *
 * The columns: NAME, which is the page's id, and those fields of UbPageRow that are not zero. */
/* clang-format off */
UB_PAGE_ROW (setup, .home = UB_HOME_WITH_PORTS, .root = TRUE, .by_key = TRUE)
UB_PAGE_ROW (empty, .home = UB_HOME_WITHOUT_PORTS, .root = TRUE)
UB_PAGE_ROW (permission, .for_locked = TRUE)
UB_PAGE_ROW (keyboard)
UB_PAGE_ROW (programmer)
UB_PAGE_ROW (part)
UB_PAGE_ROW (bootloader)
UB_PAGE_ROW (wiring)
UB_PAGE_ROW (backups)
UB_PAGE_ROW (chip, .after_home = TRUE)
UB_PAGE_ROW (fuses, .by_key = TRUE)
UB_PAGE_ROW (combine, .by_key = TRUE)
UB_PAGE_ROW (make, .after_home = TRUE, .by_key = TRUE)
UB_PAGE_ROW (give_back, .leads_on = TRUE, .by_key = TRUE)
UB_PAGE_ROW (install, .after_home = TRUE, .by_key = TRUE)
UB_PAGE_ROW (review, .by_key = TRUE)
UB_PAGE_ROW (flash, .passing = TRUE)
UB_PAGE_ROW (done, .root = TRUE, .leads_on = TRUE)
UB_PAGE_ROW (failed, .after_home = TRUE)
UB_PAGE_ROW (log)
