/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "transport/isp-session.h"

#include <string.h>

static void
test_log (void)
{
  g_autoptr (IspSession) session = isp_session_new ();
  g_autofree char *text = NULL;

  isp_session_log (session, "opened %s/keyboard.hex", g_get_home_dir ());
  text = isp_session_get_log (session);
  g_assert_null (strstr (text, g_get_home_dir ()));
  g_assert_nonnull (strstr (text, "opened ~/keyboard.hex\n"));
}

/* The newest lines are kept, and not without end. */
static void
test_log_bounded (void)
{
  g_autoptr (IspSession) session = isp_session_new ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 100000; i++)
    isp_session_log (session, "line %u.", i);
  text = isp_session_get_log (session);
  g_assert_cmpuint (strlen (text), <, 1024 * 1024);
  g_assert_nonnull (strstr (text, "line 99999."));
  g_assert_null (strstr (text, "line 1."));
}

static void
count (gpointer data)
{
  (*(int *) data)++;
}

static void
test_data (void)
{
  IspSession *session = isp_session_new ();
  int first = 0, second = 0;

  g_assert_null (isp_session_get_data (session, "chips"));
  isp_session_set_data (session, "chips", &first, count);
  g_assert_true (isp_session_get_data (session, "chips") == &first);
  isp_session_set_data (session, "chips", &second, count);
  g_assert_cmpint (first, ==, 1);
  g_assert_true (isp_session_get_data (session, "chips") == &second);
  isp_session_ref (session);
  isp_session_unref (session);
  g_assert_cmpint (second, ==, 0);
  isp_session_unref (session);
  g_assert_cmpint (second, ==, 1);
}

static guint n_made;

static gpointer
make (void)
{
  n_made++;
  return g_new0 (int, 1);
}

static gpointer
ensure (gpointer session)
{
  return isp_session_ensure_data (session, "boards", make, g_free);
}

static void
test_ensure (void)
{
  g_autoptr (IspSession) session = isp_session_new ();
  GThread *threads[8];
  gpointer first = ensure (session);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ensure", ensure, session);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == first);
  g_assert_cmpuint (n_made, ==, 1);
  g_assert_true (isp_session_get_data (session, "boards") == first);
}

int
main (int argc, char **argv)
{
  g_setenv ("HOME", "/home/somebody", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/log", test_log);
  g_test_add_func ("/session/log-bounded", test_log_bounded);
  g_test_add_func ("/session/data", test_data);
  g_test_add_func ("/session/ensure", test_ensure);
  return g_test_run ();
}
