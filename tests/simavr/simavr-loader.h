/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board on the bench whose bootloader is not a model of ours: its CPU runs the real one. */
#pragma once

#include "simavr-cpu.h"

G_BEGIN_DECLS

/* For an ATmega32U4 with what an image file has from 0x7000 on. One in a process. Error: of the
 * file; it is no loader that comes up on USB, G_OPTION_ERROR_BAD_VALUE. */
const BenchModel *simavr_loader_make (const char *file, GError **error);
/* Caterina, which Unbrick calls "caterina"; else it is "atmel-dfu". */
gboolean simavr_loader_is_serial (void);
void simavr_loader_free (void);

G_END_DECLS
