package io.penstock.server.settings;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of all settings, read off the records. */
final class Schema {

    /**
     * One setting.
     *
     * @param path lower case with dashes, groups separated by dots, for example {@code http.max-body}
     * @param type the component's type without {@code Optional}
     * @param optional whether unset is a value
     * @param setting default and explanation
     */
    record Leaf(String path, Class<?> type, boolean optional, Setting setting) {

        /** Whether any name may follow, as in {@code kafka.*}. */
        boolean isMap() {
            return type == Map.class;
        }

        /** The variable that sets it; for a map, the prefix of the variables that do. */
        String variable() {
            return PREFIX + path.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        }
    }

    /** A group of settings. */
    record Group(String path, Setting setting) {}

    static final String PREFIX = "PENSTOCK_";

    private final List<Leaf> leaves = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();

    Schema(Class<? extends Record> root) {
        walk(root, "");
    }

    List<Leaf> leaves() {
        return leaves;
    }

    List<Group> groups() {
        return groups;
    }

    /** The setting of a path; for {@code kafka.acks} the map {@code kafka}. */
    Optional<Leaf> find(String path) {
        for (Leaf leaf : leaves) {
            if (leaf.path.equals(path) && !leaf.isMap()) {
                return Optional.of(leaf);
            }
            if (leaf.isMap() && path.startsWith(leaf.path + ".")) {
                return Optional.of(leaf);
            }
        }
        return Optional.empty();
    }

    private void walk(Class<?> type, String prefix) {
        for (RecordComponent component : type.getRecordComponents()) {
            Setting setting = component.getAnnotation(Setting.class);
            if (setting == null) {
                throw new IllegalStateException(type + "." + component.getName() + " has no @Setting");
            }
            String path = prefix + dashed(component.getName());
            if (component.getType().isRecord() && !Values.isValue(component.getType())) {
                groups.add(new Group(path, setting));
                walk(component.getType(), path + ".");
            } else {
                boolean optional = component.getType() == Optional.class;
                leaves.add(new Leaf(path, optional ? argument(component) : component.getType(), optional, setting));
            }
        }
    }

    private static Class<?> argument(RecordComponent component) {
        Type argument = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        return (Class<?>) argument;
    }

    /** {@code maxBody} as {@code max-body}. */
    static String dashed(String name) {
        StringBuilder text = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c)) {
                text.append('-').append(Character.toLowerCase(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
