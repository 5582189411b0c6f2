/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of JSON objects, as reports, backups and --json have them. Numbers are integers, and the
 * member's name says the unit. */
#pragma once

#include "core/isp-fuses.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* ── writing ── */

/**
 * isp_json_add_string:
 * @json: inside an object
 * @member: its name
 * @value: (nullable): %NULL becomes null
 *
 * Adds a string.
 */
void isp_json_add_string (JsonBuilder *json, const char *member, const char *value);

/**
 * isp_json_add_int:
 * @json: inside an object
 * @member: its name
 * @value: the number
 *
 * Adds an integer.
 */
void isp_json_add_int (JsonBuilder *json, const char *member, gint64 value);

/**
 * isp_json_add_bool:
 * @json: inside an object
 * @member: its name
 * @value: %TRUE or %FALSE
 *
 * Adds a boolean.
 */
void isp_json_add_bool (JsonBuilder *json, const char *member, gboolean value);

/**
 * isp_json_add_milliseconds:
 * @json: inside an object
 * @seconds: a duration
 *
 * Adds the member "milliseconds", rounded.
 */
void isp_json_add_milliseconds (JsonBuilder *json, double seconds);

/**
 * isp_json_add_hex:
 * @json: inside an object
 * @member: its name
 * @data: (array length=len): bytes
 * @len: how many
 *
 * Adds a string of two digits a byte: "1E9587".
 */
void isp_json_add_hex (JsonBuilder *json, const char *member, const guint8 *data, gsize len);

/**
 * isp_json_add_fuses:
 * @json: inside an object
 * @member: its name
 * @fuses: fuse and lock bytes
 *
 * Adds an object of the bytes that are known: { "lfuse": "5E", … }; null when none is.
 */
void isp_json_add_fuses (JsonBuilder *json, const char *member, const IspFuses *fuses);

/**
 * isp_json_add_error:
 * @json: inside an object
 * @error: (nullable): an error of any domain; %NULL becomes null
 * @advice: (nullable): what to do next
 *
 * Adds the member "error": code, message and advice, and the facts that @error carries: "fuse", or
 * "memory", "address" and "bytes"; "read" and "planned" if they are known.
 */
void isp_json_add_error (JsonBuilder *json, const GError *error, const char *advice);

/**
 * isp_json_to_text:
 * @node: the root
 *
 * Writes JSON as text for files and for --json.
 *
 * Returns: (transfer full): indented text with a line feed at its end
 */
char *isp_json_to_text (JsonNode *node);

/* ── reading ── */

/**
 * isp_json_parse:
 * @bytes: text in JSON
 *
 * Reads an object. Text that is no JSON, no object, or nested as nothing of ours is, gives nothing.
 * Pure.
 *
 * Returns: (transfer full) (nullable): the object's node, which nobody can change
 */
JsonNode *isp_json_parse (GBytes *bytes);

/**
 * isp_json_load:
 * @path: a file
 * @error: return location
 *
 * Reads a file that holds one JSON object, of at most 1 MiB and nested no deeper than anything of
 * ours is. Blocking, any thread.
 *
 * Errors: ISP_ERROR_BAD_FILE (it is something else), G_IO_ERROR.
 *
 * Returns: (transfer full) (nullable): a node that holds an object
 */
JsonNode *isp_json_load (const char *path, GError **error);

/**
 * isp_json_get_string:
 * @object: an object
 * @member: its name
 *
 * Reads a string.
 *
 * Returns: (transfer none) (nullable): %NULL: it is not there, or not a string
 */
const char *isp_json_get_string (JsonObject *object, const char *member);

/**
 * isp_json_get_int:
 * @object: an object
 * @member: its name
 * @fallback: another value than it can have
 *
 * Reads an integer.
 *
 * Returns: what it holds; @fallback: it is not there, or not an integer
 */
gint64 isp_json_get_int (JsonObject *object, const char *member, gint64 fallback);

/**
 * isp_json_get_object:
 * @object: an object
 * @member: its name
 *
 * Reads an object.
 *
 * Returns: (transfer none) (nullable): %NULL: it is not there, or not an object
 */
JsonObject *isp_json_get_object (JsonObject *object, const char *member);

/**
 * isp_json_get_array:
 * @object: an object
 * @member: its name
 *
 * Reads an array.
 *
 * Returns: (transfer none) (nullable): %NULL: it is not there, or not an array
 */
JsonArray *isp_json_get_array (JsonObject *object, const char *member);

/**
 * isp_json_get_hex:
 * @object: an object
 * @member: its name
 * @out: (out caller-allocates) (array length=size): where the bytes go
 * @size: how many there can be
 *
 * Reads bytes that isp_json_add_hex() wrote.
 *
 * Returns: how many there are; -1: it is not there, not hex digits, or too long
 */
int isp_json_get_hex (JsonObject *object, const char *member, guint8 *out, gsize size);

G_END_DECLS
