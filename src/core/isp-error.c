/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-error.h"

typedef struct
{
  IspErrorFacts facts; /* kind 0: none */
} IspErrorPrivate;

static void
isp_error_private_init (IspErrorPrivate *self)
{
}

static void
isp_error_private_copy (const IspErrorPrivate *from, IspErrorPrivate *to)
{
  *to = *from;
}

static void
isp_error_private_clear (IspErrorPrivate *self)
{
}

G_DEFINE_EXTENDED_ERROR (IspError, isp_error)

const IspErrorFacts *
isp_error_get_facts (const GError *error)
{
  const IspErrorFacts *facts;

  if (error == NULL || error->domain != ISP_ERROR)
    return NULL;
  facts = &isp_error_get_private (error)->facts;
  return facts->kind != 0 ? facts : NULL;
}

void
isp_error_set_facts (GError **error, const IspErrorFacts *facts)
{
  g_return_if_fail (facts != NULL && facts->kind != 0);

  if (error != NULL && *error != NULL && (*error)->domain == ISP_ERROR &&
      isp_error_get_facts (*error) == NULL)
    isp_error_get_private (*error)->facts = *facts;
}

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
