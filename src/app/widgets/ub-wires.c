/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-wires.h"

#include <glib/gi18n.h>
#include <string.h>

static const char *const names[UB_N_WIRES] = {
  [UB_WIRE_GND] = "GND",   [UB_WIRE_VCC] = "VCC",   [UB_WIRE_SCLK] = "SCLK",
  [UB_WIRE_MISO] = "MISO", [UB_WIRE_MOSI] = "MOSI", [UB_WIRE_RESET] = "RESET",
};

typedef struct
{
  const char *driver; /* id of the driver */
  const char *board;  /* a name that the port's name may contain */
  const char *pins[UB_N_WIRES];
} Board;

/* Pins as printed on the boards; the plugs' as AVR's 6- and 10-pin ISP headers have them. */
/* clang-format off */
static const Board boards[] = {
  { "avrisp", "Pro Micro",  { "GND", "VCC", "15", "14", "16", "10" } },
  { "avrisp", "Teensy 2.0", { "GND", "VCC", "B1", "B3", "B2", "B0" } },
  { "avrisp", "Arduino",    { "GND", "5V", "13", "12", "11", "10" } },
  { "buspirate", "Bus Pirate", { "GND", "+5V", "CLK", "MISO", "MOSI", "CS" } },
  { "usbasp", N_ ("10-pin plug"), { "10", "2", "7", "9", "1", "5" } },
  { "usbasp", N_ ("6-pin plug"),  { "6", "2", "3", "1", "4", "5" } },
  { "usbtiny", N_ ("6-pin plug"),  { "6", "2", "3", "1", "4", "5" } },
  { "usbtiny", N_ ("10-pin plug"), { "10", "2", "7", "9", "1", "5" } },
  { "avrispmkii", N_ ("6-pin plug"), { "6", "2", "3", "1", "4", "5" } },
  { "stk500v2", N_ ("6-pin plug"),   { "6", "2", "3", "1", "4", "5" } },
};
/* clang-format on */

const char *
ub_wires_get_name (UbWire wire)
{
  g_return_val_if_fail (wire < UB_N_WIRES, NULL);
  return names[wire];
}

/* May the port be this board, as far as its drivers tell? */
static gboolean
may_be (const IspPort *port, const Board *board)
{
  const IspDriver *driver = isp_drivers_by_id (board->driver);

  return driver != NULL && isp_port_may_be (port, driver);
}

/* The only board that the port's name names; NULL: it may be several. */
static const Board *
find_board (const IspPort *port)
{
  const Board *only = NULL;

  if (port == NULL || isp_port_is_simulated (port) || port->driver == NULL)
    return &boards[0];
  for (guint i = 0; port->others[0] == NULL && i < G_N_ELEMENTS (boards); i++)
    {
      g_autofree char *name = g_ascii_strdown (port->name, -1);
      g_autofree char *board = g_ascii_strdown (boards[i].board, -1);

      if (!may_be (port, &boards[i]) || strstr (name, board) == NULL)
        continue;
      if (only != NULL)
        return NULL;
      only = &boards[i];
    }
  return only;
}

/* "Pin 15", or "Pro Micro 15 · Teensy 2.0 B1". */
static char *
get_pins (UbWire wire, const IspPort *port)
{
  const Board *only = find_board (port);
  g_autoptr (GString) text = NULL;

  if (port == NULL)
    return g_strdup_printf ("%s: %s", _ (only->board), only->pins[wire]);
  if (only != NULL)
    return g_strdup_printf (_ ("Pin %s"), only->pins[wire]);
  text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (boards); i++)
    if (may_be (port, &boards[i]))
      g_string_append_printf (text, "%s%s: %s", text->len > 0 ? " · " : "", _ (boards[i].board),
                              boards[i].pins[wire]);
  if (text->len == 0)
    g_string_assign (text, names[wire]);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* "B1"; NULL: the signal has no pin of its own in the row, or the part is not known. */
static char *
get_chip_pin (UbWire wire, const IspPart *part)
{
  static const struct
  {
    UbWire wire;
    const char *key;
  } keys[] = {
    { UB_WIRE_SCLK, "SCK" },
    { UB_WIRE_MOSI, "MOSI" },
    { UB_WIRE_MISO, "MISO" },
  };
  g_auto (GStrv) pieces = NULL;

  if (part == NULL || part->isp_pins == NULL)
    return NULL;
  pieces = g_strsplit (part->isp_pins, ", ", -1);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    for (guint j = 0; keys[i].wire == wire && pieces[j] != NULL; j++)
      {
        g_auto (GStrv) pair = g_strsplit (pieces[j], " ", 2);

        if (g_strcmp0 (pair[0], keys[i].key) == 0 && pair[1] != NULL)
          /* Boards print the port without its P. */
          return g_strdup (pair[1][0] == 'P' ? pair[1] + 1 : pair[1]);
      }
  return NULL;
}

char *
ub_wires_get_text (UbWire wire, const IspPort *port, const IspPart *part)
{
  g_autofree char *pins = NULL;
  g_autofree char *chip = NULL;

  g_return_val_if_fail (wire < UB_N_WIRES, NULL);
  pins = get_pins (wire, port);
  chip = get_chip_pin (wire, part);
  if (chip != NULL)
    return g_strdup_printf (_ ("%s, to %s of the keyboard’s chip"), pins, chip);
  return g_strdup_printf (_ ("%s, to %s of the keyboard"), pins, names[wire]);
}

char *
ub_wires_get_short (UbWire wire, const IspPort *port)
{
  const Board *only;

  g_return_val_if_fail (wire < UB_N_WIRES, NULL);
  only = find_board (port);
  if (only == NULL)
    return g_strdup (names[wire]);
  return g_strdup_printf (_ ("%s (pin %s)"), names[wire], only->pins[wire]);
}
