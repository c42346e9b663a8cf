package io.penstock.wire.roundtrip;

import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;

/** Random values of SDK types, with the characters and numbers that codecs get wrong. */
final class Samples {

    private static final int MAX_DEPTH = 6;
    private static final List<String> TEXTS =
            List.of("plain", "ü€😀", "<&>\"']]>", "a=b&c+d e%20", "line\nbreak\ttab", " leading", "\\u0000\\");
    private static final List<String> URI_TEXTS =
            List.of("a b", "p/q", "x+y&z=1%", "arn:aws:x:y/z", "ü€", "a?b#c", "semi;colon,");

    private final SplittableRandom random;

    Samples(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Sets every member of a builder that can travel, or one of a union. */
    void fill(SdkPojo builder, int depth) {
        List<Member> members = Shape.of(builder).members();
        if (isUnion(builder) && !members.isEmpty()) {
            set(builder, members.get(random.nextInt(members.size())), depth);
            return;
        }
        for (Member member : members) {
            // An endpoint id becomes part of the host name, where samples would not fit; the status is the protocol's
            // own.
            if (!member.modelName().equals("EndpointId") && member.location() != MarshallLocation.STATUS_CODE) {
                set(builder, member, depth);
            }
        }
    }

    private void set(SdkPojo builder, Member member, int depth) {
        Object value = value(member, depth);
        if (value != null) {
            member.set(builder, value);
        }
    }

    /** Unions may hold one member only; the SDK marks them by an enumeration of their members. */
    private static boolean isUnion(SdkPojo builder) {
        Class<?> type = builder.getClass().getEnclosingClass();
        return type != null
                && Arrays.stream(type.getClasses())
                        .anyMatch(
                                inner -> inner.isEnum() && inner.getSimpleName().equals("Type"));
    }

    private @Nullable Object value(Member member, int depth) {
        return switch (member.kind()) {
            case STRING -> text(member);
            // A header such as Retry-After is read by the SDK itself, which takes no negative times.
            case INTEGER -> member.location() == MarshallLocation.HEADER ? random.nextInt(1000) : random.nextInt();
            case LONG -> random.nextLong();
            case SHORT -> (short) random.nextInt();
            case BYTE -> (byte) random.nextInt();
            case DOUBLE -> random.nextDouble() * 1e6;
            case FLOAT -> (float) random.nextDouble();
            case BOOLEAN -> random.nextBoolean();
            case BIG_DECIMAL -> new BigDecimal("1.5");
            case INSTANT -> instant(member);
            case BYTES -> bytes();
            case LIST -> list(member, depth);
            case MAP -> map(member, depth);
            case STRUCTURE -> {
                if (depth > MAX_DEPTH) {
                    yield null;
                }
                SdkPojo builder = member.newBuilder();
                fill(builder, depth + 1);
                yield Shape.build(builder);
            }
        };
    }

    private String text(Member member) {
        if (member.isJsonValue()) {
            return "{\"k\":1}";
        }
        if (member.location() == MarshallLocation.HEADER) {
            return "h" + random.nextInt(99);
        }
        if (member.location() != MarshallLocation.PAYLOAD) {
            return URI_TEXTS.get(random.nextInt(URI_TEXTS.size()));
        }
        if (member.modelName() != null
                && member.modelName().toUpperCase(Locale.ROOT).endsWith("ARN")) {
            return "arn:aws:kinesis:us-east-1:123456789012:stream/s" + random.nextInt(9);
        }
        return TEXTS.get(random.nextInt(TEXTS.size())) + random.nextInt(100);
    }

    private Instant instant(Member member) {
        return member.location() == MarshallLocation.PAYLOAD
                ? Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt(1_000_000))
                : Instant.ofEpochSecond(1_700_000_000L + random.nextInt(1_000));
    }

    private SdkBytes bytes() {
        byte[] bytes = new byte[1 + random.nextInt(20)];
        random.nextBytes(bytes);
        return SdkBytes.fromByteArray(bytes);
    }

    private @Nullable List<Object> list(Member member, int depth) {
        List<Object> list = new ArrayList<>();
        int size = depth >= MAX_DEPTH ? 0 : 1 + random.nextInt(2);
        for (int i = 0; i < size; i++) {
            Object value = value(member.element(), depth + 1);
            if (value != null) {
                list.add(value);
            }
        }
        return list.isEmpty() ? null : list;
    }

    private @Nullable Map<String, Object> map(Member member, int depth) {
        Map<String, Object> map = new LinkedHashMap<>();
        int size = depth >= MAX_DEPTH ? 0 : 1 + random.nextInt(2);
        for (int i = 0; i < size; i++) {
            Object value = value(member.element(), depth + 1);
            if (value != null) {
                map.put("key.&" + i, value);
            }
        }
        return map.isEmpty() ? null : map;
    }
}
