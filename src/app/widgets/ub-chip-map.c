/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-chip-map.h"

#include "ub-map-cells.h"

#define MAX_CELL   18
#define MIN_CELL   5
#define MAX_HEIGHT 300
/* Larger cells are not worth fewer columns. */
#define GOOD_CELL 13
#define LABEL_GAP 6
#define MARGIN    2 /* for the band and the cursor of the last row */

struct _UbChipMap
{
  GtkWidget parent_instance;

  IspMap *map; /* NULL: none */
  UbMapCells cells;
  PangoLayout *label;
  int label_width, label_height;
  int cursor; /* page; -1: none */
};

G_DEFINE_FINAL_TYPE (UbChipMap, ub_chip_map, GTK_TYPE_WIDGET)

enum
{
  CURSOR_MOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ── geometry ── */

static guint
count_rows (guint n_pages, guint columns)
{
  return (n_pages + columns - 1) / columns;
}

UbMapGrid
ub_map_grid_fit (guint n_pages, int room)
{
  UbMapGrid best = { 16, count_rows (n_pages, 16), 0 };

  for (guint columns = 16; columns <= 128; columns *= 2)
    {
      const guint rows = count_rows (n_pages, columns);
      int cell = MIN (MAX_CELL, room / (int) columns);

      cell = MAX (MIN (cell, MAX_HEIGHT / (int) rows), MIN (cell, MIN_CELL));
      if (MIN (cell, GOOD_CELL) >= MIN (best.cell, GOOD_CELL) &&
          (columns == 16 || (rows > 1 && cell >= MIN_CELL)))
        best = (UbMapGrid){ columns, rows, cell };
    }
  best.cell = MAX (best.cell, 1);
  return best;
}

static UbMapGrid
get_grid (UbChipMap *self, int width)
{
  return ub_map_grid_fit (isp_map_get_n_pages (self->map), width - self->label_width - LABEL_GAP);
}

/* The widest address, in the font and at the text size of now. */
static void
measure_label (UbChipMap *self)
{
  const guint last = isp_map_get_n_pages (self->map) - 1;
  g_autofree char *text = g_strdup_printf ("0x%04X", isp_map_get_range (self->map, last).start);
  PangoAttrList *attrs = pango_attr_list_new ();

  pango_attr_list_insert (attrs, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_attr_list_insert (attrs, pango_attr_font_features_new ("tnum"));
  g_clear_object (&self->label);
  self->label = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  pango_layout_set_attributes (self->label, attrs);
  pango_attr_list_unref (attrs);
  pango_layout_get_pixel_size (self->label, &self->label_width, &self->label_height);
}

static GtkSizeRequestMode
ub_chip_map_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ub_chip_map_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  UbChipMap *self = UB_CHIP_MAP (widget);

  *minimum = *natural = 0;
  if (self->map == NULL)
    return;
  measure_label (self);
  const int smallest = self->label_width + LABEL_GAP + 16 * MIN_CELL;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = smallest;
      *natural = self->label_width + LABEL_GAP + 16 * MAX_CELL;
    }
  else
    {
      const UbMapGrid grid = get_grid (self, for_size >= 0 ? for_size : smallest);

      *minimum = *natural = (int) grid.rows * grid.cell + MARGIN;
    }
}

/* ── drawing ── */

static void
draw_labels (UbChipMap *self, GtkSnapshot *snapshot, const UbMapGrid *grid)
{
  const guint step =
      MAX (1, (guint) (self->label_height + 2 + grid->cell - 1) / (guint) grid->cell);
  GdkRGBA colour = self->cells.ink;

  colour.alpha *= self->cells.contrast ? 1 : 0.6f;
  for (guint row = 0; row < grid->rows; row += step)
    {
      const guint32 address = isp_map_get_range (self->map, row * grid->columns).start;
      g_autofree char *text = g_strdup_printf ("0x%04X", address);

      pango_layout_set_text (self->label, text, -1);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (0, (float) (row * grid->cell)));
      gtk_snapshot_append_layout (snapshot, self->label, &colour);
      gtk_snapshot_restore (snapshot);
    }
}

/* Behind its pages: as one band where it has whole rows, else row by row. */
static void
draw_boot_section (UbChipMap *self, GtkSnapshot *snapshot, const UbMapGrid *grid, float left)
{
  const guint n = isp_map_get_n_pages (self->map);
  guint first = 0, end;

  while (first < n && !isp_map_is_boot (self->map, first))
    first++;
  for (end = first; end < n && isp_map_is_boot (self->map, end);)
    end++;
  while (first < end)
    {
      const guint column = first % grid->columns;
      const guint rows = column == 0 ? MAX ((end - first) / grid->columns, 1) : 1;
      const guint columns = MIN (grid->columns - column, end - first);

      ub_map_cells_draw_boot (&self->cells, snapshot,
                              &GRAPHENE_RECT_INIT (left + column * grid->cell - 1,
                                                   first / grid->columns * grid->cell - 1,
                                                   columns * grid->cell, rows * grid->cell));
      first += rows * columns;
    }
}

