/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bench itself: chip, testbed, faults, and running programs on it. */
#include "bench-private.h"
#include "bench/board/bench-board.h"
#include "bench/wire/bench-serial.h"
#include "parts/isp-parts.h"

#include <errno.h>
#include <string.h>
#include <sys/wait.h>

/* clang-format off */
#define USB(id, device, ...)                                                    \
  { id, bench_usb_start, bench_usb_stop, bench_usb_unplug, bench_usb_plug,      \
    bench_usb_renew, &device, __VA_ARGS__ }
#define SERIAL(id, device, ...)                                                 \
  { id, bench_serial_start, bench_serial_stop, bench_serial_unplug,             \
    bench_serial_plug, bench_serial_renew, &device, __VA_ARGS__ }
#define LOADER(id, loader, ...)                                                 \
  { id, bench_board_start, bench_board_stop, bench_board_unplug,                \
    bench_board_plug, NULL, &loader, .is_loader = TRUE, __VA_ARGS__ }
#define IMPOSTOR .is_impostor = TRUE
#define LIKE(id) .like = id

static const BenchModel models[] = {
  USB ("usbasp", bench_usbasp),
  USB ("usbasp-2007", bench_usbasp_2007),
  USB ("usbasp-lctech", bench_usbasp_lctech, LIKE ("usbasp-2007")),
  USB ("usbasp-2009", bench_usbasp_2009),
  USB ("usbasp-nerdralph", bench_usbasp_nerdralph),
  USB ("usbasp-dioannidis", bench_usbasp_dioannidis, LIKE ("usbasp-nerdralph")),
  USB ("usbasp-jumper", bench_usbasp_jumper, LIKE ("usbasp")),
  USB ("usbasp-starved", bench_usbasp_starved, LIKE ("usbasp")),
  USB ("usbasp-3mhz", bench_usbasp_3mhz, LIKE ("usbasp")),
  USB ("usbasp-stalls", bench_usbasp_stalls, LIKE ("usbasp")),
  USB ("usbasp-cuts", bench_usbasp_cuts, LIKE ("usbasp")),
  USB ("usbasp-folds", bench_usbasp_folds, LIKE ("usbasp")),
  USB ("usbasp-folds-reads", bench_usbasp_folds_reads, LIKE ("usbasp")),
  USB ("nibobee", bench_nibobee, LIKE ("usbasp-2009")),
  USB ("usbtiny", bench_usbtiny),
  USB ("usbtiny-arduino", bench_usbtiny_arduino, LIKE ("usbtiny")),
  USB ("usbtiny-short", bench_usbtiny_short, LIKE ("usbtiny")),
  USB ("usbtiny-stranger", bench_usbtiny_stranger, IMPOSTOR),
  USB ("trinket", bench_trinket, IMPOSTOR),
  SERIAL ("buspirate", bench_buspirate),
  SERIAL ("buspirate-115200", bench_buspirate_115200),
  SERIAL ("buspirate-v8", bench_buspirate_v8),
  SERIAL ("buspirate-old", bench_buspirate_old),
  SERIAL ("buspirate-5v", bench_buspirate_5v, LIKE ("buspirate")),
  SERIAL ("buspirate-v4", bench_buspirate_v4),
  SERIAL ("buspirate-v5", bench_buspirate_v5),
  SERIAL ("buspirate-v5-console", bench_buspirate_v5_console, IMPOSTOR),
  SERIAL ("avrisp-helper", bench_avrisp_helper),
  SERIAL ("avrisp-helper-drops", bench_avrisp_helper_drops),
  SERIAL ("avrisp-uart", bench_avrisp_uart),
  SERIAL ("avrisp-uart-115200", bench_avrisp_uart_115200, LIKE ("avrisp-uart")),
  SERIAL ("avrisp-uart-9600", bench_avrisp_uart_9600, LIKE ("avrisp-uart")),
  SERIAL ("avrisp-uart-38400", bench_avrisp_uart_38400, LIKE ("avrisp-uart")),
  SERIAL ("avrisp-uart-57600", bench_avrisp_uart_57600, LIKE ("avrisp-uart")),
  SERIAL ("avrisp-uart-talks", bench_avrisp_uart_talks, LIKE ("avrisp-uart")),
  SERIAL ("avrisp-genuine", bench_avrisp_genuine),
  SERIAL ("arduino-ftdi", bench_arduino_ftdi, LIKE ("avrisp-uart")),
  SERIAL ("stk500v2", bench_stk500v2),
  SERIAL ("stk500v2-old", bench_stk500v2_old, LIKE ("stk500v2")),
  SERIAL ("stk500v2-bootloader", bench_stk500v2_bootloader, IMPOSTOR),
  SERIAL ("pololu", bench_pololu),
  USB ("avrispmkii", bench_avrispmkii),
  USB ("avrispmkii-unpowered", bench_avrispmkii_unpowered, IMPOSTOR),
  USB ("avrispmkii-lufa", bench_avrispmkii_lufa),
  USB ("avrispmkii-small", bench_avrispmkii_small, IMPOSTOR),
  SERIAL ("gps", bench_gps, IMPOSTOR),
  SERIAL ("babbler", bench_babbler, IMPOSTOR),
  SERIAL ("lamp", bench_lamp, IMPOSTOR),
  SERIAL ("teensy-echo", bench_teensy_echo, IMPOSTOR),
  SERIAL ("teensy-quiet", bench_teensy_quiet, IMPOSTOR),
  LOADER ("caterina", bench_caterina),
  LOADER ("caterina-leonardo", bench_caterina_leonardo, LIKE ("caterina")),
  LOADER ("halfkay", bench_halfkay),
  LOADER ("halfkay-busy", bench_halfkay_busy, LIKE ("halfkay")),
  LOADER ("halfkay-arm", bench_halfkay_arm, LIKE ("halfkay")),
  LOADER ("bootloadhid", bench_bootloadhid),
  LOADER ("usbasploader", bench_usbasploader),
  LOADER ("usbasploader-original", bench_usbasploader_original, LIKE ("usbasploader")),
  LOADER ("usbasploader-gblargg", bench_usbasploader_gblargg, LIKE ("usbasploader")),
  LOADER ("qmk-hid", bench_qmk_hid),
  LOADER ("lufa-hid", bench_lufa_hid, LIKE ("qmk-hid")),
  LOADER ("nanoboot", bench_nanoboot, LIKE ("qmk-hid")),
  LOADER ("lufa-ms", bench_lufa_ms),
  LOADER ("atmel-dfu", bench_atmel_dfu),
  LOADER ("lufa-dfu", bench_lufa_dfu),
  LOADER ("qmk-dfu", bench_qmk_dfu, LIKE ("lufa-dfu")),
};
/* clang-format on */

