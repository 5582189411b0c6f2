/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyboards by name and from files: the list, and what they mean for a job. */
#include "cli-run.h"

#include <string.h>

static void
test_list (void)
{
  g_autoptr (CliRun) all = cli_run ("keyboards", NULL);
  g_autoptr (CliRun) some = cli_run ("keyboards", "iris rev", NULL);
  g_autoptr (CliRun) json = cli_run ("--json", "keyboards", "iris rev", NULL);
  JsonArray *array;

  cli_assert_status (all, 0);
  cli_assert_has (all->out, "zwag/zwag75");
  cli_assert_status (some, 0);
  cli_assert_has (some->out, "keebio/iris/rev4");
  cli_assert_has (some->out, "Iris Rev. 4 · ATmega32U4 · QMK DFU");
  g_assert_null (strstr (some->out, "zwag"));
  cli_assert_status (json, 0);
  array = json_object_get_array_member (json->root, "keyboards");
  g_assert_cmpuint (json_array_get_length (array), >=, 9);
}

static void
test_one (void)
{
  g_autoptr (CliRun) run = cli_run ("keyboards", "keebio/iris/rev4", NULL);
  g_autoptr (CliRun) json = cli_run ("--json", "keyboards", "crkbd/rev1", NULL);
  g_autoptr (CliRun) arm = cli_run ("keyboards", "planck/rev6", NULL);
  JsonObject *corne;

  cli_assert_status (run, 0);
  cli_assert_has (run->out, "USB: CB10:4256");
  cli_assert_has (run->out, "--preset qmk-dfu-atmega32u4");
  cli_assert_has (run->out, "make keebio/iris/rev4:default:bootloader");
  cli_assert_status (json, 0);
  corne = json_object_get_object_member (json->root, "keyboard");
  g_assert_cmpstr (json_object_get_string_member (corne, "part"), ==, "atmega32u4");
  g_assert_cmpstr (
      json_array_get_string_element (json_object_get_array_member (corne, "presets"), 0), ==,
      "caterina-promicro16");
  cli_assert_status (arm, 0);
  cli_assert_has (arm->out, "needs no programmer");
}

static void
test_wrong_names (void)
{
  static const struct
  {
    const char *args[6];
    int status;
    const char *says;
  } rows[] = {
    { { "keyboards", "no such keyboard" }, 2, "keyboard.json or rules.mk" },
    { { "--json", "keyboards", "nowhere.json" }, 5, "There is no such file" },
    { { "flash", "--rehearse", "--keyboard", "no such keyboard" }, 2, "There is no keyboard" },
    { { "flash", "--rehearse", "--keyboard", "iris" }, 2, "keebio/iris/rev3" },
    { { "flash", "--rehearse", "--keyboard", "lily58" }, 2, "--preset caterina-promicro8" },
    { { "flash", "--rehearse", "--keyboard", "keebio/iris/rev4" }, 2, "--image FILE" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CliRun) run = cli_run_strv (rows[i].args);

      cli_assert_status (run, rows[i].status);
      cli_assert_has (run->err, rows[i].says);
    }
}

/* What it says of chip and bootloader is what is written. */
static void
test_flash (void)
{
  g_autoptr (IspImage) made = cli_make_bootloader ();
  const char *image = cli_write_image ("boot.hex", made);
  const char *file = cli_write ("rules.mk", "MCU = atmega32u2\nBOOTLOADER = atmel-dfu\n");
  g_autoptr (CliRun) named = cli_run ("flash", "--rehearse", "--keyboard", "keebio/iris/rev6",
                                      "--image", image, "--dry-run", NULL);
  g_autoptr (CliRun) read =
      cli_run ("flash", "--rehearse", "--keyboard", file, "--image", image, "--dry-run", NULL);

  cli_assert_status (named, 0);
  cli_assert_has (named->err, "Keyboard: Iris Rev. 6b, ATmega32U4 · Atmel DFU");
  cli_assert_has (named->out, "(as Atmel DFU");
  cli_assert_status (read, 0);
  cli_assert_has (read->err, "Keyboard: rules.mk, ATmega32U2 · Atmel DFU");
  cli_assert_has (read->out, "Flash 32 KB, EEPROM 1 KB");
}

/* Report and backup say whose they are. */
static void
test_named (void)
{
  g_autoptr (IspImage) made = cli_make_bootloader ();
  const char *image = cli_write_image ("boot.hex", made);
  g_autoptr (CliRun) run = cli_run ("--json", "flash", "-P", "sim:atmega32u4?speed=0", "--keyboard",
                                    "keebio/iris/rev6", "--image", image, NULL);
  g_autofree char *path = NULL, *text = NULL;

  cli_assert_status (run, 0);
  g_assert_cmpstr (cli_string (run, "keyboard"), ==, "Iris Rev. 6b");
  path = g_build_filename (cli_string (run, "backup"), "backup.json", NULL);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  cli_assert_has (text, "\"keyboard\" : \"Iris Rev. 6b\"");
}

/* Both chips are named, whoever names the other one. */
static void
test_contradiction (void)
{
  g_autoptr (IspImage) made = cli_make_bootloader ();
  const char *image = cli_write_image ("boot.hex", made);
  g_autoptr (CliRun) chip = cli_run ("--json", "flash", "-P", "sim:at90usb1286", "--keyboard",
                                     "keebio/iris/rev6", "--image", image, NULL);
  g_autoptr (CliRun) option =
      cli_run ("flash", "--rehearse", "-p", "atmega32u2", "--keyboard", "keebio/iris/rev6", NULL);
  g_autoptr (CliRun) same = cli_run ("flash", "--rehearse", "-p", "atmega32u4", "--keyboard",
                                     "keebio/iris/rev6", "--image", image, "--dry-run", NULL);

  cli_assert_status (chip, 4);
  g_assert_cmpstr (cli_error_code (chip), ==, "wrong-part");
  cli_assert_has (chip->err, "AT90USB1286");
  cli_assert_has (chip->err, "ATmega32U4");
  cli_assert_status (option, 2);
  cli_assert_has (option->err, "is ATmega32U4, but --part says ATmega32U2");
  cli_assert_status (same, 0);
}

static void
test_not_avr (void)
{
  g_autoptr (CliRun) run =
      cli_run ("--json", "flash", "--rehearse", "--keyboard", "planck/rev6", NULL);

  cli_assert_status (run, 5);
  g_assert_cmpstr (cli_error_code (run), ==, "not-avr");
  cli_assert_has (run->err, "STM32F303");
  cli_assert_has (run->err, "needs no programmer");
}

int
main (int argc, char **argv)
{
  cli_run_init (&argc, &argv);
  g_test_add_func ("/cli/keyboards/list", test_list);
  g_test_add_func ("/cli/keyboards/one", test_one);
  g_test_add_func ("/cli/keyboards/wrong-names", test_wrong_names);
  g_test_add_func ("/cli/keyboards/flash", test_flash);
  g_test_add_func ("/cli/keyboards/named", test_named);
  g_test_add_func ("/cli/keyboards/contradiction", test_contradiction);
  g_test_add_func ("/cli/keyboards/not-avr", test_not_avr);
  return cli_run_tests ();
}
