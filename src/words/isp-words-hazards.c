/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hazards: a bold sentence, what to do, and what a person confirms. */
#include "config.h"
#include "isp-words-private.h"

#include <glib/gi18n-lib.h>

/* What the %s of text and check becomes. */
typedef enum
{
  FILL_NONE,
  FILL_RANGE,
  FILL_HZ, /* value 0: the *_plain strings stand in */
  FILL_VOLTS,
  FILL_ADDRESS, /* value */
  FILL_CLOCK,   /* what the clock needs on the board */
} Fill;

typedef struct
{
  const char *title, *text, *check;
  Fill fill;
  const char *text_plain, *check_plain;
  const char *terminal; /* what to type; NULL: there is nothing to do */
  /* Over USB, where fuses stay as they are; NULL: as text and terminal. */
  const char *text_usb, *terminal_usb;
} Words;

#define TERMINAL_FUSES                                                                             \
  N_ ("Other fuses come with --preset or --fuses; --keep-fuses leaves them alone.")

/* clang-format off */
static const Words words[ISP_N_HAZARDS] = {
  [ISP_HAZARD_SPIEN_OFF] = {
    N_("Programming Would Be Turned Off"),
    N_("The chip could never be reached over ISP again. Unbrick does not write that; use other "
       "fuses."),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_RESET_DISABLED] = {
    N_("The Reset Pin Would Be Turned Off"),
    N_("The chip could never be reached over ISP again. Unbrick does not write that; use other "
       "fuses."),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_DEBUG_WIRE] = {
    N_("debugWIRE Would Use the Reset Pin"),
    N_("The chip could no longer be reached over ISP. Unbrick does not write that; use other "
       "fuses."),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_IMAGE_OUTSIDE] = {
    N_("The File Is Too Big for This Chip"),
    N_("It has data at %s, where this chip has no flash. Choose the file made for this chip."), NULL, FILL_RANGE,
    .terminal = N_("Give another file with --image, or another chip with --part.") },
  [ISP_HAZARD_IMAGE_EMPTY] = {
    N_("The File Is Empty"),
    N_("It holds nothing that could be written. Choose another file."),
    .terminal = N_("Give another file with --image.") },
  [ISP_HAZARD_IMAGE_OVERLAP] = {
    N_("Two Files Want the Same Place"),
    N_("They differ at %s. Write only the bootloader, or choose other firmware."), NULL, FILL_RANGE,
    .terminal = N_("Add --boot-only, or give another file with --image.") },
  [ISP_HAZARD_BOOT_MISMATCH] = {
    N_("The Bootloader Does Not Match the Fuses"),
    N_("The fuses put the bootloader at %s, and the file is for another place. Choose the file that "
       "belongs to these fuses, or other fuses."), NULL, FILL_RANGE,
    .terminal = N_("Give another file with --image, or other fuses with --preset or --fuses.") },
  [ISP_HAZARD_FIRMWARE_IN_BOOT] = {
    N_("The Firmware Runs into the Bootloader"),
    N_("It has data at %s, where the bootloader belongs. Write only the bootloader, or choose smaller firmware."),
    NULL, FILL_RANGE,
    .terminal = N_("Add --boot-only, or give a smaller file with --image."),
    .text_usb = N_("It has data at %s, where the bootloader is, which would be overwritten. Choose smaller "
                   "firmware."),
    .terminal_usb = N_("Give a smaller file with --image.") },
  [ISP_HAZARD_NEEDS_ERASE] = {
    N_("This Needs an Erase"),
    N_("Without one, this data cannot replace what is on the chip."),
    .terminal = N_("Leave --no-erase out.") },
  [ISP_HAZARD_NO_BACKUP] = {
    N_("No Backup Is Possible"),
    N_("The chip is locked, so what is on it cannot be saved. Continue without a backup, or "
       "stop here."),
    .terminal = N_("Add --no-backup if what is on the chip may be lost.") },
  [ISP_HAZARD_LOCKED] = {
    N_("The Chip Is Locked"),
    N_("It accepts nothing new until it is erased. Erase it first; what is on it is then lost."),
    .terminal = N_("Run “unbrickctl erase” first.") },
  [ISP_HAZARD_UNREADABLE] = {
    N_("What Is on the Chip Cannot Be Read"),
    N_("The chip is locked against reading. Only an erase unlocks it, and what is on it is then lost."),
    .terminal = N_("To erase it, run “unbrickctl erase”.") },
  [ISP_HAZARD_IMAGE_PART] = {
    N_("The File Is for Another Chip"),
    N_("It says so itself. Choose the file made for this chip."),
    .terminal = N_("Give another file with --image, or another chip with --part.") },
  [ISP_HAZARD_UNKNOWN_BITS] = {
    N_("These Fuse Bits Have No Known Meaning"),
    N_("So Unbrick does not write them. Leave the fuses as they are, or use those of a "
       "bootloader."),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_IMAGE_DUMP] = {
    N_("The File Was Read from a Locked Chip"),
    N_("It holds addresses instead of a program, as locked chips send them. Choose the file that the firmware "
       "was built as."),
    .terminal = N_("Give another file with --image.") },
  [ISP_HAZARD_IMAGE_EEPROM] = {
    N_("The File Is for the EEPROM"),
    N_("Its name says so. Choose the .hex file for the flash; give this one as EEPROM. If it is firmware all the "
       "same, rename it to .hex."),
    .terminal = N_("Give this file with --eeprom, and the one for the flash with --image.") },
  [ISP_HAZARD_IMAGE_NOT_CODE] = {
    N_("The File Does Not Look Like a Program"),
    N_("It is raw binary, and does not begin like a program for an AVR. Choose the .hex file instead, which says "
       "where its bytes belong."),
    .terminal = N_("Give the .hex file with --image.") },
  [ISP_HAZARD_CLOCK_NOT_CRYSTAL] = {
    N_("The Crystal Does Not Fit the Fuses"),
    N_("The fuses ask for %s; with this crystal the chip would fall silent. Use fuses for the crystal that is on the "
       "board."), NULL, FILL_CLOCK,
    .terminal = N_("Give other fuses with --preset or --fuses, or the right crystal with --crystal.") },
  [ISP_HAZARD_IN_LOADER] = {
    N_("The File Runs into the Bootloader"),
    N_("It has data at %s, where the bootloader is, which would be overwritten. Choose the firmware without a "
       "bootloader."), NULL, FILL_RANGE,
    .terminal = N_("Give another file with --image.") },
  [ISP_HAZARD_OTHER_BOARD] = {
    N_("This May Be Another Keyboard"),
    N_("The boot section does not hold what the interrupted job left there. Either this is another keyboard, or it "
       "has worked since."),
    .terminal = N_("Add --fresh, or restore the backup with “unbrickctl restore”.") },
  [ISP_HAZARD_NO_EEPROM] = {
    N_("This Bootloader Does Not Write EEPROM"),
    N_("Install the firmware alone, or write the EEPROM over ISP."),
    .terminal = N_("Leave --eeprom out.") },
  [ISP_HAZARD_CLOCK_SOURCE] = {
    N_("The Chip Will Need a Clock from the Board"),
    N_("It will run only with %s. Without it the chip falls silent."),
    N_("I know this board has %s"), FILL_CLOCK,
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_CRYSTAL_MHZ] = {
    N_("The Crystal Must Be the Right One"),
    N_("What is written is made for %s. With another crystal everything verifies, but USB "
       "stays silent. Read what is printed on the crystal."),
    N_("The crystal on this board is %s"), FILL_HZ,
    N_("With another crystal everything verifies, but USB stays silent. Read what is printed "
       "on the crystal."),
    N_("The crystal on this board is the right one"),
    .terminal = N_("Give what is printed on it with --crystal."),
    .terminal_usb = N_("Give helper firmware that is made for this board: --helper=own with --image.") },
  [ISP_HAZARD_BROWN_OUT] = {
    N_("The Chip Will Need More Voltage"),
    N_("Below %s the chip does not start. On a 3.3 V board it stays dead until it gets 5 V."),
    N_("This board runs at more than %s"), FILL_VOLTS,
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_WDTON] = {
    N_("The Watchdog Will Always Be On"),
    N_("It restarts the chip over and over unless the firmware answers it. Most keyboard firmware does not."),
    N_("My firmware answers the watchdog"),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_CKOUT] = {
    N_("A Pin Will Output the Clock"),
    N_("That pin cannot be a row or column of the keyboard then."),
    N_("That pin is free on this board"),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_OCDEN] = {
    N_("On-Chip Debugging Will Be On"),
    N_("It makes the chip draw more power, and nobody needs it on a keyboard."),
    N_("I want on-chip debugging"),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_HWBE_OFF] = {
    N_("The Bootloader Could Not Be Started"),
    N_("It starts when the HWB pin is low at reset, and the fuses turn that off. Use the "
       "bootloader’s own fuses."),
    N_("I have another way into the bootloader"),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_BOOTRST_OFF] = {
    N_("The Bootloader Would Not Start"),
    N_("It has to come first after reset, and the fuses start the firmware. Use the "
       "bootloader’s own fuses."),
    N_("I have another way into the bootloader"),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_SELFPRGEN] = {
    N_("The Bootloader Could Not Write"),
    N_("The fuses forbid the chip to write its own flash, so firmware could not be installed "
       "over USB."),
    N_("I do not need firmware over USB"),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_LOCK_BOOT] = {
    N_("The Bootloader Could Not Write Firmware"),
    N_("The lock bits keep it from writing, so firmware could not be installed over USB."),
    N_("I do not need firmware over USB"),
    .terminal = N_("Give another byte with --lock.") },
  [ISP_HAZARD_LOCK_CHIP] = {
    N_("The Chip Will Be Locked"),
    N_("Every later change over ISP then begins with an erase."),
    N_("I want the chip to be locked"),
    .terminal = N_("Give another byte with --lock.") },
  [ISP_HAZARD_LOSES_CONTENT] = {
    N_("What Is on the Chip Will Be Lost"),
    N_("The chip is locked, so no backup is possible, and the erase removes everything."),
    N_("I do not need what is on it"),
    .terminal = N_("Leave --no-backup out to stop here.") },
  [ISP_HAZARD_NOT_PROVEN] = {
    N_("This May Be Another Keyboard"),
    N_("The chip is locked, so nothing shows that the job was interrupted on this one. If it is another, what is on "
       "it is lost."),
    N_("I know that it is the same keyboard"),
    .terminal = N_("If it is another, use “unbrickctl flash --fresh”.") },
  [ISP_HAZARD_POWER_STAGE] = {
    N_("Power Outputs Are Driven from Reset On"),
    N_("Their pins are high or low before any firmware runs. Make sure that what is connected to them stands "
       "that."),
    N_("What is connected there stands that"),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_JTAG_ON] = {
    N_("JTAG Will Be On"),
    N_("It uses four pins; keys wired to them are dead unless the firmware turns JTAG off, as "
       "QMK does."),
    N_("That is fine for this board"),
    .terminal = N_("Add --jtag=off.") },
  [ISP_HAZARD_INTERNAL_CLOCK] = {
    N_("The Chip Will Run on Its Internal Clock"),
    N_("That is %s. The bootloader needs the crystal on the board, and USB stays silent "
       "without it. Use the bootloader’s own fuses."),
    N_("This board needs no crystal"), FILL_HZ,
    N_("The bootloader needs the crystal on the board, and USB stays silent without it. Use "
       "the bootloader’s own fuses."),
    N_("This board needs no crystal"),
    .terminal = TERMINAL_FUSES },
  [ISP_HAZARD_LOSES_BOOTLOADER] = {
    N_("The Bootloader Will Be Erased"),
    N_("There is something in the boot section at %s, and these files put nothing there. Add "
       "the bootloader, or firmware can be changed over ISP only."),
    N_("I do not need a bootloader"), FILL_RANGE,
    .terminal = N_("Add it with --preset or --image; the one on the chip: “unbrickctl read”, then --image with --boot-only.") },
  [ISP_HAZARD_NO_START] = {
    N_("No Program Begins Where the Chip Starts"),
    N_("The chip starts a program at %s, and these files do not begin one there. Check that they are made for this "
       "chip and these fuses."),
    N_("I know that this program starts there"), FILL_ADDRESS,
    .terminal = N_("Give another file with --image, or other fuses with --preset or --fuses."),
    .text_usb = N_("The chip starts firmware at %s, and this file does not begin a program there. Check that it is "
                   "made for this keyboard."),
    .terminal_usb = N_("Give another file with --image.") },
  [ISP_HAZARD_LEFT_OUT] = {
    N_("The Bootloader in the File Is Left Out"),
    N_("It is at %s. The keyboard keeps the one that it has."), NULL, FILL_RANGE },
  [ISP_HAZARD_NOT_SAVED] = {
    N_("No Backup Is Possible"),
    N_("This bootloader cannot be read before it is erased, so the firmware that is on the keyboard now cannot be "
       "saved.") },
  [ISP_HAZARD_NOT_COMPARED] = {
    N_("It Cannot Be Read Back"),
    N_("This bootloader only takes firmware. Whether it is right shows when the keyboard comes back with it.") },
  [ISP_HAZARD_BACKUP_BLANK] = {
    N_("The Backup Is Empty"),
    N_("The chip held nothing when it was saved. Restoring it erases everything that is on the chip now, and the "
       "keyboard stays dead."),
    N_("I want the chip to be empty"),
    .terminal = N_("Give “unbrickctl restore” the folder of another backup.") },
  [ISP_HAZARD_BACKUP_NO_BOOTLOADER] = {
    N_("The Backup Has No Bootloader"),
    N_("There is one on the chip now, at %s. Restoring erases it, and firmware can be changed over ISP only."),
    N_("I do not need a bootloader"), FILL_RANGE,
    .terminal = N_("Give “unbrickctl restore” the folder of another backup.") },
  [ISP_HAZARD_BACKUP_NO_FIRMWARE] = {
    N_("The Backup Has No Firmware"),
    N_("It holds a bootloader alone. Restoring erases the firmware that is on the chip now; the keyboard types again "
       "once firmware is installed."),
    N_("I do not need the firmware that is on the chip"),
    .terminal = N_("Give “unbrickctl restore” the folder of another backup.") },
  [ISP_HAZARD_BOOT_MOVED] = {
    N_("The Chip Would Not Find Its Bootloader"),
    N_("It is at %s, and with these fuses the chip looks for it elsewhere. Leave the size of the boot section as it "
       "is."),
    N_("I do not need this bootloader"), FILL_RANGE,
    .terminal = TERMINAL_FUSES },
};
/* clang-format on */

