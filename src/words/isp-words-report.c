/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict in a person's words: the title says what state the chip is in, the text why, what is
 * not lost and what to do. */
#include "config.h"
#include "core/isp-printable.h"
#include "isp-words-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* clang-format off */
static const char *const done_titles[] = {
  [ISP_JOB_FLASH]   = N_("The Chip Is Written"),
  [ISP_JOB_READ]    = N_("The Chip Has Been Read"),
  [ISP_JOB_VERIFY]  = N_("The Chip Matches the File"),
  [ISP_JOB_ERASE]   = N_("The Chip Is Empty"),
  [ISP_JOB_FUSES]   = N_("The Fuses Are Set"),
  [ISP_JOB_BACKUP]  = N_("The Backup Is Saved"),
  [ISP_JOB_RESTORE] = N_("The Backup Is Restored"),
  [ISP_JOB_BLANK]   = N_("The Chip Is Blank"),
  [ISP_JOB_UPLOAD]  = N_("The Firmware Is Installed"),
};
/* clang-format on */

static gboolean
has_step (const IspReport *report, IspStepId id)
{
  for (guint i = 0; report->steps != NULL && i < report->steps->len; i++)
    if (g_array_index (report->steps, IspStepResult, i).id == id)
      return TRUE;
  return FALSE;
}

static gboolean
is_error (const IspReport *report, IspError code)
{
  return g_error_matches (report->error, ISP_ERROR, code);
}

/* That the chip holds something else, or anything, is an answer and no failure. */
static gboolean
has_found (const IspReport *report)
{
  return report->differs[ISP_MEMORY_FLASH] != NULL || report->differs[ISP_MEMORY_EEPROM] != NULL;
}

/* Fuses that are not as planned, or not known to be. */
static guint
count_open_fuses (const IspReport *report)
{
  const IspFuses *wanted = &report->fuses_wanted, *after = &report->fuses_after;
  guint n = 0;

  for (guint byte = 0; byte < ISP_FUSE_LOCK; byte++)
    n += ISP_FUSES_HAS (wanted, byte) &&
         (!ISP_FUSES_HAS (after, byte) ||
          !isp_fuse_byte_equal (report->part, byte, wanted->value[byte], after->value[byte]));
  return n;
}

/* ── title ── */

static const char *
stopped_title (const IspReport *report)
{
  switch (report->chip)
    {
    case ISP_CHIP_UNCHANGED:
      return _ ("Stopped. Nothing Was Changed");
    case ISP_CHIP_ERASING:
      return _ ("Stopped. The Chip May Be Erased");
    case ISP_CHIP_ERASED:
      return _ ("Stopped. The Chip Is Erased");
    case ISP_CHIP_PARTLY:
      return _ ("Stopped. The Chip Is Only Partly Written");
    case ISP_CHIP_WRITTEN:
      return _ ("Stopped. Everything Is Written Except the Fuses");
    case ISP_CHIP_FUSES_OPEN:
      return _ ("Stopped. The Fuses Are Not All Set");
    case ISP_CHIP_UNPROVEN:
    case ISP_CHIP_SILENT:
      return _ ("Stopped. The Chip Has Not Shown That It Runs");
    case ISP_CHIP_DONE:
      return _ ("Stopped. Everything Was Done Already");
    }
  g_assert_not_reached ();
}

static const char *
failed_title (const IspReport *report)
{
  gboolean memories =
      has_step (report, ISP_STEP_WRITE_FLASH) || has_step (report, ISP_STEP_WRITE_EEPROM);

  switch (report->chip)
    {
    case ISP_CHIP_ERASING:
      return is_error (report, ISP_ERROR_VERIFY) ? _ ("The Chip Is Not Fully Erased")
                                                 : _ ("The Chip May Be Erased");
    case ISP_CHIP_ERASED:
      return memories ? _ ("The Chip Is Erased, but Not Yet Written") : _ ("The Chip Is Erased");
    case ISP_CHIP_PARTLY:
      return has_step (report, ISP_STEP_ERASE) ? _ ("The Chip Is Erased, but Not Fully Written")
                                               : _ ("The Chip Is Only Partly Written");
    case ISP_CHIP_WRITTEN:
      return _ ("Everything Is Written Except the Fuses");
    case ISP_CHIP_FUSES_OPEN:
      if (isp_words_is_overlocked (report))
        return _ ("A Lock Bit Too Many Is Set");
      if (count_open_fuses (report) > 1)
        return memories ? _ ("Everything Is Written, Some Fuses Are Not")
                        : _ ("Some Fuses Are Not Set");
      return memories ? _ ("Everything Is Written, One Fuse Is Not") : _ ("One Fuse Is Not Set");
    case ISP_CHIP_UNPROVEN:
      if (report->kind == ISP_JOB_UPLOAD)
        break;
      return _ ("All Is Set, but the Chip Has Not Shown That It Runs");
    case ISP_CHIP_SILENT:
      return _ ("The Chip Does Not Run with These Fuses");
    case ISP_CHIP_UNCHANGED:
    case ISP_CHIP_DONE:
      break;
    }
  return report->error != NULL ? isp_words_error_title (report->error) : _ ("That Did Not Work");
}

