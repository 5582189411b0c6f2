/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serial ports as sysfs shows them. libserialport's list opens built-in ports, which raises DTR. */
#include "isp-serial.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define SYSFS "/sys/class/tty"

/* "1-2:1.3" is interface 3. */
static guint
get_interface (const char *name)
{
  const char *dot = strchr (name, ':') != NULL ? strrchr (name, '.') : NULL;

  return dot != NULL ? (guint) g_ascii_strtoull (dot + 1, NULL, 10) : 0;
}

/* The USB device above a tty's device folder, with the interface between them; NULL: there is none.
 * */
static IspUsbInfo *
find_usb (const char *folder, guint *interface)
{
  g_autofree char *path = g_strdup (folder);

  while (strlen (path) > 1)
    {
      g_autofree char *name = g_path_get_basename (path);
      IspUsbInfo *info = isp_usb_info_for_path (name);
      char *parent;

      if (info != NULL)
        return info;
      *interface = get_interface (name);
      parent = g_path_get_dirname (path);
      g_free (path);
      path = parent;
    }
  return NULL;
}

static IspSerialInfo *
info_new (const char *name)
{
  g_autofree char *device = g_build_filename (SYSFS, name, "device", NULL);
  char folder[PATH_MAX];
  IspSerialInfo *info;

  if (g_str_has_prefix (name, "ttyS") || realpath (device, folder) == NULL)
    return NULL;
  info = g_new0 (IspSerialInfo, 1);
  info->node = g_build_filename ("/dev", name, NULL);
  info->usb = find_usb (folder, &info->interface);
  return info;
}

void
isp_serial_info_free (IspSerialInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->node);
  isp_usb_info_free (self->usb);
  g_free (self);
}

char *
isp_serial_resolve (const char *node)
{
  char path[PATH_MAX];

  g_return_val_if_fail (node != NULL, NULL);
  if (g_str_has_prefix (node, "/dev/serial/") && realpath (node, path) != NULL)
    return g_strdup (path);
  return g_strdup (node);
}

static gint
compare_node (gconstpointer a, gconstpointer b)
{
  const IspSerialInfo *const *x = a;
  const IspSerialInfo *const *y = b;

  return strcmp ((*x)->node, (*y)->node);
}

GPtrArray *
isp_serial_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_serial_info_free);
  g_autoptr (GDir) dir = g_dir_open (SYSFS, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      IspSerialInfo *info = info_new (name);

      if (info != NULL)
        g_ptr_array_add (list, info);
    }
  g_ptr_array_sort (list, compare_node);
  return list;
}
