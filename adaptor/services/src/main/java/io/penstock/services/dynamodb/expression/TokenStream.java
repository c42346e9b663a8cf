package io.penstock.services.dynamodb.expression;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.dynamodb.expression.Syntax.Step;
import io.penstock.services.dynamodb.expression.Token.Kind;
import io.penstock.services.dynamodb.item.Utf8;
import io.penstock.services.dynamodb.rules.DynamoLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Tokens in turn, and what all grammars share: paths, values and calls. */
final class TokenStream {

    private static final String REDUNDANT = "The expression has redundant parentheses;";

    /**
     * Levels of parentheses and calls; a bound of ours. 300 operators that alternate with parentheses nest 150 levels deep, and this many take
     * less than half of the smallest stack that anything runs on.
     */
    private static final int DEPTH = 160;

    private final ExpressionKind kind;
    private final String text;
    private final List<Token> tokens;
    private int at;
    private int depth;

    /**
     * Cuts a text.
     *
     * @throws FaultException when it is empty or longer than an expression may be
     */
    TokenStream(ExpressionKind kind, String text) {
        this.kind = kind;
        this.text = text;
        int size = Utf8.length(text);
        if (size > DynamoLimits.EXPRESSION_BYTES) {
            throw kind.invalid("Expression size has exceeded the maximum allowed size; expression size: " + size);
        }
        this.tokens = Lexer.tokens(text);
        if (tokens.size() == 1) {
            throw kind.invalid("The expression can not be empty;");
        }
    }

    Token peek() {
        return tokens.get(at);
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    boolean takeSymbol(String symbol) {
        boolean is = peek().isSymbol(symbol);
        if (is) {
            at++;
        }
        return is;
    }

    boolean takeKeyword(String keyword) {
        boolean is = peek().isKeyword(keyword);
        if (is) {
            at++;
        }
        return is;
    }

    void requireSymbol(String symbol) {
        if (!takeSymbol(symbol)) {
            throw unexpected();
        }
    }

    void requireKeyword(String keyword) {
        if (!takeKeyword(keyword)) {
            throw unexpected();
        }
    }

    void requireEnd() {
        if (peek().kind() != Kind.END) {
            throw unexpected();
        }
    }

    /** The error for the token that is next, with its neighbours. */
    FaultException unexpected() {
        Token token = peek();
        int from = tokens.get(Math.max(0, at - 1)).start();
        int to = tokens.get(Math.min(tokens.size() - 1, at + 1)).end();
        return kind.invalid("Syntax error; token: \"" + token.text() + "\", near: \""
                + text.substring(from, to).strip() + "\"");
    }

    private void enter(String redundant) {
        if (++depth > DEPTH) {
            throw kind.invalid(redundant);
        }
    }

    private void leave() {
        depth--;
    }

    /** A path, when one stands here. */
    Syntax.Path path() {
        List<Step> steps = new ArrayList<>(2);
        steps.add(name());
        while (true) {
            if (takeSymbol(".")) {
                steps.add(name());
            } else if (takeSymbol("[")) {
                if (peek().kind() != Kind.DIGITS) {
                    throw unexpected();
                }
                steps.add(new Step.Index(next().text()));
                requireSymbol("]");
            } else {
                return new Syntax.Path(steps);
            }
        }
    }

    private Step name() {
        Token token = peek();
        if (token.kind() == Kind.WORD && !token.isAnyKeyword()) {
            return new Step.Word(next().text());
        }
        if (token.kind() == Kind.NAME_PLACEHOLDER) {
            return new Step.Placeholder(next().text());
        }
        throw unexpected();
    }

    /** A path, a value, or a call of a function. */
    Syntax operand() {
        Token token = peek();
        if (token.kind() == Kind.VALUE_PLACEHOLDER) {
            return new Syntax.Value(next().text());
        }
        boolean call = token.kind() == Kind.WORD
                && !token.isAnyKeyword()
                && tokens.get(at + 1).isSymbol("(");
        return call ? call() : path();
    }

    private Syntax call() {
        String function = next().text();
        enter("The function is not allowed to be used this way in an expression; function: " + function);
        requireSymbol("(");
        List<Syntax> arguments = new ArrayList<>(2);
        do {
            arguments.add(argument());
        } while (takeSymbol(","));
        requireSymbol(")");
        leave();
        return new Syntax.Call(function, arguments);
    }

    /** An operand, in parentheses or not. */
    Syntax argument() {
        return takeSymbol("(") ? closed(this::argument) : operand();
    }

    /** What stands in the parentheses that were just opened, up to their end. */
    Syntax closed(Supplier<Syntax> content) {
        enter(REDUNDANT);
        Syntax inner = content.get();
        requireSymbol(")");
        leave();
        if (inner instanceof Syntax.Parentheses) {
            throw kind.invalid(REDUNDANT);
        }
        return new Syntax.Parentheses(inner);
    }
}
