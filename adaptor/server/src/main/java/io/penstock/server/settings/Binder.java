package io.penstock.server.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Fills records from paths and texts. */
final class Binder {

    private final Schema schema;
    private final Map<String, String> texts;
    private final BiFunction<String, String, String> origin;

    /**
     * @param texts values by path, for example {@code http.port}
     * @param origin says where the value of a path was written, for messages; given the path and the name of the default
     */
    Binder(Schema schema, Map<String, String> texts, BiFunction<String, String, String> origin) {
        this.schema = schema;
        this.texts = texts;
        this.origin = origin;
    }

    <R extends Record> R bind(Class<R> type) {
        return type.cast(record(type, ""));
    }

    private Object record(Class<?> type, String prefix) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            String path = prefix + Schema.dashed(components[i].getName());
            Class<?> kind = components[i].getType();
            arguments[i] = kind.isRecord() && !Values.isValue(kind) ? record(kind, path + ".") : leaf(path);
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new SettingsException(String.valueOf(refused.getMessage()), refused);
            }
            throw new IllegalStateException(type + " cannot be made", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made", e);
        }
    }

    private Object leaf(String path) {
        Schema.Leaf leaf = schema.leaves().stream()
                .filter(candidate -> candidate.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such setting: " + path));
        if (leaf.isMap()) {
            return below(path + ".");
        }
        String text = texts.getOrDefault(path, leaf.setting().value());
        if (leaf.optional()) {
            return text.isEmpty() ? Optional.empty() : Optional.of(value(leaf, text));
        }
        return value(leaf, text);
    }

    private Object value(Schema.Leaf leaf, String text) {
        try {
            return Values.parse(leaf.type(), text);
        } catch (IllegalArgumentException e) {
            String shown = leaf.setting().secret() ? "(hidden)" : "'" + text + "'";
            throw new SettingsException(
                    origin.apply(leaf.path(), "default") + ": " + leaf.path() + " cannot be " + shown + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private Map<String, String> below(String prefix) {
        Map<String, String> map = new HashMap<>();
        texts.forEach((path, text) -> {
            if (path.startsWith(prefix)) {
                map.put(path.substring(prefix.length()), text);
            }
        });
        return map;
    }
}
