package io.penstock.services.dynamodb.expression;

import java.util.ArrayList;
import java.util.List;

/** The grammar of projections: {@code path { , path }}. */
final class ProjectionParser {

    private ProjectionParser() {}

    static List<Syntax.Path> parse(String text) {
        TokenStream tokens = new TokenStream(ExpressionKind.PROJECTION, text);
        List<Syntax.Path> paths = new ArrayList<>();
        do {
            paths.add(tokens.path());
        } while (tokens.takeSymbol(","));
        tokens.requireEnd();
        return paths;
    }
}
