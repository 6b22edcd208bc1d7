package dev.sojourn.adapters.http.html;

import dev.sojourn.adapters.http.problem.Problem;
import dev.sojourn.adapters.http.problem.ProblemType;
import dev.sojourn.adapters.http.request.Accepted;
import dev.sojourn.adapters.http.request.Call;
import dev.sojourn.adapters.http.request.Endpoint;
import dev.sojourn.domain.Parsed;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * The files of pages: scripts, styles, pictures. Each is asked for by what is in it, so that
 * browsers keep it for good and never have an old one.
 */
public final class Assets {
  private static final String PATH = "/assets/{hash}/{name}";
  private static final String FOR_GOOD = "public, max-age=31536000, immutable";

  private final Map<String, Asset> byName = new TreeMap<>();

  private record Asset(String hash, String contentType, Buffer content, Buffer zipped) {}

  /**
   * Reads all of them from the class path, but for one.
   *
   * @param brandSheet the colours of the brand, as CSS
   */
  public Assets(String brandSheet) {
    var own = "/dev/sojourn/adapters/http/pages/";
    add("pages.css", "text/css; charset=utf-8", own);
    add("pages.js", "text/javascript; charset=utf-8", own);
    add("theme.js", "text/javascript; charset=utf-8", own);
    add("brand.css", "text/css; charset=utf-8", brandSheet.getBytes(StandardCharsets.UTF_8));
    add("icon.svg", "image/svg+xml", own);
    add("htmx.min.js", "text/javascript; charset=utf-8", webjar("htmx.org") + "dist/");
  }

  /** The directory of a webjar on the class path, whatever its version. */
  private static String webjar(String name) {
    var properties = new Properties();
    var pom = "/META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
    try (var in = Assets.class.getResourceAsStream(pom)) {
      if (in == null) {
        throw new IllegalStateException(pom + " is not on the class path");
      }
      properties.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return "/META-INF/resources/webjars/" + name + "/" + properties.getProperty("version") + "/";
  }

  private void add(String name, String contentType, String directory) {
    add(name, contentType, bytes(directory + name));
  }

  private void add(String name, String contentType, byte[] content) {
    byName.put(
        name,
        new Asset(hash(content), contentType, Buffer.buffer(content), Buffer.buffer(zip(content))));
  }

  private static byte[] bytes(String path) {
    try (var in = Assets.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
          .substring(0, 16);
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  private static byte[] zip(byte[] content) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(content);
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return out.toByteArray();
  }

  /**
   * Where a browser gets it.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public String url(String name) {
    var asset = byName.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("no asset " + name);
    }
    return PATH.replace("{hash}", asset.hash()).replace("{name}", name);
  }

  /** Where they are served; no sign-in is needed, since there is nothing of anybody's in them. */
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.open(HttpMethod.GET, PATH, this::serve));
  }

  private void serve(Call call) {
    var asset = byName.get(call.path("name", Parsed.Valid::new));
    if (asset == null) {
      throw Problem.of(ProblemType.NOT_FOUND, "no such file");
    }
    // A node of another version has made the page: this is what there is, but not for good.
    var isMeant = asset.hash().equals(call.path("hash", Parsed.Valid::new));
    var zipped = Accepted.names(call.request().headers().getAll("Accept-Encoding"), "gzip");
    call.header("Content-Type", asset.contentType())
        .header("Cache-Control", isMeant ? FOR_GOOD : "no-cache")
        .header("Vary", "Accept-Encoding");
    if (zipped) {
      call.header("Content-Encoding", "gzip");
    }
    call.response().end(zipped ? asset.zipped() : asset.content());
  }
}
