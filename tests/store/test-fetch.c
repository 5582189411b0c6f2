/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Downloads from a local server whose test-only certificate is trusted through the test origin. */
#include "config.h"
#include "core/isp-error.h"
#include "fetch-server.h"
#include "scratch.h"
#include "store/isp-download.h"
#include "store/presets/isp-fetch.h"
#include "store/presets/isp-image-cache.h"

#include <string.h>

/* ── downloads ── */

static void
last_progress_cb (guint64 received, guint64 total, gpointer data)
{
  guint64 *last = data;

  g_assert_cmpuint (received, >=, last[0]);
  g_assert_cmpuint (total, ==, g_bytes_get_size (fetch_good));
  last[0] = received;
}

static void
test_good (gconstpointer path)
{
  g_autoptr (IspPreset) preset = fetch_make_preset (path);
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = fetch_cached_path (preset), *text = NULL;
  guint64 last[1] = { 0 };
  gsize len;

  scratch_clear ();
  g_assert_false (isp_image_cache_has (preset));
  file = isp_fetch (preset, last_progress_cb, last, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (file);
  g_assert_true (isp_image_equal (file->flash, fetch_image));
  g_assert_cmpuint (last[0], ==, preset->file_size);
  g_assert_true (isp_image_cache_has (preset));
  g_assert_true (g_file_get_contents (kept, &text, &len, NULL));
  g_assert_cmpmem (text, len, g_bytes_get_data (fetch_good, NULL), g_bytes_get_size (fetch_good));
  fetch_assert_kept (1);
}

typedef struct
{
  const char *path;
  const char *sentence; /* a piece of the message */
} Refusal;

static const Refusal refusals[] = {
  { "/tampered", "something else" },
  { "/lower", "something else" }, /* the same data in another file is not upstream's file */
  { "/short", "Only a part" },
  { "/long", "more than the file should have" },
  { "/long-chunked", "more than the file should have" },
  { "/cut", "broke off" },
  { "/to-other", "something else" },
  { "/to-http", "not HTTPS" },
  { "/to-file", "not HTTPS" },
  { "/loop", "redirects too often" },
  { "/missing", "no longer there" },
  { "/broken", "has a problem right now" },
};

/* Refused with its sentence, nothing kept, and a fetch_good download works afterwards. */
static void
test_refused (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (IspPreset) preset = fetch_make_preset (refusal->path);
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GError) error = NULL;

  scratch_clear ();
  file = isp_fetch (preset, NULL, NULL, NULL, &error);
  g_assert_null (file);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, refusal->sentence));
  fetch_assert_kept (0);
  g_assert_false (isp_image_cache_has (preset));
}

/* The server would hand the file out over HTTP as well: it is not even asked. */
static void
test_http (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GError) error = NULL;
  int before = fetch_server_count_requests ();

  scratch_clear ();
  isp_download_set_test_origin (NULL, NULL);
  g_free (preset->url);
  preset->url = g_strdup_printf ("http://localhost:%u/good", fetch_server_get_http_port ());
  file = isp_fetch (preset, NULL, NULL, NULL, &error);
  isp_download_set_test_origin (fetch_server_get_ca (), fetch_server_get_origin ());
  g_assert_null (file);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_assert_nonnull (strstr (error->message, "not HTTPS"));
  g_assert_cmpint (fetch_server_count_requests (), ==, before);
  fetch_assert_kept (0);
}

static void
test_redirect_asks_http_never (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/to-http");
  int before = fetch_server_count_requests ();

  scratch_clear ();
  g_assert_null (isp_fetch (preset, NULL, NULL, NULL, NULL));
  g_assert_cmpint (fetch_server_count_requests (), ==, before + 1);
}

static void
test_certificate (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autoptr (GError) error = NULL;

  scratch_clear ();
  isp_download_set_test_origin (NULL, fetch_server_get_origin ());
  g_assert_null (isp_fetch (preset, NULL, NULL, NULL, &error));
  isp_download_set_test_origin (fetch_server_get_ca (), fetch_server_get_origin ());
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_assert_nonnull (strstr (error->message, "certificate"));
  g_assert_nonnull (strstr (error->message, "files.example"));
  fetch_assert_kept (0);
}

static void
test_no_connection (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autoptr (GError) error = NULL;

  scratch_clear ();
  isp_download_set_test_origin (fetch_server_get_ca (), "https://127.0.0.1:1");
  g_assert_null (isp_fetch (preset, NULL, NULL, NULL, &error));
  isp_download_set_test_origin (fetch_server_get_ca (), fetch_server_get_origin ());
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_assert_nonnull (strstr (error->message, "no connection"));
}

