/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "isp-json.h"

#include "config.h"
#include "core/isp-error.h"
#include "core/isp-file.h"
#include "core/isp-printable.h"

#include <glib/gi18n-lib.h>

/* ── writing ── */

void
isp_json_add_string (JsonBuilder *json, const char *member, const char *value)
{
  g_autofree char *printable = isp_text_make_printable (value);

  json_builder_set_member_name (json, member);
  if (value != NULL)
    json_builder_add_string_value (json, printable);
  else
    json_builder_add_null_value (json);
}

void
isp_json_add_int (JsonBuilder *json, const char *member, gint64 value)
{
  json_builder_set_member_name (json, member);
  json_builder_add_int_value (json, value);
}

void
isp_json_add_bool (JsonBuilder *json, const char *member, gboolean value)
{
  json_builder_set_member_name (json, member);
  json_builder_add_boolean_value (json, value);
}

void
isp_json_add_milliseconds (JsonBuilder *json, double seconds)
{
  isp_json_add_int (json, "milliseconds", (gint64) (seconds * 1000 + 0.5));
}

void
isp_json_add_hex (JsonBuilder *json, const char *member, const guint8 *data, gsize len)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < len; i++)
    g_string_append_printf (text, "%02X", data[i]);
  isp_json_add_string (json, member, text->str);
}

void
isp_json_add_fuses (JsonBuilder *json, const char *member, const IspFuses *fuses)
{
  json_builder_set_member_name (json, member);
  if (fuses->has == 0)
    {
      json_builder_add_null_value (json);
      return;
    }
  json_builder_begin_object (json);
  for (guint i = 0; i < ISP_N_FUSES; i++)
    if (ISP_FUSES_HAS (fuses, i))
      isp_json_add_hex (json, isp_fuse_byte_get_id (i), &fuses->value[i], 1);
  json_builder_end_object (json);
}

static void
add_facts (JsonBuilder *json, const IspErrorFacts *facts)
{
  if (facts->kind == ISP_FACTS_FUSE)
    isp_json_add_string (json, "fuse", isp_fuse_byte_get_id (facts->fuse));
  else
    {
      isp_json_add_string (json, "memory", facts->memory == ISP_MEMORY_FLASH ? "flash" : "eeprom");
      isp_json_add_int (json, "address", facts->address);
      isp_json_add_int (json, "bytes", (gint64) facts->bytes);
    }
  if (facts->compared)
    {
      isp_json_add_hex (json, "read", &facts->read, 1);
      isp_json_add_hex (json, "planned", &facts->planned, 1);
    }
}

void
isp_json_add_error (JsonBuilder *json, const GError *error, const char *advice)
{
  const IspErrorFacts *facts = isp_error_get_facts (error);

  json_builder_set_member_name (json, "error");
  if (error == NULL)
    {
      json_builder_add_null_value (json);
      return;
    }
  json_builder_begin_object (json);
  isp_json_add_string (json, "code", isp_error_get_row_for (error)->nick);
  isp_json_add_string (json, "message", error->message);
  isp_json_add_string (json, "advice", advice);
  if (facts != NULL)
    add_facts (json, facts);
  json_builder_end_object (json);
}

char *
isp_json_to_text (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  g_return_val_if_fail (node != NULL, NULL);
  json_generator_set_pretty (generator, TRUE);
  json_generator_set_indent (generator, 2);
  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
}

/* ── reading ── */

#define MAX_BYTES    (1024u * 1024u)
#define MAX_DEPTH    16
#define MAX_BRACKETS 512 /* open at a time, wherever they stand */

/* The parser calls itself for each level, and a few thousand of them are its end. It takes more for
 * a string or a comment than JSON does, so brackets are limited there, too. */
static gboolean
is_shallow (const char *text, gsize len)
{
  guint depth = 0, brackets = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < len; i++)
    {
      gboolean opens = text[i] == '{' || text[i] == '[', closes = text[i] == '}' || text[i] == ']';

      brackets += opens;
      brackets -= closes && brackets > 0;
      if (brackets > MAX_BRACKETS)
        return FALSE;
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && opens && ++depth > MAX_DEPTH)
        return FALSE;
      else if (!in_string && closes && depth > 0)
        depth--;
    }
  return TRUE;
}

JsonNode *
isp_json_parse (GBytes *bytes)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root = NULL;
  const char *text;
  gsize len;

  g_return_val_if_fail (bytes != NULL, NULL);

  text = g_bytes_get_data (bytes, &len);
  if (len > 0 && g_utf8_validate (text, (gssize) len, NULL) && is_shallow (text, len) &&
      json_parser_load_from_data (parser, text, (gssize) len, NULL))
    root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_ref (root) : NULL;
}

JsonNode *
isp_json_load (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GBytes) bytes = isp_file_read (file, MAX_BYTES, NULL, error);
  g_autofree char *name = g_path_get_basename (path);
  JsonNode *root;

  if (bytes == NULL)
    return NULL;
  root = isp_json_parse (bytes);
  if (root == NULL)
    g_set_error (error, ISP_ERROR, ISP_ERROR_BAD_FILE,
                 /* Translators: a file such as backup.json */
                 _ ("%s has changed since it was saved"), name);
  return root;
}

const char *
isp_json_get_string (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

gint64
isp_json_get_int (JsonObject *object, const char *member, gint64 fallback)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node)
                                                                         : fallback;
}

JsonObject *
isp_json_get_object (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
isp_json_get_array (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

int
isp_json_get_hex (JsonObject *object, const char *member, guint8 *out, gsize size)
{
  const char *text = isp_json_get_string (object, member);
  gsize len = text != NULL ? strlen (text) : 1;

  if (len % 2 != 0 || len / 2 > size)
    return -1;
  for (gsize i = 0; i < len / 2; i++)
    {
      int high = g_ascii_xdigit_value (text[2 * i]), low = g_ascii_xdigit_value (text[2 * i + 1]);

      if (high < 0 || low < 0)
        return -1;
      out[i] = (guint8) (high << 4 | low);
    }
  return (int) (len / 2);
}
