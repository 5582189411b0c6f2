/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-pins.h"

#include "parts/isp-parts.h"

const IspWiring *
ub_pins_get_board (const UbPins *self, const IspPort *port)
{
  g_autoptr (GPtrArray) list = port != NULL ? isp_port_list_wirings (port) : NULL;
  const IspWiring *first = list != NULL && list->len > 0 ? list->pdata[0] : isp_wiring_boards;

  if (self->board != NULL && (port == NULL || g_ptr_array_find (list, self->board, NULL)))
    return self->board;
  return first->pins[ISP_WIRE_GND] != NULL ? first : NULL;
}

static gboolean
is_pro_micro (const IspKeyboard *keyboard, const IspPreset *preset)
{
  const IspQmkBoard *board = isp_qmk_board_by_id (keyboard != NULL ? keyboard->board : NULL);

  if (board == NULL)
    board = isp_qmk_board_by_id (preset != NULL ? preset->board : NULL);
  return board != NULL && board->is_pro_micro;
}

const IspWiring *
ub_pins_get_target (const UbPins *self, const IspKeyboard *keyboard, const IspPreset *preset)
{
  if (self->target_by_hand)
    return self->target;
  if (is_pro_micro (keyboard, preset))
    for (const IspWiring *target = isp_wiring_targets; target->name != NULL; target++)
      if (target->is_pro_micro)
        return target;
  return NULL;
}

const IspPackage *
ub_pins_get_package (const UbPins *self, const IspWiring *target, const IspPart *part)
{
  g_autoptr (GPtrArray) list = NULL;

  if (target == NULL || !target->is_chip || part == NULL)
    return NULL;
  list = isp_parts_list_packages (part);
  if (g_ptr_array_find (list, self->package, NULL))
    return self->package;
  return list->len > 0 ? list->pdata[0] : NULL;
}
