package dev.sojourn.adapters.http.account;

import dev.sojourn.adapters.http.html.Assets;
import java.time.Instant;

/**
 * What stands around each page.
 *
 * @param now by Sojourn's clock
 * @param notice what was just done; empty if nothing
 */
public record PageContext(
    Messages messages, Brand brand, Assets assets, Instant now, String notice) {}
