/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that is slow: whatever touches a file of ours waits until the main loop has turned. So
 * none may be touched on the main thread, nor may that wait for a worker that touches one. No time
 * is measured. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"

#include "store/backups/isp-backups.h"
#include "store/backups/isp-journal.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#define MINE "mine.hex" /* firmware of the person's own */
/* Of the main loop, for each time that a file is touched. */
#define TURNS 2
/* A main loop that never turns again is a failure, and no reason to wait for ever. */
#define GIVE_UP_US (10 * G_USEC_PER_SEC)

static struct
{
  GThread *main;
  const char *home, *data; /* NULL: not watched yet */
  GMutex lock;
  GCond turned;
  guint turns;
  guint n_touched, n_on_main, n_stuck;
  char *first; /* that was touched on the main thread */
} disk;

static gboolean
is_ours (const char *path)
{
  if (disk.home == NULL || path == NULL)
    return FALSE;
  if (g_str_has_prefix (path, disk.data))
    return TRUE;
  /* What GTK looks for beside that is its own. */
  return g_str_has_prefix (path, disk.home) &&
         (strstr (path + strlen (disk.home), "/unbrick") != NULL || g_str_has_suffix (path, MINE));
}

static void
touch (const char *call, const char *path)
{
  gint64 give_up;
  guint until;

  if (!is_ours (path))
    return;
  g_mutex_lock (&disk.lock);
  disk.n_touched++;
  if (g_thread_self () == disk.main)
    {
      disk.n_on_main++;
      if (disk.first == NULL)
        disk.first = g_strdup_printf ("%s of %s", call, path);
    }
  else
    {
      until = disk.turns + TURNS;
      give_up = g_get_monotonic_time () + GIVE_UP_US;
      while (disk.turns < until && disk.n_stuck == 0)
        if (!g_cond_wait_until (&disk.turned, &disk.lock, give_up))
          disk.n_stuck++;
    }
  g_mutex_unlock (&disk.lock);
}

static gboolean
turn_cb (gpointer data)
{
  g_mutex_lock (&disk.lock);
  disk.turns++;
  g_cond_broadcast (&disk.turned);
  g_mutex_unlock (&disk.lock);
  return G_SOURCE_CONTINUE;
}

/* ── what touches a file ── */

/* In place of those of the C library, for GLib as well. */
#define NEXT(type, name)                                                                           \
  static type next;                                                                                \
  if (next == NULL)                                                                                \
    next = (type) dlsym (RTLD_NEXT, name);