static void
draw_cursor (UbChipMap *self, GtkSnapshot *snapshot, const UbMapGrid *grid, float left)
{
  const float x = left + (float) ((guint) self->cursor % grid->columns) * grid->cell;
  const float y = (float) ((guint) self->cursor / grid->columns) * grid->cell;
  GskRoundedRect ring;

  gsk_rounded_rect_init_from_rect (
      &ring, &GRAPHENE_RECT_INIT (x - 2, y - 2, grid->cell + 2, grid->cell + 2), 2);
  gtk_snapshot_append_border (
      snapshot, &ring, (float[]){ 2, 2, 2, 2 },
      (GdkRGBA[]){ self->cells.ink, self->cells.ink, self->cells.ink, self->cells.ink });
}

static void
ub_chip_map_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  UbChipMap *self = UB_CHIP_MAP (widget);

  if (self->map == NULL)
    return;
  const UbMapGrid grid = get_grid (self, gtk_widget_get_width (widget));
  const float left = self->label_width + LABEL_GAP;

  ub_map_cells_update (&self->cells, widget, grid.cell);
  draw_labels (self, snapshot, &grid);
  draw_boot_section (self, snapshot, &grid, left);
  for (guint page = 0; page < isp_map_get_n_pages (self->map); page++)
    ub_map_cells_draw (&self->cells, snapshot, isp_map_get_state (self->map, page),
                       left + (float) (page % grid.columns) * grid.cell,
                       (float) (page / grid.columns) * grid.cell);
  if (self->cursor >= 0)
    draw_cursor (self, snapshot, &grid, left);
}

/* ── the cursor ── */

static void
set_cursor (UbChipMap *self, int cursor)
{
  if (cursor == self->cursor)
    return;
  self->cursor = cursor;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CURSOR_MOVED], 0);
}

static gboolean
key_cb (UbChipMap *self, guint key, guint code, GdkModifierType modifiers)
{
  if (self->map == NULL || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  const int n = (int) isp_map_get_n_pages (self->map);
  const UbMapGrid grid = get_grid (self, gtk_widget_get_width (GTK_WIDGET (self)));
  const int columns = (int) grid.columns;
  int to;

  switch (key)
    {
    case GDK_KEY_Left:
      to = self->cursor - 1;
      break;
    case GDK_KEY_Right:
      to = self->cursor + 1;
      break;
    case GDK_KEY_Up:
      to = self->cursor - columns;
      break;
    case GDK_KEY_Down:
      to = self->cursor + columns;
      break;
    case GDK_KEY_Page_Up:
      to = self->cursor - 4 * columns;
      break;
    case GDK_KEY_Page_Down:
      to = self->cursor + 4 * columns;
      break;
    case GDK_KEY_Home:
      to = 0;
      break;
    case GDK_KEY_End:
      to = n - 1;
      break;
    default:
      return FALSE;
    }
  set_cursor (self, CLAMP (to, 0, n - 1));
  return TRUE;
}

static void
motion_cb (UbChipMap *self, double x, double y)
{
  if (self->map == NULL)
    return;
  const UbMapGrid grid = get_grid (self, gtk_widget_get_width (GTK_WIDGET (self)));
  const double left = self->label_width + LABEL_GAP;
  const int column = x < left ? -1 : (int) ((x - left) / grid.cell);
  const int page = (int) (y / grid.cell) * (int) grid.columns + column;

  if (column >= 0 && column < (int) grid.columns && page < (int) isp_map_get_n_pages (self->map))
    set_cursor (self, page);
}

/* Without focus, the cursor is where the pointer is. */
static void
leave_cb (UbChipMap *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    set_cursor (self, -1);
}

static void
focus_cb (UbChipMap *self)
{
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    set_cursor (self, -1);
  else if (self->cursor < 0 && self->map != NULL)
    set_cursor (self, 0);
}

/* ── the widget ── */

static void
ub_chip_map_dispose (GObject *object)
{
  UbChipMap *self = UB_CHIP_MAP (object);

  g_clear_pointer (&self->map, isp_map_unref);
  g_clear_object (&self->label);
  ub_map_cells_clear (&self->cells);
  G_OBJECT_CLASS (ub_chip_map_parent_class)->dispose (object);
}

static void
ub_chip_map_class_init (UbChipMapClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ub_chip_map_dispose;
  widget_class->get_request_mode = ub_chip_map_get_request_mode;
  widget_class->measure = ub_chip_map_measure;
  widget_class->snapshot = ub_chip_map_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[CURSOR_MOVED] = g_signal_new ("cursor-moved", UB_TYPE_CHIP_MAP, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ub_chip_map_init (UbChipMap *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  AdwStyleManager *style = adw_style_manager_get_default ();

  self->cursor = -1;
  gtk_widget_set_focusable (widget, TRUE);
  /* Addresses run from left to right in every language. */
  gtk_widget_set_direction (widget, GTK_TEXT_DIR_LTR);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (focus_cb), NULL);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
ub_chip_map_set_map (UbChipMap *self, IspMap *map)
{
  g_return_if_fail (UB_IS_CHIP_MAP (self));

  if (map == self->map)
    return;
  if (map != NULL)
    isp_map_ref (map);
  g_clear_pointer (&self->map, isp_map_unref);
  self->map = map;
  set_cursor (self, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

int
ub_chip_map_get_cursor (UbChipMap *self)
{
  g_return_val_if_fail (UB_IS_CHIP_MAP (self), -1);
  return self->cursor;
}
