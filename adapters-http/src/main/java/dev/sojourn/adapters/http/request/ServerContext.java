package dev.sojourn.adapters.http.request;

import dev.sojourn.adapters.http.server.RequestTracing;
import dev.sojourn.domain.session.IpAddress;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the routes need of the server that they are served by.
 *
 * @param draining whether load balancers shall go elsewhere, while requests are still served
 * @param closing whether streams shall end
 * @param received is told when all of a request is here
 * @param tracing is told what a request is for
 * @param stale whether a request may have waited so long that its client gave it up
 */
public record ServerContext(
    Function<HttpServerRequest, Optional<IpAddress>> callerAddress,
    BooleanSupplier draining,
    BooleanSupplier closing,
    Supplier<String> metrics,
    Consumer<RoutingContext> received,
    Predicate<HttpServerRequest> stale,
    RequestTracing tracing) {}
