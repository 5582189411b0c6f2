/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-keyboards.h"

#include "store/keyboards/isp-keyboard-online.h"

/* ── an item ── */

struct _UbKeyboard
{
  GObject parent_instance;
  IspKeyboard *keyboard;
};

G_DEFINE_FINAL_TYPE (UbKeyboard, ub_keyboard, G_TYPE_OBJECT)

const IspKeyboard *
ub_keyboard_get (UbKeyboard *self)
{
  g_return_val_if_fail (UB_IS_KEYBOARD (self), NULL);
  return self->keyboard;
}

static void
ub_keyboard_finalize (GObject *object)
{
  isp_keyboard_unref (UB_KEYBOARD (object)->keyboard);
  G_OBJECT_CLASS (ub_keyboard_parent_class)->finalize (object);
}

static void
ub_keyboard_class_init (UbKeyboardClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ub_keyboard_finalize;
}

static void
ub_keyboard_init (UbKeyboard *self)
{
}

/* ── the list ── */

struct _UbKeyboards
{
  GObject parent_instance;

  IspKeyboards *known; /* NULL: not read yet */
  char *text;          /* what is searched */
  GPtrArray *found;    /* IspKeyboard *, borrowed from known; NULL: nothing yet */
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (UbKeyboards, ub_keyboards, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return UB_TYPE_KEYBOARD;
}

static guint
get_n_items (GListModel *model)
{
  GPtrArray *found = UB_KEYBOARDS (model)->found;

  return found != NULL ? found->len : 0;
}

/* Made when it is looked at: a list shows a dozen of three thousand. */
static gpointer
get_item (GListModel *model, guint position)
{
  UbKeyboards *self = UB_KEYBOARDS (model);
  UbKeyboard *item;

  if (position >= get_n_items (model))
    return NULL;
  item = g_object_new (UB_TYPE_KEYBOARD, NULL);
  item->keyboard = isp_keyboard_ref (self->found->pdata[position]);
  return item;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
search (UbKeyboards *self)
{
  const guint before = get_n_items (G_LIST_MODEL (self));

  g_clear_pointer (&self->found, g_ptr_array_unref);
  if (self->known != NULL)
    self->found = isp_keyboards_search (self->known, self->text);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, get_n_items (G_LIST_MODEL (self)));
}

gboolean
ub_keyboards_are_read (UbKeyboards *self)
{
  g_return_val_if_fail (UB_IS_KEYBOARDS (self), FALSE);
  return self->known != NULL;
}

const IspKeyboard *
ub_keyboards_find (UbKeyboards *self, const char *folder)
{
  g_return_val_if_fail (UB_IS_KEYBOARDS (self) && folder != NULL, NULL);
  return self->known != NULL ? isp_keyboards_by_folder (self->known, folder) : NULL;
}

void
ub_keyboards_search (UbKeyboards *self, const char *text)
{
  g_return_if_fail (UB_IS_KEYBOARDS (self) && text != NULL);
  if (g_strcmp0 (self->text, text) == 0)
    return;
  g_free (self->text);
  self->text = g_strdup (text);
  search (self);
}

/* Takes known. What was found before belongs to the table before. */
static void
take_known (UbKeyboards *self, IspKeyboards *known)
{
  const guint before = get_n_items (G_LIST_MODEL (self));

  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->known, isp_keyboards_unref);
  self->known = known;
  g_list_model_items_changed (G_LIST_MODEL (self), 0, before, 0);
  search (self);
}

/* ── workers ── */

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  IspKeyboards *known = isp_keyboards_load (&error);

  if (known != NULL)
    g_task_return_pointer (task, known, (GDestroyNotify) isp_keyboards_unref);
  else
    g_task_return_error (task, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UbKeyboards *self = UB_KEYBOARDS (source);
  g_autoptr (GError) error = NULL;
  IspKeyboards *known = g_task_propagate_pointer (G_TASK (result), &error);

  if (known == NULL)
    g_warning ("%s", error->message); /* the installation is broken */
  else
    take_known (self, known);
}

static void
update_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  IspKeyboards *known = isp_keyboard_online_update (data, cancellable, &error);

  if (known != NULL)
    g_task_return_pointer (task, known, (GDestroyNotify) isp_keyboards_unref);
  else
    g_task_return_error (task, error);
}

void
ub_keyboards_update_async (UbKeyboards *self, GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (UB_IS_KEYBOARDS (self) && self->known != NULL);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, ub_keyboards_update_async);
  g_task_set_task_data (task, isp_keyboards_ref (self->known),
                        (GDestroyNotify) isp_keyboards_unref);
  g_task_run_in_thread (task, update_thread);
}

gboolean
ub_keyboards_update_finish (UbKeyboards *self, GAsyncResult *result, GError **error)
{
  IspKeyboards *known;

  g_return_val_if_fail (g_async_result_is_tagged (result, ub_keyboards_update_async), FALSE);
  known = g_task_propagate_pointer (G_TASK (result), error);
  if (known == NULL)
    return FALSE;
  take_known (self, known);
  return TRUE;
}

static void
complete_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  IspKeyboard *full = isp_keyboard_online_complete (data, cancellable, &error);

  if (full != NULL)
    g_task_return_pointer (task, full, (GDestroyNotify) isp_keyboard_unref);
  else
    g_task_return_error (task, error);
}

void
ub_keyboards_complete_async (UbKeyboards *self, const IspKeyboard *keyboard,
                             GAsyncReadyCallback callback, gpointer data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (UB_IS_KEYBOARDS (self) && keyboard != NULL);
  task = g_task_new (self, NULL, callback, data);
  g_task_set_source_tag (task, ub_keyboards_complete_async);
  g_task_set_task_data (task, isp_keyboard_ref (keyboard), (GDestroyNotify) isp_keyboard_unref);
  g_task_run_in_thread (task, complete_thread);
}

IspKeyboard *
ub_keyboards_complete_finish (UbKeyboards *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ub_keyboards_complete_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* ── the object ── */

static void
ub_keyboards_finalize (GObject *object)
{
  UbKeyboards *self = UB_KEYBOARDS (object);

  g_clear_pointer (&self->found, g_ptr_array_unref);
  g_clear_pointer (&self->known, isp_keyboards_unref);
  g_free (self->text);
  G_OBJECT_CLASS (ub_keyboards_parent_class)->finalize (object);
}

static void
ub_keyboards_class_init (UbKeyboardsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ub_keyboards_finalize;
}

static void
ub_keyboards_init (UbKeyboards *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, loaded_cb, NULL);

  self->text = g_strdup ("");
  g_task_run_in_thread (task, load_thread);
}

UbKeyboards *
ub_keyboards_new (void)
{
  return g_object_new (UB_TYPE_KEYBOARDS, NULL);
}
