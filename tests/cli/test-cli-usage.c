/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong on the command line itself, help, and lists. */
#include "cli-run.h"

#include "core/isp-error.h"

#include <string.h>

static void
test_usage_errors (void)
{
  static const struct
  {
    const char *args[10];
    const char *says;
  } rows[] = {
    { { NULL }, "A command is missing" },
    { { "frobnicate" }, "no command “frobnicate”" },
    { { "--frobnicate", "parts" }, "--frobnicate" },
    { { "parts", "--frobnicate" }, "--frobnicate" },
    { { "parts", "a", "b" }, "Unexpected argument “b”" },
    { { "parts", "z80" }, "no chip “z80”" },
    { { "parts", "lgt8f328p" }, "LGT8F328P looks like ATmega328P" },
    { { "info", "--part", "AT89S52" }, "AT89S52 is not an AVR" },
    { { "presets", "none" }, "no bootloader “none”" },
    { { "presets", "-p", "z80" }, "no chip “z80”" },
    { { "--quiet", "--verbose", "parts" }, "exclude" },
    { { "--quiet", "parts", "--verbose" }, "exclude" },
    { { "flash" }, "--preset or --image" },
    { { "flash", "--preset", "none" }, "no bootloader “none”" },
    { { "flash", "--preset", "halfkay-teensy2" }, "a file of your own" },
    { { "flash", "--preset", "isp-pro-micro" }, "no bootloader “isp-pro-micro”" },
    { { "flash", "--image", "x", "--fuses",
        "5E"
        ","
        "G0" },
      "G0" },
    { { "flash", "--image", "x", "--fuses", "lock=2F" }, "--lock" },
    { { "flash", "--image", "x", "--fuses", "5E,D9", "--keep-fuses" }, "exclude" },
    { { "flash", "--preset", "caterina-promicro16", "--fuses-from-image" }, "--image" },
    { { "flash", "--image", "x", "--jtag", "maybe" }, "on or off" },
    { { "flash", "--image", "x", "--lock", "123" }, "lock byte" },
    { { "flash", "--image", "x", "--lock", "3" }, "lock byte" },
    { { "flash", "-p", "z80", "--image", "x" }, "no chip “z80”" },
    { { "flash", "-c", "toaster", "--image", "x" }, "there are: usbasp" },
    { { "flash", "--sck", "fast", "--image", "x" }, "clock rate" },
    { { "info", "--crystal", "blue" }, "clock rate" },
    { { "info", "--rescue-clock", "fast" }, "clock rate" },
    { { "info", "-c", "usbasp", "--rescue-clock", "1M" }, "-c buspirate" },
    { { "info", "--rehearse", "--rescue-clock", "1M" }, "-c buspirate" },
    { { "flash", "--rehearse", "-c", "usbasp", "--image", "x" }, "rehearsal" },
    { { "flash", "--rehearse", "-P", "/dev/ttyACM0", "--image", "x" }, "rehearsal" },
    { { "flash", "-P", "sim:atmega32u4", "-c", "usbasp", "--image", "x" }, "rehearsal" },
    { { "read", "-P", "sim:atmega32u4" }, "-o FILE" },
    { { "read", "-P", "sim:atmega32u4", "--memory", "ram", "-o", "x" }, "no memory “ram”" },
    { { "verify", "-P", "sim:atmega32u4" }, "--image FILE" },
    { { "fuses", "-P", "sim:atmega32u4", "--set", "xfuse=1" }, "xfuse" },
    { { "fuses", "-P", "sim:atmega32u4", "--dry-run" }, "--set" },
    { { "restore", "-P", "sim:atmega32u4" }, "Missing argument" },
    { { "combine", "a", "b" }, "-o FILE" },
    { { "combine", "-o", "c" }, "Missing argument" },
    { { "combine", "a", "-o", "c" }, "--preset" },
    { { "combine", "a", "b", "-o", "c", "-p", "z80" }, "z80" },
    { { "combine", "a", "--preset", "none", "-o", "c" }, "no bootloader “none”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (CliRun) run = cli_run_strv (rows[i].args);

      cli_assert_status (run, 2);
      cli_assert_has (run->err, rows[i].says);
      cli_assert_has (run->err, "--help");
      g_assert_cmpstr (run->out, ==, "");
    }
}

static void
test_usage_json (void)
{
  g_autoptr (CliRun) run = cli_run ("--json", "flash", NULL);

  g_autoptr (CliRun) behind = cli_run ("flash", "--no-such-option", "--json", NULL);
  g_autoptr (CliRun) raw = cli_run ("flash", "--\033[2J\xff", "--json", NULL);

  cli_assert_status (run, 2);
  g_assert_cmpstr (cli_string (run, "verdict"), ==, "refused");
  g_assert_cmpstr (cli_error_code (run), ==, "usage");
  cli_assert_status (behind, 2);
  g_assert_cmpstr (cli_error_code (behind), ==, "usage");
  cli_assert_status (raw, 2);
  g_assert_cmpstr (cli_error_code (raw), ==, "usage");
  cli_assert_has (raw->err, "\\x1B[2J\\xFF");
  g_assert_null (strchr (raw->err, '\033'));
  g_assert_true (g_utf8_validate (raw->out, -1, NULL));
}

static void
test_help (void)
{
  static const char *const commands[] = {
    "programmers", "parts", "presets", "info",    "flash",   "read",       "verify", "blank",
    "erase",       "fuses", "backup",  "restore", "combine", "udev-rules", "log",
  };
  g_autoptr (CliRun) all = cli_run ("--help", NULL);
  g_autoptr (CliRun) version = cli_run ("--version", NULL);
  const IspExitRow *exit_row;

  cli_assert_status (all, 0);
  for (guint i = 0; (exit_row = isp_exit_get_row (i)) != NULL; i++)
    {
      g_autofree char *line =
          g_strdup_printf ("\n  %-3d  %s\n", exit_row->status, exit_row->meaning);

      cli_assert_has (all->out, line);
    }
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autoptr (CliRun) one = cli_run (commands[i], "--help", NULL);
      g_autofree char *title = g_strdup_printf ("unbrickctl %s ", commands[i]);

      cli_assert_status (one, 0);
      cli_assert_has (one->out, title);
      cli_assert_has (all->out, commands[i]);
    }
  cli_assert_status (version, 0);
  g_assert_true (g_str_has_prefix (version->out, "unbrickctl "));
}

