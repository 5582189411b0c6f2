/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes are kept in blocks of 256 in a balanced tree, each with a bit per byte that is present.
 * Bytes that are not present are 0 in their block, so blocks compare with memcmp. The list of
 * ranges is made when it is first needed, at the latest by sealing: a sealed image is only read, so
 * it needs no lock. */
#include "config.h"

#include "isp-image.h"

#include "isp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK_SIZE    256u
#define BLOCK_WORDS   (BLOCK_SIZE / 64)
#define ADDRESS_LIMIT 0x80000000u

typedef struct
{
  guint8 data[BLOCK_SIZE];
  guint64 has[BLOCK_WORDS];
} Block;

struct _IspImage
{
  gatomicrefcount refs;
  GTree *blocks; /* address / 256 → Block */
  gsize size;
  gboolean sealed;
  GArray *ranges; /* IspRange; NULL: not made yet */
};

static int
compare_keys (gconstpointer a, gconstpointer b, gpointer data)
{
  return GPOINTER_TO_UINT (a) < GPOINTER_TO_UINT (b)   ? -1
         : GPOINTER_TO_UINT (a) > GPOINTER_TO_UINT (b) ? 1
                                                       : 0;
}

static inline gboolean
block_has (const Block *block, guint i)
{
  return (block->has[i / 64] >> (i % 64)) & 1;
}

static Block *
find_block (const IspImage *self, guint32 address)
{
  return g_tree_lookup (self->blocks, GUINT_TO_POINTER (address / BLOCK_SIZE));
}

static guint32
node_address (GTreeNode *node)
{
  return GPOINTER_TO_UINT (g_tree_node_key (node)) * BLOCK_SIZE;
}

/* The block that holds address, or the first one after it. */
static GTreeNode *
lower_node (const IspImage *self, guint32 address)
{
  return g_tree_lower_bound (self->blocks, GUINT_TO_POINTER (address / BLOCK_SIZE));
}

IspImage *
isp_image_new (void)
{
  IspImage *self = g_new0 (IspImage, 1);

  g_atomic_ref_count_init (&self->refs);
  self->blocks = g_tree_new_full (compare_keys, NULL, NULL, g_free);
  return self;
}

IspImage *
isp_image_new_from_data (guint32 start, const guint8 *data, gsize len)
{
  IspImage *self = isp_image_new ();

  isp_image_put (self, start, data, len);
  return self;
}

IspImage *
isp_image_copy (const IspImage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  IspImage *copy = isp_image_new ();
  for (GTreeNode *node = g_tree_node_first (self->blocks); node; node = g_tree_node_next (node))
    {
      Block *block = g_memdup2 (g_tree_node_value (node), sizeof (Block));
      g_tree_insert (copy->blocks, g_tree_node_key (node), block);
    }
  copy->size = self->size;
  return copy;
}

static const GArray *get_ranges (const IspImage *self);

void
isp_image_seal (const IspImage *self)
{
  g_return_if_fail (self != NULL);

  if (self->sealed)
    return;
  get_ranges (self);
  ((IspImage *) self)->sealed = TRUE;
}

IspImage *
isp_image_ref (const IspImage *self)
{
  IspImage *own = (IspImage *) self;

  g_return_val_if_fail (self != NULL, NULL);

  isp_image_seal (self);
  g_atomic_ref_count_inc (&own->refs);
  return own;
}

void
isp_image_unref (const IspImage *self)
{
  IspImage *own = (IspImage *) self;

  if (!self || !g_atomic_ref_count_dec (&own->refs))
    return;
  g_tree_unref (own->blocks);
  g_clear_pointer (&own->ranges, g_array_unref);
  g_free (own);
}

/* The first address in [start, start + len) that is there with another value; FALSE: none. */
static gboolean
find_conflict (const IspImage *self, guint32 start, const guint8 *data, gsize len,
               guint32 *conflict)
{
  const Block *block = NULL;

  for (gsize i = 0; i < len; i++)
    {
      guint32 address = start + i;
      guint at = address % BLOCK_SIZE;

      if (i == 0 || at == 0)
        block = find_block (self, address);
      if (block && block_has (block, at) && block->data[at] != data[i])
        {
          *conflict = address;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
isp_image_add (IspImage *self, guint32 start, const guint8 *data, gsize len, GError **error)
{
  guint32 conflict;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (!self->sealed, FALSE);
  g_return_val_if_fail (data != NULL || len == 0, FALSE);

  if (len > ADDRESS_LIMIT || start > ADDRESS_LIMIT - len)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_DOES_NOT_FIT,
                   _ ("Address 0x%04X is beyond what an image can hold"), start);
      return FALSE;
    }
  if (find_conflict (self, start, data, len, &conflict))
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_OVERLAP,
                   _ ("Address 0x%04X is given twice, with different values"), conflict);
      return FALSE;
    }
  isp_image_put (self, start, data, len);
  return TRUE;
}

/* start + len must not pass 0x80000000. */
void
isp_image_put (IspImage *self, guint32 start, const guint8 *data, gsize len)
{
  Block *block = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->sealed);
  g_return_if_fail (data != NULL || len == 0);
  g_return_if_fail (len <= ADDRESS_LIMIT && start <= ADDRESS_LIMIT - len);

  g_clear_pointer (&self->ranges, g_array_unref);
  for (gsize i = 0; i < len; i++)
    {
      guint32 address = start + i;
      guint at = address % BLOCK_SIZE;

      if (i == 0 || at == 0)
        block = find_block (self, address);
      if (!block)
        {
          block = g_new0 (Block, 1);
          g_tree_insert (self->blocks, GUINT_TO_POINTER (address / BLOCK_SIZE), block);
        }
      if (!block_has (block, at))
        self->size++;
      block->has[at / 64] |= G_GUINT64_CONSTANT (1) << (at % 64);
      block->data[at] = data[i];
    }
}

