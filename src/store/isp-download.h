/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One file over HTTPS, into memory. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * IspDownloadFunc:
 * @received: bytes so far
 * @data: the caller's
 *
 * Called on the downloading thread while a download is under way.
 */
typedef void (*IspDownloadFunc) (guint64 received, gpointer data);

/**
 * isp_download:
 * @url: the address; anything but HTTPS is refused, also where the server sends on to it
 * @limit: how many bytes it may have; more are refused as soon as they are announced or come
 * @progress: (nullable): called while the download is under way
 * @data: for @progress
 * @cancellable: (nullable): ends it with %G_IO_ERROR_CANCELLED
 * @error: return location
 *
 * Downloads a file. A server that is silent for half a minute, or takes three, is given up.
 * Blocking, any thread.
 *
 * Returns: (transfer full) (nullable): what came, which nobody has checked; %NULL with
 *   %ISP_ERROR_FETCH, whose message is a sentence, or %G_IO_ERROR_CANCELLED
 */
GBytes *isp_download (const char *url, guint64 limit, IspDownloadFunc progress, gpointer data,
                      GCancellable *cancellable, GError **error);

/**
 * isp_download_set_test_origin:
 * @ca_file: (nullable): path of a PEM file with the certificate authority to trust
 * @origin: (nullable): where requests for any host go: "https://localhost:1234"
 *
 * For tests only: downloads from a server of their own. %NULL, %NULL turns it off. Builds with
 * -Dtest_origin=true read UNBRICK_TEST_CA and UNBRICK_TEST_ORIGIN as well. Any thread.
 */
void isp_download_set_test_origin (const char *ca_file, const char *origin);

/**
 * isp_download_set_test_limits:
 * @idle: milliseconds until the first byte of the file, and between two; 0: the usual half minute
 * @total: milliseconds for all of it; 0: the usual three minutes
 *
 * For tests only: how long a server may take. Any thread.
 */
void isp_download_set_test_limits (guint idle, guint total);

G_END_DECLS
