package io.penstock.wire.dispatch;

import io.penstock.wire.codec.QueryParameters;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The REST operations of a service by method and path. */
final class RestRoutes {

    /** The operation found, and the raw values of its labels. */
    record Found(OperationModel operation, Map<String, String> labels) {}

    private record Route(PathTemplate template, OperationModel operation) {}

    private final Map<String, List<Route>> byMethod = new HashMap<>();

    RestRoutes(ServiceModel model) {
        for (OperationModel operation : model.operations()) {
            byMethod.computeIfAbsent(operation.http().method(), _ -> new ArrayList<>())
                    .add(new Route(new PathTemplate(operation.http().uri()), operation));
        }
    }

    /** The most specific operation that a request matches. */
    Optional<Found> find(String method, String rawPath, QueryParameters parameters) {
        List<String> parts = PathTemplate.split(rawPath);
        Found best = null;
        int specificity = -1;
        for (Route route : byMethod.getOrDefault(method, List.of())) {
            Optional<PathTemplate.Match> match = route.template.match(parts, parameters);
            if (match.isPresent() && match.get().specificity() > specificity) {
                specificity = match.get().specificity();
                best = new Found(route.operation, match.get().labels());
            }
        }
        return Optional.ofNullable(best);
    }
}
