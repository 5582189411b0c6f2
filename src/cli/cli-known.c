/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every device that is known: programmers, bootloaders, and what looks like one. From the id rows.
 */
#include "config.h"

#include "cli.h"

#include "loaders/isp-loader.h"
#include "programmers/isp-programmer.h"
#include "words/isp-words-wires.h"

#include <glib/gi18n.h>

typedef enum
{
  GROUP_PROGRAMMER,
  GROUP_LOADER,
  GROUP_OTHER, /* it only looks like one */
} Group;

/* Rows of one driver with one name. */
typedef struct
{
  Group group;
  const IspOwner *owner; /* id NULL: no driver */
  const IspIdRow *row;   /* the first of them */
  GPtrArray *usb_ids, *adapters;
} Device;

/* clang-format off */
static const struct
{
  guint capability;
  const char *id, *words;
} abilities[] = {
  { ISP_CAN_SET_SCK, "sets-sck", N_("sets SCK") },
  { ISP_CAN_SEE_ECHO, "sees-echo", N_("reads the echo") },
  { ISP_CAN_CLOCK, "rescue-clock", N_("rescue clock") },
  { ISP_NEEDS_POWER, "needs-power", N_("gives no power") },
};
static const char *const kinds[] = {
  [ISP_ID_PROGRAMMER] = "programmer",
  [ISP_ID_MAYBE] = "maybe",
  [ISP_ID_LOADER] = "loader",
  [ISP_ID_NOT_A_PROGRAMMER] = "not-a-programmer",
};
/* clang-format on */

static void
device_free (gpointer data)
{
  Device *self = data;

  g_ptr_array_unref (self->usb_ids);
  g_ptr_array_unref (self->adapters);
  g_free (self);
}

static Device *
find_device (GPtrArray *devices, Group group, const IspOwner *owner, const IspIdRow *row)
{
  Device *device;

  for (guint i = 0; i < devices->len; i++)
    {
      device = devices->pdata[i];
      if (device->owner == owner && device->row->kind == row->kind &&
          g_str_equal (device->row->name, row->name))
        return device;
    }
  device = g_new0 (Device, 1);
  device->group = group;
  device->owner = owner;
  device->row = row;
  device->usb_ids = g_ptr_array_new_with_free_func (g_free);
  device->adapters = g_ptr_array_new ();
  g_ptr_array_add (devices, device);
  return device;
}

static void
add_row (GPtrArray *devices, Group group, const IspOwner *owner, const IspIdRow *row)
{
  Device *device = find_device (devices, group, owner, row);
  g_autofree char *usb_id = g_strdup_printf ("%04X:%04X", row->vid, row->pid);

  if (!g_ptr_array_find_with_equal_func (device->usb_ids, usb_id, g_str_equal, NULL))
    g_ptr_array_add (device->usb_ids, g_steal_pointer (&usb_id));
  if (row->adapter &&
      !g_ptr_array_find_with_equal_func (device->adapters, row->adapter, g_str_equal, NULL))
    g_ptr_array_add (device->adapters, (gpointer) row->adapter);
}

/* Those of its rows that are what it drives, or those that are not. */
static void
add_rows (GPtrArray *devices, Group group, const IspOwner *owner)
{
  for (guint i = 0; i < owner->n_rows; i++)
    if ((owner->rows[i].kind == ISP_ID_NOT_A_PROGRAMMER) == (group == GROUP_OTHER))
      add_row (devices, group, owner, &owner->rows[i]);
}

static void
add_owners (GPtrArray *devices, Group group, const IspOwner *const *owners)
{
  for (; *owners; owners++)
    add_rows (devices, group, *owners);
}

/* element: Device *. In the order of their drivers, then the rest. */
static GPtrArray *
list_devices (void)
{
  GPtrArray *devices = g_ptr_array_new_with_free_func (device_free);

  add_owners (devices, GROUP_PROGRAMMER, isp_drivers_get_owners ());
  add_owners (devices, GROUP_LOADER, isp_loader_drivers_get_owners ());
  add_owners (devices, GROUP_OTHER, isp_drivers_get_owners ());
  add_owners (devices, GROUP_OTHER, isp_loader_drivers_get_owners ());
  add_rows (devices, GROUP_OTHER, isp_strangers_get (ISP_LINK_USB));
  add_rows (devices, GROUP_OTHER, isp_strangers_get (ISP_LINK_SERIAL));
  return devices;
}

