/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-holder.h"

#include <string.h>
#include <unistd.h>

#define MODEM_MANAGER "ModemManager"

static char *
read_comm (const char *pid)
{
  g_autofree char *path = g_build_filename ("/proc", pid, "comm", NULL);
  char *comm = NULL;

  if (!g_file_get_contents (path, &comm, NULL, NULL))
    return NULL;
  return g_strchomp (comm);
}

static void
list_process (const char *pid, GHashTable *holders)
{
  g_autofree char *folder = g_build_filename ("/proc", pid, "fd", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char target[256];
      ssize_t n = readlink (path, target, sizeof target - 1);

      if (n <= 0)
        continue;
      target[n] = '\0';
      if (g_str_has_prefix (target, "/dev/"))
        {
          char *comm = read_comm (pid);

          if (comm != NULL)
            g_hash_table_replace (holders, g_strdup (target), comm);
        }
    }
}

static gboolean
is_process (const char *name)
{
  return g_ascii_isdigit (*name) && g_ascii_strtoll (name, NULL, 10) != getpid ();
}

GHashTable *
isp_holders_list (void)
{
  GHashTable *holders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (proc != NULL && (name = g_dir_read_name (proc)) != NULL)
    if (is_process (name))
      list_process (name, holders);
  return holders;
}

static gboolean
is_running (const char *program)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (proc != NULL && (name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *comm = is_process (name) ? read_comm (name) : NULL;

      if (g_strcmp0 (comm, program) == 0)
        return TRUE;
    }
  return FALSE;
}

char *
isp_holder_find (const char *node)
{
  g_autoptr (GHashTable) holders = NULL;
  const char *program;

  g_return_val_if_fail (node != NULL, NULL);
  holders = isp_holders_list ();
  program = g_hash_table_lookup (holders, node);
  if (program != NULL)
    return g_strdup (program);
  return is_running (MODEM_MANAGER) ? g_strdup (MODEM_MANAGER) : NULL;
}
