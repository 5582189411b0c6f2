/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks the rows of errors: a column that was left empty is named. */
#include "core/isp-error.h"

#include <gio/gio.h>

static gboolean
is_exit_status (int status)
{
  const IspExitRow *row;

  for (guint i = 0; (row = isp_exit_get_row (i)) != NULL; i++)
    if ((int) row->status == status)
      return TRUE;
  return FALSE;
}

static void
check (gboolean ok, GString *wrong, const char *column)
{
  if (!ok)
    g_string_append_printf (wrong, " “%s”", column);
}

static void
check_row (const IspErrorRow *row, IspError code)
{
  g_autoptr (GString) wrong = g_string_new (NULL);

  check (row->nick != NULL && *row->nick != '\0', wrong, "nick");
  check (row->code == code, wrong, "code (the rows are in the order of the codes)");
  check (row->exit != ISP_EXIT_DONE && is_exit_status (row->exit), wrong, "exit");
  check (row->blame <= ISP_BLAME_CHOICE, wrong, "blame");
  check (row->cure > ISP_CURE_NONE && row->cure < ISP_N_CURES, wrong, "cure");
  check (row->title != NULL && *row->title != '\0', wrong, "title");
  check (row->cause == NULL || g_str_has_suffix (row->cause, "."), wrong, "cause");
  check (row->remedy == NULL || g_str_has_suffix (row->remedy, "."), wrong, "remedy");
  check (row->advice != NULL && g_str_has_suffix (row->advice, "."), wrong, "advice");
  check (row->terminal_advice == NULL || g_str_has_suffix (row->terminal_advice, "."), wrong,
         "terminal_advice");
  check (row->blame != ISP_BLAME_FILE ||
             (row->terminal_advice != NULL && (strstr (row->terminal_advice, "--") != NULL ||
                                               strstr (row->terminal_advice, "unbrickctl"))),
         wrong, "terminal_advice (a file is given by a command and its options)");
  if (wrong->len > 0)
    g_test_fail_printf ("error %s: wrong or missing columns:%s",
                        row->nick != NULL ? row->nick : "(without a nick)", wrong->str);
}

static void
test_rows (void)
{
  for (int code = 0; code < ISP_N_ERRORS; code++)
    {
      const IspErrorRow *row = isp_error_get_row (code);

      check_row (row, code);
      for (int other = 0; other < code; other++)
        g_assert_cmpstr (row->nick, !=, isp_error_get_row (other)->nick);
    }
  g_assert_null (isp_error_get_row (ISP_N_ERRORS));
}

/* Advice can be followed where it is given: no commands and options in the window. */
static void
test_advice_for_window (void)
{
  for (int code = 0; code < ISP_N_ERRORS; code++)
    {
      const IspErrorRow *row = isp_error_get_row (code);

      if (strstr (row->advice, "unbrickctl") != NULL || strstr (row->advice, " -") != NULL)
        g_test_fail_printf ("error %s: the advice has a command or an option in it", row->nick);
    }
}

static void
test_exit_statuses (void)
{
  const struct
  {
    GQuark domain;
    int code, status;
    const char *nick;
  } rows[] = {
    { G_IO_ERROR, G_IO_ERROR_CANCELLED, 130, "cancelled" },
    { G_IO_ERROR, G_IO_ERROR_NOT_FOUND, 1, "failed" },
    { G_FILE_ERROR, G_FILE_ERROR_ACCES, 1, "failed" },
    { ISP_ERROR, ISP_N_ERRORS, 1, "failed" }, /* a code that nobody has heard of */
    { ISP_ERROR, ISP_ERROR_BUSY, 3, "busy" },
    { ISP_ERROR, ISP_ERROR_NO_TARGET, 4, "no-target" },
    { ISP_ERROR, ISP_ERROR_UNSAFE, 5, "unsafe" },
    { ISP_ERROR, ISP_ERROR_VERIFY, 6, "verify" },
    { ISP_ERROR, ISP_ERROR_FETCH, 1, "fetch" },
  };

  g_assert_cmpint (isp_error_get_exit_status (NULL), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = g_error_new_literal (rows[i].domain, rows[i].code, "X");

      g_assert_cmpint (isp_error_get_exit_status (error), ==, rows[i].status);
      g_assert_cmpstr (isp_error_get_row_for (error)->nick, ==, rows[i].nick);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/errors/rows", test_rows);
  g_test_add_func ("/errors/advice-for-window", test_advice_for_window);
  g_test_add_func ("/errors/exit-statuses", test_exit_statuses);
  return g_test_run ();
}
