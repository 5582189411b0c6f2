/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person wants (request), and every step that will happen (plan). Pure: no I/O, any thread.
 */
#pragma once

#include "core/isp-eeprom.h"
#include "core/isp-image-file.h"
#include "core/isp-map.h"
#include "isp-snapshot.h"

G_BEGIN_DECLS

/**
 * IspJobKind:
 *
 * What a job is for.
 */
typedef enum
{
  ISP_JOB_FLASH,
  ISP_JOB_READ,
  ISP_JOB_VERIFY,
  ISP_JOB_ERASE,
  ISP_JOB_FUSES,
  ISP_JOB_BACKUP,
  ISP_JOB_RESTORE,
  ISP_JOB_BLANK,  /* looks whether flash and EEPROM hold anything */
  ISP_JOB_UPLOAD, /* firmware, through a USB bootloader; the other kinds are over ISP */
} IspJobKind;

/**
 * isp_job_kind_get_id:
 * @kind: a kind
 *
 * Names a kind in files and in --json.
 *
 * Returns: (transfer none): "flash", "read" …
 */
const char *isp_job_kind_get_id (IspJobKind kind);

/**
 * isp_job_kind_by_id:
 * @id: (nullable): as isp_job_kind_get_id() has it
 * @kind: (out): the kind
 *
 * Reads the name that a file has for a kind.
 *
 * Returns: %FALSE: there is no such kind
 */
gboolean isp_job_kind_by_id (const char *id, IspJobKind *kind);

/**
 * isp_job_kind_only_looks:
 * @kind: a kind
 *
 * Tells jobs that leave the chip as it is from those that may change it.
 *
 * Returns: %TRUE: no step of such a job changes anything on the chip
 */
gboolean isp_job_kind_only_looks (IspJobKind kind);

/**
 * IspUnfinished:
 *
 * One job or several that began to change a chip, none of which ended as planned. Filled by its
 * maker; from the first isp_unfinished_ref() on it never changes, and any thread may read it. See
 * isp-unfinished.h.
 */
typedef struct _IspUnfinished IspUnfinished;

/**
 * IspFuseSource:
 *
 * Where the fuse bytes of a request come from.
 */
typedef enum
{
  ISP_FUSES_KEEP,   /* what is on the chip */
  ISP_FUSES_PRESET, /* the preset's */
  ISP_FUSES_GIVEN,  /* request->fuses; bytes not in it stay */
  ISP_FUSES_IMAGE,  /* those inside the image file */
} IspFuseSource;

/**
 * IspJtagChoice:
 *
 * Which variant of a preset's fuses a request asks for.
 */
typedef enum
{
  ISP_JTAG_KEEP, /* as on the chip, where the preset has both variants */
  ISP_JTAG_ON,
  ISP_JTAG_OFF,
} IspJtagChoice;

/**
 * IspRequest:
 *
 * What a person wants done. Filled by its maker; from the first isp_request_ref() on it never
 * changes, and any thread may read it.
 */
