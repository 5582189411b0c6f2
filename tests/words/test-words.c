/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks every table of words: nothing may be missing, bare, or too long to be read. */
#include "core/isp-error.h"
#include "parts/isp-parts.h"
#include "sim/isp-rehearsal.h"
#include "words/isp-words.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_TITLE  60
#define MAX_ADVICE 220

static void
assert_title (const char *title)
{
  g_assert_nonnull (title);
  g_assert_cmpuint (strlen (title), >, 1);
  g_assert_cmpint (g_utf8_strlen (title, -1), <=, MAX_TITLE);
  g_assert_false (g_str_has_suffix (title, "."));
  g_assert_null (strchr (title, '%'));
  g_assert_true (g_unichar_isupper (g_utf8_get_char (title)) || g_str_has_prefix (title, "debug"));
}

/* One or more whole sentences, short enough, no format left over. */
static void
assert_sentences (const char *text, int max)
{
  g_assert_nonnull (text);
  if (!g_str_has_suffix (text, ".") || g_utf8_strlen (text, -1) > max)
    g_test_message ("%ld: %s", g_utf8_strlen (text, -1), text);
  g_assert_cmpuint (strlen (text), >, 10);
  g_assert_cmpint (g_utf8_strlen (text, -1), <=, max);
  g_assert_true (g_str_has_suffix (text, "."));
  g_assert_false (g_str_has_suffix (text, ".."));
  g_assert_null (strchr (text, '%'));
  g_assert_null (strstr (text, "  "));
}

static void
assert_advice (int code, IspWordsFor where)
{
  g_autoptr (GError) error = g_error_new (ISP_ERROR, code, "X");
  const char *nick = isp_error_get_row (code)->nick;
  const char *advice = isp_words_error_advice (error, where);

  assert_sentences (advice, MAX_ADVICE);
  if (strchr (nick, '-') != NULL) /* others are ordinary words */
    g_assert_null (strstr (advice, nick));
  for (int other = 0; other < code; other++)
    {
      g_autoptr (GError) second = g_error_new (ISP_ERROR, other, "X");

      /* one code per different advice */
      g_assert_cmpstr (advice, !=, isp_words_error_advice (second, where));
    }
}

static void
test_errors (void)
{
  for (int code = 0; code < ISP_N_ERRORS; code++)
    {
      g_autoptr (GError) error = g_error_new (ISP_ERROR, code, "X");
      const char *nick = isp_error_get_row (code)->nick;

      g_test_message ("%s", nick);
      assert_title (isp_words_error_title (error));
      if (strchr (nick, '-') != NULL)
        g_assert_null (strstr (isp_words_error_title (error), nick));
      assert_advice (code, ISP_WORDS_FOR_WINDOW);
      assert_advice (code, ISP_WORDS_FOR_TERMINAL);
    }
}

static void
test_other_errors (void)
{
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autoptr (GError) missing = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "x");
  g_autoptr (GError) strange = g_error_new (g_quark_from_static_string ("strange"), 77, "x");

  g_assert_cmpstr (isp_words_error_title (cancelled), ==, "Stopped");
  assert_sentences (isp_words_error_advice (cancelled, ISP_WORDS_FOR_WINDOW), MAX_ADVICE);
  assert_title (isp_words_error_title (missing));
  assert_sentences (isp_words_error_advice (missing, ISP_WORDS_FOR_WINDOW), MAX_ADVICE);
  assert_title (isp_words_error_title (strange));
  assert_sentences (isp_words_error_advice (strange, ISP_WORDS_FOR_WINDOW), MAX_ADVICE);
}

/* ── reports ── */

static IspReport *
make_report (IspJobKind kind, IspVerdict verdict, IspChipState chip, int code)
{
  IspReport *report = isp_report_new (kind);

  report->verdict = verdict;
  report->chip = chip;
  report->part = isp_parts_by_name ("atmega32u4");
  if (code >= 0)
    report->error = g_error_new (ISP_ERROR, code, "The message has 0x%04X in it", 0x7480);
  else if (verdict == ISP_VERDICT_CANCELLED)
    report->error = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  return report;
}

