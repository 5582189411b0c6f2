/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain: one code per different advice to a person, and a row of facts for each. */
#pragma once

#include "isp-part.h"

G_BEGIN_DECLS

/**
 * ISP_ERROR:
 *
 * The domain of all errors that Unbrick itself finds; codes are #IspError. Files and folders
 * report in G_IO_ERROR and G_FILE_ERROR, a cancelled operation is G_IO_ERROR_CANCELLED.
 *
 * Messages start with a capital letter and end without a full stop, as GLib's own do.
 */
#define ISP_ERROR (isp_error_quark ())

/**
 * IspError:
 *
 * What went wrong. Each code is a row of isp-error-list.h; isp_error_get_row() returns it.
 */
typedef enum
{
#define ISP_ERROR_ROW(code, ...) ISP_ERROR_##code,
#include "isp-error-list.h"
#undef ISP_ERROR_ROW
  ISP_N_ERRORS, /*< skip >*/
} IspError;

/**
 * IspBlame:
 * @ISP_BLAME_WIRES: wires, power or the chip
 * @ISP_BLAME_PROGRAMMER: the programmer is silent or confused
 * @ISP_BLAME_STRANGER: the device is something else than a programmer
 * @ISP_BLAME_KEYBOARD: the keyboard's bootloader, its USB cable, or how it was started
 * @ISP_BLAME_PLUG: the programmer is not plugged in
 * @ISP_BLAME_COMPUTER: permissions, other programs, the disk, the network
 * @ISP_BLAME_FILE: the file that was given
 * @ISP_BLAME_CHOICE: what was chosen cannot be done, or not with this chip
 *
 * Where a person should look first.
 */
typedef enum
{
  ISP_BLAME_WIRES,
  ISP_BLAME_PROGRAMMER,
  ISP_BLAME_STRANGER,
  ISP_BLAME_KEYBOARD,
  ISP_BLAME_PLUG,
  ISP_BLAME_COMPUTER,
  ISP_BLAME_FILE,
  ISP_BLAME_CHOICE,
} IspBlame;

/**
 * IspCure:
 * @ISP_CURE_NONE: nothing is to be done
 * @ISP_CURE_TRY_AGAIN: the same job again
 * @ISP_CURE_TRY_SLOWER: the same job again with a slower clock
 * @ISP_CURE_GO_ON: go on after a cancel
 * @ISP_CURE_BACK: back to the choices
 * @ISP_CURE_SET_FUSE: only the fuses again
 * @ISP_CURE_CHOOSE_CHIP: choose the chip
 * @ISP_CURE_CHOOSE_PORT: choose the programmer
 * @ISP_CURE_ALLOW: how this computer lets people use the device
 * @ISP_N_CURES: how many there are
 *
 * Which button helps.
 */
typedef enum
{
  ISP_CURE_NONE,
  ISP_CURE_TRY_AGAIN,
  ISP_CURE_TRY_SLOWER,
  ISP_CURE_GO_ON,
  ISP_CURE_BACK,
  ISP_CURE_SET_FUSE,
  ISP_CURE_CHOOSE_CHIP,
  ISP_CURE_CHOOSE_PORT,
  ISP_CURE_ALLOW,
  ISP_N_CURES,
} IspCure;

/**
 * IspExit:
 *
 * Exit statuses of the command line; isp_exit_get_row() says what each means.
 */
typedef enum
{
  ISP_EXIT_DONE = 0,
  ISP_EXIT_FAILED = 1,
  ISP_EXIT_USAGE = 2,
  ISP_EXIT_PROGRAMMER = 3,
  ISP_EXIT_CHIP = 4,
  ISP_EXIT_REFUSED = 5,
  ISP_EXIT_VERIFY = 6,
  ISP_EXIT_CANCELLED = 130,
} IspExit;

/**
 * IspErrorRow:
 * @code: the error; 0 in the rows of other domains
 * @nick: name in JSON, in tests and in the log
 * @exit: exit status of the command line, never %ISP_EXIT_DONE
 * @blame: where to look first
 * @cure: which button helps
 * @tells: the message itself is worth showing (it has a place, a name, a number)
 * @passes: a glitch: a repetition may succeed in the same session
 * @title: what happened, in Header Capitals
 * @cause: why a job broke off midway, a sentence; %NULL: @tells or the title say it
 * @remedy: what to do when a job broke off midway, shorter than @advice; %NULL: as @advice
 * @advice: what to do next, in the window
 * @terminal_advice: what to do next, in a terminal; %NULL: as @advice
 *
 * All that is known about an error. Texts are untranslated, isp_words_error_title() and its
 * neighbours translate them.
 */
