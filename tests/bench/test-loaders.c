/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The models of bootloaders are judged by programs that are not ours: what they write and read is
 * compared with what is in the chip. And Unbrick by both: what it makes of the flash is the same to
 * the last byte, and takes board and bus no longer. Argument: unbrickctl. */
#include "bench/board/bench-board.h"
#include "bench/run/programs.h"

#include <string.h>

#define LONGER 0x200 /* the firmware that is there before */
/* ns: who the board is, and what its bootloader is, is asked before the job and in it */
#define ASK_TWICE (25 * 1000000)

static const char *unbrickctl;

static Bench *
make_bench (const char *loader, const char *part)
{
  g_autoptr (GError) error = NULL;
  Bench *bench = bench_new (loader, part, 0, &error);

  g_assert_no_error (error);
  return bench;
}

static void
assert_flash (Bench *bench, guint32 start, const guint8 *data, gsize len)
{
  bench_lock (bench);
  g_assert_cmpmem (isp_sim_chip_get_flash (bench_chip (bench)) + start, len, data, len);
  g_assert_cmpuint (isp_sim_chip_get_stats (bench_chip (bench))->bit_raises, ==, 0);
  bench_unlock (bench);
  g_assert_true (bench_is_loader_intact (bench));
}

/* Other firmware, longer than what will be written, if there is room. */
static void
put_old (Bench *bench, guint32 end)
{
  bench_lock (bench);
  programs_fill_random (isp_sim_chip_get_flash (bench_chip (bench)),
                        MIN (end + LONGER, bench_board_get_end (bench)), end);
  bench_unlock (bench);
}

/* ── Unbrick beside them ── */

typedef struct
{
  const char *loader, *part;
  const char *const *options; /* NULL: none */
  guint32 old; /* firmware that was there ended at; 0: there was none, and they did less */
} Upload;

static guint8 *
take_flash (Bench *bench, gsize *len)
{
  bench_lock (bench);
  *len = isp_sim_chip_get_part (bench_chip (bench))->flash.size;
  guint8 *flash = g_memdup2 (isp_sim_chip_get_flash (bench_chip (bench)), *len);
  bench_unlock (bench);
  return flash;
}

/* What another program did on this bench, which ends here, by unbrickctl on a new one. */
static void
check_same (Bench **bench, guint64 their_busy, const Upload *upload, const char *path)
{
  gsize n, m;
  g_autofree guint8 *theirs = take_flash (*bench, &n);
  g_clear_pointer (bench, bench_free);
  *bench = make_bench (upload->loader, upload->part);
  if (upload->old > 0)
    put_old (*bench, upload->old);
  const char *const none[] = { NULL };

  programs_run_ok (*bench,
                   (const char *const *const[]){
                       LIST (unbrickctl, "upload", "--image", path, "--no-backup", "--no-start"),
                       upload->options != NULL ? upload->options : none, NULL });
  g_autofree guint8 *ours = take_flash (*bench, &m);
  g_assert_cmpmem (ours, m, theirs, n);
  guint64 busy = bench_get_busy (*bench);
  g_test_message ("%.1f ms, the other %.1f", busy / 1e6, their_busy / 1e6);
  if (upload->old > 0)
    g_assert_cmpuint (busy, <=, their_busy + ASK_TWICE);
}

/* ── dfu-programmer ── */

typedef struct
{
  const char *path, *loader, *part;
  const char *tool; /* the part's name there */
  guint32 start, size;
} DfuCase;

/* Each of Atmel's ids; those above 64 KiB write across that border. */
static const DfuCase dfu_cases[] = {
  { "/dfu/atmega32u4", "atmel-dfu", "atmega32u4", "atmega32u4", 0, 4096 },
  { "/dfu/atmega16u4", "atmel-dfu", "atmega16u4", "atmega16u4", 0, 1024 },
  { "/dfu/atmega32u2", "atmel-dfu", "atmega32u2", "atmega32u2", 0, 1024 },
  { "/dfu/atmega16u2", "atmel-dfu", "atmega16u2", "atmega16u2", 0, 1024 },
  { "/dfu/atmega8u2", "atmel-dfu", "atmega8u2", "atmega8u2", 0, 4096 },
  { "/dfu/at90usb162", "atmel-dfu", "at90usb162", "at90usb162", 0, 1024 },
  { "/dfu/at90usb82", "atmel-dfu", "at90usb82", "at90usb82", 0, 1024 },
  { "/dfu/at90usb646", "atmel-dfu", "at90usb646", "at90usb646", 0xD000, 0x1000 },
  { "/dfu/at90usb1286", "atmel-dfu", "at90usb1286", "at90usb1286", 0, 0x12000 },
  { "/dfu/lufa/atmega32u4", "lufa-dfu", "atmega32u4", "atmega32u4", 0, 4096 },
  { "/dfu/lufa/atmega16u2", "lufa-dfu", "atmega16u2", "atmega16u2", 0, 1024 },
  { "/dfu/lufa/at90usb1286", "lufa-dfu", "at90usb1286", "at90usb1286", 0, 0x12000 },
  { "/dfu/qmk/atmega32u4", "qmk-dfu", "atmega32u4", "atmega32u4", 0, 1024 },
};

