/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ub-text.h"

#include "core/isp-error.h"
#include "words/isp-words-ports.h"
#include "words/isp-words.h"

#include <glib/gi18n.h>

char *
ub_text_port (const IspPort *port, UbRowState *state)
{
  g_autofree char *words = NULL;

  *state = UB_ROW_READY;
  if (port->state == ISP_PORT_READY || port->state == ISP_PORT_ASK)
    return port->where != NULL ? g_strdup_printf ("%s · %s", port->name, port->where)
                               : g_strdup (port->name);
  *state = UB_ROW_ATTENTION;
  if (port->state == ISP_PORT_NOT_A_PROGRAMMER) /* its name says what it is instead */
    return isp_port_get_advice (port) != NULL
               ? g_strdup_printf ("%s. %s", port->name, isp_port_get_advice (port))
               : g_strdup (port->name);
  words = isp_words_port_state (port);
  return g_strdup_printf ("%s · %s", port->name, words);
}

/* Nothing is in force: say why. */
static char *
text_no_port (UbPorts *ports, UbRowState *state)
{
  guint n = 0;
  const IspPort *only = NULL;

  for (guint i = 0; i < ub_ports_get_n (ports); i++)
    {
      const IspPort *port = ub_ports_get (ports, i);

      if (port->state != ISP_PORT_NOT_A_PROGRAMMER)
        {
          n++;
          only = port;
        }
    }
  if (n > 1)
    {
      *state = UB_ROW_ATTENTION;
      return g_strdup_printf (
          ngettext ("%u programmer found; choose it", "%u programmers found; choose one", n), n);
    }
  if (only == NULL && ub_ports_get_n (ports) > 0)
    only = ub_ports_get (ports, 0);
  if (only == NULL)
    {
      *state = UB_ROW_NONE;
      return g_strdup (_ ("Plug one in"));
    }
  if (only->state == ISP_PORT_ASK)
    {
      *state = UB_ROW_ATTENTION;
      return g_strdup_printf (_ ("%s · choose it if it is your programmer"), only->name);
    }
  return ub_text_port (only, state);
}

/* TRUE: it is gone, is not a programmer, or not one that works; do not blame the chip. */
static gboolean
is_programmer_trouble (const GError *error)
{
  return isp_error_blames (error, ISP_BLAME_STRANGER) || isp_error_blames (error, ISP_BLAME_PLUG) ||
         isp_error_blames (error, ISP_BLAME_PROGRAMMER);
}

char *
ub_text_keyboard (UbBoard *board, UbRowState *state)
{
  const IspKeyboard *keyboard = ub_choice_get_keyboard (ub_board_get_choice (board));
  const IspPart *chosen = ub_choice_get_part (ub_board_get_choice (board));
  const IspPreset *preset = ub_choice_get_preset (ub_board_get_choice (board));
  const IspPart *part;
  g_autofree char *text = NULL, *usual = NULL;
  const char *title;

  *state = UB_ROW_NONE;
  if (keyboard == NULL)
    return g_strdup (_ ("Not chosen · optional"));
  part = isp_keyboard_get_part (keyboard);
  title = isp_keyboard_get_title (keyboard);
  *state = UB_ROW_ATTENTION;
  if (isp_keyboard_get_chip (keyboard) == ISP_KEYBOARD_OTHER)
    return g_strdup_printf (_ ("%s · needs no programmer"), title);
  if (part != chosen && chosen != NULL)
    return g_strdup_printf (_ ("%s · usually with %s, but %s is chosen"), title, part->name,
                            chosen->name);
  usual =
      isp_keyboard_get_usual (ub_choice_get_keyboard_presets (ub_board_get_choice (board)), preset);
  if (usual != NULL)
    {
      text = isp_preset_get_title (preset);
      return g_strdup_printf (_ ("%s · usually with %s, but %s is chosen"), title, usual, text);
    }
  *state = UB_ROW_READY;
  text = isp_keyboard_format (keyboard);
  return g_strdup_printf ("%s · %s", title, text);
}

char *
ub_text_programmer (UbBoard *board, UbRowState *state)
{
  const GError *error = ub_contact_get_error (ub_board_get_contact (board));
  const IspPort *port = ub_board_get_port (board);
  char *text;

  if (port == NULL)
    return text_no_port (ub_board_get_ports (board), state);
  if (ub_ports_are_rehearsing (ub_board_get_ports (board)))
    {
      *state = UB_ROW_READY;
      return g_strdup (_ ("Rehearsal programmer"));
    }
  text = ub_text_port (port, state);
  if (is_programmer_trouble (error))
    *state = UB_ROW_ATTENTION;
  return text;
}

