/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-page.h"

#include <glib/gi18n.h>

typedef struct
{
  UbBoard *board;
  GtkWidget *scroller, *clamp;
  char *title, *subtitle, *status;
  char *primary_label, *primary_caption, *primary_class;
  gboolean primary_sensitive, can_go_back, busy;
  gboolean visible; /* the frame shows this page */
} UbPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (UbPage, ub_page, ADW_TYPE_BIN)

#define PRIV(self) ((UbPagePrivate *) ub_page_get_instance_private (self))

enum
{
  PROP_0,
  PROP_BOARD,
  PROP_TITLE,
  PROP_SUBTITLE,
  PROP_STATUS,
  PROP_PRIMARY_LABEL,
  PROP_PRIMARY_CAPTION,
  PROP_PRIMARY_CLASS,
  PROP_PRIMARY_SENSITIVE,
  PROP_CAN_GO_BACK,
  PROP_BUSY,
  PROP_MAX_WIDTH,
  PROP_CONTENT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static char **
string_slot (UbPage *self, guint id)
{
  UbPagePrivate *priv = PRIV (self);

  switch (id)
    {
    case PROP_TITLE:
      return &priv->title;
    case PROP_SUBTITLE:
      return &priv->subtitle;
    case PROP_STATUS:
      return &priv->status;
    case PROP_PRIMARY_LABEL:
      return &priv->primary_label;
    case PROP_PRIMARY_CAPTION:
      return &priv->primary_caption;
    case PROP_PRIMARY_CLASS:
      return &priv->primary_class;
    default:
      return NULL;
    }
}

static gboolean *
flag_slot (UbPage *self, guint id)
{
  UbPagePrivate *priv = PRIV (self);

  switch (id)
    {
    case PROP_PRIMARY_SENSITIVE:
      return &priv->primary_sensitive;
    case PROP_CAN_GO_BACK:
      return &priv->can_go_back;
    case PROP_BUSY:
      return &priv->busy;
    default:
      return NULL;
    }
}

static void
set_string (UbPage *self, guint id, const char *value)
{
  char **slot = string_slot (self, id);

  if (g_strcmp0 (*slot, value) == 0)
    return;
  g_free (*slot);
  *slot = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
}

static void
set_flag (UbPage *self, guint id, gboolean value)
{
  gboolean *slot = flag_slot (self, id);

  value = !!value;
  if (*slot == value)
    return;
  *slot = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
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
  UbPage *self = UB_PAGE (object);
  UbPagePrivate *priv = PRIV (self);

  if (string_slot (self, id) != NULL)
    g_value_set_string (value, *string_slot (self, id));
  else if (flag_slot (self, id) != NULL)
    g_value_set_boolean (value, *flag_slot (self, id));
  else if (id == PROP_BOARD)
    g_value_set_object (value, priv->board);
  else if (id == PROP_MAX_WIDTH)
    g_value_set_int (value, adw_clamp_get_maximum_size (ADW_CLAMP (priv->clamp)));
  else if (id == PROP_CONTENT)
    g_value_set_object (value, adw_clamp_get_child (ADW_CLAMP (priv->clamp)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ub_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UbPage *self = UB_PAGE (object);
  UbPagePrivate *priv = PRIV (self);

  if (string_slot (self, id) != NULL)
    set_string (self, id, g_value_get_string (value));
  else if (flag_slot (self, id) != NULL)
    set_flag (self, id, g_value_get_boolean (value));
  else if (id == PROP_BOARD)
    priv->board = g_value_dup_object (value);
  else if (id == PROP_MAX_WIDTH)
    {
      adw_clamp_set_maximum_size (ADW_CLAMP (priv->clamp), g_value_get_int (value));
      adw_clamp_set_tightening_threshold (ADW_CLAMP (priv->clamp), g_value_get_int (value) - 60);
    }
  else if (id == PROP_CONTENT)
    adw_clamp_set_child (ADW_CLAMP (priv->clamp), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ub_page_constructed (GObject *object)
{
  UbPage *self = UB_PAGE (object);

  G_OBJECT_CLASS (ub_page_parent_class)->constructed (object);
  g_signal_connect_object (PRIV (self)->board, "changed", G_CALLBACK (board_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
ub_page_finalize (GObject *object)
{
  UbPagePrivate *priv = PRIV (UB_PAGE (object));

  g_clear_object (&priv->board);
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
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = ub_page_get_property;
  object_class->set_property = ub_page_set_property;
  object_class->constructed = ub_page_constructed;
  object_class->finalize = ub_page_finalize;

  props[PROP_BOARD] =
      g_param_spec_object ("board", NULL, NULL, UB_TYPE_BOARD,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  props[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, flags);
  props[PROP_PRIMARY_LABEL] = g_param_spec_string ("primary-label", NULL, NULL, NULL, flags);
  props[PROP_PRIMARY_CAPTION] = g_param_spec_string ("primary-caption", NULL, NULL, NULL, flags);
  props[PROP_PRIMARY_CLASS] =
      g_param_spec_string ("primary-class", NULL, NULL, "suggested-action", flags);
  props[PROP_PRIMARY_SENSITIVE] =
      g_param_spec_boolean ("primary-sensitive", NULL, NULL, TRUE, flags);
  props[PROP_CAN_GO_BACK] = g_param_spec_boolean ("can-go-back", NULL, NULL, FALSE, flags);
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  props[PROP_MAX_WIDTH] = g_param_spec_int ("max-width", NULL, NULL, 300, 2000, 640, flags);
  props[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
ub_page_init (UbPage *self)
{
  UbPagePrivate *priv = PRIV (self);
  GtkWidget *scroller = priv->scroller = gtk_scrolled_window_new ();

  priv->primary_sensitive = TRUE;
  priv->primary_class = g_strdup ("suggested-action");
  priv->clamp = adw_clamp_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (priv->clamp), 640);
  gtk_widget_add_css_class (priv->clamp, "page-clamp");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), priv->clamp);
  gtk_accessible_update_property (GTK_ACCESSIBLE (scroller), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Page"), -1);
  gtk_widget_add_css_class (scroller, "undershoot-top");
  gtk_widget_add_css_class (scroller, "undershoot-bottom");
  adw_bin_set_child (ADW_BIN (self), scroller);
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

void
ub_page_set_title (UbPage *self, const char *title)
{
  g_return_if_fail (UB_IS_PAGE (self));
  set_string (self, PROP_TITLE, title);
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
  set_string (self, PROP_SUBTITLE, subtitle);
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
  set_string (self, PROP_STATUS, status);
}

gboolean
ub_page_get_can_go_back (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), FALSE);
  return PRIV (self)->can_go_back;
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
  g_return_if_fail (UB_IS_PAGE (self));
  set_flag (self, PROP_BUSY, busy);
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
  g_return_if_fail (UB_IS_PAGE (self));
  g_object_freeze_notify (G_OBJECT (self));
  set_string (self, PROP_PRIMARY_LABEL, label);
  set_flag (self, PROP_PRIMARY_SENSITIVE, sensitive);
  set_string (self, PROP_PRIMARY_CAPTION, caption);
  g_object_thaw_notify (G_OBJECT (self));
}

void
ub_page_set_primary_class (UbPage *self, const char *css_class)
{
  g_return_if_fail (UB_IS_PAGE (self));
  set_string (self, PROP_PRIMARY_CLASS, css_class);
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

GtkWidget *
ub_page_get_focus (UbPage *self)
{
  g_return_val_if_fail (UB_IS_PAGE (self), NULL);
  if (UB_PAGE_GET_CLASS (self)->get_focus == NULL)
    return NULL;
  return UB_PAGE_GET_CLASS (self)->get_focus (self);
}

void
ub_page_take_focus (UbPage *self)
{
  GtkWidget *widget, *viewport;

  g_return_if_fail (UB_IS_PAGE (self));
  widget = ub_page_get_focus (self);
  if (widget == NULL)
    return;
  viewport = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (PRIV (self)->scroller));
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), FALSE);
  if (!gtk_widget_grab_focus (widget))
    gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD); /* an expander row takes none itself */
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), TRUE);
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
