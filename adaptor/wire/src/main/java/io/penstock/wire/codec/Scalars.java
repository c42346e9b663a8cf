package io.penstock.wire.codec;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.shape.Kind;
import io.penstock.wire.shape.Member;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Values as text, the way query parameters, headers, labels and XML carry them. */
public final class Scalars {

    /** IMF-fixdate; the formatter of the JDK writes days of one digit. */
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Scalars() {}

    /**
     * Reads a value of a member's kind.
     *
     * @throws FaultException when the text is no such value
     */
    public static Object parse(String text, Member member) {
        try {
            return switch (member.kind()) {
                case STRING -> text;
                case INTEGER -> Integer.valueOf(text.strip());
                case LONG -> Long.valueOf(text.strip());
                case SHORT -> Short.valueOf(text.strip());
                case BYTE -> Byte.valueOf(text.strip());
                case FLOAT -> (float) parseDouble(text);
                case DOUBLE -> parseDouble(text);
                case BIG_DECIMAL -> Timestamps.bounded(new BigDecimal(text.strip()));
                case BOOLEAN -> parseBoolean(text);
                case INSTANT -> Timestamps.parse(text.strip());
                case BYTES -> SdkBytes.fromByteArrayUnsafe(Base64.getDecoder().decode(text));
                case LIST, MAP, STRUCTURE -> throw mismatch(member);
            };
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw mismatch(member);
        }
    }

    private static FaultException mismatch(Member member) {
        return WireFaults.SERIALIZATION.with(
                "The value of " + member.name() + " can not be converted to " + describe(member.kind()) + ".");
    }

    private static String describe(Kind kind) {
        return switch (kind) {
            case STRING -> "a String";
            case INTEGER -> "an Integer";
            case LONG -> "a Long";
            case SHORT -> "a Short";
            case BYTE -> "a Byte";
            case FLOAT -> "a Float";
            case DOUBLE -> "a Double";
            case BIG_DECIMAL -> "a BigDecimal";
            case BOOLEAN -> "a Boolean";
            case INSTANT -> "a Timestamp";
            case BYTES -> "a Blob";
            case LIST -> "a List";
            case MAP -> "a Map";
            case STRUCTURE -> "a Structure";
        };
    }

    private static boolean parseBoolean(String text) {
        String word = text.strip();
        if (word.equalsIgnoreCase("true")) {
            return true;
        }
        if (word.equalsIgnoreCase("false")) {
            return false;
        }
        throw new IllegalArgumentException(word);
    }

    static double parseDouble(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** Writes a scalar; timestamps in the member's format or else in the given one. */
    public static String format(Object value, Member member, Format timestamps) {
        return switch (member.kind()) {
            case BYTES -> Base64.getEncoder().encodeToString(((SdkBytes) value).asByteArrayUnsafe());
            case INSTANT -> {
                Format own = member.timestampFormat();
                yield format((Instant) value, own == null ? timestamps : own);
            }
            case STRING, INTEGER, LONG, SHORT, BYTE, FLOAT, DOUBLE, BIG_DECIMAL, BOOLEAN -> value.toString();
            case LIST, MAP, STRUCTURE -> throw new IllegalStateException(member.name() + " is no scalar");
        };
    }

    /** Writes a timestamp. */
    public static String format(Instant instant, Format format) {
        return switch (format) {
            case ISO_8601 -> DateTimeFormatter.ISO_INSTANT.format(instant);
            case RFC_822 -> HTTP_DATE.format(instant);
            case UNIX_TIMESTAMP -> Timestamps.seconds(instant).toPlainString();
            case UNIX_TIMESTAMP_MILLIS -> Long.toString(instant.toEpochMilli());
        };
    }

    /** Reads an instant with an offset, such as {@code 2026-01-02T03:04:05+01:00}. */
    static Instant parseIso(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }
}
