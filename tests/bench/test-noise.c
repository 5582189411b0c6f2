/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs of unbrickctl over wires with flipping bits, on the virtual clock: no wrong backup is kept,
 * and nothing is called a success that is none. scripts/sweep noise does many more. */
#include "bench/run/programs.h"
#include "bench/wire/bench-noise.h"
#include "core/isp-image-file.h"

#include <string.h>
#include <sys/wait.h>

#define PART   "atmega8"
#define FLASH  8192u
#define EEPROM 512u
#define BOOT   0x1C00u /* 1 KiB */
#define KEPT   3000u
#define USED   60u /* of EEPROM, which takes its time */

static const char *bench_virtual; /* the program */

typedef struct
{
  const char *programmer;
  const char *how[4]; /* unbrickctl's options for it */
} Way;

/* clang-format off */
static const Way ways[] = {
  { "usbasp-2007", { "-c", "usbasp" } },
  { "usbtiny", { "-c", "usbtiny" } },
  { "avrisp-helper", { "-c", "avrisp", "-P", "/dev/ttyACM0" } },
  { "avrispmkii", { "-c", "avrispmkii" } },
};
static const char *const noises[] = { "miso=1e-5,seed=1", "miso=1e-4,seed=2", "mosi=1e-5,seed=4" };
/* clang-format on */

typedef struct
{
  guint8 flash[FLASH], eeprom[EEPROM], loader[FLASH];
  char *flash_file, *eeprom_file, *loader_file, *backups;
} Before;

static void
fill (Before *self)
{
  memset (self->flash, 0xFF, FLASH);
  memset (self->loader, 0xFF, FLASH);
  memset (self->eeprom, 0xFF, EEPROM);
  programs_fill_random (self->flash, KEPT, 1);
  programs_fill_random (self->eeprom, USED, 2);
  programs_fill_random (self->loader + BOOT, FLASH - BOOT, 3);
  memset (self->flash, 0xC0, 2); /* a jump */
  memset (self->loader + BOOT, 0xC0, 2);
  self->flash_file = programs_save_hex ("before.hex", 0, self->flash, FLASH);
  self->eeprom_file = programs_save_hex ("before-eeprom.hex", 0, self->eeprom, EEPROM);
  self->loader_file = programs_save_hex ("loader.hex", BOOT, self->loader + BOOT, FLASH - BOOT);
  self->backups = programs_path ("backups");
}

static void
clear (Before *self)
{
  g_free (self->flash_file);
  g_free (self->eeprom_file);
  g_free (self->loader_file);
  g_free (self->backups);
}

static gboolean
file_holds (const char *path, const guint8 *want, gsize size)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (IspImageFile) image = isp_image_file_load (file, NULL, NULL);
  g_autofree guint8 *found = g_malloc (size);

  if (image == NULL)
    return FALSE;
  isp_image_read (image->flash, 0, found, size, 0xFF);
  return memcmp (found, want, size) == 0;
}

/* Every backup that was kept since the last look is what was on the chip. */
static void
check_backups (const Before *before)
{
  g_autofree char *folder = programs_path ("unbrick/backups");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *flash = g_build_filename (folder, name, "flash.hex", NULL);
      g_autofree char *eeprom = g_build_filename (folder, name, "eeprom.hex", NULL);

      g_assert_true (file_holds (flash, before->flash, FLASH));
      g_assert_true (file_holds (eeprom, before->eeprom, EEPROM));
    }
}

static int
run (const Way *way, const char *noise, const Before *before, const char *flash, const char *eeprom)
{
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  int status = -1;
  const char *argv[] = { bench_virtual,
                         "--programmer",
                         way->programmer,
                         "--part",
                         PART,
                         "--noise",
                         noise,
                         "--fuses",
                         "lfuse=E4,hfuse=DA",
                         "--flash",
                         before->flash_file,
                         "--eeprom",
                         before->eeprom_file,
                         "--dump-flash",
                         flash,
                         "--dump-eeprom",
                         eeprom,
                         "--",
                         "unbrickctl",
                         "flash",
                         "-p",
                         PART,
                         "--image",
                         before->loader_file,
                         "--keep-firmware",
                         "--keep-fuses",
                         way->how[0],
                         way->how[1],
                         way->how[2],
                         way->how[3],
                         NULL };

  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                               &out, NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  g_test_message ("%s: %d: %s", noise, WEXITSTATUS (status), out);
  return WEXITSTATUS (status);
}

static void
test_way (gconstpointer data)
{
  const Way *way = data;
  g_autofree char *flash = programs_path ("after.bin");
  g_autofree char *eeprom = programs_path ("after-eeprom.bin");
  Before before;

  fill (&before);
  for (guint i = 0; i < G_N_ELEMENTS (noises); i++)
    {
      int status = run (way, noises[i], &before, flash, eeprom);

      g_assert_cmpint (status, <, 125);
      if (status != 0)
        continue;
      programs_assert_file (flash, 0, before.flash, KEPT);
      programs_assert_file (flash, BOOT, before.loader + BOOT, FLASH - BOOT);
      programs_assert_file (eeprom, 0, before.eeprom, EEPROM);
    }
  check_backups (&before);
  clear (&before);
}

/* As many as asked for, the same ones for the same seed, and others for another. */
static void
test_flips (void)
{
  BenchNoise noise[4], quiet;
  guint64 different[2] = { 0 };

  bench_noise_init (&quiet, 0, 1);
  for (guint i = 0; i < 4; i++)
    bench_noise_init (&noise[i], i == 3 ? 1 : 1e-3, i == 2 ? 8 : 7);
  for (guint i = 0; i < 125000; i++)
    {
      guint8 a = bench_noise_pass (&noise[0], i);

      g_assert_cmphex (bench_noise_pass (&quiet, i), ==, i & 0xFF);
      g_assert_cmphex (bench_noise_pass (&noise[3], i), ==, ~i & 0xFF);
      different[0] += a != bench_noise_pass (&noise[1], i);
      different[1] += a != bench_noise_pass (&noise[2], i);
    }
  g_assert_cmpuint (noise[0].flips, >, 900);
  g_assert_cmpuint (noise[0].flips, <, 1100);
  g_assert_cmpuint (different[0], ==, 0);
  g_assert_cmpuint (different[1], >, 1500);
}

static void
test_words (void)
{
  static const char *const wrong[] = { "miso", "miso=", "miso=2", "miso=x", "mose=1e-5", "seed=-" };
  g_autoptr (GError) error = NULL;
  BenchNoise miso, mosi;

  g_assert_true (bench_noise_parse ("mosi=1e-4,seed=9", &miso, &mosi, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (miso.chance, ==, 0);
  g_assert_cmpfloat (mosi.chance, ==, 1e-4);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (bench_noise_parse (wrong[i], &miso, &mosi, NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  bench_virtual = argv[1];
  programs_set_up ();
  g_test_add_func ("/noise/flips", test_flips);
  g_test_add_func ("/noise/words", test_words);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *path = g_strconcat ("/noise/", ways[i].programmer, NULL);
      g_test_add_data_func (path, &ways[i], test_way);
    }
  int status = g_test_run ();
  programs_tear_down ();
  return status;
}