static void
add_step (IspReport *report, IspStepId id)
{
  IspStepResult step = { id, ISP_STEP_DONE, 0, 0 };

  if (report->steps == NULL)
    report->steps = g_array_new (FALSE, FALSE, sizeof (IspStepResult));
  g_array_append_val (report->steps, step);
}

static void
assert_report (const IspReport *report)
{
  g_autofree char *title = isp_words_report_title (report);
  g_autofree char *text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);

  assert_title (title);
  assert_sentences (text, 420);
  g_assert_true (g_unichar_isupper (g_utf8_get_char (text)) || g_ascii_isdigit (*text));
  g_assert_nonnull (isp_words_cure_label (isp_words_report_cure (report)));
}

static void
test_reports_all (void)
{
  for (int kind = ISP_JOB_FLASH; kind <= ISP_JOB_UPLOAD; kind++)
    {
      g_autoptr (IspReport) done = make_report (kind, ISP_VERDICT_OK, ISP_CHIP_DONE, -1);

      assert_report (done);
      g_assert_cmpint (isp_words_report_cure (done), ==, ISP_CURE_NONE);
      for (int chip = ISP_CHIP_UNCHANGED; chip <= ISP_CHIP_DONE; chip++)
        {
          g_autoptr (IspReport) stopped = make_report (kind, ISP_VERDICT_CANCELLED, chip, -1);

          assert_report (stopped);
          for (int code = 0; code < ISP_N_ERRORS; code++)
            {
              g_autoptr (IspReport) failed = make_report (kind, ISP_VERDICT_FAILED, chip, code);
              g_autoptr (IspReport) refused = make_report (kind, ISP_VERDICT_REFUSED, chip, code);

              assert_report (failed);
              assert_report (refused);
              g_assert_cmpint (isp_words_report_cure (failed), !=, ISP_CURE_NONE);
            }
        }
    }
}

typedef struct
{
  const char *path;
  IspJobKind kind;
  IspVerdict verdict;
  IspChipState chip;
  int code;
  const char *title, *begin, *contains;
  IspCure cure;
} Case;

/* clang-format off */
static const Case cases[] = {
  { "/words/report/no-contact", ISP_JOB_FLASH, ISP_VERDICT_REFUSED, ISP_CHIP_UNCHANGED, ISP_ERROR_NO_TARGET,
    "The Chip Does Not Answer", "Nothing was changed. Check RESET and MISO", "", ISP_CURE_TRY_AGAIN },
  { "/words/report/unstable", ISP_JOB_FLASH, ISP_VERDICT_REFUSED, ISP_CHIP_UNCHANGED, ISP_ERROR_UNSTABLE,
    "The Chip Answers Differently Each Time", "Nothing was changed. ", "shorter wires", ISP_CURE_TRY_SLOWER },
  { "/words/report/unplugged-before", ISP_JOB_FLASH, ISP_VERDICT_REFUSED, ISP_CHIP_UNCHANGED, ISP_ERROR_UNPLUGGED,
    "The Programmer Was Unplugged", "Nothing was changed. ", "Plug the programmer in again", ISP_CURE_TRY_AGAIN },
  { "/words/report/unplugged-after", ISP_JOB_FLASH, ISP_VERDICT_FAILED, ISP_CHIP_ERASED, ISP_ERROR_UNPLUGGED,
    "The Chip Is Erased, but Not Yet Written", "The programmer was unplugged. ", "fuses were not changed", ISP_CURE_TRY_AGAIN },
  { "/words/report/verify", ISP_JOB_FLASH, ISP_VERDICT_FAILED, ISP_CHIP_PARTLY, ISP_ERROR_VERIFY,
    "The Chip Is Erased, but Not Fully Written", "2 pages from 0x7480 on read back wrong", "loose wire", ISP_CURE_TRY_SLOWER },
  { "/words/report/differs", ISP_JOB_VERIFY, ISP_VERDICT_FAILED, ISP_CHIP_UNCHANGED, ISP_ERROR_DIFFERS,
    "The Chip Holds Something Else", "256 bytes of the flash differ, the first at 0x7480. 1 byte of the EEPROM differs, at 0x0009.", "write it again", ISP_CURE_BACK },
  { "/words/report/not-blank", ISP_JOB_BLANK, ISP_VERDICT_FAILED, ISP_CHIP_UNCHANGED, ISP_ERROR_NOT_BLANK,
    "The Chip Is Not Blank", "256 bytes of the flash are in use, the first at 0x7480. ", "Erasing", ISP_CURE_BACK },
  { "/words/report/fuse", ISP_JOB_FLASH, ISP_VERDICT_FAILED, ISP_CHIP_FUSES_OPEN, ISP_ERROR_FUSE,
    "Everything Is Written, One Fuse Is Not", "High fuse is D8, should be D9. ", "may still work", ISP_CURE_SET_FUSE },
  { "/words/report/no-life", ISP_JOB_FLASH, ISP_VERDICT_FAILED, ISP_CHIP_SILENT, ISP_ERROR_NO_LIFE,
    "The Chip Does Not Run with These Fuses", "Everything was written and verified", "crystal", ISP_CURE_TRY_SLOWER },
  { "/words/report/stopped", ISP_JOB_FLASH, ISP_VERDICT_CANCELLED, ISP_CHIP_ERASED, -1,
    "Stopped. The Chip Is Erased", "", "until you continue", ISP_CURE_GO_ON },
  { "/words/report/stopped-early", ISP_JOB_FLASH, ISP_VERDICT_CANCELLED, ISP_CHIP_UNCHANGED, -1,
    "Stopped. Nothing Was Changed", "", "as it was", ISP_CURE_BACK },
  { "/words/report/busy", ISP_JOB_FLASH, ISP_VERDICT_REFUSED, ISP_CHIP_UNCHANGED, ISP_ERROR_BUSY,
    "The Port Is in Use", "Nothing was changed. ", "ModemManager", ISP_CURE_TRY_AGAIN },
  { "/words/report/wrong-part", ISP_JOB_FLASH, ISP_VERDICT_REFUSED, ISP_CHIP_UNCHANGED, ISP_ERROR_WRONG_PART,
    "Another Chip Answers", "Nothing was changed. The message has", "Choose the chip", ISP_CURE_CHOOSE_CHIP },
};
/* clang-format on */

