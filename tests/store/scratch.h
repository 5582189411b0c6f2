/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A home of the test's own, so that nothing touches the user's folders. */
#pragma once

/* Before anything asks GLib for a folder. */
void scratch_init (void);
/* Empty again: between cases. */
void scratch_clear (void);
/* Removes it. */
void scratch_end (void);
