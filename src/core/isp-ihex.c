/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intel HEX: ":" count, address (2), type, data, checksum; as in Intel's specification of 1988,
 * revision A. */
#include "config.h"

#include "isp-formats-private.h"

#include <glib/gi18n-lib.h>

#define RECORD_DATA 16
#define RECORD_MAX  (1 + 2 + 1 + 255 + 1)

enum
{
  TYPE_DATA,
  TYPE_END,
  TYPE_SEGMENT,       /* bits 4–19 of the base; addresses wrap within its 64 KiB */
  TYPE_START_SEGMENT, /* CS:IP */
  TYPE_LINEAR,        /* bits 16–31 of the base; no wrap */
  TYPE_START_LINEAR,  /* EIP */
  N_TYPES
};

/* How much data each type must have; -1: any. */
static const gint8 type_len[N_TYPES] = { -1, 0, 2, 4, 2, 4 };

typedef struct
{
  IspLines lines;
  IspImage *image;
  guint32 base;
  gboolean segmented;
} Reader;

static gboolean
sniff (const guint8 *data, gsize len)
{
  return isp_lines_sniff (data, len, ':', FALSE);
}

static guint8
checksum (const guint8 *bytes, gsize n)
{
  guint8 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += bytes[i];
  return -sum;
}

/* Digits start behind the colon. */
static gsize
column_of_byte (gsize i)
{
  return 1 + 2 * i;
}

static gboolean
check_record (const Reader *self, const guint8 *record, gsize n, GError **error)
{
  if (n < 5)
    return isp_lines_fail (&self->lines, self->lines.line_len - 1, error,
                           _ ("The record is too short; the line was cut off"));
  if (n != record[0] + 5u)
    return isp_lines_fail (&self->lines, column_of_byte (0), error,
                           _ ("The record says that it has %u bytes, and has %d"), record[0],
                           (int) n - 5);
  if (checksum (record, n - 1) != record[n - 1])
    return isp_lines_fail (&self->lines, column_of_byte (n - 1), error,
                           _ ("The checksum is %02X, and should be %02X"), record[n - 1],
                           checksum (record, n - 1));
  if (record[3] >= N_TYPES)
    return isp_lines_fail (&self->lines, column_of_byte (3), error,
                           _ ("Record type %02X is not known"), record[3]);
  if (type_len[record[3]] >= 0 && record[0] != type_len[record[3]])
    return isp_lines_fail (&self->lines, column_of_byte (0), error,
                           _ ("A record of type %02X has %d bytes, this one %u"), record[3],
                           type_len[record[3]], record[0]);
  return TRUE;
}

static gboolean
add_data (Reader *self, guint16 offset, const guint8 *data, gsize len, GError **error)
{
  gsize head = len;

  if (self->segmented && offset + len > 0x10000)
    head = 0x10000 - offset;
  if (self->base > G_MAXUINT32 - 0x10000 - 255)
    return isp_lines_add (&self->lines, column_of_byte (4), self->image, self->base, data, len,
                          error);
  return isp_lines_add (&self->lines, column_of_byte (4), self->image, self->base + offset, data,
                        head, error) &&
         isp_lines_add (&self->lines, column_of_byte (4 + head), self->image, self->base,
                        data + head, len - head, error);
}

static gboolean
take_record (IspLines *lines, gpointer reader, GError **error)
{
  Reader *self = reader;
  guint8 record[RECORD_MAX];
  gsize n;

  if (!isp_lines_decode (lines, 1, record, sizeof record, &n, error) ||
      !check_record (self, record, n, error))
    return FALSE;

  switch (record[3])
    {
    case TYPE_DATA:
      return add_data (self, record[1] << 8 | record[2], record + 4, record[0], error);
    case TYPE_END:
      lines->ended = TRUE;
      break;
    case TYPE_SEGMENT:
      self->base = (guint32) (record[4] << 8 | record[5]) << 4;
      self->segmented = TRUE;
      break;
    case TYPE_LINEAR:
      self->base = (guint32) (record[4] << 8 | record[5]) << 16;
      self->segmented = FALSE;
      break;
    default: /* start addresses: an AVR starts where its fuses say */
      break;
    }
  return TRUE;
}

static gboolean
read_ihex (const guint8 *data, gsize len, IspImageFile *out, GError **error)
{
  Reader self = { .image = out->flash };

  return isp_lines_read (&self.lines, data, len, ':', take_record, &self, self.image, error);
}

static void
append_record (GString *text, guint8 type, guint16 address, const guint8 *data, guint8 len)
{
  guint8 record[RECORD_MAX] = { len, address >> 8, address & 0xFF, type };
  static const char digits[] = "0123456789ABCDEF";

  for (guint i = 0; i < len; i++)
    record[4 + i] = data[i];
  record[4 + len] = checksum (record, 4 + len);
  g_string_append_c (text, ':');
  for (guint i = 0; i < len + 5u; i++)
    {
      g_string_append_c (text, digits[record[i] >> 4]);
      g_string_append_c (text, digits[record[i] & 0xF]);
    }
  g_string_append_c (text, '\n');
}

static void
append_range (GString *text, const IspImage *image, IspRange range, guint32 *upper)
{
  for (guint32 at = range.start; at < range.end;)
    {
      guint8 data[RECORD_DATA];
      /* Records end at multiples of 16, so they never cross 64 KiB. */
      guint8 len = MIN (RECORD_DATA - at % RECORD_DATA, range.end - at);

      if (at >> 16 != *upper)
        {
          guint8 base[2] = { at >> 24, (at >> 16) & 0xFF };

          append_record (text, TYPE_LINEAR, 0, base, 2);
          *upper = at >> 16;
        }
      isp_image_read (image, at, data, len, 0xFF);
      append_record (text, TYPE_DATA, at & 0xFFFF, data, len);
      at += len;
    }
}

static GBytes *
write_ihex (const IspImage *image, GError **error)
{
  GString *text = g_string_sized_new (isp_image_get_size (image) * 3 + 64);
  guint32 upper = 0;

  for (guint i = 0; i < isp_image_get_n_ranges (image); i++)
    append_range (text, image, isp_image_get_range (image, i), &upper);
  append_record (text, TYPE_END, 0, NULL, 0);
  return g_string_free_to_bytes (text);
}

const IspFormat isp_format_ihex = {
  .id = "ihex",
  .name = "Intel HEX",
  .suffixes = "hex ihex ihx eep",
  .is_text = TRUE,
  .sniff = sniff,
  .read = read_ihex,
  .write = write_ihex,
};
