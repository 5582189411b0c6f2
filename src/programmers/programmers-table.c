/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every programmer that there is: a new one is its file and its row here. */
#include "core/isp-alias.h"
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
static const IspOwner *const drivers[] = {
  &isp_usbasp_driver.owner,
  &isp_usbtiny_driver.owner,
  &isp_avrispmkii_driver.owner,
  &isp_buspirate_driver.owner,
  &isp_avrisp_driver.owner,
  &isp_stk500v2_driver.owner,
  &isp_rehearsal_driver.owner, /* last: never the first choice */
  NULL,                        /* the end */
};
/* clang-format on */

const IspOwner *const *
isp_drivers_get_owners (void)
{
  return drivers;
}

const IspDriver *
isp_driver_get (const IspOwner *owner)
{
  G_STATIC_ASSERT (G_STRUCT_OFFSET (IspDriver, owner) == 0);
  return (const IspDriver *) owner;
}

/* Drivers in table order; NULL past the last. */
const IspDriver *
isp_drivers_get (guint i)
{
  return i < G_N_ELEMENTS (drivers) ? isp_driver_get (drivers[i]) : NULL;
}

const IspDriver *
isp_drivers_by_id (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);
  for (guint i = 0; drivers[i] != NULL; i++)
    if (g_ascii_strcasecmp (drivers[i]->id, id) == 0 || isp_alias_matches (drivers[i]->aliases, id))
      return isp_driver_get (drivers[i]);
  return NULL;
}

gboolean
isp_driver_can_at (const IspPort *port, guint capabilities)
{
  guint lacks;

  g_return_val_if_fail (port != NULL, FALSE);
  if (port->owner == NULL || port->others[0].owner != NULL)
    return FALSE;
  lacks = port->row != NULL ? port->row->lacks : 0;
  return (isp_driver_get (port->owner)->capabilities & ~lacks & capabilities) == capabilities;
}
