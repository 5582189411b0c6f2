/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated chip: board, pins, time, and the serial decoder. Bits are clocked one by one, so
 * that a chip that misses some loses step as silicon does, and takes data for instructions. */
#include "isp-sim-chip-private.h"

#include <string.h>

#define SETTLE_NS   (20 * G_GUINT64_CONSTANT (1000000)) /* RESET low to the first AC 53 */
#define FAST_CPU_HZ 12000000                            /* from here up SCK phases need 3 clocks */
#define NOISE_SEED  0x15b
#define NOISE_USUAL 200 /* replies between two flipped bits, about */
#define NO_PAGE     G_MAXUINT32
#define FLOATING    0xFF

IspSimChip *
isp_sim_chip_new (const IspPart *part)
{
  g_return_val_if_fail (part != NULL, NULL);

  IspSimChip *self = g_new0 (IspSimChip, 1);
  self->part = part;
  self->crystal_hz = 16000000;
  self->supply_mv = 5000;
  self->step = STEP_OFF;
  self->fault.page = NO_PAGE;
  sim_memory_init (self);
  sim_fuses_init (self);
  /* it was powered up long before */
  self->now = SETTLE_NS;
  return self;
}

void
isp_sim_chip_free (IspSimChip *self)
{
  if (self == NULL)
    return;
  sim_memory_clear (self);
  g_clear_pointer (&self->fault.rand, g_rand_free);
  g_free (self);
}

const IspPart *
isp_sim_chip_get_part (IspSimChip *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->part;
}

/* ── the board ── */

void
isp_sim_chip_set_crystal (IspSimChip *self, guint32 hz)
{
  g_return_if_fail (self != NULL);
  self->crystal_hz = hz;
  sim_fuses_update_clock (self);
}

void
isp_sim_chip_set_supply (IspSimChip *self, guint millivolts)
{
  g_return_if_fail (self != NULL);
  self->supply_mv = millivolts;
  sim_fuses_update_clock (self);
}

void
isp_sim_chip_set_external_clock (IspSimChip *self, guint32 hz)
{
  g_return_if_fail (self != NULL);
  self->external_hz = hz;
  sim_fuses_update_clock (self);
}

/* ── time ── */

void
isp_sim_chip_advance (IspSimChip *self, guint64 ns)
{
  g_return_if_fail (self != NULL);
  self->now += ns;
}

guint64
isp_sim_chip_get_time (IspSimChip *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->now;
}

guint64
isp_sim_chip_get_busy_until (IspSimChip *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->busy_until;
}

guint32
isp_sim_chip_get_cpu_hz (IspSimChip *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->cpu_hz;
}

gboolean
isp_sim_chip_is_in_programming_mode (IspSimChip *self)
{
  g_return_val_if_fail (self != NULL, FALSE);
  return self->step == STEP_IN;
}

const IspSimStats *
isp_sim_chip_get_stats (IspSimChip *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return &self->stats;
}

gboolean
sim_is_busy (IspSimChip *self)
{
  return self->now < self->busy_until;
}

/* The chip writes [start, end) of a memory for the given time, and hears nothing else meanwhile. */
void
sim_start_write (IspSimChip *self, SimBusyKind kind, guint32 start, guint32 end, guint32 us)
{
  self->busy_until = self->now + (guint64) us * 1000;
  self->busy_kind = kind;
  self->busy_start = start;
  self->busy_end = end;
}

/* ── RESET ── */

static void
restart_decoder (IspSimChip *self, SimStep step)
{
  self->step = step;
  self->n_bits = 0;
  self->out = 0;
  self->starved = 0;
  self->slipped = FALSE;
  self->ignored = FALSE;
  self->extended_address = 0;
}

/* The program runs again: what was written to fuses acts from here on. */
static void
release_reset (IspSimChip *self)
{
  if (self->step == STEP_IN && self->unread != 0)
    self->stats.unverified_leaves++;
  self->unread = 0;
  restart_decoder (self, STEP_OFF);
  sim_fuses_latch (self);
}

void
isp_sim_chip_set_reset (IspSimChip *self, gboolean low)
{
  g_return_if_fail (self != NULL);

  if (self->reset_low == !!low || (self->fault.kind == ISP_SIM_FAULT_DIES && self->fault.spent))
    return;
  guint64 high_ns = self->now - self->reset_since;
  self->reset_low = !!low;
  self->reset_since = self->now;
  if (!low)
    {
      release_reset (self);
      return;
    }
  /* a positive pulse shorter than two CPU clocks does not count, and leaves the decoder in any
   * state */
  gboolean seen = self->cpu_hz > 0 && high_ns * self->cpu_hz >= 2 * G_GUINT64_CONSTANT (1000000000);
  restart_decoder (self, seen && sim_fuses_allow_isp (self) ? STEP_WAITING : STEP_LOST);
}

