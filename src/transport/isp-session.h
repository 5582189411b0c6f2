/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would otherwise be global: libusb's context, options and the log of one run of the program.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _IspSession IspSession; /* reference counted; safe from any thread */
struct libusb_context;

IspSession *isp_session_new (void);
IspSession *isp_session_ref (IspSession *self);
void isp_session_unref (IspSession *self);
/* Lazily made; NULL with an error when libusb cannot start. Owned by the session. */
struct libusb_context *isp_session_get_usb (IspSession *self, GError **error);

/* Something that lives as long as the session (the rehearsal's chips). key: a static string. */
gpointer isp_session_get_data (IspSession *self, const char *key);
void
isp_session_set_data (IspSession *self, const char *key, gpointer data, GDestroyNotify destroy);

/* The log: what a helper on a forum needs. Timestamped lines, no personal paths, bounded (newest
 * kept). */
void isp_session_log (IspSession *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
char *isp_session_get_log (IspSession *self); /* g_free */
/* echo: lines go to stderr as well (unbrickctl --verbose). */
void isp_session_set_verbose (IspSession *self, gboolean verbose);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSession, isp_session_unref)

G_END_DECLS
