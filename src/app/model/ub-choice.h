/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What shall go on the chip: keyboard, part, bootloader with its image, firmware, EEPROM, options.
 * It knows no programmer and no board; a board tells it what the chip suggests. Main thread; files
 * and downloads are read by workers.
 *
 * Emits "chosen" when something was chosen by hand; then, and whenever else something that a plan
 * depends on has changed, "changed". A download's progress is the image's own signal. "took-file"
 * gives a #GFile that was read, and the #UbLoadKind that it was taken for. */
#pragma once

#include "core/isp-package.h"
#include "ub-image.h"

#include "engine/plan/isp-plan.h"

G_BEGIN_DECLS

#define UB_TYPE_CHOICE (ub_choice_get_type ())
G_DECLARE_FINAL_TYPE (UbChoice, ub_choice, UB, CHOICE, GObject)

/**
 * ub_choice_new:
 * @presets: what can be chosen
 *
 * Returns: (transfer full): with nothing chosen
 */
UbChoice *ub_choice_new (IspPresets *presets);

/**
 * ub_choice_get_presets:
 *
 * Returns: (transfer none): what can be chosen
 */
IspPresets *ub_choice_get_presets (UbChoice *self);

/**
 * ub_choice_start_over:
 *
 * For another keyboard of the same kind, such as the other half of a split: what was chosen for the
 * keyboard stays, with its files. The chip and what it suggested are forgotten, and every option is
 * as at first.
 */
void ub_choice_start_over (UbChoice *self);

/**
 * ub_choice_set_rehearsing:
 * @rehearsing: TRUE: nothing is downloaded. Where an image is not in the cache, a made-up one of
 *   the same place and size stands in
 */
void ub_choice_set_rehearsing (UbChoice *self, gboolean rehearsing);

/* ── keyboard ── */

/**
 * ub_choice_get_keyboard:
 *
 * Returns: (transfer none) (nullable): the keyboard chosen by hand; NULL: none
 */
const IspKeyboard *ub_choice_get_keyboard (UbChoice *self);

/**
 * ub_choice_set_keyboard:
 * @keyboard: (nullable): NULL: none
 *
 * Chooses by hand. Its chip, and its bootloader where only one preset can be it, become those in
 * force; where several can, none of another bootloader is suggested any more. A bootloader whose
 * file was opened stays.
 */
void ub_choice_set_keyboard (UbChoice *self, const IspKeyboard *keyboard);

/**
 * ub_choice_get_keyboard_presets:
 *
 * Returns: (transfer none) (element-type IspPreset): what the keyboard's bootloader can be; empty
 * without a keyboard, and where there is no preset for it
 */
GPtrArray *ub_choice_get_keyboard_presets (UbChoice *self);

/* ── part ── */

/**
 * ub_choice_get_part:
 *
 * Returns: (transfer none) (nullable): the part chosen by hand; NULL: whatever answers
 */
const IspPart *ub_choice_get_part (UbChoice *self);
void ub_choice_set_part (UbChoice *self, const IspPart *part);

/* ── bootloader ── */

/**
 * ub_choice_suggest:
 * @preset: (nullable): what the fuses or the boot section of a chip select
 *
 * Counts until something is chosen by hand.
 */
void ub_choice_suggest (UbChoice *self, const IspPreset *preset);

/**
 * ub_choice_get_preset:
 *
 * Returns: (transfer none) (nullable): the preset in force: by hand, else as suggested, unless the
 * keyboard has another bootloader; NULL also with a file of the person's own that no preset knows
 */
const IspPreset *ub_choice_get_preset (UbChoice *self);
gboolean ub_choice_is_preset_by_hand (UbChoice *self);

/**
 * ub_choice_choose_preset:
 * @preset: (nullable): NULL: as suggested
 *
 * Chooses by hand, and starts to look for the image.
 */
void ub_choice_choose_preset (UbChoice *self, const IspPreset *preset);

/**
 * ub_choice_get_image:
 *
 * Returns: (transfer none): the bootloader's image, or how far it is
 */
UbImage *ub_choice_get_image (UbChoice *self);

/**
 * ub_choice_get_missing:
 *
 * Returns: (nullable): a caption that says what is missing for the bootloader; NULL: nothing
 */