static void
run_dfu (Bench *bench, const DfuCase *c, const char *command, const char *file)
{
  programs_run_ok (bench,
                   (const char *const *const[]){
                       LIST (programs_get ("dfu-programmer"), c->tool, command, file), NULL });
}

static void
test_dfu (gconstpointer data)
{
  const DfuCase *c = data;

  if (programs_get ("dfu-programmer") == NULL)
    return;
  g_autoptr (Bench) bench = make_bench (c->loader, c->part);
  g_autofree guint8 *firmware = g_malloc (c->size);
  programs_fill_firmware (firmware, c->size, c->size);
  g_autofree char *path = programs_save_hex ("firmware.hex", c->start, firmware, c->size);

  put_old (bench, c->start + c->size);
  run_dfu (bench, c, "erase", NULL);
  run_dfu (bench, c, "flash", path);
  guint64 busy = bench_get_busy (bench);
  assert_flash (bench, c->start, firmware, c->size);
  g_autofree char *dump = NULL;
  const char *const *const read[] = { LIST (programs_get ("dfu-programmer"), c->tool, "dump"),
                                      NULL };
  g_assert_cmpint (programs_run (bench, &dump, read), ==, 0);
  g_assert_cmpmem (dump + c->start, c->size, firmware, c->size);
  /* its status says nothing: the loader is gone before it answers */
  const char *const *const reset[] = { LIST (programs_get ("dfu-programmer"), c->tool, "reset"),
                                       NULL };
  programs_run (bench, NULL, reset);
  if (c->start == 0)
    programs_expect (bench, "application");
  check_same (&bench, busy, &(Upload){ c->loader, c->part, NULL, c->start + c->size }, path);
}

/* ── avrdude ── */

typedef struct
{
  const char *path, *loader, *part;
  const char *avrdude[9];
  guint32 size;
  gboolean starts; /* the application, when it is done */
  gboolean keeps;  /* what the firmware does not need stays as it is, and is not looked at */
} AvrdudeCase;

#define FLIP(part)                                                                                 \
  {                                                                                                \
    "-c", "flip1", "-p", part, "-e"                                                                \
  }

#define AVR109(part)                                                                               \
  {                                                                                                \
    "-c", "avr109", "-P", "/dev/ttyACM0", "-p", part                                               \
  }

#define USBASP(part)                                                                               \
  {                                                                                                \
    "-c", "usbasp", "-p", part                                                                     \
  }
/* It cannot read, nor tell the part. */
#define TEENSY(part)                                                                               \
  {                                                                                                \
    "-c", "teensy", "-p", part, "-F", "-V"                                                         \
  }

static const AvrdudeCase avrdude_cases[] = {
  { "/avrdude/teensy/atmega32u4", "halfkay", "atmega32u4", TEENSY ("m32u4"), 2048, TRUE },
  { "/avrdude/avr109/caterina", "caterina", "atmega32u4", AVR109 ("m32u4"), 4096, TRUE },
  { "/avrdude/avr109/leonardo", "caterina-leonardo", "atmega32u4", AVR109 ("m32u4"), 512, TRUE },
  { "/avrdude/usbasp/atmega32a", "usbasploader", "atmega32a", USBASP ("m32a"), 0x7000 },
  { "/avrdude/usbasp/atmega328p", "usbasploader-original", "atmega328p", USBASP ("m328p"), 1000,
    TRUE, TRUE },
  { "/avrdude/flip1/atmega32u4", "atmel-dfu", "atmega32u4", FLIP ("m32u4"), 4096 },
  { "/avrdude/flip1/at90usb646", "atmel-dfu", "at90usb646", FLIP ("usb646"), 0xE000 },
  { "/avrdude/flip1/atmega16u2", "atmel-dfu", "atmega16u2", FLIP ("m16u2"), 0x3000 },
};

/* Returns the file. */
static char *
write_with_avrdude (Bench *bench, const AvrdudeCase *c, const guint8 *firmware, const char *name)
{
  char *path = programs_save_hex (name, 0, firmware, c->size);
  g_autofree char *write = g_strdup_printf ("flash:w:%s:i", path);

  programs_run_avrdude (bench, c->avrdude, LIST ("-U", write));
  return path;
}

static const char *const usbasploader[] = { "-l", "usbasploader", NULL };