static void
test_report (gconstpointer data)
{
  const IspErrorFacts high_fuse = {
    .kind = ISP_FACTS_FUSE, .fuse = ISP_FUSE_HIGH, .compared = TRUE, .read = 0xD8, .planned = 0xD9
  };
  const Case *c = data;
  g_autoptr (IspReport) report = make_report (c->kind, c->verdict, c->chip, c->code);
  g_autofree char *title = NULL, *text = NULL;
  const guint8 page[128] = { 0 };

  add_step (report, ISP_STEP_ERASE);
  add_step (report, ISP_STEP_WRITE_FLASH);
  if (c->code == ISP_ERROR_VERIFY)
    {
      report->bad = isp_image_new_from_data (0x7480, page, sizeof page);
      isp_image_put (report->bad, 0x7500, page, sizeof page);
    }
  if (c->code == ISP_ERROR_DIFFERS || c->code == ISP_ERROR_NOT_BLANK)
    {
      report->differs[ISP_MEMORY_FLASH] = isp_image_new_from_data (0x7480, page, sizeof page);
      isp_image_put (report->differs[ISP_MEMORY_FLASH], 0x7500, page, sizeof page);
      report->differs[ISP_MEMORY_EEPROM] = isp_image_new_from_data (9, page, 1);
    }
  if (c->code == ISP_ERROR_FUSE)
    {
      g_clear_error (&report->error);
      report->error = g_error_new (ISP_ERROR, c->code, "the message says nothing of it");
      isp_error_set_facts (&report->error, &high_fuse);
    }
  title = isp_words_report_title (report);
  text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  g_assert_cmpstr (title, ==, c->title);
  g_test_message ("%s", text);
  g_assert_true (g_str_has_prefix (text, c->begin));
  g_assert_nonnull (strstr (text, c->contains));
  g_assert_cmpint (isp_words_report_cure (report), ==, c->cure);
}

