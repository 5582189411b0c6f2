/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sparse bytes with addresses: what is to be written, or what was read. Addresses are byte
 * addresses, below 0x80000000. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IspImage:
 *
 * Bytes, each at an address. An image belongs to one thread and can be changed until it is sealed;
 * from then on it never changes, and any number of threads may read it. Sharing an image seals it,
 * so nobody can change an image that somebody else holds.
 */
typedef struct _IspImage IspImage;

/**
 * IspRange:
 * @start: the first address
 * @end: the last address + 1
 */
typedef struct
{
  guint32 start;
  guint32 end;
} IspRange;

/**
 * IspOverlap:
 * @range: addresses that two images both have
 * @differs: %TRUE: every byte differs; %FALSE: every byte is equal
 */
typedef struct
{
  IspRange range;
  gboolean differs;
} IspOverlap;

/**
 * isp_image_new:
 *
 * Returns: (transfer full): an empty image that can be changed
 */
IspImage *isp_image_new (void);

/**
 * isp_image_new_from_data:
 * @start: address of the first byte
 * @data: (array length=len): the bytes
 * @len: how many; @start + @len must not pass 0x80000000
 *
 * Returns: (transfer full): an image that can be changed
 */
IspImage *isp_image_new_from_data (guint32 start, const guint8 *data, gsize len);

/**
 * isp_image_copy:
 * @self: an image
 *
 * For who needs a changed copy; everybody else shares with isp_image_ref().
 *
 * Returns: (transfer full): an image with the same bytes that can be changed
 */
IspImage *isp_image_copy (const IspImage *self);

/**
 * isp_image_seal:
 * @self: an image
 *
 * Ends the time in which the image can be changed. Does nothing when it is sealed already.
 */
void isp_image_seal (const IspImage *self);

/**
 * isp_image_ref:
 * @self: an image
 *
 * Shares the image, and seals it for that.
 *
 * Returns: (transfer full): @self
 */
IspImage *isp_image_ref (const IspImage *self);

/**
 * isp_image_unref:
 * @self: (nullable) (transfer full): an image
 */
void isp_image_unref (const IspImage *self);

/* ── changing: a programming error once the image is sealed ── */

/**
 * isp_image_add:
 * @self: an image that is not sealed
 * @start: address of the first byte
 * @data: (array length=len): the bytes
 * @len: how many
 * @error: #ISP_ERROR_OVERLAP, naming the first address that holds another byte already;
 *   #ISP_ERROR_DOES_NOT_FIT beyond 0x80000000
 *
 * Adds bytes where there are none. Where there are some, they must be the same.
 *
 * Returns: %TRUE; %FALSE: nothing was changed
 */
gboolean isp_image_add (IspImage *self, guint32 start, const guint8 *data, gsize len,
                        GError **error);

/**
 * isp_image_put:
 * @self: an image that is not sealed
 * @start: address of the first byte
 * @data: (array length=len): the bytes
 * @len: how many; @start + @len must not pass 0x80000000
 *
 * Adds bytes, and replaces those that are there.
 */
void isp_image_put (IspImage *self, guint32 start, const guint8 *data, gsize len);

/* ── looking ── */

/**
 * isp_image_is_empty:
 * @self: an image
 *
 * Returns: %TRUE: it has no byte
 */
gboolean isp_image_is_empty (const IspImage *self);

/**
 * isp_image_get_size:
 * @self: an image
 *
 * Returns: how many bytes it has, gaps not counted
 */
gsize isp_image_get_size (const IspImage *self);

/**
 * isp_image_get_start:
 * @self: an image
 *
 * Returns: its lowest address; 0 when it is empty
 */
guint32 isp_image_get_start (const IspImage *self);

/**
 * isp_image_get_end:
 * @self: an image
 *
 * Returns: its highest address + 1; 0 when it is empty
 */
guint32 isp_image_get_end (const IspImage *self);

