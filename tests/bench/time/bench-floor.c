/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The least time that a job can take: an erase, and writing and reading back what is in flash now,
 * in the programmer's best way to do each, by the model's own times. A function for each kind of
 * link; all of them count
 *   RESET    the wait before the first instruction
 *   chip     the erase, and the commit of every page
 *   SPI      four bytes an instruction, at the fastest SCK that both ends can, with what the
 *            programmer's CPU takes beside the bits: a load and a read for every byte, a commit for
 *            every page
 *   link     every byte once there and once back, in the fewest transfers
 *
 * and leave out what the hardware does meanwhile. Contact, signature and fuses are not in it. */
#include "bench-floor.h"

#include "bench-times.h"
#include "bench/models/bench-stk500v2.h"
#include "bench/wire/bench-serial.h"

#include <string.h>

#define RESET_NS    (20 * BENCH_MS) /* data sheets: from RESET low to the first instruction */
#define FAST_CPU_HZ 12000000
#define BITS        32 /* of an instruction */

typedef struct
{
  const BenchModel *model;
  guint64 bytes, pages;
  guint64 instructions;
  guint64 commit_ns;   /* of one page */
  guint64 chip_ns;     /* erase and all commits */
  guint64 min_half_ns; /* phases of SCK must be longer */
} Work;

static guint64
divide_up (guint64 a, guint64 b)
{
  return (a + b - 1) / b;
}

/* Pages that are not blank have to be written, and read back. */
static Work
get_work (Bench *bench)
{
  const IspPart *part = isp_sim_chip_get_part (bench->chip);
  const guint8 *flash = isp_sim_chip_get_flash (bench->chip);
  guint32 page = MAX (part->flash.page_size, 1);
  guint64 hz = MAX (isp_sim_chip_get_cpu_hz (bench->chip), 1);
  Work work = { .model = bench->model, .commit_ns = part->flash.write_us * BENCH_US };

  for (guint32 i = 0; i < part->flash.size; i += page)
    {
      guint32 used = 0;
      while (used < page && flash[i + used] == 0xFF)
        used++;
      work.pages += used < page;
    }
  work.bytes = work.pages * page;
  work.instructions = 2 * work.bytes + work.pages;
  work.chip_ns = part->erase_us * BENCH_US + work.pages * work.commit_ns;
  work.min_half_ns = (hz >= FAST_CPU_HZ ? 3 : 2) * BENCH_S / hz;
  return work;
}

/* ── USB at low speed: a transfer after the other, its packets between its SPI work ── */

static guint64
low_speed_ns (guint64 transfers, guint64 bytes)
{
  return transfers * LOW_SPEED_SETUP_NS + divide_up (bytes, LOW_SPEED_PACKET) * LOW_SPEED_PACKET_NS;
}

/* It commits pages itself, inside a request that may be as long as it likes. */
static guint64
get_usbasp (const Work *work)
{
  static const guint32 sck_hz[] = USBASP_SCK_HZ;
  guint64 half_ns = BENCH_S;

  for (guint i = 0; i < USBASP_SCK_3MHZ; i++)
    if (BENCH_S / 2 / sck_hz[i] > work->min_half_ns)
      half_ns = MIN (half_ns, BENCH_S / 2 / sck_hz[i]);
  return RESET_NS + work->chip_ns + work->instructions * USBASP_INSTRUCTION_NS (half_ns) +
         low_speed_ns (divide_up (work->bytes, USBASP_MAX_WRITE), work->bytes) +
         low_speed_ns (divide_up (work->bytes, USBASP_MAX_REPLY), work->bytes);
}

/* The host commits: a page ends a transfer, and a transfer with a reply does the commit. The chip
 * is at it while the next transfer's setup is on the bus. */
