/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A board becomes a programmer: which one it is, its bootloader, and the helper firmware for it. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-board-picture.h"
#include "app/widgets/ub-bootloader.h"
#include "app/widgets/ub-compat.h"
#include "app/widgets/ub-step-list.h"
#include "app/widgets/ub-toast.h"
#include "app/widgets/ub-toggle.h"
#include "app/widgets/ub-wrap.h"

#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageMake, ub_page_make, UB, PAGE_MAKE, UbPage)

struct _UbPageMake
{
  UbPage parent_instance;

  UbNote *note;
  AdwPreferencesGroup *boards;
  UbRow *board_row, *helper_row;
  GtkWidget *copy_button, *choose_button; /* the second is in the note at times */
  UbStepList *steps;
  GPtrArray *checks; /* GtkCheckButton *, as the maker lists the boards */
};

G_DEFINE_FINAL_TYPE (UbPageMake, ub_page_make, UB_TYPE_PAGE)

static UbMaker *
get_maker (UbPageMake *self)
{
  return ub_board_get_maker (ub_page_get_board (UB_PAGE (self)));
}

/* ── what is shown ── */

static char *
describe_helper (UbMaker *maker, UbRowState *state)
{
  UbImage *image = ub_maker_get_image (maker);
  const IspImageFile *file = ub_image_get_file (image);

  *state = UB_ROW_NONE;
  if (ub_maker_get_board (maker) == NULL)
    return g_strdup (_ ("Choose the board first"));
  switch (ub_image_get_state (image))
    {
    case UB_IMAGE_READING:
    case UB_IMAGE_DOWNLOADING:
      *state = UB_ROW_WAITING;
      return g_strdup (_ ("Is being downloaded"));
    case UB_IMAGE_FAILED:
      *state = UB_ROW_ATTENTION;
      return g_strdup (_ ("The download failed: choose the file if you have it"));
    case UB_IMAGE_NONE:
    case UB_IMAGE_NEEDED:
      *state = UB_ROW_ATTENTION;
      return g_strdup (_ ("Choose a file: the sketch ArduinoISP, built for this board"));
    case UB_IMAGE_READY:
      break;
    }
  *state = UB_ROW_READY;
  g_autofree char *size = isp_words_size (isp_image_get_size (file->flash));
  return g_strdup_printf ("%s · %s", file->title, size);
}

/* Of the chosen board's helper firmware; NULL: it has none. */
static const char *
get_url (UbMaker *maker)
{
  const IspPreset *preset = ub_image_get_preset (ub_maker_get_image (maker));

  return preset != NULL ? preset->url : NULL;
}

static void
update_helper (UbPageMake *self)
{
  UbMaker *maker = get_maker (self);
  UbRowState state;
  g_autofree char *text = describe_helper (maker, &state);

  ub_row_set_text (self->helper_row, text);
  ub_row_set_state (self->helper_row, state);
  gtk_widget_set_sensitive (GTK_WIDGET (self->helper_row), ub_maker_get_board (maker) != NULL);
  gtk_widget_set_sensitive (self->copy_button, get_url (maker) != NULL);
}

/* Without the helper firmware nothing else matters. */
static void
update_note (UbPageMake *self, UbBoard *board)
{
  UbImage *image = ub_maker_get_image (get_maker (self));
  g_autofree char *text = NULL;

  if (ub_image_get_state (image) != UB_IMAGE_FAILED)
    {
      ub_note_set_extra (self->note, NULL);
      ub_bootloader_show_note (self->note, board, UB_BOOTLOADER_OF_BOARD);
      return;
    }
  text = isp_words_error_text (ub_image_get_error (image), ISP_WORDS_FOR_WINDOW);
  ub_note_set (self->note, UB_NOTE_WARNING, _ ("The Helper Firmware Is Missing"), text);
  ub_note_set_button (self->note, _ ("_Download Again"), "make.download-again");
  ub_note_set_extra (self->note, self->choose_button);
}

static void
ub_page_make_update (UbPage *page)
{
  UbPageMake *self = UB_PAGE_MAKE (page);
  UbBoard *board = ub_page_get_board (page);
  const UbMakerBoard *chosen = ub_maker_get_board (get_maker (self));

  if (ub_board_is_busy (board) || !ub_board_uploads (board))
    return;
  for (guint i = 0; i < self->checks->len; i++)
    gtk_check_button_set_active (self->checks->pdata[i], ub_maker_list_board (i) == chosen);
  ub_bootloader_show_row (self->board_row, board,
                          chosen != NULL ? _ (chosen->gesture) : _ ("Choose the board first"));
  update_helper (self);
  update_note (self, board);
  ub_page_set_start (page, _ ("_Make a Programmer"));
  ub_step_list_set_plan (self->steps, ub_board_get_plan (board));
}

/* ── doing ── */