typedef struct
{
  IspError code;
  const char *nick;
  IspExit exit;
  IspBlame blame;
  IspCure cure;
  gboolean tells;
  gboolean passes;
  const char *title;
  const char *cause;
  const char *remedy;
  const char *advice;
  const char *terminal_advice;
} IspErrorRow;

/**
 * IspFactsKind:
 * @ISP_FACTS_FUSE: a fuse or lock byte
 * @ISP_FACTS_MEMORY: a place in flash or EEPROM
 *
 * Which fields of #IspErrorFacts hold something.
 */
typedef enum
{
  ISP_FACTS_FUSE = 1,
  ISP_FACTS_MEMORY,
} IspFactsKind;

/**
 * IspErrorFacts:
 * @kind: what the error is about
 * @fuse: which fuse or lock byte, for %ISP_FACTS_FUSE
 * @memory: which memory, for %ISP_FACTS_MEMORY
 * @address: the first byte in bytes from the start of @memory
 * @bytes: how many bytes are concerned, at least 1; they need not be neighbours
 * @compared: @read and @planned hold something; always for %ISP_FACTS_FUSE
 * @read: the byte that was read, of the fuse or at @address
 * @planned: what it should be
 *
 * What an error of the domain %ISP_ERROR is about, besides its code and message.
 */
typedef struct
{
  IspFactsKind kind;
  IspFuseByte fuse;
  IspMemoryId memory;
  guint32 address;
  gsize bytes;
  gboolean compared;
  guint8 read;
  guint8 planned;
} IspErrorFacts;

/**
 * IspExitRow:
 * @status: the exit status
 * @meaning: what it means, untranslated; lower case, without a full stop
 *
 * The meaning of one exit status of `unbrickctl`.
 */
typedef struct
{
  IspExit status;
  const char *meaning;
} IspExitRow;

/**
 * isp_error_quark:
 *
 * The number behind %ISP_ERROR. Any thread.
 *
 * Returns: the error domain
 */
GQuark isp_error_quark (void);

/**
 * isp_error_get_row:
 * @code: an error code
 *
 * Any thread.
 *
 * Returns: (transfer none) (nullable): the row of @code; %NULL if there is no such code
 */
const IspErrorRow *isp_error_get_row (IspError code);

/**
 * isp_error_get_row_for:
 * @error: an error of any domain
 *
 * Errors of other domains have rows too: "cancelled" for G_IO_ERROR_CANCELLED, "failed" for the
 * rest. Any thread.
 *
 * Returns: (transfer none): the row of @error, never %NULL
 */
const IspErrorRow *isp_error_get_row_for (const GError *error);

/**
 * isp_error_blames:
 * @error: (nullable): an error of any domain
 * @blame: what may be to blame
 *
 * Compares what the error's row blames with @blame. Any thread.
 *
 * Returns: %TRUE if there is an error and its row has @blame
 */
gboolean isp_error_blames (const GError *error, IspBlame blame);

/**
 * isp_error_get_exit_status:
 * @error: (nullable): an error of any domain
 *
 * Looks up the exit status of `unbrickctl` in the error's row. Any thread.
 *
 * Returns: an #IspExit; %ISP_EXIT_DONE only if @error is %NULL
 */
int isp_error_get_exit_status (const GError *error);

/**
 * isp_error_get_facts:
 * @error: (nullable): an error of any domain
 *
 * The facts that isp_error_set_facts() added. Any thread.
 *
 * Returns: (transfer none) (nullable): the facts, which live as long as @error; %NULL if it has
 *   none
 */
const IspErrorFacts *isp_error_get_facts (const GError *error);

/**
 * isp_error_set_facts:
 * @error: (nullable): where an error has just been set
 * @facts: what it is about
 *
 * Adds @facts to an error. Does nothing if there is no error, if it is of another domain, or if it
 * has facts already: those added closest to the cause count.
 */
void isp_error_set_facts (GError **error, const IspErrorFacts *facts);

/**
 * isp_exit_get_row:
 * @i: index, from 0
 *
 * Walks through the exit statuses of `unbrickctl`. Any thread.
 *
 * Returns: (transfer none) (nullable): the row at @i; %NULL past the last
 */
const IspExitRow *isp_exit_get_row (guint i);

G_END_DECLS
