/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the models of Bus Pirates have in common, and in what they differ. */
#pragma once

#include "bench/wire/bench-serial.h"

G_BEGIN_DECLS

typedef struct
{
  const char *greeting;
  gboolean has_write_then_read, has_avr_commands;
  gboolean has_divisor;   /* the menu of baud rates lets type any */
  gboolean streams;       /* writes what comes as it comes */
  gboolean refuses_empty; /* 05 0000 0000 */
  gboolean unreliable;    /* above 2 MHz */
  gboolean target_5v;     /* 3.3 V are no high level for the target */
  gboolean legacy;        /* one mode for all, in a Bus Pirate 5 */
  gboolean console;       /* that with another mode chosen */
  guint32 byte_ns;        /* what a byte over SPI costs beside its bits */
} BenchPirateFirmware;

typedef enum
{
  MODE_TEXT, /* after a reset */
  MODE_RAW,
  MODE_SPI,
  MODE_OTHER, /* I2C and the like, of which only the way out matters */
} BenchPirateMode;

typedef enum
{
  MENU_NONE,
  MENU_MODE,
  MENU_BAUD,
  MENU_DIVISOR,
  MENU_SPACE,
} BenchPirateMenu;

typedef struct
{
  gboolean alive;
  BenchPirateMode mode;
  BenchPirateMenu menu;
  char text[8]; /* the line being typed */
  guint n_text, n_zeros;
  guint8 rate;
  gboolean open_drain, pull_ups;
  gboolean big; /* legacy4third: saw a signature of more than 64 KiB */
  guint n_fast; /* bytes above the reliable rate */
} BenchPirate;

/* Takes a command, and carries it out. */
void bench_pirate_run (BenchSerial *line, gpointer program);

G_END_DECLS
