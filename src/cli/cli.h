/* SPDX-License-Identifier: GPL-3.0-or-later */
/* unbrickctl: what its commands share. One Cli per run of the program; all on the main thread. */
#pragma once

#include "core/isp-error.h"
#include "engine/job/isp-job.h"
#include "store/isp-json.h"
#include "store/keyboards/isp-keyboards.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Whose options. */
typedef enum
{
  CLI_OPTIONS_OWN,    /* the command's */
  CLI_OPTIONS_TARGET, /* the programmer's and the chip's */
  CLI_OPTIONS_COMMON, /* may stand before and behind every command */
} CliOptions;

typedef void (*CliTellFunc) (CliOptions whose, const GOptionEntry *entries, gpointer data);

typedef struct
{
  /* Set: a command tells its options instead of running. For the manual and for completion, which
   * thereby cannot say anything else than --help does. */
  CliTellFunc tell;
  gpointer tell_data;

  IspSession *session;
  GCancellable *cancellable; /* Ctrl+C */
  gboolean json, quiet, verbose, rehearse;
  gboolean rehearsal;      /* every line says so */
  IspPresets *presets;     /* NULL until asked for */
  IspKeyboards *keyboards; /* likewise */
  gboolean on_line;        /* a progress line stands on the terminal */
  guint last_step;         /* the step that progress named last, from 1 */
  gboolean went_back;      /* progress told that it goes through the steps once more */
} Cli;

typedef struct
{
  const char *name;
  const char *args;    /* behind the options, for the help; NULL: none */
  const char *summary; /* a line, translatable */
  int (*run) (Cli *cli, int argc, char **argv);
} CliCommand;

const CliCommand *cli_command_get (guint i); /* NULL past the last */
const CliCommand *cli_command_by_name (const char *name);

/* ── options ── */

/* [-c PROGRAMMER] [-P PORT] [-p PART] [--sck HZ] [--crystal HZ] [--rescue-clock HZ], as given and
 * as understood. */
typedef struct
{
  char *programmer, *port, *part_name, *sck, *crystal, *rescue_clock;
  const IspPart *part; /* NULL: left out */
  IspSpeed speed;      /* zeros: left out */
  guint32 rescue_clock_hz;
} CliTarget;

void cli_target_clear (CliTarget *self);

/* Parses a command's line, before the command does anything else: entries are its own, target may
 * be NULL (then it has no target options), min–max the number of things behind the options; they
 * are left in (*argv)[1…]. FALSE: a usage error has been printed, or the options were told. --help
 * ends the program. */
gboolean cli_parse (Cli *cli, const char *command, const GOptionEntry *entries, CliTarget *target,
                    int min, int max, int *argc, char ***argv);
