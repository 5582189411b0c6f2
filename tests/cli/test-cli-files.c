/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files: combining them, and those that are refused. */
#include "cli-run.h"

#include "config.h"
#include "core/isp-image-file.h"

#include <string.h>

#define PORT "sim:atmega32u4?speed=0"
#define END  ":00000001FF\n"

static IspImage *
load (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (IspImageFile) image = isp_image_file_load (file, NULL, &error);

  g_assert_no_error (error);
  return isp_image_ref (image->flash);
}

/* ── combine ── */

static void
test_combine (void)
{
  g_autoptr (IspImage) boot = cli_make_bootloader ();
  g_autoptr (IspImage) firmware = isp_image_new_from_data (0, (guint8 *) "\x0C\x94\x34\x00", 4);
  const char *a = cli_write_image ("firmware.hex", firmware);
  const char *b = cli_write_image ("boot.srec", boot);
  const char *c = cli_path ("both.hex");
  g_autoptr (CliRun) run = cli_run ("combine", a, b, "-o", c, NULL);
  g_autoptr (CliRun) json = cli_run ("--json", "combine", a, b, "-o", c, NULL);

  cli_assert_status (run, 0);
  cli_assert_has (run->out, "0x7000–0x7FFF");
  cli_assert_status (json, 0);
  g_assert_cmpint (json_object_get_int_member (json->root, "bytes"), ==, 4100);
  g_autoptr (IspImage) both = load (c);
  g_autoptr (IspImage) expected = isp_image_merge (firmware, boot, NULL);
  g_assert_true (isp_image_equal (both, expected));
}

static void
test_combine_overlap (void)
{
  g_autoptr (IspImage) boot = cli_make_bootloader ();
  g_autoptr (IspImage) firmware = isp_image_new_from_data (0x6FFE, (guint8 *) "\1\2\3\4", 4);
  const char *a = cli_write_image ("long.hex", firmware);
  const char *b = cli_write_image ("boot.hex", boot);
  const char *c = cli_path ("none.hex");
  g_autoptr (CliRun) run = cli_run ("--json", "combine", a, b, "-o", c, NULL);

  cli_assert_status (run, 5);
  g_assert_cmpstr (cli_error_code (run), ==, "does-not-fit");
  cli_assert_has (run->err, "0x7000–0x7001");
  cli_assert_has (run->err, "long.hex and boot.hex");
  g_assert_false (g_file_test (c, G_FILE_TEST_EXISTS));
}

/* Files are judged as for a chip, which is told by the bootloader, or named. */
static void
test_combine_judged (void)
{
  g_autoptr (IspImage) boot = cli_make_bootloader ();
  g_autoptr (IspImage) odd = isp_image_new_from_data (0x7100, (guint8 *) "\1\2", 2);
  g_autoptr (IspImage) firmware = isp_image_new_from_data (0, (guint8 *) "\x0C\x94\x34\x00", 4);
  const char *a = cli_write_image ("settings.eep", firmware);
  const char *good = cli_write_image ("good.hex", firmware);
  const char *b = cli_write_image ("boot.hex", boot);
  const char *unknown = cli_write_image ("odd.hex", odd);
  const char *c = cli_path ("judged.hex");
  g_autoptr (CliRun) eeprom = cli_run ("--json", "combine", a, b, "-o", c, NULL);
  g_autoptr (CliRun) small = cli_run ("--json", "combine", good, b, "-p", "m16u2", "-o", c, NULL);
  g_autoptr (CliRun) asks = cli_run ("combine", good, unknown, "-o", c, NULL);

  cli_assert_status (eeprom, 5);
  cli_assert_has (eeprom->err, "settings.eep is for the EEPROM");
  cli_assert_status (small, 5);
  g_assert_cmpstr (cli_error_code (small), ==, "does-not-fit");
  cli_assert_status (asks, 2);
  cli_assert_has (asks->err, "-p PART");
  g_assert_false (g_file_test (c, G_FILE_TEST_EXISTS));
}

/* ── refused files ── */

static void
assert_refused (const char *path, const char *code, const char *says)
{
  g_autoptr (CliRun) run =
      cli_run ("--json", "flash", "-P", PORT, "-p", "atmega32u4", "--image", path, NULL);

  cli_assert_status (run, 5);
  g_assert_cmpstr (cli_string (run, "verdict"), ==, "refused");
  g_assert_cmpstr (cli_error_code (run), ==, code);
  cli_assert_has (run->err, says);
}

static void
test_bad_files (void)
{
  g_autoptr (IspImage) big = isp_image_new_from_data (0x7FFF, (guint8 *) "\1\2", 2);

  assert_refused (cli_path ("not-there.hex"), "bad-file", "not-there.hex: There is no such file.");
  assert_refused (cli_path ("."), "bad-file", "That is a folder, not a file");
  assert_refused (cli_write ("broken.hex", ":0100000000FE\n" END), "damaged-file",
                  " broken.hex: Line 1, column 12: The checksum is FE, and should be FF");
  assert_refused (cli_write ("page.hex", "<!DOCTYPE html><html></html>\n"), "bad-file", "web page");
  assert_refused (cli_write_image ("big.hex", big), "does-not-fit", "0x8000");
  assert_refused (cli_write ("other.hex", ":0100000001FE\n:02000004008476\n"
                                          ":03000000"
                                          "8A951E"
                                          "C0\n" END),
                  "does-not-fit", "1E 95 8A");
}

