/* SPDX-License-Identifier: GPL-3.0-or-later */
/* avrdude on the models: it knows nothing of us, so what passes here is a programmer. */
#include "bench/run/programs.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *programmer, *part,
      *lfuse;             /* as the chip has it before, so that it runs fast enough */
  const char *avrdude[9]; /* how avrdude is told of them */
  guint32 start, size;    /* of the flash image */
  gboolean eeprom;
  const char *fuses[3]; /* what is written, lfuse hfuse efuse */
} Case;

#define USBASP(part)                                                                               \
  {                                                                                                \
    "-c", "usbasp", "-p", part                                                                     \
  }
#define USBTINY(part)                                                                              \
  {                                                                                                \
    "-c", "usbtiny", "-p", part                                                                    \
  }
#define AVRISP(part)                                                                               \
  {                                                                                                \
    "-c", "avrisp", "-P", "/dev/ttyACM0", "-p", part                                               \
  }
#define BUSPIRATE(part)                                                                            \
  {                                                                                                \
    "-c", "buspirate", "-P", "/dev/ttyUSB0", "-p", part                                            \
  }
#define FAST_BUSPIRATE(part)                                                                       \
  {                                                                                                \
    "-c", "buspirate", "-P", "/dev/ttyUSB0", "-p", part, "-x", "spifreq=3"                         \
  }
#define GENUINE(part)                                                                              \
  {                                                                                                \
    "-c", "avrisp", "-P", "/dev/ttyUSB0", "-p", part                                               \
  }
#define STK500V2(port, part)                                                                       \
  {                                                                                                \
    "-c", "stk500v2", "-P", port, "-p", part                                                       \
  }
#define MKII(part)                                                                                 \
  {                                                                                                \
    "-c", "avrispmkII", "-p", part                                                                 \
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
  { "usbasp-2007/atmega32u4", "usbasp-2007", "atmega32u4", NULL, USBASP ("m32u4"), 0, 4096, FALSE, { NULL } },
  { "usbasp-2007/at90usb1286", "usbasp-2007", "at90usb1286", "DE", USBASP ("usb1286"), 0x1F000, 4096, FALSE, { NULL } },
  { "usbasp-lctech/atmega32u4", "usbasp-lctech", "atmega32u4", NULL, USBASP ("m32u4"), 0, 1024, FALSE, { NULL } },
  { "usbasp-2009/atmega32u4", "usbasp-2009", "atmega32u4", NULL, USBASP ("m32u4"), 0, 4096, FALSE, { NULL } },
  { "usbasp-nerdralph/atmega32u4", "usbasp-nerdralph", "atmega32u4", "DE", USBASP ("m32u4"), 0, 4096, TRUE, { NULL } },
  { "usbasp-jumper/atmega32u4", "usbasp-jumper", "atmega32u4", NULL, USBASP ("m32u4"), 0, 512, FALSE, { NULL } },
  { "usbtiny/atmega32u4/4k", "usbtiny", "atmega32u4", NULL, USBTINY ("m32u4"), 0x7000, 4096, TRUE,
    { "0xDE", "0xD9", "0xCB" } },
  { "usbtiny/atmega32u4/32k", "usbtiny", "atmega32u4", NULL, USBTINY ("m32u4"), 0, 32768, FALSE, { NULL } },
  { "usbtiny/atmega328p", "usbtiny", "atmega328p", "FE", USBTINY ("m328p"), 0, 4096, TRUE,
    { "0xDE", "0xDA", "0xFD" } },
  { "usbtiny/atmega328p/32k", "usbtiny", "atmega328p", "FE", USBTINY ("m328p"), 0, 32768, FALSE, { NULL } },
  { "usbtiny-arduino/atmega32u4", "usbtiny-arduino", "atmega32u4", NULL,
    { "-c", "arduinoisp", "-p", "m32u4" }, 0, 4096, FALSE, { NULL } },
  { "buspirate/atmega32u4/default", "buspirate", "atmega32u4", NULL, BUSPIRATE ("m32u4"), 0x7000, 1024, FALSE,
    { "0xDE", "0xD9", "0xCB" } },
  { "buspirate/atmega32u4/fast", "buspirate", "atmega32u4", "DE", FAST_BUSPIRATE ("m32u4"), 0, 8192, FALSE,
    { NULL } },
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
  { "stk500v2/atmega32u4", "stk500v2", "atmega32u4", NULL, STK500V2 ("/dev/ttyUSB0", "m32u4"), 0x7000, 4096,
    TRUE, { "0xDE", "0xD9", "0xCB" } },
  { "pololu/atmega32u4", "pololu", "atmega32u4", NULL, STK500V2 ("/dev/ttyACM0", "m32u4"), 0x7000, 4096, TRUE,
    { "0xDE", "0xD9", "0xCB" } },
  { "avrispmkii/atmega32u4", "avrispmkii", "atmega32u4", NULL, MKII ("m32u4"), 0x7000, 4096, TRUE,
    { "0xDE", "0xD9", "0xCB" } },
  { "avrispmkii/atmega32a", "avrispmkii", "atmega32a", NULL, MKII ("m32a"), 0, 4096, TRUE,
    { NULL } },
  { "avrispmkii/at90usb1286", "avrispmkii", "at90usb1286", "DE", MKII ("usb1286"), 0x1E000, 8192, TRUE,
    { "0x5E", "0xDB", "0xFB" } },
  { "avrispmkii/atmega2560", "avrispmkii", "atmega2560", "FE", MKII ("m2560"), 0x1F000, 8192, FALSE,
    { "0xDE", "0xD8", "0xFD" } },
  { "avrispmkii-lufa/atmega32u4", "avrispmkii-lufa", "atmega32u4", NULL, MKII ("m32u4"), 0, 32768, TRUE,
    { "0xDE", "0xD9", "0xCB" } },
  { "avrispmkii-lufa/atmega2560", "avrispmkii-lufa", "atmega2560", "FE", MKII ("m2560"), 0x1F000, 8192, FALSE,
    { "0xDE", "0xD8", "0xFD" } },
};
/* clang-format on */

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
  programs_fill_random (data, c->size, c->size + c->start);
  g_autofree char *in = programs_save_hex ("flash.hex", c->start, data, c->size);
  g_autofree char *out = programs_path ("flash.bin");
  g_autofree char *write = g_strdup_printf ("flash:w:%s:i", in);
  g_autofree char *read = g_strdup_printf ("flash:r:%s:r", out);

  programs_run_avrdude (bench, c->avrdude, LIST ("-U", write));
  g_assert_cmpmem (isp_sim_chip_get_flash (bench_chip (bench)) + c->start, c->size, data, c->size);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (bench))->erases, ==, 1);
  assert_clean (bench);
  programs_run_avrdude (bench, c->avrdude, LIST ("-U", read));
  programs_assert_file (out, c->start, data, c->size);
  assert_clean (bench);
}

