/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-application.h"

#include "ub-options.h"

#include "app/model/ub-settings.h"
#include "app/widgets/ub-compat.h"
#include "app/widgets/ub-recent.h"
#include "app/window/ub-help.h"
#include "app/window/ub-window.h"

#include "words/isp-words.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <stdlib.h>

struct _UbApplication
{
  AdwApplication parent_instance;

  UbBoard *board; /* NULL until the presets are read */
  gboolean rehearse;
  gboolean wanted;  /* a window, as soon as there is a board */
  GPtrArray *files; /* GFile *, to be opened then */
  GtkWindow *help;  /* (weak) */
  gboolean held;    /* a programmer may be open */
  guint signals[3]; /* sources */
};

G_DEFINE_FINAL_TYPE (UbApplication, ub_application, ADW_TYPE_APPLICATION)

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
  { "app.help", { "F1" } },
  { "app.quit", { "<Control>q" } },
};

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = gtk_application_get_active_window (data);

  /* The window asks first while a job runs. Without one the program ends by itself. */
  if (window != NULL)
    gtk_window_close (window);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ub_compat_about (gtk_application_get_active_window (data));
}

static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  UbApplication *self = data;

  if (self->help == NULL)
    g_set_weak_pointer (&self->help, ub_help_new (gtk_application_get_active_window (data)));
  gtk_window_present (self->help);
}

static const GActionEntry actions[] = {
  { "quit", quit_cb },
  { "help", help_cb },
  { "about", about_cb },
};

/* ── ending ── */

/* A signal ends a job as Cancel does: as soon as it is safe, and with a report. */
static gboolean
signal_cb (gpointer data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (data));

  for (GList *l = windows; l != NULL; l = l->next)
    if (UB_IS_WINDOW (l->data))
      ub_window_end (l->data);
  return G_SOURCE_CONTINUE;
}

/* Do not quit while RESET may be low: the worker releases it first. */
static void
in_use_cb (UbApplication *self)
{
  const gboolean in_use = ub_ports_are_in_use (ub_board_get_ports (self->board));

  if (in_use && !self->held)
    g_application_hold (G_APPLICATION (self));
  else if (!in_use && self->held)
    g_application_release (G_APPLICATION (self));
  self->held = in_use;
}

/* ── beginning ── */

static void
took_file_cb (UbChoice *choice, GFile *file, UbLoadKind kind)
{
  ub_recent_note (file, kind);
}

static void
make_board (UbApplication *self, IspPresets *presets, GPtrArray *problems)
{
  g_autoptr (UbPorts) ports = ub_ports_new ();
  g_autoptr (UbChoice) choice = ub_choice_new (presets);

  self->board = ub_board_new (ports, choice);
  g_signal_connect (choice, "chosen", G_CALLBACK (ub_settings_note_choice), NULL);
  g_signal_connect (choice, "took-file", G_CALLBACK (took_file_cb), NULL);
  g_signal_connect_object (ports, "notify::in-use", G_CALLBACK (in_use_cb), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < problems->len; i++)
    isp_session_log (ub_ports_get_isp (ports), "%s", (char *) problems->pdata[i]);
}

static void
presets_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UbApplication) self = data;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPresets) presets = ub_load_presets_finish (result, &problems, &error);

  if (presets == NULL)
    {
      /* A broken installation: nothing can be done without them. */
      g_printerr ("unbrick: %s\n", error->message);
      exit (1);
    }
  make_board (self, presets, problems);
  if (self->wanted)
    g_application_activate (G_APPLICATION (self));
  g_application_release (G_APPLICATION (self));
}

static void
ub_application_startup (GApplication *app)
{
  static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
  UbApplication *self = UB_APPLICATION (app);

  G_APPLICATION_CLASS (ub_application_parent_class)->startup (app);
  g_set_application_name (_ ("Unbrick"));
  gtk_window_set_default_icon_name (APP_ID);
  g_action_map_add_action_entries (G_ACTION_MAP (app), actions, G_N_ELEMENTS (actions), app);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (app), accels[i].action,
                                           accels[i].accels);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    self->signals[i] = g_unix_signal_add (numbers[i], signal_cb, app);

  g_application_hold (app);
  ub_load_presets_async (presets_cb, g_object_ref (self));
}

static GtkWindow *
make_window (UbApplication *self)
{
  g_autoptr (GSettings) settings = ub_settings_new ();
  UbWindow *window = ub_window_new (GTK_APPLICATION (self), self->board);

  if (settings != NULL)
    {
      g_settings_bind (settings, UB_SETTINGS_WIDTH, window, "default-width",
                       G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (settings, UB_SETTINGS_HEIGHT, window, "default-height",
                       G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (settings, UB_SETTINGS_MAXIMIZED, window, "maximized",
                       G_SETTINGS_BIND_DEFAULT);
    }
  return GTK_WINDOW (window);
}

static void
ub_application_activate (GApplication *app)
{
  UbApplication *self = UB_APPLICATION (app);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (app));

  self->wanted = TRUE;
  if (self->board == NULL)
    return;
  if (window == NULL)
    {
      if (self->rehearse)
        ub_ports_rehearse (ub_board_get_ports (self->board), NULL);
      window = make_window (self);
    }
  gtk_window_present (window);
  for (guint i = 0; i < self->files->len; i++)
    ub_window_open (UB_WINDOW (window), self->files->pdata[i]);
  g_ptr_array_set_size (self->files, 0);
}

static void
ub_application_open (GApplication *app, GFile **files, int n_files, const char *hint)
{
  for (int i = 0; i < n_files; i++)
    g_ptr_array_add (UB_APPLICATION (app)->files, g_object_ref (files[i]));
  g_application_activate (app);
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

  for (guint i = 0; i < G_N_ELEMENTS (self->signals); i++)
    g_clear_handle_id (&self->signals[i], g_source_remove);
  g_clear_weak_pointer (&self->help);
  g_clear_object (&self->board);
  G_APPLICATION_CLASS (ub_application_parent_class)->shutdown (app);
}

static void
ub_application_finalize (GObject *object)
{
  g_ptr_array_unref (UB_APPLICATION (object)->files);
  G_OBJECT_CLASS (ub_application_parent_class)->finalize (object);
}

static void
ub_application_class_init (UbApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ub_application_finalize;
  app_class->startup = ub_application_startup;
  app_class->activate = ub_application_activate;
  app_class->open = ub_application_open;
  app_class->handle_local_options = ub_application_handle_local_options;
  app_class->shutdown = ub_application_shutdown;
}

static void
ub_application_init (UbApplication *self)
{
  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  g_application_add_main_option_entries (G_APPLICATION (self), ub_options);
}

UbApplication *
ub_application_new (void)
{
  return g_object_new (UB_TYPE_APPLICATION, "application-id", APP_ID, "resource-base-path",
                       "/unbrick", "flags", G_APPLICATION_HANDLES_OPEN, NULL);
}

UbBoard *
ub_application_get_board (UbApplication *self)
{
  g_return_val_if_fail (UB_IS_APPLICATION (self), NULL);
  return self->board;
}
