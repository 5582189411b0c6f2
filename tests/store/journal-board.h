/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board whose jobs are killed: a programmer that is gone, and a journal that nobody closes. */
#pragma once

#include "engine/fake-programmer.h"
#include "engine/plan/isp-unfinished.h"

#define PART        "atmega16u2"
#define BOOT        0x3000u
#define FLASH_SIZE  0x4000u
#define EEPROM_SIZE 512u

/* What the job of fuses alone writes. */
#define NEW_LFUSE 0xDE
#define NEW_HFUSE 0xD1

typedef struct
{
  Fake *fake;
  guint8 flash[FLASH_SIZE], eeprom[EEPROM_SIZE];
} Board;

void board_init (Board *self);
void board_clear (Board *self);
/* A bootloader, and fuses with EESAVE. */
IspRequest *board_make_request (gboolean keep_firmware);
/* Two fuses, and nothing else. */
IspRequest *board_make_fuses (void);
/* Takes the request. strike: the instruction at which it is killed, 0: never. follow: goes on after
 * what the journal has of this chip. */
IspReport *board_run (Board *self, IspRequest *request, guint64 strike, gboolean follow);
/* Instructions of that request's job. */
guint64 board_count_steps (gboolean keep_firmware);
/* Of it: in the middle of writing flash. */
guint64 board_find_middle (void);
/* Of the job of fuses alone: at its end, when they are written. */
guint64 board_find_fuse_write (void);
/* What the journal has of this chip; NULL: nothing. */
IspUnfinished *board_find (Board *board);
/* Has it anything? */
gboolean board_has_entry (void);
