/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-keyboard.h"

#include "config.h"
#include "parts/isp-parts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* ── the value ── */

IspKeyboard *
isp_keyboard_new (void)
{
  IspKeyboard *self = g_new0 (IspKeyboard, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

IspKeyboard *
isp_keyboard_ref (const IspKeyboard *self)
{
  IspKeyboard *own = (IspKeyboard *) self;

  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&own->refs);
  return own;
}

void
isp_keyboard_unref (const IspKeyboard *keyboard)
{
  IspKeyboard *self = (IspKeyboard *) keyboard;

  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->folder);
  g_free (self->name);
  g_free (self->manufacturer);
  g_free (self->mcu);
  g_free (self->bootloader);
  g_free (self->board);
  g_free (self);
}

IspKeyboard *
isp_keyboard_copy (const IspKeyboard *self)
{
  IspKeyboard *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  g_atomic_ref_count_init (&copy->refs);
  copy->folder = g_strdup (self->folder);
  copy->name = g_strdup (self->name);
  copy->manufacturer = g_strdup (self->manufacturer);
  copy->mcu = g_strdup (self->mcu);
  copy->bootloader = g_strdup (self->bootloader);
  copy->board = g_strdup (self->board);
  return copy;
}

/* ── several revisions ── */

static gboolean
is_same_rescue (const IspKeyboard *a, const IspKeyboard *b)
{
  return g_strcmp0 (a->mcu, b->mcu) == 0 && g_strcmp0 (a->bootloader, b->bootloader) == 0 &&
         g_strcmp0 (a->board, b->board) == 0;
}

static void
drop_if_other (char **text, const char *other)
{
  if (g_strcmp0 (*text, other) != 0)
    g_clear_pointer (text, g_free);
}

/* "a/b/rev1" and "a/b/rev2": "a/b"; nothing in common: NULL. */
static void
shorten (char **folder, const char *other)
{
  while (*folder != NULL && !(other != NULL && g_str_has_prefix (other, *folder) &&
                              (other[strlen (*folder)] == '\0' || other[strlen (*folder)] == '/')))
    {
      char *slash = strrchr (*folder, '/');

      if (slash != NULL)
        *slash = '\0';
      else
        g_clear_pointer (folder, g_free);
    }
}

IspKeyboard *
isp_keyboard_merge (GPtrArray *list)
{
  g_autoptr (IspKeyboard) merged = NULL;

  g_return_val_if_fail (list != NULL && list->len > 0, NULL);

  if (list->len == 1)
    return isp_keyboard_ref (list->pdata[0]);
  merged = isp_keyboard_copy (list->pdata[0]);
  for (guint i = 1; i < list->len; i++)
    {
      const IspKeyboard *other = list->pdata[i];

      if (!is_same_rescue (merged, other))
        return NULL;
      shorten (&merged->folder, other->folder);
      drop_if_other (&merged->name, other->name);
      drop_if_other (&merged->manufacturer, other->manufacturer);
      if (merged->usb_vid != other->usb_vid || merged->usb_pid != other->usb_pid)
        merged->usb_vid = merged->usb_pid = 0;
    }
  return g_steal_pointer (&merged);
}

/* ── what it is ── */

const char *
isp_keyboard_get_title (const IspKeyboard *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->name != NULL)
    return self->name;
  return self->folder != NULL ? self->folder : "?";
}

const IspPart *
isp_keyboard_get_part (const IspKeyboard *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->mcu != NULL ? isp_parts_by_name (self->mcu) : NULL;
}

IspKeyboardChip
isp_keyboard_get_chip (const IspKeyboard *self)
{
  g_return_val_if_fail (self != NULL, ISP_KEYBOARD_OPEN);

  if (self->mcu == NULL)
    return ISP_KEYBOARD_OPEN;
  return isp_keyboard_get_part (self) != NULL ? ISP_KEYBOARD_AVR : ISP_KEYBOARD_OTHER;
}

static const char *
get_mcu_name (const IspKeyboard *self)
{
  const IspPart *part = isp_keyboard_get_part (self);

  return part != NULL ? part->name : self->mcu;
}

char *
isp_keyboard_format (const IspKeyboard *self)
{
  const IspQmkBootloader *row;
  const char *bootloader;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->mcu == NULL)
    return g_strdup (_ ("Chip not known yet"));
  row = isp_qmk_bootloader_by_id (self->bootloader);
  bootloader = row != NULL ? row->name : self->bootloader;
  if (bootloader == NULL)
    return g_strdup (get_mcu_name (self));
  return g_strdup_printf ("%s · %s", get_mcu_name (self), bootloader);
}

/* ── what it takes ── */

GPtrArray *
isp_keyboard_find_presets (const IspKeyboard *self, IspPresets *presets)
{
  const IspQmkBootloader *row;
  const IspQmkBoard *board;
  const IspPart *part;
  GPtrArray *found, *all;

  g_return_val_if_fail (self != NULL && presets != NULL, NULL);

  found = g_ptr_array_new ();
  part = isp_keyboard_get_part (self);
  row = isp_qmk_bootloader_by_id (self->bootloader);
  if (part == NULL || row == NULL || row->family == NULL)
    return found;
  board = isp_qmk_board_by_id (self->board);
  all = isp_presets_get_list (presets);
  for (guint i = 0; i < all->len; i++)
    {
      const IspPreset *preset = all->pdata[i];

      if (g_strcmp0 (preset->family, row->family) != 0 || !isp_preset_fits_part (preset, part->id))
        continue;
      if (board != NULL && g_strcmp0 (board->preset, preset->id) == 0)
        g_ptr_array_set_size (found, 0);
      g_ptr_array_add (found, (gpointer) preset);
      if (board != NULL && g_strcmp0 (board->preset, preset->id) == 0)
        break;
    }
  return found;
}

char *
isp_keyboard_get_usual (GPtrArray *found, const IspPreset *chosen)
{
  const IspPreset *first;

  g_return_val_if_fail (found != NULL, NULL);

  if (chosen == NULL || found->len == 0 || g_ptr_array_find (found, chosen, NULL))
    return NULL;
  first = found->pdata[0];
  return found->len > 1 ? g_strdup (first->family_name) : isp_preset_get_title (first);
}

char *
isp_keyboard_get_advice (const IspKeyboard *self)
{
  const IspQmkBootloader *row;
  const char *folder;

  g_return_val_if_fail (self != NULL, NULL);

  row = isp_qmk_bootloader_by_id (self->bootloader);
  folder = self->folder != NULL ? self->folder : "KEYBOARD";
  switch (isp_keyboard_get_chip (self))
    {
    case ISP_KEYBOARD_AVR:
      return row != NULL && row->source != NULL ? g_strdup_printf (_ (row->source), folder) : NULL;
    case ISP_KEYBOARD_OTHER:
      return g_strdup_printf (
          /* Translators: a chip such as STM32F303, and what to do, sentences with their stops */
          _ ("Its chip is %s, not an AVR, so it needs no programmer and no wires. %s"), self->mcu,
          row != NULL && row->instead != NULL
              ? _ (row->instead)
              : _ ("Its own bootloader installs the firmware over USB."));
    case ISP_KEYBOARD_OPEN:
      break;
    }
  return NULL;
}
