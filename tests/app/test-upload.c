/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Firmware over USB in the window, on the bench's bootloaders: each of them from what the page says
 * of it to Done, what goes wrong on the way, and the boards that do not wait. */
#include "ub-test.h"

#include "app/widgets/ub-note.h"
#include "loaders/loader-bench.h"
#include "transport/isp-serial.h"
#include "transport/isp-usb.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NOBODY 65534
#define HID    "A keyboard in LUFA HID or a relative"

typedef struct
{
  const char *model, *part;
  const char *name;  /* as the scan calls it */
  const char *chip;  /* that the person says; NULL: it is known */
  const char *start; /* … and how the row for that begins */
  gboolean is_maybe; /* its ids may be another device's */
} Row;

#define RESTORE "Not Right? Restore the Backup"

/* clang-format off */
static const Row rows[] = {
  { "atmel-dfu", "atmega32u4", "A keyboard in Atmel DFU" },
  { "qmk-dfu", "atmega32u4", "A keyboard in QMK DFU" },
  { "caterina", "atmega32u4", "A Pro Micro in its bootloader" },
  { "halfkay", "atmega32u4", "A Teensy in HalfKay" },
  { "bootloadhid", "atmega32a", "A keyboard in BootloadHID" },
  { "usbasploader", "atmega32a", "A keyboard in USBaspLoader", .is_maybe = TRUE },
  { "qmk-hid", "atmega32u4", HID, "ATmega32U4", "0x7000" },
  { "nanoboot", "atmega32u4", HID, "ATmega32U4", "0x7E00" },
  { "lufa-ms", "atmega32u4", "A keyboard in LUFA Mass Storage", "ATmega32U4", .is_maybe = TRUE },
};
/* clang-format on */

/* A window on Install Firmware that sees the bench. */
typedef struct
{
  LoaderBench b;
  UbWindow *window;
  IspImageFile *firmware;
} Bed;

static UbPage *
page_of (Bed *bed)
{
  return ub_window_get_page (bed->window);
}

static UbBoard *
board_of (Bed *bed)
{
  return ub_window_get_board (bed->window);
}

static void
load (Bed *bed, IspImageFile *firmware)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "keymap.hex", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  isp_image_save (firmware->flash, file, NULL, &error);
  g_assert_no_error (error);
  ub_test_load (bed->window, UB_LOAD_FIRMWARE, NULL, file, &error);
  g_assert_no_error (error);
}

static void
bed_init (Bed *bed, const char *model, const char *part)
{
  loader_bench_init (&bed->b, model, part);
  bed->firmware = loader_bench_make_firmware (0x400, 1);
  bed->window = ub_test_window_new (NULL);
  ub_window_go (bed->window, "install");
  load (bed, bed->firmware);
}

/* From here on the window sees what is plugged in. */
static void
look (Bed *bed)
{
  ub_ports_resume (ub_test_get_ports (bed->window));
}

static void
bed_clear (Bed *bed)
{
  ub_test_window_free (bed->window);
  isp_image_file_unref (bed->firmware);
  loader_bench_clear (&bed->b);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bed, bed_clear)

/* ── waiting ── */

static gboolean
has_port (gpointer data)
{
  return ub_ports_get_n_loaders (ub_test_get_ports (((Bed *) data)->window)) > 0;
}

static gboolean
has_snapshot (gpointer data)
{
  return ub_loader_get_snapshot (ub_board_get_loader (board_of (data))) != NULL;
}

static gboolean
has_error (gpointer data)
{
  return ub_loader_get_error (ub_board_get_loader (board_of (data))) != NULL;
}

static const char *
get_note (Bed *bed)
{
  GtkWidget *note = ub_test_find (page_of (bed), UB_TYPE_NOTE, NULL);

  return note != NULL ? ub_note_get_title (UB_NOTE (note)) : NULL;
}

/* ── what the person does ── */

static void
choose (Bed *bed, const char *title, const char *start)
{
  AdwComboRow *row = ADW_COMBO_ROW (ub_test_get (page_of (bed), ADW_TYPE_COMBO_ROW, title));
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (!g_str_has_prefix (gtk_string_object_get_string (item), start))
        continue;
      adw_combo_row_set_selected (row, i);
      ub_test_settle ();
      return;
    }
  g_error ("%s has no %s", title, start);
}

