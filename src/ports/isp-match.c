/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-match.h"

static gboolean
is_string (const char *wanted, const char *there)
{
  return wanted == NULL || g_strcmp0 (wanted, there) == 0;
}

static gboolean
row_matches (const IspIdRow *row, const IspUsbInfo *usb, guint interface)
{
  return row->vid == usb->vid && row->pid == usb->pid && usb->bcd_device >= row->bcd_min &&
         usb->bcd_device <= row->bcd_max && is_string (row->product, usb->product) &&
         is_string (row->serial, usb->serial) &&
         (row->interface_class == 0 || row->interface_class == usb->interface_class) &&
         (row->interfaces == 0 || (interface < 32 && (row->interfaces >> interface & 1) != 0));
}

/* The owner's first row that matches; NULL: none. */
static const IspIdRow *
find_row (const IspOwner *owner, const IspUsbInfo *usb, guint interface)
{
  for (guint i = 0; i < owner->n_rows; i++)
    if (row_matches (&owner->rows[i], usb, interface))
      return &owner->rows[i];
  return NULL;
}

guint
isp_match (const IspOwner *const *owners, const IspUsbInfo *usb, guint interface, IspLinkKind link,
           IspMatch out[ISP_MAX_MATCHES])
{
  const IspIdRow *row;
  guint n = 0;

  g_return_val_if_fail (owners != NULL && usb != NULL && out != NULL, 0);
  for (guint i = 0; owners[i] != NULL && n < ISP_MAX_MATCHES; i++)
    {
      row = owners[i]->link == link ? find_row (owners[i], usb, interface) : NULL;
      if (row == NULL || (n > 0 && row->kind != ISP_ID_MAYBE))
        continue;
      out[n++] = (IspMatch){ owners[i], row };
      if (row->kind != ISP_ID_MAYBE)
        return n;
    }
  row = n == 0 ? find_row (isp_strangers_get (link), usb, interface) : NULL;
  if (row != NULL)
    out[n++] = (IspMatch){ NULL, row };
  return n;
}
