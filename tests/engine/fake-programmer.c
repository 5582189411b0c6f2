/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-programmer.h"

#include "core/isp-error.h"
#include "parts/isp-parts.h"

#include <string.h>

#define KEY "fake-programmer"

static Fake *
get_fake (IspProgrammer *programmer)
{
  return isp_session_get_data (programmer->session, KEY);
}

static guint32
phase_ns (IspProgrammer *programmer)
{
  return 500000000u / MAX (programmer->sck_hz, 1);
}

static void
set_reset (Fake *self, gboolean low)
{
  self->reset_low = low;
  isp_sim_chip_set_reset (self->chip, low);
}

/* ── faults ── */

static gboolean
count (Fake *self, GError **error)
{
  self->n++;
  if (self->fault_at == 0 || self->n < self->fault_at)
    return TRUE;
  if (self->n == self->fault_at && self->cancel_on != NULL)
    g_cancellable_cancel (self->cancel_on);
  if (self->fault == FAKE_UNPLUGGED)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_UNPLUGGED, "gone");
      return FALSE;
    }
  if (self->fault == FAKE_TIMEOUT && self->n == self->fault_at)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_TIMEOUT, "silent");
      return FALSE;
    }
  return TRUE;
}

/* ── SPI ── */

static gboolean
is_flip_read (const Fake *self, const guint8 tx[4])
{
  guint32 address = tx[1] << 8 | tx[2];

  if (self->flip_memory == ISP_MEMORY_EEPROM)
    return tx[0] == 0xA0 && address == self->flip_address;
  return tx[0] == (self->flip_address & 1 ? 0x28 : 0x20) && address == self->flip_address >> 1;
}

static void
spare (Fake *self)
{
  guint8 *memory = self->spares_eeprom ? isp_sim_chip_get_eeprom (self->chip)
                                       : isp_sim_chip_get_flash (self->chip);

  if (self->spared > 0)
    memory[self->spared] = 0x00;
}

static void
transfer (IspProgrammer *programmer, const guint8 tx[4], guint8 rx[4])
{
  Fake *self = get_fake (programmer);
  guint32 ns = phase_ns (programmer);
  gboolean flips = self->erasing_fuses > 0 && tx[0] == 0xAC && tx[1] == 0xA0;

  if (flips)
    self->erasing_fuses--;
  for (guint i = 0; i < 4; i++)
    rx[i] = isp_sim_chip_spi (self->chip, i == 1 && flips ? 0x80 : tx[i], ns, ns);
  if (self->n_flips > 0 && is_flip_read (self, tx))
    rx[3] ^= 1 << self->n_flips-- % 8;
  if (tx[0] == 0xAC && tx[1] == 0x80)
    spare (self);
}

static void
note (Fake *self, const guint8 tx[4])
{
  if (tx[0] == 0xAC && tx[1] == 0x80)
    g_string_append (self->record, " erase");
  else if (tx[0] == 0xAC && tx[1] == 0xA0)
    g_string_append_printf (self->record, " fuse-l=%02X", tx[3]);
  else if (tx[0] == 0xAC && tx[1] == 0xA8)
    g_string_append_printf (self->record, " fuse-h=%02X", tx[3]);
  else if (tx[0] == 0xAC && tx[1] == 0xA4)
    g_string_append_printf (self->record, " fuse-e=%02X", tx[3]);
  else if (tx[0] == 0xAC && (tx[1] & 0xE0) == 0xE0)
    g_string_append_printf (self->record, " lock=%02X", tx[3]);
  else if (tx[0] == 0x4C)
    g_string_append_printf (self->record, " page@%04X", (tx[1] << 8 | tx[2]) * 2);
  else if (tx[0] == 0xC0 || tx[0] == 0xC2)
    g_string_append (self->record, " eeprom");
  else if (tx[0] == 0x50 && tx[1] == 0x00)
    g_string_append (self->record, " read-l");
  else if (tx[0] == 0x58 && tx[1] == 0x08)
    g_string_append (self->record, " read-h");
  else if (tx[0] == 0x50 && tx[1] == 0x08)
    g_string_append (self->record, " read-e");
  else if (tx[0] == 0x30)
    g_string_append (self->record, " sig");
}

/* ── the driver ── */

static gboolean
fake_open (IspProgrammer *programmer, const IspPort *port, GCancellable *cancellable,
           GError **error)
{
  Fake *self = get_fake (programmer);

  g_assert_false (self->open);
  self->open = TRUE;
  programmer->rescue_clock_hz = self->rescue_clock_hz;
  return TRUE;
}

