/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chip was, guessed from its fuses and its boot section. */
#include "engine/plan/isp-snapshot.h"
#include "parts/isp-parts.h"

#include <string.h>

#define BOOT      0x7000u
#define BOOT_SIZE 4096u
#define IMAGE_END 0x7E00u

static guint8 code[BOOT_SIZE];

static void
fill_code (void)
{
  memset (code, 0xFF, sizeof code);
  for (guint i = 0; i < IMAGE_END - BOOT; i++)
    code[i] = (i * 29 + 3) & 0xFF;
}

static IspSnapshot *
snapshot_new (guint8 low, guint8 high, guint8 extended, const guint8 *boot)
{
  IspSnapshot *snapshot = isp_snapshot_new ();

  snapshot->part = isp_parts_by_name ("atmega32u4");
  snapshot->fuses = (IspFuses){ { low, high, extended, 0xFF }, 0xF };
  if (boot != NULL)
    {
      snapshot->boot = isp_image_new_from_data (BOOT, boot, BOOT_SIZE);
      snapshot->boot_blank = isp_image_is_blank (snapshot->boot, BOOT, BOOT_SIZE);
    }
  return snapshot;
}

static IspPreset *
add_preset (GPtrArray *presets, const char *id, const char *family, const char *part, guint8 low,
            guint8 high, guint8 extended)
{
  IspPreset *preset = isp_preset_new ();

  preset->id = g_strdup (id);
  preset->name = g_strdup (id);
  preset->family = g_strdup (family);
  preset->parts = g_strsplit (part, ",", 0);
  preset->low = low;
  preset->high = high;
  preset->extended = extended;
  preset->has_extended = TRUE;
  preset->url = g_strdup ("https://example.org/x.hex");
  g_ptr_array_add (presets, preset);
  return preset;
}

/* The preset knows the image of `code`. */
static void
know_image (IspPreset *preset)
{
  g_autoptr (IspImage) image = isp_image_new_from_data (BOOT, code, BOOT_SIZE);

  preset->boot_start = BOOT;
  preset->image_end = IMAGE_END;
  preset->boot_sha256 = isp_image_get_range_sha256 (image, BOOT, IMAGE_END);
}

static GPtrArray *
list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) isp_preset_unref);
}

static IspGuess *
guess_new (IspSnapshot *snapshot, GPtrArray *presets)
{
  IspGuess *guess = isp_guess_new (snapshot, presets);

  isp_snapshot_unref (snapshot);
  return guess;
}

/* Under the mask, in either JTAG variant, and only for this part. */
static void
test_one_fits (void)
{
  static const guint8 highs[] = { 0x99, 0xD9 };

  for (guint i = 0; i < G_N_ELEMENTS (highs); i++)
    {
      g_autoptr (GPtrArray) presets = list_new ();
      IspPreset *dfu = add_preset (presets, "dfu", "atmel-dfu", "atmega32u4", 0x5E, 0x99, 0xF3);
      g_autoptr (IspGuess) guess = NULL;

      dfu->high_no_jtag = 0xD9;
      dfu->has_no_jtag = TRUE;
      add_preset (presets, "other-part", "atmel-dfu", "at90usb1286", 0x5E, 0x99, 0xF3);
      add_preset (presets, "other-fuses", "atmel-dfu", "atmega32u4", 0x5E, 0x98, 0xF3);
      guess = guess_new (snapshot_new (0x5E, highs[i], 0xC3, NULL), presets);
      g_assert_cmpuint (guess->fitting->len, ==, 1);
      g_assert_true (guess->fitting->pdata[0] == dfu);
      g_assert_true (guess->preselect == dfu);
      g_assert_cmpint (guess->boot, ==, ISP_BOOT_UNKNOWN);
    }
}

