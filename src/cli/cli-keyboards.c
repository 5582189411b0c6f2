/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyboards by name and from files: the list of them, and the one that a job is for. */
#include "config.h"

#include "cli.h"

#include "core/isp-file.h"
#include "store/keyboards/isp-keyboard-file.h"
#include "store/keyboards/isp-keyboard-online.h"

#include <glib/gi18n.h>

#define MAX_LISTED 16

/* ── finding ── */

static gboolean
load (Cli *cli, GError **error)
{
  if (!cli->keyboards)
    cli->keyboards = isp_keyboards_load (error);
  return cli->keyboards != NULL;
}

/* For what the table lacks. Without a network it stays as it is. */
static void
look_online (Cli *cli, const char *name)
{
  g_autoptr (GError) error = NULL;
  IspKeyboards *more;

  cli_note (cli, _ ("The table has no “%s”; asking keyboards.qmk.fm"), name);
  more = isp_keyboard_online_update (cli->keyboards, cli->cancellable, &error);
  if (more)
    {
      isp_keyboards_unref (cli->keyboards);
      cli->keyboards = more;
    }
  else
    cli_note (cli, "%s", error->message);
}

static IspKeyboard *
load_file (Cli *cli, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  GError *cause = NULL;
  IspKeyboard *keyboard = isp_keyboard_file_load (file, cli->keyboards, cli->cancellable, &cause);

  if (!keyboard)
    g_propagate_error (error, isp_file_explain (cause, path));
  return keyboard;
}

static gboolean
is_file (const char *name)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (name);

  return isp_keyboard_file_has_name (file);
}

/* What tells them apart is on each line. */
static void
set_several (GError **error, const char *name, GPtrArray *candidates)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < candidates->len && i < MAX_LISTED; i++)
    {
      const IspKeyboard *keyboard = candidates->pdata[i];
      g_autofree char *text = isp_keyboard_format (keyboard);

      g_string_append_printf (lines, "\n  %-32s %s · %s", keyboard->folder,
                              isp_keyboard_get_title (keyboard), text);
    }
  if (candidates->len > MAX_LISTED)
    g_string_append (lines, "\n  …");
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("“%s” may be several keyboards, which are rescued differently; name one of "
                  "these:%s"),
               name, lines->str);
}

/* Its name alone was downloaded so far. */
static IspKeyboard *
complete (Cli *cli, const IspKeyboard *keyboard, GError **error)
{
  GError *cause = NULL;
  IspKeyboard *full = isp_keyboard_online_complete (keyboard, cli->cancellable, &cause);

  if (g_error_matches (cause, ISP_ERROR, ISP_ERROR_FETCH))
    {
      g_set_error (
          error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
          /* Translators: a keyboard, and a clause that says why */
          _ ("The chip of “%s” is not known, but its keyboard.json or rules.mk will do as well "
             "(%s)"),
          keyboard->folder, cause->message);
      g_error_free (cause);
    }
  else if (cause)
    g_propagate_error (error, cause);
  return full;
}

IspKeyboard *
cli_find_keyboard (Cli *cli, const char *name, GError **error)
{
  g_autoptr (GPtrArray) candidates = NULL;
  g_autoptr (IspKeyboard) keyboard = NULL;

  if (!load (cli, error))
    return NULL;
  if (is_file (name))
    return load_file (cli, name, error);
  keyboard = isp_keyboards_find (cli->keyboards, name, &candidates);
  if (!keyboard && candidates->len == 0)
    {
      g_ptr_array_unref (candidates);
      look_online (cli, name);
      keyboard = isp_keyboards_find (cli->keyboards, name, &candidates);
    }
  if (keyboard && isp_keyboard_get_chip (keyboard) == ISP_KEYBOARD_OPEN)
    return complete (cli, keyboard, error);
  if (!keyboard && candidates->len > 0)
    set_several (error, name, candidates);
  else if (!keyboard)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("There is no keyboard “%s”; its keyboard.json or rules.mk will do as well"),
                 name);
  return g_steal_pointer (&keyboard);
}

int
cli_fail_keyboard (Cli *cli, const char *command, GError *error)
{
  g_autoptr (GError) owned = error;

  if (error->domain == G_OPTION_ERROR)
    return cli_usage (cli, command, "%s", error->message);
  return cli_fail (cli, g_steal_pointer (&owned));
}

/* ── JSON ── */

