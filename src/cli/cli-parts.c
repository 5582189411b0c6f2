/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of chips. */
#include "config.h"

#include "cli.h"

#include "parts/isp-parts.h"
#include "words/isp-words-wires.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

static char *
format_signature (const guint8 signature[3])
{
  return g_strdup_printf ("%02X %02X %02X", signature[0], signature[1], signature[2]);
}

/* ── JSON ── */

static void
add_memory (JsonBuilder *json, const char *member, const IspMemory *memory)
{
  json_builder_set_member_name (json, member);
  json_builder_begin_object (json);
  isp_json_add_int (json, "size", memory->size);
  isp_json_add_int (json, "page_size", memory->page_size);
  json_builder_end_object (json);
}

static void
add_fields (JsonBuilder *json, const IspPart *part)
{
  json_builder_set_member_name (json, "fields");
  json_builder_begin_array (json);
  for (guint i = 0; i < part->n_fields; i++)
    {
      g_autofree char *mask = g_strdup_printf ("%02X", part->fields[i].mask);

      json_builder_begin_object (json);
      isp_json_add_string (json, "name", isp_field_get_name (part->fields[i].field));
      isp_json_add_string (json, "byte", isp_fuse_byte_get_id (part->fields[i].byte));
      isp_json_add_string (json, "mask", mask);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_boot_sizes (JsonBuilder *json, const IspPart *part)
{
  json_builder_set_member_name (json, "boot_sizes");
  json_builder_begin_array (json);
  for (guint i = 0; i < G_N_ELEMENTS (part->boot_bytes); i++)
    if (part->boot_bytes[i])
      json_builder_add_int_value (json, part->boot_bytes[i]);
  json_builder_end_array (json);
}

static void
add_packages (JsonBuilder *json, const IspPart *part)
{
  g_autoptr (GPtrArray) packages = isp_parts_list_packages (part);

  json_builder_set_member_name (json, "packages");
  json_builder_begin_array (json);
  for (guint i = 0; i < packages->len; i++)
    {
      const IspPackage *package = packages->pdata[i];
      g_autofree char *name = isp_words_package_name (package);

      json_builder_begin_object (json);
      isp_json_add_string (json, "name", name);
      json_builder_set_member_name (json, "pins");
      json_builder_begin_object (json);
      for (guint pin = 1; pin <= package->n_pins; pin++)
        if (isp_package_name_pin (package, pin) != NULL)
          {
            g_autofree char *number = g_strdup_printf ("%u", pin);

            isp_json_add_string (json, number, isp_package_name_pin (package, pin));
          }
      json_builder_end_object (json);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_part (JsonBuilder *json, const IspPart *part, gboolean full)
{
  g_autofree char *pins = isp_words_part_pins (part);
  g_autofree char *signature = format_signature (part->signature);
  IspFuses factory = isp_fuses_from_factory (part);

  json_builder_begin_object (json);
  isp_json_add_string (json, "id", part->id);
  isp_json_add_string (json, "name", part->name);
  isp_json_add_string (json, "signature", signature);
  add_memory (json, "flash", &part->flash);
  add_memory (json, "eeprom", &part->eeprom);
  isp_json_add_fuses (json, "factory_fuses", &factory);
  if (full)
    {
      add_boot_sizes (json, part);
      add_fields (json, part);
      isp_json_add_bool (json, "usb", part->has_usb);
      isp_json_add_string (json, "pins", pins);
      add_packages (json, part);
    }
  json_builder_end_object (json);
}

static void
print_json (const IspPart *part)
{
  g_autoptr (JsonBuilder) json = cli_json_begin ();

  json_builder_set_member_name (json, part ? "part" : "parts");
  if (part)
    add_part (json, part, TRUE);
  else
    {
      json_builder_begin_array (json);
      for (guint i = 0; isp_parts_get (i); i++)
        add_part (json, isp_parts_get (i), FALSE);
      json_builder_end_array (json);
    }
  json_builder_end_object (json);
  cli_print_json (json);
}

/* ── words ── */

static void
print_line (Cli *cli, const IspPart *part)
{
  g_autofree char *signature = format_signature (part->signature);
  g_autofree char *flash = isp_words_size (part->flash.size);
  g_autofree char *eeprom = isp_words_size (part->eeprom.size);

  /* Translators: name, signature, sizes of flash and EEPROM */
  cli_out (cli, _ ("%-14s %s  flash %s, EEPROM %s"), part->name, signature, flash, eeprom);
}

static void
print_boot_sections (Cli *cli, const IspPart *part)
{
  for (guint i = 0; i < 4; i++)
    {
      guint32 start, size;

      if (!isp_part_get_boot_section (part, i, &start, &size))
        continue;
      g_autofree char *text = isp_words_size (size);
      cli_out (cli, _ ("Boot section with BOOTSZ %u%u: %s at 0x%04X"), i >> 1, i & 1, text, start);
    }
}

static void
print_fields (Cli *cli, const IspPart *part)
{
  for (guint i = 0; i < part->n_fields; i++)
    {
      const IspFuseField *field = &part->fields[i];

      /* Translators: fuse byte, mask, field's name and title */
      cli_out (cli, _ ("%-5s %02X  %-9s %s"), isp_fuse_byte_get_id (field->byte), field->mask,
               isp_field_get_name (field->field), isp_words_field_title (field->field));
    }
}

static void
print_packages (Cli *cli, const IspPart *part)
{
  g_autoptr (GPtrArray) packages = isp_parts_list_packages (part);

  if (packages->len == 0)
    cli_out (cli, _ ("Where its pins are is not known here: its data sheet says"));
  for (guint i = 0; i < packages->len; i++)
    {
      g_autofree char *name = isp_words_package_name (packages->pdata[i]);
      g_autofree char *pins = isp_words_package_pins (packages->pdata[i]);

      cli_out (cli, "%-8s %s", name, pins);
    }
}

static void
print_full (Cli *cli, const IspPart *part)
{
  IspFuses factory = isp_fuses_from_factory (part);
  g_autofree char *fuses = isp_fuses_format (&factory, TRUE);
  g_autofree char *page = isp_words_size (part->flash.page_size);
  g_autofree char *pins = isp_words_part_pins (part);

  print_line (cli, part);
  if (part->aliases)
    cli_out (cli, _ ("Also called %s"), part->aliases);
  if (part->flash.page_size)
    cli_out (cli, _ ("Flash pages of %s"), page);
  if (pins)
    cli_out (cli, _ ("Pins: %s"), pins);
  print_packages (cli, part);
  print_boot_sections (cli, part);
  cli_out (cli, _ ("Fuses from the factory: %s"), fuses);
  print_fields (cli, part);
}

int
cli_parts (Cli *cli, int argc, char **argv)
{
  const IspPart *part = NULL;
  g_autoptr (GError) error = NULL;

  if (!cli_parse (cli, "parts", NULL, NULL, 0, 1, &argc, &argv))
    return ISP_EXIT_USAGE;
  if (argc > 1 && !(part = cli_find_part (argv[1], &error)))
    return cli_usage (cli, "parts", "%s", error->message);
  if (cli->json)
    print_json (part);
  else if (part)
    print_full (cli, part);
  else
    for (guint i = 0; isp_parts_get (i); i++)
      print_line (cli, isp_parts_get (i));
  return 0;
}
