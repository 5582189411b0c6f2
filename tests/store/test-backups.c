/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "scratch.h"
#include "store/backups/isp-backups.h"
#include "store/isp-paths.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static IspBackup *
make_backup (const char *part_id)
{
  const IspPart *part = isp_parts_by_name (part_id);
  IspBackup *backup = isp_backup_new (part);
  g_autofree guint8 *data = g_malloc (part->flash.size);

  memset (data, 0xFF, part->flash.size);
  for (guint i = 0; i < 1000; i++)
    data[0x100 + i] = (guint8) i;
  data[part->flash.size - 1] = 0x42;
  g_clear_pointer (&backup->flash, isp_image_unref);
  g_clear_pointer (&backup->eeprom, isp_image_unref);
  backup->flash = isp_image_new_from_data (0, data, part->flash.size);
  memset (data, 0x5A, part->eeprom.size);
  backup->eeprom = isp_image_new_from_data (0, data, part->eeprom.size);
  memcpy (backup->signature, part->signature, 3);
  backup->fuses = (IspFuses){ .value = { 0x5E, 0xD9, 0xF3, 0xEC }, .has = 0xF };
  backup->calibration[0] = 0x7A;
  backup->n_calibration = 1;
  g_free (backup->programmer_name);
  backup->programmer_name = g_strdup ("USBasp");
  backup->keyboard = g_strdup ("Iris Rev. 7");
  g_clear_pointer (&backup->taken, g_date_time_unref);
  backup->taken = g_date_time_new_utc (2026, 11, 21, 14, 2, 33);
  return backup;
}

