/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict on purpose: a misspelled key would be a fuse byte that nobody writes. */
#include "isp-preset-parse-private.h"

#include "config.h"
#include "core/isp-error.h"
#include "core/isp-printable.h"
#include "parts/isp-parts.h"
#include "store/keyboards/isp-qmk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define FAMILY "Family"

static const char *const family_keys[] = {
  "Id", "Name", "Description", "Gesture", "Order", NULL,
};

/* clang-format off */
static const char *const preset_keys[] = {
  "Order", "Name", "Description", "Note", "Gesture", "Board", "Parts", "Low", "High",
  "HighNoJtag", "Extended", "Lock", "UsbId", "MHz", "Volts", "Entry", "Sketch", "SketchUsbId",
  "NewDesigns", "Helper", "Url", "FileSha256", "FileSize", "ImageSha256", "ImageStart", "ImageEnd",
  "BootSha256", "BootStart", NULL,
};

/* Translators may add Name[de] and the like. */
static const char *const text_keys[] = { "Name", "Description", "Note", "Gesture", NULL };
/* clang-format on */

typedef struct
{
  GKeyFile *file;
  const char *group;
  GError *error; /* the first one; every reader does nothing after it */
} Reader;

static void G_GNUC_PRINTF (3, 4) complain (Reader *reader, const char *key, const char *format, ...)
{
  va_list args;

  if (reader->error != NULL)
    return;
  va_start (args, format);
  g_autofree char *why = g_strdup_vprintf (format, args);
  va_end (args);
  g_autofree char *whole = g_strdup_printf ("[%s] %s: %s", reader->group, key, why);
  g_autofree char *line = isp_text_make_line (whole, ISP_TEXT_CHARS);
  reader->error = g_error_new_literal (ISP_ERROR, ISP_ERROR_BAD_FILE, line);
}

static gboolean
has (Reader *reader, const char *key)
{
  return reader->error == NULL && g_key_file_has_key (reader->file, reader->group, key, NULL);
}

/* The value without the blanks around it, or NULL when there is none. */
static char *
read_value (Reader *reader, const char *key, gboolean needed)
{
  if (!has (reader, key))
    {
      if (needed)
        complain (reader, key, _ ("is missing"));
      return NULL;
    }

  char *value = g_key_file_get_value (reader->file, reader->group, key, NULL);

  if (value == NULL || *g_strstrip (value) == '\0')
    {
      complain (reader, key, _ ("is empty"));
      g_clear_pointer (&value, g_free);
    }
  return value;
}

/* A text for people, in their language: as the file has it (Name[de]), or as Unbrick's own
 * translations have it for the presets that come with it (po/preset-words.h). */
static char *
read_text (Reader *reader, const char *key, gboolean needed, gsize max)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *raw = read_value (reader, key, needed);
  g_autofree char *text = NULL;

  if (raw == NULL)
    return NULL;
  text = g_key_file_get_locale_string (reader->file, reader->group, key, NULL, &error);
  if (text == NULL)
    {
      complain (reader, key, "%s", error->message);
      return NULL;
    }
  return isp_text_make_line (*text != '\0' ? _ (text) : text, max);
}

static guint64
read_number (Reader *reader, const char *key, gboolean needed, guint base, guint digits,
             guint64 max)
{
  g_autofree char *text = read_value (reader, key, needed);
  const char *number = text;
  guint64 value = 0;

  if (text == NULL)
    return 0;
  if (base == 16 && digits == 0 && g_str_has_prefix (text, "0x"))
    number += 2;
  if ((base == 16 && digits == 0 && number == text) || (digits != 0 && strlen (text) != digits) ||
      !g_ascii_string_to_unsigned (number, base, 0, max, &value, NULL))
    /* Translators: the second %s is one of the three that follow. All of these messages come after
     * "[group] key: ". */
    complain (reader, key, _ ("“%s” is not %s"), text,
              digits != 0  ? _ ("a byte of two hexadecimal digits")
              : base == 16 ? _ ("an address such as 0x7000")
                           : _ ("a number in range"));
  return value;
}

static guint8
read_byte (Reader *reader, const char *key, gboolean needed)
{
  return (guint8) read_number (reader, key, needed, 16, 2, 0xff);
}

