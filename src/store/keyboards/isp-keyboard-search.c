/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts are folded first: lower case, no accents, one space between words, " iris rev 4 ". What was
 * typed is looked for word by word, and also as a whole with no spaces at all, so that "kbd 75"
 * finds a KBD75. */
#include "isp-keyboard-search-private.h"

#include <string.h>

#define MAX_WORDS 8
#define MAX_TEXT  200 /* bytes that anybody would type */

/* A field's weight, and what a hit in it costs; the lowest sum comes first. */
enum
{
  NAME,
  FOLDER,
  MANUFACTURER,
  N_FIELDS,
};

enum
{
  COST_EXACT = 0,   /* the whole field */
  COST_WORD = 10,   /* a word of it */
  COST_START = 20,  /* the start of a word */
  COST_INSIDE = 40, /* somewhere */
  COST_MAKER = 5,   /* more for a hit in the manufacturer */
  COST_NEVER = 10000,
};

typedef struct
{
  const char *field[N_FIELDS];  /* folded, with a space at both ends */
  const char *packed[N_FIELDS]; /* the same without spaces */
  const char *last;             /* packed, of the folder's last part */
} Entry;

struct _IspKeyboardSearch
{
  GPtrArray *list; /* borrowed */
  Entry *entries;  /* as many */
  GStringChunk *texts;
};

/* ── folding ── */

static void
fold_ascii (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_isalnum (*c))
      g_string_append_c (out, g_ascii_tolower (*c));
    else if (out->str[out->len - 1] != ' ')
      g_string_append_c (out, ' ');
}

static void
fold_any (GString *out, const char *text)
{
  g_autofree char *plain = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  for (const char *c = plain; c != NULL && *c != '\0'; c = g_utf8_next_char (c))
    {
      const gunichar point = g_utf8_get_char (c);

      if (g_unichar_isalnum (point))
        g_string_append_unichar (out, g_unichar_tolower (point));
      else if (!g_unichar_ismark (point) && out->str[out->len - 1] != ' ')
        g_string_append_c (out, ' ');
    }
}

/* " iris rev 4 "; nothing of it: " ". */
static void
fold (GString *out, const char *text)
{
  g_string_assign (out, " ");
  if (text != NULL && g_str_is_ascii (text))
    fold_ascii (out, text);
  else if (text != NULL)
    fold_any (out, text);
  if (out->str[out->len - 1] != ' ')
    g_string_append_c (out, ' ');
}

static void
pack (GString *text)
{
  gsize len = 0;

  for (gsize i = 0; i < text->len; i++)
    if (text->str[i] != ' ')
      text->str[len++] = text->str[i];
  g_string_truncate (text, len);
}

static const char *
keep_folded (IspKeyboardSearch *self, GString *text, const char *original)
{
  fold (text, original);
  return g_string_chunk_insert_len (self->texts, text->str, (gssize) text->len);
}

static const char *
keep_packed (IspKeyboardSearch *self, GString *text)
{
  pack (text);
  return g_string_chunk_insert_len (self->texts, text->str, (gssize) text->len);
}

IspKeyboardSearch *
isp_keyboard_search_new (GPtrArray *list)
{
  IspKeyboardSearch *self = g_new0 (IspKeyboardSearch, 1);
  g_autoptr (GString) text = g_string_new (NULL);

  self->list = list;
  self->entries = g_new0 (Entry, list->len);
  self->texts = g_string_chunk_new (64 * 1024);
  for (guint i = 0; i < list->len; i++)
    {
      const IspKeyboard *keyboard = list->pdata[i];
      const char *const originals[N_FIELDS] = { keyboard->name, keyboard->folder,
                                                keyboard->manufacturer };
      const char *slash = strrchr (keyboard->folder, '/');

      for (guint field = 0; field < N_FIELDS; field++)
        {
          self->entries[i].field[field] = keep_folded (self, text, originals[field]);
          self->entries[i].packed[field] = keep_packed (self, text);
        }
      fold (text, slash != NULL ? slash + 1 : keyboard->folder);
      self->entries[i].last = keep_packed (self, text);
    }
  return self;
}

