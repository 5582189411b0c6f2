/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simavr-cpu.h"

#include <simavr/avr_eeprom.h>
#include <simavr/avr_usb.h>
#include <string.h>

#define HZ          (SIMAVR_MHZ * 1000000)
#define CYCLE_NS(n) ((n) *1000 / SIMAVR_MHZ)

/* in data memory */
#define R_Z     30
#define MCUSR   0x54
#define MCUCR   0x55
#define SPMCSR  0x57
#define WDTCSR  0x60
#define USBCON  0xD8
#define USBSTA  0xD9
#define USBINT  0xDA
#define UDINT   0xE1
#define UDIEN   0xE2
#define UDFNUML 0xE4
#define UEINTX  0xE8
#define UENUM   0xE9
#define UEDATX  0xF1
#define UEBCLX  0xF2
#define KEY     0x0800 /* Caterina's: 0x7777 says that somebody wants it */

#define EXTRF 0x02
#define PORF  0x01
#define IVSEL 0x02

#define WDE      0x08
#define SPMEN    0x01
#define PGERS    0x02
#define PGWRT    0x04
#define BLBSET   0x08
#define RWWSRE   0x10
#define SIGRD    0x20
#define SPM_BITS 0x3F

#define SPM      0x95E8
#define LPM0     0x95C8
#define LPM      0x9004 /* … Rd, Z */
#define LPM_MASK 0xFE0F

#define USB_GENERAL 10 /* vector */

#define SOFI    0x04
#define VBUS    0x01
#define VBUSTI  0x01
#define VBUSTE  0x01
#define RXSTPI  0x08
#define NAKOUTI 0x10

static guint
get_z (SimavrCpu *self)
{
  return self->avr->data[R_Z] | self->avr->data[R_Z + 1] << 8;
}

/* ── the CPU and its memories ── */

static void
copy_page (SimavrCpu *self, guint32 page)
{
  memcpy (self->avr->flash + page, isp_sim_chip_get_flash (self->bench->chip) + page, SIMAVR_PAGE);
}

/* What takes its time on the bench takes it here as well. */
static void
catch_up (SimavrCpu *self, guint64 since)
{
  avr_cycle_count_t passed = (bench_device_time (self->bench) - since) * SIMAVR_MHZ / 1000;

  self->avr->cycle += passed;
  self->told += passed;
}

static void
program (SimavrCpu *self)
{
  guint8 *data = self->avr->data;
  guint z = get_z (self), page = (z & ~(SIMAVR_PAGE - 1)) % (self->avr->flashend + 1);
  guint64 since;

  switch (data[SPMCSR] & SPM_BITS)
    {
    case SPMEN | PGERS:
    case SPMEN | PGWRT:
      simavr_cpu_tell (self);
      since = bench_device_time (self->bench);
      if (data[SPMCSR] & PGERS)
        bench_spm_erase (self->bench, page);
      else
        bench_spm_write (self->bench, page, self->page);
      copy_page (self, page);
      catch_up (self, since);
      if (data[SPMCSR] & PGWRT)
        memset (self->page, 0xFF, SIMAVR_PAGE);
      break;
    case SPMEN | RWWSRE:
      memset (self->page, 0xFF, SIMAVR_PAGE);
      break;
    case SPMEN:
      memcpy (self->page + (z & (SIMAVR_PAGE - 2)), data, 2);
      break;
    default:
      break;
    }
  data[SPMCSR] &= ~SPM_BITS;
  self->avr->cycle += 2;
  self->avr->pc += 2;
}

