/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pin goes where: of each board that a port may be, as its id row says. */
#include "parts/isp-parts.h"
#include "programmers/isp-programmer.h"
#include "words/isp-words-wires.h"

#include <string.h>

/* The pins of a device by its ids, as the scan would find it. */
typedef struct
{
  guint16 vid, pid;
  IspLinkKind link;
  const char *driver; /* chosen; NULL: none is */
  const char *sclk, *reset;
} Row;

static const Row rows[] = {
  { 0x2341, 0x0043, ISP_LINK_SERIAL, NULL, "Pin 13", "Pin 10" },
  { 0x2341, 0x8036, ISP_LINK_SERIAL, NULL, "Pin ICSP-3", "Pin 10" },
  { 0x2A03, 0x8037, ISP_LINK_SERIAL, NULL, "Pin ICSP-3", "Pin 10" },
  { 0x2341, 0x0010, ISP_LINK_SERIAL, NULL, "Pin 52", "Pin 10" },
  { 0x1B4F, 0x9206, ISP_LINK_SERIAL, NULL, "Pin 15", "Pin 10" },
  { 0x04D8, 0xFB00, ISP_LINK_SERIAL, NULL, "Pin CLK", "Pin CS" },
  { 0x03EB, 0x2104, ISP_LINK_USB, NULL, "Pin 3", "Pin 5" },
  { 0x1781, 0x0C9F, ISP_LINK_USB, NULL, "10-pin plug: 7 · 6-pin plug: 3", "Pin 5" },
  { 0x1A86, 0x7523, ISP_LINK_SERIAL, "avrisp", "Arduino: 13 · Arduino Mega: 52", "Pin 10" },
  { 0x0403, 0x6001, ISP_LINK_SERIAL, "buspirate", "Pin CLK", "Pin CS" },
  { 0x0403, 0x6001, ISP_LINK_SERIAL, NULL,
    "Bus Pirate: CLK · Arduino: 13 · Arduino Mega: 52 · 6-pin plug: 3",
    "Bus Pirate: CS · Arduino: 10 · Arduino Mega: 10 · 6-pin plug: 5" },
  { 0x16C0, 0x0483, ISP_LINK_SERIAL, NULL, "as its sketch says", "as its sketch says" },
};

static void
check_text (IspWire wire, const IspPort *port, const char *pins)
{
  g_autoptr (GPtrArray) boards = isp_port_list_wirings (port);
  g_autofree char *text = isp_words_wire_text (wire, boards, NULL, NULL, NULL);
  g_autofree char *wanted =
      g_strdup_printf ("%s, to %s of the keyboard", pins, isp_words_wire_name (wire));

  g_assert_cmpstr (text, ==, wanted);
}

static void
test_devices (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const IspUsbInfo usb = { .vid = rows[i].vid, .pid = rows[i].pid };
      IspMatch matches[ISP_MAX_MATCHES];
      guint n = isp_match (isp_drivers_get_owners (), &usb, 0, rows[i].link, matches);
      g_autoptr (IspPort) port = NULL;

      g_assert_cmpuint (n, >, 0);
      port = isp_port_new_matched (matches, n, "x");
      if (rows[i].driver != NULL)
        isp_port_choose (port, &isp_drivers_by_id (rows[i].driver)->owner);
      check_text (ISP_WIRE_SCLK, port, rows[i].sclk);
      check_text (ISP_WIRE_RESET, port, rows[i].reset);
    }
}

/* The pins of the keyboard's side: the chip's, or those of a header. */
static void
test_targets (void)
{
  g_autoptr (GPtrArray) boards = g_ptr_array_new ();
  const IspPart *part = isp_parts_by_name ("atmega32u4");
  g_autofree char *chip = NULL, *header = NULL;

  g_ptr_array_add (boards, (gpointer) isp_wiring_pro_micro);
  chip = isp_words_wire_text (ISP_WIRE_MISO, boards, NULL, NULL, part);
  header = isp_words_wire_text (ISP_WIRE_MISO, boards, isp_wiring_targets, NULL, part);
  g_assert_cmpstr (chip, ==, "Pin 14, to B3 of the keyboard’s chip");
  g_assert_cmpstr (header, ==, "Pin 14, to pin 1 of the 6-pin header (MISO)");
}

/* Every row of every driver knows where RESET is, and every wire of a board that has pins. */
static void
test_complete (void)
{
  for (const IspOwner *const *owner = isp_drivers_get_owners (); *owner != NULL; owner++)
    for (guint i = 0; i < (*owner)->n_rows; i++)
      {
        const IspIdRow *row = &(*owner)->rows[i];
        const IspWiring *wiring = row->wiring != NULL ? row->wiring : (*owner)->wiring;

        g_test_message ("the pins of %s", row->name);
        g_assert_nonnull (wiring);
        for (; wiring->name != NULL; wiring++)
          for (guint wire = 0; wiring->pins[0] != NULL && wire < ISP_N_WIRES; wire++)
            g_assert_nonnull (wiring->pins[wire]);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wires/devices", test_devices);
  g_test_add_func ("/wires/targets", test_targets);
  g_test_add_func ("/wires/complete", test_complete);
  return g_test_run ();
}
