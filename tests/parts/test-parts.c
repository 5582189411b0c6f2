/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks every row of the parts table: what the engine takes from it must hang together. */
#include "core/isp-fuses.h"
#include "parts/isp-parts.h"

#include <string.h>

/* A test that fails has named the part last. */
static const IspPart *
get_part (guint i)
{
  const IspPart *part = isp_parts_get (i);

  if (part != NULL)
    g_test_message ("%s", part->id);
  return part;
}

#define FOR_EACH_PART(part) for (guint n_ = 0; ((part) = get_part (n_)) != NULL; n_++)

static const IspInstruction fuse_reads[ISP_N_FUSES] = { ISP_OP_READ_LOW_FUSE, ISP_OP_READ_HIGH_FUSE,
                                                        ISP_OP_READ_EXTENDED_FUSE,
                                                        ISP_OP_READ_LOCK };
static const IspInstruction fuse_writes[ISP_N_FUSES] = {
  ISP_OP_WRITE_LOW_FUSE, ISP_OP_WRITE_HIGH_FUSE, ISP_OP_WRITE_EXTENDED_FUSE, ISP_OP_WRITE_LOCK
};

/* Would this change of fuses be refused, as touching what has no name? */
static gboolean
is_refused (const IspPart *part, const IspFuses *before, const IspFuses *after)
{
  g_autoptr (GArray) hazards = g_array_new (FALSE, FALSE, sizeof (IspHazard));

  isp_fuses_find_hazards (part, before, after, NULL, 0, hazards);
  for (guint i = 0; i < hazards->len; i++)
    if (g_array_index (hazards, IspHazard, i).id == ISP_HAZARD_UNKNOWN_BITS)
      return TRUE;
  return FALSE;
}

static gboolean
is_power_of_two (guint32 value)
{
  return value != 0 && (value & (value - 1)) == 0;
}

/* Keyboards' chips come first, in the order that people meet them. A new one may stand among them;
 * no keyboard has an ATtiny or a chip older than the ATmega. */
static void
test_first (void)
{
  static const char *const ids[] = { "at90usb162",  "atmega16u2", "atmega32u2", "atmega16u4",
                                     "atmega32u4",  "at90usb646", "at90usb647", "at90usb1286",
                                     "at90usb1287", "atmega168",  "atmega168p", "atmega328",
                                     "atmega328p",  "atmega2560", "atmega8",    "atmega32a",
                                     "atmega32" };
  guint found = 0;

  g_assert_cmpstr (isp_parts_get (0)->id, ==, ids[0]);
  for (guint i = 0; found < G_N_ELEMENTS (ids); i++)
    {
      const IspPart *part = isp_parts_get (i);

      if (part == NULL)
        g_error ("%s does not stand where it should", ids[found]);
      if (g_str_equal (part->id, ids[found]))
        found++;
      else if (!g_str_has_prefix (part->id, "atmega") && !g_str_has_prefix (part->id, "at90usb"))
        g_error ("%s stands before %s, which keyboards have", part->id, ids[found]);
    }
}