/* The options before the command; argv goes on behind them. FALSE: as cli_parse. */
gboolean cli_parse_global (Cli *cli, int *argc, char ***argv);
/* Prints a usage error; returns ISP_EXIT_USAGE. command NULL: of the program itself. */
int cli_usage (Cli *cli, const char *command, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* "1E" or "0x1E"; FALSE: not a byte. */
gboolean cli_parse_byte (const char *text, guint8 *out);

/* ── output ── */

/* Lines to stdout and stderr; in a rehearsal each starts with "[rehearsal] ". A line feed is
 * added. cli_out prints nothing with --json. */
void cli_out (Cli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
void cli_err (Cli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* As cli_err, but not with --quiet. */
void cli_note (Cli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* An error in words: title, message, advice. */
void cli_err_error (Cli *cli, const GError *error);
/* "CB10:4256"; NULL: not known. */
char *cli_format_usb_id (guint16 vid, guint16 pid);
/* One JSON object to stdout. */
void cli_print_node (JsonNode *node);
/* The same of what the builder has built. */
void cli_print_json (JsonBuilder *json);
/* Starts the object: "verdict": "ok", "error": null. The caller adds members and ends it. */
JsonBuilder *cli_json_begin (void);
/* A command that is no job failed: words to stderr, the object to stdout with --json. Takes the
 * error; returns its exit status. */
int cli_fail (Cli *cli, GError *error);

/* ── progress ── */

IspProgress *cli_progress_new (Cli *cli);
/* Ends the line that a progress left on the terminal. */
void cli_progress_end_line (Cli *cli);
/* An IspFetchFunc; data: Cli. */
void cli_fetch_progress (guint64 received, guint64 total, gpointer data);

/* ── things by name ── */

/* NULL: an error. */
IspPresets *cli_get_presets (Cli *cli, GError **error);
/**
 * cli_find_programmer:
 * @session: the session
 * @driver_id: (nullable): -c; %NULL: any
 * @port_id: (nullable): -P: a port's id, or a tty, which needs no id row; %NULL: the only one
 * @error: ISP_ERROR: NO_PROGRAMMER, WHICH_PORT (several are or may be it: it lists them),
 *   PERMISSION, BUSY, NOT_A_PROGRAMMER
 *
 * Finds the port that the command line means. Rights that come late after plugging in are waited
 * for, 2 s at most. Blocking.
 *
 * Returns: (transfer full): the port; %NULL: an error
 */
IspPort *cli_find_programmer (IspSession *session, const char *driver_id, const char *port_id,
                              GError **error);
/* The programmer for a target; fallback: the simulated part of a rehearsal that names none. */
IspPort *cli_find_port (Cli *cli, const CliTarget *target, const IspPart *fallback, GError **error);
/* A preset's image: from the cache, or else from upstream; if that fails, says where to download
 * it.
 */
IspImageFile *cli_fetch_image (Cli *cli, const IspPreset *preset, GError **error);
/* A part by name; NULL with G_OPTION_ERROR. */
const IspPart *cli_find_part (const char *name, GError **error);
/* A keyboard by its name or folder, or from its keyboard.json or rules.mk; what the table lacks is
 * looked up online. Its chip is known. NULL: an error, with G_OPTION_ERROR where the name is wrong.
 */
IspKeyboard *cli_find_keyboard (Cli *cli, const char *name, GError **error);
/* What was wrong with it, as usage or as cli_fail. Takes the error; returns the exit status. */
int cli_fail_keyboard (Cli *cli, const char *command, GError *error);
/* Reads an image file; a file that is not there or not readable is a bad file. flash_size as in
 * isp_image_file_load_for. */
IspImageFile *cli_load_image (Cli *cli, const char *path, guint32 flash_size, GError **error);
/* --eeprom and --set-eeprom, which exclude each other. FALSE: a usage error has been printed. */
gboolean cli_check_eeprom (Cli *cli, const char *command, const char *file, const char *choice);
/* The EEPROM bytes of a file: its EEPROM section, else what it holds from address 0 on. */
IspImage *cli_load_eeprom (Cli *cli, const char *path, GError **error);

/* ── jobs ── */

typedef struct
{
  gboolean dry_run;
  gboolean fresh; /* what was broken off on this chip is over */
  IspSnapshotFlags snapshot;
  char *backup_folder; /* borrowed; NULL: the user's backups */
  const IspPart *fallback;
} CliJobOptions;

/* Contact, plan, job, words, report. Takes the request. Returns the exit status. */
int cli_run_job (Cli *cli, const CliTarget *target, IspRequest *request,
                 const CliJobOptions *options);
/* From the plan on, with what the job needs besides the backups and the journal. Returns the exit
 * status. */
int cli_run_plan (Cli *cli, const IspPort *port, const IspPlan *plan, const IspJobOptions *needs,
                  const CliJobOptions *options);
/* The job that was broken off on this chip, in words on stderr. NULL: nothing is printed. */
void cli_show_unfinished (Cli *cli, const IspUnfinished *unfinished);
/* A job that failed before contact: saved and printed as a refused one. Takes the error. */
int cli_refuse_job (Cli *cli, IspJobKind kind, const IspPort *port, GError *error);
/* With --verbose the log of a rehearsal, which is printed when it is over: each line of it has to
 * say what it is. */
void cli_print_log (Cli *cli);
/* Prints a plan in words, or as JSON. */
void cli_print_plan (Cli *cli, const IspPlan *plan);

/* ── commands ── */

int cli_programmers (Cli *cli, int argc, char **argv);
int cli_parts (Cli *cli, int argc, char **argv);
int cli_presets (Cli *cli, int argc, char **argv);
int cli_keyboards (Cli *cli, int argc, char **argv);
int cli_info (Cli *cli, int argc, char **argv);
int cli_flash (Cli *cli, int argc, char **argv);
int cli_read (Cli *cli, int argc, char **argv);
int cli_verify (Cli *cli, int argc, char **argv);
int cli_blank (Cli *cli, int argc, char **argv);
int cli_erase (Cli *cli, int argc, char **argv);
int cli_fuses (Cli *cli, int argc, char **argv);
int cli_backup (Cli *cli, int argc, char **argv);
int cli_restore (Cli *cli, int argc, char **argv);
int cli_combine (Cli *cli, int argc, char **argv);
int cli_upload (Cli *cli, int argc, char **argv);
int cli_loaders (Cli *cli, int argc, char **argv);
int cli_log (Cli *cli, int argc, char **argv);
int cli_udev_rules (Cli *cli, int argc, char **argv);

/* Every device that is known, from the drivers' rows. */
int cli_show_known (Cli *cli);
/* Every bootloader that is known. */
int cli_show_known_loaders (Cli *cli);
/* Contact, and everything that was read, in words or as JSON: the commands info and fuses. */
int cli_show_chip (Cli *cli, const CliTarget *target, gboolean fuses_only);

G_END_DECLS
