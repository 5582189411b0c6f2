/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One keyfile of presets. For this room alone; isp-presets.h has what others use.
 *
 * [Family] once: Id, Name, Description, Gesture, Order. Then a group per preset, its id for a name:
 * Name, Description, Note   for people; Name[de] and so on for their languages
 * Gesture                   how the bootloader is started by hand, a sentence; none: the family's
 * Order                     within the family
 * Parts                     ids of the parts table, ';' between them, the usual one first
 * Low High HighNoJtag Extended Lock   two hexadecimal digits
 * Entry                     reset (BOOTRST) or hwb (HWBE)
 * UsbId, SketchUsbId        03EB:2FF4, once it, or its sketch, runs
 * MHz, Volts                of the board; none: any
 * Sketch, NewDesigns, Helper   true or false; a helper has no fuses and no Entry
 * Url FileSha256 FileSize   where the image is had, HTTPS
 * ImageSha256 ImageStart ImageEnd BootSha256 BootStart   of its bytes, gaps as FF; End exclusive
 * A helper firmware goes into the programmer's board, never into a target. */
#pragma once

#include "isp-presets.h"

G_BEGIN_DECLS

void isp_preset_family_free (IspPresetFamily *self);
/* Adds the file's presets to presets and its [Family] to families (each may be NULL, families
 * then is dropped). ISP_ERROR_BAD_FILE naming group and key; then nothing is added. */
gboolean isp_preset_parse (const char *data, gsize len, gboolean user, GPtrArray *presets,
                           GPtrArray *families, GError **error);

G_END_DECLS
