/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-rules.h"

#define RULES_FILE "/etc/udev/rules.d/60-unbrick.rules"

char *
ub_rules_make_command (const char *tool)
{
  /* Nothing to save or to edit. Were it a pipe, tee would empty the file when the tool fails. */
  return g_strdup_printf ("rules=$(%s udev-rules) && echo \"$rules\" | sudo tee %s >/dev/null && "
                          "sudo udevadm control --reload && sudo udevadm trigger",
                          tool, RULES_FILE);
}

/* How a terminal calls unbrickctl: the one beside this program, where that is known. */
static char *
find_tool (void)
{
  static const char *const places[] = { "unbrickctl", "../cli/unbrickctl" }; /* the second: built */
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS))
    return g_strdup ("flatpak run --command=unbrickctl " APP_ID);
  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_canonicalize_filename (places[i], folder);

      if (g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
        return g_shell_quote (path);
    }
  return g_strdup ("unbrickctl");
}

static void
find_command (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *tool = find_tool ();

  g_task_return_pointer (task, ub_rules_make_command (tool), g_free);
}

void
ub_rules_find_command_async (GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, data);

  g_task_set_source_tag (task, ub_rules_find_command_async);
  g_task_run_in_thread (task, find_command);
}

char *
ub_rules_find_command_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}
