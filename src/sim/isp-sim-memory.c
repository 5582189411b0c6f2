/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated chip's flash and EEPROM: page buffers, programming that only clears bits, erase. */
#include "isp-sim-chip-private.h"

#include <string.h>

#define BLANK 0xFF

static guint32
flash_page_size (const IspSimChip *self)
{
  return MAX (self->part->flash.page_size, 1);
}

static guint32
eeprom_page_size (const IspSimChip *self)
{
  return MAX (self->part->eeprom.page_size, 1);
}

static void
clear_page_buffer (IspSimChip *self)
{
  memset (self->page_buffer, BLANK, flash_page_size (self));
}

void
sim_memory_init (IspSimChip *self)
{
  self->flash = g_malloc (self->part->flash.size);
  self->eeprom = g_malloc (self->part->eeprom.size);
  memset (self->flash, BLANK, self->part->flash.size);
  memset (self->eeprom, BLANK, self->part->eeprom.size);
  self->page_buffer = g_malloc (flash_page_size (self));
  self->eeprom_buffer = g_malloc (eeprom_page_size (self));
  self->eeprom_loaded = g_malloc0 (eeprom_page_size (self));
  self->low_byte = BLANK;
  clear_page_buffer (self);
}

void
sim_memory_clear (IspSimChip *self)
{
  g_clear_pointer (&self->flash, g_free);
  g_clear_pointer (&self->eeprom, g_free);
  g_clear_pointer (&self->page_buffer, g_free);
  g_clear_pointer (&self->eeprom_buffer, g_free);
  g_clear_pointer (&self->eeprom_loaded, g_free);
}

guint8 *
isp_sim_chip_get_flash (IspSimChip *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->flash;
}

guint8 *
isp_sim_chip_get_eeprom (IspSimChip *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->eeprom;
}

/* ── the weak page ── */

/* Clears one bit of the weak page that is 1 in the data just written (wanted), so that it never
 * verifies. */
static void
weaken (IspSimChip *self, const guint8 *wanted)
{
  guint32 size = flash_page_size (self);
  guint8 *page = self->flash + self->fault.page * size;

  for (guint32 i = 0; i < size; i++)
    if (wanted[i] != 0)
      {
        page[i] &= (guint8) (wanted[i] - 1);
        return;
      }
}

/* A page past the last one: the page that is written first becomes the weak one. */
void
sim_memory_set_weak_page (IspSimChip *self, guint32 page)
{
  if (page >= self->part->flash.size / flash_page_size (self))
    return;
  self->fault.page = page;
  weaken (self, self->flash + page * flash_page_size (self));
}

static void
weaken_after_write (IspSimChip *self, guint32 start)
{
  if (self->fault.kind != ISP_SIM_FAULT_PAGE)
    return;
  guint32 page = start / flash_page_size (self);
  if (self->fault.page == G_MAXUINT32)
    self->fault.page = page;
  if (self->fault.page == page)
    weaken (self, self->flash + start);
}

/* ── addresses ── */

/* Byte address of the word in in[1] and in[2]; missing high bits wrap, as on silicon. */
static guint32
flash_address (const IspSimChip *self)
{
  guint32 word = (guint32) self->extended_address << 16 | self->in[1] << 8 | self->in[2];
  return word * 2 % self->part->flash.size;
}

static guint32
eeprom_address (const IspSimChip *self)
{
  return (guint32) (self->in[1] << 8 | self->in[2]) % self->part->eeprom.size;
}

/* ── flash ── */

/* Programs n bytes at start: bits only go from 1 to 0. FF changes nothing; a buffer also has it
 * where nothing was loaded. */
static void
program_flash (IspSimChip *self, guint32 start, const guint8 *data, guint32 n)
{
  gboolean raises = FALSE;

  for (guint32 i = 0; i < n; i++)
    {
      if (data[i] != BLANK && (data[i] & ~self->flash[start + i]) != 0)
        raises = TRUE;
      self->flash[start + i] &= data[i];
    }
  if (raises)
    self->stats.bit_raises++;
  weaken_after_write (self, start);
  sim_start_write (self, BUSY_FLASH, start, start + n, self->part->flash.write_us);
}

static void
write_flash_page (IspSimChip *self)
{
  guint32 size = flash_page_size (self);
  guint32 start = flash_address (self) / size * size;

  if (!sim_lock_blocks_writing (self))
    {
      self->stats.page_writes++;
      program_flash (self, start, self->page_buffer, size);
    }
  if (isp_part_clears_page_buffer (self->part))
    clear_page_buffer (self);
}

/* Parts without pages write each byte as it comes. */
static void
write_flash_byte (IspSimChip *self, guint high)
{
  if (sim_lock_blocks_writing (self))
    return;
  self->stats.byte_writes++;
  program_flash (self, flash_address (self) + high, &self->in[3], 1);
}

