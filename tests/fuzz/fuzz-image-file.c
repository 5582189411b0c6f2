/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer harness of the readers; built with -Dfuzz=true by clang. */
#include "isp-fuzz.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  isp_fuzz_one (data, len);
  return 0;
}
