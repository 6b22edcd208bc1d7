package dev.sojourn.adapters.postgres;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is told of ends. */
public final class RecordingMeter implements PostgresMeter {
  public final List<Duration> lags = new CopyOnWriteArrayList<>();

  @Override
  public void sent(String line, int size) {}

  @Override
  public void heardOfEnd(Duration lag) {
    lags.add(lag);
  }
}
