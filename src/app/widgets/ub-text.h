/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rows say about the model; pure. All results are g_free'd. */
#pragma once

#include "app/model/ub-board.h"
#include "ub-row.h"

G_BEGIN_DECLS

/* "USBasp · USB 1-2", "USBasp · no permission", "USBasp · used by avrdude". */
char *ub_text_port (const IspPort *port, UbRowState *state);
/* The rows of Set up. */
char *ub_text_keyboard (UbBoard *board, UbRowState *state);
char *ub_text_programmer (UbBoard *board, UbRowState *state);
char *ub_text_chip (UbBoard *board, UbRowState *state);
char *ub_text_bootloader (UbBoard *board, UbRowState *state);
/* Beside their buttons is no room for a state. */
char *ub_text_firmware (UbBoard *board);
char *ub_text_eeprom (UbBoard *board);
/* "1B4F:9205"; NULL: not known. */
char *ub_text_usb_id (const IspPreset *preset);
/* "github.com"; NULL: no address. */
char *ub_text_host (const IspPreset *preset);

/**
 * ub_text_before_start:
 * @plan: (nullable): what is to be started
 *
 * Returns: (transfer none): in which state the chip is until then
 */
const char *ub_text_before_start (const IspPlan *plan);

G_END_DECLS
