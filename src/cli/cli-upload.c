/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyboards in their bootloader: what is there, and firmware for them. */
#include "config.h"

#include "cli-upload-private.h"

#include "core/isp-error.h"
#include "engine/scan/isp-lookout.h"
#include "store/backups/isp-journal.h"
#include "words/isp-words-ports.h"

#include <glib/gi18n.h>

#define WAIT_US  (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC) /* until the person gives up */
#define TOUCH_US (8 * G_USEC_PER_SEC)                             /* a board that was asked */

static void
upload_clear (CliUpload *self)
{
  g_free (self->loader);
  g_free (self->port);
  g_free (self->part);
  g_free (self->begins);
  g_free (self->image);
  g_free (self->helper);
  g_free (self->restore);
  g_free (self->eeprom);
  g_free (self->set_eeprom);
}

static gboolean
parse (Cli *cli, CliUpload *self, int *argc, char ***argv)
{
  /* clang-format off */
  GOptionEntry entries[] = {
    { "loader", 'l', 0, G_OPTION_ARG_STRING, &self->loader,
      N_("The bootloader, as in “unbrickctl loaders --known”; default: whichever is there"),
      N_("LOADER") },
    { "port", 'P', 0, G_OPTION_ARG_STRING, &self->port,
      N_("The keyboard’s port: usb:1-2, or a serial port such as /dev/ttyACM0; one that still runs a sketch is "
         "asked to start its bootloader"), N_("PORT") },
    { "part", 'p', 0, G_OPTION_ARG_STRING, &self->part,
      N_("The chip, such as atmega32u4: it has to be this one; HID bootloaders do not tell it themselves"),
      N_("PART") },
    { "bootloader-at", 0, 0, G_OPTION_ARG_STRING, &self->begins,
      N_("Where a HID bootloader begins, such as 7E00 for nanoBoot"), N_("XXXX") },
    { "image", 0, 0, G_OPTION_ARG_FILENAME, &self->image, N_("The firmware"), N_("FILE") },
    { "helper", 0, 0, G_OPTION_ARG_STRING, &self->helper,
      N_("Make the board a programmer: isp-pro-micro for a Pro Micro or another Arduino with an ATmega32U4, "
         "isp-teensy2 for a Teensy 2.0, own for a file of your own; without --image it is downloaded"),
      N_("HELPER") },
    { "restore", 0, 0, G_OPTION_ARG_FILENAME, &self->restore,
      N_("Give the board the firmware back that was saved when it became a programmer"), N_("FOLDER") },
    { "eeprom", 0, 0, G_OPTION_ARG_FILENAME, &self->eeprom,
      N_("What to write into the EEPROM"), N_("FILE") },
    { "set-eeprom", 0, 0, G_OPTION_ARG_STRING, &self->set_eeprom,
      N_("Clear the EEPROM, or make this the left or right half of a split keyboard that reads its side from there"),
      N_("clear|left|right") },
    { "backup", 0, 0, G_OPTION_ARG_NONE, &self->backup,
      N_("Refuse where the keyboard’s own firmware cannot be saved first"), NULL },
    { "no-backup", 0, 0, G_OPTION_ARG_NONE, &self->no_backup, N_("Do not save a backup first"), NULL },
    { "leave-out-bootloader", 0, 0, G_OPTION_ARG_NONE, &self->leave_out,
      N_("Leave the bootloader in the file out; the keyboard keeps its own"), NULL },
    { "no-start", 0, 0, G_OPTION_ARG_NONE, &self->no_start,
      N_("Stay in the bootloader afterwards"), NULL },
    { "wait", 0, 0, G_OPTION_ARG_NONE, &self->wait,
      N_("Wait until the keyboard is in its bootloader"), NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &self->dry_run,
      N_("Look at the keyboard, print the plan, and change nothing"), NULL },
    G_OPTION_ENTRY_NULL
  };
  /* clang-format on */

  return cli_parse (cli, "upload", entries, NULL, 0, 0, argc, argv);
}

static gboolean
parse_address (const char *text, guint32 *out)
{
  guint64 value;

  if (g_ascii_strncasecmp (text, "0x", 2) == 0)
    text += 2;
  if (!g_ascii_string_to_unsigned (text, 16, 1, G_MAXINT32, &value, NULL))
    return FALSE;
  *out = (guint32) value;
  return TRUE;
}

/* FALSE: why not has been printed. */
static gboolean
understand (Cli *cli, CliUpload *self, int *status)
{
  g_autoptr (GError) error = NULL;

  *status = ISP_EXIT_USAGE;
  if (self->backup && self->no_backup)
    cli_usage (cli, "upload", _ ("--backup and --no-backup exclude each other"));
  else if (!cli_check_eeprom (cli, "upload", self->eeprom, self->set_eeprom))
    return FALSE;
  else if (cli->rehearse)
    cli_usage (cli, "upload", _ ("A bootloader cannot be rehearsed: leave --rehearse out"));
  else if (self->loader && !(self->driver = isp_loader_drivers_by_id (self->loader)))
    cli_usage (cli, "upload",
               _ ("There is no bootloader “%s”; “unbrickctl loaders --known” lists them"),
               self->loader);
  else if (self->part && !(self->hint.part = cli_find_part (self->part, &error)))
    cli_usage (cli, "upload", "%s", error->message);
  else if (self->begins && !parse_address (self->begins, &self->hint.app_end))
    cli_usage (cli, "upload", _ ("“%s” is not an address; write 7E00 or 0x7E00"), self->begins);
  else
    return cli_upload_understand (cli, self, status);
  return FALSE;
}

