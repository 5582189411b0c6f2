/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The simulated chip's flash and EEPROM: what programming does, what busy means, what lock bits
 * keep. */
#include "sim-wire.h"

#include <string.h>

#define STATS(w) isp_sim_chip_get_stats ((w).chip)

static Wire
wire_new_in_step (const char *part)
{
  Wire w = wire_new (part);

  g_assert_true (wire_enter (&w));
  return w;
}

static void
test_page (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);

  wire_load (&w, 0x00, 0x11, 0x22);
  wire_load (&w, 0x3F, 0x33, 0x44);
  g_assert_cmphex (flash[0x7080], ==, 0xFF);
  wire_write (&w, 0x4C, 0x38, 0x40, 0x00); /* word 0x3840 is byte 0x7080 */
  g_assert_cmphex (flash[0x7080], ==, 0x11);
  g_assert_cmphex (flash[0x7081], ==, 0x22);
  g_assert_cmphex (flash[0x70FE], ==, 0x33);
  g_assert_cmphex (flash[0x70FF], ==, 0x44);
  g_assert_cmphex (flash[0x7082], ==, 0xFF);
  g_assert_cmphex (wire (&w, 0x20, 0x38, 0x7F, 0x00), ==, 0x33);
  g_assert_cmphex (wire (&w, 0x28, 0x38, 0x7F, 0x00), ==, 0x44);
  /* the low bits of a page's address do not matter */
  wire_load (&w, 0x01, 0x55, 0x66);
  wire_write (&w, 0x4C, 0x00, 0x3F, 0x00);
  g_assert_cmphex (flash[2], ==, 0x55);
  /* and the buffer was empty again after the first page */
  g_assert_cmphex (flash[0], ==, 0xFF);
  g_assert_cmpuint (STATS (w)->page_writes, ==, 2);
  g_assert_cmpuint (STATS (w)->bit_raises, ==, 0);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 0);
}

static void
test_only_clears (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);

  flash[0] = 0xF0;
  flash[1] = 0x00;
  wire_load (&w, 0, 0x30, 0xFF);
  wire_write (&w, 0x4C, 0, 0, 0);
  g_assert_cmphex (flash[0], ==, 0x30);
  g_assert_cmphex (flash[1], ==, 0x00);
  g_assert_cmpuint (STATS (w)->bit_raises, ==, 0);
  wire_load (&w, 0, 0x0F, 0xFF);
  wire_write (&w, 0x4C, 0, 0, 0);
  g_assert_cmphex (flash[0], ==, 0x00);
  g_assert_cmpuint (STATS (w)->bit_raises, ==, 1);
}

/* A high byte takes the low byte along that was loaded last. */
static void
test_low_before_high (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);

  wire (&w, 0x40, 0, 0, 0xA1);
  wire (&w, 0x48, 0, 1, 0xB2);
  wire_write (&w, 0x4C, 0, 0, 0);
  g_assert_cmphex (flash[0], ==, 0xA1);
  g_assert_cmphex (flash[2], ==, 0xA1);
  g_assert_cmphex (flash[3], ==, 0xB2);
}

static void
test_busy (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);

  wire_load (&w, 0, 0x12, 0x34);
  wire (&w, 0x4C, 0, 0, 0);
  g_assert_cmphex (wire (&w, 0xF0, 0, 0, 0) & 1, ==, 1);
  /* a second page meanwhile is lost, and counted */
  wire_load (&w, 0, 0x56, 0x78);
  wire (&w, 0x4C, 0, 0x40, 0);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 3);
  g_assert_cmpuint (STATS (w)->page_writes, ==, 1);
  guint64 start = isp_sim_chip_get_time (w.chip);
  while ((wire (&w, 0xF0, 0, 0, 0) & 1) != 0)
    g_assert_cmpuint (isp_sim_chip_get_time (w.chip) - start, <, 10 * MS);
  g_assert_cmpuint (isp_sim_chip_get_time (w.chip) - start, >, 2 * MS);
  g_assert_cmphex (flash[0x80], ==, 0xFF);
  g_assert_cmphex (wire (&w, 0x20, 0, 0, 0), ==, 0x12);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 3);
}

/* The row's longest wait is enough, and nothing less. */
static void
check_wait (guint us, guint64 violations)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");

  wire_load (&w, 0, 0x12, 0x34);
  wire (&w, 0x4C, 0, 0, 0);
  wire_wait_us (&w, us);
  wire_load (&w, 0, 0x56, 0x78);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, violations);
}

