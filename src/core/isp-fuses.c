/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-fuses.h"

#include "config.h"
#include "isp-printable.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const byte_ids[ISP_N_FUSES] = { "lfuse", "hfuse", "efuse", "lock" };

/* clang-format off */
static const char *const field_names[ISP_N_FIELDS] = {
  [ISP_FIELD_CLOCK]     = "SUT_CKSEL",
  [ISP_FIELD_CKOUT]     = "CKOUT",
  [ISP_FIELD_CKDIV8]    = "CKDIV8",
  [ISP_FIELD_CKOPT]     = "CKOPT",
  [ISP_FIELD_BOOTRST]   = "BOOTRST",
  [ISP_FIELD_BOOTSZ]    = "BOOTSZ",
  [ISP_FIELD_EESAVE]    = "EESAVE",
  [ISP_FIELD_WDTON]     = "WDTON",
  [ISP_FIELD_SPIEN]     = "SPIEN",
  [ISP_FIELD_JTAGEN]    = "JTAGEN",
  [ISP_FIELD_OCDEN]     = "OCDEN",
  [ISP_FIELD_DWEN]      = "DWEN",
  [ISP_FIELD_RSTDISBL]  = "RSTDISBL",
  [ISP_FIELD_BODLEVEL]  = "BODLEVEL",
  [ISP_FIELD_BODEN]     = "BODEN",
  [ISP_FIELD_HWBE]      = "HWBE",
  [ISP_FIELD_SELFPRGEN] = "SELFPRGEN",
  [ISP_FIELD_COMPAT]    = "COMPAT",
  [ISP_FIELD_CFD]       = "CFD",
  [ISP_FIELD_BODACT]    = "BODACT",
  [ISP_FIELD_BODPD]     = "BODPD",
  [ISP_FIELD_ULPOSCSEL] = "ULPOSCSEL",
  [ISP_FIELD_PSC0RB]    = "PSC0RB",
  [ISP_FIELD_PSC1RB]    = "PSC1RB",
  [ISP_FIELD_PSC2RB]    = "PSC2RB",
  [ISP_FIELD_PSC2RBA]   = "PSC2RBA",
  [ISP_FIELD_PSCRB]     = "PSCRB",
  [ISP_FIELD_PSCINRB]   = "PSCINRB",
  [ISP_FIELD_PSCRV]     = "PSCRV",
  [ISP_FIELD_PSCRVA]    = "PSCRVA",
  [ISP_FIELD_PSCRVB]    = "PSCRVB",
  [ISP_FIELD_DUVRDINIT] = "DUVRDINIT",
  [ISP_FIELD_TA0SEL]    = "TA0SEL",
  [ISP_FIELD_LB]        = "LB",
  [ISP_FIELD_BLB0]      = "BLB0",
  [ISP_FIELD_BLB1]      = "BLB1",
};
/* clang-format on */

const char *
isp_fuse_byte_get_id (IspFuseByte byte)
{
  g_return_val_if_fail ((guint) byte < ISP_N_FUSES, NULL);

  return byte_ids[byte];
}

const char *
isp_field_get_name (IspField field)
{
  g_return_val_if_fail ((guint) field < ISP_N_FIELDS, NULL);

  return field_names[field];
}

guint
isp_fuses_get_field (const IspFuses *self, const IspPart *part, IspField field)
{
  g_return_val_if_fail (self != NULL && part != NULL, G_MAXUINT);

  const IspFuseField *f = isp_part_get_field (part, field);

  if (f == NULL || !ISP_FUSES_HAS (self, f->byte))
    return G_MAXUINT;
  return isp_fuse_field_get (f, self->value[f->byte]);
}

gboolean
isp_fuses_set_field (IspFuses *self, const IspPart *part, IspField field, guint value)
{
  g_return_val_if_fail (self != NULL && part != NULL, FALSE);

  const IspFuseField *f = isp_part_get_field (part, field);

  if (f == NULL)
    return FALSE;
  g_return_val_if_fail (value <= isp_fuse_field_get_max (f), FALSE);
  if (!ISP_FUSES_HAS (self, f->byte))
    self->value[f->byte] = 0xff;
  self->value[f->byte] = isp_fuse_field_put (f, self->value[f->byte], value);
  self->has |= (guint8) (1 << f->byte);
  return TRUE;
}

gboolean
isp_fuses_is_programmed (const IspFuses *self, const IspPart *part, IspField field)
{
  return isp_fuses_get_field (self, part, field) == 0;
}

guint8
isp_fuse_byte_shown (const IspPart *part, IspFuseByte byte, guint8 value)
{
  g_return_val_if_fail (part != NULL && (guint) byte < ISP_N_FUSES, value);

  return (guint8) (value | ~part->fuse_mask[byte]);
}

