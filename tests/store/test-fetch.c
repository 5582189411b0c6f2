/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Downloads from a local server whose test-only certificate is trusted through the test origin. */
#include "core/isp-error.h"
#include "store/isp-fetch.h"
#include "store/isp-paths.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#define START 0x7000u
#define SIZE  3000u

static GBytes *good, *tampered, *other, *lower;
static IspImage *image;
static guint https_port, http_port;
static int n_requests; /* atomic */
static char *ca_file, *origin;

/* ── the server, in a thread of its own ── */

static void
cut_cb (SoupServerMessage *message, gpointer data)
{
  g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

/* Says that it sends everything and sends half; then hangs up, or says no more. */
static void
send_half (SoupServerMessage *message, gboolean hang_up)
{
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (good, 0, g_bytes_get_size (good) / 2);

  soup_message_headers_set_content_length (soup_server_message_get_response_headers (message),
                                           (goffset) g_bytes_get_size (good));
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), half);
  if (hang_up)
    g_signal_connect (message, "wrote-chunk", G_CALLBACK (cut_cb), NULL);
}

static void
send_bytes (SoupServerMessage *message, GBytes *bytes, gboolean chunked)
{
  if (chunked)
    soup_message_headers_set_encoding (soup_server_message_get_response_headers (message),
                                       SOUP_ENCODING_CHUNKED);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
  soup_message_body_complete (soup_server_message_get_response_body (message));
}

static void
send_too_much (SoupServerMessage *message, gboolean chunked)
{
  gsize len = g_bytes_get_size (good) + 1;
  char *data = g_malloc0 (len);
  g_autoptr (GBytes) bytes = NULL;

  memcpy (data, g_bytes_get_data (good, NULL), len - 1);
  data[len - 1] = '\n';
  bytes = g_bytes_new_take (data, len);
  send_bytes (message, bytes, chunked);
}

static void
redirect (SoupServerMessage *message, const char *to)
{
  soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, to);
}

static void
serve_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer data)
{
  g_autofree char *http = g_strdup_printf ("http://localhost:%u/good", http_port);

  g_atomic_int_inc (&n_requests);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (g_str_equal (path, "/good"))
    send_bytes (message, good, FALSE);
  else if (g_str_equal (path, "/chunked"))
    send_bytes (message, good, TRUE);
  else if (g_str_equal (path, "/tampered"))
    send_bytes (message, tampered, FALSE);
  else if (g_str_equal (path, "/other"))
    send_bytes (message, other, FALSE);
  else if (g_str_equal (path, "/lower"))
    send_bytes (message, lower, FALSE);
  else if (g_str_equal (path, "/short"))
    {
      g_autoptr (GBytes) half = g_bytes_new_from_bytes (good, 0, g_bytes_get_size (good) / 2);

      send_bytes (message, half, FALSE);
    }
  else if (g_str_equal (path, "/long"))
    send_too_much (message, FALSE);
  else if (g_str_equal (path, "/long-chunked"))
    send_too_much (message, TRUE);
  else if (g_str_equal (path, "/cut") || g_str_equal (path, "/stall"))
    send_half (message, g_str_equal (path, "/cut"));
  else if (g_str_equal (path, "/to-good"))
    redirect (message, "/good");
  else if (g_str_equal (path, "/to-other"))
    redirect (message, "https://elsewhere.example/other");
  else if (g_str_equal (path, "/to-http"))
    redirect (message, http);
  else if (g_str_equal (path, "/to-file"))
    redirect (message, "file:///etc/hostname");
  else if (g_str_equal (path, "/loop"))
    redirect (message, "/loop");
  else if (g_str_equal (path, "/broken"))
    soup_server_message_set_status (message, SOUP_STATUS_SERVICE_UNAVAILABLE, NULL);
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean ready;
  GMainLoop *loop;
} Server;