static gboolean
read_boolean (Reader *reader, const char *key, gboolean otherwise)
{
  g_autofree char *text = read_value (reader, key, FALSE);

  if (text == NULL)
    return otherwise;
  if (strcmp (text, "true") != 0 && strcmp (text, "false") != 0)
    complain (reader, key, _ ("“%s” is neither true nor false"), text);
  return strcmp (text, "true") == 0;
}

/* Written with a point whatever the language. */
static double
read_decimal (Reader *reader, const char *key, double max)
{
  g_autofree char *text = read_value (reader, key, FALSE);
  char *end;
  double value;

  if (text == NULL)
    return 0;
  value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !(value > 0 && value <= max))
    complain (reader, key, _ ("“%s” is not a number above 0 and up to %g"), text, max);
  return value;
}

static char *
read_sha256 (Reader *reader, const char *key, gboolean needed)
{
  char *text = read_value (reader, key, needed);

  if (text != NULL && (strlen (text) != 64 || strspn (text, "0123456789abcdef") != 64))
    complain (reader, key, _ ("is not a SHA-256 of 64 lower-case hexadecimal digits"));
  return text;
}

static char **
read_parts (Reader *reader)
{
  g_autofree char *text = read_value (reader, "Parts", TRUE);
  g_autoptr (GStrvBuilder) parts = g_strv_builder_new ();
  guint n = 0;

  if (text == NULL)
    return NULL;

  g_auto (GStrv) names = g_strsplit (text, ";", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      const IspPart *part = isp_parts_by_name (g_strstrip (names[i]));

      if (*names[i] == '\0')
        continue;
      if (part == NULL || strcmp (part->id, names[i]) != 0)
        complain (reader, "Parts", _ ("“%s” is not a known part"), names[i]);
      g_strv_builder_add (parts, names[i]);
      n++;
    }
  if (n == 0)
    complain (reader, "Parts", _ ("is empty"));
  return g_strv_builder_end (parts);
}

static void
read_usb_id (Reader *reader, const char *key, guint16 *out_vid, guint16 *out_pid)
{
  g_autofree char *text = read_value (reader, key, FALSE);
  guint64 vid, pid;

  if (text == NULL)
    return;
  if (strlen (text) != 9 || text[4] != ':')
    {
      complain (reader, key, _ ("“%s” is not an id such as 03EB:2FF4"), text);
      return;
    }
  text[4] = '\0';
  if (!g_ascii_string_to_unsigned (text, 16, 1, 0xffff, &vid, NULL) ||
      !g_ascii_string_to_unsigned (text + 5, 16, 0, 0xffff, &pid, NULL))
    {
      complain (reader, key, _ ("is not an id such as 03EB:2FF4"));
      return;
    }
  *out_vid = (guint16) vid;
  *out_pid = (guint16) pid;
}

static void
read_fuses (Reader *reader, IspPreset *preset)
{
  if (preset->helper)
    {
      /* A helper is an application for another board. Should these ever meet a chip, SPIEN stops
       * them. */
      preset->low = preset->high = 0xff;
      return;
    }
  preset->low = read_byte (reader, "Low", TRUE);
  preset->high = read_byte (reader, "High", TRUE);
  preset->has_no_jtag = has (reader, "HighNoJtag");
  preset->high_no_jtag = read_byte (reader, "HighNoJtag", FALSE);
  preset->has_extended = has (reader, "Extended");
  preset->extended = read_byte (reader, "Extended", FALSE);
  preset->has_lock = has (reader, "Lock");
  preset->lock = read_byte (reader, "Lock", FALSE);

  g_autofree char *entry = read_value (reader, "Entry", TRUE);

  if (g_strcmp0 (entry, "hwb") == 0)
    preset->entry = ISP_ENTRY_HWB;
  else if (entry != NULL && strcmp (entry, "reset") != 0)
    complain (reader, "Entry", _ ("“%s” is neither reset nor hwb"), entry);
}