void
isp_fuses_normalize (IspFuses *self, const IspPart *part)
{
  g_return_if_fail (self != NULL && part != NULL);

  for (guint i = 0; i < ISP_N_FUSES; i++)
    {
      self->value[i] = isp_fuse_byte_shown (part, i, self->value[i]);
      if (part->fuse_mask[i] == 0)
        self->has &= (guint8) ~(1 << i);
    }
}

gboolean
isp_fuse_byte_equal (const IspPart *part, IspFuseByte byte, guint8 a, guint8 b)
{
  g_return_val_if_fail (part != NULL && (guint) byte < ISP_N_FUSES, FALSE);

  return ((a ^ b) & part->fuse_mask[byte]) == 0;
}

gboolean
isp_fuses_equal (const IspFuses *a, const IspFuses *b, const IspPart *part)
{
  g_return_val_if_fail (a != NULL && b != NULL && part != NULL, FALSE);

  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (ISP_FUSES_HAS (a, i) && ISP_FUSES_HAS (b, i) &&
        !isp_fuse_byte_equal (part, i, a->value[i], b->value[i]))
      return FALSE;
  return TRUE;
}

IspFuses
isp_fuses_overlay (const IspFuses *base, const IspFuses *over)
{
  IspFuses result = { .has = 0 };

  g_return_val_if_fail (base != NULL && over != NULL, result);

  result = *base;
  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (ISP_FUSES_HAS (over, i))
      result.value[i] = over->value[i];
  result.has |= over->has;
  return result;
}

IspFuses
isp_fuses_from_preset (const IspPreset *preset, gboolean jtag_off)
{
  IspFuses fuses = { .has = 0 };

  if (preset == NULL)
    return fuses;
  fuses.value[ISP_FUSE_LOW] = preset->low;
  fuses.value[ISP_FUSE_HIGH] =
      preset->has_no_jtag && jtag_off ? preset->high_no_jtag : preset->high;
  fuses.value[ISP_FUSE_EXTENDED] = preset->extended;
  fuses.value[ISP_FUSE_LOCK] = preset->lock;
  fuses.has = 1 << ISP_FUSE_LOW | 1 << ISP_FUSE_HIGH;
  if (preset->has_extended)
    fuses.has |= 1 << ISP_FUSE_EXTENDED;
  if (preset->has_lock)
    fuses.has |= 1 << ISP_FUSE_LOCK;
  return fuses;
}

IspFuses
isp_fuses_from_factory (const IspPart *part)
{
  IspFuses fuses = { .has = 0 };

  g_return_val_if_fail (part != NULL, fuses);
  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (part->fuse_mask[byte] != 0)
      {
        fuses.value[byte] = part->factory[byte];
        fuses.has |= 1 << byte;
      }
  return fuses;
}

char *
isp_fuses_format (const IspFuses *self, gboolean include_lock)
{
  static const char *const labels[ISP_N_FUSES] = { "L", "H", "E", "Lock" };

  g_return_val_if_fail (self != NULL, NULL);

  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (ISP_FUSES_HAS (self, i) && (i != ISP_FUSE_LOCK || include_lock))
      g_string_append_printf (text, "%s%s" ISP_NBSP "%02X", text->len > 0 ? " · " : "", labels[i],
                              self->value[i]);
  return g_string_free (text, FALSE);
}

/* One piece: "5E" (then it is for byte *next) or "lfuse=5E". */
static gboolean
parse_piece (const char *piece, guint *next, IspFuses *out)
{
  const char *equals = strchr (piece, '=');
  const char *digits = equals != NULL ? equals + 1 : piece;
  guint byte = *next;
  guint64 value;

  if (equals != NULL)
    {
      for (byte = 0; byte < ISP_N_FUSES; byte++)
        if (strlen (byte_ids[byte]) == (gsize) (equals - piece) &&
            g_ascii_strncasecmp (piece, byte_ids[byte], (gsize) (equals - piece)) == 0)
          break;
    }
  else if (*next >= ISP_FUSE_LOCK)
    return FALSE; /* the lock byte only by name: undoing it costs an erase */
  if (byte >= ISP_N_FUSES || ISP_FUSES_HAS (out, byte))
    return FALSE;
  if (g_ascii_strncasecmp (digits, "0x", 2) == 0)
    digits += 2;
  /* Both digits: half a byte is more likely a slip than a fuse. */
  if (strlen (digits) != 2 || !g_ascii_string_to_unsigned (digits, 16, 0, 0xff, &value, NULL))
    return FALSE;
  out->value[byte] = (guint8) value;
  out->has |= (guint8) (1 << byte);
  /* After a named byte, values without a name are not accepted. */
  *next = equals != NULL ? ISP_N_FUSES : *next + 1;
  return TRUE;
}

/* As guides write them: "lfuse 0xDE", "Low: DE", "-U lfuse:w:0xDE:m", "L DE · H D9", each as
 * ",lfuse=DE". */
