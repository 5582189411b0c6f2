/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages of the manual. */
#include "config.h"

#include "manual.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *term;
  const char *meaning; /* translatable */
} Row;

/* clang-format off */
static const Row ctl_examples[] = {
  { "unbrickctl programmers", N_("Which programmers are plugged in, and whether they can be used.") },
  { "unbrickctl info", N_("Reads the chip and changes nothing.") },
  { "unbrickctl flash --preset caterina-promicro16 --dry-run",
    N_("Shows every step of writing this bootloader, and writes nothing.") },
  { "unbrickctl flash --preset caterina-promicro16",
    N_("Saves what is on the chip, writes the bootloader and its fuses, and reads everything back.") },
  { "unbrickctl restore ~/.local/share/unbrick/backups/FOLDER", N_("Writes a backup’s contents again.") },
  { "unbrickctl --rehearse flash -p atmega32u4 --image bootloader.hex",
    N_("The same on a simulated chip, where nothing can break.") },
  { NULL }
};
static const Row files[] = {
  { "~/.local/share/unbrick/backups", N_("Backups, a folder each, with the journal of the jobs on them.") },
  { "~/.local/share/unbrick/reports", N_("A report of each job.") },
  { "~/.local/share/unbrick/presets", N_("Bootloaders of your own: files as those that are installed.") },
  { "~/.cache/unbrick/images", N_("Downloaded bootloaders.") },
  { "/usr/lib/udev/rules.d/60-unbrick.rules, /etc/udev/rules.d/60-unbrick.rules",
    N_("Rules that let the person at this computer use programmers.") },
  { NULL }
};
static const struct
{
  const char *program;
  const char *about; /* translatable */
  const Row *examples;
  const char *see;
} texts[] = {
  { "unbrick",
    N_("Opens a window that leads from a keyboard with a broken bootloader to one that works: plug in an "
       "ISP programmer, connect six wires, and Unbrick finds the chip, chooses the bootloader that fits, "
       "and writes it. It shows every change before it makes it, saves what is on the chip first, and says "
       "“done” only after reading everything back. Files are images to write, as Intel HEX, S-records, ELF "
       "or binary."),
    NULL, "unbrickctl" },
  { "unbrickctl",
    N_("Does every job of Unbrick’s window in a terminal. It makes contact with the chip through an ISP "
       "programmer, and works out a plan of everything that will change, with every hazard; then it saves "
       "what is on the chip, carries out the plan, and reads everything back. Nothing is asked: what is "
       "dangerous is refused unless an option allows it."),
    ctl_examples, "unbrick" },
};
/* clang-format on */

/* ── roff ── */

/* Text, so that roff takes no character of it for an order. */
static void
add_text (GString *page, const char *text)
{
  if (*text == '.' || *text == '\'')
    g_string_append (page, "\\&");
  for (; *text; text++)
    switch (*text)
      {
      case '\\':
        g_string_append (page, "\\e");
        break;
      case '-':
        g_string_append (page, "\\-");
        break;
      case '~':
        g_string_append (page, "\\(ti");
        break;
      default:
        g_string_append_c (page, *text);
      }
}

static void
add_line (GString *page, const char *text)
{
  add_text (page, text);
  g_string_append_c (page, '\n');
}

static void
add_heading (GString *page, const char *title)
{
  g_string_append (page, ".SH ");
  add_line (page, title);
}

static void
add_bold (GString *page, const char *text)
{
  g_string_append (page, "\\fB");
  add_text (page, text);
  g_string_append (page, "\\fR");
}

static void
add_italic (GString *page, const char *text)
{
  g_string_append (page, "\\fI");
  add_text (page, text);
  g_string_append (page, "\\fR");
}

static void
add_rows (GString *page, const char *title, const Row *rows)
{
  if (!rows)
    return;
  add_heading (page, title);
  for (; rows->term; rows++)
    {
      g_string_append (page, ".TP\n");
      add_bold (page, rows->term);
      g_string_append_c (page, '\n');
      add_line (page, _ (rows->meaning));
    }
}

/* ── options ── */

static void
add_option (GString *page, const GOptionEntry *entry)
{
  g_autofree char *long_name = g_strconcat ("--", entry->long_name, NULL);

  g_string_append (page, ".TP\n");
  if (entry->short_name)
    {
      char short_name[] = { '-', entry->short_name, '\0' };

      add_bold (page, short_name);
      g_string_append (page, ", ");
    }
  add_bold (page, long_name);
  if (entry->arg_description)
    {
      g_string_append_c (page, '=');
      add_italic (page, _ (entry->arg_description));
    }
  g_string_append_c (page, '\n');
  add_line (page, _ (entry->description));
}

