/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Self-programming: what a chip's own CPU does to its flash and EEPROM. */
#include "bench-board.h"
#include "core/isp-fuses.h"
#include "sim/isp-sim-chip-private.h"

#include <string.h>

#define ERASE_NS    (4 * BENCH_MS)
#define WRITE_NS    (4 * BENCH_MS)
#define EEPROM_NS   (3400 * BENCH_US)
#define SPM_ALLOWED 0x01 /* of BLB0 and BLB1 */

static guint32
page_size (Bench *bench)
{
  return isp_sim_chip_get_part (bench->chip)->flash.page_size;
}

/* The page around an address that wraps as it does on silicon. */
static guint32
get_page (Bench *bench, guint32 address)
{
  address %= isp_sim_chip_get_part (bench->chip)->flash.size;
  return address - address % page_size (bench);
}

static gboolean
may_write (Bench *bench, guint32 page)
{
  const IspPart *part = isp_sim_chip_get_part (bench->chip);
  IspFuses fuses = { .has = (1 << ISP_N_FUSES) - 1 };
  guint32 start = part->flash.size;

  for (guint i = 0; i < ISP_N_FUSES; i++)
    fuses.value[i] = isp_sim_chip_get_fuse (bench->chip, i);
  isp_fuses_get_boot_section (&fuses, part, &start, NULL);
  return isp_fuses_get_field (&fuses, part, page < start ? ISP_FIELD_BLB0 : ISP_FIELD_BLB1) &
         SPM_ALLOWED;
}

/* A page that is worn out keeps a bit at 0. */
static void
weaken (Bench *bench, guint32 page)
{
  SimFaultState *fault = &bench->chip->fault;

  if (fault->kind != ISP_SIM_FAULT_PAGE)
    return;
  if (fault->page == G_MAXUINT32)
    fault->page = page / page_size (bench);
  if (fault->page != page / page_size (bench))
    return;
  for (guint8 *byte = bench->chip->flash + page;
       byte < bench->chip->flash + page + page_size (bench); byte++)
    if (*byte != 0)
      {
        *byte &= *byte - 1;
        return;
      }
}

/* FALSE: the supply is gone, and with it the CPU. */
static gboolean
has_power (Bench *bench)
{
  return !bench->unplugged;
}

void
bench_spm_in_background (Bench *bench, guint64 *ns)
{
  bench->background = ns;
}

static void
take_time (Bench *bench, guint64 ns)
{
  if (bench->background != NULL)
    *bench->background += ns;
  else
    bench_advance (bench, ns);
}

void
bench_spm_erase (Bench *bench, guint32 address)
{
  guint32 page = get_page (bench, address);

  if (!has_power (bench) || !may_write (bench, page))
    return;
  if (bench->chip->fault.kind != ISP_SIM_FAULT_ERASE)
    memset (bench->chip->flash + page, 0xFF, page_size (bench));
  weaken (bench, page);
  take_time (bench, ERASE_NS);
}

void
bench_spm_write (Bench *bench, guint32 address, const guint8 *data)
{
  guint32 page = get_page (bench, address);
  gboolean raises = FALSE;

  if (!has_power (bench) || !may_write (bench, page))
    return;
  if (bench->fault == BENCH_FAULT_CUT && bench->chip->stats.page_writes >= bench->fault_at)
    {
      bench->unplugged = TRUE;
      return;
    }
  bench->chip->stats.page_writes++;
  for (guint i = 0; i < page_size (bench); i++)
    {
      raises = raises || (data[i] != 0xFF && (data[i] & ~bench->chip->flash[page + i]) != 0);
      bench->chip->flash[page + i] &= data[i];
    }
  if (raises)
    bench->chip->stats.bit_raises++;
  weaken (bench, page);
  take_time (bench, WRITE_NS);
}

void
bench_spm_change (Bench *bench, guint32 address, const guint8 *data, guint n)
{
  g_autofree guint8 *page = g_malloc (page_size (bench));
  guint32 start = get_page (bench, address);

  memcpy (page, bench->chip->flash + start, page_size (bench));
  memcpy (page + address % page_size (bench), data, n);
  bench_spm_erase (bench, start);
  bench_spm_write (bench, start, page);
}

void
bench_spm_eeprom (Bench *bench, guint32 address, guint8 value)
{
  if (!has_power (bench))
    return;
  bench->chip->eeprom[address % isp_sim_chip_get_part (bench->chip)->eeprom.size] = value;
  bench->chip->stats.byte_writes++;
  take_time (bench, EEPROM_NS);
}

void
bench_spm_erase_application (Bench *bench)
{
  for (guint32 page = 0; page < bench_board_get_end (bench); page += page_size (bench))
    bench_spm_erase (bench, page);
  bench->chip->stats.erases++;
}