static void
check_eeprom (Bench *bench, const Case *c)
{
  guint8 data[512];
  programs_fill_random (data, sizeof data, 7);
  /* On a USBtiny avrdude waits for a byte until it reads right, and a busy chip reads FF. */
  for (guint i = 0; i < sizeof data; i++)
    if (data[i] == 0xFF)
      data[i] = 0xFE;
  g_autofree char *in = programs_save_hex ("eeprom.hex", 256, data, sizeof data);
  g_autofree char *out = programs_path ("eeprom.bin");
  g_autofree char *write = g_strdup_printf ("eeprom:w:%s:i", in);
  g_autofree char *read = g_strdup_printf ("eeprom:r:%s:r", out);

  programs_run_avrdude (bench, c->avrdude, LIST ("-U", write, "-U", read));
  g_assert_cmpmem (isp_sim_chip_get_eeprom (bench_chip (bench)) + 256, sizeof data, data,
                   sizeof data);
  programs_assert_file (out, 256, data, sizeof data);
  assert_clean (bench);
}

static void
check_fuses (Bench *bench, const Case *c)
{
  const IspPart *part = isp_sim_chip_get_part (bench_chip (bench));
  g_autofree char *low = g_strdup_printf ("lfuse:w:%s:m", c->fuses[0]);
  g_autofree char *high = g_strdup_printf ("hfuse:w:%s:m", c->fuses[1]);
  g_autofree char *extended = g_strdup_printf ("efuse:w:%s:m", c->fuses[2]);

  programs_run_avrdude (bench, c->avrdude, LIST ("-U", extended, "-U", high, "-U", low));
  for (guint i = ISP_FUSE_LOW; i <= ISP_FUSE_EXTENDED; i++)
    {
      guint8 want = g_ascii_strtoull (c->fuses[i], NULL, 16);
      g_assert_cmphex (isp_sim_chip_get_fuse (bench_chip (bench), i) & part->fuse_mask[i], ==,
                       want & part->fuse_mask[i]);
    }
  programs_run_avrdude (bench, c->avrdude, LIST ("-U", "lock:w:0x2F:m"));
  g_assert_cmphex (isp_sim_chip_get_fuse (bench_chip (bench), ISP_FUSE_LOCK) & 0x3F, ==, 0x2F);
  g_assert_false (bench_is_reset_low (bench));
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;

  if (programs_get_avrdude () == NULL)
    return;
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

  if (programs_get_avrdude () == NULL)
    return;
  g_autoptr (Bench) bench = bench_new ("avrisp-helper", "atmega32u4", 0, NULL);
  programs_fill_random (data, sizeof data, 9);
  g_autofree char *in = programs_save_hex ("eeprom.hex", 0, data, sizeof data);
  g_autofree char *write = g_strdup_printf ("eeprom:w:%s:i", in);
  programs_run_avrdude (bench, arduino, LIST ("-U", write));
  g_assert_cmpmem (isp_sim_chip_get_eeprom (bench_chip (bench)), sizeof data, data, sizeof data);
  g_autofree char *out = programs_path ("eeprom.bin");
  g_autofree char *read = g_strdup_printf ("eeprom:r:%s:r", out);
  const char *how[] = { avrisp[0], avrisp[1], avrisp[2], avrisp[3], avrisp[4], avrisp[5], NULL };
  programs_run_avrdude (bench, how, LIST ("-U", read));
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

  if (programs_get_avrdude () == NULL)
    return;
  programs_fill_random (data, sizeof data, 11);
  g_autofree char *in = programs_save_hex ("flash.hex", 0, data, sizeof data);
  g_autofree char *write = g_strdup_printf ("flash:w:%s:i", in);
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (Bench) bench = bench_new ("usbasp", "atmega32u4", 0, NULL);
      g_assert_true (bench_set_fault_from_text (bench, faults[i], NULL));
      int status =
          programs_run (bench, NULL,
                        (const char *const *const[]){ LIST (programs_get_avrdude (), "-qq"),
                                                      LIST (how[0], how[1], how[2], how[3]),
                                                      LIST ("-U", write), NULL });
      g_test_message ("%s: status %d", faults[i], status);
      g_assert_cmpint (status, !=, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  programs_set_up ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/avrdude/", cases[i].name, NULL);
      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/avrdude/sketch-eeprom", test_sketch_eeprom);
  g_test_add_func ("/avrdude/faults-show", test_faults_show);
  int status = g_test_run ();
  programs_tear_down ();
  return status;
}
