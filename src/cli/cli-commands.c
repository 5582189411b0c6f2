/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every command that there is. */
#include "cli.h"

#include <glib/gi18n.h>

/* clang-format off */
static const CliCommand commands[] = {
  { "programmers", NULL, N_("List the programmers that are plugged in"), cli_programmers },
  { "parts", N_("[PART]"), N_("List the chips, or show one in full"), cli_parts },
  { "presets", N_("[PRESET]"), N_("List the bootloaders, or show one in full"), cli_presets },
  { "keyboards", N_("[KEYBOARD]"), N_("Find keyboards by name: chip, bootloader, presets"), cli_keyboards },
  { "info", NULL, N_("Make contact and show what the chip is and how it is set"), cli_info },
  { "flash", NULL, N_("Write a bootloader or other images, and the fuses"), cli_flash },
  { "read", NULL, N_("Read flash or EEPROM into a file"), cli_read },
  { "verify", NULL, N_("Compare the chip with a file"), cli_verify },
  { "blank", NULL, N_("Check whether flash and EEPROM are blank"), cli_blank },
  { "erase", NULL, N_("Erase the chip"), cli_erase },
  { "fuses", NULL, N_("Show the fuses, or set them"), cli_fuses },
  { "backup", NULL, N_("Save flash, EEPROM, fuses and lock"), cli_backup },
  { "restore", N_("FOLDER"), N_("Restore a backup"), cli_restore },
  { "combine", N_("FIRMWARE [BOOTLOADER]"), N_("Combine two images into one file"), cli_combine },
  { "upload", NULL, N_("Install firmware through a USB bootloader"), cli_upload },
  { "loaders", NULL, N_("List the keyboards that are in their bootloader"), cli_loaders },
  { "log", N_("[FILE]"), N_("Show what the last job did, for whoever helps you"), cli_log },
  { "udev-rules", NULL, N_("Print the rules file for /etc/udev/rules.d"), cli_udev_rules },
};
/* clang-format on */

const CliCommand *
cli_command_get (guint i)
{
  return i < G_N_ELEMENTS (commands) ? &commands[i] : NULL;
}

const CliCommand *
cli_command_by_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}