/* The high byte stores the whole word with the low byte that came last. */
static void
load_flash (IspSimChip *self, guint high)
{
  guint32 offset = self->in[2] * 2 % flash_page_size (self);

  if (!high)
    self->low_byte = self->in[3];
  self->page_buffer[offset] = self->low_byte;
  if (high)
    self->page_buffer[offset + 1] = self->in[3];
}

static gboolean
write_flash (IspSimChip *self)
{
  if (sim_is (self, ISP_OP_LOAD_EXTENDED_ADDRESS))
    {
      if (isp_part_needs_extended_address (self->part))
        self->extended_address = self->in[2];
      return TRUE;
    }
  gboolean high = sim_is (self, ISP_OP_LOAD_FLASH_HIGH);
  if (high || sim_is (self, ISP_OP_LOAD_FLASH_LOW))
    {
      if (self->part->flash.page_size > 0)
        load_flash (self, high);
      else
        write_flash_byte (self, high);
      return TRUE;
    }
  if (self->part->flash.page_size > 0 && sim_is (self, ISP_OP_WRITE_FLASH_PAGE))
    {
      write_flash_page (self);
      return TRUE;
    }
  return FALSE;
}

/* ── EEPROM ── */

/* Only the bytes that were loaded are erased and written. */
static void
write_eeprom_page (IspSimChip *self)
{
  guint32 size = eeprom_page_size (self);
  guint32 start = eeprom_address (self) / size * size;

  if (!sim_lock_blocks_writing (self))
    {
      for (guint32 i = 0; i < size; i++)
        if (self->eeprom_loaded[i])
          self->eeprom[start + i] = self->eeprom_buffer[i];
      self->stats.page_writes++;
      sim_start_write (self, BUSY_EEPROM, start, start + size, self->part->eeprom.write_us);
    }
  memset (self->eeprom_loaded, 0, size);
}

static void
write_eeprom_byte (IspSimChip *self)
{
  guint32 address = eeprom_address (self);

  if (sim_lock_blocks_writing (self))
    return;
  self->eeprom[address] = self->in[3];
  self->stats.byte_writes++;
  sim_start_write (self, BUSY_EEPROM, address, address + 1, self->part->eeprom_byte_us);
}

static gboolean
write_eeprom (IspSimChip *self)
{
  if (self->part->eeprom.size == 0)
    return FALSE;
  if (sim_is (self, ISP_OP_WRITE_EEPROM))
    {
      write_eeprom_byte (self);
      return TRUE;
    }
  if (self->part->eeprom.page_size == 0)
    return FALSE;
  if (sim_is (self, ISP_OP_LOAD_EEPROM_PAGE))
    {
      guint32 offset = self->in[2] % eeprom_page_size (self);
      self->eeprom_buffer[offset] = self->in[3];
      self->eeprom_loaded[offset] = TRUE;
      return TRUE;
    }
  if (sim_is (self, ISP_OP_WRITE_EEPROM_PAGE))
    {
      write_eeprom_page (self);
      return TRUE;
    }
  return FALSE;
}

/* ── both ── */

gboolean
sim_memory_read (IspSimChip *self, guint8 *out)
{
  gboolean high = sim_is (self, ISP_OP_READ_FLASH_HIGH);
  gboolean flash = high || sim_is (self, ISP_OP_READ_FLASH_LOW);

  if (!flash && (self->part->eeprom.size == 0 || !sim_is (self, ISP_OP_READ_EEPROM)))
    return FALSE;
  /* a locked chip gives the address back */
  if (sim_lock_blocks_reading (self))
    *out = self->in[2];
  else if (flash)
    *out = self->flash[flash_address (self) + high];
  else
    *out = self->eeprom[eeprom_address (self)];
  return TRUE;
}

/* Chip erase: flash, lock bits, and EEPROM unless EESAVE is programmed (which counts at once). */
void
sim_memory_erase (IspSimChip *self)
{
  self->stats.erases++;
  clear_page_buffer (self);
  sim_start_write (self, BUSY_OTHER, 0, 0, self->part->erase_us);
  if (self->part->instructions->reset_after_erase)
    self->step = STEP_LOST;
  if (self->fault.kind == ISP_SIM_FAULT_ERASE)
    return;
  memset (self->flash, BLANK, self->part->flash.size);
  if (!sim_fuses_is_programmed (self, ISP_FIELD_EESAVE, FALSE))
    memset (self->eeprom, BLANK, self->part->eeprom.size);
  sim_fuses_unlock (self);
  if (self->fault.kind == ISP_SIM_FAULT_PAGE && self->fault.page != G_MAXUINT32)
    weaken (self, self->flash + self->fault.page * flash_page_size (self));
}

gboolean
sim_memory_write (IspSimChip *self)
{
  if (sim_is (self, ISP_OP_CHIP_ERASE))
    {
      sim_memory_erase (self);
      return TRUE;
    }
  return write_flash (self) || write_eeprom (self);
}
