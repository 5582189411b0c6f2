/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loader: a board in its USB bootloader, what the engine asks of the driver that speaks to it,
 * and what such a driver tells of itself.
 *
 * A driver is a const struct of id rows, what the bootloader can do, and functions. Required: open,
 * close, write, start. All functions block and run on one worker thread; each waits no longer than
 * its bootloader needs in the worst case. The cancellable is looked at between transfers; a
 * cancelled call returns G_IO_ERROR_CANCELLED. Order, comparing and the verdict belong to the
 * engine alone. */
#pragma once

#include "core/isp-fuses.h"
#include "ports/isp-port.h"
#include "transport/isp-session.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * IspLoaderDriver:
 *
 * What a driver tells of itself, and the functions that the engine calls. Const, lives for ever.
 */
typedef struct _IspLoaderDriver IspLoaderDriver;

/**
 * IspLoader:
 *
 * A board in its bootloader that is open, or being opened. Used by one worker thread at a time.
 */
typedef struct _IspLoader IspLoader;

/**
 * IspReadable:
 * @ISP_READABLE_NEVER: what is written can never be read back
 * @ISP_READABLE_AFTER_ERASE: only after this session has erased it
 * @ISP_READABLE_ALWAYS: so that a backup is possible
 *
 * When a bootloader lets its memories be read.
 */
typedef enum
{
  ISP_READABLE_NEVER,
  ISP_READABLE_AFTER_ERASE,
  ISP_READABLE_ALWAYS,
} IspReadable;

/**
 * IspLoaderOrder:
 * @ISP_ORDER_ERASES: the driver's erase comes first, and takes the whole application
 * @ISP_ORDER_FIRST_ERASES: the page at 0 has to be written first, and takes the whole application
 * @ISP_ORDER_PAGES: each page is erased as it is written; others stay as they are
 * @ISP_ORDER_FIRST_LAST: as PAGES; besides, the bootloader stays in charge for as long as the page
 *   at 0 is empty, so that it is emptied first and written last
 *
 * How a bootloader erases, and the order in which its pages are written.
 */
typedef enum
{
  ISP_ORDER_ERASES,
  ISP_ORDER_FIRST_ERASES,
  ISP_ORDER_PAGES,
  ISP_ORDER_FIRST_LAST,
} IspLoaderOrder;

/**
 * IspLoaderHint:
 * @part: the chip that the person named; NULL: whatever is there
 * @app_end: where the person says that the bootloader begins, in bytes; 0: not said
 *
 * What a person knows of a board that does not tell it itself.
 */
typedef struct
{
  const IspPart *part;
  guint32 app_end;
} IspLoaderHint;

/**
 * IspLoaderTick:
 * @bytes: moved since the last call
 * @data: the caller's
 *
 * Called while bytes are moved.
 */
typedef void (*IspLoaderTick) (gsize bytes, gpointer data);

struct _IspLoader
{
  const IspLoaderDriver *driver;
  const IspIdRow *row; /* what the driver knows of the device by its ids */
  IspSession *session;
  char *usb_path;     /* which board it is: the same whenever it is plugged in there */
  char *name;         /* as people know it: "A keyboard in Atmel DFU" */
  gpointer priv;      /* the driver's own */
  IspLoaderTick tick; /* may be NULL */
  gpointer tick_data;
  /* Set by open. */
  const IspPart *part;
  guint8 signature[3]; /* as the board gave it, or the part's */
  IspFuses fuses;      /* those that it can read, lock included; has == 0: none */
  guint32 app_end;     /* where the application ends and the bootloader begins, in bytes; where that
                          is not known for certain, the lowest that it may be */
  IspReadable readable;
  guint32 read_end;   /* of flash, in bytes: the rest can never be read; 0: all can */
  guint32 read_bps;   /* as the driver says, or what this one is found to do */
  guint32 crystal_hz; /* of the board that has these ids; 0: not known */
  char *version;      /* for the log and reports; may be NULL */
};