/* Setting it again cannot help, so nobody says so. */
static void
test_report_overlocked (void)
{
  const IspErrorFacts lock = {
    .kind = ISP_FACTS_FUSE, .fuse = ISP_FUSE_LOCK, .compared = TRUE, .read = 0xEE, .planned = 0xEF
  };
  g_autoptr (IspReport) report =
      make_report (ISP_JOB_FUSES, ISP_VERDICT_FAILED, ISP_CHIP_FUSES_OPEN, ISP_ERROR_FUSE);
  g_autofree char *title = NULL, *text = NULL;

  isp_error_set_facts (&report->error, &lock);
  title = isp_words_report_title (report);
  text = isp_words_report_text (report, ISP_WORDS_FOR_TERMINAL);
  g_assert_cmpstr (title, ==, "A Lock Bit Too Many Is Set");
  g_assert_true (g_str_has_prefix (text, "Lock byte is EE, should be EF. "));
  g_assert_nonnull (strstr (text, "Only an erase takes it back"));
  g_assert_null (strstr (text, "again with"));
  g_assert_cmpint (isp_words_report_cure (report), ==, ISP_CURE_BACK);
}

static void
test_report_success (void)
{
  g_autoptr (IspReport) report = make_report (ISP_JOB_FLASH, ISP_VERDICT_OK, ISP_CHIP_DONE, -1);
  g_autofree char *title = NULL, *text = NULL, *rehearsed = NULL;

  report->preset_id = g_strdup ("x");
  report->preset_name = g_strdup ("Atmel DFU");
  add_step (report, ISP_STEP_WRITE_FLASH);
  add_step (report, ISP_STEP_FUSES);
  title = isp_words_report_title (report);
  text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  g_assert_cmpstr (title, ==, "Your Keyboard Has a Bootloader Again");
  g_assert_cmpstr (text, ==, "Atmel DFU was written and verified. The fuses are correct.");
  report->rehearsal = TRUE;
  rehearsed = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  g_assert_nonnull (strstr (rehearsed, "rehearsal"));
}

static void
test_backup_is_named (void)
{
  g_autoptr (IspReport) report =
      make_report (ISP_JOB_FLASH, ISP_VERDICT_FAILED, ISP_CHIP_ERASED, ISP_ERROR_TIMEOUT);
  g_autofree char *without = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW), *with = NULL;

  report->backup = g_strdup ("/a/b");
  with = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  g_assert_null (strstr (without, "backup"));
  g_assert_nonnull (strstr (with, "The backup is safe"));
}

/* ── hazards ── */

/* Commands and options are for the terminal, and there is one for all that is not a fact alone. */
static void
check_terminal (const IspHazard *hazard, const char *text)
{
  const char *terminal = isp_words_hazard_terminal (hazard, NULL);

  g_assert_null (strstr (text, "--"));
  if (hazard->id >= ISP_HAZARD_LEFT_OUT && hazard->id <= ISP_HAZARD_NOT_COMPARED)
    {
      g_assert_null (terminal);
      return;
    }
  assert_sentences (terminal, 120);
  g_assert_true (strstr (terminal, "--") != NULL || strstr (terminal, "unbrickctl") != NULL);
}

static void
test_hazards (void)
{
  for (int id = 0; id < ISP_N_HAZARDS; id++)
    for (int severity = ISP_SEVERITY_FACT; severity <= ISP_SEVERITY_BLOCKING; severity++)
      for (guint32 value = 0; value <= 8000000; value += 8000000)
        {
          IspHazard hazard = { .id = id,
                               .severity = severity,
                               .value = id == ISP_HAZARD_BROWN_OUT ? 4300 : value,
                               .range = { 0x7000, 0x7124 } };
          g_autofree char *text = isp_words_hazard_text (&hazard, NULL);
          const char *check = isp_words_hazard_check (&hazard);

          assert_title (isp_words_hazard_title (&hazard));
          assert_sentences (text, 200);
          check_terminal (&hazard, text);
          if (severity != ISP_SEVERITY_WARNING)
            g_assert_null (check);
          /* everything that is a warning by kind has something to confirm, what is never one has
           * not */
          else if (id >= ISP_HAZARD_CLOCK_SOURCE && id < ISP_HAZARD_LEFT_OUT)
            g_assert_nonnull (check);
          if (check != NULL)
            g_assert_null (strchr (check, '%'));
        }
}

