/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Downloads go into memory, bounded by what the caller expects. Redirects are followed by hand, so
 * that none leaves HTTPS. */
#include "isp-download.h"

#include "config.h"
#include "core/isp-error.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>

#define CHUNK         8192
#define MAX_REDIRECTS 5
#define SILENCE_S     15     /* without a byte on the wire */
#define IDLE_MS       30000u /* without a byte of the file */
#define TOTAL_MS      180000u

/* ── where tests send requests ── */

static GMutex test_lock;
static char *test_ca, *test_origin;
static guint idle_ms = IDLE_MS, total_ms = TOTAL_MS;

void
isp_download_set_test_limits (guint idle, guint total)
{
  g_mutex_lock (&test_lock);
  idle_ms = idle > 0 ? idle : IDLE_MS;
  total_ms = total > 0 ? total : TOTAL_MS;
  g_mutex_unlock (&test_lock);
}

void
isp_download_set_test_origin (const char *ca_file, const char *origin)
{
  g_mutex_lock (&test_lock);
  g_free (test_ca);
  g_free (test_origin);
  test_ca = g_strdup (ca_file);
  test_origin = g_strdup (origin);
  g_mutex_unlock (&test_lock);
}

static void
get_test_origin (char **ca_file, char **origin)
{
  g_mutex_lock (&test_lock);
  *ca_file = g_strdup (test_ca);
  *origin = g_strdup (test_origin);
  g_mutex_unlock (&test_lock);
#if ISP_TEST_ORIGIN
  if (*ca_file == NULL)
    *ca_file = g_strdup (g_getenv ("UNBRICK_TEST_CA"));
  if (*origin == NULL)
    *origin = g_strdup (g_getenv ("UNBRICK_TEST_ORIGIN"));
#endif
}

/* Moves an address to the tests' server; the path stays. */
static GUri *
uri_at_origin (GUri *uri, const char *origin, GError **error)
{
  g_autoptr (GUri) at = g_uri_parse (origin, SOUP_HTTP_URI_FLAGS, error);

  if (at == NULL)
    return NULL;
  return soup_uri_copy (uri, SOUP_URI_SCHEME, g_uri_get_scheme (at), SOUP_URI_HOST,
                        g_uri_get_host (at), SOUP_URI_PORT, g_uri_get_port (at), SOUP_URI_NONE);
}

/* What libsoup and GIO say; NULL: none of these. */
static const char *
sentence_for (const GError *cause)
{
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED))
    return N_ ("The connection to %s broke off before the file was complete");
  if (g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE))
    return N_ ("The certificate of %s is not trusted, so nothing was downloaded");
  if (cause->domain == G_TLS_ERROR)
    return N_ ("There is no secure connection to %s, so nothing was downloaded");
  if (g_error_matches (cause, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    return N_ ("The server %s was not found");
  if (cause->domain == G_RESOLVER_ERROR ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
      g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return N_ ("There is no connection to %s");
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return N_ ("%s does not answer");
  return NULL;
}

/* ── the deadline ── */

/* Bytes may come for ever and be none of the file: headers that drip, answers that are none. So a
 * thread of its own looks at the clock, and cancels what the download waits in. */
typedef struct
{
  GMutex lock; /* guards the rest */
  GCond cond;
  gint64 idle_us, next, last; /* until then there has to be a byte of the file; all of them */
  gboolean over, late;
  GCancellable *stop; /* ends the download's calls */
  GCancellable *outer;
  gulong handler;
  GThread *thread;
} Watch;

static gpointer
watch_thread (gpointer data)
{
  Watch *self = data;

  g_mutex_lock (&self->lock);
  while (!self->over && !self->late)
    self->late = !g_cond_wait_until (&self->cond, &self->lock, MIN (self->next, self->last)) &&
                 g_get_monotonic_time () >= MIN (self->next, self->last);
  g_mutex_unlock (&self->lock);
  if (self->late)
    g_cancellable_cancel (self->stop);
  return NULL;
}

static void
cancel_cb (GCancellable *outer, GCancellable *stop)
{
  g_cancellable_cancel (stop);
}

static Watch *
watch_start (GCancellable *outer)
{
  Watch *self = g_new0 (Watch, 1);
  gint64 now = g_get_monotonic_time ();

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  g_mutex_lock (&test_lock);
  self->idle_us = idle_ms * G_GINT64_CONSTANT (1000);
  self->last = now + total_ms * G_GINT64_CONSTANT (1000);
  g_mutex_unlock (&test_lock);
  self->next = now + self->idle_us;
  self->stop = g_cancellable_new ();
  if (outer != NULL)
    {
      self->outer = g_object_ref (outer);
      self->handler = g_cancellable_connect (outer, G_CALLBACK (cancel_cb),
                                             g_object_ref (self->stop), g_object_unref);
    }
  self->thread = g_thread_new ("download", watch_thread, self);
  return self;
}

/* A byte of the file has come. */
static void
watch_feed (Watch *self)
{
  g_mutex_lock (&self->lock);
  self->next = g_get_monotonic_time () + self->idle_us;
  g_mutex_unlock (&self->lock);
}

/* TRUE: it was the deadline that ended the download. */
static gboolean
watch_end (Watch *self)
{
  gboolean late;

  g_mutex_lock (&self->lock);
  self->over = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->lock);
  g_thread_join (self->thread);
  late = self->late;
  if (self->outer != NULL)
    g_cancellable_disconnect (self->outer, self->handler);
  g_clear_object (&self->outer);
  g_object_unref (self->stop);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
  return late;
}

/* Turns it into a sentence; cancelled stays as it is. */
static void
take_error (GError **error, GError *found, const char *host)
{
  g_autoptr (GError) cause = found;
  const char *sentence = sentence_for (cause);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&cause));
  else if (sentence != NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH, _ (sentence), host);
  else
    g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH, _ ("The download from %s failed: %s"), host,
                 cause->message);
}