static void
test_wait (void)
{
  guint us = isp_parts_by_name ("atmega32u4")->flash.write_us;

  check_wait (us, 0);
  check_wait (us - 100, 1);
}

static void
test_data_polling (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");

  wire_load (&w, 0, 0x12, 0x34);
  wire (&w, 0x4C, 0, 0, 0);
  g_assert_cmphex (wire (&w, 0x20, 0, 0, 0), ==, 0xFF);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 0);
  /* anywhere else is a mistake */
  g_assert_cmphex (wire (&w, 0x20, 0x10, 0, 0), ==, 0xFF);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 1);
}

/* ATmega32 has no RDY/BSY: it looks ready at once. */
static void
test_without_poll (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32");

  wire_load (&w, 0, 0x12, 0x34);
  wire (&w, 0x4C, 0, 0, 0);
  g_assert_cmphex (wire (&w, 0xF0, 0, 0, 0), ==, 0);
  wire (&w, 0x30, 0, 0, 0);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 1);
}

static void
test_no_busy_fault (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");

  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_NO_BUSY, 0);
  wire_write (&w, 0xAC, 0x80, 0, 0);
  wire (&w, 0xAC, 0x80, 0, 0);
  g_assert_cmphex (wire (&w, 0xF0, 0, 0, 0), ==, 0);
  wire (&w, 0x30, 0, 0, 0);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 1);
}

static void
test_erase (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);
  guint8 *eeprom = isp_sim_chip_get_eeprom (w.chip);

  flash[0] = flash[32767] = eeprom[0] = eeprom[1023] = 0;
  wire_load (&w, 0, 0x12, 0x34);
  wire_write (&w, 0xAC, 0x80, 0, 0);
  g_assert_cmphex (flash[0] & flash[32767] & eeprom[0] & eeprom[1023], ==, 0xFF);
  g_assert_cmpuint (STATS (w)->erases, ==, 1);
  /* the page buffer is empty too */
  wire_write (&w, 0x4C, 0, 0, 0);
  g_assert_cmphex (flash[0], ==, 0xFF);
}

static void
test_erase_keeps_eeprom (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *eeprom = isp_sim_chip_get_eeprom (w.chip);

  eeprom[7] = 0x42;
  /* EESAVE counts at once, without leaving programming mode */
  wire_write (&w, 0xAC, 0xA8, 0, 0x91);
  wire_write (&w, 0xAC, 0x80, 0, 0);
  g_assert_cmphex (eeprom[7], ==, 0x42);
  wire_write (&w, 0xAC, 0xA8, 0, 0x99);
  wire_write (&w, 0xAC, 0x80, 0, 0);
  g_assert_cmphex (eeprom[7], ==, 0xFF);
}

static void
test_erase_fault (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");

  isp_sim_chip_get_flash (w.chip)[0] = 0;
  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_ERASE, 0);
  wire (&w, 0xAC, 0x80, 0, 0);
  g_assert_cmphex (wire (&w, 0xF0, 0, 0, 0) & 1, ==, 1);
  wire_wait_us (&w, 20000);
  g_assert_cmphex (wire (&w, 0x20, 0, 0, 0), ==, 0x00);
}

static void
test_eeprom_bytes (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *eeprom = isp_sim_chip_get_eeprom (w.chip);

  wire_write (&w, 0xC0, 0x03, 0xFF, 0x00);
  g_assert_cmphex (eeprom[0x3FF], ==, 0x00);
  /* a byte is erased as it is written */
  wire_write (&w, 0xC0, 0x03, 0xFF, 0xA5);
  g_assert_cmphex (wire (&w, 0xA0, 0x03, 0xFF, 0x00), ==, 0xA5);
  wire (&w, 0xC0, 0x00, 0x01, 0x77);
  g_assert_cmphex (wire (&w, 0xA0, 0x00, 0x01, 0x00), ==, 0xFF);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 0);
  wire (&w, 0xC0, 0x00, 0x02, 0x88);
  wire_wait_us (&w, 20000);
  g_assert_cmphex (eeprom[1], ==, 0x77);
  g_assert_cmphex (eeprom[2], ==, 0xFF);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 1);
  g_assert_cmpuint (STATS (w)->byte_writes, ==, 3);
  g_assert_cmpuint (STATS (w)->bit_raises, ==, 0);
}