/* ── instructions ── */

/* Instructions whose second byte is an address or has no meaning. */
static gboolean
ignores_second_byte (IspInstruction op)
{
  switch (op)
    {
    case ISP_OP_READ_FLASH_LOW:
    case ISP_OP_READ_FLASH_HIGH:
    case ISP_OP_LOAD_FLASH_LOW:
    case ISP_OP_LOAD_FLASH_HIGH:
    case ISP_OP_WRITE_FLASH_PAGE:
    case ISP_OP_READ_EEPROM:
    case ISP_OP_WRITE_EEPROM:
    case ISP_OP_LOAD_EEPROM_PAGE:
    case ISP_OP_WRITE_EEPROM_PAGE:
    case ISP_OP_READ_SIGNATURE:
    case ISP_OP_READ_CALIBRATION:
      return TRUE;
    default:
      return FALSE;
    }
}

gboolean
sim_is (IspSimChip *self, IspInstruction op)
{
  const guint8 *code = self->part->instructions->op[op];
  guint8 value_bits = sim_get_second_byte_bits (self->part, op);

  if (code[0] == 0 && code[1] == 0)
    return FALSE;
  return self->in[0] == code[0] &&
         (ignores_second_byte (op) || (self->in[1] & ~value_bits) == code[1]);
}

static gboolean
is_poll (IspSimChip *self)
{
  return self->in[0] == 0xF0 && self->in[1] == 0x00;
}

/* Reading the place that is being written is data polling: it answers FF, and disturbs nothing. */
static gboolean
is_data_poll (IspSimChip *self)
{
  guint32 address = self->in[1] << 8 | self->in[2];

  if (self->busy_kind == BUSY_EEPROM && sim_is (self, ISP_OP_READ_EEPROM))
    return address >= self->busy_start && address < self->busy_end;
  if (self->busy_kind != BUSY_FLASH ||
      !(sim_is (self, ISP_OP_READ_FLASH_LOW) || sim_is (self, ISP_OP_READ_FLASH_HIGH)))
    return FALSE;
  address = ((guint32) self->extended_address << 16 | address) * 2;
  return address >= self->busy_start && address < self->busy_end;
}

/* The fourth byte of the reply, once three bytes of the instruction are there. */
static guint8
answer (IspSimChip *self)
{
  guint8 value = self->in[2];

  if (self->step != STEP_IN)
    return value;
  if (is_poll (self))
    {
      if (sim_is (self, ISP_OP_POLL_BUSY) && self->fault.kind != ISP_SIM_FAULT_NO_BUSY &&
          sim_is_busy (self))
        value |= 1;
      return value;
    }
  if (self->ignored)
    return FLOATING;
  if (sim_memory_read (self, &value) || sim_fuses_read (self, &value))
    return value;
  return self->in[2];
}

static void
die (IspSimChip *self)
{
  /* the plug is out, and RESET's pull-up lets the program run: not the driver's choice, so not
   * counted */
  self->fault.spent = TRUE;
  self->unread = 0;
  self->reset_low = FALSE;
  self->reset_since = self->now;
  release_reset (self);
}

/* All 32 bits are in. */
static void
finish_instruction (IspSimChip *self)
{
  if (self->step != STEP_IN)
    return;
  if (!self->slipped)
    self->stats.instructions++;
  if (self->ignored && !is_poll (self) && !is_data_poll (self))
    self->stats.busy_violations++;
  else if (!self->ignored && !sim_memory_write (self))
    sim_fuses_write (self);
  if (self->fault.kind == ISP_SIM_FAULT_DIES && !self->fault.spent &&
      self->stats.instructions >= self->fault.deadline)
    die (self);
}

/* Eight bits are in: the next byte out is the one that came, or an answer. */
static void
finish_byte (IspSimChip *self, guint i)
{
  self->out = self->part->instructions->no_echo ? 0x00 : self->in[i];
  if (i == 1 && self->step == STEP_WAITING)
    {
      if (!sim_is (self, ISP_OP_PROGRAM_ENABLE))
        {
          self->step = STEP_LOST;
          return;
        }
      self->step = STEP_IN;
      self->stats.entries++;
    }
  if (i == 2)
    self->out = answer (self);
  if (i == 3)
    finish_instruction (self);
}

/* ── bits ── */

