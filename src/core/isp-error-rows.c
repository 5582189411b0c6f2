/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of errors, made of isp-error-list.h, and of exit statuses. */
#include "config.h"
#include "isp-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* clang-format off */
#define ISP_ERROR_ROW(code, meaning, nick, exit, blame, cure, tells, passes, title, cause, remedy, \
                      advice, terminal)                                                            \
  { ISP_ERROR_##code, nick, ISP_EXIT_##exit, ISP_BLAME_##blame, ISP_CURE_##cure, tells, passes,    \
    title, cause, remedy, advice, terminal },
static const IspErrorRow rows[] = {
#include "isp-error-list.h"
};
#undef ISP_ERROR_ROW

/* Errors of other domains. */
static const IspErrorRow cancelled = {
  .nick = "cancelled", .exit = ISP_EXIT_CANCELLED, .blame = ISP_BLAME_CHOICE, .cure = ISP_CURE_BACK,
  .title = N_("Stopped"),
  .advice = N_("Start again whenever you like; nothing has to be cleaned up first.") };
static const IspErrorRow file_trouble = {
  .nick = "failed", .exit = ISP_EXIT_FAILED, .blame = ISP_BLAME_FILE, .cure = ISP_CURE_TRY_AGAIN,
  .tells = TRUE,
  .title = N_("The File Cannot Be Used"),
  .advice = N_("Check that the file or folder is there, that you may use it, and that the disk is "
               "not full.") };
static const IspErrorRow other = {
  .nick = "failed", .exit = ISP_EXIT_FAILED, .blame = ISP_BLAME_COMPUTER,
  .cure = ISP_CURE_TRY_AGAIN, .tells = TRUE,
  .title = N_("That Did Not Work"),
  .advice = N_("Unplug the programmer, plug it in again and try once more. If this happens again, "
               "ask on a forum with a copy of the report.") };

static const IspExitRow exits[] = {
  { ISP_EXIT_DONE,       N_("done and verified") },
  { ISP_EXIT_FAILED,     N_("failed otherwise") },
  { ISP_EXIT_USAGE,      N_("usage error") },
  { ISP_EXIT_PROGRAMMER, N_("programmer missing, busy, silent, unplugged, or no permission") },
  { ISP_EXIT_CHIP,       N_("chip silent, unstable, unpowered, or another part") },
  { ISP_EXIT_REFUSED,    N_("refused: file, plan or backup") },
  { ISP_EXIT_VERIFY,     N_("verification or proof of life failed") },
  { ISP_EXIT_CANCELLED,  N_("cancelled") },
};
/* clang-format on */

const IspErrorRow *
isp_error_get_row (IspError code)
{
  return (guint) code < ISP_N_ERRORS ? &rows[code] : NULL;
}

const IspErrorRow *
isp_error_get_row_for (const GError *error)
{
  g_return_val_if_fail (error != NULL, &other);
  if (error->domain == ISP_ERROR && (guint) error->code < ISP_N_ERRORS)
    return &rows[error->code];
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return &cancelled;
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return &file_trouble;
  return &other;
}

const IspExitRow *
isp_exit_get_row (guint i)
{
  return i < G_N_ELEMENTS (exits) ? &exits[i] : NULL;
}