struct _IspLoaderDriver
{
  IspOwner owner; /* has to be the first */
  IspLoaderOrder order;
  guint writes;                /* 1 << IspMemoryId */
  guint32 write_bps, read_bps; /* about, bytes per second on the link and in the loader's CPU */
  guint page_ms;               /* about, what the chip takes for a page on top of that */
  /* Names of the chips that it is made for, the usual one first; only where it does not say which
   * one it is on. NULL: it says so. */
  const char *const *parts;
  gboolean lacks_end; /* with parts: it does not say either where it begins */
  guint leaves_s;     /* it starts the firmware if nothing is asked for so long; 0: it stays */

  /* Opens and makes sure that it is what it should be. Changes nothing. On failure nothing stays
   * open. */
  gboolean (*open) (IspLoader *self, const IspPort *port, const IspLoaderHint *hint,
                    GCancellable *cancellable, GError **error);
  void (*close) (IspLoader *self);
  /* ISP_ORDER_ERASES: the whole application, and makes sure that it is empty. */
  gboolean (*erase) (IspLoader *self, GCancellable *cancellable, GError **error);
  /* Byte addresses. Flash: whole pages below app_end. EEPROM: at a multiple of ISP_LOADER_EEPROM,
   * that many. Never verifies. */
  gboolean (*write) (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data,
                     gsize len, GCancellable *cancellable, GError **error);
  /* NULL: ISP_READABLE_NEVER. Even addresses and lengths. */
  gboolean (*read) (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out, gsize len,
                    GCancellable *cancellable, GError **error);
  /* Tells the board to start its firmware. It may leave before it has answered: success is that it
   * goes, which the caller looks at. */
  gboolean (*start) (IspLoader *self, GCancellable *cancellable, GError **error);
};

/**
 * ISP_LOADER_EEPROM:
 *
 * How many bytes of EEPROM a driver is asked to write at once.
 */
#define ISP_LOADER_EEPROM 32u

/* ── the table ── */

/**
 * isp_loader_drivers_get_owners:
 *
 * Gives isp_match() the drivers to choose from.
 *
 * Returns: (transfer none): the drivers as owners of their id rows, in table order, ended by NULL
 */
const IspOwner *const *isp_loader_drivers_get_owners (void);

/**
 * isp_loader_driver_get:
 * @owner: (nullable): a loader driver's
 *
 * Finds the driver that begins with an owner. Only owners from the table of loader drivers may be
 * passed.
 *
 * Returns: (transfer none) (nullable): the driver; %NULL for %NULL
 */
const IspLoaderDriver *isp_loader_driver_get (const IspOwner *owner);

/**
 * isp_loader_drivers_by_id:
 * @id: a driver's id or one of its aliases, case ignored
 *
 * Looks a driver up by the name that -l takes.
 *
 * Returns: (transfer none) (nullable): the driver; %NULL: there is none of that name
 */
const IspLoaderDriver *isp_loader_drivers_by_id (const char *id);

/**
 * isp_loader_driver_erases_pages:
 * @self: a driver
 *
 * Tells how flash is erased. Any thread.
 *
 * Returns: %TRUE: page by page, as it is written; %FALSE: all of it, before
 */
gboolean isp_loader_driver_erases_pages (const IspLoaderDriver *self);

/**
 * isp_loader_driver_get_write_seconds:
 * @self: a driver
 * @n_pages: how many pages of flash are written
 * @page_size: of one, in bytes
 *
 * Estimates how long that takes, without an erase of all.
 *
 * Returns: seconds
 */
double isp_loader_driver_get_write_seconds (const IspLoaderDriver *self, guint n_pages,
                                            guint32 page_size);

/**
 * isp_loader_driver_looks_first:
 * @self: a driver
 * @read_bps: how fast that board is read, in bytes per second; 0: it is not
 * @page_size: of flash, in bytes
 *
 * Tells whether a page that should be blank is better read than written: pages are erased as they
 * are written, and to look takes less time.
 *
 * Returns: %FALSE: it is written
 */
