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

#define USB_SYSPATH "/devices/pci0000:00/0000:00:14.0/usb1/1-3"
#define TTY_NUMBER  "4:70" /* with another major umockdev denies that it is a terminal */

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
set_modem (BenchSerial *self, int bits)
{
  gboolean rises = (bits & TIOCM_DTR) && !(self->modem & TIOCM_DTR);

  self->modem = bits;
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
  int *bits = (int *) data->data;

  switch (request)
    {
    case TIOCMGET:
      *bits = self->modem | TIOCM_CTS | TIOCM_DSR;
      break;
    case TIOCMSET:
      set_modem (self, *bits & (TIOCM_DTR | TIOCM_RTS));
      break;
    case TIOCMBIS:
      set_modem (self, self->modem | (*bits & (TIOCM_DTR | TIOCM_RTS)));
      break;
    default:
      set_modem (self, self->modem & ~*bits);
    }
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
}

/* ── the device in the system ── */

static char *
get_interface_path (BenchSerial *self)
{
  return g_strdup_printf ("/sys" USB_SYSPATH "/1-3:1.%u", self->device->interface);
}

static gboolean
add_devices (BenchSerial *self, GError **error)
{
  const BenchSerialDevice *d = self->device;
  UMockdevTestbed *bed = self->bench->bed;
  g_autofree char *usb = g_strdup_printf (
      "P: " USB_SYSPATH "\nN: bus/usb/001/006\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
      "E: BUSNUM=001\nE: DEVNUM=006\nE: PRODUCT=%x/%x/%x\nE: MAJOR=189\nE: MINOR=5\n"
      "A: busnum=1\nA: devnum=6\nA: speed=12\nA: bConfigurationValue=1\n"
      "A: idVendor=%04x\nA: idProduct=%04x\nA: bcdDevice=%04x\nA: manufacturer=%s\nA: product=%s\n"
      "A: serial=%s\n\n",
      d->vid, d->pid, d->bcd_device, d->vid, d->pid, d->bcd_device, d->manufacturer, d->product,
      d->serial);
  g_autofree char *interface =
      g_strdup_printf ("P: " USB_SYSPATH "/1-3:1.%u\nE: SUBSYSTEM=usb\nE: DEVTYPE=usb_interface\n"
                       "A: bInterfaceNumber=%02x\nA: bInterfaceClass=02\n\n",
                       d->interface, d->interface);
  g_autofree char *tty = g_strdup_printf (
      "P: " USB_SYSPATH "/1-3:1.%u/tty/%s\nE: SUBSYSTEM=tty\nE: DEVNAME=/dev/%s\n"
      "E: MAJOR=4\nE: MINOR=70\nA: dev=" TTY_NUMBER "\nL: device=../../../1-3:1.%u\n\n",
      d->interface, d->tty, d->tty, d->interface);

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
  g_autofree char *node = g_build_filename (self->bench->root, self->bench->node, NULL);
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
  g_autofree char *node = g_build_filename (self->bench->root, self->bench->node, NULL);
  g_autofree char *note = pts_note (self);

  bench_serial_close_slave (self);
  close (self->fd);
  g_unlink (note);
  g_unlink (node);
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
  if (!umockdev_testbed_attach_ioctl (bench->bed, bench->node, UMOCKDEV_IOCTL_BASE (self), error))
    return FALSE;
  self->gone = self->quit = FALSE;
  bench->device_runs = TRUE;
  self->thread = g_thread_new ("board", bench_serial_run, self);
  return TRUE;
}

static void
stop_board (BenchSerial *self)
{
  if (self->thread == NULL)
    return;
  bench_lock (self->bench);
  self->quit = TRUE;
  wake_board (self);
  bench_unlock (self->bench);
  g_thread_join (g_steal_pointer (&self->thread));
}

gpointer
bench_serial_start (Bench *bench, const void *device, GError **error)
{
  g_autoptr (BenchSerial) self = g_object_new (BENCH_TYPE_SERIAL, NULL);

  self->bench = bench;
  self->device = device;
  self->program = g_malloc0 (self->device->program_size);
  bench->node = g_strdup_printf ("/dev/%s", self->device->tty);
  bench->port_id = g_strdup (bench->node);
  if (!attach (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
bench_serial_stop (Bench *bench, gpointer model)
{
  BenchSerial *self = model;

  stop_board (self);
  if (!bench->removed)
    {
      remove_pty (self);
      umockdev_testbed_detach_ioctl (bench->bed, bench->node, NULL);
    }
  bench_part (&((BenchSerial *) model)->bench);
  g_object_unref (self);
}

void
bench_serial_unplug (Bench *bench, gpointer model)
{
  BenchSerial *self = model;
  g_autofree char *interface = get_interface_path (self);
  g_autofree char *tty = g_strdup_printf ("%s/tty/%s", interface, self->device->tty);
  const char *paths[] = { tty, interface, "/sys" USB_SYSPATH };

  bench_lock (bench);
  if (!self->gone)
    bench_serial_hang_up (self);
  bench_set_reset (bench, FALSE);
  bench_unlock (bench);
  stop_board (self);
  remove_pty (self);
  umockdev_testbed_detach_ioctl (bench->bed, bench->node, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      umockdev_testbed_uevent (bench->bed, paths[i], "remove");
      umockdev_testbed_remove_device (bench->bed, paths[i]);
    }
  self->n_open = 0;
  self->modem = 0;
}

void
bench_serial_plug (Bench *bench, gpointer model)
{
  BenchSerial *self = model;
  g_autofree char *interface = get_interface_path (self);
  g_autofree char *tty = g_strdup_printf ("%s/tty/%s", interface, self->device->tty);

  if (!attach (self, NULL))
    g_error ("the device cannot be plugged in again");
  umockdev_testbed_uevent (bench->bed, "/sys" USB_SYSPATH, "add");
  umockdev_testbed_uevent (bench->bed, tty, "add");
}