static void
add_keyboard (JsonBuilder *json, const IspKeyboard *keyboard, IspPresets *presets)
{
  const IspPart *part = isp_keyboard_get_part (keyboard);
  g_autoptr (GPtrArray) found = isp_keyboard_find_presets (keyboard, presets);
  g_autofree char *usb_id = cli_format_usb_id (keyboard->usb_vid, keyboard->usb_pid);
  g_autofree char *advice = isp_keyboard_get_advice (keyboard);

  json_builder_begin_object (json);
  isp_json_add_string (json, "id", keyboard->folder);
  isp_json_add_string (json, "name", keyboard->name);
  isp_json_add_string (json, "manufacturer", keyboard->manufacturer);
  isp_json_add_string (json, "mcu", keyboard->mcu);
  isp_json_add_string (json, "part", part ? part->id : NULL);
  isp_json_add_string (json, "bootloader", keyboard->bootloader);
  isp_json_add_string (json, "development_board", keyboard->board);
  isp_json_add_string (json, "usb_id", usb_id);
  json_builder_set_member_name (json, "presets");
  json_builder_begin_array (json);
  for (guint i = 0; i < found->len; i++)
    json_builder_add_string_value (json, ((const IspPreset *) found->pdata[i])->id);
  json_builder_end_array (json);
  isp_json_add_string (json, "advice", advice);
  json_builder_end_object (json);
}

static void
print_json (const IspKeyboard *keyboard, GPtrArray *list, IspPresets *presets)
{
  g_autoptr (JsonBuilder) json = cli_json_begin ();

  json_builder_set_member_name (json, keyboard ? "keyboard" : "keyboards");
  if (keyboard)
    add_keyboard (json, keyboard, presets);
  else
    {
      json_builder_begin_array (json);
      for (guint i = 0; i < list->len; i++)
        add_keyboard (json, list->pdata[i], presets);
      json_builder_end_array (json);
    }
  json_builder_end_object (json);
  cli_print_json (json);
}

/* ── words ── */

static void
print_line (Cli *cli, const IspKeyboard *keyboard)
{
  g_autofree char *text = isp_keyboard_format (keyboard);

  cli_out (cli, "%-40s %s · %s", keyboard->folder ? keyboard->folder : "",
           isp_keyboard_get_title (keyboard), text);
}

static void
print_full (Cli *cli, const IspKeyboard *keyboard, IspPresets *presets)
{
  g_autoptr (GPtrArray) found = isp_keyboard_find_presets (keyboard, presets);
  g_autofree char *usb_id = cli_format_usb_id (keyboard->usb_vid, keyboard->usb_pid);
  g_autofree char *advice = isp_keyboard_get_advice (keyboard);

  print_line (cli, keyboard);
  if (keyboard->manufacturer)
    cli_out (cli, _ ("Made by %s"), keyboard->manufacturer);
  if (keyboard->board)
    cli_out (cli, _ ("Development board: %s"), keyboard->board);
  if (usb_id)
    cli_out (cli, "USB: %s", usb_id);
  for (guint i = 0; i < found->len; i++)
    {
      const IspPreset *preset = found->pdata[i];
      g_autofree char *title = isp_preset_get_title (preset);

      cli_out (cli, "--preset %-28s %s", preset->id, title);
    }
  if (advice)
    cli_out (cli, "%s", advice);
}

/* ── the command ── */

/* What was typed may be a part of many keyboards’ names; one alone is shown in full. */
static int
show_found (Cli *cli, const char *name, IspPresets *presets)
{
  g_autoptr (GPtrArray) found = isp_keyboards_search (cli->keyboards, name);
  g_autoptr (IspKeyboard) keyboard = NULL;
  GError *error = NULL;

  if (found->len < 2 || is_file (name) || isp_keyboards_by_folder (cli->keyboards, name))
    {
      keyboard = cli_find_keyboard (cli, name, &error);
      if (!keyboard)
        return cli_fail_keyboard (cli, "keyboards", error);
    }
  if (cli->json)
    print_json (keyboard, found, presets);
  else if (keyboard)
    print_full (cli, keyboard, presets);
  else
    for (guint i = 0; i < found->len; i++)
      print_line (cli, found->pdata[i]);
  return 0;
}

int
cli_keyboards (Cli *cli, int argc, char **argv)
{
  GError *error = NULL;
  IspPresets *presets;

  if (!cli_parse (cli, "keyboards", NULL, NULL, 0, 1, &argc, &argv))
    return ISP_EXIT_USAGE;
  presets = cli_get_presets (cli, &error);
  if (!presets || !load (cli, &error))
    return cli_fail (cli, error);
  return show_found (cli, argc > 1 ? argv[1] : "", presets);
}