#if ISP_TEST_ORIGIN
/* What end-to-end tests of the whole program use. */
static void
test_environment (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GError) error = NULL;

  scratch_clear ();
  isp_download_set_test_origin (NULL, NULL);
  g_setenv ("UNBRICK_TEST_CA", fetch_server_get_ca (), TRUE);
  g_setenv ("UNBRICK_TEST_ORIGIN", fetch_server_get_origin (), TRUE);
  file = isp_fetch (preset, NULL, NULL, NULL, &error);
  g_unsetenv ("UNBRICK_TEST_CA");
  g_unsetenv ("UNBRICK_TEST_ORIGIN");
  isp_download_set_test_origin (fetch_server_get_ca (), fetch_server_get_origin ());
  g_assert_no_error (error);
  g_assert_nonnull (file);
}
#endif

static void
cancel_cb (guint64 received, guint64 total, gpointer data)
{
  if (received > 0)
    g_cancellable_cancel (data);
}

static void
test_cancel (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/stall");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  scratch_clear ();
  g_assert_null (isp_fetch (preset, cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fetch_assert_kept (0);
}

/* ── asynchronously ── */

typedef struct
{
  GMainLoop *loop;
  GThread *thread;
  GCancellable *cancellable; /* cancelled at the first byte */
  guint n_progress;
  gboolean finished;
  IspImageFile *file;
  GError *error;
} Waiting;

static void
waiting_progress_cb (guint64 received, guint64 total, gpointer data)
{
  Waiting *w = data;

  g_assert_true (g_thread_self () == w->thread);
  g_assert_false (w->finished);
  w->n_progress++;
  if (w->cancellable != NULL && received > 0)
    g_cancellable_cancel (w->cancellable);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Waiting *w = data;

  w->file = isp_fetch_finish (result, &w->error);
  w->finished = TRUE;
  g_main_loop_quit (w->loop);
}

static void
run_async (const char *path, Waiting *w)
{
  g_autoptr (IspPreset) preset = fetch_make_preset (path);
  g_autoptr (GMainContext) context = g_main_context_new ();

  scratch_clear ();
  g_main_context_push_thread_default (context);
  w->loop = g_main_loop_new (context, FALSE);
  w->thread = g_thread_self ();
  isp_fetch_async (preset, waiting_progress_cb, w, w->cancellable, finished_cb, w);
  g_main_loop_run (w->loop);
  while (g_main_context_iteration (context, FALSE))
    ;
  g_main_loop_unref (w->loop);
  g_main_context_pop_thread_default (context);
}

static void
test_async (void)
{
  Waiting w = { 0 };

  run_async ("/good", &w);
  g_assert_no_error (w.error);
  g_assert_true (isp_image_equal (w.file->flash, fetch_image));
  g_assert_cmpuint (w.n_progress, >, 0);
  isp_image_file_unref (w.file);
  fetch_assert_kept (1);
}

static void
test_async_cancel (void)
{
  Waiting w = { .cancellable = g_cancellable_new () };

  run_async ("/stall", &w);
  g_assert_error (w.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (w.file);
  g_error_free (w.error);
  g_object_unref (w.cancellable);
  fetch_assert_kept (0);
}

int
main (int argc, char **argv)
{
  int result;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  fetch_server_start ();
  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autofree char *name = g_strconcat ("/fetch/refused", refusals[i].path, NULL);

      g_test_add_data_func (name, &refusals[i], test_refused);
    }
  g_test_add_data_func ("/fetch/good", "/good", test_good);
  g_test_add_data_func ("/fetch/good-chunked", "/chunked", test_good);
  g_test_add_data_func ("/fetch/good-redirected", "/to-good", test_good);
  g_test_add_func ("/fetch/http", test_http);
  g_test_add_func ("/fetch/redirect-asks-http-never", test_redirect_asks_http_never);
  g_test_add_func ("/fetch/certificate", test_certificate);
  g_test_add_func ("/fetch/no-connection", test_no_connection);
#if ISP_TEST_ORIGIN
  g_test_add_func ("/fetch/environment", test_environment);
#endif
  g_test_add_func ("/fetch/cancel", test_cancel);
  g_test_add_func ("/fetch/async", test_async);
  g_test_add_func ("/fetch/async-cancel", test_async_cancel);
  result = g_test_run ();
  fetch_server_stop ();
  scratch_end ();
  return result;
}
