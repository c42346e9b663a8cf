package io.penstock.wire.constraint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What one modelled shape demands of its values. */
sealed interface Rule {

    /** Members in the model's order; a target is null when only its presence is asked for. */
    record Structure(Map<String, MemberRule> members) implements Rule {}

    /** What a structure demands of a member; the target names another rule, or is empty. */
    record MemberRule(boolean required, String target) {}

    record ListOf(Bounds bounds, String element) implements Rule {}

    record MapOf(Bounds bounds, String key, String value) implements Rule {}

    record Text(Bounds bounds, Form form) implements Rule {}

    record Numeric(Bounds bounds) implements Rule {}

    /** The least and greatest length or value, or null where there is none. */
    record Bounds(@Nullable Double least, @Nullable Double greatest) {

        static Bounds of(String least, String greatest) {
            return new Bounds(
                    least.isEmpty() ? null : Double.valueOf(least),
                    greatest.isEmpty() ? null : Double.valueOf(greatest));
        }

        /** The failed constraints of a length or value, in AWS's words; {@code what} is "length" or "value". */
        List<String> failures(double measured, String what) {
            List<String> failures = new ArrayList<>(0);
            if (least != null && measured < least) {
                failures.add("Member must have " + what + " greater than or equal to " + plain(least));
            }
            if (greatest != null && measured > greatest) {
                failures.add("Member must have " + what + " less than or equal to " + plain(greatest));
            }
            return failures;
        }

        /** Both bounds, for messages about elements, which AWS states in full. */
        List<String> stated(String what) {
            List<String> all = new ArrayList<>(2);
            if (greatest != null) {
                all.add("Member must have " + what + " less than or equal to " + plain(greatest));
            }
            if (least != null) {
                all.add("Member must have " + what + " greater than or equal to " + plain(least));
            }
            return all;
        }

        private static String plain(double bound) {
            return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
        }
    }

    /** The pattern and the enumeration of a text; compiled when first needed. */
    final class Form {
        private final String source;
        private final List<String> values;
        private volatile @Nullable Pattern compiled;

        Form(String source, List<String> values) {
            this.source = source;
            this.values = List.copyOf(values);
        }

        boolean matches(String text) {
            if (source.isEmpty()) {
                return true;
            }
            Pattern pattern = compiled;
            if (pattern == null) {
                pattern = Pattern.compile(source);
                compiled = pattern;
            }
            try {
                return pattern.matcher(text).matches();
            } catch (StackOverflowError e) {
                // Alternations inside a repetition recurse once a character; no valid value is that long.
                return false;
            }
        }

        boolean lists(String text) {
            return values.isEmpty() || values.contains(text);
        }

        String patternFailure() {
            return "Member must satisfy regular expression pattern: " + source;
        }

        String valuesFailure() {
            return "Member must satisfy enum value set: [" + String.join(", ", values) + "]";
        }

        List<String> stated() {
            List<String> all = new ArrayList<>(2);
            if (!source.isEmpty()) {
                all.add(patternFailure());
            }
            if (!values.isEmpty()) {
                all.add(valuesFailure());
            }
            return all;
        }
    }
}