static char *
text_answer (UbBoard *board, UbRowState *state)
{
  const IspSnapshot *snapshot = ub_board_get_snapshot (board);
  g_autofree char *speed = NULL;

  *state = UB_ROW_READY;
  if (snapshot->locked)
    {
      *state = UB_ROW_ATTENTION;
      return g_strdup_printf (_ ("%s · locked: what is on it cannot be read"),
                              snapshot->part->name);
    }
  if (snapshot->rehearsal)
    return g_strdup_printf (_ ("%s, simulated"), snapshot->part->name);
  if (snapshot->sck_hz == 0)
    return g_strdup_printf (_ ("%s · answers"), snapshot->part->name);
  speed = isp_words_hz (snapshot->sck_hz);
  return g_strdup_printf (_ ("%s · answers at %s"), snapshot->part->name, speed);
}

char *
ub_text_chip (UbBoard *board, UbRowState *state)
{
  UbContact *contact = ub_board_get_contact (board);
  const IspPart *part = ub_board_get_part (board);
  const IspPart *found = ub_contact_get_found (contact);
  const GError *error = ub_contact_get_error (contact);

  if (ub_board_get_snapshot (board) != NULL)
    return text_answer (board, state);
  *state = UB_ROW_ATTENTION;
  if (found != NULL)
    return g_strdup_printf (_ ("%s found, %s chosen"), found->name, part->name);
  if (ub_contact_get_state (contact) == UB_CONTACT_OFF || is_programmer_trouble (error))
    {
      *state = UB_ROW_NONE;
      return part != NULL ? g_strdup_printf (_ ("%s · waiting for the programmer"), part->name)
                          : g_strdup (_ ("Waiting for the programmer"));
    }
  if (g_error_matches (error, ISP_ERROR, ISP_ERROR_UNSTABLE))
    return g_strdup (_ ("Unstable connection. Are the wires too long?"));
  if (error != NULL && !g_error_matches (error, ISP_ERROR, ISP_ERROR_NO_TARGET))
    return g_strdup (isp_words_error_title (error));
  *state = UB_ROW_WAITING;
  return g_strdup (ub_contact_is_slow (contact) ? _ ("No answer yet; still trying")
                                                : _ ("No answer yet; trying every second"));
}

static char *
text_fetching (UbBoard *board, const IspPreset *preset, const char *name)
{
  const double fraction = ub_image_get_fraction (ub_choice_get_image (ub_board_get_choice (board)));
  g_autofree char *host = ub_text_host (preset);

  return fraction < 0 ? g_strdup_printf (_ ("%s · downloading from %s"), name, host)
                      : g_strdup_printf (_ ("%s · downloading from %s, %d %%"), name, host,
                                         (int) (fraction * 100));
}

static char *
text_ready_preset (UbBoard *board, const IspPreset *preset, const char *name)
{
  const IspGuess *guess = ub_board_get_guess (board);

  if (ub_image_is_stand_in (ub_choice_get_image (ub_board_get_choice (board))))
    return g_strdup_printf (_ ("%s · a stand-in, for the rehearsal"), name);
  if (guess != NULL && guess->boot == ISP_BOOT_INTACT && guess->intact == preset)
    return g_strdup_printf (_ ("%s · complete on the chip already"), name);
  if (guess != NULL && g_ptr_array_find (guess->fitting, preset, NULL))
    return g_strdup_printf (_ ("%s · its fuses are already on the chip"), name);
  return g_strdup (name);
}

/* NULL: it fits, or nothing is known of the chip. */
static char *
text_too_big (const IspPart *part, IspMemoryId memory, const char *title, const IspImage *image)
{
  g_autofree char *has = NULL;
  guint32 room;

  if (part == NULL)
    return NULL;
  room = memory == ISP_MEMORY_FLASH ? part->flash.size : part->eeprom.size;
  if (isp_image_get_end (image) <= room)
    return NULL;
  has = isp_words_size (room);
  /* Translators: a file, a chip and the size of its memory */
  return g_strdup_printf (_ ("%s · too big for %s, which has %s"), title, part->name, has);
}

static char *
text_file (const char *title, const IspImage *image)
{
  g_autofree char *size = isp_words_size (isp_image_get_size (image));

  return g_strdup_printf ("%s · %s", title, size);
}

