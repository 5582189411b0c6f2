/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that were opened before, offered again beside the row that takes them. The list is the
 * desktop's: it goes when the person clears it there, and stays empty where they want none. In a
 * sandbox it is the program's own, as long as the desktop lets it see the files. Main thread. */
#pragma once

#include "ub-choose.h"

G_BEGIN_DECLS

#define UB_TYPE_RECENT (ub_recent_get_type ())
G_DECLARE_FINAL_TYPE (UbRecent, ub_recent, UB, RECENT, AdwBin)

/**
 * ub_recent_note:
 * @file: a file that was opened
 * @kind: what it was taken for: firmware, a bootloader or contents of the EEPROM; others are not
 *   remembered
 *
 * Remembers a file, unless it is a temporary one or belongs to a backup.
 */
void ub_recent_note (GFile *file, UbLoadKind kind);

/**
 * ub_recent_offer:
 * @page: what it is on, which outlives it
 * @board: the keyboard that the files are for
 * @kind: which files are offered
 * @chosen: (nullable): called with @page when one was taken
 *
 * Its button shows as soon as one of the files is still there. What was offered before stays when
 * it is the same.
 */
void ub_recent_offer (UbRecent *self, GtkWidget *page, UbBoard *board, UbLoadKind kind,
                      UbChosenFunc chosen);

G_END_DECLS
