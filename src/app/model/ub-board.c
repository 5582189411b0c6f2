/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-board-private.h"

#include "parts/isp-parts.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (UbBoard, ub_board, G_TYPE_OBJECT)

/* The chip that answers in the rehearsal of a mix-up. */
#define USUAL_PART "atmega32u4"

/* Every supported part can run at 2 MHz. Parts that ship with CKDIV8 then run at 250 kHz, which
 * still allows SCK = 31.25 kHz. */
#define RESCUE_CLOCK_HZ 2000000

enum
{
  CHANGED,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

void
ub_board_changed (UbBoard *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
ub_board_drop_plan (UbBoard *self)
{
  g_clear_pointer (&self->plan, isp_plan_unref);
  g_clear_pointer (&self->request, isp_request_unref);
  self->acknowledged = 0;
}

/* ── programmer ── */

static const IspPort *
find_port (UbBoard *self)
{
  const IspPort *sim = ub_ports_get_sim (self->ports);
  const IspPort *chosen = ub_ports_find (self->ports, self->chosen_port);

  if (sim != NULL)
    return sim;
  return chosen != NULL ? chosen : ub_ports_find_only_ready (self->ports);
}

/* TRUE: the port may be opened. Opening somebody's serial port may reset what hangs on it, so one
 * that may be anybody's needs the person's choice. */
static gboolean
may_contact (UbBoard *self)
{
  return self->port != NULL && (self->port->state == ISP_PORT_READY ||
                                (self->port->state == ISP_PORT_ASK &&
                                 g_strcmp0 (self->port->id, self->chosen_port) == 0));
}

/* The previous programmer's chip says nothing about this one's. */
static void
forget_other_port (UbBoard *self)
{
  if (self->port == NULL || self->suggested_by == NULL ||
      g_str_equal (self->port->id, self->suggested_by))
    return;
  g_clear_pointer (&self->suggested_by, g_free);
  g_clear_pointer (&self->guess, isp_guess_free);
  /* What was asked for stands: the programmer may be in another socket now. */
  g_clear_pointer (&self->plan, isp_plan_unref);
  ub_choice_suggest (self->choice, NULL);
}

/* Brings everything in line with the port in force. */
static void
sync_port (UbBoard *self)
{
  const IspPort *found = find_port (self);

  /* Another programmer, and nobody knows what is on its wires; unplugged, what will be. */
  if (g_strcmp0 (found != NULL ? found->id : NULL, self->port != NULL ? self->port->id : NULL) != 0)
    {
      self->is_done = FALSE;
      self->acknowledged = 0;
    }
  g_clear_pointer (&self->port, isp_port_free);
  if (found != NULL)
    self->port = isp_port_copy (found);
  if (ub_choice_gives_clock (self->choice) && !ub_board_can_give_clock (self))
    ub_choice_set_gives_clock (self->choice, FALSE);
  forget_other_port (self);
  if (self->port != NULL && ub_choice_gives_clock (self->choice))
    self->port->rescue_clock_hz = RESCUE_CLOCK_HZ;
  self->part = ub_choice_get_part (self->choice);
  ub_contact_set_target (self->contact, may_contact (self) ? self->port : NULL, self->part);
}

static void
ports_changed_cb (UbPorts *ports, UbBoard *self)
{
  if (ub_ports_find (ports, self->chosen_port) == NULL)
    g_clear_pointer (&self->chosen_port, g_free);
  ub_choice_set_rehearsing (self->choice, ub_ports_are_rehearsing (ports));
  sync_port (self);
  ub_board_changed (self);
}

const IspPort *
ub_board_get_port (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return ub_board_uploads (self) ? ub_loader_get_port (self->loader) : self->port;
}

const IspPort *
ub_board_get_likely_port (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return self->port != NULL ? self->port : ub_ports_find_only_likely (self->ports);
}

void
ub_board_choose_port (UbBoard *self, const char *port_id)
{
  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (port_id != NULL && !ub_board_is_busy (self));
  ub_board_drop_plan (self);
  if (g_strcmp0 (self->chosen_port, port_id) != 0)
    ub_choice_set_gives_clock (self->choice, FALSE);
  g_free (self->chosen_port);
  self->chosen_port = g_strdup (port_id);
  if (ub_ports_are_rehearsing (self->ports))
    {
      ub_board_end_rehearsal (self);
      return;
    }
  sync_port (self);
  ub_board_changed (self);
}

gboolean
ub_board_can_give_clock (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  return self->port != NULL && isp_driver_can_at (self->port, ISP_CAN_CLOCK);
}

/* With another simulated keyboard. */
static void
rehearse (UbBoard *self, const IspPart *part)
{
  self->is_done = FALSE;
  ub_ports_rehearse (self->ports, part);
}

void
ub_board_set_fault (UbBoard *self, const char *fault)
{
  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (ub_ports_are_rehearsing (self->ports) && !ub_board_is_busy (self));
  ub_ports_set_fault (self->ports, fault);
  ub_board_drop_plan (self);
  /* Another chip than the one chosen answers only where one was chosen. */
  if (g_strcmp0 (fault, "wrong-part") == 0 && self->part == NULL)
    {
      self->part = isp_parts_by_name (USUAL_PART);
      ub_choice_set_part (self->choice, self->part);
    }
  rehearse (self, self->part);
}

void
ub_board_end_rehearsal (UbBoard *self)
{
  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (!ub_board_is_busy (self));
  ub_board_clear_jobs (self);
  ub_ports_end_rehearsal (self->ports);
}

/* ── chip ── */

static void
contact_changed_cb (UbContact *contact, UbBoard *self)
{
  const IspSnapshot *now = ub_contact_get_snapshot (contact);

  /* Its wires go to the next one. */
  if (ub_contact_get_error (contact) != NULL)
    self->is_done = FALSE;
  /* While nothing answers, what is known stands: a wire may be loose for a moment. */
  if (now != NULL)
    {
      g_clear_pointer (&self->guess, isp_guess_free);
      self->guess =
          isp_guess_new (now, isp_presets_get_list (ub_choice_get_presets (self->choice)));
      g_free (self->suggested_by);
      self->suggested_by = g_strdup (self->port->id);
      if (self->plan != NULL && !ub_board_uploads (self) &&
          !isp_snapshot_check_same (self->plan->snapshot, now, NULL))
        {
          g_clear_pointer (&self->plan, isp_plan_unref);
          self->acknowledged = 0;
        }
      ub_choice_suggest (self->choice, self->guess->preselect);
    }
  ub_ports_settle (self->ports);
  ub_board_changed (self);
}

static void
maker_changed_cb (UbMaker *maker, UbBoard *self)
{
  if (self->task == UB_TASK_MAKE || self->task == UB_TASK_GIVE_BACK)
    {
      g_clear_pointer (&self->plan, isp_plan_unref);
      self->acknowledged = 0;
    }
  ub_board_changed (self);
}

/* A keyboard that comes into its bootloader again has forgotten nothing, but it may be another one.
 */
static void
loader_changed_cb (UbLoader *loader, UbBoard *self)
{
  if (ub_board_uploads (self))
    {
      g_clear_pointer (&self->plan, isp_plan_unref);
      self->acknowledged = 0;
    }
  ub_board_changed (self);
}

UbLoader *
ub_board_get_loader (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return self->loader;
}

void
ub_board_set_wanted (UbBoard *self, gboolean wanted)
{
  g_return_if_fail (UB_IS_BOARD (self));
  ub_contact_set_wanted (self->contact, wanted && !ub_board_uploads (self));
  ub_loader_set_wanted (self->loader, wanted && ub_board_uploads (self));
}

UbMaker *
ub_board_get_maker (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return self->maker;
}

UbContact *
ub_board_get_contact (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return self->contact;
}

const IspSnapshot *
ub_board_get_snapshot (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return ub_board_uploads (self) ? ub_loader_get_snapshot (self->loader)
                                 : ub_contact_get_snapshot (self->contact);
}

gboolean
ub_board_is_done (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  return self->is_done && self->job == NULL && ub_board_get_snapshot (self) != NULL;
}

const IspGuess *
ub_board_get_guess (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return ub_board_get_snapshot (self) != NULL ? self->guess : NULL;
}

const IspPart *
ub_board_get_part (UbBoard *self)
{
  const IspSnapshot *snapshot;

  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  snapshot = ub_board_get_snapshot (self);
  if (!ub_board_uploads (self) && ub_choice_get_part (self->choice) != NULL)
    return ub_choice_get_part (self->choice);
  return snapshot != NULL ? snapshot->part : NULL;
}

/* ── plan ── */

static void
choice_chosen_cb (UbChoice *choice, UbBoard *self)
{
  const IspPart *part = ub_choice_get_part (choice);
  const gboolean other = part != self->part;

  ub_board_drop_plan (self);
  self->part = part;
  /* A rehearsal gets a board with that chip, unless it is the very one that answers. */
  if (other && ub_ports_are_rehearsing (self->ports) &&
      (part == NULL || part != ub_contact_get_found (self->contact)))
    rehearse (self, part);
}

static void
choice_changed_cb (UbChoice *choice, UbBoard *self)
{
  g_clear_pointer (&self->plan, isp_plan_unref);
  sync_port (self);
  ub_board_suggest_chip (self);
  ub_board_changed (self);
}

const char *
ub_board_get_missing_chip (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  if (self->port == NULL)
    return ub_ports_have_choice (self->ports) ? _ ("Choose a programmer first")
                                              : _ ("Waiting for a programmer");
  if (ub_contact_get_found (self->contact) != NULL)
    return _ ("The connected chip is not the chosen one");
  return ub_board_get_snapshot (self) == NULL ? _ ("Waiting for the chip to answer") : NULL;
}

const char *
ub_board_get_missing (UbBoard *self)
{
  const IspPreset *preset;

  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  if (ub_board_uploads (self))
    return ub_board_get_missing_upload (self);
  preset = ub_choice_get_preset (self->choice);
  if (ub_board_get_missing_chip (self) != NULL)
    return ub_board_get_missing_chip (self);
  if (preset != NULL && !isp_preset_fits_part (preset, ub_board_get_part (self)->id))
    return _ ("Choose a bootloader that is made for this chip");
  return ub_choice_get_missing (self->choice);
}

static IspRequest *
make_usual_request (UbBoard *self)
{
  switch (self->task)
    {
    case UB_TASK_INSTALL:
      return ub_choice_make_upload (self->choice);
    case UB_TASK_MAKE:
      return ub_maker_make_request (self->maker);
    case UB_TASK_GIVE_BACK:
      return ub_maker_make_give_back (self->maker);
    case UB_TASK_RESCUE:
      break;
    }
  return ub_choice_make_request (self->choice);
}

IspRequest *
ub_board_make_request (UbBoard *self)
{
  IspRequest *request;

  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  if (self->request != NULL)
    return isp_request_ref (self->request);
  request = make_usual_request (self);
  if (ub_board_puts_eeprom_back (self))
    request->eeprom = isp_image_ref (ub_undo_get_backup (&self->undo)->eeprom);
  else if ((request->kind == ISP_JOB_FLASH || request->kind == ISP_JOB_UPLOAD) &&
           ub_board_get_resumed (self) != NULL)
    request->unfinished = isp_unfinished_ref (ub_board_get_resumed (self));
  return request;
}

void
ub_board_set_request (UbBoard *self, IspRequest *request)
{
  g_return_if_fail (UB_IS_BOARD (self));
  ub_board_drop_plan (self);
  self->request = request;
  self->task =
      request != NULL && request->kind == ISP_JOB_UPLOAD ? UB_TASK_INSTALL : UB_TASK_RESCUE;
  ub_board_changed (self);
}

const IspPlan *
ub_board_get_plan (UbBoard *self)
{
  const IspSnapshot *snapshot;

  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  snapshot = ub_board_get_snapshot (self);
  if (snapshot == NULL || (ub_board_uploads (self) && ub_board_get_missing_upload (self) != NULL))
    return NULL;
  if (self->plan == NULL)
    {
      g_autoptr (IspRequest) request = ub_board_make_request (self);

      self->plan = isp_plan_new (snapshot, request);
    }
  return self->plan;
}

/* ── answers ── */

void
ub_board_set_acknowledged (UbBoard *self, IspHazardId hazard, gboolean acknowledged)
{
  const guint64 bit = G_GUINT64_CONSTANT (1) << hazard;

  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (hazard < ISP_N_HAZARDS);
  if (ub_board_is_acknowledged (self, hazard) == !!acknowledged)
    return;
  self->acknowledged ^= bit;
  ub_board_changed (self);
}

gboolean
ub_board_is_acknowledged (UbBoard *self, IspHazardId hazard)
{
  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  return (self->acknowledged >> hazard) & 1;
}

gboolean
ub_board_may_start (UbBoard *self)
{
  const IspPlan *plan;

  g_return_val_if_fail (UB_IS_BOARD (self), FALSE);
  plan = ub_board_get_plan (self);
  if (plan == NULL || plan->error != NULL || ub_board_is_busy (self))
    return FALSE;
  for (guint i = 0; i < plan->hazards->len; i++)
    {
      const IspHazard *hazard = &g_array_index (plan->hazards, IspHazard, i);

      if (hazard->severity == ISP_SEVERITY_WARNING && !ub_board_is_acknowledged (self, hazard->id))
        return FALSE;
    }
  return TRUE;
}

/* ── the object ── */

void
ub_board_start_afresh (UbBoard *self)
{
  const IspKeyboard *keyboard;

  g_return_if_fail (UB_IS_BOARD (self));
  g_return_if_fail (!ub_board_is_busy (self));
  keyboard = ub_choice_get_keyboard (self->choice);
  ub_board_clear_jobs (self);
  g_clear_pointer (&self->guess, isp_guess_free);
  g_clear_pointer (&self->suggested_by, g_free);
  /* A rehearsal continues with the same board. */
  self->part = keyboard != NULL ? isp_keyboard_get_part (keyboard) : NULL;
  ub_choice_start_over (self->choice);
  ub_contact_forget (self->contact);
}

static void
ub_board_dispose (GObject *object)
{
  UbBoard *self = UB_BOARD (object);

  if (self->ports != NULL)
    g_signal_handlers_disconnect_by_data (self->ports, self);
  if (self->choice != NULL)
    g_signal_handlers_disconnect_by_data (self->choice, self);
  if (self->contact != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->contact, self);
      ub_contact_set_target (self->contact, NULL, NULL);
    }
  if (self->loader != NULL)
    g_signal_handlers_disconnect_by_data (self->loader, self);
  if (self->maker != NULL)
    g_signal_handlers_disconnect_by_data (self->maker, self);
  if (self->job != NULL)
    g_signal_handlers_disconnect_by_data (self->job, self);
  ub_board_cancel (self);
  ub_board_clear_jobs (self);
  g_clear_object (&self->contact);
  g_clear_object (&self->loader);
  g_clear_object (&self->maker);
  g_clear_object (&self->choice);
  g_clear_object (&self->ports);
  G_OBJECT_CLASS (ub_board_parent_class)->dispose (object);
}

static void
ub_board_finalize (GObject *object)
{
  UbBoard *self = UB_BOARD (object);

  ub_board_drop_plan (self);
  g_free (self->chosen_port);
  g_free (self->suggested_by);
  g_clear_pointer (&self->port, isp_port_free);
  g_clear_pointer (&self->guess, isp_guess_free);
  G_OBJECT_CLASS (ub_board_parent_class)->finalize (object);
}

static void
ub_board_class_init (UbBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = ub_board_dispose;
  object_class->finalize = ub_board_finalize;
  signals[CHANGED] =
      g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] =
      g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ub_board_init (UbBoard *self)
{
}

UbBoard *
ub_board_new (UbPorts *ports, UbChoice *choice)
{
  UbBoard *self;

  g_return_val_if_fail (UB_IS_PORTS (ports) && UB_IS_CHOICE (choice), NULL);
  self = g_object_new (UB_TYPE_BOARD, NULL);
  self->ports = g_object_ref (ports);
  self->choice = g_object_ref (choice);
  self->contact = ub_contact_new (ports);
  self->loader = ub_loader_new (ports);
  self->maker = ub_maker_new (ub_choice_get_presets (choice));
  g_signal_connect (self->contact, "changed", G_CALLBACK (contact_changed_cb), self);
  g_signal_connect (self->loader, "changed", G_CALLBACK (loader_changed_cb), self);
  g_signal_connect (self->maker, "changed", G_CALLBACK (maker_changed_cb), self);
  g_signal_connect (ports, "changed", G_CALLBACK (ports_changed_cb), self);
  g_signal_connect (choice, "chosen", G_CALLBACK (choice_chosen_cb), self);
  g_signal_connect (choice, "changed", G_CALLBACK (choice_changed_cb), self);
  ub_choice_set_rehearsing (choice, ub_ports_are_rehearsing (ports));
  sync_port (self);
  return self;
}

UbPorts *
ub_board_get_ports (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return self->ports;
}

UbChoice *
ub_board_get_choice (UbBoard *self)
{
  g_return_val_if_fail (UB_IS_BOARD (self), NULL);
  return self->choice;
}
