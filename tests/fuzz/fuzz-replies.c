/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer harness of what a programmer says: a chip that answers anything, from contact to the
 * end of a job. Nothing may crash, hang or be called a success without having been read back. */
#include "core/isp-error.h"
#include "engine/job/isp-job.h"
#include "parts/isp-parts.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize len);

/* What is to be heard next; at its end it begins anew, so that a chip can say the same twice. */
static const guint8 *replies;
static gsize n_replies, at;

static void
hear (guint8 *out, gsize n)
{
  for (gsize i = 0; i < n; i++)
    out[i] = replies[at++ % n_replies];
}

static gboolean
fuzz_open (IspProgrammer *programmer, const IspPort *port, GCancellable *cancellable,
           GError **error)
{
  return TRUE;
}

static void
fuzz_close (IspProgrammer *programmer)
{
}

static gboolean
fuzz_enter (IspProgrammer *programmer, const IspEnter *want, IspEntered *out,
            GCancellable *cancellable, GError **error)
{
  programmer->sck_hz = 125000;
  out->contact = replies[0] & 7 ? ISP_CONTACT_IN_STEP : ISP_CONTACT_SILENT;
  return TRUE;
}

static gboolean
fuzz_exchange (IspProgrammer *programmer, const IspOp *ops, IspReply *out, gsize n, gsize *n_done,
               GCancellable *cancellable, GError **error)
{
  for (gsize i = 0; i < n; i++)
    {
      hear (out[i].rx, sizeof out[i].rx);
      out[i].known_bytes = replies[0] & 0x80 ? 0xC : 0x8;
      /* Mostly with the echo that belongs there. */
      if (replies[0] & 0x38)
        {
          out[i].rx[2] = ops[i].tx[1];
          out[i].rx[3] = out[i].rx[3] == 0xFF ? 0xFE : out[i].rx[3];
        }
    }
  *n_done = n;
  return TRUE;
}

static void
fuzz_leave (IspProgrammer *programmer)
{
}

static const IspDriver driver = {
  .owner = { .id = "fuzz", .name = "Fuzz", .link = ISP_LINK_USB },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO,
  .open = fuzz_open,
  .close = fuzz_close,
  .enter = fuzz_enter,
  .exchange = fuzz_exchange,
  .leave = fuzz_leave,
};

static gboolean
keep (const IspBackup *backup, char **location, gpointer data, GError **error)
{
  *location = g_strdup ("here");
  return TRUE;
}

static IspRequest *
make_request (void)
{
  IspRequest *request = isp_request_new (ISP_JOB_FLASH);
  IspImageFile *file = isp_image_file_new ("fuzz.hex");

  isp_image_put (file->flash, 0, (const guint8 *) "\x0e\xc0\x1d\xc0\x1c\xc0\x1b\xc0", 8);
  g_ptr_array_add (request->images, file);
  return request;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize len)
{
  g_autoptr (IspSession) session = isp_session_new ();
  g_autoptr (IspPort) port = isp_port_new (&driver.owner, "fuzz:1", "Fuzz");
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (IspRequest) request = NULL;
  g_autoptr (IspPlan) plan = NULL;
  g_autoptr (IspReport) report = NULL;
  g_autoptr (GError) error = NULL;
  IspJobOptions options = { .backup = keep };

  if (len == 0)
    return 0;
  replies = data;
  n_replies = len;
  at = 0;
  snapshot = isp_snapshot_take (session, port, isp_parts_by_name ("attiny13"), NULL,
                                ISP_SNAPSHOT_QUICK, NULL, &error);
  g_assert_true ((snapshot == NULL) == (error != NULL));
  if (snapshot == NULL)
    return 0;
  request = make_request ();
  plan = isp_plan_new (snapshot, request);
  report = isp_job_run (session, port, plan, &options, NULL, NULL);
  g_assert_true ((report->verdict == ISP_VERDICT_OK) == (report->error == NULL));
  return 0;
}
