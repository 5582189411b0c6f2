/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-maker.h"

#include "store/backups/isp-backups.h"
#include "store/presets/isp-image-cache.h"

#include <glib/gi18n.h>

#define TWICE                                                                                      \
  N_ ("Plug it in and press its reset button twice, quickly; without a button, connect RST to "    \
      "GND "                                                                                       \
      "twice")
#define BUTTON N_ ("Plug it in and press its button")
#define RESET  N_ ("Plug it in and press its reset button; if nothing happens, twice, quickly")

/* Sizes are those of the makers' drawings, without what sticks out. */
/* clang-format off */
static const UbMakerBoard boards[] = {
  { N_("Pro Micro"), N_("Or a copy of it, with 5 V and 16 MHz"), TWICE, "isp-pro-micro", "caterina",
    "atmega32u4", &isp_wiring_helper[0], 18, 33, 12 },
  { N_("Teensy 2.0"), N_("The short one, with a button at its end"), BUTTON, "isp-teensy2", "halfkay",
    "atmega32u4", &isp_wiring_helper[1], 18, 31, 11, .has_button = TRUE },
  { N_("Teensy++ 2.0"), N_("The long one: with a helper firmware file of your own"), BUTTON, NULL,
    "halfkay", "at90usb1286", NULL, 18, 51, 20, .has_button = TRUE },
  { N_("Arduino Leonardo or Micro"), N_("Or any other board with an ATmega32U4 and 16 MHz"), RESET,
    "isp-pro-micro", NULL, "atmega32u4", &isp_wiring_helper[2], 53, 69, 16, .has_header = TRUE },
};
/* clang-format on */

struct _UbMaker
{
  GObject parent_instance;

  IspPresets *presets;
  const UbMakerBoard *board; /* NULL: none is chosen */
  UbImage *image;
  const IspBackup *own; /* NULL: none is chosen */
  guint64 now;          /* counts choices: a file whose reading began before one came too late */
};

G_DEFINE_FINAL_TYPE (UbMaker, ub_maker, G_TYPE_OBJECT)

static guint changed_signal;

static void
emit_changed (UbMaker *self)
{
  g_signal_emit (self, changed_signal, 0);
}

const UbMakerBoard *
ub_maker_list_board (guint i)
{
  return i < G_N_ELEMENTS (boards) ? &boards[i] : NULL;
}

/* ── board and helper firmware ── */

static const IspPreset *
get_preset (UbMaker *self)
{
  return self->board != NULL && self->board->helper != NULL
             ? isp_presets_by_id (self->presets, self->board->helper)
             : NULL;
}

void
ub_maker_choose (UbMaker *self, const UbMakerBoard *board)
{
  g_return_if_fail (UB_IS_MAKER (self) && board != NULL);
  if (self->board == board)
    return;
  self->board = board;
  self->now++;
  ub_image_seek (self->image, self->presets, get_preset (self), FALSE);
  emit_changed (self);
}

const UbMakerBoard *
ub_maker_get_board (UbMaker *self)
{
  g_return_val_if_fail (UB_IS_MAKER (self), NULL);
  return self->board;
}

UbImage *
ub_maker_get_image (UbMaker *self)
{
  g_return_val_if_fail (UB_IS_MAKER (self), NULL);
  return self->image;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  UbMaker *self = g_task_get_source_object (task);
  const guint64 *time = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (UbLoaded) loaded = ub_load_finish (result, &error);

  if (loaded == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (*time != self->now)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                               _ ("Something else was chosen in the meantime"));
      return;
    }
  ub_image_take (self->image, loaded->preset, g_steal_pointer (&loaded->image));
  emit_changed (self);
  g_task_return_boolean (task, TRUE);
}

void
ub_maker_load_async (UbMaker *self, GFile *file, GAsyncReadyCallback callback, gpointer data)
{
  const IspPreset *preset;
  GTask *task;

  g_return_if_fail (UB_IS_MAKER (self) && G_IS_FILE (file) && self->board != NULL);
  preset = get_preset (self);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, ub_maker_load_async);
  self->now++;
  g_task_set_task_data (task, g_memdup2 (&self->now, sizeof self->now), g_free);
  ub_load_async (self->presets, preset != NULL ? UB_LOAD_PRESET : UB_LOAD_FIRMWARE, preset, NULL,
                 file, NULL, loaded_cb, task);
}

