package dev.sojourn.adapters.http.apikey;

import dev.sojourn.domain.session.ClientId;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The file that the API keys are read from, if they are: new keys are added to it. */
public interface ApiKeyFile {
  /** Where new keys can be kept. */
  sealed interface Place {
    /** In this file. */
    record Writable(String path) implements Place {}

    /** The keys are in this file, but this process must not change it. */
    record ReadOnly(String path) implements Place {}

    /** The keys are in a variable, which a running process cannot change. */
    record Variable() implements Place {}
  }

  /** What came of adding a key. */
  sealed interface Outcome {
    /**
     * It is in the file, which has its hash alone.
     *
     * @param secret the key itself, which can be shown this once
     */
    record Made(ApiKey key, String secret) implements Outcome {
      @Override
      public String toString() {
        return "Made[hidden]";
      }
    }

    /** There is a key of this name. */
    record NameTaken() implements Outcome {}

    /** The file is as it was. */
    record NotWritten(String why) implements Outcome {}
  }

  CompletionStage<Place> place();

  /** Makes a key and adds it to the file: all of it or nothing. */
  CompletionStage<Outcome> add(ClientId name, Set<Scope> scopes);
}
