/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-session-private.h"

#include "parts/isp-parts.h"
#include "sim/isp-rehearsal.h"

G_DEFINE_FINAL_TYPE (UbSession, ub_session, G_TYPE_OBJECT)

/* The chip most keyboards have: what a rehearsal starts with. */
#define USUAL_PART "atmega32u4"

/* No chip is too slow for it, and one that divides it by 8, as shipped, still follows 31.25 kHz.
 */
#define RESCUE_CLOCK_HZ 2000000

enum
{
  CHANGED,
  PLUGGED,
  NOTICE,
  PROGRESS,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
ub_session_changed (UbSession *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
ub_session_notice (UbSession *self, const char *text)
{
  g_signal_emit (self, signals[NOTICE], 0, text);
}

void
ub_session_choice_made (UbSession *self)
{
  g_clear_pointer (&self->plan, isp_plan_unref);
  g_clear_pointer (&self->request, isp_request_unref);
  self->acknowledged = 0;
}

/* ── programmer ── */

static const IspPort *
find_port (GPtrArray *ports, const char *id)
{
  for (guint i = 0; id != NULL && i < ports->len; i++)
    {
      const IspPort *port = g_ptr_array_index (ports, i);

      if (g_str_equal (port->id, id))
        return port;
    }
  return NULL;
}

static const IspPort *
find_only_ready (GPtrArray *ports)
{
  const IspPort *only = NULL;

  for (guint i = 0; i < ports->len; i++)
    {
      const IspPort *port = g_ptr_array_index (ports, i);

      if (port->state != ISP_PORT_READY)
        continue;
      if (only != NULL)
        return NULL;
      only = port;
    }
  return only;
}

const IspPort *
ub_session_get_port (UbSession *self)
{
  const IspPort *chosen;

  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  if (self->sim != NULL)
    return self->sim;
  chosen = find_port (self->ports, self->chosen_port);
  return chosen != NULL ? chosen : find_only_ready (self->ports);
}

const IspPort *
ub_session_get_likely_port (UbSession *self)
{
  const IspPort *likely = ub_session_get_port (self);

  for (guint i = 0; likely == NULL && i < self->ports->len; i++)
    {
      const IspPort *port = g_ptr_array_index (self->ports, i);

      if (port->state == ISP_PORT_NOT_A_PROGRAMMER)
        continue;
      likely = port;
      for (guint j = i + 1; j < self->ports->len; j++)
        if (((IspPort *) g_ptr_array_index (self->ports, j))->state != ISP_PORT_NOT_A_PROGRAMMER)
          return NULL;
    }
  return likely;
}

/* TRUE: the port may be opened. Opening somebody's serial port may reset what hangs on it, so one
 * that may be anybody's needs the person's choice. */
static gboolean
may_contact (UbSession *self, const IspPort *port)
{
  return port->state == ISP_PORT_READY ||
         (port->state == ISP_PORT_ASK && g_strcmp0 (port->id, self->chosen_port) == 0);
}

static void
sync_contact (UbSession *self)
{
  const IspPort *port = ub_session_get_port (self);

  for (guint i = 0; i < self->ports->len; i++)
    {
      IspPort *each = g_ptr_array_index (self->ports, i);

      each->rescue_clock_hz = each == port && self->gives_clock ? RESCUE_CLOCK_HZ : 0;
    }
  if (port != NULL && !may_contact (self, port))
    port = NULL;
  ub_contact_set_target (self->contact, port, self->chosen_part);
}

/* Opening it has told who is behind a port that may be several's, though no chip may answer yet:
 * its name, its pins, what it can. */
static void
settle_ports (UbSession *self)
{
  for (guint i = 0; i < self->ports->len; i++)
    {
      IspPort *port = g_ptr_array_index (self->ports, i);
      const IspDriver *driver =
          port->others[0].owner != NULL ? isp_programmer_recall (self->isp, port) : NULL;

      if (driver != NULL)
        isp_port_choose (port, &driver->owner);
    }
}

static void
tell_plugged (UbSession *self, GPtrArray *before)
{
  for (guint i = 0; i < self->ports->len; i++)
    {
      IspPort *port = g_ptr_array_index (self->ports, i);

      if (port->state == ISP_PORT_READY && find_port (before, port->id) == NULL)
        g_signal_emit (self, signals[PLUGGED], 0, port);
    }
}

void
ub_session_take_ports (UbSession *self, GPtrArray *ports)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->ports);

