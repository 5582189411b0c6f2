/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tinted box above the rows: an icon, a bold sentence, what to do, and perhaps a button. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_NOTE (ub_note_get_type ())
G_DECLARE_FINAL_TYPE (UbNote, ub_note, UB, NOTE, AdwBin)

typedef enum
{
  UB_NOTE_INFO,
  UB_NOTE_WARNING,
  UB_NOTE_ERROR,
} UbNoteKind;

GtkWidget *ub_note_new (void); /* hidden until ub_note_set */
/* Shows it. text may be NULL. Neither is read as markup. */
void ub_note_set (UbNote *self, UbNoteKind kind, const char *title, const char *text);
void ub_note_hide (UbNote *self);
/* label NULL: no button. action: a detailed action name. */
void ub_note_set_button (UbNote *self, const char *label, const char *action);
/* A widget of the page's own under the text; NULL: none. */
void ub_note_set_extra (UbNote *self, GtkWidget *extra);
const char *ub_note_get_title (UbNote *self); /* NULL while hidden */

G_END_DECLS
