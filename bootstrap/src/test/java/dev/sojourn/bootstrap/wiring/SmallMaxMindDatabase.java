package dev.sojourn.bootstrap.wiring;

import dev.sojourn.domain.session.IpAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a file of MaxMind's DB format 2.0 that knows one IPv4 network: a search tree with a node
 * for each bit of the network, its data, and the metadata.
 */
public final class SmallMaxMindDatabase {
  private static final int RECORD_BITS = 24;

  /** What separates the tree from the data. */
  private static final byte[] SEPARATOR = new byte[16];

  private static final byte[] METADATA = {
    (byte) 0xab, (byte) 0xcd, (byte) 0xef, 'M', 'a', 'x', 'M', 'i', 'n', 'd', '.', 'c', 'o', 'm'
  };

  private SmallMaxMindDatabase() {}

  public static void write(Path file, String network, int bits, String city, String country)
      throws IOException {
    var out = new ByteArrayOutputStream();
    var address = new IpAddress(network).bytes();
    for (var bit = 0; bit < bits; bit++) {
      // The record of the other bit has the number of nodes: nothing is known there.
      var isLast = bit == bits - 1;
      var onwards = isLast ? bits + SEPARATOR.length : bit + 1;
      var isSet = (address[bit / 8] >> (7 - bit % 8) & 1) == 1;
      record(out, isSet ? bits : onwards);
      record(out, isSet ? onwards : bits);
    }
    out.write(SEPARATOR);
    value(
        out,
        map("city", map("names", map("en", city)), "country", map("names", map("en", country))));
    out.write(METADATA);
    var metadata = new LinkedHashMap<String, Object>();
    metadata.put("node_count", bits);
    metadata.put("record_size", RECORD_BITS);
    metadata.put("ip_version", 4);
    metadata.put("database_type", "Test");
    metadata.put("languages", List.of("en"));
    metadata.put("binary_format_major_version", 2);
    metadata.put("binary_format_minor_version", 0);
    metadata.put("build_epoch", 1_700_000_000L);
    metadata.put("description", map("en", "one network"));
    value(out, metadata);
    Files.write(file, out.toByteArray());
  }

  private static Map<String, Object> map(Object... pairs) {
    var map = new LinkedHashMap<String, Object>();
    for (var i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }

  private static void record(ByteArrayOutputStream out, int value) {
    out.write(value >> 16);
    out.write(value >> 8);
    out.write(value);
  }

  /** Types: 2 text, 6 whole number of 32 bits, 7 map, 9 of 64 bits, 11 list. */
  private static void value(ByteArrayOutputStream out, Object value) throws IOException {
    switch (value) {
      case String text -> {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(2 << 5 | bytes.length); // all are shorter than 29
        out.write(bytes);
      }
      case Integer number -> {
        out.write(6 << 5 | 4);
        for (var shift = 24; shift >= 0; shift -= 8) {
          out.write(number >> shift);
        }
      }
      case Long number -> {
        out.write(8);
        out.write(9 - 7);
        for (var shift = 56; shift >= 0; shift -= 8) {
          out.write((int) (number >> shift));
        }
      }
      case List<?> list -> {
        out.write(list.size());
        out.write(11 - 7);
        for (var each : list) {
          value(out, each);
        }
      }
      case Map<?, ?> map -> {
        out.write(7 << 5 | map.size());
        for (var each : map.entrySet()) {
          value(out, each.getKey());
          value(out, each.getValue());
        }
      }
      default -> throw new IllegalArgumentException("no type for " + value);
    }
  }
}
