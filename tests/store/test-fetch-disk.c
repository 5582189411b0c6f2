/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Images in the cache and on the user's disk. */
#include "core/isp-error.h"
#include "fetch-server.h"
#include "scratch.h"
#include "store/isp-download.h"
#include "store/isp-paths.h"
#include "store/presets/isp-fetch.h"
#include "store/presets/isp-image-cache.h"

#include <glib/gstdio.h>
#include <string.h>

/* ── the cache ── */

static void
test_cached (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autoptr (IspImageFile) first = NULL, second = NULL;
  g_autoptr (GError) error = NULL;
  int before;

  scratch_clear ();
  first = isp_fetch (preset, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  before = fetch_server_count_requests ();
  isp_download_set_test_origin (fetch_server_get_ca (), "https://127.0.0.1:1");
  second = isp_fetch (preset, NULL, NULL, NULL, &error);
  isp_download_set_test_origin (fetch_server_get_ca (), fetch_server_get_origin ());
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (second->flash, fetch_image));
  g_assert_cmpint (fetch_server_count_requests (), ==, before);
}

static void
test_damaged (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autoptr (IspImageFile) file = NULL;
  g_autofree char *path = fetch_cached_path (preset);
  g_autoptr (GError) error = NULL;

  scratch_clear ();
  g_assert_true (isp_paths_write (path, fetch_tampered, &error));
  g_assert_true (isp_image_cache_has (preset));
  g_assert_null (isp_image_cache_load (preset, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (isp_image_cache_has (preset));

  g_assert_true (isp_paths_write (path, fetch_tampered, &error));
  file = isp_fetch (preset, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (file->flash, fetch_image));
  g_clear_pointer (&file, isp_image_file_unref);
  file = isp_image_cache_load (preset, &error);
  g_assert_no_error (error);
}

/* ── from the user's disk ── */

static GFile *
write_file (const char *name, const void *data, gsize len)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  g_file_set_contents (path, data, (gssize) len, &error);
  g_assert_no_error (error);
  return g_file_new_for_path (path);
}

static IspImageFile *
accept_file (IspPresets *presets, const IspPreset *preset, GFile *file, GError **error)
{
  g_autoptr (IspImageFile) own = isp_image_file_load (file, NULL, error);

  return own != NULL ? isp_image_cache_check_and_keep (presets, preset, own, error) : NULL;
}

static void
test_accept_variants (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autofree char *lines =
      g_strndup (g_bytes_get_data (fetch_good, NULL), g_bytes_get_size (fetch_good));
  g_auto (GStrv) split = g_strsplit (lines, "\n", -1);
  g_autofree char *crlf = NULL;
  g_autofree guint8 *raw = g_malloc (0x8000);
  g_autoptr (GFile) text = NULL, binary = NULL;
  g_autoptr (IspImageFile) a = NULL, b = NULL, kept = NULL;
  g_autoptr (GError) error = NULL;

  for (char **line = split; *line != NULL; line++)
    g_strchomp (*line);
  crlf = g_strjoinv ("\r\n", split);
  scratch_clear ();
  text = write_file ("Mein Bootlader ä.hex", crlf, strlen (crlf));
  a = accept_file (NULL, preset, text, &error);
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (a->flash, fetch_image));
  g_assert_true (isp_image_cache_has (preset));
  kept = isp_image_cache_load (preset, &error);
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (kept->flash, fetch_image));

  /* a whole chip's raw binary around the same bytes */
  memset (raw, 0xFF, 0x8000);
  isp_image_read (fetch_image, FETCH_START, raw + FETCH_START, FETCH_SIZE, 0xFF);
  scratch_clear ();
  binary = write_file ("chip.bin", raw, 0x8000);
  b = accept_file (NULL, preset, binary, &error);
  g_assert_no_error (error);
  g_assert_true (isp_image_equal (b->flash, fetch_image));
  fetch_assert_kept (1);
}

/* The bytes that were read are those that are kept: the file is not read again. */
static void
test_accept_once (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autofree char *path = fetch_cached_path (preset);
  g_autofree char *kept = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (IspImageFile) own = NULL, image = NULL;
  g_autoptr (GError) error = NULL;
  gsize len;

  scratch_clear ();
  file =
      write_file ("good.hex", g_bytes_get_data (fetch_good, NULL), g_bytes_get_size (fetch_good));
  own = isp_image_file_load (file, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_delete (file, NULL, NULL));
  image = isp_image_cache_check_and_keep (NULL, preset, own, &error);
  g_assert_no_error (error);
  g_assert_true (image->flash == own->flash); /* shared, not copied */
  g_assert_true (g_file_get_contents (path, &kept, &len, NULL));
  g_assert_cmpmem (kept, len, g_bytes_get_data (fetch_good, NULL), g_bytes_get_size (fetch_good));
}

