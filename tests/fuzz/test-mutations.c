/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thousands of damaged files of every format, always the same ones: no reader may crash, hang or
 * say nothing. */
#include "isp-fuzz.h"

#include <elf.h>
#include <string.h>

#define ROUNDS   6000
#define MAX_SEED 1200

typedef struct
{
  guint8 data[MAX_SEED * 2];
  gsize len;
} Input;

static IspImage *
make_image (void)
{
  IspImage *image = isp_image_new ();
  guint8 data[100];

  for (guint i = 0; i < sizeof data; i++)
    data[i] = i * 37;
  isp_image_put (image, 0x0000, data, sizeof data);
  isp_image_put (image, 0x7001, data, 53);
  isp_image_put (image, 0x1FFF8, data, 16);
  isp_image_put (image, ISP_SECTION_EEPROM, data, 20);
  isp_image_put (image, ISP_SECTION_FUSE, data, 3);
  return image;
}

static void
make_written (const char *format_id, Input *out)
{
  g_autoptr (IspImage) image = make_image ();
  g_autoptr (GBytes) bytes = isp_format_by_id (format_id)->write (image, NULL);

  out->len = g_bytes_get_size (bytes);
  g_assert_cmpuint (out->len, <=, MAX_SEED);
  memcpy (out->data, g_bytes_get_data (bytes, NULL), out->len);
}

static void
make_elf (Input *out)
{
  struct
  {
    Elf32_Ehdr header;
    Elf32_Phdr segments[2];
    Elf32_Shdr sections[3];
    guint8 bytes[64];
  } f = { 0 };

  memcpy (f.header.e_ident, ELFMAG, SELFMAG);
  f.header.e_ident[EI_CLASS] = ELFCLASS32;
  f.header.e_ident[EI_DATA] = ELFDATA2LSB;
  f.header.e_ident[EI_VERSION] = f.header.e_version = EV_CURRENT;
  f.header.e_type = ET_EXEC;
  f.header.e_machine = EM_AVR;
  f.header.e_ehsize = sizeof (Elf32_Ehdr);
  f.header.e_phoff = sizeof f.header;
  f.header.e_phentsize = sizeof (Elf32_Phdr);
  f.header.e_phnum = 2;
  f.header.e_shoff = sizeof f.header + sizeof f.segments;
  f.header.e_shentsize = sizeof (Elf32_Shdr);
  f.header.e_shnum = 3;
  for (guint i = 0; i < 2; i++)
    {
      guint32 offset = sizeof f - 64 + 32 * i;

      f.segments[i] = (Elf32_Phdr){ PT_LOAD, offset, 0x7000 * i, 0x7000 * i, 32, 32 };
      f.sections[i + 1] = (Elf32_Shdr){
        .sh_type = SHT_PROGBITS, .sh_flags = SHF_ALLOC, .sh_offset = offset, .sh_size = 32
      };
    }
  memcpy (out->data, &f, sizeof f);
  out->len = sizeof f;
}

static void
mutate (GRand *rand, Input *in)
{
  static const char interesting[] = ":S0189aFfG \r\n\0\xFF\x7F\x80";
  guint at = g_rand_int_range (rand, 0, in->len);
  guint n = g_rand_int_range (rand, 1, 50);

  n = MIN (n, in->len - at);
  switch (g_rand_int_range (rand, 0, 7))
    {
    case 0:
      in->data[at] ^= 1 << g_rand_int_range (rand, 0, 8);
      break;
    case 1:
      in->data[at] = interesting[g_rand_int_range (rand, 0, sizeof interesting)];
      break;
    case 2:
      in->data[at] = g_rand_int (rand);
      break;
    case 3: /* cut off */
      in->len = MAX (at, 1);
      break;
    case 4: /* left out */
      memmove (in->data + at, in->data + at + n, in->len - at - n);
      in->len = MAX (in->len - n, 1);
      break;
    case 5: /* twice */
      if (in->len + n <= sizeof in->data)
        {
          memmove (in->data + at + n, in->data + at, in->len - at);
          in->len += n;
        }
      break;
    default:
      memset (in->data + at, in->data[g_rand_int_range (rand, 0, in->len)], n);
      break;
    }
}

static void
run (gconstpointer data)
{
  const char *format_id = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261121);
  Input seed = { 0 };

  if (strcmp (format_id, "elf") == 0)
    make_elf (&seed);
  else
    make_written (format_id, &seed);
  /* the seed itself is good, so that mutations reach deep */
  g_autoptr (GBytes) bytes = g_bytes_new (seed.data, seed.len);
  g_autoptr (IspImageFile) good = isp_image_file_parse (bytes, NULL, NULL);
  g_assert_nonnull (good);
  g_assert_cmpstr (good->format, ==, format_id);

  for (guint round = 0; round < ROUNDS; round++)
    {
      Input input = seed;
      guint n = g_rand_int_range (rand, 1, 6);

      for (guint i = 0; i < n; i++)
        mutate (rand, &input);
      isp_fuzz_one (input.data, input.len);
    }
}

/* Records whose checksum was put right again get past the first check. */
static void
test_records (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1988);

  for (guint round = 0; round < ROUNDS; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      guint n = g_rand_int_range (rand, 1, 20);

      for (guint i = 0; i < n; i++)
        {
          guint8 type = g_rand_int_range (rand, 0, 7);
          guint8 len = type == 0   ? g_rand_int_range (rand, 0, 40)
                       : type == 1 ? 0
                                   : (type % 2 ? 4 : 2);
          guint8 sum = len + type;

          g_string_append_printf (text, ":%02X", len);
          for (guint k = 0; k < len + 2u; k++)
            {
              guint8 byte = g_rand_int (rand) & (g_rand_boolean (rand) ? 0xFF : 0x01);

              sum += byte;
              g_string_append_printf (text, "%02X", byte);
              if (k == 1)
                g_string_append_printf (text, "%02X", type);
            }
          g_string_append_printf (text, "%02X\n", (guint8) -sum);
        }
      if (g_rand_boolean (rand))
        g_string_append (text, ":00000001FF\n");
      isp_fuzz_one ((const guint8 *) text->str, text->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/fuzz/ihex", "ihex", run);
  g_test_add_data_func ("/fuzz/srec", "srec", run);
  g_test_add_data_func ("/fuzz/elf", "elf", run);
  g_test_add_func ("/fuzz/records", test_records);
  return g_test_run ();
}
