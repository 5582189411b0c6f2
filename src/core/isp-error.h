/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one error domain: one code per different advice to a person. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ISP_ERROR (isp_error_quark ())

typedef enum
{
  ISP_ERROR_NO_PROGRAMMER,    /* nothing (or not the named one) is plugged in */
  ISP_ERROR_PERMISSION,       /* EACCES on the device node */
  ISP_ERROR_BUSY,             /* another program holds it */
  ISP_ERROR_UNPLUGGED,        /* it was there, and went */
  ISP_ERROR_TIMEOUT,          /* the programmer went silent */
  ISP_ERROR_PROTOCOL,         /* the programmer answered nonsense */
  ISP_ERROR_NOT_A_PROGRAMMER, /* it answers, and is something else (USBaspLoader, other sketch) */
  ISP_ERROR_NO_TARGET,        /* the chip does not answer */
  ISP_ERROR_WRONG_PART,       /* another chip than asked for, or than the plan's */
  ISP_ERROR_UNSTABLE,         /* the chip answers differently each time */
  ISP_ERROR_UNSUPPORTED,      /* this part or programmer cannot do that */
  ISP_ERROR_BAD_FILE,         /* a file cannot be read; message has line and column */
  ISP_ERROR_DOES_NOT_FIT,     /* image outside the part, or across the boot section */
  ISP_ERROR_OVERLAP,          /* two images differ in the same bytes */
  ISP_ERROR_LOCKED,           /* lock bits forbid it */
  ISP_ERROR_UNSAFE,           /* a fuse or lock value that may lose the chip */
  ISP_ERROR_BACKUP,           /* a backup was asked for and cannot be had or stored */
  ISP_ERROR_FETCH,            /* the image could not be downloaded, or is not what it should be */
  ISP_ERROR_VERIFY,           /* memory reads back other than written */
  ISP_ERROR_FUSE,             /* a fuse or lock reads back other than written */
  ISP_ERROR_NO_LIFE,  /* everything verified, but the chip does not run with its new settings */
  ISP_ERROR_NO_POWER, /* the programmer measures that the board has none, and gives none */
  ISP_ERROR_SHORT,    /* the programmer measures that a wire is held, shorted or swapped */
  ISP_ERROR_CRYSTAL,  /* made for another crystal than the board's */
} IspError;

#define ISP_N_ERRORS (ISP_ERROR_CRYSTAL + 1)

GQuark isp_error_quark (void);
const char *isp_error_nick (IspError code);
const char *isp_error_nick_for (const GError *error);

G_END_DECLS
