/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/isp-error.h"
#include "core/isp-fuses.h"
#include "parts/isp-parts.h"
#include "store/isp-paths.h"
#include "store/presets/isp-presets.h"

#include <glib/gstdio.h>
#include <string.h>

static IspPresets *
load (void)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  IspPresets *presets = isp_presets_load (problems, &error);

  g_assert_no_error (error);
  g_assert_nonnull (presets);
  g_assert_cmpuint (problems->len, ==, 0);
  return presets;
}

static IspFuses
fuses_of (const IspPreset *preset)
{
  IspFuses fuses = { .value = { preset->low, preset->high, preset->extended, preset->lock },
                     .has = 1 << ISP_FUSE_LOW | 1 << ISP_FUSE_HIGH };

  if (preset->has_extended)
    fuses.has |= 1 << ISP_FUSE_EXTENDED;
  if (preset->has_lock)
    fuses.has |= 1 << ISP_FUSE_LOCK;
  return fuses;
}

/* The guide's table, digit by digit. */
static void
test_guide (void)
{
  static const struct
  {
    const char *id;
    const char *part;
    guint8 low, high, no_jtag, extended; /* 00: the table has none */
    guint16 vid, pid;
    gboolean image, sketch;
  } table[] = {
    { "atmel-dfu-atmega16u4", "atmega16u4", 0x5e, 0x99, 0xd9, 0xf3, 0x03eb, 0x2ff3, TRUE, FALSE },
    { "atmel-dfu-atmega32u4", "atmega32u4", 0x5e, 0x99, 0xd9, 0xf3, 0x03eb, 0x2ff4, TRUE, FALSE },
    { "atmel-dfu-at90usb64", "at90usb646", 0x5e, 0x9b, 0xdb, 0xf3, 0x03eb, 0x2ff9, TRUE, FALSE },
    { "atmel-dfu-at90usb128", "at90usb1286", 0x5e, 0x99, 0xd9, 0xf3, 0x03eb, 0x2ffb, TRUE, FALSE },
    { "caterina-promicro8", "atmega32u4", 0xff, 0xd8, 0, 0xfe, 0x1b4f, 0x9203, TRUE, FALSE },
    { "caterina-promicro16", "atmega32u4", 0xff, 0xd8, 0, 0xfb, 0x1b4f, 0x9205, TRUE, FALSE },
    { "caterina-lilypadusb", "atmega32u4", 0xff, 0xd8, 0, 0xfe, 0x1b4f, 0x9207, TRUE, FALSE },
    { "caterina-astar", "atmega32u4", 0xff, 0xd0, 0, 0xf8, 0x1ffb, 0x0101, TRUE, TRUE },
    { "caterina-feather32u4", "atmega32u4", 0xff, 0xd8, 0, 0xfb, 0x239a, 0x000c, TRUE, FALSE },
    { "caterina-itsybitsy3v", "atmega32u4", 0xff, 0xd8, 0, 0xfb, 0x239a, 0x000d, TRUE, TRUE },
    { "caterina-itsybitsy5v", "atmega32u4", 0xff, 0xd8, 0, 0xfb, 0x239a, 0x000e, TRUE, FALSE },
    { "caterina-leonardo", "atmega32u4", 0xff, 0xd8, 0, 0xfb, 0x2341, 0x0036, TRUE, TRUE },
    { "caterina-micro", "atmega32u4", 0xff, 0xd8, 0, 0xfb, 0x2341, 0x0037, TRUE, TRUE },
    { "bootloadhid-atmega32a", "atmega32a", 0x0f, 0xd0, 0, 0, 0x16c0, 0x05df, TRUE, FALSE },
    { "usbasploader-atmega32a", "atmega32a", 0x1f, 0xc0, 0, 0, 0x16c0, 0x05dc, FALSE, FALSE },
    { "usbasploader-atmega328p", "atmega328p", 0xd7, 0xd0, 0, 0x04, 0x16c0, 0x05dc, FALSE, FALSE },
  };
  g_autoptr (IspPresets) presets = load ();

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const IspPreset *preset = isp_presets_by_id (presets, table[i].id);

      g_test_message ("%s", table[i].id);
      g_assert_nonnull (preset);
      g_assert_cmpstr (preset->parts[0], ==, table[i].part);
      g_assert_cmphex (preset->low, ==, table[i].low);
      g_assert_cmphex (preset->high, ==, table[i].high);
      g_assert_cmpint (preset->has_no_jtag, ==, table[i].no_jtag != 0);
      g_assert_cmphex (preset->high_no_jtag, ==, table[i].no_jtag);
      g_assert_cmpint (preset->has_extended, ==, table[i].extended != 0);
      g_assert_cmphex (preset->extended, ==, table[i].extended);
      g_assert_cmphex (preset->usb_vid, ==, table[i].vid);
      g_assert_cmphex (preset->usb_pid, ==, table[i].pid);
      g_assert_cmpint (preset->url != NULL, ==, table[i].image);
      g_assert_cmpint (preset->has_sketch, ==, table[i].sketch);
      g_assert_cmpint (preset->for_new_designs, ==,
                       strcmp (table[i].id, "bootloadhid-atmega32a") != 0);
    }
}