char *
isp_words_report_title (const IspReport *report)
{
  g_return_val_if_fail (report != NULL, NULL);
  switch (report->verdict)
    {
    case ISP_VERDICT_OK:
      if (report->rehearsal && !isp_job_kind_only_looks (report->kind))
        return g_strdup (_ ("The Rehearsal Went Well"));
      if (report->kind == ISP_JOB_FLASH && report->preset_id != NULL)
        return g_strdup (report->firmware ? _ ("Your Keyboard Has a Bootloader and Firmware Again")
                                          : _ ("Your Keyboard Has a Bootloader Again"));
      if (has_step (report, ISP_STEP_ANSWER))
        return g_strdup (_ ("The Board Is a Programmer Now"));
      if (report->own)
        return g_strdup (_ ("The Board Has Its Own Firmware Back"));
      if (report->start == ISP_START_BACK && report->types)
        return g_strdup (_ ("Your Keyboard Is Back"));
      if (report->saved != NULL)
        return g_strdup (report->memory == ISP_MEMORY_FLASH ? _ ("The Flash Is Saved")
                                                            : _ ("The EEPROM Is Saved"));
      return g_strdup (_ (done_titles[report->kind]));
    case ISP_VERDICT_CANCELLED:
      return g_strdup (stopped_title (report));
    case ISP_VERDICT_FAILED:
    case ISP_VERDICT_REFUSED:
      break;
    }
  return g_strdup (failed_title (report));
}

/* ── text ── */

