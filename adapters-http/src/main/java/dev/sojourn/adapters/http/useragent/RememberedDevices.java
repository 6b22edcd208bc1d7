package dev.sojourn.adapters.http.useragent;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sojourn.application.port.DeviceRecognition;
import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.UserAgent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes devices from memory, and parses headers that it has not met on a thread of its own
 * (ADR 21).
 *
 * <p>It remembers a {@link Recipe} for each {@linkplain Shape shape} of header, so a browser's next
 * version is known before it is met. A header without a recipe is remembered as it stands. The
 * answer is always the one that the parser would give.
 *
 * <p>Memory is bounded, and so is the work that waits: one header is parsed at a time, callers with
 * the same header share one parse, and at most {@link #MOST_WAITING} headers wait. Beyond that,
 * callers learn no device.
 *
 * <p>Safe for any thread.
 */
public final class RememberedDevices implements DeviceRecognition, AutoCloseable {
  /** A browser's header takes 0.1 ms to parse, the worst that fuzzing found 5 ms: 1.3 s at most. */
  static final int MOST_WAITING = 256;

  /** In bytes, for each of the two memories: some thousand recipes, some thousand headers. */
  static final int MOST_BYTES = 2 * 1024 * 1024;

  /** A key and its entry in the cache, without the text. */
  private static final int BYTES_OF_AN_ENTRY = 160;

  /** A device with four texts, without their characters. */
  private static final int BYTES_OF_A_DEVICE = 330;

  /** One for each group of expressions that nearly all traffic is about. */
  private static final List<String> COMMON =
      List.of(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/126.0.0.0 Safari/537.36",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
              + " Version/17.5 Safari/605.1.15",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML,"
              + " like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/126.0.0.0 Mobile Safari/537.36",
          "okhttp/4.12.0");

  private static final System.Logger LOG = System.getLogger(RememberedDevices.class.getName());

  /** Of each shape, how its headers are read; empty if they have to be parsed. */
  private final Cache<Shape, Optional<Recipe>> recipes =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .<Shape, Optional<Recipe>>weigher(
              (shape, recipe) ->
                  BYTES_OF_AN_ENTRY + shape.text().length() + recipe.map(Recipe::bytes).orElse(0))
          .executor(Runnable::run)
          .build();

  private final Cache<UserAgent, Device> headers =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .<UserAgent, Device>weigher(
              (header, _) -> BYTES_OF_AN_ENTRY + 2 * header.value().length() + BYTES_OF_A_DEVICE)
          .executor(Runnable::run)
          .build();

  private final Map<UserAgent, CompletableFuture<Optional<Device>>> underWay =
      new ConcurrentHashMap<>();

  private final CompletableFuture<Void> prepared = new CompletableFuture<>();
  private final Supplier<Executor> callers;
  private final Supplier<UserAgents> load;
  private final ThreadPoolExecutor worker;
  private final LongAdder remembered = new LongAdder();
  private final LongAdder parsed = new LongAdder();
  private final LongAdder skipped = new LongAdder();

  /** Loaded by the thread that parses, which alone uses it. */
  private @Nullable UserAgents parser;

  /**
   * @param callers where the one who calls at the time goes on
   */
  public RememberedDevices(Supplier<Executor> callers) {
    this(callers, UserAgents::load);
  }

  /**
   * @param load blocks
   */
  RememberedDevices(Supplier<Executor> callers, Supplier<UserAgents> load) {
    this.callers = callers;
    this.load = load;
    worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            work -> Thread.ofPlatform().daemon().name("sojourn-user-agents").unstarted(work));
  }

  /**
   * Loads the expressions in the background, and learns the most common headers, so that the first
   * request does not wait for it.
   */
  public CompletionStage<Void> prepare() {
    worker.execute(
        () -> {
          COMMON.forEach(header -> parse(UserAgent.of(header), new CompletableFuture<>()));
          prepared.complete(null);
        });
    return prepared;
  }

  @Override
  public Optional<Device> known(UserAgent agent) {
    var device = recall(agent);
    if (device.isPresent()) {
      remembered.increment();
    }
    return device;
  }

  private Optional<Device> recall(UserAgent agent) {
    return Shape.of(agent)
        .map(recipes::getIfPresent)
        .flatMap(Function.identity())
        .map(recipe -> recipe.device(agent))
        .or(() -> Optional.ofNullable(headers.getIfPresent(agent)));
  }

  @Override
  public CompletionStage<Optional<Device>> recognize(UserAgent agent) {
    var device = known(agent);
    if (device.isPresent()) {
      return CompletableFuture.completedFuture(device);
    }
    var shared = underWay.computeIfAbsent(agent, this::submit);
    if (shared.isDone()) {
      underWay.remove(agent, shared);
      return shared;
    }
    return shared.thenApplyAsync(Function.identity(), callers.get());
  }

  private CompletableFuture<Optional<Device>> submit(UserAgent agent) {
    var result = new CompletableFuture<Optional<Device>>();
    try {
      worker.execute(() -> parse(agent, result));
      return result;
    } catch (RejectedExecutionException tooManyWait) {
      skipped.increment();
      return CompletableFuture.completedFuture(Optional.empty());
    }
  }

  /** On the worker's thread, as all that follows. */
  private void parse(UserAgent agent, CompletableFuture<Optional<Device>> result) {
    try {
      var known = recall(agent);
      if (known.isPresent()) {
        result.complete(known);
        return;
      }
      var device = parse(agent);
      headers.put(agent, device);
      result.complete(Optional.of(device));
      if (worker.getQueue().isEmpty()) {
        learn(agent);
      }
    } catch (RuntimeException | Error failure) {
      LOG.log(System.Logger.Level.WARNING, "a user agent was not parsed", failure);
    } finally {
      result.complete(Optional.empty());
      underWay.remove(agent);
    }
  }

  private Device parse(UserAgent agent) {
    parsed.increment();
    return parser().device(agent);
  }

  private UserAgents parser() {
    var loaded = parser;
    if (loaded == null) {
      loaded = load.get();
      parser = loaded;
    }
    return loaded;
  }

  /** Takes ten times as long as to parse, so it is left until nobody waits. */
  private void learn(UserAgent agent) {
    var shape = Shape.of(agent);
    if (shape.isPresent() && recipes.getIfPresent(shape.get()) == null) {
      var recipe = Recipe.learn(parser(), agent, shape.get());
      recipes.put(shape.get(), recipe);
      if (recipe.isPresent()) {
        headers.invalidate(agent);
      }
    }
  }

  /** How many headers were recognized from memory. */
  public long remembered() {
    return remembered.sum();
  }

  /** How many headers were parsed. */
  public long parsed() {
    return parsed.sum();
  }

  /** How many times nobody could be told the device, because too many headers waited. */
  public long skipped() {
    return skipped.sum();
  }

  /** Whether nothing waits and nothing is being learnt. */
  boolean isIdle() {
    return underWay.isEmpty();
  }

  /** About how many bytes the memory takes; bounded by twice {@link #MOST_BYTES}. */
  long bytes() {
    return bytes(recipes) + bytes(headers);
  }

  private static long bytes(Cache<?, ?> cache) {
    cache.cleanUp();
    return cache.policy().eviction().orElseThrow().weightedSize().orElseThrow();
  }

  @Override
  public void close() {
    worker.shutdownNow();
    prepared.complete(null);
    underWay.values().forEach(each -> each.complete(Optional.empty()));
  }
}
