/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every programmer that there is: a new one is its file and its row here. */
#include "isp-programmer.h"
#include "sim/isp-rehearsal.h"
#include "stk500v1.h"
#include "usbasp.h"
#include "usbtiny.h"

/* clang-format off */
static const IspDriver *const drivers[] = {
  &isp_usbasp_driver,
  &isp_usbtiny_driver,
  &isp_avrisp_driver,
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

const IspUsbId *
isp_drivers_match_usb (guint16 vid, guint16 pid, guint16 bcd_device, IspLinkKind link,
                       const IspDriver **driver)
{
  for (guint i = 0; drivers[i] != NULL; i++)
    for (guint k = 0; drivers[i]->link == link && k < drivers[i]->n_ids; k++)
      {
        const IspUsbId *row = &drivers[i]->ids[k];

        if (row->vid != vid || row->pid != pid || bcd_device < row->bcd_min ||
            bcd_device > row->bcd_max)
          continue;
        if (driver != NULL)
          *driver = drivers[i];
        return row;
      }
  if (driver != NULL)
    *driver = NULL;
  return NULL;
}