static char *
fill (const IspHazard *hazard, const char *text)
{
  g_autofree char *by = NULL;

  switch (words[hazard->id].fill)
    {
    case FILL_NONE:
      return g_strdup (text);
    case FILL_RANGE:
      by = isp_words_range (hazard->range);
      break;
    case FILL_HZ:
      by = isp_words_hz (hazard->value);
      break;
    case FILL_VOLTS:
      by = isp_words_volts (hazard->value);
      break;
    case FILL_ADDRESS:
      by = isp_words_address (hazard->value);
      break;
    case FILL_CLOCK:
      by = isp_words_clock_need (hazard->clock,
                                 hazard->id == ISP_HAZARD_CLOCK_NOT_CRYSTAL ? 0 : hazard->value);
      break;
    }
  return g_strdup_printf (text, by);
}

/* TRUE: the hazard has no figure to put in. */
static gboolean
is_plain (const IspHazard *hazard)
{
  return words[hazard->id].fill == FILL_HZ && hazard->value == 0;
}

const char *
isp_words_hazard_title (const IspHazard *hazard)
{
  g_return_val_if_fail (hazard != NULL && (guint) hazard->id < ISP_N_HAZARDS, NULL);
  return _ (words[hazard->id].title);
}

/* What this plan has there, where a hazard's own figure names the other side. */
static char *
get_other_side (const IspHazard *hazard, const IspPlan *plan)
{
  g_autofree char *at = NULL;

  if (plan != NULL && plan->snapshot->crystal_hz != 0 && hazard->id == ISP_HAZARD_CRYSTAL_MHZ &&
      hazard->severity == ISP_SEVERITY_BLOCKING)
    {
      at = isp_words_hz (plan->snapshot->crystal_hz);
      return g_strdup_printf (_ ("The crystal on this board is %s."), at);
    }
  if (hazard->id == ISP_HAZARD_CLOCK_NOT_CRYSTAL)
    {
      at = isp_words_hz (hazard->value);
      return g_strdup_printf (_ ("The crystal on this board is %s."), at);
    }
  if (plan != NULL && hazard->id == ISP_HAZARD_FIRMWARE_IN_BOOT &&
      hazard->range.end > plan->boot_start)
    {
      at = isp_words_size (hazard->range.end - plan->boot_start);
      return g_strdup_printf (_ ("The firmware is %s too big."), at);
    }
  if (hazard->id == ISP_HAZARD_IN_LOADER && hazard->value == ISP_BEYOND_SAME_LOADER)
    return g_strdup (
        _ ("The bootloader in the file is the one that is on the keyboard already, and "
           "can be left out."));
  if (hazard->id == ISP_HAZARD_IN_LOADER && hazard->value == ISP_BEYOND_LOADER)
    return g_strdup (
        _ ("The file holds a bootloader beside the firmware, which can be left out: the "
           "keyboard keeps its own."));
  if (plan == NULL || plan->flash == NULL || isp_image_is_empty (plan->flash))
    return NULL;
  if (hazard->id == ISP_HAZARD_BOOT_MISMATCH)
    {
      at = isp_words_address (isp_image_get_start (plan->flash));
      return g_strdup_printf (_ ("The file starts at %s."), at);
    }
  if (hazard->id == ISP_HAZARD_IMAGE_OUTSIDE)
    {
      at = isp_words_address (plan->part->flash.size - 1);
      return g_strdup_printf (_ ("The last address of %s is %s."), plan->part->name, at);
    }
  return NULL;
}

