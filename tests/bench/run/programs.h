/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For tests that run whole programs on the bench: a folder of their own, files in it, running. */
#pragma once

#include "bench/bench.h"

G_BEGIN_DECLS

/* A temporary folder, which is also where programs find their XDG folders. */
void programs_set_up (void);
void programs_tear_down (void);
/* A path in it; g_free. */
char *programs_path (const char *name);
/* A program's path; NULL when it is not installed: the test is skipped then. */
const char *programs_get (const char *name);
const char *programs_get_avrdude (void);

void programs_fill_random (guint8 *out, gsize len, guint32 seed);
/* Firmware that is a keyboard on USB; the rest of it is random. */
void programs_fill_firmware (guint8 *out, gsize len, guint32 seed);
/* Saves bytes as Intel HEX; returns the path. */
char *programs_save_hex (const char *name, guint32 start, const guint8 *data, gsize len);
/* The binary file has these bytes at start. */
void programs_assert_file (const char *path, guint32 start, const guint8 *data, gsize len);

/* Runs a program (n pieces of argv, each a NULL-terminated list) on the bench; its exit status, its
 * stdout where asked for. */
int programs_run (Bench *bench, char **stdout_text, const char *const *const *pieces);
/* The same, which must exit with 0. */
void programs_run_ok (Bench *bench, const char *const *const *pieces);
/* The same with avrdude, which is called with these pieces of argv. It has deadlines of its own in
 * real time: where a busy machine makes it miss one it is run again. */
void programs_run_avrdude (Bench *bench, const char *const *how, const char *const *what);

/* A board with a loader comes to run "loader", "application" or "nothing" within ten seconds. */
void programs_expect (Bench *bench, const char *running);

#define LIST(...) ((const char *const[]){ __VA_ARGS__, NULL })

G_END_DECLS
