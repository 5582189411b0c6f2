/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by cli-upload.c (options, the keyboard, the job) and cli-upload-request.c (what is to be
 * installed). */
#pragma once

#include "cli.h"

G_BEGIN_DECLS

typedef struct
{
  char *loader, *port, *part, *begins, *image, *helper, *restore, *eeprom, *set_eeprom;
  gboolean backup, no_backup, no_start, leave_out, wait, dry_run;
  const IspLoaderDriver *driver; /* NULL: any */
  const IspPreset *preset;       /* of the helper firmware; borrowed; NULL: none */
  IspLoaderHint hint;
} CliUpload;

/* What is to be installed is named once. FALSE: why not has been printed, and *status is set. */
gboolean cli_upload_understand (Cli *cli, CliUpload *self, int *status);
/* NULL: an error. */
IspRequest *cli_upload_make_request (Cli *cli, const CliUpload *self, GError **error);

G_END_DECLS
