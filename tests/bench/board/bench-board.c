/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a board: what runs on it, and how it changes from one device into another. */
#include "bench-board.h"
#include "parts/isp-parts.h"

#include <string.h>

#define PORT      "1-2"
#define NUMBER    5
#define RETURN_NS (400 * BENCH_MS)
/* Real time that the host has to read the last reply, however fast the rest is. */
#define LINGER_US (20 * 1000)

typedef enum
{
  RUNS_NOTHING, /* that could be seen */
  RUNS_LOADER,
  RUNS_APPLICATION,
} Runs;

struct _BenchBoard
{
  Bench *bench;
  const BenchLoader *loader;
  const BenchLoaderPart *part;
  BenchUsbDevice usb; /* the loader's, with this part's ids */
  BenchApplication application;
  guint8 *image; /* the loader as it was */
  guint32 image_size;
  Runs runs;
  gpointer usb_device, serial_device; /* what it is on the bus now: one of them, or neither */
  GPtrArray *usb_left, *serial_left;  /* what it was; programs may still hold them */
  GMutex life;                        /* one change at a time; taken before the bench's lock */
  BenchStart next;
  guint64 change_at;  /* it leaves the bus then, or comes back */
  gint64 linger_till; /* real time */
  GCond wake;
  GThread *keeper; /* NULL on the virtual clock, where the waiting host changes it */
  gboolean quit;
};

/* ── what runs ── */

static gboolean
is_intact (BenchBoard *self)
{
  const guint8 *flash = isp_sim_chip_get_flash (self->bench->chip);

  return memcmp (flash + self->part->start, self->image, self->image_size) == 0;
}

static gboolean
is_blank (BenchBoard *self, guint32 n)
{
  const guint8 *flash = isp_sim_chip_get_flash (self->bench->chip);

  for (guint32 i = 0; i < n; i++)
    if (flash[i] != 0xFF)
      return FALSE;
  return TRUE;
}

/* A CPU that finds FF goes on to what comes next: through all of a blank application it comes to
 * the loader; from a page in the middle it goes astray. */
static Runs
run_from_zero (BenchBoard *self)
{
  if (!is_blank (self, 2))
    return RUNS_APPLICATION;
  return is_blank (self, self->part->start) && is_intact (self) ? RUNS_LOADER : RUNS_NOTHING;
}

static Runs
decide (BenchBoard *self, BenchStart start)
{
  gboolean is_wanted = start == BENCH_START_LOADER;

  if (start == BENCH_START_ASTRAY)
    return RUNS_NOTHING;
  if (!is_wanted && !self->loader->runs_first)
    return run_from_zero (self);
  if (!is_intact (self))
    return RUNS_NOTHING;
  if (is_wanted)
    return RUNS_LOADER;
  if (!is_blank (self, 2))
    return RUNS_APPLICATION;
  return self->loader->stays ? RUNS_LOADER : RUNS_NOTHING;
}

/* ── on the bus ── */

static gboolean
show_loader (BenchBoard *self, GError **error)
{
  if (self->loader->serial == NULL)
    self->usb_device = bench_usb_start (self->bench, &self->usb, error);
  else
    self->serial_device = bench_serial_start (self->bench, self->loader->serial, error);
  return self->usb_device != NULL || self->serial_device != NULL;
}

static gboolean
show_application (BenchBoard *self, GError **error)
{
  BenchApplication *application = &self->application;

  if (!bench_application_find (isp_sim_chip_get_flash (self->bench->chip), self->part->start,
                               application))
    return TRUE;
  if (application->has_port)
    self->serial_device = bench_serial_start (self->bench, &application->serial, error);
  else
    self->usb_device = bench_usb_start (self->bench, &application->usb, error);
  return self->usb_device != NULL || self->serial_device != NULL;
}

/* With the board's life held, and not the bench's lock. */
static gboolean
show (BenchBoard *self, BenchStart start, GError **error)
{
  bench_lock (self->bench);
  Runs runs = decide (self, start);
  self->change_at = BENCH_NEVER;
  bench_sync (self->bench, bench_clock_now (&self->bench->clock));
  bench_unlock (self->bench);
  gboolean ok = runs == RUNS_LOADER        ? show_loader (self, error)
                : runs == RUNS_APPLICATION ? show_application (self, error)
                                           : TRUE;
  bench_lock (self->bench);
  self->runs = runs;
  bench_unlock (self->bench);
  return ok;
}

