package dev.sojourn.application.fake;

import dev.sojourn.application.port.AuditStore.Kept;
import dev.sojourn.application.port.EventSender;
import dev.sojourn.domain.delivery.SendResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Brings events into a list, if the one who receives them wants it so. */
public final class FakeSender implements EventSender {
  private final List<Kept> sent = new ArrayList<>();
  private final List<Kept> taken = new ArrayList<>();
  private Function<Kept, SendResult> receiver = _ -> new SendResult.Taken();

  /** From now on this is answered. */
  public void answers(Function<Kept, SendResult> receiver) {
    this.receiver = receiver;
  }

  @Override
  public CompletionStage<SendResult> send(Kept event) {
    sent.add(event);
    var result = receiver.apply(event);
    if (result instanceof SendResult.Taken) {
      taken.add(event);
    }
    return CompletableFuture.completedFuture(result);
  }

  /** The numbers of all that was sent, in its order. */
  public List<Long> sent() {
    return sent.stream().map(Kept::number).toList();
  }

  /** The numbers of all that was taken, in its order. */
  public List<Long> taken() {
    return taken.stream().map(Kept::number).toList();
  }
}
