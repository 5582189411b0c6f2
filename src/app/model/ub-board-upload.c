/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board's jobs through a bootloader: what is to be installed, and what is missing for it. */
#include "config.h"

#include "ub-board-private.h"

#include "parts/isp-parts.h"

#include <glib/gi18n.h>

/* What is known of a keyboard whose bootloader does not say which chip it is on. */
void
ub_board_suggest_chip (UbBoard *self)
{
  const IspImageFile *firmware = ub_choice_get_firmware (self->choice);
  const IspPreset *preset = ub_choice_get_preset (self->choice);
  IspLoaderHint hint = { .part = ub_choice_get_part (self->choice) };
  IspFuses fuses;
  guint32 size;

  if (hint.part == NULL && firmware != NULL && firmware->has_signature)
    hint.part = isp_parts_only_by_signature (firmware->signature);
  if (hint.part == NULL && self->reviewed != NULL)
    hint.part = self->reviewed->part;
  if (hint.part != NULL && preset != NULL && isp_preset_fits_part (preset, hint.part->id))
    {
      fuses = isp_fuses_from_preset (preset, FALSE);
      isp_fuses_get_boot_section (&fuses, hint.part, &hint.app_end, &size);
    }
  ub_loader_suggest (self->loader, &hint);
}

/* What is to be installed; NULL: it is there. */
static const char *
get_missing_contents (UbBoard *self)
{
  if (self->request != NULL)
    return NULL;
  if (self->task == UB_TASK_MAKE)
    return ub_maker_get_missing (self->maker);
  if (self->task == UB_TASK_GIVE_BACK)
    return ub_maker_get_own (self->maker) == NULL ? _ ("Nothing is saved that could be given back")
                                                  : NULL;
  return ub_choice_get_firmware (self->choice) == NULL ? _ ("Choose the firmware first") : NULL;
}

/* What has to be done about what is plugged in. */
static const char *
get_missing_board (UbBoard *self)
{
  if (ub_ports_find_likely_loader (self->ports) != NULL)
    return _ ("Say whether it is yours");
  if (ub_ports_get_n_loaders (self->ports) > 1)
    return _ ("Several are in their bootloader: leave one plugged in");
  return self->task == UB_TASK_INSTALL ? _ ("Waiting for a keyboard in its bootloader")
                                       : _ ("Waiting for the board in its bootloader");
}

const char *
ub_board_get_missing_upload (UbBoard *self)
{
  const char *contents = get_missing_contents (self);
  const IspSnapshot *snapshot = ub_board_get_snapshot (self);

  if (contents != NULL)
    return contents;
  if (ub_ports_are_rehearsing (self->ports))
    return _ ("End the rehearsal first");
  if (ub_loader_get_port (self->loader) == NULL)
    return get_missing_board (self);
  if (ub_loader_lacks_part (self->loader))
    return _ ("Say which chip the keyboard has");
  if (snapshot == NULL)
    return _ ("Waiting for the bootloader to answer");
  return self->task == UB_TASK_MAKE ? ub_maker_get_mismatch (self->maker, snapshot) : NULL;
}

static void
set_task (UbBoard *self, UbTask task)
{
  if (self->task == task && self->request == NULL)
    return;
  ub_board_drop_plan (self);
  self->task = task;
  ub_board_changed (self);
}

void
ub_board_request_upload (UbBoard *self)
{
  g_return_if_fail (UB_IS_BOARD (self));
  set_task (self, UB_TASK_INSTALL);
  ub_board_suggest_chip (self);
}

void
ub_board_request_make (UbBoard *self)
{
  g_return_if_fail (UB_IS_BOARD (self));
  set_task (self, UB_TASK_MAKE);
}

void
ub_board_request_give_back (UbBoard *self)
{
  g_return_if_fail (UB_IS_BOARD (self));
  set_task (self, UB_TASK_GIVE_BACK);
}

gboolean
ub_board_uploads (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  return self->task != UB_TASK_RESCUE;
}
