/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuse fields and their values in plain words. A programmed bit is 0. */
#include "config.h"
#include "core/isp-printable.h"
#include "isp-words-private.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  const char *title;
  const char *values[8]; /* by value; NULL where it is worked out below, or reserved */
} Words;

/* What the pins of a power stage controller do until the firmware takes over. */
#define PSC_OUTPUTS                                                                                \
  {                                                                                                \
    N_ ("Held at one level until the firmware takes over"), N_ ("Ordinary pins")                   \
  }

/* The data sheet of the AT90PWM3 has it either way, by its edition. */
#define PSC_LEVEL                                                                                  \
  {                                                                                                \
    N_ ("High; data sheets differ, so measure"), N_ ("Low; data sheets differ, so measure")        \
  }

/* clang-format off */
static const Words words[ISP_N_FIELDS] = {
  [ISP_FIELD_CLOCK]     = { N_("Clock") },
  [ISP_FIELD_CKOUT]     = { N_("Clock Output"),
                            { N_("On, uses a pin"), N_("Off") } },
  [ISP_FIELD_CKDIV8]    = { N_("Clock Divider"),
                            { N_("An eighth of the clock at start"), N_("Full clock at start") } },
  [ISP_FIELD_CKOPT]     = { N_("Oscillator Drive"),
                            { N_("Strong, for long traces and 16 MHz"), N_("Low power") } },
  [ISP_FIELD_BOOTRST]   = { N_("After Reset"),
                            { N_("Bootloader first"), N_("Firmware first") } },
  [ISP_FIELD_BOOTSZ]    = { N_("Boot Section") },
  [ISP_FIELD_EESAVE]    = { N_("EEPROM at an Erase"),
                            { N_("Kept"), N_("Erased too") } },
  [ISP_FIELD_WDTON]     = { N_("Watchdog"),
                            { N_("Always on"), N_("As the firmware wants") } },
  [ISP_FIELD_SPIEN]     = { N_("Programming over ISP"),
                            { N_("On"), N_("Permanently off") } },
  [ISP_FIELD_JTAGEN]    = { N_("JTAG"),
                            { N_("On, uses four pins"), N_("Off") } },
  [ISP_FIELD_OCDEN]     = { N_("On-Chip Debugging"),
                            { N_("On"), N_("Off") } },
  [ISP_FIELD_DWEN]      = { N_("debugWIRE"),
                            { N_("On, uses the reset pin"), N_("Off") } },
  [ISP_FIELD_RSTDISBL]  = { N_("Reset Pin"),
                            { N_("An ordinary pin"), N_("Resets the chip") } },
  [ISP_FIELD_BODLEVEL]  = { N_("Brown-Out") },
  [ISP_FIELD_BODEN]     = { N_("Brown-Out Detection"),
                            { N_("On"), N_("Off") } },
  [ISP_FIELD_HWBE]      = { N_("HWB Pin at Reset"),
                            { N_("Held low, it starts the bootloader"), N_("No effect") } },
  [ISP_FIELD_SELFPRGEN] = { N_("Self-Programming"),
                            { N_("Allowed"), N_("Forbidden: no bootloader works") } },
  [ISP_FIELD_COMPAT]    = { N_("Compatibility Mode"),
                            { N_("On: works like the chip it replaced"), N_("Off") } },
  [ISP_FIELD_CFD]       = { N_("When the Crystal Stops"),
                            { N_("Stops as well"), N_("Continues with the internal oscillator") } },
  [ISP_FIELD_BODACT]    = { N_("Brown-Out Detection While Awake"),
                            { NULL, N_("Sampled"), N_("On"), N_("Off") } },
  [ISP_FIELD_BODPD]     = { N_("Brown-Out Detection While Asleep"),
                            { NULL, N_("Sampled"), N_("On"), N_("Off") } },
  [ISP_FIELD_ULPOSCSEL] = { N_("Low-Power Oscillator"),
                            { NULL, NULL, NULL,
                              N_("At 512 kHz"), N_("At 256 kHz"), N_("At 128 kHz"),
                              N_("At 64 kHz"), N_("At 32 kHz") } },
  [ISP_FIELD_PSC0RB]    = { N_("PSC0 Outputs at Reset"), PSC_OUTPUTS },
  [ISP_FIELD_PSC1RB]    = { N_("PSC1 Outputs at Reset"), PSC_OUTPUTS },
  [ISP_FIELD_PSC2RB]    = { N_("PSC2 Outputs at Reset"), PSC_OUTPUTS },
  [ISP_FIELD_PSC2RBA]   = { N_("PSC2 Outputs 22 and 23 at Reset"), PSC_OUTPUTS },
  [ISP_FIELD_PSCRB]     = { N_("PSC Outputs at Reset"), PSC_OUTPUTS },
  [ISP_FIELD_PSCINRB]   = { N_("PSC Inputs at Reset"),
                            { N_("Set by the chip until the firmware takes over"),
                              N_("Ordinary pins") } },
  [ISP_FIELD_PSCRV]     = { N_("Level of Held PSC Outputs"), PSC_LEVEL },
  [ISP_FIELD_PSCRVA]    = { N_("Level of Held PSC Outputs A"), PSC_LEVEL },
  [ISP_FIELD_PSCRVB]    = { N_("Level of Held PSC Outputs B"), PSC_LEVEL },
  [ISP_FIELD_DUVRDINIT] = { N_("Recovery of an Empty Battery"),
                            { N_("On, charges it from 0 V"), N_("Off") } },
  [ISP_FIELD_TA0SEL]    = { N_("Factory Test"),
                            { NULL, N_("Off") } },
  [ISP_FIELD_LB]        = { N_("Lock"),
                            { N_("No reading or writing until erased"), NULL,
                              N_("No writing until erased"), N_("Open") } },
  [ISP_FIELD_BLB0]      = { N_("Bootloader’s Access to Firmware"),
                            { N_("Neither writes nor reads it"), N_("Does not read it"),
                              N_("Does not write it"), N_("Writes and reads it") } },
  [ISP_FIELD_BLB1]      = { N_("Access to the Bootloader"),
                            { N_("Not overwritten, not read by firmware"), N_("Not read by firmware"),
                              N_("Not overwritten by itself"), N_("Open") } },
};
/* clang-format on */

