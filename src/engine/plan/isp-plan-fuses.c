/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuse half of a plan: what is wanted, what changes, and whether it is safe. */
#include "config.h"
#include "isp-plan-private.h"

#include <glib/gi18n-lib.h>

/* The preset's bytes, with the JTAG variant that was asked for. Its lock is advice, not a wish. */
static IspFuses
get_preset_fuses (const IspPlan *self)
{
  gboolean jtag_now =
      isp_fuses_is_programmed (&self->snapshot->fuses, self->part, ISP_FIELD_JTAGEN);
  gboolean off =
      self->request->jtag == ISP_JTAG_OFF || (self->request->jtag == ISP_JTAG_KEEP && !jtag_now);
  IspFuses fuses = isp_fuses_from_preset (self->request->preset, off);

  fuses.has &= ~(1 << ISP_FUSE_LOCK);
  return fuses;
}

/* Fuse and lock bytes inside the images; a later one wins. */
static IspFuses
get_image_fuses (const IspPlan *self)
{
  IspFuses fuses = { 0 };

  for (guint i = 0; i < self->request->images->len; i++)
    {
      const IspImageFile *file = self->request->images->pdata[i];

      for (guint byte = 0; byte < file->n_fuses; byte++)
        {
          fuses.value[byte] = file->fuse[byte];
          fuses.has |= 1 << byte;
        }
      if (file->has_lock)
        {
          fuses.value[ISP_FUSE_LOCK] = file->lock;
          fuses.has |= 1 << ISP_FUSE_LOCK;
        }
    }
  return fuses;
}

static IspFuses
get_wanted (const IspPlan *self)
{
  const IspRequest *request = self->request;
  IspFuses wanted = { 0 };

  switch (request->fuse_source)
    {
    case ISP_FUSES_KEEP:
      break;
    case ISP_FUSES_PRESET:
      wanted = get_preset_fuses (self);
      break;
    case ISP_FUSES_GIVEN:
      wanted = request->fuses;
      if (request->kind == ISP_JOB_FLASH)
        wanted.has &= ~(1 << ISP_FUSE_LOCK); /* there only by request->set_lock */
      break;
    case ISP_FUSES_IMAGE:
      wanted = get_image_fuses (self);
      break;
    }
  if (request->jtag != ISP_JTAG_KEEP && isp_part_get_field (self->part, ISP_FIELD_JTAGEN) != NULL)
    {
      if (!ISP_FUSES_HAS (&wanted, ISP_FUSE_HIGH))
        wanted.value[ISP_FUSE_HIGH] = self->snapshot->fuses.value[ISP_FUSE_HIGH];
      wanted.has |= 1 << ISP_FUSE_HIGH;
      isp_fuses_set_field (&wanted, self->part, ISP_FIELD_JTAGEN,
                           request->jtag == ISP_JTAG_ON ? 0 : 1);
    }
  if (request->set_lock)
    {
      wanted.value[ISP_FUSE_LOCK] = request->lock;
      wanted.has |= 1 << ISP_FUSE_LOCK;
    }
  return wanted;
}

static gboolean
is_vital (IspField field)
{
  switch (field)
    {
    case ISP_FIELD_CLOCK:
    case ISP_FIELD_CKDIV8:
    case ISP_FIELD_CKOPT:
    case ISP_FIELD_BODLEVEL:
    case ISP_FIELD_BODEN:
    case ISP_FIELD_BOOTRST:
    case ISP_FIELD_BOOTSZ:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
find_changes (IspPlan *self)
{
  const IspPart *part = self->part;

  for (guint i = 0; i < part->n_fields; i++)
    {
      const IspFuseField *field = &part->fields[i];
      IspFieldChange change = { .field = field->field, .byte = field->byte };

      change.before = isp_fuses_get_field (&self->fuses_before, part, field->field);
      change.after = isp_fuses_get_field (&self->fuses_after, part, field->field);
      if (change.before == change.after)
        continue;
      g_array_append_val (self->changes, change);
      self->needs_life |= is_vital (field->field);
    }
}

/* A lock bit that is 0 stays 0 until a chip erase. */
static void
check_lock_bits (IspPlan *self, guint8 now)
{
  guint8 wanted = self->fuses_after.value[ISP_FUSE_LOCK];
  guint8 raised = wanted & ~now & self->part->fuse_mask[ISP_FUSE_LOCK];

  if ((self->fuses_to_write & (1 << ISP_FUSE_LOCK)) && raised != 0)
    isp_plan_block (
        self, ISP_HAZARD_NEEDS_ERASE, NOWHERE, 0,
        _ ("The lock reads %02X and should become %02X: only an erase sets lock bits back"), now,
        wanted);
}

void
isp_plan_collect_fuses (IspPlan *self)
{
  const IspPart *part = self->part;
  const IspJobRow *row = isp_plan_get_row (self);
  IspFuses wanted = { 0 };
  IspFuses now; /* as the chip will be when fuses are written */

  self->fuses_before = self->snapshot->fuses;
  now = self->fuses_before;
  if (isp_plan_erases (self))
    now.value[ISP_FUSE_LOCK] = 0xFF; /* only a chip erase sets lock bits back */
  if (row->fuses)
    wanted = get_wanted (self);
  self->fuses_after = isp_fuses_overlay (&now, &wanted);
  isp_fuses_normalize (&self->fuses_after, part);
  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (ISP_FUSES_HAS (&wanted, byte) && part->fuse_mask[byte] == 0)
      isp_plan_block (self, ISP_HAZARD_UNKNOWN_BITS, NOWHERE, wanted.value[byte],
                      /* Translators: a chip and a fuse byte: "ATmega8 has no efuse …" */
                      _ ("%s has no %s that can be written over ISP"), part->name,
                      isp_fuse_byte_get_id (byte));

  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (ISP_FUSES_HAS (&wanted, byte) && ISP_FUSES_HAS (&self->fuses_after, byte) &&
        !isp_fuse_byte_equal (part, byte, now.value[byte], self->fuses_after.value[byte]))
      self->fuses_to_write |= 1 << byte;

  find_changes (self);
  check_lock_bits (self, now.value[ISP_FUSE_LOCK]);
  if (!isp_fuses_get_boot_section (&self->fuses_after, part, &self->boot_start, &self->boot_size))
    self->boot_start = self->boot_size = 0;
}
