package io.penstock.wire.protocol;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.Headers;
import io.penstock.wire.codec.Percent;
import io.penstock.wire.codec.QueryParameters;
import io.penstock.wire.codec.Scalars;
import io.penstock.wire.codec.WireFaults;
import io.penstock.wire.shape.Kind;
import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** The members of REST requests and responses that travel outside the body. */
final class RestMembers {

    private RestMembers() {}

    /**
     * Reads path, query and header members.
     *
     * @throws FaultException when a value is not of its member's kind
     */
    static void read(Inbound request, Shape shape, SdkPojo builder) {
        for (Member member : shape.members()) {
            switch (member.location()) {
                case PATH, GREEDY_PATH -> label(request, member, builder);
                case QUERY_PARAM -> query(request.parameters(), shape, member, builder);
                case HEADER -> header(request.headers(), member, builder);
                case PAYLOAD, STATUS_CODE -> {}
            }
        }
    }

    private static void label(Inbound request, Member member, SdkPojo builder) {
        String raw = request.labels().get(member.name());
        if (raw != null) {
            member.set(builder, Scalars.parse(Percent.decodePath(raw), member));
        }
    }

    private static void query(QueryParameters parameters, Shape shape, Member member, SdkPojo builder) {
        if (member.kind() == Kind.MAP) {
            member.set(builder, rest(parameters, shape, member.element()));
            return;
        }
        List<String> values = parameters.all(member.name());
        if (values.isEmpty()) {
            return;
        }
        if (member.kind() == Kind.LIST) {
            List<Object> list = new ArrayList<>(values.size());
            for (String value : values) {
                list.add(Scalars.parse(value, member.element()));
            }
            member.set(builder, list);
        } else {
            member.set(builder, Scalars.parse(values.getFirst(), member));
        }
    }

    /** The parameters that no other member claims. */
    private static Map<String, Object> rest(QueryParameters parameters, Shape shape, Member element) {
        Map<String, Object> rest = new LinkedHashMap<>();
        parameters.asMap().forEach((name, values) -> {
            boolean claimed = shape.members().stream()
                    .anyMatch(other -> other.location() == MarshallLocation.QUERY_PARAM
                            && other.kind() != Kind.MAP
                            && other.name().equals(name));
            if (!claimed) {
                rest.put(name, element.kind() == Kind.LIST ? values : values.getFirst());
            }
        });
        return rest;
    }

    private static void header(Headers headers, Member member, SdkPojo builder) {
        if (member.kind() == Kind.MAP) {
            Map<String, Object> prefixed = prefixed(headers, member.name());
            if (!prefixed.isEmpty()) {
                member.set(builder, prefixed);
            }
            return;
        }
        String text = headers.first(member.name()).orElse(null);
        if (text == null) {
            return;
        }
        if (member.kind() == Kind.LIST) {
            List<Object> list = new ArrayList<>();
            for (String item : text.split(",")) {
                list.add(Scalars.parse(item.strip(), member.element()));
            }
            member.set(builder, list);
        } else {
            member.set(builder, member.isJsonValue() ? fromBase64(text, member) : Scalars.parse(text, member));
        }
    }

    private static Map<String, Object> prefixed(Headers headers, String prefix) {
        Map<String, Object> found = new LinkedHashMap<>();
        String folded = prefix.toLowerCase(Locale.ROOT);
        for (Headers.Header field : headers.fields()) {
            if (field.name().toLowerCase(Locale.ROOT).startsWith(folded)) {
                found.put(field.name().substring(prefix.length()), field.value());
            }
        }
        return found;
    }

    private static String fromBase64(String text, Member member) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw WireFaults.SERIALIZATION.with("The header " + member.name() + " is not base64.");
        }
    }

    /** The status that a member of the response asks for. */
    static OptionalInt status(SdkPojo response, Shape shape) {
        for (Member member : shape.members()) {
            if (member.location() == MarshallLocation.STATUS_CODE && member.get(response) instanceof Integer status) {
                return OptionalInt.of(status);
            }
        }
        return OptionalInt.empty();
    }

    /** Writes header members, in the place of any header of the same name. */
    static void writeHeaders(SdkPojo holder, Shape shape, Headers.Builder headers) {
        for (Member member : shape.members()) {
            Object value = member.location() == MarshallLocation.HEADER ? member.get(holder) : null;
            if (value instanceof Map<?, ?> map) {
                map.forEach((name, held) -> headers.add(member.name() + name, clean(String.valueOf(held))));
            } else if (value != null) {
                headers.set(member.name(), clean(text(member, value)));
            }
        }
    }

    private static String text(Member member, Object value) {
        if (member.isJsonValue()) {
            return Base64.getEncoder().encodeToString(value.toString().getBytes(StandardCharsets.UTF_8));
        }
        if (value instanceof List<?> list) {
            return String.join(
                    ",",
                    list.stream()
                            .map(item -> Scalars.format(item, member.element(), Format.RFC_822))
                            .toList());
        }
        return Scalars.format(value, member, Format.RFC_822);
    }

    /** A line break in a header value would start a header of the value's own choosing. */
    private static String clean(String value) {
        return value.indexOf('\n') < 0 && value.indexOf('\r') < 0
                ? value
                : value.replace('\n', ' ').replace('\r', ' ');
    }
}
