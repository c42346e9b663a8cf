package io.penstock.services.dynamodb.expression;

import java.util.Locale;
import java.util.Set;

/**
 * A word of an expression.
 *
 * @param start where it begins in the text
 */
record Token(Kind kind, String text, int start) {

    private static final Set<String> KEYWORDS =
            Set.of("AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE");

    enum Kind {
        /** A letter, then letters, digits and underscores: a name, a function or a keyword. */
        WORD,
        /** {@code #name}. */
        NAME_PLACEHOLDER,
        /** {@code :value}. */
        VALUE_PLACEHOLDER,
        DIGITS,
        SYMBOL,
        /** A character that begins nothing. */
        UNKNOWN,
        END
    }

    int end() {
        return kind == Kind.END ? start : start + text.length();
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    /** Whether it is a keyword of any expression, and no name in any. */
    boolean isAnyKeyword() {
        return kind == Kind.WORD && KEYWORDS.contains(text.toUpperCase(Locale.ROOT));
    }

    /** Keywords may be written in any case. */
    boolean isKeyword(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }
}