static char *
store (const IspBackup *backup)
{
  g_autoptr (GError) error = NULL;
  char *location = NULL;

  g_assert_true (isp_backups_store (backup, &location, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (location);
  return location;
}

static void
test_round_trip (void)
{
  static const char *const ids[] = { "atmega32u4", "atmega32a", "atmega2560" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (IspBackup) backup = make_backup (ids[i]);
      g_autofree char *location = store (backup);
      g_autoptr (GError) error = NULL;
      g_autoptr (IspBackup) again = isp_backups_load (location, &error);

      g_assert_no_error (error);
      g_assert_true (again->part == backup->part);
      g_assert_true (isp_image_equal (again->flash, backup->flash));
      g_assert_true (isp_image_equal (again->eeprom, backup->eeprom));
      g_assert_cmpuint (again->fuses.has, ==, 0xF);
      g_assert_cmpmem (again->fuses.value, 4, backup->fuses.value, 4);
      g_assert_cmpmem (again->signature, 3, backup->signature, 3);
      g_assert_cmpuint (again->n_calibration, ==, 1);
      g_assert_cmphex (again->calibration[0], ==, 0x7A);
      g_assert_cmpstr (again->programmer_name, ==, "USBasp");
      g_assert_cmpstr (again->keyboard, ==, "Iris Rev. 7");
      g_assert_false (again->rehearsal);
      g_assert_true (g_date_time_equal (again->taken, backup->taken));
    }
}

/* As some bootloaders let it be read: restoring it leaves the fuses as they are. */
static void
test_without_fuses (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autofree char *location = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (IspBackup) again = NULL;
  g_autoptr (IspRequest) request = NULL;

  backup->fuses = (IspFuses){ 0 };
  backup->n_calibration = 0;
  location = store (backup);
  again = isp_backups_load (location, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->fuses.has, ==, 0);
  request = isp_backups_make_request (again, ISP_BACKUP_ALL);
  g_assert_cmpuint (request->fuses.has, ==, 0);
}

static void
test_names (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autofree char *parent = isp_paths_get_backups ();
  g_autofree char *a = NULL, *b = NULL, *c = NULL;
  g_autofree char *base_a = NULL, *base_b = NULL, *base_c = NULL;
  GStatBuf st;

  scratch_clear ();
  a = store (backup);
  b = store (backup);
  base_a = g_path_get_basename (a);
  base_b = g_path_get_basename (b);
  g_assert_true (g_str_has_prefix (a, parent));
  g_assert_cmpstr (base_a, ==, "2026-11-21 14.02.33 ATmega32U4");
  g_assert_cmpstr (base_b, ==, "2026-11-21 14.02.33 ATmega32U4 (2)");
  g_assert_cmpint (g_stat (a, &st), ==, 0);
  g_assert_cmphex (st.st_mode & 0777, ==, 0700);
  backup->rehearsal = TRUE;
  c = store (backup);
  base_c = g_path_get_basename (c);
  g_assert_cmpstr (base_c, ==, "2026-11-21 14.02.33 ATmega32U4 Rehearsal");
}

static void
test_other_folder (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autofree char *parent = g_build_filename (g_get_user_cache_dir (), "my ä backups", "b", NULL);
  g_autofree char *location = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (IspBackup) again = NULL;

  g_assert_true (isp_backups_store (backup, &location, parent, &error));
  g_assert_true (g_str_has_prefix (location, parent));
  again = isp_backups_load (location, &error);
  g_assert_no_error (error);
}

static void
change (const char *folder, const char *name, gsize at)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gsize len;

  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  text[at] = text[at] == '1' ? '2' : '1';
  g_assert_true (g_file_set_contents (path, text, (gssize) len, NULL));
}

static void
assert_damaged (const char *folder)
{
  g_autofree char *name = g_path_get_basename (folder);
  g_autoptr (GError) error = NULL;

  g_assert_null (isp_backups_load (folder, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_damaged (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autofree char *flash = store (backup), *eeprom = store (backup), *gone = store (backup);
  g_autofree char *half = store (backup), *json = store (backup), *outside = store (backup);
  g_autofree char *gone_path = g_build_filename (gone, "flash.hex", NULL);
  g_autofree char *half_path = g_build_filename (half, "backup.json", NULL);
  g_autofree char *outside_path = g_build_filename (outside, "backup.json", NULL);
  g_autofree char *text = NULL;
  GString *changed;

  change (flash, "flash.hex", 200);
  assert_damaged (flash);
  change (eeprom, "eeprom.hex", 20);
  assert_damaged (eeprom);
  g_unlink (gone_path);
  assert_damaged (gone);
  g_unlink (half_path);
  assert_damaged (half);
  change (json, "backup.json", 0);
  assert_damaged (json);
  /* a name that leads out of the folder */
  g_assert_true (g_file_get_contents (outside_path, &text, NULL, NULL));
  changed = g_string_new (text);
  g_string_replace (changed, "flash.hex", "../x/flash.hex", 0);
  g_assert_true (g_file_set_contents (outside_path, changed->str, -1, NULL));
  g_string_free (changed, TRUE);
  assert_damaged (outside);
}

/* A sound file with other content: only the checksum tells. */
static void
test_exchanged (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autofree char *location = store (backup);
  g_autofree char *path = g_build_filename (location, "flash.hex", NULL);
  g_autoptr (GBytes) bytes = isp_format_by_id ("ihex")->write (backup->eeprom, NULL);

  g_assert_true (isp_paths_write (path, bytes, NULL));
  assert_damaged (location);
}

/* Nothing that is half there stays, and the error says so. */
static void
test_not_stored (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autofree char *file = g_build_filename (g_get_user_cache_dir (), "a-file", NULL);
  g_autofree char *below = g_build_filename (file, "backups", NULL);
  g_autoptr (GError) error = NULL;
  char *location = NULL;

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_false (isp_backups_store (backup, &location, below, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BACKUP);
  g_assert_null (location);
}

static void
test_list (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autofree char *parent = isp_paths_get_backups ();
  g_autofree char *stray = g_build_filename (parent, "2030-01-01 00.00.00 half", NULL);
  g_autofree char *old = NULL, *newer = NULL, *newest = NULL;
  g_autoptr (GPtrArray) none = NULL, list = NULL;

  scratch_clear ();
  none = isp_backups_list (NULL);
  g_assert_cmpuint (none->len, ==, 0);
  newer = store (backup);
  newest = store (backup);
  g_date_time_unref (backup->taken);
  backup->taken = g_date_time_new_utc (2025, 1, 2, 3, 4, 5);
  old = store (backup);
  g_assert_cmpint (g_mkdir (stray, 0700), ==, 0); /* cut off while it was written */
  list = isp_backups_list (NULL);
  g_assert_cmpuint (list->len, ==, 3);
  g_assert_cmpstr (g_ptr_array_index (list, 0), ==, newest);
  g_assert_cmpstr (g_ptr_array_index (list, 1), ==, newer);
  g_assert_cmpstr (g_ptr_array_index (list, 2), ==, old);
}

static void
test_request (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autoptr (IspRequest) request = isp_backups_make_request (backup, ISP_BACKUP_ALL);
  const IspImageFile *file;
  guint8 in[128], out[128];

  g_assert_cmpint (request->kind, ==, ISP_JOB_RESTORE);
  g_assert_cmpint (request->fuse_source, ==, ISP_FUSES_GIVEN);
  g_assert_cmpuint (request->fuses.has, ==, 0xF);
  g_assert_cmphex (request->fuses.value[ISP_FUSE_LOCK], ==, 0xEC);
  g_assert_true (isp_image_equal (request->eeprom, backup->eeprom));
  g_assert_cmpuint (request->images->len, ==, 1);
  file = g_ptr_array_index (request->images, 0);
  g_assert_true (file->has_signature);
  /* 1000 bytes from 0x100 on are 8 pages of 128; the last page holds one byte */
  g_assert_cmpuint (isp_image_get_n_ranges (file->flash), ==, 2);
  g_assert_cmpuint (isp_image_get_range (file->flash, 0).start, ==, 0x100);
  g_assert_cmpuint (isp_image_get_range (file->flash, 0).end, ==, 0x100 + 8 * 128);
  g_assert_cmpuint (isp_image_get_range (file->flash, 1).start, ==, 0x7F80);
  g_assert_cmpuint (isp_image_get_end (file->flash), ==, 0x8000);
  isp_image_read (backup->flash, 0x480, in, sizeof in, 0);
  isp_image_read (file->flash, 0x480, out, sizeof out, 0);
  g_assert_cmpmem (in, sizeof in, out, sizeof out);
}

static void
test_request_blank (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega328p");
  g_autoptr (IspRequest) request = NULL;
  g_autofree guint8 *blank = g_malloc (0x8000);

  memset (blank, 0xFF, 0x8000);
  isp_image_put (backup->flash, 0, blank, 0x8000);
  request = isp_backups_make_request (backup, ISP_BACKUP_ALL);
  g_assert_cmpuint (request->images->len, ==, 0);
  g_assert_nonnull (request->eeprom);
}

/* Whoever restores fuses or EEPROM alone keeps the firmware. */
static void
test_request_parts (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autoptr (IspRequest) fuses = isp_backups_make_request (backup, ISP_BACKUP_FUSES);
  g_autoptr (IspRequest) eeprom = isp_backups_make_request (backup, ISP_BACKUP_EEPROM);
  g_autoptr (IspRequest) flash = isp_backups_make_request (backup, ISP_BACKUP_FLASH);

  g_assert_true (fuses->no_erase);
  g_assert_true (eeprom->no_erase);
  g_assert_false (flash->no_erase);
}

/* Before a job that writes fuses alone, these are saved. */
static void
test_fuses_alone (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autofree char *folder = NULL;
  g_autoptr (IspBackup) again = NULL;
  g_autoptr (IspRequest) request = NULL;
  g_autoptr (GError) error = NULL;

  isp_image_unref (backup->flash);
  isp_image_unref (backup->eeprom);
  backup->flash = isp_image_new ();
  backup->eeprom = isp_image_new ();
  folder = store (backup);
  again = isp_backups_load (folder, &error);
  g_assert_no_error (error);
  g_assert_false (isp_backup_has_memories (again));
  request = isp_backups_make_request (again, ISP_BACKUP_ALL);
  g_assert_cmpint (request->kind, ==, ISP_JOB_FUSES);
  g_assert_null (request->eeprom);
  g_assert_cmpuint (request->images->len, ==, 0);
  g_assert_cmphex (request->fuses.value[ISP_FUSE_LOCK], ==, 0xEC);
}

/* A parser that calls itself for each level would not come back from this. */
static void
test_deep (void)
{
  g_autoptr (IspBackup) backup = make_backup ("atmega32u4");
  g_autofree char *location = NULL;
  g_autofree char *path = NULL;
  g_autofree char *deep = g_strnfill (1000000, '[');
  static const char *const openings[] = { "", "{\"format\":1,\"part\":", "{\"\\\"[\":" };

  scratch_clear ();
  location = store (backup);
  path = g_build_filename (location, "backup.json", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++)
    {
      g_autofree char *text = g_strconcat (openings[i], deep, NULL);

      g_assert_true (g_file_set_contents (path, text, -1, NULL));
      assert_damaged (location);
    }
  g_assert_no_errno (g_unlink (path));
  g_assert_no_errno (mkfifo (path, 0600));
  assert_damaged (location);
}

int
main (int argc, char **argv)
{
  int result;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/backups/round-trip", test_round_trip);
  g_test_add_func ("/backups/without-fuses", test_without_fuses);
  g_test_add_func ("/backups/names", test_names);
  g_test_add_func ("/backups/other-folder", test_other_folder);
  g_test_add_func ("/backups/damaged", test_damaged);
  g_test_add_func ("/backups/exchanged", test_exchanged);
  g_test_add_func ("/backups/not-stored", test_not_stored);
  g_test_add_func ("/backups/list", test_list);
  g_test_add_func ("/backups/request", test_request);
  g_test_add_func ("/backups/request-blank", test_request_blank);
  g_test_add_func ("/backups/request-parts", test_request_parts);
  g_test_add_func ("/backups/fuses-alone", test_fuses_alone);
  g_test_add_func ("/backups/deep", test_deep);
  result = g_test_run ();
  scratch_end ();
  return result;
}
