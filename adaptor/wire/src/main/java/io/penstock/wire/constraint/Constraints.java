package io.penstock.wire.constraint;

import io.penstock.wire.constraint.Rule.Bounds;
import io.penstock.wire.constraint.Rule.Form;
import io.penstock.wire.constraint.Rule.MemberRule;
import io.penstock.wire.model.DigestReader;
import io.penstock.wire.model.ServiceModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** The constraints of one service's requests. Immutable and thread-safe. */
public final class Constraints {

    private final Map<String, Rule> rules;

    private Constraints(Map<String, Rule> rules) {
        this.rules = rules;
    }

    /** Reads the constraints of a service from its digest. */
    public static Constraints load(ServiceModel model) {
        Map<String, Rule> rules = new HashMap<>();
        for (String[] line : DigestReader.lines(model.id() + ".constraints")) {
            rules.put(line[0], rule(line));
        }
        return new Constraints(rules);
    }

    private static Rule rule(String[] line) {
        return switch (line[1]) {
            case "structure" -> structure(line);
            case "list" -> new Rule.ListOf(bounds(line), at(line, 4));
            case "map" -> new Rule.MapOf(bounds(line), at(line, 4), at(line, 5));
            case "text" ->
                new Rule.Text(
                        bounds(line),
                        new Form(
                                at(line, 4),
                                line.length > 5 ? Arrays.asList(line).subList(5, line.length) : List.of()));
            case "number" -> new Rule.Numeric(bounds(line));
            default -> throw new IllegalStateException("a constraint of unknown kind: " + line[1]);
        };
    }

    private static Rule structure(String[] line) {
        Map<String, MemberRule> members = new LinkedHashMap<>();
        for (int i = 2; i < line.length; i++) {
            int equals = line[i].indexOf('=');
            String name = line[i].substring(0, equals);
            boolean required = name.endsWith("!");
            members.put(
                    required ? name.substring(0, name.length() - 1) : name,
                    new MemberRule(required, line[i].substring(equals + 1)));
        }
        return new Rule.Structure(members);
    }

    private static Bounds bounds(String[] line) {
        return Bounds.of(at(line, 2), at(line, 3));
    }

    private static String at(String[] line, int index) {
        return index < line.length ? line[index] : "";
    }

    /** The rule of a shape, or null when it demands nothing. */
    @Nullable
    Rule rule(String shape) {
        return rules.get(shape);
    }

    /** Every rule by the name of its shape. */
    Map<String, Rule> rules() {
        return rules;
    }

    /**
     * Checks a request against the shape it is modelled by.
     *
     * @return what is wrong, in AWS's words; empty when nothing is
     */
    public Optional<String> check(String shape, SdkPojo request) {
        List<String> failures = new ConstraintCheck(this).of(shape, request);
        return failures.isEmpty()
                ? Optional.empty()
                : Optional.of(failures.size() + " validation error" + (failures.size() > 1 ? "s" : "") + " detected: "
                        + String.join("; ", failures));
    }
}
