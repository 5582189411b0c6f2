/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages, parameters, and who it is. */
#include "stk500v2-commands-private.h"

#include "config.h"
#include "core/isp-error.h"
#include "transport/isp-wait.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HARDWARE_LUFA 0 /* Atmel counted from 1 */

enum
{
  PARAMETER_HARDWARE = 0x90,
  PARAMETER_MAJOR = 0x91,
  PARAMETER_MINOR = 0x92,
  PARAMETER_VTARGET = 0x94, /* in 0.1 V */
  PARAMETER_SCK = 0x98,
  PARAMETER_RESET_POLARITY = 0x9E,
};

#define RESET_LOW_ACTIVE 1 /* as AVRs have it; 0: 8051s */
#define TRY_US           (200 * 1000)
/* Beside the SPI bits of an instruction. */
#define INSTRUCTION_US 20u

/* ── messages ── */

static gboolean
set_status_error (guint8 command, guint8 status, GError **error)
{
  if (status == ISP_STK2_BUSY_TIMEOUT || status == ISP_STK2_TIMEOUT)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                         _ ("The programmer reports that the chip did not become ready"));
  else
    g_set_error (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                 _ ("The programmer refused a command (%02X: %02X)"), command, status);
  return FALSE;
}

static gboolean
set_short_error (IspStk2 *self, GError **error)
{
  self->lost = TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The programmer sent less than expected"));
  return FALSE;
}

static gboolean
command_until (IspStk2 *self, const guint8 *message, gsize n, guint8 *out, gsize n_out,
               gint64 deadline, guint8 *status, GError **error)
{
  guint8 reply[ISP_STK2_MESSAGE_MAX];
  gsize n_reply = 0;

  g_assert (n <= ISP_STK2_MESSAGE_MAX && n_out + 2 <= ISP_STK2_MESSAGE_MAX);
  /* Devices differ on whether an empty packet has to follow. */
  g_assert (self->packet == 0 || n % self->packet != 0);
  if (!self->carrier->exchange (self->link, message, n, reply, &n_reply, !self->lost, deadline,
                                error))
    {
      self->lost = TRUE;
      return FALSE;
    }
  if (n_reply < 2)
    return set_short_error (self, error);
  if (status != NULL)
    *status = reply[1];
  if (reply[1] != ISP_STK2_OK)
    return status != NULL || set_status_error (message[0], reply[1], error);
  if (n_reply < 2 + n_out)
    return set_short_error (self, error);
  if (n_out > 0)
    memcpy (out, reply + 2, n_out);
  return TRUE;
}

gboolean
isp_stk2_command (IspStk2 *self, const guint8 *message, gsize n, guint8 *out, gsize n_out,
                  guint64 busy_us, guint8 *status, GError **error)
{
  guint64 wire_us = self->carrier->get_wire_us (self->link, n + n_out + 2);

  return command_until (self, message, n, out, n_out, isp_wait_deadline (wire_us + busy_us), status,
                        error);
}

gboolean
isp_stk2_command_data (IspStk2 *self, const guint8 *message, gsize n, guint8 *out, gsize n_out,
                       guint64 busy_us, GError **error)
{
  guint8 data[ISP_STK2_MESSAGE_MAX];

  if (!isp_stk2_command (self, message, n, data, n_out + 1, busy_us, NULL, error))
    return FALSE;
  if (data[n_out] != ISP_STK2_OK)
    return set_status_error (message[0], data[n_out], error);
  memcpy (out, data, n_out);
  return TRUE;
}

guint64
isp_stk2_get_spi_us (const IspStk2 *self, gsize instructions)
{
  return instructions * (32000000 / MAX (self->sck_hz, 1) + INSTRUCTION_US);
}

gboolean
isp_stk2_check_entered (const IspStk2 *self, GError **error)
{
  if (self->entered && !self->lost)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The programmer is not in programming mode"));
  return FALSE;
}

/* ── parameters ── */

gboolean
isp_stk2_get_parameter (IspStk2 *self, guint8 parameter, guint8 *value, gboolean *known,
                        GError **error)
{
  const guint8 message[] = { ISP_STK2_GET_PARAMETER, parameter };
  guint8 status;

  *value = 0;
  if (!isp_stk2_command (self, message, sizeof message, value, 1, 0, &status, error))
    return FALSE;
  *known = status == ISP_STK2_OK;
  return TRUE;
}

/* The device refuses parameters that it does not have or that are read-only: read back to be sure.
 */
gboolean
isp_stk2_set_parameter (IspStk2 *self, guint8 parameter, guint8 value, GError **error)
{
  const guint8 message[] = { ISP_STK2_SET_PARAMETER, parameter, value };
  guint8 status;

  return isp_stk2_command (self, message, sizeof message, NULL, 0, 0, &status, error);
}

/* Some devices keep parameters in their EEPROM: set only where it differs. */
static gboolean
make_parameter (IspStk2 *self, guint8 parameter, guint8 wanted, guint8 *really, GError **error)
{
  gboolean known;

  if (!isp_stk2_get_parameter (self, parameter, really, &known, error))
    return FALSE;
  if (known && *really == wanted)
    return TRUE;
  if (!isp_stk2_set_parameter (self, parameter, wanted, error) ||
      !isp_stk2_get_parameter (self, parameter, really, &known, error))
    return FALSE;
  if (!known)
    *really = wanted;
  return TRUE;
}

