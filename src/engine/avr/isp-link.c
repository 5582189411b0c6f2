/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-link.h"

#include "config.h"
#include "core/isp-error.h"
#include "isp-avr.h"
#include "parts/isp-parts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  guint32 sck_hz;
  guint32 pulse_us;
  gboolean rate_only; /* as in IspEnter */
} Attempt;

/* First contact: the fastest rate that a 1 MHz chip bears, then down to what a 128 kHz clock with
 * CKDIV8 needs. The longer pulses are for boards with a capacitor on RESET. */
/* clang-format off */
static const Attempt attempts[] = {
  { 187500,   100 },
  { 187500,  5000 },
  {  32000, 20000 },
  {   8000, 20000 },
  {   2000, 20000 },
  {    500, 20000 },
};
/* A programmer with one rate of its own has only the pulse to try. */
static const Attempt fixed_attempts[] = {
  { 0,   100 },
  { 0,  5000 },
  { 0, 20000 },
};
/* clang-format on */

#define REENTER_PULSE_US 1000u

gboolean
isp_link_open (IspLink *self, IspSession *session, const IspPort *port, const IspSpeed *speed,
               GCancellable *cancellable, GError **error)
{
  *self = (IspLink){ .session = session,
                     .cancellable = cancellable,
                     .speed = speed != NULL ? *speed : (IspSpeed){ 0 },
                     .extended = G_MAXUINT32 };
  self->programmer = isp_programmer_open (session, port, cancellable, error);
  return self->programmer != NULL;
}

void
isp_link_close (IspLink *self)
{
  isp_link_guard_fuses (self);
  g_clear_pointer (&self->programmer, isp_programmer_close);
}

void
isp_link_free (IspLink *self)
{
  if (self == NULL)
    return;
  isp_link_close (self);
  g_free (self);
}

gboolean
isp_link_can_set_sck (const IspLink *self)
{
  g_return_val_if_fail (self != NULL && self->programmer != NULL, FALSE);
  return (self->programmer->driver->capabilities & ISP_CAN_SET_SCK) != 0;
}

gboolean
isp_link_name_error (const IspLink *self, GError **error)
{
  if (error != NULL && *error != NULL && (*error)->domain == ISP_ERROR)
    g_prefix_error (error, "%s: ", self->programmer->name);
  return FALSE;
}

