package io.penstock.services.dynamodb.expression;

import java.util.List;

/** What was written: grammar holds, nothing else is checked, placeholders are not put in yet. */
sealed interface Syntax {

    /** A part of a path as it was written. */
    sealed interface Step {
        record Word(String text) implements Step {}

        record Placeholder(String text) implements Step {}

        record Index(String digits) implements Step {}
    }

    record Path(List<Step> steps) implements Syntax {}

    record Value(String placeholder) implements Syntax {}

    record Call(String function, List<Syntax> arguments) implements Syntax {}

    record Parentheses(Syntax inner) implements Syntax {}

    record Comparison(String operator, Syntax left, Syntax right) implements Syntax {}

    record Between(Syntax operand, Syntax low, Syntax high) implements Syntax {}

    record In(Syntax operand, List<Syntax> values) implements Syntax {}

    record Not(Syntax condition) implements Syntax {}

    record And(Syntax left, Syntax right) implements Syntax {}

    record Or(Syntax left, Syntax right) implements Syntax {}

    /** {@code +} or {@code -}. */
    record Arithmetic(String operator, Syntax left, Syntax right) implements Syntax {}

    /** An action of an update; {@code operand} is absent for {@code REMOVE} alone. */
    record Action(String section, Path path, List<Syntax> operand) {}

    /** One section of an update, named in capitals. */
    record Section(String name, List<Action> actions) {}

    /** Whether it can stand where a value is wanted. */
    default boolean isOperand() {
        return switch (this) {
            case Path _, Value _, Call _, Arithmetic _ -> true;
            case Parentheses parentheses -> parentheses.inner().isOperand();
            case Comparison _, Between _, In _, Not _, And _, Or _ -> false;
        };
    }

    /** Whether it can stand where a condition is wanted; a function can be both. */
    default boolean isCondition() {
        return switch (this) {
            case Path _, Value _, Arithmetic _ -> false;
            case Parentheses parentheses -> parentheses.inner().isCondition();
            case Call _, Comparison _, Between _, In _, Not _, And _, Or _ -> true;
        };
    }
}
