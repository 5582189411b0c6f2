/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ELF files built by hand, and one linked by avr-gcc where it is installed. */
#include "core/isp-error.h"
#include "core/isp-image-file.h"

#include <elf.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  Elf32_Ehdr header;
  Elf32_Phdr segments[3];
  Elf32_Shdr sections[4];
  guint8 text[8];
  guint8 data[4];
  guint8 fuses[3];
} File;

/* .text at 0x7000 with two bytes of padding in its segment, .data behind it in flash and at
 * 0x800100 in RAM, .fuse. */
static File *
make_file (void)
{
  File *f = g_new0 (File, 1);

  memcpy (f->text, "\x0C\x94\x01\x70\xAA\xBB\x00\x00", 8);
  memcpy (f->data, "data", 4);
  memcpy (f->fuses, "\xFF\xD8\xCB", 3);
  memcpy (f->header.e_ident, ELFMAG, SELFMAG);
  f->header.e_ident[EI_CLASS] = ELFCLASS32;
  f->header.e_ident[EI_DATA] = ELFDATA2LSB;
  f->header.e_ident[EI_VERSION] = EV_CURRENT;
  f->header.e_type = ET_EXEC;
  f->header.e_machine = EM_AVR;
  f->header.e_version = EV_CURRENT;
  f->header.e_ehsize = sizeof (Elf32_Ehdr);
  f->header.e_phoff = G_STRUCT_OFFSET (File, segments);
  f->header.e_phentsize = sizeof (Elf32_Phdr);
  f->header.e_phnum = 3;
  f->header.e_shoff = G_STRUCT_OFFSET (File, sections);
  f->header.e_shentsize = sizeof (Elf32_Shdr);
  f->header.e_shnum = 4;
  f->segments[0] = (Elf32_Phdr){ PT_LOAD, G_STRUCT_OFFSET (File, text), 0x7000, 0x7000, 8, 8 };
  f->segments[1] = (Elf32_Phdr){ PT_LOAD, G_STRUCT_OFFSET (File, data), 0x800100, 0x7008, 4, 9 };
  f->segments[2] = (Elf32_Phdr){ PT_LOAD, G_STRUCT_OFFSET (File, fuses), 0x820000, 0x820000, 3, 3 };
  for (guint i = 0; i < 3; i++)
    f->sections[i + 1] = (Elf32_Shdr){
      .sh_type = SHT_PROGBITS,
      .sh_flags = SHF_ALLOC,
      .sh_addr = f->segments[i].p_vaddr,
      .sh_offset = f->segments[i].p_offset,
      .sh_size = f->segments[i].p_filesz,
    };
  f->sections[1].sh_size = 6;
  return f;
}

static IspImageFile *
parse (const File *f, gsize len, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (f, len);

  return isp_image_file_parse (bytes, "test.elf", error);
}

static void
test_sections (void)
{
  g_autofree File *f = make_file ();
  g_autoptr (GError) error = NULL;
  g_autoptr (IspImageFile) file = parse (f, sizeof *f, &error);
  guint8 data[12];

  g_assert_no_error (error);
  g_assert_cmpstr (file->format, ==, "elf");
  g_assert_cmpuint (isp_image_get_n_ranges (file->flash), ==, 2);
  g_assert_cmpuint (isp_image_get_size (file->flash), ==, 10);
  isp_image_read (file->flash, 0x7000, data, 12, 0xFF);
  g_assert_cmpmem (data, 12,
                   "\x0C\x94\x01\x70\xAA\xBB\xFF\xFF"
                   "data",
                   12);
  g_assert_cmpuint (file->n_fuses, ==, 3);
  g_assert_cmphex (file->fuse[1], ==, 0xD8);
}

static void
test_no_section_table (void)
{
  g_autofree File *f = make_file ();
  g_autoptr (GError) error = NULL;

  f->header.e_shoff = f->header.e_shnum = f->header.e_shentsize = 0;
  g_autoptr (IspImageFile) file = parse (f, sizeof *f, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (isp_image_get_size (file->flash), ==, 12);
}

static void
assert_bad (const File *f, gsize len, const char *what)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (parse (f, len, &error));
  g_assert_true (g_error_matches (error, ISP_ERROR, ISP_ERROR_DAMAGED_FILE) ||
                 g_error_matches (error, ISP_ERROR, ISP_ERROR_BAD_FILE));
  if (!strstr (error->message, what))
    g_error ("%s: expected “%s”", error->message, what);
}

