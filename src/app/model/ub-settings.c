/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-settings.h"

#define FOLDER    "folder"
#define KEYBOARDS "keyboards"
#define PRESET    "preset"

/* As many as have room above a list. */
#define MAX_KEYBOARDS 3

GSettings *
ub_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source != NULL ? g_settings_schema_source_lookup (source, APP_ID, TRUE) : NULL;

  /* GLib ends the program over a schema that is missing, as it is where nothing was installed. */
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

/* ── what was chosen ── */

static void
note_keyboard (GSettings *settings, const char *folder)
{
  g_auto (GStrv) before = g_settings_get_strv (settings, KEYBOARDS);
  const char *now[MAX_KEYBOARDS + 1] = { folder };
  guint n = 1;

  for (guint i = 0; before[i] != NULL && n < MAX_KEYBOARDS; i++)
    if (!g_str_equal (before[i], folder))
      now[n++] = before[i];
  g_settings_set_strv (settings, KEYBOARDS, now);
}

void
ub_settings_note_choice (UbChoice *choice)
{
  g_autoptr (GSettings) settings = ub_settings_new ();
  const IspKeyboard *keyboard;

  g_return_if_fail (UB_IS_CHOICE (choice));
  keyboard = ub_choice_get_keyboard (choice);
  if (settings == NULL)
    return;
  if (keyboard != NULL && keyboard->folder != NULL)
    note_keyboard (settings, keyboard->folder);
  if (ub_choice_is_preset_by_hand (choice) && ub_choice_get_preset (choice) != NULL)
    g_settings_set_string (settings, PRESET, ub_choice_get_preset (choice)->id);
}

char **
ub_settings_get_keyboards (void)
{
  g_autoptr (GSettings) settings = ub_settings_new ();

  return settings != NULL ? g_settings_get_strv (settings, KEYBOARDS) : g_new0 (char *, 1);
}

gboolean
ub_settings_was_chosen (const IspPreset *preset)
{
  g_autoptr (GSettings) settings = ub_settings_new ();
  g_autofree char *id = NULL;

  g_return_val_if_fail (preset != NULL, FALSE);
  id = settings != NULL ? g_settings_get_string (settings, PRESET) : NULL;
  return g_strcmp0 (id, preset->id) == 0;
}

/* ── files ── */

void
ub_settings_note_file (GFile *file)
{
  g_autoptr (GSettings) settings = ub_settings_new ();
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;

  g_return_if_fail (G_IS_FILE (file));
  folder = g_file_get_parent (file);
  if (settings == NULL || folder == NULL)
    return;
  uri = g_file_get_uri (folder);
  g_settings_set_string (settings, FOLDER, uri);
}

GFile *
ub_settings_get_folder (void)
{
  g_autoptr (GSettings) settings = ub_settings_new ();
  g_autofree char *uri = settings != NULL ? g_settings_get_string (settings, FOLDER) : NULL;

  return uri != NULL && *uri != '\0' ? g_file_new_for_uri (uri) : NULL;
}
