/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the real unbrickctl, with folders of its own that go when the test ends. */
#pragma once

#include "core/isp-image.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *out, *err;
  int status;       /* exit status; -1: killed */
  JsonNode *json;   /* stdout, when it is one JSON value; else NULL */
  JsonObject *root; /* its object */
} CliRun;

/* As g_test_init; the program is the first argument. */
void cli_run_init (int *argc, char ***argv);
/* Runs the tests, then removes the folders. */
int cli_run_tests (void);

CliRun *cli_run_strv (const char *const *args);
CliRun *cli_run (const char *first, ...) G_GNUC_NULL_TERMINATED;
/* Sends the signal as soon as stderr has a line that contains text. */
CliRun *cli_run_signalled (const char *text, int signal, const char *const *args);
/* Runs it through a shell, with a redirection such as ">&-" behind its arguments. */
CliRun *cli_run_redirected (const char *redirection, const char *const *args);
void cli_run_free (CliRun *self);

/* A path in the test's folder; borrowed until the test ends. */
const char *cli_path (const char *name);
/* Where unbrickctl keeps its data. */
const char *cli_data_path (const char *name);
/* Writes text, or an image as Intel HEX, there; returns the path. */
const char *cli_write (const char *name, const char *text);
const char *cli_write_image (const char *name, const IspImage *image);
/* 4 KiB at 0x7000, never twice the same word; made up. */
IspImage *cli_make_bootloader (void);

/* Members of the JSON object. */
const char *cli_string (const CliRun *run, const char *member); /* NULL: null */
const char *cli_error_code (const CliRun *run);                 /* NULL: no error */

/* Prints what was run when a check fails. */
#define cli_assert_status(run, expected)                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if ((run)->status != (expected))                                                               \
      g_error ("%s:%d: exit status %d, expected %d\n%s%s", __FILE__, __LINE__, (run)->status,      \
               (expected), (run)->out, (run)->err);                                                \
  }                                                                                                \
  G_STMT_END
#define cli_assert_has(text, piece)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (!strstr (text, piece))                                                                     \
      g_error ("%s:%d: “%s” is not in:\n%s", __FILE__, __LINE__, piece, text);                     \
  }                                                                                                \
  G_STMT_END

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CliRun, cli_run_free)

G_END_DECLS