static gboolean
has_options (const Manual *manual, CliOptions whose)
{
  for (guint i = 0; i < manual->options->len; i++)
    if (g_array_index (manual->options, ManualOption, i).whose == whose)
      return TRUE;
  return FALSE;
}

static void
add_options (GString *page, const Manual *manual, CliOptions whose)
{
  for (guint i = 0; i < manual->options->len; i++)
    {
      const ManualOption *option = &g_array_index (manual->options, ManualOption, i);

      if (option->whose == whose)
        add_option (page, &option->entry);
    }
}

/* ── commands ── */

static void
add_command (GString *page, const Manual *command)
{
  g_string_append (page, ".TP\n");
  add_bold (page, command->name);
  if (has_options (command, CLI_OPTIONS_TARGET))
    {
      g_string_append_c (page, ' ');
      /* Translators: in the manual: stands for the options that name programmer and chip */
      add_italic (page, _ ("[TARGET]"));
    }
  if (has_options (command, CLI_OPTIONS_OWN))
    {
      g_string_append_c (page, ' ');
      add_italic (page, _ ("[OPTION…]"));
    }
  if (command->args)
    {
      g_string_append_c (page, ' ');
      add_italic (page, _ (command->args));
    }
  g_string_append_c (page, '\n');
  add_line (page, _ (command->summary));
  if (!has_options (command, CLI_OPTIONS_OWN))
    return;
  g_string_append (page, ".RS\n");
  add_options (page, command, CLI_OPTIONS_OWN);
  g_string_append (page, ".RE\n");
}

static void
add_commands (GString *page, const Manual *manual)
{
  const Manual *with_target = NULL;

  add_heading (page, _ ("COMMANDS"));
  for (guint i = 0; i < manual->commands->len; i++)
    {
      const Manual *command = manual->commands->pdata[i];

      add_command (page, command);
      if (has_options (command, CLI_OPTIONS_TARGET))
        with_target = command;
    }
  add_heading (page, _ ("TARGET"));
  add_line (page,
            _ ("These options name the programmer and the chip. Usually none of them is needed."));
  add_options (page, with_target, CLI_OPTIONS_TARGET);
}

static void
add_exit_status (GString *page)
{
  const IspExitRow *row;

  add_heading (page, _ ("EXIT STATUS"));
  for (guint i = 0; (row = isp_exit_get_row (i)) != NULL; i++)
    {
      g_string_append_printf (page, ".TP\n.B %d\n", row->status);
      add_line (page, _ (row->meaning));
    }
}

/* ── a page ── */

static void
add_synopsis (GString *page, const Manual *manual)
{
  add_heading (page, _ ("SYNOPSIS"));
  add_bold (page, manual->name);
  g_string_append_c (page, ' ');
  add_italic (page, manual->commands->len ? _ ("[OPTION…] COMMAND [OPTION…]") : _ ("[OPTION…]"));
  if (manual->args)
    {
      g_string_append_c (page, ' ');
      add_italic (page, _ (manual->args));
    }
  g_string_append_c (page, '\n');
}

char *
manual_page (const Manual *manual)
{
  GString *page = g_string_new (".\\\" Made from the tables behind --help.\n");
  guint text = g_str_equal (manual->name, texts[0].program) ? 0 : 1;
  g_autofree char *title = g_ascii_strup (manual->name, -1);
  g_autofree char *summary = g_strdup (_ (manual->summary));

  if (g_str_has_suffix (summary, "."))
    summary[strlen (summary) - 1] = '\0';
  g_string_append_printf (page, ".TH %s 1 \"\" \"Unbrick %s\" \"%s\"\n", title, PACKAGE_VERSION,
                          /* Translators: the title of section 1 of the manual */
                          _ ("User Commands"));
  add_heading (page, _ ("NAME"));
  g_string_append_printf (page, "%s \\- ", manual->name);
  add_line (page, summary);
  add_synopsis (page, manual);
  add_heading (page, _ ("DESCRIPTION"));
  add_line (page, _ (texts[text].about));
  if (manual->commands->len)
    add_commands (page, manual);
  add_heading (page, _ ("OPTIONS"));
  add_options (page, manual, CLI_OPTIONS_OWN);
  add_options (page, manual, CLI_OPTIONS_COMMON);
  if (manual->commands->len)
    add_exit_status (page);
  add_rows (page, _ ("EXAMPLES"), texts[text].examples);
  add_rows (page, _ ("FILES"), files);
  add_heading (page, _ ("SEE ALSO"));
  g_string_append_printf (page, ".BR %s (1)\n", texts[text].see);
  return g_string_free (page, FALSE);
}
