/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fetch-server.h"

#include "core/isp-image-file.h"
#include "store/isp-download.h"
#include "store/isp-paths.h"

#include <libsoup/soup.h>
#include <string.h>

GBytes *fetch_good, *fetch_tampered, *fetch_other, *fetch_lower;
IspImage *fetch_image;

static guint https_port, http_port;
static int n_requests; /* atomic */
static char *ca_file, *origin;
static GMutex texts_lock;
static GHashTable *texts; /* of path: what a test has put there */

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
  g_autoptr (GBytes) half =
      g_bytes_new_from_bytes (fetch_good, 0, g_bytes_get_size (fetch_good) / 2);

  soup_message_headers_set_content_length (soup_server_message_get_response_headers (message),
                                           (goffset) g_bytes_get_size (fetch_good));
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
  gsize len = g_bytes_get_size (fetch_good) + 1;
  char *data = g_malloc0 (len);
  g_autoptr (GBytes) bytes = NULL;

  memcpy (data, g_bytes_get_data (fetch_good, NULL), len - 1);
  data[len - 1] = '\n';
  bytes = g_bytes_new_take (data, len);
  send_bytes (message, bytes, chunked);
}

static void
redirect (SoupServerMessage *message, const char *to)
{
  soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, to);
}

/* FALSE: no test has put anything there. */
static gboolean
send_text (SoupServerMessage *message, const char *path)
{
  g_autofree char *text = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_mutex_lock (&texts_lock);
  text = g_strdup (texts != NULL ? g_hash_table_lookup (texts, path) : NULL);
  g_mutex_unlock (&texts_lock);
  if (text == NULL)
    return FALSE;
  bytes = g_bytes_new (text, strlen (text));
  send_bytes (message, bytes, FALSE);
  return TRUE;
}

void
fetch_server_put (const char *path, const char *text)
{
  g_mutex_lock (&texts_lock);
  if (texts == NULL)
    texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  if (text != NULL)
    g_hash_table_insert (texts, g_strdup (path), g_strdup (text));
  else
    g_hash_table_remove (texts, path);
  g_mutex_unlock (&texts_lock);
}

