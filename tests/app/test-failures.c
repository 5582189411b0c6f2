/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes wrong in the field, one row each: how it is staged, and what people read then. Some are
 * no failure at all any more. Rows on the bench run unbrickctl on virtual hardware; in the window
 * they are states of a page. What cannot be staged says why. */
#include "ub-test.h"

#include "app/pages/ub-page-flash.h"
#include "app/widgets/ub-note.h"

#include "core/isp-image-file.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

typedef struct
{
  guint number; /* in the list of what was seen in the field */
  const char *name;
  const char *bench, *command; /* options of the bench, and of unbrickctl; BOOT, EEPROM …: files */
  int status;
  UbWindow *(*make) (void); /* … or the window in that state */
  const char *says[5];
  const char *hides[2]; /* what must not be read */
  const char *why;      /* … or why it is not staged */
} Row;

static const char *bench, *bench_virtual, *cli; /* programs */

/* ── the window ── */

static UbWindow *
make_locked_out (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug (window, ub_test_port_new ("usbasp", "usb:1-1", "USBasp", ISP_PORT_NO_PERMISSION),
                NULL);
  ub_test_wait_page (window, "permission");
  return window;
}

static UbWindow *
make_used_by (const char *program)
{
  UbWindow *window = ub_test_window_new (NULL);
  IspPort *port = ub_test_port_new ("avrisp", "/dev/ttyACM0", "Arduino Uno", ISP_PORT_BUSY);

  port->used_by = g_strdup (program);
  ub_test_plug (window, port, NULL);
  ub_window_go (window, "programmer");
  ub_test_settle ();
  return window;
}

static UbWindow *
make_used_by_modem_manager (void)
{
  return make_used_by ("ModemManager");
}

static UbWindow *
make_used_by_avrdude (void)
{
  return make_used_by ("avrdude");
}

static UbWindow *
make_two (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_test_plug (window, ub_test_port_new ("usbasp", "usb:1-1", "USBasp", ISP_PORT_READY),
                ub_test_port_new ("usbasp", "usb:1-2", "USBasp", ISP_PORT_READY), NULL);
  ub_window_go (window, "programmer");
  ub_test_settle ();
  return window;
}

static UbWindow *
make_ended (const char *sim, const char *preset, const char *ending)
{
  UbWindow *window = ub_test_window_new_reviewed (sim, preset);

  for (guint i = 0; i < ISP_N_HAZARDS; i++)
    ub_board_set_acknowledged (ub_window_get_board (window), i, TRUE);
  ub_test_settle ();
  ub_test_primary (window);
  ub_test_wait_page (window, ending);
  return window;
}

static UbWindow *
make_half_written (void)
{
  return make_ended (UB_TEST_SIM "&fault=page", NULL, "failed");
}

static UbWindow *
make_done (void)
{
  return make_ended (UB_TEST_SIM, NULL, "done");
}

static UbWindow *
make_plan (void)
{
  return ub_test_window_new_reviewed ("sim:atmega32u4?lfuse=62&hfuse=9B&efuse=F8&speed=0",
                                      "atmel-dfu-atmega32u4");
}

/* Ended by the person at once. */
static UbWindow *
make_cancelled (void)
{
  UbWindow *window = ub_test_window_new_reviewed ("sim:atmega32u4?damaged&speed=1", NULL);

  ub_test_primary (window);
  ub_test_wait_page (window, "flash");
  ub_test_primary (window);
  ub_test_wait_page (window, "failed");
  return window;
}

static gboolean
has_note (gpointer window)
{
  return ub_test_find (ub_window_get_page (window), UB_TYPE_NOTE, NULL) != NULL;
}

static UbWindow *
make_silent (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM "&fault=no-contact");

  ub_contact_set_times (ub_board_get_contact (ub_window_get_board (window)), 10, 60, 120000);
  ub_test_wait (has_note, window, "the note");
  ub_test_settle ();
  return window;
}

/* ── the rows ── */

