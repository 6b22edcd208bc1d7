package dev.sojourn.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Sockets with TLS, to servers whose certificates are made for the test. */
final class TlsClient {
  private static final int LONGEST_MILLIS = 120_000;

  private TlsClient() {}

  /** One that has not shaken hands yet. */
  static SSLSocket connect(URI address) throws IOException, GeneralSecurityException {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(address.getHost(), address.getPort());
    socket.setSoTimeout(LONGEST_MILLIS);
    return socket;
  }

  /** The test looks at the certificate itself, if at all. */
  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