/* Entering begins with getting in step, so a lost byte is mended by entering once more. */
static gboolean
call_enter (IspLink *self, const IspEnter *want, IspEntered *entered, GError **error)
{
  const IspDriver *driver = self->programmer->driver;
  g_autoptr (GError) local = NULL;

  if (driver->enter (self->programmer, want, entered, self->cancellable, &local))
    return TRUE;
  if (driver->resync != NULL && (g_error_matches (local, ISP_ERROR, ISP_ERROR_TIMEOUT) ||
                                 g_error_matches (local, ISP_ERROR, ISP_ERROR_PROTOCOL)))
    {
      isp_session_log (self->session, "%s: entering once more", local->message);
      *entered = (IspEntered){ 0 };
      return driver->enter (self->programmer, want, entered, self->cancellable, error);
    }
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
enter (IspLink *self, const Attempt *attempt, const IspPart *part, IspEntered *entered,
       GError **error)
{
  IspEnter want = { .sck_hz = attempt->sck_hz,
                    .reset_pulse_us = attempt->pulse_us,
                    .rate_only = attempt->rate_only,
                    .part = part };

  if (self->speed.max_sck_hz > 0 && (want.sck_hz == 0 || want.sck_hz > self->speed.max_sck_hz))
    want.sck_hz = self->speed.max_sck_hz;
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (!call_enter (self, &want, entered, error))
    return isp_link_name_error (self, error);
  self->programmer->part = part;
  self->programmer->sck_hz = entered->sck_hz;
  self->sck_hz = entered->sck_hz;
  self->extended = G_MAXUINT32;
  return TRUE;
}

typedef enum
{
  HEARD_NOTHING,  /* 00, FF, or no echo */
  HEARD_UNSTABLE, /* something, differently each time */
  HEARD_CHIP,     /* what was expected, or twice the same that looks like an AVR's */
} Heard;

/* Reads the signature in programming mode, and once more where it is not the one asked for. */
static gboolean
listen (IspLink *self, const IspPart *asked, Heard *heard, GError **error)
{
  g_autoptr (GError) local = NULL;
  guint8 again[3];

  *heard = HEARD_NOTHING;
  if (isp_avr_read_signature (self, self->signature, &local) && asked != NULL &&
      memcmp (self->signature, asked->signature, 3) == 0)
    {
      *heard = HEARD_CHIP;
      return TRUE;
    }
  if (local != NULL || !isp_avr_read_signature (self, again, &local))
    {
      if (!g_error_matches (local, ISP_ERROR, ISP_ERROR_UNSTABLE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      *heard = HEARD_UNSTABLE;
      return TRUE;
    }

  if (memcmp (self->signature, again, 3) != 0)
    *heard = HEARD_UNSTABLE;
  else if (self->signature[0] == 0x1E)
    *heard = HEARD_CHIP;
  else if (memcmp (again, "\x00\x00\x00", 3) != 0 && memcmp (again, "\xFF\xFF\xFF", 3) != 0)
    *heard = HEARD_UNSTABLE;
  return TRUE;
}

static void
append_names (GString *text, GPtrArray *parts)
{
  for (guint i = 0; i < parts->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            ((const IspPart *) parts->pdata[i])->name);
}

/* Which part is it, given who was asked for? *known: some row has this signature. */
static gboolean
identify (IspLink *self, const IspPart *asked, gboolean *known, GError **error)
{
  g_autoptr (GPtrArray) rows = isp_parts_by_signature (self->signature);
  const IspClone *clone = isp_parts_clone_by_signature (self->signature);
  g_autoptr (GString) names = g_string_new (NULL);

  *known = rows->len > 0 || clone != NULL;
  append_names (names, rows);
  if (clone != NULL)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED,
                   _ ("%s found, which is not an AVR and is programmed in another way"),
                   clone->name);
      return FALSE;
    }
  if (asked != NULL)
    {
      if (memcmp (asked->signature, self->signature, 3) == 0)
        {
          self->part = asked;
          return TRUE;
        }
      g_set_error (error, ISP_ERROR, ISP_ERROR_WRONG_PART,
                   _ ("%s found (signature %02X %02X %02X), %s expected"),
                   rows->len > 0 ? names->str : _ ("Another chip"), self->signature[0],
                   self->signature[1], self->signature[2], asked->name);
      return FALSE;
    }

  self->part = isp_parts_only_by_signature (self->signature);
  if (self->part != NULL)
    return TRUE;
  if (rows->len > 0)
    g_set_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED,
                 _ ("The signature fits several chips; choose yours: %s"), names->str);
  else
    g_set_error (error, ISP_ERROR, ISP_ERROR_UNSUPPORTED,
                 _ ("A chip with the unknown signature %02X %02X %02X answers"), self->signature[0],
                 self->signature[1], self->signature[2]);
  return FALSE;
}

/* Two equal signatures may be chance at a rate that is too fast; the fuses, read twice, have to
 * make sense as well. FALSE with UNSTABLE or NO_TARGET: a slower rate may do. */
static gboolean
confirm (IspLink *self, GError **error)
{
  /* The programmer has to know page sizes before any memory is touched. */
  if (self->programmer->part != self->part && !isp_link_reenter (self, self->proven_sck_hz, error))
    return FALSE;
  return isp_avr_read_fuses (self, &self->fuses, error);
}

static gboolean
is_bad_link (const GError *error)
{
  return g_error_matches (error, ISP_ERROR, ISP_ERROR_NO_TARGET) ||
         g_error_matches (error, ISP_ERROR, ISP_ERROR_UNSTABLE);
}

