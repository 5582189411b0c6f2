/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of a chip in words. Translated. */
#pragma once

#include "core/isp-map.h"

G_BEGIN_DECLS

/**
 * isp_words_page_state:
 * @state: a state
 *
 * Says what is known of pages in this state.
 *
 * Returns: (transfer none): "to write", "verified" …; lives for ever
 */
const char *isp_words_page_state (IspPageState state);

/**
 * isp_words_map_run:
 * @run: pages of a map
 *
 * Says where pages are, how many, and what is known of them.
 *
 * Returns: (transfer full): "0x7000–0x747F · boot section · 9 pages · verified"; what is kept,
 *   to erase or blank by its size instead, "0x0000–0x6FFF · 28 KB · blank"
 */
char *isp_words_map_run (const IspMapRun *run);

/**
 * isp_words_map_page:
 * @map: a map
 * @page: below isp_map_get_n_pages()
 *
 * Says where a page is, and what is known of it.
 *
 * Returns: (transfer full): "0x7480–0x74FF · boot section · verified"
 */
char *isp_words_map_page (const IspMap *map, guint page);

/**
 * isp_words_map_text:
 * @map: a map
 *
 * All runs of a map, a line each, for who cannot see it.
 *
 * Returns: (transfer full): lines without a stop
 */
char *isp_words_map_text (const IspMap *map);

G_END_DECLS
