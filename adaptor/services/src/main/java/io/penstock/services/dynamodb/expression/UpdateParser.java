package io.penstock.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The grammar of updates:
 *
 * <pre>
 * update  = section { section }
 * section = SET set { , set } | REMOVE path { , path } | ADD path :value { , path :value } | DELETE path :value { , path :value }
 * set     = path = value
 * value   = argument [ ( + | - ) argument ] | ( value )
 * </pre>
 */
final class UpdateParser {

    private static final List<String> SECTIONS = List.of("SET", "REMOVE", "ADD", "DELETE");

    private final TokenStream tokens;

    private UpdateParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    static List<Syntax.Section> parse(String text) {
        TokenStream tokens = new TokenStream(ExpressionKind.UPDATE, text);
        UpdateParser parser = new UpdateParser(tokens);
        List<Syntax.Section> sections = new ArrayList<>(2);
        do {
            sections.add(parser.section());
        } while (tokens.peek().kind() != Token.Kind.END);
        return sections;
    }

    private Syntax.Section section() {
        String name = tokens.peek().text().toUpperCase(Locale.ROOT);
        if (tokens.peek().kind() != Token.Kind.WORD || !SECTIONS.contains(name)) {
            throw tokens.unexpected();
        }
        tokens.next();
        List<Syntax.Action> actions = new ArrayList<>(2);
        do {
            actions.add(action(name));
        } while (tokens.takeSymbol(","));
        return new Syntax.Section(name, actions);
    }

    private Syntax.Action action(String section) {
        Syntax.Path path = tokens.path();
        return switch (section) {
            case "REMOVE" -> new Syntax.Action(section, path, List.of());
            case "SET" -> {
                tokens.requireSymbol("=");
                yield new Syntax.Action(section, path, List.of(value()));
            }
            default -> {
                if (tokens.peek().kind() != Token.Kind.VALUE_PLACEHOLDER) {
                    throw tokens.unexpected();
                }
                yield new Syntax.Action(section, path, List.of(tokens.operand()));
            }
        };
    }

    private Syntax value() {
        Syntax left = part();
        if (left instanceof Syntax.Parentheses inner && inner.inner() instanceof Syntax.Arithmetic) {
            return left;
        }
        if (tokens.peek().isSymbol("+") || tokens.peek().isSymbol("-")) {
            String operator = tokens.next().text();
            return new Syntax.Arithmetic(operator, left, tokens.argument());
        }
        return left;
    }

    private Syntax part() {
        return tokens.takeSymbol("(") ? tokens.closed(this::value) : tokens.operand();
    }
}
