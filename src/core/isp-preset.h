/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bootloader preset: a bootloader for a part, with the fuses it wants. Read from keyfiles by
 * store/. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * IspBootEntry:
 *
 * What starts the bootloader.
 */
typedef enum
{
  ISP_ENTRY_RESET, /* BOOTRST: every reset starts the bootloader */
  ISP_ENTRY_HWB,   /* HWBE and the HWB pin */
} IspBootEntry;

/**
 * IspPreset:
 *
 * A bootloader for some parts, with the fuses that it wants. Its maker fills it; once it is shared
 * it never changes, and any thread may read it.
 */
typedef struct
{
  gatomicrefcount refs;
  char *id;          /* "caterina-promicro16" */
  char *family;      /* "atmel-dfu" "caterina" "bootloadhid" "usbasploader" "qmk-dfu" "lufa-dfu"
                        "halfkay" */
  char *family_name; /* "Atmel DFU", as the list shows it; may be NULL */
  char *name;        /* "Pro Micro 5 V, 16 MHz" */
  char *description; /* what it is for, a line; translated, as name and note are */
  char *note;        /* may be NULL */
  char *gesture;     /* how its bootloader is started by hand, a sentence; may be NULL */
  char *board;       /* the development board that alone has it, as QMK calls it; may be NULL */
  char **parts;      /* part ids, the first is the usual one */
  guint8 low, high, extended;
  gboolean has_extended;
  guint8 high_no_jtag; /* the JTAG-disabled variant of high */
  gboolean has_no_jtag;
  guint8 lock; /* the lock byte of its authors, shown as advice; valid if has_lock */
  gboolean has_lock;
  guint16 usb_vid, usb_pid; /* its ids once it runs; 0: not known */
  double mhz;               /* CPU clock that the image was built for; 0: any */
  double volts;             /* the board's supply; 0: any */
  IspBootEntry entry;
  gboolean has_sketch;            /* carries an Arduino sketch below the boot section */
  guint16 sketch_vid, sketch_pid; /* the sketch's ids; 0: not known */
  gboolean for_new_designs;
  gboolean helper; /* programmer helper firmware, never offered for a target */
  gboolean user;   /* from the user's own folder */
  int order;       /* its place in the list */
  /* the image; url NULL: it comes from the user's own file */
  char *url;         /* HTTPS, of a fixed commit */
  char *file_sha256; /* lower-case hex, of the file */
  guint64 file_size;
  char *image_sha256;             /* lower-case hex, of image_start … image_end, gaps as FF */
  guint32 image_start, image_end; /* end exclusive */
  char *boot_sha256;              /* lower-case hex, of boot_start … image_end, gaps as FF */
  guint32 boot_start;
} IspPreset;

/**
 * isp_preset_new:
 *
 * Makes an empty preset for the caller to fill.
 *
 * Returns: (transfer full): the preset
 */
IspPreset *isp_preset_new (void);

/**
 * isp_preset_ref:
 * @self: a preset
 *
 * Shares a preset. From now on nobody may change it. Any thread.
 *
 * Returns: (transfer full): @self
 */
IspPreset *isp_preset_ref (const IspPreset *self);

/**
 * isp_preset_unref:
 * @self: (nullable) (transfer full): a preset
 *
 * Drops a reference; the last one frees the preset. Any thread.
 */
void isp_preset_unref (const IspPreset *self);

/**
 * isp_preset_copy:
 * @self: a preset
 *
 * Makes a copy that the caller may change; use isp_preset_ref() to share the preset as it is.
 *
 * Returns: (transfer full): the copy
 */
IspPreset *isp_preset_copy (const IspPreset *self);

/**
 * isp_preset_get_title:
 * @self: a preset
 *
 * What to call the preset inside a sentence: the bootloader and the board. Translated.
 *
 * Returns: (transfer full): "Atmel DFU", "Caterina for Pro Micro 5 V, 16 MHz"
 */
char *isp_preset_get_title (const IspPreset *self);

/**
 * isp_preset_fits_part:
 * @self: a preset
 * @part_id: id of a part: "atmega32u4"
 *
 * Tells whether the preset is for a part.
 *
 * Returns: %TRUE if the preset lists it
 */
gboolean isp_preset_fits_part (const IspPreset *self, const char *part_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspPreset, isp_preset_unref)

G_END_DECLS
