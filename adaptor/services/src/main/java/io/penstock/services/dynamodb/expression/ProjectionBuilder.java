package io.penstock.services.dynamodb.expression;

import java.util.List;

/** Makes a projection from what was written. */
final class ProjectionBuilder {

    private ProjectionBuilder() {}

    static Projection build(Placeholders placeholders, String text) {
        List<Syntax.Path> written = ProjectionParser.parse(text);
        FormCheck.projection(written);
        Resolving resolving = new Resolving(ExpressionKind.PROJECTION, placeholders);
        List<DocumentPath> paths = written.stream().map(resolving::path).toList();
        resolving.checkDistinct(paths);
        return new Projection(paths);
    }
}
