/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists: programmers, and the rules file for them. */
#include "config.h"

#include "cli.h"

#include "engine/scan/isp-scan.h"
#include "engine/scan/isp-udev.h"
#include "words/isp-words-ports.h"

#include <glib/gi18n.h>

/* "avrisp", "buspirate|avrisp". */
static char *
get_drivers (const IspPort *port)
{
  GString *text = g_string_new (port->owner ? port->owner->id : "-");
  IspMatch match;

  for (guint i = 1; isp_port_get_match (port, i, &match); i++)
    g_string_append_printf (text, "|%s", match.owner->id);
  return g_string_free (text, FALSE);
}

static void
add_drivers (JsonBuilder *json, const IspPort *port)
{
  IspMatch match;

  json_builder_set_member_name (json, "may_be");
  json_builder_begin_array (json);
  for (guint i = 0; isp_port_get_match (port, i, &match); i++)
    json_builder_add_string_value (json, match.owner->id);
  json_builder_end_array (json);
}

static void
add_port (JsonBuilder *json, const IspPort *port)
{
  g_autofree char *usb_id = port->vid ? g_strdup_printf ("%04X:%04X", port->vid, port->pid) : NULL;

  json_builder_begin_object (json);
  isp_json_add_string (json, "id", port->owner ? port->owner->id : NULL);
  isp_json_add_string (json, "name", port->name);
  isp_json_add_string (json, "port", port->id);
  isp_json_add_string (json, "where", port->where);
  isp_json_add_string (json, "usb_id", usb_id);
  isp_json_add_string (json, "state", isp_port_state_to_nick (port->state));
  isp_json_add_string (json, "used_by", port->used_by);
  isp_json_add_string (json, "advice", isp_port_get_advice (port));
  add_drivers (json, port);
  json_builder_end_object (json);
}

static void
print_port (Cli *cli, const IspPort *port)
{
  g_autofree char *drivers = get_drivers (port);
  g_autofree char *words = isp_words_port (port, ISP_WORDS_TERMINAL);

  cli_out (cli, "%-10s %-16s %s: %s", drivers, port->id, port->name, words);
}

static GPtrArray *
find_ports (Cli *cli, GError **error)
{
  CliTarget target = { 0 };
  GPtrArray *ports;

  if (!cli->rehearse)
    return isp_scan (cli->session, error);
  ports = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_port_free);
  g_ptr_array_add (ports, cli_find_port (cli, &target, NULL, NULL));
  return ports;
}

int
cli_programmers (Cli *cli, int argc, char **argv)
{
  g_autoptr (GPtrArray) ports = NULL;
  gboolean known = FALSE;
  const GOptionEntry entries[] = { { "known", 0, 0, G_OPTION_ARG_NONE, &known,
                                     N_ ("List all known devices instead"), NULL },
                                   G_OPTION_ENTRY_NULL };
  GError *error = NULL;

  if (!cli_parse (cli, "programmers", entries, NULL, 0, 0, &argc, &argv))
    return ISP_EXIT_USAGE;
  if (known)
    return cli_show_known (cli);
  ports = find_ports (cli, &error);
  if (!ports)
    return cli_fail (cli, error);
  if (cli->json)
    {
      g_autoptr (JsonBuilder) json = cli_json_begin ();

      json_builder_set_member_name (json, "programmers");
      json_builder_begin_array (json);
      for (guint i = 0; i < ports->len; i++)
        add_port (json, ports->pdata[i]);
      json_builder_end_array (json);
      json_builder_end_object (json);
      cli_print_json (json);
    }
  for (guint i = 0; i < ports->len; i++)
    print_port (cli, ports->pdata[i]);
  if (ports->len == 0)
    cli_note (cli, _ ("No programmer is plugged in. “--rehearse” works without one."));
  return 0;
}

int
cli_udev_rules (Cli *cli, int argc, char **argv)
{
  g_autofree char *rules = NULL;

  if (!cli_parse (cli, "udev-rules", NULL, NULL, 0, 0, &argc, &argv))
    return ISP_EXIT_USAGE;
  rules = isp_udev_make_rules ();
  if (cli->json)
    {
      g_autoptr (JsonBuilder) json = cli_json_begin ();

      isp_json_add_string (json, "rules", rules);
      json_builder_end_object (json);
      cli_print_json (json);
    }
  cli_out (cli, "%s", g_strchomp (rules));
  return 0;
}
