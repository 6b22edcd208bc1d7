package dev.sojourn.adapters.http.console;

import dev.sojourn.adapters.http.html.Assets;
import dev.sojourn.adapters.http.html.Confirmation;
import dev.sojourn.adapters.http.html.Form;
import dev.sojourn.adapters.http.html.Pages;
import dev.sojourn.adapters.http.request.Call;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Shows pages of the console, and says what was done. */
public final class PageRenderer {
  /** What a page can be asked to say, by a word in its address: nobody else's text is shown. */
  private static final Map<String, String> NOTICES =
      Map.ofEntries(
          Map.entry("ended", "The session has ended."),
          Map.entry("ended_before", "The session had ended already."),
          Map.entry("others_ended", "The other sessions of the user have ended."),
          Map.entry("all_ended", "All sessions of the user have ended."),
          Map.entry("disabled", "The user is disabled."),
          Map.entry("enabled", "The user is enabled."),
          Map.entry("lifted", "The lockouts are lifted."),
          Map.entry("cut_off", "The sessions are cut off."),
          Map.entry("rotated", "The new signing key is published."),
          Map.entry("redelivered", "The event is sent again."),
          Map.entry("all_redelivered", "The dead letters are sent again."),
          Map.entry("not_dead", "There was no such dead letter any more."));

  private final Pages pages;
  private final Assets assets;
  private final InstantSource clock;

  PageRenderer(Pages pages, Assets assets, InstantSource clock) {
    this.pages = pages;
    this.assets = assets;
    this.clock = clock;
  }

  public Instant now() {
    return clock.instant();
  }

  /** For somebody who is not signed in. */
  public PageContext outside() {
    return new PageContext(assets, Optional.empty(), Optional.empty(), now(), "");
  }

  public PageContext of(Operator operator, Section section, String done) {
    return new PageContext(
        assets, Optional.of(operator), Optional.of(section), now(), NOTICES.getOrDefault(done, ""));
  }

  /** For what belongs to no section. */
  public PageContext of(Operator operator) {
    return new PageContext(assets, Optional.of(operator), Optional.empty(), now(), "");
  }

  public void show(
      Call call, int status, PageContext frame, String template, Map<String, Object> parameters) {
    var all = new HashMap<>(parameters);
    all.put("frame", frame);
    pages.answer(call.response(), status, template, all);
  }

  /** A part of a page, which stands in no frame. */
  public void showPart(Call call, String template, Map<String, Object> parameters) {
    pages.answer(call.response(), 200, template, parameters);
  }

  /** The question in a dialog, where there is one to show it in, or else as a page. */
  public void ask(Call call, Operator operator, Section section, Confirmation ask) {
    if (isPart(call)) {
      showPart(call, "ask.jte", Map.of("ask", ask, "csrf", operator.csrf(), "isPage", false));
    } else {
      show(
          call,
          200,
          of(operator, section, ""),
          "console/askPage.jte",
          Map.of("ask", ask, "csrf", operator.csrf()));
    }
  }

  /**
   * Says what was done: to the script, which stays where it is, or by showing a page that says it.
   *
   * @param notice one of the words that there is a text for
   */
  public void done(Call call, String notice, String page) {
    if (isPart(call)) {
      call.header(
              "HX-Trigger",
              new JsonObject().put("sojourn:done", NOTICES.getOrDefault(notice, "")).encode())
          .empty(204);
    } else {
      seeOther(call, page + (page.contains("?") ? "&" : "?") + "done=" + notice);
    }
  }

  /** The same, for a page that does not look for news by itself: it is shown anew. */
  public void doneAnew(Call call, String notice, String page) {
    if (isPart(call)) {
      call.header("HX-Redirect", page + "?done=" + notice).empty(204);
    } else {
      done(call, notice, page);
    }
  }

  /** Shows a form again that cannot be carried out, with what is wrong with it. */
  public void refuse(Call call, String path, Form form, Runnable page) {
    if (isPart(call)) {
      call.header("HX-Redirect", path + form.query(Map.of("csrf", ""))).empty(204);
    } else {
      page.run();
    }
  }

  private static boolean isPart(Call call) {
    return call.request().getHeader("HX-Request") != null;
  }

  /** So that reloading the page does not do it again. */
  public static void seeOther(Call call, String page) {
    call.header("Location", page).header("Cache-Control", "no-store").empty(303);
  }
}
