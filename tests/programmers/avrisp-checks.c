/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "avrisp-checks.h"

#include "programmers/stk500v1/stk500v1.h"

#include <string.h>

void
check_contact (Fixture *f, const char *model)
{
  gboolean helper = strcmp (model, "avrisp-helper") == 0;
  gboolean genuine = strcmp (model, "avrisp-genuine") == 0;
  IspEntered entered;
  guint8 signature[3];
  guint millivolts = 1;

  g_assert_true (f->programmer->driver == &isp_avrisp_driver);
  g_assert_cmpint (f->port->state, ==, helper ? ISP_PORT_READY : ISP_PORT_ASK);
  g_assert_cmpstr (f->programmer->version, ==, genuine ? "1.15" : "1.18");
  entered = fixture_enter (f, 0);
  g_assert_cmpint (entered.contact, ==, ISP_CONTACT_UNKNOWN);
  g_assert_cmpuint (entered.sck_hz, ==, helper ? 125000 : genuine ? 230400 : 0);
  fixture_read_signature (f, signature);
  g_assert_cmpmem (signature, 3, f->part->signature, 3);
  g_assert_true (f->programmer->driver->target_millivolts (f->programmer, &millivolts, NULL));
  g_assert_cmpuint (millivolts, ==, genuine ? 5000 : 0);
}

void
check_flash (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  guint8 back[7];

  fixture_check_flash (f, 0x7000, 0x400, 1);
  fixture_check_flash (f, 0x0080, 0x180, 2);
  f->programmer->driver->read (f->programmer, ISP_MEMORY_FLASH, 0x7001, back, sizeof back, NULL,
                               &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back, sizeof back, isp_sim_chip_get_flash (bench_chip (f->bench)) + 0x7001,
                   sizeof back);
}

/* EEPROM is nobody's business but the engine's: by single instructions it is right everywhere. */
void
check_eeprom (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  IspOp ops[] = {
    { { 0xC1, 0, 0, 0xA1 } }, { { 0xC1, 0, 1, 0xB2 } },          { { 0xC1, 0, 2, 0xC3 } },
    { { 0xC1, 0, 3, 0xD4 } }, { { 0xC2, 1, 0x44, 0 }, 0, 9000 }, { { 0xA0, 1, 0x46, 0 } },
  };
  IspReply replies[G_N_ELEMENTS (ops)];
  gsize n_done;

  g_assert_cmpuint ((isp_avrisp_driver.reads | isp_avrisp_driver.writes) & (1 << ISP_MEMORY_EEPROM),
                    ==, 0);
  f->programmer->driver->exchange (f->programmer, ops, replies, G_N_ELEMENTS (ops), &n_done, NULL,
                                   &error);
  g_assert_no_error (error);
  g_assert_cmpuint (replies[5].rx[3], ==, 0xC3);
  g_assert_cmpuint (replies[5].known_bytes, ==, 0x8);
  g_assert_cmpmem (isp_sim_chip_get_eeprom (bench_chip (f->bench)) + 0x144, 4, "\xA1\xB2\xC3\xD4",
                   4);
}

/* Many instructions in a row: nothing may overflow a UART's receive buffer. */
void
check_pipeline (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  IspOp ops[300];
  IspReply replies[300];
  guint8 *flash;
  gsize n_done;

  flash = isp_sim_chip_get_flash (bench_chip (f->bench));
  fixture_fill (flash, 1024, 5);
  for (guint i = 0; i < 300; i++)
    ops[i] = (IspOp){ .tx = { i & 1 ? 0x28 : 0x20, 0, i >> 1, 0 } };
  f->programmer->driver->exchange (f->programmer, ops, replies, 300, &n_done, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_done, ==, 300);
  for (guint i = 0; i < 300; i++)
    g_assert_cmpuint (replies[i].rx[3], ==, flash[i]);
}