static guint
listen_local (SoupServer *server, SoupServerListenOptions options)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;
  guint port;

  soup_server_listen_local (server, 0, options | SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  g_assert_nonnull (uris);
  port = (guint) g_uri_get_port (g_slist_last (uris)->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return port;
}

static gpointer
server_thread (gpointer data)
{
  Server *self = data;
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (SoupServer) secure = NULL, plain = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *file =
      g_test_build_filename (G_TEST_DIST, "store", "tls", "test-only-server.pem", NULL);
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (context);
  certificate = g_tls_certificate_new_from_file (file, &error);
  g_assert_no_error (error);
  secure = soup_server_new ("tls-certificate", certificate, NULL);
  plain = soup_server_new (NULL, NULL);
  soup_server_add_handler (secure, NULL, serve_cb, NULL, NULL);
  soup_server_add_handler (plain, NULL, serve_cb, NULL, NULL);
  g_mutex_lock (&self->lock);
  https_port = listen_local (secure, SOUP_SERVER_LISTEN_HTTPS);
  http_port = listen_local (plain, 0);
  self->loop = g_main_loop_new (context, FALSE);
  self->ready = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  g_main_loop_run (self->loop);
  soup_server_disconnect (secure);
  soup_server_disconnect (plain);
  g_main_context_pop_thread_default (context);
  return NULL;
}

/* ── helpers ── */

static IspPreset *
make_preset (const char *path)
{
  IspPreset *preset = isp_preset_new ();

  preset->id = g_strdup ("test");
  preset->family = g_strdup ("atmel-dfu");
  preset->name = g_strdup ("Test Loader");
  preset->url = g_strdup_printf ("https://files.example%s", path);
  preset->file_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, good);
  preset->file_size = g_bytes_get_size (good);
  preset->image_sha256 = isp_image_get_sha256 (image);
  preset->image_start = isp_image_get_start (image);
  preset->image_end = isp_image_get_end (image);
  return preset;
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
clear_cache (void)
{
  g_autofree char *folder = isp_paths_get_images ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
}

static void
assert_kept (guint n)
{
  g_autofree char *folder = isp_paths_get_images ();

  g_assert_cmpuint (count_files (folder), ==, n);
}

static char *
cached_path (const IspPreset *preset)
{
  g_autofree char *folder = isp_paths_get_images ();
  g_autofree char *name = g_strconcat (preset->file_sha256, ".hex", NULL);

  return g_build_filename (folder, name, NULL);
}

/* ── downloads ── */

static void
last_progress_cb (guint64 received, guint64 total, gpointer data)
{
  guint64 *last = data;

  g_assert_cmpuint (received, >=, last[0]);
  g_assert_cmpuint (total, ==, g_bytes_get_size (good));
  last[0] = received;
}

static void
test_good (gconstpointer path)
{
  g_autoptr (IspPreset) preset = make_preset (path);
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *kept = cached_path (preset), *text = NULL;
  guint64 last[1] = { 0 };
  gsize len;

  clear_cache ();
  g_assert_false (isp_fetch_is_cached (preset));
  file = isp_fetch (preset, last_progress_cb, last, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (file);
  g_assert_true (isp_image_equal (file->flash, image));
  g_assert_cmpuint (last[0], ==, preset->file_size);
  g_assert_true (isp_fetch_is_cached (preset));
  g_assert_true (g_file_get_contents (kept, &text, &len, NULL));
  g_assert_cmpmem (text, len, g_bytes_get_data (good, NULL), g_bytes_get_size (good));
  assert_kept (1);
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
  { "/loop", "in circles" },
  { "/missing", "no longer there" },
  { "/broken", "has a problem right now" },
};

/* Refused with its sentence, nothing kept, and a good download works afterwards. */
static void
test_refused (gconstpointer data)
{
  const Refusal *refusal = data;
  g_autoptr (IspPreset) preset = make_preset (refusal->path);
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GError) error = NULL;

  clear_cache ();
  file = isp_fetch (preset, NULL, NULL, NULL, &error);
  g_assert_null (file);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, refusal->sentence));
  assert_kept (0);
  g_assert_false (isp_fetch_is_cached (preset));
}

