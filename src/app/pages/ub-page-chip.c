/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on the chip: saved into a file, compared with one, looked at, erased. What only looks
 * starts at once; an erase is a plan like any other. */
#include "config.h"

#include "ub-page.h"

#include "app/widgets/ub-choose.h"
#include "app/widgets/ub-compat.h"
#include "app/widgets/ub-note.h"
#include "app/widgets/ub-row.h"
#include "app/widgets/ub-status.h"
#include "app/widgets/ub-toast.h"

#include "core/isp-date.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

G_DECLARE_FINAL_TYPE (UbPageChip, ub_page_chip, UB, PAGE_CHIP, UbPage)

struct _UbPageChip
{
  UbPage parent_instance;

  UbNote *note; /* why what was asked for cannot be done */
  UbStatus *waiting;
  GtkWidget *content_box;
  UbNote *locked;
  UbRow *chip_row, *holds_row;
  GtkWidget *eeprom_group;
  UbRow *save_flash_row, *compare_flash_row, *save_eeprom_row, *compare_eeprom_row;
  UbRow *blank_row, *erase_row, *fuses_row;
  AdwPreferencesGroup *lock_group;
  GPtrArray *lock_rows; /* GtkWidget *, of lock_group */
  char *lock_key;       /* what they show; NULL: nothing */
};

G_DEFINE_FINAL_TYPE (UbPageChip, ub_page_chip, UB_TYPE_PAGE)

/* ── what is asked for ── */

static IspRequest *
make_request (UbPageChip *self, IspJobKind kind)
{
  const IspKeyboard *keyboard = ub_choice_get_keyboard (ub_page_get_choice (UB_PAGE (self)));
  IspRequest *request = isp_request_new (kind);

  if (keyboard != NULL)
    request->keyboard = g_strdup (isp_keyboard_get_title (keyboard));
  return request;
}

static void
refuse (UbPageChip *self, const IspPlan *plan)
{
  const IspHazard *worst = &g_array_index (plan->hazards, IspHazard, 0);
  g_autofree char *text = isp_words_hazard_text (worst, plan);

  ub_note_set (self->note, UB_NOTE_ERROR, isp_words_hazard_title (worst), text);
}

/* Nothing on the chip is changed, so there is nothing to review. */
static void
start (UbPageChip *self, IspRequest *request)
{
  UbPage *page = UB_PAGE (self);
  UbBoard *board = ub_page_get_board (page);
  const IspPlan *plan;

  ub_note_hide (self->note);
  ub_board_set_request (board, request);
  plan = ub_board_get_plan (board);
  if (ub_board_may_start (board))
    {
      ub_board_start (board);
      ub_page_go (page, "flash");
      return;
    }
  if (plan == NULL)
    ub_refuse (GTK_WIDGET (self), _ ("The chip does not answer now"));
  else
    refuse (self, plan);
  ub_board_set_request (board, NULL);
}

/* ── saving ── */

typedef struct
{
  UbPageChip *page;
  IspMemoryId memory;
} Wish;

static Wish *
wish_new (UbPageChip *self, IspMemoryId memory)
{
  Wish *wish = g_new (Wish, 1);

  *wish = (Wish){ g_object_ref (self), memory };
  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_object_unref (wish->page);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static void
target_chosen_cb (GFile *file, gpointer data)
{
  const Wish *wish = data;
  IspRequest *request = make_request (wish->page, ISP_JOB_READ);

  request->memory = wish->memory;
  request->output = g_file_get_uri (file);
  start (wish->page, request);
}

static void
save (UbPageChip *self, IspMemoryId memory)
{
  const IspPart *part = ub_board_get_part (ub_page_get_board (UB_PAGE (self)));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = isp_date_format_day (now);
  g_autofree char *name = memory == ISP_MEMORY_FLASH
                              ? g_strdup_printf ("%s Flash %s.hex", part->name, date)
                              : g_strdup_printf ("%s EEPROM %s.eep", part->name, date);

  ub_compat_save_file (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                       memory == ISP_MEMORY_FLASH ? _ ("Save the Flash") : _ ("Save the EEPROM"),
                       name, target_chosen_cb, wish_new (self, memory), wish_free);
}

static void
save_flash_cb (UbPageChip *self)
{
  save (self, ISP_MEMORY_FLASH);
}

static void
save_eeprom_cb (UbPageChip *self)
{
  save (self, ISP_MEMORY_EEPROM);
}

/* ── comparing ── */

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Wish) wish = data;
  UbPageChip *self = wish->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (UbLoaded) loaded = ub_load_finish (result, &error);
  IspRequest *request;

  if (loaded == NULL)
    {
      ub_refuse (GTK_WIDGET (self), error->message);
      return;
    }
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  request = make_request (self, ISP_JOB_VERIFY);
  if (wish->memory == ISP_MEMORY_FLASH)
    g_ptr_array_add (request->images, isp_image_file_ref (loaded->image));
  else
    {
      request->eeprom = isp_image_ref (isp_image_file_get_eeprom (loaded->image));
      request->eeprom_title = g_strdup (loaded->image->title);
    }
  start (self, request);
}

