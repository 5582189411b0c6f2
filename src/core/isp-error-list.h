/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The errors: each is one row here, its code and all that is known about it. isp-error.h makes the
 * codes of them, isp-error-rows.c the table; a row that lacks a column does not compile.
 *
 * The columns, none with a default: CODE, "what the code means",
 *   "nick", EXIT, BLAME, CURE, tells, passes, title, cause, remedy, advice, terminal advice */
/* clang-format off */
ISP_ERROR_ROW (NO_PROGRAMMER, "nothing, or not the named programmer, is plugged in",
     "no-programmer", PROGRAMMER, PLUG, TRY_AGAIN, TRUE, FALSE,
     N_("No Programmer Is Plugged In"),
     NULL,
     NULL,
     N_("Plug the programmer in; it shows up by itself. If it is plugged in already, try another "
        "USB port and another cable: some cables only charge."),
     N_("Plug the programmer in; “unbrickctl programmers” lists what is found. If it is plugged "
        "in already, try another USB port and another cable: some cables only charge."))
ISP_ERROR_ROW (PERMISSION, "the device node may not be opened",
     "permission", PROGRAMMER, COMPUTER, ALLOW, FALSE, FALSE,
     N_("No Permission to Use the Device"),
     NULL,
     NULL,
     N_("This computer does not let you use it yet. An administrator has to set it up once; then "
        "unplug the device and plug it in again."),
     N_("This computer does not let you use it yet. An administrator adds the rule that "
        "“unbrickctl udev-rules” prints, once; then unplug the device and plug it in again."))
ISP_ERROR_ROW (BUSY, "another program holds the port",
     "busy", PROGRAMMER, COMPUTER, TRY_AGAIN, TRUE, FALSE,
     N_("The Port Is in Use"),
     N_("Another program is using the port."),
     NULL,
     N_("Close the other program, such as a serial monitor. ModemManager usually lets go within "
        "half a minute; then try again."),
     NULL)
ISP_ERROR_ROW (UNPLUGGED, "the programmer was there, and is gone",
     "unplugged", PROGRAMMER, PLUG, TRY_AGAIN, FALSE, FALSE,
     N_("The Programmer Was Unplugged"),
     N_("The programmer was unplugged."),
     N_("Plug the programmer in and try again."),
     N_("Plug the programmer in again and start over. If nobody touched it, try another USB port or "
        "cable."),
     NULL)
ISP_ERROR_ROW (TIMEOUT, "the programmer went silent",
     "timeout", PROGRAMMER, PROGRAMMER, TRY_AGAIN, FALSE, TRUE,
     N_("The Programmer Went Silent"),
     N_("The programmer went silent."),
     N_("Unplug it, plug it in and try again."),
     N_("Unplug the programmer, plug it in again and try once more. An Arduino needs the "
        "ArduinoISP sketch, a Pro Micro or Teensy the helper firmware."),
     NULL)
ISP_ERROR_ROW (PROTOCOL, "the programmer sent something that its protocol does not allow",
     "protocol", PROGRAMMER, PROGRAMMER, TRY_AGAIN, FALSE, TRUE,
     N_("Unexpected Reply from the Programmer"),
     N_("The programmer sent an unexpected reply."),
     N_("Unplug it, plug it in and try again."),
     N_("Unplug the programmer, plug it in again and try once more. If this happens again, its "
        "firmware is not the expected one: an Arduino needs the ArduinoISP sketch."),
     NULL)
ISP_ERROR_ROW (NOT_A_PROGRAMMER, "the device answers as something else (a bootloader, a sketch)",
     "not-a-programmer", PROGRAMMER, STRANGER, CHOOSE_PORT, TRUE, FALSE,
     N_("This Is Not a Programmer"),
     NULL,
     NULL,
     N_("It only looks like one: a keyboard in its own bootloader does, and so do boards with "
        "another sketch. Plug in the programmer, or choose another port."),
     N_("It only looks like one: a keyboard in its own bootloader does, and so do boards with "
        "another sketch. Plug in the programmer, or name another port with -P."))
