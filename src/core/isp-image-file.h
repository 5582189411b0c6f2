/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file holds, and the table of formats that read and write it. */
#pragma once

#include "isp-image.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ISP_SECTION_RAM:
 *
 * Where RAM starts in files of avr-gcc, which put every memory at an address of its own. Below it
 * is flash.
 */
#define ISP_SECTION_RAM 0x800000u

/**
 * ISP_SECTION_EEPROM:
 *
 * Where the EEPROM starts in files of avr-gcc.
 */
#define ISP_SECTION_EEPROM 0x810000u

/**
 * ISP_SECTION_FUSE:
 *
 * Where the fuses start in files of avr-gcc: low, high, extended.
 */
#define ISP_SECTION_FUSE 0x820000u

/**
 * ISP_SECTION_LOCK:
 *
 * Where the lock byte stands in files of avr-gcc.
 */
#define ISP_SECTION_LOCK 0x830000u

/**
 * ISP_SECTION_SIGNATURE:
 *
 * Where the signature starts in files of avr-gcc.
 */
#define ISP_SECTION_SIGNATURE 0x840000u

/**
 * ISP_SECTION_SIZE:
 *
 * How many bytes of addresses each section has that is not flash.
 */
#define ISP_SECTION_SIZE 0x010000u

/**
 * IspImageFile:
 *
 * What an image file holds. Its maker fills it; once it is shared it never changes, and any thread
 * may read it.
 */
typedef struct
{
  gatomicrefcount refs;
  char *title;        /* display name: the file's base name, or the preset's; may be NULL */
  GBytes *bytes;      /* the file's contents; NULL: not from a file */
  const char *format; /* id of the format that read it: "ihex", "srec", "elf", "bin" */
  IspImage *flash;    /* never NULL */
  IspImage *eeprom;   /* never NULL */
  guint8 fuse[3];     /* low, high, extended */
  guint8 n_fuses;     /* how many of fuse[] the file has: 0–3 */
  guint8 lock;
  gboolean has_lock;
  guint8 signature[3];
  gboolean has_signature;
  gsize ram_bytes; /* zeros for RAM, which are left out */
} IspImageFile;

/**
 * IspFormat:
 *
 * One format of image files. Rows are const and live for ever.
 */
typedef struct
{
  const char *id;
  const char *name;     /* for people: "Intel HEX" */
  const char *suffixes; /* "hex ihex ihx eep" */
  gboolean is_text;     /* sniff and read get UTF-8 without a mark */
  gboolean (*sniff) (const guint8 *data, gsize len);
  gboolean (*read) (const guint8 *data, gsize len, IspImageFile *out, GError **error);
  GBytes *(*write) (const IspImage *image, GError **error); /* NULL: cannot be written */
} IspFormat;

/**
 * isp_format_get:
 * @i: index, from 0
 *
 * Walks through the formats. The last one is raw binary.
 *
 * Returns: (transfer none) (nullable): the format at @i; %NULL past the last
 */
const IspFormat *isp_format_get (guint i);

/**
 * isp_format_by_id:
 * @id: "ihex", "srec", "elf" or "bin"
 *
 * Looks a format up by its id.
 *
 * Returns: (transfer none) (nullable): the format; %NULL if there is none with this id
 */
const IspFormat *isp_format_by_id (const char *id);

/**
 * isp_image_file_new:
 * @title: (nullable): what to call it
 *
 * Makes an image file with empty images, for the caller to fill.
 *
 * Returns: (transfer full): the image file
 */
IspImageFile *isp_image_file_new (const char *title);

/**
 * isp_image_file_take_flash:
 * @self: one that is still being filled
 * @flash: (transfer full): its new contents of flash
 *
 * Replaces the contents of flash.
 */
void isp_image_file_take_flash (IspImageFile *self, IspImage *flash);

/**
 * isp_image_file_copy:
 * @self: an image file
 *
 * Makes a copy that the caller may change; use isp_image_file_ref() to share it as it is. The
 * images themselves are shared, and sealed.
 *
 * Returns: (transfer full): the copy
 */
IspImageFile *isp_image_file_copy (const IspImageFile *self);

/**
 * isp_image_file_ref:
 * @self: an image file
 *
 * Shares an image file, and seals its images. From now on nobody may change it. Any thread.
 *
 * Returns: (transfer full): @self
 */
