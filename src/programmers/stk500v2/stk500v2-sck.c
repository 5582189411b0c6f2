/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From Atmel's AVR068 (STK500) and AVR069 (AVRISP mkII), and from Pololu's table of what its
 * programmers make of the STK500's values. */
#include "stk500v2-sck.h"

/* ── STK500: a crystal of 7.3728 MHz, four rates by hardware and a loop below ── */

#define XTAL_HZ   7372800u
#define LOOP_MAX  254u
#define LOOP_HEAD 4u /* the first value that is the loop's */

/* clang-format off */
static const guint32 stk500_hz[LOOP_HEAD] = { XTAL_HZ / 4, XTAL_HZ / 16, XTAL_HZ / 64, XTAL_HZ / 128 };
/* Pololu's are nowhere faster. The first is a setting of its own that the host cannot ask for; this
 * is as shipped. */
static const guint32 pololu_hz[LOOP_HEAD] = { 1714285, 444444, 114285, 57416 };

/* ── AVRISP mkII ── */

static const guint32 mkii_hz[] = {
  8000000, 4000000, 2000000, 1000000, 500000, 250000, 125000, 96386, 89888, 84211, 79208, 74767,
  70797, 67227, 64000, 61069, 58395, 55945, 51613, 49690, 47905, 46243, 43244, 41885, 39409,
  38278, 36200, 34335, 32654, 31129, 29740, 28470, 27304, 25724, 24768, 23461, 22285, 21221,
  20254, 19371, 18562, 17583, 16914, 16097, 15356, 14520, 13914, 13224, 12599, 12031, 11511,
  10944, 10431, 9963, 9468, 9081, 8612, 8239, 7851, 7498, 7137, 6809, 6478, 6178, 5879, 5607,
  5359, 5093, 4870, 4633, 4418, 4209, 4019, 3823, 3645, 3474, 3310, 3161, 3011, 2869, 2734, 2611,
  2484, 2369, 2257, 2152, 2052, 1956, 1866, 1779, 1695, 1615, 1539, 1468, 1398, 1333, 1271, 1212,
  1155, 1101, 1049, 1000, 953, 909, 866, 826, 787, 750, 715, 682, 650, 619, 590, 563, 536, 511,
  487, 465, 443, 422, 402, 384, 366, 349, 332, 317, 302, 288, 274, 261, 249, 238, 226, 216, 206,
  196, 187, 178, 170, 162, 154, 147, 140, 134, 128, 122, 116, 111, 105, 100,
};
/* clang-format on */

/* LUFA's AVRISP-MKII shifts by itself below its SPI unit's rates. From here to there SCK idles high
 * while it does, and the first bit is lost: run cycle by cycle. */
#define LUFA_LOST_FROM_HZ 16000u
#define LUFA_LOST_TO_HZ   100000u

/* A bit of the loop takes 24 clocks for each count, and 20 more. */
static guint32
get_loop_hz (guint8 duration)
{
  return XTAL_HZ / (24u * duration + 20u);
}

guint32
isp_stk2_sck_get_hz (IspStk2Sck kind, guint8 duration)
{
  if (kind == ISP_STK2_SCK_MKII || kind == ISP_STK2_SCK_LUFA)
    return mkii_hz[MIN (duration, G_N_ELEMENTS (mkii_hz) - 1)];
  if (duration < LOOP_HEAD)
    return kind == ISP_STK2_SCK_POLOLU ? pololu_hz[duration] : stk500_hz[duration];
  return get_loop_hz (duration);
}

static gboolean
is_broken (IspStk2Sck kind, guint32 hz)
{
  return kind == ISP_STK2_SCK_LUFA && hz >= LUFA_LOST_FROM_HZ && hz <= LUFA_LOST_TO_HZ;
}

guint8
isp_stk2_sck_choose (IspStk2Sck kind, guint32 wanted_hz)
{
  gboolean is_mkii = kind == ISP_STK2_SCK_MKII || kind == ISP_STK2_SCK_LUFA;
  guint last = is_mkii ? G_N_ELEMENTS (mkii_hz) - 1 : LOOP_MAX;

  for (guint8 duration = 0; duration < last; duration++)
    {
      guint32 bound =
          isp_stk2_sck_get_hz (kind == ISP_STK2_SCK_POLOLU ? ISP_STK2_SCK_STK500 : kind, duration);

      if (bound <= wanted_hz && !is_broken (kind, bound))
        return duration;
    }
  return (guint8) last;
}
