/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The serial port as the system shows it: sysfs, a pty, and the ioctls by which the board sees DTR.
 * umockdev calls on a thread of its own. */
#include "bench-serial-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <pty.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define ROOT       "/devices/pci0000:00/0000:00:14.0/usb1/"
#define PORT       "1-3"
#define NUMBER     6
#define TTY_NUMBER "4:70" /* with another major umockdev denies that it is a terminal */

G_DEFINE_FINAL_TYPE (BenchSerial, bench_serial, UMOCKDEV_TYPE_IOCTL_BASE)

/* ── the near end ── */

static void
wake_board (BenchSerial *self)
{
  guint64 one = 1;

  if (write (self->wake, &one, sizeof one) < 0)
    g_error ("cannot wake the board");
  bench_device_wake (self->bench);
}

static void
tell_line (BenchSerial *self)
{
  if (self->device->line_changed != NULL && self->slave >= 0)
    self->device->line_changed (
        self->bench, self->port_baud > 0 ? self->port_baud : bench_line_get_rate (self->slave),
        (self->modem & TIOCM_DTR) != 0);
}

static void
set_modem (BenchSerial *self, int bits)
{
  gboolean rises = (bits & TIOCM_DTR) && !(self->modem & TIOCM_DTR);

  self->modem = bits;
  tell_line (self);
  if (!rises || self->device->boot == BENCH_BOOT_NONE)
    return;
  self->reset_at = MAX (bench_clock_now (&self->bench->clock), 1);
  wake_board (self);
}

static gboolean
answer_modem (BenchSerial *self, UMockdevIoctlClient *client, gulong request)
{
  UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg (client);
  g_autoptr (UMockdevIoctlData) data = umockdev_ioctl_data_resolve (arg, 0, sizeof (int), NULL);
  int *bits = data != NULL ? (int *) data->data : NULL;
  int wanted = self->modem;

  if (bits == NULL) /* the program was killed meanwhile */
    {
      umockdev_ioctl_client_complete (client, -1, EFAULT);
      return TRUE;
    }
  if (request == TIOCMGET)
    *bits = self->modem | TIOCM_CTS | TIOCM_DSR;
  else if (request == TIOCMSET)
    wanted = *bits & (TIOCM_DTR | TIOCM_RTS);
  else if (request == TIOCMBIS)
    wanted |= *bits & (TIOCM_DTR | TIOCM_RTS);
  else
    wanted &= ~*bits;
  /* The kernel asks the device only for what changes, and remembers it although it was refused. */
  if (self->device->no_modem && wanted != self->modem)
    {
      self->modem = wanted;
      umockdev_ioctl_client_complete (client, -1, EPIPE);
      return TRUE;
    }
  set_modem (self, wanted);
  umockdev_ioctl_client_complete (client, 0, 0);
  return TRUE;
}

static gboolean
bench_serial_handle_ioctl (UMockdevIoctlBase *base, UMockdevIoctlClient *client)
{
  BenchSerial *self = BENCH_SERIAL (base);
  gulong request = umockdev_ioctl_client_get_request (client);
  gboolean modem =
      request == TIOCMGET || request == TIOCMSET || request == TIOCMBIS || request == TIOCMBIC;
  int error = 0;

  if (!modem || self->gone)
    {
      int result = umockdev_ioctl_client_execute (client, &error, NULL);
      bench_lock (self->bench);
      if (!self->gone)
        tell_line (self);
      bench_unlock (self->bench);
      umockdev_ioctl_client_complete (client, result, error);
      return TRUE;
    }
  bench_lock (self->bench);
  answer_modem (self, client, request);
  bench_unlock (self->bench);
  return TRUE;
}

static void
forget_client (BenchSerial *self)
{
  bench_lock (self->bench);
  if (self->n_open > 0 && --self->n_open == 0)
    {
      set_modem (self, 0);
      if (self->slave >= 0)
        tcflush (self->slave, TCIFLUSH);
      g_byte_array_set_size (self->port_in, 0);
    }
  bench_unlock (self->bench);
}

static void
closed_cb (gpointer data, GObject *client)
{
  BenchSerial *self = data;
  Bench *bench = bench_hold (&self->bench);

  if (bench != NULL)
    forget_client (self);
  bench_let_go (bench);
  g_object_unref (self);
}

/* Opening a port raises DTR and RTS, as the kernel does. */
static void
bench_serial_client_connected (UMockdevIoctlBase *base, UMockdevIoctlClient *client)
{
  BenchSerial *self = BENCH_SERIAL (base);

  g_object_weak_ref (G_OBJECT (client), closed_cb, g_object_ref (self));
  bench_lock (self->bench);
  if (self->n_open++ == 0)
    set_modem (self, TIOCM_DTR | TIOCM_RTS);
  bench_unlock (self->bench);
}