char *
ub_text_bootloader (UbBoard *board, UbRowState *state)
{
  const IspPreset *preset = ub_choice_get_preset (ub_board_get_choice (board));
  const IspPart *part = ub_board_get_part (board);
  const IspImageFile *image = ub_image_get_file (ub_choice_get_image (ub_board_get_choice (board)));
  GPtrArray *usual = ub_choice_get_keyboard_presets (ub_board_get_choice (board));
  g_autofree char *name = preset != NULL ? isp_preset_get_title (preset) : NULL;
  char *too_big;

  *state = UB_ROW_ATTENTION;
  if (preset != NULL && part != NULL && !isp_preset_fits_part (preset, part->id))
    return g_strdup_printf (_ ("%s · not made for %s"), name, part->name);
  switch (ub_image_get_state (ub_choice_get_image (ub_board_get_choice (board))))
    {
    case UB_IMAGE_NONE:
      if (usual->len > 1)
        return g_strdup_printf (_ ("%s · choose by what is printed on the board"),
                                ((const IspPreset *) usual->pdata[0])->family_name);
      *state = UB_ROW_NONE;
      return g_strdup (ub_board_get_snapshot (board) != NULL
                           ? _ ("Choose which one goes on the chip")
                           : _ ("Choose after the chip answers, or now"));
    case UB_IMAGE_NEEDED:
      return g_strdup_printf (_ ("%s · choose its file"), name);
    case UB_IMAGE_FAILED:
      return g_strdup_printf (_ ("%s · download failed; choose the file…"), name);
    case UB_IMAGE_READING:
      *state = UB_ROW_WAITING;
      return g_steal_pointer (&name);
    case UB_IMAGE_DOWNLOADING:
      *state = UB_ROW_WAITING;
      return text_fetching (board, preset, name);
    case UB_IMAGE_READY:
      break;
    }
  *state = UB_ROW_READY;
  if (preset != NULL)
    return text_ready_preset (board, preset, name);
  too_big = text_too_big (part, ISP_MEMORY_FLASH, image->title, image->flash);
  if (too_big == NULL)
    return g_strdup (image->title);
  *state = UB_ROW_ATTENTION;
  return too_big;
}

/* With everything chosen the plan says it as well; only its bootloader tells where firmware ends.
 */
static gboolean
reaches_bootloader (UbBoard *board)
{
  const IspPlan *plan = ub_board_get_missing (board) == NULL ? ub_board_get_plan (board) : NULL;

  for (guint i = 0; plan != NULL && i < plan->hazards->len; i++)
    if (g_array_index (plan->hazards, IspHazard, i).id == ISP_HAZARD_FIRMWARE_IN_BOOT)
      return TRUE;
  return FALSE;
}

char *
ub_text_firmware (UbBoard *board)
{
  const IspImageFile *firmware = ub_choice_get_firmware (ub_board_get_choice (board));
  const IspPart *part = ub_board_get_part (board);
  char *text;

  if (firmware == NULL)
    return g_strdup (_ ("Optional; or later, over USB"));
  text = text_too_big (part, ISP_MEMORY_FLASH, firmware->title, firmware->flash);
  if (text != NULL)
    return text;
  if (reaches_bootloader (board))
    /* Translators: %s is a file */
    return g_strdup_printf (_ ("%s · too big: it runs into the bootloader"), firmware->title);
  return text_file (firmware->title, firmware->flash);
}

char *
ub_text_eeprom (UbBoard *board)
{
  UbChoice *choice = ub_board_get_choice (board);
  const IspImageFile *firmware = ub_choice_get_firmware (choice);
  const IspImageFile *file = ub_choice_get_eeprom (choice);
  const IspImage *image = file != NULL ? isp_image_file_get_eeprom (file) : NULL;
  const IspPart *part = ub_board_get_part (board);
  char *text;

  if (file != NULL)
    {
      text = text_too_big (part, ISP_MEMORY_EEPROM, file->title, image);
      return text != NULL ? text : text_file (file->title, image);
    }
  if (firmware != NULL && !isp_image_is_empty (firmware->eeprom))
    return g_strdup_printf (
        _ ("%s also holds contents for the EEPROM; choose it here to write them"), firmware->title);
  return g_strdup (_ ("Optional; what is in it stays"));
}

char *
ub_text_usb_id (const IspPreset *preset)
{
  if (preset->usb_vid == 0)
    return NULL;
  return g_strdup_printf ("%04X:%04X", preset->usb_vid, preset->usb_pid);
}

char *
ub_text_host (const IspPreset *preset)
{
  g_autoptr (GUri) uri =
      preset->url != NULL ? g_uri_parse (preset->url, G_URI_FLAGS_NONE, NULL) : NULL;

  return uri != NULL ? g_strdup (g_uri_get_host (uri)) : NULL;
}

const char *
ub_text_before_start (const IspPlan *plan)
{
  return plan != NULL && plan->request->unfinished != NULL
             ? _ ("Nothing has been written since the interrupted job")
             : _ ("Nothing has been written yet");
}
