package io.penstock.wire.dispatch;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.Credential;
import io.penstock.wire.RequestTarget;
import io.penstock.wire.codec.QueryParameters;
import io.penstock.wire.codec.WireFaults;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the service and the operation of a request: by credential scope, then by target header, then by path, then by host. What one of them
 * names and this server does not have is refused; nothing falls through to another service.
 */
final class Router {

    /**
     * A routed request. The operation is empty when the service is known but the operation is not.
     *
     * @param refusal what a caller hears when there is no operation
     * @param asked the operation's name as it may be repeated to the caller
     */
    record Route(
            ServedService service,
            Optional<OperationModel> operation,
            Fault refusal,
            String asked,
            Map<String, String> labels) {

        Route(ServedService service, Optional<OperationModel> operation, String asked, Map<String, String> labels) {
            this(service, operation, WireFaults.UNKNOWN_OPERATION, asked, labels);
        }
    }

    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

    /** What SQS does for an account and not at the URL of one of its queues. */
    private static final Set<String> NOT_OF_A_QUEUE = Set.of("CreateQueue", "ListQueues");

    /** What routing looks at. */
    record Question(
            Protocol protocol,
            String method,
            RequestTarget target,
            String operationTarget,
            QueryParameters parameters) {}

    private final List<ServedService> services;

    Router(Collection<ServedService> services) {
        this.services = List.copyOf(services);
    }

    /**
     * Routes a request.
     *
     * @throws FaultException when no service is found
     */
    Route route(Question question, Optional<Credential> credential) {
        List<ServedService> candidates = candidates(question.protocol(), credential);
        return switch (question.protocol()) {
            case JSON, CBOR_1_1 -> byTarget(candidates, question.operationTarget());
            case RPC_V2_CBOR -> byRpcPath(candidates, question.target().rawPath());
            case QUERY -> byAction(candidates, question);
            case REST_JSON -> byPath(candidates, question, credential);
        };
    }

    private List<ServedService> candidates(Protocol protocol, Optional<Credential> credential) {
        List<ServedService> scoped = new ArrayList<>(1);
        for (ServedService service : services) {
            if (credential.isEmpty()
                    || service.model()
                            .identity()
                            .signingName()
                            .equals(credential.get().service())) {
                scoped.add(service);
            }
        }
        if (scoped.isEmpty() && credential.isPresent()) {
            throw WireFaults.UNKNOWN_SERVICE.with(shown(credential.get().service()));
        }
        scoped.removeIf(service -> !service.model().speaks(protocol));
        return scoped;
    }

    private static Route byTarget(List<ServedService> candidates, String target) {
        int dot = target.lastIndexOf('.');
        String operation = target.substring(dot + 1);
        return named(candidates, dot < 0 ? "" : target.substring(0, dot), operation)
                .orElseThrow(() -> WireFaults.UNKNOWN_OPERATION.with(shown(operation)));
    }

    /** {@code /service/<service>/operation/<operation>}, after any prefix. */
    private static Route byRpcPath(List<ServedService> candidates, String rawPath) {
        List<String> parts = PathTemplate.split(rawPath);
        int last = parts.size() - 1;
        if (last < 3
                || !parts.get(last - 1).equals("operation")
                || !parts.get(last - 3).equals("service")) {
            throw WireFaults.UNKNOWN_RESOURCE.with("the service", "POST", shown(rawPath));
        }
        return named(candidates, parts.get(last - 2), parts.get(last))
                .orElseThrow(() -> WireFaults.UNKNOWN_OPERATION.with(shown(parts.get(last))));
    }

    private static Optional<Route> named(List<ServedService> candidates, String prefix, String operation) {
        return candidates.stream()
                .filter(service -> !prefix.isEmpty()
                        && service.model().speech().targetPrefix().equals(prefix))
                .findFirst()
                .map(service -> new Route(service, service.model().operation(operation), shown(operation), Map.of()));
    }