static void
fake_leave (IspProgrammer *programmer)
{
  Fake *self = get_fake (programmer);

  g_string_append (self->record, " leave");
  if (self->on_leave != NULL)
    self->on_leave (self);
  if (self->fault == FAKE_UNPLUGGED && self->fault_at > 0 && self->n >= self->fault_at)
    return; /* nobody there to let go of RESET */
  set_reset (self, FALSE);
  isp_sim_chip_advance (self->chip, 1000000);
}

static void
fake_close (IspProgrammer *programmer)
{
  get_fake (programmer)->open = FALSE;
}

static gboolean
fake_enter (IspProgrammer *programmer, const IspEnter *want, IspEntered *out,
            GCancellable *cancellable, GError **error)
{
  static const guint8 enable[4] = { 0xAC, 0x53, 0x00, 0x00 };
  Fake *self = get_fake (programmer);
  gboolean settable = (programmer->driver->capabilities & ISP_CAN_SET_SCK) != 0;
  guint8 rx[4];

  if (!count (self, error))
    return FALSE;
  programmer->sck_hz =
      settable && want->sck_hz > 0 ? MIN (want->sck_hz, self->max_sck_hz) : self->max_sck_hz;
  isp_sim_chip_set_external_clock (self->chip, programmer->rescue_clock_hz);
  set_reset (self, FALSE);
  isp_sim_chip_advance (self->chip, (guint64) want->reset_pulse_us * 1000);
  set_reset (self, TRUE);
  isp_sim_chip_advance (self->chip, 21000000);
  transfer (programmer, enable, rx);
  g_string_append_printf (self->record, " enter@%u", programmer->sck_hz);
  out->sck_hz = programmer->sck_hz;
  if (!(self->known_bytes & 0x4))
    out->contact = ISP_CONTACT_UNKNOWN;
  else
    out->contact = rx[2] == 0x53 ? ISP_CONTACT_IN_STEP : ISP_CONTACT_SILENT;
  return TRUE;
}

static gboolean
fake_exchange (IspProgrammer *programmer, const IspOp *ops, IspReply *replies, gsize n,
               gsize *n_done, GCancellable *cancellable, GError **error)
{
  Fake *self = get_fake (programmer);

  for (gsize i = 0; i < n; i++)
    {
      guint64 waited = 0;

      *n_done = i;
      if (!count (self, error))
        return FALSE;
      if (self->fault == FAKE_SHIFTED && self->n == self->fault_at)
        isp_sim_chip_spi (self->chip, 0xFF, 700, 700); /* too fast: the chip loses its place */
      note (self, ops[i].tx);
      transfer (programmer, ops[i].tx, replies[i].rx);
      replies[i].known_bytes = self->known_bytes;
      while ((ops[i].flags & ISP_OP_FLAG_POLL) && (replies[i].rx[3] & 1) &&
             waited < (guint64) ops[i].wait_us * 1000)
        {
          replies[i].was_busy = TRUE;
          isp_sim_chip_advance (self->chip, 100000);
          waited += 100000;
          transfer (programmer, ops[i].tx, replies[i].rx);
        }
      if (!(ops[i].flags & ISP_OP_FLAG_POLL))
        isp_sim_chip_advance (self->chip, (guint64) ops[i].wait_us * 1000);
      if (self->flaky_above_hz > 0 && programmer->sck_hz > self->flaky_above_hz &&
          (ops[i].tx[0] == 0x50 || ops[i].tx[0] == 0x58))
        replies[i].rx[3] ^= self->n & 0x0F;
      if (self->spoiled_hfuse != 0 && ops[i].tx[0] == 0xAC &&
          ops[i].tx[1] == (self->spoil_other ? 0xA0 : 0xA8) && ops[i].tx[3] != 0x99)
        {
          isp_sim_chip_set_fuse (self->chip, ISP_FUSE_HIGH, self->spoiled_hfuse);
          if (self->spoil_other)
            self->spoiled_hfuse = 0;
        }
      if (self->spoiled_lock != 0 && ops[i].tx[0] == 0xAC && ops[i].tx[1] == 0xE0)
        isp_sim_chip_set_fuse (self->chip, ISP_FUSE_LOCK, ops[i].tx[3] & ~self->spoiled_lock);
      if (self->misread_hfuse != 0 && ops[i].tx[0] == 0x58 && ops[i].tx[1] == 0x08)
        replies[i].rx[3] = self->misread_hfuse;
      if (self->alien_above_hz > 0 && programmer->sck_hz > self->alien_above_hz &&
          ops[i].tx[0] == 0x30 && ops[i].tx[2] == 2)
        replies[i].rx[3] = 0xEE;
      if (self->fault == FAKE_ECHO && self->n == self->fault_at)
        replies[i].rx[1] ^= 0x40;
      if (self->fault == FAKE_GARBAGE && self->n == self->fault_at)
        memset (replies[i].rx, 0xA5, 4);
    }
  *n_done = n;
  return TRUE;
}

