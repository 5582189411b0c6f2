/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-choice.h"

#include "ub-pins.h"

#include "parts/isp-parts.h"

#include <glib/gi18n.h>

struct _UbChoice
{
  GObject parent_instance;

  IspPresets *presets;
  gboolean rehearsing;

  IspKeyboard *keyboard;          /* by hand; NULL: none */
  GPtrArray *keyboard_presets;    /* IspPreset *, borrowed: what its bootloader can be */
  const IspPart *part;            /* by hand; NULL: detect it */
  const IspPreset *chosen_preset; /* by hand */
  const IspPreset *suggestion;
  gboolean from_file; /* by hand: image holds a file that was opened for it */

  UbImage *image;
  IspImageFile *firmware, *eeprom;
  gboolean backup, gives_clock;
  UbPins pins; /* of the picture */

  /* When each was chosen last: a file that was chosen before that came too late, however long it
   * was read. */
  guint64 now, keyboard_time, bootloader_time, firmware_time, eeprom_time;
};

G_DEFINE_FINAL_TYPE (UbChoice, ub_choice, G_TYPE_OBJECT)

enum
{
  CHOSEN,
  CHANGED,
  TOOK_FILE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
emit_changed (UbChoice *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Something was chosen by hand. */
static void
emit_chosen (UbChoice *self)
{
  g_signal_emit (self, signals[CHOSEN], 0);
  emit_changed (self);
}

/* TRUE: nothing is known against it. */
static gboolean
may_be_keyboards (UbChoice *self, const IspPreset *preset)
{
  return self->keyboard_presets->len == 0 ||
         g_ptr_array_find (self->keyboard_presets, preset, NULL);
}

/* ── image and part ── */

/* TRUE: image holds a file that no preset knows. */
static gboolean
has_own_file (UbChoice *self)
{
  return self->from_file && self->chosen_preset == NULL;
}

/* Brings the image in line with the preset in force. */
static void
sync_image (UbChoice *self)
{
  const IspPreset *preset = ub_choice_get_preset (self);

  if (!has_own_file (self) && preset != ub_image_get_preset (self->image))
    ub_image_seek (self->image, self->presets, preset, self->rehearsing);
}

/* Back to the state in which none was found yet. */
static void
renew_image (UbChoice *self)
{
  self->from_file = FALSE;
  ub_image_seek (self->image, self->presets, ub_choice_get_preset (self), self->rehearsing);
}

IspPresets *
ub_choice_get_presets (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return self->presets;
}

const IspPart *
ub_choice_get_part (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return self->part;
}

void
ub_choice_set_part (UbChoice *self, const IspPart *part)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  self->part = part;
  emit_chosen (self);
}

/* ── choosing a keyboard ── */

const IspKeyboard *
ub_choice_get_keyboard (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return self->keyboard;
}

GPtrArray *
ub_choice_get_keyboard_presets (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return self->keyboard_presets;
}

static void
take_keyboard (UbChoice *self, const IspKeyboard *keyboard)
{
  IspKeyboard *own = keyboard != NULL ? isp_keyboard_ref (keyboard) : NULL;

  isp_keyboard_unref (self->keyboard);
  self->keyboard = own;
  g_ptr_array_unref (self->keyboard_presets);
  self->keyboard_presets =
      own != NULL ? isp_keyboard_find_presets (own, self->presets) : g_ptr_array_new ();
}

static void
choose_keyboard (UbChoice *self, const IspKeyboard *keyboard, guint64 time)
{
  take_keyboard (self, keyboard);
  self->keyboard_time = time;
  self->part = keyboard != NULL ? isp_keyboard_get_part (keyboard) : NULL;
  /* One that says nothing about its bootloader leaves it alone, as it does a later choice. A file
   * that was opened stays, whenever that was: it may have been dropped together with this. */
  if (!self->from_file && time > self->bootloader_time)
    {
      if (self->keyboard_presets->len == 1)
        self->chosen_preset = self->keyboard_presets->pdata[0];
      else if (keyboard == NULL || !may_be_keyboards (self, self->chosen_preset))
        self->chosen_preset = NULL;
    }
  sync_image (self);
  emit_chosen (self);
}

void
ub_choice_set_keyboard (UbChoice *self, const IspKeyboard *keyboard)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  choose_keyboard (self, keyboard, ++self->now);
}

/* ── bootloader ── */

void
ub_choice_suggest (UbChoice *self, const IspPreset *preset)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  if (self->suggestion == preset)
    return;
  self->suggestion = preset;
  if (ub_choice_is_preset_by_hand (self))
    return;
  sync_image (self);
  emit_changed (self);
}

const IspPreset *
ub_choice_get_preset (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  if (self->from_file || self->chosen_preset != NULL)
    return self->chosen_preset;
  return may_be_keyboards (self, self->suggestion) ? self->suggestion : NULL;
}

