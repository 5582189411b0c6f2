/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the drivers' id rows need: a device that behaves differently has a model on the bench. */
#include "fixture.h"

/* The rows that the bench's models are found by. */
static GHashTable *
find_modelled (void)
{
  GHashTable *modelled = g_hash_table_new (NULL, NULL);
  const char *model;

  for (guint i = 0; (model = bench_get_programmer (i)) != NULL; i++)
    {
      g_auto (Fixture) f = { 0 };

      if (bench_is_loader (i))
        continue;
      fixture_init (&f, model, "atmega32u4");
      if (f.port->row != NULL)
        g_hash_table_add (modelled, (gpointer) f.port->row);
    }
  return modelled;
}

static void
check_owner (const IspOwner *owner, GHashTable *modelled)
{
  guint quirks = 0, lacks = 0;

  for (guint i = 0; i < owner->n_rows; i++)
    if (g_hash_table_contains (modelled, &owner->rows[i]))
      {
        quirks |= owner->rows[i].quirks;
        lacks |= owner->rows[i].lacks;
      }
  for (guint i = 0; i < owner->n_rows; i++)
    {
      const IspIdRow *row = &owner->rows[i];

      if ((row->quirks & ~quirks) != 0 || (row->lacks & ~lacks) != 0)
        g_test_fail_printf ("%s: no model in tests/bench/bench.c is a %s (%04X:%04X), nor has its "
                            "quirks 0x%x and lacks 0x%x",
                            owner->name, row->name, row->vid, row->pid, row->quirks, row->lacks);
    }
}

static void
test_models (void)
{
  g_autoptr (GHashTable) modelled = find_modelled ();

  for (const IspOwner *const *owner = isp_drivers_get_owners (); *owner != NULL; owner++)
    check_owner (*owner, modelled);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rows/models", test_models);
  return g_test_run ();
}
