/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-holder.h"

#include "core/isp-printable.h"

#include <string.h>
#include <unistd.h>

#define MODEM_MANAGER "ModemManager"

/* "1234" → 1234; 0: not a process, or this one. */
static int
get_pid (const char *name)
{
  int pid = g_ascii_isdigit (*name) ? (int) g_ascii_strtoll (name, NULL, 10) : 0;

  return pid != getpid () ? pid : 0;
}

static char *
read_comm (int pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/comm", pid);
  g_autofree char *comm = NULL;

  if (!g_file_get_contents (path, &comm, NULL, NULL))
    return NULL;
  return isp_text_make_line (g_strchomp (comm), ISP_NAME_CHARS);
}

gboolean
isp_holder_is (int pid, const char *node)
{
  g_autofree char *folder = g_strdup_printf ("/proc/%d/fd", pid);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_return_val_if_fail (node != NULL, FALSE);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char target[256];
      ssize_t n = readlink (path, target, sizeof target - 1);

      if (n <= 0)
        continue;
      target[n] = '\0';
      if (strcmp (target, node) == 0)
        return TRUE;
    }
  return FALSE;
}

/* The first process for which test says yes; 0: none. */
static int
find_process (gboolean (*test) (int pid, const char *text), const char *text)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (proc != NULL && (name = g_dir_read_name (proc)) != NULL)
    {
      int pid = get_pid (name);

      if (pid != 0 && test (pid, text))
        return pid;
    }
  return 0;
}

static gboolean
is_program (int pid, const char *program)
{
  g_autofree char *comm = read_comm (pid);

  return g_strcmp0 (comm, program) == 0;
}

char *
isp_holder_find (const char *node, int *out_pid)
{
  int pid;

  g_return_val_if_fail (node != NULL, NULL);
  pid = find_process (isp_holder_is, node);
  if (out_pid != NULL)
    *out_pid = pid;
  return pid != 0 ? read_comm (pid) : NULL;
}

char *
isp_holder_guess (const char *node)
{
  char *program = isp_holder_find (node, NULL);

  if (program == NULL && find_process (is_program, MODEM_MANAGER) != 0)
    program = g_strdup (MODEM_MANAGER);
  return program;
}