static void
test_parts (void)
{
  static const char *const names[] = { "atmega32u4", "ATmega32U4", "m32u4" };
  g_autoptr (CliRun) list = cli_run ("parts", NULL);
  g_autoptr (CliRun) json = cli_run ("parts", "--json", NULL);
  JsonArray *parts;

  cli_assert_status (list, 0);
  cli_assert_has (list->out, "ATmega32U4");
  cli_assert_status (json, 0);
  parts = json_object_get_array_member (json->root, "parts");
  g_assert_cmpuint (json_array_get_length (parts), >=, 17);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (CliRun) one = cli_run ("--json", "parts", names[i], NULL);
      JsonObject *part;

      cli_assert_status (one, 0);
      part = json_object_get_object_member (one->root, "part");
      g_assert_cmpstr (json_object_get_string_member (part, "id"), ==, "atmega32u4");
      g_assert_cmpstr (json_object_get_string_member (part, "signature"), ==, "1E 95 87");
      g_assert_cmpint (
          json_object_get_int_member (json_object_get_object_member (part, "flash"), "size"), ==,
          32768);
    }
  g_autoptr (CliRun) full = cli_run ("parts", "m32u4", NULL);
  cli_assert_has (full->out, "4 KB at 0x7000");
  cli_assert_has (full->out, "CKDIV8");
}

static void
test_presets (void)
{
  g_autoptr (CliRun) all = cli_run ("presets", NULL);
  g_autoptr (CliRun) some = cli_run ("presets", "--part", "atmega32a", NULL);
  g_autoptr (CliRun) one = cli_run ("presets", "caterina-promicro16", NULL);
  g_autoptr (CliRun) json = cli_run ("--json", "presets", "caterina-promicro16", NULL);
  JsonObject *preset, *fuses;

  cli_assert_status (all, 0);
  cli_assert_has (all->out, "caterina-promicro16");
  g_assert_null (strstr (all->out, "isp-pro-micro"));
  g_assert_null (strstr (some->out, "caterina"));
  cli_assert_has (some->out, "bootloadhid");
  cli_assert_has (one->out, "https://");
  cli_assert_has (one->out, "Caterina for Pro Micro");
  preset = json_object_get_object_member (json->root, "preset");
  fuses = json_object_get_object_member (preset, "fuses");
  g_assert_cmpstr (json_object_get_string_member (fuses, "hfuse"), ==, "D8");
  g_assert_cmpstr (json_object_get_string_member (preset, "usb_id"), ==, "1B4F:9205");
  g_assert_cmpstr (json_object_get_string_member (preset, "image"), ==, "download");
}