/* The server would hand the file out over HTTP as well: it is not even asked. */
static void
test_http (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/good");
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GError) error = NULL;
  int before = g_atomic_int_get (&n_requests);

  clear_cache ();
  isp_fetch_set_test_origin (NULL, NULL);
  g_free (preset->url);
  preset->url = g_strdup_printf ("http://localhost:%u/good", http_port);
  file = isp_fetch (preset, NULL, NULL, NULL, &error);
  isp_fetch_set_test_origin (ca_file, origin);
  g_assert_null (file);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_assert_nonnull (strstr (error->message, "not HTTPS"));
  g_assert_cmpint (g_atomic_int_get (&n_requests), ==, before);
  assert_kept (0);
}

static void
test_redirect_asks_http_never (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/to-http");
  int before = g_atomic_int_get (&n_requests);

  clear_cache ();
  g_assert_null (isp_fetch (preset, NULL, NULL, NULL, NULL));
  g_assert_cmpint (g_atomic_int_get (&n_requests), ==, before + 1);
}

static void
test_certificate (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/good");
  g_autoptr (GError) error = NULL;

  clear_cache ();
  isp_fetch_set_test_origin (NULL, origin);
  g_assert_null (isp_fetch (preset, NULL, NULL, NULL, &error));
  isp_fetch_set_test_origin (ca_file, origin);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_assert_nonnull (strstr (error->message, "certificate"));
  g_assert_nonnull (strstr (error->message, "files.example"));
  assert_kept (0);
}

static void
test_no_connection (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/good");
  g_autoptr (GError) error = NULL;

  clear_cache ();
  isp_fetch_set_test_origin (ca_file, "https://127.0.0.1:1");
  g_assert_null (isp_fetch (preset, NULL, NULL, NULL, &error));
  isp_fetch_set_test_origin (ca_file, origin);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_assert_nonnull (strstr (error->message, "no connection"));
}

static void
cancel_cb (guint64 received, guint64 total, gpointer data)
{
  if (received > 0)
    g_cancellable_cancel (data);
}