static void
test_none_fits (void)
{
  g_autoptr (GPtrArray) presets = list_new ();
  g_autoptr (IspGuess) guess = NULL;

  add_preset (presets, "dfu", "atmel-dfu", "atmega32u4", 0x5E, 0x99, 0xF3);
  guess = guess_new (snapshot_new (0x62, 0x99, 0xF3, NULL), presets);
  g_assert_cmpuint (guess->fitting->len, ==, 0);
  g_assert_null (guess->preselect);
}

/* Two with an image: a person chooses. One with an image beside relatives without: that one. */
static void
test_several_fit (void)
{
  g_autoptr (GPtrArray) presets = list_new ();
  IspPreset *a = add_preset (presets, "a", "atmel-dfu", "atmega32u4", 0x5E, 0x99, 0xF3);
  IspPreset *b = add_preset (presets, "b", "qmk-dfu", "atmega32u4", 0x5E, 0x99, 0xF3);
  g_autoptr (IspGuess) two = guess_new (snapshot_new (0x5E, 0x99, 0xF3, NULL), presets);
  g_autoptr (IspGuess) one = NULL;
  g_autoptr (IspGuess) none = NULL;

  g_assert_cmpuint (two->fitting->len, ==, 2);
  g_assert_true (two->fitting->pdata[0] == a && two->fitting->pdata[1] == b);
  g_assert_null (two->preselect);

  g_clear_pointer (&b->url, g_free);
  one = guess_new (snapshot_new (0x5E, 0x99, 0xF3, NULL), presets);
  g_assert_cmpuint (one->fitting->len, ==, 2);
  g_assert_true (one->preselect == a);

  g_clear_pointer (&a->url, g_free);
  none = guess_new (snapshot_new (0x5E, 0x99, 0xF3, NULL), presets);
  g_assert_null (none->preselect);
}

/* Caterina's fuses fit boards with different crystals: never by fuses alone, but by its bytes. */
static void
test_caterina (void)
{
  g_autoptr (GPtrArray) presets = list_new ();
  IspPreset *caterina =
      add_preset (presets, "caterina", "caterina", "atmega32u4", 0xFF, 0xD8, 0xFB);
  g_autoptr (IspGuess) fuses = guess_new (snapshot_new (0xFF, 0xD8, 0xFB, NULL), presets);
  g_autoptr (IspGuess) bytes = NULL;

  g_assert_cmpuint (fuses->fitting->len, ==, 1);
  g_assert_null (fuses->preselect);

  know_image (caterina);
  bytes = guess_new (snapshot_new (0xFF, 0xD8, 0xFB, code), presets);
  g_assert_cmpint (bytes->boot, ==, ISP_BOOT_INTACT);
  g_assert_true (bytes->intact == caterina);
  g_assert_true (bytes->preselect == caterina);
}

/* A preset with a sketch is known by its boot section alone, whatever the fuses and the firmware
 * are. */
static void
test_intact_sketch (void)
{
  g_autoptr (GPtrArray) presets = list_new ();
  IspPreset *starred = NULL;
  g_autoptr (IspGuess) guess = NULL;

  add_preset (presets, "dfu", "atmel-dfu", "atmega32u4", 0x5E, 0x99, 0xF3);
  starred = add_preset (presets, "starred", "caterina", "atmega32u4", 0xFF, 0xD8, 0xFB);
  starred->has_sketch = TRUE;
  starred->image_start = 0;
  know_image (starred);
  guess = guess_new (snapshot_new (0x5E, 0x99, 0xF3, code), presets);
  g_assert_cmpint (guess->boot, ==, ISP_BOOT_INTACT);
  g_assert_true (guess->preselect == starred);
  g_assert_cmpuint (guess->fitting->len, ==, 1); /* by fuses the other one */
}

static void
test_damaged (void)
{
  g_autoptr (GPtrArray) presets = list_new ();
  IspPreset *dfu = add_preset (presets, "dfu", "atmel-dfu", "atmega32u4", 0x5E, 0x99, 0xF3);
  g_autofree guint8 *damaged = g_memdup2 (code, sizeof code);
  g_autoptr (IspGuess) guess = NULL;

  know_image (dfu);
  damaged[IMAGE_END - BOOT - 1] ^= 1; /* its very last byte */
  guess = guess_new (snapshot_new (0x5E, 0x99, 0xF3, damaged), presets);
  g_assert_cmpint (guess->boot, ==, ISP_BOOT_OTHER);
  g_assert_null (guess->intact);
  g_assert_true (guess->preselect == dfu);
}