static void
test_programmers (void)
{
  g_autoptr (CliRun) json = cli_run ("--json", "--rehearse", "programmers", NULL);
  g_autoptr (CliRun) real = cli_run ("--json", "programmers", NULL);
  JsonArray *list = json_object_get_array_member (json->root, "programmers");
  JsonObject *port = json_array_get_object_element (list, 0);

  cli_assert_status (json, 0);
  g_assert_cmpuint (json_array_get_length (list), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (port, "id"), ==, "rehearsal");
  g_assert_cmpstr (json_object_get_string_member (port, "state"), ==, "ready");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (port, "port"), "sim:"));
  cli_assert_status (real, 0);
  g_assert_true (json_object_has_member (real->root, "programmers"));
}

/* Every row of every driver, and what is known besides. */
static void
test_known (void)
{
  g_autoptr (CliRun) text = cli_run ("programmers", "--known", NULL);
  g_autoptr (CliRun) json = cli_run ("--json", "programmers", "--known", NULL);
  JsonArray *list = json_object_get_array_member (json->root, "known");
  guint n_programmers = 0;

  cli_assert_status (text, 0);
  cli_assert_status (json, 0);
  cli_assert_has (text->out, "usbtiny    USBtinyISP or PocketAVR: 1781:0C9F, sets SCK");
  cli_assert_has (text->out, "A keyboard in Atmel DFU: ");
  cli_assert_has (text->out, "Atmel-ICE: 03EB:2141; Not supported");
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonObject *device = json_array_get_object_element (list, i);
      gboolean driven = !json_object_get_null_member (device, "id");

      g_assert_cmpstr (json_object_get_string_member (device, "name"), !=, "");
      g_assert_cmpuint (json_array_get_length (json_object_get_array_member (device, "usb_ids")), >,
                        0);
      g_assert_true (driven != json_object_get_null_member (device, "reset"));
      n_programmers += driven;
    }
  g_assert_cmpuint (n_programmers, >, 10);
  g_assert_cmpuint (n_programmers, <, json_array_get_length (list));
}

/* The newest report, for whoever helps; before the first job there is none. */
static void
test_log (void)
{
  g_autoptr (IspImage) boot = cli_make_bootloader ();
  g_autoptr (CliRun) none = cli_run ("log", NULL);
  g_autoptr (CliRun) job = cli_run ("flash", "-P", "sim:atmega32u4?fault=no-contact&speed=0",
                                    "--image", cli_write_image ("log.hex", boot), NULL);
  g_autoptr (CliRun) log = cli_run ("log", NULL);
  g_autoptr (CliRun) json = cli_run ("log", "--json", NULL);

  cli_assert_status (none, ISP_EXIT_REFUSED);
  cli_assert_has (none->err, "There is no report yet");
  cli_assert_status (job, ISP_EXIT_CHIP);
  cli_assert_status (log, 0);
  cli_assert_has (log->out, "Job: flash");
  cli_assert_has (log->out, "Error: no-target: ");
  cli_assert_status (json, 0);
  g_assert_cmpstr (cli_string (json, "kind"), ==, "flash");
}

static void
test_udev_rules (void)
{
  g_autoptr (CliRun) run = cli_run ("udev-rules", NULL);

  cli_assert_status (run, 0);
  cli_assert_has (run->out, "ATTR{idVendor}==\"16c0\", ATTR{idProduct}==\"05dc\"");
  g_assert_cmpstr (run->err, ==, "");
}

int
main (int argc, char **argv)
{
  cli_run_init (&argc, &argv);
  g_test_add_func ("/cli/usage/errors", test_usage_errors);
  g_test_add_func ("/cli/usage/json", test_usage_json);
  g_test_add_func ("/cli/usage/help", test_help);
  g_test_add_func ("/cli/lists/parts", test_parts);
  g_test_add_func ("/cli/lists/presets", test_presets);
  g_test_add_func ("/cli/lists/programmers", test_programmers);
  g_test_add_func ("/cli/lists/known", test_known);
  g_test_add_func ("/cli/lists/udev-rules", test_udev_rules);
  g_test_add_func ("/cli/log", test_log);
  return cli_run_tests ();
}