static void
serve_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query,
          gpointer data)
{
  g_autofree char *http = g_strdup_printf ("http://localhost:%u/good", http_port);

  g_atomic_int_inc (&n_requests);
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  if (send_text (message, path))
    return;
  if (g_str_equal (path, "/good"))
    send_bytes (message, fetch_good, FALSE);
  else if (g_str_equal (path, "/chunked"))
    send_bytes (message, fetch_good, TRUE);
  else if (g_str_equal (path, "/tampered"))
    send_bytes (message, fetch_tampered, FALSE);
  else if (g_str_equal (path, "/other"))
    send_bytes (message, fetch_other, FALSE);
  else if (g_str_equal (path, "/lower"))
    send_bytes (message, fetch_lower, FALSE);
  else if (g_str_equal (path, "/short"))
    {
      g_autoptr (GBytes) half =
          g_bytes_new_from_bytes (fetch_good, 0, g_bytes_get_size (fetch_good) / 2);

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

IspPreset *
fetch_make_preset (const char *path)
{
  IspPreset *preset = isp_preset_new ();

  preset->id = g_strdup ("test");
  preset->family = g_strdup ("atmel-dfu");
  preset->name = g_strdup ("Test Loader");
  preset->url = g_strdup_printf ("https://files.example%s", path);
  preset->file_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, fetch_good);
  preset->file_size = g_bytes_get_size (fetch_good);
  preset->image_sha256 = isp_image_get_sha256 (fetch_image);
  preset->image_start = isp_image_get_start (fetch_image);
  preset->image_end = isp_image_get_end (fetch_image);
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

void
fetch_assert_kept (guint n)
{
  g_autofree char *folder = isp_paths_get_images ();

  g_assert_cmpuint (count_files (folder), ==, n);
}

char *
fetch_cached_path (const IspPreset *preset)
{
  g_autofree char *folder = isp_paths_get_images ();
  g_autofree char *name = g_strconcat (preset->file_sha256, ".hex", NULL);

  return g_build_filename (folder, name, NULL);
}

/* ── files ── */

static GBytes *
hex_of (const guint8 *data, gsize len)
{
  g_autoptr (IspImage) made = isp_image_new_from_data (FETCH_START, data, len);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = isp_format_by_id ("ihex")->write (made, &error);

  g_assert_no_error (error);
  return bytes;
}

static void
make_files (void)
{
  g_autofree guint8 *data = g_malloc (FETCH_SIZE);
  g_autofree char *text = NULL;

  for (guint i = 0; i < FETCH_SIZE; i++)
    data[i] = (guint8) (i * 7 + i / 256);
  fetch_image = isp_image_new_from_data (FETCH_START, data, FETCH_SIZE);
  fetch_good = hex_of (data, FETCH_SIZE);
  text =
      g_ascii_strdown (g_bytes_get_data (fetch_good, NULL), (gssize) g_bytes_get_size (fetch_good));
  fetch_lower = g_bytes_new (text, g_bytes_get_size (fetch_good));
  g_assert_false (g_bytes_equal (fetch_good, fetch_lower));
  data[100] ^= 1; /* a valid file of the same length: only its sum tells */
  fetch_tampered = hex_of (data, FETCH_SIZE);
  g_assert_cmpuint (g_bytes_get_size (fetch_tampered), ==, g_bytes_get_size (fetch_good));
  for (guint i = 0; i < FETCH_SIZE; i++)
    data[i] = (guint8) ~data[i];
  fetch_other = hex_of (data, FETCH_SIZE);
}

/* ── starting and stopping ── */

static Server the_server;
static GThread *thread;

void
fetch_server_start (void)
{
  make_files ();
  g_mutex_init (&the_server.lock);
  g_cond_init (&the_server.cond);
  thread = g_thread_new ("server", server_thread, &the_server);
  g_mutex_lock (&the_server.lock);
  while (!the_server.ready)
    g_cond_wait (&the_server.cond, &the_server.lock);
  g_mutex_unlock (&the_server.lock);
  ca_file = g_test_build_filename (G_TEST_DIST, "store", "tls", "test-only-ca.pem", NULL);
  origin = g_strdup_printf ("https://localhost:%u", https_port);
  isp_download_set_test_origin (ca_file, origin);
}

void
fetch_server_stop (void)
{
  isp_download_set_test_origin (NULL, NULL);
  g_main_loop_quit (the_server.loop);
  g_thread_join (thread);
  g_main_loop_unref (the_server.loop);
  g_mutex_clear (&the_server.lock);
  g_cond_clear (&the_server.cond);
  g_clear_pointer (&texts, g_hash_table_unref);
  isp_image_unref (fetch_image);
  g_bytes_unref (fetch_good);
  g_bytes_unref (fetch_tampered);
  g_bytes_unref (fetch_other);
  g_bytes_unref (fetch_lower);
  g_free (ca_file);
  g_free (origin);
}

const char *
fetch_server_get_ca (void)
{
  return ca_file;
}

const char *
fetch_server_get_origin (void)
{
  return origin;
}

guint
fetch_server_get_http_port (void)
{
  return http_port;
}

int
fetch_server_count_requests (void)
{
  return g_atomic_int_get (&n_requests);
}

/* ── a server without an end ── */

#define DRIP_US 5000

static GSocketService *drip;
static const char *drip_first, *drip_rest;

static gboolean
write_text (GIOStream *tls, const char *text)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (tls), text, strlen (text), NULL,
                                    NULL, NULL);
}

static gboolean
drip_cb (GThreadedSocketService *service, GSocketConnection *connection, GObject *source,
         gpointer data)
{
  g_autofree char *file =
      g_test_build_filename (G_TEST_DIST, "store", "tls", "test-only-server.pem", NULL);
  g_autoptr (GTlsCertificate) certificate = g_tls_certificate_new_from_file (file, NULL);
  g_autoptr (GIOStream) tls =
      g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);
  char request[4096];

  if (tls == NULL || g_input_stream_read (g_io_stream_get_input_stream (tls), request,
                                          sizeof request, NULL, NULL) <= 0)
    return TRUE;
  for (gboolean heard = write_text (tls, drip_first); heard; heard = write_text (tls, drip_rest))
    g_usleep (DRIP_US);
  return TRUE;
}

void
fetch_drip_start (const char *first, const char *rest)
{
  g_autofree char *address = NULL;
  guint16 port;

  drip_first = first;
  drip_rest = rest;
  drip = g_threaded_socket_service_new (4);
  port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (drip), NULL, NULL);
  g_assert_cmpuint (port, !=, 0);
  g_signal_connect (drip, "run", G_CALLBACK (drip_cb), NULL);
  g_socket_service_start (drip);
  address = g_strdup_printf ("https://localhost:%u", port);
  isp_download_set_test_origin (ca_file, address);
}

void
fetch_drip_stop (void)
{
  g_socket_service_stop (drip);
  g_socket_listener_close (G_SOCKET_LISTENER (drip));
  g_clear_object (&drip);
  isp_download_set_test_origin (ca_file, origin);
}
