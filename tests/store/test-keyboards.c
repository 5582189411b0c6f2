/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shipped table of keyboards, searching it, and what a keyboard means for a rescue. */
#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "scratch.h"
#include "store/isp-paths.h"
#include "store/keyboards/isp-keyboards.h"

#include <string.h>
#include <time.h>

static IspKeyboards *known;
static IspPresets *presets;

/* ── the table ── */

static void
test_table (void)
{
  GPtrArray *list = isp_keyboards_get_list (known);
  guint n_avr = 0;

  g_assert_cmpuint (list->len, ==, 3270);
  for (guint i = 0; i < list->len; i++)
    {
      const IspKeyboard *keyboard = list->pdata[i];
      const IspKeyboard *before = i > 0 ? list->pdata[i - 1] : NULL;
      const IspQmkBootloader *row = isp_qmk_bootloader_by_id (keyboard->bootloader);
      g_autoptr (GPtrArray) found = isp_keyboard_find_presets (keyboard, presets);
      g_autofree char *advice = isp_keyboard_get_advice (keyboard);

      g_test_message ("%s", keyboard->folder);
      g_assert_true (before == NULL || strcmp (before->folder, keyboard->folder) < 0);
      g_assert_cmpuint (keyboard->usb_vid, !=, 0);
      g_assert_true (keyboard->bootloader == NULL || row != NULL);
      g_assert_true (keyboard->board == NULL || isp_qmk_board_by_id (keyboard->board) != NULL);
      n_avr += isp_keyboard_get_chip (keyboard) == ISP_KEYBOARD_AVR;
      /* Nobody is left alone: there is a preset, or a sentence. */
      switch (isp_keyboard_get_chip (keyboard))
        {
        case ISP_KEYBOARD_AVR:
          g_assert_true (found->len > 0 || advice != NULL || g_str_equal (row->id, "bootloadhid"));
          break;
        case ISP_KEYBOARD_OTHER:
          g_assert_cmpuint (found->len, ==, 0);
          g_assert_nonnull (strstr (advice, keyboard->mcu));
          g_assert_false (g_ascii_islower (*keyboard->mcu));
          break;
        case ISP_KEYBOARD_OPEN:
          g_assert_not_reached ();
        }
    }
  g_assert_cmpuint (n_avr, ==, 2375);
}

/* A preset that a board brings along has to exist, and a family, too. */
static void
test_rows (void)
{
  const IspKeyboard *corne = isp_keyboards_by_folder (known, "crkbd/rev1");
  g_autoptr (GPtrArray) found = isp_keyboard_find_presets (corne, presets);

  g_assert_cmpstr (corne->board, ==, "promicro");
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((const IspPreset *) found->pdata[0])->id, ==, "caterina-promicro16");
  g_assert_null (isp_qmk_bootloader_by_id (NULL));
  g_assert_null (isp_qmk_bootloader_by_id ("atmel"));
  g_assert_cmpstr (isp_qmk_bootloader_by_id ("ATMEL-DFU")->id, ==, "atmel-dfu");
  g_assert_cmpstr (isp_qmk_bootloader_of_mcu ("atmega328p"), ==, "usbasploader");
  g_assert_null (isp_qmk_bootloader_of_mcu ("STM32F303"));
  g_assert_cmpstr (isp_qmk_board_by_id ("elite_c")->bootloader, ==, "atmel-dfu");
}

/* What QMK calls Caterina alone may be any of its boards. */
static void
test_which_board (void)
{
  const IspKeyboard *lily = isp_keyboards_by_folder (known, "lily58/rev1");
  g_autoptr (GPtrArray) found = isp_keyboard_find_presets (lily, presets);

  g_assert_cmpuint (found->len, >, 5);
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpstr (((const IspPreset *) found->pdata[i])->family, ==, "caterina");
}

