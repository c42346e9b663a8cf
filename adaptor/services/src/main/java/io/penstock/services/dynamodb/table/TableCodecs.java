package io.penstock.services.dynamodb.table;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
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
 * Definitions as JSON: few, small and read by people who debug. An object holds {@code "type"}, the simple name of the record, and the record's
 * components. Unknown members are skipped, so a component may be added; names are never changed or used again.
 */
final class TableCodecs {

    private static final String TYPE = "type";

    static final Codec<TableCommand> COMMANDS = sealed(TableCommand.class);
    static final Codec<TableReply> REPLIES = sealed(TableReply.class);
    static final Codec<TableEvent> EVENTS = sealed(TableEvent.class);
    static final Codec<TableState> STATES = of(List.of(TableState.class), TableState.class);
    static final Codec<TableDefinition> PUBLISHED = of(List.of(TableDefinition.class), TableDefinition.class);

    private TableCodecs() {}

    private static <T> Codec<T> sealed(Class<T> type) {
        return of(List.of(type.getPermittedSubclasses()), type);
    }

    private static <T> Codec<T> of(List<Class<?>> types, Class<T> common) {
        Map<String, Class<? extends T>> byName = new HashMap<>();
        types.forEach(type -> byName.put(type.getSimpleName(), type.asSubclass(common)));
        return new Json<>(Map.copyOf(byName));
    }

    private record Json<T>(Map<String, Class<? extends T>> types) implements Codec<T> {

        /** Made when the first table is met. */
        private static final ObjectMapper JSON = JsonMapper.builder()
                .visibility(PropertyAccessor.ALL, Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();

        @Override
        public byte[] encode(T value) {
            ObjectNode node = JSON.createObjectNode();
            node.put(TYPE, ((Object) value).getClass().getSimpleName());
            node.setAll((ObjectNode) JSON.valueToTree(value));
            try {
                return JSON.writeValueAsBytes(node);
            } catch (IOException e) {
                throw new UncheckedIOException("a definition that JSON cannot hold: " + value, e);
            }
        }

        @Override
        public T decode(byte[] bytes) {
            try {
                JsonNode node = JSON.readTree(bytes);
                Class<? extends T> type = types.get(node.path(TYPE).asText(""));
                if (type == null) {
                    throw new IllegalStateException("unknown type of record: " + node.path(TYPE));
                }
                return JSON.treeToValue(((ObjectNode) node).without(TYPE), type);
            } catch (IOException e) {
                throw new IllegalStateException("not a record of a definition, " + bytes.length + " bytes", e);
            }
        }
    }
}
