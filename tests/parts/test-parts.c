/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks every row of the parts table: what the engine takes from it must hang together. */
#include "core/isp-fuses.h"
#include "parts/isp-parts.h"

#include <string.h>

#define FOR_EACH_PART(part) for (guint n_ = 0; ((part) = isp_parts_get (n_)) != NULL; n_++)

static gboolean
is_power_of_two (guint32 value)
{
  return value != 0 && (value & (value - 1)) == 0;
}

static void
test_complete (void)
{
  static const char *const ids[] = { "at90usb162",  "atmega16u2", "atmega32u2", "atmega16u4",
                                     "atmega32u4",  "at90usb646", "at90usb647", "at90usb1286",
                                     "at90usb1287", "atmega32a",  "atmega32",   "atmega328",
                                     "atmega328p",  "atmega8",    "atmega168",  "atmega168p",
                                     "atmega2560" };

  g_assert_cmpuint (isp_parts_count (), ==, G_N_ELEMENTS (ids));
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const IspPart *part = isp_parts_by_name (ids[i]);

      g_assert_nonnull (part);
      g_assert_cmpstr (part->id, ==, ids[i]);
    }
}

/* Every name leads to its own row and to no other. */
static void
test_names (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    g_autofree char *id = g_ascii_strdown (part->name, -1);
    g_auto (GStrv) names = g_strsplit (part->aliases, " ", -1);

    g_assert_cmpstr (part->id, ==, id);
    g_assert_true (g_hash_table_add (seen, g_strdup (part->id)));
    g_assert_true (isp_parts_by_name (part->id) == part);
    g_assert_true (isp_parts_by_name (part->name) == part);
    g_assert_cmpuint (g_strv_length (names), >, 0);
    for (guint i = 0; names[i] != NULL; i++)
      {
        g_autofree char *upper = g_ascii_strup (names[i], -1);

        g_assert_cmpuint (strlen (names[i]), >, 1);
        g_assert_true (g_hash_table_add (seen, g_ascii_strdown (names[i], -1)));
        g_assert_true (isp_parts_by_name (names[i]) == part);
        g_assert_true (isp_parts_by_name (upper) == part);
      }
  }
  g_assert_null (isp_parts_by_name ("atmega32u"));
  g_assert_null (isp_parts_by_name (""));
  g_assert_null (isp_parts_get (isp_parts_count ()));
}

static void
test_memories (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    g_assert_true (is_power_of_two (part->flash.size));
    g_assert_true (is_power_of_two (part->flash.page_size));
    g_assert_cmpuint (part->flash.size % part->flash.page_size, ==, 0);
    g_assert_true (is_power_of_two (part->eeprom.size));
    g_assert_true (part->eeprom.page_size == 0 || is_power_of_two (part->eeprom.page_size));
    /* Waits under a ms or above 20 ms are a slip of the pen. */
    g_assert_cmpuint (part->flash.write_us, >=, 1000);
    g_assert_cmpuint (part->flash.write_us, <=, 20000);
    g_assert_cmpuint (part->eeprom.write_us, >=, 3000);
    g_assert_cmpuint (part->eeprom_byte_us, >=, 3000);
    g_assert_cmpuint (part->erase_us, >=, 9000);
    g_assert_cmpuint (part->fuse_us, >=, 4000);
    g_assert_true (part->n_calibration == 1 || part->n_calibration == 4);
    g_assert_cmpuint (part->rc_hz, >=, 1000000);
    g_assert_true (g_str_has_prefix (part->isp_pins, "SCK P"));
    g_assert_nonnull (strstr (part->isp_pins, ", MOSI P"));
    g_assert_nonnull (strstr (part->isp_pins, ", MISO P"));
  }
}

