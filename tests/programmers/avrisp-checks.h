/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every STK500v1, on an open programmer. */
#pragma once

#include "fixture.h"

G_BEGIN_DECLS

/* Identity, and contact with the chip; the others want it entered. */
void check_contact (Fixture *f, const char *model);
void check_flash (Fixture *f);
void check_eeprom (Fixture *f);
void check_pipeline (Fixture *f);

G_END_DECLS
