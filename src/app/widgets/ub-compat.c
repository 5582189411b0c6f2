/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

/* Newer calls are wanted here. */
#undef GDK_VERSION_MAX_ALLOWED
#undef ADW_VERSION_MAX_ALLOWED

#include "ub-compat.h"

#include "app/model/ub-settings.h"

#include "core/isp-image-file.h"

#include <glib/gi18n.h>

/* ── ask ── */

typedef struct
{
  UbAnswerFunc func;
  gpointer data;
} Question;

#if ADW_CHECK_VERSION(1, 5, 0)
static void
answer_cb (AdwAlertDialog *dialog, const char *response, Question *question)
#else
static void
answer_cb (AdwMessageDialog *dialog, const char *response, Question *question)
#endif
{
  question->func (g_str_equal (response, "yes"), question->data);
}

GtkWidget *
ub_compat_ask (GtkWindow *parent, const char *title, const char *text, const char *no,
               const char *yes, gboolean destructive, UbAnswerFunc func, gpointer data)
{
  Question *question = g_new (Question, 1);

  question->func = func;
  question->data = data;
#if ADW_CHECK_VERSION(1, 5, 0)
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (title, text));

  adw_alert_dialog_add_responses (dialog, "no", no, "yes", yes, NULL);
  adw_alert_dialog_set_close_response (dialog, "no");
  if (destructive)
    adw_alert_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answer_cb), question,
                         (GClosureNotify) (GCallback) g_free, 0);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (parent));
  return GTK_WIDGET (dialog);
#else
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (parent, title, text));

  adw_message_dialog_add_responses (dialog, "no", no, "yes", yes, NULL);
  adw_message_dialog_set_close_response (dialog, "no");
  if (destructive)
    adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (answer_cb), question,
                         (GClosureNotify) (GCallback) g_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  return GTK_WIDGET (dialog);
#endif
}

void
ub_compat_question_set_text (GtkWidget *question, const char *text)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  adw_alert_dialog_set_body (ADW_ALERT_DIALOG (question), text);
#else
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (question), text);
#endif
}

void
ub_compat_question_close (GtkWidget *question)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  adw_dialog_force_close (ADW_DIALOG (question));
#else
  gtk_window_destroy (GTK_WINDOW (question));
#endif
}

/* ── about ── */

void
ub_compat_about (GtkWindow *parent)
{
#if ADW_CHECK_VERSION(1, 5, 0)
  adw_show_about_dialog (GTK_WIDGET (parent),
#else
  adw_show_about_window (parent,
#endif
                         "application-name", "Unbrick", "application-icon", APP_ID, "version",
                         PACKAGE_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Rescue dead keyboards"), "developer-name", "The Unbrick authors",
                         "website", HOMEPAGE, "issue-url", HOMEPAGE "/issues", NULL);
}

/* ── choose a file ── */

typedef struct
{
  UbFileFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Choice;

static void
choice_free (Choice *choice)
{
  if (choice->destroy != NULL)
    choice->destroy (choice->data);
  g_free (choice);
}

/* file: NULL: none was chosen. */
static void
choice_end (Choice *choice, GFile *file)
{
  if (file != NULL)
    {
      ub_settings_note_file (file);
      choice->func (file, choice->data);
    }
  choice_free (choice);
}

static GFile *next_file; /* NULL: a person is asked */

void
ub_compat_answer_next_file (GFile *file)
{
  g_set_object (&next_file, file);
}

/* TRUE: there is nobody to ask. */
static gboolean
is_answered (Choice *choice)
{
  g_autoptr (GFile) file = g_steal_pointer (&next_file);

  if (file == NULL)
    return FALSE;
  choice_end (choice, file);
  return TRUE;
}

static GtkFileFilter *
make_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();
  const IspFormat *format;

  gtk_file_filter_set_name (filter, _ ("Images (Intel HEX, SREC, ELF, binary)"));
  for (guint i = 0; (format = isp_format_get (i)) != NULL; i++)
    {
      g_auto (GStrv) suffixes = g_strsplit (format->suffixes, " ", -1);

      for (guint j = 0; suffixes[j] != NULL; j++)
        gtk_file_filter_add_suffix (filter, suffixes[j]);
    }
  return filter;
}

static GtkFileFilter *
make_any_filter (void)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("All Files"));
  gtk_file_filter_add_pattern (filter, "*");
  return filter;
}

#if GTK_CHECK_VERSION(4, 10, 0)

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Choice *choice = data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  choice_end (choice, file);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Choice *choice = data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  choice_end (choice, file);
}

static void
save_chooser (GtkWindow *parent, const char *title, const char *name, Choice *choice)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GFile) folder = ub_settings_get_folder ();

  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_set_initial_folder (dialog, folder);
  gtk_file_dialog_save (dialog, parent, NULL, saved_cb, choice);
}

static void
open_chooser (GtkWindow *parent, const char *title, Choice *choice)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GFile) folder = ub_settings_get_folder ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) images = make_filter ();
  g_autoptr (GtkFileFilter) any = make_any_filter ();

  g_list_store_append (filters, images);
  g_list_store_append (filters, any);
  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_folder (dialog, folder);
  gtk_file_dialog_open (dialog, parent, NULL, chosen_cb, choice);
}

#else

static void
chosen_cb (GtkNativeDialog *dialog, int response, Choice *choice)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  choice_end (choice, file);
  g_object_unref (dialog);
}

static void
show_chooser (GtkFileChooserNative *dialog, Choice *choice)
{
  g_autoptr (GFile) folder = ub_settings_get_folder ();

  /* A folder that is gone is not worth a message. */
  if (folder != NULL)
    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), choice);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
save_chooser (GtkWindow *parent, const char *title, const char *name, Choice *choice)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  show_chooser (dialog, choice);
}

static void
open_chooser (GtkWindow *parent, const char *title, Choice *choice)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) images = make_filter ();
  g_autoptr (GtkFileFilter) any = make_any_filter ();

  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), images);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), any);
  show_chooser (dialog, choice);
}

#endif

static Choice *
choice_new (UbFileFunc func, gpointer data, GDestroyNotify destroy)
{
  Choice *choice = g_new (Choice, 1);

  choice->func = func;
  choice->data = data;
  choice->destroy = destroy;
  return choice;
}

void
ub_compat_choose_file (GtkWindow *parent, const char *title, UbFileFunc func, gpointer data,
                       GDestroyNotify destroy)
{
  Choice *choice = choice_new (func, data, destroy);

  if (!is_answered (choice))
    open_chooser (parent, title, choice);
}

void
ub_compat_save_file (GtkWindow *parent, const char *title, const char *name, UbFileFunc func,
                     gpointer data, GDestroyNotify destroy)
{
  Choice *choice = choice_new (func, data, destroy);

  if (!is_answered (choice))
    save_chooser (parent, title, name, choice);
}

/* ── announce ── */

void
ub_compat_announce (GtkWidget *widget, const char *text)
{
#if GTK_CHECK_VERSION(4, 14, 0)
  gtk_accessible_announce (GTK_ACCESSIBLE (widget), text,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
#endif
}
