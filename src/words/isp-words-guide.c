/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-words-guide.h"
#include "config.h"

#include <glib/gi18n-lib.h>

/* clang-format off */
static const IspGuideRow rows[] = {
  { ISP_GUIDE_TITLE, N_("When This Helps") },
  { ISP_GUIDE_TEXT,
    N_("A keyboard’s bootloader is the small program that takes new firmware over USB. If it "
       "is broken or overwritten, the keyboard can no longer be flashed over USB, and often "
       "does nothing at all. Over ISP, six wires at the chip itself, a new one can be written.") },
  { ISP_GUIDE_TEXT, N_("Typical signs are errors of a USB flasher, such as these:") },
  { ISP_GUIDE_POINT, N_("“Device is write protected”") },
  { ISP_GUIDE_POINT, N_("“Error flashing the block: err -2”") },
  { ISP_GUIDE_POINT, N_("“Transfer timed out” or “Endpoint stalled”, again and again") },
  { ISP_GUIDE_POINT, N_("“Expected message length of 1072, got -60”") },
  { ISP_GUIDE_TEXT,
    N_("ISP is also the way from one bootloader to another. It is for AVR chips; a keyboard "
       "with an ARM chip, such as an STM32 or RP2040, has a bootloader that cannot be lost, "
       "and needs no ISP.") },

  { ISP_GUIDE_TITLE, N_("What You Need") },
  { ISP_GUIDE_POINT,
    N_("A programmer: a USBasp costs the least. A spare Pro Micro, Teensy 2.0 or Arduino with an "
       "ATmega32U4 also does: “Make a Programmer” in the menu saves its own firmware where that can "
       "be read, installs the helper firmware over USB, and gives its own back later.") },
  { ISP_GUIDE_POINT,
    N_("Six wires. Where the board has no six-pin header for them, they can be soldered: SCK, MOSI "
       "and MISO are often wired to switches as well, RESET to the reset button, and all of them are "
       "at the chip’s own pins.") },
  { ISP_GUIDE_POINT,
    N_("Nothing else: Unbrick downloads the bootloader, or takes a file of yours.") },

  { ISP_GUIDE_TITLE, N_("First Rescue in Five Steps") },
  { ISP_GUIDE_STEP,
    N_("Unplug the keyboard from USB. The programmer gives it power; two supplies at once can "
       "damage both.") },
  { ISP_GUIDE_STEP,
    N_("Plug in the programmer and choose it. If there is no permission to use it, Unbrick "
       "shows one command that sets it up for good.") },
  { ISP_GUIDE_STEP,
    N_("Connect the six wires as the window shows them for your programmer. Unbrick looks for "
       "the chip all the time: once the last wire touches, the chip shows up.") },
  { ISP_GUIDE_STEP,
    N_("Look at the bootloader that is suggested, and choose another one if you know better. "
       "Then review what will happen: every change is listed, and nothing is written yet.") },
  { ISP_GUIDE_STEP,
    N_("Write. Wait until the window says that it is done, unplug the programmer, and plug in "
       "the keyboard: it shows up as its bootloader, and takes firmware over USB as before. "
       "Leave the wires connected until everything works.") },
  { ISP_GUIDE_TEXT,
    N_("To try it without a keyboard, choose “Rehearse” in the menu: the whole way on a "
       "simulated chip, where nothing can break.") },

  { ISP_GUIDE_TITLE, N_("The Six Wires") },
  { ISP_GUIDE_TEXT,
    N_("Each signal goes to the pin of the same name: VCC to VCC, GND to GND, SCLK (or SCK) to "
       "SCLK, MOSI to MOSI, MISO to MISO. Only RESET is different:") },
  { ISP_GUIDE_POINT,
    N_("The keyboard’s RESET goes to the programmer’s pin that the window names. Where the "
       "programmer is a Pro Micro or an Arduino Uno, this is pin 10; on a Teensy 2.0 it is B0. "
       "It never goes to the programmer’s own RESET.") },
  { ISP_GUIDE_POINT,
    N_("On a Bus Pirate use the ten-pin header, where RESET is CS. The five-pin header beside "
       "it is for the Bus Pirate’s own chip.") },
  { ISP_GUIDE_POINT,
    N_("Keep the wires shorter than a hand, and check VCC and GND twice before you plug in.") },
  { ISP_GUIDE_POINT, N_("A board for 3.3 V wants a programmer that is set to 3.3 V.") },

  { ISP_GUIDE_TITLE, N_("Which Bootloader Did It Have?") },
  { ISP_GUIDE_TEXT,
    N_("The fuses on the chip tell, and Unbrick suggests what fits them; then no fuse has to "
       "change. If you know your keyboard’s name, look at it in the source of QMK: "
       "“bootloader” in its keyboard.json, or BOOTLOADER in its rules.mk.") },
  { ISP_GUIDE_POINT,
    N_("Atmel DFU is what the factory puts on an ATmega16U4, ATmega32U4 and AT90USB. QMK DFU "
       "takes the same fuses.") },
  { ISP_GUIDE_POINT,
    N_("Caterina is on Pro Micros and most Arduino boards with USB. It stays for some seconds "
       "after a reset; on some boards RESET has to be pressed twice quickly.") },
  { ISP_GUIDE_POINT,
    N_("BootloadHID and USBaspLoader are on keyboards with an ATmega32A or ATmega328P. For "
       "USBaspLoader use your board’s own build.") },
  { ISP_GUIDE_POINT,
    N_("Some Caterina images contain an Arduino sketch, which starts by itself and shows a "
       "serial port. That is not the bootloader.") },

  { ISP_GUIDE_TITLE, N_("Firmware over USB") },
  { ISP_GUIDE_TEXT,
    N_("A keyboard whose bootloader works needs no programmer and no wires: choose “Install "
       "Firmware” in the menu, and a file. The bootloader has to run, and how it is started "
       "depends on its kind:") },
  { ISP_GUIDE_POINT,
    N_("Atmel DFU, LUFA DFU, QMK DFU, LUFA HID and QMK HID: press the reset button. A key of the "
       "firmware’s own for it does as well.") },
  { ISP_GUIDE_POINT,
    N_("Caterina: press reset, on many boards twice, quickly. It leaves after some seconds; "
       "Unbrick keeps it there. A board that still runs and has a serial port can be asked "
       "instead: the window offers to start its bootloader.") },
  { ISP_GUIDE_POINT, N_("HalfKay, on a Teensy: press the button on the board.") },
  { ISP_GUIDE_POINT,
    N_("BootloadHID: hold its bootloader key while you plug it in; its maker says which key that "
       "is.") },
  { ISP_GUIDE_POINT,
    N_("USBaspLoader: hold the boot button while you press reset. Its USB id is a USBasp’s too, "
       "so Unbrick asks whether it is your keyboard.") },
  { ISP_GUIDE_POINT,
    N_("LUFA Mass Storage shows up as a small disk. Copy nothing onto it: a file lands where the "
       "computer likes, not where the bootloader expects it. Unbrick writes to it itself.") },
  { ISP_GUIDE_TEXT,
    N_("LUFA HID, QMK HID, nanoBoot and LUFA Mass Storage do not say which chip they are on. "
       "Choose the one that is printed on it, below the keyboard. Where the bootloader begins is "
       "asked as well if that differs; the lowest place is always safe.") },
  { ISP_GUIDE_TEXT,
    N_("What can be read is saved first, and compared once it is written. Some bootloaders "
       "cannot be read: then the page says before you install that there is no backup, and "
       "afterwards it is the keyboard that shows whether all is well.") },

  { ISP_GUIDE_TITLE, N_("Fuses") },
  { ISP_GUIDE_TEXT,
    N_("Fuses are settings of the chip: its clock, where it starts, what is protected. Wrong "
       "clock fuses can make a chip unreachable, so Unbrick writes a fuse byte only if it "
       "knows every bit of it, reads it back before it takes effect, and never writes those "
       "that would lock ISP out.") },
  { ISP_GUIDE_TEXT,
    N_("The high fuse also sets whether JTAG is on. With it on, some pins of the key matrix do"
       " not work, unless the firmware turns it off, as QMK does.") },
  { ISP_GUIDE_TEXT,
    N_("“Fuses” in the menu, and “Edit Fuses” in the review, show every setting in words. What a guide "
       "on the web says, such as “lfuse 0xDE”, can be typed there: Unbrick tells what it would do "
       "to this board before anything is written.") },
  { ISP_GUIDE_TEXT,
    N_("If wrong fuses took the chip’s clock already, a Bus Pirate can supply one at its AUX "
       "pin, wired to XTAL1: “unbrickctl flash --rescue-clock 2M”.") },

  { ISP_GUIDE_TITLE, N_("If Something Does Not Work") },
  { ISP_GUIDE_POINT,
    N_("The chip does not answer: the keyboard has to be unplugged from USB; MISO and MOSI are"
       " easily swapped; RESET goes where the window says; one wire at a time, check that it "
       "touches.") },
  { ISP_GUIDE_POINT,
    N_("The chip answers now and then: shorten the wires, and clean the joints. Unbrick gets "
       "slower by itself until the readings agree.") },
  { ISP_GUIDE_POINT,
    N_("Another chip answers than you expect: go by what is printed on the chip. Clones of "
       "some chips look like the original but are not, and Unbrick says so.") },
  { ISP_GUIDE_POINT,
    N_("The programmer is in use: another program has it open. Close that, and Unbrick "
       "continues by itself.") },
  { ISP_GUIDE_POINT,
    N_("It was interrupted: connect the same keyboard again. Unbrick recognizes the job and "
       "continues from the backup.") },
  { ISP_GUIDE_POINT,
    N_("It failed: the page says what state the chip is in, what to do, and has a report to "
       "copy when you ask somebody for help.") },
  { ISP_GUIDE_POINT,
    N_("Its reset button always starts the bootloader: on many boards HWB is tied to ground, so "
       "that is normal. Plugged in again, it starts its firmware.") },

  { ISP_GUIDE_TITLE, N_("Backups") },
  { ISP_GUIDE_TEXT,
    N_("Before anything is erased, all that can be read of the chip is saved and compared: "
       "flash, EEPROM, fuses and lock. Backups are in ~/.local/share/unbrick/backups, a folder"
       " each, and can be restored later. A chip that is locked against reading cannot be "
       "saved; Unbrick asks before it erases one. Where only fuses are set, only these are "
       "saved.") },
  { ISP_GUIDE_TEXT,
    N_("“Backups” in the menu lists them and shows what each holds. One that lies elsewhere, such as "
       "on a USB stick, is opened by dropping its folder on the window.") },

  { ISP_GUIDE_TITLE, N_("One File for Many Keyboards") },
  { ISP_GUIDE_TEXT,
    N_("“Combine Files” in the menu puts firmware and bootloader into one file, which is then "
       "written to each keyboard over ISP. Where both want the same place it shows which bytes "
       "of which file, and saves nothing.") },

  { ISP_GUIDE_TITLE, N_("Reading, Comparing and Erasing a Chip") },
  { ISP_GUIDE_TEXT,
    N_("“Chip” in the menu saves flash or EEPROM into a file, compares them with one, and looks "
       "whether the chip is blank. None of that changes anything. It is read until two readings "
       "agree, and where it differs is shown on a map and listed.") },
  { ISP_GUIDE_TEXT,
    N_("Erasing takes the flash and opens the lock. It takes the EEPROM as well, unless the fuses "
       "keep it, which the page says. A backup is saved first, and can be restored.") },
};
/* clang-format on */

const IspGuideRow *
isp_words_guide_get (guint i)
{
  return i < G_N_ELEMENTS (rows) ? &rows[i] : NULL;
}
