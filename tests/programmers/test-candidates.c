/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One port, several drivers: who is tried, in which order, and who it is in the end. */
#include "core/isp-error.h"
#include "programmers/isp-programmer.h"

#include <string.h>

#define VID 0x1209
#define PID 0x0001

/* What each of the three answers (-1: opens), and who was asked. */
static int codes[3];
static char asked[16];
/* The first looks less long when others are asked as well. */
static gboolean hurries;

static gboolean
answer (IspProgrammer *self, guint i, GError **error)
{
  g_strlcat (asked, (const char *[]){ "a", "b", "c" }[i], sizeof asked);
  self->version = g_strdup ("1");
  self->used_short_timeout = i == 0 && hurries && self->more_to_try;
  if (codes[i] < 0)
    return TRUE;
  if (codes[i] == ISP_N_ERRORS)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  else
    g_set_error_literal (error, ISP_ERROR, codes[i], "no");
  return FALSE;
}

#define OPEN(name, i)                                                                              \
  static gboolean name (IspProgrammer *self, const IspPort *port, GCancellable *cancellable,       \
                        GError **error)                                                            \
  {                                                                                                \
    return answer (self, i, error);                                                                \
  }
OPEN (open_a, 0)
OPEN (open_b, 1)
OPEN (open_c, 2)

static void
nothing (IspProgrammer *self)
{
}

static const IspIdRow id_a = { VID, PID, 0, 0xFFFF, ISP_ID_MAYBE, "Apple", .adapter = "X1" };
static const IspIdRow id_b = { VID, PID, 0, 0xFFFF, ISP_ID_MAYBE, "Bread" };
static const IspIdRow id_c = { VID, PID, 0, 0xFFFF, ISP_ID_MAYBE, "Cake" };
/* clang-format off */
static const IspDriver a = { .owner = { .id = "a", .name = "A", .link = ISP_LINK_SERIAL, .rows = &id_a, .n_rows = 1 }, .reads = 1, .open = open_a, .close = nothing, .leave = nothing };
static const IspDriver b = { .owner = { .id = "b", .name = "B", .link = ISP_LINK_SERIAL, .rows = &id_b, .n_rows = 1 }, .reads = 2, .open = open_b, .close = nothing, .leave = nothing };
static const IspDriver c = { .owner = { .id = "c", .name = "C", .link = ISP_LINK_SERIAL, .rows = &id_c, .n_rows = 1 }, .open = open_c, .close = nothing, .leave = nothing };
/* clang-format on */

typedef struct
{
  IspSession *session;
  IspPort *port;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  const IspMatch matches[] = { { &a.owner, &id_a }, { &b.owner, &id_b }, { &c.owner, &id_c } };

  f->session = isp_session_new ();
  f->port = isp_port_new_matched (matches, 3, "/dev/ttyX0");
  f->port->state = ISP_PORT_ASK;
  f->port->vid = VID;
  f->port->pid = PID;
  f->port->usb_address = 4;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  isp_port_free (f->port);
  isp_session_unref (f->session);
}

/* NULL: opened. */
static GError *
try_open (Fixture *f, int first, int second, int third, const char *in_order, const char *name)
{
  GError *error = NULL;
  IspProgrammer *self;

  codes[0] = first, codes[1] = second, codes[2] = third;
  *asked = '\0';
  self = isp_programmer_open (f->session, f->port, NULL, &error);
  g_assert_cmpstr (asked, ==, in_order);
  if (name != NULL)
    {
      g_assert_no_error (error);
      g_assert_cmpstr (self->name, ==, name);
      g_assert_cmpstr (self->version, ==, "1");
      g_assert_cmpuint (self->reads, ==, self->driver->reads);
    }
  g_assert_true ((self == NULL) == (error != NULL));
  isp_programmer_close (self);
  return error;
}