static SoupSession *
session_new (const char *ca_file, const char *origin, GError **error)
{
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (GTlsDatabase) trust = NULL;

  session = soup_session_new_with_options ("user-agent", "Unbrick/" PACKAGE_VERSION, "timeout",
                                           SILENCE_S, NULL);
  /* Lengths and hashes are those of the file, so it must come as it is. */
  soup_session_remove_feature_by_type (session, SOUP_TYPE_CONTENT_DECODER);
  if (origin != NULL)
    soup_session_set_proxy_resolver (session, NULL);
  if (ca_file != NULL)
    {
      trust = g_tls_file_database_new (ca_file, error);
      if (trust == NULL)
        return NULL;
      soup_session_set_tls_database (session, trust);
    }
  return g_steal_pointer (&session);
}

/* FALSE: refused with a sentence. */
static gboolean
check_status (SoupMessage *message, const char *host, GError **error)
{
  guint status = soup_message_get_status (message);

  if (status == SOUP_STATUS_OK)
    return TRUE;
  if (status == SOUP_STATUS_NOT_FOUND || status == SOUP_STATUS_GONE)
    g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH, _ ("The file is no longer there on %s"), host);
  else if (status == SOUP_STATUS_FORBIDDEN || status == SOUP_STATUS_UNAUTHORIZED ||
           status == 429 /* Too Many Requests */)
    g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH,
                 _ ("%s refuses the file at the moment (HTTP status %u)"), host, status);
  else
    g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH,
                 _ ("%s has a problem right now (HTTP status %u)"), host, status);
  return FALSE;
}

static GUri *
parse_https (GUri *base, const char *text, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  if (base != NULL)
    uri = g_uri_parse_relative (base, text, SOUP_HTTP_URI_FLAGS, NULL);
  else
    uri = g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri != NULL && !g_str_equal (g_uri_get_scheme (uri), "https"))
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH,
                   _ ("%s sends the file over a connection that is not secure (not HTTPS), so "
                      "nothing was downloaded"),
                   base != NULL ? g_uri_get_host (base) : text);
      return NULL;
    }
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_FETCH,
                           _ ("The address of the file is not valid"));
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static void
set_too_long (GError **error, const char *host)
{
  g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH,
               _ ("%s sends more than the file should have, so it was refused"), host);
}

