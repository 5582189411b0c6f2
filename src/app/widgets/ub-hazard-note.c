/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-hazard-note.h"

#include "ub-check.h"
#include "ub-note.h"

#include "words/isp-words.h"

struct _UbHazardNote
{
  AdwBin parent_instance;

  IspHazardId id;
  GtkCheckButton *check; /* NULL: nothing to answer */
};

G_DEFINE_FINAL_TYPE (UbHazardNote, ub_hazard_note, ADW_TYPE_BIN)

static guint toggled_signal;

static void
check_toggled_cb (UbHazardNote *self)
{
  g_signal_emit (self, toggled_signal, 0);
}

static void
ub_hazard_note_class_init (UbHazardNoteClass *klass)
{
  toggled_signal = g_signal_new ("toggled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
ub_hazard_note_init (UbHazardNote *self)
{
}

static void
add_check (UbHazardNote *self, UbNote *note, const char *label)
{
  GtkWidget *check = ub_check_new (label);

  g_signal_connect_swapped (check, "toggled", G_CALLBACK (check_toggled_cb), self);
  ub_note_set_extra (note, check);
  self->check = GTK_CHECK_BUTTON (check);
}

GtkWidget *
ub_hazard_note_new (const IspHazard *hazard, const IspPlan *plan)
{
  UbHazardNote *self = g_object_new (UB_TYPE_HAZARD_NOTE, NULL);
  GtkWidget *note = ub_note_new ();
  const gboolean blocking = hazard->severity == ISP_SEVERITY_BLOCKING;
  const char *label = isp_words_hazard_check (hazard);
  g_autofree char *text = isp_words_hazard_text (hazard, plan);

  self->id = hazard->id;
  ub_note_set (UB_NOTE (note), blocking ? UB_NOTE_ERROR : UB_NOTE_WARNING,
               isp_words_hazard_title (hazard), text);
  if (!blocking && label != NULL)
    add_check (self, UB_NOTE (note), label);
  adw_bin_set_child (ADW_BIN (self), note);
  return GTK_WIDGET (self);
}

IspHazardId
ub_hazard_note_get_id (UbHazardNote *self)
{
  g_return_val_if_fail (UB_IS_HAZARD_NOTE (self), ISP_N_HAZARDS);
  return self->id;
}

void
ub_hazard_note_set_acknowledged (UbHazardNote *self, gboolean acknowledged)
{
  g_return_if_fail (UB_IS_HAZARD_NOTE (self));
  if (self->check == NULL)
    return;
  g_signal_handlers_block_by_func (self->check, check_toggled_cb, self);
  gtk_check_button_set_active (self->check, acknowledged);
  g_signal_handlers_unblock_by_func (self->check, check_toggled_cb, self);
}

gboolean
ub_hazard_note_get_acknowledged (UbHazardNote *self)
{
  g_return_val_if_fail (UB_IS_HAZARD_NOTE (self), FALSE);
  return self->check != NULL && gtk_check_button_get_active (self->check);
}
