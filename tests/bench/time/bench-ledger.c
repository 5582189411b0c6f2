/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the time of a bench on the virtual clock went. What overlaps counts once, for what comes
 * first in BenchTime: a link that is busy while bits are shifted costs nothing. */
#include "bench/bench-private.h"

#include <string.h>

typedef struct
{
  guint64 from, to;
} Stretch;

typedef struct
{
  guint64 at;
  guint8 kind;
  gint8 step; /* +1 begins, -1 ends */
} Edge;

void
bench_note (Bench *self, BenchTime kind, guint64 from, guint64 to)
{
  if (!self->clock.virtual || from >= to)
    return;
  GArray *stretches = self->ledger[kind];
  if (stretches == NULL)
    stretches = self->ledger[kind] = g_array_new (FALSE, FALSE, sizeof (Stretch));
  if (stretches->len > 0)
    {
      Stretch *last = &g_array_index (stretches, Stretch, stretches->len - 1);
      if (from >= last->from && from <= last->to)
        {
          last->to = MAX (last->to, to);
          return;
        }
    }
  Stretch stretch = { from, to };
  g_array_append_val (stretches, stretch);
}

/* After each byte over SPI: is the chip writing, and what? */
void
bench_note_chip (Bench *self)
{
  const IspSimStats *stats = isp_sim_chip_get_stats (self->chip);
  guint64 now = isp_sim_chip_get_time (self->chip);
  guint64 busy_until = isp_sim_chip_get_busy_until (self->chip);

  bench_note (self, BENCH_TIME_CHIP, now, busy_until);
  if (stats->fuse_writes + stats->lock_writes > self->n_fuse_writes &&
      self->n_fuse_writes < BENCH_MAX_WRITES)
    memcpy (self->fuse_writes_at[self->n_fuse_writes++], self->line_bytes, sizeof self->line_bytes);
  if (stats->erases > 0 && self->erased_from == 0)
    self->erased_from = now;
  if (stats->page_writes + stats->byte_writes > 0)
    self->written_until = MAX (self->written_until, busy_until);
}

void
bench_ledger_clear (Bench *self)
{
  for (guint kind = 0; kind < BENCH_TIME_IDLE; kind++)
    g_clear_pointer (&self->ledger[kind], g_array_unref);
}

static int
compare_edges (gconstpointer a, gconstpointer b)
{
  const Edge *x = a, *y = b;

  return x->at < y->at ? -1 : x->at > y->at;
}

static GArray *
collect_edges (Bench *self)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (Edge));

  for (guint kind = 0; kind < BENCH_TIME_IDLE; kind++)
    for (guint i = 0; self->ledger[kind] != NULL && i < self->ledger[kind]->len; i++)
      {
        const Stretch *stretch = &g_array_index (self->ledger[kind], Stretch, i);
        Edge begins = { stretch->from, kind, 1 };
        Edge ends = { stretch->to, kind, -1 };
        g_array_append_val (edges, begins);
        g_array_append_val (edges, ends);
      }
  g_array_sort (edges, compare_edges);
  return edges;
}

static void
spend (BenchSpending *out, const guint active[BENCH_TIME_IDLE], guint64 ns)
{
  guint kind = 0;

  while (kind < BENCH_TIME_IDLE && active[kind] == 0)
    kind++;
  out->ns[kind] += ns;
  out->total += ns;
}

void
bench_get_spending (Bench *self, BenchSpending out[BENCH_N_PHASES])
{
  guint active[BENCH_TIME_IDLE] = { 0 };
  guint64 at = self->clock.start;

  memset (out, 0, BENCH_N_PHASES * sizeof *out);
  bench_lock (self);
  guint64 end = bench_clock_now (&self->clock);
  guint64 ends[BENCH_N_PHASES] = { MIN (self->erased_from, end), MIN (self->written_until, end),
                                   end };
  g_autoptr (GArray) edges = collect_edges (self);
  bench_unlock (self);
  for (guint phase = 0, i = 0; phase < BENCH_N_PHASES; phase++)
    while (at < ends[phase])
      {
        const Edge *edge = i < edges->len ? &g_array_index (edges, Edge, i) : NULL;
        guint64 next = edge != NULL ? MIN (edge->at, ends[phase]) : ends[phase];
        if (next > at)
          spend (&out[phase], active, next - at);
        at = MAX (at, next);
        if (edge != NULL && edge->at <= at && at < ends[phase])
          {
            active[edge->kind] += edge->step;
            i++;
          }
      }
}
