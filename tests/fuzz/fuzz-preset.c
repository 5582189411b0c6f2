/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer harness of the presets that people drop into a folder. */
#include "core/isp-error.h"
#include "store/presets/isp-presets.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
  for (const char *at = text; at != NULL && *at != '\0'; at++)
    g_assert_false (g_ascii_iscntrl (*at));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (GPtrArray) presets =
      g_ptr_array_new_with_free_func ((GDestroyNotify) isp_preset_unref);
  g_autoptr (GError) error = NULL;

  if (!isp_presets_parse ((const char *) data, len, TRUE, presets, &error))
    {
      g_assert_nonnull (error);
      g_assert_true (error->domain == ISP_ERROR);
      g_assert_cmpuint (presets->len, ==, 0);
      check_text (error->message);
      return 0;
    }
  g_assert_no_error (error);
  for (guint i = 0; i < presets->len; i++)
    {
      const IspPreset *preset = presets->pdata[i];

      check_text (preset->id);
      check_text (preset->name);
      check_text (preset->description);
      check_text (preset->note);
      g_assert_cmpint (g_utf8_strlen (preset->name, -1), <=, 80);
    }
  return 0;
}