/* Every classic AVR with serial programming, by avrdude's names for them; others may be added. */
static void
test_complete (void)
{
  static const char all[] =
      "t12 t15 t22 t13 t13a t25 t45 t85 t2313 t2313a t4313 t24 t24a t44 t44a t84 t84a t441 t841 "
      "t26 t261 t261a t461 t461a t861 t861a t48 t88 t43u t828 t828r t87 t167 t1634 t1634r "
      "c32 c64 c128 pwm81 pwm161 pwm1 pwm2 pwm2b pwm3 pwm3b pwm216 pwm316 "
      "usb646 usb647 usb1286 usb1287 usb82 usb162 "
      "1200 2313 2323 2343 2333 4433 4414 8515 4434 8535 m103 m161 m162 m163 m8515 m8535 "
      "m8 m8a m16 m16a m32 m32a m64 m64a m128 m128a ms128 m640 m1280 m1281 m2560 m2561 "
      "m164p m164a m164pa m324p m324a m324pa m324pb m644 m644p m644a m644pa m1284 m1284p "
      "m128rfa1 m644rfr2 m1284rfr2 m2564rfr2 m64rfr2 m128rfr2 m256rfr2 "
      "m165 m165p m165a m165pa m325 m325p m325a m325pa m3250 m3250p m3250a m3250pa "
      "m645 m645p m645a m6450 m6450p m6450a m169 m169p m169a m169pa m329 m329p m329a m329pa "
      "m3290 m3290p m3290a m3290pa m649 m649p m649a m6490 m6490p m6490a "
      "m48 m48p m48a m48pa m48pb m88 m88p m88a m88pa m88pb m168 m168p m168a m168pa m168pb "
      "m328 m328p m328pb a6612c a6613c a6614q a6616c a6617c a5505 a664251 "
      "m8hva m16hva m32hve2 m64hve2 m16hvb m16hvbrevb m32hvb m32hvbrevb "
      "m16m1 m32c1 m32m1 m64c1 m64m1 ms64m1 m8u2 m16u2 m32u2 m16u4 m32u4";
  g_auto (GStrv) names = g_strsplit (all, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    if (isp_parts_by_name (names[i]) == NULL)
      g_error ("no row for %s", names[i]);
  g_assert_cmpuint (isp_parts_count (), >=, g_strv_length (names));
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

/* All three or none, each a port and a bit of its own. */
static void
check_pins (const IspPart *part)
{
  static const IspWire wires[] = { ISP_WIRE_SCLK, ISP_WIRE_MOSI, ISP_WIRE_MISO };

  for (guint i = 0; i < G_N_ELEMENTS (wires); i++)
    {
      const char *pin = part->pins[wires[i]];

      g_assert_true ((pin == NULL) == (part->pins[ISP_WIRE_SCLK] == NULL));
      if (pin == NULL)
        continue;
      g_assert_true (strlen (pin) == 2 && pin[0] >= 'A' && pin[0] <= 'L');
      g_assert_true (pin[1] >= '0' && pin[1] <= '7');
      g_assert_cmpstr (pin, !=, part->pins[wires[(i + 1) % G_N_ELEMENTS (wires)]]);
    }
}

static void
test_memories (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    g_assert_true (is_power_of_two (part->flash.size));
    g_assert_true (part->flash.page_size == 0 || is_power_of_two (part->flash.page_size));
    g_assert_cmpuint (part->flash.page_size, <=, 256);
    g_assert_true (is_power_of_two (part->eeprom.size));
    g_assert_true (part->eeprom.page_size == 0 || is_power_of_two (part->eeprom.page_size));
    /* Waits under a ms, or above what the ATmega103 takes, are a slip of the pen. */
    g_assert_cmpuint (part->flash.write_us, >=, 4000);
    g_assert_cmpuint (part->flash.write_us, <=, 56000);
    g_assert_cmpuint (part->eeprom.write_us, >=, 3000);
    g_assert_cmpuint (part->eeprom.write_us, <=, 20000);
    g_assert_cmpuint (part->eeprom_byte_us, ==, part->eeprom.write_us);
    g_assert_cmpuint (part->erase_us, >=, 4000);
    g_assert_cmpuint (part->erase_us, <=, 112000);
    g_assert_cmpuint (part->fuse_us, >=, 4000);
    g_assert_cmpuint (part->fuse_us, <=, 20000);
    g_assert_cmpuint (part->n_calibration, <=, 4);
    g_assert_true (part->rc_hz == 0 || part->rc_hz >= 1000000);
    check_pins (part);
  }
}

static gboolean
has (const IspPart *part, IspInstruction op)
{
  return isp_part_has_instruction (part, op);
}

static void
test_instructions (void)
{
  static const IspInstruction always[] = { ISP_OP_PROGRAM_ENABLE, ISP_OP_CHIP_ERASE,
                                           ISP_OP_READ_FLASH_LOW, ISP_OP_READ_FLASH_HIGH,
                                           ISP_OP_LOAD_FLASH_LOW, ISP_OP_LOAD_FLASH_HIGH,
                                           ISP_OP_READ_EEPROM,    ISP_OP_WRITE_EEPROM,
                                           ISP_OP_WRITE_LOCK,     ISP_OP_READ_SIGNATURE };
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    gboolean pages = part->eeprom.page_size != 0;

    for (guint i = 0; i < G_N_ELEMENTS (always); i++)
      g_assert_true (has (part, always[i]));
    /* A byte that the row has can be written and read, a byte that it has not cannot; the lock of
     * the oldest is written only. */
    for (guint byte = 0; byte < ISP_FUSE_LOCK; byte++)
      {
        g_assert_cmpint (has (part, fuse_reads[byte]), ==, part->fuse_mask[byte] != 0);
        g_assert_cmpint (has (part, fuse_writes[byte]), ==, part->fuse_mask[byte] != 0);
      }
    g_assert_true (has (part, ISP_OP_READ_LOCK) || part->fuse_mask[ISP_FUSE_LOW] == 0);
    g_assert_cmpint (has (part, ISP_OP_WRITE_FLASH_PAGE), ==, part->flash.page_size != 0);
    g_assert_cmpint (has (part, ISP_OP_LOAD_EEPROM_PAGE), ==, pages);
    g_assert_cmpint (has (part, ISP_OP_WRITE_EEPROM_PAGE), ==, pages);
    g_assert_cmpint (has (part, ISP_OP_READ_CALIBRATION), ==, part->n_calibration != 0);
    g_assert_cmpint (has (part, ISP_OP_LOAD_EXTENDED_ADDRESS), ==,
                     isp_part_needs_extended_address (part));
    /* No two instructions look alike, but for fuses and lock that answer in one byte. */
    for (guint i = 0; i < ISP_N_OPS; i++)
      for (guint j = 0; j < i; j++)
        g_assert_true (!has (part, i) ||
                       memcmp (part->instructions->op[i], part->instructions->op[j], 2) != 0 ||
                       (part->instructions->lock_on_top && i == ISP_OP_READ_LOCK &&
                        j == ISP_OP_READ_LOW_FUSE));
  }
}