ISP_ERROR_ROW (NO_TARGET, "the chip does not answer",
     "no-target", CHIP, WIRES, TRY_AGAIN, FALSE, FALSE,
     N_("The Chip Does Not Answer"),
     N_("The chip stopped answering."),
     N_("Check RESET, power and ground, then try again. Lights on the keyboard can draw more "
        "power than the programmer supplies."),
     N_("Check RESET and MISO first, then power and ground. If the programmer powers the keyboard, "
        "unplug it from USB and from its other half, and press no keys. A sensor on MISO or a "
        "missing clock keeps it silent too."),
     NULL)
ISP_ERROR_ROW (WRONG_PART, "another chip than asked for, or than the plan's",
     "wrong-part", CHIP, CHOICE, CHOOSE_CHIP, TRUE, FALSE,
     N_("Another Chip Answers"),
     NULL,
     NULL,
     N_("Choose the chip that answers, or check that the wires go to the right board. Nothing is "
        "ever written to another chip than the chosen one."),
     N_("Name the chip that answers with -p, or check that the wires go to the right board. "
        "Nothing is ever written to another chip than the chosen one."))
ISP_ERROR_ROW (OTHER_BOARD, "the chip holds something else than the job left that was broken off",
     "other-board", CHIP, CHOICE, BACK, TRUE, FALSE,
     N_("This May Be Another Keyboard"),
     NULL,
     NULL,
     N_("If it is another keyboard, or has worked since, go back, choose “Forget It” and start "
        "again. If it is the same one, go back and choose “Restore”."),
     N_("If it is another keyboard, or has worked since, add --fresh. If it is the same one, "
        "restore its backup with “unbrickctl restore”."))
ISP_ERROR_ROW (UNSTABLE, "the chip answers differently each time",
     "unstable", CHIP, WIRES, TRY_SLOWER, FALSE, TRUE,
     N_("The Chip Answers Differently Each Time"),
     N_("The chip answered differently each time."),
     N_("Use shorter wires, check ground, and try again slower."),
     N_("Use shorter wires, check ground, and try a slower clock. Unplug the keyboard from USB "
        "and do not press any keys."),
     N_("Use shorter wires, check ground, and try a slower clock, such as --sck 10k. Unplug the "
        "keyboard from USB and do not press any keys."))
ISP_ERROR_ROW (UNSUPPORTED, "this part or programmer cannot do that",
     "unsupported", REFUSED, CHOICE, BACK, TRUE, FALSE,
     N_("This Cannot Be Done Here"),
     NULL,
     NULL,
     N_("The chip or the programmer cannot do what was asked. Choose the chip by its name, or "
        "use another programmer."),
     N_("The chip or the programmer cannot do what was asked. Name the chip with -p, or use "
        "another programmer."))
ISP_ERROR_ROW (BAD_FILE, "a file cannot be read; the message has line and column",
     "bad-file", REFUSED, FILE, BACK, TRUE, FALSE,
     N_("The File Cannot Be Used"),
     NULL,
     NULL,
     N_("Check that it is the right file. For firmware and bootloaders choose the .hex file: it says "
        "where its bytes belong."),
     N_("Check that it is the right file, then download or build it again; a bootloader comes with "
        "--preset. What it is for decides the option: --image, --eeprom or --keyboard."))
ISP_ERROR_ROW (DAMAGED_FILE, "a file of a known kind breaks its rules; the message has line and column",
     "damaged-file", REFUSED, FILE, BACK, TRUE, FALSE,
     N_("The File Is Damaged"),
     NULL,
     NULL,
     N_("Download or build it again. Editing such files in a text editor often damages them."),
     N_("Download or build it again, then give it with the same option; a bootloader comes with "
        "--preset. Editing such files in a text editor often damages them."))
