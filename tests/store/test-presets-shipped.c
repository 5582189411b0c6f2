/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The presets that come with Unbrick: each is what it says, and fits the chips that it names. */
#include "core/isp-fuses.h"
#include "parts/isp-parts.h"
#include "scratch.h"
#include "store/presets/isp-presets.h"

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

/* What a preset lacks is named by its group and key. */
static void
check (const IspPreset *preset, gboolean ok, const char *key)
{
  if (!ok)
    g_test_fail_printf ("preset [%s]: %s is missing or wrong", preset->id, key);
}

static void
check_image (const IspPreset *preset)
{
  const gboolean has_boot = preset->boot_sha256 != NULL;

  if (preset->image_sha256 == NULL)
    {
      check (preset, preset->url == NULL, "ImageSha256");
      return;
    }
  /* At a commit, so that what is there tomorrow is what the sum is of. */
  check (preset,
         preset->url != NULL &&
             g_regex_match_simple ("^https://[^/]+/[^/]+/[^/]+/[0-9a-f]{40}/[^ ]+$", preset->url, 0,
                                   0),
         "Url");
  check (preset, preset->file_sha256 != NULL && strlen (preset->file_sha256) == 64, "FileSha256");
  check (preset, strlen (preset->image_sha256) == 64, "ImageSha256");
  check (preset, preset->file_size > 1000, "FileSize");
  check (preset, has_boot != preset->helper, "BootSha256");
  if (has_boot)
    {
      check (preset, strlen (preset->boot_sha256) == 64, "BootSha256");
      /* A sketch is what stands below the boot section. */
      check (preset, preset->has_sketch == (preset->image_start < preset->boot_start), "BootStart");
      check (preset,
             preset->has_sketch == (strcmp (preset->image_sha256, preset->boot_sha256) != 0),
             "Sketch");
    }
}

static void
check_entry (const IspPreset *preset, const IspFuses *fuses, const IspPart *part)
{
  guint bootrst = isp_fuses_get_field (fuses, part, ISP_FIELD_BOOTRST);

  if (preset->entry == ISP_ENTRY_HWB)
    {
      check (preset, isp_part_get_field (part, ISP_FIELD_HWBE) != NULL, "Entry");
      check (preset, isp_fuses_is_programmed (fuses, part, ISP_FIELD_HWBE), "Extended (HWBE)");
    }
  check (preset, bootrst == (preset->entry == ISP_ENTRY_HWB), "High (BOOTRST)");
}

static void
check_fuses (const IspPreset *preset, const IspPart *part)
{
  g_autoptr (GArray) hazards = g_array_new (FALSE, FALSE, sizeof (IspHazard));
  IspFuses fuses = fuses_of (preset);
  IspFuses again = { .has = 0 };
  guint32 start = 0, size = 0;

  for (guint field = 0; field < ISP_N_FIELDS; field++)
    {
      guint value = isp_fuses_get_field (&fuses, part, field);

      if (value != G_MAXUINT)
        g_assert_true (isp_fuses_set_field (&again, part, field, value));
    }
  check (preset, again.has == fuses.has, "Low, High, Extended or Lock (one too many for the part)");
  check (preset, isp_fuses_equal (&fuses, &again, part),
         "Low, High or Extended (bits of no field)");
  check (preset, isp_fuses_is_possible (&fuses, part), "High (impossible over ISP)");
  check (preset, !isp_fuses_blocks_writing (&fuses, part), "Lock");
  check_entry (preset, &fuses, part);
  check (preset, isp_fuses_get_boot_section (&fuses, part, &start, &size), "High (BOOTSZ)");
  if (preset->boot_sha256 != NULL)
    {
      check (preset, preset->boot_start == start, "BootStart");
      check (preset, preset->image_end <= start + size, "ImageEnd");
    }
  /* On a board that has it already, a preset gives nothing to warn of. */
  isp_fuses_find_hazards (part, &fuses, &fuses, preset, 0, hazards);
  for (guint i = 0; i < hazards->len; i++)
    check (preset, g_array_index (hazards, IspHazard, i).severity == ISP_SEVERITY_FACT,
           "Low, High, Extended or Lock (a warning)");
  if (preset->has_no_jtag)
    {
      const IspFuseField *field = isp_part_get_field (part, ISP_FIELD_JTAGEN);
      const guint8 jtag = field != NULL ? field->mask : 0;

      check (preset, jtag != 0 && (preset->high & jtag) == 0, "High (JTAGEN)");
      check (preset, (preset->high | jtag) == preset->high_no_jtag, "HighNoJtag");
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

      check (preset, isp_presets_by_id (presets, preset->id) == preset, "the name of the group");
      check (preset, g_str_has_prefix (preset->id, preset->family), "the name of the group");
      check (preset, *preset->name != '\0', "Name");
      check (preset, preset->description != NULL && *preset->description != '\0', "Description");
      check (preset, !preset->helper && !preset->user, "Helper");
      check (preset, preset->usb_vid != 0, "UsbId");
      check (preset, preset->has_sketch == (preset->sketch_vid != 0), "SketchUsbId");
      check (preset, preset->gesture != NULL, "Gesture");
      check_image (preset);
      for (guint p = 0; preset->parts[p] != NULL; p++)
        {
          const IspPart *part = isp_parts_by_name (preset->parts[p]);

          check (preset, part != NULL && g_str_equal (part->id, preset->parts[p]), "Parts");
          check (preset, part != NULL && isp_preset_fits_part (preset, part->id), "Parts");
          if (part != NULL)
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

int
main (int argc, char **argv)
{
  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/presets/guide", test_guide);
  g_test_add_func ("/presets/every", test_every);
  g_test_add_func ("/presets/clock-and-supply", test_clock_and_supply);
  g_test_add_func ("/presets/helpers", test_helpers);
  g_test_add_func ("/presets/images", test_images);
  g_test_add_func ("/presets/families", test_families);

  int status = g_test_run ();

  scratch_end ();
  return status;
}
