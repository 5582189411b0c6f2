/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Going on after a byte was lost between computer and programmer, or a bit between programmer and
 * chip. */
#include "config.h"

#include "core/isp-error.h"
#include "isp-avr-private.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* A link that needs it more often is no link. */
#define MAX_MENDED 25u
#define TRIES      3u

/* What the chip may be busy with since the fault. */
static gboolean
wait_for_chip (IspLink *self, GError **error)
{
  const IspPart *part = self->part;

  return part == NULL || isp_wait (MAX (MAX (part->erase_us, part->fuse_us),
                                        MAX (part->flash.write_us, part->eeprom.write_us)),
                                   self->cancellable, error);
}

/* Does the chip answer as it did at contact? Without a part nothing was written yet, and whoever
 * reads will see. */
static gboolean
is_in_step (IspLink *self, GError **error)
{
  IspOp ops[3];
  IspReply replies[3];

  if (self->part == NULL)
    return TRUE;
  for (guint i = 0; i < 3; i++)
    {
      ops[i] = isp_avr_make_op (self, ISP_OP_READ_SIGNATURE);
      ops[i].tx[2] = i;
    }
  if (!isp_avr_exchange_once (self, ops, replies, 3, error))
    return FALSE;
  for (guint i = 0; i < 3; i++)
    if (replies[i].rx[3] != self->signature[i])
      return FALSE;
  return TRUE;
}

/* One try. TRUE: in programming mode and in step. */
static gboolean
get_in_step (IspLink *self, gboolean reenter, guint try)
{
  g_autoptr (GError) local = NULL;
  const IspDriver *driver = self->programmer->driver;
  gboolean stayed = TRUE;

  /* Where no byte was lost, the chip was waited for already. */
  if ((driver->resync != NULL && !driver->resync (self->programmer, &stayed, &local)) ||
      ((driver->resync != NULL || try > 1) && !wait_for_chip (self, &local)))
    {
      isp_session_log (self->session, "no way back in step: %s", local->message);
      return FALSE;
    }
  if (stayed && !(reenter && !self->stays) && is_in_step (self, &local))
    return TRUE;
  isp_session_log (self->session, "programming mode %s", stayed ? "stayed" : "was left");
  if (stayed && self->stays && try < TRIES)
    return FALSE;
  g_clear_error (&local);
  return isp_link_reenter (self, self->sck_hz, &local);
}

/* A link that loses no bytes still has a chip at its end that may have got a wrong bit. */
static gboolean
can_mend (const IspLink *self, const GError *error)
{
  if (!isp_error_get_row_for (error)->passes || self->is_mending || self->n_mended >= MAX_MENDED)
    return FALSE;
  if (g_error_matches (error, ISP_ERROR, ISP_ERROR_UNSTABLE))
    return !self->is_trying && (self->part != NULL || self->programmer->driver->resync != NULL);
  return self->programmer->driver->resync != NULL;
}

void
isp_link_say_gone (const IspLink *self, GError **error)
{
  g_return_if_fail (self != NULL && error != NULL && *error != NULL);
  if (!self->is_gone)
    return;
  g_clear_error (error);
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NO_TARGET, _ ("The chip stopped answering"));
}

gboolean
isp_link_mend (IspLink *self, gboolean reenter, GError **error)
{
  guint32 extended = self->extended;
  gboolean mended = FALSE;

  g_return_val_if_fail (self != NULL && error != NULL && *error != NULL, FALSE);
  if (!can_mend (self, *error))
    return FALSE;
  isp_session_log (self->session, "%s: getting in step again", (*error)->message);
  self->is_mending = TRUE;
  self->is_gone = FALSE;
  for (guint try = 1; !mended && try <= TRIES; try++)
    mended = get_in_step (self, reenter, try);
  self->extended = G_MAXUINT32;
  if (mended && extended != G_MAXUINT32)
    mended = isp_avr_load_extended (self, extended << 17, NULL);
  if (mended)
    isp_link_guard_fuses (self); /* a lock that is written next would keep them as they are */
  self->is_mending = FALSE;
  if (!mended)
    {
      isp_link_say_gone (self, error);
      return FALSE;
    }
  self->n_mended++;
  g_clear_error (error);
  return TRUE;
}
