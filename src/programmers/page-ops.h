/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages written by single instructions, for drivers whose programmer has nothing faster. */
#pragma once

#include "isp-programmer.h"

G_BEGIN_DECLS

/* Appends what loads, commits and waits for len bytes from address on: whole pages; single bytes
 * where the memory has no pages. element of the array: IspOp. Load Extended Address included. */
GArray *isp_page_ops_new (const IspPart *part, IspMemoryId memory, guint32 address,
                          const guint8 *data, gsize len);
/* Load Extended Address for a byte address of flash; FALSE: the part has none. */
gboolean isp_page_ops_extended (const IspPart *part, guint32 address, IspOp *out);

G_END_DECLS