gboolean
ub_choice_is_preset_by_hand (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), FALSE);
  return self->from_file || self->chosen_preset != NULL;
}

void
ub_choice_choose_preset (UbChoice *self, const IspPreset *preset)
{
  gboolean had_own_file;

  g_return_if_fail (UB_IS_CHOICE (self));
  had_own_file = has_own_file (self);
  self->bootloader_time = ++self->now;
  self->chosen_preset = preset;
  self->from_file = FALSE;
  if (had_own_file)
    renew_image (self);
  else
    sync_image (self);
  emit_chosen (self);
}

UbImage *
ub_choice_get_image (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return self->image;
}

const char *
ub_choice_get_missing (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  if (self->keyboard != NULL && isp_keyboard_get_chip (self->keyboard) == ISP_KEYBOARD_OTHER)
    return _ ("This keyboard needs no programmer");
  switch (ub_image_get_state (self->image))
    {
    case UB_IMAGE_NONE:
      return _ ("Choose a bootloader first");
    case UB_IMAGE_READING:
      return _ ("Reading the bootloader’s file…");
    case UB_IMAGE_NEEDED:
      return _ ("Choose the bootloader’s file first");
    case UB_IMAGE_DOWNLOADING:
      return _ ("Downloading the bootloader…");
    case UB_IMAGE_FAILED:
      return _ ("The bootloader’s file is missing");
    case UB_IMAGE_READY:
      break;
    }
  return NULL;
}

/* ── firmware, EEPROM and options ── */

const IspImageFile *
ub_choice_get_firmware (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return self->firmware;
}

/* Takes image. place: when that one was chosen last; time: when this one was. */
static void
set_file (UbChoice *self, IspImageFile **file, guint64 *place, IspImageFile *image, guint64 time)
{
  *place = time;
  g_clear_pointer (file, isp_image_file_unref);
  *file = image;
  emit_chosen (self);
}

void
ub_choice_drop_firmware (UbChoice *self)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  set_file (self, &self->firmware, &self->firmware_time, NULL, ++self->now);
}

const IspImageFile *
ub_choice_get_eeprom (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return self->eeprom;
}

void
ub_choice_drop_eeprom (UbChoice *self)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  set_file (self, &self->eeprom, &self->eeprom_time, NULL, ++self->now);
}

static void
set_option (UbChoice *self, gboolean *option, gboolean value)
{
  if (*option == !!value)
    return;
  *option = !!value;
  emit_chosen (self);
}

void
ub_choice_set_backup (UbChoice *self, gboolean backup)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  set_option (self, &self->backup, backup);
}

gboolean
ub_choice_get_backup (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), FALSE);
  return self->backup;
}

void
ub_choice_set_gives_clock (UbChoice *self, gboolean gives_clock)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  set_option (self, &self->gives_clock, gives_clock);
}

gboolean
ub_choice_gives_clock (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), FALSE);
  return self->gives_clock;
}

void
ub_choice_set_wiring (UbChoice *self, const IspWiring *board, const IspWiring *target,
                      const IspPackage *package)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  if (self->pins.board == board && ub_choice_get_target (self) == target &&
      self->pins.package == package)
    return;
  self->pins.target_by_hand |= ub_choice_get_target (self) != target;
  self->pins.board = board;
  self->pins.target = target;
  self->pins.package = package;
  emit_changed (self);
}

const IspWiring *
ub_choice_get_board (UbChoice *self, const IspPort *port)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return ub_pins_get_board (&self->pins, port);
}

const IspWiring *
ub_choice_get_target (UbChoice *self)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return ub_pins_get_target (&self->pins, self->keyboard, ub_choice_get_preset (self));
}

const IspPackage *
ub_choice_get_package (UbChoice *self, const IspPart *part)
{
  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  return ub_pins_get_package (&self->pins, ub_choice_get_target (self), part);
}

void
ub_choice_set_rehearsing (UbChoice *self, gboolean rehearsing)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  if (self->rehearsing == !!rehearsing)
    return;
  self->rehearsing = !!rehearsing;
  self->suggestion = NULL;
  renew_image (self);
  emit_chosen (self);
}

void
ub_choice_start_over (UbChoice *self)
{
  g_return_if_fail (UB_IS_CHOICE (self));
  self->part = self->keyboard != NULL ? isp_keyboard_get_part (self->keyboard) : NULL;
  self->suggestion = NULL;
  sync_image (self);
  self->backup = TRUE;
  self->gives_clock = FALSE;
  emit_chosen (self);
}

/* ── files ── */

