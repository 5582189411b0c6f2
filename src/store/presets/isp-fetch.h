/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Downloads a preset's image, where the cache does not have it. */
#pragma once

#include "core/isp-image-file.h"
#include "isp-presets.h"

G_BEGIN_DECLS

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

/* Tests: trust this CA (PEM file) and send requests for any host to this origin
 * ("https://localhost:1234"). NULL, NULL: off. Read from UNBRICK_TEST_CA and UNBRICK_TEST_ORIGIN as
 * well, in builds with -Dtest_origin=true only. */
void isp_fetch_set_test_origin (const char *ca_file, const char *origin);

G_END_DECLS