static void
test_eeprom_page (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *eeprom = isp_sim_chip_get_eeprom (w.chip);

  memset (eeprom + 8, 0x11, 4);
  wire (&w, 0xC1, 0, 1, 0xAA);
  wire (&w, 0xC1, 0, 3, 0xBB);
  wire_write (&w, 0xC2, 0, 8, 0);
  g_assert_cmpmem (eeprom + 8, 4, ((guint8[]){ 0x11, 0xAA, 0x11, 0xBB }), 4);
  /* what was loaded is gone after the write */
  wire_write (&w, 0xC2, 0, 12, 0);
  g_assert_cmphex (eeprom[13], ==, 0xFF);
}

static void
test_extended_address (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega2560");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);

  wire_load (&w, 0, 0x12, 0x34);
  wire (&w, 0x4D, 0, 1, 0);
  wire_write (&w, 0x4C, 0, 0, 0);
  g_assert_cmphex (flash[0x20000], ==, 0x12);
  g_assert_cmphex (flash[0x0], ==, 0xFF);
  g_assert_cmphex (wire (&w, 0x28, 0, 0, 0), ==, 0x34);
  wire (&w, 0x4D, 0, 0, 0);
  g_assert_cmphex (wire (&w, 0x28, 0, 0, 0), ==, 0xFF);
  /* it starts at the low half */
  wire (&w, 0x4D, 0, 1, 0);
  g_assert_true (wire_enter (&w));
  g_assert_cmphex (wire (&w, 0x28, 0, 0, 0), ==, 0xFF);
}

static void
test_no_extended_address (void)
{
  g_auto (Wire) w = wire_new_in_step ("at90usb1286");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);

  wire_load (&w, 0, 0x12, 0x34);
  wire (&w, 0x4D, 0, 1, 0);
  wire_write (&w, 0x4C, 0xF0, 0, 0);
  g_assert_cmphex (flash[0x1E000], ==, 0x12);
}

static void
test_byte_flash (void)
{
  IspPart row = *isp_parts_by_name ("atmega32");
  Wire w = { .half_ns = 4000 };

  row.flash.page_size = 0;
  row.flash.write_us = 9000;
  w.chip = isp_sim_chip_new (&row);
  g_assert_true (wire_enter (&w));
  wire_write (&w, 0x40, 0x01, 0x02, 0x12);
  wire_write (&w, 0x48, 0x01, 0x02, 0x34);
  g_assert_cmphex (isp_sim_chip_get_flash (w.chip)[0x204], ==, 0x12);
  g_assert_cmphex (isp_sim_chip_get_flash (w.chip)[0x205], ==, 0x34);
  wire (&w, 0x40, 0, 0, 0x12);
  wire (&w, 0x48, 0, 0, 0x34);
  g_assert_cmpuint (STATS (w)->busy_violations, ==, 1);
  g_assert_cmpuint (STATS (w)->byte_writes, ==, 3);
  wire_clear (&w);
}

/* The first AVRs: a byte at a time, and deaf after an erase until RESET was pulsed. */
static void
test_first_avrs (void)
{
  g_auto (Wire) w = wire_new_in_step ("at90s8515");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);

  wire_write (&w, 0x48, 0x0F, 0xFF, 0x5A);
  g_assert_cmphex (flash[0x1FFF], ==, 0x5A);
  g_assert_cmphex (wire (&w, 0x28, 0x0F, 0xFF, 0x00), ==, 0x5A);
  /* there is no page to be written */
  wire_write (&w, 0x4C, 0x0F, 0xF0, 0x00);
  g_assert_cmpuint (STATS (w)->page_writes, ==, 0);
  wire_write (&w, 0xAC, 0x80, 0x00, 0x00);
  g_assert_cmphex (flash[0x1FFF], ==, 0xFF);
  g_assert_false (isp_sim_chip_is_in_programming_mode (w.chip));
  wire_write (&w, 0x40, 0x00, 0x00, 0x12);
  g_assert_cmphex (flash[0], ==, 0xFF);
  g_assert_true (wire_enter (&w));
  wire_write (&w, 0x40, 0x00, 0x00, 0x12);
  g_assert_cmphex (flash[0], ==, 0x12);
}