    private static Route byAction(List<ServedService> candidates, Question question) {
        Optional<String> action = question.parameters().first("Action");
        boolean atQueue = isQueuePath(question.target());
        if (action.isEmpty() && !(atQueue && question.method().equals("GET"))) {
            throw WireFaults.MISSING_ACTION.with();
        }
        List<ServedService> fitting = candidates;
        if (fitting.size() > 1) {
            String version = question.parameters().first("Version").orElse("");
            fitting = narrow(
                    fitting,
                    List.of(
                            service -> service.model().speech().apiVersion().equals(version),
                            service -> atQueue && isSqs(service),
                            service -> isHost(service, question.target())));
        }
        if (fitting.size() != 1) {
            throw WireFaults.NO_SERVICE.with();
        }
        ServedService service = fitting.getFirst();
        if (atQueue && isSqs(service)) {
            return ofQueue(service, action);
        }
        String asked = action.orElseThrow(WireFaults.MISSING_ACTION::with);
        return new Route(service, service.model().operation(asked), shown(asked), Map.of());
    }

    private static Route ofQueue(ServedService service, Optional<String> action) {
        Optional<OperationModel> operation =
                action.filter(asked -> !NOT_OF_A_QUEUE.contains(asked)).flatMap(service.model()::operation);
        Fault refusal = action.isEmpty() ? WireFaults.NOTHING_ASKED : WireFaults.NOT_AT_A_QUEUE;
        return new Route(service, operation, refusal, shown(action.orElse("")), Map.of());
    }

    private static boolean isSqs(ServedService service) {
        return service.model().id().equals("sqs");
    }

    /** An account and a queue's name, in any of the forms queue URLs have. */
    static boolean isQueuePath(RequestTarget target) {
        List<String> parts = PathTemplate.split(target.rawPath());
        return parts.size() >= 2
                && (parts.getFirst().equals("queue")
                        || ACCOUNT.matcher(parts.getFirst()).matches());
    }

    private static Route byPath(List<ServedService> candidates, Question question, Optional<Credential> credential) {
        List<Route> found = new ArrayList<>(1);
        String path = question.target().rawPath();
        for (ServedService service : candidates) {
            service.routes()
                    .find(question.method(), path, question.parameters())
                    .map(match -> new Route(
                            service,
                            Optional.of(match.operation()),
                            match.operation().name(),
                            match.labels()))
                    .ifPresent(found::add);
        }
        if (found.size() > 1) {
            found.removeIf(route -> !isHost(route.service, question.target()));
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        if (credential.isEmpty()) {
            throw WireFaults.NO_SERVICE.with();
        }
        throw WireFaults.UNKNOWN_RESOURCE.with(
                shown(credential.get().service()), shown(question.method()), shown(path));
    }

    private interface Test {
        boolean fits(ServedService service);
    }

    /** The services that fit the first test that any fits. */
    private static List<ServedService> narrow(List<ServedService> services, List<Test> tests) {
        for (Test test : tests) {
            List<ServedService> fitting = services.stream().filter(test::fits).toList();
            if (!fitting.isEmpty()) {
                return fitting;
            }
        }
        return List.of();
    }

    /** Whether a label of the host is the service's own, prefixes such as {@code sync-} and {@code data-} aside. */
    private static boolean isHost(ServedService service, RequestTarget target) {
        String prefix = service.model().identity().endpointPrefix();
        String host = target.authority().toLowerCase(Locale.ROOT);
        for (String label : host.split("[.:]")) {
            if (label.equals(prefix)
                    || label.endsWith("-" + prefix)
                    || (label.equals("queue") && prefix.equals("sqs"))) {
                return true;
            }
        }
        return false;
    }

    /** A caller's text, short enough to be repeated in an error. */
    private static String shown(String text) {
        return text.length() <= 128 ? text : text.substring(0, 128) + "...";
    }
}