ISP_ERROR_ROW (DOES_NOT_FIT, "an image lies outside the part, or across the boot section",
     "does-not-fit", REFUSED, FILE, BACK, TRUE, FALSE,
     N_("The File Does Not Fit This Chip"),
     NULL,
     NULL,
     N_("Choose the file that was made for this chip. Firmware has to end before the bootloader, "
        "and the bootloader has to start where the fuses say."),
     N_("Give the file that was made for this chip with --image, or the right chip with --part. "
        "Firmware has to end before the bootloader, which has to start where the fuses say."))
ISP_ERROR_ROW (OVERLAP, "two images differ in the same bytes",
     "overlap", REFUSED, FILE, BACK, TRUE, FALSE,
     N_("Two Files Want the Same Place"),
     NULL,
     NULL,
     N_("Choose firmware that ends before the bootloader, or a bootloader file without firmware "
        "in it."),
     N_("Write only the boot section of the bootloader’s file with --boot-only, or choose "
        "firmware that ends before the bootloader."))
ISP_ERROR_ROW (LOCKED, "lock bits forbid it",
     "locked", REFUSED, CHOICE, BACK, FALSE, FALSE,
     N_("The Chip Is Locked"),
     NULL,
     NULL,
     N_("Only an erase unlocks it: go back and erase the chip, or write a bootloader, which erases "
        "it first. What is on it now is lost."),
     N_("Only an erase unlocks it: run “unbrickctl erase” first, or write a bootloader without "
        "--no-erase. What is on the chip now is lost."))
ISP_ERROR_ROW (UNREADABLE, "lock bits forbid reading what was asked for",
     "unreadable", REFUSED, CHOICE, BACK, FALSE, FALSE,
     N_("What Is on the Chip Cannot Be Read"),
     NULL,
     NULL,
     N_("The chip is locked against reading, so nothing on it can be saved or compared. You can "
        "still erase it, or write a bootloader; what is on it is then lost."),
     NULL)
ISP_ERROR_ROW (UNSAFE, "a fuse or lock value that may lose the chip",
     "unsafe", REFUSED, CHOICE, BACK, FALSE, FALSE,
     N_("These Fuses Could Lose the Chip"),
     NULL,
     NULL,
     N_("With them the chip may never answer over ISP again, so Unbrick does not write them. "
        "Use the fuses of a bootloader from the list, or leave them as they are."),
     N_("With them the chip may never answer over ISP again, so Unbrick does not write them. "
        "Use the fuses of a preset, or leave them as they are."))
ISP_ERROR_ROW (BACKUP, "a backup was asked for and cannot be read or stored",
     "backup", REFUSED, COMPUTER, BACK, TRUE, FALSE,
     N_("No Backup Could Be Made"),
     NULL,
     NULL,
     N_("A locked chip cannot be read: continue without a backup, and what is on it is lost. "
        "Otherwise free some disk space and try again."),
     N_("A locked chip cannot be read: continue with --no-backup, and what is on it is lost. "
        "Otherwise free some disk space; “unbrickctl backup -o FOLDER” uses another folder."))
ISP_ERROR_ROW (FETCH, "the image could not be downloaded, or is not what it should be",
     "fetch", FAILED, COMPUTER, TRY_AGAIN, TRUE, FALSE,
     N_("The Bootloader Could Not Be Downloaded"),
     NULL,
     NULL,
     N_("Check the connection and try again. Or download the file elsewhere and choose it "
        "from disk: it is recognized by its content."),
     N_("Check the connection and try again. Or download the file elsewhere and name it with "
        "--image: it is recognized by its content."))
ISP_ERROR_ROW (VERIFY, "memory reads back other than written",
     "verify", VERIFY, WIRES, TRY_SLOWER, FALSE, FALSE,
     N_("Something Reads Back Wrong"),
     NULL,
     N_("Check MISO and ground, then try again slower."),
     N_("After writing, this is most often a loose wire or a clock that is too fast. Check MISO "
        "and ground, use shorter wires, power the board from one place only, and try again "
        "slower."),
     N_("After writing, this is most often a loose wire or a clock that is too fast. Check MISO "
        "and ground, use shorter wires, power the board from one place only, and try again with "
        "--sck 10k."))