gboolean
ub_maker_load_finish (UbMaker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
ub_maker_get_missing (UbMaker *self)
{
  g_return_val_if_fail (UB_IS_MAKER (self), NULL);
  if (self->board == NULL)
    return _ ("Choose the board first");
  switch (ub_image_get_state (self->image))
    {
    case UB_IMAGE_READING:
      return _ ("Reading the helper firmware’s file…");
    case UB_IMAGE_DOWNLOADING:
      return _ ("Downloading the helper firmware…");
    case UB_IMAGE_NONE:
    case UB_IMAGE_NEEDED:
    case UB_IMAGE_FAILED:
      return _ ("Choose the helper firmware’s file first");
    case UB_IMAGE_READY:
      break;
    }
  return NULL;
}

const char *
ub_maker_get_mismatch (UbMaker *self, const IspSnapshot *snapshot)
{
  g_return_val_if_fail (UB_IS_MAKER (self) && snapshot != NULL, NULL);
  if (self->board == NULL || (g_str_equal (snapshot->part->id, self->board->part) &&
                              (self->board->loader == NULL ||
                               g_str_equal (snapshot->loader->owner.id, self->board->loader))))
    return NULL;
  return _ ("Another board than the chosen one is in its bootloader");
}

IspRequest *
ub_maker_make_request (UbMaker *self)
{
  const IspPreset *preset;
  IspRequest *request;

  g_return_val_if_fail (UB_IS_MAKER (self) && ub_maker_get_missing (self) == NULL, NULL);
  preset = ub_image_get_preset (self->image);
  request = isp_request_new (ISP_JOB_UPLOAD);
  request->keyboard = g_strdup (_ (self->board->name));
  request->preset = preset != NULL ? isp_preset_ref (preset) : NULL;
  g_ptr_array_add (request->images, isp_image_file_ref (ub_image_get_file (self->image)));
  request->helper = TRUE;
  return request;
}

/* ── the way back ── */

void
ub_maker_set_own (UbMaker *self, const IspBackup *own)
{
  const IspBackup *before;

  g_return_if_fail (UB_IS_MAKER (self) && (own == NULL || own->app_end != 0));
  before = self->own;
  if (before == own)
    return;
  self->own = own != NULL ? isp_backup_ref (own) : NULL;
  isp_backup_unref (before);
  emit_changed (self);
}

const IspBackup *
ub_maker_get_own (UbMaker *self)
{
  g_return_val_if_fail (UB_IS_MAKER (self), NULL);
  return self->own;
}

/* A programmer that was made one again was saved as such. */
gboolean
ub_maker_may_be_own (IspPresets *presets, const IspBackup *backup)
{
  g_autoptr (IspImage) firmware = NULL;
  GPtrArray *helpers;

  g_return_val_if_fail (presets != NULL && backup != NULL, FALSE);
  if (!backup->helper || backup->rehearsal || backup->app_end == 0 ||
      isp_image_is_blank (backup->flash, 0, backup->app_end))
    return FALSE;
  firmware = isp_image_slice (backup->flash, 0, backup->app_end);
  helpers = isp_presets_get_helpers (presets);
  for (guint i = 0; i < helpers->len; i++)
    if (isp_image_cache_is_image (helpers->pdata[i], firmware))
      return FALSE;
  return TRUE;
}

IspRequest *
ub_maker_make_give_back (UbMaker *self)
{
  g_return_val_if_fail (UB_IS_MAKER (self), NULL);
  return self->own != NULL ? isp_backups_make_upload (self->own) : NULL;
}

/* ── the object ── */

static void
ub_maker_finalize (GObject *object)
{
  UbMaker *self = UB_MAKER (object);

  g_signal_handlers_disconnect_by_data (self->image, self);
  g_clear_object (&self->image);
  g_clear_pointer (&self->own, isp_backup_unref);
  g_clear_pointer (&self->presets, isp_presets_unref);
  G_OBJECT_CLASS (ub_maker_parent_class)->finalize (object);
}

static void
ub_maker_class_init (UbMakerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ub_maker_finalize;
  changed_signal = g_signal_new ("changed", UB_TYPE_MAKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
ub_maker_init (UbMaker *self)
{
  self->image = ub_image_new ();
  g_signal_connect_swapped (self->image, "changed", G_CALLBACK (emit_changed), self);
}

UbMaker *
ub_maker_new (IspPresets *presets)
{
  UbMaker *self;

  g_return_val_if_fail (presets != NULL, NULL);
  self = g_object_new (UB_TYPE_MAKER, NULL);
  self->presets = isp_presets_ref (presets);
  return self;
}