/* What LPM reads that is not flash: a fuse, a byte of the signature. */
static gboolean
find_other_byte (SimavrCpu *self, guint8 *byte)
{
  static const IspFuseByte order[] = { ISP_FUSE_LOW, ISP_FUSE_LOCK, ISP_FUSE_EXTENDED,
                                       ISP_FUSE_HIGH };
  IspSimChip *chip = self->bench->chip;
  guint z = get_z (self);

  switch (self->avr->data[SPMCSR] & SPM_BITS)
    {
    case SPMEN | BLBSET:
      *byte = isp_sim_chip_get_fuse (chip, order[z % G_N_ELEMENTS (order)]);
      return TRUE;
    case SPMEN | SIGRD:
      *byte = z < 6 && z % 2 == 0 ? isp_sim_chip_get_part (chip)->signature[z / 2] : 0xFF;
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
load (SimavrCpu *self, guint opcode)
{
  guint8 *data = self->avr->data, byte;

  if (!find_other_byte (self, &byte))
    return FALSE;
  data[opcode == LPM0 ? 0 : opcode >> 4 & 0x1F] = byte;
  data[SPMCSR] &= ~SPM_BITS;
  self->avr->cycle += 3;
  self->avr->pc += 2;
  return TRUE;
}

/* TRUE: the instruction at hand is done. */
static gboolean
run_here (SimavrCpu *self)
{
  guint opcode = self->avr->flash[self->avr->pc] | self->avr->flash[self->avr->pc + 1] << 8;

  if (self->bench == NULL)
    return FALSE;
  if (opcode == SPM)
    {
      program (self);
      return TRUE;
    }
  return (opcode == LPM0 || (opcode & LPM_MASK) == LPM) && load (self, opcode);
}

static void
raise_interrupt (SimavrCpu *self, guint vector)
{
  avr_int_table_p table = &self->avr->interrupts;

  for (guint i = 0; i < table->vector_count; i++)
    if (table->vector[i]->vector == vector)
      avr_raise_interrupt (self->avr, table->vector[i]);
}

/* Each millisecond. */
static void
begin_frame (SimavrCpu *self)
{
  guint8 *data = self->avr->data;

  self->frame_at = self->avr->cycle + HZ / 1000;
  data[UDINT] |= SOFI;
  data[UDFNUML]++;
  if (data[UDIEN] & SOFI)
    raise_interrupt (self, USB_GENERAL);
}

void
simavr_cpu_step (SimavrCpu *self)
{
  for (guint i = 0; i < 16 && !self->left; i++)
    {
      if (self->avr->cycle >= self->frame_at)
        begin_frame (self);
      if (run_here (self))
        continue;
      int state = avr_run (self->avr);
      if (self->avr->pc < self->start && (self->avr->data[MCUCR] & IVSEL))
        self->avr->pc += self->start;
      if (self->avr->pc < self->start || state == cpu_Crashed || state == cpu_Done)
        self->left = TRUE;
    }
}

static void
move_eeprom (SimavrCpu *self, guint32 what)
{
  avr_eeprom_desc_t all = { .ee = isp_sim_chip_get_eeprom (self->bench->chip),
                            .size = isp_sim_chip_get_part (self->bench->chip)->eeprom.size };

  avr_ioctl (self->avr, what, &all);
}

void
simavr_cpu_join (SimavrCpu *self, Bench *bench)
{
  self->bench = bench;
  self->told = self->avr->cycle;
  move_eeprom (self, AVR_IOCTL_EEPROM_SET);
}

void
simavr_cpu_tell (SimavrCpu *self)
{
  avr_cycle_count_t passed = self->avr->cycle - self->told;

  self->told = self->avr->cycle;
  bench_advance (self->bench, CYCLE_NS (passed));
  if (!self->bench->unplugged)
    move_eeprom (self, AVR_IOCTL_EEPROM_GET);
}

guint64
simavr_cpu_wait_for_watchdog (SimavrCpu *self)
{
  avr_cycle_count_t start = self->avr->cycle, most = start + 3ull * HZ;

  while ((self->avr->data[WDTCSR] & WDE) && !self->left && self->avr->cycle < most)
    simavr_cpu_step (self);
  return CYCLE_NS (self->avr->cycle - start);
}

/* ── what simavr's USB lacks ── */

void
simavr_cpu_plug (SimavrCpu *self)
{
  self->avr->data[USBSTA] |= VBUS;
  self->avr->data[USBINT] |= VBUSTI;
  if (self->avr->data[USBCON] & VBUSTE)
    raise_interrupt (self, USB_GENERAL);
}

static guint8
read_ueintx (avr_t *avr, avr_io_addr_t address, void *data)
{
  SimavrCpu *self = data;
  guint8 value = self->ueintx (avr, address, self->ueintx_param);

  return avr->data[UENUM] == 0 && self->nak_out ? value | NAKOUTI : value;
}

/* The next packet is on its way when a bank is free, not in it: what the loader does meanwhile to
 * the same register must not hit it. A SETUP that is acknowledged leaves nothing in the bank. */
static void
write_ueintx (avr_t *avr, avr_io_addr_t address, guint8 value, void *data)
{
  SimavrCpu *self = data;
  avr_io_read_t count = avr->io[AVR_DATA_TO_IO (UEBCLX)].r.c;

  self->packet_at = avr->cycle + SIMAVR_PACKET_CYCLES;
  if (avr->data[UENUM] != 0)
    return;
  if (!(value & NAKOUTI))
    self->nak_out = FALSE;
  if (self->setup_pending && !(value & RXSTPI))
    {
      self->setup_pending = FALSE;
      while (count (avr, UEBCLX, self->uedatx_param) > 0)
        self->uedatx (avr, UEDATX, self->uedatx_param);
    }
}

static void
say_nothing (avr_t *avr, const int level, const char *format, va_list args)
{
}

static void
make (SimavrCpu *self)
{
  self->avr = avr_make_mcu_by_name ("atmega32u4");
  avr_global_logger_set (say_nothing);
  avr_init (self->avr);
  self->avr->frequency = HZ;
  self->avr->run_cycle_limit = self->avr->run_cycle_count = 1;
  self->uedatx = self->avr->io[AVR_DATA_TO_IO (UEDATX)].r.c;
  self->uedatx_param = self->avr->io[AVR_DATA_TO_IO (UEDATX)].r.param;
  self->ueintx = self->avr->io[AVR_DATA_TO_IO (UEINTX)].r.c;
  self->ueintx_param = self->avr->io[AVR_DATA_TO_IO (UEINTX)].r.param;
  self->avr->io[AVR_DATA_TO_IO (UEINTX)].r.c = read_ueintx;
  self->avr->io[AVR_DATA_TO_IO (UEINTX)].r.param = self;
  avr_register_io_write (self->avr, UEINTX, write_ueintx, self);
}

void
simavr_cpu_free (SimavrCpu *self)
{
  if (self->avr == NULL)
    return;
  avr_terminate (self->avr);
  g_clear_pointer (&self->avr, free);
}

void
simavr_cpu_reset (SimavrCpu *self, const guint8 *flash)
{
  gboolean is_wanted = flash[0] != 0xFF || flash[1] != 0xFF;

  simavr_cpu_free (self);
  self->bench = NULL;
  make (self);
  memcpy (self->avr->flash, flash, self->avr->flashend + 1);
  memset (self->page, 0xFF, SIMAVR_PAGE);
  self->left = self->setup_pending = self->nak_out = FALSE;
  self->avr->reset_pc = 0;
  self->avr->pc = self->start;
  self->frame_at = self->packet_at = self->avr->cycle;
  self->avr->data[MCUSR] = is_wanted ? EXTRF : PORF;
  if (is_wanted)
    memset (self->avr->data + KEY, 0x77, 2);
  self->avr->data[USBSTA] |= VBUS;
}
