/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of a job over ISP, and about how long each takes with this programmer. */
#include "isp-plan-private.h"
#include "isp-unfinished.h"

/* About, in seconds. */
#define CONTACT_S 0.2
#define FUSES_S   0.3
#define LIFE_S    0.4
#define LOCK_S    0.2

/* From here on some programmers do not read by themselves. */
#define FAR 0x10000u
/* What an erase is proven by: pages that a backup knows where more follows it, and what SCK carries
 * in two seconds where nothing does. */
#define PROOF_PAGES 8u
#define PROOF_S     2u
/* Of an EEPROM that nobody has looked at yet, so much is in use. */
#define EEPROM_IN_USE 4u

static guint32
get_page (const IspPlan *self)
{
  return MAX (self->part->flash.page_size, 2);
}

static double
read_seconds (const IspPlan *self, gsize near, gsize far)
{
  const IspPace *pace = &self->snapshot->pace;

  return (near * pace->read_us + far * pace->far_us) * 1e-6;
}

static double
read_all_seconds (const IspPlan *self)
{
  gsize near = MIN (self->part->flash.size, FAR);

  return read_seconds (self, near, self->part->flash.size - near);
}

static double
read_eeprom_seconds (const IspPlan *self)
{
  return self->part->eeprom.size * self->snapshot->pace.eeprom_us * 1e-6;
}

static double
read_pages_seconds (const IspPlan *self)
{
  guint32 page = get_page (self);
  gsize bytes[2] = { 0 }; /* near and far */

  for (guint32 at = 0; isp_image_next_page (self->flash, page, &at); at += page)
    bytes[at >= FAR] += page;
  return read_seconds (self, bytes[0], bytes[1]);
}

/* Without a page that is blank: it is so after the erase. */
static guint
count_pages (const IspPlan *self)
{
  guint32 page = get_page (self);
  guint n = 0;

  for (guint32 at = 0; isp_image_next_page (self->flash, page, &at); at += page)
    n += !isp_plan_erases (self) || !isp_image_is_blank (self->flash, at, page);
  return n;
}

static double
write_seconds (const IspPlan *self, guint n_pages)
{
  const IspPace *pace = &self->snapshot->pace;

  return n_pages * (get_page (self) * pace->write_us + pace->page_us) * 1e-6;
}

/* Pages of EEPROM that will have to be written. */
static guint
count_eeprom_pages (const IspPlan *self)
{
  const IspUnfinished *unfinished = self->request->unfinished;
  const IspBackup *before = unfinished != NULL ? unfinished->backup : NULL;
  const IspImage *image = self->eeprom != NULL ? self->eeprom
                          : before != NULL     ? before->eeprom
                                               : NULL;
  guint32 size = self->part->eeprom.size, page = MAX (self->part->eeprom.page_size, 1);
  guint n = 0;

  if (image == NULL)
    return size / page / EEPROM_IN_USE;
  for (guint32 at = 0; isp_image_next_page (image, page, &at); at += page)
    n += !isp_image_is_blank (image, at, page);
  return n;
}

/* Read, written where it differs, and read again. */
static double
write_eeprom_seconds (const IspPlan *self)
{
  const IspMemory *eeprom = &self->part->eeprom;
  guint32 page = MAX (eeprom->page_size, 1);

  return 2 * read_eeprom_seconds (self) +
         count_eeprom_pages (self) * ((page + 1) * self->snapshot->pace.op_us + eeprom->write_us) *
             1e-6;
}

guint
isp_plan_count_proof_pages (const IspPlan *self, guint32 sck_hz)
{
  g_return_val_if_fail (self != NULL, 0);
  if (self->request->kind != ISP_JOB_ERASE)
    return PROOF_PAGES;
  if (sck_hz == 0)
    sck_hz = ISP_UNKNOWN_SCK_HZ;
  return MAX (PROOF_PAGES, PROOF_S * sck_hz / 32 / get_page (self));
}