static guint64
get_usbtiny (const Work *work)
{
  guint64 period_ns = BENCH_US;

  while (period_ns / 2 + USBTINY_HIGH_EXTRA_NS <= work->min_half_ns)
    period_ns += BENCH_US;
  guint64 bit_ns = period_ns + USBTINY_LOW_EXTRA_NS + USBTINY_HIGH_EXTRA_NS;
  return RESET_NS + work->chip_ns + work->instructions * USBTINY_INSTRUCTION_NS (bit_ns) +
         low_speed_ns (work->pages, work->bytes) + work->pages * low_speed_ns (1, 4) -
         work->pages * MIN (LOW_SPEED_SETUP_NS, work->commit_ns) +
         low_speed_ns (divide_up (work->bytes, USBTINY_MAX_REPLY), work->bytes);
}

/* ── the sketch ── */

static guint64
sketch_ns (guint64 instructions)
{
  return instructions * (BITS * 2 * SKETCH_HALF_NS + SKETCH_INSTRUCTION_NS);
}

/* With USB of its own bytes come and go while bits are shifted, and the link holds the host back:
 * commands may follow each other without a look. Single instructions load and commit, so the chip's
 * own time counts, not what the sketch waits. The last reply waits for its packet to leave. */
static guint64
get_sketch_usb (const Work *work)
{
  return SKETCH_ENTER_NS + work->chip_ns + sketch_ns (work->instructions) + USB_LEAVE_NS;
}

static guint64
boot_ns (const BenchSerialDevice *device)
{
  if (device->boot == BENCH_BOOT_OPTIBOOT)
    return OPTIBOOT_EARLY_NS + SKETCH_SETUP_NS;
  return device->boot == BENCH_BOOT_DEAF ? DEAF_NS : 0;
}

/* On a UART that drops a command goes out when the last one's reply is in. Blocks of 256 bytes: "d"
 * is 5 bytes and the block, then the sketch loads, commits and waits, 2 bytes come back; "t" is 5
 * bytes, then SPI and the bytes read overlap, whichever takes longer, and 2 more bytes. */
static guint64
get_sketch_uart (const Work *work)
{
  const BenchSerialDevice *device = work->model->variant;
  guint64 byte_ns = BENCH_S * UART_BITS / device->baud;
  guint64 blocks = divide_up (work->bytes, SKETCH_BUFFER);
  guint64 write_ns = (work->bytes + 7 * blocks) * byte_ns + sketch_ns (work->bytes + work->pages) +
                     work->pages * SKETCH_COMMIT_NS;
  guint64 read_ns = 7 * blocks * byte_ns + work->bytes * MAX (byte_ns, sketch_ns (1));

  return boot_ns (device) + SKETCH_ENTER_NS + work->chip_ns - work->pages * work->commit_ns +
         write_ns + read_ns;
}

/* ── STK500v2 ── */

#define STK2_PROGRAM 10  /* bytes of a message before the page; 2 come back */
#define STK2_READ    4   /* bytes of a message; 3 come back, and what was read */
#define STK2_BLOCK   256 /* bytes in one message */
#define STK2_FRAME   6   /* bytes around a message on a serial port */

/* Every page is a message that does not wait for its commit, reading takes one for 256 bytes; a
 * message goes out when the last reply is in. While a reply and the next message are on their way
 * the chip writes. How long a message of each kind and its reply are on the link is the caller's.
 */
static guint64
get_stk2 (const Work *work, const BenchStk2Variant *variant, guint64 program_ns, guint64 read_ns)
{
  guint64 half_ns = BENCH_S;
  guint64 messages = work->pages + divide_up (work->bytes, STK2_BLOCK);

  for (guint i = 0; i < 256; i++)
    {
      guint64 this_ns = BENCH_S / 2 / isp_stk2_sck_get_hz (variant->sck, i);
      if (this_ns > work->min_half_ns)
        half_ns = MIN (half_ns, this_ns);
    }
  return RESET_NS + work->chip_ns -
         work->pages * MIN (work->commit_ns, program_ns + variant->command_ns) +
         work->instructions * (BITS * 2 * half_ns + STK2_INSTRUCTION_NS) +
         messages * variant->command_ns + work->pages * program_ns +
         divide_up (work->bytes, STK2_BLOCK) * read_ns;
}