static void
test_hazard_figures (void)
{
  IspHazard overlap = { .id = ISP_HAZARD_FIRMWARE_IN_BOOT, .range = { 0x7000, 0x7124 } };
  IspHazard crystal = { .id = ISP_HAZARD_CRYSTAL_MHZ,
                        .severity = ISP_SEVERITY_WARNING,
                        .value = 16000000 };
  IspHazard brown = { .id = ISP_HAZARD_BROWN_OUT, .severity = ISP_SEVERITY_WARNING, .value = 4300 };
  g_autofree char *a = isp_words_hazard_text (&overlap, NULL);
  g_autofree char *b = isp_words_hazard_text (&crystal, NULL);
  g_autofree char *c = isp_words_hazard_text (&brown, NULL);

  g_assert_nonnull (strstr (a, "0x7000–0x7123"));
  g_assert_nonnull (strstr (b, "16 MHz"));
  g_assert_cmpstr (isp_words_hazard_check (&crystal), ==, "The crystal on this board is 16 MHz");
  g_assert_nonnull (strstr (c, "4.3 V"));
}

/* Over USB there are other options, and what a file has of a bootloader can be left out. */
static void
test_hazard_over_usb (void)
{
  IspSnapshot snapshot = { .loader = isp_loader_drivers_by_id ("dfu") };
  IspPlan plan = { .snapshot = &snapshot, .boot_start = 0x7000 };
  IspHazard hazard = { .id = ISP_HAZARD_FIRMWARE_IN_BOOT, .range = { 0x7000, 0x70B6 } };
  g_autofree char *big = isp_words_hazard_text (&hazard, &plan);

  g_assert_nonnull (strstr (big, "182 bytes too big"));
  g_assert_nonnull (strstr (big, "smaller firmware"));
  g_assert_null (strstr (isp_words_hazard_terminal (&hazard, &plan), "--boot-only"));
  hazard.id = ISP_HAZARD_IN_LOADER;
  for (hazard.value = ISP_BEYOND_WHATEVER; hazard.value <= ISP_BEYOND_LOADER; hazard.value++)
    {
      g_autofree char *text = isp_words_hazard_text (&hazard, &plan);
      const char *terminal = isp_words_hazard_terminal (&hazard, &plan);
      gboolean other_way = hazard.value != ISP_BEYOND_WHATEVER;

      g_assert_cmpint (strstr (text, "left out") != NULL, ==, other_way);
      g_assert_cmpint (strstr (terminal, "--leave-out-bootloader") != NULL, ==, other_way);
    }
}

/* What the fuses ask for has its name, also where nobody says which crystal is there. */
static void
test_hazard_clock (void)
{
  static const IspClockRow watch = { .source = ISP_CLOCK_LOW_CRYSTAL };
  static const IspClockRow small = { .source = ISP_CLOCK_CRYSTAL,
                                     .min_hz = 3000000,
                                     .max_hz = 8000000 };
  IspHazard hazard = { .id = ISP_HAZARD_CLOCK_SOURCE,
                       .severity = ISP_SEVERITY_WARNING,
                       .clock = &watch };
  g_autofree char *a = isp_words_hazard_text (&hazard, NULL), *b = NULL, *c = NULL;

  g_assert_nonnull (strstr (a, "a watch crystal, 32.768 kHz"));
  g_assert_cmpstr (isp_words_hazard_check (&hazard), ==,
                   "I know this board has a watch crystal, 32.768 kHz");
  hazard.clock = &small;
  b = isp_words_hazard_text (&hazard, NULL);
  g_assert_nonnull (strstr (b, "a crystal of 3 MHz to 8 MHz"));
  hazard = (IspHazard){ .id = ISP_HAZARD_CLOCK_NOT_CRYSTAL,
                        .severity = ISP_SEVERITY_BLOCKING,
                        .value = 16000000,
                        .clock = &small };
  c = isp_words_hazard_text (&hazard, NULL);
  g_assert_nonnull (strstr (c, "The crystal on this board is 16 MHz. The fuses ask for a crystal "
                               "of 3 MHz to 8 MHz"));
}

static void
test_hazard_fitting (void)
{
  IspHazard hazard = { .id = ISP_HAZARD_BOOT_MISMATCH,
                       .severity = ISP_SEVERITY_BLOCKING,
                       .range = { 0x7800, 0x8000 },
                       .fuses = { { 0xFF, 0xD8, 0xFB }, 7 } };
  g_autofree char *text = isp_words_hazard_text (&hazard, NULL);

  g_assert_true (g_str_has_suffix (text, " These fuses fit: L\u00A0FF · H\u00A0D8 · E\u00A0FB."));
}

