/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every description of a keyboard, however broken, must keep: shared by the quick test and the
 * libFuzzer harness. */
#pragma once

#include "store/isp-json.h"
#include "store/keyboards/isp-keyboard-read-private.h"
#include "store/keyboards/isp-keyboard-table-private.h"

static inline void
isp_fuzz_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  for (const char *at = text; at != NULL && *at != '\0'; at++)
    g_assert_false (g_ascii_iscntrl (*at));
}

/* What is shown is text on one line; a folder can be part of an address; and a table of it says the
 * same again. */
static inline void
isp_fuzz_keyboard_check (const IspKeyboard *keyboard)
{
  isp_fuzz_text (keyboard->name);
  isp_fuzz_text (keyboard->manufacturer);
  isp_fuzz_text (keyboard->mcu);
  isp_fuzz_text (keyboard->bootloader);
  isp_fuzz_text (keyboard->board);
  if (keyboard->folder == NULL)
    return;
  g_assert_null (strstr (keyboard->folder, ".."));
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_ptr_array_add (list, (gpointer) keyboard);
  g_autoptr (GBytes) bytes = isp_keyboard_table_format (list);
  g_autoptr (GPtrArray) back = isp_keyboard_table_parse (bytes, NULL);
  g_assert_cmpuint (back->len, ==, 1);
  g_assert_cmpstr (((const IspKeyboard *) back->pdata[0])->name, ==, keyboard->name);
  g_assert_cmpuint (((const IspKeyboard *) back->pdata[0])->usb_pid, ==, keyboard->usb_pid);
}

static inline void
isp_fuzz_keyboard (const guint8 *data, gsize len)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (JsonNode) node = isp_json_parse (bytes);
  g_autoptr (IspKeyboard) json = isp_keyboard_new (), rules = isp_keyboard_new ();
  g_autoptr (GPtrArray) table = isp_keyboard_table_parse (bytes, NULL);
  gboolean ambiguous = FALSE;

  if (node != NULL)
    isp_keyboard_read_json (json, json_node_get_object (node));
  isp_keyboard_read_rules (rules, bytes, &ambiguous);
  isp_keyboard_inherit (rules);
  isp_fuzz_keyboard_check (json);
  isp_fuzz_keyboard_check (rules);
  for (guint i = 0; table != NULL && i < table->len; i++)
    g_assert_true (isp_keyboard_is_folder (((const IspKeyboard *) table->pdata[i])->folder));
}
