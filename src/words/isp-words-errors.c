/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One title and one advice for each error code, and the names of rehearsal faults. */
#include "config.h"
#include "core/isp-error.h"
#include "isp-words.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

typedef struct
{
  const char *title, *advice;
} Words;

/* clang-format off */
static const Words words[ISP_N_ERRORS] = {
  [ISP_ERROR_NO_PROGRAMMER] = {
    N_("No Programmer Is Plugged In"),
    N_("Plug the programmer in; it shows up by itself. If it is plugged in already, try another "
       "USB port and another cable: some cables only charge.") },
  [ISP_ERROR_PERMISSION] = {
    N_("The Programmer Is Locked"),
    N_("This computer does not let you use it yet. An administrator adds the rule that "
       "“unbrickctl udev-rules” prints, once; then unplug the programmer and plug it in again.") },
  [ISP_ERROR_BUSY] = {
    N_("The Port Is in Use"),
    N_("Close the other program, such as a serial monitor. ModemManager usually lets go within "
       "half a minute; then try again.") },
  [ISP_ERROR_UNPLUGGED] = {
    N_("The Programmer Was Unplugged"),
    N_("Plug it in again and start over. If nobody touched it, try another USB port or cable.") },
  [ISP_ERROR_TIMEOUT] = {
    N_("The Programmer Went Silent"),
    N_("Unplug the programmer, plug it in again and try once more. An Arduino needs the ArduinoISP "
       "sketch, a Pro Micro or Teensy the helper firmware.") },
  [ISP_ERROR_PROTOCOL] = {
    N_("The Programmer Answers Nonsense"),
    N_("Unplug the programmer, plug it in again and try once more. If it stays like this, it "
       "carries other firmware than expected: an Arduino needs the ArduinoISP sketch.") },
  [ISP_ERROR_NOT_A_PROGRAMMER] = {
    N_("This Is Not a Programmer"),
    N_("It only looks like one: a keyboard in its own bootloader does, and so do boards with "
       "another sketch. Plug in the programmer, or choose another port.") },
  [ISP_ERROR_NO_TARGET] = {
    N_("The Chip Does Not Answer"),
    N_("Check RESET and MISO first, then power and ground. Unplug the keyboard from USB where the "
       "programmer powers it, press no key, and unplug the other half of a split keyboard.") },
  [ISP_ERROR_WRONG_PART] = {
    N_("Another Chip Answers"),
    N_("Choose the chip that answers, or check that the wires go to the right board. Nothing is "
       "ever written to another chip than the chosen one.") },
  [ISP_ERROR_UNSTABLE] = {
    N_("The Chip Answers Differently Each Time"),
    N_("Take shorter wires, check ground, and try a slower clock. Unplug the keyboard from USB and "
       "press no key.") },
  [ISP_ERROR_UNSUPPORTED] = {
    N_("This Cannot Be Done Here"),
    N_("The chip or the programmer cannot do what was asked. Choose the chip by its name, or take "
       "another programmer.") },
  [ISP_ERROR_BAD_FILE] = {
    N_("The File Cannot Be Used"),
    N_("Check that it is the right file, then download or build it again. Text editors damage such "
       "files easily.") },
  [ISP_ERROR_DOES_NOT_FIT] = {
    N_("The File Does Not Fit This Chip"),
    N_("Choose the file that was made for this chip. Firmware has to end before the bootloader, "
       "and the bootloader has to start where the fuses say.") },
  [ISP_ERROR_OVERLAP] = {
    N_("Two Files Want the Same Place"),
    N_("Take only the bootloader section of the bootloader’s file, or choose firmware that ends "
       "before the bootloader.") },
  [ISP_ERROR_LOCKED] = {
    N_("The Chip Is Locked"),
    N_("Only an erase unlocks it. Flash a bootloader with the erase allowed; what is on the chip "
       "now goes with it.") },
  [ISP_ERROR_UNSAFE] = {
    N_("These Fuses Could Lose the Chip"),
    N_("With them the chip may never answer over these wires again, so Unbrick does not write "
       "them. Take the fuses of a bootloader from the list, or leave them as they are.") },
  [ISP_ERROR_BACKUP] = {
    N_("No Backup Could Be Made"),
    N_("A locked chip cannot be read: go on without a backup, and what is on it is lost. Otherwise "
       "make room on the disk, or choose another folder, and try again.") },
  [ISP_ERROR_FETCH] = {
    N_("The Bootloader Could Not Be Downloaded"),
    N_("Check the connection and try again. Or download the file elsewhere and choose it from "
       "disk: it is recognised by its content.") },
  [ISP_ERROR_VERIFY] = {
    N_("The Chip Holds Something Else"),
    N_("After writing, this is most often a loose wire or a clock that is too fast. Check MISO and "
       "ground, take shorter wires, and try again slower.") },
  [ISP_ERROR_FUSE] = {
    N_("A Fuse Did Not Take"),
    N_("Leave everything connected, check the wires, and set the fuses again.") },
  [ISP_ERROR_NO_LIFE] = {
    N_("The Chip Does Not Run with These Fuses"),
    N_("Most likely its fuses want a crystal or a supply that this board does not have. Check "
       "both, try a slower clock, or give it a clock signal on XTAL1, and set the old fuses "
       "again.") },
  [ISP_ERROR_NO_POWER] = {
    N_("The Keyboard Has No Power"),
    N_("This programmer gives none, it only measures. Leave the wires on, plug the keyboard into "
       "USB as well, and check VCC and ground.") },
  [ISP_ERROR_SHORT] = {
    N_("A Wire Is Held or Shorted"),
    N_("Check that the plug sits the right way round, that no wires are swapped, and that no "
       "solder touches the next pin. Press no key.") },
  [ISP_ERROR_CRYSTAL] = {
    N_("The Bootloader Is for Another Crystal"),
    N_("Choose the one that is made for the crystal on this board. Read what is printed on it "
       "once more if you are not sure.") },
};

static const Words cancelled = {
  N_("Stopped"),
  N_("Start again whenever you like; nothing has to be cleaned up first.") };
static const Words file_trouble = {
  N_("The File Cannot Be Used"),
  N_("Check that the file or folder is there, that you may use it, and that the disk is not full.") };
static const Words other = {
  N_("That Did Not Work"),
  N_("Unplug the programmer, plug it in again and try once more. If it stays like this, ask on a "
     "forum with a copy of the report.") };

static const struct
{
  const char *id, *title;
} faults[] = {
  { "none",       N_("All Goes Well") },
  { "no-contact", N_("A Wire Is Off") },
  { "wrong-part", N_("Another Chip Answers") },
  { "locked",     N_("The Chip Is Locked") },
  { "slow-clock", N_("The Chip Runs Slowly") },
  { "page",       N_("A Page Does Not Keep Its Data") },
  { "noisy",      N_("The Wires Are Too Long") },
  { "fuse",       N_("A Fuse Does Not Take") },
  { "unplugged",  N_("The Programmer Is Unplugged Midway") },
};
/* clang-format on */

static const Words *
find (const GError *error)
{
  if (error->domain == ISP_ERROR && (guint) error->code < ISP_N_ERRORS)
    return &words[error->code];
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return &cancelled;
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return &file_trouble;
  return &other;
}

const char *
isp_words_error_title (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);
  return _ (find (error)->title);
}

const char *
isp_words_error_advice (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);
  return _ (find (error)->advice);
}

const char *
isp_words_fault_title (const char *fault_id)
{
  g_return_val_if_fail (fault_id != NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    if (g_str_equal (faults[i].id, fault_id))
      return _ (faults[i].title);
  return _ ("Something Else Goes Wrong");
}
