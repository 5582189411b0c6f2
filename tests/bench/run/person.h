/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The person at the board, while a program runs on the bench. */
#pragma once

#include "bench/bench.h"

typedef struct
{
  Bench *bench, *beside; /* beside: NULL: there is none */
  guint presses, ms;     /* of RESET, and when; 0: none */
  int orders;            /* descriptor; -1: none */
  int end[2];            /* pipe: closed at the end */
  GThread *thread;       /* NULL: nobody is there */
} Person;

/* press: "N@MS", RESET is pressed so often then. orders: a FIFO that is read line by line. Either
 * may be NULL. Error: neither a number nor a file. */
gboolean person_call (Person *self, const char *press, const char *orders, GError **error);
void person_dismiss (Person *self);
/* What is in flash, as binary. */
gboolean person_save_flash (Bench *bench, const char *path, GError **error);
