package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sessions of a running Sojourn are listed and ended from the command line. */
class SessionsCommandTest {
  private final RunningSojourn sojourn = RunningSojourn.on(RunningSojourn.On.MEMORY);
  private final String user = "user-" + UUID.randomUUID();

  @TempDir Path directory;

  private CommandRun command() {
    return commandWith(RunningSojourn.ADMIN_KEY);
  }

  private CommandRun commandWith(String apiKey) {
    return CommandRun.in(directory).with("SOJOURN_API_KEY", apiKey);
  }

  private String[] words(String command) {
    var words = new ArrayList<>(List.of(command.replace("USER", user).split(" ")));
    words.add("--url=" + sojourn.address());
    return words.toArray(String[]::new);
  }

  private Api backend() {
    return sojourn.api().bearer(RunningSojourn.ADMIN_KEY);
  }

  private String open() {
    return open("\"policy\": \"default\"");
  }

  private String open(String field) {
    return backend()
        .post("/v1/sessions", "{\"user_id\": \"%s\", %s}".formatted(user, field))
        .expect(201)
        .text("/session/id");
  }

  private String state(String id) {
    return backend().get("/v1/sessions/" + id).expect(200).text("/state");
  }

  private static List<String> ids(CommandRun.Ran ran) {
    return ran.lines().stream().map(line -> new JsonObject(line).getString("id")).toList();
  }