static void
tell (Bed *bed, const Row *row)
{
  ub_test_wait (has_port, bed, "the keyboard in its bootloader");
  ub_test_settle ();
  if (row->is_maybe)
    {
      g_assert_cmpstr (get_note (bed), ==, "Is This Your Keyboard?");
      ub_test_activate (page_of (bed), GTK_TYPE_BUTTON, "_Use It");
    }
  g_assert_cmpint (ub_test_find (page_of (bed), ADW_TYPE_COMBO_ROW, "Chip") != NULL, ==,
                   row->chip != NULL);
  if (row->chip == NULL)
    return;
  g_assert_cmpstr (ub_page_get_primary_caption (page_of (bed)), ==,
                   "Say which chip the keyboard has");
  g_assert_cmpint (ub_test_get_row_state (page_of (bed), "Keyboard"), ==, UB_ROW_ATTENTION);
  choose (bed, "Chip", row->chip);
  if (row->start != NULL)
    choose (bed, "Bootloader", row->start);
}

/* Until the button can be pressed. */
static void
get_ready (Bed *bed, const Row *row)
{
  g_autofree char *want = NULL;

  tell (bed, row);
  ub_test_wait (has_snapshot, bed, "the bootloader to answer");
  ub_test_wait_sensitive (bed->window);
  want = g_strdup_printf ("%s · %s", bed->b.part->name, row->name);
  g_assert_cmpstr (ub_test_get_subtitle (page_of (bed), "Keyboard"), ==, want);
  bed->b.app_end = ub_loader_get_snapshot (ub_board_get_loader (board_of (bed)))->app_end;
}

static void
install (Bed *bed, const char *ending)
{
  g_assert_cmpstr (ub_page_get_primary_label (page_of (bed)), ==, "_Install");
  ub_test_primary (bed->window);
  ub_test_wait_page (bed->window, ending);
}

static void
assert_done (Bed *bed)
{
  g_assert_cmpstr (ub_window_get_page_id (bed->window), ==, "done");
  ub_test_get (page_of (bed), GTK_TYPE_LABEL, "Your Keyboard Is Back");
  loader_bench_assert_holds (&bed->b, bed->firmware->flash);
}

/* ── each bootloader ── */

static void
test_installs (gconstpointer data)
{
  const Row *row = data;
  g_auto (Bed) bed = { 0 };

  bed_init (&bed, row->model, row->part);
  look (&bed);
  get_ready (&bed, row);
  ub_test_assert_names (page_of (&bed));
  install (&bed, "done");
  assert_done (&bed);
}

/* Into its bootloader. */
static void
come_back (Bed *bed)
{
  bench_plug (bed->b.bench);
  if (!g_str_equal (bench_get_running (bed->b.bench), "loader"))
    bench_press_reset (bed->b.bench, 2);
  loader_bench_await (&bed->b, "loader");
}

/* It goes in the middle, and comes back: the same again, with what the person said. */
static void
test_fails (gconstpointer data)
{
  const Row *row = data;
  g_auto (Bed) bed = { 0 };

  bed_init (&bed, row->model, row->part);
  look (&bed);
  get_ready (&bed, row);
  bench_set_fault (bed.b.bench, BENCH_FAULT_UNPLUGGED, bench_get_transfers (bed.b.bench) + 5);
  install (&bed, "failed");
  g_assert_cmpstr (ub_page_get_primary_label (page_of (&bed)), ==, "_Try Again");
  g_assert_null (ub_test_find (page_of (&bed), UB_TYPE_ROW, "Check the Wires"));
  ub_test_assert_in (ub_test_get_subtitle (page_of (&bed), "Change Something"), "Keyboard");

  come_back (&bed);
  ub_test_wait (has_port, &bed, "the keyboard to come back");
  ub_test_primary (bed.window);
  ub_test_wait_page (bed.window, "done");
  assert_done (&bed);
}

/* ── a job before ── */

static gboolean
has_unfinished (gpointer data)
{
  return ub_board_get_unfinished (board_of (data)) != NULL;
}

/* As another run of the program finds it: said, and continued with the file that it was. */
static void
test_interrupted (gconstpointer data)
{
  const Row *row = data;
  g_auto (Bed) bed = { 0 };

  bed_init (&bed, row->model, row->part);
  look (&bed);
  get_ready (&bed, row);
  bench_set_fault (bed.b.bench, BENCH_FAULT_CUT, 4);
  install (&bed, "failed");
  bench_set_fault (bed.b.bench, BENCH_FAULT_NONE, 0);
  come_back (&bed);
  ub_test_window_free (bed.window);

  bed.window = ub_test_window_new (NULL);
  ub_window_go (bed.window, "install");
  look (&bed);
  ub_test_wait (has_unfinished, &bed, "the job that was broken off");
  g_assert_cmpstr (get_note (&bed), ==, "A Job Did Not Finish");
  ub_test_activate (page_of (&bed), GTK_TYPE_BUTTON, "Co_ntinue");
  g_assert_cmpstr (ub_window_get_page_id (bed.window), ==, "review");
  install (&bed, "done");
  assert_done (&bed);
  g_assert_null (ub_board_get_unfinished (board_of (&bed)));
}