static void
test_instructions (void)
{
  static const IspInstruction always[] = {
    ISP_OP_PROGRAM_ENABLE,  ISP_OP_CHIP_ERASE,      ISP_OP_READ_FLASH_LOW,   ISP_OP_READ_FLASH_HIGH,
    ISP_OP_LOAD_FLASH_LOW,  ISP_OP_LOAD_FLASH_HIGH, ISP_OP_WRITE_FLASH_PAGE, ISP_OP_READ_EEPROM,
    ISP_OP_WRITE_EEPROM,    ISP_OP_READ_LOW_FUSE,   ISP_OP_READ_HIGH_FUSE,   ISP_OP_READ_LOCK,
    ISP_OP_WRITE_LOW_FUSE,  ISP_OP_WRITE_HIGH_FUSE, ISP_OP_WRITE_LOCK,       ISP_OP_READ_SIGNATURE,
    ISP_OP_READ_CALIBRATION
  };
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    gboolean extended = part->fuse_mask[ISP_FUSE_EXTENDED] != 0;
    gboolean pages = part->eeprom.page_size != 0;

    for (guint i = 0; i < G_N_ELEMENTS (always); i++)
      g_assert_true (isp_part_has_instruction (part, always[i]));
    g_assert_cmpint (isp_part_has_instruction (part, ISP_OP_READ_EXTENDED_FUSE), ==, extended);
    g_assert_cmpint (isp_part_has_instruction (part, ISP_OP_WRITE_EXTENDED_FUSE), ==, extended);
    g_assert_cmpint (isp_part_has_instruction (part, ISP_OP_LOAD_EEPROM_PAGE), ==, pages);
    g_assert_cmpint (isp_part_has_instruction (part, ISP_OP_WRITE_EEPROM_PAGE), ==, pages);
    g_assert_cmpint (isp_part_has_instruction (part, ISP_OP_LOAD_EXTENDED_ADDRESS), ==,
                     isp_part_needs_extended_address (part));
    /* No two instructions look alike. */
    for (guint i = 0; i < ISP_N_OPS; i++)
      for (guint j = 0; j < i; j++)
        g_assert_true (!isp_part_has_instruction (part, i) ||
                       memcmp (part->instructions->op[i], part->instructions->op[j], 2) != 0);
  }
}

/* Every implemented bit in exactly one field, and no field bit that is not implemented. */
static void
test_fields (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    guint8 named[ISP_N_FUSES] = { 0 };
    guint fields = 0;

    for (guint i = 0; i < part->n_fields; i++)
      {
        const IspFuseField *field = &part->fields[i];
        guint low = field->mask & (~field->mask + 1);

        g_assert_cmpuint (field->mask, !=, 0);
        g_assert_true (is_power_of_two (field->mask + low) || field->mask + low == 0x100);
        g_assert_cmpuint (named[field->byte] & field->mask, ==, 0);
        named[field->byte] |= field->mask;
        g_assert_cmpuint (fields & (1u << field->field), ==, 0);
        fields |= 1u << field->field;
        g_assert_true (isp_part_get_field (part, field->field) == field);
      }
    g_assert_cmpmem (named, sizeof named, part->fuse_mask, sizeof part->fuse_mask);
  }
}

static void
test_factory (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    IspFuses factory = { .has = 0 };

    for (guint byte = 0; byte < ISP_N_FUSES; byte++)
      if (part->fuse_mask[byte] != 0)
        {
          /* Bits that do not exist read as 1 here, as they are written. */
          g_assert_cmphex (part->factory[byte] | part->fuse_mask[byte], ==, 0xff);
          factory.value[byte] = part->factory[byte];
          factory.has |= (guint8) (1 << byte);
        }
      else
        g_assert_cmphex (part->factory[byte], ==, 0);
    g_assert_true (isp_fuses_is_possible (&factory, part));
    g_assert_false (isp_fuses_blocks_writing (&factory, part));
    g_assert_nonnull (isp_fuses_get_clock (&factory, part));
    g_assert_cmpuint (isp_fuses_get_cpu_hz (&factory, part, 8000000), ==, 1000000);
    g_assert_true (isp_fuses_get_boot_section (&factory, part, NULL, NULL));
  }
}

static void
test_boot_sections (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    guint32 start, size;

    for (guint i = 0; i < 4; i++)
      {
        g_assert_true (is_power_of_two (part->boot_bytes[i]));
        g_assert_cmpuint (part->boot_bytes[i], ==, part->boot_bytes[0] >> i);
        g_assert_true (isp_part_get_boot_section (part, i, &start, &size));
        g_assert_cmpuint (start + size, ==, part->flash.size);
        g_assert_cmpuint (start % part->flash.page_size, ==, 0);
      }
    g_assert_false (isp_part_get_boot_section (part, 4, &start, &size));
  }
}

