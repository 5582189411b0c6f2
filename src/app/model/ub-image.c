/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-image.h"

#include "store/presets/isp-fetch.h"

#include <glib/gi18n.h>

struct _UbImage
{
  GObject parent_instance;

  IspPresets *presets; /* keeps preset alive; NULL: none was looked for yet */
  const IspPreset *preset;
  gboolean stand_ins;
  UbImageState state;
  IspImageFile *file;
  gboolean is_stand_in;
  GError *error;
  GCancellable *search; /* in the cache or upstream; NULL: none runs */
  double fraction;
};

G_DEFINE_FINAL_TYPE (UbImage, ub_image, G_TYPE_OBJECT)

enum
{
  CHANGED,
  DOWNLOADING,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The result of a search, which may end when it is no longer wanted. */
typedef struct
{
  UbImage *owner;
  GCancellable *cancellable;
} Search;

static Search *
search_new (UbImage *self)
{
  Search *search = g_new (Search, 1);

  self->search = g_cancellable_new ();
  search->owner = g_object_ref (self);
  search->cancellable = g_object_ref (self->search);
  return search;
}

static void
search_free (Search *search)
{
  g_object_unref (search->owner);
  g_object_unref (search->cancellable);
  g_free (search);
}

/* TRUE: its result still counts. */
static gboolean
search_end (Search *search)
{
  UbImage *self = search->owner;

  if (search->cancellable != self->search)
    return FALSE;
  g_clear_object (&self->search);
  return TRUE;
}

/* Takes image and error. */
static void
set_state (UbImage *self, UbImageState state, IspImageFile *image, GError *error)
{
  self->state = state;
  self->file = image;
  self->error = error;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
download_progress_cb (guint64 received, guint64 total, gpointer data)
{
  Search *search = data;

  if (search->cancellable != search->owner->search)
    return;
  search->owner->fraction = total > 0 ? (double) received / (double) total : -1;
  g_signal_emit (search->owner, signals[DOWNLOADING], 0);
}

static void
download_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Search *search = data;
  GError *error = NULL;
  IspImageFile *image = isp_fetch_finish (result, &error);

  if (search_end (search))
    set_state (search->owner, image != NULL ? UB_IMAGE_READY : UB_IMAGE_FAILED, image, error);
  else
    {
      g_clear_pointer (&image, isp_image_file_unref);
      g_clear_error (&error);
    }
  search_free (search);
}

static void
start_download (UbImage *self)
{
  Search *search = search_new (self);

  self->fraction = -1;
  isp_fetch_async (self->preset, download_progress_cb, search, self->search, download_done_cb,
                   search);
  set_state (self, UB_IMAGE_DOWNLOADING, NULL, NULL);
}

/* For a rehearsal: "jump to here" over the whole place of the real image. */
static IspImageFile *
make_stand_in (const IspPreset *preset)
{
  static const guint8 rjmp_self[] = { 0xFF, 0xCF };
  g_autofree char *name = isp_preset_get_title (preset);
  g_autofree char *title = g_strdup_printf (_ ("Stand-in for %s"), name);
  IspImageFile *file = isp_image_file_new (title);
  const gsize len = preset->image_end - preset->image_start;
  g_autofree guint8 *bytes = g_malloc (len);

  for (gsize i = 0; i < len; i++)
    bytes[i] = rjmp_self[i % 2];
  isp_image_put (file->flash, preset->image_start, bytes, len);
  return file;
}

static void
cached_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Search *search = data;
  UbImage *self = search->owner;
  IspImageFile *image = ub_load_cached_finish (result);

  if (!search_end (search))
    g_clear_pointer (&image, isp_image_file_unref);
  else if (image != NULL)
    set_state (self, UB_IMAGE_READY, image, NULL);
  else if (self->preset->url == NULL)
    set_state (self, UB_IMAGE_NEEDED, NULL, NULL);
  else if (self->stand_ins)
    {
      self->is_stand_in = TRUE;
      set_state (self, UB_IMAGE_READY, make_stand_in (self->preset), NULL);
    }
  else
    start_download (self);
  search_free (search);
}

static void
clear (UbImage *self)
{
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_pointer (&self->file, isp_image_file_unref);
  g_clear_error (&self->error);
  self->preset = NULL;
  self->state = UB_IMAGE_NONE;
  self->is_stand_in = FALSE;
}

void
ub_image_seek (UbImage *self, IspPresets *presets, const IspPreset *preset, gboolean stand_ins)
{
  g_return_if_fail (UB_IS_IMAGE (self) && presets != NULL);
  clear (self);
  isp_presets_ref (presets);
  g_clear_pointer (&self->presets, isp_presets_unref);
  self->presets = presets;
  self->preset = preset;
  self->stand_ins = stand_ins;
  if (preset == NULL)
    return;
  self->state = UB_IMAGE_READING;
  ub_load_cached_async (preset, NULL, cached_cb, search_new (self));
}

void
ub_image_take (UbImage *self, const IspPreset *preset, IspImageFile *image)
{
  g_return_if_fail (UB_IS_IMAGE (self) && image != NULL);
  clear (self);
  self->preset = preset;
  self->state = UB_IMAGE_READY;
  self->file = image;
}

void
ub_image_download_again (UbImage *self)
{
  g_return_if_fail (UB_IS_IMAGE (self));
  if (self->state != UB_IMAGE_FAILED)
    return;
  g_clear_error (&self->error);
  start_download (self);
}

UbImageState
ub_image_get_state (UbImage *self)
{
  g_return_val_if_fail (UB_IS_IMAGE (self), UB_IMAGE_NONE);
  return self->state;
}

const IspPreset *
ub_image_get_preset (UbImage *self)
{
  g_return_val_if_fail (UB_IS_IMAGE (self), NULL);
  return self->preset;
}

const IspImageFile *
ub_image_get_file (UbImage *self)
{
  g_return_val_if_fail (UB_IS_IMAGE (self), NULL);
  return self->state == UB_IMAGE_READY ? self->file : NULL;
}

const GError *
ub_image_get_error (UbImage *self)
{
  g_return_val_if_fail (UB_IS_IMAGE (self), NULL);
  return self->error;
}

double
ub_image_get_fraction (UbImage *self)
{
  g_return_val_if_fail (UB_IS_IMAGE (self), -1);
  return self->fraction;
}

gboolean
ub_image_is_stand_in (UbImage *self)
{
  g_return_val_if_fail (UB_IS_IMAGE (self), FALSE);
  return self->is_stand_in;
}

/* ── the object ── */

static void
ub_image_dispose (GObject *object)
{
  clear (UB_IMAGE (object));
  G_OBJECT_CLASS (ub_image_parent_class)->dispose (object);
}

static void
ub_image_finalize (GObject *object)
{
  g_clear_pointer (&UB_IMAGE (object)->presets, isp_presets_unref);
  G_OBJECT_CLASS (ub_image_parent_class)->finalize (object);
}

static void
ub_image_class_init (UbImageClass *klass)
{
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ub_image_dispose;
  G_OBJECT_CLASS (klass)->finalize = ub_image_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DOWNLOADING] =
      g_signal_new ("downloading", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ub_image_init (UbImage *self)
{
  self->fraction = -1;
}

UbImage *
ub_image_new (void)
{
  return g_object_new (UB_TYPE_IMAGE, NULL);
}
