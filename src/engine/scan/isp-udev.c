/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The number of the file is below 73: there uaccess turns into rights (systemd's
 * 73-seat-late.rules). */
#include "isp-udev.h"

#include "loaders/isp-loader.h"
#include "programmers/isp-programmer.h"

static const char head[] = "# Lets the person at this computer use AVR programmers and keyboards "
                           "in their bootloader. Made by \"unbrickctl udev-rules\".\n"
                           "# Goes to /etc/udev/rules.d/60-unbrick.rules; then:\n"
                           "#   udevadm control --reload && udevadm trigger\n"
                           "ACTION==\"remove\", GOTO=\"unbrick_end\"\n";
static const char tail[] = "\nLABEL=\"unbrick_end\"\n";

static gboolean
is_used (const IspIdRow *id)
{
  return id->kind != ISP_ID_NOT_A_PROGRAMMER;
}

/* Those of all drivers, of programmers and of bootloaders; NULL past the last. */
static const IspOwner *
get_owner (guint i)
{
  const IspOwner *const *owners = isp_drivers_get_owners ();

  for (; *owners != NULL; owners++)
    if (i-- == 0)
      return *owners;
  return isp_loader_drivers_get_owners ()[i];
}

/* Several rows may have the same id and differ in bcdDevice; one rule is for all of them. */
static gboolean
is_first (const IspOwner *owner, const IspIdRow *id)
{
  const IspOwner *other;

  for (guint i = 0; (other = get_owner (i)) != NULL; i++)
    {
      for (guint k = 0; other->link == owner->link && k < other->n_rows; k++)
        {
          const IspIdRow *same = &other->rows[k];

          if (same == id)
            return TRUE;
          if (same->vid == id->vid && same->pid == id->pid && is_used (same))
            return FALSE;
        }
    }
  g_assert_not_reached ();
}

static void
append_rule (GString *text, const IspOwner *owner, const IspIdRow *id, const char **before)
{
  const char *name = id->adapter != NULL ? id->adapter : id->name;

  if (g_strcmp0 (*before, name) != 0)
    g_string_append_printf (text, "\n# %s\n", name);
  *before = name;
  if (owner->link == ISP_LINK_USB)
    g_string_append_printf (text,
                            "SUBSYSTEM==\"usb\", ENV{DEVTYPE}==\"usb_device\", "
                            "ATTR{idVendor}==\"%04x\", ATTR{idProduct}==\"%04x\", "
                            "MODE=\"0660\", TAG+=\"uaccess\"\n",
                            id->vid, id->pid);
  else
    /* ModemManager talks to what may be a modem; to a programmer it must not. */
    g_string_append_printf (text,
                            "SUBSYSTEM==\"tty\", ATTRS{idVendor}==\"%04x\", "
                            "ATTRS{idProduct}==\"%04x\", TAG+=\"uaccess\"%s\n",
                            id->vid, id->pid,
                            id->kind != ISP_ID_MAYBE ? ", ENV{ID_MM_DEVICE_IGNORE}=\"1\"" : "");
}

char *
isp_udev_make_rules (void)
{
  GString *text = g_string_new (head);
  const IspOwner *owner;
  const char *name = NULL; /* of the rule before */

  for (guint i = 0; (owner = get_owner (i)) != NULL; i++)
    for (guint k = 0; k < owner->n_rows; k++)
      if (is_used (&owner->rows[k]) && is_first (owner, &owner->rows[k]))
        append_rule (text, owner, &owner->rows[k], &name);
  g_string_append (text, tail);
  return g_string_free (text, FALSE);
}
