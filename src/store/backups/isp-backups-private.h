/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images in a backup's folder. For this folder's files alone. */
#pragma once

#include "core/isp-fuses.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define ISP_BACKUPS_FORMAT 1 /* of backup.json and job.json */

/**
 * isp_backups_make_folder:
 * @date: the date in its name
 * @name: what else is in its name
 * @parent: where to make it; is made, too
 * @error: return location
 *
 * Makes a new folder for the user alone.
 *
 * Returns: (transfer full) (nullable): its path
 */
char *isp_backups_make_folder (GDateTime *date, const char *name, const char *parent,
                               GError **error);

/**
 * isp_backups_store_image:
 * @image: (nullable): the bytes; %NULL or empty: nothing is written
 * @folder: where
 * @name: the file's name there
 * @member: the JSON's member that is to hold name and checksum
 * @json: a builder within an object
 * @error: return location
 *
 * Writes Intel HEX so that it is on the disk, and notes it in the JSON.
 *
 * Returns: %FALSE: it could not be written
 */
gboolean isp_backups_store_image (const IspImage *image, const char *folder, const char *name,
                                  const char *member, JsonBuilder *json, GError **error);

/**
 * isp_backups_load_image:
 * @object: what isp_backups_store_image() wrote to
 * @member: the member
 * @folder: where the file is
 * @image: (out) (transfer full): the bytes; left alone where there is no such member
 * @error: return location
 *
 * Errors: ISP_ERROR_BAD_FILE, G_IO_ERROR.
 *
 * Returns: %FALSE: the file is not what was stored
 */
gboolean isp_backups_load_image (JsonObject *object, const char *member, const char *folder,
                                 IspImage **image, GError **error);

/**
 * isp_backups_load_fuses:
 * @object: an object
 * @member: one of its members, as isp_json_add_fuses() wrote it
 * @fuses: (out caller-allocates): what it says
 * @error: return location
 *
 * Returns: %FALSE with ISP_ERROR_BAD_FILE: it does not say that
 */
gboolean isp_backups_load_fuses (JsonObject *object, const char *member, IspFuses *fuses,
                                 GError **error);

G_END_DECLS
