/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered from one start to the next. What was chosen for a keyboard is only offered
 * again, never chosen: the next keyboard may be another one. Main thread. */
#pragma once

#include "ub-choice.h"

G_BEGIN_DECLS

/* Keys of the schema, data/unbrick.gschema.xml.in. */
#define UB_SETTINGS_WIDTH     "window-width"
#define UB_SETTINGS_HEIGHT    "window-height"
#define UB_SETTINGS_MAXIMIZED "window-maximized"

/**
 * ub_settings_new:
 *
 * Returns: (transfer full) (nullable): the settings; NULL: their schema is not installed, and
 * nothing is remembered
 */
GSettings *ub_settings_new (void);

/**
 * ub_settings_note_choice:
 * @choice: what is chosen
 *
 * Remembers the keyboard and the preset that were chosen by hand, if there are any.
 */
void ub_settings_note_choice (UbChoice *choice);

/**
 * ub_settings_get_keyboards:
 *
 * Returns: (transfer full): folders of the keyboards that were chosen last, the newest first; they
 * may have gone from the table since
 */
char **ub_settings_get_keyboards (void);

/**
 * ub_settings_was_chosen:
 * @preset: a preset
 *
 * Returns: TRUE: it was the last that was chosen by hand
 */
gboolean ub_settings_was_chosen (const IspPreset *preset);

/**
 * ub_settings_note_file:
 * @file: a file that was chosen or saved
 *
 * Remembers its folder.
 */
void ub_settings_note_file (GFile *file);

/**
 * ub_settings_get_folder:
 *
 * Returns: (transfer full) (nullable): where a dialog for files begins; NULL: not remembered
 */
GFile *ub_settings_get_folder (void);

G_END_DECLS
