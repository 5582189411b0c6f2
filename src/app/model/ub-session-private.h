/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by ub-session.c (what is plugged in and chosen), ub-session-image.c (the bootloader's
 * image and other files), ub-session-job.c (request, plan, job) and ub-session-undo.c (the way
 * back). */
#pragma once

#include "ub-session.h"

#include "store/backups/isp-backups.h"

G_BEGIN_DECLS

/* Of the last keyboard that was reviewed and flashed. */
typedef struct
{
  char *path; /* backup of what it came with; NULL: none was taken */
  const IspPart *part;
  char *port_id;
  GDateTime *taken;
  gboolean differs;     /* a job has changed the chip since */
  gboolean eeprom_lost; /* and has not put the EEPROM back */
  IspImage *eeprom;     /* the next flash is to put it back; NULL: it is not */
} UbUndo;

struct _UbSession
{
  GObject parent_instance;

  IspSession *isp;
  IspPresets *presets;
  IspScanner *scanner;
  UbContact *contact;

  GPtrArray *ports;
  char *chosen_port; /* id, by hand; NULL: none */
  gboolean gives_clock;
  char *fault;  /* of the rehearsal */
  IspPort *sim; /* NULL: no rehearsal */

  const IspPart *chosen_part; /* by hand */
  IspGuess *guess;
  const IspPreset *chosen_preset; /* by hand */
  gboolean own_file;              /* by hand: image holds a file that no preset knows */

  const IspPreset *image_preset; /* whose image is there, or on its way */
  UbImageState image_state;
  IspImageFile *image;
  gboolean stand_in;
  GError *image_error;
  GCancellable *fetch; /* running; NULL: none */
  double fetch_fraction;

  IspImageFile *firmware;
  gboolean backup;
  guint64 acknowledged; /* 1 << IspHazardId */

  IspRequest *request; /* other than the usual one */
  IspPlan *plan;       /* drawn up when asked for */
  UbJob *job;
  UbUndo undo;
};

G_STATIC_ASSERT (ISP_N_HAZARDS <= 64);

/* What the scanner found: decides on the port in force. */
void ub_session_take_ports (UbSession *self, GPtrArray *ports);
void ub_session_changed (UbSession *self);
/* A choice was made: plan, answers and a special request are void. */
void ub_session_choice_made (UbSession *self);
void ub_session_notice (UbSession *self, const char *text);
/* Brings the image in line with the preset in force. */
void ub_session_sync_image (UbSession *self);
void ub_session_clear_image (UbSession *self);
/* A job has ended: what it saved, and what it left undone. */
void ub_session_note_undo (UbSession *self, const IspReport *report);
void ub_session_clear_undo (UbSession *self);
IspBackup *ub_session_load_undo (UbSession *self, GError **error);

G_END_DECLS