/* A board on native USB that the person named, and that runs. */
static IspPort *
find_running (Cli *cli, const CliUpload *self)
{
  g_autoptr (IspPort) port = self->port ? isp_scan_port (cli->session, self->port) : NULL;

  return port && isp_lookout_can_touch (port) ? g_steal_pointer (&port) : NULL;
}

/* The keyboard in its bootloader. */
static IspPort *
find_board (Cli *cli, const CliUpload *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (IspPort) running = NULL;
  g_autofree char *place = NULL;
  IspPort *port =
      isp_lookout_await (cli->session, self->driver, self->port, 0, cli->cancellable, &local);

  if (port || !g_error_matches (local, ISP_ERROR, ISP_ERROR_NO_LOADER))
    {
      if (local)
        g_propagate_error (error, g_steal_pointer (&local));
      return port;
    }
  running = find_running (cli, self);
  if (running)
    {
      if (!isp_lookout_touch (cli->session, running, cli->cancellable, error))
        return NULL;
      place = g_strconcat ("usb:", running->usb_path, NULL);
      return isp_lookout_await (cli->session, self->driver, place, TOUCH_US, cli->cancellable,
                                error);
    }
  if (!self->wait)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  cli_note (cli,
            _ ("Waiting for the keyboard: start its bootloader now. A Pro Micro wants its reset "
               "pressed twice, quickly."));
  return isp_lookout_await (cli->session, self->driver, self->port, WAIT_US, cli->cancellable,
                            error);
}

/* What was broken off on this keyboard is said, and what it left is no backup. */
static void
follow_up (Cli *cli, const IspSnapshot *snapshot, IspRequest *request)
{
  g_autoptr (IspUnfinished) unfinished = isp_journal_find (snapshot);

  cli_show_unfinished (cli, unfinished);
  /* What is there now, where somebody insists. */
  if (unfinished && (unfinished->backup || !request->must_backup))
    request->unfinished = g_steal_pointer (&unfinished);
}

static int
run_upload (Cli *cli, const CliUpload *self)
{
  const CliJobOptions options = { .dry_run = self->dry_run };
  const IspJobOptions needs = { 0 };
  g_autoptr (IspRequest) request = NULL;
  g_autoptr (IspPort) port = NULL;
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (IspPlan) plan = NULL;
  GError *error = NULL;

  request = cli_upload_make_request (cli, self, &error);
  if (!request)
    return cli_refuse_job (cli, ISP_JOB_UPLOAD, NULL, error);
  port = find_board (cli, self, &error);
  if (!port)
    return cli_refuse_job (cli, ISP_JOB_UPLOAD, NULL, error);
  if (self->driver)
    isp_port_choose (port, &self->driver->owner);
  snapshot = isp_snapshot_take_loader (cli->session, port, &self->hint, cli->cancellable, &error);
  if (!snapshot)
    return cli_refuse_job (cli, ISP_JOB_UPLOAD, port, error);
  follow_up (cli, snapshot, request);
  plan = isp_plan_new (snapshot, request);
  return cli_run_plan (cli, port, plan, &needs, &options);
}

int
cli_upload (Cli *cli, int argc, char **argv)
{
  CliUpload self = { 0 };
  int status = ISP_EXIT_USAGE;

  if (parse (cli, &self, &argc, &argv) && understand (cli, &self, &status))
    status = run_upload (cli, &self);
  upload_clear (&self);
  return status;
}

/* ── the list ── */

static void
add_loader (JsonBuilder *json, const IspPort *port)
{
  g_autofree char *usb_id = g_strdup_printf ("%04X:%04X", port->vid, port->pid);
  g_autofree char *board = g_strconcat ("usb:", port->usb_path, NULL);

  json_builder_begin_object (json);
  isp_json_add_string (json, "id", port->owner->id);
  isp_json_add_string (json, "name", port->name);
  isp_json_add_string (json, "port", port->id);
  isp_json_add_string (json, "board", board);
  isp_json_add_string (json, "usb_id", usb_id);
  isp_json_add_string (json, "state", isp_port_state_to_nick (port->state));
  isp_json_add_string (json, "used_by", port->used_by);
  json_builder_end_object (json);
}

static void
print_loader (Cli *cli, const IspPort *port)
{
  g_autofree char *state =
      port->state == ISP_PORT_ASK
          ? g_strdup_printf (_ ("may be another device; choose it with -l %s"), port->owner->id)
          : isp_words_port_state (port);

  cli_out (cli, "%-12s %-16s %s: %s", port->owner->id, port->id, port->name, state);
}

int
cli_loaders (Cli *cli, int argc, char **argv)
{
  g_autoptr (GPtrArray) ports = NULL;
  gboolean known = FALSE;
  const GOptionEntry entries[] = { { "known", 0, 0, G_OPTION_ARG_NONE, &known,
                                     N_ ("List all known bootloaders instead"), NULL },
                                   G_OPTION_ENTRY_NULL };

  if (!cli_parse (cli, "loaders", entries, NULL, 0, 0, &argc, &argv))
    return ISP_EXIT_USAGE;
  if (known)
    return cli_show_known_loaders (cli);
  ports = isp_scan_for (cli->session, ISP_SCAN_LOADERS);
  if (cli->json)
    {
      g_autoptr (JsonBuilder) json = cli_json_begin ();

      json_builder_set_member_name (json, "loaders");
      json_builder_begin_array (json);
      for (guint i = 0; i < ports->len; i++)
        add_loader (json, ports->pdata[i]);
      json_builder_end_array (json);
      json_builder_end_object (json);
      cli_print_json (json);
    }
  for (guint i = 0; i < ports->len; i++)
    print_loader (cli, ports->pdata[i]);
  if (ports->len == 0)
    cli_note (cli, _ ("No keyboard is in its bootloader."));
  return 0;
}
