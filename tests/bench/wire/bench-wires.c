/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wires between a programmer and the chip that it programs, and the time that passes on them.
 */
#include "bench/bench-private.h"
#include "parts/isp-parts.h"

#include <string.h>

IspSimChip *
bench_wire (Bench *self, const char *part, GError **error)
{
  const IspPart *row = isp_parts_by_name (part);

  g_return_val_if_fail (self->board != NULL && self->target == NULL, NULL);
  if (row == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "no such part: %s", part);
      return NULL;
    }
  bench_lock (self);
  self->target = isp_sim_chip_new (row);
  isp_sim_chip_advance (self->target,
                        MAX (bench_device_time (self), isp_sim_chip_get_time (self->target)) -
                            isp_sim_chip_get_time (self->target));
  bench_unlock (self);
  return self->target;
}

void
bench_unwire (Bench *self, Bench *board)
{
  const IspPart *part = isp_sim_chip_get_part (board->chip);

  g_return_if_fail (self->target != NULL && isp_sim_chip_get_part (self->target) == part);
  g_return_if_fail (board->removed);
  bench_lock (self);
  memcpy (isp_sim_chip_get_flash (board->chip), isp_sim_chip_get_flash (self->target),
          part->flash.size);
  memcpy (isp_sim_chip_get_eeprom (board->chip), isp_sim_chip_get_eeprom (self->target),
          part->eeprom.size);
  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (part->fuse_mask[i] != 0)
      isp_sim_chip_set_fuse (board->chip, i, isp_sim_chip_get_fuse (self->target, i));
  isp_sim_chip_set_fault (self->target, ISP_SIM_FAULT_NO_CONTACT, 0);
  bench_unlock (self);
  bench_take_loader (board);
}

/* The chip on them, at the device's time; NULL: there is none. A board with a loader is a chip
 * itself, and another one is on its wires. */
static IspSimChip *
get_wired (Bench *self)
{
  if (self->board == NULL)
    return self->chip;
  if (self->target != NULL)
    isp_sim_chip_advance (self->target,
                          bench_device_time (self) - isp_sim_chip_get_time (self->target));
  return self->target;
}

void
bench_set_reset (Bench *self, gboolean low)
{
  IspSimChip *wired = get_wired (self);

  self->reset_low = low;
  if (wired != NULL)
    isp_sim_chip_set_reset (wired, low);
}

/* What happens around the board just now, before the device goes on. */
static void
run_event (Bench *self)
{
  g_autofree char *command = g_steal_pointer (&self->event);
  const char *argv[] = { "sh", "-c", command, NULL };
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                     &status, &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", command, error->message);
}

guint8
bench_spi_uneven (Bench *self, guint8 mosi, guint32 low_ns, guint32 high_ns)
{
  guint64 start = bench_device_time (self);
  IspSimChip *wired = get_wired (self);
  guint8 miso = 0xFF;

  if (wired != NULL)
    miso = bench_noise_pass (
        &self->miso,
        isp_sim_chip_spi (wired, bench_noise_pass (&self->mosi, mosi), low_ns, high_ns));
  if (wired != self->chip)
    isp_sim_chip_advance (self->chip, 8 * ((guint64) low_ns + high_ns));
  bench_note (self, BENCH_TIME_SPI, start, bench_device_time (self));
  if (self->event != NULL && isp_sim_chip_get_stats (self->chip)->page_writes >= self->event_page)
    run_event (self);
  if (self->clock.virtual)
    bench_note_chip (self);
  return miso;
}

guint8
bench_spi (Bench *self, guint8 mosi, guint32 half_period_ns)
{
  return bench_spi_uneven (self, mosi, half_period_ns, half_period_ns);
}

void
bench_instruction (Bench *self, const guint8 tx[4], guint8 rx[4], guint32 half_period_ns)
{
  for (int i = 0; i < 4; i++)
    rx[i] = bench_spi (self, tx[i], half_period_ns);
}

void
bench_advance (Bench *self, guint64 ns)
{
  guint64 now = bench_device_time (self);

  bench_note (self, BENCH_TIME_FIRMWARE, now, now + ns);
  isp_sim_chip_advance (self->chip, ns);
  self->busy += ns;
}

guint64
bench_device_time (Bench *self)
{
  return isp_sim_chip_get_time (self->chip);
}

void
bench_sync (Bench *self, guint64 until)
{
  guint64 now = bench_device_time (self);

  if (until > now)
    isp_sim_chip_advance (self->chip, until - now);
}
