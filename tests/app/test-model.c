/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model below the pages: many boards, files that take their time, wires that are loose, and
 * what is not carried out unseen. */
#include "ub-test.h"

#include "app/model/ub-wire.h"
#include "app/pages/ub-page-flash.h"
#include "app/window/ub-pages.h"

#include "sim/isp-rehearsal.h"
#include "store/isp-download.h"

#include <string.h>

#define FIRST     "sim:atmega32u4?damaged&speed=0"
#define SECOND    "sim:atmega32u4?damaged&speed=0&crystal=16000000"
#define BOOT_PAGE (0x7000 / 128)

static UbBoard *
board_of (UbWindow *window)
{
  return ub_window_get_board (window);
}

static gboolean
has_answer (gpointer board)
{
  return ub_board_get_snapshot (board) != NULL;
}

static gboolean
has_none (gpointer board)
{
  return !has_answer (board);
}

/* ── a loose wire ── */

static void
test_loose_wire (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbChoice *choice = ub_test_get_choice (window);
  const IspPreset *preset;
  const IspImageFile *image;

  ub_test_wait_sensitive (window);
  preset = ub_choice_get_preset (choice);
  image = ub_image_get_file (ub_choice_get_image (choice));
  g_assert_nonnull (preset);
  ub_board_get_plan (board_of (window));
  ub_board_set_acknowledged (board_of (window), ISP_N_HAZARDS - 1, TRUE);

  ub_test_set_fault (window, ISP_SIM_FAULT_NO_CONTACT, 0);
  ub_test_wait (has_none, board_of (window), "the chip to go");
  g_assert_true (ub_choice_get_preset (choice) == preset);
  g_assert_true (ub_image_get_file (ub_choice_get_image (choice)) == image);
  g_assert_null (ub_board_get_plan (board_of (window)));
  g_assert_false (ub_board_may_start (board_of (window)));

  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  ub_test_wait (has_answer, board_of (window), "the chip to come back");
  g_assert_true (ub_image_get_file (ub_choice_get_image (choice)) == image);
  g_assert_true (ub_board_is_acknowledged (board_of (window), ISP_N_HAZARDS - 1));
  ub_test_window_free (window);
}

/* Another chip takes all of that away. */
static void
test_another_chip (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  UbChoice *choice = ub_test_get_choice (window);

  ub_test_wait_sensitive (window);
  g_assert_nonnull (ub_choice_get_preset (choice));
  ub_board_get_plan (board_of (window));
  ub_board_set_acknowledged (board_of (window), ISP_N_HAZARDS - 1, TRUE);
  ub_ports_rehearse_on (ub_test_get_ports (window),
                        isp_rehearsal_port_parse ("sim:atmega32u4?hfuse=D8&speed=0", NULL));
  g_assert_null (ub_choice_get_preset (choice));
  g_assert_false (ub_board_is_acknowledged (board_of (window), ISP_N_HAZARDS - 1));
  ub_test_window_free (window);
}

/* ── not carried out unseen ── */

/* The first job broke off; then a board with other fuses is on the wires. */
static void
test_again_unreviewed (void)
{
  UbWindow *window = ub_test_window_new_reviewed (UB_TEST_SIM, NULL);
  IspSimChip *chip = ub_test_get_chip (window);
  g_autofree guint8 *before = NULL;

  ub_page_flash_set_min_shown (0);
  ub_test_set_fault (window, ISP_SIM_FAULT_PAGE, BOOT_PAGE);
  ub_test_primary (window);
  ub_test_wait_page (window, "failed");
  ub_test_set_fault (window, ISP_SIM_FAULT_NONE, 0);
  isp_sim_chip_set_fuse (chip, ISP_FUSE_LOW, 0x52);
  memset (isp_sim_chip_get_flash (chip), 0x3C, 0x8000);
  memset (isp_sim_chip_get_eeprom (chip), 0x3C, 1024);
  before = g_memdup2 (isp_sim_chip_get_flash (chip), 0x8000);

  ub_test_primary (window);
  ub_test_wait_page (window, "review");
  ub_test_wait (has_answer, board_of (window), "the plan");
  ub_test_settle ();
  g_assert_cmpuint (isp_sim_chip_get_fuse (chip, ISP_FUSE_LOW), ==, 0x52);
  g_assert_cmpmem (isp_sim_chip_get_flash (chip), 0x8000, before, 0x8000);
  g_assert_cmpuint (isp_sim_chip_get_eeprom (chip)[17], ==, 0x3C);
  /* The new board gets a backup of its own, and not the other's EEPROM. */
  g_assert_false (ub_board_get_plan (board_of (window))->request->no_backup);
  g_assert_null (ub_board_get_plan (board_of (window))->request->eeprom);
  g_assert_false (ub_board_may_put_eeprom_back (board_of (window)));
  g_assert_false (ub_board_may_start (board_of (window)));
  /* The way back is to what happened, not to a job that is over. */
  gtk_widget_activate_action (GTK_WIDGET (window), "win.back", NULL);
  g_assert_cmpstr (ub_window_get_page_id (window), ==, "failed");
  ub_test_window_free (window);
}

