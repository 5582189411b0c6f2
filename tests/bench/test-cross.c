/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Both ways on the same chip: what unbrickctl wrote avrdude reads back identical, and the reverse.
 * And real bootloaders, as Debian's arduino-core-avr has them, where that is installed. */
#include "bench/run/programs.h"
#include "core/isp-image-file.h"

#include <string.h>

#define ARDUINO "/usr/share/arduino/hardware/arduino/avr/bootloaders/"

typedef struct
{
  const char *name, *programmer;
  const char *unbrick[5];        /* how unbrickctl is told of it */
  const char *avrdude[9];        /* and avrdude */
  const char *avrdude_eeprom[9]; /* for EEPROM; a sketch counts it in words, as -c arduino does */
  gsize eeprom;                  /* bytes of it, where avrdude takes 20 ms for each; 0: all */
} Way;

/* clang-format off */
static const Way ways[] = {
  { "usbasp", "usbasp", { "-c", "usbasp" },
    { "-c", "usbasp", "-B", "10", "-p", "m32u4" },
    { "-c", "usbasp", "-B", "10", "-p", "m32u4" } },
  { "usbtiny", "usbtiny", { "-c", "usbtiny" },
    { "-c", "usbtiny", "-p", "m32u4" },
    { "-c", "usbtiny", "-p", "m32u4" } },
  { "buspirate", "buspirate", { "-c", "buspirate" },
    { "-c", "buspirate", "-P", "/dev/ttyUSB0", "-p", "m32u4", "-x", "spifreq=2" },
    { "-c", "buspirate", "-P", "/dev/ttyUSB0", "-p", "m32u4", "-x", "spifreq=2" }, 128 },
  { "helper", "avrisp-helper", { "-c", "avrisp" },
    { "-c", "avrisp", "-P", "/dev/ttyACM0", "-p", "m32u4" },
    { "-c", "arduino", "-D", "-P", "/dev/ttyACM0", "-p", "m32u4" } },
  { "pololu", "pololu", { "-c", "stk500v2" },
    { "-c", "stk500v2", "-P", "/dev/ttyACM0", "-p", "m32u4" },
    { "-c", "stk500v2", "-P", "/dev/ttyACM0", "-p", "m32u4" } },
  { "avrispmkii", "avrispmkii", { "-c", "avrispmkii" },
    { "-c", "avrispmkII", "-B", "4", "-p", "m32u4" },
    { "-c", "avrispmkII", "-B", "4", "-p", "m32u4" } },
  { "avrispmkii-lufa", "avrispmkii-lufa", { "-c", "avrispmkii" },
    { "-c", "avrispmkII", "-p", "m32u4" },
    { "-c", "avrispmkII", "-p", "m32u4" } },
};

static const struct
{
  const char *part, *avrdude_part, *file, *fuses; /* those that start it where it is */
} real_images[] = {
  { "atmega328p", "m328p", ARDUINO "atmega/ATmegaBOOT_168_atmega328.hex", "62,DA,FF" },
  { "atmega2560", "m2560", ARDUINO "stk500v2/stk500boot_v2_mega2560.hex", "62,98,FF" },
  { "atmega8", "m8", ARDUINO "atmega8/ATmegaBOOT.hex", "E1,DA" },
};
/* clang-format on */

#define FUSE_LOW      0xDE
#define FUSE_HIGH     0xD8
#define FUSE_EXTENDED 0xCB
#define LOCK          0x2F
#define START         0x7000
#define SIZE          4096
#define FAR_START     0x1E000
#define EEPROM_SIZE   1024

static const char *unbrickctl;

typedef struct
{
  Bench *bench;
  guint8 flash[SIZE], eeprom[EEPROM_SIZE];
  gsize eeprom_size;
  char *flash_file, *eeprom_file; /* what is written */
  char *flash_back, *eeprom_back; /* what is read, as binary */
} Cross;