static char *
spell_plainly (const char *text)
{
  static const char pattern[] = "(?i)(?:^|[\\s,;·]+)(?:-U\\s*)?(l|h|e)(?:ow|igh|xt|xtended)?[ _-]?"
                                "(?:fuses?)?(?:\\s*[=:]\\s*(?:w:)?|\\s+)(?:0x)?([0-9a-f]{2})"
                                "(?::m)?(?=$|[\\s,;·])";
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autofree char *plain = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    return g_strdup (text);
  plain = g_regex_replace (regex, text, -1, 0, ",\\1fuse=\\2", 0, NULL);
  return g_strdup (*plain == ',' && *text != ',' ? plain + 1 : plain);
}

gboolean
isp_fuses_parse (const char *text, IspFuses *out, GError **error)
{
  g_return_val_if_fail (text != NULL && out != NULL, FALSE);

  g_autofree char *plain = spell_plainly (text);
  g_auto (GStrv) pieces = g_strsplit (plain, ",", -1);
  IspFuses fuses = { .has = 0 };
  guint next = 0;

  if (pieces[0] == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("No fuse values given"));
      return FALSE;
    }
  for (guint i = 0; pieces[i] != NULL; i++)
    if (!parse_piece (g_strstrip (pieces[i]), &next, &fuses))
      {
        g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                     _ ("“%s” is not a fuse value; write LOW,HIGH[,EXTENDED] or lfuse=…,lock=…"),
                     pieces[i]);
        return FALSE;
      }
  if (next == 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("“%s” is not a fuse value; write LOW,HIGH[,EXTENDED] or lfuse=…,lock=…"),
                   text);
      return FALSE;
    }
  *out = fuses;
  return TRUE;
}

gboolean
isp_fuses_get_boot_section (const IspFuses *self, const IspPart *part, guint32 *start,
                            guint32 *size)
{
  guint bootsz = isp_fuses_get_field (self, part, ISP_FIELD_BOOTSZ);

  return bootsz != G_MAXUINT && isp_part_get_boot_section (part, bootsz, start, size);
}

/* NULL: not known. */
const IspClockRow *
isp_fuses_get_clock (const IspFuses *self, const IspPart *part)
{
  guint value = isp_fuses_get_field (self, part, ISP_FIELD_CLOCK);

  if (isp_part_get_field (part, ISP_FIELD_CLOCK) == NULL)
    value = 0;
  return value != G_MAXUINT ? isp_part_get_clock (part, value) : NULL;
}

guint32
isp_fuses_get_cpu_hz (const IspFuses *self, const IspPart *part, guint32 crystal_hz)
{
  const IspClockRow *clock = isp_fuses_get_clock (self, part);
  guint32 hz = 0;

  if (clock == NULL)
    return 0;
  switch (clock->source)
    {
    case ISP_CLOCK_RC:
      hz = clock->min_hz != 0 ? clock->min_hz : part->rc_hz;
      break;
    case ISP_CLOCK_RC_128K:
      hz = 128000;
      break;
    case ISP_CLOCK_LOW_CRYSTAL:
      hz = 32768;
      break;
    case ISP_CLOCK_EXTERNAL:
    case ISP_CLOCK_EXTERNAL_RC:
    case ISP_CLOCK_CRYSTAL:
      hz = crystal_hz != 0 ? crystal_hz : clock->min_hz;
      break;
    case ISP_CLOCK_RESERVED:
      break;
    }
  return isp_fuses_is_programmed (self, part, ISP_FIELD_CKDIV8) ? hz / 8 : hz;
}

guint
isp_fuses_get_brown_out_mv (const IspFuses *self, const IspPart *part)
{
  guint level = isp_fuses_get_field (self, part, ISP_FIELD_BODLEVEL);

  if (isp_part_get_field (part, ISP_FIELD_BODEN) != NULL &&
      !isp_fuses_is_programmed (self, part, ISP_FIELD_BODEN))
    return 0;
  return isp_part_get_brown_out_mv (part, level);
}

gboolean
isp_fuses_is_possible (const IspFuses *self, const IspPart *part)
{
  return isp_fuses_get_field (self, part, ISP_FIELD_SPIEN) != 1 &&
         !isp_fuses_is_programmed (self, part, ISP_FIELD_RSTDISBL) &&
         !isp_fuses_is_programmed (self, part, ISP_FIELD_DWEN);
}

/* Mode 01 is not defined; it counts as locked altogether. */
gboolean
isp_fuses_blocks_writing (const IspFuses *self, const IspPart *part)
{
  guint lb = isp_fuses_get_field (self, part, ISP_FIELD_LB);

  return lb != G_MAXUINT && lb != 3;
}

gboolean
isp_fuses_blocks_reading (const IspFuses *self, const IspPart *part)
{
  guint lb = isp_fuses_get_field (self, part, ISP_FIELD_LB);

  return lb != G_MAXUINT && (lb & 2) == 0;
}