static void
bench_serial_finalize (GObject *object)
{
  BenchSerial *self = BENCH_SERIAL (object);

  g_array_unref (self->line_in);
  g_array_unref (self->line_out);
  g_queue_free (self->kept);
  g_byte_array_unref (self->port_in);
  g_byte_array_unref (self->port_out);
  g_free (self->program);
  g_free (self->pts);
  g_free (self->node);
  close (self->wake);
  G_OBJECT_CLASS (bench_serial_parent_class)->finalize (object);
}

static void
bench_serial_class_init (BenchSerialClass *klass)
{
  UMockdevIoctlBaseClass *base = UMOCKDEV_IOCTL_BASE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bench_serial_finalize;
  base->handle_ioctl = bench_serial_handle_ioctl;
  base->client_connected = bench_serial_client_connected;
}

static void
bench_serial_init (BenchSerial *self)
{
  self->line_in = g_array_new (FALSE, FALSE, sizeof (Stamped));
  self->line_out = g_array_new (FALSE, FALSE, sizeof (Stamped));
  self->kept = g_queue_new ();
  self->port_in = g_byte_array_new ();
  self->port_out = g_byte_array_new ();
  self->wake = eventfd (0, EFD_CLOEXEC);
  self->slave = -1;
  self->host_fd = -1;
}

/* ── the device in the system ── */

static char *
get_usb_path (BenchSerial *self)
{
  return g_strconcat (ROOT, self->bench->usb_port, NULL);
}

static char *
get_interface_path (BenchSerial *self)
{
  return g_strdup_printf (ROOT "%s/%s:1.%u", self->bench->usb_port, self->bench->usb_port,
                          self->device->interface);
}

static const char *
get_tty (BenchSerial *self)
{
  return self->bench->tty != NULL ? self->bench->tty : self->device->tty;
}

static char *
get_tty_path (BenchSerial *self)
{
  g_autofree char *interface = get_interface_path (self);

  return g_strdup_printf ("%s/tty/%s", interface, get_tty (self));
}

static gboolean
add_devices (BenchSerial *self, GError **error)
{
  const BenchSerialDevice *d = self->device;
  UMockdevTestbed *bed = self->bench->bed;
  g_autofree char *path = get_usb_path (self);
  g_autofree char *interface_path = get_interface_path (self);
  g_autofree char *tty_path = get_tty_path (self);
  guint number = self->bench->usb_number;
  g_autofree char *usb = g_strdup_printf (
      "P: %s\nN: bus/usb/001/%03u\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\nE: BUSNUM=001\n"
      "E: DEVNUM=%03u\nE: PRODUCT=%x/%x/%x\nE: MAJOR=189\nE: MINOR=%u\nA: busnum=1\n"
      "A: devnum=%u\nA: speed=12\nA: bConfigurationValue=1\nA: idVendor=%04x\n"
      "A: idProduct=%04x\nA: bcdDevice=%04x\nA: manufacturer=%s\nA: product=%s\n%s%s\n\n",
      path, number, number, d->vid, d->pid, d->bcd_device, number - 1, number, d->vid, d->pid,
      d->bcd_device, d->manufacturer, d->product, d->serial != NULL ? "A: serial=" : "",
      d->serial != NULL ? d->serial : "");
  g_autofree char *interface =
      g_strdup_printf ("P: %s\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
                       "A: bInterfaceNumber=%02x\nA: bInterfaceClass=02\n\n",
                       interface_path, d->interface);
  g_autofree char *tty =
      g_strdup_printf ("P: %s\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/%s\nE: MAJOR=4\nE: MINOR=70\n"
                       "A: dev=" TTY_NUMBER "\nL: device=../../../%s:1.%u\n\n",
                       tty_path, get_tty (self), self->bench->usb_port, d->interface);

  return umockdev_testbed_add_from_string (bed, usb, error) &&
         umockdev_testbed_add_from_string (bed, interface, error) &&
         umockdev_testbed_add_from_string (bed, tty, error);
}

static char *
pts_note (BenchSerial *self)
{
  g_autofree char *name = g_strdelimit (g_strdup (self->pts), "/", '_');

  return g_build_filename (self->bench->root, "dev", ".ptymap", name, NULL);
}

/* The testbed can make a pty of a name only once, so it is made here: the node, and the note by
 * which umockdev tells that the pty is a serial port. */
static gboolean
make_pty (BenchSerial *self)
{
  g_autofree char *node = g_build_filename (self->bench->root, self->node, NULL);
  g_autofree char *folder = g_build_filename (self->bench->root, "dev", ".ptymap", NULL);
  struct termios tio;
  char pts[64];

  cfmakeraw (memset (&tio, 0, sizeof tio));
  cfsetspeed (&tio, B9600);
  tio.c_cflag |= CS8 | CREAD;
  if (openpty (&self->fd, &self->slave, pts, &tio, NULL) != 0)
    return FALSE;
  g_free (self->pts);
  self->pts = g_strdup (pts);
  fcntl (self->fd, F_SETFD, FD_CLOEXEC);
  fcntl (self->slave, F_SETFD, FD_CLOEXEC);
  fcntl (self->fd, F_SETFL, fcntl (self->fd, F_GETFL) | O_NONBLOCK);
  g_autofree char *note = pts_note (self);
  return g_mkdir_with_parents (folder, 0755) == 0 && symlink (pts, node) == 0 &&
         symlink (TTY_NUMBER, note) == 0;
}

