package dev.sojourn.bootstrap.cli;

import dev.sojourn.adapters.http.server.Listening;
import dev.sojourn.bootstrap.setting.AllSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Looks whether the ports of a configuration can be listened on. */
final class PortChecks {
  private static final int ANSWER_SECONDS = 2;

  private PortChecks() {}

  static List<Check> of(Listening listening) {
    var checks = new ArrayList<Check>();
    add(
        checks,
        AllSettings.HTTP_PORT.name(),
        listening,
        listening.port(),
        listening.tls().isPresent());
    listening
        .managementPort()
        .ifPresent(port -> add(checks, AllSettings.MANAGEMENT_PORT.name(), listening, port, false));
    return checks;
  }

  private static void add(
      List<Check> checks, String variable, Listening listening, int port, boolean tls) {
    if (port != 0) {
      checks.add(check(variable, listening.host(), port, tls));
    }
  }

  private static Check check(String variable, String host, int port, boolean tls) {
    var place = "port " + port + " of " + host;
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(
          true); // as the server does: connections that have just ended do not count
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return Check.ok(variable, place + " is free");
    } catch (UnknownHostException unknown) {
      return Check.wrong(
          AllSettings.HTTP_HOST.name(),
          "the name " + host + " cannot be resolved: name an own address");
    } catch (IOException taken) {
      return isSojourn(host, port, tls)
          ? Check.warning(variable, place + " is taken by a Sojourn that runs")
          : Check.wrong(
              variable,
              "cannot listen on "
                  + place
                  + ": "
                  + taken.getMessage()
                  + "; choose another port, or"
                  + " stop what has it");
    }
  }

  /** Whether what listens there answers as Sojourn does. */
  private static boolean isSojourn(String host, int port, boolean tls) {
    var vertx =
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
    try {
      return live(vertx, host, port, tls)
          .toCompletionStage()
          .toCompletableFuture()
          .get(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException other) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      vertx.close().await();
    }
  }

  /** Nothing is told that others must not know, so its certificate is not looked at. */
  private static Future<Boolean> live(Vertx vertx, String host, int port, boolean tls) {
    var options = new HttpClientOptions().setSsl(tls).setTrustAll(true).setVerifyHost(false);
    var connected = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
    return vertx
        .createHttpClient(options)
        .request(HttpMethod.GET, port, connected, "/health/live")
        .compose(request -> request.send().compose(HttpClientResponse::body))
        .map(body -> body.toString().contains("\"status\":\"up\""));
  }
}
