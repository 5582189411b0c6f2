/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files on a worker: reading, parsing, recognising, and the cache. Nothing of it blocks the main
 * loop, however slow the disk or the network behind it. */
#pragma once

#include "core/isp-part.h"
#include "store/keyboards/isp-keyboard.h"

#include "core/isp-image-file.h"

G_BEGIN_DECLS

typedef enum
{
  UB_LOAD_ANY,      /* told by its data */
  UB_LOAD_PRESET,   /* the image of a preset: its data has to be that */
  UB_LOAD_OWN,      /* a bootloader that no preset knows */
  UB_LOAD_FIRMWARE, /* the keyboard's firmware */
  UB_LOAD_EEPROM,   /* contents of the EEPROM */
  UB_LOAD_FLASH,    /* whatever the flash may hold */
  UB_LOAD_KEYBOARD, /* what the keyboard is: a keyboard.json, rules.mk or the like */
} UbLoadKind;

typedef struct
{
  UbLoadKind kind;         /* what it is: never UB_LOAD_ANY */
  const IspPreset *preset; /* UB_LOAD_PRESET; borrowed from the presets */
  IspImageFile *image;     /* NULL: taken out, or UB_LOAD_KEYBOARD */
  IspKeyboard *keyboard;   /* UB_LOAD_KEYBOARD; else NULL */
  char *notice;            /* a sentence that says what it was taken for; NULL: as asked for */
} UbLoaded;

void ub_loaded_free (UbLoaded *self);

/**
 * ub_load_async:
 * @presets: known bootloaders
 * @kind: what the file is to be
 * @preset: (nullable): the preset for %UB_LOAD_PRESET
 * @part: (nullable): the chip, if it is known: where its boot section begins tells a bootloader
 *   from firmware
 * @file: the file
 * @callback: called in the thread-default main context
 * @data: for @callback
 *
 * Reads a file. An image of a preset is put into the cache as well.
 */
void ub_load_async (IspPresets *presets, UbLoadKind kind, const IspPreset *preset,
                    const IspPart *part, GFile *file, GCancellable *cancellable,
                    GAsyncReadyCallback callback, gpointer data);

/**
 * ub_load_finish:
 *
 * Returns: (transfer full) (nullable): what the file holds; NULL with a %G_IO_ERROR, or
 * %ISP_ERROR_BAD_FILE with a sentence for people
 */
UbLoaded *ub_load_finish (GAsyncResult *result, GError **error);

/**
 * ub_load_cached_async:
 * @preset: whose image
 *
 * Looks for a preset's image in the cache.
 */
void ub_load_cached_async (const IspPreset *preset, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer data);

/**
 * ub_load_cached_finish:
 *
 * Returns: (transfer full) (nullable): the image; NULL: it is not there
 */
IspImageFile *ub_load_cached_finish (GAsyncResult *result);

/**
 * ub_load_cached_ids_async:
 * @presets: all of them
 *
 * Looks which presets have their image in the cache.
 */
void ub_load_cached_ids_async (IspPresets *presets, GAsyncReadyCallback callback, gpointer data);

/**
 * ub_load_cached_ids_finish:
 *
 * Returns: (transfer full) (element-type utf8): a set of their ids
 */
GHashTable *ub_load_cached_ids_finish (GAsyncResult *result);

/**
 * ub_load_presets_async:
 *
 * Reads the shipped presets and the user's own.
 */
void ub_load_presets_async (GAsyncReadyCallback callback, gpointer data);

/**
 * ub_load_presets_finish:
 * @problems: (out) (transfer full) (element-type utf8): lines about files of the user's that were
 *   left out
 *
 * Returns: (transfer full) (nullable): the presets; NULL: the installation is broken
 */
IspPresets *ub_load_presets_finish (GAsyncResult *result, GPtrArray **problems, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UbLoaded, ub_loaded_free)

G_END_DECLS
