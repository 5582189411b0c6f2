/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A local HTTPS server with good and bad downloads, and the presets that ask it. */
#pragma once

#include "core/isp-image.h"
#include "core/isp-preset.h"

#define FETCH_START 0x7000u
#define FETCH_SIZE  3000u

extern GBytes *fetch_good;     /* Intel HEX of fetch_image */
extern GBytes *fetch_tampered; /* of the same length, one byte another */
extern GBytes *fetch_other;    /* something else of the same length */
extern GBytes *fetch_lower;    /* the same data in lower case */
extern IspImage *fetch_image;

/* Starts it, and makes it the test origin. */
void fetch_server_start (void);
void fetch_server_stop (void);
/* The test origin as start set it; NULL, NULL otherwise. */
const char *fetch_server_get_ca (void);
const char *fetch_server_get_origin (void);
guint fetch_server_get_http_port (void);
int fetch_server_count_requests (void); /* so far */
/* Puts a file of the test's own there; NULL: takes it away again. */
void fetch_server_put (const char *path, const char *text);

/* Makes a server the test origin that never ends its answer: it sends first, and then again and
 * again rest, until nobody listens. One at a time. */
void fetch_drip_start (const char *first, const char *rest);
/* The usual server again. */
void fetch_drip_stop (void);

/* A preset whose file is at this path of the server. */
IspPreset *fetch_make_preset (const char *path);
/* Where its file is kept. */
char *fetch_cached_path (const IspPreset *preset);
/* This many files are in the cache. */
void fetch_assert_kept (guint n);
