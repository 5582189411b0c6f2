/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads to a bootloader of the bench, from the scan to the report. */
#pragma once

#include "bench/bench.h"
#include "engine/job/isp-job.h"
#include "engine/scan/isp-lookout.h"

G_BEGIN_DECLS

typedef struct
{
  Bench *bench;
  IspSession *session;
  const IspPart *part;
  IspPort *port;
  IspSnapshot *snapshot;
  IspBackup *backup; /* what a job kept; NULL: none */
  guint32 app_end;
  gboolean stores;    /* backups and the journal go to the disk */
  IspLoaderHint hint; /* what a person says; nothing after init */
} LoaderBench;

void loader_bench_init (LoaderBench *self, const char *model, const char *part);
void loader_bench_clear (LoaderBench *self);
/* Firmware of len bytes that shows up as a keyboard on USB. */
IspImageFile *loader_bench_make_firmware (gsize len, guint32 seed);
/* Helper firmware, which makes a board a programmer. */
IspImageFile *loader_bench_make_helper (void);
/* A Pro Micro gets a sketch of the Arduino core, and runs it. */
void loader_bench_put_sketch (LoaderBench *self);
/* Asks the board who it is: FALSE with an error. */
gboolean loader_bench_look (LoaderBench *self, GError **error);
/* Takes the request. */
IspReport *loader_bench_run (LoaderBench *self, IspRequest *request, GCancellable *cancellable);
/* An upload of this firmware, which is taken. */
IspReport *loader_bench_upload (LoaderBench *self, IspImageFile *firmware);
/* Flash below the bootloader is the firmware and FF, and the bootloader is what it was. */
void loader_bench_assert_holds (LoaderBench *self, const IspImage *flash);
/* Waits until what runs on the board is what it should be. */
void loader_bench_await (LoaderBench *self, const char *running);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LoaderBench, loader_bench_clear)

G_END_DECLS