/* A boot section that is too small for the image, or starts above it, cannot hold it. */
static void
test_other_section (void)
{
  g_autoptr (GPtrArray) presets = list_new ();
  IspPreset *dfu = add_preset (presets, "dfu", "atmel-dfu", "atmega32u4", 0x5E, 0x99, 0xF3);
  IspSnapshot *snapshot = snapshot_new (0x5E, 0x9B, 0xF3, NULL);
  g_autoptr (IspGuess) guess = NULL;

  know_image (dfu);
  snapshot->boot = isp_image_new_from_data (0x7800, code + 0x800, 0x800);
  guess = guess_new (snapshot, presets);
  g_assert_cmpint (guess->boot, ==, ISP_BOOT_OTHER);
  g_assert_null (guess->intact);
}

static void
test_blank (void)
{
  g_autoptr (GPtrArray) presets = list_new ();
  guint8 blank[BOOT_SIZE];
  g_autoptr (IspGuess) guess = NULL;

  know_image (add_preset (presets, "dfu", "atmel-dfu", "atmega32u4", 0x5E, 0x99, 0xF3));
  memset (blank, 0xFF, sizeof blank);
  guess = guess_new (snapshot_new (0x5E, 0x99, 0xF3, blank), presets);
  g_assert_cmpint (guess->boot, ==, ISP_BOOT_BLANK);
  g_assert_null (guess->intact);
  g_assert_nonnull (guess->preselect);
}

static void
test_locked (void)
{
  g_autoptr (GPtrArray) presets = list_new ();
  IspSnapshot *snapshot = snapshot_new (0x5E, 0x99, 0xF3, NULL);
  g_autoptr (IspGuess) guess = NULL;

  know_image (add_preset (presets, "dfu", "atmel-dfu", "atmega32u4", 0x5E, 0x99, 0xF3));
  snapshot->fuses.value[ISP_FUSE_LOCK] = 0xFC;
  snapshot->locked = TRUE;
  guess = guess_new (snapshot, presets);
  g_assert_cmpint (guess->boot, ==, ISP_BOOT_UNKNOWN);
  g_assert_null (guess->intact);
  g_assert_nonnull (guess->preselect); /* fuses can be read all the same */
}

/* Firmware for a programmer is nothing that a target was. */
static void
test_helper (void)
{
  g_autoptr (GPtrArray) presets = list_new ();
  IspPreset *helper = add_preset (presets, "helper", "isp", "atmega32u4", 0x5E, 0x99, 0xF3);
  g_autoptr (IspGuess) guess = NULL;

  helper->helper = TRUE;
  know_image (helper);
  guess = guess_new (snapshot_new (0x5E, 0x99, 0xF3, code), presets);
  g_assert_cmpuint (guess->fitting->len, ==, 0);
  g_assert_null (guess->preselect);
  g_assert_cmpint (guess->boot, ==, ISP_BOOT_OTHER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fill_code ();
  g_test_add_func ("/guess/fuses/one", test_one_fits);
  g_test_add_func ("/guess/fuses/none", test_none_fits);
  g_test_add_func ("/guess/fuses/several", test_several_fit);
  g_test_add_func ("/guess/caterina", test_caterina);
  g_test_add_func ("/guess/intact-with-sketch", test_intact_sketch);
  g_test_add_func ("/guess/damaged", test_damaged);
  g_test_add_func ("/guess/other-section", test_other_section);
  g_test_add_func ("/guess/blank", test_blank);
  g_test_add_func ("/guess/locked", test_locked);
  g_test_add_func ("/guess/helper", test_helper);
  return g_test_run ();
}
