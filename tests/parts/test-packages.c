/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks every row of the table of packages: a wrong number is a wire at a wrong pin. */
#include "parts/isp-parts.h"

#include <string.h>

/* Marks a pin as used; a second use fails. */
static void
use_pin (const IspPackage *package, gboolean used[256], guint pin)
{
  g_assert_cmpuint (pin, >=, 1);
  g_assert_cmpuint (pin, <=, package->n_pins);
  g_assert_false (used[pin]);
  used[pin] = TRUE;
}

static guint
use_list (const IspPackage *package, gboolean used[256], const guint8 *pins)
{
  guint n = 0;

  for (; pins[n] != 0; n++)
    use_pin (package, used, pins[n]);
  return n;
}

static void
check_row (const IspPackage *package)
{
  gboolean used[256] = { FALSE };
  guint named = 0, n = 4;

  g_test_message ("%s, %u pins", package->parts, package->n_pins);
  for (IspWire wire = ISP_WIRE_SCLK; wire < ISP_N_WIRES; wire++)
    use_pin (package, used, package->wires[wire]);
  g_assert_cmpuint (package->wires[ISP_WIRE_GND] + package->wires[ISP_WIRE_VCC], ==, 0);
  if (package->crystal[0] != 0 || package->crystal[1] != 0)
    {
      use_pin (package, used, package->crystal[0]);
      use_pin (package, used, package->crystal[1]);
      n += 2;
    }
  n += use_list (package, used, package->vcc) + use_list (package, used, package->avcc) +
       use_list (package, used, package->uvcc) + use_list (package, used, package->gnd) +
       use_list (package, used, package->agnd) + use_list (package, used, package->ugnd);
  g_assert_cmpuint (package->vcc[0], !=, 0);
  g_assert_cmpuint (package->gnd[0], !=, 0);
  for (guint pin = 1; pin <= package->n_pins; pin++)
    named += isp_package_name_pin (package, pin) != NULL;
  g_assert_cmpuint (named, ==, n);
}

/* Two rows hold the same number; so do four. */
static void
check_shape (const IspPackage *package)
{
  static const char *const counts[ISP_N_PACKAGE_SHAPES] = {
    [ISP_PACKAGE_DIP] = " 8 14 20 28 40 ",
    [ISP_PACKAGE_SO] = " 8 14 20 24 28 ",
    [ISP_PACKAGE_DFN] = " 10 ",
    [ISP_PACKAGE_TQFP] = " 32 44 64 100 ",
    [ISP_PACKAGE_QFN] = " 20 28 32 44 64 ",
    [ISP_PACKAGE_PLCC] = " 20 44 ",
  };
  g_autofree char *count = g_strdup_printf (" %u ", package->n_pins);

  g_assert_nonnull (strstr (counts[package->shape], count));
  g_assert_cmpuint (package->n_pins % (isp_package_has_four_sides (package) ? 4 : 2), ==, 0);
}

static void
test_rows (void)
{
  const IspPackage *package;

  for (guint i = 0; (package = isp_parts_get_package (i)) != NULL; i++)
    {
      g_auto (GStrv) ids = g_strsplit (package->parts, " ", -1);

      check_row (package);
      check_shape (package);
      for (guint k = 0; ids[k] != NULL; k++)
        {
          const IspPart *part = isp_parts_by_name (ids[k]);

          g_assert_nonnull (part);
          g_assert_cmpstr (part->id, ==, ids[k]);
          g_assert_nonnull (part->pins[ISP_WIRE_SCLK]);
        }
    }
}

/* No part is in two rows of one shape and size, and parts of one pinout have one set of ports. */
static void
test_parts (void)
{
  const IspPart *part;

  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    {
      g_autoptr (GPtrArray) list = isp_parts_list_packages (part);

      for (guint a = 0; a < list->len; a++)
        for (guint b = 0; b < a; b++)
          {
            const IspPackage *one = list->pdata[a], *other = list->pdata[b];

            g_test_message ("%s", part->id);
            g_assert_true (one->shape != other->shape || one->n_pins != other->n_pins);
          }
    }
}

/* What is not known is decided here, not forgotten. No keyboard has one of them. */
static void
test_unknown (void)
{
  static const char unknown[] =
      " atmegas128 atmegas64m1 ata6612c ata6613c ata6614q ata6616c ata6617c ata5505 ata664251 "
      "atmega128rfa1 atmega64rfr2 atmega644rfr2 atmega128rfr2 atmega1284rfr2 atmega256rfr2 "
      "atmega2564rfr2 at90pwm2 at90pwm3 at90pwm2b at90pwm3b at90pwm216 at90pwm316 at90pwm81 "
      "at90pwm161 atmega8hva atmega16hva atmega32hve2 atmega64hve2 atmega16hvb atmega32hvb "
      "atmega16hvbrevb atmega32hvbrevb ";
  const IspPart *part;

  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    {
      g_autoptr (GPtrArray) list = isp_parts_list_packages (part);
      g_autofree char *id = g_strdup_printf (" %s ", part->id);

      g_test_message ("%s", part->id);
      g_assert_cmpint (list->len == 0, ==, strstr (unknown, id) != NULL);
    }
}

/* Rows of the data sheets that people use most, read there once more. */
static void
test_known (void)
{
  static const struct
  {
    const char *part;
    IspPackageShape shape;
    guint8 n_pins, sck, mosi, miso, reset, vcc, gnd;
  } rows[] = {
    { "atmega32u4", ISP_PACKAGE_TQFP, 44, 9, 10, 11, 13, 14, 15 },
    { "at90usb1286", ISP_PACKAGE_TQFP, 64, 11, 12, 13, 20, 21, 22 },
    { "atmega32u2", ISP_PACKAGE_TQFP, 32, 15, 16, 17, 24, 4, 3 },
    { "atmega328p", ISP_PACKAGE_DIP, 28, 19, 17, 18, 1, 7, 8 },
    { "atmega328p", ISP_PACKAGE_TQFP, 32, 17, 15, 16, 29, 4, 3 },
    { "atmega32a", ISP_PACKAGE_DIP, 40, 8, 6, 7, 9, 10, 11 },
    { "attiny85", ISP_PACKAGE_DIP, 8, 7, 5, 6, 1, 8, 4 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) list = isp_parts_list_packages (isp_parts_by_name (rows[i].part));
      const IspPackage *found = NULL;

      for (guint k = 0; k < list->len; k++)
        if (((const IspPackage *) list->pdata[k])->shape == rows[i].shape)
          found = list->pdata[k];
      g_assert_nonnull (found);
      g_assert_cmpuint (found->n_pins, ==, rows[i].n_pins);
      g_assert_cmpuint (found->wires[ISP_WIRE_SCLK], ==, rows[i].sck);
      g_assert_cmpuint (found->wires[ISP_WIRE_MOSI], ==, rows[i].mosi);
      g_assert_cmpuint (found->wires[ISP_WIRE_MISO], ==, rows[i].miso);
      g_assert_cmpuint (found->wires[ISP_WIRE_RESET], ==, rows[i].reset);
      g_assert_cmpuint (found->vcc[0], ==, rows[i].vcc);
      g_assert_cmpuint (found->gnd[0], ==, rows[i].gnd);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packages/rows", test_rows);
  g_test_add_func ("/packages/parts", test_parts);
  g_test_add_func ("/packages/unknown", test_unknown);
  g_test_add_func ("/packages/known", test_known);
  return g_test_run ();
}
