/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a rehearsal port's id says. */
#include "isp-rehearsal-private.h"

#include "config.h"
#include "core/isp-error.h"
#include "parts/isp-parts.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PREFIX    "sim:"
#define MAX_SPEED 1000

static const IspRehearsalFault faults[REHEARSAL_N_FAULTS] = {
  [REHEARSAL_NONE] = { "none" },
  [REHEARSAL_NO_CONTACT] = { "no-contact" },
  [REHEARSAL_WRONG_PART] = { "wrong-part" },
  [REHEARSAL_LOCKED] = { "locked" },
  [REHEARSAL_SLOW_CLOCK] = { "slow-clock" },
  [REHEARSAL_PAGE] = { "page" },
  [REHEARSAL_NOISY] = { "noisy" },
  [REHEARSAL_FUSE] = { "fuse" },
  [REHEARSAL_UNPLUGGED] = { "unplugged" },
};

static const char *const fuse_names[ISP_N_FUSES] = { "lfuse", "hfuse", "efuse", "lock" };

const IspRehearsalFault *
isp_rehearsal_get_fault (guint i)
{
  return i < REHEARSAL_N_FAULTS ? &faults[i] : NULL;
}

/* ── one option ── */

static gboolean
parse_fault (const char *value, RehearsalOptions *out)
{
  for (guint i = 0; i < REHEARSAL_N_FAULTS; i++)
    if (g_strcmp0 (value, faults[i].id) == 0)
      {
        out->fault = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_number (const char *value, guint base, guint64 max, guint32 *out)
{
  guint64 number;

  if (value == NULL)
    return FALSE;
  if (base == 16 && g_ascii_strncasecmp (value, "0x", 2) == 0)
    value += 2;
  if (!g_ascii_string_to_unsigned (value, base, 0, max, &number, NULL))
    return FALSE;
  *out = number;
  return TRUE;
}

/* TRUE when name is one of the fuse bytes; *good: its value is right. */
static gboolean
parse_fuse (const char *name, const char *value, RehearsalOptions *out, gboolean *good)
{
  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (strcmp (name, fuse_names[i]) == 0)
      {
        guint32 number = 0;
        *good = out->part->fuse_mask[i] != 0 && parse_number (value, 16, 0xFF, &number);
        out->fuse[i] = number;
        out->has_fuse |= 1 << i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
parse_option (const char *option, RehearsalOptions *out)
{
  g_auto (GStrv) pair = g_strsplit (option, "=", 2);
  const char *name = pair[0] != NULL ? pair[0] : "";
  const char *value = pair[0] != NULL ? pair[1] : NULL;
  gboolean good = FALSE;

  if (parse_fuse (name, value, out, &good))
    return good;
  if (strcmp (name, "damaged") == 0)
    return out->damaged = value == NULL;
  if (strcmp (name, "fault") == 0)
    return parse_fault (value, out);
  if (strcmp (name, "crystal") == 0)
    return out->has_crystal = parse_number (value, 10, 100000000, &out->crystal_hz);
  if (strcmp (name, "speed") == 0)
    return parse_number (value, 10, MAX_SPEED, &out->speed);
  if (strcmp (name, "halt") == 0)
    return out->halts = value == NULL;
  if (strcmp (name, "unplug") == 0)
    return parse_number (value, 10, G_MAXUINT32, &out->unplug_after);
  return FALSE;
}

/* ── the whole id ── */

gboolean
rehearsal_options_parse (const char *id, RehearsalOptions *out, GError **error)
{
  *out = (RehearsalOptions){ .speed = 1 };
  if (!g_str_has_prefix (id, PREFIX))
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER,
                   _ ("“%s” is not a rehearsal: use a form such as sim:atmega32u4"), id);
      return FALSE;
    }

  g_auto (GStrv) halves = g_strsplit (id + strlen (PREFIX), "?", 2);
  out->part = halves[0] != NULL ? isp_parts_by_name (halves[0]) : NULL;
  if (out->part == NULL)
    {
      g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER,
                   _ ("The rehearsal in “%s” does not know the part “%s”"), id,
                   halves[0] != NULL ? halves[0] : "");
      return FALSE;
    }

  g_auto (GStrv) options = g_strsplit (halves[1] != NULL ? halves[1] : "", "&", -1);
  for (guint i = 0; options[i] != NULL; i++)
    if (!parse_option (options[i], out))
      {
        g_set_error (error, ISP_ERROR, ISP_ERROR_NO_PROGRAMMER,
                     _ ("The rehearsal in “%s” cannot do “%s”"), id, options[i]);
        return FALSE;
      }
  return TRUE;
}

static IspPort *
port_new (const IspPart *part, const char *id)
{
  IspPort *port = isp_port_new (&isp_rehearsal_driver.owner, id, _ ("Rehearsal"));

  port->where = g_strdup_printf (_ ("simulated %s"), part->name);
  port->state = ISP_PORT_READY;
  return port;
}

IspPort *
isp_rehearsal_port_new (const IspPart *part, const char *fault)
{
  g_return_val_if_fail (part != NULL, NULL);

  g_autofree char *id =
      g_strconcat (PREFIX, part->id, "?damaged", fault != NULL ? "&fault=" : NULL, fault, NULL);
  return port_new (part, id);
}

IspPort *
isp_rehearsal_port_parse (const char *id, GError **error)
{
  RehearsalOptions options;

  g_return_val_if_fail (id != NULL, NULL);
  if (!rehearsal_options_parse (id, &options, error))
    return NULL;
  return port_new (options.part, id);
}
