/* SPDX-License-Identifier: GPL-3.0-or-later */
/* avrdude on the models: it knows nothing of us, so what passes here is a programmer. */
#include "bench/bench.h"
#include "core/isp-image-file.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  const char *name;
  const char *programmer, *part,
      *lfuse;             /* as the chip has it before, so that it runs fast enough */
  const char *avrdude[7]; /* how avrdude is told of them */
  guint32 start, size;    /* of the flash image */
  gboolean eeprom;
  const char *fuses[3]; /* what is written, lfuse hfuse efuse */
} Case;

#define USBASP(part)                                                                               \
  {                                                                                                \
    "-c", "usbasp", "-p", part                                                                     \
  }
#define AVRISP(part)                                                                               \
  {                                                                                                \
    "-c", "avrisp", "-P", "/dev/ttyACM0", "-p", part                                               \
  }
#define GENUINE(part)                                                                              \
  {                                                                                                \
    "-c", "avrisp", "-P", "/dev/ttyUSB0", "-p", part                                               \
  }

/* avrdude polls a fuse by reading it, and a busy chip shows FF: it cannot be trusted with FF.
 * EEPROM of a sketch takes -c arduino, which counts in words. */
/* clang-format off */
static const Case cases[] = {
  { "usbasp/atmega32u4/4k", "usbasp", "atmega32u4", NULL, USBASP ("m32u4"), 0x7000, 4096, TRUE,
    { "0xDE", "0xD9", "0xCB" } },
  { "usbasp/atmega32u4/32k", "usbasp", "atmega32u4", NULL, USBASP ("m32u4"), 0, 32768, FALSE, { NULL } },
  { "usbasp/atmega328p", "usbasp", "atmega328p", "FE", USBASP ("m328p"), 0, 32768, TRUE,
    { "0xDE", "0xDA", "0xFD" } },
  { "usbasp/at90usb1286", "usbasp", "at90usb1286", "DE", USBASP ("usb1286"), 0x1E000, 8192, TRUE,
    { "0x5E", "0xDB", "0xFB" } },
  { "usbasp/atmega2560", "usbasp", "atmega2560", "FE", USBASP ("m2560"), 0x1F000, 8192, FALSE,
    { "0xDE", "0xD8", "0xFD" } },
  { "usbasp/atmega2560/32k", "usbasp", "atmega2560", "FE", USBASP ("m2560"), 0, 32768, FALSE, { NULL } },
  { "usbasp-old/atmega32u4", "usbasp-old", "atmega32u4", NULL, USBASP ("m32u4"), 0, 4096, FALSE, { NULL } },
  { "helper/atmega32u4/4k", "avrisp-helper", "atmega32u4", NULL, AVRISP ("m32u4"), 0x7000, 4096, FALSE,
    { "0xDE", "0xD9", "0xCB" } },
  { "helper/atmega32u4/32k", "avrisp-helper", "atmega32u4", NULL, AVRISP ("m32u4"), 0, 32768, FALSE, { NULL } },
  { "helper/atmega328p", "avrisp-helper", "atmega328p", "FE", AVRISP ("m328p"), 0, 4096, FALSE,
    { "0xDE", "0xDA", "0xFD" } },
  { "helper/at90usb1286", "avrisp-helper", "at90usb1286", "DE", AVRISP ("usb1286"), 0x1E000, 8192, FALSE,
    { "0x5E", "0xDB", "0xFB" } },
  { "uart/atmega32u4", "avrisp-uart-115200", "atmega32u4", NULL, AVRISP ("m32u4"), 0, 4096, FALSE, { NULL } },
  { "genuine/atmega32u4", "avrisp-genuine", "atmega32u4", NULL, GENUINE ("m32u4"), 0, 4096, TRUE,
    { "0xDE", "0xD9", "0xCB" } },
};
/* clang-format on */

static char *folder;
static char *avrdude_path;

static void
fill_random (guint8 *out, gsize len, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

  for (gsize i = 0; i < len; i++)
    out[i] = g_rand_int_range (rand, 0, 256);
}

