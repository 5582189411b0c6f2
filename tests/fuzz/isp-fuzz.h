/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every input, however broken, must keep: shared by the quick test and the libFuzzer
 * harness. */
#pragma once

#include "core/isp-error.h"
#include "core/isp-image-file.h"

/* Nothing without an error that says what is wrong; never past what an AVR has; and what was read
 * survives being written and read again. */
static inline void
isp_fuzz_one (const guint8 *data, gsize len)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, len);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspImageFile) file = isp_image_file_parse (bytes, NULL, &error);

  if (!file)
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == ISP_ERROR);
      g_assert_true (error->code == ISP_ERROR_BAD_FILE || error->code == ISP_ERROR_DAMAGED_FILE);
      g_assert_cmpint (error->message[0], !=, 0);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  g_assert_no_error (error);
  g_assert_cmphex (isp_image_get_end (file->flash), <=, 0x810000);
  g_assert_cmphex (isp_image_get_end (file->eeprom), <=, ISP_SECTION_SIZE);
  g_assert_cmpuint (file->n_fuses, <=, 3);
  if (isp_image_is_empty (file->flash))
    return;
  g_autoptr (GBytes) written = isp_format_by_id ("ihex")->write (file->flash, &error);
  g_assert_no_error (error);
  g_autoptr (IspImageFile) back = isp_image_file_parse (written, NULL, &error);
  g_assert_no_error (error);
  if (isp_image_get_end (file->flash) <= 0x800000)
    g_assert_true (isp_image_equal (back->flash, file->flash));
}
