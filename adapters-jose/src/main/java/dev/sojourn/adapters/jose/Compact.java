package dev.sojourn.adapters.jose;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.sojourn.domain.Json;
import dev.sojourn.domain.UrlBase64;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.Optional;

/**
 * A JWS in compact form (RFC 7515, section 7.1), read strictly: three parts of base64url without
 * padding and without bits that mean nothing, two of them JSON objects in UTF-8 that have no name
 * twice.
 *
 * @param signed what the signature is over
 */
record Compact(
    Map<String, Object> header, Map<String, Object> claims, byte[] signed, byte[] signature) {

  static Optional<Compact> parse(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    var header = UrlBase64.decode(parts[0]).flatMap(Compact::object);
    var claims = UrlBase64.decode(parts[1]).flatMap(Compact::object);
    var signature = UrlBase64.decode(parts[2]);
    if (header.isEmpty() || claims.isEmpty() || signature.isEmpty()) {
      return Optional.empty();
    }
    var signed = text.substring(0, text.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    return Optional.of(new Compact(header.get(), claims.get(), signed, signature.get()));
  }

  private static Optional<Map<String, Object>> object(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      var object = JSONObjectUtils.parse(text);
      Json.of(object); // has no numbers that are none
      return Optional.of(object);
    } catch (CharacterCodingException | ParseException | IllegalArgumentException noObject) {
      return Optional.empty();
    }
  }

  /** The claims as a value of ours. */
  Json.Object json() {
    return (Json.Object) Json.of(claims);
  }

  /** A text of the header. */
  Optional<String> headerText(String name) {
    return header.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /** A text among the claims. */
  Optional<String> claimText(String name) {
    return claims.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