/* Runs avrdude with n operations ("flash:w:…"); fails the test unless it succeeds. */
static void
run_avrdude (Bench *bench, const char *const *how, const char *const *operations)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;

  g_ptr_array_add (argv, avrdude_path);
  g_ptr_array_add (argv, (gpointer) "-qq");
  for (guint i = 0; how[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) how[i]);
  for (guint i = 0; operations[i] != NULL; i++)
    {
      g_ptr_array_add (argv, (gpointer) "-U");
      g_ptr_array_add (argv, (gpointer) operations[i]);
    }
  g_ptr_array_add (argv, NULL);
  g_assert_true (bench_run (bench, (const char *const *) argv->pdata, &out, &err, &status, &error));
  g_assert_no_error (error);
  if (status != 0)
    g_test_message ("%s", err);
  g_assert_cmpint (status, ==, 0);
}

static char *
save (const char *name, guint32 start, const guint8 *data, gsize len)
{
  g_autoptr (IspImage) image = isp_image_new_from_data (start, data, len);
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (isp_image_save (image, file, "ihex", &error));
  g_assert_no_error (error);
  return path;
}

static void
assert_file (const char *path, guint32 start, const guint8 *data, gsize len)
{
  g_autofree char *found = NULL;
  gsize size = 0;

  g_assert_true (g_file_get_contents (path, &found, &size, NULL));
  g_assert_cmpuint (size, >=, start + len);
  g_assert_cmpmem (found + start, len, data, len);
}

static void
assert_clean (Bench *bench)
{
  const IspSimStats *stats = isp_sim_chip_get_stats (bench_chip (bench));

  g_assert_cmpuint (stats->busy_violations, ==, 0);
  g_assert_cmpuint (stats->sck_violations, ==, 0);
  g_assert_cmpuint (stats->bit_raises, ==, 0);
  g_assert_false (bench_is_reset_low (bench));
}

static void
check_flash (Bench *bench, const Case *c)
{
  g_autofree guint8 *data = g_malloc (c->size);
  fill_random (data, c->size, c->size + c->start);
  g_autofree char *in = save ("flash.hex", c->start, data, c->size);
  g_autofree char *out = g_build_filename (folder, "flash.bin", NULL);
  g_autofree char *write = g_strdup_printf ("flash:w:%s:i", in);
  g_autofree char *read = g_strdup_printf ("flash:r:%s:r", out);

  run_avrdude (bench, c->avrdude, (const char *[]){ write, NULL });
  g_assert_cmpmem (isp_sim_chip_get_flash (bench_chip (bench)) + c->start, c->size, data, c->size);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (bench))->erases, ==, 1);
  assert_clean (bench);
  run_avrdude (bench, c->avrdude, (const char *[]){ read, NULL });
  assert_file (out, c->start, data, c->size);
  assert_clean (bench);
}

static void
check_eeprom (Bench *bench, const Case *c)
{
  guint8 data[512];
  fill_random (data, sizeof data, 7);
  g_autofree char *in = save ("eeprom.hex", 256, data, sizeof data);
  g_autofree char *out = g_build_filename (folder, "eeprom.bin", NULL);
  g_autofree char *write = g_strdup_printf ("eeprom:w:%s:i", in);
  g_autofree char *read = g_strdup_printf ("eeprom:r:%s:r", out);

  run_avrdude (bench, c->avrdude, (const char *[]){ write, read, NULL });
  g_assert_cmpmem (isp_sim_chip_get_eeprom (bench_chip (bench)) + 256, sizeof data, data,
                   sizeof data);
  assert_file (out, 256, data, sizeof data);
  assert_clean (bench);
}

