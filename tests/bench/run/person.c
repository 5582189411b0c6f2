/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "person.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

gboolean
person_save_flash (Bench *bench, const char *path, GError **error)
{
  IspSimChip *chip = bench_chip (bench);
  const gsize size = isp_sim_chip_get_part (chip)->flash.size;

  bench_lock (bench);
  g_autofree char *flash = g_memdup2 (isp_sim_chip_get_flash (chip), size);
  bench_unlock (bench);
  return g_file_set_contents (path, flash, size, error);
}

static gboolean
save_state (Bench *bench, const char *path, GError **error)
{
  g_autofree char *text = bench_describe (bench);

  return g_file_set_contents (path, text, -1, error);
}

static gboolean
plug (Bench *bench, const char *rest, GError **error)
{
  bench_plug (bench);
  return TRUE;
}

static gboolean
unplug (Bench *bench, const char *rest, GError **error)
{
  bench_unplug (bench);
  return TRUE;
}

static gboolean
press (Bench *bench, const char *rest, GError **error)
{
  if (bench_get_running (bench) == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "it has no RESET to press");
      return FALSE;
    }
  bench_press_reset (bench, (guint) g_ascii_strtoull (rest, NULL, 10));
  return TRUE;
}

static const struct
{
  const char *word;
  gboolean (*follow) (Bench *bench, const char *rest, GError **error);
} words[] = {
  { "unplug", unplug },           { "plug", plug },        { "fault", bench_set_fault_from_text },
  { "flash", person_save_flash }, { "state", save_state }, { "press", press },
};

/* What stands before the first space; *rest is what stands behind it. */
static char *
take_word (const char **rest)
{
  const gsize len = strcspn (*rest, " ");
  char *word = g_strndup (*rest, len);

  *rest += (*rest)[len] == ' ' ? len + 1 : len;
  return word;
}

static void
follow (Person *self, const char *line)
{
  const char *rest = line;
  g_autofree char *first = take_word (&rest);
  const gboolean is_beside = self->beside != NULL && g_str_equal (first, "beside");
  g_autofree char *word = is_beside ? take_word (&rest) : g_strdup (first);
  g_autoptr (GError) error = NULL;

  if (self->beside != NULL && g_str_equal (word, "unwire"))
    {
      bench_unwire (self->bench, self->beside);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      {
        if (!words[i].follow (is_beside ? self->beside : self->bench, rest, &error))
          g_printerr ("bench: %s: %s\n", line, error->message);
        return;
      }
  g_printerr ("bench: no such order: %s\n", line);
}

/* Whole lines of what has come so far. */
static void
read_orders (Person *self, GString *text)
{
  char bytes[256];
  const gssize n = read (self->orders, bytes, sizeof bytes);

  g_string_append_len (text, bytes, MAX (n, 0));
  for (char *end; (end = strchr (text->str, '\n')) != NULL;)
    {
      g_autofree char *line = g_strndup (text->str, end - text->str);

      g_string_erase (text, 0, end + 1 - text->str);
      follow (self, line);
    }
}

/* In ms; -1: never. */
static int
time_to_press (const Person *self, gint64 start)
{
  const gint64 passed = (g_get_monotonic_time () - start) / 1000;

  return self->presses > 0 ? (int) MAX (0, self->ms - passed) : -1;
}

static gpointer
be_there (gpointer data)
{
  Person *self = data;
  const gint64 start = g_get_monotonic_time ();
  g_autoptr (GString) text = g_string_new (NULL);

  for (;;)
    {
      GPollFD items[] = { { self->end[0], G_IO_IN | G_IO_HUP, 0 }, { self->orders, G_IO_IN, 0 } };
      const int n = g_poll (items, self->orders >= 0 ? 2 : 1, time_to_press (self, start));

      if (items[0].revents != 0)
        return NULL;
      if (items[1].revents != 0)
        read_orders (self, text);
      if (n != 0 || self->presses == 0)
        continue;
      bench_press_reset (self->bench, self->presses);
      self->presses = 0;
    }
}

static gboolean
open_orders (Person *self, const char *path, GError **error)
{
  /* For writing as well: it is not at its end while nobody else has it open. */
  self->orders = path != NULL ? open (path, O_RDWR | O_CLOEXEC) : -1;
  if (path != NULL && self->orders < 0)
    g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path,
                 g_strerror (errno));
  return path == NULL || self->orders >= 0;
}

gboolean
person_call (Person *self, const char *press, const char *orders, GError **error)
{
  if (press == NULL && orders == NULL)
    return TRUE;
  if (press != NULL && sscanf (press, "%u@%u", &self->presses, &self->ms) != 2)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--press takes N@MS: %s",
                   press);
      return FALSE;
    }
  if (!open_orders (self, orders, error) || !g_unix_open_pipe (self->end, FD_CLOEXEC, error))
    return FALSE;
  self->thread = g_thread_new ("person", be_there, self);
  return TRUE;
}

void
person_dismiss (Person *self)
{
  if (self->thread == NULL)
    return;
  close (self->end[1]);
  g_thread_join (self->thread);
  close (self->end[0]);
  if (self->orders >= 0)
    close (self->orders);
}
