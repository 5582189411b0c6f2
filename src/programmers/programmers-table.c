/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every programmer that there is: a new one is its file and its row here. */
#include "isp-programmer.h"
#include "programmers/buspirate/buspirate.h"
#include "programmers/stk500v1/stk500v1.h"
#include "programmers/stk500v2/avrispmkii.h"
#include "programmers/stk500v2/stk500v2.h"
#include "programmers/usb/usbasp.h"
#include "programmers/usb/usbtiny.h"
#include "sim/isp-rehearsal.h"

/* Serial drivers in the order of trying: a Bus Pirate is asked with zeros, which mean nothing to
 * anybody else, while questions at another rate than its own may look like zeros and more to it. */
/* clang-format off */
static const IspDriver *const drivers[] = {
  &isp_usbasp_driver,
  &isp_usbtiny_driver,
  &isp_avrispmkii_driver,
  &isp_buspirate_driver,
  &isp_avrisp_driver,
  &isp_stk500v2_driver,
  &isp_rehearsal_driver, /* last: never the first choice */
  NULL,                  /* the end */
};
/* clang-format on */

/* Drivers in table order; NULL past the last. */
const IspDriver *
isp_drivers_get (guint i)
{
  return i < G_N_ELEMENTS (drivers) ? drivers[i] : NULL;
}

static gboolean
word_in_list (const char *word, const char *list)
{
  g_auto (GStrv) words = list != NULL ? g_strsplit (list, " ", -1) : NULL;

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    if (*words[i] != '\0' && g_ascii_strcasecmp (words[i], word) == 0)
      return TRUE;
  return FALSE;
}

const IspDriver *
isp_drivers_by_id (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);
  for (guint i = 0; drivers[i] != NULL; i++)
    if (g_ascii_strcasecmp (drivers[i]->id, id) == 0 || word_in_list (id, drivers[i]->aliases))
      return drivers[i];
  return NULL;
}

/* ── who has this id ── */

static gboolean
is_string (const char *wanted, const char *there)
{
  return wanted == NULL || g_strcmp0 (wanted, there) == 0;
}

static gboolean
row_matches (const IspUsbId *row, const IspUsbInfo *usb, guint interface)
{
  return row->vid == usb->vid && row->pid == usb->pid && usb->bcd_device >= row->bcd_min &&
         usb->bcd_device <= row->bcd_max && is_string (row->product, usb->product) &&
         is_string (row->serial, usb->serial) &&
         (row->interfaces == 0 || (interface < 32 && (row->interfaces >> interface & 1) != 0));
}

/* The driver's first row that matches; NULL: none. */
static const IspUsbId *
find_row (const IspDriver *driver, const IspUsbInfo *usb, guint interface)
{
  for (guint i = 0; i < driver->n_ids; i++)
    if (row_matches (&driver->ids[i], usb, interface))
      return &driver->ids[i];
  return NULL;
}

guint
isp_drivers_match (const IspUsbInfo *usb, guint interface, IspLinkKind link,
                   IspMatch out[ISP_MAX_MATCHES])
{
  guint n = 0;

  g_return_val_if_fail (usb != NULL && out != NULL, 0);
  for (guint i = 0; drivers[i] != NULL && n < ISP_MAX_MATCHES; i++)
    {
      const IspUsbId *row = drivers[i]->link == link ? find_row (drivers[i], usb, interface) : NULL;

      if (row == NULL || (n > 0 && row->kind != ISP_ID_MAYBE))
        continue;
      out[n++] = (IspMatch){ drivers[i], row };
      if (row->kind != ISP_ID_MAYBE)
        return n;
    }
  for (const IspUsbId *row = isp_not_programmers_get (link); n == 0 && row->name != NULL; row++)
    if (row_matches (row, usb, interface))
      out[n++] = (IspMatch){ NULL, row };
  return n;
}
