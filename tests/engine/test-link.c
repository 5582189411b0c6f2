/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contact, finding SCK, and the snapshot. */
#include "core/isp-error.h"
#include "fake-programmer.h"
#include "parts/isp-parts.h"

#include <string.h>

static IspSnapshot *
take (Fake *fake, const char *part, GError **error)
{
  fake_clear (fake);
  return isp_snapshot_take (fake->session, fake->port,
                            part != NULL ? isp_parts_by_name (part) : NULL, 0, ISP_SNAPSHOT_BOOT,
                            NULL, error);
}

typedef struct
{
  guint8 low;
  guint32 crystal, max_sck;
  guint32 proven, sck; /* at most; what is really used is the programmer's choice */
} SckRow;

/* Where contact is first made, and where the jump ends. Never above what the chip bears. */
static void
test_sck (void)
{
  static const SckRow rows[] = {
    { 0x52, 0, 3000000, 187500, 187500 },  /* RC 8 MHz / 8: a quarter of 1 MHz, and ¾ of that */
    { 0xD2, 0, 3000000, 187500, 1500000 }, /* RC 8 MHz */
    { 0x5E, 16000000, 3000000, 187500, 375000 },  /* crystal / 8 */
    { 0xFF, 16000000, 3000000, 187500, 2000000 }, /* crystal, 8 MHz and up */
    { 0xFF, 8000000, 3000000, 187500, 1500000 },
    { 0xFF, 16000000, 125000, 125000, 125000 }, /* the programmer's own limit */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (IspSnapshot) snapshot = NULL;
      g_autoptr (GError) error = NULL;

      isp_sim_chip_set_crystal (fake->chip, rows[i].crystal);
      isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, rows[i].low);
      fake->max_sck_hz = rows[i].max_sck;
      snapshot = take (fake, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (snapshot->proven_sck_hz, ==, rows[i].proven);
      g_assert_cmpuint (snapshot->sck_hz, <=, rows[i].sck);
      g_assert_cmpuint (snapshot->sck_hz, >=, rows[i].proven);
      g_assert_cmpuint (isp_sim_chip_get_stats (fake->chip)->sck_violations, ==, 0);
      g_assert_false (fake->reset_low);
    }
}

/* Behind CKDIV8 "8 MHz and up" is tried as 16 MHz, and believed only when it reads the same there.
 */
static void
test_divided_crystal (void)
{
  static const struct
  {
    guint32 crystal, sck, cpu;
  } rows[] = { { 16000000, 375000, 2000000 }, { 8000000, 187500, 1000000 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (IspSnapshot) snapshot = NULL;
      g_autoptr (GError) error = NULL;

      isp_sim_chip_set_crystal (fake->chip, rows[i].crystal);
      isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0x5E);
      snapshot = take (fake, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (snapshot->sck_hz, ==, rows[i].sck);
      g_assert_cmpuint (snapshot->cpu_hz, ==, rows[i].cpu);
    }
}

/* 128 kHz with CKDIV8: only the slowest rates work, and are found. */
static void
test_slow_clock (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega328p");
  g_autoptr (IspSnapshot) snapshot = NULL;
  g_autoptr (GError) error = NULL;

  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0x63);
  snapshot = take (fake, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (snapshot->proven_sck_hz, <=, 3000);
  g_assert_cmpuint (snapshot->sck_hz, <, 4000);
}

static void
test_no_contact (void)
{
  static const IspSimFault faults[] = { ISP_SIM_FAULT_NO_CONTACT, ISP_SIM_FAULT_MISO_LOW };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (faults); i++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (GError) error = NULL;

      if (i % 2)
        fake->known_bytes =
            0x8; /* no echo to be seen: two equal readings of a stuck wire are no contact */
      isp_sim_chip_set_fault (fake->chip, faults[i / 2], 0);
      g_assert_null (take (fake, NULL, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_NO_TARGET);
      g_assert_false (fake->reset_low);
      g_assert_false (fake->open);
      g_assert_true (fake_did (fake, " enter@187500", " enter@500"));
    }
}

static void
test_wrong_part (void)
{
  g_autoptr (Fake) fake = fake_new ("at90usb1286");
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSnapshot) snapshot = NULL;

  g_assert_null (take (fake, "atmega32u4", &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART);
  g_assert_nonnull (strstr (error->message, "AT90USB1286"));
  g_clear_error (&error);

  snapshot = take (fake, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (isp_part_is_same_for_engine (snapshot->part, isp_parts_by_name ("at90usb1286")));
}

static void
test_noisy (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");

  isp_sim_chip_set_fault (fake->chip, ISP_SIM_FAULT_NOISY, 3);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IspSnapshot) snapshot = take (fake, NULL, &error);

      if (snapshot == NULL)
        g_assert_cmpint (error->domain, ==, ISP_ERROR);
      else /* never a fuse from a bad reading */
        g_assert_cmphex (snapshot->fuses.value[ISP_FUSE_HIGH], ==,
                         isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_HIGH));
    }
}

