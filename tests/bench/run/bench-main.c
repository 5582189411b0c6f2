/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench: runs any program on virtual hardware.
 *   bench --programmer usbasp --part atmega32u4 [--fault page=3] -- avrdude -c usbasp …
 * bench-virtual: the same for unbrickctl alone, on the virtual clock. */
#include "person.h"
#include "run-program.h"

#include "core/isp-fuses.h"
#include "core/isp-image-file.h"

#include <sys/wait.h>

static char *programmer, *part, *noise, *fuses, *flash, *eeprom, *dump_flash, *dump_eeprom, *state,
    *seconds, *press, *orders, *target, *dump_target, *beside, *event;
static char **faults, **command;
static IspSimChip *wired;
static gboolean trace, power_up;
static int crystal = -1, speed = 1, external = 0, supply = 0;

static const GOptionEntry entries[] = {
  { "programmer", 'c', 0, G_OPTION_ARG_STRING, &programmer, "The programmer's model", "NAME" },
  { "part", 'p', 0, G_OPTION_ARG_STRING, &part, "The chip on its plug", "NAME" },
  { "fault", 0, 0, G_OPTION_ARG_STRING_ARRAY, &faults,
    "unplugged@N stall@N silent@N garbage@N (N: transfer), cut@N drag@N (N: page), no-contact "
    "miso-low noisy page=N fuse=N fuse-once=N erase no-busy dies=N",
    "FAULT" },
  { "noise", 0, 0, G_OPTION_ARG_STRING, &noise,
    "Bits that flip on the wires to the chip: miso=1e-5,mosi=1e-6,seed=7", "NOISE" },
  { "fuses", 0, 0, G_OPTION_ARG_STRING, &fuses, "Fuses on the chip: lfuse=5E,hfuse=D9,lock=FF",
    "FUSES" },
  { "flash", 0, 0, G_OPTION_ARG_FILENAME, &flash, "What is in flash (HEX, SREC, ELF, binary)",
    "FILE" },
  { "eeprom", 0, 0, G_OPTION_ARG_FILENAME, &eeprom, "What is in EEPROM", "FILE" },
  { "dump-flash", 0, 0, G_OPTION_ARG_FILENAME, &dump_flash, "Afterwards: flash as binary", "FILE" },
  { "dump-eeprom", 0, 0, G_OPTION_ARG_FILENAME, &dump_eeprom, "Afterwards: EEPROM as binary",
    "FILE" },
  { "print-state", 0, 0, G_OPTION_ARG_FILENAME, &state,
    "Afterwards: the chip's state as JSON (- is stderr)", "FILE" },
  { "print-seconds", 0, 0, G_OPTION_ARG_FILENAME, &seconds,
    "Afterwards: how long the program ran, in real time", "FILE" },
  { "trace", 0, 0, G_OPTION_ARG_NONE, &trace,
    "On stderr: every transfer, when it was and how long, in virtual milliseconds", NULL },
  { "power-up", 0, 0, G_OPTION_ARG_NONE, &power_up,
    "A board with a loader starts as power starts it, not in the loader", NULL },
  { "press", 0, 0, G_OPTION_ARG_STRING, &press,
    "Its RESET is pressed N times, MS milliseconds after the program has started", "N@MS" },
  { "orders", 0, 0, G_OPTION_ARG_FILENAME, &orders,
    "What a person does meanwhile, as it is written there, a line each: unplug, plug, press N, "
    "fault "
    "FAULT (also none, chip-none), flash FILE and state FILE as afterwards; unwire; beside ORDER",
    "FIFO" },
  { "target", 0, 0, G_OPTION_ARG_STRING, &target,
    "The chip on its wires, for when it runs the helper firmware", "NAME" },
  { "beside", 0, 0, G_OPTION_ARG_STRING, &beside,
    "The board that --target is the chip of, with this loader, which is plugged in by an order",
    "NAME" },
  { "dump-target", 0, 0, G_OPTION_ARG_FILENAME, &dump_target, "Afterwards: that chip's flash",
    "FILE" },
  { "at-page", 0, 0, G_OPTION_ARG_STRING, &event,
    "A shell command, run when N pages have been written over the wires; the board waits for it",
    "N=COMMAND" },
  { "crystal", 0, 0, G_OPTION_ARG_INT, &crystal, "The board's crystal, 0 none", "HZ" },
  { "external-clock", 0, 0, G_OPTION_ARG_INT, &external, "A clock on XTAL1", "HZ" },
  { "supply", 0, 0, G_OPTION_ARG_INT, &supply, "The board's supply", "MV" },
  { "speed", 0, 0, G_OPTION_ARG_INT, &speed, "N times as fast as life; 0: no delay", "N" },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &command, NULL, "PROGRAM ARGS…" },
  { NULL },
};

