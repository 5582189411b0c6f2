/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every job on the rehearsal programmer, and each fault's exit status. */
#include "cli-run.h"

#include "core/isp-image-file.h"

#include <signal.h>
#include <string.h>

#define PORT "sim:atmega32u4?damaged&speed=0"

static const char *
boot_path (void)
{
  g_autoptr (IspImage) boot = cli_make_bootloader ();

  return cli_write_image ("boot.hex", boot);
}

static const char *
get_fuse (const CliRun *run, const char *when, const char *id)
{
  JsonObject *fuses = json_object_get_object_member (run->root, "fuses");

  return json_object_get_string_member (json_object_get_object_member (fuses, when), id);
}

/* Each line on either channel says that it is a rehearsal. */
static void
assert_all_marked (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    if (*lines[i] && !g_str_has_prefix (lines[i], "[rehearsal] "))
      g_error ("not marked as a rehearsal: %s", lines[i]);
}

static guint
count_entries (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

/* ── flash ── */

static void
test_flash (void)
{
  g_autoptr (CliRun) run =
      cli_run ("flash", "-P", PORT, "--fuses", "5E,D8,F3", "--image", boot_path (), NULL);

  cli_assert_status (run, 0);
  cli_assert_has (run->out, "written and verified");
  cli_assert_has (run->out, "Backup: ");
  cli_assert_has (run->err, "Erasing\n");
  g_assert_null (strchr (run->out, '\033'));
  g_assert_null (strchr (run->err, '\033'));
  g_assert_null (strchr (run->err, '\r'));
  assert_all_marked (run->out);
  assert_all_marked (run->err);
}

/* The shape that scripts rely on. */
static void
test_flash_json (void)
{
  guint reports = count_entries (cli_data_path ("reports"));
  g_autoptr (CliRun) run =
      cli_run ("--json", "flash", "-P", PORT, "--fuses", "5E,D8,F3", "--image", boot_path (), NULL);
  static const char *const ids[] = { "contact",      "backup",       "erase", "write-flash",
                                     "verify-flash", "write-eeprom", "fuses", "proof-of-life" };
  JsonArray *steps;

  cli_assert_status (run, 0);
  g_assert_cmpstr (cli_string (run, "verdict"), ==, "ok");
  g_assert_null (cli_error_code (run));
  g_assert_cmpstr (cli_string (run, "part"), ==, "atmega32u4");
  g_assert_cmpstr (cli_string (run, "programmer"), ==, "rehearsal");
  g_assert_cmpint (json_object_get_int_member (run->root, "sck_hz"), >, 1000);
  g_assert_true (json_object_get_boolean_member (run->root, "rehearsal"));
  steps = json_object_get_array_member (run->root, "steps");
  g_assert_cmpuint (json_array_get_length (steps), ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      JsonObject *step = json_array_get_object_element (steps, i);

      g_assert_cmpstr (json_object_get_string_member (step, "id"), ==, ids[i]);
      g_assert_cmpstr (json_object_get_string_member (step, "state"), ==, "done");
      g_assert_true (json_object_has_member (step, "bytes"));
      g_assert_true (json_object_has_member (step, "milliseconds"));
    }
  g_assert_cmpstr (get_fuse (run, "before", "hfuse"), ==, "99");
  g_assert_cmpstr (get_fuse (run, "after", "hfuse"), ==, "D8");
  g_assert_true (g_file_test (cli_string (run, "backup"), G_FILE_TEST_IS_DIR));
  g_assert_cmpuint (count_entries (cli_data_path ("reports")), ==, reports + 1);
}

/* The same with nothing but a rehearsal asked for: the usual chip, at life's speed, so only the
 * plan. */
static void
test_rehearse (void)
{
  g_autoptr (CliRun) run = cli_run ("--json", "--rehearse", "flash", "-p", "m32u4", "--image",
                                    boot_path (), "--dry-run", NULL);

  cli_assert_status (run, 0);
  g_assert_cmpstr (cli_string (run, "part"), ==, "atmega32u4");
  g_assert_true (json_object_get_boolean_member (run->root, "rehearsal"));
}

static void
test_dry_run (void)
{
  guint backups = count_entries (cli_data_path ("backups"));
  guint reports = count_entries (cli_data_path ("reports"));
  g_autoptr (CliRun) words = cli_run ("flash", "-P", PORT, "--fuses", "5E,D8,F3", "--image",
                                      boot_path (), "--dry-run", NULL);
  g_autoptr (CliRun) json = cli_run ("--json", "flash", "-P", PORT, "--fuses", "5E,D8,F3",
                                     "--image", boot_path (), "--dry-run", NULL);
  g_autoptr (CliRun) refused = cli_run ("--json", "flash", "-P", PORT, "--fuses", "5E,F8,F3",
                                        "--image", boot_path (), "--dry-run", NULL);
  g_autoptr (CliRun) why = cli_run ("flash", "-P", PORT, "--fuses", "5E,F8,F3", "--image",
                                    boot_path (), "--dry-run", NULL);

  cli_assert_status (words, 0);
  cli_assert_has (words->out, "3. Erase the Chip");
  cli_assert_has (words->out, "After Reset (BOOTRST): Firmware first → Bootloader first");
  cli_assert_has (words->out, "Nothing was changed");
  assert_all_marked (words->out);
  cli_assert_status (json, 0);
  g_assert_cmpstr (cli_string (json, "verdict"), ==, "ok");
  g_assert_cmpstr (cli_string (json, "eeprom"), ==, "restored");
  g_assert_cmpstr (get_fuse (json, "after", "hfuse"), ==, "D8");
  /* SPIEN off: no dry run may say that this would do */
  cli_assert_status (refused, 5);
  g_assert_cmpstr (cli_string (refused, "verdict"), ==, "refused");
  g_assert_cmpstr (cli_error_code (refused), ==, "unsafe");
  cli_assert_has (why->err, "This would be refused: These Fuses Could Lose the Chip\n");
  cli_assert_has (why->err, "Use the fuses of a preset");
  g_assert_null (strstr (why->err, "spien"));
  g_assert_cmpuint (count_entries (cli_data_path ("backups")), ==, backups);
  g_assert_cmpuint (count_entries (cli_data_path ("reports")), ==, reports);
}

static void
test_warnings (void)
{
  g_autoptr (CliRun) run = cli_run ("flash", "-P", PORT, "--fuses", "FF,C8,F3", "--image",
                                    boot_path (), "--no-backup", "--quiet", NULL);

  /* WDTON: said, and done all the same */
  cli_assert_status (run, 0);
  cli_assert_has (run->err, "Warning: ");
  g_assert_null (strstr (run->err, "Erasing"));
}

/* ── the other jobs ── */

static void
test_read_and_verify (void)
{
  const char *flash = cli_path ("flash.hex"), *eeprom = cli_path ("eeprom.bin");
  g_autoptr (CliRun) read = cli_run ("read", "-P", PORT, "-o", flash, NULL);
  g_autoptr (CliRun) read_eeprom =
      cli_run ("read", "-P", PORT, "--memory", "eeprom", "-o", eeprom, NULL);
  g_autoptr (CliRun) same =
      cli_run ("--json", "verify", "-P", PORT, "--image", flash, "--eeprom", eeprom, NULL);
  g_autoptr (CliRun) other =
      cli_run ("--json", "verify", "-P", PORT, "--image", boot_path (), NULL);
  g_autoptr (CliRun) blank = cli_run ("blank", "-P", PORT, NULL);
  g_autoptr (CliRun) nowhere = cli_run ("read", "-P", PORT, "-o", cli_path ("no/x.hex"), NULL);
  g_autoptr (CliRun) folder = cli_run ("read", "-P", PORT, "-o", cli_path ("."), NULL);
  g_autoptr (CliRun) elf = cli_run ("read", "-P", PORT, "-o", cli_path ("x.elf"), NULL);
  g_autoptr (GFile) file = g_file_new_for_path (flash);
  g_autoptr (IspImageFile) image = isp_image_file_load (file, NULL, NULL);

  cli_assert_status (read, 0);
  cli_assert_status (read_eeprom, 0);
  g_assert_cmpuint (isp_image_get_size (image->flash), ==, 32768);
  cli_assert_status (same, 0);
  g_assert_cmpstr (cli_string (same, "verdict"), ==, "ok");
  cli_assert_status (other, 6);
  g_assert_cmpstr (cli_string (other, "verdict"), ==, "failed");
  g_assert_cmpstr (cli_error_code (other), ==, "differs");
  /* found before anything is read */
  cli_assert_status (nowhere, 1);
  cli_assert_has (nowhere->err, "there is no such folder");
  g_assert_null (strstr (nowhere->err, "Reading"));
  cli_assert_status (folder, 1);
  cli_assert_status (elf, 5);
  cli_assert_has (read->out, "saved as flash.hex");
  cli_assert_has (blank->err, "of the flash are in use");
  cli_assert_has (blank->err, "Flash 0x");
  cli_assert_status (blank, 6);
}

static void
test_fuses (void)
{
  g_autoptr (CliRun) show = cli_run ("fuses", "-P", PORT, NULL);
  g_autoptr (CliRun) json = cli_run ("--json", "fuses", "-P", PORT, NULL);
  g_autoptr (CliRun) set =
      cli_run ("--json", "fuses", "-P", PORT, "--set", "hfuse=D8,lock=EF", NULL);
  g_autoptr (CliRun) plan = cli_run ("fuses", "-P", PORT, "--set", "hfuse=D8", "--dry-run", NULL);
  g_autoptr (CliRun) unsafe = cli_run ("--json", "fuses", "-P", PORT, "--set", "hfuse=F9", NULL);

  cli_assert_status (show, 0);
  cli_assert_has (show->out, "Fuses: L 5E · H 99 · E F3");
  cli_assert_has (show->out, "BOOTRST");
  g_assert_cmpstr (get_fuse (json, "after", "hfuse"), ==, "99");
  cli_assert_status (set, 0);
  g_assert_cmpstr (get_fuse (set, "after", "hfuse"), ==, "D8");
  g_assert_cmpstr (get_fuse (set, "after", "lock"), ==, "EF");
  cli_assert_status (plan, 0);
  cli_assert_has (plan->out, "this was only the plan");
  cli_assert_status (unsafe, 5);
  g_assert_cmpstr (cli_string (unsafe, "verdict"), ==, "refused");
  g_assert_cmpstr (cli_error_code (unsafe), ==, "unsafe");
}

static void
test_info (void)
{
  g_autoptr (CliRun) words = cli_run ("info", "-P", PORT, NULL);
  g_autoptr (CliRun) json = cli_run ("--json", "info", "-P", PORT, NULL);
  g_autoptr (CliRun) silent =
      cli_run ("--json", "info", "-P", "sim:atmega32u4?speed=0&fault=no-contact", NULL);
  JsonObject *boot;

  cli_assert_status (words, 0);
  cli_assert_has (words->out, "signature 1E 95 87");
  cli_assert_has (words->out, "atmel-dfu-atmega32u4");
  assert_all_marked (words->out);
  cli_assert_status (json, 0);
  g_assert_cmpstr (cli_string (json, "part"), ==, "atmega32u4");
  g_assert_false (json_object_get_boolean_member (json->root, "locked"));
  boot = json_object_get_object_member (json->root, "bootloader");
  g_assert_cmpstr (json_object_get_string_member (boot, "state"), ==, "other");
  cli_assert_status (silent, 4);
  g_assert_cmpstr (cli_string (silent, "verdict"), ==, "refused");
  g_assert_cmpstr (cli_error_code (silent), ==, "no-target");
}

/* A backup of one chip, written into another that is as from the factory. */
static void
test_backup_and_restore (void)
{
  const char *parent = cli_path ("backups");
  g_autoptr (CliRun) backup = cli_run ("--json", "backup", "-P", PORT, "-o", parent, NULL);
  const char *folder;

  cli_assert_status (backup, 0);
  folder = cli_string (backup, "backup");
  g_assert_true (g_str_has_prefix (folder, parent));
  g_autoptr (CliRun) plan =
      cli_run ("restore", "-P", "sim:atmega32u4?speed=0", folder, "--dry-run", NULL);
  g_autoptr (CliRun) restore =
      cli_run ("--json", "restore", "-P", "sim:atmega32u4?speed=0", folder, NULL);
  g_autoptr (CliRun) other =
      cli_run ("--json", "restore", "-P", "sim:at90usb1286?speed=0", folder, NULL);
  g_autoptr (CliRun) none = cli_run ("--json", "restore", "-P", PORT, parent, NULL);
  cli_assert_status (plan, 0);
  cli_assert_status (restore, 0);
  g_assert_cmpstr (cli_string (restore, "kind"), ==, "restore");
  cli_assert_status (other, 4);
  g_assert_cmpstr (cli_error_code (other), ==, "wrong-part");
  cli_assert_status (none, 5);
  g_assert_cmpstr (cli_error_code (none), ==, "bad-file");
  cli_assert_has (none->err, "There is no backup in this folder");
}

static void
test_erase (void)
{
  g_autoptr (CliRun) run = cli_run ("--json", "erase", "-P", PORT, NULL);

  cli_assert_status (run, 0);
  g_assert_cmpstr (cli_string (run, "verdict"), ==, "ok");
  g_assert_nonnull (cli_string (run, "backup"));
}

/* ── faults ── */

static void
test_faults (void)
{
  static const struct
  {
    const char *fault, *code, *verdict;
    int status;
  } rows[] = {
    { "no-contact", "no-target", "refused", 4 }, { "wrong-part", "wrong-part", "refused", 4 },
    { "locked", "backup", "refused", 5 },        { "slow-clock", NULL, "ok", 0 },
    { "page", "verify", "failed", 6 },           { "fuse", "fuse", "failed", 6 },
    { "unplugged", "unplugged", "failed", 3 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *port = g_strconcat (PORT "&fault=", rows[i].fault, NULL);
      g_autoptr (CliRun) run = cli_run ("--json", "flash", "-P", port, "-p", "atmega32u4",
                                        "--fuses", "5E,D8,F3", "--image", boot_path (), NULL);

      cli_assert_status (run, rows[i].status);
      g_assert_cmpstr (cli_error_code (run), ==, rows[i].code);
      g_assert_cmpstr (cli_string (run, "verdict"), ==, rows[i].verdict);
      assert_all_marked (run->err);
    }
}

/* A noisy link never ends in success that is none: whichever way it ends, it is told. */
static void
test_noise (void)
{
  g_autoptr (CliRun) run =
      cli_run ("--json", "flash", "-P", PORT "&fault=noisy", "-p", "atmega32u4", "--fuses",
               "5E,D8,F3", "--image", boot_path (), NULL);

  cli_assert_status (run, 4);
  g_assert_cmpstr (cli_error_code (run), ==, "unstable");
}

static void
test_no_programmer (void)
{
  g_autoptr (CliRun) run = cli_run ("--json", "info", "-c", "usbasp", "-P", "usb:99-1", NULL);
  g_autoptr (CliRun) sim = cli_run ("--json", "info", "-P", "sim:z80", NULL);

  cli_assert_status (run, 3);
  g_assert_cmpstr (cli_error_code (run), ==, "no-programmer");
  cli_assert_status (sim, 3);
  g_assert_cmpstr (cli_error_code (sim), ==, "no-programmer");
}

/* At life's speed a backup takes seconds: a signal finds it at work. */
static void
test_cancel (gconstpointer data)
{
  const char *args[] = { "--json",  "flash",      "-P", "sim:atmega32u4?damaged",
                         "--image", boot_path (), NULL };
  g_autoptr (CliRun) run = cli_run_signalled ("Saving a backup", GPOINTER_TO_INT (data), args);

  cli_assert_status (run, 130);
  g_assert_cmpstr (cli_string (run, "verdict"), ==, "cancelled");
  g_assert_cmpstr (cli_error_code (run), ==, "cancelled");
  g_assert_cmpstr (cli_string (run, "chip"), ==, "unchanged");
}

static guint
count_good_reports (void)
{
  g_autoptr (GDir) reports = g_dir_open (cli_data_path ("reports"), 0, NULL);
  const char *name;
  guint n = 0;

  while (reports != NULL && (name = g_dir_read_name (reports)) != NULL)
    {
      g_autofree char *path = g_build_filename (cli_data_path ("reports"), name, NULL);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      n += strstr (text, "\"verdict\" : \"ok\"") != NULL;
    }
  return n;
}

/* What was to be printed is lost; what was done, and the report of it, is not. */
static void
test_output_lost (gconstpointer data)
{
  const char *args[] = { "flash", "-P", PORT, "--image", boot_path (), NULL };
  const guint before = count_good_reports ();
  g_autoptr (CliRun) run = cli_run_redirected (data, args);

  cli_assert_status (run, 1);
  g_assert_cmpuint (count_good_reports (), ==, before + 1);
}

static void
test_verbose (void)
{
  g_autoptr (CliRun) run = cli_run ("--verbose", "info", "-P", PORT, NULL);

  cli_assert_status (run, 0);
  assert_all_marked (run->err);
  g_assert_cmpuint (strlen (run->err), >, 20);
}

/* The bootloader that is on the chip stays beside new firmware, in the way that the warning says.
 */
static void
test_keeps_bootloader (void)
{
  static const guint8 jump[] = { 0x0C, 0x94, 0x56, 0x00 };
  g_autoptr (IspImage) app = isp_image_new_from_data (0, jump, sizeof jump);
  const char *firmware = cli_write_image ("app.hex", app), *old = cli_path ("old.hex");

  g_autoptr (CliRun) alone = cli_run ("flash", "-P", PORT, "--dry-run", "--image", firmware, NULL);
  g_autoptr (CliRun) read = cli_run ("read", "-P", PORT, "-o", old, NULL);
  g_autoptr (CliRun) both = cli_run ("flash", "-P", PORT, "--dry-run", "--image", firmware,
                                     "--image", old, "--boot-only", NULL);
  cli_assert_status (alone, 0);
  cli_assert_has (alone->err, "“unbrickctl read”, then --image with --boot-only");
  cli_assert_status (read, 0);
  cli_assert_status (both, 0);
  cli_assert_has (both->out, "4 KB at 0x7000");
  g_assert_null (strstr (both->err, "Will Be Erased"));
}

int
main (int argc, char **argv)
{
  cli_run_init (&argc, &argv);
  g_test_add_func ("/cli/jobs/keeps-bootloader", test_keeps_bootloader);
  g_test_add_func ("/cli/jobs/flash", test_flash);
  g_test_add_func ("/cli/jobs/flash-json", test_flash_json);
  g_test_add_func ("/cli/jobs/rehearse", test_rehearse);
  g_test_add_func ("/cli/jobs/dry-run", test_dry_run);
  g_test_add_func ("/cli/jobs/warnings", test_warnings);
  g_test_add_func ("/cli/jobs/read-and-verify", test_read_and_verify);
  g_test_add_func ("/cli/jobs/fuses", test_fuses);
  g_test_add_func ("/cli/jobs/info", test_info);
  g_test_add_func ("/cli/jobs/backup-and-restore", test_backup_and_restore);
  g_test_add_func ("/cli/jobs/erase", test_erase);
  g_test_add_func ("/cli/faults/each", test_faults);
  g_test_add_func ("/cli/faults/noise", test_noise);
  g_test_add_func ("/cli/faults/no-programmer", test_no_programmer);
  g_test_add_data_func ("/cli/cancel/int", GINT_TO_POINTER (SIGINT), test_cancel);
  g_test_add_data_func ("/cli/cancel/term", GINT_TO_POINTER (SIGTERM), test_cancel);
  g_test_add_data_func ("/cli/cancel/hup", GINT_TO_POINTER (SIGHUP), test_cancel);
  g_test_add_data_func ("/cli/cancel/pipe", GINT_TO_POINTER (SIGPIPE), test_cancel);
  g_test_add_data_func ("/cli/output/closed", ">&-", test_output_lost);
  g_test_add_data_func ("/cli/output/full", ">/dev/full", test_output_lost);
  g_test_add_func ("/cli/verbose", test_verbose);
  return cli_run_tests ();
}
