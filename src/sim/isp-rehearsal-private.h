/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the rehearsal share: what a port's id asks for, and the board that it makes. */
#pragma once

#include "isp-rehearsal.h"

G_BEGIN_DECLS

typedef enum
{
  REHEARSAL_NONE,
  REHEARSAL_NO_CONTACT,
  REHEARSAL_WRONG_PART,
  REHEARSAL_LOCKED,
  REHEARSAL_SLOW_CLOCK,
  REHEARSAL_PAGE,
  REHEARSAL_NOISY,
  REHEARSAL_FUSE,
  REHEARSAL_UNPLUGGED,
  REHEARSAL_N_FAULTS,
} RehearsalFault;

/* The parsed id of a port. */
typedef struct
{
  const IspPart *part; /* the requested one; the wrong-part fault puts another one on the board */
  RehearsalFault fault;
  gboolean damaged;
  gboolean has_crystal;
  guint32 crystal_hz;
  guint8 fuse[ISP_N_FUSES];
  guint8 has_fuse;      /* bit per byte given */
  guint speed;          /* times as fast as life; 0: virtual time only */
  guint32 unplug_after; /* instructions; 0: not */
  gboolean halts;
} RehearsalOptions;

gboolean rehearsal_options_parse (const char *id, RehearsalOptions *out, GError **error);
/* A board as the options want it. */
IspSimChip *rehearsal_chip_new (const RehearsalOptions *options);

G_END_DECLS
