/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between isp-image-file.c and the formats, one file each; nobody else includes this. */
#pragma once

#include "isp-error.h"
#include "isp-image-file.h"

G_BEGIN_DECLS

extern const IspFormat isp_format_ihex;
extern const IspFormat isp_format_srec;
extern const IspFormat isp_format_elf;
extern const IspFormat isp_format_bin;

/* Flash, EEPROM, fuses, lock and signature end here; a file that goes further is for another kind
 * of chip. */
#define ISP_ADDRESS_END (ISP_SECTION_SIGNATURE + ISP_SECTION_SIZE)

/* Text in UTF-16, with or without a mark, or in UTF-8 with one, as UTF-8 without; anything else as
 * it is. Transfer full. */
GBytes *isp_text_decode (GBytes *bytes);

/* What else a file is, by its first bytes, and what to do instead: a sentence; NULL: it may be an
 * image. Borrowed. */
const char *isp_not_images_find (const guint8 *data, gsize len);

/* ── addresses ── */

/* Why [address, address + len) is refused: a sentence; NULL: a memory of an AVR. g_free. */
char *isp_sections_refuse (guint64 address, guint64 len);
/* Cuts the sections at 0x810000… out of flash into their members; zeros for RAM are left out.
 * ISP_ERROR_BAD_FILE: one of another size than it can have, or contents for RAM. */
gboolean isp_sections_sort (IspImageFile *self, GError **error);

/* ── lines of digits: Intel HEX and SREC ── */

/* Walks over text line by line; LF, CRLF and a lone CR end a line. Lines and columns count from
 * 1. */
typedef struct
{
  const guint8 *data;
  gsize len;
  gsize next; /* where the next line starts */
  const guint8 *line;
  gsize line_len; /* without blanks at either end */
  guint number;
  guint column;     /* of line[0] */
  GError *conflict; /* the first place where the file contradicts itself */
  gboolean ended;   /* an end-of-file record came; set by the format */
} IspLines;

/* One record, in lines->line. */
typedef gboolean (*IspRecordFunc) (IspLines *lines, gpointer reader, GError **error);

/* Hands every line that is not blank to take: records that start with mark, up to the end-of-file
 * record, which has to come last. Comments are skipped: from “;”, “#” or “//” on, at the start of
 * a line or behind a record. FALSE with ISP_ERROR_OVERLAP (which isp_image_file_parse turns into
 * BAD_FILE) where the file contradicts itself. */
gboolean isp_lines_read (IspLines *self, const guint8 *data, gsize len, char mark,
                         IspRecordFunc take, gpointer reader, const IspImage *image,
                         GError **error);
/* Sets ISP_ERROR_BAD_FILE "line L, column C: …"; at: offset in the line. Always FALSE. */
gboolean isp_lines_fail (const IspLines *self, gsize at, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);
/* Turns the digits of the line from offset at on into bytes; out holds max. */
gboolean isp_lines_decode (const IspLines *self, gsize at, guint8 *out, gsize max, gsize *n,
                           GError **error);
/* Adds a record's data; at: offset in the line where its digits start. Refuses addresses that no
 * AVR has. Bytes that are there with another value are kept in mind until the end, where it is
 * known how far the file goes. */
gboolean isp_lines_add (IspLines *self, gsize at, IspImage *image, guint32 address,
                        const guint8 *data, gsize len, GError **error);
/* The first character that is neither blank nor in a comment starts records of this kind: mark, a
 * digit where asked, then text. */
gboolean isp_lines_sniff (const guint8 *data, gsize len, char mark, gboolean digit_after);

G_END_DECLS