const char *ub_choice_get_missing (UbChoice *self);

/* ── firmware, EEPROM and options ── */

/**
 * ub_choice_get_firmware:
 *
 * Returns: (transfer none) (nullable): the keyboard's firmware; NULL: none
 */
const IspImageFile *ub_choice_get_firmware (UbChoice *self);
void ub_choice_drop_firmware (UbChoice *self);

/**
 * ub_choice_get_eeprom:
 *
 * Returns: (transfer none) (nullable): a file for the EEPROM; NULL: none, and what is in there
 * stays
 */
const IspImageFile *ub_choice_get_eeprom (UbChoice *self);
void ub_choice_drop_eeprom (UbChoice *self);
void ub_choice_set_backup (UbChoice *self, gboolean backup);
gboolean ub_choice_get_backup (UbChoice *self);

/**
 * ub_choice_set_gives_clock:
 * @gives_clock: TRUE: the programmer is to give the chip a clock, for one whose fuses ask for a
 *   crystal that the board does not have
 */
void ub_choice_set_gives_clock (UbChoice *self, gboolean gives_clock);
gboolean ub_choice_gives_clock (UbChoice *self);

/**
 * ub_choice_set_wiring:
 * @board: (nullable): which of the boards that the programmer may be; %NULL: the likeliest
 * @target: (nullable): how the keyboard's pins look, of isp_wiring_targets; %NULL: as signals
 * @package: (nullable): how its chip looks, where @target is a bare chip; %NULL: the likeliest
 *
 * For the picture of the wires alone.
 */
void ub_choice_set_wiring (UbChoice *self, const IspWiring *board, const IspWiring *target,
                           const IspPackage *package);

/**
 * ub_choice_get_board:
 * @port: (nullable): the programmer; %NULL: nothing is plugged in
 *
 * Returns: (transfer none) (nullable): the board to draw for @port: the one that was chosen if
 * @port may be it, else the likeliest; %NULL: only its sketch says where its pins are
 */
const IspWiring *ub_choice_get_board (UbChoice *self, const IspPort *port);

/**
 * ub_choice_get_target:
 *
 * Returns: (transfer none) (nullable): how the keyboard's pins look: as chosen, else as those of
 * the controller that the keyboard or its bootloader is known to be on; %NULL: as signals
 */
const IspWiring *ub_choice_get_target (UbChoice *self);

/**
 * ub_choice_get_package:
 * @part: (nullable): the chip
 *
 * Returns: (transfer none) (nullable): the package of @part to draw, the one that was chosen if it
 * has it; %NULL: the wires do not end at a bare chip, or where its pins are is not known
 */
const IspPackage *ub_choice_get_package (UbChoice *self, const IspPart *part);

/* ── files ── */

/**
 * ub_choice_load_async:
 * @kind: what the file is to be
 * @preset: (nullable): for %UB_LOAD_PRESET: it becomes the one in force
 * @part: (nullable): the chip that it is for, if that is known
 * @file: the file
 * @callback: (nullable): called in the main context
 * @data: for @callback
 *
 * Reads a file on a worker, and then chooses it. What is chosen meanwhile for the same place wins.
 */
void ub_choice_load_async (UbChoice *self, UbLoadKind kind, const IspPreset *preset,
                           const IspPart *part, GFile *file, GAsyncReadyCallback callback,
                           gpointer data);

/**
 * ub_choice_load_finish:
 * @notice: (out) (optional) (nullable): what it was taken for, a sentence; NULL: as asked for.
 *   Free with g_free()
 *
 * Returns: FALSE with a sentence for people; %G_IO_ERROR_CANCELLED: something else was chosen
 * meanwhile
 */
gboolean ub_choice_load_finish (UbChoice *self, GAsyncResult *result, char **notice,
                                GError **error);

/* ── what it amounts to ── */

/**
 * ub_choice_make_request:
 *
 * Returns: (transfer full): a request to write all of it
 */
IspRequest *ub_choice_make_request (UbChoice *self);

/**
 * ub_choice_make_upload:
 *
 * Only while there is firmware.
 *
 * Returns: (transfer full): a request to install it through the keyboard's bootloader
 */
IspRequest *ub_choice_make_upload (UbChoice *self);

G_END_DECLS