static gboolean
load_memory (const char *path, guint8 *memory, gsize size, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (IspImageFile) image = isp_image_file_load (file, NULL, error);

  if (image == NULL)
    return FALSE;
  if (isp_image_get_end (image->flash) > size)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s does not fit", path);
      return FALSE;
    }
  for (guint i = 0; i < isp_image_get_n_ranges (image->flash); i++)
    {
      IspRange range = isp_image_get_range (image->flash, i);
      isp_image_read (image->flash, range.start, memory + range.start, range.end - range.start,
                      0xFF);
    }
  return TRUE;
}

/* What is loaded as flash may have the loader in it, as a rescued chip has. */
static gboolean
set_up (Bench *bench, GError **error)
{
  IspSimChip *chip = bench_chip (bench);
  const IspPart *row = isp_sim_chip_get_part (chip);
  IspFuses values = { 0 };
  gboolean has_loader = bench_get_running (bench) != NULL;

  if ((power_up || press != NULL || target != NULL) && !has_loader)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--power-up, --press and --target are for boards with a loader");
      return FALSE;
    }
  if (crystal >= 0)
    isp_sim_chip_set_crystal (chip, crystal);
  if (external > 0)
    isp_sim_chip_set_external_clock (chip, external);
  if (supply > 0)
    isp_sim_chip_set_supply (chip, supply);
  if (fuses != NULL && !isp_fuses_parse (fuses, &values, error))
    return FALSE;
  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (ISP_FUSES_HAS (&values, i))
      isp_sim_chip_set_fuse (chip, i, values.value[i]);
  if (flash != NULL && !load_memory (flash, isp_sim_chip_get_flash (chip), row->flash.size, error))
    return FALSE;
  if (eeprom != NULL &&
      !load_memory (eeprom, isp_sim_chip_get_eeprom (chip), row->eeprom.size, error))
    return FALSE;
  for (guint i = 0; faults != NULL && faults[i] != NULL; i++)
    if (!bench_set_fault_from_text (bench, faults[i], error))
      return FALSE;
  if (has_loader && flash != NULL)
    bench_take_loader (bench);
  if (target != NULL && (wired = bench_wire (bench, target, error)) == NULL)
    return FALSE;
  if (power_up)
    bench_plug (bench);
  if (event != NULL && !bench_set_event_from_text (bench, event, error))
    return FALSE;
  return noise == NULL || bench_set_noise_from_text (bench, noise, error);
}

/* ── afterwards ── */

static gboolean
tell (Bench *bench, GError **error)
{
  IspSimChip *chip = bench_chip (bench);
  const IspPart *row = isp_sim_chip_get_part (chip);
  g_autofree char *text = bench_describe (bench);

  if (dump_flash != NULL && !person_save_flash (bench, dump_flash, error))
    return FALSE;
  if (dump_eeprom != NULL &&
      !g_file_set_contents (dump_eeprom, (char *) isp_sim_chip_get_eeprom (chip), row->eeprom.size,
                            error))
    return FALSE;
  if (dump_target != NULL && wired != NULL &&
      !g_file_set_contents (dump_target, (char *) isp_sim_chip_get_flash (wired),
                            isp_sim_chip_get_part (wired)->flash.size, error))
    return FALSE;
  if (state != NULL && g_str_equal (state, "-"))
    g_printerr ("%s", text);
  else if (state != NULL)
    return g_file_set_contents (state, text, -1, error);
  return TRUE;
}

static gboolean
tell_seconds (gint64 us, GError **error)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return seconds == NULL ||
         g_file_set_contents (seconds, g_ascii_dtostr (text, sizeof text, us / 1e6), -1, error);
}

static int
complain (GError *error)
{
  g_printerr ("bench: %s\n", error->message);
  return 125;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    return complain (error);
  /* what follows the options, without the "--" that ends them */
  const char *const *program = (const char *const *) command;
  if (program != NULL && program[0] != NULL && g_str_equal (program[0], "--"))
    program++;
  if (programmer == NULL || part == NULL || program == NULL || program[0] == NULL)
    {
      g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "--programmer, --part and a program are needed");
      return complain (error);
    }
  g_autoptr (Bench) bench = bench_new (programmer, part, run_get_speed (speed), &error);
  if (bench == NULL || !set_up (bench, &error))
    return complain (error);
  g_autoptr (Bench) board =
      beside != NULL && target != NULL ? bench_new_beside (bench, beside, target, &error) : NULL;
  if (error != NULL)
    return complain (error);
  bench_set_trace (bench, trace);
  Person person = { .bench = bench, .beside = board };
  gint64 start = g_get_monotonic_time ();
  gboolean has_run =
      person_call (&person, press, orders, &error) && run_program (bench, program, &status, &error);
  person_dismiss (&person);
  if (!has_run || !tell_seconds (g_get_monotonic_time () - start, &error) || !tell (bench, &error))
    return complain (error);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}
