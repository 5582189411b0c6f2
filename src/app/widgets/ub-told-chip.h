/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person says of a keyboard whose bootloader does not: its chip, and where the bootloader
 * begins. Hidden where nobody has to say it. */
#pragma once

#include "app/model/ub-loader.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define UB_TYPE_TOLD_CHIP (ub_told_chip_get_type ())
G_DECLARE_FINAL_TYPE (UbToldChip, ub_told_chip, UB, TOLD_CHIP, AdwPreferencesGroup)

/**
 * ub_told_chip_update:
 * @loader: the keyboard; has to live as long as @self
 *
 * Shows what holds for it now; what is chosen becomes the loader's hint.
 */
void ub_told_chip_update (UbToldChip *self, UbLoader *loader);

G_END_DECLS