static void
test_cancel (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/stall");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  clear_cache ();
  g_assert_null (isp_fetch (preset, cancel_cb, cancellable, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_kept (0);
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
  g_autoptr (IspPreset) preset = make_preset (path);
  g_autoptr (GMainContext) context = g_main_context_new ();

  clear_cache ();
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
  g_assert_true (isp_image_equal (w.file->flash, image));
  g_assert_cmpuint (w.n_progress, >, 0);
  isp_image_file_free (w.file);
  assert_kept (1);
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
  assert_kept (0);
}

/* ── the cache ── */

static void
test_cached (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/good");
  g_autoptr (IspImageFile) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;
  int before;

  clear_cache ();
  first = isp_fetch (preset, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  before = g_atomic_int_get (&n_requests);
  isp_fetch_set_test_origin (ca_file, "https://127.0.0.1:1");
  second = isp_fetch (preset, NULL, NULL, NULL, &error);
  isp_fetch_set_test_origin (ca_file, origin);
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (second->flash, image));
  g_assert_cmpint (g_atomic_int_get (&n_requests), ==, before);
}

static void
test_damaged (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/good");
  g_autoptr (IspImageFile) file = NULL;
  g_autofree char *path = cached_path (preset);
  g_autoptr (GError) error = NULL;

  clear_cache ();
  g_assert_true (isp_paths_write (path, tampered, &error));
  g_assert_true (isp_fetch_is_cached (preset));
  g_assert_null (isp_fetch_load_cached (preset, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (isp_fetch_is_cached (preset));

  g_assert_true (isp_paths_write (path, tampered, &error));
  file = isp_fetch (preset, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (file->flash, image));
  g_clear_pointer (&file, isp_image_file_free);
  file = isp_fetch_load_cached (preset, &error);
  g_assert_no_error (error);
}

/* ── from the user's disk ── */

static GFile *
write_file (const char *name, const void *data, gsize len)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_file_set_contents (path, data, (gssize) len, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static void
test_accept_variants (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/good");
  g_autofree char *lines = g_strndup (g_bytes_get_data (good, NULL), g_bytes_get_size (good));
  g_auto (GStrv) split = g_strsplit (lines, "\n", -1);
  g_autofree char *crlf = NULL;
  g_autofree guint8 *raw = g_malloc (0x8000);
  g_autoptr (GFile) text = NULL, binary = NULL;
  g_autoptr (IspImageFile) a = NULL, b = NULL, kept = NULL;
  g_autoptr (GError) error = NULL;

  for (char **line = split; *line != NULL; line++)
    g_strchomp (*line);
  crlf = g_strjoinv ("\r\n", split);
  text = write_file ("Mein Bootlader ä.hex", crlf, strlen (crlf));
  clear_cache ();
  a = isp_fetch_accept_file (NULL, preset, text, &error);
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (a->flash, image));
  g_assert_true (isp_fetch_is_cached (preset));
  kept = isp_fetch_load_cached (preset, &error);
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (kept->flash, image));

  /* a whole chip's raw binary around the same bytes */
  memset (raw, 0xFF, 0x8000);
  isp_image_read (image, START, raw + START, SIZE, 0xFF);
  binary = write_file ("chip.bin", raw, 0x8000);
  clear_cache ();
  b = isp_fetch_accept_file (NULL, preset, binary, &error);
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (b->flash, image));
  assert_kept (1);
}

static void
test_accept_not_more (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/good");
  g_autofree guint8 *raw = g_malloc (0x8000);
  g_autoptr (GFile) binary = NULL, wrong = NULL;
  g_autoptr (GError) error = NULL;

  clear_cache ();
  memset (raw, 0xFF, 0x8000);
  isp_image_read (image, START, raw + START, SIZE, 0xFF);
  raw[0x10] = 0; /* the loader, and one byte of something else */
  binary = write_file ("chip.bin", raw, 0x8000);
  g_assert_null (isp_fetch_accept_file (NULL, preset, binary, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_clear_error (&error);

  wrong = write_file ("wrong.hex", g_bytes_get_data (other, NULL), g_bytes_get_size (other));
  g_assert_null (isp_fetch_accept_file (NULL, preset, wrong, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (error->message, "wrong.hex"));
  assert_kept (0);
}

static void
test_accept_own (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/good");
  g_autoptr (GFile) file = NULL;
  g_autoptr (IspImageFile) own = NULL;
  g_autoptr (GError) error = NULL;

  clear_cache ();
  g_clear_pointer (&preset->url, g_free);
  g_clear_pointer (&preset->file_sha256, g_free);
  g_clear_pointer (&preset->image_sha256, g_free);
  file = write_file ("own.hex", g_bytes_get_data (other, NULL), g_bytes_get_size (other));
  own = isp_fetch_accept_file (NULL, preset, file, &error);
  g_assert_no_error (error);
  g_assert_nonnull (own);
  assert_kept (0);
  g_assert_null (isp_fetch (preset, NULL, NULL, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
}

/* A file that a preset knows is named, and not taken for another family's loader. */
static void
test_accept_named (void)
{
  g_autoptr (IspPreset) preset = make_preset ("/good");
  g_autofree char *sha = isp_image_get_sha256 (image);
  g_autofree char *text = g_strdup_printf ("[Family]\nId=test-family\nName=Tests\nDescription=x\n"
                                           "Order=1\n\n[known-one]\nOrder=1\nName=Known One\n"
                                           "Description=x\nParts=atmega32u4;\nLow=5E\nHigh=99\n"
                                           "Extended=F3\nEntry=hwb\nImageSha256=%s\n"
                                           "ImageStart=0x%X\nImageEnd=0x%X\n",
                                           sha, START, START + SIZE);
  g_autofree char *folder = isp_paths_get_user_presets ();
  g_autofree char *path = g_build_filename (folder, "test.preset", NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (IspPresets) presets = NULL;
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GFile) disk = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  presets = isp_presets_load (problems, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
  disk = write_file ("mine.hex", g_bytes_get_data (good, NULL), g_bytes_get_size (good));

  g_clear_pointer (&preset->image_sha256, g_free); /* one without a known image */
  file = isp_fetch_accept_file (presets, preset, disk, &error);
  g_assert_null (file);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (error->message, "Known One"));
  g_clear_error (&error);
  /* a build of the same family is the user's own affair */
  g_free (preset->family);
  preset->family = g_strdup ("test-family");
  file = isp_fetch_accept_file (presets, preset, disk, &error);
  g_assert_no_error (error);
}

/* ── */

static GBytes *
hex_of (const guint8 *data, gsize len)
{
  g_autoptr (IspImage) made = isp_image_new_from_data (START, data, len);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = isp_format_by_id ("ihex")->write (made, &error);

  g_assert_no_error (error);
  return bytes;
}

static void
make_files (void)
{
  g_autofree guint8 *data = g_malloc (SIZE);
  g_autofree char *text = NULL;

  for (guint i = 0; i < SIZE; i++)
    data[i] = (guint8) (i * 7 + i / 256);
  image = isp_image_new_from_data (START, data, SIZE);
  good = hex_of (data, SIZE);
  text = g_ascii_strdown (g_bytes_get_data (good, NULL), (gssize) g_bytes_get_size (good));
  lower = g_bytes_new (text, g_bytes_get_size (good));
  g_assert_false (g_bytes_equal (good, lower));
  data[100] ^= 1; /* a valid file of the same length: only its sum tells */
  tampered = hex_of (data, SIZE);
  g_assert_cmpuint (g_bytes_get_size (tampered), ==, g_bytes_get_size (good));
  for (guint i = 0; i < SIZE; i++)
    data[i] = (guint8) ~data[i];
  other = hex_of (data, SIZE);
}

static void
add_tests (void)
{
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
  g_test_add_func ("/fetch/cancel", test_cancel);
  g_test_add_func ("/fetch/async", test_async);
  g_test_add_func ("/fetch/async-cancel", test_async_cancel);
  g_test_add_func ("/fetch/cached", test_cached);
  g_test_add_func ("/fetch/damaged", test_damaged);
  g_test_add_func ("/fetch/accept-variants", test_accept_variants);
  g_test_add_func ("/fetch/accept-not-more", test_accept_not_more);
  g_test_add_func ("/fetch/accept-own", test_accept_own);
  g_test_add_func ("/fetch/accept-named", test_accept_named);
}

int
main (int argc, char **argv)
{
  Server server = { 0 };
  GThread *thread;
  int result;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  make_files ();
  g_mutex_init (&server.lock);
  g_cond_init (&server.cond);
  thread = g_thread_new ("server", server_thread, &server);
  g_mutex_lock (&server.lock);
  while (!server.ready)
    g_cond_wait (&server.cond, &server.lock);
  g_mutex_unlock (&server.lock);
  ca_file = g_test_build_filename (G_TEST_DIST, "store", "tls", "test-only-ca.pem", NULL);
  origin = g_strdup_printf ("https://localhost:%u", https_port);
  isp_fetch_set_test_origin (ca_file, origin);
  add_tests ();
  result = g_test_run ();

  isp_fetch_set_test_origin (NULL, NULL);
  g_main_loop_quit (server.loop);
  g_thread_join (thread);
  g_main_loop_unref (server.loop);
  isp_image_unref (image);
  g_bytes_unref (good);
  g_bytes_unref (tampered);
  g_bytes_unref (other);
  g_bytes_unref (lower);
  g_free (ca_file);
  g_free (origin);
  return result;
}