#define U4     "--part atmega32u4 "
#define USBASP "--programmer usbasp "
#define ACM    "-c avrisp -P /dev/ttyACM0 "
#define FLASH  "flash -p atmega32u4 --image BOOT --no-backup "
#define KEEP   FLASH "--keep-fuses "
#define WHOLE  "was written and verified"

/* clang-format off */
static const Row rows[] = {
  { 1, "old-usbasp", "--programmer usbasp-2007 " U4, KEEP, 0, NULL, { WHOLE }, { "Warning" } },
  { 2, "slow-chip", USBASP "--part atmega328p --fuses lfuse=63", "info", 0, NULL,
    { "Chip: ATmega328P", "SCK 1.95 kHz" } },
  { 3, "marginal-sck", USBASP U4 "--noise miso=1e-4,seed=7", KEEP, 0, NULL, { WHOLE } },
  { 4, "fuses-from-noise", USBASP U4 "--noise miso=3e-2,seed=1", FLASH "--fuses 5E,D9,F3", 4, NULL,
    { "The Chip Answers Differently Each Time", "Nothing was changed", "Use shorter wires",
      "\"fuse_writes\": 0" } },
  { 5, "arduino-restarts", "--programmer arduino-ftdi " U4, "info -c avrisp -P /dev/ttyUSB0", 0, NULL,
    { "Chip: ATmega32U4" } },
  { 6, "helper-wants-dtr", "--programmer avrisp-helper " U4, "info " ACM, 0, NULL, { "Chip: ATmega32U4" } },
  { 7, "eeprom-addresses", "--programmer avrisp-uart " U4, KEEP "--eeprom EEPROM " ACM, 0, NULL, { WHOLE } },
  { 8, "other-rate", "--programmer avrisp-uart-115200 " U4, "info " ACM, 0, NULL, { "Chip: ATmega32U4" } },
  { 8, "slow-rate", "--programmer avrisp-uart-9600 " U4, "info " ACM, 0, NULL, { "Chip: ATmega32U4" } },
  { 9, "usbtiny-above-64k", "--programmer usbtiny --part at90usb1286",
    "flash -p at90usb1286 --image HIGH --keep-fuses --no-backup", 0, NULL, { WHOLE } },
  { 10, "usbtiny-reset", "--programmer usbtiny " U4, "info", 0, NULL,
    { "Chip: ATmega32U4", "\"reset\": \"high\"" } },
  { 11, "new-bus-pirate", "--programmer buspirate-v8 " U4, "info -c buspirate -P /dev/ttyUSB0", 0, NULL,
    { "Chip: ATmega32U4" } },
  { 11, "bus-pirate-5", "--programmer buspirate-v5 " U4, "info -c buspirate -P /dev/ttyACM0", 0, NULL,
    { "Chip: ATmega32U4" } },
  { 12, "reserved-bits", USBASP U4, FLASH "--fuses 5E,D9,C3", 0, NULL, { "The fuses are correct" } },
  { 13, "no-rights", .make = make_locked_out,
    .says = { "No Permission to Use USBasp", "sudo", "closes as soon as it works" } },
  { 14, "late-rights", .why = "who builds this may open every node: src/transport/isp-serial.c and "
    "isp-usb.c wait for the rights" },
  { 15, "modem-manager", .make = make_used_by_modem_manager, .says = { "used by ModemManager" } },
  { 16, "port-busy", .make = make_used_by_avrdude, .says = { "used by avrdude" } },
  { 17, "firmware-in-boot", USBASP U4, "flash -p atmega32u4 --image BOOT --image BIG --no-backup", 5, NULL,
    { "The Firmware Runs into the Bootloader", "The firmware is 1 KB too big", "Nothing was changed",
      "\"erases\": 0" } },
  { 18, "locked", USBASP U4 "--fuses lock=FC", "read -o OUT", 5, NULL,
    { "What Is on the Chip Cannot Be Read", "Only an erase unlocks it" } },
  { 19, "erased-not-written", .make = make_half_written,
    .says = { "The Chip Is Erased, but Not Fully Written", "the fuses were not changed", "Try Again" } },
  { 20, "wrong-part", USBASP "--part at90usb1286", KEEP, 4, NULL,
    { "Another Chip Answers", "AT90USB1286", "Name the chip that answers with -p" } },
  { 21, "silent", USBASP U4 "--fault no-contact", "info", 4, NULL,
    { "The Chip Does Not Answer", "Check RESET and MISO first", "power and ground", "missing clock" } },
  { 21, "silent-on-set-up", .make = make_silent, .says = { "RESET", "MISO", "Check these first" } },
  { 22, "two-supplies", USBASP U4 "--fault miso-low", "info", 4, NULL,
    { "If the programmer powers the keyboard, unplug it from USB" } },
  { 23, "no-crystal", "--programmer buspirate " U4 "--crystal 0 --fuses lfuse=FF",
    "info -c buspirate -P /dev/ttyUSB0", 4, NULL,
    { "The Chip Does Not Answer", "wire AUX to XTAL1", "--rescue-clock 2M" } },
  { 23, "crystal-before", .make = make_plan, .says = { "The Chip Will Need a Clock from the Board",
    "I know this board has a crystal" } },
  { 24, "bits-in-words", .make = make_plan, .says = { "HWB Pin at Reset",
    "No effect → Held low, it starts the bootloader", "Brown-Out", "H\u00A09B\u00A0→\u00A099" } },
  { 25, "first-usb-flash", "--programmer atmel-dfu " U4, "upload --image FIRMWARE", 0, NULL,
    { "Erasing", "The Firmware Is Installed" } },
  { 26, "cancelled", .make = make_cancelled, .says = { "Stopped. Nothing Was Changed", "Start again" } },
  { 26, "unplugged", USBASP U4 "--fault unplugged@150", KEEP, 3, NULL,
    { "The programmer was unplugged", "Plug the programmer in and try again" } },
  { 27, "usbasploader", "--programmer usbasploader --part atmega328p", "info", 3, NULL,
    { "This Is Not a Programmer", "A keyboard in USBaspLoader: its bootloader works" } },
  { 28, "blank-pages", USBASP U4, "flash -p atmega32u4 --image PADDED --keep-fuses --no-backup", 0, NULL,
    { WHOLE, "\"page_writes\": 1," } },
  { 29, "odd-path", USBASP U4, "flash -p atmega32u4 --image 'ODD' --keep-fuses --no-backup", 0, NULL,
    { "Größe 1 ü.hex " WHOLE } },
  { 30, "one-verdict", USBASP U4 "--fault page=230", KEEP, 6, NULL,
    { "Something read back wrong: once more from the erase", "The Chip Is" }, { WHOLE } },
  { 31, "two-alike", .make = make_two, .says = { "usb:1-1", "usb:1-2", "unplug one to see which" } },
  { 32, "slow-reset", .why = "chips in RAM have no capacitor: entering repeats with pulses five times as "
    "long, src/engine/avr/isp-link.c" },
  { 33, "miso-is-held", USBASP U4 "--fault miso-low", "info", 4, NULL,
    { "A sensor on MISO or a missing clock keeps it silent too" } },
  { 34, "key-pressed", USBASP U4 "--fault miso-low", "info", 4, NULL,
    { "press no keys", "from its other half" } },
  { 35, "lights", USBASP U4 "--fault dies=2000", KEEP, 4, NULL,
    { "The chip stopped answering", "Lights on the keyboard can draw more power" }, { "differently" } },
  { 35, "lights-no-echo", "--programmer usbtiny " U4 "--fault dies=2000", KEEP, 4, NULL,
    { "The chip stopped answering" }, { "differently" } },
  { 35, "lights-stk500v2", "--programmer stk500v2 " U4 "--fault dies=2000",
    KEEP "-c stk500v2 -P /dev/ttyUSB0", 4, NULL, { "The chip stopped answering" }, { "unexpected" } },
  { 36, "5v-helper", .why = "neither board says its voltage: what is printed on it decides, and names of "
    "presets carry it (data/presets/caterina.preset)" },
  { 37, "brown-out-before", USBASP U4, FLASH "--fuses 5E,D9,F0 --dry-run", 0, NULL,
    { "The Chip Will Need More Voltage", "On a 3.3 V board it stays dead until it gets 5 V" } },
  { 37, "brown-out", USBASP U4 "--supply 3300", FLASH "--fuses 5E,D9,F0", 6, NULL,
    { "The Chip Does Not Run with These Fuses", "a supply that this board does not have" } },
  { 38, "wrong-crystal", USBASP U4,
    "flash --preset caterina-promicro16 --crystal 8M --image BOOT --no-backup", 5, NULL,
    { "The Bootloader Is for Another Crystal", "Read what is printed on it" } },
  { 39, "reset-held", .why = "a board keeps no memory between two runs of the bench: every entering begins "
    "with RESET released, src/engine/avr" },
  { 40, "hwb-low", USBASP U4, "info", 0, NULL,
    { "HWB Pin at Reset: Held low, it starts the bootloader" } },
  { 41, "jtag", USBASP U4 "--fuses hfuse=99", KEEP "--dry-run", 0, NULL,
    { "JTAG Will Be On", "keys wired to them are dead" } },
  { 41, "jtag-off", USBASP U4 "--fuses hfuse=99", KEEP "--jtag off", 0, NULL, { "H D9" } },
  { 42, "no-power", "--programmer avrispmkii-unpowered " U4, "info", 4, NULL,
    { "The Keyboard Has No Power", "check VCC and ground" } },
  { 30, "done", .make = make_done, .says = { "The Rehearsal Went Well", "verified" } },
};
/* clang-format on */