static gboolean
is_able (const Device *device, guint capability)
{
  return device->group == GROUP_PROGRAMMER &&
         (isp_driver_get (device->owner)->capabilities & ~device->row->lacks & capability) != 0;
}

/* g_free */
static char *
get_reset (const Device *device)
{
  const IspWiring *wiring = device->row->wiring ? device->row->wiring : device->owner->wiring;

  return device->group == GROUP_PROGRAMMER ? isp_words_wire_pins (ISP_WIRE_RESET, wiring) : NULL;
}

/* ── as JSON ── */

static void
add_strings (JsonBuilder *json, const char *member, GPtrArray *strings)
{
  json_builder_set_member_name (json, member);
  json_builder_begin_array (json);
  for (guint i = 0; i < strings->len; i++)
    json_builder_add_string_value (json, strings->pdata[i]);
  json_builder_end_array (json);
}

static void
add_device (JsonBuilder *json, const Device *device)
{
  g_autofree char *reset = get_reset (device);

  json_builder_begin_object (json);
  isp_json_add_string (json, "id", device->group == GROUP_PROGRAMMER ? device->owner->id : NULL);
  isp_json_add_string (json, "loader", device->group == GROUP_LOADER ? device->owner->id : NULL);
  isp_json_add_string (json, "name", _ (device->row->name));
  isp_json_add_string (json, "kind", kinds[device->row->kind]);
  add_strings (json, "usb_ids", device->usb_ids);
  add_strings (json, "adapters", device->adapters);
  json_builder_set_member_name (json, "can");
  json_builder_begin_array (json);
  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (is_able (device, abilities[i].capability))
      json_builder_add_string_value (json, abilities[i].id);
  json_builder_end_array (json);
  isp_json_add_string (json, "reset", reset);
  isp_json_add_string (json, "advice", device->row->advice ? _ (device->row->advice) : NULL);
  json_builder_end_object (json);
}

static void
print_json (GPtrArray *devices)
{
  g_autoptr (JsonBuilder) json = cli_json_begin ();

  json_builder_set_member_name (json, "known");
  json_builder_begin_array (json);
  for (guint i = 0; i < devices->len; i++)
    add_device (json, devices->pdata[i]);
  json_builder_end_array (json);
  json_builder_end_object (json);
  cli_print_json (json);
}

/* ── in words ── */

static char *
join (GPtrArray *strings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < strings->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", (const char *) strings->pdata[i]);
  return g_string_free (text, FALSE);
}

static void
print_programmer (Cli *cli, const Device *device)
{
  g_autofree char *ids = join (device->adapters->len > 0 ? device->adapters : device->usb_ids);
  g_autofree char *reset = get_reset (device);
  g_autoptr (GString) can = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (abilities); i++)
    if (is_able (device, abilities[i].capability))
      g_string_append_printf (can, ", %s", _ (abilities[i].words));
  cli_out (cli, "%-10s %s: %s%s; RESET: %s", device->owner->id, _ (device->row->name), ids,
           can->str, reset);
}

static void
print_other (Cli *cli, const Device *device)
{
  g_autofree char *ids = join (device->usb_ids);

  cli_out (cli, "%-10s %s: %s; %s", "-", _ (device->row->name), ids,
           device->row->advice ? _ (device->row->advice) : _ ("not a programmer"));
}

static void
print_loader (Cli *cli, const Device *device)
{
  g_autofree char *ids = join (device->usb_ids);

  cli_out (cli, "%-12s %s: %s", device->owner->id, _ (device->row->name), ids);
}

static int
show (Cli *cli, GPtrArray *devices)
{
  if (cli->json)
    print_json (devices);
  for (guint i = 0; i < devices->len; i++)
    {
      const Device *device = devices->pdata[i];

      switch (device->group)
        {
        case GROUP_PROGRAMMER:
          print_programmer (cli, device);
          break;
        case GROUP_LOADER:
          print_loader (cli, device);
          break;
        case GROUP_OTHER:
          print_other (cli, device);
          break;
        }
    }
  return 0;
}

int
cli_show_known (Cli *cli)
{
  g_autoptr (GPtrArray) devices = list_devices ();

  return show (cli, devices);
}

int
cli_show_known_loaders (Cli *cli)
{
  g_autoptr (GPtrArray) devices = g_ptr_array_new_with_free_func (device_free);

  add_owners (devices, GROUP_LOADER, isp_loader_drivers_get_owners ());
  return show (cli, devices);
}
