package io.penstock.services.dynamodb.expression;

import io.penstock.services.dynamodb.expression.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The grammar of conditions, filters and key conditions, loosest first:
 *
 * <pre>
 * or         = and { OR and }
 * and        = not { AND not }
 * not        = NOT not | comparison
 * comparison = primary [ ( = | &lt;&gt; | &lt; | &lt;= | &gt; | &gt;= ) argument | BETWEEN argument AND argument | IN ( argument { , argument } ) ]
 * primary    = ( or ) | operand
 * </pre>
 *
 * A parenthesis may hold a condition or an operand; which one is seen when it is over.
 */
final class ConditionParser {

    private static final Set<String> COMPARATORS = Set.of("=", "<>", "<", "<=", ">", ">=");

    private final TokenStream tokens;

    private ConditionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    static Syntax parse(ExpressionKind kind, String text) {
        TokenStream tokens = new TokenStream(kind, text);
        ConditionParser parser = new ConditionParser(tokens);
        Syntax whole = parser.condition(parser.or());
        tokens.requireEnd();
        return whole;
    }

    private Syntax or() {
        Syntax left = and();
        while (tokens.peek().isKeyword("OR")) {
            condition(left);
            tokens.next();
            left = new Syntax.Or(left, condition(and()));
        }
        return left;
    }

    private Syntax and() {
        Syntax left = not();
        while (tokens.peek().isKeyword("AND")) {
            condition(left);
            tokens.next();
            left = new Syntax.And(left, condition(not()));
        }
        return left;
    }

    private Syntax not() {
        int negations = 0;
        while (tokens.takeKeyword("NOT")) {
            negations++;
        }
        Syntax negated = comparison();
        for (; negations > 0; negations--) {
            negated = new Syntax.Not(condition(negated));
        }
        return negated;
    }

    private Syntax comparison() {
        Syntax left = primary();
        Token token = tokens.peek();
        if (!left.isOperand()) {
            return left;
        }
        if (token.kind() == Kind.SYMBOL && COMPARATORS.contains(token.text())) {
            return new Syntax.Comparison(tokens.next().text(), left, tokens.argument());
        }
        if (tokens.takeKeyword("BETWEEN")) {
            Syntax low = tokens.argument();
            tokens.requireKeyword("AND");
            return new Syntax.Between(left, low, tokens.argument());
        }
        if (tokens.takeKeyword("IN")) {
            tokens.requireSymbol("(");
            List<Syntax> values = new ArrayList<>();
            do {
                values.add(tokens.argument());
            } while (tokens.takeSymbol(","));
            tokens.requireSymbol(")");
            return new Syntax.In(left, values);
        }
        return left;
    }

    private Syntax primary() {
        return tokens.takeSymbol("(") ? tokens.closed(this::or) : tokens.operand();
    }

    /** A bare operand where a condition is wanted lacks the operator that should be next. */
    private Syntax condition(Syntax syntax) {
        if (!syntax.isCondition()) {
            throw tokens.unexpected();
        }
        return syntax;
    }
}
