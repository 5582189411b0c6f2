/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would otherwise be global: the log of one run of the program, and data that lives as long as
 * it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IspSession:
 *
 * One run of the program: its log, and data that would otherwise be global. Reference counted, any
 * thread.
 */
typedef struct _IspSession IspSession;

/**
 * isp_session_new:
 *
 * Makes a session with an empty log.
 *
 * Returns: (transfer full): the session
 */
IspSession *isp_session_new (void);

/**
 * isp_session_ref:
 * @self: a session
 *
 * Adds a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
IspSession *isp_session_ref (IspSession *self);

/**
 * isp_session_unref:
 * @self: (transfer full): a session
 *
 * Drops a reference; the last one frees the session and its data. Any thread.
 */
void isp_session_unref (IspSession *self);

/**
 * isp_session_get_data:
 * @self: a session
 * @key: as given to isp_session_set_data()
 *
 * Finds data that belongs to the session. Any thread.
 *
 * Returns: (transfer none) (nullable): the data; %NULL if there is none
 */
gpointer isp_session_get_data (IspSession *self, const char *key);

/**
 * isp_session_set_data:
 * @self: a session
 * @key: a static string
 * @data: (nullable): the data
 * @destroy: (nullable): frees @data when it is replaced or the session ends
 *
 * Attaches data to the session, in place of older data with this key. Any thread.
 */
void isp_session_set_data (IspSession *self, const char *key, gpointer data,
                           GDestroyNotify destroy);

/**
 * isp_session_ensure_data:
 * @self: a session
 * @key: a static string
 * @make: makes the data; called while the session is locked, so it may not use it
 * @destroy: (nullable): frees the data when it is replaced or the session ends
 *
 * Finds data that belongs to the session, or makes it, once however many threads ask. Any thread.
 *
 * Returns: (transfer none): the data
 */
gpointer isp_session_ensure_data (IspSession *self, const char *key, gpointer (*make) (void),
                                  GDestroyNotify destroy);

/**
 * isp_session_log:
 * @self: a session
 * @format: as for printf(); one line without a line break
 * @...: values for @format
 *
 * Adds a line to the log, with the seconds since the session began. The home folder is written as
 * "~". Only the newest lines are kept. Any thread.
 */
void isp_session_log (IspSession *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/**
 * isp_session_get_log:
 * @self: a session
 *
 * The log as text, oldest line first: what somebody who helps has to see. Any thread.
 *
 * Returns: (transfer full): the lines, each with a line break
 */
char *isp_session_get_log (IspSession *self);

/**
 * isp_session_set_verbose:
 * @self: a session
 * @verbose: whether lines also go to stderr
 *
 * Turns the echo of the log on or off, for `unbrickctl --verbose`. Any thread.
 */
void isp_session_set_verbose (IspSession *self, gboolean verbose);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspSession, isp_session_unref)

G_END_DECLS
