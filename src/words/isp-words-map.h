/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of a chip in words. Translated. */
#pragma once

#include "core/isp-map.h"
#include "engine/plan/isp-plan.h"

G_BEGIN_DECLS

/**
 * IspMapUse:
 * @ISP_MAP_PLANNED: what a job will do, or is about to; and what images hold
 * @ISP_MAP_ENDED: what a job that wrote has done
 * @ISP_MAP_READ: how far a chip was read
 * @ISP_MAP_COMPARED: how a chip compares with a file
 * @ISP_MAP_CHECKED: whether a chip is blank
 *
 * What a map is of. The same state is called differently in each.
 */
typedef enum
{
  ISP_MAP_PLANNED,
  ISP_MAP_ENDED,
  ISP_MAP_READ,
  ISP_MAP_COMPARED,
  ISP_MAP_CHECKED,
  ISP_N_MAP_USES,
} IspMapUse;

/**
 * isp_words_map_use:
 * @kind: a job's kind
 * @ended: %TRUE: it does nothing any more
 *
 * Tells how to speak of the map of such a job.
 *
 * Returns: for the functions below
 */
IspMapUse isp_words_map_use (IspJobKind kind, gboolean ended);

/**
 * isp_words_page_state:
 * @state: a state
 * @use: what the map is of
 *
 * Says what is known of pages in this state.
 *
 * Returns: (transfer none): "to write", "verified" …; lives for ever
 */
const char *isp_words_page_state (IspPageState state, IspMapUse use);

/**
 * isp_words_map_run:
 * @run: pages of a map
 * @use: what the map is of
 *
 * Says where pages are, how many, and what is known of them.
 *
 * Returns: (transfer full): "0x7000–0x747F · boot section · 9 pages · verified"; what is kept,
 *   to erase or blank by its size instead, "0x0000–0x6FFF · 28 KB · blank"
 */
char *isp_words_map_run (const IspMapRun *run, IspMapUse use);

/**
 * isp_words_map_page:
 * @map: a map
 * @page: below isp_map_get_n_pages()
 * @use: what the map is of
 *
 * Says where a page is, and what is known of it.
 *
 * Returns: (transfer full): "0x7480–0x74FF · boot section · verified"
 */
char *isp_words_map_page (const IspMap *map, guint page, IspMapUse use);

/**
 * isp_words_map_text:
 * @map: a map
 * @use: what it is of
 *
 * All runs of a map, a line each, for who cannot see it.
 *
 * Returns: (transfer full): lines without a stop
 */
char *isp_words_map_text (const IspMap *map, IspMapUse use);

G_END_DECLS