static void
test_bad (void)
{
  g_autofree File *arm = make_file (), *object = make_file (), *wide = make_file (),
                  *twice = make_file (), *good = make_file ();

  arm->header.e_machine = EM_ARM;
  assert_bad (arm, sizeof *arm, "another kind of chip (ARM)");
  object->header.e_type = ET_REL;
  assert_bad (object, sizeof *object, "not a linked program");
  wide->segments[1].p_paddr = 0x08000000;
  assert_bad (wide, sizeof *wide, "another kind of chip");
  twice->segments[1].p_paddr = 0x7002;
  assert_bad (twice, sizeof *twice, "0x7002 is given twice");
  assert_bad (good, sizeof *good - 4, "cut off");
  assert_bad (good, 20, "damaged");
  good->header.e_phnum = 0;
  assert_bad (good, sizeof *good, "no data");
}

static gboolean
run (const char *folder, const char *command)
{
  g_auto (GStrv) argv = NULL;
  int status;

  return g_shell_parse_argv (command, NULL, &argv, NULL) &&
         g_spawn_sync (folder, argv, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                           G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, &status, NULL) &&
         g_spawn_check_wait_status (status, NULL);
}

/* Many segments that load the same megabytes over and over: an error at once, and no hang. */
static void
test_bomb (void)
{
  enum
  {
    N = 60000,
    SIZE = 8 * 1024 * 1024
  };
  gsize len = sizeof (Elf32_Ehdr) + N * sizeof (Elf32_Phdr) + SIZE;
  g_autofree guint8 *data = g_malloc0 (len);
  g_autofree File *good = make_file ();
  Elf32_Ehdr *header = (Elf32_Ehdr *) data;
  Elf32_Phdr *segments = (Elf32_Phdr *) (header + 1);

  *header = good->header;
  header->e_phoff = sizeof *header;
  header->e_shoff = header->e_shnum = header->e_shentsize = 0;
  for (guint i = 0; i < N; i++)
    segments[i] = (Elf32_Phdr){ PT_LOAD, len - SIZE, 0, 0, SIZE, SIZE };
  header->e_phnum = N;
  assert_bad ((File *) data, len, "damaged");
  header->e_phnum = 4;
  assert_bad ((File *) data, len, "damaged");
}

/* The ELF that avr-gcc links, and the HEX that objcopy makes of it, are the same image. */
static void
test_avr_gcc (void)
{
  static const char source[] = "#include <avr/io.h>\n#include <avr/fuse.h>\n"
                               "#include <avr/lock.h>\n#include <avr/signature.h>\n"
                               "#include <avr/eeprom.h>\n"
                               "FUSES = { 0x62, 0xD9, 0xF7 };\nLOCKBITS = 0xEF;\n"
                               "unsigned char kept[3] EEMEM = { 1, 2, 3 };\n"
                               "volatile int in_ram = 0x1234;\n"
                               "int main (void) { in_ram++; for (;;); }\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("isp-elf-XXXXXX", &error);
  g_assert_no_error (error);
  g_autofree char *c = g_build_filename (folder, "a.c", NULL);
  g_autoptr (GFile) elf = g_file_new_build_filename (folder, "a.elf", NULL);
  g_autoptr (GFile) hex = g_file_new_build_filename (folder, "a.hex", NULL);

  g_assert_true (g_file_set_contents (c, source, -1, NULL));
  if (run (folder, "avr-gcc -mmcu=atmega32u4 -Os -g -o a.elf a.c") &&
      run (folder, "avr-objcopy -O ihex a.elf a.hex"))
    {
      g_autoptr (IspImageFile) of_elf = isp_image_file_load (elf, NULL, &error);
      g_assert_no_error (error);
      g_autoptr (IspImageFile) of_hex = isp_image_file_load (hex, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (of_elf->format, ==, "elf");
      g_assert_true (isp_image_equal (of_elf->flash, of_hex->flash));
      g_assert_true (isp_image_equal (of_elf->eeprom, of_hex->eeprom));
      g_assert_cmpuint (isp_image_get_size (of_elf->eeprom), ==, 3);
      g_assert_cmpuint (of_elf->n_fuses, ==, 3);
      g_assert_cmphex (of_elf->fuse[1], ==, 0xD9);
      g_assert_true (of_elf->has_lock);
      g_assert_cmphex (of_elf->lock, ==, 0xEF);
      g_assert_true (of_elf->has_signature);
      g_assert_cmpmem (of_elf->signature, 3, "\x1E\x95\x87", 3);
    }
  else
    g_test_skip ("avr-gcc is not installed");
  g_file_delete (elf, NULL, NULL);
  g_file_delete (hex, NULL, NULL);
  g_unlink (c);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/elf/bomb", test_bomb);
  g_test_add_func ("/elf/sections", test_sections);
  g_test_add_func ("/elf/no-section-table", test_no_section_table);
  g_test_add_func ("/elf/bad", test_bad);
  g_test_add_func ("/elf/avr-gcc", test_avr_gcc);
  return g_test_run ();
}