/* The fuses that would do, as a sentence; NULL: none are known. */
static char *
get_fitting (const IspHazard *hazard)
{
  g_autofree char *fuses = NULL;

  if (hazard->fuses.has == 0)
    return NULL;
  fuses = isp_fuses_format (&hazard->fuses, FALSE);
  /* Translators: %s are fuse bytes, "L FF · H D8 · E FB" */
  return g_strdup_printf (_ ("These fuses fit: %s."), fuses);
}

static gboolean
is_over_usb (const IspPlan *plan)
{
  return plan != NULL && plan->snapshot->loader != NULL;
}

char *
isp_words_hazard_text (const IspHazard *hazard, const IspPlan *plan)
{
  const Words *w;
  g_autofree char *text = NULL, *place = NULL, *fitting = NULL;

  g_return_val_if_fail (hazard != NULL && (guint) hazard->id < ISP_N_HAZARDS, NULL);
  w = &words[hazard->id];
  if (is_plain (hazard))
    return g_strdup (_ (w->text_plain));
  text = fill (hazard, is_over_usb (plan) && w->text_usb != NULL ? _ (w->text_usb) : _ (w->text));
  place = get_other_side (hazard, plan);
  fitting = get_fitting (hazard);
  return g_strconcat (place != NULL ? place : "", place != NULL ? " " : "", text,
                      fitting != NULL ? " " : NULL, fitting, NULL);
}

const char *
isp_words_hazard_terminal (const IspHazard *hazard, const IspPlan *plan)
{
  const Words *w;
  const char *text;

  g_return_val_if_fail (hazard != NULL && (guint) hazard->id < ISP_N_HAZARDS, NULL);
  w = &words[hazard->id];
  if (hazard->id == ISP_HAZARD_IN_LOADER && hazard->value != ISP_BEYOND_WHATEVER)
    return _ ("Add --leave-out-bootloader, or give another file with --image.");
  text = is_over_usb (plan) && w->terminal_usb != NULL ? w->terminal_usb : w->terminal;
  return text != NULL ? _ (text) : NULL;
}

const char *
isp_words_hazard_check (const IspHazard *hazard)
{
  const Words *w;
  g_autofree char *check = NULL;

  g_return_val_if_fail (hazard != NULL && (guint) hazard->id < ISP_N_HAZARDS, NULL);
  w = &words[hazard->id];
  if (hazard->severity != ISP_SEVERITY_WARNING || w->check == NULL)
    return NULL;
  if (is_plain (hazard))
    return _ (w->check_plain);
  check = fill (hazard, _ (w->check));
  return g_intern_string (check);
}