gboolean
isp_stk2_set_sck (IspStk2 *self, guint32 wanted_hz, GError **error)
{
  guint8 duration;

  if (!make_parameter (self, PARAMETER_SCK, isp_stk2_sck_choose (self->sck, wanted_hz), &duration,
                       error))
    return FALSE;
  self->sck_hz = isp_stk2_sck_get_hz (self->sck, duration);
  return TRUE;
}

gboolean
isp_stk2_target_millivolts (IspProgrammer *programmer, guint *out, GError **error)
{
  guint8 tenths;
  gboolean known;

  *out = 0; /* unknown */
  if (!isp_stk2_get_parameter (programmer->priv, PARAMETER_VTARGET, &tenths, &known, error))
    return FALSE;
  *out = known ? tenths * 100 : 0;
  return TRUE;
}

/* ── who it is ── */

static gboolean
try_sign_on (IspStk2 *self, gint64 deadline, GError **error)
{
  static const guint8 message[] = { ISP_STK2_SIGN_ON };
  guint8 reply[ISP_STK2_MESSAGE_MAX];
  gsize n = 0;

  if (!self->carrier->exchange (self->link, message, sizeof message, reply, &n, FALSE, deadline,
                                error))
    return FALSE;
  if (n < 3 || reply[1] != ISP_STK2_OK || reply[2] > n - 3)
    return set_short_error (self, error);
  g_strlcpy (self->name, (const char *) reply + 3, MIN (reply[2] + 1u, sizeof self->name));
  return TRUE;
}

gboolean
isp_stk2_sign_on (IspStk2 *self, gint64 deadline, GError **error)
{
  for (;;)
    {
      g_autoptr (GError) local = NULL;
      gint64 now = g_get_monotonic_time ();

      if (try_sign_on (self, MIN (now + TRY_US, deadline), &local))
        {
          self->lost = FALSE;
          return TRUE;
        }
      self->lost = TRUE;
      now = g_get_monotonic_time ();
      if (now >= deadline || (!g_error_matches (local, ISP_ERROR, ISP_ERROR_TIMEOUT) &&
                              !g_error_matches (local, ISP_ERROR, ISP_ERROR_PROTOCOL)))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      self->carrier->recover (self->link, deadline);
    }
}

gboolean
isp_stk2_send_leave (IspStk2 *self, gint64 deadline)
{
  static const guint8 message[] = { ISP_STK2_LEAVE, 1, 1 }; /* ms before and after */
  guint8 status;

  self->entered = FALSE;
  return command_until (self, message, sizeof message, NULL, 0, deadline, &status, NULL);
}

/* Arduino Mega's bootloader speaks the same, and means the board itself. It has no such parameters,
 * and says 0 to all that it does not know. */
static gboolean
is_bootloader (IspStk2 *self, gboolean *out, GError **error)
{
  guint8 sck, vtarget, really;
  gboolean knows_sck, knows_vtarget;

  *out = FALSE;
  if (self->packet > 0)
    return TRUE;
  if (!isp_stk2_get_parameter (self, PARAMETER_SCK, &sck, &knows_sck, error) ||
      !isp_stk2_get_parameter (self, PARAMETER_VTARGET, &vtarget, &knows_vtarget, error))
    return FALSE;
  if (!knows_sck || !knows_vtarget || sck != 0 || vtarget != 0)
    return TRUE;
  if (!make_parameter (self, PARAMETER_SCK, 2, &really, error))
    return FALSE;
  *out = really == 0;
  return TRUE;
}

gboolean
isp_stk2_identify (IspProgrammer *programmer, GError **error)
{
  IspStk2 *self = programmer->priv;
  guint8 hardware, major, minor, polarity;
  gboolean known, bootloader;

  if (!is_bootloader (self, &bootloader, error))
    return FALSE;
  if (bootloader)
    {
      isp_stk2_send_leave (self, isp_wait_deadline (0));
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NOT_A_PROGRAMMER,
                           _ ("A board in its bootloader, not a programmer"));
      return FALSE;
    }
  if (!isp_stk2_get_parameter (self, PARAMETER_HARDWARE, &hardware, &known, error) ||
      !isp_stk2_get_parameter (self, PARAMETER_MAJOR, &major, &known, error) ||
      !isp_stk2_get_parameter (self, PARAMETER_MINOR, &minor, &known, error) ||
      !make_parameter (self, PARAMETER_RESET_POLARITY, RESET_LOW_ACTIVE, &polarity, error))
    return FALSE;
  if (self->sck == ISP_STK2_SCK_MKII && hardware == HARDWARE_LUFA)
    self->sck = ISP_STK2_SCK_LUFA;
  programmer->version = g_strdup_printf ("%u.%02u", major, minor);
  isp_session_log (programmer->session, "%s, hardware %u", self->name, hardware);
  return TRUE;
}
