/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sparse bytes with addresses: what is to be written, or what was read. Addresses are byte
 * addresses. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _IspImage IspImage; /* reference counted; not thread safe while being changed */

typedef struct
{
  guint32 start;
  guint32 end; /* exclusive */
} IspRange;

typedef struct
{
  IspRange range;
  gboolean differs; /* TRUE: at least one byte differs; FALSE: the same bytes in both */
} IspOverlap;

IspImage *isp_image_new (void);
IspImage *isp_image_new_from_data (guint32 start, const guint8 *data, gsize len);
IspImage *isp_image_copy (const IspImage *self);
IspImage *isp_image_ref (IspImage *self);
void isp_image_unref (IspImage *self);

/* Adding. add: bytes already there must be the same, else ISP_ERROR_OVERLAP naming the first
 * address that differs, and nothing is changed. put: replaces what is there. */
gboolean isp_image_add (IspImage *self, guint32 start, const guint8 *data, gsize len,
                        GError **error);
void isp_image_put (IspImage *self, guint32 start, const guint8 *data, gsize len);

/* Looking. */
gboolean isp_image_is_empty (const IspImage *self);
gsize isp_image_get_size (const IspImage *self);    /* bytes present */
guint32 isp_image_get_start (const IspImage *self); /* lowest address; 0 when empty */
guint32 isp_image_get_end (const IspImage *self);   /* highest address + 1; 0 when empty */
guint isp_image_get_n_ranges (const IspImage *self);
IspRange isp_image_get_range (const IspImage *self, guint i); /* ascending, never adjacent */
gboolean isp_image_has (const IspImage *self, guint32 address);
/* Copies [start, start + len) into out; bytes that the image does not have become fill. */
void isp_image_read (const IspImage *self, guint32 start, guint8 *out, gsize len, guint8 fill);
gboolean isp_image_equal (const IspImage *a, const IspImage *b); /* same addresses, same bytes */
/* Lower-case hex SHA-256 of the bytes from first to last, gaps as FF; free with g_free. */
char *isp_image_get_sha256 (const IspImage *self);
/* The same over [start, end) whatever is there. */
char *isp_image_get_range_sha256 (const IspImage *self, guint32 start, guint32 end);

/* Pages. *address in: where to start looking (0 first); out: start of the next page of page_size
 * bytes that holds a byte. FALSE when there is none. page_size: a power of two. Step on by adding
 * page_size. */
gboolean isp_image_next_page (const IspImage *self, guint32 page_size, guint32 *address);
guint isp_image_count_pages (const IspImage *self, guint32 page_size);
/* TRUE when the range holds nothing but FF (absent bytes count as FF). */
gboolean isp_image_is_blank (const IspImage *self, guint32 start, gsize len);

/* Whole images. All return a new image. */
IspImage *isp_image_slice (const IspImage *self, guint32 start, guint32 end); /* keeps addresses */
/* element: IspOverlap, ascending; runs of equal and of differing bytes are separate elements. */
GArray *isp_image_get_overlaps (const IspImage *a, const IspImage *b);
/* ISP_ERROR_OVERLAP naming every range with differing bytes. */
IspImage *isp_image_merge (const IspImage *a, const IspImage *b, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspImage, isp_image_unref)

G_END_DECLS
