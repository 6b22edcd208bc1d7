package dev.sojourn.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The contract, openapi.yaml: what requests and answers of the tests are held against. */
final class OpenApi {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "patch", "head", "options");

  private final JsonNode document;
  private final JsonSchemaFactory schemas =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private final Map<JsonNode, JsonSchema> compiled = new ConcurrentHashMap<>();

  OpenApi(String yaml) {
    try {
      document = new ObjectMapper(new YAMLFactory()).readTree(yaml);
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException(broken);
    }
  }

  /** Every operation as {@code METHOD /template}. */
  Set<String> operations() {
    var operations = new TreeSet<String>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> {
                          if (METHODS.contains(method)) {
                            operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                          }
                        }));
    return operations;
  }

  /** Fails if the contract does not allow this JSON body in this answer. */
  void checkResponse(String method, String path, int status, String contentType, String body) {
    var operation = operation(method, path);
    if (operation.isEmpty()) {
      return; // unknown paths and methods are not in the contract, and are tested for being refused
    }
    var response = resolve(operation.get().path("responses").path(String.valueOf(status)));
    if (response.isMissingNode()) {
      throw new AssertionError(
          method + " " + path + " answers " + status + ", which the contract lacks");
    }
    var mediaType = contentType.replaceAll(";.*", "").strip();
    var content = response.path("content");
    if (body.isEmpty()) {
      return;
    }
    if (!content.has(mediaType)) {
      throw new AssertionError(
          method
              + " "
              + path
              + " "
              + status
              + " answers "
              + mediaType
              + ", which the contract lacks");
    }
    if (mediaType.endsWith("ndjson")) {
      body.lines()
          .forEach(
              line -> check(content.path(mediaType).path("schema"), line, "a line of " + path));
    } else if (mediaType.endsWith("json")) {
      check(content.path(mediaType).path("schema"), body, method + " " + path + " " + status);
    }
  }

  /** Fails if the server took a JSON body that the contract does not allow. */
  void checkTaken(String method, String path, String body) {
    operation(method, path)
        .map(operation -> resolve(operation.path("requestBody")).path("content"))
        .filter(content -> !content.isEmpty())
        .ifPresent(
            content ->
                check(
                    content.properties().iterator().next().getValue().path("schema"),
                    body,
                    method + " " + path + " was taken and"));
  }

  private Optional<JsonNode> operation(String method, String path) {
    var plain = path.replaceAll("\\?.*", "");
    JsonNode templated = null;
    for (var entry : document.get("paths").properties()) {
      var template = entry.getKey();
      if (template.equals(plain)) {
        templated = entry.getValue();
        break;
      }
      var pattern = Pattern.quote(template).replaceAll("\\{[a-z_]+}", "\\\\E[^/]+\\\\Q");
      if (plain.matches(pattern)) {
        templated = entry.getValue();
      }
    }
    return Optional.ofNullable(templated).map(item -> item.get(method.toLowerCase(Locale.ROOT)));
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }

  private void check(JsonNode schema, String body, String where) {
    var faults = faults(schema, body);
    if (!faults.isEmpty()) {
      throw new AssertionError(where + " breaks the contract: " + faults + "\n" + body);
    }
  }

  private Set<?> faults(JsonNode schema, String body) {
    try {
      return compiled
          .computeIfAbsent(schema, this::compile)
          .validate(new ObjectMapper().readTree(body));
    } catch (JsonProcessingException noJson) {
      throw new AssertionError("no JSON: " + body, noJson);
    }
  }

  /** References point to the components of the document, so these go along. */
  private JsonSchema compile(JsonNode schema) {
    var root = (ObjectNode) schema.deepCopy();
    root.set("components", document.get("components"));
    return schemas.getSchema(
        root, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }
}
