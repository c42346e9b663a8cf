package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.DocumentPath.Step;
import io.penstock.services.dynamodb.item.AttributeType;
import io.penstock.services.dynamodb.item.AttributeValue;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.util.ArrayList;
import java.util.List;

/** Puts placeholders into the parts that all expressions share. */
final class Resolving {

    private final ExpressionKind kind;
    private final Placeholders placeholders;

    Resolving(ExpressionKind kind, Placeholders placeholders) {
        this.kind = kind;
        this.placeholders = placeholders;
    }

    /** Without parentheses around it. */
    static Syntax bare(Syntax syntax) {
        Syntax bare = syntax;
        while (bare instanceof Syntax.Parentheses parentheses) {
            bare = parentheses.inner();
        }
        return bare;
    }

    FaultException invalid(String text) {
        return kind.invalid(text);
    }

    FaultException wrongType(String operator, AttributeType type) {
        return wrongType(operator, type.name());
    }

    FaultException wrongType(String operator, String type) {
        return kind.invalid("Incorrect operand type for operator or function; operator or function: " + operator
                + ", operand type: " + type);
    }

    AttributeValue value(Syntax.Value value) {
        return placeholders.value(kind, value.placeholder());
    }

    DocumentPath path(Syntax.Path path) {
        List<Step> steps = new ArrayList<>(path.steps().size());
        for (Syntax.Step step : path.steps()) {
            steps.add(
                    switch (step) {
                        case Syntax.Step.Word word -> new Step.Name(word.text());
                        case Syntax.Step.Placeholder placeholder ->
                            new Step.Name(placeholders.name(kind, placeholder.text()));
                        case Syntax.Step.Index index -> new Step.Index(Integer.parseInt(index.digits()));
                    });
        }
        if (steps.size() > DynamoLimits.NESTING) {
            throw kind.invalid("The document path has too many nesting levels; nesting levels: " + steps.size());
        }
        return new DocumentPath(steps);
    }

    /**
     * A path where a function takes no other operand.
     *
     * @throws FaultException when it is another one
     */
    DocumentPath pathOf(String function, Syntax syntax) {
        if (bare(syntax) instanceof Syntax.Path path) {
            return path(path);
        }
        if (bare(syntax) instanceof Syntax.Value value) {
            value(value);
        }
        throw kind.invalid("Operator or function requires a document path; operator or function: " + function);
    }

    /** Refuses paths of which one leads into the other, or that make one value a list and a map. */
    void checkDistinct(List<DocumentPath> paths) {
        for (int i = 1; i < paths.size(); i++) {
            for (int j = 0; j < i; j++) {
                checkDistinct(paths.get(j), paths.get(i));
            }
        }
    }

    private void checkDistinct(DocumentPath one, DocumentPath two) {
        int common = Math.min(one.steps().size(), two.steps().size());
        for (int i = 0; i < common; i++) {
            Step first = one.steps().get(i);
            Step second = two.steps().get(i);
            if (!first.equals(second)) {
                if (first instanceof Step.Name != second instanceof Step.Name) {
                    throw clash("conflict", one, two);
                }
                return;
            }
        }
        throw clash("overlap", one, two);
    }

    private FaultException clash(String how, DocumentPath one, DocumentPath two) {
        return kind.invalid(
                "Two document paths " + how + " with each other; must remove or rewrite one of these paths; "
                        + "path one: " + one + ", path two: " + two);
    }
}