typedef struct
{
  const char *url;
  guint64 limit;
  IspDownloadFunc progress;
  gpointer progress_data;
  Watch *watch;
} Download;

static void
report_progress (const Download *self, guint64 received)
{
  if (self->progress != NULL)
    self->progress (received, self->progress_data);
}

/* Reads the body; more bytes than the limit are refused at once. */
static GBytes *
read_body (const Download *self, GInputStream *stream, const char *host, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();
  g_autofree guint8 *chunk = g_malloc (CHUNK);

  for (;;)
    {
      GError *cause = NULL;
      gssize n = g_input_stream_read (stream, chunk, CHUNK, self->watch->stop, &cause);

      if (n < 0)
        {
          take_error (error, cause, host);
          return NULL;
        }
      if (n == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&body));
      if (body->len + (guint64) n > self->limit)
        {
          set_too_long (error, host);
          return NULL;
        }
      watch_feed (self->watch);
      g_byte_array_append (body, chunk, (guint) n);
      report_progress (self, body->len);
    }
}

/* One request. *location: where it was redirected to, then NULL is returned without an error. */
static GBytes *
request (const Download *self, SoupSession *session, GUri *uri, const char *host, char **location,
         GError **error)
{
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (SOUP_METHOD_GET, uri);
  g_autoptr (GInputStream) stream = NULL;
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  GError *cause = NULL;

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept-Encoding",
                                "identity");
  stream = soup_session_send (session, message, self->watch->stop, &cause);
  if (stream == NULL)
    {
      take_error (error, cause, host);
      return NULL;
    }
  if (SOUP_STATUS_IS_REDIRECTION (soup_message_get_status (message)) &&
      soup_message_headers_get_one (headers, "Location") != NULL)
    {
      *location = g_strdup (soup_message_headers_get_one (headers, "Location"));
      return NULL;
    }
  if (!check_status (message, host, error))
    return NULL;
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      (guint64) soup_message_headers_get_content_length (headers) > self->limit)
    {
      set_too_long (error, host);
      return NULL;
    }
  report_progress (self, 0);
  return read_body (self, stream, host, error);
}

static GBytes *
follow (const Download *self, GError **error)
{
  g_autofree char *ca_file = NULL, *origin = NULL;
  g_autoptr (SoupSession) session = NULL;
  g_autoptr (GUri) uri = NULL;

  get_test_origin (&ca_file, &origin);
  session = session_new (ca_file, origin, error);
  uri = session != NULL ? parse_https (NULL, self->url, error) : NULL;
  for (guint i = 0; uri != NULL && i <= MAX_REDIRECTS; i++)
    {
      g_autofree char *location = NULL;
      g_autoptr (GUri) real = NULL, next = NULL;
      GBytes *bytes;

      real = origin != NULL ? uri_at_origin (uri, origin, error) : g_uri_ref (uri);
      if (real == NULL)
        return NULL;
      bytes = request (self, session, real, g_uri_get_host (uri), &location, error);
      if (bytes != NULL || location == NULL)
        return bytes;
      next = parse_https (uri, location, error);
      if (next == NULL)
        return NULL;
      g_uri_unref (uri);
      uri = g_steal_pointer (&next);
    }
  if (uri != NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH, _ ("%s redirects too often"),
                 g_uri_get_host (uri));
  return NULL;
}

GBytes *
isp_download (const char *url, guint64 limit, IspDownloadFunc progress, gpointer data,
              GCancellable *cancellable, GError **error)
{
  Download self = { url, limit, progress, data, NULL };
  GError *cause = NULL;
  GBytes *bytes;
  gboolean late;

  g_return_val_if_fail (url != NULL && limit > 0, NULL);

  self.watch = watch_start (cancellable);
  bytes = follow (&self, &cause);
  late = watch_end (self.watch);
  if (bytes != NULL)
    return bytes;
  if (late && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
      !g_cancellable_is_cancelled (cancellable))
    {
      g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

      g_clear_error (&cause);
      g_set_error (error, ISP_ERROR, ISP_ERROR_FETCH, _ ("%s sends the file far too slowly"),
                   g_uri_get_host (uri));
    }
  else
    g_propagate_error (error, cause);
  return NULL;
}
