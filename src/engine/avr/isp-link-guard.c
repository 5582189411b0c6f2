/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuses act from the next leaving of programming mode on, and on a serial line one flipped bit
 * makes an instruction another: a chip erase (AC 80) becomes a write of the low fuse (AC A0). So
 * after writing anything they are looked at before they count. */
#include "isp-avr-private.h"

#define TRIES 3u

static gboolean
try_read (IspLink *self, IspFuses *now)
{
  return isp_avr_read_fuses_again (self, &self->fuses, now, NULL) &&
         isp_avr_check_sync (self, NULL);
}

static gboolean
read_fuses (IspLink *self, IspFuses *now)
{
  gboolean stayed;

  return try_read (self, now) ||
         (self->programmer->driver->resync (self->programmer, &stayed, NULL) && stayed &&
          try_read (self, now));
}

/* Writes back what is not as it should be. TRUE: nothing was wrong. */
static gboolean
put_right (IspLink *self, const IspFuses *now)
{
  gboolean right = TRUE;

  for (guint byte = 0; byte < ISP_FUSE_LOCK; byte++)
    if (ISP_FUSES_HAS (&self->fuses, byte) && ISP_FUSES_HAS (now, byte) &&
        !isp_fuse_byte_equal (self->part, byte, now->value[byte], self->fuses.value[byte]))
      {
        right = FALSE;
        isp_session_log (self->session, "%s reads %02X, which nobody wrote: back to %02X",
                         isp_fuse_byte_get_id (byte), now->value[byte], self->fuses.value[byte]);
        isp_avr_write_fuse (self, byte, self->fuses.value[byte], NULL);
      }
  return right;
}

void
isp_link_guard_fuses (IspLink *self)
{
  GCancellable *cancellable = self->cancellable;
  gboolean mending = self->is_mending;
  IspFuses now;

  if (!self->has_written || self->part == NULL || self->programmer == NULL ||
      self->programmer->driver->resync == NULL)
    return;
  self->has_written = FALSE;
  self->is_mending = TRUE; /* no way back in step may lead over leaving */
  self->cancellable = NULL;
  for (guint try = 0; try < TRIES && read_fuses (self, &now) && !put_right (self, &now); try++)
    ;
  self->has_written = FALSE;
  self->is_mending = mending;
  self->cancellable = cancellable;
}
