/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ELF as avr-gcc links it. The allocated sections that have contents are loaded, at the physical
 * addresses that their program headers give, without the padding between sections: the bytes that
 * objcopy writes to a HEX file. Without a section table whole program headers are loaded. */
#include "config.h"

#include "isp-formats-private.h"

#include <gelf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/* A linked AVR program has some five segments and thirty sections. */
#define MAX_SEGMENTS 64
#define MAX_SECTIONS 4096

typedef struct
{
  const guint8 *data;
  gsize len;
  Elf *elf;
  IspImage *image;
  gsize loaded; /* bytes so far; parts that lie over each other count each time */
} Reader;

static const struct
{
  guint16 machine;
  const char *name;
} machines[] = {
  { EM_ARM, "ARM" },       { EM_AARCH64, "ARM" },       { EM_RISCV, "RISC-V" },
  { EM_XTENSA, "Xtensa" }, { EM_386, N_ ("computer") }, { EM_X86_64, N_ ("computer") },
};

static gboolean
sniff (const guint8 *data, gsize len)
{
  return len >= SELFMAG && memcmp (data, ELFMAG, SELFMAG) == 0;
}

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_DAMAGED_FILE, what);
  return FALSE;
}

/* Whole, and of no use here. */
static gboolean
refuse (GError **error, const char *what)
{
  g_set_error_literal (error, ISP_ERROR, ISP_ERROR_BAD_FILE, what);
  return FALSE;
}

static gboolean
fail_machine (guint16 machine, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (machines); i++)
    if (machines[i].machine == machine)
      /* Translators: %s is "ARM", "RISC-V", "computer" … */
      {
        g_autofree char *what = g_strdup_printf (
            _ ("This ELF file is for another kind of chip (%s), not for an AVR; choose the "
               "file that was built for this keyboard"),
            _ (machines[i].name));

        return refuse (error, what);
      }
  return refuse (error, _ ("This ELF file is for another kind of chip, not for an AVR; choose the "
                           "file that was built for this keyboard"));
}

static gboolean
check_header (const Reader *self, GError **error)
{
  GElf_Ehdr header;

  if (elf_kind (self->elf) != ELF_K_ELF || !gelf_getehdr (self->elf, &header))
    return fail (error, _ ("The ELF header is damaged: %s"), elf_errmsg (-1));
  if (header.e_machine != EM_AVR)
    return fail_machine (header.e_machine, error);
  if (header.e_type != ET_EXEC)
    return refuse (error, _ ("This ELF file is not a linked program"));
  return TRUE;
}

/* [offset, offset + size) of the file to address. */
static gboolean
load (Reader *self, guint64 offset, guint64 size, guint64 address, GError **error)
{
  g_autoptr (GError) conflict = NULL;
  g_autofree char *why = isp_sections_refuse (address, size);

  if (offset > self->len || size > self->len - offset)
    return fail (error, _ ("The ELF file was cut off"));
  if (why != NULL)
    return fail (error, "%s", why);
  self->loaded += size;
  if (self->loaded > ISP_ADDRESS_END)
    return fail (error, _ ("The ELF program headers are damaged"));
  if (!isp_image_add (self->image, address, self->data + offset, size, &conflict))
    return fail (error, "%s", conflict->message);
  return TRUE;
}

static gboolean
is_loaded_section (const GElf_Shdr *section)
{
  return (section->sh_flags & SHF_ALLOC) && section->sh_type != SHT_NOBITS &&
         section->sh_type != SHT_NULL && section->sh_size > 0;
}

/* The sections inside one segment; *n counts them. */
static gboolean
load_sections (Reader *self, const GElf_Phdr *segment, guint *n, GError **error)
{
  Elf_Scn *scn = NULL;

  while ((scn = elf_nextscn (self->elf, scn)) != NULL)
    {
      GElf_Shdr section;

      if (!gelf_getshdr (scn, &section))
        return fail (error, _ ("The ELF section table is damaged: %s"), elf_errmsg (-1));
      if (!is_loaded_section (&section) || section.sh_offset < segment->p_offset ||
          section.sh_offset - segment->p_offset >= segment->p_filesz)
        continue;
      if (section.sh_size > segment->p_filesz - (section.sh_offset - segment->p_offset))
        return fail (error, _ ("An ELF section runs out of its segment"));
      if (!load (self, section.sh_offset, section.sh_size,
                 segment->p_paddr + (section.sh_offset - segment->p_offset), error))
        return FALSE;
      ++*n;
    }
  return TRUE;
}

static gboolean
load_segments (Reader *self, GError **error)
{
  gsize n_segments, n_all_sections;

  if (elf_getphdrnum (self->elf, &n_segments) != 0 ||
      elf_getshdrnum (self->elf, &n_all_sections) != 0 || n_segments > MAX_SEGMENTS ||
      n_all_sections > MAX_SECTIONS)
    return fail (error, _ ("The ELF program headers are damaged"));
  for (gsize i = 0; i < n_segments; i++)
    {
      GElf_Phdr segment;
      guint n = 0;

      if (!gelf_getphdr (self->elf, i, &segment))
        return fail (error, _ ("The ELF program headers are damaged: %s"), elf_errmsg (-1));
      if (segment.p_type != PT_LOAD || segment.p_filesz == 0)
        continue;
      if (n_all_sections > 1 && !load_sections (self, &segment, &n, error))
        return FALSE;
      if (n == 0 && !load (self, segment.p_offset, segment.p_filesz, segment.p_paddr, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_elf (const guint8 *data, gsize len, IspImageFile *out, GError **error)
{
  /* elf_memory needs a buffer that it may write into. */
  g_autofree char *copy = g_memdup2 (data, len);
  Reader self = { .data = data, .len = len, .image = out->flash };
  gboolean ok;

  elf_version (EV_CURRENT);
  self.elf = elf_memory (copy, len);
  if (!self.elf)
    return fail (error, _ ("The ELF header is damaged: %s"), elf_errmsg (-1));
  ok = check_header (&self, error) && load_segments (&self, error);
  elf_end (self.elf);
  return ok;
}

const IspFormat isp_format_elf = {
  .id = "elf",
  .name = "ELF",
  .suffixes = "elf",
  .sniff = sniff,
  .read = read_elf,
};
