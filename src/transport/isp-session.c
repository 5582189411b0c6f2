/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-session.h"

#include "core/isp-printable.h"

#include <stdio.h>

/* Enough for every job of an afternoon, and small enough to paste. */
#define LOG_LINES 4000

typedef struct
{
  gpointer data;
  GDestroyNotify destroy;
} Datum;

struct _IspSession
{
  gatomicrefcount refs;
  GMutex lock;
  GHashTable *data; /* static string → Datum */
  GQueue log;       /* char * */
  gint64 start;     /* monotonic, of the first log line's clock */
  gboolean verbose;
};

static void
datum_free (gpointer pointer)
{
  Datum *datum = pointer;

  if (datum->destroy != NULL)
    datum->destroy (datum->data);
  g_free (datum);
}

IspSession *
isp_session_new (void)
{
  IspSession *self = g_new0 (IspSession, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->data = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, datum_free);
  g_queue_init (&self->log);
  self->start = g_get_monotonic_time ();
  return self;
}

IspSession *
isp_session_ref (IspSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
isp_session_unref (IspSession *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->data);
  g_queue_clear_full (&self->log, g_free);
  g_mutex_clear (&self->lock);
  g_free (self);
}

gpointer
isp_session_get_data (IspSession *self, const char *key)
{
  Datum *datum;
  gpointer data;

  g_return_val_if_fail (self != NULL && key != NULL, NULL);
  g_mutex_lock (&self->lock);
  datum = g_hash_table_lookup (self->data, key);
  data = datum != NULL ? datum->data : NULL;
  g_mutex_unlock (&self->lock);
  return data;
}

void
isp_session_set_data (IspSession *self, const char *key, gpointer data, GDestroyNotify destroy)
{
  Datum *datum;
  Datum *old = NULL;

  g_return_if_fail (self != NULL && key != NULL);
  datum = g_new (Datum, 1);
  datum->data = data;
  datum->destroy = destroy;
  g_mutex_lock (&self->lock);
  g_hash_table_steal_extended (self->data, key, NULL, (gpointer *) &old);
  g_hash_table_insert (self->data, (gpointer) key, datum);
  g_mutex_unlock (&self->lock);
  /* Outside the lock: what goes may log its going. */
  if (old != NULL)
    datum_free (old);
}

gpointer
isp_session_ensure_data (IspSession *self, const char *key, gpointer (*make) (void),
                         GDestroyNotify destroy)
{
  Datum *datum;
  gpointer data;

  g_return_val_if_fail (self != NULL && key != NULL && make != NULL, NULL);
  g_mutex_lock (&self->lock);
  datum = g_hash_table_lookup (self->data, key);
  if (datum == NULL)
    {
      datum = g_new (Datum, 1);
      datum->data = make ();
      datum->destroy = destroy;
      g_hash_table_insert (self->data, (gpointer) key, datum);
    }
  data = datum->data;
  g_mutex_unlock (&self->lock);
  return data;
}

/* The home folder carries a person's name. */
static void
hide_home (GString *line)
{
  const char *home = g_get_home_dir ();

  if (home != NULL && strlen (home) > 1)
    g_string_replace (line, home, "~", 0);
}

void
isp_session_log (IspSession *self, const char *format, ...)
{
  g_autoptr (GString) line = NULL;
  g_autofree char *printable = NULL;
  double seconds;
  gboolean verbose;
  va_list args;

  g_return_if_fail (self != NULL && format != NULL);
  line = g_string_new (NULL);
  va_start (args, format);
  g_string_append_vprintf (line, format, args);
  va_end (args);
  hide_home (line);
  printable = isp_text_make_printable (line->str);
  g_string_assign (line, printable);
  seconds = (double) (g_get_monotonic_time () - self->start) / G_USEC_PER_SEC;
  g_string_prepend (line, " ");
  {
    g_autofree char *stamp = g_strdup_printf ("%9.3f", seconds);

    g_string_prepend (line, stamp);
  }

  g_mutex_lock (&self->lock);
  verbose = self->verbose;
  g_queue_push_tail (&self->log, g_strdup (line->str));
  while (self->log.length > LOG_LINES)
    g_free (g_queue_pop_head (&self->log));
  g_mutex_unlock (&self->lock);
  if (verbose)
    fprintf (stderr, "%s\n", line->str);
}

char *
isp_session_get_log (IspSession *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);
  text = g_string_new (NULL);
  g_mutex_lock (&self->lock);
  for (GList *item = self->log.head; item != NULL; item = item->next)
    g_string_append_printf (text, "%s\n", (const char *) item->data);
  g_mutex_unlock (&self->lock);
  return g_string_free (text, FALSE);
}

void
isp_session_set_verbose (IspSession *self, gboolean verbose)
{
  g_return_if_fail (self != NULL);
  g_mutex_lock (&self->lock);
  self->verbose = verbose;
  g_mutex_unlock (&self->lock);
}