  self->ports = g_ptr_array_ref (ports);
  if (find_port (ports, self->chosen_port) == NULL)
    g_clear_pointer (&self->chosen_port, g_free);
  if (self->sim != NULL)
    tell_plugged (self, before);
  settle_ports (self);
  if (ub_session_get_port (self) == NULL)
    self->gives_clock = FALSE;
  sync_contact (self);
  ub_session_changed (self);
}

static void
scanner_cb (IspScanner *scanner, GPtrArray *ports, gpointer data)
{
  ub_session_take_ports (data, ports);
}

GPtrArray *
ub_session_get_ports (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->ports;
}

void
ub_session_choose_port (UbSession *self, const char *port_id)
{
  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (port_id != NULL && !ub_session_is_busy (self));
  ub_session_choice_made (self);
  if (g_strcmp0 (self->chosen_port, port_id) != 0)
    self->gives_clock = FALSE;
  g_free (self->chosen_port);
  self->chosen_port = g_strdup (port_id);
  if (self->sim != NULL)
    ub_session_end_rehearsal (self);
  sync_contact (self);
  ub_session_changed (self);
}

gboolean
ub_session_can_give_clock (UbSession *self)
{
  const IspPort *port = ub_session_get_port (self);

  return port != NULL && isp_driver_can_at (port, ISP_CAN_CLOCK);
}

gboolean
ub_session_gives_clock (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->gives_clock;
}

void
ub_session_set_gives_clock (UbSession *self, gboolean gives_clock)
{
  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (!ub_session_is_busy (self));
  gives_clock = gives_clock && ub_session_can_give_clock (self);
  if (self->gives_clock == gives_clock)
    return;
  ub_session_choice_made (self);
  self->gives_clock = gives_clock;
  sync_contact (self);
  ub_session_changed (self);
}

/* ── rehearsal ── */

static void
take_sim (UbSession *self, IspPort *sim)
{
  ub_session_choice_made (self);
  g_clear_pointer (&self->sim, isp_port_free);
  self->sim = sim;
  self->gives_clock = FALSE;
  ub_session_clear_image (self);
  sync_contact (self);
  ub_session_sync_image (self);
  ub_session_changed (self);
}

static void
renew_sim (UbSession *self)
{
  const IspPart *part =
      self->chosen_part != NULL ? self->chosen_part : isp_parts_by_name (USUAL_PART);

  take_sim (self, isp_rehearsal_port_new (part, self->fault));
}

void
ub_session_start_rehearsal (UbSession *self, const char *sim)
{
  g_autoptr (GError) error = NULL;
  IspPort *port;

  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (!ub_session_is_busy (self));
  if (sim == NULL)
    {
      renew_sim (self);
      return;
    }
  port = isp_rehearsal_port_parse (sim, &error);
  if (port != NULL)
    take_sim (self, port);
  else
    ub_session_notice (self, error->message);
}

void
ub_session_end_rehearsal (UbSession *self)
{
  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (!ub_session_is_busy (self));
  g_clear_pointer (&self->fault, g_free);
  g_clear_object (&self->job);
  take_sim (self, NULL);
}

gboolean
ub_session_is_rehearsing (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->sim != NULL;
}

void
ub_session_set_rehearsal_fault (UbSession *self, const char *fault)
{
  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (self->sim != NULL && !ub_session_is_busy (self));
  g_free (self->fault);
  self->fault = g_strdup (fault);
  /* Another chip than the one chosen answers only where one was chosen. */
  if (g_strcmp0 (fault, "wrong-part") == 0 && self->chosen_part == NULL)
    self->chosen_part = isp_parts_by_name (USUAL_PART);
  renew_sim (self);
}

const char *
ub_session_get_rehearsal_fault (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->fault != NULL ? self->fault : isp_rehearsal_get_fault (0)->id;
}

/* ── chip ── */

static gboolean
same_snapshot (const IspPlan *plan, const IspSnapshot *now)
{
  return plan == NULL || (now != NULL && isp_snapshot_check_same (plan->snapshot, now, NULL));
}

static void
contact_changed_cb (UbContact *contact, UbSession *self)
{
  const IspSnapshot *snapshot = ub_contact_get_snapshot (contact);

  g_clear_pointer (&self->guess, isp_guess_free);
  if (snapshot != NULL)
    self->guess = isp_guess_new (snapshot, isp_presets_get_list (self->presets));
  settle_ports (self);
  if (!same_snapshot (self->plan, snapshot))
    {
      g_clear_pointer (&self->plan, isp_plan_unref);
      self->acknowledged = 0;
    }
  ub_session_sync_image (self);
  ub_session_changed (self);
}

UbContact *
ub_session_get_contact (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->contact;
}