static void
test_lock (void)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);

  flash[0x20] = 0xAB;
  wire_write (&w, 0xAC, 0xE0, 0, 0xFE);
  /* LB 10: no writing, reading as before */
  wire_load (&w, 0, 0x12, 0x34);
  wire_write (&w, 0x4C, 0, 0, 0);
  wire_write (&w, 0xC0, 0, 0, 0x12);
  wire_write (&w, 0xAC, 0xA0, 0, 0x12);
  g_assert_cmphex (flash[0], ==, 0xFF);
  g_assert_cmphex (isp_sim_chip_get_eeprom (w.chip)[0], ==, 0xFF);
  g_assert_cmpuint (STATS (w)->fuse_writes + STATS (w)->page_writes + STATS (w)->byte_writes, ==,
                    0);
  g_assert_cmphex (wire (&w, 0x20, 0, 0x10, 0), ==, 0xAB);
  /* LB 00: reads give the address back; signature, fuses and lock still read */
  wire_write (&w, 0xAC, 0xE0, 0, 0xFC);
  g_assert_cmphex (wire (&w, 0x20, 0, 0x10, 0), ==, 0x10);
  g_assert_cmphex (wire (&w, 0xA0, 0, 0x33, 0), ==, 0x33);
  g_assert_cmphex (wire (&w, 0x30, 0, 0x00, 0), ==, 0x1E);
  g_assert_cmphex (wire (&w, 0x58, 0, 0x00, 0) & 0x3F, ==, 0x3C);
  g_assert_cmphex (wire (&w, 0x58, 0x08, 0, 0), ==, 0x99);
  /* lock bits go back only by chip erase */
  wire_write (&w, 0xAC, 0xE0, 0, 0xFF);
  g_assert_cmphex (wire (&w, 0x58, 0, 0x00, 0) & 0x3F, ==, 0x3C);
  g_assert_cmpuint (STATS (w)->bit_raises, ==, 1);
  wire_write (&w, 0xAC, 0x80, 0, 0);
  g_assert_cmphex (wire (&w, 0x58, 0, 0x00, 0), ==, 0xFF);
  g_assert_cmphex (wire (&w, 0x20, 0, 0x10, 0), ==, 0xFF);
  g_assert_cmpuint (STATS (w)->lock_writes, ==, 3);
}

/* Whatever is written to it, the weak page does not verify. */
static void
check_weak_page (guint32 argument, guint8 low, guint8 high)
{
  g_auto (Wire) w = wire_new_in_step ("atmega32u4");
  guint8 *flash = isp_sim_chip_get_flash (w.chip);

  isp_sim_chip_set_fault (w.chip, ISP_SIM_FAULT_PAGE, argument);
  wire_write (&w, 0xAC, 0x80, 0, 0);
  wire_load (&w, 1, low, high);
  wire_write (&w, 0x4C, 0, 0x80, 0);
  guint8 want[128];
  memset (want, 0xFF, sizeof want);
  want[2] = low;
  want[3] = high;
  g_assert_true (memcmp (flash + 0x100, want, sizeof want) != 0);
  /* the others do */
  wire_load (&w, 1, low, high);
  wire_write (&w, 0x4C, 0, 0xC0, 0);
  g_assert_cmpmem (flash + 0x180, sizeof want, want, sizeof want);
}

static void
test_weak_page (void)
{
  check_weak_page (2, 0x00, 0x00);
  check_weak_page (2, 0xFF, 0xFE);
  check_weak_page (G_MAXUINT32, 0x12, 0x34);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sim/memory/page", test_page);
  g_test_add_func ("/sim/memory/only-clears", test_only_clears);
  g_test_add_func ("/sim/memory/low-before-high", test_low_before_high);
  g_test_add_func ("/sim/memory/busy", test_busy);
  g_test_add_func ("/sim/memory/wait", test_wait);
  g_test_add_func ("/sim/memory/data-polling", test_data_polling);
  g_test_add_func ("/sim/memory/without-poll", test_without_poll);
  g_test_add_func ("/sim/memory/no-busy-fault", test_no_busy_fault);
  g_test_add_func ("/sim/memory/erase", test_erase);
  g_test_add_func ("/sim/memory/erase-keeps-eeprom", test_erase_keeps_eeprom);
  g_test_add_func ("/sim/memory/erase-fault", test_erase_fault);
  g_test_add_func ("/sim/memory/eeprom-bytes", test_eeprom_bytes);
  g_test_add_func ("/sim/memory/eeprom-page", test_eeprom_page);
  g_test_add_func ("/sim/memory/extended-address", test_extended_address);
  g_test_add_func ("/sim/memory/no-extended-address", test_no_extended_address);
  g_test_add_func ("/sim/memory/byte-flash", test_byte_flash);
  g_test_add_func ("/sim/memory/first-avrs", test_first_avrs);
  g_test_add_func ("/sim/memory/lock", test_lock);
  g_test_add_func ("/sim/memory/weak-page", test_weak_page);
  return g_test_run ();
}
