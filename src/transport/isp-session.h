/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would otherwise be global: options and the log of one run of the program. Each open USB
 * device has a libusb context of its own: an older one would not know a device that was plugged in
 * later where no hotplug events arrive. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _IspSession IspSession; /* reference counted; safe from any thread */

IspSession *isp_session_new (void);
IspSession *isp_session_ref (IspSession *self);
void isp_session_unref (IspSession *self);

/* Something that lives as long as the session (the rehearsal's chips). key: a static string. */
gpointer isp_session_get_data (IspSession *self, const char *key);
void isp_session_set_data (IspSession *self, const char *key, gpointer data,
                           GDestroyNotify destroy);

/* The log: what a helper on a forum needs. Timestamped lines, no personal paths, bounded (newest
 * kept). */
void isp_session_log (IspSession *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
char *isp_session_get_log (IspSession *self); /* g_free */
/* echo: lines go to stderr as well (unbrickctl --verbose). */
void isp_session_set_verbose (IspSession *self, gboolean verbose);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSession, isp_session_unref)

G_END_DECLS