/* One sampled bit; returns MISO before the shift. */
static guint8
clock_bit (IspSimChip *self, guint8 mosi)
{
  guint i = self->n_bits / 8;
  guint8 miso = self->out >> 7;

  if (self->n_bits == 0)
    {
      memset (self->in, 0, sizeof self->in);
      self->ignored = sim_is_busy (self);
    }
  self->out <<= 1;
  self->in[i] = self->in[i] << 1 | mosi;
  self->n_bits = (self->n_bits + 1) % 32;
  if (self->n_bits % 8 == 0)
    finish_byte (self, i);
  return miso;
}

/* The shortest phase of SCK that this chip still sees, times its clock, in clocks × ns/s. */
static guint64
phase_limit (IspSimChip *self)
{
  return (self->cpu_hz >= FAST_CPU_HZ ? 3 : 2) * G_GUINT64_CONSTANT (1000000000);
}

/* Whether a bit that is too fast is seen. The first of a byte always is and the last never: a byte
 * that is too fast always costs the step. */
static gboolean
samples_fast_bit (IspSimChip *self, guint64 phase, guint bit)
{
  guint64 limit = phase_limit (self);

  self->starved += phase;
  if (bit == 7 || (bit > 0 && self->starved < limit))
    return FALSE;
  self->starved = 0;
  return TRUE;
}

static guint8
clock_byte (IspSimChip *self, guint8 mosi, guint32 sck_low_ns, guint32 sck_high_ns)
{
  guint64 phase = (guint64) MIN (sck_low_ns, sck_high_ns) * self->cpu_hz;
  gboolean fast = phase <= phase_limit (self);
  guint8 miso = 0;

  if (self->step == STEP_WAITING && self->n_bits == 0 && self->now - self->reset_since < SETTLE_NS)
    self->step = STEP_LOST;
  for (guint bit = 0; bit < 8; bit++)
    {
      self->now += (guint64) sck_low_ns + sck_high_ns;
      guint8 in = (mosi >> (7 - bit)) & 1;
      gboolean seen = !fast || samples_fast_bit (self, phase, bit);

      if (fast)
        self->stats.sck_violations++;
      if (!seen)
        {
          self->slipped = TRUE;
          miso = miso << 1 | self->out >> 7;
          continue;
        }
      if (self->step == STEP_OFF || self->step == STEP_LOST)
        miso = miso << 1 | 1;
      else
        miso = miso << 1 | clock_bit (self, in);
    }
  return miso;
}

/* A byte on its way back, as the fault changes it. */
static guint8
disturb (IspSimChip *self, guint8 miso)
{
  SimFaultState *fault = &self->fault;

  switch (fault->kind)
    {
    case ISP_SIM_FAULT_NO_CONTACT:
      return FLOATING;
    case ISP_SIM_FAULT_MISO_LOW:
      return 0x00;
    case ISP_SIM_FAULT_NOISY:
      if (fault->next_flip-- > 0)
        return miso;
      fault->next_flip = g_rand_int_range (fault->rand, 0, 2 * fault->argument);
      return miso ^ (1 << g_rand_int_range (fault->rand, 0, 8));
    default:
      return miso;
    }
}

guint8
isp_sim_chip_spi (IspSimChip *self, guint8 mosi, guint32 sck_low_ns, guint32 sck_high_ns)
{
  g_return_val_if_fail (self != NULL, FLOATING);

  guint8 miso = FLOATING;
  if (self->reset_low && self->cpu_hz > 0)
    miso = clock_byte (self, mosi, sck_low_ns, sck_high_ns);
  else
    self->now += 8 * ((guint64) sck_low_ns + sck_high_ns);
  return disturb (self, miso);
}

/* ── faults ── */

void
isp_sim_chip_set_fault (IspSimChip *self, IspSimFault fault, guint32 argument)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail ((guint) fault < ISP_SIM_N_FAULTS);

  g_clear_pointer (&self->fault.rand, g_rand_free);
  self->fault = (SimFaultState){ .kind = fault, .argument = argument, .page = NO_PAGE };
  if (fault == ISP_SIM_FAULT_NOISY)
    {
      if (argument == 0 || argument > G_MAXINT32 / 2)
        self->fault.argument = NOISE_USUAL;
      self->fault.rand = g_rand_new_with_seed (NOISE_SEED);
      self->fault.next_flip = self->fault.argument;
    }
  if (fault == ISP_SIM_FAULT_PAGE)
    sim_memory_set_weak_page (self, argument);
  if (fault == ISP_SIM_FAULT_DIES)
    self->fault.deadline = self->stats.instructions + argument;
}