/* ── two boards ── */

static UbBoard *
make_board (UbPorts *ports, IspPresets *presets, const char *port, GFile *image)
{
  g_autoptr (UbChoice) choice = ub_choice_new (presets);
  UbBoard *board = ub_board_new (ports, choice);

  ub_board_choose_port (board, port);
  ub_choice_load_async (choice, UB_LOAD_OWN, NULL, NULL, image, NULL, NULL);
  ub_contact_set_times (ub_board_get_contact (board), 20, 5000, 120000);
  ub_contact_set_wanted (ub_board_get_contact (board), TRUE);
  return board;
}

static gboolean
may_be_reviewed (gpointer board)
{
  return ub_board_get_missing (board) == NULL;
}

static void
start (UbBoard *board)
{
  ub_test_wait (may_be_reviewed, board, "everything that a plan needs");
  for (guint i = 0; i < ISP_N_HAZARDS; i++)
    ub_board_set_acknowledged (board, i, TRUE);
  ub_board_start (board);
}

static gboolean
is_idle (gpointer board)
{
  return !ub_board_is_busy (board);
}

static void
assert_ok (UbBoard *board)
{
  const IspReport *report = ub_job_get_report (ub_board_get_job (board));

  g_assert_no_error (report->error);
  g_assert_cmpint (report->verdict, ==, ISP_VERDICT_OK);
}

/* While something holds up the first programmer, contact and job go on on the second. */
static void
test_two_boards (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IspPresets) presets = isp_presets_load (NULL, &error);
  g_autoptr (UbPorts) ports = ub_ports_new ();
  g_autoptr (GPtrArray) plugged = g_ptr_array_new_with_free_func ((GDestroyNotify) isp_port_free);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "two.hex", NULL);
  g_autoptr (GFile) image = g_file_new_for_path (path);
  g_autoptr (UbBoard) first = NULL;
  g_autoptr (UbBoard) second = NULL;
  GMutex *wire;

  g_assert_no_error (error);
  isp_download_set_test_origin (NULL, "https://localhost:1");
  g_assert_true (g_file_set_contents (path, ":047000005555555538\n:00000001FF\n", -1, NULL));
  ub_ports_pause (ports);
  g_ptr_array_add (plugged, isp_rehearsal_port_parse (FIRST, NULL));
  g_ptr_array_add (plugged, isp_rehearsal_port_parse (SECOND, NULL));
  ub_ports_take (ports, plugged);
  first = make_board (ports, presets, FIRST, image);
  second = make_board (ports, presets, SECOND, image);
  ub_test_wait (may_be_reviewed, first, "the first board");

  wire = ub_wire_get (ub_ports_get_isp (ports), FIRST);
  g_assert_true (wire != ub_wire_get (ub_ports_get_isp (ports), SECOND));
  start (first);
  g_mutex_lock (wire);
  if (ub_board_is_busy (first))
    {
      start (second);
      ub_test_wait (is_idle, second, "the second board's job");
      assert_ok (second);
    }
  g_mutex_unlock (wire);
  ub_test_wait (is_idle, first, "the first board's job");
  assert_ok (first);
  isp_download_set_test_origin (NULL, NULL);
}

/* ── a file that takes its time ── */