static void
test_avrdude (gconstpointer data)
{
  const AvrdudeCase *c = data;

  if (programs_get_avrdude () == NULL)
    return;
  g_autoptr (Bench) bench = make_bench (c->loader, c->part);
  g_autofree guint8 *firmware = g_malloc (c->size);
  programs_fill_firmware (firmware, c->size, c->size);
  if (!c->keeps)
    put_old (bench, c->size);
  g_autofree char *path = write_with_avrdude (bench, c, firmware, "firmware.hex");
  guint64 busy = bench_get_busy (bench);
  assert_flash (bench, 0, firmware, c->size);
  if (c->starts)
    programs_expect (bench, "application");
  check_same (&bench, busy,
              &(Upload){ c->loader, c->part,
                         g_str_has_prefix (c->loader, "usbasploader") ? usbasploader : NULL,
                         c->keeps ? 0 : c->size },
              path);
}

/* ── teensy-loader-cli ── */

typedef struct
{
  const char *path, *loader, *part, *mcu;
  guint32 start, size;
} TeensyCase;

static const TeensyCase teensy_cases[] = {
  { "/teensy/atmega32u4", "halfkay", "atmega32u4", "--mcu=atmega32u4", 0, 4096 },
  { "/teensy/at90usb162", "halfkay", "at90usb162", "--mcu=at90usb162", 0, 512 },
  { "/teensy/at90usb646", "halfkay", "at90usb646", "--mcu=at90usb646", 0, 1024 },
  { "/teensy/at90usb1286", "halfkay", "at90usb1286", "--mcu=at90usb1286", 0xFF00, 512 },
};

static void
test_teensy (gconstpointer data)
{
  const TeensyCase *c = data;

  if (programs_get ("teensy_loader_cli") == NULL)
    return;
  g_autoptr (Bench) bench = make_bench (c->loader, c->part);
  g_autofree guint8 *firmware = g_malloc (c->size);
  programs_fill_firmware (firmware, c->size, c->size);
  g_autofree char *path = programs_save_hex ("firmware.hex", c->start, firmware, c->size);

  put_old (bench, c->start + c->size);
  programs_run_ok (bench, (const char *const *const[]){
                              LIST (programs_get ("teensy_loader_cli"), c->mcu, path), NULL });
  guint64 busy = bench_get_busy (bench);
  assert_flash (bench, c->start, firmware, c->size);
  if (c->start == 0)
    programs_expect (bench, "application");
  check_same (&bench, busy, &(Upload){ c->loader, c->part, NULL, c->start + c->size }, path);
}

/* ── the story: a bare board becomes a programmer ── */

/* avrdude writes firmware into it by its loader, and another chip by that firmware. */
static void
test_helper (void)
{
  static const guint8 descriptor[] = { 18,   1,    0x00, 2,    2, 0, 0, 64, 0xC0,
                                       0x16, 0x83, 0x04, 0x75, 2, 1, 2, 3,  1 };
  static const AvrdudeCase pro_micro = { NULL, "caterina", "atmega32u4", AVR109 ("m32u4"), 1024 };
  guint8 firmware[1024], data[1024];

  if (programs_get_avrdude () == NULL)
    return;
  g_autoptr (Bench) bench = make_bench (pro_micro.loader, pro_micro.part);
  IspSimChip *target = bench_wire (bench, "atmega32u4", NULL);
  programs_fill_firmware (firmware, sizeof firmware, 1);
  memcpy (firmware + 0x100, descriptor, sizeof descriptor);
  g_free (write_with_avrdude (bench, &pro_micro, firmware, "helper.hex"));
  programs_expect (bench, "application");

  programs_fill_random (data, sizeof data, 2);
  g_autofree char *path = programs_save_hex ("target.hex", 0x7000, data, sizeof data);
  g_autofree char *write = g_strdup_printf ("flash:w:%s:i", path);
  programs_run_avrdude (bench, LIST ("-c", "avrisp", "-P", "/dev/ttyACM0", "-p", "m32u4"),
                        LIST ("-U", write));
  g_assert_cmpmem (isp_sim_chip_get_flash (target) + 0x7000, sizeof data, data, sizeof data);
  g_assert_cmpuint (isp_sim_chip_get_stats (target)->busy_violations, ==, 0);
  assert_flash (bench, 0, firmware, sizeof firmware);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  unbrickctl = argv[1];
  programs_set_up ();
  for (guint i = 0; i < G_N_ELEMENTS (dfu_cases); i++)
    g_test_add_data_func (dfu_cases[i].path, &dfu_cases[i], test_dfu);
  for (guint i = 0; i < G_N_ELEMENTS (avrdude_cases); i++)
    g_test_add_data_func (avrdude_cases[i].path, &avrdude_cases[i], test_avrdude);
  for (guint i = 0; i < G_N_ELEMENTS (teensy_cases); i++)
    g_test_add_data_func (teensy_cases[i].path, &teensy_cases[i], test_teensy);
  g_test_add_func ("/helper", test_helper);
  int status = g_test_run ();
  programs_tear_down ();
  return status;
}