static void
test_two_images (void)
{
  g_autoptr (IspImage) boot = cli_make_bootloader ();
  g_autoptr (IspImage) clash = isp_image_new_from_data (0x7100, (guint8 *) "\xAA\xBB\xCC", 3);
  const char *a = cli_write_image ("boot.hex", boot);
  const char *b = cli_write_image ("clash.hex", clash);
  g_autoptr (CliRun) run =
      cli_run ("--json", "flash", "-P", PORT, "--image", a, "--image", b, NULL);

  cli_assert_status (run, 5);
  g_assert_cmpstr (cli_string (run, "verdict"), ==, "refused");
  cli_assert_has (run->err, "0x7100");
}

/* Runs past the end of flash, and says so, although it is broken as well. */
static void
test_past_the_end (void)
{
  g_autofree char *file = g_test_build_filename (G_TEST_DIST, "core", "past-the-end.hex", NULL);
  g_autoptr (CliRun) run = cli_run ("--json", "flash", "-P", "sim:atmega328p?speed=0", "-p",
                                    "atmega328p", "--image", file, NULL);

  cli_assert_status (run, 5);
  g_assert_cmpstr (cli_error_code (run), ==, "does-not-fit");
  cli_assert_has (run->err, "0x8014");
}

/* ── presets ── */

static void
test_offline (void)
{
  g_autoptr (CliRun) run = NULL;

#if !ISP_TEST_ORIGIN
  g_test_skip ("downloads cannot be kept off the network in this build");
  return;
#endif
  run = cli_run ("--json", "flash", "-P", PORT, "--preset", "caterina-promicro16", NULL);
  cli_assert_status (run, 1);
  g_assert_cmpstr (cli_string (run, "verdict"), ==, "refused");
  g_assert_cmpstr (cli_error_code (run), ==, "fetch");
  cli_assert_has (run->err, "https://raw.githubusercontent.com/");
  cli_assert_has (run->err, "--image FILE");
}

static void
write_preset (const IspImage *boot)
{
  g_autofree char *sha256 = isp_image_get_sha256 (boot);
  g_autofree char *text =
      g_strdup_printf ("[Family]\nId=mine\nName=Mine\nDescription=Made up\n"
                       "Order=99\n[mine-32u4]\nOrder=1\nName=Board\n"
                       "Description=A test\nParts=atmega32u4;\nLow=5E\nHigh=D8\n"
                       "Extended=F3\nEntry=reset\nImageSha256=%s\n"
                       "ImageStart=0x7000\nImageEnd=0x8000\nBootSha256=%s\n"
                       "BootStart=0x7000\n",
                       sha256, sha256);

  cli_write ("data/unbrick/presets/mine.preset", text);
}

/* A preset's own image is recognised by its data; another file is used, and never called by the
 * preset's name. */
static void
test_recognised (void)
{
  g_autoptr (IspImage) boot = cli_make_bootloader ();
  g_autoptr (IspImage) other = cli_make_bootloader ();
  const char *right, *wrong;

  write_preset (boot);
  isp_image_put (other, 0x7100, (guint8 *) "\x42", 1);
  right = cli_write_image ("right.srec", boot);
  wrong = cli_write_image ("wrong.hex", other);
  g_autoptr (CliRun) good =
      cli_run ("flash", "-P", PORT, "--preset", "mine-32u4", "--image", right, NULL);
  g_autoptr (CliRun) odd =
      cli_run ("flash", "-P", PORT, "--preset", "mine-32u4", "--image", wrong, NULL);
  cli_assert_status (good, 0);
  g_assert_null (strstr (good->err, "because you named it"));
  cli_assert_has (good->out, "Mine for Board was written");
  cli_assert_status (odd, 0);
  cli_assert_has (odd->err, "because you named it");
  cli_assert_has (odd->out, "wrong.hex (as Mine for Board) was written");
}

