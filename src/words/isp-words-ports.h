/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a port, in words, for window and terminal alike. Pure, any thread;
 * translated where translations are set up. */
#pragma once

#include "ports/isp-port.h"

G_BEGIN_DECLS

/**
 * isp_words_port_state:
 * @port: a port
 *
 * Says what state a port is in.
 *
 * Returns: (transfer full): the state after its name, without a full stop: "used by avrdude", "no
 *   permission"
 */
char *isp_words_port_state (const IspPort *port);

/**
 * IspWordsPlace:
 * @ISP_WORDS_WINDOW: beside a row that can be clicked
 * @ISP_WORDS_TERMINAL: for people who type commands
 *
 * Where words are read: what to do next differs.
 */
typedef enum
{
  ISP_WORDS_WINDOW,
  ISP_WORDS_TERMINAL,
} IspWordsPlace;

/**
 * isp_words_port_advice:
 * @port: a port
 * @place: where it is read
 *
 * Says what to do about a port's state.
 *
 * Returns: (nullable): what to do about the state, a sentence without a full stop; %NULL: nothing
 */
const char *isp_words_port_advice (const IspPort *port, IspWordsPlace place);

/**
 * isp_words_port:
 * @port: a port
 * @place: where it is read
 *
 * Says all that a row about a port needs.
 *
 * Returns: (transfer full): state and advice: "used by avrdude. Close it there first"; of what is
 *   not a programmer the advice alone, as its name says what it is
 */
char *isp_words_port (const IspPort *port, IspWordsPlace place);

G_END_DECLS
