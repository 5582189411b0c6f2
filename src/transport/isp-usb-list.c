/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USB devices as sysfs shows them. */
#include "isp-usb.h"

#include <string.h>

#define SYSFS            "/sys/bus/usb/devices"
#define DEVICE_DESC_SIZE 18

static char *
read_attribute (const char *device, const char *name)
{
  g_autofree char *path = g_build_filename (SYSFS, device, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return g_strstrip (text);
}

static gboolean
read_number (const char *device, const char *name, guint8 *out)
{
  g_autofree char *text = read_attribute (device, name);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT8, &value, NULL))
    return FALSE;
  *out = (guint8) value;
  return TRUE;
}

/* The device descriptor, multi-byte fields little-endian (USB 2.0, 9.6.1). */
static gboolean
read_descriptor (const char *device, IspUsbInfo *info)
{
  g_autofree char *path = g_build_filename (SYSFS, device, "descriptors", NULL);
  g_autofree char *text = NULL;
  const guint8 *d;
  gsize n;

  if (!g_file_get_contents (path, &text, &n, NULL) || n < DEVICE_DESC_SIZE)
    return FALSE;
  d = (const guint8 *) text;
  info->vid = (guint16) (d[8] | d[9] << 8);
  info->pid = (guint16) (d[10] | d[11] << 8);
  info->bcd_device = (guint16) (d[12] | d[13] << 8);
  return TRUE;
}

IspUsbInfo *
isp_usb_info_for_path (const char *path)
{
  g_autoptr (IspUsbInfo) info = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  /* Names with a colon are interfaces; a slash would leave the folder. */
  if (*path == '\0' || *path == '.' || strpbrk (path, ":/") != NULL)
    return NULL;
  info = g_new0 (IspUsbInfo, 1);
  if (!read_descriptor (path, info) || !read_number (path, "busnum", &info->bus) ||
      !read_number (path, "devnum", &info->address))
    return NULL;
  info->path = g_strdup (path);
  info->product = read_attribute (path, "product");
  info->node = g_strdup_printf ("/dev/bus/usb/%03u/%03u", info->bus, info->address);
  return g_steal_pointer (&info);
}

void
isp_usb_info_free (IspUsbInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->product);
  g_free (self->node);
  g_free (self);
}

static gint
compare_path (gconstpointer a, gconstpointer b)
{
  const IspUsbInfo *const *x = a;
  const IspUsbInfo *const *y = b;

  return strcmp ((*x)->path, (*y)->path);
}

GPtrArray *
isp_usb_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_usb_info_free);
  g_autoptr (GDir) dir = g_dir_open (SYSFS, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      IspUsbInfo *info = isp_usb_info_for_path (name);

      if (info != NULL)
        g_ptr_array_add (list, info);
    }
  g_ptr_array_sort (list, compare_path);
  return list;
}