static void
check_image (const IspPreset *preset)
{
  if (preset->image_sha256 == NULL)
    {
      g_assert_null (preset->url);
      return;
    }
  /* At a commit, so that what is there tomorrow is what the sum is of. */
  g_assert_true (
      g_regex_match_simple ("^https://[^/]+/[^/]+/[^/]+/[0-9a-f]{40}/[^ ]+$", preset->url, 0, 0));
  g_assert_cmpuint (strlen (preset->file_sha256), ==, 64);
  g_assert_cmpuint (strlen (preset->image_sha256), ==, 64);
  g_assert_cmpuint (preset->file_size, >, 1000);
  if (preset->helper)
    g_assert_null (preset->boot_sha256);
  else
    {
      g_assert_cmpuint (strlen (preset->boot_sha256), ==, 64);
      /* A sketch is what stands below the boot section. */
      g_assert_cmpint (preset->has_sketch, ==, preset->image_start < preset->boot_start);
      g_assert_cmpint (preset->has_sketch, ==,
                       strcmp (preset->image_sha256, preset->boot_sha256) != 0);
    }
}

static void
check_entry (const IspPreset *preset, const IspFuses *fuses, const IspPart *part)
{
  guint bootrst = isp_fuses_get_field (fuses, part, ISP_FIELD_BOOTRST);

  if (preset->entry == ISP_ENTRY_HWB)
    {
      g_assert_nonnull (isp_part_get_field (part, ISP_FIELD_HWBE));
      g_assert_true (isp_fuses_is_programmed (fuses, part, ISP_FIELD_HWBE));
      g_assert_cmpuint (bootrst, ==, 1);
    }
  else
    g_assert_cmpuint (bootrst, ==, 0);
}

static void
check_fuses (const IspPreset *preset, const IspPart *part)
{
  g_autoptr (GArray) hazards = g_array_new (FALSE, FALSE, sizeof (IspHazard));
  IspFuses fuses = fuses_of (preset);
  IspFuses again = { .has = 0 };
  guint32 start, size;

  for (guint field = 0; field < ISP_N_FIELDS; field++)
    {
      guint value = isp_fuses_get_field (&fuses, part, field);

      if (value != G_MAXUINT)
        g_assert_true (isp_fuses_set_field (&again, part, field, value));
    }
  g_assert_cmphex (again.has, ==, fuses.has);
  g_assert_true (isp_fuses_equal (&fuses, &again, part));
  g_assert_true (isp_fuses_is_possible (&fuses, part));
  g_assert_false (isp_fuses_blocks_writing (&fuses, part));
  check_entry (preset, &fuses, part);
  g_assert_true (isp_fuses_get_boot_section (&fuses, part, &start, &size));
  if (preset->boot_sha256 != NULL)
    {
      g_assert_cmphex (preset->boot_start, ==, start);
      g_assert_cmphex (preset->image_end, <=, start + size);
    }
  /* On a board that has it already, a preset gives nothing to warn of. */
  isp_fuses_find_hazards (part, &fuses, &fuses, preset, 0, hazards);
  for (guint i = 0; i < hazards->len; i++)
    g_assert_cmpint (g_array_index (hazards, IspHazard, i).severity, ==, ISP_SEVERITY_FACT);
  if (preset->has_no_jtag)
    {
      guint8 jtag = isp_part_get_field (part, ISP_FIELD_JTAGEN)->mask;

      g_assert_cmphex (preset->high & jtag, ==, 0);
      g_assert_cmphex (preset->high | jtag, ==, preset->high_no_jtag);
    }
}

static void
test_every (void)
{
  g_autoptr (IspPresets) presets = load ();
  GPtrArray *list = isp_presets_get_list (presets);

  g_assert_cmpuint (list->len, >=, 16);
  for (guint i = 0; i < list->len; i++)
    {
      const IspPreset *preset = list->pdata[i];

      g_test_message ("%s", preset->id);
      g_assert_true (isp_presets_by_id (presets, preset->id) == preset);
      g_assert_true (g_str_has_prefix (preset->id, preset->family));
      g_assert_cmpuint (strlen (preset->name), >, 0);
      g_assert_cmpuint (strlen (preset->description), >, 0);
      g_assert_false (preset->helper);
      g_assert_false (preset->user);
      g_assert_cmphex (preset->usb_vid, !=, 0);
      check_image (preset);
      for (guint p = 0; preset->parts[p] != NULL; p++)
        {
          const IspPart *part = isp_parts_by_name (preset->parts[p]);

          g_assert_nonnull (part);
          g_assert_cmpstr (part->id, ==, preset->parts[p]);
          g_assert_true (isp_preset_fits_part (preset, part->id));
          check_fuses (preset, part);
        }
    }
}

