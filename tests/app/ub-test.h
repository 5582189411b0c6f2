/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the window's tests share: a window on a rehearsal that takes no time, and waiting with a
 * deadline. */
#pragma once

#include "app/widgets/ub-row.h"
#include "app/window/ub-window.h"

#include "core/isp-error.h"
#include "sim/isp-sim-chip.h"

G_BEGIN_DECLS

/* The usual board of a rehearsal, without delays. */
#define UB_TEST_SIM "sim:atmega32u4?damaged&speed=0"

/* g_test_init in folders of its own, GTK, words. Exits with 77 (skipped) without a display. */
void ub_test_init (int *argc, char ***argv);

/* sim NULL: no rehearsal, and nothing is plugged in (the scanner is off). The window is shown. */
UbWindow *ub_test_window_new (const char *sim);
/* Closes it and lets everything that is under way end. */
void ub_test_window_free (UbWindow *window);

/* The same, and on to Review as soon as the chip has answered. preset: by hand; NULL: as the chip's
 * fuses say. */
UbWindow *ub_test_window_new_reviewed (const char *sim, const char *preset);
UbChoice *ub_test_get_choice (UbWindow *window);
UbPorts *ub_test_get_ports (UbWindow *window);
/* Loads a file as if it had been chosen, and waits until it is taken or refused. */
gboolean ub_test_load (UbWindow *window, UbLoadKind kind, const IspPreset *preset, GFile *file,
                       GError **error);
/* Firmware of the person's own, mine.hex. */
void ub_test_load_firmware (UbWindow *window);
/* As dropped on the window: told by its data. Waits as well. */
gboolean ub_test_drop (UbWindow *window, GFile *file, GError **error);
IspSimChip *ub_test_get_chip (UbWindow *window); /* of the rehearsal */
/* On that chip, between two tries of the contact. */
void ub_test_set_fault (UbWindow *window, IspSimFault fault, guint argument);
gpointer ub_test_find_dialog (UbWindow *window); /* over the window or in it; NULL: none */
gpointer ub_test_wait_dialog (UbWindow *window); /* until it shows its buttons */
/* What the clipboard holds. g_free. */
char *ub_test_get_clipboard (UbWindow *window);
/* Everything that can be focused, pressed or scrolled has a name that is read out. */
void ub_test_assert_names (gpointer root);

/* What is plugged in from now on. name and id alike name the port: "usb:1-1". */
IspPort *ub_test_port_new (const char *driver, const char *id, const char *name,
                           IspPortState state);
/* The ports end with NULL, and are taken. */
void ub_test_plug (UbWindow *window, IspPort *first, ...) G_GNUC_NULL_TERMINATED;
void ub_test_unplug (UbWindow *window); /* everything */
/* A keyboard in its bootloader, and no other one. */
void ub_test_plug_loader (UbWindow *window, const char *driver, IspPortState state);

/* Runs the main loop until condition is TRUE; fails the test after ten seconds. */
typedef gboolean (*UbTestFunc) (gpointer data);
void ub_test_wait (UbTestFunc condition, gpointer data, const char *what);
void ub_test_wait_page (UbWindow *window, const char *id);
void ub_test_wait_sensitive (UbWindow *window); /* the primary button */
void ub_test_wait_drawn (UbWindow *window);     /* everything has its place */
void ub_test_settle (void);                     /* until nothing is pending */

void ub_test_wait_backups (UbWindow *window); /* until the page Backups shows one */

/* The first descendant of that type with that title (rows) or label (buttons); NULL: none that is
 * visible. */
GtkWidget *ub_test_find (gpointer root, GType type, const char *text);
/* The first that is shown of a type; NULL: none. */
gpointer ub_test_find_type (gpointer root, GType type);
/* As ub_test_find, and it must be there. */
GtkWidget *ub_test_get (gpointer root, GType type, const char *text);
const char *ub_test_get_subtitle (gpointer root, const char *row_title);
UbRowState ub_test_get_row_state (gpointer root, const char *row_title);
/* As a click: it must be visible and sensitive. */
void ub_test_activate (gpointer root, GType type, const char *text);
void ub_test_primary (UbWindow *window);

#define ub_test_assert_in(text, piece)                                                             \
  g_assert_nonnull (strstr ((text) != NULL ? (text) : "", piece))

G_END_DECLS