static GThread *main_thread;
static GMutex gate; /* held: whoever reads the file waits */

#define SLOW_TYPE_FILE (slow_file_get_type ())
G_DECLARE_FINAL_TYPE (SlowFile, slow_file, SLOW, FILE, GObject)

struct _SlowFile
{
  GObject parent_instance;
};

#define SLOW "slow.hex"
/* Both of the size that slow_query says. */
#define HEX  ":0400000055555555A8\n:00000001FF\n"
#define JSON "{ \"processor\": \"atmega32u2\" }   "

static const char *slow_title = SLOW;

static GFile *
slow_dup (GFile *file)
{
  return g_object_ref (file);
}

static char *
slow_name (GFile *file)
{
  return g_strdup (slow_title);
}

static char *
slow_path (GFile *file)
{
  return NULL;
}

static GFile *
slow_parent (GFile *file)
{
  return g_file_new_for_path (g_get_user_cache_dir ());
}

static GFileInfo *
slow_query (GFile *file, const char *attributes, GFileQueryInfoFlags flags,
            GCancellable *cancellable, GError **error)
{
  GFileInfo *info = g_file_info_new ();

  g_assert_true (g_thread_self () != main_thread);
  g_file_info_set_file_type (info, G_FILE_TYPE_REGULAR);
  g_file_info_set_size (info, strlen (HEX));
  return info;
}

static GFileInputStream *
slow_read (GFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), slow_title, NULL);
  g_autoptr (GFile) real = g_file_new_for_path (path);

  g_assert_true (g_thread_self () != main_thread);
  g_mutex_lock (&gate);
  g_mutex_unlock (&gate);
  return g_file_read (real, cancellable, error);
}

static void
slow_iface_init (gpointer iface, gpointer data)
{
  GFileIface *file = iface;

  file->dup = slow_dup;
  file->get_basename = slow_name;
  file->get_path = slow_path;
  file->get_parent = slow_parent;
  file->get_uri = slow_name;
  file->get_parse_name = slow_name;
  file->query_info = slow_query;
  file->read_fn = slow_read;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SlowFile, slow_file, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_FILE, slow_iface_init))

static void
slow_file_class_init (SlowFileClass *klass)
{
}

static void
slow_file_init (SlowFile *self)
{
}

static gboolean
has_firmware (gpointer choice)
{
  return ub_choice_get_firmware (choice) != NULL;
}

static gboolean
count_cb (gpointer n)
{
  (*(guint *) n)++;
  return G_SOURCE_CONTINUE;
}

static gboolean
is_many (gpointer n)
{
  return *(guint *) n >= 200;
}

/* The main loop goes round as ever while a file cannot be read yet; what is chosen meanwhile wins.
 */
static void
test_slow_file (void)
{
  UbWindow *window = ub_test_window_new (NULL);
  UbChoice *choice = ub_test_get_choice (window);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), SLOW, NULL);
  g_autoptr (GFile) slow = g_object_new (SLOW_TYPE_FILE, NULL);
  guint n = 0, source;

  main_thread = g_thread_self ();
  g_assert_true (g_file_set_contents (path, HEX, -1, NULL));
  source = g_idle_add (count_cb, &n);
  g_mutex_lock (&gate);
  ub_window_open (window, slow);
  ub_test_wait (is_many, &n, "the main loop");
  g_assert_false (has_firmware (choice));
  g_mutex_unlock (&gate);
  ub_test_wait (has_firmware, choice, "the file");

  g_mutex_lock (&gate);
  ub_choice_load_async (choice, UB_LOAD_FIRMWARE, NULL, NULL, slow, NULL, NULL);
  ub_choice_drop_firmware (choice);
  g_mutex_unlock (&gate);
  n = 0;
  ub_test_wait (is_many, &n, "the main loop");
  g_assert_false (has_firmware (choice));
  g_source_remove (source);
  ub_test_window_free (window);
}

static gboolean
has_keyboard (gpointer choice)
{
  return ub_choice_get_keyboard (choice) != NULL;
}

static gboolean
has_own (gpointer choice)
{
  return ub_choice_is_preset_by_hand (choice) && ub_choice_get_preset (choice) == NULL &&
         ub_image_get_state (ub_choice_get_image (choice)) == UB_IMAGE_READY;
}

