/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The guide: help in the window and docs/guide.md are made from its rows. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IspGuideKind:
 * @ISP_GUIDE_TITLE: the title of a section
 * @ISP_GUIDE_TEXT: a paragraph
 * @ISP_GUIDE_STEP: something to do; the steps of a section are numbered
 * @ISP_GUIDE_POINT: an item of a list
 *
 * What a row of the guide is.
 */
typedef enum
{
  ISP_GUIDE_TITLE,
  ISP_GUIDE_TEXT,
  ISP_GUIDE_STEP,
  ISP_GUIDE_POINT,
} IspGuideKind;

/**
 * IspGuideRow:
 * @kind: what it is
 * @text: plain text, untranslated
 *
 * A row of the guide.
 */
typedef struct
{
  IspGuideKind kind;
  const char *text;
} IspGuideRow;

/**
 * isp_words_guide_get:
 * @i: index, from 0 on
 *
 * Gets the rows of the guide in their order. Any thread.
 *
 * Returns: (nullable): the row; %NULL: past the last
 */
const IspGuideRow *isp_words_guide_get (guint i);

G_END_DECLS