IspImageFile *isp_image_file_ref (const IspImageFile *self);

/**
 * isp_image_file_unref:
 * @self: (nullable) (transfer full): an image file
 *
 * Drops a reference; the last one frees it. Any thread.
 */
void isp_image_file_unref (const IspImageFile *self);

/**
 * isp_image_file_parse:
 * @bytes: the contents of a file
 * @title: (nullable): what to call it
 * @error: %ISP_ERROR_BAD_FILE: it is something else; %ISP_ERROR_DAMAGED_FILE, for text formats as
 *   "Line L, column C: what is wrong"
 *
 * Reads an image. The contents tell the format; raw binary starts at address 0. EEPROM, fuses, lock
 * and signature are sorted out of the addresses of avr-gcc into their own members. An empty file is
 * an error. Any thread.
 *
 * Returns: (transfer full) (nullable): the image file; its images are sealed
 */
IspImageFile *isp_image_file_parse (GBytes *bytes, const char *title, GError **error);

/**
 * isp_image_file_load:
 * @file: a file
 * @cancellable: (nullable): stops the reading
 * @error: %ISP_ERROR_BAD_FILE, %ISP_ERROR_DAMAGED_FILE, the message starting with the file's name;
 *   G_IO_ERROR
 *
 * Reads a file of at most 64 MiB as isp_image_file_parse() does. Blocking, any thread.
 *
 * Returns: (transfer full) (nullable): the image file; its images are sealed
 */
IspImageFile *isp_image_file_load (GFile *file, GCancellable *cancellable, GError **error);

/**
 * isp_image_file_load_for:
 * @file: a file
 * @flash_size: size of the chip's flash in bytes; 0: not known
 * @cancellable: (nullable): stops the reading
 * @error: %ISP_ERROR_BAD_FILE, %ISP_ERROR_DAMAGED_FILE, %ISP_ERROR_DOES_NOT_FIT, G_IO_ERROR
 *
 * Reads a file for a known chip, as isp_image_file_load() does. A file that contradicts itself and
 * also runs past the end of flash is %ISP_ERROR_DOES_NOT_FIT: the message gives both ends, which
 * helps more. Blocking, any thread.
 *
 * Returns: (transfer full) (nullable): the image file; its images are sealed
 */
IspImageFile *isp_image_file_load_for (GFile *file, guint32 flash_size, GCancellable *cancellable,
                                       GError **error);

/**
 * isp_image_file_is_for_eeprom:
 * @self: an image file
 *
 * Tells contents of the EEPROM from a program: avr-gcc's tools give them a suffix of their own, and
 * start them at address 0 as they do a program. Any thread.
 *
 * Returns: %TRUE if its name says so, or if it has nothing but EEPROM
 */
gboolean isp_image_file_is_for_eeprom (const IspImageFile *self);

/**
 * isp_image_file_get_eeprom:
 * @self: an image file that is meant for the EEPROM
 *
 * Finds what of it goes into the EEPROM: what stands at avr-gcc's address of the EEPROM, else all
 * of it. Any thread.
 *
 * Returns: (transfer none): the contents of the EEPROM, from address 0; as long as @self
 */
IspImage *isp_image_file_get_eeprom (const IspImageFile *self);

/**
 * isp_image_save:
 * @image: what to write
 * @file: where to
 * @format_id: (nullable): "ihex", "srec" or "bin"; %NULL: by the file's suffix, Intel HEX if that
 *   is unknown
 * @error: %ISP_ERROR_UNSUPPORTED, G_FILE_ERROR or G_IO_ERROR
 *
 * Writes an image to a file, replacing it as a whole and syncing it to the disk. Blocking, any
 * thread.
 *
 * Returns: %TRUE on success
 */
gboolean isp_image_save (const IspImage *image, GFile *file, const char *format_id, GError **error);

/**
 * isp_image_check_target:
 * @file: where an image shall be saved
 * @error: %ISP_ERROR_UNSUPPORTED (a format that can only be read), G_IO_ERROR (a folder, no such
 *   folder, no permission)
 *
 * Checks, before a long read of a chip, that an image can be saved to @file: the format by its
 * suffix, the folder, permissions. Writes nothing. Blocking, any thread.
 *
 * Returns: %TRUE if it can be saved as things are now
 */
gboolean isp_image_check_target (GFile *file, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspImageFile, isp_image_file_unref)

G_END_DECLS