typedef struct
{
  gatomicrefcount refs;
  IspJobKind kind;
  char *keyboard; /* what it is called; NULL: not known */
  char *usual;    /* bootloader that such a keyboard has, where another is chosen; NULL: it is that
                     one, or not known */
  IspPreset *preset;  /* may be NULL; owned */
  GPtrArray *images;  /* IspImageFile *, owned: bootloader and firmware; overlap is an error */
  IspImage *eeprom;   /* to write, or to compare with; may be NULL; owned */
  char *eeprom_title; /* what its file is called; NULL: not from a file */
  IspEepromChoice eeprom_choice; /* to write in place of it */
  IspFuseSource fuse_source;
  IspFuses fuses; /* ISP_FUSES_GIVEN; a lock byte in it counts for ISP_JOB_FUSES and RESTORE */
  IspJtagChoice jtag;
  gboolean set_lock;
  guint8 lock;
  gboolean boot_only;     /* only the boot section of the images */
  gboolean keep_firmware; /* restore the application beside the new bootloader */
  gboolean no_erase;
  gboolean no_backup;
  const IspUnfinished *unfinished; /* that this job comes after: what the chip held before it counts
                                      as the backup; one that was to write fuses alone goes with
                                      ISP_JOB_FUSES. NULL: none; owned */
  gboolean verify_all;             /* read the whole flash back, blanks too */
  gboolean must_backup;            /* ISP_JOB_UPLOAD: refused where no backup is possible */
  gboolean leave_out_loader;       /* ISP_JOB_UPLOAD: of an image with a bootloader only the rest is
                                      written */
  gboolean no_start;               /* ISP_JOB_UPLOAD: stays in the bootloader afterwards */
  gboolean own;                    /* ISP_JOB_UPLOAD: what the board held before it became a
                                      programmer */
  gboolean helper;                 /* ISP_JOB_UPLOAD: helper firmware, which makes the board a
                                      programmer: it has to answer as one afterwards */
  IspMemoryId memory;              /* ISP_JOB_READ */
  char *output; /* ISP_JOB_READ: URI of the file that it goes into; NULL: into the
                   report alone */
} IspRequest;

/**
 * isp_request_new:
 * @kind: what kind of job
 *
 * Makes an empty request.
 *
 * Returns: (transfer full): a request to be filled
 */
IspRequest *isp_request_new (IspJobKind kind);

/**
 * isp_request_copy:
 * @self: a request
 *
 * For who needs a changed copy; everybody else shares with isp_request_ref(). Preset and images
 * are shared.
 *
 * Returns: (transfer full): a request of the caller's own
 */
IspRequest *isp_request_copy (const IspRequest *self);

/**
 * isp_request_ref:
 * @self: a request
 *
 * Shares a request.
 *
 * Returns: (transfer full): @self, which nobody changes from now on
 */
IspRequest *isp_request_ref (const IspRequest *self);

/**
 * isp_request_unref:
 * @self: (nullable) (transfer full): a request
 *
 * Drops a reference; the last one frees the request.
 */
void isp_request_unref (const IspRequest *self);

/**
 * IspStepId:
 *
 * A kind of step. The steps of a plan run in this order.
 */
typedef enum
{
  ISP_STEP_CONTACT, /* contact and the snapshot again */
  ISP_STEP_BACKUP,
  ISP_STEP_PROVE, /* instead: the chip is as an interrupted job left it, whose backup counts */
  ISP_STEP_ERASE,
  ISP_STEP_WRITE_FLASH,
  ISP_STEP_VERIFY_FLASH,
  ISP_STEP_WRITE_EEPROM, /* with its verify */
  ISP_STEP_FUSES,
  ISP_STEP_LIFE, /* proof of life */
  ISP_STEP_LOCK,
  ISP_STEP_READ,
  ISP_STEP_COMPARE, /* changes nothing: with files, or with FF everywhere */
  ISP_STEP_START,   /* the firmware that was installed */
  ISP_STEP_ANSWER,  /* the board as a programmer, after its helper firmware was installed */
  ISP_N_STEPS,
} IspStepId;

/**
 * isp_step_get_id:
 * @id: a step
 *
 * Names a step in files and in --json.
 *
 * Returns: (transfer none): "write-flash" …
 */
const char *isp_step_get_id (IspStepId id);

/**
 * IspEepromFate:
 *
 * What becomes of the EEPROM in a job.
 */
typedef enum
{
  ISP_EEPROM_UNTOUCHED, /* no erase in this job, and nothing is written there */
  ISP_EEPROM_KEPT,      /* EESAVE: the erase leaves it */
  ISP_EEPROM_RESTORED,  /* the erase takes it, the backup restores it */
  ISP_EEPROM_WRITTEN,   /* from the request */
  ISP_EEPROM_LOST,      /* the erase takes it, and there is no backup */
} IspEepromFate;

/**
 * IspStep:
 *
 * A step of a plan, and what it will take.
 */
typedef struct
{
  IspStepId id;
  gsize bytes;    /* that the step moves; 0: does not count */
  double seconds; /* about */
} IspStep;

