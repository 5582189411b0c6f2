/* SPDX-License-Identifier: GPL-3.0-or-later */
/* USB devices as sysfs shows them. */
#include "core/isp-printable.h"
#include "isp-usb.h"

#include <string.h>

#define SYSFS "/sys/bus/usb/devices"

static char *
read_attribute (const char *device, const char *name)
{
  g_autofree char *path = g_build_filename (SYSFS, device, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;
  return g_strstrip (text);
}

/* What the device calls itself. */
static char *
read_name (const char *device, const char *name)
{
  g_autofree char *text = read_attribute (device, name);

  return isp_text_make_line (text, ISP_NAME_CHARS);
}

static gboolean
read_number (const char *device, const char *name, guint base, guint16 *out)
{
  g_autofree char *text = read_attribute (device, name);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, base, 0, G_MAXUINT16, &value, NULL))
    return FALSE;
  *out = (guint16) value;
  return TRUE;
}

static gint16
read_interface_class (const char *path)
{
  g_autofree char *interface = g_strconcat (path, ":1.0", NULL);
  guint16 class;

  return read_number (interface, "bInterfaceClass", 16, &class) ? (gint16) class : -1;
}

IspUsbInfo *
isp_usb_info_for_path (const char *path)
{
  g_autoptr (IspUsbInfo) info = NULL;
  guint16 bus, address;

  g_return_val_if_fail (path != NULL, NULL);
  /* Names with a colon are interfaces; a slash would leave the folder. */
  if (*path == '\0' || *path == '.' || strpbrk (path, ":/") != NULL)
    return NULL;
  info = g_new0 (IspUsbInfo, 1);
  if (!read_number (path, "idVendor", 16, &info->vid) ||
      !read_number (path, "idProduct", 16, &info->pid) ||
      !read_number (path, "bcdDevice", 16, &info->bcd_device) ||
      !read_number (path, "busnum", 10, &bus) || !read_number (path, "devnum", 10, &address))
    return NULL;
  info->bus = (guint8) bus;
  info->address = (guint8) address;
  info->interface_class = read_interface_class (path);
  info->path = g_strdup (path);
  info->product = read_name (path, "product");
  info->serial = read_name (path, "serial");
  info->node = g_strdup_printf ("/dev/bus/usb/%03u/%03u", info->bus, info->address);
  return g_steal_pointer (&info);
}

gboolean
isp_usb_info_is_keyboard (const IspUsbInfo *self)
{
  g_autofree char *folder = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;
  gboolean is = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);
  folder = g_build_filename (SYSFS, self->path, NULL);
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && !is && (name = g_dir_read_name (dir)) != NULL)
    {
      guint16 class, protocol;

      is = strchr (name, ':') != NULL && read_number (name, "bInterfaceClass", 16, &class) &&
           read_number (name, "bInterfaceProtocol", 16, &protocol) && class == 3 && protocol == 1;
    }
  return is;
}

void
isp_usb_info_free (IspUsbInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->product);
  g_free (self->serial);
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
