/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading keyfiles of presets: what is accepted and refused, the user's own, and where they lie. */
#include "core/isp-error.h"
#include "store/isp-paths.h"
#include "store/presets/isp-presets.h"

#include <glib/gstdio.h>
#include <string.h>

#define FAMILY "[Family]\nId=mine\nName=Mine\nDescription=Own\nOrder=5\n"
#define GOOD   "[mine-a]\nName=A\nParts=atmega32u4;\nLow=5E\nHigh=D9\nExtended=F3\nEntry=hwb\n"
#define SUM    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
test_parse (void)
{
  static const char text[] = FAMILY GOOD
      "Name[de]=Ah\nNote=N\nHighNoJtag=D9\nLock=2f\nUsbId=03eb:2FF4\nMHz=7.5\n"
      "Board=elite_c\nVolts=3.3\nSketch=true\nNewDesigns=false\nOrder=7\nUrl=https://h/x\n"
      "FileSha256=" SUM "\nFileSize=12\nImageSha256=" SUM "\nImageStart=0x0\n"
      "ImageEnd=0x7FFE\nBootSha256=" SUM "\nBootStart=0x7000\n";
  g_autoptr (GPtrArray) out = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_preset_unref);
  g_autoptr (GError) error = NULL;

  g_assert_true (isp_presets_parse (text, strlen (text), TRUE, out, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (out->len, ==, 1);

  g_autoptr (IspPreset) preset = isp_preset_copy (out->pdata[0]);

  g_assert_cmpstr (preset->id, ==, "mine-a");
  g_assert_cmpstr (preset->family, ==, "mine");
  g_assert_cmpstr (preset->name, ==, "A");
  g_assert_cmpstr (preset->note, ==, "N");
  g_assert_cmphex (preset->low, ==, 0x5e);
  g_assert_cmphex (preset->high, ==, 0xd9);
  g_assert_cmphex (preset->high_no_jtag, ==, 0xd9);
  g_assert_cmphex (preset->extended, ==, 0xf3);
  g_assert_cmphex (preset->lock, ==, 0x2f);
  g_assert_true (preset->has_lock && preset->has_extended && preset->has_no_jtag);
  g_assert_cmphex (preset->usb_vid, ==, 0x03eb);
  g_assert_cmphex (preset->usb_pid, ==, 0x2ff4);
  g_assert_cmpstr (preset->board, ==, "elite_c");
  g_assert_cmpfloat (preset->mhz, ==, 7.5);
  g_assert_cmpfloat (preset->volts, ==, 3.3);
  g_assert_cmpint (preset->entry, ==, ISP_ENTRY_HWB);
  g_assert_true (preset->has_sketch && preset->user && !preset->for_new_designs);
  g_assert_cmpint (preset->order, ==, 7);
  g_assert_cmpstr (preset->url, ==, "https://h/x");
  g_assert_cmpuint (preset->file_size, ==, 12);
  g_assert_cmpstr (preset->image_sha256, ==, SUM);
  g_assert_cmphex (preset->image_end, ==, 0x7ffe);
  g_assert_cmphex (preset->boot_start, ==, 0x7000);
  g_assert_true (isp_preset_fits_part (preset, "atmega32u4"));
  g_assert_false (isp_preset_fits_part (preset, "atmega32"));
}

/* Each is refused with a message that names where. */
static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *where;
  } cases[] = {
    { "", "empty" },
    { "nonsense", "" },
    { GOOD, "[Family]" },
    { "[Family]\nId=mine\nName=M\nDescription=D\n" GOOD, "[Family] Order" },
    { "[Family]\nId=Mine!\nName=M\nDescription=D\nOrder=1\n", "[Family] Id" },
    { FAMILY "Colour=red\n" GOOD, "[Family] Colour" },
    { FAMILY GOOD "Fuses=FF\n", "[mine-a] Fuses" },
    { FAMILY GOOD "Low[de]=FF\n", "[mine-a] Low[de]" },
    { FAMILY GOOD "Lock=GG\n", "[mine-a] Lock" },
    { FAMILY GOOD "Lock=0x2F\n", "[mine-a] Lock" },
    { FAMILY GOOD "Lock=F\n", "[mine-a] Lock" },
    { FAMILY GOOD "Lock=\n", "[mine-a] Lock" },
    { FAMILY GOOD "Low=FF\n", "[mine-a] Low is there twice" },
    { FAMILY GOOD GOOD, "[mine-a] is there twice" },
    { FAMILY GOOD "UsbId=3EB:2FF4\n", "[mine-a] UsbId" },
    { FAMILY GOOD "UsbId=03EB-2FF4\n", "[mine-a] UsbId" },
    { FAMILY GOOD "MHz=16,0\n", "[mine-a] MHz" },
    { FAMILY GOOD "MHz=0\n", "[mine-a] MHz" },
    { FAMILY GOOD "MHz=nan\n", "[mine-a] MHz" },
    { FAMILY GOOD "Board=amateur\n", "[mine-a] Board" },
    { FAMILY GOOD "Volts=12\n", "[mine-a] Volts" },
    { FAMILY GOOD "Sketch=yes\n", "[mine-a] Sketch" },
    { FAMILY GOOD "Order=-1\n", "[mine-a] Order" },
    { FAMILY GOOD "Url=http://h/x\n", "[mine-a] Url" },
    { FAMILY GOOD "Url=https://h/x\n", "[mine-a] FileSha256" },
    { FAMILY GOOD "ImageSha256=abc\n", "[mine-a] ImageSha256" },
    { FAMILY GOOD "ImageSha256=" SUM "\nImageStart=0x10\nImageEnd=0x10\n", "[mine-a] ImageEnd" },
    { FAMILY GOOD "ImageSha256=" SUM "\nImageStart=16\nImageEnd=0x20\n", "[mine-a] ImageStart" },
    { FAMILY GOOD "ImageSha256=" SUM "\nImageStart=0x0\nImageEnd=0x8001\n", "[mine-a] ImageEnd" },
    { FAMILY GOOD "ImageSha256=" SUM "\nImageStart=0x10\nImageEnd=0x20\nBootStart=0x20\n"
                  "BootSha256=" SUM "\n",
      "[mine-a] BootStart" },
    { FAMILY "[Mine]\nName=A\nParts=atmega8;\nLow=E1\nHigh=D9\nEntry=reset\n", "[Mine] id" },
    { FAMILY "[a--b]\nName=A\nParts=atmega8;\nLow=E1\nHigh=D9\nEntry=reset\n", "[a--b] id" },
    { FAMILY "[a]\nName=A\nParts=atmega9;\nLow=E1\nHigh=D9\nEntry=reset\n", "[a] Parts" },
    { FAMILY "[a]\nName=A\nParts=ATmega8;\nLow=E1\nHigh=D9\nEntry=reset\n", "[a] Parts" },
    { FAMILY "[a]\nName=A\nParts=;\nLow=E1\nHigh=D9\nEntry=reset\n", "[a] Parts" },
    { FAMILY "[a]\nName=A\nLow=E1\nHigh=D9\nEntry=reset\n", "[a] Parts" },
    { FAMILY "[a]\nName=A\nParts=atmega8;\nLow=E1\nEntry=reset\n", "[a] High" },
    { FAMILY "[a]\nName=A\nParts=atmega8;\nLow=E1\nHigh=D9\n", "[a] Entry" },
    { FAMILY "[a]\nName=A\nParts=atmega8;\nLow=E1\nHigh=D9\nEntry=usb\n", "[a] Entry" },
    { FAMILY "[a]\nName=A\nParts=atmega8;\nLow=E1\nHigh=D9\nExtended=FF\nEntry=reset\n",
      "[a] Extended" },
    { FAMILY "[a]\nName=A\nParts=atmega32u4;\nLow=E1\nHigh=D9\nEntry=reset\n", "[a] Extended" },
    { FAMILY "[a]\nParts=atmega8;\nLow=E1\nHigh=D9\nEntry=reset\n", "[a] Name" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) out =
          g_ptr_array_new_with_free_func ((GDestroyNotify) isp_preset_unref);
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_false (
          isp_presets_parse (cases[i].text, strlen (cases[i].text), FALSE, out, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].where));
      g_assert_cmpuint (out->len, ==, 0);
    }
}

