/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keyboards that are known by name: a table that is shipped, and what was downloaded from QMK's
 * own list. */
#pragma once

#include "isp-keyboard.h"

G_BEGIN_DECLS

/**
 * IspKeyboards:
 *
 * All known keyboards. Reference counted, and never changed after loading: any thread may read it.
 */
typedef struct _IspKeyboards IspKeyboards;

/**
 * isp_keyboards_load:
 * @error: return location
 *
 * Reads the shipped table and, where there is one, the downloaded list, which is never needed:
 * what is wrong in it is left out. Reads the disk, for some ten milliseconds; any thread.
 *
 * Returns: (transfer full) (nullable): the keyboards; %NULL: the shipped table is broken or
 * missing, with %ISP_ERROR_BAD_FILE or #G_IO_ERROR
 */
IspKeyboards *isp_keyboards_load (GError **error);

/**
 * isp_keyboards_ref:
 * @self: keyboards
 *
 * Shares keyboards.
 *
 * Returns: (transfer full): @self
 */
IspKeyboards *isp_keyboards_ref (IspKeyboards *self);

/**
 * isp_keyboards_unref:
 * @self: (nullable) (transfer full): keyboards
 *
 * Drops a reference; the last one frees them.
 */
void isp_keyboards_unref (IspKeyboards *self);

/**
 * isp_keyboards_get_list:
 * @self: keyboards
 *
 * Lists them all.
 *
 * Returns: (transfer none) (element-type IspKeyboard): the keyboards, by folder
 */
GPtrArray *isp_keyboards_get_list (IspKeyboards *self);

/**
 * isp_keyboards_by_folder:
 * @self: keyboards
 * @folder: QMK's name, "keebio/iris/rev4"
 *
 * Looks a keyboard up.
 *
 * Returns: (transfer none) (nullable): the keyboard; %NULL: none is called so
 */
const IspKeyboard *isp_keyboards_by_folder (IspKeyboards *self, const char *folder);

/**
 * isp_keyboards_list_below:
 * @self: keyboards
 * @folder: a keyboard's folder, or one above several revisions: "keebio/iris"
 *
 * Lists a keyboard or its revisions.
 *
 * Returns: (transfer container) (element-type IspKeyboard): the keyboards, borrowed from @self
 */
GPtrArray *isp_keyboards_list_below (IspKeyboards *self, const char *folder);

/**
 * isp_keyboards_search:
 * @self: keyboards
 * @text: what a person types: parts of name, manufacturer and folder, in any order; or a USB id,
 *   "CB10:4256". Case, accents and punctuation do not matter
 *
 * Searches for keyboards. What is called exactly so comes first, then whole words, starts of words,
 * and the rest; a name or folder counts more than a manufacturer.
 *
 * Returns: (transfer container) (element-type IspKeyboard): the keyboards, borrowed from @self, the
 *   likeliest first; all of them where @text is empty
 */
GPtrArray *isp_keyboards_search (IspKeyboards *self, const char *text);

/**
 * isp_keyboards_find:
 * @self: keyboards
 * @name: a folder, one above several revisions, a name, or what isp_keyboards_search() takes
 * @candidates: (out) (optional) (transfer container) (element-type IspKeyboard): the keyboards that
 *   it may be, borrowed from @self; none: there is no such keyboard
 *
 * Finds the one keyboard that somebody means. Several revisions that are rescued alike count as
 * one.
 *
 * Returns: (transfer full) (nullable): the keyboard; %NULL: there is none, or they differ
 */
IspKeyboard *isp_keyboards_find (IspKeyboards *self, const char *name, GPtrArray **candidates);

/**
 * isp_keyboards_by_usb:
 * @self: keyboards
 * @vid: USB vendor id
 * @pid: USB product id
 *
 * Finds the keyboards with a USB id: ids such as FEED:0000 are many keyboards'.
 *
 * Returns: (transfer container) (element-type IspKeyboard): the keyboards, borrowed from @self
 */
GPtrArray *isp_keyboards_by_usb (IspKeyboards *self, guint16 vid, guint16 pid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspKeyboards, isp_keyboards_unref)

G_END_DECLS
