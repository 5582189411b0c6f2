/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-package.h"

gboolean
isp_package_has_four_sides (const IspPackage *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->shape == ISP_PACKAGE_TQFP || self->shape == ISP_PACKAGE_QFN ||
         self->shape == ISP_PACKAGE_PLCC;
}

static guint
copy_pins (const guint8 *from, guint pins[8])
{
  guint n = 0;

  while (from[n] != 0)
    {
      pins[n] = from[n];
      n++;
    }
  return n;
}

guint
isp_package_get_pins (const IspPackage *self, IspWire wire, guint pins[8])
{
  g_return_val_if_fail (self != NULL && wire < ISP_N_WIRES, 0);

  if (wire == ISP_WIRE_GND)
    return copy_pins (self->gnd, pins);
  if (wire == ISP_WIRE_VCC)
    return copy_pins (self->vcc, pins);
  pins[0] = self->wires[wire];
  return 1;
}

/* Whether a list that ends with 0 has a pin. */
static gboolean
lists_pin (const guint8 *pins, guint pin)
{
  for (; *pins != 0; pins++)
    if (*pins == pin)
      return TRUE;
  return FALSE;
}

const char *
isp_package_name_pin (const IspPackage *self, guint pin)
{
  static const char *const names[ISP_N_WIRES] = {
    [ISP_WIRE_SCLK] = "SCK",
    [ISP_WIRE_MISO] = "MISO",
    [ISP_WIRE_MOSI] = "MOSI",
    [ISP_WIRE_RESET] = "RESET",
  };

  g_return_val_if_fail (self != NULL && pin > 0, NULL);
  for (IspWire wire = 0; wire < ISP_N_WIRES; wire++)
    if (self->wires[wire] == pin)
      return names[wire];
  for (guint i = 0; i < 2; i++)
    if (self->crystal[i] == pin)
      return i == 0 ? "XTAL1" : "XTAL2";

  const struct
  {
    const guint8 *pins;
    const char *name;
  } supplies[] = {
    { self->vcc, "VCC" }, { self->avcc, "AVCC" }, { self->uvcc, "UVCC" },
    { self->gnd, "GND" }, { self->agnd, "AGND" }, { self->ugnd, "UGND" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (supplies); i++)
    if (lists_pin (supplies[i].pins, pin))
      return supplies[i].name;
  return NULL;
}
