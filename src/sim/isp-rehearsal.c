/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rehearsal programmer: a driver like any other, on a simulated chip. It behaves as a low-speed
 * USB programmer that can set SCK and returns all four bytes of a reply. Called on the worker
 * thread; boards live in the session. */
#include "isp-rehearsal-private.h"

#include "config.h"
#include "core/isp-error.h"

#include <glib/gi18n-lib.h>

#define SESSION_KEY     "isp-rehearsal"
#define DEFAULT_SCK_HZ  375000
#define MAX_SCK_HZ      3000000
#define US              G_GUINT64_CONSTANT (1000) /* in ns */
#define RESET_SETTLE_NS (21000 * US)
#define MIN_PULSE_US    1
#define CALL_NS         (1000 * US) /* a control transfer's setup at low speed */
#define PACKET_NS       (150 * US)  /* each 8 bytes of it */
#define MIDDLE_LOADS    300         /* page loads up to the middle of writing flash */
#define SLICE_US        (50 * 1000) /* cancel is looked at this often */
#define LAG_US          (20 * 1000) /* after real time ran ahead this far, pacing starts again */

typedef struct
{
  IspSimChip *chip;
  RehearsalOptions options;
  gboolean open;
  guint32 countdown; /* instructions left until the plug is pulled, or it halts; 0: neither */
} Board;

typedef struct
{
  Board *board;
  guint32 half_ns; /* half a period of SCK */
  gboolean unplugged;
  gboolean halted;    /* until it is cancelled */
  gint64 real_start;  /* µs; pace: this moment … */
  guint64 chip_start; /* … is this one of the chip's */
  guint n_bytes;      /* of the packet that is under way */
} Rehearsal;

/* A session's. */
typedef struct
{
  GMutex lock; /* guards the table, and Board.open */
  GHashTable *by_port;
} Boards;

static void
board_free (gpointer data)
{
  Board *board = data;

  isp_sim_chip_free (board->chip);
  g_free (board);
}

static Board *
board_new (const RehearsalOptions *options)
{
  Board *board = g_new0 (Board, 1);

  board->options = *options;
  board->chip = rehearsal_chip_new (options);
  if (options->unplug_after > 0)
    board->countdown = options->unplug_after;
  else if (options->fault == REHEARSAL_UNPLUGGED || options->halts)
    board->countdown = MIDDLE_LOADS;
  return board;
}

static gpointer
boards_new (void)
{
  Boards *boards = g_new (Boards, 1);

  g_mutex_init (&boards->lock);
  boards->by_port = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, board_free);
  return boards;
}

static void
boards_free (gpointer data)
{
  Boards *boards = data;

  g_hash_table_unref (boards->by_port);
  g_mutex_clear (&boards->lock);
  g_free (boards);
}

static Boards *
get_boards (IspSession *session)
{
  return isp_session_ensure_data (session, SESSION_KEY, boards_new, boards_free);
}

IspSimChip *
isp_rehearsal_peek_chip (IspSession *session, const char *port_id)
{
  g_return_val_if_fail (session != NULL && port_id != NULL, NULL);

  Boards *boards = get_boards (session);
  g_mutex_lock (&boards->lock);
  Board *board = g_hash_table_lookup (boards->by_port, port_id);
  IspSimChip *chip = board != NULL ? board->chip : NULL;
  g_mutex_unlock (&boards->lock);
  return chip;
}

/* ── time ── */

static void
start_pace (Rehearsal *self)
{
  self->real_start = g_get_monotonic_time ();
  self->chip_start = isp_sim_chip_get_time (self->board->chip);
}

/* Sleeps until real time has caught up with the chip's, or for ever. FALSE when cancelled. */
static gboolean
keep_pace (Rehearsal *self, GCancellable *cancellable, GError **error)
{
  guint speed = self->board->options.speed;

  while (!g_cancellable_set_error_if_cancelled (cancellable, error))
    {
      if (self->halted)
        {
          g_usleep (SLICE_US);
          continue;
        }
      if (speed == 0)
        return TRUE;
      guint64 spent = isp_sim_chip_get_time (self->board->chip) - self->chip_start;
      gint64 left = self->real_start + (gint64) (spent / US / speed) - g_get_monotonic_time ();
      if (left < -LAG_US)
        start_pace (self);
      if (left <= 0)
        return TRUE;
      g_usleep (MIN (left, SLICE_US));
    }
  self->halted = FALSE;
  return FALSE;
}