static void
file_chosen_cb (GFile *file, gpointer data)
{
  const Wish *wish = data;
  UbBoard *board = ub_page_get_board (UB_PAGE (wish->page));

  ub_load_async (ub_choice_get_presets (ub_board_get_choice (board)),
                 wish->memory == ISP_MEMORY_FLASH ? UB_LOAD_FLASH : UB_LOAD_EEPROM, NULL,
                 ub_board_get_part (board), file, NULL, loaded_cb,
                 wish_new (wish->page, wish->memory));
}

static void
compare (UbPageChip *self, IspMemoryId memory)
{
  ub_compat_choose_file (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                         _ ("Choose the File to Compare With"), file_chosen_cb,
                         wish_new (self, memory), wish_free);
}

static void
compare_flash_cb (UbPageChip *self)
{
  compare (self, ISP_MEMORY_FLASH);
}

static void
compare_eeprom_cb (UbPageChip *self)
{
  compare (self, ISP_MEMORY_EEPROM);
}

/* ── the whole chip ── */

static void
blank_cb (UbPageChip *self)
{
  start (self, make_request (self, ISP_JOB_BLANK));
}

static IspRequest *
make_erase (UbPageChip *self)
{
  IspRequest *request = make_request (self, ISP_JOB_ERASE);

  request->no_backup = !ub_choice_get_backup (ub_page_get_choice (UB_PAGE (self)));
  return request;
}

static void
erase_cb (UbPageChip *self)
{
  ub_board_set_request (ub_page_get_board (UB_PAGE (self)), make_erase (self));
  ub_page_go (UB_PAGE (self), "review");
}

static void
fuses_cb (UbPageChip *self)
{
  ub_page_go (UB_PAGE (self), "fuses");
}

/* ── what the chip is ── */

static void
show_chip (UbPageChip *self, const IspSnapshot *snapshot)
{
  const guint8 *signature = snapshot->signature;
  g_autofree char *sck = snapshot->sck_hz > 0 ? isp_words_hz (snapshot->sck_hz) : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, _ ("Signature %02X %02X %02X"), signature[0], signature[1], signature[2]);
  if (snapshot->rehearsal)
    g_string_append_printf (text, " · %s", _ ("simulated"));
  else if (sck != NULL)
    /* Translators: %s is a frequency */
    g_string_append_printf (text, _ (" · answers at %s"), sck);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->chip_row), snapshot->part->name);
  ub_row_set_text (self->chip_row, text->str);
}

static char *
describe_boot (const IspSnapshot *snapshot, const IspGuess *guess)
{
  if (guess != NULL && guess->intact != NULL)
    return isp_preset_get_title (guess->intact);
  if (snapshot->boot == NULL)
    return NULL;
  return g_strdup (snapshot->boot_blank ? _ ("nothing in the boot section")
                                        : _ ("something in the boot section"));
}

static void
show_contents (UbPageChip *self, const IspSnapshot *snapshot, const IspGuess *guess)
{
  static const char *const firmware[] = {
    [ISP_FIRMWARE_UNKNOWN] = NULL,
    [ISP_FIRMWARE_NONE] = N_ ("No firmware"),
    [ISP_FIRMWARE_FOUND] = N_ ("Firmware"),
  };
  const char *what = firmware[snapshot->firmware];
  g_autofree char *boot = describe_boot (snapshot, guess);
  g_autofree char *both = NULL;

  if (snapshot->locked)
    both = g_strdup (_ ("Cannot be read: the chip is locked"));
  else if (what != NULL && boot != NULL)
    both = g_strdup_printf ("%s · %s", _ (what), boot);
  else if (what != NULL || boot != NULL)
    both = g_strdup (what != NULL ? _ (what) : boot);
  gtk_widget_set_visible (GTK_WIDGET (self->holds_row), both != NULL);
  ub_row_set_text (self->holds_row, both);
}

