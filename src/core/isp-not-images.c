/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that people mistake for images, recognized by their first bytes, each with what to do
 * instead. A new kind is a row here. */
#include "config.h"

#include "isp-formats-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define ARCHIVE N_ ("This is an archive; unpack it, and choose the .hex file inside")
#define PICTURE N_ ("This is a picture or a document, not an image for a chip")
#define PROGRAM N_ ("This is a program for a computer, not for an AVR")
#define OTHER_CHIP                                                                                 \
  N_ ("This file is for a chip with an ARM or ESP core, not for an AVR; choose the .hex file "     \
      "that "                                                                                      \
      "was built for this keyboard’s AVR")

/* clang-format off */
static const struct
{
  guint offset;
  const char *bytes;
  guint len;
  const char *text;
} starts[] = {
  { 0,   "PK\003\004",           4, ARCHIVE },
  { 0,   "PK\005\006",           4, ARCHIVE },
  { 0,   "\x1F\x8B\x08",         3, ARCHIVE },             /* gzip */
  { 0,   "BZh",                  3, ARCHIVE },
  { 0,   "\xFD" "7zXZ",          5, ARCHIVE },
  { 0,   "7z\xBC\xAF\x27\x1C",   6, ARCHIVE },
  { 0,   "Rar!\x1A\x07",         6, ARCHIVE },
  { 0,   "\x28\xB5\x2F\xFD",     4, ARCHIVE },             /* Zstandard */
  { 0,   "MSCF\0\0\0\0",         8, ARCHIVE },             /* cabinet */
  { 257, "ustar",                5, ARCHIVE },
  { 0,   "!<arch>\n",            8, N_ ("This is a library of object files; link it, and choose the .elf or .hex file") },
  { 0,   "%PDF",                 4, PICTURE },
  { 0,   "\x89PNG",              4, PICTURE },
  { 0,   "\xFF\xD8\xFF",         3, PICTURE },             /* JPEG */
  { 0,   "GIF8",                 4, PICTURE },
  { 0,   "\xD0\xCF\x11\xE0",     4, PICTURE },             /* old office documents */
  { 0,   "UF2\n",                4, N_ ("This is a UF2 file, for boards that show themselves as a drive, not for an AVR; choose the .hex file that was built for this keyboard’s AVR") },
  { 0,   "DfuSe",                5, OTHER_CHIP },
  { 0,   "MZ\x90",               3, PROGRAM },
  { 0,   "\xCF\xFA\xED\xFE",     4, PROGRAM },             /* Mach-O */
};
/* clang-format on */

static guint32
get_le32 (const guint8 *data)
{
  return data[0] | data[1] << 8 | data[2] << 16 | (guint32) data[3] << 24;
}

static guint
get_be16 (const guint8 *data)
{
  return data[0] << 8 | data[1];
}

/* AVR Studio’s COFF: its magic number, few sections, and one of two sizes of optional header. */
static gboolean
is_coff (const guint8 *data, gsize len)
{
  return len >= 20 && get_be16 (data) == 0x0A12 && get_be16 (data + 2) < 64 &&
         (get_be16 (data + 16) == 0 || get_be16 (data + 16) == 28);
}

/* Cortex-M: the stack’s end in RAM, then addresses of handlers, all odd and in one memory. */
static gboolean
is_cortex (const guint8 *data, gsize len)
{
  guint32 reset = len >= 16 ? get_le32 (data + 4) : 0;

  if (len < 16 || get_le32 (data) >> 28 != 2 || get_le32 (data) % 4 != 0)
    return FALSE;
  for (guint i = 4; i < 16; i += 4)
    if (get_le32 (data + i) % 2 != 1 || get_le32 (data + i) >> 24 != reset >> 24)
      return FALSE;
  return TRUE;
}

/* Espressif: the magic number, how many segments, how the flash is wired, an entry in 0x40…. */
static gboolean
is_esp (const guint8 *data, gsize len)
{
  return len >= 24 && data[0] == 0xE9 && data[1] >= 1 && data[1] <= 16 && data[2] <= 5 &&
         get_le32 (data + 4) >> 24 == 0x40;
}

/* “UFD”, and the length of the suffix, eight bytes before the end (USB DFU 1.1, appendix B). */
static gboolean
is_dfu (const guint8 *data, gsize len)
{
  return len > 16 && memcmp (data + len - 8, "UFD\x10", 4) == 0;
}

static gboolean
is_web_page (const guint8 *data, gsize len)
{
  g_autofree char *start = g_ascii_strdown ((const char *) data, MIN (len, 512));

  return strstr (start, "<!doctype") != NULL || strstr (start, "<html") != NULL;
}

static gboolean
is_json (const guint8 *data, gsize len)
{
  gsize i = 0;

  while (i < len && g_ascii_isspace (data[i]))
    i++;
  if (i >= len || (data[i] != '{' && data[i] != '['))
    return FALSE;
  for (i++; i < len && g_ascii_isspace (data[i]);)
    i++;
  return i < len && (data[i] == '"' || data[i] == '{' || data[i] == '[' || data[i] == '}');
}

static const struct
{
  gboolean (*is) (const guint8 *data, gsize len);
  const char *text;
} rules[] = {
  { is_coff, N_ ("This is a COFF file, which Unbrick does not read; choose the .hex file that was "
                 "built with it") },
  { is_cortex, OTHER_CHIP },
  { is_esp, OTHER_CHIP },
  { is_dfu, N_ ("This is a DFU file, for a bootloader’s own tool; choose the .hex file") },
  { is_web_page, N_ ("This is a web page, not an image; save the file itself (“Raw” or "
                     "“Download”)") },
  { is_json, N_ ("This is a JSON file, such as a keymap; compile it first, and choose the .hex "
                 "file") },
};

const char *
isp_not_images_find (const guint8 *data, gsize len)
{
  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (len >= starts[i].offset + starts[i].len &&
        memcmp (data + starts[i].offset, starts[i].bytes, starts[i].len) == 0)
      return _ (starts[i].text);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].is (data, len))
      return _ (rules[i].text);
  return NULL;
}
