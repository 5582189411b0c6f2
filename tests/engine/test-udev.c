/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules file in data/ is what the drivers' ids make, and says nothing too much. */
#include "engine/scan/isp-udev.h"
#include "loaders/isp-loader.h"
#include "programmers/isp-programmer.h"

#include <string.h>

static void
test_file_is_fresh (void)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "data", "60-unbrick.rules", NULL);
  g_autofree char *rules = isp_udev_make_rules ();
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &file, NULL, &error);
  g_assert_no_error (error);
  if (strcmp (file, rules) != 0)
    g_error ("data/60-unbrick.rules is not what \"unbrickctl udev-rules\" prints: write it anew");
}

static guint
count (const char *text, const char *piece)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, piece)) != NULL; at += strlen (piece))
    n++;
  return n;
}

/* Returns how many rows there are. */
static guint
check_owners (const IspOwner *const *owner, const char *rules)
{
  guint n = 0;

  for (; *owner != NULL; owner++)
    for (guint k = 0; k < (*owner)->n_rows; k++)
      {
        const IspIdRow *id = &(*owner)->rows[k];
        const char *kind = (*owner)->link == ISP_LINK_USB ? "ATTR" : "ATTRS";
        g_autofree char *match = g_strdup_printf ("%s{idVendor}==\"%04x\", %s{idProduct}==\"%04x\"",
                                                  kind, id->vid, kind, id->pid);

        if (id->kind == ISP_ID_NOT_A_PROGRAMMER)
          continue;
        g_assert_cmpuint (count (rules, match), ==, 1);
        n++;
      }
  return n;
}

/* Every id of a programmer or a bootloader stands there once; ids that are something else do not.
 */
static void
test_ids (void)
{
  g_autofree char *rules = isp_udev_make_rules ();
  guint n_loaders = check_owners (isp_loader_drivers_get_owners (), rules);
  guint n = check_owners (isp_drivers_get_owners (), rules) + n_loaders;

  g_assert_cmpuint (n_loaders, >, 0);
  g_assert_cmpuint (n, >, n_loaders);
  g_assert_cmpuint (count (rules, "TAG+=\"uaccess\""), <=, n);
  g_assert_cmpuint (count (rules, "0666"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/udev/file-is-fresh", test_file_is_fresh);
  g_test_add_func ("/udev/ids", test_ids);
  return g_test_run ();
}