/**
 * IspFieldChange:
 *
 * A fuse field that a plan changes.
 */
typedef struct
{
  IspField field;
  IspFuseByte byte;
  guint before, after; /* field values */
} IspFieldChange;

/**
 * IspPlan:
 *
 * Every step of a job, what the chip will be like after it, and what speaks against it. Never
 * changes, and any thread may read it.
 */
typedef struct
{
  gatomicrefcount refs;
  const IspPart *part;
  const IspRequest *request;
  const IspSnapshot *snapshot; /* the chip as it was found, over ISP or in its bootloader; never
                                  NULL where isp_plan_new() made the plan */
  GArray *steps;               /* IspStep */
  double seconds;              /* about, all steps */
  const IspImage *flash;  /* what will be written or compared, sealed; NULL: nothing (keep_firmware
                             adds the application while running) */
  const IspImage *eeprom; /* what will be written, as the request has or chooses it, or compared;
                             NULL: nothing */
  IspEepromFate eeprom_fate;
  IspFuses fuses_before, fuses_after; /* lock included */
  guint8 fuses_to_write; /* 1 << IspFuseByte: bytes that change under mask (lock included) */
  GArray *changes;       /* IspFieldChange: every field that changes */
  GArray *hazards;       /* IspHazard, worst first */
  gboolean needs_life;   /* clock, brown-out or boot bits change, or it never ran by itself */
  guint32 boot_start, boot_size; /* of fuses_after; 0, 0: none */
  GError *error;                 /* the first blocking hazard; NULL: the plan is good */
} IspPlan;

/**
 * isp_plan_new:
 * @snapshot: the chip as it was found; the plan keeps a reference
 * @request: what a person wants; the plan keeps a reference. %ISP_JOB_UPLOAD goes with a snapshot
 * of a bootloader, every other kind with one over ISP
 *
 * Works out every step that is needed, and everything that speaks against it.
 *
 * Returns: (transfer full): a plan; where it cannot be carried out, it says so in its error
 */
IspPlan *isp_plan_new (const IspSnapshot *snapshot, const IspRequest *request);

/**
 * isp_plan_ref:
 * @self: a plan
 *
 * Shares a plan.
 *
 * Returns: (transfer full): @self
 */
IspPlan *isp_plan_ref (const IspPlan *self);

/**
 * isp_plan_unref:
 * @self: (nullable) (transfer full): a plan
 *
 * Drops a reference; the last one frees the plan.
 */
void isp_plan_unref (const IspPlan *self);

/**
 * isp_plan_has_warnings:
 * @self: a plan
 *
 * Tells whether a person has to agree to something before the job may run.
 *
 * Returns: %TRUE: there is a warning among the hazards
 */
gboolean isp_plan_has_warnings (const IspPlan *self);

/**
 * isp_plan_find_step:
 * @self: a plan
 * @id: a step
 *
 * Looks for a step.
 *
 * Returns: (transfer none) (nullable): the first step of that kind; %NULL: the plan has none
 */
const IspStep *isp_plan_find_step (const IspPlan *self, IspStepId id);

/**
 * isp_plan_make_map:
 * @self: a plan
 *
 * Draws what the job will do to each page of flash; see IspJobOptions for what it does. A job that
 * looks at the EEPROM alone has a map of that.
 *
 * Returns: (transfer full) (nullable): a map of the caller's own; %NULL: the job has nothing to do
 *   with flash, nor looks at the EEPROM
 */
IspMap *isp_plan_make_map (const IspPlan *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspRequest, isp_request_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspPlan, isp_plan_unref)

/**
 * isp_plan_count_proof_pages:
 * @self: a plan with an erase
 * @sck_hz: SCK; 0: not known
 *
 * Tells by how many pages the erase is proven at most. Where it is followed by more, a few do; a
 * job that ends with it has it alone to prove, by as much as is read in about two seconds. Pure.
 *
 * Returns: pages, of what the chip is known to hold, and as many of all
 */
guint isp_plan_count_proof_pages (const IspPlan *self, guint32 sck_hz);

G_END_DECLS