/* A job that ends there looks at what it knows and at all. */
static double
erase_seconds (const IspPlan *self)
{
  gboolean ends = self->request->kind == ISP_JOB_ERASE;
  guint pages = ends || isp_plan_backs_up (self)
                    ? isp_plan_count_proof_pages (self, self->snapshot->sck_hz)
                    : 1;
  gsize bytes = MIN (pages * (gsize) get_page (self), self->part->flash.size);

  return self->part->erase_us * 1e-6 + read_seconds (self, ends ? 2 * bytes : bytes, 0);
}

/* Of firmware to keep only the backup tells how much there is. */
static void
add_flash_steps (IspPlan *self)
{
  const IspRequest *request = self->request;
  guint32 page = get_page (self), size = self->part->flash.size;
  gsize bytes =
      request->keep_firmware ? size : isp_image_count_pages (self->flash, page) * (gsize) page;
  double write = request->keep_firmware ? write_seconds (self, size / page)
                                        : write_seconds (self, count_pages (self));
  gboolean all = request->keep_firmware || request->verify_all;

  isp_plan_add_step (self, ISP_STEP_WRITE_FLASH, bytes, write);
  isp_plan_add_step (self, ISP_STEP_VERIFY_FLASH, request->verify_all ? size : bytes,
                     all ? read_all_seconds (self) : read_pages_seconds (self));
}

static void
add_compare_step (IspPlan *self, gboolean has_flash)
{
  guint32 page = get_page (self);
  gsize flash = has_flash ? isp_image_count_pages (self->flash, page) * (gsize) page : 0;
  gsize eeprom = self->eeprom != NULL ? isp_image_get_size (self->eeprom) : 0;

  isp_plan_add_step (self, ISP_STEP_COMPARE, flash + eeprom,
                     (has_flash ? read_pages_seconds (self) : 0) +
                         eeprom * self->snapshot->pace.eeprom_us * 1e-6);
}

static void
add_memory_steps (IspPlan *self)
{
  const IspJobRow *row = isp_plan_get_row (self);
  gboolean has_flash = self->flash != NULL && !isp_image_is_empty (self->flash);
  gsize eeprom = self->eeprom != NULL                       ? isp_image_get_size (self->eeprom)
                 : self->eeprom_fate == ISP_EEPROM_RESTORED ? self->part->eeprom.size
                                                            : 0;

  if (row->flash && has_flash)
    add_flash_steps (self);
  if (row->compare)
    add_compare_step (self, has_flash);
  else if (eeprom > 0)
    isp_plan_add_step (self, ISP_STEP_WRITE_EEPROM, eeprom, write_eeprom_seconds (self));
}

/* A backup of the person's own choice may go onto a chip that is like it. */
static gboolean
proves (const IspPlan *self)
{
  return self->request->unfinished != NULL && self->request->kind != ISP_JOB_RESTORE;
}

void
isp_plan_add_isp_steps (IspPlan *self)
{
  const IspPart *part = self->part;
  gboolean flash = self->request->memory == ISP_MEMORY_FLASH;

  isp_plan_add_step (self, ISP_STEP_CONTACT, 0, CONTACT_S);
  if (isp_plan_backs_up (self))
    isp_plan_add_step (self, proves (self) ? ISP_STEP_PROVE : ISP_STEP_BACKUP,
                       part->flash.size + part->eeprom.size,
                       READINGS * (read_all_seconds (self) + read_eeprom_seconds (self)));
  if (isp_plan_erases (self))
    isp_plan_add_step (self, ISP_STEP_ERASE, 0, erase_seconds (self));
  add_memory_steps (self);
  if (self->fuses_to_write & ~(1 << ISP_FUSE_LOCK))
    isp_plan_add_step (self, ISP_STEP_FUSES, 0, FUSES_S);
  if (self->needs_life)
    isp_plan_add_step (self, ISP_STEP_LIFE, 0, LIFE_S);
  if (self->fuses_to_write & (1 << ISP_FUSE_LOCK))
    isp_plan_add_step (self, ISP_STEP_LOCK, 0, LOCK_S);
  if (isp_plan_get_row (self)->read)
    isp_plan_add_step (self, ISP_STEP_READ, flash ? part->flash.size : part->eeprom.size,
                       READINGS * (flash ? read_all_seconds (self) : read_eeprom_seconds (self)));
}
