/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keyboards from files: what QMK's files say, alone and in their tree, and files that say nothing.
 */
#include "core/isp-error.h"
#include "scratch.h"
#include "store/keyboards/isp-keyboard-file.h"
#include "tests/fuzz/isp-fuzz-keyboard.h"

#include <glib/gstdio.h>
#include <string.h>

static IspKeyboards *known;

/* ── files ── */

static char *
write_file (const char *path, const char *text)
{
  char *full = g_build_filename (g_getenv ("HOME"), path, NULL);
  g_autofree char *folder = g_path_get_dirname (full);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (full, text, -1, NULL));
  return full;
}

static IspKeyboard *
load (const char *path, GError **error)
{
  g_autofree char *full = g_build_filename (g_getenv ("HOME"), path, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (full);

  g_assert_true (isp_keyboard_file_has_name (file));
  return isp_keyboard_file_load (file, known, NULL, error);
}

typedef struct
{
  const char *name, *text;
  const char *mcu, *bootloader, *board, *title;
} Alone;

/* ── one file alone ── */

static const Alone alone[] = {
  { "keyboard.json",
    "{ \"keyboard_name\": \"Mine\", \"manufacturer\": \"Me\", \"processor\": \"atmega32u4\", "
    "\"bootloader\": \"qmk-dfu\", \"usb\": { \"vid\": \"0xABCD\", \"pid\": \"0x0012\" } }",
    "atmega32u4", "qmk-dfu", NULL, "Mine" },
  { "info.json", "{ \"keyboard_name\": \"Mine\", \"development_board\": \"elite_c\" }",
    "atmega32u4", "atmel-dfu", "elite_c", "Mine" },
  { "info.json", "{ \"development_board\": \"promicro\", \"bootloader\": \"qmk-dfu\" }",
    "atmega32u4", "qmk-dfu", "promicro", "info.json" },
  { "info.json", "{ \"development_board\": \"kb2040\" }", "RP2040", "rp2040", "kb2040",
    "info.json" },
  { "info.json", "{ \"processor\": \"atmega328p\" }", "atmega328p", "usbasploader", NULL,
    "info.json" },
  { "info.json", "{ \"processor\": \"atmega32a\", \"layouts\": {} }", "atmega32a", "bootloadhid",
    NULL, "info.json" },
  { "keymap.json", "{ \"version\": 1, \"keyboard\": \"keebio/iris/rev4\", \"layers\": [] }",
    "atmega32u4", "qmk-dfu", NULL, "Iris Rev. 4" },
  { "via.json", "{ \"name\": \"Iris\", \"vendorId\": \"0xCB10\", \"productId\": \"0x4256\" }",
    "atmega32u4", "qmk-dfu", NULL, "Iris" },
  { "api.json",
    "{ \"keyboards\": { \"my/own\": { \"processor\": \"atmega32u2\", \"keyboard_name\": \"Own\" } "
    "} }",
    "atmega32u2", "atmel-dfu", NULL, "Own" },
  { "rules.mk", "MCU = atmega32u4\nBOOTLOADER = caterina\n", "atmega32u4", "caterina", NULL,
    "rules.mk" },
  { "rules.mk", "MCU:=at90usb1286 # a Teensy++\r\nBOOTLOADER ?= halfkay\r\n", "at90usb1286",
    "halfkay", NULL, "rules.mk" },
  { "rules.mk", "# MCU = atmega32u2\nMCU = \\\n  atmega32u4\nBOOTLOADER_SIZE = 512\n", "atmega32u4",
    "atmel-dfu", NULL, "rules.mk" },
  { "rules.mk", "MCU = STM32F303\n", "STM32F303", NULL, NULL, "rules.mk" },
  { "rules.mk", "MCU = atmega32u4\nBOOTLOADER = caterina\nCONVERT_TO = liatris\n", "RP2040",
    "rp2040", "liatris", "rules.mk" },
  { "rules.mk", "ifeq ($(X),yes)\n  MCU = atmega32u4\nendif\n", "atmega32u4", "atmel-dfu", NULL,
    "rules.mk" },
  { "rules.mk", "MCU = atmega32u4\nMCU = atmega32u2\n", "atmega32u2", "atmel-dfu", NULL,
    "rules.mk" },
  /* Every name that QMK has for an AVR's bootloader. */
  { "rules.mk", "MCU=atmega32u4\nBOOTLOADER=lufa-dfu", "atmega32u4", "lufa-dfu", NULL, "rules.mk" },
  { "rules.mk", "MCU=atmega32u4\nBOOTLOADER=qmk-hid", "atmega32u4", "qmk-hid", NULL, "rules.mk" },
  { "rules.mk", "MCU=atmega32u4\nBOOTLOADER=lufa-ms", "atmega32u4", "lufa-ms", NULL, "rules.mk" },
  { "rules.mk", "MCU=attiny85\nBOOTLOADER=custom", "attiny85", "custom", NULL, "rules.mk" },
};

static void
test_alone (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (alone); i++)
    {
      g_autofree char *path = g_strdup_printf ("alone/%u/%s", i, alone[i].name);
      g_autofree char *full = write_file (path, alone[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (IspKeyboard) keyboard = load (path, &error);

      g_test_message ("%s", alone[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (keyboard->mcu, ==, alone[i].mcu);
      g_assert_cmpstr (keyboard->bootloader, ==, alone[i].bootloader);
      g_assert_cmpstr (keyboard->board, ==, alone[i].board);
      g_assert_cmpstr (isp_keyboard_get_title (keyboard), ==, alone[i].title);
      g_assert_true (keyboard->bootloader == NULL ||
                     isp_qmk_bootloader_by_id (keyboard->bootloader) != NULL);
    }
  scratch_clear ();
}

/* The file's own chip stands with its own bootloader, whatever the table has for the USB id. */
static void
test_own_chip_wins (void)
{
  g_autofree char *full =
      write_file ("own/keyboard.json", "{ \"processor\": \"atmega32u2\", "
                                       "\"usb\": { \"vid\": \"0xCB10\", \"pid\": \"0x4256\" } }");
  g_autoptr (IspKeyboard) keyboard = load ("own/keyboard.json", NULL);

  g_assert_cmpstr (keyboard->mcu, ==, "atmega32u2");
  g_assert_cmpstr (keyboard->bootloader, ==, "atmel-dfu");
  g_assert_cmpstr (keyboard->name, ==, "Iris Rev. 4");
  scratch_clear ();
}

/* ── QMK's tree ── */

static void
test_tree (void)
{
  g_autofree char *a = write_file ("qmk/keyboards/me/board/info.json",
                                   "{ \"manufacturer\": \"Me\", \"processor\": \"atmega32u4\", "
                                   "\"bootloader\": \"caterina\" }");
  g_autofree char *b =
      write_file ("qmk/keyboards/me/board/rev2/keyboard.json", "{ \"bootloader\": \"qmk-dfu\" }");
  g_autofree char *c =
      write_file ("qmk/keyboards/me/board/rev3/rules.mk", "BOOTLOADER = atmel-dfu\n");
  g_autofree char *d =
      write_file ("qmk/keyboards/me/board/rev3/keymaps/mine/rules.mk", "CONVERT_TO = proton_c\n");
  g_autofree char *e =
      write_file ("qmk/keyboards/me/board/rev3/keymaps/plain/rules.mk", "LTO_ENABLE = yes\n");
  g_autofree char *f = write_file ("qmk/keyboards/keebio/iris/rev4/rules.mk", "# nothing\n");
  g_autoptr (IspKeyboard) rev2 = load ("qmk/keyboards/me/board/rev2/keyboard.json", NULL);
  g_autoptr (IspKeyboard) rev3 = load ("qmk/keyboards/me/board/rev3/rules.mk", NULL);
  g_autoptr (IspKeyboard) converted =
      load ("qmk/keyboards/me/board/rev3/keymaps/mine/rules.mk", NULL);
  g_autoptr (IspKeyboard) plain = load ("qmk/keyboards/me/board/rev3/keymaps/plain/rules.mk", NULL);
  g_autoptr (IspKeyboard) iris = load ("qmk/keyboards/keebio/iris/rev4/rules.mk", NULL);

  g_assert_cmpstr (rev2->folder, ==, "me/board/rev2");
  g_assert_cmpstr (rev2->mcu, ==, "atmega32u4");
  g_assert_cmpstr (rev2->bootloader, ==, "qmk-dfu");
  g_assert_cmpstr (rev2->manufacturer, ==, "Me");
  g_assert_cmpstr (rev3->bootloader, ==, "atmel-dfu");
  g_assert_cmpstr (isp_keyboard_get_title (rev3), ==, "me/board/rev3");
  g_assert_cmpstr (converted->mcu, ==, "STM32F303");
  g_assert_cmpstr (converted->folder, ==, "me/board/rev3");
  g_assert_cmpstr (plain->bootloader, ==, "atmel-dfu");
  /* The table knows what the tree does not say. */
  g_assert_cmpstr (iris->bootloader, ==, "qmk-dfu");
  g_assert_cmpstr (iris->name, ==, "Iris Rev. 4");
  scratch_clear ();
}

/* ── nothing to read ── */

static void
test_refused (void)
{
  static const struct
  {
    const char *path, *text, *says;
  } rows[] = {
    { "x/a.json", "", "describes no keyboard" },
    { "x/b.json", "{}", "describes no keyboard" },
    { "x/c.json", "[1]", "describes no keyboard" },
    { "x/d.json", "{ \"layers\": [] }", "describes no keyboard" },
    { "x/e.json", "\xFF\xFE{}", "describes no keyboard" },
    { "x/f.json", "{ \"processor\": 12, \"usb\": 3, \"keyboards\": [] }", "describes no keyboard" },
    { "x/g.mk", "all: clean\n", "describes no keyboard" },
    { "x/h.mk", "MCU = $(OTHER)\n", "describes no keyboard" },
    { "x/i.json", "{ \"keyboard\": \"../../etc\" }", "describes no keyboard" },
    { "x/j.json", "{ \"keyboard_name\": \"Mine\" }", "does not say which chip" },
    { "x/k.json", "{ \"development_board\": \"toaster\" }", "does not say which chip" },
    { "x/l.json", "{ \"keyboard\": \"keebio/iris\" }", "does not say which chip" },
    { "x/m.json", "{ \"bootloader\": \"caterina\" }", "does not say which chip" },
    { "x/n.mk", "ifeq ($(X),1)\nMCU = atmega32u4\nelse\nMCU = atmega32u2\nendif\n", "several" },
    { "x/o.mk", "MCU = atmega32u4\nifdef Y\nMCU = STM32F303\nendif\n", "several" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *full = write_file (rows[i].path, rows[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (IspKeyboard) keyboard = load (rows[i].path, &error);

      g_test_message ("%s", rows[i].path);
      g_assert_null (keyboard);
      g_assert_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE);
      g_assert_nonnull (strstr (error->message, rows[i].says));
    }
  scratch_clear ();
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspKeyboard) keyboard = load ("x/nowhere.json", &error);

  g_assert_null (keyboard);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* Its text in front of everything else in a comment, so that a reader that trusts quotes goes down.
 */
static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new ("{ /* \" */ \"a\": ");
  g_autoptr (IspKeyboard) keyboard = NULL;
  g_autofree char *full = NULL;

  for (guint i = 0; i < 300000; i++)
    g_string_append_c (text, '[');
  full = write_file ("x/deep.json", text->str);
  keyboard = load ("x/deep.json", NULL);
  g_assert_null (keyboard);
  scratch_clear ();
}

/* Thousands of damaged files, always the same ones. */
static void
test_damaged (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261129);

  for (guint i = 0; i < G_N_ELEMENTS (alone); i++)
    for (guint round = 0; round < 200; round++)
      {
        const gsize len = strlen (alone[i].text);
        g_autofree guint8 *data = g_memdup2 (alone[i].text, len);

        for (gint32 n = g_rand_int_range (rand, 1, 4); n > 0; n--)
          data[g_rand_int_range (rand, 0, (gint32) len)] =
              (guint8) "{}[]\",:\\\n#=\t\0\xFF"
                       "a0"[g_rand_int_range (rand, 0, 17)];
        isp_fuzz_keyboard (data, (gsize) g_rand_int_range (rand, 0, (gint32) len + 1));
      }
}

int
main (int argc, char **argv)
{
  int status;

  scratch_init ();
  g_test_init (&argc, &argv, NULL);
  known = isp_keyboards_load (NULL);
  g_assert_nonnull (known);
  g_test_add_func ("/keyboard-files/alone", test_alone);
  g_test_add_func ("/keyboard-files/own-chip-wins", test_own_chip_wins);
  g_test_add_func ("/keyboard-files/tree", test_tree);
  g_test_add_func ("/keyboard-files/refused", test_refused);
  g_test_add_func ("/keyboard-files/missing", test_missing);
  g_test_add_func ("/keyboard-files/deep", test_deep);
  g_test_add_func ("/keyboard-files/damaged", test_damaged);
  status = g_test_run ();
  isp_keyboards_unref (known);
  scratch_end ();
  return status;
}
