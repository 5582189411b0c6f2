/* SPDX-License-Identifier: GPL-3.0-or-later */
/* STK500v2's commands, as the models of all that speak it carry them out. */
#pragma once

#include "bench/bench-private.h"
#include "programmers/stk500v2/stk500v2-sck.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;
  IspStk2Sck sck;
  guint8 hardware, major, minor, tenths;
  guint64 command_ns;
  guint spi_max; /* bytes in one SPI_MULTI */
  gboolean mkii, lufa, bootloader;
  guint8 connection; /* what an AVRISP mkII measures on the plug; not 0: nobody can be entered */
} BenchStk2Variant;

typedef struct
{
  const BenchStk2Variant *variant;
  guint8 sck, polarity; /* 0: as shipped, else one more */
  gboolean programming, must_extend;
  guint32 address;
  guint64 give_up;
} BenchStk2;

/* Carries a message out. Returns how long the reply is, at most BENCH_REPLY_MAX; 0: it hangs. */
gsize bench_stk2_run (Bench *bench, BenchStk2 *self, const guint8 *message, gsize n, guint8 *reply);

G_END_DECLS