#define LAST_ROW 42

/* ── on the bench ── */

static char *folder;

typedef struct
{
  const char *word, *name; /* in a command, and the file that it stands for */
  guint32 start, n;
  gboolean padded; /* all but its first page is FF */
} File;

static const File files[] = {
  { "BOOT", "boot.hex", 0x7000, 0x1000 },  { "EEPROM", "eeprom.hex", 0, 64 },
  { "HIGH", "high.hex", 0x1E000, 0x1000 }, { "BIG", "big.hex", 0, 0x7400 },
  { "FIRMWARE", "firmware.hex", 0, 5000 }, { "PADDED", "padded.hex", 0x7000, 0x1000, TRUE },
  { "ODD", "Größe 1 ü.hex", 0x7000, 256 }, { "OUT", "out.hex" },
};

/* Made up: no two files hold the same at one place. */
static void
write_file (const File *file)
{
  g_autofree char *path = g_build_filename (folder, file->name, NULL);
  g_autoptr (GFile) target = g_file_new_for_path (path);
  g_autofree guint8 *data = g_malloc (file->n);
  g_autoptr (IspImage) image = NULL;
  g_autoptr (GError) error = NULL;

  for (guint32 i = 0; i < file->n; i++)
    data[i] =
        file->padded && i >= 128 ? 0xFF : (guint8) ((file->start + i) * 7 + file->n / 64 + i / 200);
  image = isp_image_new_from_data (file->start, data, file->n);
  isp_image_save (image, target, NULL, &error);
  g_assert_no_error (error);
}

