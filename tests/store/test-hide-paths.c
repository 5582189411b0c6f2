/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is shown to others: of each path its last part, in every place where one can stand. */
#include "store/isp-hide-paths.h"

#include <string.h>

static const struct
{
  const char *text, *hidden;
} rows[] = {
  { "/home/ann/backups/one", "…/one" },
  { "/home/ann/x.hex: byte 0x7480 differs", "…/x.hex: byte 0x7480 differs" },
  { "/media/ann/My Stick, old/Über uns/x y.hex: cut off", "…/x y.hex: cut off" },
  { "x: /srv/Ann’s files/b: no, /srv/c: no", "x: …/b: no, …/c: no" },
  { "Run “unbrickctl restore /mnt/My Stick/b” once", "Run “unbrickctl restore …/b” once" },
  { "“/mnt/a: b/c” is a folder", "“…/c” is a folder" },
  { "kept in /run/media/ann/b/", "kept in …/b" },
  { "two\n  /tmp/a/b\n/tmp/c/d: no", "two\n  …/b\n…/d: no" },
  { "(/tmp/a/b) and --output=/tmp/c d/e", "(…/b) and --output=…/e" },
  { "file:///media/ann/My%20Stick/%C3%BC.hex is full", "…/ü.hex is full" },
  { "~/.local/share/unbrick/backups/one", "…/one" },
  { "x:/srv/a/b", "x:…/b" },
  { "serial:/dev/ttyACM0, /dev/bus/usb/001/002", NULL },
  { "/etc/udev/rules.d/70-unbrick.rules", NULL },
  { "and/or, 3 / 4, a/b/c, https://example.org/a/b, usb:1-2/3, 5E·D9/F3", NULL },
  { "", NULL },
};

static void
test_rows (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *hidden = isp_hide_paths (rows[i].text);

      g_autofree char *again = isp_hide_paths (hidden);

      g_assert_cmpstr (hidden, ==, rows[i].hidden != NULL ? rows[i].hidden : rows[i].text);
      g_assert_cmpstr (again, ==, hidden);
    }
  g_assert_null (isp_hide_paths (NULL));
}

static void
test_person (void)
{
  g_autofree char *home = g_strdup_printf ("%s: full", g_get_home_dir ());
  g_autofree char *media = g_strdup_printf ("/media/%s: full", g_get_user_name ());
  g_autofree char *hidden_home = isp_hide_paths (home), *hidden_media = isp_hide_paths (media);

  g_assert_cmpstr (hidden_home, ==, "~: full");
  g_assert_cmpstr (hidden_media, ==, "…: full");
}

/* A folder's name is bytes. */
static void
test_bytes (void)
{
  g_autofree char *hidden = isp_hide_paths ("/srv/\xFF/\xC3: full");

  g_assert_true (g_utf8_validate (hidden, -1, NULL));
  g_assert_null (strstr (hidden, "srv"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hide-paths/rows", test_rows);
  g_test_add_func ("/hide-paths/person", test_person);
  g_test_add_func ("/hide-paths/bytes", test_bytes);
  return g_test_run ();
}
