/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading memory until two readings agree. A bit that flips on the wire leaves no trace, not even
 * where the echo is checked; an accelerator that counts its addresses wrong reads the same mistake
 * each time, so single instructions look over its shoulder. */
#include "config.h"
#include "isp-avr-private.h"

#include "core/isp-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What is read twice in a row: no less than one call of a fast programmer. */
#define RUN_BYTES 4096u
/* The least that is voted on; a flash page where that is larger. */
#define PIECE_BYTES 64u
#define TRIES       3u
/* Of a piece, until two agree; the larger number where giving up would leave a chip half written.
 */
#define READINGS     3u
#define MAX_READINGS 6u

/* ── one reading ── */

/* A range, or bytes from here and there by single instructions. */
typedef struct
{
  IspMemoryId memory;
  guint32 address;
  const guint32 *addresses; /* NULL: a range */
  gsize len;
} Piece;

/* The chip lost its place, and nothing that was read since counts: RESET, and the slow rate. */
static gboolean
restart (IspLink *link, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!g_error_matches (*error, ISP_ERROR, ISP_ERROR_UNSTABLE))
    return FALSE;
  isp_session_log (link->session, "%s: programming mode anew", (*error)->message);
  if (!isp_link_reenter (link, link->proven_sck_hz, &local))
    {
      isp_session_log (link->session, "%s", local->message);
      isp_link_say_gone (link, error);
      return FALSE;
    }
  g_clear_error (error);
  return TRUE;
}

static gboolean
try_piece (IspLink *link, const Piece *piece, guint8 *out, GError **error)
{
  /* Two readings share nothing, or a mistake could be in both. */
  link->extended = G_MAXUINT32;
  if (piece->addresses == NULL)
    return isp_avr_read_unchecked (link, piece->memory, piece->address, out, piece->len, error) &&
           isp_avr_check_sync (link, error);
  return isp_avr_read_bytes (link, piece->memory, piece->addresses, out, piece->len, error) &&
         isp_avr_check_sync (link, error);
}

/* One reading that came with the right echo, and after which the chip was in step. */
static gboolean
read_piece (IspLink *link, const Piece *piece, guint8 *out, GError **error)
{
  for (guint try = 1;; try++)
    {
      g_autoptr (GError) local = NULL;

      if (try_piece (link, piece, out, &local))
        return TRUE;
      if (try == TRIES || !restart (link, &local))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
}

gboolean
isp_avr_read (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
              GError **error)
{
  Piece piece = { memory, address, NULL, len };

  return read_piece (link, &piece, out, error);
}

/* ── votes ── */

/* Two readings differ: the next one that was seen before holds. */
static gboolean
vote (IspLink *link, const Piece *piece, guint8 *first, const guint8 *second, GError **error)
{
  guint most = link->patient ? MAX_READINGS : READINGS, n = 2;
  g_autofree guint8 *readings = g_malloc (most * piece->len);

  memcpy (readings, first, piece->len);
  memcpy (readings + piece->len, second, piece->len);
  for (; n < most; n++)
    {
      guint8 *last = readings + n * piece->len;

      if (!read_piece (link, piece, last, error))
        return FALSE;
      for (guint i = 0; i < n; i++)
        if (memcmp (readings + i * piece->len, last, piece->len) == 0)
          {
            memcpy (first, last, piece->len);
            return TRUE;
          }
    }
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_UNSTABLE,
                       _ ("The chip’s memory reads differently each time"));
  return FALSE;
}

