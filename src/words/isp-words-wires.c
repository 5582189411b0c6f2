/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-words-wires.h"

#include "config.h"

#include "core/isp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const names[ISP_N_WIRES] = {
  [ISP_WIRE_GND] = "GND",   [ISP_WIRE_VCC] = "VCC",   [ISP_WIRE_SCLK] = "SCLK",
  [ISP_WIRE_MISO] = "MISO", [ISP_WIRE_MOSI] = "MOSI", [ISP_WIRE_RESET] = "RESET",
};

const char *
isp_words_wire_name (IspWire wire)
{
  g_return_val_if_fail (wire < ISP_N_WIRES, NULL);
  return names[wire];
}

/* ── on the programmer ── */

/* The pin that all boards have the wire at; NULL: there is none, or it differs. */
static const char *
get_only_pin (GPtrArray *wirings, IspWire wire)
{
  const char *only = NULL;

  for (guint i = 0; i < wirings->len; i++)
    {
      const char *pin = ((const IspWiring *) wirings->pdata[i])->pins[wire];

      if (pin == NULL || (only != NULL && strcmp (only, pin) != 0))
        return NULL;
      only = pin;
    }
  return only;
}

/* "Pro Micro: 15 · Teensy 2.0: B1" */
static char *
list_pins (GPtrArray *wirings, IspWire wire)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < wirings->len; i++)
    {
      const IspWiring *wiring = wirings->pdata[i];

      g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", _ (wiring->name));
      if (wiring->pins[wire] != NULL)
        g_string_append_printf (text, ": %s", wiring->pins[wire]);
    }
  if (text->len == 0)
    g_string_assign (text, names[wire]);
  return g_string_free (text, FALSE);
}

static char *
name_pins (GPtrArray *wirings, IspWire wire)
{
  const char *only = get_only_pin (wirings, wire);

  return only != NULL ? g_strdup_printf (_ ("Pin %s"), only) : list_pins (wirings, wire);
}

static GPtrArray *
gather (const IspWiring *wirings)
{
  GPtrArray *list = g_ptr_array_new ();

  for (; wirings != NULL && wirings->name != NULL; wirings++)
    g_ptr_array_add (list, (gpointer) wirings);
  return list;
}

char *
isp_words_wire_pins (IspWire wire, const IspWiring *wirings)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (wire < ISP_N_WIRES, NULL);
  list = gather (wirings);
  return list_pins (list, wire);
}

/* ── on the chip ── */

char *
isp_words_part_pins (const IspPart *part)
{
  g_return_val_if_fail (part != NULL, NULL);
  if (part->pins[ISP_WIRE_SCLK] == NULL)
    return NULL;
  return g_strdup_printf ("SCK P%s, MOSI P%s, MISO P%s", part->pins[ISP_WIRE_SCLK],
                          part->pins[ISP_WIRE_MOSI], part->pins[ISP_WIRE_MISO]);
}

/* ── on a bare chip ── */

char *
isp_words_package_name (const IspPackage *package)
{
  static const char *const kinds[ISP_N_PACKAGE_SHAPES] = {
    [ISP_PACKAGE_DIP] = "DIP",   [ISP_PACKAGE_SO] = "SO",   [ISP_PACKAGE_DFN] = "DFN",
    [ISP_PACKAGE_TQFP] = "TQFP", [ISP_PACKAGE_QFN] = "QFN", [ISP_PACKAGE_PLCC] = "PLCC",
  };

  g_return_val_if_fail (package != NULL, NULL);
  return g_strdup_printf ("%s-%u", kinds[package->shape], package->n_pins);
}

char *
isp_words_package_look (const IspPackage *package)
{
  /* Translators: how a chip looks; in brackets stands the name of its package, as “TQFP-44” */
  static const char *const looks[ISP_N_PACKAGE_SHAPES] = {
    [ISP_PACKAGE_DIP] = N_ ("Two rows of legs through the board (%s)"),
    [ISP_PACKAGE_SO] = N_ ("Two rows of legs flat on the board (%s)"),
    [ISP_PACKAGE_DFN] = N_ ("Two rows without legs (%s)"),
    [ISP_PACKAGE_TQFP] = N_ ("Four sides with legs (%s)"),
    [ISP_PACKAGE_QFN] = N_ ("Four sides without legs (%s)"),
    [ISP_PACKAGE_PLCC] = N_ ("Four sides, legs bent under the chip (%s)"),
  };
  g_autofree char *name = isp_words_package_name (package);

  g_return_val_if_fail (name != NULL, NULL);
  return g_strdup_printf (_ (looks[package->shape]), name);
}