#define OPEN(name)                                                                                 \
  int slow_##name (const char *path, int flags, ...) __asm__(#name);                               \
  int slow_##name (const char *path, int flags, ...)                                               \
  {                                                                                                \
    typedef int (*Next) (const char *, int, ...);                                                  \
    va_list args;                                                                                  \
    mode_t mode;                                                                                   \
                                                                                                   \
    NEXT (Next, #name)                                                                             \
    va_start (args, flags);                                                                        \
    mode = va_arg (args, mode_t);                                                                  \
    va_end (args);                                                                                 \
    touch (#name, path);                                                                           \
    return next (path, flags, mode);                                                               \
  }

#define ONE_PATH(result, name)                                                                     \
  result slow_##name (const char *path) __asm__(#name);                                            \
  result slow_##name (const char *path)                                                            \
  {                                                                                                \
    typedef result (*Next) (const char *);                                                         \
                                                                                                   \
    NEXT (Next, #name)                                                                             \
    touch (#name, path);                                                                           \
    return next (path);                                                                            \
  }

#define PATH_AND(result, name, type)                                                               \
  result slow_##name (const char *path, type more) __asm__(#name);                                 \
  result slow_##name (const char *path, type more)                                                 \
  {                                                                                                \
    typedef result (*Next) (const char *, type);                                                   \
                                                                                                   \
    NEXT (Next, #name)                                                                             \
    touch (#name, path);                                                                           \
    return next (path, more);                                                                      \
  }

OPEN (open)
OPEN (open64)
ONE_PATH (void *, opendir)
ONE_PATH (int, unlink)
ONE_PATH (int, rmdir)
PATH_AND (void *, fopen, const char *)
PATH_AND (void *, fopen64, const char *)
PATH_AND (int, rename, const char *)
PATH_AND (int, mkdir, mode_t)
PATH_AND (int, access, int)
PATH_AND (int, stat, void *)
PATH_AND (int, stat64, void *)
PATH_AND (int, lstat, void *)
PATH_AND (int, lstat64, void *)

/* ── trials ── */

static void
begin (void)
{
  g_mutex_lock (&disk.lock);
  disk.n_touched = disk.n_on_main = disk.n_stuck = 0;
  g_clear_pointer (&disk.first, g_free);
  g_mutex_unlock (&disk.lock);
}

static void
end (void)
{
  g_mutex_lock (&disk.lock);
  g_assert_cmpuint (disk.n_touched, >, 0);
  if (disk.n_on_main > 0)
    g_test_fail_printf ("%u times on the main thread, first %s", disk.n_on_main, disk.first);
  if (disk.n_stuck > 0)
    g_test_fail_printf ("the main loop does not turn while a worker touches a file");
  g_mutex_unlock (&disk.lock);
}

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static GFile *
write_firmware (void)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), MINE, NULL);

  g_assert_true (
      g_file_set_contents (path, ":080000000C9456000C947E00E4\n:00000001FF\n", -1, NULL));
  return g_file_new_for_path (path);
}

static gboolean
has_firmware (gpointer window)
{
  return ub_choice_get_firmware (ub_test_get_choice (window)) != NULL;
}

/* A file that is opened, a job with its backup and report, the list of backups, the log. */
static void
test_evening (void)
{
  g_autoptr (GFile) file = write_firmware ();
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  begin ();
  ub_test_wait_sensitive (window);
  ub_window_open (window, file);
  ub_test_wait (has_firmware, window, "the firmware");
  ub_test_wait_sensitive (window);
  ub_window_go (window, "review");
  ub_test_wait_sensitive (window);
  ub_test_primary (window);
  ub_test_wait_page (window, "done");
  ub_window_go (window, "log");
  ub_window_go (window, "backups");
  ub_test_wait_backups (window);
  end ();
  ub_test_window_free (window);
}

/* ── a job that was broken off ── */

static gboolean
has_unfinished (gpointer board)
{
  return ub_board_get_unfinished (board) != NULL;
}

static gboolean
has_none (gpointer board)
{
  return ub_board_get_snapshot (board) != NULL && !has_unfinished (board);
}

static void
leave_unfinished (const IspSnapshot *snapshot)
{
  g_autoptr (IspBackup) backup = isp_backup_new (snapshot->part);
  g_autoptr (IspUnfinished) unfinished = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *location = NULL;
  IspFuses planned = snapshot->fuses;

  backup->fuses = snapshot->fuses;
  memcpy (backup->signature, snapshot->signature, 3);
  memcpy (backup->calibration, snapshot->calibration, 4);
  backup->n_calibration = snapshot->n_calibration;
  backup->rehearsal = snapshot->rehearsal;
  g_assert_true (isp_backups_store (backup, &location, NULL, &error));
  unfinished = isp_unfinished_new (backup->part, backup, location);
  unfinished->kind = ISP_JOB_FUSES;
  isp_unfinished_add_intent (unfinished, NULL, NULL, &planned);
  g_assert_true (isp_journal_write (unfinished, ISP_JOURNAL_NOTE, NULL, &error));
  g_assert_no_error (error);
}

static void
test_unfinished (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbBoard *board = board_of (window);

  ub_test_wait_sensitive (window);
  leave_unfinished (ub_board_get_snapshot (board));
  begin ();
  ub_contact_forget (ub_board_get_contact (board));
  ub_test_wait (has_unfinished, board, "the job that was broken off");
  ub_test_settle ();
  ub_test_activate (window, GTK_TYPE_BUTTON, "_Forget It");
  ub_test_wait (has_none, board, "nothing that was broken off");
  end ();
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  disk.main = g_thread_self ();
  disk.data = g_getenv ("UNBRICK_DATA_DIR");
  disk.home = g_get_home_dir ();
  g_timeout_add (1, turn_cb, NULL);
  g_test_add_func ("/app/slow-disk/evening", test_evening);
  g_test_add_func ("/app/slow-disk/unfinished", test_unfinished);
  return g_test_run ();
}
