/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window on every page of the table, in the states in which a page shows other controls. */
#pragma once

#include "ub-test.h"

G_BEGIN_DECLS

typedef struct
{
  const char *page; /* of the table of pages */
  const char *state;
  UbWindow *(*make) (void); /* on that page; NULL: in a rehearsal, going there is enough */
} UbStage;

/* From 0; NULL past the last. Every page of the table has one. */
const UbStage *ub_stages_get (guint i);
/* Everything that opens is open. */
UbWindow *ub_stages_make (const UbStage *stage);
/* Ends its job first. */
void ub_stages_free (UbWindow *window);

G_END_DECLS
