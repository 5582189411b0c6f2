/* SPDX-License-Identifier: GPL-3.0-or-later */
/* This program as the host of a bench on the virtual clock. The linker (--wrap, see meson.build)
 * leads its time, its sleeps and its serial port to the bench; USB comes through umockdev as ever.
 * What the host computes takes no time at all, nor does its way through the kernel. */
#pragma once

#include "bench/bench.h"

G_BEGIN_DECLS

/* NULL: out again, time stands still. The bench must be a BENCH_VIRTUAL one. */
void bench_go_inside (Bench *bench);

G_END_DECLS
