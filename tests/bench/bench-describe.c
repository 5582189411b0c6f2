/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has become of a bench, as JSON. */
#include "bench-private.h"
#include "bench/time/bench-floor.h"

static void
append_stats (GString *out, const IspSimStats *s)
{
  const struct
  {
    const char *name;
    guint64 value;
  } rows[] = {
    { "instructions", s->instructions },
    { "page_writes", s->page_writes },
    { "byte_writes", s->byte_writes },
    { "erases", s->erases },
    { "fuse_writes", s->fuse_writes },
    { "lock_writes", s->lock_writes },
    { "entries", s->entries },
    { "busy_violations", s->busy_violations },
    { "sck_violations", s->sck_violations },
    { "bit_raises", s->bit_raises },
    { "unverified_leaves", s->unverified_leaves },
  };

  g_string_append (out, "  \"stats\": {");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (out, "%s \"%s\": %" G_GUINT64_FORMAT, i > 0 ? "," : "", rows[i].name,
                            rows[i].value);
  g_string_append (out, " }");
}

/* In microseconds: by phase and by what it went into; the least that it could have been. */
static void
append_spending (GString *out, Bench *self)
{
  static const char *const phases[BENCH_N_PHASES] = { "start", "write", "check" };
  static const char *const times[BENCH_N_TIMES] = {
    "chip", "spi", "link", "firmware", "host", "idle",
  };
  BenchSpending spending[BENCH_N_PHASES];

  bench_get_spending (self, spending);
  g_string_append (out, ",\n  \"spending\": {");
  for (guint phase = 0; phase < BENCH_N_PHASES; phase++)
    {
      g_string_append_printf (out, "%s\n    \"%s\": {", phase > 0 ? "," : "", phases[phase]);
      for (guint i = 0; i < BENCH_N_TIMES; i++)
        g_string_append_printf (out, "%s \"%s\": %" G_GUINT64_FORMAT, i > 0 ? "," : "", times[i],
                                spending[phase].ns[i] / BENCH_US);
      g_string_append (out, " }");
    }
  bench_lock (self);
  g_string_append_printf (out, "\n  },\n  \"floor\": %" G_GUINT64_FORMAT,
                          bench_get_floor (self) / BENCH_US);
  bench_unlock (self);
}

char *
bench_describe (Bench *self)
{
  const IspPart *part = isp_sim_chip_get_part (self->chip);
  GString *out = g_string_new ("{\n");

  bench_lock (self);
  g_autofree char *flash = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, isp_sim_chip_get_flash (self->chip), part->flash.size);
  g_autofree char *eeprom = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, isp_sim_chip_get_eeprom (self->chip), part->eeprom.size);
  g_string_append_printf (out, "  \"programmer\": \"%s\",\n  \"part\": \"%s\",\n", self->model->id,
                          part->id);
  g_string_append_printf (out, "  \"flash_sha256\": \"%s\",\n  \"eeprom_sha256\": \"%s\",\n", flash,
                          eeprom);
  static const char *const names[ISP_N_FUSES] = { "lfuse", "hfuse", "efuse", "lock" };
  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (part->fuse_mask[i] != 0)
      g_string_append_printf (out, "  \"%s\": \"%02X\",\n", names[i],
                              isp_sim_chip_get_fuse (self->chip, i));
  g_string_append_printf (out, "  \"reset\": \"%s\",\n  \"cpu_hz\": %u,\n",
                          self->reset_low ? "low" : "high", isp_sim_chip_get_cpu_hz (self->chip));
  g_string_append_printf (out, "  \"transfers\": %" G_GUINT64_FORMAT ",\n", self->transfers);
  g_string_append_printf (out, "  \"busy_us\": %" G_GUINT64_FORMAT ",\n", self->busy / BENCH_US);
  g_string_append_printf (out, "  \"virtual_ms\": %" G_GUINT64_FORMAT ",\n",
                          bench_clock_now (&self->clock) / BENCH_MS);
  g_string_append_printf (out, "  \"flips\": %" G_GUINT64_FORMAT ",\n",
                          self->miso.flips + self->mosi.flips);
  if (self->board != NULL)
    g_string_append_printf (out, "  \"runs\": \"%s\",\n  \"loader_intact\": %s,\n",
                            bench_get_running (self),
                            bench_is_loader_intact (self) ? "true" : "false");
  append_stats (out, isp_sim_chip_get_stats (self->chip));
  bench_unlock (self);
  if (self->clock.virtual)
    append_spending (out, self);
  g_string_append (out, "\n}\n");
  return g_string_free (out, FALSE);
}