static gboolean
vote_run (IspLink *link, const Piece *run, guint8 *first, const guint8 *second, GError **error)
{
  gsize size = MAX (PIECE_BYTES, run->memory == ISP_MEMORY_FLASH ? link->part->flash.page_size : 0);

  for (gsize at = 0; at < run->len; at += size)
    {
      Piece piece = { run->memory, run->address + at, NULL, MIN (size, run->len - at) };

      if (memcmp (first + at, second + at, piece.len) == 0)
        continue;
      isp_session_log (link->session, "two readings differ at 0x%04X", piece.address);
      if (!vote (link, &piece, first + at, second + at, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
isp_avr_read_bytes_agreed (IspLink *link, IspMemoryId memory, const guint32 *addresses, guint8 *out,
                           gsize n, GError **error)
{
  Piece piece = { memory, 0, addresses, n };
  g_autofree guint8 *second = g_malloc (n + 1);

  return read_piece (link, &piece, out, error) && read_piece (link, &piece, second, error) &&
         (memcmp (out, second, n) == 0 || vote (link, &piece, out, second, error));
}

/* Two readings of everything. *restart: they differ, and at a rate above the proven one, which is
 * given up: what was read until then does not count. */
static gboolean
read_twice (IspLink *link, const Piece *all, guint8 *out, gboolean *restart, GError **error)
{
  g_autofree guint8 *second = g_malloc (RUN_BYTES);

  *restart = FALSE;
  for (gsize at = 0; at < all->len; at += RUN_BYTES)
    {
      Piece run = { all->memory, all->address + at, NULL, MIN (RUN_BYTES, all->len - at) };

      if (!read_piece (link, &run, out + at, error) || !read_piece (link, &run, second, error))
        return FALSE;
      if (memcmp (out + at, second, run.len) == 0)
        continue;
      if (link->sck_hz > link->proven_sck_hz)
        {
          isp_session_log (link->session, "two readings differ at %u Hz", link->sck_hz);
          *restart = TRUE;
          return isp_link_slow_down (link, error);
        }
      if (!vote_run (link, &run, out + at, second, error))
        return FALSE;
    }
  return TRUE;
}

/* ── the accelerator, looked over ── */

#define SPOTS_PER_BANK 4u
#define SPOTS_AT_END   4u
#define MAX_SPOTS      (ISP_AVR_MAX_OPS / 2)

typedef struct
{
  const Piece *all;
  const guint8 *data;
  guint32 addresses[MAX_SPOTS];
  guint n;
} Spots;

static void
add_spot (Spots *self, guint32 address)
{
  if (address - self->all->address < self->all->len && self->n < MAX_SPOTS)
    self->addresses[self->n++] = address;
}

/* Bytes that are programmed, where there are some: FF looks the same everywhere. */
static void
add_bank (Spots *self, guint32 from, guint32 to)
{
  for (guint i = 0; i < SPOTS_PER_BANK; i++)
    {
      guint32 at = from + (guint64) (to - from) * i / SPOTS_PER_BANK;
      guint32 end = from + (guint64) (to - from) * (i + 1) / SPOTS_PER_BANK;

      while (at + 1 < end && self->data[at - self->all->address] == 0xFF)
        at++;
      add_spot (self, at);
      if (at >= ISP_AVR_BANK)
        add_spot (self, at % ISP_AVR_BANK);
    }
}

/* The lowest and the highest bytes; above 64 KiB some of each bank, and where a mistake of 16 bits
 * would have read them; and where a bootloader can begin. */
static void
find_spots (Spots *self, const IspPart *part)
{
  guint32 from = self->all->address, to = from + self->all->len, start, size;

  for (guint i = 0; i < SPOTS_AT_END; i++)
    {
      add_spot (self, from + i);
      add_spot (self, to - 1 - i);
    }
  if (self->all->memory != ISP_MEMORY_FLASH || to <= ISP_AVR_BANK)
    return;
  for (guint32 bank = from / ISP_AVR_BANK * ISP_AVR_BANK; bank < to; bank += ISP_AVR_BANK)
    add_bank (self, MAX (bank, from), MIN (bank + ISP_AVR_BANK, to));
  for (guint bootsz = 0; bootsz < 4; bootsz++)
    if (isp_part_get_boot_section (part, bootsz, &start, &size))
      add_spot (self, start);
}

static gboolean
spots_are_equal (const Spots *spots, const guint8 *read)
{
  for (guint i = 0; i < spots->n; i++)
    if (read[i] != spots->data[spots->addresses[i] - spots->all->address])
      return FALSE;
  return TRUE;
}

/* ── does it get there at all? ── */

#define MAX_WITNESSES 16u
#define MAX_IMAGES    2u
#define SWEEP_STRIDE  32u /* bytes; all of them would take minutes, and code is longer than that */
#define SWEEP_SPOTS   128u

/* Where an address that is cut to 16 or 17 bits leads. */
static guint
list_images (guint32 at, guint32 images[MAX_IMAGES])
{
  guint n = 0;

  for (guint32 size = ISP_AVR_BANK; n < MAX_IMAGES && size <= at; size *= 2)
    images[n++] = at % size;
  return n;
}

/* Can it tell? Not if what was read there is also in a place that it may come from. */
static gboolean
may_witness (const Piece *all, const guint8 *data, guint32 at)
{
  guint32 images[MAX_IMAGES];
  guint n = list_images (at, images);

  for (guint i = 0; i < n; i++)
    if (images[i] >= all->address && images[i] - all->address < all->len &&
        data[images[i] - all->address] == data[at - all->address])
      return FALSE;
  return TRUE;
}

/* *found: single instructions read there what the accelerator did, and something else wherever that
 * could have come from. */
static gboolean
ask_witness (IspLink *link, guint32 at, guint8 byte, gboolean *found, GError **error)
{
  guint32 places[1 + MAX_IMAGES] = { at };
  guint8 read[1 + MAX_IMAGES];
  guint n = 1 + list_images (at, places + 1);

  if (!isp_avr_read_bytes_agreed (link, ISP_MEMORY_FLASH, places, read, n, error))
    return FALSE;
  *found = read[0] == byte;
  for (guint i = 1; i < n; i++)
    *found = *found && read[i] != byte;
  return TRUE;
}

static gboolean
find_witness (IspLink *link, const Piece *all, const guint8 *data, IspRange bank, gboolean *found,
              GError **error)
{
  guint32 stride = MAX ((bank.end - bank.start) / MAX_WITNESSES, 1), next = bank.start;
  guint n = 0;

  *found = FALSE;
  for (guint32 at = bank.start; at < bank.end && n < MAX_WITNESSES && !*found; at++)
    {
      if (at < next || !may_witness (all, data, at))
        continue;
      if (!ask_witness (link, at, data[at - all->address], found, error))
        return FALSE;
      next = at + stride;
      n++;
    }
  return TRUE;
}

/* Nothing tells whether the accelerator reads this or its image: so it is read by single
 * instructions as well, a byte of each SWEEP_STRIDE. *same FALSE: one reads otherwise, twice. */
static gboolean
sweep (IspLink *link, const Piece *all, const guint8 *data, IspRange bank, gboolean *same,
       GError **error)
{
  guint32 places[SWEEP_SPOTS];
  guint8 read[SWEEP_SPOTS];
  Piece piece = { ISP_MEMORY_FLASH, 0, places, 0 };

  isp_session_log (link->session,
                   "0x%X reads as what is below it: once more by single instructions", bank.start);
  *same = TRUE;
  for (guint32 at = bank.start; at < bank.end && *same;)
    {
      for (piece.len = 0; piece.len < SWEEP_SPOTS && at < bank.end; at += SWEEP_STRIDE)
        places[piece.len++] = at;
      if (!read_piece (link, &piece, read, error))
        return FALSE;
      for (guint i = 0; i < piece.len && *same; i++)
        {
          const guint8 byte = data[places[i] - all->address];

          if (read[i] != byte &&
              !isp_avr_read_bytes_agreed (link, ISP_MEMORY_FLASH, &places[i], &read[i], 1, error))
            return FALSE;
          *same = read[i] == byte;
        }
    }
  return TRUE;
}

/* Each 64 KiB above the lowest, once. *right FALSE: it does not. */
static gboolean
check_reach (IspLink *link, const Piece *all, const guint8 *data, gboolean *right, GError **error)
{
  guint32 from = all->address, to = from + all->len;

  for (guint32 start = MAX (from / ISP_AVR_BANK, 1) * ISP_AVR_BANK; start < to && *right;
       start += ISP_AVR_BANK)
    {
      IspRange bank = { MAX (start, from), MIN (start + ISP_AVR_BANK, to) };
      gboolean found;

      if (link->reached & 1u << start / ISP_AVR_BANK)
        continue;
      if (!find_witness (link, all, data, bank, &found, error))
        return FALSE;
      if (found)
        link->reached |= 1u << start / ISP_AVR_BANK;
      else if (!sweep (link, all, data, bank, right, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
distrust (IspLink *link, IspMemoryId memory)
{
  isp_session_log (link->session, "single instructions read otherwise: byte by byte from now on");
  link->distrusted |= 1 << memory;
  return TRUE;
}

gboolean
isp_avr_check_accelerator (IspLink *link, IspMemoryId memory, guint32 address, const guint8 *data,
                           gsize len, gboolean *right, GError **error)
{
  Piece all = { memory, address, NULL, len };
  Spots spots = { .all = &all, .data = data };
  guint8 read[MAX_SPOTS];
  Piece piece = { memory, 0, spots.addresses, 0 };

  *right = TRUE;
  if (len == 0 || link->programmer->driver->read == NULL ||
      !isp_avr_is_served (link, memory, link->programmer->reads))
    return TRUE;
  find_spots (&spots, link->part);
  piece.len = spots.n;
  if (!read_piece (link, &piece, read, error))
    return FALSE;
  if (!spots_are_equal (&spots, read))
    {
      if (!isp_avr_read_bytes_agreed (link, memory, spots.addresses, read, spots.n, error))
        return FALSE;
      *right = spots_are_equal (&spots, read);
    }
  if (*right && memory == ISP_MEMORY_FLASH && !check_reach (link, &all, data, right, error))
    return FALSE;
  return *right || distrust (link, memory);
}

gboolean
isp_avr_read_agreed (IspLink *link, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                     GError **error)
{
  Piece all = { memory, address, NULL, len };
  gboolean restart, right = FALSE;

  while (!right)
    if (!read_twice (link, &all, out, &restart, error) ||
        (!restart && !isp_avr_check_accelerator (link, memory, address, out, len, &right, error)))
      return FALSE;
  return TRUE;
}