  @Test
  void elsewhereThanOnATerminalEachSessionIsALineOfJson() {
    var first = open();
    sojourn.clock().advance(Duration.ofMillis(1));
    var second = open();
    var ran = command().run(words("sessions list --user USER")).expect(ExitStatus.GOOD);
    assertEquals(List.of(second, first), ids(ran));
    assertEquals("", ran.err());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --policy mobile                      | mobile
          --ip 192.0.2.7                       | mobile
          --state ended                        | ended
          --opened-after 2999-01-01T00:00:00Z  |
          --opened-before 2999-01-01T00:00:00Z | mobile ended plain
          --active-after 2999-01-01T00:00:00Z  |
          --active-before 2999-01-01T00:00:00Z | mobile ended plain
          """)
  void everyFilterOfTheSearchIsAnOption(String filter, String expected) {
    var mobile = open("\"policy\": \"mobile\", \"ip_address\": \"192.0.2.7\"");
    var ended = open();
    var plain = open();
    backend().delete("/v1/sessions/" + ended).expect(204);
    var ran = command().run(words("sessions list --user USER " + filter)).expect(ExitStatus.GOOD);
    var found = new ArrayList<String>();
    for (var name : expected == null ? new String[0] : expected.split(" ")) {
      found.add(name.equals("mobile") ? mobile : name.equals("ended") ? ended : plain);
    }
    assertEquals(found.stream().sorted().toList(), ids(ran).stream().sorted().toList());
  }

  @Test
  void pagesAreFollowedUpToTheLimitAndThatThereAreMoreIsSaid() {
    for (var i = 0; i < 205; i++) {
      open();
    }
    var some = command().run(words("sessions list --user USER --limit 203"));
    assertEquals(203, ids(some.expect(ExitStatus.GOOD)).stream().distinct().count());
    assertEquals("there are more than these 203: see --limit\n", some.err());
    var all = command().run(words("sessions list --user USER --limit 1000"));
    assertEquals(205, ids(all.expect(ExitStatus.GOOD)).stream().distinct().count());
    assertEquals("", all.err());
    var document = command().run(words("sessions list --user USER --limit 1000 --json"));
    assertEquals(205, new JsonArray(document.expect(ExitStatus.GOOD).out()).size());
  }

  @Test
  void onATerminalItIsATable() {
    var id =
        open(
            "\"browser\": \"Firefox\", \"operating_system\": \"Linux\", \"ip_address\":"
                + " \"192.0.2.7\"");
    var lines =
        command()
            .onTerminal("")
            .run(words("sessions list --user USER"))
            .expect(ExitStatus.GOOD)
            .lines();
    assertEquals(2, lines.size());
    assertTrue(lines.getFirst().matches("ID +USER +STATE +POLICY +DEVICE +ADDRESS +OPENED .*"));
    assertTrue(
        lines
            .getLast()
            .matches(
                id
                    + " +"
                    + user
                    + " +active +default +Firefox, Linux +192\\.0\\.2\\.7 +\\S+ +\\S+"),
        lines.getLast());
  }

  @Test
  void whatIsWrongWithAFilterIsSaid() {
    var ran = command().run(words("sessions list --state old --ip nowhere"));
    ran.expect(ExitStatus.FAILED);
    assertTrue(ran.err().contains("state must be"), ran.err());
    assertTrue(ran.err().contains("ip_address must be"), ran.err());
  }

  @Test
  void oneSessionIsEndedByItsIdWithoutAsking() {
    var id = open();
    command().run(words("sessions end " + id + " --reason logout")).expect(ExitStatus.GOOD);
    assertEquals("logout", backend().get("/v1/sessions/" + id).expect(200).text("/end_reason"));
    command().run(words("sessions end " + id)).expect(ExitStatus.GOOD);
  }

  @Test
  void ofSeveralTheOneThatIsNotThereIsTold() {
    var id = open();
    var none = UUID.randomUUID().toString();
    var ran = command().run(words("sessions end " + none + " " + id + " --yes"));
    ran.expect(ExitStatus.FAILED);
    assertEquals("ended " + id + "\n", ran.out());
    assertEquals("sojourn: there is no session " + none + "\n", ran.err());
    assertEquals("ended", state(id));
  }

  @Test
  void allOfAUserButOneAreEndedByWhoSaysYes() {
    var kept = open();
    var others = List.of(open(), open());
    var ran =
        command()
            .onTerminal("y\n")
            .run(words("sessions end --user USER --except " + kept))
            .expect(ExitStatus.GOOD);
    assertEquals("End 2 active sessions of " + user + " but " + kept + "? [y/N] ", ran.err());
    assertEquals("ended 2\n", ran.out());
    assertEquals("active", state(kept));
    others.forEach(id -> assertEquals("ended", state(id)));
  }

  @ParameterizedTest(name = "who answers \"{0}\" ends nothing")
  @CsvSource({"n", "no", "''", "yess"})
  void whoDoesNotSayYesEndsNothing(String answer) {
    var ids = List.of(open(), open());
    var byUser = command().onTerminal(answer + "\n").run(words("sessions end --user USER"));
    assertTrue(byUser.expect(ExitStatus.FAILED).err().endsWith("nothing was ended\n"));
    var byIds = command().onTerminal(answer).run(words("sessions end " + String.join(" ", ids)));
    assertTrue(byIds.expect(ExitStatus.FAILED).err().endsWith("nothing was ended\n"));
    ids.forEach(id -> assertEquals("active", state(id)));
  }

  @Test
  void whereNobodyCanBeAskedNothingIsEndedWithoutYes() {
    var id = open();
    var ran = command().run(words("sessions end --user USER")).expect(ExitStatus.WRONG_USAGE);
    assertTrue(ran.err().contains("--yes"), ran.err());
    assertEquals("active", state(id));
    command().run(words("sessions end --user USER --yes")).expect(ExitStatus.GOOD);
    assertEquals("ended", state(id));
  }

  @Test
  void aKeyThatMayEndAndNotReadIsEnough() {
    var id = open();
    var ran =
        commandWith(RunningSojourn.REVOKE_KEY)
            .onTerminal("y\n")
            .run(words("sessions end --user USER"))
            .expect(ExitStatus.GOOD);
    assertTrue(ran.err().startsWith("End all sessions of " + user), ran.err());
    assertEquals("ended", state(id));
  }

  @ParameterizedTest(name = "sessions end {0}")
  @CsvSource({"''", "--user USER some-id", "--except some-id some-id"})
  void whichSessionsAreMeantMustBeClear(String which) {
    command().run(words(("sessions end " + which).strip())).expect(ExitStatus.WRONG_USAGE);
  }

  @Test
  void whatTheKeyMayNotIsTold() {
    var unknown = commandWith("sak_unknown-unknown-unknown-unknown").run(words("sessions list"));
    assertTrue(unknown.expect(ExitStatus.NOT_ALLOWED).err().contains("does not know the API key"));
    assertFalse(unknown.err().contains("sak_"), unknown.err());
    var poor = commandWith(RunningSojourn.READ_KEY).run(words("sessions end x --yes"));
    assertTrue(
        poor.expect(ExitStatus.NOT_ALLOWED).err().contains("needs the scope sessions:revoke"),
        poor.err());
  }

  @Test
  void theKeyComesFromAFileOrTheEnvironmentAndMustBeOne() throws IOException {
    var without = CommandRun.in(directory);
    without.run(words("sessions list")).expect(ExitStatus.WRONG_USAGE);
    Files.writeString(directory.resolve("key"), RunningSojourn.READ_KEY + "\n");
    without.run(words("sessions list --api-key-file key")).expect(ExitStatus.GOOD);
    without.run(words("sessions list --api-key-file none")).expect(ExitStatus.WRONG_USAGE);
    Files.writeString(directory.resolve("key"), "sak_a\r\nX-Other: header");
    var ran = without.run(words("sessions list --api-key-file key"));
    assertFalse(ran.expect(ExitStatus.WRONG_USAGE).err().contains("sak_a"), ran.err());
  }

  @Test
  void withoutAUrlItIsTheSojournOfTheConfiguration() {
    command()
        .with("SOJOURN_HTTP_PORT", String.valueOf(sojourn.address().getPort()))
        .run("sessions", "list", "--limit", "1")
        .expect(ExitStatus.GOOD);
    command().with("SOJOURN_HTTP_PORT", "0").run("sessions", "list").expect(ExitStatus.WRONG_USAGE);
  }

  @Test
  void whereNobodyListensItSaysSo() throws IOException {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var ran =
        command()
            .run("sessions", "list", "--url", "http://127.0.0.1:" + port)
            .expect(ExitStatus.NOT_REACHED);
    assertEquals(
        "sojourn: cannot reach Sojourn at http://127.0.0.1:"
            + port
            + ": nobody listens there (--url says where it is)\n",
        ran.err());
  }
}
