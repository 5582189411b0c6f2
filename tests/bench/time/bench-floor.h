/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench/bench.h"

/* The least time (ns) in which this programmer erases the chip, writes what is in its flash now and
 * reads it back; 0: flash is blank, or it is not known for
 * this model. With the lock held. */
guint64 bench_get_floor (Bench *self);
