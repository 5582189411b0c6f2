/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bootloader's image and the person's files. */
#include "config.h"

#include "ub-session-private.h"

#include "store/presets/isp-fetch.h"
#include "store/presets/isp-image-cache.h"

#include <glib/gi18n.h>

/* ── fetching ── */

/* What a download hands back; it may end after nobody wants it any more. */
typedef struct
{
  UbSession *session;
  GCancellable *cancellable;
} Fetch;

static void
fetch_progress_cb (guint64 received, guint64 total, gpointer data)
{
  Fetch *fetch = data;

  if (fetch->cancellable != fetch->session->fetch)
    return;
  fetch->session->fetch_fraction = total > 0 ? (double) received / (double) total : -1;
  ub_session_changed (fetch->session);
}

static void
fetch_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Fetch *fetch = data;
  UbSession *self = fetch->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (IspImageFile) image = isp_fetch_finish (result, &error);

  if (fetch->cancellable == self->fetch)
    {
      g_clear_object (&self->fetch);
      self->image_state = image != NULL ? UB_IMAGE_READY : UB_IMAGE_FAILED;
      self->image = g_steal_pointer (&image);
      self->image_error = g_steal_pointer (&error);
      g_clear_pointer (&self->plan, isp_plan_unref);
      ub_session_changed (self);
    }
  g_object_unref (fetch->session);
  g_object_unref (fetch->cancellable);
  g_free (fetch);
}

static void
start_fetch (UbSession *self)
{
  Fetch *fetch = g_new (Fetch, 1);

  self->fetch = g_cancellable_new ();
  self->fetch_fraction = -1;
  self->image_state = UB_IMAGE_FETCHING;
  fetch->session = g_object_ref (self);
  fetch->cancellable = g_object_ref (self->fetch);
  isp_fetch_async (self->image_preset, fetch_progress_cb, fetch, self->fetch, fetch_done_cb, fetch);
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

void
ub_session_clear_image (UbSession *self)
{
  if (self->fetch != NULL)
    g_cancellable_cancel (self->fetch);
  g_clear_object (&self->fetch);
  g_clear_pointer (&self->image, isp_image_file_unref);
  g_clear_error (&self->image_error);
  self->image_preset = NULL;
  self->image_state = UB_IMAGE_NONE;
  self->stand_in = FALSE;
  self->own_file = FALSE;
}

void
ub_session_sync_image (UbSession *self)
{
  const IspPreset *preset = ub_session_get_preset (self);

  if (self->own_file || preset == self->image_preset)
    return;
  ub_session_clear_image (self);
  g_clear_pointer (&self->plan, isp_plan_unref);
  self->image_preset = preset;
  if (preset == NULL)
    return;

  self->image = isp_image_cache_load (preset, NULL);
  if (self->image != NULL)
    self->image_state = UB_IMAGE_READY;
  else if (preset->url == NULL)
    self->image_state = UB_IMAGE_NEEDED;
  else if (self->sim != NULL)
    {
      self->image = make_stand_in (preset);
      self->stand_in = TRUE;
      self->image_state = UB_IMAGE_READY;
    }
  else
    start_fetch (self);
}

const IspPreset *
ub_session_get_preset (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  if (self->own_file)
    return NULL;
  if (self->chosen_preset != NULL)
    return self->chosen_preset;
  return self->guess != NULL ? self->guess->preselect : NULL;
}

gboolean
ub_session_is_preset_by_hand (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->own_file || self->chosen_preset != NULL;
}

void
ub_session_choose_preset (UbSession *self, const IspPreset *preset)
{
  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (!ub_session_is_busy (self));
  ub_session_choice_made (self);
  if (self->own_file)
    ub_session_clear_image (self);
  self->chosen_preset = preset;
  ub_session_sync_image (self);
  ub_session_changed (self);
}

UbImageState
ub_session_get_image_state (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), UB_IMAGE_NONE);
  return self->image_state;
}

const GError *
ub_session_get_image_error (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->image_error;
}

double
ub_session_get_fetch_fraction (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), -1);
  return self->fetch_fraction;
}

const IspImageFile *
ub_session_get_image (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->image_state == UB_IMAGE_READY ? self->image : NULL;
}

void
ub_session_fetch_again (UbSession *self)
{
  g_return_if_fail (UB_IS_SESSION (self));
  if (self->image_state != UB_IMAGE_FAILED)
    return;
  g_clear_error (&self->image_error);
  start_fetch (self);
  ub_session_changed (self);
}

