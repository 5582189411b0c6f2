/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What shows up on USB after a job, on devices that exist for umockdev only. */
#include "app/model/ub-watch.h"

#include "ports/plugs.h"

typedef struct
{
  guint16 vid, pid; /* what may be seen; 0: nothing */
  char *product;    /* what was seen calls itself so */
  guint looks;
  gboolean seen;
} Expected;

static void
watch_cb (const UbSighting *sighting, guint waited, gpointer data)
{
  Expected *expected = data;

  expected->looks++;
  if (sighting == NULL)
    return;
  g_assert_cmphex (sighting->vid, ==, expected->vid);
  g_assert_cmphex (sighting->pid, ==, expected->pid);
  g_free (expected->product);
  expected->product = g_strdup (sighting->product);
  expected->seen = TRUE;
}

static void
look (Expected *expected)
{
  const guint before = expected->looks;

  while (expected->looks == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
wait_for (Expected *expected, guint16 vid, guint16 pid)
{
  expected->vid = vid;
  expected->pid = pid;
  expected->seen = FALSE;
  while (!expected->seen)
    g_main_context_iteration (NULL, TRUE);
}

static void
make_keyboard (Plugs *f, const char *port)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text =
      g_strdup_printf ("P: /devices/pci0000:00/0000:00:14.0/usb1/1-%s/1-%s:1.0\nE: SUBSYSTEM=usb\n"
                       "A: bInterfaceClass=03\nA: bInterfaceProtocol=01\n",
                       port, port);

  umockdev_testbed_add_from_string (f->bed, text, &error);
  g_assert_no_error (error);
}

/* A bootloader's id, and that of the sketch above it; one that was there before is another board.
 */
static void
test_ids (Plugs *f, gconstpointer data)
{
  g_autoptr (UbWatch) watch = NULL;
  Expected expected = { 0 };

  plugs_add_usb (f, "1", 0x2341, 0x0036, 1, "Arduino Leonardo");
  watch = ub_watch_new ();
  ub_watch_start (watch, watch_cb, &expected);
  ub_watch_add_id (watch, 0x2341, 0x0036);
  ub_watch_add_id (watch, 0x2341, 0x8036);
  ub_watch_add_id (watch, 0, 0);
  look (&expected);
  plugs_add_usb (f, "3", 0x046D, 0xC52B, 1, "Mouse");
  look (&expected);
  expected = (Expected){ .vid = 0x2341, .pid = 0x8036 };
  plugs_add_usb (f, "2", 0x2341, 0x8036, 1, "Leonardo");
  wait_for (&expected, 0x2341, 0x8036);
  g_assert_cmpstr (expected.product, ==, "Leonardo");
  g_free (expected.product);
}

/* The keyboard by its id, before any other that shows up. */
static void
test_keyboards (Plugs *f, gconstpointer data)
{
  g_autoptr (UbWatch) watch = NULL;
  Expected expected = { 0 };

  plugs_add_usb (f, "1", 0x1234, 0x0001, 1, "The One That You Type On");
  make_keyboard (f, "1");
  watch = ub_watch_new ();
  ub_watch_start (watch, watch_cb, &expected);
  ub_watch_add_id (watch, 0xFEED, 0x3060);
  ub_watch_add_keyboard (watch, NULL);
  look (&expected);
  expected = (Expected){ .vid = 0x1234, .pid = 0x0002 };
  plugs_add_usb (f, "2", 0x1234, 0x0002, 1, "Another");
  make_keyboard (f, "2");
  wait_for (&expected, 0x1234, 0x0002);
  ub_watch_stop (watch);

  plugs_add_usb (f, "3", 0xFEED, 0x3060, 1, "Iris");
  make_keyboard (f, "3");
  ub_watch_start (watch, watch_cb, &expected);
  ub_watch_add_keyboard (watch, NULL);
  ub_watch_add_id (watch, 0xFEED, 0x3060);
  wait_for (&expected, 0xFEED, 0x3060);

  /* After an upload the port is known, and it may be back already. */
  ub_watch_start (watch, watch_cb, &expected);
  ub_watch_add_keyboard (watch, "1-1");
  wait_for (&expected, 0x1234, 0x0001);
  g_free (expected.product);
}

int
main (int argc, char **argv)
{
  static const PlugsTest tests[] = {
    { "/app/watch/ids", test_ids },
    { "/app/watch/keyboards", test_keyboards },
  };

  return plugs_run (argc, argv, tests, G_N_ELEMENTS (tests));
}
