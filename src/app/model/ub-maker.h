/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board that is to become a programmer, or to get its own firmware back: which one it is, the
 * helper firmware for it, and what was saved. Main thread; files and downloads are read by workers.
 *
 * Emits "changed". A download's progress is the image's own signal. */
#pragma once

#include "ub-image.h"

#include "core/isp-backup.h"
#include "engine/plan/isp-plan.h"
#include "ports/isp-wiring.h"

G_BEGIN_DECLS

#define UB_TYPE_MAKER (ub_maker_get_type ())
G_DECLARE_FINAL_TYPE (UbMaker, ub_maker, UB, MAKER, GObject)

/**
 * UbMakerBoard:
 * @name: as people know it, marked for translation
 * @note: what tells it from the others, marked for translation
 * @gesture: how to get it into its bootloader, marked for translation
 * @helper: id of the preset with its helper firmware; NULL: only a file of the person's own
 * @loader: id of its bootloader's driver; NULL: any
 * @part: id of its chip
 * @wiring: where the wires go; NULL: only its sketch says that
 * @width: of the board, in mm, and so are the others
 * @height: with its USB plug at the top
 * @n_pins: along each of its long edges
 * @has_button: at the end across from the plug
 * @has_header: six pins in two rows
 *
 * A board that can become a programmer. Lives for ever.
 */
typedef struct
{
  const char *name, *note, *gesture;
  const char *helper, *loader, *part;
  const IspWiring *wiring;
  guint width, height, n_pins;
  gboolean has_button, has_header;
} UbMakerBoard;

/**
 * ub_maker_list_board:
 * @i: from 0
 *
 * Returns: (nullable): the board; NULL past the last
 */
const UbMakerBoard *ub_maker_list_board (guint i);

/**
 * ub_maker_new:
 * @presets: where helper firmware is found
 *
 * Returns: (transfer full): with no board chosen
 */
UbMaker *ub_maker_new (IspPresets *presets);

/**
 * ub_maker_choose:
 * @board: which it is
 *
 * Chooses a board, and looks for its helper firmware.
 */
void ub_maker_choose (UbMaker *self, const UbMakerBoard *board);
const UbMakerBoard *ub_maker_get_board (UbMaker *self); /* NULL: none is chosen */

/**
 * ub_maker_get_image:
 *
 * Returns: (transfer none): the helper firmware, or how far it is
 */
UbImage *ub_maker_get_image (UbMaker *self);

/**
 * ub_maker_load_async:
 * @file: helper firmware of the person's own, or the very file that would be downloaded
 * @callback: called in the main context
 * @data: for @callback
 *
 * Reads a file for the chosen board. What is chosen meanwhile wins.
 */
void ub_maker_load_async (UbMaker *self, GFile *file, GAsyncReadyCallback callback, gpointer data);

/**
 * ub_maker_load_finish:
 * @error: return location
 *
 * Returns: FALSE with a sentence for people; %G_IO_ERROR_CANCELLED: something else was chosen
 */
gboolean ub_maker_load_finish (UbMaker *self, GAsyncResult *result, GError **error);

/**
 * ub_maker_set_own:
 * @own: (nullable): what was saved of a board, through its bootloader; NULL: nothing is to be given
 *   back
 */
void ub_maker_set_own (UbMaker *self, const IspBackup *own);
const IspBackup *ub_maker_get_own (UbMaker *self); /* transfer none */

/**
 * ub_maker_may_be_own:
 * @presets: to know helper firmware by
 * @backup: what was saved
 *
 * Returns: TRUE: it is what a board held before it became a programmer, and no helper firmware
 */
gboolean ub_maker_may_be_own (IspPresets *presets, const IspBackup *backup);

/**
 * ub_maker_get_missing:
 *
 * Returns: (nullable): a caption that says what is missing to make the chosen board a programmer;
 * NULL: nothing
 */
const char *ub_maker_get_missing (UbMaker *self);

/**
 * ub_maker_get_mismatch:
 * @snapshot: a board in its bootloader
 *
 * Returns: (nullable): a caption that says that it is not the chosen board; NULL: it may be
 */
const char *ub_maker_get_mismatch (UbMaker *self, const IspSnapshot *snapshot);

/**
 * ub_maker_make_request:
 *
 * Only while nothing is missing.
 *
 * Returns: (transfer full): a request that makes the chosen board a programmer
 */
IspRequest *ub_maker_make_request (UbMaker *self);

/**
 * ub_maker_make_give_back:
 *
 * Returns: (transfer full) (nullable): a request that gives a board its own firmware back; NULL:
 * none is chosen
 */
IspRequest *ub_maker_make_give_back (UbMaker *self);

G_END_DECLS
