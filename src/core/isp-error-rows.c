/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row for each error, and for each exit status. A row that lacks a column does not compile, nor
 * does the table if a code has no row. */
#include "config.h"
#include "isp-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* Every column in the order of IspErrorRow, none with a default. */
#define ROW(code, nick, exit, blame, cure, tells, passes, title, cause, remedy, advice, terminal)  \
  {                                                                                                \
    (ISP_ERROR_##code), (nick), (ISP_EXIT_##exit), (ISP_BLAME_##blame), (ISP_CURE_##cure),         \
        (tells), (passes), (title), (cause), (remedy), (advice), (terminal)                        \
  }

/* clang-format off */
static const IspErrorRow rows[] = {
  ROW (NO_PROGRAMMER, "no-programmer", PROGRAMMER, PLUG, TRY_AGAIN, TRUE, FALSE,
       N_("No Programmer Is Plugged In"),
       NULL,
       NULL,
       N_("Plug the programmer in; it shows up by itself. If it is plugged in already, try another "
          "USB port and another cable: some cables only charge."),
       N_("Plug the programmer in; “unbrickctl programmers” lists what is found. If it is plugged "
          "in already, try another USB port and another cable: some cables only charge.")),
  ROW (PERMISSION, "permission", PROGRAMMER, COMPUTER, TRY_AGAIN, FALSE, FALSE,
       N_("No Permission to Use the Programmer"),
       NULL,
       NULL,
       N_("This computer does not let you use it yet. An administrator has to set it up once; then "
          "unplug the programmer and plug it in again."),
       N_("This computer does not let you use it yet. An administrator adds the rule that "
          "“unbrickctl udev-rules” prints, once; then unplug the programmer and plug it in again.")),
  ROW (BUSY, "busy", PROGRAMMER, COMPUTER, TRY_AGAIN, TRUE, FALSE,
       N_("The Port Is in Use"),
       N_("Another program is using the programmer."),
       NULL,
       N_("Close the other program, such as a serial monitor. ModemManager usually lets go within "
          "half a minute; then try again."),
       NULL),
  ROW (UNPLUGGED, "unplugged", PROGRAMMER, PLUG, TRY_AGAIN, FALSE, FALSE,
       N_("The Programmer Was Unplugged"),
       N_("The programmer was unplugged."),
       N_("Plug it in and try again."),
       N_("Plug it in again and start over. If nobody touched it, try another USB port or cable."),
       NULL),
  ROW (TIMEOUT, "timeout", PROGRAMMER, PROGRAMMER, TRY_AGAIN, FALSE, TRUE,
       N_("The Programmer Went Silent"),
       N_("The programmer went silent."),
       N_("Unplug it, plug it in and try again."),
       N_("Unplug the programmer, plug it in again and try once more. An Arduino needs the "
          "ArduinoISP sketch, a Pro Micro or Teensy the helper firmware."),
       NULL),
  ROW (PROTOCOL, "protocol", PROGRAMMER, PROGRAMMER, TRY_AGAIN, FALSE, TRUE,
       N_("Unexpected Reply from the Programmer"),
       N_("The programmer sent an unexpected reply."),
       N_("Unplug it, plug it in and try again."),
       N_("Unplug the programmer, plug it in again and try once more. If this happens again, its "
          "firmware is not the expected one: an Arduino needs the ArduinoISP sketch."),
       NULL),
  ROW (NOT_A_PROGRAMMER, "not-a-programmer", PROGRAMMER, STRANGER, BACK, TRUE, FALSE,
       N_("This Is Not a Programmer"),
       NULL,
       NULL,
       N_("It only looks like one: a keyboard in its own bootloader does, and so do boards with "
          "another sketch. Plug in the programmer, or choose another port."),
       N_("It only looks like one: a keyboard in its own bootloader does, and so do boards with "
          "another sketch. Plug in the programmer, or name another port with -P.")),
  ROW (NO_TARGET, "no-target", CHIP, WIRES, TRY_AGAIN, FALSE, FALSE,
       N_("The Chip Does Not Answer"),
       N_("The chip stopped answering."),
       N_("Check RESET, power and ground, then try again. Lights on the keyboard can draw more "
          "power than the programmer supplies."),
       N_("Check RESET and MISO first, then power and ground. Unplug the keyboard from USB if the "
          "programmer powers it, do not press any keys, and unplug the other half of a split "
          "keyboard."),
       NULL),
  ROW (WRONG_PART, "wrong-part", CHIP, CHOICE, CHOOSE_CHIP, TRUE, FALSE,
       N_("Another Chip Answers"),
       NULL,
       NULL,
       N_("Choose the chip that answers, or check that the wires go to the right board. Nothing is "
          "ever written to another chip than the chosen one."),
       N_("Name the chip that answers with -p, or check that the wires go to the right board. "
          "Nothing is ever written to another chip than the chosen one.")),
  ROW (OTHER_BOARD, "other-board", CHIP, CHOICE, BACK, TRUE, FALSE,
       N_("This May Be Another Keyboard"),
       NULL,
       NULL,
       N_("If it is another keyboard, or has worked since, choose “It Is Over” on the Set Up "
          "page and start again. If it is the same one, restore its backup there."),
       N_("If it is another keyboard, or has worked since, add --fresh. If it is the same one, "
          "restore its backup with “unbrickctl restore”.")),
  ROW (UNSTABLE, "unstable", CHIP, WIRES, TRY_SLOWER, FALSE, TRUE,
       N_("The Chip Answers Differently Each Time"),
       N_("The chip answered differently each time."),
       N_("Use shorter wires, check ground, and try again slower."),
       N_("Use shorter wires, check ground, and try a slower clock. Unplug the keyboard from USB "
          "and do not press any keys."),
       N_("Use shorter wires, check ground, and try a slower clock, such as --sck 10k. Unplug the "
          "keyboard from USB and do not press any keys.")),
  ROW (UNSUPPORTED, "unsupported", REFUSED, CHOICE, BACK, TRUE, FALSE,
       N_("This Cannot Be Done Here"),
       NULL,
       NULL,
       N_("The chip or the programmer cannot do what was asked. Choose the chip by its name, or "
          "use another programmer."),
       N_("The chip or the programmer cannot do what was asked. Name the chip with -p, or use "
          "another programmer.")),
  ROW (BAD_FILE, "bad-file", REFUSED, FILE, BACK, TRUE, FALSE,
       N_("The File Cannot Be Used"),
       NULL,
       NULL,
       N_("Check that it is the right file, then download or build it again. Editing such files in "
          "a text editor often damages them."),
       NULL),
  ROW (DOES_NOT_FIT, "does-not-fit", REFUSED, FILE, BACK, TRUE, FALSE,
       N_("The File Does Not Fit This Chip"),
       NULL,
       NULL,
       N_("Choose the file that was made for this chip. Firmware has to end before the bootloader, "
          "and the bootloader has to start where the fuses say."),
       NULL),
  ROW (OVERLAP, "overlap", REFUSED, FILE, BACK, TRUE, FALSE,
       N_("Two Files Want the Same Place"),
       NULL,
       NULL,
       N_("Choose firmware that ends before the bootloader, or a bootloader file without firmware "
          "in it."),
       N_("Write only the boot section of the bootloader’s file with --boot-only, or choose "
          "firmware that ends before the bootloader.")),
  ROW (LOCKED, "locked", REFUSED, CHOICE, BACK, FALSE, FALSE,
       N_("The Chip Is Locked"),
       NULL,
       NULL,
       N_("Only an erase unlocks it. Write a bootloader: that erases the chip first, and what is "
          "on it now is lost."),
       N_("Only an erase unlocks it: run “unbrickctl erase” first, or write a bootloader without "
          "--no-erase. What is on the chip now is lost.")),
  ROW (UNSAFE, "unsafe", REFUSED, CHOICE, BACK, FALSE, FALSE,
       N_("These Fuses Could Lose the Chip"),
       NULL,
       NULL,
       N_("With them the chip may never answer over ISP again, so Unbrick does not write them. "
          "Use the fuses of a bootloader from the list, or leave them as they are."),
       N_("With them the chip may never answer over ISP again, so Unbrick does not write them. "
          "Use the fuses of a preset, or leave them as they are.")),
  ROW (BACKUP, "backup", REFUSED, COMPUTER, BACK, TRUE, FALSE,
       N_("No Backup Could Be Made"),
       NULL,
       NULL,
       N_("A locked chip cannot be read: continue without a backup, and what is on it is lost. "
          "Otherwise free some disk space and try again."),
       N_("A locked chip cannot be read: continue with --no-backup, and what is on it is lost. "
          "Otherwise free some disk space; “unbrickctl backup -o FOLDER” uses another folder.")),
  ROW (FETCH, "fetch", FAILED, COMPUTER, TRY_AGAIN, TRUE, FALSE,
       N_("The Bootloader Could Not Be Downloaded"),
       NULL,
       NULL,
       N_("Check the connection and try again. Or download the file elsewhere and choose it "
          "from disk: it is recognized by its content."),
       N_("Check the connection and try again. Or download the file elsewhere and name it with "
          "--image: it is recognized by its content.")),
  ROW (VERIFY, "verify", VERIFY, WIRES, TRY_SLOWER, FALSE, FALSE,
       N_("The Chip Holds Something Else"),
       NULL,
       N_("Check MISO and ground, then try again slower."),
       N_("After writing, this is most often a loose wire or a clock that is too fast. Check MISO "
          "and ground, use shorter wires, and try again slower."),
       N_("After writing, this is most often a loose wire or a clock that is too fast. Check MISO "
          "and ground, use shorter wires, and try again with --sck 10k.")),
  ROW (FUSE, "fuse", VERIFY, WIRES, SET_FUSE, FALSE, FALSE,
       N_("A Fuse Was Not Written"),
       NULL,
       N_("Leave everything connected and set the fuses again."),
       N_("Leave everything connected, check the wires, and set the fuses again."),
       N_("Leave everything connected, check the wires, and set the fuses again with “unbrickctl "
          "fuses --set”.")),
  ROW (NO_LIFE, "no-life", VERIFY, WIRES, TRY_SLOWER, FALSE, FALSE,
       N_("The Chip Does Not Run with These Fuses"),
       NULL,
       NULL,
       N_("Most likely its fuses need a crystal or a supply that this board does not have. Check "
          "both, try a slower clock, or give it a clock signal on XTAL1, and set the old fuses "
          "again."),
       N_("Most likely its fuses need a crystal or a supply that this board does not have. Check "
          "both, try --sck 10k, or give it a clock signal on XTAL1, and set the old fuses "
          "again.")),
  ROW (NO_POWER, "no-power", CHIP, WIRES, TRY_AGAIN, FALSE, FALSE,
       N_("The Keyboard Has No Power"),
       NULL,
       NULL,
       N_("This programmer only measures power, it does not supply any. Leave the wires on, plug "
          "the keyboard into USB as well, and check VCC and ground."),
       NULL),
  ROW (SHORT, "short", CHIP, WIRES, TRY_AGAIN, TRUE, FALSE,
       N_("A Wire Is Held or Shorted"),
       NULL,
       NULL,
       N_("Check that the plug sits the right way round, that no wires are swapped, and that no "
          "solder touches the next pin. Do not press any keys."),
       NULL),
  ROW (CRYSTAL, "crystal", REFUSED, CHOICE, BACK, FALSE, FALSE,
       N_("The Bootloader Is for Another Crystal"),
       NULL,
       NULL,
       N_("Choose the one that is made for the crystal on this board. Read what is printed on it "
          "once more if you are not sure."),
       N_("Choose the preset that is made for the crystal on this board. Read what is printed on "
          "it once more if you are not sure, and leave --crystal out if you do not know.")),
  ROW (WHICH_PORT, "which-port", PROGRAMMER, CHOICE, BACK, TRUE, FALSE,
       N_("Which One Is the Programmer?"),
       NULL,
       NULL,
       N_("Choose it in the list of programmers."),
       N_("Name its port with -P.")),
};
G_STATIC_ASSERT (G_N_ELEMENTS (rows) == ISP_N_ERRORS); /* every code has a row */

/* Errors of other domains. */
static const IspErrorRow cancelled = {
  .nick = "cancelled", .exit = ISP_EXIT_CANCELLED, .blame = ISP_BLAME_CHOICE, .cure = ISP_CURE_BACK,
  .title = N_("Stopped"),
  .advice = N_("Start again whenever you like; nothing has to be cleaned up first.") };
static const IspErrorRow file_trouble = {
  .nick = "failed", .exit = ISP_EXIT_FAILED, .blame = ISP_BLAME_FILE, .cure = ISP_CURE_TRY_AGAIN,
  .tells = TRUE,
  .title = N_("The File Cannot Be Used"),
  .advice = N_("Check that the file or folder is there, that you may use it, and that the disk is "
               "not full.") };
static const IspErrorRow other = {
  .nick = "failed", .exit = ISP_EXIT_FAILED, .blame = ISP_BLAME_COMPUTER,
  .cure = ISP_CURE_TRY_AGAIN, .tells = TRUE,
  .title = N_("That Did Not Work"),
  .advice = N_("Unplug the programmer, plug it in again and try once more. If this happens again, "
               "ask on a forum with a copy of the report.") };

static const IspExitRow exits[] = {
  { ISP_EXIT_DONE,       N_("done and verified") },
  { ISP_EXIT_FAILED,     N_("failed otherwise") },
  { ISP_EXIT_USAGE,      N_("usage error") },
  { ISP_EXIT_PROGRAMMER, N_("programmer missing, busy, silent, unplugged, or no permission") },
  { ISP_EXIT_CHIP,       N_("chip silent, unstable, unpowered, or another part") },
  { ISP_EXIT_REFUSED,    N_("refused: file, plan or backup") },
  { ISP_EXIT_VERIFY,     N_("verification or proof of life failed") },
  { ISP_EXIT_CANCELLED,  N_("cancelled") },
};
/* clang-format on */

const IspErrorRow *
isp_error_get_row (IspError code)
{
  return (guint) code < ISP_N_ERRORS ? &rows[code] : NULL;
}

const IspErrorRow *
isp_error_get_row_for (const GError *error)
{
  g_return_val_if_fail (error != NULL, &other);
  if (error->domain == ISP_ERROR && (guint) error->code < ISP_N_ERRORS)
    return &rows[error->code];
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return &cancelled;
  if (error->domain == G_IO_ERROR || error->domain == G_FILE_ERROR)
    return &file_trouble;
  return &other;
}

const IspExitRow *
isp_exit_get_row (guint i)
{
  return i < G_N_ELEMENTS (exits) ? &exits[i] : NULL;
}
