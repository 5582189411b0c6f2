/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-board-picture.h"

#define WIDTH       72 /* px, of every picture, so that titles stand in line */
#define MARGIN      5
#define PX_PER_MM   1.15
#define PLUG_WIDTH  8.0 /* mm */
#define PLUG_HEIGHT 6.0
#define PLUG_OUT    1.5 /* so far it sticks out */
#define CHIP        9.0
#define PIN_PITCH   2.54

struct _UbBoardPicture
{
  GtkWidget parent_instance;

  const UbMakerBoard *board;
};

G_DEFINE_FINAL_TYPE (UbBoardPicture, ub_board_picture, GTK_TYPE_WIDGET)

static void
set_colour (cairo_t *cr, const char *text)
{
  GdkRGBA colour;

  gdk_rgba_parse (&colour, text);
  gdk_cairo_set_source_rgba (cr, &colour);
}

static void
fill_box (cairo_t *cr, const char *colour, double x, double y, double width, double height)
{
  set_colour (cr, colour);
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
}

static void
fill_circle (cairo_t *cr, const char *colour, double x, double y, double radius)
{
  set_colour (cr, colour);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* In mm. The row of pins ends where the board does. */
static void
draw_pins (cairo_t *cr, const UbMakerBoard *board)
{
  double first = board->height - 1.5 - (board->n_pins - 1) * PIN_PITCH;

  for (guint i = 0; i < board->n_pins; i++)
    {
      fill_circle (cr, "#e5a50a", 1.6, first + i * PIN_PITCH, 0.9);
      fill_circle (cr, "#e5a50a", board->width - 1.6, first + i * PIN_PITCH, 0.9);
    }
}

static void
draw_header (cairo_t *cr, const UbMakerBoard *board)
{
  for (guint i = 0; i < 6; i++)
    fill_circle (cr, "#e5a50a", board->width / 2.0 - PIN_PITCH + i % 3 * PIN_PITCH,
                 board->height - 10 + i / 3 * PIN_PITCH, 0.9);
}

static void
draw (cairo_t *cr, const UbMakerBoard *board)
{
  double middle = board->width / 2.0;

  fill_box (cr, "#1a3a5c", 0, 0, board->width, board->height);
  draw_pins (cr, board);
  fill_box (cr, "#c0bfbc", middle - PLUG_WIDTH / 2, -PLUG_OUT, PLUG_WIDTH, PLUG_HEIGHT + PLUG_OUT);
  fill_box (cr, "#241f31", middle - CHIP / 2, board->height / 2.0 - CHIP / 2, CHIP, CHIP);
  if (board->has_button)
    {
      fill_box (cr, "#deddda", middle - 2.5, board->height - 6.5, 5, 5);
      fill_circle (cr, "#241f31", middle, board->height - 4, 1.5);
    }
  if (board->has_header)
    draw_header (cr, board);
}

static void
ub_board_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const UbMakerBoard *board = UB_BOARD_PICTURE (widget)->board;
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));

  cairo_translate (cr, (width - board->width * PX_PER_MM) / 2,
                   (height - board->height * PX_PER_MM) / 2);
  cairo_scale (cr, PX_PER_MM, PX_PER_MM);
  draw (cr, board);
  cairo_destroy (cr);
}

static void
ub_board_picture_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                          int *natural, int *minimum_baseline, int *natural_baseline)
{
  const UbMakerBoard *board = UB_BOARD_PICTURE (widget)->board;

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL
                            ? WIDTH
                            : (int) (board->height * PX_PER_MM) + 2 * MARGIN;
}

static void
ub_board_picture_class_init (UbBoardPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = ub_board_picture_snapshot;
  widget_class->measure = ub_board_picture_measure;
  /* Its row says the same in words. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ub_board_picture_init (UbBoardPicture *self)
{
}

GtkWidget *
ub_board_picture_new (const UbMakerBoard *board)
{
  UbBoardPicture *self;

  g_return_val_if_fail (board != NULL, NULL);
  self = g_object_new (UB_TYPE_BOARD_PICTURE, NULL);
  self->board = board;
  return GTK_WIDGET (self);
}
