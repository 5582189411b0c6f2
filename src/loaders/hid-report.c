/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "hid-report.h"

#include "config.h"
#include "core/isp-error.h"

#include <glib/gi18n-lib.h>

#define GET_DESCRIPTOR    6
#define REPORT_DESCRIPTOR 0x2200
#define GET_REPORT        1
#define SET_REPORT        9
#define SHORT_US          (2 * G_USEC_PER_SEC)

gboolean
isp_hid_read_descriptor (IspUsb *usb, guint8 *out, guint16 len, guint16 *n,
                         GCancellable *cancellable, GError **error)
{
  IspUsbTransfer ask = { .in = TRUE,
                         .kind = ISP_USB_STANDARD,
                         .request = GET_DESCRIPTOR,
                         .value = REPORT_DESCRIPTOR,
                         .data = out,
                         .len = len,
                         .any_len = TRUE };

  if (!isp_usb_request (usb, &ask, g_get_monotonic_time () + SHORT_US, cancellable, error))
    return FALSE;
  *n = ask.stalled ? 0 : ask.actual;
  return TRUE;
}

gboolean
isp_hid_get_report (IspUsb *usb, guint16 value, guint8 *out, guint16 len, GCancellable *cancellable,
                    GError **error)
{
  IspUsbTransfer ask = { .in = TRUE,
                         .kind = ISP_USB_CLASS,
                         .request = GET_REPORT,
                         .value = value,
                         .data = out,
                         .len = len,
                         .any_len = TRUE };

  if (!isp_usb_request (usb, &ask, g_get_monotonic_time () + SHORT_US, cancellable, error))
    return FALSE;
  if (!ask.stalled && ask.actual == len)
    return TRUE;
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                       _ ("The bootloader does not say which chip it is on"));
  return FALSE;
}

gboolean
isp_hid_set_report (IspUsb *usb, guint16 value, guint8 *data, guint16 len, gint64 us,
                    gboolean *stalled, GCancellable *cancellable, GError **error)
{
  IspUsbTransfer send = {
    .kind = ISP_USB_CLASS, .request = SET_REPORT, .value = value, .data = data, .len = len
  };

  if (!isp_usb_request (usb, &send, g_get_monotonic_time () + us, cancellable, error))
    return FALSE;
  *stalled = send.stalled;
  return TRUE;
}

gboolean
isp_hid_put_report (IspUsb *usb, guint16 value, guint8 *data, guint16 len, gint64 us,
                    GCancellable *cancellable, GError **error)
{
  gboolean stalled;

  if (!isp_hid_set_report (usb, value, data, len, us, &stalled, cancellable, error))
    return FALSE;
  if (stalled)
    g_set_error_literal (error, ISP_ERROR, ISP_ERROR_PROTOCOL,
                         _ ("The bootloader refused a request"));
  return !stalled;
}
