/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is chosen, as a request. */
#include "ub-choice.h"

#include "engine/plan/isp-combine.h"

/* The bootloader to write beside the user's own firmware, without the sketch that it may contain.
 */
static IspImageFile *
get_bootloader (UbChoice *self, const IspImageFile *file)
{
  const IspPreset *preset = ub_image_get_preset (ub_choice_get_image (self));

  return isp_combine_leave_out_sketch (ub_choice_get_firmware (self) != NULL ? preset : NULL, file);
}

IspRequest *
ub_choice_make_request (UbChoice *self)
{
  const IspPreset *preset;
  const IspKeyboard *keyboard;
  const IspImageFile *file, *firmware, *eeprom;
  IspRequest *request;

  g_return_val_if_fail (UB_IS_CHOICE (self), NULL);
  preset = ub_image_get_preset (ub_choice_get_image (self));
  file = ub_image_get_file (ub_choice_get_image (self));
  keyboard = ub_choice_get_keyboard (self);
  firmware = ub_choice_get_firmware (self);
  eeprom = ub_choice_get_eeprom (self);
  request = isp_request_new (ISP_JOB_FLASH);
  if (keyboard != NULL)
    request->keyboard = g_strdup (isp_keyboard_get_title (keyboard));
  request->usual = isp_keyboard_get_usual (ub_choice_get_keyboard_presets (self), preset);
  if (preset != NULL)
    request->preset = isp_preset_ref (preset);
  if (file != NULL)
    g_ptr_array_add (request->images, get_bootloader (self, file));
  if (firmware != NULL)
    g_ptr_array_add (request->images, isp_image_file_ref (firmware));
  if (eeprom != NULL)
    {
      request->eeprom = isp_image_ref (isp_image_file_get_eeprom (eeprom));
      request->eeprom_title = g_strdup (eeprom->title);
    }
  if (preset != NULL)
    request->fuse_source = ISP_FUSES_PRESET;
  else
    request->fuse_source = file != NULL && file->n_fuses > 0 ? ISP_FUSES_IMAGE : ISP_FUSES_KEEP;
  request->jtag = ISP_JTAG_KEEP;
  request->no_backup = !ub_choice_get_backup (self);
  return request;
}

IspRequest *
ub_choice_make_upload (UbChoice *self)
{
  IspRequest *request;

  g_return_val_if_fail (UB_IS_CHOICE (self) && ub_choice_get_firmware (self) != NULL, NULL);
  request = isp_request_new (ISP_JOB_UPLOAD);
  g_ptr_array_add (request->images, isp_image_file_ref (ub_choice_get_firmware (self)));
  request->no_backup = !ub_choice_get_backup (self);
  return request;
}
