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
 *
 * A run of byte addresses.
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
 *
 * A run of bytes that two images share, all equal or all different.
 */
typedef struct
{
  IspRange range;
  gboolean differs;
} IspOverlap;

/**
 * isp_image_new:
 *
 * Makes an empty image.
 *
 * Returns: (transfer full): an image that can be changed
 */
IspImage *isp_image_new (void);

/**
 * isp_image_new_from_data:
 * @start: address of the first byte
 * @data: (array length=len): the bytes
 * @len: how many; @start + @len must not pass 0x80000000
 *
 * Makes an image of one run of bytes, which are copied.
 *
 * Returns: (transfer full): an image that can be changed
 */
IspImage *isp_image_new_from_data (guint32 start, const guint8 *data, gsize len);

/**
 * isp_image_copy:
 * @self: an image
 *
 * Makes a copy that the caller may change; use isp_image_ref() to share the image as it is.
 *
 * Returns: (transfer full): an image with the same bytes that can be changed
 */
IspImage *isp_image_copy (const IspImage *self);

/**
 * isp_image_seal:
 * @self: an image
 *
 * Makes the image immutable. Does nothing if it is sealed already.
 */
void isp_image_seal (const IspImage *self);

/**
 * isp_image_ref:
 * @self: an image
 *
 * Shares the image, and seals it for that. Any thread, once it is sealed.
 *
 * Returns: (transfer full): @self
 */
IspImage *isp_image_ref (const IspImage *self);

/**
 * isp_image_unref:
 * @self: (nullable) (transfer full): an image
 *
 * Drops a reference; the last one frees the image. Any thread.
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
 * Tells whether the image has no bytes.
 *
 * Returns: %TRUE if it has none
 */
gboolean isp_image_is_empty (const IspImage *self);

/**
 * isp_image_get_size:
 * @self: an image
 *
 * Counts the bytes of the image. Gaps do not count.
 *
 * Returns: the number of bytes
 */
gsize isp_image_get_size (const IspImage *self);

/**
 * isp_image_get_start:
 * @self: an image
 *
 * The lowest address that has a byte.
 *
 * Returns: the address; 0 if the image is empty
 */
guint32 isp_image_get_start (const IspImage *self);

/**
 * isp_image_get_end:
 * @self: an image
 *
 * The address after the last byte.
 *
 * Returns: the highest address + 1; 0 if the image is empty
 */
guint32 isp_image_get_end (const IspImage *self);

/**
 * isp_image_get_n_ranges:
 * @self: an image
 *
 * Counts the runs of bytes without a gap.
 *
 * Returns: the number of runs
 */
guint isp_image_get_n_ranges (const IspImage *self);

/**
 * isp_image_get_range:
 * @self: an image
 * @i: below isp_image_get_n_ranges()
 *
 * One run of bytes without a gap. Runs ascend with @i, and there is a gap between any two.
 *
 * Returns: the run
 */
IspRange isp_image_get_range (const IspImage *self, guint i);

/**
 * isp_image_has:
 * @self: an image
 * @address: a byte address
 *
 * Tells whether there is a byte at an address.
 *
 * Returns: %TRUE if there is
 */
gboolean isp_image_has (const IspImage *self, guint32 address);

/**
 * isp_image_read:
 * @self: an image
 * @start: the first address
 * @out: (out caller-allocates) (array length=len): where the bytes go
 * @len: how many
 * @fill: the value of addresses without a byte
 *
 * Copies bytes out of the image.
 */
void isp_image_read (const IspImage *self, guint32 start, guint8 *out, gsize len, guint8 fill);

/**
 * isp_image_equal:
 * @a: an image
 * @b: an image
 *
 * Compares two images, addresses and bytes.
 *
 * Returns: %TRUE if both have the same bytes at the same addresses
 */
gboolean isp_image_equal (const IspImage *a, const IspImage *b);

/**
 * isp_image_get_sha256:
 * @self: an image
 *
 * The SHA-256 of the bytes from the first to the last address. Gaps count as FF.
 *
 * Returns: (transfer full): lower-case hex
 */
char *isp_image_get_sha256 (const IspImage *self);

/**
 * isp_image_get_range_sha256:
 * @self: an image
 * @start: the first address
 * @end: the last address + 1
 *
 * The SHA-256 of all addresses in a range. What the image does not have counts as FF.
 *
 * Returns: (transfer full): lower-case hex
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
 * Counts the pages that hold a byte.
 *
 * Returns: the number of pages
 */
guint isp_image_count_pages (const IspImage *self, guint32 page_size);

/**
 * isp_image_is_blank:
 * @self: an image
 * @start: the first address
 * @len: how many bytes
 *
 * Tells whether writing the image would leave a range erased.
 *
 * Returns: %TRUE if the image has only FF there, or nothing
 */
gboolean isp_image_is_blank (const IspImage *self, guint32 start, gsize len);

/* ── whole images ── */

/**
 * isp_image_slice:
 * @self: an image
 * @start: the first address
 * @end: the last address + 1
 *
 * Copies a part of an image. Bytes keep their addresses.
 *
 * Returns: (transfer full): an image that can be changed
 */
IspImage *isp_image_slice (const IspImage *self, guint32 start, guint32 end);

/**
 * isp_image_get_overlaps:
 * @a: an image
 * @b: an image
 *
 * Finds the addresses that both images have. Equal and differing bytes are separate runs.
 *
 * Returns: (transfer full) (element-type IspOverlap): the runs, ascending
 */
GArray *isp_image_get_overlaps (const IspImage *a, const IspImage *b);

/**
 * isp_image_get_conflicts:
 * @a: an image
 * @b: an image
 *
 * Finds where both images have bytes of their own. Places closer together than 16 bytes count as
 * one: what lies between is equal by chance.
 *
 * Returns: (transfer full) (element-type IspRange): the places, ascending
 */
GArray *isp_image_get_conflicts (const IspImage *a, const IspImage *b);

/**
 * isp_image_name_conflicts:
 * @a: an image
 * @b: an image
 *
 * Names where both images have bytes of their own, the first places of many. Translated.
 *
 * Returns: (transfer full) (nullable): "0x7000–0x7FFF, 0x0004"; %NULL: nowhere
 */
char *isp_image_name_conflicts (const IspImage *a, const IspImage *b);

/**
 * isp_image_merge:
 * @a: an image
 * @b: an image
 * @error: %ISP_ERROR_OVERLAP, naming the ranges in which the images differ
 *
 * Combines two images, which must agree wherever both have bytes.
 *
 * Returns: (transfer full) (nullable): an image that can be changed; %NULL if they differ
 */
IspImage *isp_image_merge (const IspImage *a, const IspImage *b, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspImage, isp_image_unref)

G_END_DECLS
