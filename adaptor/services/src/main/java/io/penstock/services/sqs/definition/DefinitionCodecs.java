package io.penstock.services.sqs.definition;

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
 * Definitions as JSON: few, small and read by people who debug. An object holds {@code "type"}, the simple name of the record, and the
 * record's components. Unknown members are skipped, so a component may be added; names are never changed or used again.
 */
final class DefinitionCodecs {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final String TYPE = "type";

    static final Codec<DefinitionCommand> COMMANDS = sealed(DefinitionCommand.class);
    static final Codec<DefinitionReply> REPLIES = sealed(DefinitionReply.class);
    static final Codec<DefinitionEvent> EVENTS = sealed(DefinitionEvent.class);
    static final Codec<DefinitionState> STATES =
            new Resumed(sealed(List.of(DefinitionState.class), DefinitionState.class));
    static final Codec<PublishedQueue> PUBLISHED = sealed(List.of(PublishedQueue.class), PublishedQueue.class);

    private DefinitionCodecs() {}

    private static <T> Codec<T> sealed(Class<T> type) {
        return sealed(List.of(type.getPermittedSubclasses()), type);
    }

    private static <T> Codec<T> sealed(List<Class<?>> types, Class<T> common) {
        Map<String, Class<? extends T>> byName = new HashMap<>();
        types.forEach(type -> byName.put(type.getSimpleName(), type.asSubclass(common)));
        return new Json<>(Map.copyOf(byName));
    }

    private record Resumed(Codec<DefinitionState> json) implements Codec<DefinitionState> {

        @Override
        public byte[] encode(DefinitionState state) {
            return json.encode(state);
        }

        @Override
        public DefinitionState decode(byte[] bytes) {
            return json.decode(bytes).resumed();
        }
    }

    private record Json<T>(Map<String, Class<? extends T>> types) implements Codec<T> {

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
