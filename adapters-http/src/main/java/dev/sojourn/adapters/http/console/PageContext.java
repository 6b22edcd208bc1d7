package dev.sojourn.adapters.http.console;

import dev.sojourn.adapters.http.html.Assets;
import java.time.Instant;
import java.util.Optional;

/**
 * What stands around each page.
 *
 * @param operator who is signed in, if anybody
 * @param section what the page belongs to, if to any
 * @param now by Sojourn's clock, which that of the browser is compared with
 * @param notice what was just done; empty if nothing
 */
public record PageContext(
    Assets assets,
    Optional<Operator> operator,
    Optional<Section> section,
    Instant now,
    String notice) {}