static void
test_accept_not_more (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autofree guint8 *raw = g_malloc (0x8000);
  g_autoptr (GFile) binary = NULL, wrong = NULL;
  g_autoptr (GError) error = NULL;

  scratch_clear ();
  memset (raw, 0xFF, 0x8000);
  isp_image_read (fetch_image, FETCH_START, raw + FETCH_START, FETCH_SIZE, 0xFF);
  raw[0x10] = 0; /* the loader, and one byte of something else */
  binary = write_file ("chip.bin", raw, 0x8000);
  g_assert_null (accept_file (NULL, preset, binary, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_clear_error (&error);

  wrong = write_file ("wrong.hex", g_bytes_get_data (fetch_other, NULL),
                      g_bytes_get_size (fetch_other));
  g_assert_null (accept_file (NULL, preset, wrong, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (error->message, "wrong.hex"));
  fetch_assert_kept (0);
}

static void
test_accept_own (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autoptr (GFile) file = NULL;
  g_autoptr (IspImageFile) own = NULL;
  g_autoptr (GError) error = NULL;

  scratch_clear ();
  g_clear_pointer (&preset->url, g_free);
  g_clear_pointer (&preset->file_sha256, g_free);
  g_clear_pointer (&preset->image_sha256, g_free);
  file =
      write_file ("own.hex", g_bytes_get_data (fetch_other, NULL), g_bytes_get_size (fetch_other));
  own = accept_file (NULL, preset, file, &error);
  g_assert_no_error (error);
  g_assert_nonnull (own);
  fetch_assert_kept (0);
  g_assert_null (isp_fetch (preset, NULL, NULL, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_FETCH);
}

/* A file that a preset knows is named, and not taken for another family's loader. */
static void
test_accept_named (void)
{
  g_autoptr (IspPreset) preset = fetch_make_preset ("/good");
  g_autofree char *sha = isp_image_get_sha256 (fetch_image);
  g_autofree char *text = g_strdup_printf ("[Family]\nId=test-family\nName=Tests\nDescription=x\n"
                                           "Order=1\n\n[known-one]\nOrder=1\nName=Known One\n"
                                           "Description=x\nParts=atmega32u4;\nLow=5E\nHigh=99\n"
                                           "Extended=F3\nEntry=hwb\nImageSha256=%s\n"
                                           "ImageStart=0x%X\nImageEnd=0x%X\n",
                                           sha, FETCH_START, FETCH_START + FETCH_SIZE);
  g_autofree char *folder = isp_paths_get_user_presets ();
  g_autofree char *path = g_build_filename (folder, "test.preset", NULL);
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (IspPresets) presets = NULL;
  g_autoptr (IspImageFile) file = NULL;
  g_autoptr (GFile) disk = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  presets = isp_presets_load (problems, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < problems->len; i++)
    g_test_message ("%s", (char *) g_ptr_array_index (problems, i));
  g_assert_cmpuint (problems->len, ==, 0);
  disk =
      write_file ("mine.hex", g_bytes_get_data (fetch_good, NULL), g_bytes_get_size (fetch_good));

  g_clear_pointer (&preset->image_sha256, g_free); /* one without a known fetch_image */
  file = accept_file (presets, preset, disk, &error);
  g_assert_null (file);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (error->message, "Known One"));
  g_clear_error (&error);
  /* a build of the same family is the user's own affair */
  g_free (preset->family);
  preset->family = g_strdup ("test-family");
  file = accept_file (presets, preset, disk, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  int result;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  fetch_server_start ();
  g_test_add_func ("/fetch-disk/cached", test_cached);
  g_test_add_func ("/fetch-disk/damaged", test_damaged);
  g_test_add_func ("/fetch-disk/accept-variants", test_accept_variants);
  g_test_add_func ("/fetch-disk/accept-once", test_accept_once);
  g_test_add_func ("/fetch-disk/accept-not-more", test_accept_not_more);
  g_test_add_func ("/fetch-disk/accept-own", test_accept_own);
  g_test_add_func ("/fetch-disk/accept-named", test_accept_named);
  result = g_test_run ();
  fetch_server_stop ();
  scratch_end ();
  return result;
}
