/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What isp-image-file.c shares with the formats, which have one file each. */
#pragma once

#include "isp-error.h"
#include "isp-image-file.h"

G_BEGIN_DECLS

extern const IspFormat isp_format_ihex;
extern const IspFormat isp_format_srec;
extern const IspFormat isp_format_elf;
extern const IspFormat isp_format_bin;

/* The end of the addresses of an AVR: flash, EEPROM, fuses, lock and signature. A file that goes
 * further is for another kind of chip. */
#define ISP_ADDRESS_END (ISP_SECTION_SIGNATURE + ISP_SECTION_SIZE)

/* Converts text in UTF-16, with or without a byte order mark, and in UTF-8 with one, to UTF-8
 * without a mark. Returns anything else as it is. Transfer full. */
GBytes *isp_text_decode (GBytes *bytes);

/* Recognizes files that are not images, by their first bytes. Returns a translated sentence that
 * says what to do instead, borrowed; NULL: it may be an image. */
const char *isp_not_images_find (const guint8 *data, gsize len);

/* ── addresses ── */

/* Returns why a file may not have bytes at [address, address + len), a translated sentence to be
 * freed with g_free; NULL: an AVR has a memory there. */
char *isp_sections_refuse (guint64 address, guint64 len);

/* Moves the sections of avr-gcc (0x810000 and up) from self->flash into their own members, and
 * leaves out zeros for RAM. FALSE with ISP_ERROR_BAD_FILE: a section has the wrong size, or RAM has
 * contents. */
gboolean isp_sections_sort (IspImageFile *self, GError **error);

/* ── lines of digits: Intel HEX and SREC ── */

/* A walk through text, line by line. LF, CRLF and a lone CR end a line. */
typedef struct
{
  const guint8 *data;
  gsize len;
  gsize next; /* where the next line starts */
  const guint8 *line;
  gsize line_len;   /* without spaces at either end */
  guint number;     /* of the line, from 1 */
  guint column;     /* of line[0], from 1 */
  GError *conflict; /* the first place where the file contradicts itself */
  gboolean ended;   /* an end-of-file record came; set by the format */
} IspLines;

/* Reads the record in lines->line. Returns FALSE with an error to end the walk. */
typedef gboolean (*IspRecordFunc) (IspLines *lines, gpointer reader, GError **error);

/* Calls take for every record, that is every line that is not blank or a comment. Each must start
 * with mark, and the end-of-file record must be the last. A comment starts with ";", "#" or "//"
 * and runs to the end of the line. image: where take puts the data, see isp_lines_add().
 * ISP_ERROR_OVERLAP: the file contradicts itself, which isp_image_file_parse() reports as
 * ISP_ERROR_DAMAGED_FILE. */
gboolean isp_lines_read (IspLines *self, const guint8 *data, gsize len, char mark,
                         IspRecordFunc take, gpointer reader, const IspImage *image,
                         GError **error);

/* Sets ISP_ERROR_DAMAGED_FILE "Line L, column C: …" for the character at offset at of the line.
 * Always FALSE. */
gboolean isp_lines_fail (const IspLines *self, gsize at, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

/* Converts the hex digits from offset at to the end of the line into *n bytes, max at most. */
gboolean isp_lines_decode (const IspLines *self, gsize at, guint8 *out, gsize max, gsize *n,
                           GError **error);

/* Adds the data of a record to image; at: the offset in the line where its digits start. Fails for
 * addresses that an AVR does not have. A byte that is there with another value is remembered in
 * conflict and replaced: isp_lines_read() reports it when it is known how far the file goes. */
gboolean isp_lines_add (IspLines *self, gsize at, IspImage *image, guint32 address,
                        const guint8 *data, gsize len, GError **error);

/* Tells whether the first record, after blank lines and comments, starts with mark, then a digit if
 * digit_after, then text. */
gboolean isp_lines_sniff (const guint8 *data, gsize len, char mark, gboolean digit_after);

G_END_DECLS
