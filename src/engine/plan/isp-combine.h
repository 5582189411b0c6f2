/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmware and bootloader as one file, without a chip. Pure: no I/O, any thread. */
#pragma once

#include "isp-plan.h"

G_BEGIN_DECLS

/**
 * isp_combine_guess_part:
 * @request: preset and files
 *
 * Which chip files are for, where nobody says it: the usual one of the preset; else a chip whose
 * boot section begins where one of the files does, as others of the same size do.
 *
 * Returns: (transfer none) (nullable): the chip; %NULL: nothing tells
 */
const IspPart *isp_combine_guess_part (const IspRequest *request);

/**
 * isp_combine_leave_out_sketch:
 * @preset: (nullable): a bootloader; %NULL: one that no preset knows
 * @file: its image
 *
 * What of a bootloader goes beside firmware: some come with an Arduino sketch in the firmware’s
 * place.
 *
 * Returns: (transfer full): @file, or a part of it
 */
IspImageFile *isp_combine_leave_out_sketch (const IspPreset *preset, const IspImageFile *file);

/**
 * isp_combine_new:
 * @part: the chip
 * @request: %ISP_JOB_FLASH, with preset and files; the plan keeps a reference
 *
 * Judges files together as a plan for the chip does: what they amount to, where they overlap, and
 * what speaks against them. Without a chip there is nothing to do: the plan has no steps, and no
 * fuse is judged. Without a preset the boot section is where a file has a bootloader.
 *
 * Returns: (transfer full): a plan for its images, its hazards and isp_combine_make_map() alone;
 *   where the files cannot be combined, it says so in its error
 */
IspPlan *isp_combine_new (const IspPart *part, const IspRequest *request);

/**
 * isp_combine_make_map:
 * @plan: from isp_combine_new()
 *
 * Draws where the files have something, and where they overlap.
 *
 * Returns: (transfer full): a map of the caller's own
 */
IspMap *isp_combine_make_map (const IspPlan *plan);

/**
 * isp_combine_make_name:
 * @firmware: the firmware
 * @folder: (nullable): the keyboard's folder in QMK; %NULL: not known
 *
 * What to call the file, as QMK does: its own firmware is called KEYBOARD_KEYMAP.hex, and other
 * firmware gets the keyboard in front.
 *
 * Returns: (transfer full): "planck_rev6_default_production.hex"
 */
char *isp_combine_make_name (const IspImageFile *firmware, const char *folder);

G_END_DECLS