const char *
isp_words_field_title (IspField field)
{
  g_return_val_if_fail ((guint) field < ISP_N_FIELDS, NULL);
  return _ (words[field].title);
}

/* ── clock ── */

/* "8 MHz", "3 MHz to 8 MHz", "8 MHz and up", "up to 0.9 MHz"; NULL: open at both ends */
static char *
span (const IspClockRow *row)
{
  g_autofree char *min = isp_words_hz (row->min_hz), *max = isp_words_hz (row->max_hz);

  if (row->min_hz == 0 && row->max_hz == 0)
    return NULL;
  if (row->min_hz == row->max_hz)
    return g_steal_pointer (&min);
  if (row->max_hz == 0)
    /* Translators: %s is a frequency */
    return g_strdup_printf (_ ("%s and up"), min);
  if (row->min_hz == 0)
    return g_strdup_printf (_ ("up to %s"), max);
  return g_strdup_printf (_ ("%s to %s"), min, max);
}

/* The row's upper limit is what the chip can do, so from 8 MHz on only the lower one tells. */
static char *
crystal_span (const IspClockRow *row)
{
  IspClockRow open = *row;

  if (row->min_hz >= 8000000)
    open.max_hz = 0;
  return span (&open);
}

static char *
crystal (const IspClockRow *row)
{
  g_autofree char *text = crystal_span (row);

  return text != NULL ? g_strdup_printf (_ ("Crystal, %s"), text) : g_strdup (_ ("Crystal"));
}

static char *
clock_source (const IspClockRow *row)
{
  g_autofree char *text = span (row);

  switch (row->source)
    {
    case ISP_CLOCK_EXTERNAL:
      return g_strdup (_ ("Clock signal from the board"));
    case ISP_CLOCK_RC:
      return text != NULL ? g_strdup_printf (_ ("Internal oscillator, %s"), text)
                          : g_strdup (_ ("Internal oscillator"));
    case ISP_CLOCK_RC_128K:
      return g_strdup (_ ("Internal oscillator, 128 kHz"));
    case ISP_CLOCK_EXTERNAL_RC:
      return g_strdup (_ ("Resistor and capacitor on the board"));
    case ISP_CLOCK_CRYSTAL:
      return crystal (row);
    case ISP_CLOCK_LOW_CRYSTAL:
      return g_strdup (_ ("Watch crystal, 32.768 kHz"));
    case ISP_CLOCK_RESERVED:
      break;
    }
  g_return_val_if_reached (NULL);
}

