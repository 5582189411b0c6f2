/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving an image where the person says. */
#pragma once

#include "core/isp-image.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ub_save_image:
 * @widget: in the window to ask in
 * @image: what to save
 * @title: of the dialog
 * @name: what the file is to be called
 *
 * Lets the person choose where to save an image, saves it, and says so, or what went wrong.
 */
void ub_save_image (GtkWidget *widget, const IspImage *image, const char *title, const char *name);

G_END_DECLS