static void
show_sizes (UbPageChip *self, const IspSnapshot *snapshot)
{
  UbRow *const readers[] = { self->save_flash_row, self->compare_flash_row, self->save_eeprom_row,
                             self->compare_eeprom_row, self->blank_row };
  const IspPart *part = snapshot->part;
  g_autofree char *flash = isp_words_size (part->flash.size);
  g_autofree char *eeprom = isp_words_size (part->eeprom.size);
  g_autofree char *save_flash = NULL, *save_eeprom = NULL;

  /* Translators: %s is a size */
  save_flash =
      g_strdup_printf (_ ("%s as Intel HEX; with a name that ends in .bin, as raw bytes"), flash);
  save_eeprom =
      g_strdup_printf (_ ("%s as Intel HEX; with a name that ends in .bin, as raw bytes"), eeprom);
  ub_row_set_text (self->save_flash_row, save_flash);
  ub_row_set_text (self->save_eeprom_row, save_eeprom);
  gtk_widget_set_visible (self->eeprom_group, part->eeprom.size > 0);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    gtk_widget_set_sensitive (GTK_WIDGET (readers[i]), !snapshot->locked);
  if (snapshot->locked)
    ub_note_set (
        self->locked, UB_NOTE_WARNING, _ ("This Chip Is Locked"),
        _ ("What is on it can be neither read nor compared. Erasing the chip opens it, and "
           "what is on it is lost."));
  else
    ub_note_hide (self->locked);
}

/* What becomes of the EEPROM, and whether there is a backup, as the plan has it. */
static void
show_erase (UbPageChip *self, const IspSnapshot *snapshot)
{
  g_autoptr (IspRequest) request = make_erase (self);
  g_autoptr (IspPlan) plan = isp_plan_new (snapshot, request);
  const IspStep *erase = isp_plan_find_step (plan, ISP_STEP_ERASE);
  g_autofree char *what = isp_words_plan_step_text (plan, erase);
  g_autofree char *text = plan->error == NULL && isp_plan_find_step (plan, ISP_STEP_BACKUP) != NULL
                              /* Translators: follows what an erase takes */
                              ? g_strdup_printf (_ ("%s. A backup is saved first."), what)
                              : g_strdup_printf (_ ("%s. There is no backup of it."), what);

  ub_row_set_text (self->erase_row, text);
}

/* ── settings ── */

static void
add_lock_row (UbPageChip *self, const IspSnapshot *snapshot, IspField field)
{
  const guint value = isp_fuses_get_field (&snapshot->fuses, snapshot->part, field);
  g_autofree char *words = NULL;
  GtkWidget *row;

  if (value == G_MAXUINT)
    return;
  words = isp_words_field_value (snapshot->part, field, value);
  row = ub_row_new_plain (isp_words_field_title (field), words);
  adw_preferences_group_add (self->lock_group, row);
  g_ptr_array_add (self->lock_rows, row);
}

static void
show_lock (UbPageChip *self, const IspSnapshot *snapshot)
{
  static const IspField fields[] = { ISP_FIELD_LB, ISP_FIELD_BLB0, ISP_FIELD_BLB1 };
  const guint8 lock =
      isp_fuse_byte_shown (snapshot->part, ISP_FUSE_LOCK, snapshot->fuses.value[ISP_FUSE_LOCK]);
  g_autofree char *key = g_strdup_printf ("%s %02X", snapshot->part->id, lock);
  g_autofree char *description =
      g_strdup_printf (_ ("Lock byte %02X. Only erasing the chip opens what is locked."), lock);

  if (g_strcmp0 (key, self->lock_key) == 0)
    return;
  g_free (self->lock_key);
  self->lock_key = g_steal_pointer (&key);
  for (guint i = 0; i < self->lock_rows->len; i++)
    adw_preferences_group_remove (self->lock_group, self->lock_rows->pdata[i]);
  g_ptr_array_set_size (self->lock_rows, 0);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add_lock_row (self, snapshot, fields[i]);
  adw_preferences_group_set_description (self->lock_group, description);
  gtk_widget_set_visible (GTK_WIDGET (self->lock_group), self->lock_rows->len > 0);
}