static void
cross_init (Cross *self, const Way *way, guint32 seed)
{
  g_autoptr (GError) error = NULL;

  self->bench = bench_new (way->programmer, "atmega32u4", 0, &error);
  g_assert_no_error (error);
  programs_fill_random (self->flash, SIZE, seed);
  self->eeprom_size = way->eeprom > 0 ? way->eeprom : EEPROM_SIZE;
  programs_fill_random (self->eeprom, EEPROM_SIZE, seed + 1);
  /* avrdude on a USBtiny waits for a byte until it reads right, and a busy chip reads FF. */
  for (guint i = 0; i < EEPROM_SIZE; i++)
    if (self->eeprom[i] == 0xFF)
      self->eeprom[i] = 0xFE;
  self->flash_file = programs_save_hex ("flash.hex", START, self->flash, SIZE);
  self->eeprom_file = programs_save_hex ("eeprom.hex", 0, self->eeprom, self->eeprom_size);
  self->flash_back = programs_path ("flash-back.bin");
  self->eeprom_back = programs_path ("eeprom-back.bin");
}

static void
cross_clear (Cross *self)
{
  bench_free (self->bench);
  g_free (self->flash_file);
  g_free (self->eeprom_file);
  g_free (self->flash_back);
  g_free (self->eeprom_back);
}

static void
run_unbrick (Cross *self, const char *command, const Way *way, const char *const *options)
{
  programs_run_ok (self->bench, (const char *const *const[]){ LIST (unbrickctl, command),
                                                              way->unbrick, options, NULL });
}

/* "0x2f" as avrdude writes it, under the part's mask. */
static void
assert_fuse_file (Cross *self, IspFuseByte byte, const char *name, guint8 want)
{
  const IspPart *part = isp_sim_chip_get_part (bench_chip (self->bench));
  g_autofree char *path = programs_path (name);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmphex (g_ascii_strtoull (text, NULL, 16) & part->fuse_mask[byte], ==,
                   want & part->fuse_mask[byte]);
}

static void
test_unbrick_to_avrdude (gconstpointer data)
{
  const Way *way = data;
  Cross self;

  if (programs_get_avrdude () == NULL)
    return;
  cross_init (&self, way, 1);
  run_unbrick (&self, "flash", way,
               LIST ("-p", "atmega32u4", "--image", self.flash_file, "--eeprom", self.eeprom_file,
                     "--fuses", "DE,D8,CB", "--lock", "2F"));

  static const char *const names[ISP_N_FUSES] = { "lfuse", "hfuse", "efuse", "lock" };
  static const guint8 values[ISP_N_FUSES] = { FUSE_LOW, FUSE_HIGH, FUSE_EXTENDED, LOCK };
  g_autoptr (GPtrArray) operations = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < ISP_N_FUSES; i++)
    {
      g_autofree char *path = programs_path (names[i]);
      g_ptr_array_add (operations, g_strdup ("-U"));
      g_ptr_array_add (operations, g_strdup_printf ("%s:r:%s:h", names[i], path));
    }
  g_ptr_array_add (operations, g_strdup ("-U"));
  g_ptr_array_add (operations, g_strdup_printf ("flash:r:%s:r", self.flash_back));
  g_ptr_array_add (operations, NULL);
  programs_run_avrdude (self.bench, way->avrdude, (const char *const *) operations->pdata);
  g_autofree char *eeprom = g_strdup_printf ("eeprom:r:%s:r", self.eeprom_back);
  programs_run_avrdude (self.bench, way->avrdude_eeprom, LIST ("-U", eeprom));

  programs_assert_file (self.flash_back, START, self.flash, SIZE);
  programs_assert_file (self.eeprom_back, 0, self.eeprom, self.eeprom_size);
  for (guint i = 0; i < ISP_N_FUSES; i++)
    assert_fuse_file (&self, i, names[i], values[i]);
  cross_clear (&self);
}

