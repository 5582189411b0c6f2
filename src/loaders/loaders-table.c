/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every bootloader that there is: a new one is its file and its row here. */
#include "bootloadhid.h"
#include "caterina.h"
#include "core/isp-alias.h"
#include "dfu.h"
#include "halfkay.h"
#include "isp-loader.h"
#include "lufa-hid.h"
#include "lufa-ms.h"
#include "usbasploader.h"

/* clang-format off */
static const IspOwner *const drivers[] = {
  &isp_dfu_driver.owner,
  &isp_caterina_driver.owner,
  &isp_halfkay_driver.owner,
  &isp_bootloadhid_driver.owner,
  &isp_usbasploader_driver.owner,
  &isp_lufa_hid_driver.owner,
  &isp_lufa_ms_driver.owner,
  NULL, /* the end */
};
/* clang-format on */

const IspOwner *const *
isp_loader_drivers_get_owners (void)
{
  return drivers;
}

const IspLoaderDriver *
isp_loader_driver_get (const IspOwner *owner)
{
  G_STATIC_ASSERT (G_STRUCT_OFFSET (IspLoaderDriver, owner) == 0);
  return (const IspLoaderDriver *) owner;
}

const IspLoaderDriver *
isp_loader_drivers_by_id (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);
  for (guint i = 0; drivers[i] != NULL; i++)
    if (g_ascii_strcasecmp (drivers[i]->id, id) == 0 || isp_alias_matches (drivers[i]->aliases, id))
      return isp_loader_driver_get (drivers[i]);
  return NULL;
}
