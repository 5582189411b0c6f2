/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Bus Pirate's line: what is said, and what is heard. Private to buspirate-link.c. */
#pragma once

#include "buspirate-link-private.h"

G_BEGIN_DECLS

/* Until its text prompt has said all. */
#define BP_TEXT_US (300 * 1000)

/* TRUE, and no error, unless the line itself is gone or cancelled. */
gboolean bp_talk_is_only_late (GError **local, GError **error);
gboolean bp_talk_set_baud (BpLink *self, guint baud, GError **error);
gboolean bp_talk_write (BpLink *self, const guint8 *data, gsize n, GCancellable *cancellable,
                        GError **error);
/* Adds what is said to heard until it contains what is waited for (NULL: nothing), or the time is
 * over. FALSE: the line is gone. */
gboolean bp_talk_listen (BpLink *self, const char *what, guint64 us, GString *heard,
                         GCancellable *cancellable, GError **error);
/* Says something, and listens for the answer. */
gboolean bp_talk_ask (BpLink *self, const void *words, gsize n, const char *what, guint64 us,
                      GString *heard, GCancellable *cancellable, GError **error);
/* A line for the prompt or a menu, and the next question, which is all that is heard then. */
gboolean bp_talk_type (BpLink *self, const char *line, const char *answer, GString *heard,
                       GCancellable *cancellable, GError **error);
gboolean bp_talk_was_heard (const GString *heard, const char *what);

G_END_DECLS