static guint8
read_byte (IspProgrammer *programmer, IspMemoryId memory, guint32 address)
{
  guint8 tx[4] = { address & 1 ? 0x28 : 0x20, address >> 9, address >> 1, 0 }, rx[4];

  if (memory == ISP_MEMORY_EEPROM)
    {
      tx[0] = 0xA0;
      tx[1] = address >> 8;
      tx[2] = address;
    }
  transfer (programmer, tx, rx);
  return rx[3];
}

static void
load_extended (IspProgrammer *programmer, guint32 address)
{
  guint8 tx[4] = { 0x4D, 0, address >> 17, 0 }, rx[4];

  if (isp_part_needs_extended_address (programmer->part))
    transfer (programmer, tx, rx);
}

static gboolean
fake_read (IspProgrammer *programmer, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
           GCancellable *cancellable, GError **error)
{
  Fake *self = get_fake (programmer);

  if (!count (self, error))
    return FALSE;
  self->n_read_calls++;
  /* one address has one high part */
  if (memory == ISP_MEMORY_FLASH)
    g_assert_cmphex (address >> 16, ==, (address + len - 1) >> 16);
  for (gsize i = 0; i < len; i++)
    {
      guint32 at = self->misread ? (address + i) & 0xFFFF : address + i;

      load_extended (programmer, at);
      out[i] = read_byte (programmer, memory, at);
      if (self->fast_flips && memory == ISP_MEMORY_FLASH && programmer->sck_hz > 200000 &&
          at % 50 == 7)
        out[i] ^= 0x10;
      if (self->eeprom_flips && memory == ISP_MEMORY_EEPROM && programmer->sck_hz > 200000 &&
          at % 50 == 7)
        out[i] ^= 0x10;
    }
  if (self->fault == FAKE_GARBAGE && self->n == self->fault_at)
    out[len / 2] ^= 0x5A;
  return TRUE;
}

static gboolean
fake_write_pages (IspProgrammer *programmer, IspMemoryId memory, guint32 address,
                  const guint8 *data, gsize len, GCancellable *cancellable, GError **error)
{
  Fake *self = get_fake (programmer);
  const IspPart *part = programmer->part;
  gsize page = memory == ISP_MEMORY_FLASH ? part->flash.page_size : MAX (part->eeprom.page_size, 1);
  guint64 start = isp_sim_chip_get_time (self->chip);
  guint8 rx[4];

  g_assert_cmpuint (len % page, ==, 0);
  g_assert_cmphex (address >> 16, ==, (address + len - 1) >> 16);
  for (gsize at = 0; at < len; at += page)
    {
      guint32 here = self->misread ? (address + at) & 0xFFFF : address + at;

      if (!count (self, error))
        return FALSE;
      if (memory == ISP_MEMORY_FLASH)
        {
          guint8 commit[4] = { 0x4C, here >> 9, here >> 1, 0 };

          load_extended (programmer, here);
          for (gsize i = 0; i < page; i++)
            {
              guint32 word = (here + i) >> 1;
              guint8 tx[4] = { (here + i) & 1 ? 0x48 : 0x40, word >> 8, word, data[at + i] };

              transfer (programmer, tx, rx);
            }
          note (self, commit);
          transfer (programmer, commit, rx);
          isp_sim_chip_advance (self->chip, (guint64) part->flash.write_us * 1000);
        }
      else
        for (gsize i = 0; i < page && !self->eeprom_lost; i++)
          {
            guint8 tx[4] = { 0xC0, (here + i) >> 8, here + i, data[at + i] };

            note (self, tx);
            transfer (programmer, tx, rx);
            isp_sim_chip_advance (self->chip, (guint64) part->eeprom_byte_us * 1000);
            if (self->n_eeprom_strays > 0)
              {
                self->n_eeprom_strays--;
                isp_sim_chip_get_eeprom (self->chip)[self->eeprom_stray] = 0x00;
              }
          }
    }
  self->longest_ns = MAX (self->longest_ns, isp_sim_chip_get_time (self->chip) - start);
  return TRUE;
}

