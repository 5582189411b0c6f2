/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are dropped or chosen: told by what is in them. */
#include "ub-test.h"

#include "store/isp-paths.h"
#include "store/keyboards/isp-keyboards.h"

#include <string.h>

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static GFile *
write_image (const char *name, const IspImage *image)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (isp_image_save (image, file, "ihex", &error));
  g_assert_no_error (error);
  return g_steal_pointer (&file);
}

static IspImage *
make_image (guint32 start, gsize len, guint8 seed)
{
  g_autofree guint8 *bytes = g_malloc (len);

  for (gsize i = 0; i < len; i++)
    bytes[i] = seed + i * 7;
  return isp_image_new_from_data (start, bytes, len);
}

/* A preset of the person's own, whose image is this one. */
static void
write_preset (const IspImage *image)
{
  g_autofree char *folder = isp_paths_get_user_presets ();
  g_autofree char *path = g_build_filename (folder, "mine.preset", NULL);
  g_autofree char *sha256 = isp_image_get_sha256 (image);
  g_autofree char *text =
      g_strdup_printf ("[Family]\nId=mine\nName=Mine\nDescription=For tests\nOrder=99\n\n"
                       "[mine-one]\nOrder=1\nName=My Board\nDescription=For tests\n"
                       "Parts=atmega32u4;\nLow=5E\nHigh=99\nExtended=F3\nEntry=hwb\n"
                       "ImageSha256=%s\nImageStart=0x7000\nImageEnd=0x8000\n"
                       "BootSha256=%s\nBootStart=0x7000\n",
                       sha256, sha256);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* A label that holds text. */
static gboolean
has_label (gpointer root, const char *text)
{
  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (root), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (has_label (child, text))
      return TRUE;
  return FALSE;
}

static void
test_known (void)
{
  g_autoptr (IspImage) image = make_image (0x7000, 0x1000, 3);
  g_autoptr (GFile) file = write_image ("whatever.hex", image);
  UbWindow *window;

  write_preset (image);
  window = ub_test_window_new (UB_TEST_SIM);
  ub_test_wait_sensitive (window);
  g_assert_true (ub_test_drop (window, file, NULL));
  g_assert_nonnull (ub_choice_get_preset (ub_test_get_choice (window)));
  g_assert_cmpstr (ub_choice_get_preset (ub_test_get_choice (window))->id, ==, "mine-one");
  g_assert_cmpint (ub_image_get_state (ub_choice_get_image (ub_test_get_choice (window))), ==,
                   UB_IMAGE_READY);
  g_assert_false (ub_image_is_stand_in (ub_choice_get_image (ub_test_get_choice (window))));
  ub_test_assert_in (ub_test_get_subtitle (ub_window_get_page (window), "Bootloader"), "My Board");
  ub_test_window_free (window);
}

/* A bootloader that was opened stays when a keyboard with another one is chosen, and the keyboard's
 * row says what it usually has. One that was chosen from the list gives way. */
static void
test_known_and_keyboard (void)
{
  g_autoptr (IspImage) image = make_image (0x7000, 0x1000, 3);
  g_autoptr (GFile) file = write_image ("whatever.hex", image);
  g_autoptr (IspKeyboards) known = isp_keyboards_load (NULL);
  const IspKeyboard *iris = isp_keyboards_by_folder (known, "keebio/iris/rev7");
  UbWindow *window;
  UbChoice *choice;
  const IspPreset *mine;

  write_preset (image);
  window = ub_test_window_new (UB_TEST_SIM);
  choice = ub_test_get_choice (window);
  mine = isp_presets_by_id (ub_choice_get_presets (choice), "mine-one");
  ub_test_wait_sensitive (window);
  g_assert_true (ub_test_drop (window, file, NULL));
  ub_choice_set_keyboard (choice, iris);
  g_assert_true (ub_choice_get_preset (choice) == mine);
  ub_test_assert_in (ub_test_get_subtitle (ub_window_get_page (window), "Keyboard"),
                     "usually with Atmel DFU, but Mine for My Board is chosen");

  ub_choice_choose_preset (choice, mine);
  ub_choice_set_keyboard (choice, iris);
  g_assert_cmpstr (ub_choice_get_preset (choice)->id, ==, "atmel-dfu-atmega32u4");
  ub_test_window_free (window);
}

static void
test_own_bootloader (void)
{
  g_autoptr (IspImage) image = make_image (0x7000, 0x800, 9);
  g_autoptr (GFile) file = write_image ("my-boot.hex", image);
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  g_autoptr (IspRequest) request = NULL;

  ub_test_wait_sensitive (window);
  g_assert_true (ub_test_drop (window, file, NULL));
  g_assert_null (ub_choice_get_preset (ub_test_get_choice (window)));
  g_assert_null (ub_choice_get_firmware (ub_test_get_choice (window)));
  g_assert_cmpstr (ub_test_get_subtitle (ub_window_get_page (window), "Bootloader"), ==,
                   "my-boot.hex");
  g_assert_true (ub_page_get_primary_sensitive (ub_window_get_page (window)));

  /* No preset: nobody said which fuses it wants, so they stay. */
  request = ub_board_make_request (board_of (window));
  g_assert_cmpint (request->fuse_source, ==, ISP_FUSES_KEEP);
  g_assert_null (request->preset);
  g_assert_cmpuint (request->images->len, ==, 1);
  ub_test_window_free (window);
}

static void
test_firmware (void)
{
  g_autoptr (IspImage) image = make_image (0, 0x2000, 1);
  g_autoptr (GFile) file = write_image ("keymap.hex", image);
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  g_autoptr (IspRequest) request = NULL;
  UbPage *page = ub_window_get_page (window);

  ub_test_wait_sensitive (window);
  g_assert_true (ub_test_drop (window, file, NULL));
  g_assert_nonnull (ub_choice_get_firmware (ub_test_get_choice (window)));
  g_assert_cmpstr (ub_choice_get_preset (ub_test_get_choice (window))->id, ==,
                   "atmel-dfu-atmega32u4");
  g_assert_cmpstr (ub_test_get_subtitle (page, "Keyboard Firmware"), ==, "keymap.hex · 8 KB");
  request = ub_board_make_request (board_of (window));
  g_assert_cmpuint (request->images->len, ==, 2);
  g_assert_cmpint (request->fuse_source, ==, ISP_FUSES_PRESET);
  g_assert_false (request->no_backup);

  ub_choice_drop_firmware (ub_test_get_choice (window));
  g_assert_cmpstr (ub_test_get_subtitle (page, "Keyboard Firmware"), ==,
                   "Optional; or later, over USB");
  ub_test_window_free (window);
}

/* The firmware that starts at 0 on a chip that is not known yet, and a bootloader for a small one:
 * still told apart. */
static void
test_without_a_chip (void)
{
  g_autoptr (IspImage) boot = make_image (0x3000, 0x400, 2);
  g_autoptr (GFile) boot_file = write_image ("small-boot.hex", boot);
  UbWindow *window = ub_test_window_new (NULL);

  g_assert_true (ub_test_drop (window, boot_file, NULL));
  g_assert_null (ub_choice_get_firmware (ub_test_get_choice (window)));
  g_assert_nonnull (ub_image_get_file (ub_choice_get_image (ub_test_get_choice (window))));
  ub_test_window_free (window);
}

static gboolean
says_line_1 (gpointer window)
{
  return has_label (window, "Line 1");
}

static void
test_broken (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "broken.hex", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  ub_test_wait_sensitive (window);
  g_assert_true (
      g_file_set_contents (path, ":10000000000102030405060708090A0B0C0D0E0FFF\n", -1, NULL));
  g_assert_false (ub_test_drop (window, file, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_DAMAGED_FILE);
  ub_test_assert_in (error->message, "Line 1");
  ub_window_open (window, file);
  ub_test_wait (says_line_1, window, "what is wrong with the file");
  g_assert_true (has_label (window, "Download or build it again."));
  g_assert_null (ub_choice_get_firmware (ub_test_get_choice (window)));
  g_assert_true (ub_page_get_primary_sensitive (ub_window_get_page (window)));
  ub_test_window_free (window);
}

/* What does not fit is said where it was chosen, not on Review alone. */
static void
test_too_big (void)
{
  static const struct
  {
    guint32 size;
    UbLoadKind kind;
    const char *row, *says;
  } rows[] = {
    { 0x6000, UB_LOAD_FIRMWARE, "Keyboard Firmware", "big.hex · 24 KB" },
    { 0x7080, UB_LOAD_FIRMWARE, "Keyboard Firmware",
      "big.hex · too big: it runs into the bootloader" },
    { 0x9000, UB_LOAD_FIRMWARE, "Keyboard Firmware",
      "big.hex · too big for ATmega32U4, which has 32 KB" },
    { 0x500, UB_LOAD_EEPROM, "EEPROM", "big.hex · too big for ATmega32U4, which has 1 KB" },
  };
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (IspImage) image = make_image (0, rows[i].size, 3);
      g_autoptr (GFile) file = write_image ("big.hex", image);
      g_autoptr (GError) error = NULL;

      g_assert_true (ub_test_load (window, rows[i].kind, NULL, file, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (ub_test_get_subtitle (ub_window_get_page (window), rows[i].row), ==,
                       rows[i].says);
    }
  ub_test_window_free (window);
}

/* As the file manager opens it: its contents look like firmware at 0, but are not for the flash. As
 * firmware it is refused. */
static void
test_eeprom (void)
{
  g_autoptr (IspImage) image = make_image (0, 0x80, 5), section = make_image (0x810000, 0x80, 5);
  g_autoptr (GFile) named = write_image ("layout.EEP", image);
  g_autoptr (GFile) placed = write_image ("layout.hex", section);
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbChoice *choice = ub_test_get_choice (window);
  GFile *files[] = { named, placed };

  ub_test_wait_sensitive (window);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_file_get_basename (files[i]);
      g_autofree char *row = g_strdup_printf ("%s · 128 bytes", name);
      g_autoptr (IspRequest) request = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (ub_test_drop (window, files[i], &error));
      g_assert_no_error (error);
      g_assert_cmpstr (ub_test_get_subtitle (ub_window_get_page (window), "EEPROM"), ==, row);
      request = ub_board_make_request (board_of (window));
      g_assert_cmpstr (request->eeprom_title, ==, name);
      g_assert_true (isp_image_equal (request->eeprom, image));

      g_assert_false (ub_test_load (window, UB_LOAD_FIRMWARE, NULL, files[i], &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
      ub_test_assert_in (error->message, "“EEPROM”");
      g_assert_null (ub_choice_get_firmware (choice));

      g_signal_emit_by_name (gtk_widget_get_template_child (
                                 GTK_WIDGET (ub_window_get_page (window)),
                                 G_OBJECT_TYPE (ub_window_get_page (window)), "eeprom_remove"),
                             "clicked");
      g_assert_null (ub_choice_get_eeprom (choice));
    }
  g_assert_cmpstr (ub_test_get_subtitle (ub_window_get_page (window), "EEPROM"), ==,
                   "Optional; what is in it stays");
  ub_test_window_free (window);
}

/* Firmware may hold EEPROM data as well: nothing is written that was not chosen. */
static void
test_firmware_with_eeprom (void)
{
  g_autoptr (IspImage) image = make_image (0, 0x400, 3);
  g_autofree guint8 *bytes = g_malloc0 (0x80);
  g_autoptr (IspRequest) request = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  isp_image_put (image, 0x810000, bytes, 0x80);
  file = write_image ("both.hex", image);
  ub_test_wait_sensitive (window);
  g_assert_true (ub_test_drop (window, file, &error));
  g_assert_no_error (error);
  g_assert_nonnull (ub_choice_get_firmware (ub_test_get_choice (window)));
  ub_test_assert_in (ub_test_get_subtitle (ub_window_get_page (window), "EEPROM"), "both.hex also");
  request = ub_board_make_request (board_of (window));
  g_assert_null (request->eeprom);

  g_assert_true (ub_test_load (window, UB_LOAD_EEPROM, NULL, file, &error));
  g_clear_pointer (&request, isp_request_unref);
  request = ub_board_make_request (board_of (window));
  g_assert_cmpuint (isp_image_get_size (request->eeprom), ==, 0x80);
  ub_test_window_free (window);
}

/* A restore is dropped by any choice, and Set up starts from what is chosen there. */
static void
test_special_request (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  g_autoptr (IspRequest) special = NULL;
  g_autoptr (IspRequest) usual = NULL;

  ub_test_wait_sensitive (window);
  ub_board_set_request (board_of (window), isp_request_new (ISP_JOB_RESTORE));
  special = ub_board_make_request (board_of (window));
  g_assert_cmpint (special->kind, ==, ISP_JOB_RESTORE);
  ub_choice_set_backup (ub_test_get_choice (window), FALSE);
  usual = ub_board_make_request (board_of (window));
  g_assert_cmpint (usual->kind, ==, ISP_JOB_FLASH);
  g_assert_true (usual->no_backup);
  ub_test_window_free (window);
}

/* As a file that was opened before, and is gone. */
static void
test_missing (void)
{
  g_autoptr (GFile) file = g_file_new_for_path ("/nowhere/keymap.hex");
  g_autoptr (GError) error = NULL;
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);

  ub_test_wait_sensitive (window);
  g_assert_false (ub_test_drop (window, file, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_cmpstr (error->message, ==, "keymap.hex: There is no such file");
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/files/missing", test_missing);
  g_test_add_func ("/app/files/known", test_known);
  g_test_add_func ("/app/files/known-and-keyboard", test_known_and_keyboard);
  g_test_add_func ("/app/files/own-bootloader", test_own_bootloader);
  g_test_add_func ("/app/files/firmware", test_firmware);
  g_test_add_func ("/app/files/eeprom", test_eeprom);
  g_test_add_func ("/app/files/firmware-with-eeprom", test_firmware_with_eeprom);
  g_test_add_func ("/app/files/without-a-chip", test_without_a_chip);
  g_test_add_func ("/app/files/broken", test_broken);
  g_test_add_func ("/app/files/too-big", test_too_big);
  g_test_add_func ("/app/files/special-request", test_special_request);
  return g_test_run ();
}