const char *
bench_get_programmer (guint i)
{
  return i < G_N_ELEMENTS (models) ? models[i].id : NULL;
}

gboolean
bench_can_program (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (models), FALSE);
  return !models[i].is_impostor && !models[i].is_loader;
}

gboolean
bench_is_loader (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (models), FALSE);
  return models[i].is_loader;
}

const char *
bench_get_like (guint i)
{
  g_return_val_if_fail (i < G_N_ELEMENTS (models), NULL);
  return models[i].like;
}

static const BenchModel *
find_model (const char *programmer, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    if (g_str_equal (models[i].id, programmer))
      return &models[i];
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "no such programmer: %s",
               programmer);
  return NULL;
}

/* Takes bed. place: where it is plugged in; NULL: where its kind usually is. */
static Bench *
make (const BenchModel *model, const char *part, guint speed, UMockdevTestbed *bed,
      const BenchPlace *place, GError **error)
{
  const IspPart *row = isp_parts_by_name (part);

  if (row == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "no such part: %s", part);
      g_object_unref (bed);
      return NULL;
    }
  Bench *self = g_new0 (Bench, 1);
  g_mutex_init (&self->lock);
  self->device_until = BENCH_NEVER;
  self->chip = isp_sim_chip_new (row);
  self->model = model;
  bench_clock_init (&self->clock, speed, isp_sim_chip_get_time (self->chip));
  self->bed = bed;
  if (place != NULL)
    {
      self->usb_port = place->usb_port;
      self->usb_number = place->usb_number;
      self->tty = place->tty;
    }
  self->root = umockdev_testbed_get_root_dir (self->bed);
  self->state = model->start (self, model->variant, error);
  if (self->state == NULL)
    g_clear_pointer (&self, bench_free);
  return self;
}

