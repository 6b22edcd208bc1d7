package dev.sojourn.domain.audit;

import dev.sojourn.domain.policy.PolicyName;
import dev.sojourn.domain.session.ClientId;
import dev.sojourn.domain.session.UserId;
import java.util.Optional;

/** Who does something. */
public sealed interface Actor {
  /** An application or an operator, by an API key. */
  record Client(ClientId id) implements Actor {}

  /** The person themself, by an access token of theirs. */
  record User(UserId id) implements Actor {}

  /** The holder of a token or a code of the session: its client, or a thief. */
  record Holder() implements Actor {}

  /** The rules of a policy, found to be broken when somebody asked. */
  record Policy(PolicyName name) implements Actor {}

  /** The sweeper, which finds what nobody asks for. */
  record Sweeper() implements Actor {}

  /** What kind it is, in JSON and SQL. */
  default String word() {
    return switch (this) {
      case Client _ -> "client";
      case User _ -> "user";
      case Holder _ -> "holder";
      case Policy _ -> "policy";
      case Sweeper _ -> "sweeper";
    };
  }

  /** Which one of the kind, where there are several. */
  default Optional<String> which() {
    return switch (this) {
      case Client(var id) -> Optional.of(id.value());
      case User(var id) -> Optional.of(id.value());
      case Policy(var name) -> Optional.of(name.value());
      case Holder _, Sweeper _ -> Optional.empty();
    };
  }

  /**
   * The actor that is written so.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Actor of(String word, Optional<String> name) {
    return switch (word) {
      case "client" -> new Client(new ClientId(name.orElse("")));
      case "user" -> new User(new UserId(name.orElse("")));
      case "holder" -> new Holder();
      case "policy" -> new Policy(new PolicyName(name.orElse("")));
      case "sweeper" -> new Sweeper();
      default -> throw new IllegalArgumentException("no kind of actor");
    };
  }
}