/* Lets the chip's time pass; real time follows in keep_pace. */
static void
wait_us (Rehearsal *self, guint64 us)
{
  isp_sim_chip_advance (self->board->chip, us * US);
}

/* ── wire ── */

static void
start_call (Rehearsal *self)
{
  isp_sim_chip_advance (self->board->chip, CALL_NS);
  self->n_bytes = 0;
}

/* So many bytes went over USB. */
static void
count_bytes (Rehearsal *self, guint n)
{
  self->n_bytes += n;
  for (; self->n_bytes >= 8; self->n_bytes -= 8)
    isp_sim_chip_advance (self->board->chip, PACKET_NS);
}

static gboolean
check_plugged (Rehearsal *self, GError **error)
{
  if (!self->unplugged)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_UNPLUGGED, _ ("The programmer was unplugged"));
  return FALSE;
}

/* Whether an instruction counts towards pulling the plug: each does if a number was given; else the
 * middle of writing flash is waited for. */
static gboolean
counts (const Board *board, const guint8 *tx)
{
  const IspInstructionSet *set = isp_sim_chip_get_part (board->chip)->instructions;

  return board->options.unplug_after > 0 || tx[0] == set->op[ISP_OP_LOAD_FLASH_LOW][0] ||
         tx[0] == set->op[ISP_OP_LOAD_FLASH_HIGH][0];
}

static gboolean
instruct (Rehearsal *self, const guint8 *tx, guint8 *rx, GError **error)
{
  Board *board = self->board;

  if (!check_plugged (self, error))
    return FALSE;
  if (board->countdown > 0 && counts (board, tx) && --board->countdown == 0)
    {
      if (board->options.halts)
        {
          self->halted = TRUE;
          return TRUE;
        }
      self->unplugged = TRUE;
      isp_sim_chip_set_reset (board->chip, FALSE);
      return check_plugged (self, error);
    }
  for (guint i = 0; i < 4; i++)
    rx[i] = isp_sim_chip_spi (board->chip, tx[i], self->half_ns, self->half_ns);
  return TRUE;
}

/* ── open, close ── */

static void
set_sck (IspProgrammer *programmer, guint32 want_hz)
{
  Rehearsal *self = programmer->priv;
  guint32 hz = want_hz > 0 ? MIN (want_hz, MAX_SCK_HZ) : DEFAULT_SCK_HZ;

  self->half_ns = (500000000 + hz - 1) / hz;
  programmer->sck_hz = 500000000 / self->half_ns;
}

static gboolean
rehearsal_open (IspProgrammer *programmer, const IspPort *port, GCancellable *cancellable,
                GError **error)
{
  RehearsalOptions options;
  Board *board;

  if (!rehearsal_options_parse (port->id, &options, error))
    return FALSE;
  Boards *boards = get_boards (programmer->session);
  g_mutex_lock (&boards->lock);
  board = g_hash_table_lookup (boards->by_port, port->id);
  if (board == NULL)
    {
      board = board_new (&options);
      g_hash_table_insert (boards->by_port, g_strdup (port->id), board);
    }
  gboolean busy = board->open;
  board->open = TRUE;
  g_mutex_unlock (&boards->lock);
  if (busy)
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BUSY, _ ("The rehearsal is already in use"));
      return FALSE;
    }

  Rehearsal *self = g_new0 (Rehearsal, 1);
  self->board = board;
  programmer->priv = self;
  programmer->version = g_strdup ("simulated");
  set_sck (programmer, 0);
  return TRUE;
}

static void
rehearsal_close (IspProgrammer *programmer)
{
  Rehearsal *self = programmer->priv;

  Boards *boards = get_boards (programmer->session);
  g_mutex_lock (&boards->lock);
  self->board->open = FALSE;
  g_mutex_unlock (&boards->lock);
  g_clear_pointer (&programmer->priv, g_free);
}