Bench *
bench_new (const char *programmer, const char *part, guint speed, GError **error)
{
  const BenchModel *model = find_model (programmer, error);

  return model != NULL ? bench_new_from_model (model, part, speed, error) : NULL;
}

Bench *
bench_new_from_model (const BenchModel *model, const char *part, guint speed, GError **error)
{
  return make (model, part, speed, umockdev_testbed_new (), NULL, error);
}

Bench *
bench_new_beside (Bench *other, const char *programmer, const char *part, GError **error)
{
  static const BenchPlace place = { "1-4", 64, "ttyACM1" };
  const BenchModel *model = find_model (programmer, error);
  Bench *self;

  if (model == NULL)
    return NULL;
  self = make (model, part, other->clock.speed, g_object_ref (other->bed), &place, error);
  if (self != NULL)
    bench_unplug (self);
  return self;
}

void
bench_free (Bench *self)
{
  if (self == NULL)
    return;
  if (self->state != NULL)
    self->model->stop (self, self->state);
  g_clear_object (&self->bed);
  isp_sim_chip_free (self->chip);
  isp_sim_chip_free (self->target);
  g_free (self->root);
  g_free (self->event);
  g_free (self->node);
  g_free (self->port_id);
  bench_ledger_clear (self);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
bench_renew (Bench *self)
{
  IspSimChip *chip = isp_sim_chip_new (isp_sim_chip_get_part (self->chip));

  g_return_if_fail (self->model->renew != NULL && self->clock.virtual && !self->unplugged &&
                    !self->removed);
  isp_sim_chip_free (self->chip);
  self->chip = chip;
  bench_sync (self, self->clock.now);
  self->clock.start = self->clock.now;
  bench_ledger_clear (self);
  self->erased_from = self->written_until = 0;
  bench_noise_init (&self->miso, 0, 0);
  bench_noise_init (&self->mosi, 0, 0);
  self->fault = BENCH_FAULT_NONE;
  self->line_fault = BENCH_LINE_FINE;
  self->transfers = 0;
  memset (self->line_bytes, 0, sizeof self->line_bytes);
  self->n_fuse_writes = 0;
  bench_set_reset (self, FALSE);
  self->model->renew (self, self->state);
}

void
bench_lock (Bench *self)
{
  g_mutex_lock (&self->lock);
}

void
bench_unlock (Bench *self)
{
  g_mutex_unlock (&self->lock);
}

IspSimChip *
bench_chip (Bench *self)
{
  return self->chip;
}

gboolean
bench_is_reset_low (Bench *self)
{
  return self->reset_low;
}

void
bench_set_names (Bench *self, const char *node, char *port_id)
{
  g_free (self->node);
  g_free (self->port_id);
  self->node = g_strdup (node);
  self->port_id = port_id;
}

const char *
bench_get_node (Bench *self)
{
  return self->node;
}

const char *
bench_get_port_id (Bench *self)
{
  return self->port_id;
}

const char *
bench_get_root (Bench *self)
{
  return self->root;
}

/* ── devices that outlive their bench ── */

static GMutex ties;

Bench *
bench_hold (Bench **tie)
{
  g_mutex_lock (&ties);
  return *tie;
}

void
bench_let_go (Bench *self)
{
  g_mutex_unlock (&ties);
}

void
bench_part (Bench **tie)
{
  g_mutex_lock (&ties);
  *tie = NULL;
  g_mutex_unlock (&ties);
}

/* ── faults ── */

void
bench_set_fault (Bench *self, BenchFault fault, guint64 at)
{
  bench_lock (self);
  self->fault = fault;
  self->fault_at =
      at + (fault == BENCH_FAULT_DRAG ? isp_sim_chip_get_stats (self->chip)->page_writes : 0);
  if (fault != BENCH_FAULT_UNPLUGGED)
    self->unplugged = FALSE;
  bench_unlock (self);
}

guint64
bench_get_transfers (Bench *self)
{
  bench_lock (self);
  guint64 n = self->transfers;
  bench_unlock (self);
  return n;
}

guint64
bench_get_busy (Bench *self)
{
  bench_lock (self);
  guint64 busy = self->busy;
  bench_unlock (self);
  return busy;
}

/* As long for a person at any speed. */
#define DRAG_NS (100 * BENCH_MS)

BenchFault
bench_next_transfer (Bench *self)
{
  guint64 n = self->transfers++;

  if (self->fault == BENCH_FAULT_DRAG &&
      isp_sim_chip_get_stats (self->chip)->page_writes >= self->fault_at)
    bench_advance (self, DRAG_NS * self->clock.speed);
  if (self->fault == BENCH_FAULT_NONE || self->fault == BENCH_FAULT_CUT ||
      self->fault == BENCH_FAULT_DRAG || n < self->fault_at)
    return BENCH_FAULT_NONE;
  if (self->fault == BENCH_FAULT_STALL && n > self->fault_at)
    return BENCH_FAULT_NONE;
  if (self->fault == BENCH_FAULT_UNPLUGGED)
    self->unplugged = TRUE;
  return self->fault;
}

/* Every byte becomes another one. Repeatable (a linear congruence): a test that fails fails again.
 */
void
bench_spoil (guint8 *data, gsize len, guint32 seed)
{
  for (gsize i = 0; i < len; i++)
    {
      seed = seed * 1664525 + 1013904223;
      data[i] ^= seed >> 24 | 1;
    }
}

static const char *const fault_names[BENCH_N_FAULTS] = {
  "none", "unplugged", "stall", "silent", "garbage", "talks", "cut", "drag",
};

static const char *const chip_fault_names[ISP_SIM_N_FAULTS] = {
  [ISP_SIM_FAULT_NONE] = "chip-none",      [ISP_SIM_FAULT_NO_CONTACT] = "no-contact",
  [ISP_SIM_FAULT_MISO_LOW] = "miso-low",   [ISP_SIM_FAULT_NOISY] = "noisy",
  [ISP_SIM_FAULT_PAGE] = "page",           [ISP_SIM_FAULT_FUSE] = "fuse",
  [ISP_SIM_FAULT_FUSE_ONCE] = "fuse-once", [ISP_SIM_FAULT_ERASE] = "erase",
  [ISP_SIM_FAULT_NO_BUSY] = "no-busy",     [ISP_SIM_FAULT_DIES] = "dies",
};

gboolean
bench_set_fault_from_text (Bench *self, const char *text, GError **error)
{
  gsize len = strcspn (text, "@=");
  const char *tail = text[len] == '\0' ? "0" : text + len + 1;
  guint64 number = 0;

  if (!g_ascii_string_to_unsigned (tail, 10, 0, G_MAXUINT32, &number, error))
    return FALSE;
  g_autofree char *name = g_strndup (text, len);
  for (guint i = 0; i < BENCH_N_FAULTS; i++)
    if (g_str_equal (fault_names[i], name))
      {
        bench_set_fault (self, i, number);
        return TRUE;
      }
  for (guint i = 0; i < ISP_SIM_N_FAULTS; i++)
    if (g_str_equal (chip_fault_names[i], name))
      {
        bench_lock (self);
        isp_sim_chip_set_fault (self->chip, i, number);
        bench_unlock (self);
        return TRUE;
      }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "no such fault: %s", text);
  return FALSE;
}

