/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-shelf.h"
#include "app/widgets/ub-text.h"
#include "app/widgets/ub-toast.h"
#include "app/widgets/ub-wrap.h"

#include <glib/gi18n.h>

typedef struct
{
  UbBoard *board;
  UbShelf *shelf;
  char *title, *subtitle, *status;
  char *primary_label, *primary_caption, *primary_class;
  gboolean primary_sensitive, busy;
  gboolean visible; /* the frame shows this page */
  GtkWidget *left;  /* weak: what led away from here; NULL: nothing */
} UbPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (UbPage, ub_page, ADW_TYPE_BIN)

#define PRIV(self) ((UbPagePrivate *) ub_page_get_instance_private (self))

enum
{
  PROP_0,
  PROP_BOARD,
  PROP_TITLE,
  PROP_MAX_WIDTH,
  PROP_CONTENT,
  PROP_NOTICE,
  N_PROPS,
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

/* TRUE: it is another one than before. */
static gboolean
take_string (char **slot, const char *value)
{
  if (g_strcmp0 (*slot, value) == 0)
    return FALSE;
  g_free (*slot);
  *slot = g_strdup (value);
  return TRUE;
}

static void
emit_changed (UbPage *self, gboolean changed)
{
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
board_changed_cb (UbPage *self)
{
  if (PRIV (self)->visible)
    ub_page_update (self);
}

static void
ub_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UbPagePrivate *priv = PRIV (UB_PAGE (object));

  switch (id)
    {
    case PROP_BOARD:
      g_value_set_object (value, priv->board);
      break;
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_MAX_WIDTH:
      g_value_set_int (value, ub_shelf_get_max_width (priv->shelf));
      break;
    case PROP_CONTENT:
      g_value_set_object (value, ub_shelf_get_content (priv->shelf));
      break;
    case PROP_NOTICE:
      g_value_set_object (value, ub_shelf_get_notice (priv->shelf));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ub_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UbPagePrivate *priv = PRIV (UB_PAGE (object));

  switch (id)
    {
    case PROP_BOARD:
      priv->board = g_value_dup_object (value);
      break;
    case PROP_TITLE:
      take_string (&priv->title, g_value_get_string (value));
      break;
    case PROP_MAX_WIDTH:
      ub_shelf_set_max_width (priv->shelf, g_value_get_int (value));
      break;
    case PROP_CONTENT:
      ub_shelf_set_content (priv->shelf, g_value_get_object (value));
      break;
    case PROP_NOTICE:
      ub_shelf_set_notice (priv->shelf, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ub_page_constructed (GObject *object)
{
  UbPage *self = UB_PAGE (object);

  G_OBJECT_CLASS (ub_page_parent_class)->constructed (object);
  ub_wrap_titles (GTK_WIDGET (self));
  g_signal_connect_object (PRIV (self)->board, "changed", G_CALLBACK (board_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
ub_page_finalize (GObject *object)
{
  UbPagePrivate *priv = PRIV (UB_PAGE (object));

  g_clear_object (&priv->board);
  g_clear_weak_pointer (&priv->left);
  g_free (priv->title);
  g_free (priv->subtitle);
  g_free (priv->status);
  g_free (priv->primary_label);
  g_free (priv->primary_caption);
  g_free (priv->primary_class);
  G_OBJECT_CLASS (ub_page_parent_class)->finalize (object);
}

static void
ub_page_class_init (UbPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = ub_page_get_property;
  object_class->set_property = ub_page_set_property;
  object_class->constructed = ub_page_constructed;
  object_class->finalize = ub_page_finalize;

  props[PROP_BOARD] =
      g_param_spec_object ("board", NULL, NULL, UB_TYPE_BOARD,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_MAX_WIDTH] = g_param_spec_int ("max-width", NULL, NULL, 300, 2000, 640, flags);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  props[PROP_NOTICE] = g_param_spec_object ("notice", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
ub_page_init (UbPage *self)
{
  UbPagePrivate *priv = PRIV (self);

  priv->primary_sensitive = TRUE;
  priv->primary_class = g_strdup ("suggested-action");
  priv->shelf = UB_SHELF (ub_shelf_new ());
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (priv->shelf));
}

UbBoard *
ub_page_get_board (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  return PRIV (self)->board;
}

UbChoice *
ub_page_get_choice (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  return ub_board_get_choice (PRIV (self)->board);
}

UbPorts *
ub_page_get_ports (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  return ub_board_get_ports (PRIV (self)->board);
}

const char *
ub_page_get_title (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  return PRIV (self)->title;
}

const char *
ub_page_get_subtitle (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  return PRIV (self)->subtitle;
}

void
ub_page_set_subtitle (UbPage *self, const char *subtitle)
{
  g_return_if_fail (UB_IS_PAGE (self));
  emit_changed (self, take_string (&PRIV (self)->subtitle, subtitle));
}

const char *
ub_page_get_status (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  return PRIV (self)->status;
}

void
ub_page_set_status (UbPage *self, const char *status)
{
  g_return_if_fail (UB_IS_PAGE (self));
  emit_changed (self, take_string (&PRIV (self)->status, status));
}

gboolean
ub_page_get_busy (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), FALSE);
  return PRIV (self)->busy;
}

void
ub_page_set_busy (UbPage *self, gboolean busy)
{
  gboolean was_busy;

  g_return_if_fail (UB_IS_PAGE (self));
  was_busy = PRIV (self)->busy;
  PRIV (self)->busy = busy;
  emit_changed (self, busy != was_busy);
}

const char *
ub_page_get_primary_label (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  return PRIV (self)->primary_label;
}

const char *
ub_page_get_primary_caption (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  return PRIV (self)->primary_caption;
}

const char *
ub_page_get_primary_class (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  return PRIV (self)->primary_class;
}

gboolean
ub_page_get_primary_sensitive (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), FALSE);
  return PRIV (self)->primary_sensitive;
}

void
ub_page_set_primary (UbPage *self, const char *label, gboolean sensitive, const char *caption)
{
  UbPagePrivate *priv;
  gboolean changed;

  g_return_if_fail (UB_IS_PAGE (self));
  priv = PRIV (self);
  changed = take_string (&priv->primary_label, label);
  changed |= take_string (&priv->primary_caption, caption);
  changed |= priv->primary_sensitive != sensitive;
  priv->primary_sensitive = sensitive;
  emit_changed (self, changed);
}

void
ub_page_set_primary_class (UbPage *self, const char *css_class)
{
  g_return_if_fail (UB_IS_PAGE (self));
  emit_changed (self, take_string (&PRIV (self)->primary_class, css_class));
}

/* ── calls of the frame ── */

void
ub_page_update (UbPage *self)
{
  g_return_if_fail (UB_IS_PAGE (self));
  if (UB_PAGE_GET_CLASS (self)->update != NULL)
    UB_PAGE_GET_CLASS (self)->update (self);
}

void
ub_page_shown (UbPage *self)
{
  g_return_if_fail (UB_IS_PAGE (self));
  PRIV (self)->visible = TRUE;
  gtk_accessible_reset_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_HIDDEN);
  ub_page_update (self);
  if (UB_PAGE_GET_CLASS (self)->shown != NULL)
    UB_PAGE_GET_CLASS (self)->shown (self);
}

void
ub_page_hidden (UbPage *self)
{
  g_return_if_fail (UB_IS_PAGE (self));
  PRIV (self)->visible = FALSE;
  /* It stays in the stack, and is nobody's to operate. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  if (UB_PAGE_GET_CLASS (self)->hidden != NULL)
    UB_PAGE_GET_CLASS (self)->hidden (self);
}

void
ub_page_set_left (UbPage *self, GtkWidget *widget)
{
  g_return_if_fail (UB_IS_PAGE (self));
  if (widget != NULL && !gtk_widget_is_ancestor (widget, GTK_WIDGET (self)))
    widget = NULL;
  g_set_weak_pointer (&PRIV (self)->left, widget);
}

void
ub_page_begin (UbPage *self)
{
  g_return_if_fail (UB_IS_PAGE (self));
  ub_page_set_left (self, NULL);
  ub_shelf_rewind (PRIV (self)->shelf);
}

GtkWidget *
ub_page_get_focus (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  if (PRIV (self)->left != NULL && gtk_widget_get_mapped (PRIV (self)->left) &&
      gtk_widget_is_sensitive (PRIV (self)->left))
    return PRIV (self)->left;
  if (UB_PAGE_GET_CLASS (self)->get_focus == NULL)
    return NULL;
  return UB_PAGE_GET_CLASS (self)->get_focus (self);
}

void
ub_page_take_focus (UbPage *self)
{
  GtkWidget *widget;

  g_return_if_fail (UB_IS_PAGE (self));
  widget = ub_page_get_focus (self);
  if (widget != NULL)
    ub_shelf_take_focus (PRIV (self)->shelf, widget);
}

void
ub_page_activate_primary (UbPage *self)
{
  g_return_if_fail (UB_IS_PAGE (self));
  if (PRIV (self)->primary_label == NULL || !PRIV (self)->primary_sensitive)
    return;
  if (UB_PAGE_GET_CLASS (self)->primary != NULL)
    UB_PAGE_GET_CLASS (self)->primary (self);
}

void
ub_page_check_again (UbPage *self)
{
  g_return_if_fail (UB_IS_PAGE (self));
  if (UB_PAGE_GET_CLASS (self)->check_again != NULL)
    UB_PAGE_GET_CLASS (self)->check_again (self);
}

void
ub_page_copy_report (UbPage *self)
{
  g_return_if_fail (UB_IS_PAGE (self));
  if (UB_PAGE_GET_CLASS (self)->copy_report != NULL)
    UB_PAGE_GET_CLASS (self)->copy_report (self);
}

/* ── for pages ── */

const char *
ub_page_get_origin (IspJobKind kind)
{
  switch (kind)
    {
    case ISP_JOB_UPLOAD:
      return "install";
    case ISP_JOB_READ:
    case ISP_JOB_VERIFY:
    case ISP_JOB_BLANK:
    case ISP_JOB_ERASE:
      return "chip";
    case ISP_JOB_FLASH:
    case ISP_JOB_FUSES:
    case ISP_JOB_BACKUP:
    case ISP_JOB_RESTORE:
      break;
    }
  return "setup";
}

void
ub_page_set_start (UbPage *self, const char *label)
{
  UbBoard *board;
  const char *missing;
  gboolean has_plan;

  g_return_if_fail (UB_IS_PAGE (self) && label != NULL);
  board = ub_page_get_board (self);
  missing = ub_board_get_missing (board);
  has_plan = ub_board_get_plan (board) != NULL;
  if (!has_plan || ub_board_may_start (board))
    ub_page_set_primary (self, label, has_plan,
                         missing != NULL ? missing
                                         : ub_text_before_start (ub_board_get_plan (board)));
  else
    ub_page_set_primary (self, _ ("_Review"), TRUE, _ ("This needs your decision first"));
}

void
ub_page_start (UbPage *self)
{
  UbBoard *board;

  g_return_if_fail (UB_IS_PAGE (self));
  board = ub_page_get_board (self);
  if (!ub_board_may_start (board))
    {
      ub_page_go (self, "review");
      return;
    }
  ub_board_start (board);
  ub_page_go (self, "flash");
}

const char *
ub_page_get_missing_port (UbPage *self)
{
  UbBoard *board;

  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  board = ub_page_get_board (self);
  if (ub_board_get_port (board) != NULL)
    return NULL;
  return ub_board_uploads (board) ? _ ("Start the keyboard’s bootloader first")
                                  : _ ("Plug the programmer in first");
}

void
ub_page_restore (UbPage *self, gboolean waits)
{
  const char *missing;

  g_return_if_fail (UB_IS_PAGE (self));
  missing = ub_page_get_missing_port (self);
  if (missing != NULL && !waits)
    {
      ub_refuse (GTK_WIDGET (self), missing);
      return;
    }
  ub_board_request_restore (ub_page_get_board (self));
  ub_page_go (self, "review");
}

gboolean
ub_page_set_way_to_programmer (UbPage *self)
{
  gboolean lacking;

  g_return_val_if_fail (UB_IS_PAGE (self), FALSE);
  lacking = ub_board_get_port (ub_page_get_board (self)) == NULL;
  ub_page_set_primary (self, lacking ? _ ("_Choose a Programmer") : NULL, lacking, NULL);
  return lacking;
}

void
ub_page_choose_programmer (UbPage *self)
{
  ub_page_go (self, "programmer");
}

void
ub_page_go (UbPage *self, const char *id)
{
  g_return_if_fail (UB_IS_PAGE (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.go", "s", id);
}

void
ub_page_go_back (UbPage *self)
{
  g_return_if_fail (UB_IS_PAGE (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}
