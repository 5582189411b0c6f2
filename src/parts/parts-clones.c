/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chips that are not AVRs, though avrdude lists them beside them. LogicGreen's LGT8F are programmed
 * in another way and have other fuses; avrdude knows the meaning of none of their bits. AT89S are
 * 8051s: AC 53 starts their programming too, but other instructions follow. */
#include "core/isp-alias.h"
#include "isp-parts-private.h"

#include <string.h>

static const IspClone clones[] = {
  { "LGT8F88P", "lgt88p", { 0x1e, 0x93, 0x0f }, "ATmega88P" },
  { "LGT8F168P", "lgt168p", { 0x1e, 0x94, 0x0b }, "ATmega168P" },
  { "LGT8F328P", "lgt328p", { 0x1e, 0x95, 0x0f }, "ATmega328P" },
  { "AT89S51", "89s51", { 0x1e, 0x51, 0x06 }, NULL },
  { "AT89S52", "89s52", { 0x1e, 0x52, 0x06 }, NULL },
};

const IspClone *
isp_parts_clone_by_name (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (clones); i++)
    if (g_ascii_strcasecmp (clones[i].name, name) == 0 ||
        isp_alias_matches (clones[i].aliases, name))
      return &clones[i];
  return NULL;
}

const IspClone *
isp_parts_clone_by_signature (const guint8 signature[3])
{
  g_autoptr (GPtrArray) rows = isp_parts_by_signature (signature);

  for (guint i = 0; rows->len == 0 && i < G_N_ELEMENTS (clones); i++)
    if (memcmp (clones[i].signature, signature, sizeof clones[i].signature) == 0)
      return &clones[i];
  return NULL;
}
