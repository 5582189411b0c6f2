/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-error.h"

/* clang-format off */
G_DEFINE_QUARK (isp-error-quark, isp_error)
/* clang-format on */

gboolean
isp_error_blames (const GError *error, IspBlame blame)
{
  return error != NULL && isp_error_get_row_for (error)->blame == blame;
}

int
isp_error_get_exit_status (const GError *error)
{
  return error != NULL ? (int) isp_error_get_row_for (error)->exit : ISP_EXIT_DONE;
}
