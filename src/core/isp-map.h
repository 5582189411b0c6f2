/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flash or the EEPROM of a target, page by page: what will happen to each, and what has
 * happened. */
#pragma once

#include "isp-image.h"
#include "isp-part.h"

G_BEGIN_DECLS

/**
 * IspPageState:
 * @ISP_PAGE_KEPT: holds what it held before
 * @ISP_PAGE_TO_ERASE: will be erased, and nothing is written there; until then as %ISP_PAGE_KEPT
 * @ISP_PAGE_BLANK: is erased, and nothing is written there
 * @ISP_PAGE_IN_USE: holds something
 * @ISP_PAGE_TO_WRITE: will be written
 * @ISP_PAGE_UNSURE: was to be written when the job broke off: it may hold a part of it
 * @ISP_PAGE_WRITTEN: was written, and not read back yet
 * @ISP_PAGE_VERIFIED: was read back, and is right
 * @ISP_PAGE_WRONG: was read back, and is wrong
 * @ISP_PAGE_IN_BOTH: two images want it, with different bytes
 *
 * What is known of a page.
 */
typedef enum
{
  ISP_PAGE_KEPT,
  ISP_PAGE_TO_ERASE,
  ISP_PAGE_BLANK,
  ISP_PAGE_IN_USE,
  ISP_PAGE_TO_WRITE,
  ISP_PAGE_UNSURE,
  ISP_PAGE_WRITTEN,
  ISP_PAGE_VERIFIED,
  ISP_PAGE_WRONG,
  ISP_PAGE_IN_BOTH,
  ISP_N_PAGE_STATES,
} IspPageState;

/**
 * IspMap:
 *
 * A state for each page of a part's flash or EEPROM. Reference counted. One thread marks pages
 * while any number of others read them.
 */
typedef struct _IspMap IspMap;

/**
 * IspMapRun:
 * @range: byte addresses, whole pages
 * @n_pages: how many pages
 * @state: of all of them
 * @is_boot: %TRUE: they are in the boot section
 *
 * Neighbouring pages that have the same state, all inside or all outside of the boot section.
 */
typedef struct
{
  IspRange range;
  guint n_pages;
  IspPageState state;
  gboolean is_boot;
} IspMapRun;

/**
 * isp_map_new:
 * @part: the part
 * @boot: its boot section in bytes; 0, 0: it has none
 *
 * Makes a map on which every page is kept. Where the part writes flash byte by byte, 64 bytes count
 * as a page.
 *
 * Returns: (transfer full): the map
 */
IspMap *isp_map_new (const IspPart *part, IspRange boot);

/**
 * isp_map_new_of_image:
 * @part: the part
 * @boot: as for isp_map_new()
 * @image: contents of its flash
 *
 * Makes a map of what an image holds: a page is in use, or blank.
 *
 * Returns: (transfer full): the map
 */
IspMap *isp_map_new_of_image (const IspPart *part, IspRange boot, const IspImage *image);

/**
 * isp_map_new_eeprom:
 * @part: the part, which has an EEPROM
 *
 * Makes a map of the EEPROM on which every page is kept. Where the part writes it byte by byte, 4
 * bytes count as a page.
 *
 * Returns: (transfer full): the map
 */
IspMap *isp_map_new_eeprom (const IspPart *part);

/**
 * isp_map_get_memory:
 * @self: a map
 *
 * Tells what it is a map of. Any thread.
 *
 * Returns: flash or EEPROM
 */
IspMemoryId isp_map_get_memory (const IspMap *self);

/**
 * isp_map_ref:
 * @self: a map
 *
 * Adds a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
IspMap *isp_map_ref (IspMap *self);

/**
 * isp_map_unref:
 * @self: (nullable) (transfer full): a map
 *
 * Drops a reference; the last one frees the map. Any thread.
 */
void isp_map_unref (IspMap *self);

/**
 * isp_map_mark:
 * @self: a map
 * @range: byte addresses; those beyond the memory are left out
 * @state: what is known of them now
 *
 * Marks every page that @range touches. A page that is wrong stays so when only a part of it is
 * found to be right.
 */
void isp_map_mark (IspMap *self, IspRange range, IspPageState state);

/**
 * isp_map_mark_image:
 * @self: a map
 * @image: (nullable): its bytes at their addresses; %NULL: nothing is marked
 * @state: what is known of its pages now
 *
 * Marks every page in which @image has a byte that is not FF.
 */
void isp_map_mark_image (IspMap *self, const IspImage *image, IspPageState state);

/**
 * isp_map_get_n_pages:
 * @self: a map
 *
 * Counts the pages. Any thread.
 *
 * Returns: 8 to 2,048
 */
guint isp_map_get_n_pages (const IspMap *self);

/**
 * isp_map_get_state:
 * @self: a map
 * @page: below isp_map_get_n_pages()
 *
 * Looks at a page. Any thread.
 *
 * Returns: what is known of it
 */
IspPageState isp_map_get_state (const IspMap *self, guint page);

/**
 * isp_map_is_boot:
 * @self: a map
 * @page: below isp_map_get_n_pages()
 *
 * Tells where a page is. Any thread.
 *
 * Returns: %TRUE: it is in the boot section
 */
gboolean isp_map_is_boot (const IspMap *self, guint page);

/**
 * isp_map_get_range:
 * @self: a map
 * @page: below isp_map_get_n_pages()
 *
 * The addresses of a page. Any thread.
 *
 * Returns: byte addresses
 */
IspRange isp_map_get_range (const IspMap *self, guint page);

/**
 * isp_map_next_run:
 * @self: a map
 * @page: (inout): in: where to begin, 0 at first; out: the page after the run
 * @run: (out caller-allocates): the run that begins there
 *
 * Goes through the runs of the map. Any thread.
 *
 * Returns: %FALSE: there is none any more
 */
gboolean isp_map_next_run (const IspMap *self, guint *page, IspMapRun *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspMap, isp_map_unref)

G_END_DECLS