static void
test_brown_out (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    const IspFuseField *field = isp_part_get_field (part, ISP_FIELD_BODLEVEL);
    guint n = field->mask == 0x07 ? 8 : 2;

    g_assert_nonnull (field);
    if (n == 8)
      g_assert_cmpuint (part->bod_mv[7], ==, 0);
    else
      g_assert_nonnull (isp_part_get_field (part, ISP_FIELD_BODEN));
    for (guint i = 0; i < 8; i++)
      {
        g_assert_true (i < n || part->bod_mv[i] == 0);
        g_assert_true (part->bod_mv[i] == 0 ||
                       (part->bod_mv[i] >= 1800 && part->bod_mv[i] <= 4300));
      }
  }
}

/* Each value of SUT_CKSEL falls into a row, only the last one catches the rest, no row is dead. */
static void
test_clocks (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    const IspFuseField *field = isp_part_get_field (part, ISP_FIELD_CLOCK);
    g_autofree gboolean *used = g_new0 (gboolean, part->n_clocks);

    g_assert_cmphex (field->mask, ==, 0x3f);
    g_assert_cmpint (field->byte, ==, ISP_FUSE_LOW);
    for (guint value = 0; value < 64; value++)
      {
        IspFuses fuses = { .value = { (guint8) value }, .has = 1 << ISP_FUSE_LOW };
        const IspClockRow *row = isp_fuses_get_clock (&fuses, part);

        g_assert_nonnull (row);
        used[row - part->clocks] = TRUE;
        if (row->source == ISP_CLOCK_RESERVED)
          continue;
        g_assert_cmpuint (row->startup_ms, <=, 1100);
        g_assert_true (row->max_hz == 0 || row->max_hz >= row->min_hz);
      }
    for (guint i = 0; i < part->n_clocks; i++)
      g_assert_true (used[i]);
  }
}

static void
test_signatures (void)
{
  static const guint8 unknown[3] = { 0x1e, 0x00, 0x00 };
  const guint8 *usb646 = isp_parts_by_name ("at90usb646")->signature;
  const guint8 *mega32 = isp_parts_by_name ("m32")->signature;
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    g_autoptr (GPtrArray) found = isp_parts_by_signature (part->signature);

    g_assert_cmphex (part->signature[0], ==, 0x1e);
    /* The second byte names the flash size: 1 KiB << its low nibble. */
    g_assert_cmpuint (1024u << (part->signature[1] & 0xf), ==, part->flash.size);
    g_assert_true (g_ptr_array_find (found, part, NULL));
    /* Rows that share a signature are alike for the engine, else no chip could be told. */
    g_assert_nonnull (isp_parts_only_by_signature (part->signature));
  }

  g_autoptr (GPtrArray) none = isp_parts_by_signature (unknown);
  g_autoptr (GPtrArray) pair = isp_parts_by_signature (usb646);

  g_assert_cmpuint (none->len, ==, 0);
  g_assert_null (isp_parts_only_by_signature (unknown));
  g_assert_cmpuint (pair->len, ==, 2);
  g_assert_cmpstr (isp_parts_only_by_signature (usb646)->id, ==, "at90usb646");
  g_assert_true (
      isp_part_is_same_for_engine (isp_parts_by_name ("m32"), isp_parts_by_name ("m32a")));
  g_assert_false (
      isp_part_is_same_for_engine (isp_parts_by_name ("m328"), isp_parts_by_name ("m328p")));
  g_assert_nonnull (isp_parts_only_by_signature (mega32));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts/complete", test_complete);
  g_test_add_func ("/parts/names", test_names);
  g_test_add_func ("/parts/memories", test_memories);
  g_test_add_func ("/parts/instructions", test_instructions);
  g_test_add_func ("/parts/fields", test_fields);
  g_test_add_func ("/parts/factory", test_factory);
  g_test_add_func ("/parts/boot-sections", test_boot_sections);
  g_test_add_func ("/parts/brown-out", test_brown_out);
  g_test_add_func ("/parts/clocks", test_clocks);
  g_test_add_func ("/parts/signatures", test_signatures);
  return g_test_run ();
}
