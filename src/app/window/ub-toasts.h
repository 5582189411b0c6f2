/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One toast at a time, the newest. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ub_toasts_show:
 * @overlay: over the pages
 * @toast: (transfer full): what is to be said for a moment
 *
 * Shows @toast in the place of the one before: at once, or as soon as that one stands still. Of
 * several that come meanwhile the last is shown.
 */
void ub_toasts_show (AdwToastOverlay *overlay, AdwToast *toast);

G_END_DECLS