/* A value in byte 2 leaves the instruction itself alone, whatever the value. */
static void
test_second_byte (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    {
      const guint8 *op = part->instructions->op[fuse_writes[byte]];

      if (!((part->instructions->in_second >> byte) & 1))
        continue;
      g_assert_cmphex (op[0], ==, 0xac);
      for (guint value = 0; value < 256; value++)
        {
          guint8 second = op[1] | (value & part->fuse_mask[byte]);

          g_assert_cmphex (second & 0xe0, ==, op[1] & 0xe0);
          for (guint other = 0; other < ISP_N_OPS; other++)
            g_assert_true (other == fuse_writes[byte] || part->instructions->op[other][0] != 0xac ||
                           part->instructions->op[other][1] != second);
        }
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
    guint64 fields = 0;

    for (guint i = 0; i < part->n_fields; i++)
      {
        const IspFuseField *field = &part->fields[i];

        g_assert_cmpuint (field->mask, !=, 0);
        g_assert_cmpuint (named[field->byte] & field->mask, ==, 0);
        named[field->byte] |= field->mask;
        g_assert_cmpuint (fields & (G_GUINT64_CONSTANT (1) << field->field), ==, 0);
        fields |= G_GUINT64_CONSTANT (1) << field->field;
        g_assert_true (isp_part_get_field (part, field->field) == field);
      }
    g_assert_cmpmem (named, sizeof named, part->fuse_mask, sizeof part->fuse_mask);
  }
}

static IspFuses
get_factory (const IspPart *part)
{
  IspFuses factory = { .has = 0 };

  for (guint byte = 0; byte < ISP_N_FUSES; byte++)
    if (part->fuse_mask[byte] != 0)
      {
        factory.value[byte] = part->factory[byte];
        factory.has |= (guint8) (1 << byte);
      }
  return factory;
}

/* The same fuses again are not refused, nor is a harmless change: every bit has a name. */
static void
test_harmless (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    const IspFuseField *eesave = isp_part_get_field (part, ISP_FIELD_EESAVE);
    IspFuses factory = get_factory (part), after;

    if (!has (part, ISP_OP_READ_LOCK))
      factory.has &= (guint8) ~(1 << ISP_FUSE_LOCK);
    after = factory;
    g_assert_false (is_refused (part, &factory, &factory));
    if (eesave == NULL)
      continue;
    after.value[eesave->byte] ^= eesave->mask;
    g_assert_false (is_refused (part, &factory, &after));
  }
}