/* ── looking ── */

gboolean
isp_image_is_empty (const IspImage *self)
{
  g_return_val_if_fail (self != NULL, TRUE);
  return self->size == 0;
}

gsize
isp_image_get_size (const IspImage *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->size;
}

static void
append_range (GArray *ranges, guint32 start, guint32 end)
{
  IspRange *last = ranges->len ? &g_array_index (ranges, IspRange, ranges->len - 1) : NULL;
  IspRange range = { start, end };

  if (last && last->end == start)
    last->end = end;
  else
    g_array_append_val (ranges, range);
}

static void
append_block_ranges (GArray *ranges, guint32 base, const Block *block)
{
  for (guint w = 0; w < BLOCK_WORDS; w++)
    {
      guint32 address = base + w * 64;
      guint64 bits = block->has[w];

      if (bits == G_MAXUINT64)
        append_range (ranges, address, address + 64);
      else
        for (guint i = 0; bits != 0; i++, bits >>= 1)
          if (bits & 1)
            append_range (ranges, address + i, address + i + 1);
    }
}

static const GArray *
get_ranges (const IspImage *self)
{
  IspImage *own = (IspImage *) self;

  if (!own->ranges)
    {
      own->ranges = g_array_new (FALSE, FALSE, sizeof (IspRange));
      for (GTreeNode *node = g_tree_node_first (self->blocks); node; node = g_tree_node_next (node))
        append_block_ranges (own->ranges, node_address (node), g_tree_node_value (node));
    }
  return own->ranges;
}

guint32
isp_image_get_start (const IspImage *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return isp_image_is_empty (self) ? 0 : g_array_index (get_ranges (self), IspRange, 0).start;
}

guint32
isp_image_get_end (const IspImage *self)
{
  g_return_val_if_fail (self != NULL, 0);
  if (isp_image_is_empty (self))
    return 0;
  const GArray *ranges = get_ranges (self);
  return g_array_index (ranges, IspRange, ranges->len - 1).end;
}

guint
isp_image_get_n_ranges (const IspImage *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return get_ranges (self)->len;
}

IspRange
isp_image_get_range (const IspImage *self, guint i)
{
  g_return_val_if_fail (self != NULL, (IspRange){ 0 });
  g_return_val_if_fail (i < get_ranges (self)->len, (IspRange){ 0 });
  return g_array_index (get_ranges (self), IspRange, i);
}

gboolean
isp_image_has (const IspImage *self, guint32 address)
{
  g_return_val_if_fail (self != NULL, FALSE);

  const Block *block = find_block (self, address);
  return block && block_has (block, address % BLOCK_SIZE);
}

void
isp_image_read (const IspImage *self, guint32 start, guint8 *out, gsize len, guint8 fill)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (out != NULL || len == 0);

  guint64 end = (guint64) start + len;
  if (len > 0)
    memset (out, fill, len);
  for (GTreeNode *node = lower_node (self, start); node; node = g_tree_node_next (node))
    {
      const Block *block = g_tree_node_value (node);
      guint32 base = node_address (node);

      if (base >= end)
        break;
      for (guint i = start > base ? start - base : 0; i < BLOCK_SIZE && (guint64) base + i < end;
           i++)
        if (block_has (block, i))
          out[base + i - start] = block->data[i];
    }
}

gboolean
isp_image_equal (const IspImage *a, const IspImage *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  if (a->size != b->size)
    return FALSE;
  GTreeNode *i = g_tree_node_first (a->blocks), *k = g_tree_node_first (b->blocks);
  for (; i && k; i = g_tree_node_next (i), k = g_tree_node_next (k))
    if (g_tree_node_key (i) != g_tree_node_key (k) ||
        memcmp (g_tree_node_value (i), g_tree_node_value (k), sizeof (Block)) != 0)
      return FALSE;
  return !i && !k;
}

/* ── pages ── */

gboolean
isp_image_next_page (const IspImage *self, guint32 page_size, guint32 *address)
{
  g_return_val_if_fail (self != NULL && address != NULL, FALSE);
  g_return_val_if_fail (page_size != 0 && (page_size & (page_size - 1)) == 0, FALSE);

  for (GTreeNode *node = lower_node (self, *address); node; node = g_tree_node_next (node))
    {
      const Block *block = g_tree_node_value (node);
      guint32 base = node_address (node);

      for (guint i = *address > base ? *address - base : 0; i < BLOCK_SIZE; i++)
        if (block_has (block, i))
          {
            *address = (base + i) & ~(page_size - 1);
            return TRUE;
          }
    }
  return FALSE;
}

guint
isp_image_count_pages (const IspImage *self, guint32 page_size)
{
  guint n = 0;

  for (guint32 at = 0; isp_image_next_page (self, page_size, &at); at += page_size)
    n++;
  return n;
}

gboolean
isp_image_is_blank (const IspImage *self, guint32 start, gsize len)
{
  g_return_val_if_fail (self != NULL, TRUE);

  guint64 end = (guint64) start + len;
  for (GTreeNode *node = lower_node (self, start); node; node = g_tree_node_next (node))
    {
      const Block *block = g_tree_node_value (node);
      guint32 base = node_address (node);

      if (base >= end)
        break;
      for (guint i = start > base ? start - base : 0; i < BLOCK_SIZE && (guint64) base + i < end;
           i++)
        if (block_has (block, i) && block->data[i] != 0xFF)
          return FALSE;
    }
  return TRUE;
}