/**
 * isp_image_get_n_ranges:
 * @self: an image
 *
 * Returns: how many runs of bytes without a gap it has
 */
guint isp_image_get_n_ranges (const IspImage *self);

/**
 * isp_image_get_range:
 * @self: an image
 * @i: below isp_image_get_n_ranges()
 *
 * Returns: a run of bytes without a gap; they ascend with @i and are never adjacent
 */
IspRange isp_image_get_range (const IspImage *self, guint i);

/**
 * isp_image_has:
 * @self: an image
 * @address: a byte address
 *
 * Returns: %TRUE: there is a byte
 */
gboolean isp_image_has (const IspImage *self, guint32 address);

/**
 * isp_image_read:
 * @self: an image
 * @start: address of the first byte
 * @out: (array length=len) (out caller-allocates): where the bytes go
 * @len: how many
 * @fill: what stands for bytes that the image does not have
 */
void isp_image_read (const IspImage *self, guint32 start, guint8 *out, gsize len, guint8 fill);

/**
 * isp_image_equal:
 * @a: an image
 * @b: an image
 *
 * Returns: %TRUE: the same addresses with the same bytes
 */
gboolean isp_image_equal (const IspImage *a, const IspImage *b);

/**
 * isp_image_get_sha256:
 * @self: an image
 *
 * Returns: (transfer full): lower-case hex SHA-256 of the bytes from first to last, gaps as FF
 */
char *isp_image_get_sha256 (const IspImage *self);

/**
 * isp_image_get_range_sha256:
 * @self: an image
 * @start: the first address
 * @end: the last address + 1
 *
 * Returns: (transfer full): lower-case hex SHA-256 of all bytes from @start on up to @end; what the
 *   image does not have counts as FF
 */
char *isp_image_get_range_sha256 (const IspImage *self, guint32 start, guint32 end);

/* ── pages ── */

/**
 * isp_image_next_page:
 * @self: an image
 * @page_size: a power of two, in bytes
 * @address: (inout): in: where to begin to look, 0 at first and then the last page + @page_size;
 *   out: where the page starts
 *
 * Finds the next page that holds a byte.
 *
 * Returns: %FALSE: there is none
 */
gboolean isp_image_next_page (const IspImage *self, guint32 page_size, guint32 *address);

/**
 * isp_image_count_pages:
 * @self: an image
 * @page_size: a power of two, in bytes
 *
 * Returns: how many pages hold a byte
 */
guint isp_image_count_pages (const IspImage *self, guint32 page_size);

/**
 * isp_image_is_blank:
 * @self: an image
 * @start: the first address
 * @len: how many bytes
 *
 * Returns: %TRUE: the image has nothing but FF there, or nothing at all
 */
gboolean isp_image_is_blank (const IspImage *self, guint32 start, gsize len);

/* ── whole images ── */

/**
 * isp_image_slice:
 * @self: an image
 * @start: the first address
 * @end: the last address + 1
 *
 * Returns: (transfer full): the bytes from @start on up to @end, at their addresses; an image that
 *   can be changed
 */
IspImage *isp_image_slice (const IspImage *self, guint32 start, guint32 end);

/**
 * isp_image_get_overlaps:
 * @a: an image
 * @b: an image
 *
 * Returns: (transfer full) (element-type IspOverlap): where both have bytes, ascending; runs of
 *   equal and of differing bytes are elements of their own
 */
GArray *isp_image_get_overlaps (const IspImage *a, const IspImage *b);

/**
 * isp_image_merge:
 * @a: an image
 * @b: an image
 * @error: #ISP_ERROR_OVERLAP, naming the ranges in which both have other bytes
 *
 * Returns: (transfer full) (nullable): the bytes of both, in an image that can be changed
 */
IspImage *isp_image_merge (const IspImage *a, const IspImage *b, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspImage, isp_image_unref)

G_END_DECLS