gboolean
bench_set_noise_from_text (Bench *self, const char *text, GError **error)
{
  BenchNoise miso, mosi;

  if (!bench_noise_parse (text, &miso, &mosi, error))
    return FALSE;
  bench_lock (self);
  self->miso = miso;
  self->mosi = mosi;
  bench_unlock (self);
  return TRUE;
}

gboolean
bench_set_event_from_text (Bench *self, const char *text, GError **error)
{
  const char *command = strchr (text, '=');
  g_autofree char *page = g_strndup (text, command != NULL ? command - text : 0);
  guint64 number;

  if (!g_ascii_string_to_unsigned (page, 10, 1, G_MAXUINT32, &number, error))
    return FALSE;
  bench_lock (self);
  g_free (self->event);
  self->event = g_strdup (command + 1);
  self->event_page = number;
  bench_unlock (self);
  return TRUE;
}

void
bench_unplug (Bench *self)
{
  bench_lock (self);
  self->unplugged = TRUE;
  bench_unlock (self);
  if (!self->removed)
    self->model->unplug (self, self->state);
  self->removed = TRUE;
}

void
bench_plug (Bench *self)
{
  bench_unplug (self);
  bench_lock (self);
  self->unplugged = self->removed = FALSE;
  self->fault = BENCH_FAULT_NONE;
  bench_unlock (self);
  self->model->plug (self, self->state);
}