char *
isp_words_clock_need (const IspClockRow *row, guint32 hz)
{
  g_autofree char *range = NULL;

  if (hz != 0)
    range = isp_words_hz (hz);
  if (row == NULL)
    return range != NULL ? g_strdup_printf (_ ("a crystal of %s"), range)
                         : g_strdup (_ ("a crystal or a clock signal"));
  switch (row->source)
    {
    case ISP_CLOCK_EXTERNAL:
      return g_strdup (_ ("a clock signal instead of a crystal"));
    case ISP_CLOCK_EXTERNAL_RC:
      return g_strdup (_ ("a resistor and a capacitor instead of a crystal"));
    case ISP_CLOCK_LOW_CRYSTAL:
      return g_strdup (_ ("a watch crystal, 32.768 kHz"));
    default:
      break;
    }
  if (range == NULL)
    range = crystal_span (row);
  /* Translators: %s is a frequency, or "3 MHz to 8 MHz" */
  return range != NULL ? g_strdup_printf (_ ("a crystal of %s"), range)
                       : g_strdup (_ ("a crystal"));
}

static char *
clock_value (const IspPart *part, guint value)
{
  const IspClockRow *row = isp_part_get_clock (part, value);
  g_autofree char *source = NULL;

  source = clock_source (row);
  if (row->startup_ms == 0)
    return g_steal_pointer (&source);
  /* Translators: a clock source, and milliseconds */
  return g_strdup_printf (_ ("%s (starts in %u ms)"), source, row->startup_ms);
}

/* ── the rest ── */

static char *
boot_section (const IspPart *part, guint value)
{
  guint32 start, size;
  g_autofree char *text = NULL, *at = NULL;

  if (!isp_part_get_boot_section (part, value, &start, &size))
    return g_strdup (_ ("None"));
  text = isp_words_size (size);
  at = isp_words_address (start);
  return g_strdup_printf (_ ("%s at %s"), text, at);
}

static char *
brown_out (const IspPart *part, guint value)
{
  const guint mv = isp_part_get_brown_out_mv (part, value);
  g_autofree char *volts = NULL;

  if (mv == 0)
    return g_strdup (_ ("Off"));
  volts = isp_words_volts (mv);
  /* Translators: %s is a voltage */
  return g_strdup_printf (_ ("Below %s the chip stops"), volts);
}

char *
isp_words_field_value (const IspPart *part, IspField field, guint value)
{
  g_return_val_if_fail (part != NULL && (guint) field < ISP_N_FIELDS, NULL);
  if (value == G_MAXUINT)
    return g_strdup (_ ("Cannot be read over ISP"));
  if (isp_part_is_reserved (part, field, value))
    return g_strdup (_ ("Reserved"));
  switch (field)
    {
    case ISP_FIELD_CLOCK:
      return clock_value (part, value);
    case ISP_FIELD_BOOTSZ:
      return boot_section (part, value);
    case ISP_FIELD_BODLEVEL:
      return brown_out (part, value);
    default:
      break;
    }
  if (value < G_N_ELEMENTS (words[field].values) && words[field].values[value] != NULL)
    return g_strdup (_ (words[field].values[value]));
  return g_strdup_printf ("%u", value);
}

char *
isp_words_fuses (const IspFuses *fuses, const IspPart *part, gboolean include_lock)
{
  IspFuses shown;

  g_return_val_if_fail (fuses != NULL, NULL);
  shown = *fuses;
  if (part != NULL)
    isp_fuses_normalize (&shown, part);
  return isp_fuses_format (&shown, include_lock);
}

char *
isp_words_fuse_change (const IspPart *part, IspFuseByte byte, guint8 before, guint8 after)
{
  static const char letters[ISP_N_FUSES][5] = { "L", "H", "E", "Lock" };

  g_return_val_if_fail (part != NULL && byte < ISP_N_FUSES, NULL);
  return g_strdup_printf ("%s" ISP_NBSP "%02X" ISP_NBSP "→" ISP_NBSP "%02X", letters[byte],
                          isp_fuse_byte_shown (part, byte, before),
                          isp_fuse_byte_shown (part, byte, after));
}