/* The image of another preset is called so, and judged by the crystal that it is made for. */
static void
test_other_preset (void)
{
  g_autoptr (IspImage) boot = cli_make_bootloader ();
  g_autoptr (IspImage) slow = cli_make_bootloader ();
  g_autofree char *sha256 = NULL, *text = NULL;
  const char *path;

  write_preset (boot);
  isp_image_put (slow, 0x7100, (guint8 *) "\x08", 1);
  sha256 = isp_image_get_sha256 (slow);
  text = g_strdup_printf ("[Family]\nId=slow\nName=Slow\nDescription=Made up\nOrder=98\n"
                          "[slow-32u4]\nOrder=1\nName=Board\nDescription=A test\n"
                          "Parts=atmega32u4;\nLow=FF\nHigh=D8\nExtended=FB\nMHz=8\n"
                          "Entry=reset\nImageSha256=%s\nImageStart=0x7000\nImageEnd=0x8000\n"
                          "BootSha256=%s\nBootStart=0x7000\n",
                          sha256, sha256);
  cli_write ("data/unbrick/presets/slow.preset", text);
  path = cli_write_image ("slow.hex", slow);
  g_autoptr (CliRun) run =
      cli_run ("flash", "-P", PORT, "--dry-run", "--preset", "mine-32u4", "--image", path, NULL);
  g_autoptr (CliRun) fast = cli_run ("flash", "-P", PORT, "--dry-run", "--preset", "mine-32u4",
                                     "--crystal", "16M", "--image", path, NULL);
  cli_assert_status (run, 0);
  cli_assert_has (run->err, "holds “Slow for Board (ATmega32U4)”, not “Mine for Board "
                            "(ATmega32U4)”");
  cli_assert_has (run->out, "made for 8 MHz");
  cli_assert_status (fast, 5);

  /* also where nobody said which bootloader it is */
  g_autoptr (CliRun) alone =
      cli_run ("flash", "-P", PORT, "--dry-run", "--fuses", "FF,D8,FB", "--image", path, NULL);
  g_autoptr (CliRun) fast_alone = cli_run ("flash", "-P", PORT, "--dry-run", "--fuses", "FF,D8,FB",
                                           "--crystal", "16M", "--image", path, NULL);
  cli_assert_status (alone, 0);
  cli_assert_has (alone->err, "slow.hex holds Slow for Board; --preset slow-32u4 sets its fuses");
  cli_assert_has (alone->err, "made for 8 MHz");
  cli_assert_status (fast_alone, 5);
}

/* The image of another chip's boot section is not written where this one looks. */
static void
test_wrong_place (void)
{
  g_autoptr (IspImage) boot = cli_make_bootloader ();
  g_autoptr (IspImage) low = isp_image_new_from_data (0x3000, (guint8 *) "\1\2", 2);
  const char *path = cli_write_image ("low.hex", low);

  write_preset (boot);
  g_autoptr (CliRun) run =
      cli_run ("--json", "flash", "-P", PORT, "--preset", "mine-32u4", "--image", path, NULL);
  cli_assert_status (run, 5);
  g_assert_cmpstr (cli_error_code (run), ==, "does-not-fit");
  cli_assert_has (run->err, "0x7000");
}

/* Fuses inside an image are shown, and used only when asked for. */
static void
test_fuses_inside (void)
{
  const char *path = cli_write ("elf.hex", ":0100000001FE\n:02000004008278\n"
                                           ":030000005ED8F3"
                                           "D4"
                                           "\n" END);
  g_autoptr (CliRun) kept = cli_run ("--json", "flash", "-P", PORT, "--image", path, NULL);
  g_autoptr (CliRun) used =
      cli_run ("--json", "flash", "-P", PORT, "--image", path, "--fuses-from-image", NULL);
  g_autoptr (IspImage) boot = cli_make_bootloader ();
  const char *plain = cli_write_image ("plain.hex", boot);
  g_autoptr (CliRun) none =
      cli_run ("--json", "flash", "-P", PORT, "--image", plain, "--fuses-from-image", NULL);
  JsonObject *after;

  cli_assert_status (kept, 0);
  cli_assert_has (kept->err, "not used without --fuses-from-image: L 5E · H D8 · E F3");
  after =
      json_object_get_object_member (json_object_get_object_member (kept->root, "fuses"), "after");
  g_assert_cmpstr (json_object_get_string_member (after, "hfuse"), ==, "99");
  cli_assert_status (none, 5);
  cli_assert_has (none->err, "no fuses and no lock");
  g_assert_true (json_object_get_boolean_member (none->root, "rehearsal"));
  cli_assert_status (used, 0);
  after =
      json_object_get_object_member (json_object_get_object_member (used->root, "fuses"), "after");
  g_assert_cmpstr (json_object_get_string_member (after, "hfuse"), ==, "D8");
}

int
main (int argc, char **argv)
{
  cli_run_init (&argc, &argv);
  g_test_add_func ("/cli/files/other-preset", test_other_preset);
  g_test_add_func ("/cli/combine/both", test_combine);
  g_test_add_func ("/cli/combine/overlap", test_combine_overlap);
  g_test_add_func ("/cli/combine/judged", test_combine_judged);
  g_test_add_func ("/cli/files/bad", test_bad_files);
  g_test_add_func ("/cli/files/two-images", test_two_images);
  g_test_add_func ("/cli/files/past-the-end", test_past_the_end);
  g_test_add_func ("/cli/files/offline", test_offline);
  g_test_add_func ("/cli/files/recognised", test_recognised);
  g_test_add_func ("/cli/files/wrong-place", test_wrong_place);
  g_test_add_func ("/cli/files/fuses-inside", test_fuses_inside);
  return cli_run_tests ();
}
