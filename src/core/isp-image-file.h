/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file holds, and the table of formats that read and write it. */
#pragma once

#include "isp-image.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Section conventions of avr-gcc ELF files, kept by objcopy in HEX and SREC. All below RAM is
 * flash. */
#define ISP_SECTION_RAM       0x800000u
#define ISP_SECTION_EEPROM    0x810000u
#define ISP_SECTION_FUSE      0x820000u
#define ISP_SECTION_LOCK      0x830000u
#define ISP_SECTION_SIGNATURE 0x840000u
#define ISP_SECTION_SIZE      0x010000u

/* Filled by who made it; from then on it never changes, and any thread may read it. */
typedef struct
{
  gatomicrefcount refs;
  char *title;        /* display name: the file's base name, or the preset's; may be NULL */
  GBytes *bytes;      /* the file itself; NULL: it does not come from one */
  const char *format; /* id of the format that read it: "ihex", "srec", "elf", "bin" */
  IspImage *flash;    /* never NULL */
  IspImage *eeprom;   /* never NULL */
  guint8 fuse[3];     /* low, high, extended */
  guint8 n_fuses;     /* how many of fuse[] the file has: 0–3 */
  guint8 lock;
  gboolean has_lock;
  guint8 signature[3];
  gboolean has_signature;
  gsize ram_bytes; /* zeros for RAM, which were left out */
} IspImageFile;

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

const IspFormat *isp_format_get (guint i); /* NULL past the last; raw binary is the last */
const IspFormat *isp_format_by_id (const char *id);

/**
 * isp_image_file_new:
 * @title: (nullable): what to call it
 *
 * Returns: (transfer full): one without a byte in it, to be filled
 */
IspImageFile *isp_image_file_new (const char *title);

/**
 * isp_image_file_take_flash:
 * @self: one that is still being filled
 * @flash: (transfer full): what stands in flash instead
 */
void isp_image_file_take_flash (IspImageFile *self, IspImage *flash);

/**
 * isp_image_file_copy:
 * @self: an image file
 *
 * For who needs a changed copy; everybody else shares with isp_image_file_ref(). The images
 * themselves are shared.
 *
 * Returns: (transfer full): one of the caller's own
 */
IspImageFile *isp_image_file_copy (const IspImageFile *self);

/**
 * isp_image_file_ref:
 * @self: an image file
 *
 * Returns: (transfer full): @self, which nobody changes from now on; its images are sealed
 */
IspImageFile *isp_image_file_ref (const IspImageFile *self);

/**
 * isp_image_file_unref:
 * @self: (nullable) (transfer full): an image file
 */
void isp_image_file_unref (const IspImageFile *self);

/* Told by content. Sections at 0x810000… are sorted into their members. ISP_ERROR_BAD_FILE with
 * "line L, column C: what is wrong". Raw binary starts at 0. An empty file is an error. */
IspImageFile *isp_image_file_parse (GBytes *bytes, const char *title, GError **error);
/* Reads a file (G_IO_ERROR, or as parse; the message is prefixed with the display name). */
IspImageFile *isp_image_file_load (GFile *file, GCancellable *cancellable, GError **error);
/* The same where the part is known: a file that contradicts itself and also runs past the end of
 * flash is ISP_ERROR_DOES_NOT_FIT, naming both ends. flash_size 0: not known. */
IspImageFile *isp_image_file_load_for (GFile *file, guint32 flash_size, GCancellable *cancellable,
                                       GError **error);
/* Writes by format id (NULL: by the file's suffix, Intel HEX when unknown), atomically and fsynced.
 */
gboolean isp_image_save (const IspImage *image, GFile *file, const char *format_id, GError **error);
/* Could an image be saved there, by its suffix, as things are? For who reads a chip first. Errors:
 * UNSUPPORTED (a format that is only read), G_IO_ERROR (no such folder, no rights, a folder). */
gboolean isp_image_check_target (GFile *file, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspImageFile, isp_image_file_unref)

G_END_DECLS