static void
check_fuses (Bench *bench, const Case *c)
{
  const IspPart *part = isp_sim_chip_get_part (bench_chip (bench));
  g_autofree char *low = g_strdup_printf ("lfuse:w:%s:m", c->fuses[0]);
  g_autofree char *high = g_strdup_printf ("hfuse:w:%s:m", c->fuses[1]);
  g_autofree char *extended = g_strdup_printf ("efuse:w:%s:m", c->fuses[2]);

  run_avrdude (bench, c->avrdude, (const char *[]){ extended, high, low, NULL });
  for (guint i = ISP_FUSE_LOW; i <= ISP_FUSE_EXTENDED; i++)
    {
      guint8 want = g_ascii_strtoull (c->fuses[i], NULL, 16);
      g_assert_cmphex (isp_sim_chip_get_fuse (bench_chip (bench), i) & part->fuse_mask[i], ==,
                       want & part->fuse_mask[i]);
    }
  run_avrdude (bench, c->avrdude, (const char *[]){ "lock:w:0x2F:m", NULL });
  g_assert_cmphex (isp_sim_chip_get_fuse (bench_chip (bench), ISP_FUSE_LOCK) & 0x3F, ==, 0x2F);
  g_assert_false (bench_is_reset_low (bench));
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;

  if (avrdude_path == NULL)
    {
      g_test_skip ("avrdude is not installed");
      return;
    }
  g_autoptr (Bench) bench = bench_new (c->programmer, c->part, 0, &error);
  g_assert_no_error (error);
  if (c->lfuse != NULL)
    isp_sim_chip_set_fuse (bench_chip (bench), ISP_FUSE_LOW, g_ascii_strtoull (c->lfuse, NULL, 16));
  check_flash (bench, c);
  if (c->eeprom)
    check_eeprom (bench, c);
  if (c->fuses[0] != NULL)
    check_fuses (bench, c);
}

/* A sketch counts EEPROM in words: -c avrisp writes it to the wrong places, -c arduino does not.
 * The model must have this trait, or a driver that forgets it would pass. */
static void
test_sketch_eeprom (void)
{
  const char *avrisp[] = AVRISP ("m32u4");
  const char *arduino[] = { "-c", "arduino", "-D", "-P", "/dev/ttyACM0", "-p", "m32u4", NULL };
  guint8 data[64];

  if (avrdude_path == NULL)
    {
      g_test_skip ("avrdude is not installed");
      return;
    }
  g_autoptr (Bench) bench = bench_new ("avrisp-helper", "atmega32u4", 0, NULL);
  fill_random (data, sizeof data, 9);
  g_autofree char *in = save ("eeprom.hex", 0, data, sizeof data);
  g_autofree char *write = g_strdup_printf ("eeprom:w:%s:i", in);
  run_avrdude (bench, arduino, (const char *[]){ write, NULL });
  g_assert_cmpmem (isp_sim_chip_get_eeprom (bench_chip (bench)), sizeof data, data, sizeof data);
  g_autofree char *out = g_build_filename (folder, "eeprom.bin", NULL);
  g_autofree char *read = g_strdup_printf ("eeprom:r:%s:r", out);
  const char *how[] = { avrisp[0], avrisp[1], avrisp[2], avrisp[3], avrisp[4], avrisp[5], NULL };
  run_avrdude (bench, how, (const char *[]){ read, NULL });
  g_autofree char *found = NULL;
  gsize size = 0;
  g_assert_true (g_file_get_contents (out, &found, &size, NULL));
  g_assert_true (size < sizeof data || memcmp (found, data, sizeof data) != 0);
}

/* What the chip's faults do to avrdude: it must notice, or the model hides them. */
static void
test_faults_show (void)
{
  static const char *const faults[] = { "page=0", "no-contact", "unplugged@40" };
  const char *how[] = USBASP ("m32u4");
  guint8 data[1024];

  if (avrdude_path == NULL)
    {
      g_test_skip ("avrdude is not installed");
      return;
    }
  fill_random (data, sizeof data, 11);
  g_autofree char *in = save ("flash.hex", 0, data, sizeof data);
  g_autofree char *write = g_strdup_printf ("flash:w:%s:i", in);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (Bench) bench = bench_new ("usbasp", "atmega32u4", 0, NULL);
      g_assert_true (bench_set_fault_from_text (bench, faults[i], NULL));
      const char *argv[] = {
        avrdude_path, "-qq", how[0], how[1], how[2], how[3], "-U", write, NULL
      };
      g_autofree char *out = NULL;
      g_autofree char *err = NULL;
      int status = 0;
      g_assert_true (bench_run (bench, argv, &out, &err, &status, NULL));
      g_test_message ("%s: status %d", faults[i], status);
      g_assert_cmpint (status, !=, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("unbrick-avrdude-XXXXXX", NULL);
  avrdude_path = g_find_program_in_path ("avrdude");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/avrdude/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/avrdude/sketch-eeprom", test_sketch_eeprom);
  g_test_add_func ("/avrdude/faults-show", test_faults_show);
  int status = g_test_run ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
  g_free (avrdude_path);
  return status;
}