ISP_ERROR_ROW (DIFFERS, "compared with a file, the chip holds something else",
     "differs", VERIFY, FILE, BACK, FALSE, FALSE,
     N_("The Chip Holds Something Else"),
     NULL,
     NULL,
     N_("If it should hold what is in the file, write it again."),
     N_("If it should hold what is in the file, write it again with “unbrickctl flash --image”."))
ISP_ERROR_ROW (NOT_BLANK, "looked at for data, the chip holds some",
     "not-blank", VERIFY, CHOICE, BACK, FALSE, FALSE,
     N_("The Chip Is Not Blank"),
     NULL,
     NULL,
     N_("Erasing the chip makes it blank."),
     N_("Erasing the chip makes it blank: “unbrickctl erase”."))
ISP_ERROR_ROW (FUSE, "a fuse or lock byte reads back other than written",
     "fuse", VERIFY, WIRES, SET_FUSE, FALSE, FALSE,
     N_("A Fuse Was Not Written"),
     NULL,
     N_("Leave everything connected and set the fuses again."),
     N_("Leave everything connected, check the wires, and set the fuses again."),
     N_("Leave everything connected, check the wires, and set the fuses again with “unbrickctl "
        "fuses --set”."))
ISP_ERROR_ROW (NO_LIFE, "everything verified, but the chip does not run with its new settings",
     "no-life", VERIFY, WIRES, TRY_SLOWER, FALSE, FALSE,
     N_("The Chip Does Not Run with These Fuses"),
     NULL,
     NULL,
     N_("Most likely its fuses need a crystal or a supply that this board does not have. Check "
        "both, try a slower clock, or give it a clock signal on XTAL1, and set the old fuses "
        "again."),
     N_("Most likely its fuses need a crystal or a supply that this board does not have. Check "
        "both, try --sck 10k, or give it a clock signal on XTAL1, and set the old fuses "
        "again."))
ISP_ERROR_ROW (NO_POWER, "the programmer measures that the board has no power, and supplies none",
     "no-power", CHIP, WIRES, TRY_AGAIN, FALSE, FALSE,
     N_("The Keyboard Has No Power"),
     NULL,
     NULL,
     N_("This programmer only measures power, it does not supply any. Leave the wires on, plug "
        "the keyboard into USB as well, and check VCC and ground."),
     NULL)
ISP_ERROR_ROW (SHORT, "the programmer measures that a wire is held, shorted or swapped",
     "short", CHIP, WIRES, TRY_AGAIN, TRUE, FALSE,
     N_("A Wire Is Held or Shorted"),
     NULL,
     NULL,
     N_("Check that the plug sits the right way round, that no wires are swapped, and that no "
        "solder touches the next pin. Do not press any keys."),
     NULL)
ISP_ERROR_ROW (CRYSTAL, "made for another crystal than the board's",
     "crystal", REFUSED, CHOICE, BACK, FALSE, FALSE,
     N_("The Bootloader Is for Another Crystal"),
     NULL,
     NULL,
     N_("Choose the one that is made for the crystal on this board. Read what is printed on it "
        "once more if you are not sure."),
     N_("Choose the preset that is made for the crystal on this board. Read what is printed on "
        "it once more if you are not sure, and leave --crystal out if you do not know."))
ISP_ERROR_ROW (WHICH_PORT, "several ports are or may be the programmer, or one only may be it",
     "which-port", PROGRAMMER, CHOICE, CHOOSE_PORT, TRUE, FALSE,
     N_("Which One Is It?"),
     NULL,
     NULL,
     N_("Choose it in the list."),
     N_("Name its port with -P."))
ISP_ERROR_ROW (NOT_AVR, "the keyboard has a chip that nobody programs over ISP",
     "not-avr", REFUSED, CHOICE, BACK, TRUE, FALSE,
     N_("This Keyboard Needs No Programmer"),
     NULL,
     NULL,
     N_("If it is another keyboard or revision, choose that one."),
     N_("If it is another keyboard or revision, name that one."))