static void
write_user (const char *name, const char *text)
{
  g_autofree char *folder = isp_paths_get_user_presets ();
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_true (isp_paths_write (path, bytes, &error));
  g_assert_no_error (error);
}

static void
remove_user (const char *name)
{
  g_autofree char *folder = isp_paths_get_user_presets ();
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_user (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPresets) presets = NULL;

  write_user ("a.preset", "[Family]\nId=caterina\n\n[caterina-own]\nName=Own\nParts=atmega32u4;\n"
                          "Low=FF\nHigh=D8\nExtended=FB\nEntry=reset\n");
  write_user ("b.preset", "[Family]\nId=atmel-dfu\nName=Wrong\n\n[caterina-micro]\nName=Other\n"
                          "Parts=atmega32u4;\nLow=00\nHigh=D8\nExtended=FB\nEntry=reset\n");
  write_user ("c.preset", FAMILY "[bad]\nName=Bad\n");
  write_user ("d.preset", FAMILY GOOD);
  write_user ("notes.txt", "not a preset");

  presets = isp_presets_load (problems, &error);
  g_assert_no_error (error);

  const IspPreset *own = isp_presets_by_id (presets, "caterina-own");

  g_assert_nonnull (own);
  g_assert_true (own->user);
  g_assert_cmpstr (own->family, ==, "caterina");
  g_assert_true (g_ptr_array_find (isp_presets_get_list (presets), own, NULL));
  g_assert_nonnull (isp_presets_by_id (presets, "mine-a"));
  /* Nobody's file takes the place of a shipped preset. */
  g_assert_false (isp_presets_by_id (presets, "caterina-micro")->user);
  g_assert_cmphex (isp_presets_by_id (presets, "caterina-micro")->low, ==, 0xff);
  g_assert_null (isp_presets_by_id (presets, "bad"));
  g_assert_cmpuint (problems->len, ==, 2);
  g_assert_nonnull (strstr (problems->pdata[0], "b.preset"));
  g_assert_nonnull (strstr (problems->pdata[0], "caterina-micro"));
  g_assert_nonnull (strstr (problems->pdata[1], "c.preset"));
  g_assert_nonnull (strstr (problems->pdata[1], "[bad] Parts"));

  GPtrArray *families = isp_presets_get_families (presets);

  /* By its order, before the shipped ones. */
  g_assert_cmpstr (((IspPresetFamily *) families->pdata[0])->id, ==, "mine");
  g_assert_cmpstr (((IspPresetFamily *) families->pdata[1])->name, ==, "Atmel DFU");

  g_autoptr (IspPresets) without = isp_presets_load (NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (without);
  remove_user ("a.preset");
  remove_user ("b.preset");
  remove_user ("c.preset");
  remove_user ("d.preset");
  remove_user ("notes.txt");
}

static void
test_shipped_broken (void)
{
  g_autofree char *data = g_strdup (g_getenv ("UNBRICK_DATA_DIR"));
  g_autofree char *temp = g_dir_make_tmp ("unbrick-presets-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (temp, "presets", NULL);
  g_autofree char *path = g_build_filename (folder, "x.preset", NULL);
  g_autoptr (GError) missing = NULL;
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) broken = NULL;

  g_setenv ("UNBRICK_DATA_DIR", temp, TRUE);
  g_assert_null (isp_presets_load (NULL, &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_mkdir (folder, 0700);
  g_assert_null (isp_presets_load (NULL, &empty));
  g_assert_error (empty, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_true (g_file_set_contents (path, FAMILY "[x]\n", -1, NULL));
  g_assert_null (isp_presets_load (NULL, &broken));
  g_assert_error (broken, ISP_ERROR, ISP_ERROR_BAD_FILE);
  g_assert_nonnull (strstr (broken->message, "x.preset"));
  g_setenv ("UNBRICK_DATA_DIR", data, TRUE);
  g_unlink (path);
  g_rmdir (folder);
  g_rmdir (temp);
}

static void
test_paths (void)
{
  g_autofree char *shipped = isp_paths_get_shipped ("presets");
  g_autofree char *backups = isp_paths_get_backups ();
  g_autofree char *images = isp_paths_get_images ();
  g_autofree char *reports = isp_paths_get_reports ();
  g_autofree char *path = g_build_filename (reports, "deep", "file", NULL);
  g_autofree char *inside = g_build_filename (path, "no-folder", NULL);
  g_autoptr (GBytes) first = g_bytes_new_static ("first", 5);
  g_autoptr (GBytes) second = g_bytes_new_static ("2", 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gsize len;

  g_assert_true (g_str_has_prefix (shipped, g_getenv ("UNBRICK_DATA_DIR")));
  g_assert_true (g_str_has_prefix (backups, g_get_user_data_dir ()));
  g_assert_true (g_str_has_suffix (backups, "/unbrick/backups"));
  g_assert_true (g_str_has_prefix (images, g_get_user_cache_dir ()));
  g_assert_true (g_str_has_suffix (images, "/unbrick/images"));

  g_assert_true (isp_paths_write (path, first, &error));
  g_assert_no_error (error);
  g_assert_true (isp_paths_write (path, second, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, &len, &error));
  g_assert_cmpmem (text, len, "2", 1);
  g_assert_false (isp_paths_write (inside, first, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "file"));
  g_unlink (path);
}

/* Folders that the tests made; all of them empty by now. */
static void
remove_folders (const char *home)
{
  static const char *const folders[] = { "unbrick/reports/deep", "unbrick/reports",
                                         "unbrick/presets", "unbrick", "" };

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (home, folders[i], NULL);

      g_rmdir (path);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("unbrick-test-XXXXXX", NULL);

  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CACHE_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presets/parse", test_parse);
  g_test_add_func ("/presets/refused", test_refused);
  g_test_add_func ("/presets/user", test_user);
  g_test_add_func ("/presets/shipped-broken", test_shipped_broken);
  g_test_add_func ("/paths/paths", test_paths);

  int status = g_test_run ();

  remove_folders (home);
  return status;
}