static void
hide (BenchBoard *self)
{
  if (self->usb_device != NULL)
    {
      bench_usb_leave (self->usb_device);
      g_ptr_array_add (self->usb_left, g_steal_pointer (&self->usb_device));
    }
  if (self->serial_device != NULL)
    {
      bench_serial_leave (self->serial_device);
      g_ptr_array_add (self->serial_left, g_steal_pointer (&self->serial_device));
    }
  bench_lock (self->bench);
  self->runs = RUNS_NOTHING;
  self->bench->usb_number++;
  bench_unlock (self->bench);
}

static void
come_back (BenchBoard *self, BenchStart start)
{
  bench_lock (self->bench);
  self->next = start;
  self->change_at = bench_clock_now (&self->bench->clock) + RETURN_NS;
  g_cond_signal (&self->wake);
  bench_unlock (self->bench);
}

void
bench_board_change (Bench *bench)
{
  BenchBoard *self = bench->board;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->life);
  bench_lock (bench);
  gboolean is_due = self->change_at <= bench_clock_now (&bench->clock);
  bench_unlock (bench);
  if (is_due && self->runs != RUNS_NOTHING)
    {
      hide (self);
      come_back (self, self->next);
    }
  else if (is_due && !show (self, self->next, &error))
    g_error ("the board cannot come back: %s", error->message);
  g_mutex_unlock (&self->life);
}

guint64
bench_board_leaves_at (Bench *bench)
{
  return bench->board != NULL ? bench->board->change_at : BENCH_NEVER;
}

/* Changes the board when its time has come. */
static gpointer
keep (gpointer data)
{
  BenchBoard *self = data;
  BenchClock *clock = &self->bench->clock;

  bench_lock (self->bench);
  while (!self->quit)
    {
      if (self->change_at == BENCH_NEVER)
        {
          g_cond_wait (&self->wake, &self->bench->lock);
          continue;
        }
      bench_clock_skip_to (clock, MAX (clock->target, self->change_at));
      gint64 until = g_get_monotonic_time () +
                     (gint64) (bench_clock_real_until (clock, self->change_at) / BENCH_US);
      until = MAX (until, self->linger_till);
      if (g_get_monotonic_time () < until)
        {
          g_cond_wait_until (&self->wake, &self->bench->lock, until + 1);
          continue;
        }
      bench_unlock (self->bench);
      bench_board_change (self->bench);
      bench_lock (self->bench);
    }
  bench_unlock (self->bench);
  return NULL;
}

/* ── for the loaders ── */

void
bench_board_leave (Bench *bench, BenchStart start, guint64 ns)
{
  BenchBoard *self = bench->board;

  self->next = start;
  self->change_at = MAX (bench_device_time (bench), bench_clock_now (&bench->clock)) + ns;
  if (self->keeper != NULL)
    self->linger_till = g_get_monotonic_time () + LINGER_US;
  g_cond_signal (&self->wake);
}

void
bench_board_stay (Bench *bench)
{
  bench->board->change_at = BENCH_NEVER;
}

guint32
bench_board_get_end (Bench *bench)
{
  return bench->board->part->start;
}

/* ── the person ── */

void
bench_press_reset (Bench *bench, guint presses)
{
  BenchBoard *self = bench->board;

  g_return_if_fail (self != NULL);
  g_mutex_lock (&self->life);
  hide (self);
  come_back (self, presses >= self->loader->presses ? BENCH_START_LOADER : BENCH_START_POWER);
  g_mutex_unlock (&self->life);
}

void
bench_board_unplug (Bench *bench, gpointer model)
{
  BenchBoard *self = model;

  g_mutex_lock (&self->life);
  hide (self);
  bench_lock (bench);
  self->change_at = BENCH_NEVER;
  bench_unlock (bench);
  g_mutex_unlock (&self->life);
}