/* ── fuse fields ── */

static void
test_fields (void)
{
  const IspPart *part;

  for (int field = 0; field < ISP_N_FIELDS; field++)
    assert_title (isp_words_field_title (field));
  for (guint i = 0; (part = isp_parts_get (i)) != NULL; i++)
    for (guint j = 0; j < part->n_fields; j++)
      {
        const IspFuseField *field = &part->fields[j];
        guint last = isp_fuse_field_get_max (field);

        for (guint value = 0; value <= last; value++)
          {
            g_autofree char *text = isp_words_field_value (part, field->field, value);

            g_assert_nonnull (text);
            g_assert_cmpuint (strlen (text), >, 1);
            g_assert_null (strchr (text, '%'));
            g_assert_false (g_ascii_isdigit (text[0]) && strstr (text, "KB") == NULL &&
                            strstr (text, "bytes") == NULL);
          }
      }
}

static void
assert_value (const char *part, IspField field, guint value, const char *expected)
{
  g_autofree char *text = isp_words_field_value (isp_parts_by_name (part), field, value);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_field_values (void)
{
  g_autofree char *clock =
      isp_words_field_value (isp_parts_by_name ("atmega32u4"), ISP_FIELD_CLOCK, 0x1E);
  g_autofree char *rc =
      isp_words_field_value (isp_parts_by_name ("atmega32u4"), ISP_FIELD_CLOCK, 0x12);

  g_assert_cmpstr (isp_words_field_title (ISP_FIELD_BOOTRST), ==, "After Reset");
  assert_value ("atmega32u4", ISP_FIELD_BOOTRST, 0, "Bootloader first");
  assert_value ("atmega32u4", ISP_FIELD_BOOTRST, 1, "Firmware first");
  assert_value ("atmega32u4", ISP_FIELD_BOOTSZ, 0, "4 KB at 0x7000");
  assert_value ("at90usb1286", ISP_FIELD_BOOTSZ, 0, "8 KB at 0x1E000");
  assert_value ("atmega32u4", ISP_FIELD_BODLEVEL, 3, "Below 2.6 V the chip stops");
  assert_value ("atmega32u4", ISP_FIELD_BODLEVEL, 7, "Off");
  assert_value ("atmega128", ISP_FIELD_COMPAT, 0, "On: works like the chip it replaced");
  assert_value ("attiny841", ISP_FIELD_BODACT, 2, "On");
  assert_value ("attiny841", ISP_FIELD_ULPOSCSEL, 7, "At 32 kHz");
  assert_value ("atmega328pb", ISP_FIELD_CFD, 0, "Stops as well");
  assert_value ("at90s8515", ISP_FIELD_LB, G_MAXUINT, "Cannot be read over ISP");
  g_assert_true (g_str_has_prefix (clock, "Crystal, 8 MHz and up"));
  g_assert_true (g_str_has_prefix (rc, "Internal oscillator, 8 MHz"));
}

/* ── the rest ── */

/* Bits that do not exist read as the chip pleases, and are shown in one way. */
static void
test_fuses (void)
{
  const IspFuses read = { { 0x5E, 0x99, 0xC3, 0x2F }, 0xF };
  g_autofree char *shown = isp_words_fuses (&read, isp_parts_by_name ("atmega32u4"), TRUE);
  g_autofree char *unknown = isp_words_fuses (&read, NULL, FALSE);

  g_assert_cmpstr (shown, ==, "L\u00A05E · H\u00A099 · E\u00A0F3 · Lock\u00A0EF");
  g_assert_cmpstr (unknown, ==, "L\u00A05E · H\u00A099 · E\u00A0C3");
}

static void
test_steps_and_faults (void)
{
  const IspRehearsalFault *fault;

  for (int id = 0; id < ISP_N_STEPS; id++)
    assert_title (isp_words_step_running (id));
  for (int cure = ISP_CURE_NONE; cure < ISP_N_CURES; cure++)
    g_assert_nonnull (strchr (isp_words_cure_label (cure), '_'));
  for (guint i = 0; (fault = isp_rehearsal_get_fault (i)) != NULL; i++)
    {
      assert_title (isp_words_fault_title (fault->id));
      g_assert_cmpstr (isp_words_fault_title (fault->id), !=, isp_words_fault_title ("no such"));
    }
}

static void
assert_text (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_numbers (void)
{
  assert_text (isp_words_hz (500), "500 Hz");
  assert_text (isp_words_hz (125000), "125 kHz");
  assert_text (isp_words_hz (187500), "187.5 kHz");
  assert_text (isp_words_hz (32768), "32.768 kHz");
  assert_text (isp_words_hz (100000), "100 kHz");
  assert_text (isp_words_hz (1000000), "1 MHz");
  assert_text (isp_words_hz (1500000), "1.5 MHz");
  assert_text (isp_words_hz (20000000), "20 MHz");
  assert_text (isp_words_size (1), "1 byte");
  assert_text (isp_words_size (512), "512 bytes");
  assert_text (isp_words_size (4096), "4 KB");
  assert_text (isp_words_size (3998), "3.9 KB");
  assert_text (isp_words_size (32768), "32 KB");
  assert_text (isp_words_size (100 * 1024), "100 KB");
  assert_text (isp_words_size (262144), "256 KB");
  assert_text (isp_words_time_left (-1, TRUE), "");
  assert_text (isp_words_time_left (0.3, TRUE), "Almost done");
  assert_text (isp_words_time_left (0.3, FALSE), "About a second left");
  assert_text (isp_words_time_left (7.2, TRUE), "About 7 seconds left");
  assert_text (isp_words_seconds (0.2), "about a second");
  assert_text (isp_words_seconds (7.2), "about 7 seconds");
  assert_text (isp_words_seconds (33), "about 35 seconds");
  assert_text (isp_words_seconds (59), "about a minute");
  assert_text (isp_words_seconds (80), "about a minute");
  assert_text (isp_words_seconds (121), "about 2 minutes");
}

/* Where there is one clock only, nobody is sent to a slower one; nor where a page is worn out. */
static void
test_one_clock (void)
{
  g_autoptr (IspReport) report =
      make_report (ISP_JOB_FLASH, ISP_VERDICT_FAILED, ISP_CHIP_PARTLY, ISP_ERROR_VERIFY);
  g_autofree char *text = NULL, *again = NULL;

  g_assert_cmpint (isp_words_report_cure (report), ==, ISP_CURE_TRY_SLOWER);
  report->one_sck = TRUE;
  g_assert_cmpint (isp_words_report_cure (report), ==, ISP_CURE_TRY_AGAIN);
  text = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  g_assert_null (strstr (text, "slower"));
  g_assert_nonnull (strstr (text, "and try again."));
  report->again = TRUE;
  again = isp_words_report_text (report, ISP_WORDS_FOR_WINDOW);
  g_assert_null (strstr (again, "MISO"));
}

int
main (int argc, char **argv)
{
  isp_words_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/hazard-clock", test_hazard_clock);
  g_test_add_func ("/words/hazard-over-usb", test_hazard_over_usb);
  g_test_add_func ("/words/hazard-fitting", test_hazard_fitting);
  g_test_add_func ("/words/errors", test_errors);
  g_test_add_func ("/words/other-errors", test_other_errors);
  g_test_add_func ("/words/reports-all", test_reports_all);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].path, &cases[i], test_report);
  g_test_add_func ("/words/report/overlocked", test_report_overlocked);
  g_test_add_func ("/words/report/success", test_report_success);
  g_test_add_func ("/words/report/backup", test_backup_is_named);
  g_test_add_func ("/words/hazards", test_hazards);
  g_test_add_func ("/words/hazard-figures", test_hazard_figures);
  g_test_add_func ("/words/fields", test_fields);
  g_test_add_func ("/words/field-values", test_field_values);
  g_test_add_func ("/words/fuses", test_fuses);
  g_test_add_func ("/words/steps-and-faults", test_steps_and_faults);
  g_test_add_func ("/words/one-clock", test_one_clock);
  g_test_add_func ("/words/numbers", test_numbers);
  return g_test_run ();
}
