/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices that exist for umockdev only: nothing of them can be opened. */
#pragma once

#include "transport/isp-session.h"

#include <umockdev.h>

G_BEGIN_DECLS

typedef struct
{
  UMockdevTestbed *bed;
  IspSession *session;
} Plugs;

/* A GTestFixtureFunc each. */
void plugs_set_up (Plugs *self, gconstpointer data);
void plugs_tear_down (Plugs *self, gconstpointer data);

typedef struct
{
  const char *path;
  void (*test) (Plugs *self, gconstpointer data);
} PlugsTest;

/* Runs them, each with a testbed of its own. Returns main's status. */
int plugs_run (int argc, char **argv, const PlugsTest *tests, guint n);
/* port: "2" is plugged in at usb:1-2, with address 12. serial NULL: it has none. */
void plugs_add_usb_with (Plugs *self, const char *port, guint vid, guint pid, guint bcd,
                         const char *product, const char *serial);
void plugs_add_usb (Plugs *self, const char *port, guint vid, guint pid, guint bcd,
                    const char *product);
/* port NULL: a port that no USB device belongs to. */
void plugs_add_tty_at (Plugs *self, const char *name, const char *port, guint interface);
void plugs_add_tty (Plugs *self, const char *name, const char *port);
/* A Trinket at 1, a USBasp at 2, a mouse at 3, an Uno (ttyACM0) at 4, a helper (ttyACM1)
 * at 5, a modem (ttyUSB0) at 6, and a built-in port (ttyS0). */
void plugs_add_all (Plugs *self);

G_END_DECLS