static void
test_avrdude_to_unbrick (gconstpointer data)
{
  const Way *way = data;
  Cross self;

  if (programs_get_avrdude () == NULL)
    return;
  cross_init (&self, way, 3);
  g_autofree char *flash = g_strdup_printf ("flash:w:%s:i", self.flash_file);
  g_autofree char *eeprom = g_strdup_printf ("eeprom:w:%s:i", self.eeprom_file);
  programs_run_avrdude (
      self.bench, way->avrdude,
      LIST ("-U", flash, "-U", "efuse:w:0xCB:m", "-U", "hfuse:w:0xD8:m", "-U", "lfuse:w:0xDE:m"));
  programs_run_avrdude (self.bench, way->avrdude_eeprom, LIST ("-U", eeprom));
  programs_run_avrdude (self.bench, way->avrdude, LIST ("-U", "lock:w:0x2F:m"));

  run_unbrick (&self, "read", way, LIST ("--memory", "flash", "-o", self.flash_back));
  run_unbrick (&self, "read", way, LIST ("--memory", "eeprom", "-o", self.eeprom_back));
  programs_assert_file (self.flash_back, START, self.flash, SIZE);
  programs_assert_file (self.eeprom_back, 0, self.eeprom, self.eeprom_size);
  run_unbrick (&self, "verify", way,
               LIST ("--image", self.flash_file, "--eeprom", self.eeprom_file));

  g_autofree char *info = NULL;
  int status = programs_run (
      self.bench, &info,
      (const char *const *const[]){ LIST (unbrickctl, "info", "--json"), way->unbrick, NULL });
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (info, "\"lfuse\" : \"DE\""));
  g_assert_nonnull (strstr (info, "\"hfuse\" : \"D8\""));
  g_assert_nonnull (strstr (info, "\"efuse\" : \"FB\""));
  g_assert_nonnull (strstr (info, "\"lock\" : \"EF\""));
  cross_clear (&self);
}

/* A bootloader where 16 bits of address do not reach: written and verified, as the chip has it. */
static void
test_far (void)
{
  g_autoptr (Bench) bench = bench_new ("usbtiny", "at90usb1286", 0, NULL);
  guint8 data[SIZE], *flash = isp_sim_chip_get_flash (bench_chip (bench));
  g_autofree char *out = NULL;

  isp_sim_chip_set_fuse (bench_chip (bench), ISP_FUSE_LOW, 0xDE);
  programs_fill_random (data, SIZE, 7);
  g_autofree char *file = programs_save_hex ("far.hex", FAR_START, data, SIZE);
  int status = programs_run (
      bench, &out,
      (const char *const *const[]){ LIST (unbrickctl, "flash", "-c", "usbtiny", "-p", "at90usb1286",
                                          "--keep-fuses", "--no-backup", "--image", file, "--json"),
                                    NULL });
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (out, "\"verdict\" : \"ok\""));
  g_assert_cmpmem (flash + FAR_START, SIZE, data, SIZE);
  for (guint32 at = 0; at < FAR_START; at++)
    g_assert_cmphex (flash[at], ==, 0xFF);
  /* and it would have been noticed */
  flash[FAR_START + SIZE / 2] ^= 1;
  status = programs_run (bench, NULL,
                         (const char *const *const[]){ LIST (unbrickctl, "verify", "-c", "usbtiny",
                                                             "-p", "at90usb1286", "--image", file),
                                                       NULL });
  g_assert_cmpint (status, !=, 0);
}

/* Fuses that ask for a clock which the board has not: nothing answers, until AUX gives one. Then
 * the fuses are set right, and the chip lives without it. */
static void
test_rescue_clock (void)
{
  g_autoptr (Bench) bench = bench_new ("buspirate", "atmega32u4", 0, NULL);
  IspSimChip *chip = bench_chip (bench);
  g_autofree char *file = programs_save_hex ("rescue.hex", 0, (const guint8 *) "keyboard", 8);
  const char *const *fuses =
      LIST (unbrickctl, "fuses", "-c", "buspirate", "-p", "atmega32u4", "--set", "lfuse=5E");
  const char *const *clock = LIST ("--rescue-clock", "2M");
  const char *const *flash = LIST (unbrickctl, "flash", "-c", "buspirate", "-p", "atmega32u4",
                                   "--image", file, "--keep-fuses", "--no-backup");

  isp_sim_chip_set_fuse (chip, ISP_FUSE_LOW, 0x60); /* and takes an eighth of it, as shipped */
  g_assert_cmpuint (isp_sim_chip_get_cpu_hz (chip), ==, 0);
  g_assert_cmpint (programs_run (bench, NULL, (const char *const *const[]){ fuses, NULL }), !=, 0);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip, ISP_FUSE_LOW), ==, 0x60);
  /* written and verified, but dead without the clock: that is no success */
  g_assert_cmpint (programs_run (bench, NULL, (const char *const *const[]){ flash, clock, NULL }),
                   ==, 6);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip, ISP_FUSE_LOW), ==, 0x60);
  g_assert_cmpint (programs_run (bench, NULL, (const char *const *const[]){ fuses, clock, NULL }),
                   ==, 0);
  g_assert_cmphex (isp_sim_chip_get_fuse (chip, ISP_FUSE_LOW), ==, 0x5E);
  g_assert_cmpuint (isp_sim_chip_get_cpu_hz (chip), ==, 2000000);
  g_assert_false (bench_is_reset_low (bench));
  /* AUX is off: what needs it is dead again */
  isp_sim_chip_set_fuse (chip, ISP_FUSE_LOW, 0xE0);
  g_assert_cmpuint (isp_sim_chip_get_cpu_hz (chip), ==, 0);
}

