/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a plan has to know of a board in its bootloader. */
#include "isp-snapshot-private.h"

#include <string.h>

IspSnapshot *
isp_snapshot_of_loader (const IspLoader *loader)
{
  IspSnapshot *self = isp_snapshot_new ();

  self->driver_id = g_strdup (loader->driver->owner.id);
  self->programmer_name = g_strdup (loader->name);
  self->programmer_version = g_strdup (loader->version);
  self->port_id = g_strconcat ("usb:", loader->usb_path, NULL);
  self->part = loader->part;
  memcpy (self->signature, loader->signature, sizeof self->signature);
  self->fuses = loader->fuses;
  self->loader = loader->driver;
  self->app_end = loader->app_end;
  self->crystal_hz = loader->crystal_hz;
  self->readable = loader->readable;
  self->read_bps = loader->read_bps;
  return self;
}

/* The bootloader itself, to recognise it inside an image, and whether there is firmware. */
static gboolean
read_more (IspLoader *loader, IspSnapshot *self, GCancellable *cancellable, GError **error)
{
  guint32 start = loader->app_end;
  guint32 size = loader->read_end != 0 ? 0 : loader->part->flash.size - start;
  g_autofree guint8 *data = g_malloc (size + 1);
  guint8 word[2];

  if (!isp_loader_read (loader, ISP_MEMORY_FLASH, 0, word, sizeof word, cancellable, error) ||
      (size > 0 &&
       !isp_loader_read (loader, ISP_MEMORY_FLASH, start, data, size, cancellable, error)))
    return FALSE;
  self->firmware = word[0] == 0xFF && word[1] == 0xFF ? ISP_FIRMWARE_NONE : ISP_FIRMWARE_FOUND;
  if (size == 0)
    return TRUE;
  self->boot = isp_image_new_from_data (start, data, size);
  self->boot_blank = isp_image_is_blank (self->boot, start, size);
  return TRUE;
}

IspSnapshot *
isp_snapshot_take_loader (IspSession *session, const IspPort *port, const IspLoaderHint *hint,
                          GCancellable *cancellable, GError **error)
{
  g_autoptr (IspLoader) loader = NULL;
  g_autoptr (IspSnapshot) self = NULL;

  g_return_val_if_fail (session != NULL && port != NULL, NULL);
  loader = isp_loader_open (session, port, hint, cancellable, error);
  if (loader == NULL)
    return NULL;
  self = isp_snapshot_of_loader (loader);
  if (self->readable == ISP_READABLE_ALWAYS && !read_more (loader, self, cancellable, error))
    return NULL;
  return g_steal_pointer (&self);
}