gboolean isp_loader_driver_looks_first (const IspLoaderDriver *self, guint32 read_bps,
                                        guint32 page_size);

/* ── an open board ── */

/**
 * isp_loader_open:
 * @session: the session; the loader keeps a reference
 * @port: where the board is, as isp_scan_loaders() found it
 * @hint: (nullable): what a person knows; %NULL: nothing
 * @cancellable: (nullable): looked at between transfers
 * @error: %ISP_ERROR_LOADER_GONE, %ISP_ERROR_LOADER_SILENT, %ISP_ERROR_NOT_A_LOADER,
 *   %ISP_ERROR_WRONG_PART, %ISP_ERROR_PERMISSION, %ISP_ERROR_BUSY, G_IO_ERROR_CANCELLED
 *
 * Opens a board in its bootloader and asks it who it is; nothing on it is changed. Blocking; worker
 * thread.
 *
 * Returns: (transfer full) (nullable): the open board
 */
IspLoader *isp_loader_open (IspSession *session, const IspPort *port, const IspLoaderHint *hint,
                            GCancellable *cancellable, GError **error);

/**
 * isp_loader_close:
 * @self: (nullable) (transfer full): a board
 *
 * Closes the board, which stays in its bootloader, and frees @self. Worker thread.
 */
void isp_loader_close (IspLoader *self);

/**
 * isp_loader_erase:
 * @self: a board whose driver has the order %ISP_ORDER_ERASES
 * @cancellable: (nullable): looked at between transfers
 * @error: as isp_loader_open(), and %ISP_ERROR_NOT_KEPT: it does not get empty
 *
 * Erases the whole application. Blocking; worker thread.
 *
 * Returns: %FALSE: it may be erased, or not
 */
gboolean isp_loader_erase (IspLoader *self, GCancellable *cancellable, GError **error);

/**
 * isp_loader_tick:
 * @self: an open board
 * @bytes: moved since the last call
 *
 * For drivers: tells whoever asked for it that bytes were moved.
 */
void isp_loader_tick (IspLoader *self, gsize bytes);

/**
 * isp_loader_write:
 * @self: a board
 * @memory: one that its driver writes
 * @address: in bytes; flash: of a page; EEPROM: a multiple of %ISP_LOADER_EEPROM
 * @data: (array length=len): the bytes
 * @len: flash: whole pages, up to the end of the application; EEPROM: %ISP_LOADER_EEPROM
 * @cancellable: (nullable): looked at between transfers
 * @error: as isp_loader_open()
 *
 * Writes, and does not compare. Blocking; worker thread.
 *
 * Returns: %FALSE: it may be written in part
 */
gboolean isp_loader_write (IspLoader *self, IspMemoryId memory, guint32 address, const guint8 *data,
                           gsize len, GCancellable *cancellable, GError **error);

/**
 * isp_loader_read:
 * @self: a board that is readable now
 * @memory: flash or EEPROM
 * @address: in bytes, even
 * @out: (out caller-allocates) (array length=len): the bytes
 * @len: how many, even
 * @cancellable: (nullable): looked at between transfers
 * @error: as isp_loader_open()
 *
 * Reads. Blocking; worker thread.
 *
 * Returns: %FALSE: @out is not complete
 */
gboolean isp_loader_read (IspLoader *self, IspMemoryId memory, guint32 address, guint8 *out,
                          gsize len, GCancellable *cancellable, GError **error);

/**
 * isp_loader_start:
 * @self: a board
 * @cancellable: (nullable): ends the waiting
 * @error: as isp_loader_open(), and %ISP_ERROR_STAYED
 *
 * Starts the board's firmware, which makes it leave: two seconds are waited for that. @self is of
 * no more use then but to be closed. Blocking; worker thread.
 *
 * Returns: %TRUE if the board has left
 */
gboolean isp_loader_start (IspLoader *self, GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IspLoader, isp_loader_close)

G_END_DECLS
