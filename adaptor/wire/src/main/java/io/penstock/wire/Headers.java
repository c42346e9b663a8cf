package io.penstock.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * HTTP header fields in the order of the message. Names match without regard to case; a name may repeat.
 *
 * <p>Requests carry about ten fields, so a look-up is a scan: cheaper than hashing folded names.
 */
public record Headers(List<Header> fields) {

    /** One field line. */
    public record Header(String name, String value) {}

    /** No fields. */
    public static final Headers EMPTY = new Headers(List.of());

    public Headers {
        fields = List.copyOf(fields);
    }

    /** Fields from alternating names and values. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values must alternate: " + namesAndValues.length);
        }
        Builder builder = new Builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /** The value of the first field of this name. */
    public Optional<String> first(String name) {
        for (Header field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                return Optional.of(field.value);
            }
        }
        return Optional.empty();
    }

    /** The values of every field of this name. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (Header field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                values.add(field.value);
            }
        }
        return values;
    }

    /** Collects fields; not thread-safe. */
    public static final class Builder {
        private final List<Header> fields = new ArrayList<>();

        /** Adds a field, beside any of the same name. */
        public Builder add(String name, String value) {
            fields.add(new Header(name, value));
            return this;
        }

        /** Puts a field in the place of every one of the same name. */
        public Builder set(String name, String value) {
            fields.removeIf(field -> field.name.equalsIgnoreCase(name));
            return add(name, value);
        }

        public Headers build() {
            return new Headers(fields);
        }
    }
}
