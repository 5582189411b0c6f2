/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bits that the vendor's device packs name in fuse and lock bytes, against the fields of the
 * rows: a bit without a field would keep the fuses of its part from being written. */
#include "parts/isp-parts.h"

/* clang-format off */
static const struct
{
  guint8 mask[ISP_N_FUSES];
  const char *parts;
} rows[] = {
  { { 0xdf, 0xff, 0x1f, 0x03 },
    "attiny1634" },
  { { 0xdf, 0xff, 0xff, 0x03 },
    "attiny441 attiny841" },
  { { 0xf3, 0x00, 0x00, 0x06 },
    "attiny15" },
  { { 0xf3, 0xff, 0xf7, 0x3f },
    "attiny828" },
  { { 0xff, 0x00, 0x00, 0x03 },
    "atmega16hva atmega8hva" },
  { { 0xff, 0x00, 0x00, 0x06 },
    "attiny12" },
  { { 0xff, 0x0f, 0x00, 0x3f },
    "atmega64hve2" },
  { { 0xff, 0x1f, 0x00, 0x03 },
    "attiny13 attiny13a attiny26" },
  { { 0xff, 0x1f, 0x00, 0x3f },
    "atmega16hvb atmega16hvbrevb atmega32hvb atmega32hvbrevb" },
  { { 0xff, 0xff, 0x00, 0x3f },
    "atmega16 atmega16a atmega32 atmega32a atmega8 atmega8515 atmega8535 atmega8a" },
  { { 0xff, 0xff, 0x01, 0x03 },
    "atmega48 atmega48a atmega48p atmega48pa atmega48pb attiny167 attiny2313 attiny2313a "
    "attiny24 attiny24a attiny25 attiny261 attiny261a attiny4313 attiny43u attiny44 "
    "attiny44a attiny45 attiny461 attiny461a attiny48 attiny84 attiny84a attiny85 "
    "attiny861 attiny861a attiny87 attiny88" },
  { { 0xff, 0xff, 0x03, 0x3f },
    "atmega128 atmega128a atmega64 atmega64a" },
  { { 0xff, 0xff, 0x07, 0x3f },
    "atmega1280 atmega1281 atmega1284 atmega1284p atmega1284rfr2 atmega128rfa1 "
    "atmega128rfr2 atmega164a atmega164p atmega164pa atmega168 atmega168a atmega168p "
    "atmega168pa atmega168pb atmega2560 atmega2561 atmega2564rfr2 atmega256rfr2 "
    "atmega324a atmega324p atmega324pa atmega325 atmega3250 atmega3250a atmega3250p "
    "atmega3250pa atmega325a atmega325p atmega325pa atmega328 atmega328p atmega329 "
    "atmega3290 atmega3290a atmega3290p atmega3290pa atmega329a atmega329p atmega329pa "
    "atmega640 atmega644 atmega644a atmega644p atmega644pa atmega644rfr2 atmega645 "
    "atmega6450 atmega6450a atmega6450p atmega645a atmega645p atmega649 atmega6490 "
    "atmega6490a atmega6490p atmega649a atmega649p atmega64rfr2 atmega88 atmega88a "
    "atmega88p atmega88pa atmega88pb" },
  { { 0xff, 0xff, 0x0f, 0x3f },
    "at90can128 at90can32 at90can64 at90usb1286 at90usb1287 at90usb162 at90usb646 "
    "at90usb647 at90usb82 atmega165a atmega165p atmega165pa atmega169a atmega169p "
    "atmega169pa atmega16u2 atmega16u4 atmega324pb atmega328pb atmega32u2 atmega32u4 "
    "atmega8u2" },
  { { 0xff, 0xff, 0x1e, 0x3f },
    "atmega162" },
  { { 0xff, 0xff, 0x3f, 0x3f },
    "atmega16m1 atmega32c1 atmega32m1 atmega64c1 atmega64m1" },
  { { 0xff, 0xff, 0xb7, 0x3f },
    "at90pwm1" },
  { { 0xff, 0xff, 0xf7, 0x3f },
    "at90pwm216 at90pwm2b at90pwm3 at90pwm316 at90pwm3b" },
  { { 0xff, 0xff, 0xff, 0x3f },
    "at90pwm161 at90pwm81" },
};
/* clang-format on */

static void
get_named (const IspPart *part, guint8 named[ISP_N_FUSES])
{
  for (guint i = 0; i < ISP_N_FUSES; i++)
    named[i] = 0;
  for (guint i = 0; i < part->n_fields; i++)
    named[part->fields[i].byte] |= part->fields[i].mask;
}

static void
test_every_bit (void)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) ids = g_strsplit (rows[i].parts, " ", -1);

      for (guint j = 0; ids[j] != NULL; j++, n++)
        {
          const IspPart *part = isp_parts_by_name (ids[j]);
          guint8 named[ISP_N_FUSES];

          g_test_message ("%s", ids[j]);
          g_assert_nonnull (part);
          get_named (part, named);
          for (guint byte = 0; byte < ISP_N_FUSES; byte++)
            if ((rows[i].mask[byte] & ~named[byte]) != 0)
              g_error ("%s: no field for %02X of byte %u", ids[j],
                       (guint) (rows[i].mask[byte] & ~named[byte]), byte);
        }
    }
  g_assert_cmpuint (n, ==, 156);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/masks/every-bit", test_every_bit);
  return g_test_run ();
}