gboolean
ub_session_is_stand_in (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->stand_in;
}

/* ── files ── */

/* Takes image. preset NULL: a file that no preset knows. */
static void
take_image (UbSession *self, const IspPreset *preset, IspImageFile *image)
{
  ub_session_choice_made (self);
  ub_session_clear_image (self);
  self->chosen_preset = preset;
  self->own_file = preset == NULL;
  self->image_preset = preset;
  self->image = image;
  self->image_state = UB_IMAGE_READY;
  ub_session_changed (self);
}

static gboolean
take_preset_image (UbSession *self, const IspPreset *preset, const IspImageFile *file,
                   GError **error)
{
  IspImageFile *image = isp_image_cache_check_and_keep (self->presets, preset, file, error);

  if (image == NULL)
    return FALSE;
  take_image (self, preset, image);
  return TRUE;
}

gboolean
ub_session_take_preset_file (UbSession *self, const IspPreset *preset, GFile *file, GError **error)
{
  g_autoptr (IspImageFile) own = NULL;

  g_return_val_if_fail (UB_IS_SESSION (self) && G_IS_FILE (file), FALSE);
  if (preset == NULL)
    preset = ub_session_get_preset (self);
  g_return_val_if_fail (preset != NULL, FALSE);

  own = isp_image_file_load (file, NULL, error);
  return own != NULL && take_preset_image (self, preset, own, error);
}

gboolean
ub_session_take_own_file (UbSession *self, GFile *file, GError **error)
{
  IspImageFile *image;

  g_return_val_if_fail (UB_IS_SESSION (self) && G_IS_FILE (file), FALSE);
  image = isp_image_file_load (file, NULL, error);
  if (image == NULL)
    return FALSE;
  take_image (self, NULL, image);
  return TRUE;
}

static void
take_firmware_image (UbSession *self, IspImageFile *image)
{
  ub_session_choice_made (self);
  g_clear_pointer (&self->firmware, isp_image_file_unref);
  self->firmware = image;
  ub_session_changed (self);
}

gboolean
ub_session_take_firmware (UbSession *self, GFile *file, GError **error)
{
  IspImageFile *image;

  g_return_val_if_fail (UB_IS_SESSION (self) && G_IS_FILE (file), FALSE);
  image = isp_image_file_load (file, NULL, error);
  if (image == NULL)
    return FALSE;
  take_firmware_image (self, image);
  return TRUE;
}

void
ub_session_drop_firmware (UbSession *self)
{
  g_return_if_fail (UB_IS_SESSION (self));
  take_firmware_image (self, NULL);
}

const IspImageFile *
ub_session_get_firmware (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->firmware;
}

/* Where the largest boot section of the part begins; without a part, of the smallest part there
 * is. */
static guint32
first_boot_address (const IspPart *part)
{
  guint32 largest = 0;

  for (guint i = 0; part != NULL && i < G_N_ELEMENTS (part->boot_bytes); i++)
    largest = MAX (largest, part->boot_bytes[i]);
  return part != NULL ? part->flash.size - largest : 0x1000;
}

gboolean
ub_session_take_file (UbSession *self, GFile *file, char **notice, GError **error)
{
  g_autoptr (IspImageFile) image = NULL;
  g_autofree char *sha256 = NULL;
  const IspPreset *preset;
  guint32 boot;

  g_return_val_if_fail (UB_IS_SESSION (self) && G_IS_FILE (file), FALSE);
  image = isp_image_file_load (file, NULL, error);
  if (image == NULL)
    return FALSE;

  sha256 = isp_image_get_sha256 (image->flash);
  preset = isp_presets_by_image (self->presets, sha256);
  if (preset != NULL)
    {
      g_autofree char *name = isp_preset_get_title (preset);

      if (!take_preset_image (self, preset, image, error))
        return FALSE;
      *notice = g_strdup_printf (_ ("That is %s"), name);
      return TRUE;
    }
  boot = first_boot_address (ub_session_get_part (self));
  if (isp_image_get_end (image->flash) > boot && isp_image_get_start (image->flash) >= boot)
    {
      *notice = g_strdup_printf (_ ("%s is used as the bootloader"), image->title);
      take_image (self, NULL, g_steal_pointer (&image));
      return TRUE;
    }
  *notice = g_strdup_printf (_ ("%s is used as the keyboard’s firmware"), image->title);
  take_firmware_image (self, g_steal_pointer (&image));
  return TRUE;
}