const IspSnapshot *
ub_session_get_snapshot (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return ub_contact_get_snapshot (self->contact);
}

const IspGuess *
ub_session_get_guess (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->guess;
}

const IspPart *
ub_session_get_part (UbSession *self)
{
  const IspSnapshot *snapshot = ub_session_get_snapshot (self);

  if (self->chosen_part != NULL)
    return self->chosen_part;
  return snapshot != NULL ? snapshot->part : NULL;
}

void
ub_session_choose_part (UbSession *self, const IspPart *part)
{
  gboolean renew;

  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (!ub_session_is_busy (self));
  /* A rehearsal gets a board with that chip, unless it is the very one that answers. */
  renew = self->sim != NULL && (part == NULL || part != ub_contact_get_found (self->contact));
  ub_session_choice_made (self);
  self->chosen_part = part;
  if (renew)
    renew_sim (self);
  sync_contact (self);
  ub_session_changed (self);
}

gboolean
ub_session_is_part_by_hand (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->chosen_part != NULL;
}

/* ── options ── */

void
ub_session_set_backup (UbSession *self, gboolean backup)
{
  g_return_if_fail (UB_IS_SESSION (self));
  if (self->backup == !!backup)
    return;
  ub_session_choice_made (self);
  self->backup = !!backup;
  ub_session_changed (self);
}

gboolean
ub_session_get_backup (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return self->backup;
}

void
ub_session_set_acknowledged (UbSession *self, IspHazardId hazard, gboolean acknowledged)
{
  const guint64 bit = G_GUINT64_CONSTANT (1) << hazard;

  g_return_if_fail (UB_IS_SESSION (self));
  g_return_if_fail (hazard < ISP_N_HAZARDS);
  if (ub_session_is_acknowledged (self, hazard) == !!acknowledged)
    return;
  self->acknowledged ^= bit;
  ub_session_changed (self);
}

gboolean
ub_session_is_acknowledged (UbSession *self, IspHazardId hazard)
{
  g_return_val_if_fail (UB_IS_SESSION (self), FALSE);
  return (self->acknowledged >> hazard) & 1;
}

/* ── the object ── */

static void
ub_session_dispose (GObject *object)
{
  UbSession *self = UB_SESSION (object);

  g_clear_pointer (&self->scanner, isp_scanner_free);
  if (self->contact != NULL)
    g_signal_handlers_disconnect_by_data (self->contact, self);
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  g_clear_object (&self->contact);
  g_clear_object (&self->job);
  ub_session_clear_image (self);
  G_OBJECT_CLASS (ub_session_parent_class)->dispose (object);
}

static void
ub_session_finalize (GObject *object)
{
  UbSession *self = UB_SESSION (object);

  g_clear_pointer (&self->ports, g_ptr_array_unref);
  g_free (self->chosen_port);
  g_free (self->fault);
  ub_session_clear_undo (self);
  g_clear_pointer (&self->sim, isp_port_free);
  g_clear_pointer (&self->guess, isp_guess_free);
  g_clear_pointer (&self->firmware, isp_image_file_unref);
  g_clear_pointer (&self->request, isp_request_unref);
  g_clear_pointer (&self->plan, isp_plan_unref);
  g_clear_pointer (&self->presets, isp_presets_unref);
  g_clear_pointer (&self->isp, isp_session_unref);
  G_OBJECT_CLASS (ub_session_parent_class)->finalize (object);
}

static void
ub_session_class_init (UbSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = ub_session_dispose;
  object_class->finalize = ub_session_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PLUGGED] = g_signal_new ("plugged", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[NOTICE] = g_signal_new ("notice", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PROGRESS] =
      g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] =
      g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ub_session_init (UbSession *self)
{
  self->ports = g_ptr_array_new ();
  self->backup = TRUE;
  self->fetch_fraction = -1;
}

UbSession *
ub_session_new (IspPresets *presets)
{
  UbSession *self;

  g_return_val_if_fail (presets != NULL, NULL);
  self = g_object_new (UB_TYPE_SESSION, NULL);
  self->presets = isp_presets_ref (presets);
  self->isp = isp_session_new ();
  self->contact = ub_contact_new (self->isp);
  g_signal_connect (self->contact, "changed", G_CALLBACK (contact_changed_cb), self);
  self->scanner = isp_scanner_new (self->isp, scanner_cb, self);
  return self;
}

IspSession *
ub_session_get_isp (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->isp;
}

IspPresets *
ub_session_get_presets (UbSession *self)
{
  g_return_val_if_fail (UB_IS_SESSION (self), NULL);
  return self->presets;
}