/* ── the page ── */

static void
show_waiting (UbPageChip *self)
{
  UbBoard *board = ub_page_get_board (UB_PAGE (self));
  const gboolean plugged = ub_board_get_port (board) != NULL;

  ub_status_set (self->waiting,
                 plugged ? _ ("Waiting for the Chip") : _ ("Waiting for a Programmer"),
                 plugged ? _ ("What is on it can be saved and compared as soon as it answers.")
                         : _ ("Plug it in: one that is known is used at once."));
}

static void
ub_page_chip_update (UbPage *page)
{
  UbPageChip *self = UB_PAGE_CHIP (page);
  UbBoard *board = ub_page_get_board (page);
  const IspSnapshot *snapshot = ub_board_get_snapshot (board);
  g_autofree char *fuses = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->waiting), snapshot == NULL);
  gtk_widget_set_visible (self->content_box, snapshot != NULL);
  ub_page_set_way_to_programmer (page);
  if (snapshot == NULL)
    {
      show_waiting (self);
      return;
    }
  show_chip (self, snapshot);
  show_contents (self, snapshot, ub_board_get_guess (board));
  show_sizes (self, snapshot);
  show_erase (self, snapshot);
  fuses = isp_words_fuses (&snapshot->fuses, snapshot->part, FALSE);
  ub_row_set_text (self->fuses_row, fuses);
  show_lock (self, snapshot);
}

static void
ub_page_chip_shown (UbPage *page)
{
  UbBoard *board = ub_page_get_board (page);

  ub_note_hide (UB_PAGE_CHIP (page)->note);
  ub_board_set_request (board, NULL);
  ub_board_set_wanted (board, TRUE);
}

static void
ub_page_chip_hidden (UbPage *page)
{
  ub_board_set_wanted (ub_page_get_board (page), FALSE);
}

/* The first row only says something. */
static GtkWidget *
ub_page_chip_get_focus (UbPage *page)
{
  return GTK_WIDGET (UB_PAGE_CHIP (page)->chip_row);
}

static void
ub_page_chip_check_again (UbPage *page)
{
  ub_contact_try_again (ub_board_get_contact (ub_page_get_board (page)));
}

static void
ub_page_chip_finalize (GObject *object)
{
  UbPageChip *self = UB_PAGE_CHIP (object);

  g_ptr_array_unref (self->lock_rows);
  g_free (self->lock_key);
  G_OBJECT_CLASS (ub_page_chip_parent_class)->finalize (object);
}

static void
ub_page_chip_class_init (UbPageChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UbPageClass *page_class = UB_PAGE_CLASS (klass);

  g_type_ensure (UB_TYPE_NOTE);
  g_type_ensure (UB_TYPE_ROW);
  g_type_ensure (UB_TYPE_STATUS);
  G_OBJECT_CLASS (klass)->finalize = ub_page_chip_finalize;
  page_class->update = ub_page_chip_update;
  page_class->primary = ub_page_choose_programmer;
  page_class->shown = ub_page_chip_shown;
  page_class->hidden = ub_page_chip_hidden;
  page_class->get_focus = ub_page_chip_get_focus;
  page_class->check_again = ub_page_chip_check_again;
  gtk_widget_class_set_template_from_resource (widget_class, "/unbrick/ub-page-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, note);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, waiting);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, content_box);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, locked);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, chip_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, holds_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, eeprom_group);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, save_flash_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, compare_flash_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, save_eeprom_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, compare_eeprom_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, blank_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, erase_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, fuses_row);
  gtk_widget_class_bind_template_child (widget_class, UbPageChip, lock_group);
  gtk_widget_class_bind_template_callback (widget_class, save_flash_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_eeprom_cb);
  gtk_widget_class_bind_template_callback (widget_class, compare_flash_cb);
  gtk_widget_class_bind_template_callback (widget_class, compare_eeprom_cb);
  gtk_widget_class_bind_template_callback (widget_class, blank_cb);
  gtk_widget_class_bind_template_callback (widget_class, erase_cb);
  gtk_widget_class_bind_template_callback (widget_class, fuses_cb);
}

static void
ub_page_chip_init (UbPageChip *self)
{
  self->lock_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
