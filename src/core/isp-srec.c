/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Motorola S-records: "S" type, count, address (2–4 bytes by type), data, checksum. */
#include "config.h"

#include "isp-formats-private.h"

#include <glib/gi18n-lib.h>

#define RECORD_DATA 16
#define RECORD_MAX  (1 + 255)

/* Bytes of address per type. S4 is reserved: its checksum is checked, its contents are ignored. */
static const guint8 address_len[10] = { 2, 2, 3, 4, 2, 2, 3, 4, 3, 2 };

typedef struct
{
  IspLines lines;
  IspImage *image;
  guint n_data; /* S1, S2 and S3 so far */
} Reader;

static gboolean
sniff (const guint8 *data, gsize len)
{
  return isp_lines_sniff (data, len, 'S', TRUE);
}

static guint8
checksum (const guint8 *bytes, gsize n)
{
  guint8 sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += bytes[i];
  return ~sum;
}

/* Digits start behind the S and the type. */
static gsize
column_of_byte (gsize i)
{
  return 2 + 2 * i;
}

static gboolean
check_record (const Reader *self, guint type, const guint8 *record, gsize n, GError **error)
{
  if (n < 1 || n < address_len[type] + 2u)
    return isp_lines_fail (&self->lines, self->lines.line_len - 1, error,
                           _ ("The record is too short; the line was cut off"));
  if (n != record[0] + 1u)
    return isp_lines_fail (&self->lines, column_of_byte (0), error,
                           _ ("The record says that it has %u bytes, and has %d"), record[0],
                           (int) n - 1);
  if (checksum (record, n - 1) != record[n - 1])
    return isp_lines_fail (&self->lines, column_of_byte (n - 1), error,
                           _ ("The checksum is %02X, and should be %02X"), record[n - 1],
                           checksum (record, n - 1));
  return TRUE;
}

static gboolean
take_contents (Reader *self, guint type, const guint8 *record, gsize n, GError **error)
{
  guint32 address = 0;
  guint data = 1 + address_len[type];

  for (guint i = 0; i < address_len[type]; i++)
    address = address << 8 | record[1 + i];
  switch (type)
    {
    case 1:
    case 2:
    case 3:
      self->n_data++;
      return isp_lines_add (&self->lines, column_of_byte (data), self->image, address,
                            record + data, n - data - 1, error);
    case 5:
    case 6:
      if (address != self->n_data)
        return isp_lines_fail (&self->lines, column_of_byte (1), error,
                               _ ("The file says that it has %u data records, and has %u; lines "
                                  "are missing or too many"),
                               address, self->n_data);
      break;
    case 7:
    case 8:
    case 9:
      self->lines.ended = TRUE;
      break;
    default:
      break;
    }
  return TRUE;
}

static gboolean
take_record (IspLines *lines, gpointer reader, GError **error)
{
  Reader *self = reader;
  const guint8 *line = lines->line;
  guint8 record[RECORD_MAX];
  gsize n;

  if (lines->line_len < 2 || !g_ascii_isdigit (line[1]))
    return isp_lines_fail (lines, MIN (1, lines->line_len - 1), error,
                           _ ("After “S” comes the record’s type, 0 to 9"));
  if (!isp_lines_decode (lines, 2, record, sizeof record, &n, error) ||
      !check_record (self, line[1] - '0', record, n, error))
    return FALSE;
  return take_contents (self, line[1] - '0', record, n, error);
}

static gboolean
read_srec (const guint8 *data, gsize len, IspImageFile *out, GError **error)
{
  Reader self = { .image = out->flash };

  return isp_lines_read (&self.lines, data, len, 'S', take_record, &self, self.image, error);
}

static void
append_record (GString *text, guint type, guint32 address, const guint8 *data, guint8 len)
{
  guint8 record[RECORD_MAX];
  guint n = 0;

  record[n++] = address_len[type] + len + 1;
  for (guint i = address_len[type]; i-- > 0;)
    record[n++] = address >> (8 * i);
  for (guint i = 0; i < len; i++)
    record[n++] = data[i];
  record[n] = checksum (record, n);
  g_string_append_printf (text, "S%u", type);
  for (guint i = 0; i <= n; i++)
    g_string_append_printf (text, "%02X", record[i]);
  g_string_append_c (text, '\n');
}

/* All data records have one type, the smallest that reaches the last address. */
static GBytes *
write_srec (const IspImage *image, GError **error)
{
  GString *text = g_string_new (NULL);
  guint32 end = isp_image_get_end (image);
  guint type = end <= 0x10000 ? 1 : end <= 0x1000000 ? 2 : 3;

  for (guint i = 0; i < isp_image_get_n_ranges (image); i++)
    {
      IspRange range = isp_image_get_range (image, i);

      for (guint32 at = range.start; at < range.end;)
        {
          guint8 data[RECORD_DATA];
          guint8 len = MIN (RECORD_DATA - at % RECORD_DATA, range.end - at);

          isp_image_read (image, at, data, len, 0xFF);
          append_record (text, type, at, data, len);
          at += len;
        }
    }
  append_record (text, 10 - type, 0, NULL, 0);
  return g_string_free_to_bytes (text);
}

const IspFormat isp_format_srec = {
  .id = "srec",
  .name = "Motorola S-record",
  .suffixes = "srec s19 s28 s37 mot",
  .is_text = TRUE,
  .sniff = sniff,
  .read = read_srec,
  .write = write_srec,
};
