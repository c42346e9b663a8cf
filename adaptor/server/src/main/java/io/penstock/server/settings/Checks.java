package io.penstock.server.settings;

import java.time.Duration;

/** Range checks; the message names the setting. */
final class Checks {

    private Checks() {}

    static void port(String name, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(name + " is 0 to 65535: " + port);
        }
    }

    static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is positive: " + value);
        }
    }

    static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is positive: " + value);
        }
    }
}