ISP_ERROR_ROW (NO_LOADER, "no keyboard is there in its bootloader",
     "no-loader", PROGRAMMER, KEYBOARD, TRY_AGAIN, TRUE, FALSE,
     N_("No Keyboard Is in Its Bootloader"),
     NULL,
     NULL,
     N_("Plug the keyboard in and start its bootloader: press its reset button, on a Pro Micro "
        "twice, quickly. It shows up by itself."),
     N_("Plug the keyboard in and start its bootloader: press its reset button, on a Pro Micro "
        "twice, quickly. With --wait it is waited for; “unbrickctl loaders” lists what is there."))
ISP_ERROR_ROW (LOADER_GONE, "the keyboard was there in its bootloader, and is gone",
     "loader-gone", PROGRAMMER, KEYBOARD, TRY_AGAIN, FALSE, FALSE,
     N_("The Keyboard Left Its Bootloader"),
     N_("The keyboard was unplugged, or left its bootloader."),
     N_("Start its bootloader again and try once more."),
     N_("Start its bootloader again and try once more. If nobody touched it, try another USB port "
        "or cable."),
     NULL)
ISP_ERROR_ROW (LOADER_SILENT, "the bootloader went silent, refused, or sent nonsense",
     "loader-silent", PROGRAMMER, KEYBOARD, TRY_AGAIN, TRUE, FALSE,
     N_("The Bootloader Does Not Answer"),
     N_("The bootloader stopped answering."),
     N_("Unplug the keyboard, start its bootloader again and try once more."),
     N_("Unplug the keyboard, start its bootloader again and try once more. If this happens again, "
        "rescue the keyboard over ISP."),
     NULL)
ISP_ERROR_ROW (NOT_A_LOADER, "the device has a bootloader's ids, and is something else",
     "not-a-loader", PROGRAMMER, KEYBOARD, BACK, TRUE, FALSE,
     N_("This Is Not the Expected Bootloader"),
     NULL,
     NULL,
     N_("Another device has the same USB id. Plug in the keyboard, and start its bootloader."),
     N_("Another device has the same USB id. Plug in the keyboard, start its bootloader, and name "
        "its port with -P."))
ISP_ERROR_ROW (NOT_KEPT, "over USB: memory reads back other than written",
     "not-kept", VERIFY, KEYBOARD, TRY_AGAIN, FALSE, FALSE,
     N_("The Keyboard Holds Something Else"),
     N_("The keyboard did not keep what was written."),
     N_("Try once more. If this happens again, rescue the keyboard over ISP."),
     N_("Try once more. If this happens again, its lock bits forbid writing or its flash is worn "
        "out: rescue the keyboard over ISP."),
     NULL)
ISP_ERROR_ROW (STAYED, "the keyboard did not leave its bootloader",
     "stayed", FAILED, KEYBOARD, TRY_AGAIN, FALSE, FALSE,
     N_("The Keyboard Is Still in Its Bootloader"),
     N_("The keyboard did not leave its bootloader."),
     N_("Unplug the keyboard and plug it in again."),
     N_("Unplug the keyboard and plug it in again, or press its reset button. If it does not start, "
        "install the firmware once more."),
     NULL)
ISP_ERROR_ROW (HELPER_SILENT, "the board runs its new helper firmware, and does not answer as a programmer",
     "helper-silent", VERIFY, KEYBOARD, TRY_AGAIN, TRUE, FALSE,
     N_("The Board Does Not Answer as a Programmer"),
     NULL,
     N_("Unplug the board and plug it in again. If it does not show up as a programmer, start its "
        "bootloader and try once more."),
     N_("Unplug the board and plug it in again. If it does not show up as a programmer, the helper "
        "firmware is made for another board: start its bootloader, and choose the right one."),
     N_("Unplug the board and plug it in again. If “unbrickctl programmers” does not list it then, "
        "the helper firmware is made for another board: start its bootloader, and choose the right "
        "one."))
