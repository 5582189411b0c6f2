/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Servers that send for ever, and never what was asked for: each has its deadline. */
#include "core/isp-error.h"
#include "fetch-server.h"
#include "scratch.h"
#include "store/isp-download.h"
#include "store/presets/isp-fetch.h"

#include <string.h>

static const struct
{
  const char *name, *first, *rest;
} servers[] = {
  { "headers", "HTTP/1.1 200 OK\r\n", "X-More: x\r\n" },
  { "half-a-header", "HTTP/1.1 200 OK\r\nX-More: ", "x" },
  { "no-answer", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n" },
  { "body", "HTTP/1.1 200 OK\r\nContent-Length: 8000\r\n\r\n", ":" },
};

/* Where connections are accepted. */
static gpointer
loop_thread (gpointer data)
{
  g_main_loop_run (data);
  return NULL;
}

static void
test_slow (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (IspPreset) preset = fetch_make_preset ("/slow");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cancelled = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  fetch_drip_start (servers[i].first, servers[i].rest);
  isp_download_set_test_limits (300, 600);
  g_assert_null (isp_fetch (preset, NULL, NULL, cancellable, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
  g_assert_nonnull (strstr (error->message, "too slowly"));

  g_cancellable_cancel (cancellable);
  g_assert_null (isp_fetch (preset, NULL, NULL, cancellable, &cancelled));
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  isp_download_set_test_limits (0, 0);
  fetch_drip_stop ();
  fetch_assert_kept (0);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  GThread *thread;
  int result;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  fetch_server_start ();
  thread = g_thread_new ("accept", loop_thread, loop);
  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      g_autofree char *name = g_strconcat ("/fetch/slow/", servers[i].name, NULL);

      g_test_add_data_func (name, GUINT_TO_POINTER (i), test_slow);
    }
  result = g_test_run ();
  g_main_loop_quit (loop);
  g_thread_join (thread);
  fetch_server_stop ();
  scratch_end ();
  return result;
}