/* Bytes there and back, one after the other. */
static guint64
get_stk2_serial (const Work *work)
{
  const BenchSerialDevice *device = work->model->variant;
  guint64 byte_ns = device->baud == 0 ? USB_BYTE_NS : BENCH_S * UART_BITS / device->baud;
  guint64 page = work->bytes / work->pages;

  return get_stk2 (work, device->variant, (2 * STK2_FRAME + STK2_PROGRAM + page + 2) * byte_ns,
                   (2 * STK2_FRAME + STK2_READ + 3 + STK2_BLOCK) * byte_ns);
}

static guint64
full_speed_ns (const BenchUsbDevice *device, guint64 n)
{
  return FULL_SPEED_TRANSFER_NS + (n / device->packet + 1) * FULL_SPEED_PACKET_NS;
}

/* A transfer there and one back. */
static guint64
get_stk2_usb (const Work *work)
{
  const BenchUsbDevice *device = work->model->variant;
  guint64 page = work->bytes / work->pages;

  return get_stk2 (work, device->variant,
                   full_speed_ns (device, STK2_PROGRAM + page) + full_speed_ns (device, 2),
                   full_speed_ns (device, STK2_READ) + full_speed_ns (device, 3 + STK2_BLOCK));
}

/* ── Bus Pirate v3 ── */

/* A page and its commit are one command of 5 bytes and 4 for each instruction, kept whole and then
 * shifted out; a byte comes back, and only then is the next one heard. While its bytes come the
 * chip writes the page before. Reading is one command: SPI and the bytes read overlap, whichever
 * takes longer. */
static guint64
get_pirate (const Work *work, guint baud)
{
  static const guint32 sck_hz[] = PIRATE_SCK_HZ;
  guint64 byte_ns = BENCH_S * UART_BITS / baud;
  guint64 half_ns = BENCH_S;

  for (guint i = 0; i < G_N_ELEMENTS (sck_hz) && sck_hz[i] <= PIRATE_RELIABLE_HZ; i++)
    if (BENCH_S / 2 / sck_hz[i] > work->min_half_ns)
      half_ns = MIN (half_ns, BENCH_S / 2 / sck_hz[i]);
  guint64 instruction_ns = BITS * 2 * half_ns + 4 * PIRATE_BYTE_NS;
  guint64 n_in = 5 * work->pages + 4 * (work->bytes + work->pages);
  guint64 hidden_ns = work->pages * MIN (work->commit_ns, n_in / work->pages * byte_ns);
  return RESET_NS + work->chip_ns - hidden_ns + (n_in + work->pages) * byte_ns +
         (work->bytes + work->pages) * instruction_ns + work->bytes * MAX (byte_ns, instruction_ns);
}

static guint64
get_pirate_fast (const Work *work)
{
  return get_pirate (work, PIRATE_FAST_BAUD);
}

static guint64
get_pirate_slow (const Work *work)
{
  return get_pirate (work, PIRATE_BAUD);
}

/* ── the table ── */

static const struct
{
  const char *model;
  guint64 (*get) (const Work *work);
} floors[] = {
  { "usbasp", get_usbasp },
  { "usbtiny", get_usbtiny },
  { "avrisp-helper", get_sketch_usb },
  { "avrisp-uart", get_sketch_uart },
  { "avrisp-uart-115200", get_sketch_uart },
  { "buspirate", get_pirate_fast },
  { "buspirate-115200", get_pirate_slow },
  { "stk500v2", get_stk2_serial },
  { "pololu", get_stk2_serial },
  { "avrispmkii", get_stk2_usb },
  { "avrispmkii-lufa", get_stk2_usb },
};

guint64
bench_get_floor (Bench *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (floors); i++)
    if (g_str_equal (floors[i].model, self->model->id))
      {
        Work work = get_work (self);
        return work.pages > 0 ? floors[i].get (&work) : 0;
      }
  return 0;
}