/* Of a bootloader and a keyboard that are dropped, together or one after the other, neither takes
 * the other's place, whichever comes first and whichever is read first. */
static void
test_two_files (void)
{
  enum
  {
    IN_TURN,     /* the second when the first was taken */
    FIRST_SLOW,  /* together; the second is read first */
    SECOND_SLOW, /* together; the first is read first */
  };
  static const struct
  {
    const char *name, *text;
    UbLoadKind kind;
    gboolean (*is_taken) (gpointer choice);
  } files[] = {
    { "own.hex", HEX, UB_LOAD_OWN, has_own },
    { "keyboard.json", JSON, UB_LOAD_KEYBOARD, has_keyboard },
  };

  main_thread = g_thread_self ();
  for (guint first = 0; first < G_N_ELEMENTS (files); first++)
    for (guint way = IN_TURN; way <= SECOND_SLOW; way++)
      {
        const guint slow = way == SECOND_SLOW ? 1 - first : first;
        UbWindow *window = ub_test_window_new (NULL);
        UbChoice *choice = ub_test_get_choice (window);

        slow_title = files[slow].name;
        g_mutex_lock (&gate);
        for (guint i = 0; i < G_N_ELEMENTS (files); i++)
          {
            const guint k = i == 0 ? first : 1 - first;
            g_autofree char *path = g_build_filename (g_get_user_cache_dir (), files[k].name, NULL);
            g_autoptr (GFile) file =
                k == slow ? g_object_new (SLOW_TYPE_FILE, NULL) : g_file_new_for_path (path);

            g_assert_true (g_file_set_contents (path, files[k].text, -1, NULL));
            ub_choice_load_async (choice, files[k].kind, NULL, NULL, file, NULL, NULL);
            if (way == IN_TURN && i == 0)
              {
                g_mutex_unlock (&gate);
                ub_test_wait (files[k].is_taken, choice, files[k].name);
                g_mutex_lock (&gate);
              }
          }
        ub_test_wait (files[1 - slow].is_taken, choice, files[1 - slow].name);
        g_mutex_unlock (&gate);
        ub_test_wait (files[slow].is_taken, choice, files[slow].name);
        g_assert_true (has_keyboard (choice));
        g_assert_true (has_own (choice));
        g_assert_cmpstr (ub_choice_get_part (choice)->id, ==, "atmega32u2");
        ub_test_window_free (window);
      }
  slow_title = SLOW;
}

/* ── pages ── */

static void
test_rows (void)
{
  UbWindow *window = ub_test_window_new (UB_TEST_SIM);
  const UbPageRow *row;

  ub_test_wait_sensitive (window);
  for (guint i = 0; (row = ub_pages_get (i)) != NULL; i++)
    {
      UbPage *page =
          g_object_ref_sink (g_object_new (row->get_type (), "board", board_of (window), NULL));
      GtkWidget *content = NULL;

      g_test_message ("%s", row->id);
      g_assert_true (ub_pages_find (row->id) == row);
      g_object_get (page, "content", &content, NULL);
      g_assert_nonnull (content); /* its template is among the resources */
      g_object_unref (content);
      ub_page_update (page);
      g_object_unref (page);
    }
  g_assert_nonnull (ub_pages_find_home (UB_HOME_WITH_PORTS));
  g_assert_nonnull (ub_pages_find_home (UB_HOME_WITHOUT_PORTS));
  g_assert_nonnull (ub_pages_find_for_locked ());
  ub_test_window_free (window);
}

int
main (int argc, char **argv)
{
  ub_test_init (&argc, &argv);
  g_test_add_func ("/app/model/loose-wire", test_loose_wire);
  g_test_add_func ("/app/model/another-chip", test_another_chip);
  g_test_add_func ("/app/model/again-unreviewed", test_again_unreviewed);
  g_test_add_func ("/app/model/two-boards", test_two_boards);
  g_test_add_func ("/app/model/slow-file", test_slow_file);
  g_test_add_func ("/app/model/two-files", test_two_files);
  g_test_add_func ("/app/pages/rows", test_rows);
  return g_test_run ();
}
