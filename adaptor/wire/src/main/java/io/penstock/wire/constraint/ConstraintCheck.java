package io.penstock.wire.constraint;

import io.penstock.wire.shape.Member;
import io.penstock.wire.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;

/** One check of one request: walks values and rules side by side and collects failures. */
final class ConstraintCheck {

    /** AWS reports at most ten failures of a request. */
    private static final int MAX_FAILURES = 10;

    /** A value is repeated in its failure, but not megabytes of it. */
    private static final int MAX_SHOWN = 1024;

    private final Constraints constraints;
    private final List<String> failures = new ArrayList<>(0);

    ConstraintCheck(Constraints constraints) {
        this.constraints = constraints;
    }

    List<String> of(String shape, SdkPojo request) {
        if (constraints.rule(shape) instanceof Rule.Structure structure) {
            structure(structure, request, "");
        }
        return failures.size() > MAX_FAILURES ? failures.subList(0, MAX_FAILURES) : failures;
    }

    private void structure(Rule.Structure rule, SdkPojo holder, String prefix) {
        for (Member member : Shape.of(holder).members()) {
            Rule.MemberRule demanded = rule.members().get(member.modelName());
            if (demanded == null || failures.size() >= MAX_FAILURES) {
                continue;
            }
            String path = prefix + lowerFirst(member.modelName());
            Object value = member.get(holder);
            if (value != null) {
                value(demanded.target(), value, path);
            } else if (demanded.required()) {
                failures.add("Value null at '" + path + "' failed to satisfy constraint: Member must not be null");
            }
        }
    }

    private void value(String target, Object value, String path) {
        Rule rule = constraints.rule(target);
        if (rule == null) {
            return;
        }
        switch (rule) {
            case Rule.Structure structure -> {
                if (value instanceof SdkPojo pojo) {
                    structure(structure, pojo, path + ".");
                }
            }
            case Rule.ListOf list -> list(list, (List<?>) value, path);
            case Rule.MapOf map -> map(map, (Map<?, ?>) value, path);
            case Rule.Text text -> report(broken(text, value), value, path);
            case Rule.Numeric number -> {
                if (value instanceof Number measured) {
                    report(number.bounds().failures(measured.doubleValue(), "value"), value, path);
                }
            }
        }
    }

    private void list(Rule.ListOf rule, List<?> values, String path) {
        report(rule.bounds().failures(values.size(), "length"), values, path);
        Rule element = constraints.rule(rule.element());
        if (element == null) {
            return;
        }
        if (element instanceof Rule.Text || element instanceof Rule.Numeric) {
            if (values.stream().anyMatch(value -> isBroken(element, value))) {
                report(List.of("Member must satisfy constraint: " + stated(element)), values, path);
            }
            return;
        }
        for (int i = 0; i < values.size() && failures.size() < MAX_FAILURES; i++) {
            value(rule.element(), values.get(i), path + "." + (i + 1) + ".member");
        }
    }

    private void map(Rule.MapOf rule, Map<?, ?> values, String path) {
        report(rule.bounds().failures(values.size(), "length"), values, path);
        Rule key = constraints.rule(rule.key());
        if (key != null && values.keySet().stream().anyMatch(held -> isBroken(key, held))) {
            report(List.of("Map keys must satisfy constraint: " + stated(key)), values, path);
        }
        Rule element = constraints.rule(rule.value());
        if (element == null) {
            return;
        }
        if (element instanceof Rule.Text || element instanceof Rule.Numeric) {
            if (values.values().stream().anyMatch(held -> isBroken(element, held))) {
                report(List.of("Map value must satisfy constraint: " + stated(element)), values, path);
            }
            return;
        }
        for (Map.Entry<?, ?> entry : values.entrySet()) {
            if (entry.getValue() != null && failures.size() < MAX_FAILURES) {
                value(rule.value(), entry.getValue(), path + "." + entry.getKey() + ".member");
            }
        }
    }

    private static boolean isBroken(Rule rule, Object value) {
        return switch (rule) {
            case Rule.Text text -> !broken(text, value).isEmpty();
            case Rule.Numeric number ->
                value instanceof Number measured
                        && !number.bounds()
                                .failures(measured.doubleValue(), "value")
                                .isEmpty();
            case Rule.Structure _ -> false;
            case Rule.ListOf _ -> false;
            case Rule.MapOf _ -> false;
        };
    }

    private static String stated(Rule rule) {
        List<String> all = new ArrayList<>();
        if (rule instanceof Rule.Text text) {
            all.addAll(text.bounds().stated("length"));
            all.addAll(text.form().stated());
        } else if (rule instanceof Rule.Numeric number) {
            all.addAll(number.bounds().stated("value"));
        }
        return "[" + String.join(", ", all) + "]";
    }

    private static List<String> broken(Rule.Text rule, Object value) {
        if (value instanceof SdkBytes bytes) {
            return rule.bounds().failures(bytes.asByteArrayUnsafe().length, "length");
        }
        if (!(value instanceof String text)) {
            return List.of();
        }
        List<String> length = rule.bounds().failures(text.codePointCount(0, text.length()), "length");
        List<String> all = new ArrayList<>(0);
        Double greatest = rule.bounds().greatest();
        boolean bounded = greatest == null || text.length() <= 2 * greatest;
        // An expression is not run over text that is far too long anyway: backtracking is the caller's to provoke.
        if (bounded && !rule.form().matches(text)) {
            all.add(rule.form().patternFailure());
        }
        all.addAll(length);
        if (!rule.form().lists(text)) {
            all.add(rule.form().valuesFailure());
        }
        return all;
    }

    private void report(List<String> broken, Object value, String path) {
        for (String constraint : broken) {
            failures.add("Value '" + shown(value) + "' at '" + path + "' failed to satisfy constraint: " + constraint);
        }
    }

    private static String shown(Object value) {
        if (value instanceof SdkBytes bytes) {
            int length = bytes.asByteArrayUnsafe().length;
            return "java.nio.HeapByteBuffer[pos=0 lim=" + length + " cap=" + length + "]";
        }
        String text = value.toString();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }

    private static String lowerFirst(String name) {
        return name.isEmpty() ? name : Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
