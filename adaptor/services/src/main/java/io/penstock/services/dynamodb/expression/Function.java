package io.penstock.services.dynamodb.expression;

import java.util.Locale;
import java.util.Optional;

/** The functions of the language; their names are case-sensitive. */
enum Function {
    ATTRIBUTE_EXISTS(Use.CONDITION, 1),
    ATTRIBUTE_NOT_EXISTS(Use.CONDITION, 1),
    ATTRIBUTE_TYPE(Use.CONDITION, 2),
    BEGINS_WITH(Use.CONDITION, 2),
    CONTAINS(Use.CONDITION, 2),
    SIZE(Use.CONDITION_OPERAND, 1),
    IF_NOT_EXISTS(Use.UPDATE, 2),
    LIST_APPEND(Use.UPDATE, 2);

    /** Where a function can stand. */
    enum Use {
        CONDITION,
        CONDITION_OPERAND,
        UPDATE
    }

    private final Use use;
    private final int operands;

    Function(Use use, int operands) {
        this.use = use;
        this.operands = operands;
    }

    Use use() {
        return use;
    }

    int operands() {
        return operands;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Function> named(String text) {
        for (Function function : values()) {
            if (function.text().equals(text)) {
                return Optional.of(function);
            }
        }
        return Optional.empty();
    }
}