void
isp_keyboard_search_free (IspKeyboardSearch *self)
{
  g_string_chunk_free (self->texts);
  g_free (self->entries);
  g_free (self);
}

/* ── matching ── */

typedef struct
{
  char *words[MAX_WORDS + 1];
  guint n;
  char *packed; /* all of it */
} Query;

static void
query_init (Query *self, const char *text)
{
  g_autoptr (GString) folded = g_string_new (NULL);
  g_autofree char *start = g_strndup (text, MAX_TEXT);
  g_autofree char *valid = g_utf8_make_valid (start, -1);
  g_auto (GStrv) words = NULL;

  *self = (Query){ 0 };
  fold (folded, valid);
  words = g_strsplit (folded->str, " ", -1);
  for (guint i = 0; words[i] != NULL && self->n < MAX_WORDS; i++)
    if (*words[i] != '\0')
      self->words[self->n++] = g_strdup (words[i]);
  pack (folded);
  self->packed = g_strdup (folded->str);
}

static void
query_clear (Query *self)
{
  for (guint i = 0; i < self->n; i++)
    g_free (self->words[i]);
  g_free (self->packed);
}

/* What the best place of a word in a field costs. */
static int
rate_in_field (const char *field, const char *word)
{
  const gsize len = strlen (word);
  int best = COST_NEVER;

  for (const char *at = strstr (field, word); at != NULL; at = strstr (at + 1, word))
    {
      const gboolean starts = at[-1] == ' ', ends = at[len] == ' ';

      best = MIN (best, starts && ends ? COST_WORD : starts ? COST_START : COST_INSIDE);
    }
  return best;
}

static int
rate_word (const Entry *entry, const char *word)
{
  int best = rate_in_field (entry->field[MANUFACTURER], word) + COST_MAKER;

  best = MIN (best, rate_in_field (entry->field[NAME], word));
  return MIN (best, rate_in_field (entry->field[FOLDER], word));
}

static gboolean
is_exactly (const Entry *entry, const char *packed)
{
  return strcmp (entry->packed[NAME], packed) == 0 || strcmp (entry->packed[FOLDER], packed) == 0 ||
         strcmp (entry->last, packed) == 0;
}

static int
rate (const Entry *entry, const Query *query)
{
  int sum = 0;

  if (is_exactly (entry, query->packed))
    return COST_EXACT;
  for (guint i = 0; i < query->n && sum < COST_NEVER; i++)
    sum += rate_word (entry, query->words[i]);
  if (sum < COST_NEVER)
    return sum;
  for (guint field = 0; field < N_FIELDS; field++)
    if (strstr (entry->packed[field], query->packed) != NULL)
      return COST_INSIDE * (int) query->n;
  return COST_NEVER;
}

typedef struct
{
  int cost;
  guint i;
} Hit;

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const Hit *x = a, *y = b;

  if (x->cost != y->cost)
    return x->cost < y->cost ? -1 : 1;
  return x->i < y->i ? -1 : x->i > y->i;
}

GPtrArray *
isp_keyboard_search_run (const IspKeyboardSearch *self, const char *text)
{
  g_autoptr (GArray) hits = g_array_new (FALSE, FALSE, sizeof (Hit));
  GPtrArray *found = g_ptr_array_new ();
  Query query;

  query_init (&query, text);
  for (guint i = 0; i < self->list->len; i++)
    {
      const Hit hit = { query.n > 0 ? rate (&self->entries[i], &query) : COST_EXACT, i };

      if (hit.cost < COST_NEVER)
        g_array_append_val (hits, hit);
    }
  query_clear (&query);
  g_array_sort (hits, compare_hits);
  for (guint i = 0; i < hits->len; i++)
    g_ptr_array_add (found, self->list->pdata[g_array_index (hits, Hit, i).i]);
  return found;
}
