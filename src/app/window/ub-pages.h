/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of pages: a page is one row. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* When a page is the first one. */
typedef enum
{
  UB_HOME_NEVER,
  UB_HOME_WITH_PORTS,    /* something is plugged in, or it is a rehearsal */
  UB_HOME_WITHOUT_PORTS, /* nothing is */
} UbHome;

typedef struct
{
  const char *id;
  GType (*get_type) (void); /* of a UbPage */
  UbHome home;
  gboolean root;       /* no way back from here */
  gboolean after_home; /* the way back from here leads home */
  gboolean leads_on;   /* the way back from any page opened here leads to here */
  gboolean passing;    /* no way back to here, and none from here but its button */
  gboolean by_key;     /* Ctrl+Return presses its button; never one that stops a job */
  gboolean for_locked; /* the way out when the only programmer may not be opened */
} UbPageRow;

/**
 * ub_pages_get:
 * @i: from 0
 *
 * Returns: (nullable): the row; NULL past the last
 */
const UbPageRow *ub_pages_get (guint i);

/**
 * ub_pages_find:
 * @id: "setup", "review" …
 *
 * Returns: (nullable): the row of that id
 */
const UbPageRow *ub_pages_find (const char *id);
const UbPageRow *ub_pages_find_home (UbHome home);
const UbPageRow *ub_pages_find_for_locked (void);

G_END_DECLS
