/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ub-map-cells.h"

#include <adwaita.h>

/* Below this size an inset would be a blot. */
#define INSET_SIZE 8

typedef enum
{
  DOT,
  SLASH, /* struck out */
  OUTLINE,
  FRAME, /* outline with a faint fill */
  HALF,  /* outline, its lower half full */
  CORE,  /* outline with an inset square */
  FULL,
  CROSSED,
  STRUCK, /* full, with a diagonal */
} Shape;

typedef enum
{
  INK,
  TO_WRITE,
  WRITTEN,
  VERIFIED,
  WRONG,
  IN_BOTH,
  N_COLOURS,
} Colour;

/* clang-format off */
static const struct
{
  Shape shape;
  Colour colour;
} looks[ISP_N_PAGE_STATES] = {
  [ISP_PAGE_KEPT]     = { DOT,     INK },
  [ISP_PAGE_TO_ERASE] = { SLASH,   INK },
  [ISP_PAGE_BLANK]    = { OUTLINE, INK },
  [ISP_PAGE_IN_USE]   = { FULL,    INK },
  [ISP_PAGE_TO_WRITE] = { FRAME,   TO_WRITE },
  [ISP_PAGE_UNSURE]   = { HALF,    WRITTEN },
  [ISP_PAGE_WRITTEN]  = { CORE,    WRITTEN },
  [ISP_PAGE_VERIFIED] = { FULL,    VERIFIED },
  [ISP_PAGE_WRONG]    = { CROSSED, WRONG },
  [ISP_PAGE_IN_BOTH]  = { STRUCK,  IN_BOTH },
};

/* Each has a contrast of 3:1 or more against a card of its style. */
static const char *const palettes[2][2][N_COLOURS] = { /* [contrast][dark] */
  { { NULL, "#1c71d8", "#3584e4", "#26a269", "#c01c28", "#c64600" },
    { NULL, "#78aeed", "#62a0ea", "#57e389", "#ff7b63", "#ffbe6f" } },
  { { NULL, "#1a5fb4", "#1a5fb4", "#0f6b3f", "#a51d2d", "#8f3a00" },
    { NULL, "#99c1f1", "#99c1f1", "#8ff0a4", "#ff9a8d", "#ffd399" } },
};
/* clang-format on */

static void
append_outline (GtkSnapshot *snapshot, const graphene_rect_t *box, float width,
                const GdkRGBA *colour)
{
  GskRoundedRect outline;
  const float widths[4] = { width, width, width, width };
  const GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };

  gsk_rounded_rect_init_from_rect (&outline, box, 0);
  gtk_snapshot_append_border (snapshot, &outline, widths, colours);
}

static void
append_square (GtkSnapshot *snapshot, const graphene_rect_t *box, float share,
               const GdkRGBA *colour)
{
  const float inset = box->size.width * (1 - share) / 2;

  gtk_snapshot_append_color (snapshot, colour,
                             &GRAPHENE_RECT_INIT (box->origin.x + inset, box->origin.y + inset,
                                                  box->size.width * share,
                                                  box->size.height * share));
}

static void
append_strokes (GtkSnapshot *snapshot, const graphene_rect_t *box, gboolean cross,
                const GdkRGBA *colour)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, box);
  const double near = box->origin.x + box->size.width * 0.2;
  const double far = box->origin.x + box->size.width * 0.8;

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_set_line_width (cr, MAX (box->size.width / 8, 1));
  cairo_move_to (cr, near, far);
  cairo_line_to (cr, far, near);
  if (cross)
    {
      cairo_move_to (cr, near, near);
      cairo_line_to (cr, far, far);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static GskRenderNode *
draw (const UbMapCells *self, IspPageState state)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  const float side = self->size - (self->size >= INSET_SIZE ? 2 : 1);
  const graphene_rect_t box = GRAPHENE_RECT_INIT (0, 0, side, side);
  const GdkRGBA card = self->dark ? (GdkRGBA){ 0, 0, 0, 1 } : (GdkRGBA){ 1, 1, 1, 1 };
  GdkRGBA colour = self->ink, faint;

  if (looks[state].colour != INK)
    gdk_rgba_parse (&colour, palettes[self->contrast][self->dark][looks[state].colour]);
  else if (looks[state].shape == FULL)
    colour.alpha *= self->contrast ? 0.8f : 0.6f;
  else
    colour.alpha *= self->contrast ? 0.8f : 0.3f;
  faint = colour;
  faint.alpha *= 0.2f;
  switch (looks[state].shape)
    {
    case DOT:
      append_square (snapshot, &box, 0.2f, &colour);
      break;
    case SLASH:
      append_strokes (snapshot, &box, FALSE, &colour);
      break;
    case OUTLINE:
      append_outline (snapshot, &box, 1, &colour);
      break;
    case FRAME:
      if (!self->contrast)
        append_square (snapshot, &box, 1, &faint);
      append_outline (snapshot, &box, self->size >= INSET_SIZE ? 1.5f : 1, &colour);
      break;
    case HALF:
      append_outline (snapshot, &box, 1, &colour);
      gtk_snapshot_append_color (snapshot, &colour,
                                 &GRAPHENE_RECT_INIT (0, side / 2, side, side / 2));
      break;
    case CORE:
      append_outline (snapshot, &box, 1, &colour);
      append_square (snapshot, &box, 0.62f, &colour);
      break;
    case FULL:
    case CROSSED:
    case STRUCK:
      append_square (snapshot, &box, 1, &colour);
      if (looks[state].shape != FULL)
        append_strokes (snapshot, &box, looks[state].shape == CROSSED, &card);
      break;
    }
  return gtk_snapshot_free_to_node (snapshot);
}

void
ub_map_cells_update (UbMapCells *self, GtkWidget *widget, int size)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  const gboolean dark = adw_style_manager_get_dark (style);
  const gboolean contrast = adw_style_manager_get_high_contrast (style);
  GdkRGBA ink;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &ink);
  if (self->nodes[0] != NULL && self->size == size && self->dark == dark &&
      self->contrast == contrast && gdk_rgba_equal (&self->ink, &ink))
    return;
  ub_map_cells_clear (self);
  self->size = size;
  self->dark = dark;
  self->contrast = contrast;
  self->ink = ink;
  for (IspPageState state = 0; state < ISP_N_PAGE_STATES; state++)
    self->nodes[state] = draw (self, state);
}

void
ub_map_cells_clear (UbMapCells *self)
{
  for (IspPageState state = 0; state < ISP_N_PAGE_STATES; state++)
    g_clear_pointer (&self->nodes[state], gsk_render_node_unref);
}

void
ub_map_cells_draw_boot (const UbMapCells *self, GtkSnapshot *snapshot, const graphene_rect_t *pages)
{
  graphene_rect_t band;
  GdkRGBA tint = self->ink, line = self->ink;

  tint.alpha *= 0.1f;
  line.alpha *= self->contrast ? 1 : 0.45f;
  graphene_rect_inset_r (pages, -1, -1, &band);
  gtk_snapshot_append_color (snapshot, &tint, &band);
  append_outline (snapshot, &band, 1, &line);
}

void
ub_map_cells_draw (const UbMapCells *self, GtkSnapshot *snapshot, IspPageState state, float x,
                   float y)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_node (snapshot, self->nodes[state]);
  gtk_snapshot_restore (snapshot);
}