gboolean
isp_link_contact (IspLink *self, const IspPart *asked, GError **error)
{
  const Attempt *list = isp_link_can_set_sck (self) ? attempts : fixed_attempts;
  guint n = isp_link_can_set_sck (self) ? G_N_ELEMENTS (attempts) : G_N_ELEMENTS (fixed_attempts);
  gboolean unstable = FALSE;
  gboolean one_rate = TRUE; /* the programmer's own, whatever is asked for */
  guint32 rate = 0;
  g_autoptr (GError) last = NULL;

  self->no_echo = asked != NULL && asked->instructions->no_echo;
  for (guint i = 0; i < n; i++)
    {
      IspEntered entered = { 0 };
      Heard heard;
      gboolean known;

      self->part = NULL;
      if (!enter (self, &list[i], asked, &entered, error))
        return FALSE;
      one_rate = one_rate && (i == 0 || entered.sck_hz == rate);
      rate = entered.sck_hz;
      isp_session_log (self->session, "contact at %u Hz: %s", entered.sck_hz,
                       entered.contact == ISP_CONTACT_SILENT ? "no echo" : "listening");
      if (entered.contact == ISP_CONTACT_SILENT && !self->no_echo)
        continue;
      if (!listen (self, asked, &heard, error))
        return FALSE;
      unstable |= heard == HEARD_UNSTABLE;
      if (heard != HEARD_CHIP)
        continue;

      self->proven_sck_hz = entered.sck_hz;
      g_clear_error (&last);
      if (identify (self, asked, &known, &last) && confirm (self, &last))
        return TRUE;
      isp_session_log (self->session, "contact at %u Hz: %s", entered.sck_hz, last->message);
      if (self->part != NULL ? !is_bad_link (last) : known)
        {
          g_propagate_error (error, g_steal_pointer (&last));
          return FALSE;
        }
    }

  if (last != NULL)
    g_propagate_error (error, g_steal_pointer (&last));
  else if (unstable)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_UNSTABLE,
                         _ ("The chip answers differently each time"));
  else
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_NO_TARGET,
                         one_rate ? _ ("Nothing comes back from the chip at this programmer’s "
                                       "only speed, which may be too fast for it")
                                  : _ ("Nothing comes back from the chip, at any speed"));
  return FALSE;
}

/* What a wire says that nobody drives. */
static gboolean
is_silence (const guint8 signature[3])
{
  return signature[0] == signature[1] && signature[1] == signature[2] &&
         (signature[0] == 0x00 || signature[0] == 0xFF);
}

static gboolean
reenter (IspLink *self, guint32 sck_hz, gboolean rate_only, GError **error)
{
  Attempt attempt = { sck_hz, REENTER_PULSE_US, rate_only };
  guint8 now[3];
  IspEntered entered = { 0 };
  gboolean gone = TRUE;

  self->is_gone = FALSE;
  isp_link_guard_fuses (self);
  for (guint try = 0; try < 3; try++)
    {
      if (!enter (self, &attempt, self->part, &entered, error))
        return FALSE;
      if (entered.contact != ISP_CONTACT_SILENT || self->no_echo)
        {
          g_autoptr (GError) local = NULL;

          if (isp_avr_read_signature (self, now, &local))
            {
              if (memcmp (now, self->signature, 3) == 0)
                return TRUE;
              gone = gone && is_silence (now);
            }
          else if (!is_bad_link (local))
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
          else
            gone = FALSE;
        }
      if (!attempt.rate_only)
        attempt.pulse_us *= 5; /* a capacitor on RESET wants longer ones */
      attempt.rate_only = FALSE;
    }
  self->is_gone = gone;
  g_set_error (error, ISP_ERROR, ISP_ERROR_NO_TARGET, _ ("The chip stopped answering at %u Hz"),
               entered.sck_hz);
  return FALSE;
}

gboolean
isp_link_reenter (IspLink *self, guint32 sck_hz, GError **error)
{
  return reenter (self, sck_hz, FALSE, error);
}

gboolean
isp_link_slow_down (IspLink *self, GError **error)
{
  if (self->sck_hz == self->proven_sck_hz)
    return TRUE;
  isp_session_log (self->session, "slowing down to %u Hz", self->proven_sck_hz);
  return isp_link_reenter (self, self->proven_sck_hz, error);
}

guint32
isp_link_get_sck_for (guint32 cpu_hz)
{
  /* Low and high each longer than 2 CPU clocks, 3 from 12 MHz: three quarters of a quarter, or of a
   * sixth. */
  return cpu_hz >= 12000000 ? cpu_hz / 8 : cpu_hz / 16 * 3;
}