static void
test_name (Fixture *f, gconstpointer data)
{
  g_autoptr (IspPort) copy = isp_port_copy (f->port);

  g_assert_cmpstr (copy->name, ==, "Apple, Bread or Cake (X1)");
  g_assert_false (isp_port_is_sure (copy));
  g_assert_true (isp_port_may_be (copy, &c.owner));
  isp_port_choose (copy, &b.owner);
  g_assert_cmpstr (copy->name, ==, "Bread");
  g_assert_false (isp_port_may_be (copy, &a.owner));
  g_assert_false (isp_port_may_be (copy, &c.owner));
}

/* The first that recognises itself wins; the next time it is asked first, until somebody else is
 * plugged in. */
static void
test_order (Fixture *f, gconstpointer data)
{
  g_assert_null (isp_programmer_recall (f->session, f->port));
  try_open (f, ISP_ERROR_NOT_A_PROGRAMMER, -1, -1, "ab", "Bread");
  g_assert_true (isp_programmer_recall (f->session, f->port) == &b);
  try_open (f, -1, -1, -1, "b", "Bread");
  try_open (f, ISP_ERROR_TIMEOUT, ISP_ERROR_PROTOCOL, -1, "bac", "Cake");
  try_open (f, ISP_ERROR_TIMEOUT, -1, ISP_ERROR_PROTOCOL, "cab", "Bread");
  f->port->usb_address++;
  try_open (f, -1, -1, -1, "a", "Apple");
}

static void
test_chosen (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  isp_port_choose (f->port, &c.owner);
  error = try_open (f, -1, -1, ISP_ERROR_NOT_A_PROGRAMMER, "c", NULL);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  g_assert_cmpstr (error->message, ==, "Cake: no");
}

static void
test_nobody (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) silence = NULL;

  error = try_open (f, ISP_ERROR_TIMEOUT, ISP_ERROR_PROTOCOL, ISP_ERROR_TIMEOUT, "abc", NULL);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  g_assert_nonnull (strstr (error->message, "Apple, Bread or Cake (X1): It answers, but"));
  g_assert_nonnull (strstr (error->message, "A, B, C"));
  silence = try_open (f, ISP_ERROR_TIMEOUT, ISP_ERROR_TIMEOUT, ISP_ERROR_TIMEOUT, "abc", NULL);
  g_assert_error (silence, ISP_ERROR, ISP_ERROR_TIMEOUT);
  g_assert_nonnull (strstr (silence->message, "A, B, C"));
}

/* Who talks, and is nobody's, is looked at once more by who was in haste; who is silent is not. */
static void
test_haste (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) silence = NULL;

  hurries = TRUE;
  error = try_open (f, ISP_ERROR_TIMEOUT, ISP_ERROR_PROTOCOL, ISP_ERROR_TIMEOUT, "abca", NULL);
  g_assert_error (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER);
  silence = try_open (f, ISP_ERROR_TIMEOUT, ISP_ERROR_TIMEOUT, ISP_ERROR_TIMEOUT, "abc", NULL);
  g_assert_error (silence, ISP_ERROR, ISP_ERROR_TIMEOUT);
  try_open (f, ISP_ERROR_TIMEOUT, ISP_ERROR_PROTOCOL, -1, "abc", "Cake");
  hurries = FALSE;
}

/* What is wrong for all of them ends the trying. */
static void
test_trouble (Fixture *f, gconstpointer data)
{
  static const int troubles[] = { ISP_ERROR_UNPLUGGED, ISP_ERROR_BUSY, ISP_ERROR_PERMISSION,
                                  ISP_N_ERRORS };

  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      g_autoptr (GError) error = NULL;

      error = try_open (f, ISP_ERROR_TIMEOUT, troubles[i], -1, "ab", NULL);
      if (troubles[i] == ISP_N_ERRORS)
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      else
        g_assert_error (error, ISP_ERROR, troubles[i]);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/candidates/name", test_name },     { "/candidates/order", test_order },
    { "/candidates/chosen", test_chosen }, { "/candidates/nobody", test_nobody },
    { "/candidates/haste", test_haste },   { "/candidates/trouble", test_trouble },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
