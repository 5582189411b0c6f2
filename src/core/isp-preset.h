/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A bootloader preset: a bootloader for a part, with the fuses it wants. Read from keyfiles by
 * store/. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ISP_ENTRY_RESET, /* BOOTRST: every reset starts the bootloader */
  ISP_ENTRY_HWB,   /* HWBE and the HWB pin */
} IspBootEntry;

/* Filled by who made it; from then on it never changes, and any thread may read it. */
typedef struct
{
  gatomicrefcount refs;
  char *id;          /* "caterina-promicro16" */
  char *family;      /* "atmel-dfu" "caterina" "bootloadhid" "usbasploader" "qmk-dfu" "lufa-dfu"
                        "halfkay" */
  char *family_name; /* "Atmel DFU", as the list has it; may be NULL */
  char *name;        /* "Pro Micro 5 V, 16 MHz" */
  char *description; /* what it is for, a line; translatable */
  char *note;        /* may be NULL */
  char **parts;      /* part ids, the first is the usual one */
  guint8 low, high, extended;
  gboolean has_extended;
  guint8 high_no_jtag; /* the JTAG-disabled variant of high */
  gboolean has_no_jtag;
  guint8 lock; /* upstream's lock byte, shown as advice; has_lock */
  gboolean has_lock;
  guint16 usb_vid, usb_pid; /* what appears once it runs; 0: not known */
  double mhz;               /* CPU clock that the image was built for; 0: any */
  double volts;             /* the board's supply; 0: any */
  IspBootEntry entry;
  gboolean has_sketch; /* carries an Arduino sketch below the boot section */
  gboolean for_new_designs;
  gboolean helper; /* programmer helper firmware, never offered for a target */
  gboolean user;   /* from the user's own folder */
  int order;       /* as the list shows them */
  /* image; url NULL: from the user's own file */
  char *url;         /* HTTPS, at a commit */
  char *file_sha256; /* lower-case hex, of the file */
  guint64 file_size;
  char *image_sha256;             /* of image_start … image_end, gaps FF */
  guint32 image_start, image_end; /* end exclusive */
  char *boot_sha256;              /* of boot_start … image_end, gaps FF */
  guint32 boot_start;
} IspPreset;

/**
 * isp_preset_new:
 *
 * Returns: (transfer full): a preset without anything in it, to be filled
 */
IspPreset *isp_preset_new (void);

/**
 * isp_preset_ref:
 * @self: a preset
 *
 * Returns: (transfer full): @self, which nobody changes from now on
 */
IspPreset *isp_preset_ref (const IspPreset *self);

/**
 * isp_preset_unref:
 * @self: (nullable) (transfer full): a preset
 */
void isp_preset_unref (const IspPreset *self);

/**
 * isp_preset_copy:
 * @self: a preset
 *
 * For who needs a changed copy; everybody else shares with isp_preset_ref().
 *
 * Returns: (transfer full): a preset of the caller's own
 */
IspPreset *isp_preset_copy (const IspPreset *self);

/**
 * isp_preset_get_title:
 * @self: a preset
 *
 * Returns: (transfer full): as a sentence names it: "Atmel DFU", "Caterina for Pro Micro 5 V,
 *   16 MHz"
 */
char *isp_preset_get_title (const IspPreset *self);

/**
 * isp_preset_fits_part:
 * @self: a preset
 * @part_id: a chip, as in the parts table: "atmega32u4"
 *
 * Returns: %TRUE: the preset names it
 */
gboolean isp_preset_fits_part (const IspPreset *self, const char *part_id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspPreset, isp_preset_unref)

G_END_DECLS
