/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Noise on the wires between programmer and chip. From one flipped bit to the next is a number that
 * is drawn, so that a quiet wire costs nothing. The numbers are our own (xorshift): the same on
 * every machine. */
#include "bench-noise.h"

#include <math.h>
#include <string.h>

#define FOREVER G_MAXUINT64

static double
draw (BenchNoise *self)
{
  self->state ^= self->state >> 12;
  self->state ^= self->state << 25;
  self->state ^= self->state >> 27;
  return ((self->state * G_GUINT64_CONSTANT (0x2545F4914F6CDD1D) >> 11) + 1) / 0x1p53;
}

static void
draw_next (BenchNoise *self)
{
  self->left = self->chance >= 1 ? 0 : (guint64) (log (draw (self)) / log1p (-self->chance));
}

void
bench_noise_init (BenchNoise *self, double chance, guint64 seed)
{
  *self = (BenchNoise){ .chance = chance, .left = FOREVER };
  if (chance <= 0)
    return;
  /* never zero, and unlike that of the next seed */
  self->state = seed * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15) ^ 0x5DEECE66D;
  for (guint i = 0; i < 8; i++)
    draw (self);
  draw_next (self);
}

guint8
bench_noise_pass (BenchNoise *self, guint8 byte)
{
  if (self->chance <= 0)
    return byte;
  for (guint8 bit = 0x80; bit != 0; bit >>= 1)
    if (self->left-- == 0)
      {
        byte ^= bit;
        self->flips++;
        draw_next (self);
      }
  return byte;
}

gboolean
bench_noise_parse (const char *text, BenchNoise *miso, BenchNoise *mosi, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", 0);
  double chances[2] = { 0 };
  guint64 seed = 1;
  gboolean good = TRUE;

  for (guint i = 0; words[i] != NULL && good; i++)
    {
      char *value = strchr (words[i], '='), *end = NULL;

      good = value != NULL && value[1] != '\0';
      if (!good)
        break;
      *value++ = '\0';
      if (g_str_equal (words[i], "seed"))
        seed = g_ascii_strtoull (value, &end, 10);
      else if (g_str_equal (words[i], "miso"))
        chances[0] = g_ascii_strtod (value, &end);
      else if (g_str_equal (words[i], "mosi"))
        chances[1] = g_ascii_strtod (value, &end);
      good = end != NULL && *end == '\0';
    }
  good = good && chances[0] >= 0 && chances[0] <= 1 && chances[1] >= 0 && chances[1] <= 1;
  if (!good)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "no such noise: %s", text);
      return FALSE;
    }
  bench_noise_init (miso, chances[0], seed);
  bench_noise_init (mosi, chances[1], ~seed);
  return TRUE;
}
