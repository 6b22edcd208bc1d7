package dev.sojourn.adapters.http.server;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * TLS as it is served: 1.3, and 1.2 with forward secrecy and authenticated encryption alone (RFC
 * 9325, section 4.2), and HTTP/2 for clients that ask for it (RFC 7301).
 *
 * <p>That clients of TLS 1.2 begin no second handshake is a property of the JVM, which {@code
 * lib/jvm.options} sets.
 */
public final class TlsOptions {
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");

  private static final List<String> SUITES =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final int HANDSHAKE_SECONDS = 10;

  /** As browsers open; RFC 9113, section 6.5.2, wants no fewer. */
  private static final int MOST_STREAMS = 100;

  /** Resets that a client may send or provoke within a window of time (CVE-2023-44487). */
  private static final int MOST_RESETS = 200;

  private static final int RESETS_WITHIN_SECONDS = 30;

  private TlsOptions() {}

  /** For a server that begins to listen; its bounds of headers must be set before. */
  public static void apply(HttpServerOptions options, Listening.Tls files) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setKeyCertOptions(pem(files))
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    SUITES.forEach(options::addEnabledCipherSuite);
    options
        .setInitialSettings(
            new Http2Settings()
                .setMaxConcurrentStreams(MOST_STREAMS)
                .setMaxHeaderListSize(options.getMaxHeaderSize()))
        .setHttp2RstFloodMaxRstFramePerWindow(MOST_RESETS)
        .setHttp2RstFloodWindowDuration(RESETS_WITHIN_SECONDS)
        .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS);
  }

  /** The same for a certificate that is renewed. */
  public static ServerSSLOptions of(Listening.Tls files) {
    var options = new ServerSSLOptions();
    options
        .setUseAlpn(true)
        .setKeyCertOptions(pem(files))
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS);
    SUITES.forEach(options::addEnabledCipherSuite);
    return options;
  }

  private static PemKeyCertOptions pem(Listening.Tls files) {
    return new PemKeyCertOptions()
        .setCertPath(files.certificate().toString())
        .setKeyPath(files.key().toString());
  }
}
