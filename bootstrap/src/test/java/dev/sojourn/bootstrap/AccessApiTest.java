package dev.sojourn.bootstrap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may call what. */
class AccessApiTest {
  private final Api anyone = RunningSojourn.on(RunningSojourn.On.MEMORY).api();

  @ParameterizedTest(name = "{0} {1} needs {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /v1/sessions                                                | {}  | sessions:read
          GET    | /v1/sessions/019ab000-0000-7000-8000-000000000000           | {}  | sessions:read
          GET    | /v1/users/ada/sessions                                      | {}  | sessions:read
          GET    | /v1/policies                                                | {}  | sessions:read
          POST   | /v1/sessions                                                | {}  | sessions:write
          PATCH  | /v1/sessions/019ab000-0000-7000-8000-000000000000           | {}  | sessions:write
          POST   | /v1/sessions/019ab000-0000-7000-8000-000000000000/authentication | {} | sessions:write
          POST   | /v1/authorizations                                          | {}  | sessions:write
          DELETE | /v1/sessions/019ab000-0000-7000-8000-000000000000           | {}  | sessions:revoke
          DELETE | /v1/users/ada/sessions                                      | {}  | sessions:revoke
          POST   | /v1/login-attempts                                          | {}  | logins:write
          GET    | /v1/lockouts/ada                                            | {}  | logins:write
          GET    | /v1/lockouts                                                | {}  | logins:write
          DELETE | /v1/lockouts/ada                                            | {}  | logins:write
          """)
  void aCallNeedsAKeyWithItsScope(String method, String path, String body, String scope) {
    assertFalse(anyone.json(method, path, body).expect(401).header("WWW-Authenticate").isEmpty());
    anyone.bearer("sak_wrong-wrong-wrong-wrong-wrong").json(method, path, body).expect(401);
    var other = scope.equals("sessions:read") ? RunningSojourn.REVOKE_KEY : RunningSojourn.READ_KEY;
    var refused = anyone.bearer(other).json(method, path, body).expect(403);
    assertEquals("application/problem+json", refused.header("Content-Type"));
    assertEquals(true, refused.body().contains(scope));
  }

  @Test
  void adminImpliesEveryScope() {
    var admin = anyone.bearer(RunningSojourn.ADMIN_KEY);
    admin.get("/v1/policies").expect(200);
    admin.get("/v1/lockouts").expect(200);
    admin.delete("/v1/users/nobody-at-all/sessions").expect(200);
  }

  @Test
  void whatIsOpenNeedsNoKey() {
    anyone.get("/health/live").expect(200);
    anyone.get("/health/ready").expect(200);
    anyone.get("/metrics").expect(200);
    anyone.get("/openapi.yaml").expect(200);
    anyone.get("/docs/").expect(200);
  }
}