/* ── Review ── */

/* What does not fit is refused there; what does is installed from there, too. */
static void
test_review (void)
{
  g_auto (Bed) bed = { 0 };
  g_autoptr (IspImageFile) large = loader_bench_make_firmware (0x7100, 2);

  bed_init (&bed, "caterina", "atmega32u4");
  look (&bed);
  get_ready (&bed, &rows[2]);
  load (&bed, large);
  g_assert_cmpstr (ub_page_get_primary_label (page_of (&bed)), ==, "_Review");
  ub_test_primary (bed.window);
  g_assert_cmpstr (ub_window_get_page_id (bed.window), ==, "review");
  g_assert_false (ub_page_get_primary_sensitive (page_of (&bed)));
  g_assert_cmpstr (ub_page_get_primary_caption (page_of (&bed)), ==,
                   "This plan is not safe, so nothing will be written");
  load (&bed, bed.firmware);
  g_assert_cmpstr (ub_page_get_primary_label (page_of (&bed)), ==, "_Install");
  install (&bed, "done");
  assert_done (&bed);
}

/* ── the way back ── */

/* What the keyboard held is restored the way that it was saved; an empty one has nothing. */
static void
test_restore (void)
{
  g_auto (Bed) bed = { 0 };
  g_autoptr (IspImageFile) other = loader_bench_make_firmware (0x400, 2);

  bed_init (&bed, "caterina", "atmega32u4");
  look (&bed);
  get_ready (&bed, &rows[2]);
  install (&bed, "done");
  g_assert_null (ub_test_find (page_of (&bed), UB_TYPE_ROW, RESTORE));
  come_back (&bed);
  ub_window_go (bed.window, "install");
  load (&bed, other);
  get_ready (&bed, &rows[2]);
  install (&bed, "done");
  loader_bench_assert_holds (&bed.b, other->flash);
  ub_test_activate (page_of (&bed), UB_TYPE_ROW, RESTORE);
  g_assert_cmpstr (ub_window_get_page_id (bed.window), ==, "review");
  come_back (&bed);
  ub_test_wait_sensitive (bed.window);
  install (&bed, "done");
  loader_bench_assert_holds (&bed.b, bed.firmware->flash);
}

/* ── boards that do not wait ── */

typedef struct
{
  Bench *bench;
  guint64 transfers;
} Asked;

static gboolean
was_asked (gpointer data)
{
  const Asked *self = data;

  return bench_get_transfers (self->bench) > self->transfers;
}

/* Caterina leaves after eight seconds without a read: it is read in time, also while Review is
 * read. */
static void
test_stays (void)
{
  g_auto (Bed) bed = { 0 };
  Asked asked;

  bed_init (&bed, "caterina", "atmega32u4");
  look (&bed);
  get_ready (&bed, &rows[2]);
  asked = (Asked){ bed.b.bench, bench_get_transfers (bed.b.bench) };
  ub_test_wait (was_asked, &asked, "a word that keeps it");
  g_assert_true (has_snapshot (&bed));
  ub_window_go (bed.window, "review");
  ub_test_settle ();
  asked.transfers = bench_get_transfers (bed.b.bench);
  ub_test_wait (was_asked, &asked, "a word that keeps it while Review is open");
  g_assert_true (has_snapshot (&bed));
}

static gboolean
offers_touch (gpointer data)
{
  return g_strcmp0 (get_note (data), "Is Your Keyboard at ttyACM0?") == 0;
}

/* A sketch of the Arduino core: it follows when it is asked, after the person has said that it is
 * the keyboard. */
static void
test_touch (void)
{
  g_auto (Bed) bed = { 0 };

  bed_init (&bed, "caterina", "atmega32u4");
  loader_bench_put_sketch (&bed.b);
  look (&bed);
  ub_test_wait (offers_touch, &bed, "the board that runs");
  g_assert_cmpstr (bench_get_running (bed.b.bench), ==, "application");
  ub_test_activate (page_of (&bed), GTK_TYPE_BUTTON, "_Start Its Bootloader");
  ub_test_assert_in (ub_test_get_subtitle (page_of (&bed), "Keyboard"), "asked to start");
  ub_test_wait (has_snapshot, &bed, "the bootloader to answer");
  install (&bed, "done");
  bed.b.app_end = 0x7000;
  assert_done (&bed);
}

