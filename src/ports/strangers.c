/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Devices that people may take for a programmer, or ask about: keyboards and boards in their
 * bootloaders (ids as QMK Toolbox knows them), and programmers without a driver here (ids as
 * avrdude knows them). Devices that use the ids of a programmer have a row in its driver's table.
 * */
#include "isp-match.h"

#include "config.h"

#include <glib/gi18n-lib.h>

#define WORKS   N_ ("Its bootloader works, no rescue needed")
#define FOREIGN N_ ("Not supported. Use a USBasp, or turn a Pro Micro into a programmer.")
#define HID_USBASP                                                                                 \
  N_ ("Its firmware works only with ProgISP on Windows. A second programmer can install the "      \
      "USBasp "                                                                                    \
      "firmware that is made for it.")
#define MPSSE N_ ("Not supported as a programmer. Its serial ports show up by themselves.")
#define MICRONUCLEUS                                                                               \
  N_ ("Its bootloader works, no rescue needed. Avrdude or micronucleus can write to it.")
#define ANY 0, 0xFFFF
#define NO  ISP_ID_NOT_A_PROGRAMMER

/* clang-format off */
static const IspIdRow usb_rows[] = {
  { 0x2341, 0x0C9F, ANY, NO, N_ ("An Arduino Gemma in its bootloader"), .advice = WORKS },
  { 0x16D0, 0x0753, ANY, NO, N_ ("A keyboard in micronucleus"), .advice = MICRONUCLEUS },
  { 0x0483, 0xDF11, ANY, NO, N_ ("A keyboard in STM32 DFU"), .advice = WORKS },
  { 0x1EAF, 0x0003, ANY, NO, N_ ("A keyboard in STM32duino"), .advice = WORKS },
  { 0x1C11, 0xB007, ANY, NO, N_ ("A keyboard in Kiibohd"), .advice = WORKS },
  { 0x28E9, 0x0189, ANY, NO, N_ ("A keyboard in GD32V DFU"), .advice = WORKS },
  { 0x314B, 0x0106, ANY, NO, N_ ("A keyboard in APM32 DFU"), .advice = WORKS },
  { 0x342D, 0xDFA0, ANY, NO, N_ ("A keyboard in WB32 DFU"), .advice = WORKS },

  { 0x03EB, 0xC8B4, ANY, NO, N_ ("A HID programmer sold as USBasp"), .advice = HID_USBASP },
  { 0x03EB, 0x2103, ANY, NO, "JTAGICE mkII", .advice = FOREIGN },
  { 0x03EB, 0x2106, ANY, NO, "STK600", .advice = FOREIGN },
  { 0x03EB, 0x2107, ANY, NO, "AVR Dragon", .advice = FOREIGN },
  { 0x03EB, 0x2110, ANY, NO, "JTAGICE3", .advice = FOREIGN },
  { 0x03EB, 0x2140, ANY, NO, "JTAGICE3", .advice = FOREIGN },
  { 0x03EB, 0x2141, ANY, NO, "Atmel-ICE", .advice = FOREIGN },
  { 0x03EB, 0x2144, ANY, NO, "Power Debugger", .advice = FOREIGN },
  { 0x03EB, 0x2145, ANY, NO, "Xplained Mini", .advice = FOREIGN },
  { 0x03EB, 0x2177, ANY, NO, "PICkit 4", .advice = FOREIGN },
  { 0x03EB, 0x2178, ANY, NO, "PICkit 4", .advice = FOREIGN },
  { 0x03EB, 0x2179, ANY, NO, "PICkit 4", .advice = FOREIGN },
  { 0x03EB, 0x217F, ANY, NO, "MPLAB SNAP", .advice = FOREIGN },
  { 0x03EB, 0x2180, ANY, NO, "MPLAB SNAP", .advice = FOREIGN },
  { 0x03EB, 0x2181, ANY, NO, "MPLAB SNAP", .advice = FOREIGN },
  { 0x04D8, 0x9018, ANY, NO, "MPLAB SNAP", .advice = FOREIGN },
  { 0x04D8, 0x9012, ANY, NO, "PICkit 4", .advice = FOREIGN },
  { 0x04D8, 0x9036, ANY, NO, "PICkit 5", .advice = FOREIGN },
  { 0x04D8, 0x9055, ANY, NO, "PICkit Basic", .advice = FOREIGN },
  { 0x04D8, 0x0033, ANY, NO, "PICkit 2", .advice = FOREIGN },
  { 0x1A86, 0x5512, ANY, NO, "CH341A", .advice = FOREIGN },
  { 0x0403, 0x6010, ANY, NO, "FT2232H", .advice = MPSSE },
  { 0x0403, 0x6011, ANY, NO, "FT4232H", .advice = MPSSE },
  { 0x0403, 0x6014, ANY, NO, "FT232H", .advice = MPSSE },
};

static const IspIdRow serial_rows[] = {
  { 0x03EB, 0x6124, ANY, NO, N_ ("A board in Atmel SAM-BA"), .advice = WORKS },
  { 0x16C0, 0x05DC, ANY, NO, N_ ("The serial port of a USBasp"), .product = "USBasp",
    .advice = N_ ("Choose the other port of the same device") },
  { 0x1FFB, 0x00AF, ANY, NO, N_ ("A Pololu USB AVR Programmer in its bootloader"),
    .advice = N_ ("Unplug it and plug it in again, or reinstall its firmware") },
  { 0x1FFB, 0x00BA, ANY, NO, N_ ("A Pololu USB AVR Programmer in its bootloader"),
    .advice = N_ ("Unplug it and plug it in again, or reinstall its firmware") },
};
/* clang-format on */

const IspOwner *
isp_strangers_get (IspLinkKind link)
{
  static const IspOwner strangers[] = {
    [ISP_LINK_USB] = { .link = ISP_LINK_USB, .rows = usb_rows, .n_rows = G_N_ELEMENTS (usb_rows) },
    [ISP_LINK_SERIAL] = { .link = ISP_LINK_SERIAL,
                          .rows = serial_rows,
                          .n_rows = G_N_ELEMENTS (serial_rows) },
    [ISP_LINK_SIMULATED] = { .link = ISP_LINK_SIMULATED },
  };

  g_return_val_if_fail (link < G_N_ELEMENTS (strangers), NULL);
  return &strangers[link];
}
