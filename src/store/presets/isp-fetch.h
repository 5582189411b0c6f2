/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A preset's image: from the cache, from upstream, or from the user's disk. */
#pragma once

#include "core/isp-image-file.h"
#include "isp-presets.h"

G_BEGIN_DECLS

gboolean isp_fetch_is_cached (
    const IspPreset *preset); /* quick: the file is there (content is checked on use) */
/* From the cache; checked by SHA-256 again. NULL with G_IO_ERROR_NOT_FOUND: not there. A damaged
 * one is removed. */
IspImageFile *isp_fetch_load_cached (const IspPreset *preset, GError **error);

/* Progress runs in the caller's thread-default main context. total 0: unknown. */
typedef void (*IspFetchFunc) (guint64 received, guint64 total, gpointer data);

/* Cache first, else HTTPS. Checked before anything is kept. ISP_ERROR_FETCH with a sentence (host
 * not reachable, other content, truncated, not HTTPS …), G_IO_ERROR_CANCELLED. Never keeps a file
 * that is not the right one. */
void isp_fetch_async (const IspPreset *preset, IspFetchFunc progress, gpointer progress_data,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer data);
IspImageFile *isp_fetch_finish (GAsyncResult *result, GError **error);
/* Blocking twin for the command line. */
IspImageFile *isp_fetch (const IspPreset *preset, IspFetchFunc progress, gpointer progress_data,
                         GCancellable *cancellable, GError **error);

/* The user's file for this preset: accepted when its data is the preset's image (then also put into
 * the cache), or when the preset has no known image. ISP_ERROR_BAD_FILE: it is another one; message
 * names it where a preset knows it. */
IspImageFile *isp_fetch_accept_file (IspPresets *presets, const IspPreset *preset, GFile *file,
                                     GError **error);
/* Tests: trust this CA (PEM file) and send requests for any host to this origin
 * ("https://localhost:1234"). NULL, NULL: off. Read from UNBRICK_TEST_CA and UNBRICK_TEST_ORIGIN as
 * well, in builds with -Dtest_origin=true only. */
void isp_fetch_set_test_origin (const char *ca_file, const char *origin);

G_END_DECLS