static const IspCost cost = { .read = { .spi = 1 }, .write = { .spi = 1 }, .op = { .spi = 1 } };

static const IspDriver fake_driver = {
  .owner = { .id = "fake", .name = "Fake", .link = ISP_LINK_USB },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO,
  .reads = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM,
  .writes = 1 << ISP_MEMORY_FLASH | 1 << ISP_MEMORY_EEPROM,
  .cost = &cost,
  .open = fake_open,
  .close = fake_close,
  .enter = fake_enter,
  .exchange = fake_exchange,
  .leave = fake_leave,
  .read = fake_read,
  .write_pages = fake_write_pages,
};

/* ── the fixture ── */

Fake *
fake_new (const char *part)
{
  Fake *self = g_new0 (Fake, 1);

  self->session = isp_session_new ();
  isp_session_set_data (self->session, KEY, self, NULL);
  self->chip = isp_sim_chip_new (isp_parts_by_name (part));
  self->driver = fake_driver;
  self->port = isp_port_new (&self->driver.owner, "fake:1", "Fake");
  self->max_sck_hz = 1500000;
  self->known_bytes = 0xF;
  self->record = g_string_new (NULL);
  return self;
}

void
fake_free (Fake *self)
{
  isp_port_free (self->port);
  isp_sim_chip_free (self->chip);
  isp_session_unref (self->session);
  g_string_free (self->record, TRUE);
  g_clear_pointer (&self->kept_flash, isp_image_unref);
  g_clear_pointer (&self->kept_eeprom, isp_image_unref);
  g_clear_pointer (&self->map, isp_map_unref);
  g_free (self);
}

void
fake_clear (Fake *self)
{
  g_string_truncate (self->record, 0);
  self->n = 0;
  self->longest_ns = 0;
  g_clear_pointer (&self->map, isp_map_unref);
}

IspSnapshot *
fake_snapshot (Fake *self)
{
  g_autoptr (GError) error = NULL;
  IspSnapshot *snapshot =
      isp_snapshot_take (self->session, self->port, NULL, 0, ISP_SNAPSHOT_BOOT, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (snapshot);
  g_assert_false (self->open);
  return snapshot;
}

static gboolean
note_backup (const IspBackup *backup, char **location, gpointer data, GError **error)
{
  Fake *self = data;

  g_assert_cmpuint (isp_image_get_size (backup->flash), ==, backup->part->flash.size);
  g_assert_cmpuint (isp_image_get_size (backup->eeprom), ==, backup->part->eeprom.size);
  g_string_append (self->record, " backup");
  g_clear_pointer (&self->kept_flash, isp_image_unref);
  g_clear_pointer (&self->kept_eeprom, isp_image_unref);
  self->kept_flash = isp_image_ref (backup->flash);
  self->kept_eeprom = isp_image_ref (backup->eeprom);
  *location = g_strdup ("here");
  return TRUE;
}

IspReport *
fake_run_plan (Fake *self, const IspPlan *plan, GCancellable *cancellable)
{
  IspJobOptions options = { .backup = note_backup, .backup_data = self };
  IspReport *report;

  fake_clear (self);
  options.map = self->map = isp_plan_make_map (plan);
  report = isp_job_run (self->session, self->port, plan, &options, NULL, cancellable);
  g_assert_false (self->open);
  return report;
}

IspReport *
fake_run (Fake *self, IspRequest *request)
{
  g_autoptr (IspSnapshot) snapshot = fake_snapshot (self);
  g_autoptr (IspPlan) plan = isp_plan_new (snapshot, request);

  isp_request_unref (request);
  return fake_run_plan (self, plan, NULL);
}

IspRequest *
fake_flash_request (guint32 start, gsize n, guint32 seed)
{
  IspRequest *request = isp_request_new (ISP_JOB_FLASH);
  IspImageFile *file = isp_image_file_new ("test.hex");
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree guint8 *data = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    data[i] = g_rand_int (rand);
  isp_image_put (file->flash, start, data, n);
  g_ptr_array_add (request->images, file);
  return request;
}

gboolean
fake_did (Fake *self, const char *a, const char *before_b)
{
  const char *first = strstr (self->record->str, a);
  const char *second = before_b != NULL ? strstr (self->record->str, before_b) : NULL;

  if (first == NULL)
    return FALSE;
  return before_b == NULL || (second != NULL && first < second);
}