/* ── telling ── */

void
bench_set_trace (Bench *self, gboolean trace)
{
  self->trace = trace;
}

#define TRACE_BYTES 16

void
bench_trace (Bench *self, guint64 from, guint64 to, const char *what, const guint8 *data, gsize n)
{
  if (!self->trace)
    return;
  g_autoptr (GString) bytes = g_string_new (NULL);
  for (gsize i = 0; i < MIN (n, TRACE_BYTES); i++)
    g_string_append_printf (bytes, " %02X", data[i]);
  g_printerr ("%10.3f %8.3f %s %4" G_GSIZE_FORMAT ":%s%s\n",
              (from - self->clock.start) / (double) BENCH_MS, (to - from) / (double) BENCH_MS, what,
              n, bytes->str, n > TRACE_BYTES ? " …" : "");
}

/* ── programs on the bench ── */

gboolean
bench_run (Bench *self, const char *const *argv, char **stdout_text, char **stderr_text,
           int *wait_status, GError **error)
{
  g_auto (GStrv) env = g_get_environ ();
  const char *asan = g_environ_getenv (env, "ASAN_OPTIONS");
  g_autofree char *options = g_strconcat (asan != NULL ? asan : "", asan != NULL ? ":" : "",
                                          "verify_asan_link_order=0", NULL);

  env = g_environ_setenv (env, "UMOCKDEV_DIR", self->root, TRUE);
  env = g_environ_setenv (env, "LD_PRELOAD", BENCH_REALPATH ":libumockdev-preload.so.0", TRUE);
  env = g_environ_setenv (env, "ASAN_OPTIONS", options, TRUE);

  GSpawnFlags flags = G_SPAWN_SEARCH_PATH;
  if (stdout_text == NULL && stderr_text == NULL)
    flags |= G_SPAWN_CHILD_INHERITS_STDIN;
  if (stdout_text != NULL || stderr_text != NULL)
    return g_spawn_sync (NULL, (char **) argv, env, flags, NULL, NULL, stdout_text, stderr_text,
                         wait_status, error);

  GPid pid;
  if (!g_spawn_async (NULL, (char **) argv, env, flags | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                      &pid, error))
    return FALSE;
  while (waitpid (pid, wait_status, 0) < 0 && errno == EINTR)
    ;
  g_spawn_close_pid (pid);
  return TRUE;
}