/* A reading that cannot be (SPIEN off over ISP) is a bad link, not a fact. */
static void
test_impossible (void)
{
  static const struct
  {
    const char *part;
    guint8 high;
  } rows[] = {
    { "atmega32u4", 0xB9 }, /* SPIEN off */
    { "atmega328p", 0x59 }, /* RSTDISBL on */
    { "atmega328p", 0x99 }, /* DWEN on */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Fake) fake = fake_new (rows[i].part);
      g_autoptr (GError) error = NULL;

      fake->misread_hfuse = rows[i].high;
      g_assert_null (take (fake, NULL, &error));
      g_assert_error (error, ISP_ERROR, ISP_ERROR_UNSTABLE);
    }
}

static void
test_locked (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSnapshot) snapshot = NULL;

  isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOCK, 0xFC);
  snapshot = take (fake, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (snapshot->locked);
  g_assert_null (snapshot->boot);
}

static void
test_boot_section (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (GError) error = NULL;
  g_autoptr (IspSnapshot) blank = NULL;
  g_autoptr (IspSnapshot) snapshot = NULL;

  blank = take (fake, NULL, &error);
  g_assert_true (blank->boot_blank);
  isp_sim_chip_get_flash (fake->chip)[0x7123] = 0x42;
  snapshot = take (fake, NULL, &error);
  g_assert_false (snapshot->boot_blank);
  g_assert_cmphex (isp_image_get_start (snapshot->boot), ==, 0x7000);
  g_assert_cmpuint (isp_image_get_size (snapshot->boot), ==, 4096);
  g_assert_true (isp_snapshot_check_same (blank, snapshot, &error));
}

/* Contact at a rate where fuses, or the signature, are not what they are: slower, not given up. */
static void
test_slower_contact (void)
{
  for (guint alien = 0; alien < 2; alien++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (GError) error = NULL;
      g_autoptr (IspSnapshot) snapshot = NULL;

      *(alien ? &fake->alien_above_hz : &fake->flaky_above_hz) = 40000;
      snapshot = take (fake, alien ? "atmega32u4" : NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (snapshot->proven_sck_hz, ==, 32000);
      g_assert_cmphex (snapshot->fuses.value[ISP_FUSE_HIGH], ==,
                       isp_sim_chip_get_fuse (fake->chip, ISP_FUSE_HIGH));
    }
}

/* A chip that nobody knows is named as such, also after the slowest rate. */
static void
test_unknown_part (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (GError) error = NULL;

  fake->alien_above_hz = 1;
  g_assert_null (take (fake, NULL, &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_null (take (fake, "atmega32u4", &error));
  g_assert_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART);
}

/* A person's own limit holds from the first attempt to the jump. */
static void
test_limit (void)
{
  static const guint32 limits[] = { 400, 20000, 187500, 400000 };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (GError) error = NULL;
      g_autoptr (IspSnapshot) snapshot = NULL;
      const char *at;

      isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0xFF);
      snapshot = isp_snapshot_take (fake->session, fake->port, NULL,
                                    &(IspSpeed){ .max_sck_hz = limits[i] }, 0, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (snapshot->sck_hz, ==, limits[i]);
      at = fake->record->str;
      while ((at = strstr (at, " enter@")) != NULL)
        {
          at += strlen (" enter@");
          g_assert_cmpuint (g_ascii_strtoull (at, NULL, 10), <=, limits[i]);
        }
    }
}

static void
test_cancel (void)
{
  g_autoptr (Fake) fake = fake_new ("atmega32u4");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (isp_snapshot_take (fake->session, fake->port, NULL, 0, 0, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (fake->open);
}

/* A crystal that somebody names is believed as far as the chip reads the same with it. */
static void
test_told_crystal (void)
{
  static const struct
  {
    guint32 told, crystal, sck;
  } rows[] = { { 0, 16000000, 1500000 },
               { 16000000, 16000000, 2000000 },
               { 16000000, 8000000, 1500000 },
               { 8000000, 16000000, 1500000 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (Fake) fake = fake_new ("atmega32u4");
      g_autoptr (GError) error = NULL;
      g_autoptr (IspSnapshot) snapshot = NULL;

      isp_sim_chip_set_crystal (fake->chip, rows[i].crystal);
      isp_sim_chip_set_fuse (fake->chip, ISP_FUSE_LOW, 0xFF);
      fake->max_sck_hz = 8000000;
      snapshot = isp_snapshot_take (fake->session, fake->port, NULL,
                                    &(IspSpeed){ .crystal_hz = rows[i].told }, 0, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (snapshot->sck_hz, ==, rows[i].sck);
      g_assert_cmpuint (snapshot->crystal_hz, ==, rows[i].told);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/link/sck", test_sck);
  g_test_add_func ("/link/divided-crystal", test_divided_crystal);
  g_test_add_func ("/link/told-crystal", test_told_crystal);
  g_test_add_func ("/link/slow-clock", test_slow_clock);
  g_test_add_func ("/link/no-contact", test_no_contact);
  g_test_add_func ("/link/wrong-part", test_wrong_part);
  g_test_add_func ("/link/noisy", test_noisy);
  g_test_add_func ("/link/slower-contact", test_slower_contact);
  g_test_add_func ("/link/unknown-part", test_unknown_part);
  g_test_add_func ("/link/limit", test_limit);
  g_test_add_func ("/link/impossible", test_impossible);
  g_test_add_func ("/snapshot/locked", test_locked);
  g_test_add_func ("/snapshot/boot-section", test_boot_section);
  g_test_add_func ("/snapshot/cancel", test_cancel);
  return g_test_run ();
}
