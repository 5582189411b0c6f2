/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuses of a board: of the plan under review, or by themselves. */
#include "ub-board-private.h"

gboolean
ub_board_may_edit_fuses (UbBoard *self)
{
  const IspPlan *plan;

  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  plan = ub_board_uploads (self) ? NULL : ub_board_get_plan (self);
  return plan != NULL &&
         (plan->request->kind == ISP_JOB_FLASH || plan->request->kind == ISP_JOB_RESTORE ||
          plan->request->kind == ISP_JOB_FUSES);
}

void
ub_board_set_edits_fuses (UbBoard *self, gboolean edits)
{
  g_return_if_fail (UB_IS_BOARD (self));
  self->edits_fuses = edits;
}

gboolean
ub_board_edits_fuses (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  return self->edits_fuses;
}

IspRequest *
ub_board_make_fuse_request (UbBoard *self, const IspFuses *fuses)
{
  const IspPlan *plan;
  IspRequest *request;

  g_return_val_if_fail (UB_IS_BOARD (self) && fuses != NULL, NULL);
  plan = self->edits_fuses && ub_board_may_edit_fuses (self) ? self->plan : NULL;
  request = plan != NULL ? isp_request_copy (plan->request) : isp_request_new (ISP_JOB_FUSES);
  request->fuse_source = ISP_FUSES_GIVEN;
  request->fuses = *fuses;
  request->jtag = ISP_JTAG_KEEP;
  if (plan != NULL && (plan->fuses_to_write >> ISP_FUSE_LOCK & 1) != 0)
    {
      request->set_lock = TRUE;
      request->lock = plan->fuses_after.value[ISP_FUSE_LOCK];
    }
  return request;
}
