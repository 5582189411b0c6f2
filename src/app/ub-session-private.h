/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by ub-session.c (what is plugged in and chosen), ub-session-image.c (the bootloader's
 * image and other files) and ub-session-job.c (request, plan, job). */
#pragma once

#include "ub-session.h"

G_BEGIN_DECLS

struct _UbSession
{
  GObject parent_instance;

  IspSession *isp;
  IspPresets *presets;
  IspScanner *scanner;
  UbContact *contact;

  GPtrArray *ports;
  char *chosen_port; /* id, by hand; NULL: none */
  char *fault;       /* of the rehearsal */
  IspPort *sim;      /* NULL: no rehearsal */

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
  char *backup_path; /* of the contents that the keyboard came with; NULL: none was taken */
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

G_END_DECLS
