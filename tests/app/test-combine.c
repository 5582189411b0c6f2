/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Combine Files: what both files come to, where they want the same place, and the file. */
#include "ub-test.h"

#include "app/model/ub-save.h"
#include "app/widgets/ub-map-card.h"
#include "app/widgets/ub-note.h"

#include "core/isp-image-file.h"

#include <string.h>

#define BOOT 0x7000u

static UbPage *
page_of (UbWindow *window)
{
  return ub_window_get_page (window);
}

/* An Intel HEX file of one value, which may begin with a jump. */
static GFile *
write_file (const char *name, guint32 start, gsize size, guint8 value, gboolean jumps)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), name, NULL);
  g_autofree guint8 *data = g_malloc (size);
  g_autoptr (IspImage) image = NULL;
  GFile *file = g_file_new_for_path (path);

  memset (data, value, size);
  if (jumps)
    memcpy (data, "\x0C\x94", 2);
  image = isp_image_new_from_data (start, data, size);
  g_mkdir_with_parents (g_get_user_data_dir (), 0700);
  g_assert_true (isp_image_save (image, file, NULL, NULL));
  return file;
}

static void
load (UbWindow *window, UbLoadKind kind, GFile *taken)
{
  g_autoptr (GFile) file = taken;
  g_autoptr (GError) error = NULL;

  ub_test_load (window, kind, NULL, file, &error);
  g_assert_no_error (error);
}

static UbWindow *
make (void)
{
  UbWindow *window = ub_test_window_new (NULL);

  ub_window_go (window, "combine");
  ub_test_settle ();
  return window;
}

static void
assert_caption (UbWindow *window, gboolean sensitive, const char *piece)
{
  g_assert_cmpint (ub_page_get_primary_sensitive (page_of (window)), ==, sensitive);
  ub_test_assert_in (ub_page_get_primary_caption (page_of (window)), piece);
}

static void
assert_note (UbWindow *window, const char *title)
{
  UbNote *note = UB_NOTE (ub_test_get (page_of (window), UB_TYPE_NOTE, NULL));

  g_assert_cmpstr (ub_note_get_title (note), ==, title);
}

/* Step by step, without a programmer. */
static void
test_both (void)
{
  UbWindow *window = make ();

  assert_caption (window, FALSE, "Choose the firmware first");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_MAP_CARD, NULL));
  load (window, UB_LOAD_FIRMWARE, write_file ("planck_default.hex", 0, 0x1000, 0x22, TRUE));
  assert_caption (window, FALSE, "Choose a bootloader first");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Firmware"), "0x0000–0x0FFF");
  load (window, UB_LOAD_OWN, write_file ("boot.hex", BOOT, 0x1000, 0x11, TRUE));
  assert_caption (window, TRUE, "planck_default_production.hex");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "Chip"), "as the bootloader tells");
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_NOTE, NULL));
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "in use");
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "boot section");
  ub_test_window_free (window);
}

/* Drawn, named place by place with the bytes of each file, and not saved. */
static void
test_overlap (void)
{
  UbWindow *window = make ();

  load (window, UB_LOAD_FIRMWARE, write_file ("long.hex", 0, BOOT + 0x100, 0x22, TRUE));
  load (window, UB_LOAD_OWN, write_file ("boot.hex", BOOT, 0x1000, 0x11, TRUE));
  assert_caption (window, FALSE, "cannot be combined");
  assert_note (window, "The Firmware Runs into the Bootloader");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "0x7000–0x70FF · 256 bytes"),
                     "long.hex: 22 22");
  ub_test_assert_in (ub_test_get_subtitle (page_of (window), "0x7000–0x70FF · 256 bytes"),
                     "boot.hex: 0C 94 11");
  ub_test_get (page_of (window), GTK_TYPE_LABEL, "in both files");

  load (window, UB_LOAD_FIRMWARE, write_file ("short.hex", 0, BOOT, 0x22, TRUE));
  assert_caption (window, TRUE, "short_production.hex");
  g_assert_null (ub_test_find (page_of (window), ADW_TYPE_ACTION_ROW, "0x7000–0x70FF · 256 bytes"));
  ub_test_window_free (window);
}

/* What a plan says of a file is said here too. */
static void
test_suspicious (void)
{
  UbWindow *window = make ();

  load (window, UB_LOAD_OWN, write_file ("boot.hex", BOOT, 0x1000, 0x11, TRUE));
  load (window, UB_LOAD_FIRMWARE, write_file ("data.bin", 0, 0x100, 0x07, FALSE));
  assert_caption (window, FALSE, "cannot be combined");
  assert_note (window, "The File Does Not Look Like a Program");
  ub_test_window_free (window);
}

static gboolean
is_stand_in (gpointer choice)
{
  return ub_image_is_stand_in (ub_choice_get_image (choice));
}

/* What a rehearsal makes up is in no file. */
static void
test_rehearsal (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  ub_test_load_firmware (window);
  ub_test_wait (is_stand_in, ub_test_get_choice (window), "the stand-in");
  ub_window_go (window, "combine");
  ub_test_settle ();
  assert_caption (window, FALSE, "made up");
  ub_window_go (window, "review");
  ub_test_settle ();
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Save as One File…"));
  ub_test_window_free (window);
}

/* From Review, where both files are of the person's own. */
static void
test_review (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  load (window, UB_LOAD_OWN, write_file ("boot.hex", BOOT, 0x1000, 0x11, TRUE));
  ub_window_go (window, "review");
  ub_test_settle ();
  g_assert_null (ub_test_find (page_of (window), UB_TYPE_ROW, "Save as One File…"));
  ub_test_load_firmware (window);
  g_assert_nonnull (ub_test_find (page_of (window), UB_TYPE_ROW, "Save as One File…"));
  ub_test_window_free (window);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static gboolean
has_result (gpointer data)
{
  return *(GAsyncResult **) data != NULL;
}

static gboolean
save (const IspImage *image, GFile *file, GError **error)
{
  GAsyncResult *result = NULL;
  gboolean saved;

  ub_save_async (image, file, saved_cb, &result);
  ub_test_wait (has_result, &result, "the file");
  saved = ub_save_finish (result, error);
  g_object_unref (result);
  return saved;
}

/* By a worker; the suffix says the format. */
static void
test_save (void)
{
  g_autoptr (GFile) file = write_file ("firmware.hex", 0, 64, 0x22, TRUE);
  g_autoptr (IspImageFile) before = isp_image_file_load (file, NULL, NULL);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GFile) other = g_file_get_child (folder, "saved.srec");
  g_autoptr (GFile) nowhere = g_file_new_for_path ("/nowhere/saved.hex");
  g_autoptr (IspImageFile) after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (save (before->flash, other, &error));
  g_assert_no_error (error);
  after = isp_image_file_load (other, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (after->format, ==, "srec");
  g_assert_true (isp_image_equal (before->flash, after->flash));
  g_assert_false (save (before->flash, nowhere, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/combine/both", test_both);
  g_test_add_func ("/combine/overlap", test_overlap);
  g_test_add_func ("/combine/suspicious", test_suspicious);
  g_test_add_func ("/combine/rehearsal", test_rehearsal);
  g_test_add_func ("/combine/review", test_review);
  g_test_add_func ("/combine/save", test_save);
  return g_test_run ();
}