static void
ub_page_make_shown (UbPage *page)
{
  ub_board_request_make (ub_page_get_board (page));
  ub_board_set_wanted (ub_page_get_board (page), TRUE);
  ub_page_update (page);
}

static void
ub_page_make_hidden (UbPage *page)
{
  ub_board_set_wanted (ub_page_get_board (page), FALSE);
}

static GtkWidget *
ub_page_make_get_focus (UbPage *page)
{
  return gtk_widget_get_ancestor (UB_PAGE_MAKE (page)->checks->pdata[0], ADW_TYPE_ACTION_ROW);
}

/* The picture of the wires is that of the board. */
static void
ub_page_make_primary (UbPage *page)
{
  const UbMakerBoard *board = ub_maker_get_board (get_maker (UB_PAGE_MAKE (page)));
  UbChoice *choice = ub_page_get_choice (page);

  ub_choice_set_wiring (choice, board->wiring, ub_choice_get_target (choice), NULL);
  ub_page_start (page);
}

static void
toggled_cb (GtkCheckButton *check, UbPageMake *self)
{
  guint at;

  if (gtk_check_button_get_active (check) && g_ptr_array_find (self->checks, check, &at))
    ub_maker_choose (get_maker (self), ub_maker_list_board (at));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UbPageMake) self = data;
  g_autoptr (GError) error = NULL;

  if (!ub_maker_load_finish (UB_MAKER (source), result, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    ub_refuse (GTK_WIDGET (self), error->message);
}

static void
file_chosen_cb (GFile *file, gpointer data)
{
  UbPageMake *self = data;

  ub_maker_load_async (get_maker (self), file, loaded_cb, g_object_ref (self));
}

static void
choose_cb (UbPageMake *self)
{
  ub_compat_choose_file (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                         _ ("Choose Helper Firmware"), file_chosen_cb, g_object_ref (self),
                         g_object_unref);
}

/* The way on in the note: on a small screen it may hide the row. */
static void
choose_file_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_cb (UB_PAGE_MAKE (widget));
}

static void
download_again_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ub_image_download_again (ub_maker_get_image (get_maker (UB_PAGE_MAKE (widget))));
}

static void
copy_cb (UbPageMake *self)
{
  const char *url = get_url (get_maker (self));

  if (url != NULL)
    ub_toast_copied (GTK_WIDGET (self), url, _ ("Address copied"));
}

static void
give_back_cb (UbPageMake *self)
{
  ub_page_go (UB_PAGE (self), "give_back");
}

/* ── the object ── */

static void
add_board (UbPageMake *self, const UbMakerBoard *board)
{
  GtkWidget *row = adw_action_row_new (), *check = gtk_check_button_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (board->name));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (board->note));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  if (self->checks->len > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (check), self->checks->pdata[0]);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_widget_set_can_focus (check, FALSE); /* its row has the focus */
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), ub_board_picture_new (board));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  ub_toggle_speak (row, check, GTK_ACCESSIBLE_ROLE_RADIO);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), self);
  g_ptr_array_add (self->checks, check);
  adw_preferences_group_add (self->boards, row);
}

static void
ub_page_make_finalize (GObject *object)
{
  UbPageMake *self = UB_PAGE_MAKE (object);

  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_object (&self->choose_button);
  G_OBJECT_CLASS (ub_page_make_parent_class)->finalize (object);
}

static void
ub_page_make_class_init (UbPageMakeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_STEP_LIST);
  G_OBJECT_CLASS (klass)->finalize = ub_page_make_finalize;
  page_class->update = ub_page_make_update;
  page_class->shown = ub_page_make_shown;
  page_class->hidden = ub_page_make_hidden;
  page_class->get_focus = ub_page_make_get_focus;
  page_class->primary = ub_page_make_primary;

  ub_bootloader_install (widget_class);
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-make.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageMake, note);
  gtk_widget_class_bind_template_child (widget_class, UbPageMake, boards);
  gtk_widget_class_bind_template_child (widget_class, UbPageMake, board_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageMake, helper_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageMake, copy_button);
  gtk_widget_class_bind_template_child (widget_class, UbPageMake, steps);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, give_back_cb);
  gtk_widget_class_install_action (widget_class, "make.download-again", NULL, download_again_cb);
  gtk_widget_class_install_action (widget_class, "make.choose-file", NULL, choose_file_cb);
}

static void
ub_page_make_init (UbPageMake *self)
{
  const UbMakerBoard *board;

  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; (board = ub_maker_list_board (i)) != NULL; i++)
    add_board (self, board);
  self->choose_button =
      g_object_ref_sink (g_object_new (GTK_TYPE_BUTTON, "label", _ ("Choose File…"), "action-name",
                                       "make.choose-file", "halign", GTK_ALIGN_START, NULL));
  ub_wrap_centred (self->choose_button);
}
