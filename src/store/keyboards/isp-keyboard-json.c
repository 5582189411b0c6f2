/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-keyboard-read-private.h"
#include "isp-keyboard-table-private.h"

#include "core/isp-printable.h"
#include "store/isp-json.h"

static gboolean
take_text (char **out, JsonObject *object, const char *member)
{
  const char *text = isp_json_get_string (object, member);

  if (text == NULL || *text == '\0')
    return FALSE;
  g_free (*out);
  *out = isp_text_make_line (text, ISP_NAME_CHARS);
  return TRUE;
}

/* A string such as "0xCB10", as everywhere in QMK. */
static gboolean
take_ids (IspKeyboard *self, JsonObject *object, const char *vid, const char *pid)
{
  guint16 id;
  gboolean found = FALSE;

  if (isp_keyboard_parse_id (isp_json_get_string (object, vid), &id))
    {
      self->usb_vid = id;
      found = TRUE;
    }
  if (isp_keyboard_parse_id (isp_json_get_string (object, pid), &id))
    {
      self->usb_pid = id;
      found = TRUE;
    }
  return found;
}

static gboolean
take_folder (IspKeyboard *self, const char *folder)
{
  if (!isp_keyboard_is_folder (folder))
    return FALSE;
  g_free (self->folder);
  self->folder = g_strdup (folder);
  return TRUE;
}

/* What QMK's server has around the same object: its only keyboard by folder. NULL: this is no such
 * answer. */
static JsonObject *
unwrap (IspKeyboard *self, JsonObject *object)
{
  JsonObject *keyboards = isp_json_get_object (object, "keyboards"), *only = NULL;
  g_autoptr (GList) members = keyboards != NULL ? json_object_get_members (keyboards) : NULL;

  if (members == NULL || members->next != NULL)
    return NULL;
  only = isp_json_get_object (keyboards, members->data);
  if (only != NULL)
    take_folder (self, members->data);
  return only;
}

gboolean
isp_keyboard_read_json (IspKeyboard *self, JsonObject *object)
{
  JsonObject *inner = unwrap (self, object), *usb;
  gboolean found = inner != NULL;

  if (inner != NULL)
    object = inner;
  usb = isp_json_get_object (object, "usb");
  found |= take_text (&self->mcu, object, "processor");
  found |= take_text (&self->bootloader, object, "bootloader");
  found |= take_text (&self->board, object, "development_board");
  found |= take_text (&self->name, object, "keyboard_name");
  take_text (&self->manufacturer, object, "manufacturer");
  found |= usb != NULL && take_ids (self, usb, "vid", "pid");
  found |= take_folder (self, isp_json_get_string (object, "keyboard_folder"));
  found |= take_folder (self, isp_json_get_string (object, "keyboard"));
  if (take_ids (self, object, "vendorId", "productId"))
    {
      take_text (&self->name, object, "name");
      found = TRUE;
    }
  return found;
}

void
isp_keyboard_inherit (IspKeyboard *self)
{
  const IspQmkBoard *board = isp_qmk_board_by_id (self->board);

  if (board != NULL && self->mcu == NULL)
    self->mcu = g_strdup (board->mcu);
  if (board != NULL && self->bootloader == NULL)
    self->bootloader = g_strdup (board->bootloader);
  if (self->bootloader == NULL)
    self->bootloader = g_strdup (isp_qmk_bootloader_of_mcu (self->mcu));
}
