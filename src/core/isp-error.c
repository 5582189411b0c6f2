/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-error.h"

#include <gio/gio.h>

/* clang-format off */
static const char *const nicks[ISP_N_ERRORS] = {
  [ISP_ERROR_NO_PROGRAMMER]    = "no-programmer",
  [ISP_ERROR_PERMISSION]       = "permission",
  [ISP_ERROR_BUSY]             = "busy",
  [ISP_ERROR_UNPLUGGED]        = "unplugged",
  [ISP_ERROR_TIMEOUT]          = "timeout",
  [ISP_ERROR_PROTOCOL]         = "protocol",
  [ISP_ERROR_NOT_A_PROGRAMMER] = "not-a-programmer",
  [ISP_ERROR_NO_TARGET]        = "no-target",
  [ISP_ERROR_WRONG_PART]       = "wrong-part",
  [ISP_ERROR_UNSTABLE]         = "unstable",
  [ISP_ERROR_UNSUPPORTED]      = "unsupported",
  [ISP_ERROR_BAD_FILE]         = "bad-file",
  [ISP_ERROR_DOES_NOT_FIT]     = "does-not-fit",
  [ISP_ERROR_OVERLAP]          = "overlap",
  [ISP_ERROR_LOCKED]           = "locked",
  [ISP_ERROR_UNSAFE]           = "unsafe",
  [ISP_ERROR_BACKUP]           = "backup",
  [ISP_ERROR_FETCH]            = "fetch",
  [ISP_ERROR_VERIFY]           = "verify",
  [ISP_ERROR_FUSE]             = "fuse",
  [ISP_ERROR_NO_LIFE]          = "no-life",
  [ISP_ERROR_NO_POWER]         = "no-power",
  [ISP_ERROR_SHORT]            = "short",
  [ISP_ERROR_CRYSTAL]          = "crystal",
};

G_DEFINE_QUARK (isp-error-quark, isp_error)
/* clang-format on */

/* The code's name in JSON and tests; NULL when there is no such code. */
const char *
isp_error_nick (IspError code)
{
  return (guint) code < ISP_N_ERRORS ? nicks[code] : NULL;
}

/* The same for any error: "cancelled" for G_IO_ERROR_CANCELLED, "failed" for other domains. */
const char *
isp_error_nick_for (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);
  if (error->domain == ISP_ERROR)
    return isp_error_nick (error->code);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled";
  return "failed";
}