/* Takes away what make_pty made. */
static void
remove_pty (BenchSerial *self)
{
  g_autofree char *node = g_build_filename (self->bench->root, self->node, NULL);
  g_autofree char *note = pts_note (self);

  bench_serial_close_slave (self);
  close (self->fd);
  g_unlink (note);
  g_unlink (node);
}

/* The events that hotplug listens to. */
static void
tell_of (BenchSerial *self, const char *what)
{
  g_autofree char *usb = get_usb_path (self);
  g_autofree char *tty = get_tty_path (self);
  const char *const paths[] = { usb, tty };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *path = g_strconcat ("/sys", paths[i], NULL);
      umockdev_testbed_uevent (self->bench->bed, path, what);
    }
}

static gpointer
run_thread (gpointer data)
{
  BenchSerial *self = data;

  bench_lock (self->bench);
  bench_serial_run (self);
  bench_unlock (self->bench);
  return NULL;
}

static void
start_board (BenchSerial *self)
{
  self->gone = self->quit = FALSE;
  self->runs = TRUE;
  if (self->bench->clock.virtual)
    bench_device_start (self->bench, bench_serial_run, self);
  else
    self->thread = g_thread_new ("board", run_thread, self);
}

static gboolean
attach (BenchSerial *self, GError **error)
{
  Bench *bench = self->bench;

  if (!add_devices (self, error))
    return FALSE;
  if (!make_pty (self))
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "no pty");
      return FALSE;
    }
  if (!umockdev_testbed_attach_ioctl (bench->bed, self->node, UMOCKDEV_IOCTL_BASE (self), error))
    return FALSE;
  start_board (self);
  tell_of (self, "add");
  return TRUE;
}

static void
stop_board (BenchSerial *self)
{
  if (!self->runs)
    return;
  self->runs = FALSE;
  bench_lock (self->bench);
  self->quit = TRUE;
  wake_board (self);
  if (self->bench->clock.virtual)
    bench_device_end (self->bench);
  bench_unlock (self->bench);
  g_clear_pointer (&self->thread, g_thread_join);
}

gpointer
bench_serial_start (Bench *bench, const void *device, GError **error)
{
  g_autoptr (BenchSerial) self = g_object_new (BENCH_TYPE_SERIAL, NULL);

  if (bench->usb_port == NULL)
    {
      bench->usb_port = PORT;
      bench->usb_number = NUMBER;
    }
  self->bench = bench;
  self->device = device;
  self->program = g_malloc0 (self->device->program_size);
  bench->serial = self;
  self->node = g_strdup_printf ("/dev/%s", get_tty (self));
  bench_set_names (bench, self->node, g_strdup (self->node));
  if (!attach (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
bench_serial_stop (Bench *bench, gpointer model)
{
  BenchSerial *self = model;

  stop_board (self);
  if (!bench->removed && !self->has_left)
    {
      remove_pty (self);
      umockdev_testbed_detach_ioctl (bench->bed, self->node, NULL);
    }
  bench_part (&self->bench);
  g_object_unref (self);
}

void
bench_serial_renew (Bench *bench, gpointer model)
{
  BenchSerial *self = model;

  stop_board (self);
  g_byte_array_set_size (self->port_in, 0);
  g_byte_array_set_size (self->port_out, 0);
  self->reset_at = 0;
  start_board (self);
}

void
bench_serial_unplug (Bench *bench, gpointer model)
{
  BenchSerial *self = model;
  char *const paths[] = { get_tty_path (self), get_interface_path (self), get_usb_path (self) };

  bench_lock (bench);
  if (!self->gone)
    bench_serial_hang_up (self);
  bench_set_reset (bench, FALSE);
  bench_unlock (bench);
  stop_board (self);
  remove_pty (self);
  umockdev_testbed_detach_ioctl (bench->bed, self->node, NULL);
  tell_of (self, "remove");
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *path = g_strconcat ("/sys", paths[i], NULL);
      umockdev_testbed_remove_device (bench->bed, path);
      g_free (paths[i]);
    }
  self->n_open = 0;
  self->modem = 0;
}

void
bench_serial_leave (gpointer model)
{
  BenchSerial *self = model;

  bench_serial_unplug (self->bench, self);
  self->has_left = TRUE;
  self->bench->serial = NULL;
}

void
bench_serial_plug (Bench *bench, gpointer model)
{
  if (!attach (model, NULL))
    g_error ("the device cannot be plugged in again");
}
