package dev.sojourn.adapters.http.useragent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sojourn.domain.session.Device;
import dev.sojourn.domain.session.UserAgent;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RememberedDevicesTest {
  private static final UserAgents PARSER = UserAgents.load();
  private static final UserAgent CHROME =
      UserAgent.of(
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/126.0.0.0 Safari/537.36");

  private final CountDownLatch mayLoad = new CountDownLatch(1);
  private final AtomicReference<Thread> loader = new AtomicReference<>();
  private final RememberedDevices devices =
      new RememberedDevices(() -> Runnable::run, this::loadWhenItMay);

  private UserAgents loadWhenItMay() {
    loader.set(Thread.currentThread());
    try {
      assertTrue(mayLoad.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
    return PARSER;
  }

  @AfterEach
  void close() {
    devices.close();
  }

  @Test
  void aHeaderIsParsedOnceByAnotherThreadThanTheCallers() {
    mayLoad.countDown();
    assertEquals(Optional.empty(), devices.known(CHROME));
    assertEquals(0, devices.parsed());

    assertEquals(Optional.of(PARSER.device(CHROME)), recognized(CHROME));
    assertEquals("sojourn-user-agents", loader.get().getName());
    assertNotSame(Thread.currentThread(), loader.get());

    assertEquals(Optional.of(PARSER.device(CHROME)), devices.known(CHROME));
    assertEquals(Optional.of(PARSER.device(CHROME)), recognized(CHROME));
    assertEquals(1, devices.parsed());
  }

  @Test
  void theNextVersionOfABrowserIsKnownBeforeItIsMet() {
    learn(CHROME);
    for (var version : new String[] {"127.0.0.0", "200.0.0.0", "999.9.9.9"}) {
      var next = UserAgent.of(CHROME.value().replace("126.0.0.0", version));
      assertEquals(Optional.of(PlainParser.device(next.value())), devices.known(next));
    }
    assertEquals(1, devices.parsed());
  }

  @Test
  void aVersionThatTheExpressionsTellApartIsParsed() {
    var darwin = "MyApp/3 CFNetwork/609.1.4 Darwin/13.0.0";
    learn(UserAgent.of(darwin));
    var next = UserAgent.of(darwin.replace("609.1.4", "711.1.4"));
    assertEquals(Optional.empty(), devices.known(next));
    assertEquals(Optional.of(PlainParser.device(next.value())), recognized(next));
    assertFalse(PlainParser.device(darwin).equals(PlainParser.device(next.value())));
  }

  @Test
  void aVersionWithAZeroInFrontIsNotTakenForOneWithout() {
    learn(CHROME);
    // 008 is a crawler by name
    var crawler = UserAgent.of(CHROME.value().replace("126.0.0.0", "008.0.0.0"));
    assertEquals(Optional.empty(), devices.known(crawler));
    assertEquals(Optional.of(PlainParser.device(crawler.value())), recognized(crawler));
  }

  @Property(tries = 500)
  void whatIsRememberedIsWhatWouldBeParsed(
      @ForAll("headers") String met, @ForAll Random otherDigits) {
    var agent = UserAgent.of(met);
    var shape = Shape.of(agent).orElseThrow();
    var recipe = Recipe.learn(PARSER, agent, shape);
    recipe.ifPresent(
        learnt -> {
          assertEquals(PlainParser.device(met), learnt.device(agent));
          for (var i = 0; i < 3; i++) {
            var other = withOtherDigits(met, shape, otherDigits);
            assertEquals(shape, Shape.of(other).orElseThrow());
            assertEquals(PlainParser.device(other.value()), learnt.device(other), other::value);
          }
        });
  }

  private static UserAgent withOtherDigits(String met, Shape shape, Random random) {
    var other = met.toCharArray();
    shape
        .digits()
        .forEach(
            at ->
                other[at] =
                    (char)
                        (shape.canBeZero(at) ? '0' + random.nextInt(10) : '1' + random.nextInt(9)));
    return UserAgent.of(new String(other));
  }

  @Provide
  Arbitrary<String> headers() {
    return SampleHeaders.headers();
  }

  @Test
  void mostHeadersOfRealTrafficAreKnownThoughVersionsDiffer() {
    mayLoad.countDown();
    var random = new Random(17);
    var headers = IntStream.range(0, 5_000).mapToObj(_ -> UserAgent.of(header(random))).toList();
    headers.forEach(this::recognizedAndLearnt);
    var distinct = headers.stream().distinct().count();
    assertTrue(distinct > 1_000, () -> distinct + " distinct headers");
    assertTrue(devices.parsed() < distinct / 10, () -> devices.parsed() + " parsed of " + distinct);
  }

  /** Skewed as traffic is: few kinds of browsers, many versions. */
  private static String header(Random random) {
    var major = 60 + (int) (70 * Math.pow(random.nextDouble(), 0.3));
    var build = ".0." + (1000 + random.nextInt(9000)) + "." + (10 + random.nextInt(90));
    var apple = 13 + random.nextInt(5) + "_" + random.nextInt(7);
    return switch (Math.min(random.nextInt(9), random.nextInt(9))) {
      case 0 -> CHROME.value().replace("126.0.0.0", major + ".0.0.0");
      case 1 ->
          "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.0.0 Mobile Safari/537.36"
              .formatted(major);
      case 2 ->
          "Mozilla/5.0 (iPhone; CPU iPhone OS %s like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/%s Mobile/15E148 Safari/604.1"
              .formatted(apple, apple.replace('_', '.'));
      case 3 -> CHROME.value().replace("126.0.0.0", major + build);
      case 4 -> CHROME.value().replace("126.0.0.0", major + build) + " Edg/" + major + build;
      case 5 ->
          "Mozilla/5.0 (X11; Linux x86_64; rv:%1$d.0) Gecko/20100101 Firefox/%1$d.0"
              .formatted(major);
      case 6 -> "okhttp/4.%d.%d".formatted(random.nextInt(13), random.nextInt(5));
      case 7 ->
          "Mozilla/5.0 (Linux; Android %d; SM-G99%dB) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/%d.0 Chrome/%d.0.0.0 Mobile Safari/537.36"
              .formatted(9 + random.nextInt(6), random.nextInt(10), 10 + random.nextInt(15), major);
      default ->
          "Shop/%d.%d.%d (com.example.shop; build:%d; iOS %s) Alamofire/5.%d.0"
              .formatted(
                  random.nextInt(9),
                  random.nextInt(10),
                  random.nextInt(10),
                  1000 + random.nextInt(9000),
                  apple.replace('_', '.'),
                  random.nextInt(9));
    };
  }

  @Test
  void callersWithOneHeaderShareOneParse() {
    var first = devices.recognize(CHROME).toCompletableFuture();
    var second = devices.recognize(CHROME).toCompletableFuture();
    mayLoad.countDown();
    assertEquals(Optional.of(PARSER.device(CHROME)), first.join());
    assertEquals(Optional.of(PARSER.device(CHROME)), second.join());
    assertEquals(1, devices.parsed());
  }

  @Test
  void beyondTheMostThatMayWaitCallersAreToldNoDeviceAtOnce() {
    var waiting = new ArrayList<CompletableFuture<Optional<Device>>>();
    for (var i = 0; i <= RememberedDevices.MOST_WAITING; i++) {
      waiting.add(devices.recognize(UserAgent.of("agent x" + i)).toCompletableFuture());
    }
    var tooMany = devices.recognize(UserAgent.of("one too many"));
    assertSame(Optional.empty(), tooMany.toCompletableFuture().getNow(Optional.of(Device.UNSAID)));
    assertEquals(1, devices.skipped());

    mayLoad.countDown();
    waiting.forEach(each -> assertTrue(each.join().isPresent()));
    assertTrue(recognized(UserAgent.of("one too many")).isPresent());
  }

  @Test
  void theCallerGoesOnWhereItWantsTo() {
    var wentOn = new AtomicReference<String>();
    try (var elsewhere =
        new RememberedDevices(
            () -> work -> Thread.ofPlatform().name("the callers").start(work),
            this::loadWhenItMay)) {
      var goesOn =
          elsewhere
              .recognize(CHROME)
              .thenRun(() -> wentOn.set(Thread.currentThread().getName()))
              .toCompletableFuture();
      mayLoad.countDown();
      goesOn.join();
    }
    assertEquals("the callers", wentOn.get());
  }

  @Test
  void memoryIsBoundedHoweverManyHeadersCome() {
    mayLoad.countDown();
    for (var i = 0; i < 10_000; i++) {
      recognized(UserAgent.of("agent " + Integer.toString(i, 36) + "x".repeat(i % 400)));
    }
    var bytes = devices.bytes();
    assertTrue(bytes <= 2L * RememberedDevices.MOST_BYTES, () -> bytes + " bytes");
    assertTrue(bytes > RememberedDevices.MOST_BYTES / 2, () -> bytes + " bytes");
  }

  @Test
  void preparingLearnsTheCommonHeaders() {
    mayLoad.countDown();
    devices.prepare().toCompletableFuture().join();
    assertTrue(devices.known(CHROME).isPresent());
  }

  private void learn(UserAgent agent) {
    mayLoad.countDown();
    recognizedAndLearnt(agent);
  }

  /**
   * One after the other: what is learnt of a header is learnt after its callers have their answer.
   */
  private void recognizedAndLearnt(UserAgent agent) {
    recognized(agent);
    await(devices::isIdle);
  }

  private static void await(BooleanSupplier condition) {
    var until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < until, "it did not happen within a minute");
      Thread.onSpinWait();
    }
  }

  private Optional<Device> recognized(UserAgent agent) {
    return devices.recognize(agent).toCompletableFuture().join();
  }
}