void
bench_board_plug (Bench *bench, gpointer model)
{
  BenchBoard *self = model;
  g_autoptr (GError) error = NULL;

  g_mutex_lock (&self->life);
  if (!show (self, BENCH_START_POWER, &error))
    g_error ("the board cannot be plugged in again: %s", error->message);
  g_mutex_unlock (&self->life);
}

/* ── making ── */

static const BenchLoaderPart *
find_part (const BenchLoader *loader, Bench *bench)
{
  for (const BenchLoaderPart *part = loader->parts; part->id != NULL; part++)
    if (isp_parts_by_name (part->id) == isp_sim_chip_get_part (bench->chip))
      return part;
  return NULL;
}

/* The chip as such a board has it: fuses, and a loader that can be told from anything else. */
static void
fit_chip (BenchBoard *self)
{
  IspSimChip *chip = self->bench->chip;

  for (guint i = 0; i < ISP_N_FUSES; i++)
    isp_sim_chip_set_fuse (chip, i, self->part->fuse[i]);
  self->image_size = isp_sim_chip_get_part (chip)->flash.size - self->part->start;
  self->image = g_malloc0 (self->image_size);
  if (self->loader->image != NULL)
    memcpy (self->image, self->loader->image, self->image_size);
  else
    bench_spoil (self->image, self->image_size, self->part->start);
  memcpy (isp_sim_chip_get_flash (chip) + self->part->start, self->image, self->image_size);
}

gpointer
bench_board_start (Bench *bench, const void *loader, GError **error)
{
  const BenchLoaderPart *part = find_part (loader, bench);

  if (part == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "this loader is not for %s",
                   isp_sim_chip_get_part (bench->chip)->id);
      return NULL;
    }
  BenchBoard *self = g_new0 (BenchBoard, 1);
  bench->board = self;
  if (bench->usb_port == NULL)
    {
      bench->usb_port = PORT;
      bench->usb_number = NUMBER;
    }
  self->bench = bench;
  self->loader = loader;
  self->part = part;
  self->change_at = BENCH_NEVER;
  self->usb_left = g_ptr_array_new ();
  self->serial_left = g_ptr_array_new ();
  g_mutex_init (&self->life);
  g_cond_init (&self->wake);
  if (self->loader->serial == NULL)
    {
      self->usb = part->usb != NULL ? *part->usb : *self->loader->usb;
      if (part->pid != 0)
        self->usb.pid = part->pid;
      if (part->product != NULL)
        self->usb.product = part->product;
    }
  fit_chip (self);
  if (!show (self, BENCH_START_LOADER, error))
    {
      bench_board_stop (bench, self);
      return NULL;
    }
  if (!bench->clock.virtual)
    self->keeper = g_thread_new ("keeper", keep, self);
  return self;
}

void
bench_board_stop (Bench *bench, gpointer model)
{
  BenchBoard *self = model;

  if (self->keeper != NULL)
    {
      bench_lock (bench);
      self->quit = TRUE;
      g_cond_signal (&self->wake);
      bench_unlock (bench);
      g_thread_join (self->keeper);
    }
  hide (self);
  for (guint i = 0; i < self->usb_left->len; i++)
    bench_usb_stop (bench, self->usb_left->pdata[i]);
  for (guint i = 0; i < self->serial_left->len; i++)
    bench_serial_stop (bench, self->serial_left->pdata[i]);
  g_ptr_array_unref (self->usb_left);
  g_ptr_array_unref (self->serial_left);
  g_mutex_clear (&self->life);
  g_cond_clear (&self->wake);
  g_free (self->image);
  bench->board = NULL;
  g_free (self);
}

/* ── telling ── */

void
bench_take_loader (Bench *bench)
{
  BenchBoard *self = bench->board;

  g_return_if_fail (self != NULL);
  memcpy (self->image, isp_sim_chip_get_flash (bench->chip) + self->part->start, self->image_size);
}

gboolean
bench_is_loader_intact (Bench *bench)
{
  g_return_val_if_fail (bench->board != NULL, FALSE);
  return is_intact (bench->board);
}

const char *
bench_get_running (Bench *bench)
{
  static const char *const names[] = { "nothing", "loader", "application" };

  if (bench->board == NULL)
    return NULL;
  return names[bench->board->runs];
}