static void
add_sentence (GString *text, const char *sentence)
{
  if (sentence == NULL || *sentence == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
}

/* An error's message has no stop of its own. */
static void
add_message (GString *text, const GError *error)
{
  g_autofree char *message = isp_text_make_printable (error->message);

  add_sentence (text, message);
  if (!g_str_has_suffix (text->str, "."))
    g_string_append_c (text, '.');
}

static void
add_free (GString *text, char *sentence)
{
  add_sentence (text, sentence);
  g_free (sentence);
}

/* "Atmel DFU", or "Atmel DFU (own.hex)"; where one of the two names the other, that one. */
static char *
describe_bootloader (const IspReport *report)
{
  const char *file = report->files->len > 0 ? report->files->pdata[0] : NULL;

  if (report->preset_name == NULL || file == NULL || strstr (report->preset_name, file) != NULL)
    return g_strdup (report->preset_name);
  if (strstr (file, report->preset_name) != NULL)
    return g_strdup (file);
  return g_strdup_printf ("%s (%s)", report->preset_name, file);
}

static void
add_done_flash (GString *text, const IspReport *report)
{
  g_autofree char *bootloader = describe_bootloader (report);
  const char *first = bootloader, *second = NULL;
  const guint n = report->files->len;

  if (first == NULL && n > 0)
    first = report->files->pdata[0];
  if (n > 1)
    second = report->files->pdata[n - 1];
  if (second != NULL)
    /* Translators: a bootloader and the firmware's file */
    add_free (text, g_strdup_printf (_ ("%s and %s were written and verified."), first, second));
  else if (first != NULL)
    /* Translators: %s is a bootloader */
    add_free (text, g_strdup_printf (_ ("%s was written and verified."), first));
  else
    add_sentence (text, _ ("Everything was written and verified."));
  if (report->eeprom_file != NULL)
    /* Translators: %s is a file */
    add_free (text, g_strdup_printf (_ ("%s is in the EEPROM."), report->eeprom_file));
  add_sentence (text, has_step (report, ISP_STEP_FUSES) ? _ ("The fuses are correct.")
                                                        : _ ("The fuses were left as they are."));
}

/* What is known of the firmware by now: that it was read back, and what the board came back as. */
static void
add_done_upload (GString *text, const IspReport *report)
{
  const gboolean verified = has_step (report, ISP_STEP_VERIFY_FLASH);

  if (report->files->len > 0)
    /* Translators: %s is a file */
    add_free (text, g_strdup_printf (verified ? _ ("%s was installed and verified.")
                                              : _ ("%s was installed; it cannot be read back."),
                                     (char *) report->files->pdata[0]));
  else
    add_sentence (text, verified ? _ ("Everything was written and verified.")
                                 : _ ("Everything was written; it cannot be read back."));
  if (has_step (report, ISP_STEP_ANSWER))
    {
      add_sentence (text, _ ("It answers as a programmer."));
      return;
    }
  switch (report->start)
    {
    case ISP_START_BACK:
      /* Translators: %s is what a keyboard, or another board, calls itself */
      add_free (text, g_strdup_printf (!report->types ? _ ("The board came back as %s.")
                                                      : _ ("The keyboard came back as %s."),
                                       report->came_back));
      break;
    case ISP_START_LEFT:
      add_sentence (text, _ ("The keyboard has left its bootloader."));
      break;
    case ISP_START_STAYED:
      add_sentence (text, _ ("It is still in its bootloader: unplug it and plug it in again."));
      break;
    case ISP_START_NONE:
      add_sentence (text, _ ("It stays in its bootloader until it is plugged in again."));
      break;
    }
}

static void
add_done_read (GString *text, const IspReport *report)
{
  g_autofree char *size =
      isp_words_size (report->data != NULL ? isp_image_get_size (report->data) : 0);

  if (report->saved != NULL)
    /* Translators: a size, "32 KB", and a file */
    add_free (text, g_strdup_printf (_ ("%s were read twice, with the same result, and saved as "
                                        "%s."),
                                     size, report->saved));
  else
    /* Translators: %s is a size, "32 KB" */
    add_free (text, g_strdup_printf (_ ("%s were read twice, with the same result."), size));
}

static void
add_done_compare (GString *text, const IspReport *report)
{
  const char *file = report->files->len > 0 ? report->files->pdata[0] : report->eeprom_file;

  if (file != NULL)
    /* Translators: %s is a file */
    add_free (text, g_strdup_printf (_ ("Every byte of %s is on the chip."), file));
  else
    add_sentence (text, _ ("Every byte is as in the file."));
}

static void
add_done_erase (GString *text, const IspReport *report)
{
  add_sentence (text, _ ("What was programmed reads back empty."));
  if (report->part != NULL && report->part->eeprom.size > 0)
    add_sentence (text,
                  isp_fuses_is_programmed (&report->fuses_before, report->part, ISP_FIELD_EESAVE)
                      ? _ ("The EEPROM is as it was.")
                      : _ ("The EEPROM was erased as well."));
  if (report->backup != NULL)
    add_sentence (text, _ ("What the chip held is in the backup."));
}

static void
add_done (GString *text, const IspReport *report)
{
  switch (report->kind)
    {
    case ISP_JOB_FLASH:
      add_done_flash (text, report);
      break;
    case ISP_JOB_READ:
      add_done_read (text, report);
      break;
    case ISP_JOB_VERIFY:
      add_done_compare (text, report);
      break;
    case ISP_JOB_BLANK:
      add_sentence (text, report->part != NULL && report->part->eeprom.size > 0
                              ? _ ("Every byte of flash and EEPROM reads FF.")
                              : _ ("Every byte of the flash reads FF."));
      break;
    case ISP_JOB_ERASE:
      add_done_erase (text, report);
      break;
    case ISP_JOB_FUSES:
      add_sentence (text, _ ("They were read back as planned."));
      break;
    case ISP_JOB_BACKUP:
      add_sentence (text, _ ("Flash, EEPROM and fuses are on this computer now."));
      break;
    case ISP_JOB_RESTORE:
      add_sentence (text, _ ("The contents of the backup were written and verified."));
      break;
    case ISP_JOB_UPLOAD:
      add_done_upload (text, report);
      break;
    }
  if (has_step (report, ISP_STEP_LIFE))
    add_sentence (text, _ ("The chip runs with its fuses."));
}

static gboolean
is_page_to_blame (const IspReport *report)
{
  return report->again || report->twice;
}

/* Pages that read back wrong, counted and placed. */
static void
add_bad_pages (GString *text, const IspReport *report)
{
  guint32 page = report->part != NULL && report->part->flash.page_size != 0
                     ? report->part->flash.page_size
                     : 64;
  guint n = isp_image_count_pages (report->bad, page);
  g_autofree char *at = isp_words_address (isp_image_get_start (report->bad));

  /* What it comes of is said behind it. */
  if (report->kind == ISP_JOB_UPLOAD || is_page_to_blame (report))
    add_free (text, g_strdup_printf (ngettext ("%u page at %s read back wrong.",
                                               "%u pages from %s on read back wrong.", n),
                                     n, at));
  else
    add_free (text,
              g_strdup_printf (
                  ngettext ("%u page at %s read back wrong, most often because of a loose wire or "
                            "a clock that is too fast.",
                            "%u pages from %s on read back wrong, most often because of a loose "
                            "wire or a clock that is too fast.",
                            n),
                  n, at));
}

/* "High fuse is D8, should be D9." */
static void
add_facts (GString *text, const IspErrorFacts *facts)
{
  static const char *const fuses[ISP_N_FUSES] = {
    [ISP_FUSE_LOW] = N_ ("Low fuse"),
    [ISP_FUSE_HIGH] = N_ ("High fuse"),
    [ISP_FUSE_EXTENDED] = N_ ("Extended fuse"),
    [ISP_FUSE_LOCK] = N_ ("Lock byte"),
  };
  g_autofree char *at = NULL;

  if (facts == NULL || !facts->compared)
    return;
  if (facts->kind == ISP_FACTS_FUSE)
    {
      /* Translators: "High fuse is D8, should be D9." */
      add_free (text, g_strdup_printf (_ ("%s is %02X, should be %02X."), _ (fuses[facts->fuse]),
                                       facts->read, facts->planned));
      return;
    }
  at = isp_words_address (facts->address);
  add_free (text, g_strdup_printf (facts->memory == ISP_MEMORY_FLASH
                                       /* Translators: an address, and two bytes */
                                       ? _ ("Flash at %s is %02X, should be %02X.")
                                       : _ ("EEPROM at %s is %02X, should be %02X."),
                                   at, facts->read, facts->planned));
}

char *
isp_words_error_text (const GError *error, IspWordsFor where)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (error != NULL, g_string_free (text, FALSE));
  if (isp_error_get_row_for (error)->tells)
    add_message (text, error);
  add_sentence (text, isp_words_error_advice (error, where));
  return g_string_free (text, FALSE);
}

