/* SPDX-License-Identifier: GPL-3.0-or-later */
/* --dry-run: the plan, and nothing else happens. */
#include "config.h"

#include "cli.h"

#include "store/isp-reports.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

/* clang-format off */
static const char *const severities[] = {
  [ISP_SEVERITY_FACT] = "fact",
  [ISP_SEVERITY_WARNING] = "warning",
  [ISP_SEVERITY_BLOCKING] = "blocking",
};

static const char *const eeprom_fates[] = {
  [ISP_EEPROM_UNTOUCHED] = "untouched",
  [ISP_EEPROM_KEPT] = "kept",
  [ISP_EEPROM_RESTORED] = "restored",
  [ISP_EEPROM_WRITTEN] = "written",
  [ISP_EEPROM_LOST] = "lost",
};
/* clang-format on */

/* ── JSON ── */

static void
add_steps (JsonBuilder *json, const IspPlan *plan)
{
  json_builder_set_member_name (json, "steps");
  json_builder_begin_array (json);
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const IspStep *step = &g_array_index (plan->steps, IspStep, i);

      json_builder_begin_object (json);
      isp_json_add_string (json, "id", isp_step_get_id (step->id));
      isp_json_add_string (json, "state", isp_step_state_get_id (ISP_STEP_PENDING));
      isp_json_add_int (json, "bytes", step->bytes);
      isp_json_add_milliseconds (json, step->seconds);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
add_hazards (JsonBuilder *json, const IspPlan *plan)
{
  json_builder_set_member_name (json, "hazards");
  json_builder_begin_array (json);
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);
      g_autofree char *text = isp_words_hazard_text (hazard, plan);

      json_builder_begin_object (json);
      isp_json_add_string (json, "id", isp_hazard_get_id (hazard->id));
      isp_json_add_string (json, "severity", severities[hazard->severity]);
      isp_json_add_string (json, "text", text);
      if (hazard->fuses.has)
        isp_json_add_fuses (json, "fuses", &hazard->fuses);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
}

static void
print_json (const IspPlan *plan)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  const IspSnapshot *snapshot = plan->snapshot;
  const IspPreset *preset = plan->request->preset;

  json_builder_begin_object (json);
  isp_json_add_string (json, "verdict", plan->error ? "refused" : "ok");
  isp_json_add_error (json, plan->error,
                      plan->error ? isp_words_error_advice (plan->error, ISP_WORDS_FOR_TERMINAL)
                                  : NULL);
  isp_json_add_string (json, "kind", isp_job_kind_get_id (plan->request->kind));
  isp_json_add_bool (json, "dry_run", TRUE);
  isp_json_add_string (json, "chip", isp_chip_state_get_id (ISP_CHIP_UNCHANGED));
  isp_json_add_bool (json, "rehearsal", snapshot->rehearsal);
  isp_json_add_string (json, "part", plan->part->id);
  isp_json_add_string (json, "preset", preset ? preset->id : NULL);
  isp_json_add_string (json, "programmer", snapshot->driver_id);
  isp_json_add_string (json, "programmer_name", snapshot->programmer_name);
  isp_json_add_string (json, "port", snapshot->port_id);
  isp_json_add_int (json, "sck_hz", snapshot->sck_hz);
  add_steps (json, plan);
  json_builder_set_member_name (json, "fuses");
  json_builder_begin_object (json);
  isp_json_add_fuses (json, "before", &plan->fuses_before);
  isp_json_add_fuses (json, "after", &plan->fuses_after);
  json_builder_end_object (json);
  add_hazards (json, plan);
  isp_json_add_string (json, "eeprom", eeprom_fates[plan->eeprom_fate]);
  isp_json_add_string (json, "backup", NULL);
  json_builder_end_object (json);
  cli_print_json (json);
}

/* ── words ── */

static void
print_changes (Cli *cli, const IspPlan *plan)
{
  g_autofree char *title = isp_words_plan_fuses_title (plan);
  g_autofree char *text = isp_words_plan_fuses_text (plan);

  cli_out (cli, "%s: %s", title, text);
  for (guint i = 0; i < plan->changes->len; i++)
    {
      const IspFieldChange *change = &g_array_index (plan->changes, IspFieldChange, i);
      const IspPart *part = plan->part;
      g_autofree char *before = isp_words_field_value (part, change->field, change->before);
      g_autofree char *after = isp_words_field_value (part, change->field, change->after);

      /* Translators: a fuse field's title and name, its value now and then */
      cli_out (cli, _ ("   %s (%s): %s → %s"), isp_words_field_title (change->field),
               isp_field_get_name (change->field), before, after);
    }
}

static void
print_words (Cli *cli, const IspPlan *plan)
{
  g_autofree char *time = isp_words_seconds (plan->seconds);

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const IspStep *step = &g_array_index (plan->steps, IspStep, i);
      g_autofree char *title = isp_words_plan_step_title (plan, step);
      g_autofree char *text = isp_words_plan_step_text (plan, step);

      cli_out (cli, "%u. %s%s%s", i + 1, title, text && *text ? ": " : "", text ? text : "");
    }
  if (plan->request->kind != ISP_JOB_UPLOAD)
    print_changes (cli, plan);
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);
      g_autofree char *text = isp_words_hazard_text (hazard, plan);

      if (hazard->severity == ISP_SEVERITY_FACT)
        cli_out (cli, "%s. %s", isp_words_hazard_title (hazard), text);
    }
  if (plan->error)
    {
      g_autofree char *why = isp_words_error_text (plan->error, ISP_WORDS_FOR_TERMINAL);

      cli_err (cli, _ ("This would be refused: %s"), isp_words_error_title (plan->error));
      cli_err (cli, "%s", why);
    }
  else
    cli_out (cli, _ ("Takes %s. Nothing was changed: this was only the plan."), time);
}

void
cli_print_plan (Cli *cli, const IspPlan *plan)
{
  if (cli->json)
    print_json (plan);
  print_words (cli, plan);
}
