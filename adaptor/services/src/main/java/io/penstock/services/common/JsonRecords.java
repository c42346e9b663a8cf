package io.penstock.services.common;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.kernel.machine.Codec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What machines keep as JSON: definitions of resources, which are few, small and read by people who debug. An object holds {@code "type"}, the simple name of the
 * record, and its components that are not null. Unknown members are skipped, so a component may be added; names are never changed or used again.
 */
public final class JsonRecords {

    private static final String TYPE = "type";

    private JsonRecords() {}

    /** A codec of the records directly inside a sealed interface. */
    public static <T> Codec<T> sealed(Class<T> type) {
        return new Json<>(byName(List.of(type.getPermittedSubclasses()), type));
    }

    /** A codec of one record. */
    public static <T> Codec<T> of(Class<T> type) {
        return new Json<>(byName(List.of(type), type));
    }

    private static <T> Map<String, Class<? extends T>> byName(List<Class<?>> types, Class<T> common) {
        Map<String, Class<? extends T>> byName = new HashMap<>();
        types.forEach(type -> byName.put(type.getSimpleName(), type.asSubclass(common)));
        return Map.copyOf(byName);
    }

    private record Json<T>(Map<String, Class<? extends T>> types) implements Codec<T> {

        /** Made when the first record is met: codecs are made when a node starts. */
        private static final class Mapper {
            private static final ObjectMapper JSON = JsonMapper.builder()
                    .visibility(PropertyAccessor.ALL, Visibility.NONE)
                    .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                    .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
                    .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.NON_NULL))
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
        }

        @Override
        public byte[] encode(T value) {
            ObjectNode node = Mapper.JSON.createObjectNode();
            node.put(TYPE, ((Object) value).getClass().getSimpleName());
            node.setAll((ObjectNode) Mapper.JSON.valueToTree(value));
            try {
                return Mapper.JSON.writeValueAsBytes(node);
            } catch (IOException e) {
                throw new UncheckedIOException("what JSON cannot hold: " + value, e);
            }
        }

        @Override
        public T decode(byte[] bytes) {
            try {
                JsonNode node = Mapper.JSON.readTree(bytes);
                Class<? extends T> type = types.get(node.path(TYPE).asText(""));
                if (type == null) {
                    throw new IllegalStateException(
                            "a record of type " + node.path(TYPE) + " is none of " + types.keySet());
                }
                return Mapper.JSON.treeToValue(((ObjectNode) node).without(TYPE), type);
            } catch (IOException e) {
                throw new IllegalStateException(bytes.length + " bytes are none of " + types.keySet(), e);
            }
        }
    }
}