/* ── programming mode ── */

static gboolean
rehearsal_enter (IspProgrammer *programmer, const IspEnter *want, IspEntered *out,
                 GCancellable *cancellable, GError **error)
{
  Rehearsal *self = programmer->priv;
  IspSimChip *chip = self->board->chip;
  /* if no part is known: this instruction is the same for all */
  guint8 tx[4] = { 0xAC, 0x53, 0x00, 0x00 };
  guint8 rx[4];

  if (!check_plugged (self, error))
    return FALSE;
  if (want->part != NULL)
    {
      tx[0] = want->part->instructions->op[ISP_OP_PROGRAM_ENABLE][0];
      tx[1] = want->part->instructions->op[ISP_OP_PROGRAM_ENABLE][1];
    }
  programmer->part = want->part;
  set_sck (programmer, want->sck_hz);
  start_pace (self);
  start_call (self);
  isp_sim_chip_set_reset (chip, FALSE);
  wait_us (self, MAX (want->reset_pulse_us, MIN_PULSE_US));
  isp_sim_chip_set_reset (chip, TRUE);
  isp_sim_chip_advance (chip, RESET_SETTLE_NS);
  if (!keep_pace (self, cancellable, error) || !instruct (self, tx, rx, error))
    return FALSE;
  out->sck_hz = programmer->sck_hz;
  out->contact = rx[2] == tx[1] ? ISP_CONTACT_IN_STEP : ISP_CONTACT_SILENT;
  return keep_pace (self, cancellable, error);
}

static void
rehearsal_leave (IspProgrammer *programmer)
{
  Rehearsal *self = programmer->priv;

  if (self->unplugged)
    return;
  start_call (self);
  isp_sim_chip_set_reset (self->board->chip, FALSE);
}

/* ── instructions ── */

static gboolean
poll (Rehearsal *self, const IspOp *op, IspReply *reply, GCancellable *cancellable, GError **error)
{
  guint64 end = isp_sim_chip_get_time (self->board->chip) + op->wait_us * US;

  do
    {
      if (!instruct (self, op->tx, reply->rx, error) || !keep_pace (self, cancellable, error))
        return FALSE;
      if ((reply->rx[3] & 1) == 0)
        return TRUE;
      reply->was_busy = TRUE;
    }
  while (isp_sim_chip_get_time (self->board->chip) < end);
  return TRUE;
}

static gboolean
run_op (Rehearsal *self, const IspOp *op, IspReply *reply, GCancellable *cancellable,
        GError **error)
{
  *reply = (IspReply){ .known_bytes = 0x0F };
  count_bytes (self, 4);
  if ((op->flags & ISP_OP_FLAG_POLL) != 0)
    return poll (self, op, reply, cancellable, error);
  if (!instruct (self, op->tx, reply->rx, error))
    return FALSE;
  wait_us (self, op->wait_us);
  return keep_pace (self, cancellable, error);
}

static gboolean
rehearsal_exchange (IspProgrammer *programmer, const IspOp *ops, IspReply *replies, gsize n,
                    gsize *n_done, GCancellable *cancellable, GError **error)
{
  Rehearsal *self = programmer->priv;

  start_call (self);
  for (gsize i = 0; i < n; i++)
    {
      if (n_done != NULL)
        *n_done = i;
      if (!run_op (self, &ops[i], &replies[i], cancellable, error))
        return FALSE;
    }
  if (n_done != NULL)
    *n_done = n;
  return check_plugged (self, error);
}

static const IspCost cost = { .op = { .us = 20, .spi = 1 } };

const IspDriver isp_rehearsal_driver = {
  .owner = {
    .id = "rehearsal",
    .aliases = "sim",
    .name = N_ ("Rehearsal"),
    .link = ISP_LINK_SIMULATED,
    .wiring = isp_wiring_pro_micro,
  },
  .capabilities = ISP_CAN_SET_SCK | ISP_CAN_SEE_ECHO,
  .cost = &cost,
  .open = rehearsal_open,
  .close = rehearsal_close,
  .enter = rehearsal_enter,
  .exchange = rehearsal_exchange,
  .leave = rehearsal_leave,
};
