/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer harness of keyboard.json, rules.mk and the table of keyboards. */
#include "isp-fuzz-keyboard.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  isp_fuzz_keyboard (data, len);
  return 0;
}
