package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.expression.Function.Use;
import io.penstock.services.dynamodb.expression.Syntax.Step;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What can be said of an expression before placeholders are put in, in the order it was written: operators, reserved words, positions in
 * lists, functions and where they stand.
 */
final class FormCheck {

    private static final String MISPLACED =
            "The function is not allowed to be used this way in an expression; function: ";

    private final ExpressionKind kind;
    private int operators;

    private FormCheck(ExpressionKind kind) {
        this.kind = kind;
    }

    static void condition(ExpressionKind kind, Syntax condition) {
        FormCheck check = new FormCheck(kind);
        check.count(condition);
        check.visit(condition, Use.CONDITION);
    }

    static void projection(List<Syntax.Path> paths) {
        FormCheck check = new FormCheck(ExpressionKind.PROJECTION);
        paths.forEach(check::path);
    }

    static void update(List<Syntax.Section> sections) {
        FormCheck check = new FormCheck(ExpressionKind.UPDATE);
        sections.forEach(
                section -> section.actions().forEach(action -> action.operand().forEach(check::count)));
        Set<String> used = new HashSet<>();
        for (Syntax.Section section : sections) {
            for (Syntax.Action action : section.actions()) {
                check.path(action.path());
                action.operand().forEach(operand -> check.visit(operand, Use.UPDATE));
            }
            if (!used.add(section.name())) {
                throw ExpressionKind.UPDATE.invalid(
                        "The \"" + section.name() + "\" section can only be used once in an update expression;");
            }
        }
    }

    private void count(Syntax syntax) {
        switch (syntax) {
            case Syntax.Path _, Syntax.Value _, Syntax.Call _ -> {}
            case Syntax.Parentheses inner -> count(inner.inner());
            case Syntax.Comparison _, Syntax.Between _, Syntax.In _, Syntax.Arithmetic _ -> operator();
            case Syntax.Not not -> {
                operator();
                count(not.condition());
            }
            case Syntax.And and -> {
                operator();
                count(and.left());
                count(and.right());
            }
            case Syntax.Or or -> {
                operator();
                count(or.left());
                count(or.right());
            }
        }
    }

    private void operator() {
        if (++operators > DynamoLimits.EXPRESSION_OPERATORS) {
            throw kind.invalid("The expression contains too many operators; operator count: " + operators);
        }
    }

    /** @param use what kind of function may stand here */
    private void visit(Syntax syntax, Use use) {
        Use inside = use == Use.UPDATE ? Use.UPDATE : Use.CONDITION_OPERAND;
        switch (syntax) {
            case Syntax.Path path -> path(path);
            case Syntax.Value _ -> {}
            case Syntax.Parentheses parentheses -> visit(parentheses.inner(), use);
            case Syntax.Call call -> {
                function(call, use);
                call.arguments().forEach(argument -> argument(call, argument, inside));
            }
            case Syntax.Arithmetic arithmetic -> {
                visit(arithmetic.left(), inside);
                visit(arithmetic.right(), inside);
            }
            case Syntax.Comparison comparison -> {
                visit(comparison.left(), inside);
                visit(comparison.right(), inside);
            }
            case Syntax.Between between -> {
                visit(between.operand(), inside);
                visit(between.low(), inside);
                visit(between.high(), inside);
            }
            case Syntax.In in -> {
                visit(in.operand(), inside);
                in.values().forEach(value -> visit(value, inside));
            }
            case Syntax.Not not -> visit(not.condition(), use);
            case Syntax.And and -> {
                visit(and.left(), use);
                visit(and.right(), use);
            }
            case Syntax.Or or -> {
                visit(or.left(), use);
                visit(or.right(), use);
            }
        }
    }

    private void argument(Syntax.Call outer, Syntax argument, Use use) {
        // list_append is the one function of updates that no other takes as an operand.
        if (use == Use.UPDATE
                && Resolving.bare(argument) instanceof Syntax.Call inner
                && inner.function().equals(Function.LIST_APPEND.text())) {
            throw kind.invalid(MISPLACED + inner.function());
        }
        if (outer.function().equals(Function.SIZE.text())
                && Resolving.bare(argument) instanceof Syntax.Call inner
                && inner.function().equals(Function.SIZE.text())) {
            throw kind.invalid(
                    "Incorrect operand type for operator or function; operator or function: size, operand type: N");
        }
        visit(argument, use);
    }

    private void function(Syntax.Call call, Use use) {
        Function function = Function.named(call.function())
                .orElseThrow(() -> kind.invalid("Invalid function name; function: " + call.function()));
        if (use == Use.UPDATE && function.use() != Use.UPDATE) {
            throw kind.invalid("The function is not allowed in an update expression; function: " + call.function());
        }
        if (use != Use.UPDATE && function.use() == Use.UPDATE) {
            throw kind.invalid("The function is not allowed in a condition expression; function: " + call.function());
        }
        if (function.use() != use) {
            throw kind.invalid(MISPLACED + call.function());
        }
        int operands = call.arguments().size();
        if (operands != function.operands()) {
            throw kind.invalid("Incorrect number of operands for operator or function; operator or function: "
                    + call.function() + ", number of operands: " + operands);
        }
    }

    private void path(Syntax.Path path) {
        for (Step step : path.steps()) {
            switch (step) {
                case Step.Word word -> {
                    if (ReservedWords.contains(word.text())) {
                        throw kind.invalid("Attribute name is a reserved keyword; reserved keyword: " + word.text());
                    }
                }
                case Step.Index index -> {
                    if (index.digits().length() > 10 || Long.parseLong(index.digits()) > Integer.MAX_VALUE) {
                        throw kind.invalid(
                                "List index is not within the allowable range; index: [" + index.digits() + "]");
                    }
                }
                case Step.Placeholder _ -> {}
            }
        }
    }
}