/* The words of a command line, files in place of their names. */
static void
add_words (GPtrArray *argv, const char *line)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) error = NULL;

  g_shell_parse_argv (line, NULL, &words, &error);
  g_assert_no_error (error);
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *word = g_strdup (words[i]);

      for (guint k = 0; k < G_N_ELEMENTS (files); k++)
        if (g_str_equal (word, files[k].word))
          {
            g_free (word);
            word = g_build_filename (folder, files[k].name, NULL);
          }
      g_ptr_array_add (argv, word);
    }
}

/* Everything that it said. Through a bootloader the clock is the real one. */
static char *
run_on_bench (const Row *row, int *status)
{
  const gboolean upload = g_str_has_prefix (row->command, "upload");
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) env = g_get_environ ();
  g_autofree char *out = NULL, *err = NULL;
  g_autoptr (GError) error = NULL;

  for (const char *const *name =
           (const char *const[]){ "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", NULL };
       *name != NULL; name++)
    env = g_environ_setenv (env, *name, folder, TRUE);
  g_ptr_array_add (argv, g_strdup (upload ? bench : bench_virtual));
  add_words (argv, row->bench);
  add_words (argv, upload ? "--speed 0 --print-state - --" : "--print-state - --");
  g_ptr_array_add (argv, g_strdup (upload ? cli : "unbrickctl"));
  add_words (argv, row->command);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **) argv->pdata, env, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, status,
                &error);
  g_assert_no_error (error);
  *status = WIFEXITED (*status) ? WEXITSTATUS (*status) : -1;
  return g_strconcat (out, err, NULL);
}