/* An address brings checksums along; without one, they help to recognise a file from disk. */
static void
read_image (Reader *reader, IspPreset *preset)
{
  gboolean image, boot;

  preset->url = read_value (reader, "Url", FALSE);
  if (preset->url != NULL && !g_str_has_prefix (preset->url, "https://"))
    complain (reader, "Url", _ ("does not begin with https://"));
  preset->file_sha256 = read_sha256 (reader, "FileSha256", preset->url != NULL);
  preset->file_size =
      read_number (reader, "FileSize", preset->url != NULL, 10, 0, 16 * 1024 * 1024);
  image = preset->url != NULL || has (reader, "ImageSha256");
  boot = has (reader, "BootSha256") || has (reader, "BootStart");
  preset->image_sha256 = read_sha256 (reader, "ImageSha256", image);
  preset->image_start = (guint32) read_number (reader, "ImageStart", image, 16, 0, 0xffffff);
  preset->image_end = (guint32) read_number (reader, "ImageEnd", image, 16, 0, 0xffffff);
  preset->boot_sha256 = read_sha256 (reader, "BootSha256", boot);
  preset->boot_start = (guint32) read_number (reader, "BootStart", boot, 16, 0, 0xffffff);
  if (image && preset->image_end <= preset->image_start)
    complain (reader, "ImageEnd", _ ("is not above ImageStart"));
  if (boot && (preset->boot_start < preset->image_start || preset->boot_start >= preset->image_end))
    complain (reader, "BootStart", _ ("is outside the image"));
}

/* Extended goes with the part: a fuse byte that is forgotten would be kept from the chip. */
static void
check_against_parts (Reader *reader, const IspPreset *preset)
{
  for (guint i = 0; reader->error == NULL && preset->parts[i] != NULL; i++)
    {
      const IspPart *part = isp_parts_by_name (preset->parts[i]);

      if (!preset->helper && preset->has_extended != (part->fuse_mask[ISP_FUSE_EXTENDED] != 0))
        complain (reader, "Extended",
                  preset->has_extended ? _ ("%s has no such fuse") : _ ("%s needs it"), part->name);
      if (preset->image_end > part->flash.size)
        complain (reader, "ImageEnd", _ ("is past the flash of %s"), part->name);
    }
}

static gboolean
is_id (const char *text)
{
  return g_regex_match_simple ("^[a-z0-9]+(-[a-z0-9]+)*$", text, G_REGEX_DOLLAR_ENDONLY, 0);
}

static void
check_keys (Reader *reader, const char *const *known)
{
  g_auto (GStrv) keys = g_key_file_get_keys (reader->file, reader->group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      const char *bracket = strchr (keys[i], '[');
      g_autofree char *plain =
          g_strndup (keys[i], bracket != NULL ? (gsize) (bracket - keys[i]) : strlen (keys[i]));

      if (!g_strv_contains (bracket != NULL ? text_keys : known, plain))
        complain (reader, keys[i], _ ("is not a key of this group"));
    }
}

static char *
read_board (Reader *reader)
{
  char *id = read_value (reader, "Board", FALSE);

  if (id != NULL && isp_qmk_board_by_id (id) == NULL)
    complain (reader, "Board", _ ("“%s” is not a known development board"), id);
  return id;
}

static IspPreset *
read_preset (Reader *reader, const char *family, gboolean user)
{
  g_autoptr (IspPreset) preset = isp_preset_new ();

  if (!is_id (reader->group))
    complain (reader, "id", _ ("only a–z, 0–9 and single hyphens"));
  check_keys (reader, preset_keys);
  preset->id = g_strdup (reader->group);
  preset->family = g_strdup (family);
  preset->user = user;
  preset->name = read_text (reader, "Name", TRUE, ISP_NAME_CHARS);
  preset->description = read_text (reader, "Description", FALSE, ISP_TEXT_CHARS);
  preset->note = read_text (reader, "Note", FALSE, ISP_TEXT_CHARS);
  preset->gesture = read_text (reader, "Gesture", FALSE, ISP_TEXT_CHARS);
  preset->order = (int) read_number (reader, "Order", FALSE, 10, 0, 9999);
  preset->board = read_board (reader);
  preset->parts = read_parts (reader);
  preset->helper = read_boolean (reader, "Helper", FALSE);
  preset->has_sketch = read_boolean (reader, "Sketch", FALSE);
  preset->for_new_designs = read_boolean (reader, "NewDesigns", TRUE);
  preset->mhz = read_decimal (reader, "MHz", 40);
  preset->volts = read_decimal (reader, "Volts", 6);
  read_usb_id (reader, "UsbId", &preset->usb_vid, &preset->usb_pid);
  read_usb_id (reader, "SketchUsbId", &preset->sketch_vid, &preset->sketch_pid);
  read_fuses (reader, preset);
  read_image (reader, preset);
  check_against_parts (reader, preset);
  return reader->error == NULL ? g_steal_pointer (&preset) : NULL;
}