/* TRUE: something was chosen for the same place after time. */
static gboolean
is_late (UbChoice *self, const UbLoaded *loaded, guint64 time)
{
  const guint64 last = loaded->kind == UB_LOAD_FIRMWARE   ? self->firmware_time
                       : loaded->kind == UB_LOAD_EEPROM   ? self->eeprom_time
                       : loaded->kind == UB_LOAD_KEYBOARD ? self->keyboard_time
                                                          : self->bootloader_time;

  return time < last;
}

static void
take (UbChoice *self, UbLoaded *loaded, guint64 time)
{
  switch (loaded->kind)
    {
    case UB_LOAD_FIRMWARE:
      set_file (self, &self->firmware, &self->firmware_time, g_steal_pointer (&loaded->image),
                time);
      break;
    case UB_LOAD_EEPROM:
      set_file (self, &self->eeprom, &self->eeprom_time, g_steal_pointer (&loaded->image), time);
      break;
    case UB_LOAD_KEYBOARD:
      choose_keyboard (self, loaded->keyboard, time);
      break;
    default:
      self->bootloader_time = time;
      self->chosen_preset = loaded->preset;
      self->from_file = TRUE;
      ub_image_take (self->image, loaded->preset, g_steal_pointer (&loaded->image));
      emit_chosen (self);
      break;
    }
}

typedef struct
{
  guint64 time; /* when it was chosen */
  GFile *file;
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_object_unref (loading->file);
  g_free (loading);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UbChoice *self = g_task_get_source_object (task);
  const Loading *loading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (UbLoaded) loaded = ub_load_finish (result, &error);

  if (loaded == NULL)
    g_task_return_error (task, error);
  else if (is_late (self, loaded, loading->time))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                             _ ("Something else was chosen in the meantime"));
  else
    {
      const UbLoadKind kind = loaded->kind;

      take (self, loaded, loading->time);
      g_signal_emit (self, signals[TOOK_FILE], 0, loading->file, kind);
      g_task_return_pointer (task, g_steal_pointer (&loaded), (GDestroyNotify) ub_loaded_free);
    }
}

void
ub_choice_load_async (UbChoice *self, UbLoadKind kind, const IspPreset *preset, const IspPart *part,
                      GFile *file, GAsyncReadyCallback callback, gpointer data)
{
  GTask *task;
  Loading *loading;

  g_return_if_fail (UB_IS_CHOICE (self) && G_IS_FILE (file));
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, ub_choice_load_async);
  loading = g_new (Loading, 1);
  *loading = (Loading){ ++self->now, g_object_ref (file) };
  g_task_set_task_data (task, loading, loading_free);
  ub_load_async (self->presets, kind, preset, part, file, NULL, loaded_cb, task);
}

gboolean
ub_choice_load_finish (UbChoice *self, GAsyncResult *result, char **notice, GError **error)
{
  g_autoptr (UbLoaded) loaded = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  loaded = g_task_propagate_pointer (G_TASK (result), error);
  if (loaded == NULL)
    return FALSE;
  if (notice != NULL)
    *notice = g_steal_pointer (&loaded->notice);
  return TRUE;
}

/* ── the object ── */

static void
ub_choice_dispose (GObject *object)
{
  UbChoice *self = UB_CHOICE (object);

  g_signal_handlers_disconnect_by_data (self->image, self);
  G_OBJECT_CLASS (ub_choice_parent_class)->dispose (object);
}

static void
ub_choice_finalize (GObject *object)
{
  UbChoice *self = UB_CHOICE (object);

  g_clear_object (&self->image);
  g_clear_pointer (&self->keyboard, isp_keyboard_unref);
  g_clear_pointer (&self->keyboard_presets, g_ptr_array_unref);
  g_clear_pointer (&self->firmware, isp_image_file_unref);
  g_clear_pointer (&self->eeprom, isp_image_file_unref);
  g_clear_pointer (&self->presets, isp_presets_unref);
  G_OBJECT_CLASS (ub_choice_parent_class)->finalize (object);
}

static void
ub_choice_class_init (UbChoiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = ub_choice_dispose;
  object_class->finalize = ub_choice_finalize;
  signals[CHOSEN] =
      g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TOOK_FILE] = g_signal_new ("took-file", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 2, G_TYPE_FILE, G_TYPE_INT);
}

static void
ub_choice_init (UbChoice *self)
{
  self->backup = TRUE;
  self->keyboard_presets = g_ptr_array_new ();
  self->image = ub_image_new ();
  g_signal_connect_swapped (self->image, "changed", G_CALLBACK (emit_changed), self);
}

UbChoice *
ub_choice_new (IspPresets *presets)
{
  UbChoice *self;

  g_return_val_if_fail (presets != NULL, NULL);
  self = g_object_new (UB_TYPE_CHOICE, NULL);
  self->presets = isp_presets_ref (presets);
  return self;
}
