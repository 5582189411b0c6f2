/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a board does after a reset, before its program hears anything. */
#include "bench-serial-private.h"
#include "bench/time/bench-times.h"

#define WATCHDOG_NS (16 * BENCH_MS)
/* A bootloader that answers: still in reset at first, then for so long after its last answer. */
#define TALK_DEAF_NS (20 * BENCH_MS)
#define TALK_NS      BENCH_S
#define IN_SYNC      0x14
#define OK           0x10

/* Waits for the end of the bootloader; what comes before is not kept. Returns the first byte's
 * time of arrival, 0: none came. */
static guint64
be_deaf_until (BenchSerial *self, guint64 until, gboolean until_byte)
{
  bench_clock_skip_to (&self->bench->clock, until);
  while (!self->aborted && bench_clock_now (&self->bench->clock) < until)
    {
      bench_serial_pass_time (self, until);
      if (self->line_in->len == 0)
        continue;
      guint64 at = g_array_index (self->line_in, Stamped, 0).at;
      if (at >= until)
        break;
      g_array_set_size (self->line_in, 0);
      if (until_byte)
        return at;
    }
  return 0;
}

/* What has come so far; FALSE: a command that is none. */
static gboolean
answer_as_bootloader (BenchSerial *self, GByteArray *command)
{
  while (!g_queue_is_empty (self->kept))
    {
      guint8 byte = GPOINTER_TO_UINT (g_queue_pop_head (self->kept)) & 0xFF;

      g_byte_array_append (command, &byte, 1);
      if (command->len < (command->data[0] == 'A' ? 3 : 2))
        continue;
      if (byte != ' ')
        return FALSE;
      bench_serial_put (self, IN_SYNC);
      if (command->data[0] == 'A')
        bench_serial_put (self, 3);
      bench_serial_put (self, OK);
      g_byte_array_set_size (command, 0);
    }
  return TRUE;
}

static void
talk (BenchSerial *self, guint64 start)
{
  g_autoptr (GByteArray) command = g_byte_array_new ();
  BenchClock *clock = &self->bench->clock;
  gboolean right = TRUE;

  for (guint64 until = start + TALK_NS; !self->aborted && bench_clock_now (clock) < until;)
    {
      guint n = self->line_out->len, n_in = self->line_in->len;

      bench_serial_pass_time (self, n_in > 0 ? g_array_index (self->line_in, Stamped, n_in - 1).at
                                             : until);
      bench_sync (self->bench, bench_clock_now (clock));
      bench_serial_receive (self);
      if (bench_clock_now (clock) < start + TALK_DEAF_NS)
        g_queue_clear (self->kept);
      right = right && answer_as_bootloader (self, command);
      if (!right)
        break;
      if (self->line_out->len > n)
        until = bench_clock_now (clock) + TALK_NS;
    }
  be_deaf_until (self, bench_clock_now (clock) + WATCHDOG_NS, FALSE);
}

void
bench_serial_boot (BenchSerial *self)
{
  guint64 start = self->reset_at;

  self->reset_at = 0;
  self->aborted = FALSE;
  bench_sync (self->bench, start);
  if (self->device->boot == BENCH_BOOT_DEAF)
    be_deaf_until (self, start + DEAF_NS, FALSE);
  if (self->device->boot == BENCH_BOOT_TALKS)
    talk (self, start);
  if (self->device->boot == BENCH_BOOT_OPTIBOOT)
    {
      guint64 early = be_deaf_until (self, start + OPTIBOOT_NS, TRUE);
      guint64 sketch = start + OPTIBOOT_NS;
      if (early > 0)
        {
          sketch = MAX (start + OPTIBOOT_EARLY_NS, early + WATCHDOG_NS);
          be_deaf_until (self, sketch, FALSE);
        }
      if (self->aborted) /* reset once more */
        return;
      bench_sync (self->bench, sketch + SKETCH_SETUP_NS);
    }
  bench_sync (self->bench, bench_clock_now (&self->bench->clock));
  bench_note (self->bench, BENCH_TIME_FIRMWARE, start, bench_device_time (self->bench));
}
