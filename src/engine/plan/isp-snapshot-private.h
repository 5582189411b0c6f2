/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snapshot over a link that is already open; shared by the snapshot and the job. */
#pragma once

#include "engine/avr/isp-link.h"
#include "isp-snapshot.h"

G_BEGIN_DECLS

/* Makes contact and reads; stays in programming mode at the SCK found. */
IspSnapshot *isp_snapshot_read (IspLink *link, const IspPort *port, const IspPart *part,
                                IspSnapshotFlags flags, GError **error);
/* Reads the chip again over a link that stayed in contact: it has been held in RESET since, so
 * signature and fuses are read, and the rest is as before. */
IspSnapshot *isp_snapshot_read_again (IspLink *link, const IspSnapshot *before, GError **error);

/* Of a board that is open, without its boot section. */
IspSnapshot *isp_snapshot_of_loader (const IspLoader *loader);

G_END_DECLS