/* ── bootloaders as people have them ── */

static void
test_real_image (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const Way *way = &ways[0];
  Cross self;

  if (programs_get_avrdude () == NULL)
    return;
  if (!g_file_test (real_images[i].file, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("arduino-core-avr is not installed");
      return;
    }
  g_autoptr (GFile) file = g_file_new_for_path (real_images[i].file);
  g_autoptr (IspImageFile) image = isp_image_file_load (file, NULL, NULL);
  g_assert_nonnull (image);
  cross_init (&self, way, 5);
  bench_free (self.bench);
  self.bench = bench_new (way->programmer, real_images[i].part, 0, NULL);
  run_unbrick (&self, "flash", way,
               LIST ("-p", real_images[i].part, "--fuses", real_images[i].fuses, "--image",
                     real_images[i].file));
  g_autofree char *read = g_strdup_printf ("flash:r:%s:r", self.flash_back);
  programs_run_avrdude (self.bench,
                        LIST ("-c", "usbasp", "-B", "10", "-p", real_images[i].avrdude_part),
                        LIST ("-U", read));
  for (guint n = 0; n < isp_image_get_n_ranges (image->flash); n++)
    {
      IspRange range = isp_image_get_range (image->flash, n);
      gsize len = range.end - range.start;
      g_autofree guint8 *bytes = g_malloc (len);
      isp_image_read (image->flash, range.start, bytes, len, 0xFF);
      programs_assert_file (self.flash_back, range.start, bytes, len);
    }
  run_unbrick (&self, "verify", way, LIST ("--image", real_images[i].file));
  cross_clear (&self);
}

/* This one runs to 0x8014, past the end of flash. */
static void
test_too_long (void)
{
  g_autofree char *file = g_test_build_filename (G_TEST_DIST, "core", "past-the-end.hex", NULL);
  g_autoptr (Bench) bench = bench_new ("usbasp", "atmega328p", 0, NULL);
  g_autofree char *out = NULL;
  int status = programs_run (
      bench, &out,
      (const char *const *const[]){ LIST (unbrickctl, "flash", "-c", "usbasp", "-p", "atmega328p",
                                          "--keep-fuses", "--image", file, "--json"),
                                    NULL });
  g_assert_cmpint (status, ==, 5);
  g_assert_nonnull (strstr (out, "\"verdict\" : \"refused\""));
  g_assert_nonnull (strstr (out, "0x8014"));
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (bench))->erases, ==, 0);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (bench))->page_writes, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (argc < 2)
    g_error ("the path of unbrickctl is needed");
  unbrickctl = argv[1];
  programs_set_up ();
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *there = g_strdup_printf ("/cross/%s/unbrick-to-avrdude", ways[i].name);
      g_autofree char *back = g_strdup_printf ("/cross/%s/avrdude-to-unbrick", ways[i].name);
      g_test_add_data_func (there, &ways[i], test_unbrick_to_avrdude);
      g_test_add_data_func (back, &ways[i], test_avrdude_to_unbrick);
    }
  g_test_add_func ("/cross/usbtiny/far", test_far);
  g_test_add_func ("/cross/buspirate/rescue-clock", test_rescue_clock);
  for (guint i = 0; i < G_N_ELEMENTS (real_images); i++)
    {
      g_autofree char *path = g_strdup_printf ("/cross/real/%s", real_images[i].part);
      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_real_image);
    }
  g_test_add_func ("/cross/real/too-long", test_too_long);
  int status = g_test_run ();
  programs_tear_down ();
  return status;
}
