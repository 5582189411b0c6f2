/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-application.h"

#include "ub-compat.h"
#include "ub-window.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>
#include <stdlib.h>

struct _UbApplication
{
  AdwApplication parent_instance;

  UbSession *session;
  gboolean rehearse;
};

G_DEFINE_FINAL_TYPE (UbApplication, ub_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "rehearse", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Start with a simulated chip"), NULL },
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
  { NULL },
};

static const struct
{
  const char *action;
  const char *accels[3];
} accels[] = {
  { "win.choose-file", { "<Control>o" } },
  { "win.check-again", { "<Control>r" } },
  { "win.back", { "<Alt>Left" } },
  { "win.primary-by-key", { "<Control>Return", "<Control>KP_Enter" } },
  { "win.copy-report", { "<Control><Shift>c" } },
  { "window.close", { "<Control>w" } },
  { "app.quit", { "<Control>q" } },
};

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (data);

  /* The window asks first while a job runs. */
  if (window != NULL)
    gtk_window_close (window);
  else
    g_application_quit (data);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_compat_about (gtk_application_get_active_window (data));
}

static const GActionEntry actions[] = {
  { "quit", quit_cb },
  { "about", about_cb },
};

static void
ub_application_startup (GApplication *app)
{
  UbApplication *self = UB_APPLICATION (app);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPresets) presets = NULL;

  G_APPLICATION_CLASS (ub_application_parent_class)->startup (app);
  g_set_application_name (_ ("Unbrick"));
  gtk_window_set_default_icon_name (APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), app);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (app), accels[i].action,
                                           accels[i].accels);

  presets = isp_presets_load (problems, &error);
  if (presets == NULL)
    {
      /* A broken installation: nothing can be done without them. */
      g_printerr ("unbrick: %s\n", error->message);
      exit (1);
    }
  self->session = ub_session_new (presets);
  for (guint i = 0; i < problems->len; i++)
    isp_session_log (ub_session_get_isp (self->session), "%s",
                     (char *) g_ptr_array_index (problems, i));
}

static void
ub_application_activate (GApplication *app)
{
  UbApplication *self = UB_APPLICATION (app);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (app));

  if (window == NULL)
    {
      if (self->rehearse)
        ub_session_start_rehearsal (self->session, NULL);
      window = GTK_WINDOW (ub_window_new (GTK_APPLICATION (app), self->session));
    }
  gtk_window_present (window);
}

static void
ub_application_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  g_application_activate (app);
  for (int i = 0; i < n_files; i++)
    ub_window_open (UB_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (app))),
                    files[i]);
}

static int
ub_application_handle_local_options (GApplication *app, GVariantDict *dict)
{
  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("Unbrick %s\n", PACKAGE_VERSION);
      return 0;
    }
  UB_APPLICATION (app)->rehearse = g_variant_dict_contains (dict, "rehearse");
  return -1;
}

static void
ub_application_shutdown (GApplication *app)
{
  UbApplication *self = UB_APPLICATION (app);

  g_clear_object (&self->session);
  G_APPLICATION_CLASS (ub_application_parent_class)->shutdown (app);
}

static void
ub_application_class_init (UbApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  app_class->startup = ub_application_startup;
  app_class->activate = ub_application_activate;
  app_class->open = ub_application_open;
  app_class->handle_local_options = ub_application_handle_local_options;
  app_class->shutdown = ub_application_shutdown;
}

static void
ub_application_init (UbApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

UbApplication *
ub_application_new (void)
{
  return g_object_new (UB_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path",
                       "/unbrick", "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}
