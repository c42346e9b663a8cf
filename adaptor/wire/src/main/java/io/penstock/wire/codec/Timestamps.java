package io.penstock.wire.codec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Timestamps as numbers and text. AWS keeps milliseconds; finer digits are rounded. */
final class Timestamps {

    // A number such as 1e999999999 is ten bytes to send and a gigabyte to expand.
    private static final int MAX_SCALE = 400;

    /** The last millisecond an ISO timestamp of four-digit years can name; beyond it a time is a mistake. */
    private static final long MAX_MILLIS = 253_402_300_799_999L;

    private Timestamps() {}

    /** Refuses numbers whose plain form would not fit a few hundred digits. */
    static BigDecimal bounded(BigDecimal number) {
        if (Math.abs((long) number.scale()) > MAX_SCALE || number.precision() > MAX_SCALE) {
            throw new ArithmeticException("a number of more than " + MAX_SCALE + " digits");
        }
        return number;
    }

    static Instant ofSeconds(BigDecimal seconds) {
        return ofMillis(bounded(seconds)
                .movePointRight(3)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact());
    }

    static Instant ofSeconds(double seconds) {
        if (Double.isNaN(seconds) || Math.abs(seconds) > MAX_MILLIS) {
            throw new ArithmeticException("no time: " + seconds);
        }
        return ofMillis(Math.round(seconds * 1000.0));
    }

    static Instant ofMillis(long millis) {
        if (Math.abs(millis) > MAX_MILLIS) {
            throw new ArithmeticException("no time: " + millis);
        }
        return Instant.ofEpochMilli(millis);
    }

    /** Seconds with as many decimals as there are, at most three. */
    static BigDecimal seconds(Instant instant) {
        long millis = instant.toEpochMilli();
        return millis % 1000 == 0 ? BigDecimal.valueOf(millis / 1000) : BigDecimal.valueOf(millis, 3);
    }

    /** Reads ISO 8601, an HTTP date or seconds since the epoch: AWS takes any of them wherever text holds a time. */
    static Instant parse(String text) {
        if (text.indexOf('T') > 0 && text.indexOf('-') > 0) {
            return checked(Scalars.parseIso(text));
        }
        if (text.indexOf(',') > 0) {
            return checked(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        }
        return ofSeconds(new BigDecimal(text));
    }

    private static Instant checked(Instant instant) {
        return ofMillis(instant.toEpochMilli());
    }
}