/* ── reading ── */

static void
gather (GtkWidget *root, GString *text)
{
  if (!gtk_widget_get_visible (root) || !gtk_widget_get_child_visible (root))
    return;
  if (ADW_IS_EXPANDER_ROW (root))
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (root), TRUE);
  if (GTK_IS_LABEL (root))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (root)));
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gather (child, text);
}

/* What stands on the page, and on the button under it. */
static char *
read_page (UbWindow *window)
{
  GString *text = g_string_new (NULL);
  const char *label = ub_page_get_primary_label (ub_window_get_page (window));

  gather (GTK_WIDGET (ub_window_get_page (window)), text);
  g_string_append (text, label != NULL ? label : "");
  return g_string_free (text, FALSE);
}

static void
check_text (const Row *row, const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (row->says) && row->says[i] != NULL; i++)
    if (strstr (text, row->says[i]) == NULL)
      g_test_fail_printf ("%u, %s: “%s” is not in:\n%s", row->number, row->name, row->says[i],
                          text);
  for (guint i = 0; i < G_N_ELEMENTS (row->hides) && row->hides[i] != NULL; i++)
    if (strstr (text, row->hides[i]) != NULL)
      g_test_fail_printf ("%u, %s: “%s” is in:\n%s", row->number, row->name, row->hides[i], text);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *text = NULL;

  if (row->why != NULL)
    {
      g_test_skip (row->why);
      return;
    }
  if (row->make != NULL)
    {
      UbWindow *window = row->make ();

      text = read_page (window);
      ub_test_window_free (window);
    }
  else
    {
      int status;

      text = run_on_bench (row, &status);
      if (status != row->status)
        g_test_fail_printf ("%u, %s: exit status %d, expected %d\n%s", row->number, row->name,
                            status, row->status, text);
    }
  check_text (row, text);
}

/* Every row of the list is here, and is staged or says why not. */
static void
test_complete (void)
{
  for (guint number = 1; number <= LAST_ROW; number++)
    {
      guint n = 0;

      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        n += rows[i].number == number;
      g_assert_cmpuint (n, >, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_true ((rows[i].why != NULL) ==
                   (rows[i].command == NULL && rows[i].make == NULL && rows[i].says[0] == NULL));
}

static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  int result;

  ub_test_init (&argc, &argv);
  ub_page_flash_set_min_shown (0);
  g_assert_cmpint (argc, ==, 4);
  bench = argv[1];
  bench_virtual = argv[2];
  cli = argv[3];
  folder = g_dir_make_tmp ("failures-XXXXXX", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (files[i].n > 0)
      write_file (&files[i]);
  g_test_add_func ("/failures/complete", test_complete);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/failures/%02u-%s", rows[i].number, rows[i].name);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  result = g_test_run ();
  remove_folder (folder);
  g_free (folder);
  return result;
}
