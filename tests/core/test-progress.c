/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-progress.h"

static gint64 now_us;
static guint n_told;

static gint64
test_clock (gpointer data)
{
  return now_us;
}

static void
told_cb (IspProgress *progress, gpointer data)
{
  IspProgressState state;

  /* a snapshot may be taken from within */
  isp_progress_get (progress, &state);
  n_told++;
}

static IspProgress *
make (void)
{
  static const int ids[] = { 7, 8, 9 };
  static const double seconds[] = { 1, 8, 1 };
  IspProgress *progress = isp_progress_new (told_cb, NULL);

  now_us = 1000000;
  n_told = 0;
  isp_progress_set_clock (progress, test_clock, NULL);
  isp_progress_begin (progress, ids, seconds, 3);
  return progress;
}

static void
test_weights (void)
{
  g_autoptr (IspProgress) progress = make ();
  IspProgressState state;

  isp_progress_get (progress, &state);
  g_assert_cmpuint (state.n_steps, ==, 3);
  g_assert_cmpint (state.step_id, ==, 7);
  g_assert_cmpfloat (state.fraction, ==, 0);
  g_assert_cmpfloat_with_epsilon (state.seconds_left, 10, 1e-9);

  isp_progress_step (progress, 1);
  isp_progress_set_fraction (progress, 0.5);
  isp_progress_get (progress, &state);
  g_assert_cmpint (state.step_id, ==, 8);
  g_assert_cmpfloat_with_epsilon (state.step_fraction, 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (state.fraction, 0.5, 1e-9);

  isp_progress_step (progress, 2);
  isp_progress_get (progress, &state);
  g_assert_cmpfloat_with_epsilon (state.fraction, 0.9, 1e-9);
  isp_progress_finish (progress);
  isp_progress_get (progress, &state);
  g_assert_true (state.finished);
  g_assert_cmpfloat (state.fraction, ==, 1);
  g_assert_cmpfloat (state.seconds_left, ==, 0);
}

/* Half of the work took three times as long as planned: so will the rest. */
static void
test_pace (void)
{
  g_autoptr (IspProgress) progress = make ();
  IspProgressState state;

  isp_progress_step (progress, 1);
  now_us += 15 * G_USEC_PER_SEC;
  isp_progress_set_fraction (progress, 0.5);
  isp_progress_get (progress, &state);
  g_assert_cmpfloat_with_epsilon (state.seconds_left, 15, 1e-6);
}

static void
test_never_back (void)
{
  g_autoptr (IspProgress) progress = make ();
  IspProgressState state;

  isp_progress_set_fraction (progress, 0.8);
  isp_progress_set_fraction (progress, 0.2);
  isp_progress_set_fraction (progress, 7);
  isp_progress_get (progress, &state);
  g_assert_cmpfloat (state.step_fraction, ==, 1);
}

static void
test_notify (void)
{
  g_autoptr (IspProgress) progress = make ();

  g_assert_cmpuint (n_told, ==, 1);
  for (guint i = 1; i <= 100; i++)
    {
      now_us += 1000;
      isp_progress_set_fraction (progress, i / 100.0);
    }
  g_assert_cmpuint (n_told, ==, 1 + 5);
  isp_progress_step (progress, 1);
  g_assert_cmpuint (n_told, ==, 7);
  isp_progress_set_can_cancel (progress, FALSE);
  isp_progress_set_can_cancel (progress, FALSE);
  g_assert_cmpuint (n_told, ==, 8);
}

static void
test_went_back (void)
{
  g_autoptr (IspProgress) progress = make ();
  IspProgressState state;

  isp_progress_step (progress, 1);
  isp_progress_step (progress, 1);
  isp_progress_get (progress, &state);
  g_assert_false (state.went_back);
  isp_progress_step (progress, 0);
  isp_progress_step (progress, 1);
  isp_progress_get (progress, &state);
  g_assert_true (state.went_back);
}

static void
test_before_begin (void)
{
  g_autoptr (IspProgress) progress = isp_progress_new (NULL, NULL);
  IspProgressState state;

  isp_progress_get (progress, &state);
  g_assert_cmpint (state.step_id, ==, -1);
  g_assert_cmpfloat (state.seconds_left, <, 0);
  g_assert_true (state.can_cancel);
  isp_progress_begin (progress, NULL, NULL, 0);
  isp_progress_finish (progress);
  isp_progress_get (progress, &state);
  g_assert_true (state.finished);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress/weights", test_weights);
  g_test_add_func ("/progress/pace", test_pace);
  g_test_add_func ("/progress/never-back", test_never_back);
  g_test_add_func ("/progress/notify", test_notify);
  g_test_add_func ("/progress/went-back", test_went_back);
  g_test_add_func ("/progress/before-begin", test_before_begin);
  return g_test_run ();
}
