/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a USBasp is asked, and a bootloader that goes by its name. */
#pragma once

enum
{
  CONNECT = 1,
  DISCONNECT = 2,
  TRANSMIT = 3,
  READ_FLASH = 4,
  ENABLE_PROGRAMMING = 5,
  WRITE_FLASH = 6,
  READ_EEPROM = 7,
  WRITE_EEPROM = 8,
  SET_LONG_ADDRESS = 9,
  SET_SCK = 10,
  GET_CAPABILITIES = 127,
};
