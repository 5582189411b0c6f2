/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with whole images, on the public functions of isp-image.h alone. */
#include "config.h"

#include "isp-error.h"
#include "isp-image.h"

#include <glib/gi18n-lib.h>

/* Differing runs closer together than this are named as one: the bytes between are equal by
 * chance. */
#define CHANCE_BYTES 16
#define MAX_NAMED    8

char *
isp_image_get_sha256 (const IspImage *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return isp_image_get_range_sha256 (self, isp_image_get_start (self), isp_image_get_end (self));
}

char *
isp_image_get_range_sha256 (const IspImage *self, guint32 start, guint32 end)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (start <= end, NULL);

  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  while (start < end)
    {
      guint8 chunk[4096];
      gsize len = MIN (sizeof chunk, end - start);

      isp_image_read (self, start, chunk, len, 0xFF);
      g_checksum_update (sum, chunk, len);
      start += len;
    }
  return g_strdup (g_checksum_get_string (sum));
}

IspImage *
isp_image_slice (const IspImage *self, guint32 start, guint32 end)
{
  IspImage *slice = isp_image_new ();

  g_return_val_if_fail (self != NULL, slice);

  for (guint i = 0; i < isp_image_get_n_ranges (self); i++)
    {
      IspRange range = isp_image_get_range (self, i);
      guint32 from = MAX (range.start, start), to = MIN (range.end, end);

      if (from >= to)
        continue;
      g_autofree guint8 *data = g_malloc (to - from);
      isp_image_read (self, from, data, to - from, 0xFF);
      isp_image_put (slice, from, data, to - from);
    }
  return slice;
}

static void
append_runs (GArray *overlaps, const IspImage *a, const IspImage *b, guint32 start, guint32 end)
{
  gsize len = end - start;
  g_autofree guint8 *of_a = g_malloc (len);
  g_autofree guint8 *of_b = g_malloc (len);

  isp_image_read (a, start, of_a, len, 0xFF);
  isp_image_read (b, start, of_b, len, 0xFF);
  for (gsize i = 0; i < len;)
    {
      IspOverlap run = { { start + i, start + i }, of_a[i] != of_b[i] };

      for (; i < len && (of_a[i] != of_b[i]) == run.differs; i++)
        run.range.end++;
      g_array_append_val (overlaps, run);
    }
}

GArray *
isp_image_get_overlaps (const IspImage *a, const IspImage *b)
{
  GArray *overlaps = g_array_new (FALSE, FALSE, sizeof (IspOverlap));

  g_return_val_if_fail (a != NULL && b != NULL, overlaps);

  guint i = 0, k = 0;
  while (i < isp_image_get_n_ranges (a) && k < isp_image_get_n_ranges (b))
    {
      IspRange in_a = isp_image_get_range (a, i), in_b = isp_image_get_range (b, k);
      guint32 start = MAX (in_a.start, in_b.start), end = MIN (in_a.end, in_b.end);

      if (start < end)
        append_runs (overlaps, a, b, start, end);
      if (in_a.end <= in_b.end)
        i++;
      else
        k++;
    }
  return overlaps;
}

GArray *
isp_image_get_conflicts (const IspImage *a, const IspImage *b)
{
  g_autoptr (GArray) overlaps = isp_image_get_overlaps (a, b);
  GArray *places = g_array_new (FALSE, FALSE, sizeof (IspRange));

  for (guint i = 0; i < overlaps->len; i++)
    {
      const IspOverlap *overlap = &g_array_index (overlaps, IspOverlap, i);
      IspRange *last = places->len ? &g_array_index (places, IspRange, places->len - 1) : NULL;

      if (!overlap->differs)
        continue;
      if (last && overlap->range.start - last->end < CHANCE_BYTES)
        last->end = overlap->range.end;
      else
        g_array_append_val (places, overlap->range);
    }
  return places;
}

char *
isp_image_name_conflicts (const IspImage *a, const IspImage *b)
{
  g_autoptr (GArray) places = isp_image_get_conflicts (a, b);
  GString *text;

  if (places->len == 0)
    return NULL;
  text = g_string_new (NULL);
  for (guint i = 0; i < MIN (places->len, MAX_NAMED); i++)
    {
      IspRange range = g_array_index (places, IspRange, i);

      g_string_append_printf (text, "%s0x%04X", i ? ", " : "", range.start);
      if (range.end - range.start > 1)
        g_string_append_printf (text, "–0x%04X", range.end - 1);
    }
  if (places->len > MAX_NAMED)
    g_string_append_printf (text, _ (" and %u more"), places->len - MAX_NAMED);
  return g_string_free (text, FALSE);
}

IspImage *
isp_image_merge (const IspImage *a, const IspImage *b, GError **error)
{
  g_return_val_if_fail (a != NULL && b != NULL, NULL);

  g_autofree char *conflicts = isp_image_name_conflicts (a, b);
  if (conflicts)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_OVERLAP,
                   _ ("Both images have their own bytes at %s"), conflicts);
      return NULL;
    }

  IspImage *merged = isp_image_copy (a);
  for (guint i = 0; i < isp_image_get_n_ranges (b); i++)
    {
      IspRange range = isp_image_get_range (b, i);
      gsize len = range.end - range.start;
      g_autofree guint8 *data = g_malloc (len);

      isp_image_read (b, range.start, data, len, 0xFF);
      isp_image_put (merged, range.start, data, len);
    }
  return merged;
}