/* Where another bootloader is chosen than such a keyboard has. */
static void
test_usual (void)
{
  static const struct
  {
    const char *folder, *chosen, *usual;
  } rows[] = {
    { "crkbd/rev1", "caterina-promicro16", NULL },
    { "crkbd/rev1", "caterina-promicro8", "Caterina for Pro Micro 5 V, 16 MHz" },
    { "crkbd/rev1", "atmel-dfu-atmega32u4", "Caterina for Pro Micro 5 V, 16 MHz" },
    { "lily58/rev1", "caterina-promicro8", NULL }, /* may be any of its boards */
    { "lily58/rev1", "atmel-dfu-atmega32u4", "Caterina" },
    { "keebio/iris/rev8", "atmel-dfu-atmega32u4", NULL }, /* an RP2040 */
    { "crkbd/rev1", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const IspPreset *chosen =
          rows[i].chosen != NULL ? isp_presets_by_id (presets, rows[i].chosen) : NULL;
      g_autoptr (GPtrArray) found =
          isp_keyboard_find_presets (isp_keyboards_by_folder (known, rows[i].folder), presets);
      g_autofree char *usual = isp_keyboard_get_usual (found, chosen);

      g_assert_true ((chosen != NULL) == (rows[i].chosen != NULL));
      g_assert_cmpstr (usual, ==, rows[i].usual);
    }
}

static void
test_advice (void)
{
  static const struct
  {
    const char *folder, *says; /* NULL: nothing */
  } rows[] = {
    { "keebio/iris/rev4", "make keebio/iris/rev4:default:bootloader" },
    { "keebio/iris/rev8", "Its chip is RP2040, not an AVR" },
    { "keebio/iris/rev8", ".uf2" },
    { "planck/rev6", "Its chip is STM32F303" },
    { "phantom", "PJRC" },
    { "planck/thk", "maker" },
    { "keebio/iris/rev6", NULL },
    { "crkbd/rev1", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const IspKeyboard *keyboard = isp_keyboards_by_folder (known, rows[i].folder);
      g_autofree char *advice = isp_keyboard_get_advice (keyboard);

      g_test_message ("%s: %s", rows[i].folder, advice);
      if (rows[i].says == NULL)
        g_assert_null (advice);
      else
        g_assert_nonnull (strstr (advice, rows[i].says));
    }
}

static void
test_words (void)
{
  const IspKeyboard *iris = isp_keyboards_by_folder (known, "keebio/iris/rev4");
  const IspKeyboard *nameless = isp_keyboards_by_folder (known, "keychron/q3/ansi");
  g_autofree char *text = isp_keyboard_format (iris), *other = isp_keyboard_format (nameless);

  g_assert_cmpstr (text, ==, "ATmega32U4 · QMK DFU");
  g_assert_cmpstr (other, ==, "STM32L432 · STM32 DFU");
  g_assert_cmpstr (isp_keyboard_get_title (iris), ==, "Iris Rev. 4");
  g_assert_cmpstr (isp_keyboard_get_title (nameless), ==, "keychron/q3/ansi");
}

/* ── searching ── */

static void
test_search (void)
{
  static const struct
  {
    const char *text, *first;
  } rows[] = {
    { "iris rev 4", "keebio/iris/rev4" },
    { "Iris Rev. 4", "keebio/iris/rev4" },
    { "rev4 iris", "keebio/iris/rev4" },
    { "keebio iris 8", "keebio/iris/rev8" },
    { "lily58", "lily58/rev1" },
    { "Lily 58", "lily58/rev1" },
    { "corne", "crkbd/r2g" },
    { "crkbd/rev1", "crkbd/rev1" },
    { "PLANCK", "planck/rev1" },
    { "mun", "rgbkb/mun/rev1" },
    { "Mün", "rgbkb/mun/rev1" },
    { "skjoldr", "runes/skjoldr" },
    { "大橘子", "org60" },
    { "cb10:4256", "keebio/iris/rev4" },
    { " CB10 : 4256 ", "keebio/iris/rev4" },
    { "kbd 75 rgb", "kbdfans/kbd75rgb" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) found = isp_keyboards_search (known, rows[i].text);

      g_test_message ("%s", rows[i].text);
      g_assert_cmpuint (found->len, >, 0);
      g_assert_cmpstr (((const IspKeyboard *) found->pdata[0])->folder, ==, rows[i].first);
    }
}

static void
test_search_odd (void)
{
  static const char *const nothing[] = { "no such keyboard", "0000:0000", "iris xyzzy",
                                         "\xFF\xFE iris" };
  g_autofree char *endless = g_strnfill (100000, 'a');
  g_autoptr (GPtrArray) all = isp_keyboards_search (known, ""), none = NULL, long_one = NULL;

  g_assert_cmpuint (all->len, ==, 3270);
  for (guint i = 0; i + 1 < G_N_ELEMENTS (nothing); i++)
    {
      g_autoptr (GPtrArray) found = isp_keyboards_search (known, nothing[i]);

      g_assert_cmpuint (found->len, ==, 0);
    }
  none = isp_keyboards_search (known, nothing[G_N_ELEMENTS (nothing) - 1]);
  g_assert_cmpuint (none->len, <, 3270);
  long_one = isp_keyboards_search (known, endless);
  g_assert_cmpuint (long_one->len, ==, 0);
}

/* ── the one that is meant ── */

static void
test_find (void)
{
  static const struct
  {
    const char *name, *folder; /* NULL: several, or none */
    guint n;                   /* candidates; 0: any */
  } rows[] = {
    { "keebio/iris/rev4", "keebio/iris/rev4", 1 },
    { "keebio/iris/rev4/", "keebio/iris/rev4", 1 },
    { "Iris Rev. 4", "keebio/iris/rev4", 1 },
    { "iris rev. 4", "keebio/iris/rev4", 1 },
    { "keebio/iris", NULL, 9 },
    { "iris", NULL, 11 },
    { "lily58", "lily58", 3 },
    { "planck", NULL, 12 },
    { "no such keyboard", NULL, 0 },
    { "", NULL, 0 },
    { "/", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) candidates = NULL;
      g_autoptr (IspKeyboard) keyboard = isp_keyboards_find (known, rows[i].name, &candidates);

      g_test_message ("%s", rows[i].name);
      g_assert_cmpstr (keyboard != NULL ? keyboard->folder : NULL, ==, rows[i].folder);
      if (rows[i].n > 0)
        g_assert_cmpuint (candidates->len, ==, rows[i].n);
    }
}

/* Revisions that are rescued alike are one keyboard, with what they have in common. */
static void
test_merge (void)
{
  g_autoptr (IspKeyboard) lily = isp_keyboards_find (known, "lily58", NULL);
  g_autoptr (IspKeyboard) planck = isp_keyboards_find (known, "montsinger/rebound", NULL);

  g_assert_cmpstr (lily->mcu, ==, "atmega32u4");
  g_assert_cmpstr (lily->bootloader, ==, "caterina");
  g_assert_null (lily->name);
  g_assert_cmpuint (lily->usb_vid, ==, 0);
  g_assert_cmpstr (isp_keyboard_get_title (lily), ==, "lily58");
  g_assert_cmpstr (planck->manufacturer, ==, "Montsinger");
}

/* ── time ── */

/* The list has to be there as soon as its page is. */
static void
test_time (void)
{
#ifndef __SANITIZE_ADDRESS__
  clock_t start = clock ();
  g_autoptr (IspKeyboards) again = isp_keyboards_load (NULL);
  const double ms = (double) (clock () - start) * 1000 / CLOCKS_PER_SEC;

  g_test_message ("%.1f ms", ms);
  g_assert_cmpfloat (ms, <, 50);
#endif
}

/* ── a table that is broken ── */

static void
write_kept (const char *text)
{
  g_autofree char *path = isp_paths_get_keyboards ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;

  isp_paths_write (path, bytes, &error);
  g_assert_no_error (error);
}

/* What was downloaded adds to the table, and replaces nothing of it. */
static void
test_kept (void)
{
  g_autoptr (IspKeyboards) more = NULL;

  write_kept ("new/board\t\t\t\tcafe\t0001\t\t\nplanck/rev1\tRP2040\trp2040\t\t\t\t\tNot It\n");
  more = isp_keyboards_load (NULL);
  g_assert_cmpuint (isp_keyboards_get_list (more)->len, ==, 3271);
  g_assert_cmpint (isp_keyboard_get_chip (isp_keyboards_by_folder (more, "new/board")), ==,
                   ISP_KEYBOARD_OPEN);
  g_assert_cmpstr (isp_keyboards_by_folder (more, "planck/rev1")->name, ==, "Planck");
  scratch_clear ();
}

static void
test_kept_broken (void)
{
  static const char *const broken[] = {
    "garbage",
    "\xFF\xFF\t\t\t\t\t\t\t\n",
    "a\tb\tc\td\te\tf\tg\th\ti\n",
    "a\tb\tc\td\tnoid\t\t\t\n",
    "../../etc/passwd\t\t\t\t\t\t\t\n",
    "/etc\t\t\t\t\t\t\t\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (IspKeyboards) still = NULL;
      g_autoptr (GError) error = NULL;

      write_kept (broken[i]);
      still = isp_keyboards_load (&error);
      g_assert_no_error (error);
      g_assert_cmpuint (isp_keyboards_get_list (still)->len, ==, 3270);
    }
  scratch_clear ();
}

static void
test_shipped_missing (void)
{
  g_autofree char *data = g_strdup (g_getenv ("UNBRICK_DATA_DIR"));
  g_autoptr (IspKeyboards) none = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("UNBRICK_DATA_DIR", "/nowhere", TRUE);
  none = isp_keyboards_load (&error);
  g_assert_null (none);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_setenv ("UNBRICK_DATA_DIR", data, TRUE);
}

int
main (int argc, char **argv)
{
  int status;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  known = isp_keyboards_load (NULL);
  presets = isp_presets_load (NULL, NULL);
  g_assert_true (known != NULL && presets != NULL);
  g_test_add_func ("/keyboards/table", test_table);
  g_test_add_func ("/keyboards/rows", test_rows);
  g_test_add_func ("/keyboards/which-board", test_which_board);
  g_test_add_func ("/keyboards/usual", test_usual);
  g_test_add_func ("/keyboards/advice", test_advice);
  g_test_add_func ("/keyboards/words", test_words);
  g_test_add_func ("/keyboards/search", test_search);
  g_test_add_func ("/keyboards/search-odd", test_search_odd);
  g_test_add_func ("/keyboards/find", test_find);
  g_test_add_func ("/keyboards/merge", test_merge);
  g_test_add_func ("/keyboards/time", test_time);
  g_test_add_func ("/keyboards/kept", test_kept);
  g_test_add_func ("/keyboards/kept-broken", test_kept_broken);
  g_test_add_func ("/keyboards/shipped-missing", test_shipped_missing);
  status = g_test_run ();
  isp_keyboards_unref (known);
  isp_presets_unref (presets);
  scratch_end ();
  return status;
}