static void
test_factory (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    IspFuses factory = get_factory (part);
    const IspClockRow *clock = isp_fuses_get_clock (&factory, part);
    guint divider = isp_fuses_is_programmed (&factory, part, ISP_FIELD_CKDIV8) ? 8 : 1;

    for (guint byte = 0; byte < ISP_N_FUSES; byte++)
      if (part->fuse_mask[byte] != 0)
        /* Bits that do not exist read as 1 here, as they are written. */
        g_assert_cmphex (part->factory[byte] | part->fuse_mask[byte], ==, 0xff);
      else
        g_assert_cmphex (part->factory[byte], ==, 0);
    g_assert_true (isp_fuses_is_possible (&factory, part));
    g_assert_false (isp_fuses_blocks_writing (&factory, part));
    g_assert_nonnull (clock);
    /* 1 MHz to begin with, or near it, where the chip brings its own clock. */
    if (clock->source == ISP_CLOCK_RC)
      {
        g_assert_cmpuint (isp_fuses_get_cpu_hz (&factory, part, 0), ==, part->rc_hz / divider);
        g_assert_cmpuint (part->rc_hz / divider, >=, 1000000);
        g_assert_cmpuint (part->rc_hz / divider, <=, 1600000);
      }
    else
      g_assert_cmpuint (isp_fuses_get_cpu_hz (&factory, part, 8000000), ==, 8000000 / divider);
    g_assert_cmpint (isp_fuses_get_boot_section (&factory, part, NULL, NULL), ==,
                     isp_part_get_field (part, ISP_FIELD_BOOTSZ) != NULL);
  }
}

static void
test_boot_sections (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    gboolean has_boot = isp_part_get_field (part, ISP_FIELD_BOOTSZ) != NULL;
    guint32 start, size;

    for (guint i = 0; i < 4; i++)
      {
        g_assert_cmpint (isp_part_get_boot_section (part, i, &start, &size), ==, has_boot);
        if (!has_boot)
          continue;
        g_assert_true (is_power_of_two (part->boot_bytes[i]));
        g_assert_cmpuint (part->boot_bytes[i], ==, part->boot_bytes[0] >> i);
        g_assert_cmpuint (start + size, ==, part->flash.size);
        g_assert_cmpuint (start, >=, part->flash.size / 2);
        g_assert_cmpuint (start % part->flash.page_size, ==, 0);
      }
    g_assert_false (isp_part_get_boot_section (part, 4, &start, &size));
    /* BLB bits go with a boot section; the ATmega161 has one of fixed size. */
    g_assert_cmpint (isp_part_get_field (part, ISP_FIELD_BLB1) != NULL, ==,
                     isp_part_get_field (part, ISP_FIELD_BOOTRST) != NULL);
  }
}

static void
test_brown_out (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    const IspFuseField *field = isp_part_get_field (part, ISP_FIELD_BODLEVEL);
    guint n = field != NULL ? isp_fuse_field_get_max (field) + 1 : 0;

    /* All ones is off, unless another bit turns it off. */
    if (n > 0 && isp_part_get_field (part, ISP_FIELD_BODEN) == NULL &&
        isp_part_get_field (part, ISP_FIELD_BODACT) == NULL)
      g_assert_cmpuint (part->bod_mv[n - 1], ==, 0);
    for (guint i = 0; i < 8; i++)
      {
        g_assert_true (i < n || part->bod_mv[i] == 0);
        g_assert_true (part->bod_mv[i] == 0 ||
                       (part->bod_mv[i] >= 1800 && part->bod_mv[i] <= 4500));
      }
  }
}

static IspFuses
with_clock (const IspPart *part, guint value)
{
  IspFuses fuses = { .value = { 0 }, .has = 1 << ISP_FUSE_LOW };

  isp_fuses_set_field (&fuses, part, ISP_FIELD_CLOCK, value);
  return fuses;
}

/* Each value of the clock field falls into a row, only the last one catches the rest, no row is
 * dead. */
