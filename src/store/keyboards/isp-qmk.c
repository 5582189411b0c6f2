/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-qmk.h"

#include "config.h"

#include <glib/gi18n-lib.h>

/* ── bootloaders ── */

#define QMK_BUILDS N_ ("QMK builds it for this keyboard alone: make %s:default:bootloader")
#define MAKER_HAS  N_ ("Its file comes from the keyboard’s maker")
#define BUTTON     N_ ("Press its reset button, and install the firmware with “qmk flash”.")
#define DRIVE                                                                                      \
  N_ ("Press its reset button twice quickly: it shows up as a drive. Copy the firmware’s .uf2 "  \
      "file to it.")
#define ROM                                                                                        \
  N_ ("Its bootloader cannot break. Hold BOOT0 while you plug it in, and install the firmware "    \
      "with “qmk flash”.")

/* clang-format off */
static const IspQmkBootloader bootloaders[] = {
  { "atmel-dfu",    "Atmel DFU",     "atmel-dfu",    NULL, NULL },
  { "caterina",     "Caterina",      "caterina",     NULL, NULL },
  { "bootloadhid",  "BootloadHID",   "bootloadhid",  NULL, NULL },
  { "usbasploader", "USBaspLoader",  "usbasploader",
    N_ ("Its pins differ from keyboard to keyboard, so the file has to come from this one’s maker"), NULL },
  { "qmk-dfu",      "QMK DFU",       "qmk-dfu",      QMK_BUILDS, NULL },
  { "qmk-hid",      "QMK HID",       NULL,           QMK_BUILDS, NULL },
  { "lufa-dfu",     "LUFA DFU",      "lufa-dfu",     NULL, NULL },
  { "lufa-ms",      "LUFA Mass Storage", NULL,       MAKER_HAS, NULL },
  { "halfkay",      "HalfKay",       "halfkay",
    N_ ("PJRC has never published it: only a backup of such a chip contains it. Atmel DFU fits the same chip."),
    N_ ("Press the button on the board, and install the firmware with Teensy Loader.") },
  { "stm32-dfu",    "STM32 DFU",     NULL, NULL, ROM },
  { "apm32-dfu",    "APM32 DFU",     NULL, NULL, ROM },
  { "at32-dfu",     "AT32 DFU",      NULL, NULL, ROM },
  { "gd32v-dfu",    "GD32V DFU",     NULL, NULL, ROM },
  { "wb32-dfu",     "WB32 DFU",      NULL, NULL, ROM },
  { "rp2040",       "RP2040",        NULL, NULL,
    N_ ("Its bootloader cannot break. Hold BOOT while you plug it in: it shows up as a drive. Copy the firmware’s .uf2 file to it.") },
  { "stm32duino",   "stm32duino",    NULL, NULL, BUTTON },
  { "kiibohd",      "Kiibohd",       NULL, NULL, BUTTON },
  { "md-boot",      "mdloader",      NULL, NULL,
    N_ ("Press its reset button, and install the firmware with mdloader.") },
  { "tinyuf2",      "TinyUF2",       NULL, NULL, DRIVE },
  { "uf2boot",      "uf2boot",       NULL, NULL, DRIVE },
  { "custom",       NULL,            NULL, MAKER_HAS, NULL },
};
/* clang-format on */

const IspQmkBootloader *
isp_qmk_bootloader_by_id (const char *id)
{
  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (bootloaders); i++)
    if (g_ascii_strcasecmp (bootloaders[i].id, id) == 0)
      return &bootloaders[i];
  return NULL;
}

/* ── chips ── */

/* clang-format off */
static const struct
{
  const char *mcu, *bootloader;
} defaults[] = {
  { "at90usb162",  "atmel-dfu" },
  { "atmega16u2",  "atmel-dfu" },
  { "atmega32u2",  "atmel-dfu" },
  { "atmega16u4",  "atmel-dfu" },
  { "atmega32u4",  "atmel-dfu" },
  { "at90usb646",  "atmel-dfu" },
  { "at90usb647",  "atmel-dfu" },
  { "at90usb1286", "atmel-dfu" },
  { "at90usb1287", "atmel-dfu" },
  { "atmega32a",   "bootloadhid" },
  { "atmega328p",  "usbasploader" },
  { "atmega328",   "usbasploader" },
  { "rp2040",      "rp2040" },
};
/* clang-format on */

const char *
isp_qmk_bootloader_of_mcu (const char *mcu)
{
  for (guint i = 0; mcu != NULL && i < G_N_ELEMENTS (defaults); i++)
    if (g_ascii_strcasecmp (defaults[i].mcu, mcu) == 0)
      return defaults[i].bootloader;
  return NULL;
}

/* ── development boards ── */

/* QMK builds for a promicro at 16 MHz. */
/* clang-format off */
static const IspQmkBoard boards[] = {
  { "promicro",        "atmega32u4", "caterina",   "caterina-promicro16", TRUE },
  { "elite_c",         "atmega32u4", "atmel-dfu",  NULL, TRUE },
  { "elite_pi",        "RP2040",     "rp2040",     NULL },
  { "proton_c",        "STM32F303",  "stm32-dfu",  NULL },
  { "kb2040",          "RP2040",     "rp2040",     NULL },
  { "sparkfun_pm2040", "RP2040",     "rp2040",     NULL },
  { "promicro_rp2040", "RP2040",     "rp2040",     NULL },
  { "rp2040_ce",       "RP2040",     "rp2040",     NULL },
  { "blok",            "RP2040",     "rp2040",     NULL },
  { "michi",           "RP2040",     "rp2040",     NULL },
  { "bit_c_pro",       "RP2040",     "rp2040",     NULL },
  { "helios",          "RP2040",     "rp2040",     NULL },
  { "liatris",         "RP2040",     "rp2040",     NULL },
  { "imera",           "RP2040",     "rp2040",     NULL },
  { "svlinky",         "RP2040",     "rp2040",     NULL },
  { "bluepill",        "STM32F103",  "stm32duino", NULL },
  { "blackpill_f401",  "STM32F401",  "stm32-dfu",  NULL },
  { "blackpill_f411",  "STM32F411",  "stm32-dfu",  NULL },
  { "stemcell",        "STM32F411",  "tinyuf2",    NULL },
  { "bonsai_c4",       "STM32F411",  "stm32-dfu",  NULL },
};
/* clang-format on */

const IspQmkBoard *
isp_qmk_board_by_id (const char *id)
{
  for (guint i = 0; id != NULL && i < G_N_ELEMENTS (boards); i++)
    if (g_ascii_strcasecmp (boards[i].id, id) == 0)
      return &boards[i];
  return NULL;
}
