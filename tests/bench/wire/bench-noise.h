/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bits that flip on a wire, each with the same chance; the same ones for the same seed. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double chance; /* of each bit; 0: a quiet wire */
  guint64 state;
  guint64 left;  /* bits until the next that flips */
  guint64 flips; /* so far */
} BenchNoise;

void bench_noise_init (BenchNoise *self, double chance, guint64 seed);
/* One byte over the wire, its highest bit first, as it arrives. */
guint8 bench_noise_pass (BenchNoise *self, guint8 byte);
/* "miso=1e-5,mosi=1e-4,seed=7"; what is left out: quiet, seed 1. G_OPTION_ERROR_BAD_VALUE. */
gboolean bench_noise_parse (const char *text, BenchNoise *miso, BenchNoise *mosi, GError **error);

G_END_DECLS