/* ── the jump ── */

#define SAMPLE 32u

typedef struct
{
  guint8 lowest[SAMPLE]; /* of flash */
  guint8 highest[SAMPLE];
} Sample;

static gboolean
is_uniform (const guint8 *data, gsize len)
{
  for (gsize i = 1; i < len; i++)
    if (data[i] != data[0])
      return FALSE;
  return TRUE;
}

/* Where a program stands its vectors are at the lowest bytes; without one a bootloader may be at
 * the highest. */
static gboolean
take_sample (IspLink *self, gboolean readable, Sample *out, GError **error)
{
  guint32 end = self->part->flash.size;

  memset (out, 0, sizeof *out);
  if (!readable)
    return TRUE;
  if (!isp_avr_read_unchecked (self, ISP_MEMORY_FLASH, 0, out->lowest, SAMPLE, error))
    return FALSE;
  if (is_uniform (out->lowest, SAMPLE) &&
      !isp_avr_read_unchecked (self, ISP_MEMORY_FLASH, end - SAMPLE, out->highest, SAMPLE, error))
    return FALSE;
  return isp_avr_check_sync (self, error);
}

/* Enters at a rate and compares; *confirmed FALSE: what was read there is not what was read slowly.
 */
static gboolean
try_rate (IspLink *self, guint32 hz, gboolean readable, const Sample *slow, gboolean *confirmed,
          GError **error)
{
  g_autoptr (GError) local = NULL;
  IspFuses fuses;
  Sample fast;

  self->is_trying = TRUE;
  *confirmed = reenter (self, hz, TRUE, &local) &&
               isp_avr_read_fuses_again (self, &self->fuses, &fuses, &local) &&
               isp_fuses_equal (&self->fuses, &fuses, self->part) &&
               take_sample (self, readable, &fast, &local) &&
               memcmp (slow, &fast, sizeof fast) == 0;
  self->is_trying = FALSE;
  if (local != NULL && !is_bad_link (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  isp_session_log (self->session, "SCK %u Hz %s", hz,
                   *confirmed ? "reads the same as the slow rate" : "is too fast");
  return TRUE;
}

/* The crystal that "8 MHz and up" means, where a person did not say. A part with USB needs 8 or 16
 * MHz; 16 is believed only where a chip at 8 could not follow at all, so that the comparison tells
 * them apart for certain: behind CKDIV8. */
static guint32
get_likely_crystal (const IspLink *self)
{
  const IspClockRow *clock = isp_fuses_get_clock (&self->fuses, self->part);
  gboolean open = clock != NULL && clock->source == ISP_CLOCK_CRYSTAL && clock->max_hz == 0;

  if (self->speed.crystal_hz != 0)
    return self->speed.crystal_hz;
  return open && self->part->has_usb &&
                 isp_fuses_is_programmed (&self->fuses, self->part, ISP_FIELD_CKDIV8)
             ? 16000000
             : 0;
}

gboolean
isp_link_speed_up (IspLink *self, gboolean readable, GError **error)
{
  const guint32 crystals[] = { get_likely_crystal (self), 0 };
  guint32 tried = 0;
  Sample slow;

  self->cpu_hz = isp_fuses_get_cpu_hz (&self->fuses, self->part, 0);
  for (guint i = 0; i < G_N_ELEMENTS (crystals); i++)
    {
      guint32 cpu_hz = isp_fuses_get_cpu_hz (&self->fuses, self->part, crystals[i]);
      guint32 wanted = isp_link_get_sck_for (cpu_hz);
      gboolean confirmed;

      if (self->speed.max_sck_hz > 0)
        wanted = MIN (wanted, self->speed.max_sck_hz);
      if (!isp_link_can_set_sck (self) || wanted <= self->proven_sck_hz || wanted == tried)
        continue;
      if (tried == 0 && !take_sample (self, readable, &slow, error))
        return FALSE;
      tried = wanted;
      if (!try_rate (self, wanted, readable, &slow, &confirmed, error))
        return FALSE;
      if (confirmed)
        {
          self->cpu_hz = cpu_hz;
          return TRUE;
        }
    }
  return tried == 0 || isp_link_reenter (self, self->proven_sck_hz, error);
}
