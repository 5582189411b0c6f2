/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the programs' option tables say, for the pages of the manual and for completion. The program
 * that prints them runs while Unbrick is built; it is not installed. */
#pragma once

#include "cli/cli.h"

G_BEGIN_DECLS

typedef struct
{
  CliOptions whose;
  GOptionEntry entry; /* its texts are static and untranslated */
} ManualOption;

/* A program, or a command of one. */
typedef struct Manual Manual;
struct Manual
{
  const char *name;
  const char *args;    /* behind the options, untranslated; NULL: none */
  const char *summary; /* untranslated */
  GArray *options;     /* ManualOption, in the order of --help */
  GPtrArray *commands; /* Manual *; empty: there are none */
};

/* NULL: there is no program of that name. manual_free */
Manual *manual_collect (const char *program);
void manual_free (Manual *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Manual, manual_free)

/* What completes the argument of an option or of a command. */
typedef enum
{
  MANUAL_NOTHING,
  MANUAL_FILE,
  MANUAL_FOLDER,
  MANUAL_CHOICES, /* a fixed list */
  MANUAL_COMMAND, /* what a command prints, a word in each line */
} ManualSource;

typedef struct
{
  const char *word; /* as the help calls the argument */
  ManualSource source;
  const char *command;
} ManualArgument;

/* The sources of MANUAL_COMMAND; NULL past the last. */
const ManualArgument *manual_argument_get_command (guint i);
/* word: "PORT", "[PART]", "FIRMWARE BOOTLOADER" (its first counts), "on|off"; NULL: no argument.
 * A word that has no row ends the program: completion has to know every argument. */
const ManualArgument *manual_argument_find (const char *word);
/* "on off". g_free */
char *manual_argument_get_choices (const ManualArgument *argument);

/* A page in roff, in the language of the process. */
char *manual_page (const Manual *manual);
/* docs/guide.md. */
char *manual_guide (void);
/* Scripts for a shell. */
char *manual_bash (const Manual *manual);
char *manual_zsh (const Manual *manual);
char *manual_fish (const Manual *manual);

G_END_DECLS