/* With good wires the same page fails again only where it is the page. */
static void
add_again (GString *text, const IspReport *report)
{
  if (!is_page_to_blame (report))
    return;
  if (report->kind == ISP_JOB_UPLOAD)
    add_sentence (text,
                  _ ("It failed at the same page as before: its flash is worn out, or the lock "
                     "bits forbid writing there."));
  else if (report->again)
    add_sentence (text, _ ("It failed at the same page as before: if the wires are good, that page "
                           "is worn out, and the chip has to be replaced."));
  else
    add_sentence (text, _ ("It failed again after a second erase, so that page may be worn out."));
}

static void
add_cause (GString *text, const IspReport *report)
{
  const IspErrorRow *row = report->error != NULL ? isp_error_get_row_for (report->error) : NULL;

  if (report->bad != NULL && !isp_image_is_empty (report->bad))
    add_bad_pages (text, report);
  else if (has_found (report))
    add_free (text, isp_words_differences (report));
  else if (row == NULL)
    return;
  else if (is_error (report, ISP_ERROR_VERIFY))
    {
      add_facts (text, isp_error_get_facts (report->error));
      if (!is_page_to_blame (report))
        add_sentence (text, _ ("Something read back wrong, most often because of a loose wire or a "
                               "clock that is too fast."));
    }
  else if (row->cause != NULL && report->chip != ISP_CHIP_UNCHANGED)
    add_sentence (text, _ (row->cause));
  else if (is_error (report, ISP_ERROR_FUSE))
    {
      const guint n = count_open_fuses (report);

      add_facts (text, isp_error_get_facts (report->error));
      if (n > 1)
        add_free (text, g_strdup_printf (ngettext ("%u more fuse is not set yet.",
                                                   "%u more fuses are not set yet.", n - 1),
                                         n - 1));
    }
  else if (row->tells)
    add_message (text, report->error);
}

/* A job that wrote fuses already may have gone back to its erase. */
static gboolean
has_new_fuses (const IspReport *report)
{
  const IspFuses *before = &report->fuses_before, *after = &report->fuses_after;

  for (guint byte = 0; byte < ISP_FUSE_LOCK; byte++)
    if (ISP_FUSES_HAS (before, byte) &&
        (!ISP_FUSES_HAS (after, byte) ||
         !isp_fuse_byte_equal (report->part, byte, before->value[byte], after->value[byte])))
      return TRUE;
  return FALSE;
}

