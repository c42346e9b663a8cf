package io.penstock.server.settings;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes settings down as an operator would. */
final class Described {

    private static final String HIDDEN = "(hidden)";

    private Described() {}

    static Map<String, String> of(Settings settings) {
        Map<String, String> lines = new TreeMap<>();
        walk(settings, "", lines);
        return lines;
    }

    private static void walk(Record group, String prefix, Map<String, String> lines) {
        for (RecordComponent component : group.getClass().getRecordComponents()) {
            String path = prefix + Schema.dashed(component.getName());
            Object value = read(group, component);
            if (value instanceof Map<?, ?> map) {
                // Kafka's properties hold passwords under many names.
                map.forEach((name, text) ->
                        lines.put(path + "." + name, isPlain(name.toString()) ? text.toString() : HIDDEN));
            } else if (value instanceof Record inner && !Values.isValue(inner.getClass())) {
                walk(inner, path + ".", lines);
            } else {
                boolean secret = component.getAnnotation(Setting.class).secret();
                lines.put(path, secret ? HIDDEN : text(value));
            }
        }
    }

    private static boolean isPlain(String name) {
        return name.equals("bootstrap.servers") || name.equals("security.protocol") || name.equals("client.id");
    }

    private static String text(Object value) {
        return switch (value) {
            case Optional<?> optional -> optional.map(Described::text).orElse("");
            case Enum<?> constant -> Values.name(constant);
            case Duration duration -> text(duration);
            default -> value.toString();
        };
    }

    private static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static Object read(Record group, RecordComponent component) {
        try {
            return component.getAccessor().invoke(group);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(group.getClass() + "." + component.getName(), e);
        }
    }
}