static void
test_clocks (void)
{
  const IspPart *part;

  FOR_EACH_PART (part)
  {
    const IspFuseField *field = isp_part_get_field (part, ISP_FIELD_CLOCK);
    g_autofree gboolean *used = g_new0 (gboolean, part->n_clocks);
    guint last = field != NULL ? isp_fuse_field_get_max (field) : 0;

    if (field == NULL)
      g_assert_cmpuint (part->n_clocks, ==, 1);
    else
      {
        g_assert_cmphex (field->mask & 1, ==, 1);
        g_assert_cmpint (field->byte, ==, ISP_FUSE_LOW);
      }
    for (guint value = 0; value <= last; value++)
      {
        const IspFuses fuses = with_clock (part, value);
        const IspClockRow *row = isp_fuses_get_clock (&fuses, part);

        g_assert_nonnull (row);
        used[row - part->clocks] = TRUE;
        if (row->source == ISP_CLOCK_RESERVED)
          continue;
        g_assert_cmpuint (row->startup_ms, >=, 1);
        g_assert_cmpuint (row->startup_ms, <=, 1100);
        g_assert_true (row->max_hz == 0 || row->max_hz >= row->min_hz);
      }
    for (guint i = 0; i < part->n_clocks; i++)
      {
        const IspFuses fuses = with_clock (part, part->clocks[i].match);

        g_assert_true (used[i]);
        /* A row's own value leads to it. */
        g_assert_true (part->clocks[i].mask == 0 ||
                       isp_fuses_get_clock (&fuses, part) == &part->clocks[i]);
      }
  }
}

/* Chips that differ where it matters: the person has to say which it is. */
static gboolean
is_ambiguous (const guint8 signature[3])
{
  static const guint8 signatures[][3] = {
    { 0x1e, 0x93, 0x83 }, /* AT90PWM1, 2B, 3B */
    { 0x1e, 0x94, 0x83 }, /* AT90PWM216, 316 */
    { 0x1e, 0x94, 0x0d }, /* ATmega16HVB, HVBrevB */
    { 0x1e, 0x95, 0x10 }, /* ATmega32HVB, HVBrevB */
  };

  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++)
    if (memcmp (signatures[i], signature, 3) == 0)
      return TRUE;
  return FALSE;
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
    /* Rows that share a signature are alike for the engine, so that no chip need be named; but for
     * those whose fuses differ. */
    g_assert_cmpint (isp_parts_only_by_signature (part->signature) == NULL, ==,
                     is_ambiguous (part->signature));
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

/* What passes for an AVR is refused by name; its signature, where an AVR has it too, stays that
 * AVR's. */
static void
test_clones (void)
{
  static const struct
  {
    const char *name, *like;
    guint8 signature[3];
  } rows[] = {
    { "LGT8F88P", "ATmega88P", { 0x1e, 0x93, 0x0f } },
    { "lgt168p", "ATmega168P", { 0x1e, 0x94, 0x0b } },
    { "lgt8f328p", "ATmega328P", { 0x1e, 0x95, 0x0f } },
    { "AT89S51", NULL, { 0x1e, 0x51, 0x06 } },
    { "89S52", NULL, { 0x1e, 0x52, 0x06 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const IspClone *clone = isp_parts_clone_by_name (rows[i].name);
      const IspPart *part = isp_parts_only_by_signature (rows[i].signature);

      g_assert_nonnull (clone);
      g_assert_null (isp_parts_by_name (rows[i].name));
      g_assert_cmpstr (clone->looks_like, ==, rows[i].like);
      g_assert_cmpmem (clone->signature, 3, rows[i].signature, 3);
      g_assert_cmpstr (part != NULL ? part->name : NULL, ==, rows[i].like);
      if (part != NULL)
        g_assert_null (isp_parts_clone_by_signature (rows[i].signature));
      else
        g_assert_true (isp_parts_clone_by_signature (rows[i].signature) == clone);
    }
  g_assert_null (isp_parts_clone_by_name ("atmega328p"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parts/first", test_first);
  g_test_add_func ("/parts/complete", test_complete);
  g_test_add_func ("/parts/names", test_names);
  g_test_add_func ("/parts/memories", test_memories);
  g_test_add_func ("/parts/instructions", test_instructions);
  g_test_add_func ("/parts/second-byte", test_second_byte);
  g_test_add_func ("/parts/fields", test_fields);
  g_test_add_func ("/parts/harmless", test_harmless);
  g_test_add_func ("/parts/factory", test_factory);
  g_test_add_func ("/parts/boot-sections", test_boot_sections);
  g_test_add_func ("/parts/brown-out", test_brown_out);
  g_test_add_func ("/parts/clocks", test_clocks);
  g_test_add_func ("/parts/signatures", test_signatures);
  g_test_add_func ("/parts/clones", test_clones);
  return g_test_run ();
}