void
isp_preset_family_free (IspPresetFamily *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->description);
  g_free (self->gesture);
  g_free (self);
}

/* A user's file may name a family that is there already by its Id alone. */
static IspPresetFamily *
read_family (Reader *reader, gboolean user)
{
  IspPresetFamily *family = g_new0 (IspPresetFamily, 1);

  check_keys (reader, family_keys);
  family->id = read_value (reader, "Id", TRUE);
  if (family->id != NULL && !is_id (family->id))
    complain (reader, "Id", _ ("only a–z, 0–9 and single hyphens"));
  family->name = read_text (reader, "Name", !user, ISP_NAME_CHARS);
  if (family->name == NULL)
    family->name = g_strdup (family->id);
  family->description = read_text (reader, "Description", !user, ISP_TEXT_CHARS);
  family->gesture = read_text (reader, "Gesture", FALSE, ISP_TEXT_CHARS);
  family->order = user && !has (reader, "Order")
                      ? G_MAXINT
                      : (int) read_number (reader, "Order", TRUE, 10, 0, 9999);
  if (reader->error != NULL)
    g_clear_pointer (&family, isp_preset_family_free);
  return family;
}

/* GKeyFile takes the last of two equal keys and joins equal groups: here that is an error. */
static gboolean
check_no_doubles (const char *data, gsize len, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = g_strndup (data, len);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *group = g_strdup ("");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *equals = strchr (line, '=');
      g_autofree char *name = NULL;

      if (*line == '[')
        {
          g_free (group);
          group = g_strdup (line);
          name = g_strdup (line);
        }
      else if (*line != '#' && equals != NULL)
        {
          *equals = '\0';
          name = g_strdup_printf ("%s %s", group, g_strstrip (line));
        }
      if (name == NULL || g_hash_table_add (seen, g_strdup (name)))
        continue;
      g_autofree char *shown = isp_text_make_line (name, ISP_NAME_CHARS);

      g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("Line %u: %s is there twice"), i + 1,
                   shown);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_groups (Reader *reader, gboolean user, GPtrArray *presets, IspPresetFamily **family)
{
  g_auto (GStrv) groups = g_key_file_get_groups (reader->file, NULL);

  reader->group = FAMILY;
  if (!g_key_file_has_group (reader->file, FAMILY))
    complain (reader, "group", _ ("is missing"));
  else
    *family = read_family (reader, user);
  for (guint i = 0; reader->error == NULL && groups[i] != NULL; i++)
    {
      IspPreset *preset;

      reader->group = groups[i];
      if (strcmp (groups[i], FAMILY) == 0)
        continue;
      preset = read_preset (reader, (*family)->id, user);
      if (preset != NULL)
        g_ptr_array_add (presets, preset);
    }
  return reader->error == NULL;
}

gboolean
isp_preset_parse (const char *data, gsize len, gboolean user, GPtrArray *presets,
                  GPtrArray *families, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GPtrArray) read = g_ptr_array_new ();
  g_autoptr (GError) broken = NULL;
  IspPresetFamily *family = NULL;
  Reader reader = { .file = file };

  if (!g_utf8_validate (data, (gssize) len, NULL))
    {
      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE, _ ("It is not UTF-8 text"));
      return FALSE;
    }
  if (len == 0 ||
      !g_key_file_load_from_data (file, data, len, G_KEY_FILE_KEEP_TRANSLATIONS, &broken))
    {
      g_autofree char *line =
          isp_text_make_line (broken != NULL ? broken->message : NULL, ISP_TEXT_CHARS);

      g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                           line != NULL ? line : _ ("The file is empty"));
      return FALSE;
    }
  if (!check_no_doubles (data, len, error))
    return FALSE;
  if (!read_groups (&reader, user, read, &family))
    {
      g_ptr_array_set_free_func (read, (GDestroyNotify) isp_preset_unref);
      isp_preset_family_free (family);
      g_propagate_error (error, reader.error);
      return FALSE;
    }
  g_ptr_array_extend_and_steal (presets, g_steal_pointer (&read));
  if (families != NULL)
    g_ptr_array_add (families, family);
  else
    isp_preset_family_free (family);
  return TRUE;
}
