package io.penstock.wire.dispatch;

import io.penstock.wire.codec.Scalars;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** The Date header. Formatting a date costs as much as decoding a small request, so each second's is kept. Thread-safe. */
final class HttpDates {

    private record Dated(long second, String text) {}

    private final InstantSource clock;
    private volatile @Nullable Dated last;

    HttpDates(InstantSource clock) {
        this.clock = clock;
    }

    String now() {
        Instant instant = clock.instant();
        Dated known = last;
        if (known == null || known.second != instant.getEpochSecond()) {
            known = new Dated(instant.getEpochSecond(), Scalars.format(instant, Format.RFC_822));
            last = known;
        }
        return known.text;
    }
}