/* A board that comes into its bootloader while the page is open: nothing has to be pressed before
 * Install. */
static void
test_lookout (void)
{
  g_auto (Bed) bed = { 0 };

  bed_init (&bed, "caterina", "atmega32u4");
  loader_bench_put_sketch (&bed.b);
  look (&bed);
  bench_press_reset (bed.b.bench, 2);
  ub_test_wait (has_snapshot, &bed, "the bootloader to answer");
  bed.b.app_end = 0x7000;
  install (&bed, "done");
  assert_done (&bed);
}

/* ── rights ── */

static void
assert_busy (Bed *bed, const Row *row)
{
  look (bed);
  tell (bed, row);
  ub_test_wait (has_error, bed, "the bootloader that is held");
  g_assert_error (ub_loader_get_error (ub_board_get_loader (board_of (bed))), ISP_ERROR,
                  ISP_ERROR_BUSY);
  g_assert_nonnull (get_note (bed));
  g_assert_false (ub_page_get_primary_sensitive (page_of (bed)));
}

/* The rights come late, or never: said at once, and used as soon as they are there. */
static void
test_no_permission (gconstpointer data)
{
  const Row *row = data;
  g_auto (Bed) bed = { 0 };
  const char *node;
  g_autofree char *path = NULL;
  const gboolean is_root = getuid () == 0;

  bed_init (&bed, row->model, row->part);
  node = bench_get_node (bed.b.bench);
  path = g_build_filename (bench_get_root (bed.b.bench), node, NULL);
  g_assert_cmpint (g_chmod (bench_get_root (bed.b.bench), 0755), ==, 0);
  g_assert_cmpint (g_chmod (path, is_root ? 0600 : 0), ==, 0);
  if (is_root)
    g_assert_cmpint (setresuid (NOBODY, NOBODY, 0), ==, 0);
  look (&bed);
  ub_test_wait (has_port, &bed, "the keyboard in its bootloader");
  ub_test_settle ();
  g_assert_true (g_str_has_prefix (get_note (&bed), "No Permission to Use "));
  if (is_root)
    g_assert_cmpint (setresuid (0, 0, 0), ==, 0);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  get_ready (&bed, row);
}

/* Another program has it: said, and used as soon as that lets go. */
static void
test_busy_usb (gconstpointer data)
{
  const Row *row = data;
  g_auto (Bed) bed = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  const IspUsbInfo *info;
  g_autoptr (GError) error = NULL;
  IspUsb *other;

  bed_init (&bed, row->model, row->part);
  list = isp_usb_list ();
  info = list->pdata[0];
  other = isp_usb_open_detached (info->path, info->vid, info->pid, NULL, &error);
  g_assert_no_error (error);
  assert_busy (&bed, row);
  isp_usb_close (other);
  ub_test_wait (has_snapshot, &bed, "the bootloader to answer");
}

static void
test_busy_serial (gconstpointer data)
{
  const Row *row = data;
  g_auto (Bed) bed = { 0 };
  g_autoptr (GError) error = NULL;
  IspSerial *other;

  bed_init (&bed, row->model, row->part);
  other = isp_serial_open (bench_get_node (bed.b.bench), 9600, NULL, &error);
  g_assert_no_error (error);
  assert_busy (&bed, row);
  isp_serial_close (other);
  ub_test_wait (has_snapshot, &bed, "the bootloader to answer");
}

static void
add (const char *name, const Row *row, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/app/upload/%s/%s", row->model, name);

  g_test_add_data_func (path, row, func);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      add ("installs", &rows[i], test_installs);
      add ("fails", &rows[i], test_fails);
    }
  add ("interrupted", &rows[0], test_interrupted);
  add ("interrupted", &rows[2], test_interrupted);
  add ("no-permission", &rows[0], test_no_permission);
  add ("no-permission", &rows[2], test_no_permission);
  add ("busy", &rows[0], test_busy_usb);
  add ("busy", &rows[2], test_busy_serial);
  add ("busy", &rows[3], test_busy_usb);
  g_test_add_func ("/app/upload/review", test_review);
  g_test_add_func ("/app/upload/restore", test_restore);
  g_test_add_func ("/app/upload/stays", test_stays);
  g_test_add_func ("/app/upload/touch", test_touch);
  g_test_add_func ("/app/upload/lookout", test_lookout);
  return g_test_run ();
}