/* Clock and supply tell apart what the fuses do not. */
static void
test_clock_and_supply (void)
{
  g_autoptr (IspPresets) presets = load ();
  GPtrArray *list = isp_presets_get_list (presets);
  guint n = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const IspPreset *preset = list->pdata[i];
      g_autofree char *printed = NULL;

      if (strcmp (preset->family, "caterina") != 0)
        continue;
      n++;
      g_assert_true ((preset->mhz == 8 && preset->volts == 3.3) ||
                     (preset->mhz == 16 && preset->volts == 5));
      printed =
          g_strdup_printf ("%s V, %d MHz", preset->volts == 5 ? "5" : "3.3", (int) preset->mhz);
      g_assert_true (g_str_has_suffix (preset->name, printed));
    }
  g_assert_cmpuint (n, ==, 9);
  g_assert_cmpfloat (isp_presets_by_id (presets, "caterina-itsybitsy3v")->mhz, ==, 8);
  g_assert_cmpfloat (isp_presets_by_id (presets, "caterina-feather32u4")->mhz, ==, 8);
}

static void
test_helpers (void)
{
  static const char *const ids[] = { "isp-pro-micro", "isp-teensy2" };
  g_autoptr (IspPresets) presets = load ();
  GPtrArray *list = isp_presets_get_list (presets);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const IspPreset *preset = isp_presets_by_id (presets, ids[i]);
      IspFuses fuses;

      g_assert_nonnull (preset);
      g_assert_true (preset->helper);
      g_assert_false (g_ptr_array_find (list, preset, NULL));
      g_assert_cmphex (preset->usb_vid, ==, 0x16c0);
      g_assert_cmphex (preset->usb_pid, ==, 0x0483);
      check_image (preset);
      /* Should its fuses ever be asked for, they are stopped. */
      fuses = fuses_of (preset);
      g_assert_false (isp_fuses_is_possible (&fuses, isp_parts_by_name (preset->parts[0])));
    }
}

static void
test_images (void)
{
  g_autoptr (IspPresets) presets = load ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *list = isp_presets_get_list (presets);

  for (guint i = 0; i < list->len; i++)
    {
      const IspPreset *preset = list->pdata[i];

      if (preset->image_sha256 == NULL)
        continue;
      g_assert_true (g_hash_table_add (seen, preset->image_sha256));
      g_assert_true (preset->has_sketch == FALSE || g_hash_table_add (seen, preset->boot_sha256));
      g_assert_true (isp_presets_by_image (presets, preset->image_sha256) == preset);
      g_assert_true (isp_presets_by_image (presets, preset->boot_sha256) == preset);
    }
  g_assert_null (isp_presets_by_image (presets, "00"));
  g_assert_null (isp_presets_by_id (presets, "caterina"));
}

static void
test_families (void)
{
  g_autoptr (IspPresets) presets = load ();
  GPtrArray *families = isp_presets_get_families (presets);
  GPtrArray *list = isp_presets_get_list (presets);
  guint at = 0;

  g_assert_cmpstr (((IspPresetFamily *) families->pdata[0])->id, ==, "atmel-dfu");
  g_assert_cmpstr (((IspPresetFamily *) families->pdata[1])->id, ==, "caterina");
  for (guint i = 0; i < families->len; i++)
    {
      const IspPresetFamily *family = families->pdata[i];

      g_assert_cmpuint (strlen (family->name), >, 0);
      g_assert_cmpuint (strlen (family->description), >, 0);
      g_assert_true (i == 0 || family->order > ((IspPresetFamily *) families->pdata[i - 1])->order);
      /* The list goes family by family. */
      while (at < list->len && strcmp (((IspPreset *) list->pdata[at])->family, family->id) == 0)
        at++;
    }
  g_assert_cmpuint (at, ==, list->len);
}

#define FAMILY "[Family]\nId=mine\nName=Mine\nDescription=Own\nOrder=5\n"
#define GOOD   "[mine-a]\nName=A\nParts=atmega32u4;\nLow=5E\nHigh=D9\nExtended=F3\nEntry=hwb\n"
#define SUM    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
test_parse (void)
{
  static const char text[] =
      FAMILY GOOD "Name[de]=Ah\nNote=N\nHighNoJtag=D9\nLock=2f\nUsbId=03eb:2FF4\nMHz=7.5\n"
                  "Volts=3.3\nSketch=true\nNewDesigns=false\nOrder=7\nUrl=https://h/x\n"
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
  g_test_add_func ("/presets/guide", test_guide);
  g_test_add_func ("/presets/every", test_every);
  g_test_add_func ("/presets/clock-and-supply", test_clock_and_supply);
  g_test_add_func ("/presets/helpers", test_helpers);
  g_test_add_func ("/presets/images", test_images);
  g_test_add_func ("/presets/families", test_families);
  g_test_add_func ("/presets/parse", test_parse);
  g_test_add_func ("/presets/refused", test_refused);
  g_test_add_func ("/presets/user", test_user);
  g_test_add_func ("/presets/shipped-broken", test_shipped_broken);
  g_test_add_func ("/paths/paths", test_paths);

  int status = g_test_run ();

  remove_folders (home);
  return status;
}
