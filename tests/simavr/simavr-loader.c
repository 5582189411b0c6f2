/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simavr-loader.h"

#include "core/isp-image-file.h"

#include <string.h>

#define FLASH_SIZE   0x8000
#define LOADER_START 0x7000
#define SLICE_CYCLES 800 /* 50 µs */
#define LOOK_NS      (10 * BENCH_US)
#define PACKET       16
#define BULK         0x02

static SimavrCpu cpu = { .start = LOADER_START };
static guint8 flash[FLASH_SIZE], descriptors[256];
static char *texts[3]; /* manufacturer, product, serial number, by their index */
static guint in, out;  /* bulk endpoints */

/* It is on the bus: with nothing told to the bench of what came before. */
static gboolean
come_up (Bench *bench)
{
  gsize n;

  simavr_cpu_reset (&cpu, isp_sim_chip_get_flash (bench->chip));
  gboolean ok = simavr_usb_enumerate (&cpu, descriptors, &n);
  simavr_cpu_join (&cpu, bench);
  return ok;
}

/* ── DFU ── */

typedef struct
{
  gboolean is_up, has_left;
} Firmware;

static gpointer
create (const void *variant)
{
  return g_new0 (Firmware, 1);
}

static int
control (Bench *bench, gpointer firmware, BenchControl *request)
{
  Firmware *self = firmware;

  if (!self->is_up && !come_up (bench))
    return BENCH_NO_ANSWER;
  self->is_up = TRUE;
  int n = simavr_usb_control (&cpu, request);
  simavr_cpu_tell (&cpu);
  guint64 ns = simavr_cpu_wait_for_watchdog (&cpu);
  if (cpu.left && !self->has_left)
    {
      bench_board_leave (bench, BENCH_START_APPLICATION, ns);
      self->has_left = TRUE;
    }
  return n;
}

/* ── a serial port ── */

typedef struct
{
  gboolean is_up;
  guint8 packet[PACKET]; /* which it has not taken yet */
  guint n;
} Port;

static void
run_slice (BenchSerial *line, Port *self)
{
  guint8 back[64];
  gboolean answers = FALSE;

  for (avr_cycle_count_t until = cpu.avr->cycle + SLICE_CYCLES;
       cpu.avr->cycle < until && !cpu.left;)
    {
      simavr_cpu_step (&cpu);
      if (self->n > 0 && simavr_usb_write (&cpu, out, self->packet, self->n))
        self->n = 0;
      guint n = simavr_usb_read (&cpu, in, back);
      answers = answers || n > 0;
      for (guint i = 0; i < n; i++)
        bench_serial_put (line, back[i]);
    }
  simavr_cpu_tell (&cpu);
  if (answers)
    bench_serial_flush (line);
}

static void
command (BenchSerial *line, gpointer program)
{
  Bench *bench = bench_serial_get_bench (line);
  Port *self = program;

  if (!self->is_up && !come_up (bench))
    bench_serial_hang (line);
  self->is_up = TRUE;
  run_slice (line, self);
  if (cpu.left && !bench_serial_is_aborted (line))
    {
      bench_board_leave (bench, BENCH_START_APPLICATION, 0);
      bench_serial_hang (line);
    }
  else if (self->n > 0)
    bench_serial_keep_up (line);
  else if (bench_serial_get_until (line, bench_device_time (bench) + LOOK_NS, self->packet))
    {
      for (self->n = 1; self->n < PACKET && bench_serial_get_rest (line, self->packet + self->n);)
        self->n++;
      bench_serial_begin_command (line);
    }
}

/* ── the board, as the loader's own descriptors say ── */

static BenchUsbDevice usb = { .create = create,
                              .control = control,
                              .descriptors = descriptors,
                              .full_speed = TRUE };
static BenchSerialDevice serial = { .tty = "ttyACM0",
                                    .packet = PACKET,
                                    .no_modem = TRUE,
                                    .refusal = '?',
                                    .command = command,
                                    .program_size = sizeof (Port) };
static const BenchLoaderPart dfu_parts[] = {
  { "atmega32u4", 0, NULL, LOADER_START, { 0x5E, 0x99, 0xF3, 0xEF }, NULL },
  { NULL },
};
static const BenchLoaderPart serial_parts[] = {
  { "atmega32u4", 0, NULL, LOADER_START, { 0xFF, 0xD8, 0xFB, 0x2F }, NULL },
  { NULL },
};
static BenchLoader loader = { .image = flash + LOADER_START };
static const BenchModel model = {
  .id = "simavr",
  .start = bench_board_start,
  .stop = bench_board_stop,
  .unplug = bench_board_unplug,
  .plug = bench_board_plug,
  .variant = &loader,
  .is_loader = TRUE,
};

static void
find_endpoints (gsize n)
{
  for (gsize at = 18; at + 7 <= n && descriptors[at] > 0; at += descriptors[at])
    if (descriptors[at + 1] == 5 && descriptors[at + 3] == BULK)
      *(descriptors[at + 2] & 0x80 ? &in : &out) = descriptors[at + 2] & 0x0F;
}

static void
describe (gsize n)
{
  guint16 vid = descriptors[8] | descriptors[9] << 8, pid = descriptors[10] | descriptors[11] << 8;
  guint16 release = descriptors[12] | descriptors[13] << 8;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    texts[i] = simavr_usb_get_string (&cpu, descriptors[14 + i]);
  find_endpoints (n);
  usb.vid = serial.vid = vid;
  usb.pid = serial.pid = pid;
  usb.bcd_device = serial.bcd_device = release;
  usb.manufacturer = serial.manufacturer = texts[0];
  usb.product = serial.product = texts[1];
  usb.serial = serial.serial = texts[2];
  usb.n_descriptors = n;
  loader.serial = in > 0 ? &serial : NULL;
  loader.usb = in > 0 ? NULL : &usb;
  loader.parts = in > 0 ? serial_parts : dfu_parts;
  loader.runs_first = loader.stays = in > 0;
  loader.presses = 1;
}

const BenchModel *
simavr_loader_make (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);
  g_autoptr (IspImageFile) image = isp_image_file_load (file, NULL, error);
  gsize n = 0;

  if (image == NULL)
    return NULL;
  memset (flash, 0xFF, FLASH_SIZE);
  isp_image_read (image->flash, LOADER_START, flash + LOADER_START, FLASH_SIZE - LOADER_START,
                  0xFF);
  simavr_cpu_reset (&cpu, flash);
  if (!simavr_usb_enumerate (&cpu, descriptors, &n))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   "no bootloader of an ATmega32U4 comes up from %s", path);
      return NULL;
    }
  describe (n);
  return &model;
}

gboolean
simavr_loader_is_serial (void)
{
  return loader.serial != NULL;
}

void
simavr_loader_free (void)
{
  simavr_cpu_free (&cpu);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_clear_pointer (&texts[i], g_free);
}