/* "15, 23 or 35" */
static char *
join_pins (const IspPackage *package, IspWire wire)
{
  guint pins[8];
  const guint n = isp_package_get_pins (package, wire, pins);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        /* Translators: in a list of numbers of pins: “15, 23 or 35” */
        g_string_append (text, i + 1 < n ? ", " : _ (" or "));
      g_string_append_printf (text, "%u", pins[i]);
    }
  return g_string_free (text, FALSE);
}

/* As its data sheet names it: "SCK". */
static const char *
name_signal (const IspPackage *package, IspWire wire)
{
  guint pins[8];

  isp_package_get_pins (package, wire, pins);
  return isp_package_name_pin (package, pins[0]);
}

char *
isp_words_package_pins (const IspPackage *package)
{
  static const IspWire order[] = { ISP_WIRE_SCLK,  ISP_WIRE_MOSI, ISP_WIRE_MISO,
                                   ISP_WIRE_RESET, ISP_WIRE_VCC,  ISP_WIRE_GND };
  GString *text;

  g_return_val_if_fail (package != NULL, NULL);
  text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      g_autofree char *pins = join_pins (package, order[i]);

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", name_signal (package, order[i]),
                              pins);
    }
  return g_string_free (text, FALSE);
}

/* ── the whole wire ── */

static char *
lead_to_chip (const char *from, IspWire wire, const IspPackage *package, const IspPart *part)
{
  g_autofree char *pins = join_pins (package, wire);
  const char *port = part != NULL ? part->pins[wire] : NULL;
  g_autofree char *signal = port != NULL
                                ? g_strdup_printf ("%s, P%s", name_signal (package, wire), port)
                                : g_strdup (name_signal (package, wire));

  /* Translators: "Pin 15, to pin 9 of the chip (SCK, PB1)" */
  return g_strdup_printf (_ ("%s, to pin %s of the chip (%s)"), from, pins, signal);
}

char *
isp_words_wire_text (IspWire wire, GPtrArray *boards, const IspWiring *target,
                     const IspPackage *package, const IspPart *part)
{
  g_autofree char *pins = NULL;
  const char *chip;

  g_return_val_if_fail (wire < ISP_N_WIRES && boards != NULL, NULL);
  pins = name_pins (boards, wire);
  chip = part != NULL ? part->pins[wire] : NULL;
  if (package != NULL)
    return lead_to_chip (pins, wire, package, part);
  if (target != NULL && !target->is_chip)
    /* Translators: "Pin 15, to pin 3 of the 6-pin header (SCLK)" */
    return g_strdup_printf (_ ("%s, to pin %s of the %s (%s)"), pins, target->pins[wire],
                            _ (target->name), names[wire]);
  if (chip != NULL)
    return g_strdup_printf (_ ("%s, to %s of the keyboard’s chip"), pins, chip);
  return g_strdup_printf (_ ("%s, to %s of the keyboard"), pins, names[wire]);
}

char *
isp_words_wire_short (IspWire wire, const IspPort *port)
{
  g_autoptr (GPtrArray) wirings = NULL;
  const char *only;

  g_return_val_if_fail (wire < ISP_N_WIRES && port != NULL, NULL);
  wirings = isp_port_list_wirings (port);
  only = get_only_pin (wirings, wire);
  if (only == NULL)
    return g_strdup (names[wire]);
  return g_strdup_printf (_ ("%s (pin %s)"), names[wire], only);
}

/* ── what went wrong ── */

#define WIRE(name) (1u << ISP_WIRE_##name)

guint
isp_words_get_suspects (const GError *error)
{
  static const struct
  {
    IspError code;
    guint wires;
  } rows[] = {
    { ISP_ERROR_NO_TARGET, WIRE (RESET) | WIRE (MISO) },
    { ISP_ERROR_UNSTABLE, WIRE (MISO) | WIRE (GND) },
    { ISP_ERROR_VERIFY, WIRE (MISO) | WIRE (GND) },
    { ISP_ERROR_NO_POWER, WIRE (VCC) | WIRE (GND) },
  };

  for (guint i = 0; error != NULL && i < G_N_ELEMENTS (rows); i++)
    if (g_error_matches (error, ISP_ERROR, rows[i].code))
      return rows[i].wires;
  return 0;
}

char *
isp_words_suspects (guint wires)
{
  const char *found[ISP_N_WIRES + 1] = { NULL };
  guint n = 0;

  g_return_val_if_fail (wires != 0, NULL);
  for (guint i = ISP_N_WIRES; i-- > 0;) /* RESET before MISO, MISO before GND */
    if ((wires & 1u << i) != 0)
      found[n++] = names[i];
  if (n == 1)
    return g_strdup_printf (_ ("Look at %s first"), found[0]);
  return g_strdup_printf (_ ("Look at %s and %s first"), found[0], found[1]);
}