/* What is left: so that nobody despairs, and nobody believes too much. */
static void
add_kept (GString *text, const IspReport *report)
{
  const gboolean saved = report->backup != NULL && !report->only_fuses;

  switch (report->chip)
    {
    case ISP_CHIP_ERASING:
    case ISP_CHIP_ERASED:
    case ISP_CHIP_PARTLY:
      if (report->kind == ISP_JOB_UPLOAD)
        add_sentence (text, saved ? _ ("The backup is safe, and so is the bootloader.")
                                  : _ ("The bootloader is still there."));
      else if (has_new_fuses (report))
        add_sentence (text, saved ? _ ("The backup is safe. The fuses were written already.")
                                  : _ ("The fuses were written already."));
      else if (saved)
        add_sentence (text, _ ("The backup is safe, and the fuses were not changed."));
      else
        add_sentence (text, _ ("The fuses were not changed, so you only need to try again."));
      break;
    case ISP_CHIP_WRITTEN:
      add_sentence (text, _ ("All data was verified; the fuses are as before."));
      break;
    case ISP_CHIP_FUSES_OPEN:
      add_sentence (text, _ ("The keyboard may still work."));
      break;
    case ISP_CHIP_UNPROVEN:
    case ISP_CHIP_SILENT:
      add_sentence (text, report->kind != ISP_JOB_UPLOAD || has_step (report, ISP_STEP_VERIFY_FLASH)
                              ? _ ("Everything was written and verified before that.")
                              : _ ("Everything was written before that."));
      break;
    case ISP_CHIP_UNCHANGED:
    case ISP_CHIP_DONE:
      break;
    }
}

static void
add_cure (GString *text, const IspReport *report, IspWordsFor where)
{
  const IspErrorRow *row;

  if (report->error == NULL)
    return;
  if (isp_words_is_overlocked (report))
    {
      add_sentence (text, _ ("Only an erase takes it back: check the wires, then erase the chip "
                             "and write it again."));
      return;
    }
  if (report->again && report->kind == ISP_JOB_UPLOAD)
    {
      add_sentence (text, _ ("Trying once more will not help: rescue the keyboard over ISP."));
      return;
    }
  if (report->again)
    return; /* what to do about a page that is worn out was said */
  row = isp_error_get_row_for (report->error);
  if (report->one_sck && (g_error_matches (report->error, ISP_ERROR, ISP_ERROR_VERIFY) ||
                          g_error_matches (report->error, ISP_ERROR, ISP_ERROR_UNSTABLE)))
    /* the rows speak of a slower clock */
    add_sentence (text, _ ("Check MISO and ground, use shorter wires, and try again."));
  else if (row->remedy != NULL && report->chip != ISP_CHIP_UNCHANGED)
    add_sentence (text, _ (row->remedy));
  else
    add_sentence (text, isp_words_error_advice (report->error, where));
  if (where == ISP_WORDS_FOR_WINDOW && isp_words_report_cure (report) == ISP_CURE_TRY_SLOWER)
    add_sentence (text, _ ("A slower try takes several times as long."));
}

static void
add_stopped (GString *text, const IspReport *report)
{
  add_kept (text, report);
  if (report->chip == ISP_CHIP_UNCHANGED)
    add_sentence (text, _ ("The chip is as it was. Start again whenever you like."));
  else if (report->chip == ISP_CHIP_DONE)
    add_sentence (text, _ ("The job had already finished."));
  else
    add_sentence (text, _ ("The keyboard may stay dead until you continue."));
}

char *
isp_words_report_text (const IspReport *report, IspWordsFor where)
{
  GString *text;

  g_return_val_if_fail (report != NULL, NULL);
  text = g_string_new (NULL);
  if (report->verdict == ISP_VERDICT_OK)
    add_done (text, report);
  else if (report->verdict == ISP_VERDICT_CANCELLED)
    add_stopped (text, report);
  else
    {
      if (report->chip == ISP_CHIP_UNCHANGED && !has_found (report))
        add_sentence (text, _ ("Nothing was changed."));
      add_cause (text, report);
      add_again (text, report);
      add_kept (text, report);
      add_cure (text, report, where);
    }
  if (report->rehearsal)
    add_sentence (text, isp_job_kind_only_looks (report->kind)
                            ? _ ("This was a rehearsal on a simulated chip.")
                            : _ ("This was a rehearsal: nothing real was written."));
  return g_string_free (text, FALSE);
}
