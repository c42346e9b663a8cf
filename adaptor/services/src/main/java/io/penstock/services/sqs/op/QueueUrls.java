package io.penstock.services.sqs.op;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Arn;
import io.penstock.kernel.name.Region;
import io.penstock.services.sqs.definition.QueueName;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsSettings;
import io.penstock.wire.CallContext;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Queue URLs: emitted in the operator's form, accepted in every form that AWS, LocalStack, ElasticMQ and goaws ever gave out. */
final class QueueUrls {

    private static final Pattern AWS_REGION = Pattern.compile("[a-z]{2,}-[a-z-]*[a-z]-\\d+");
    private static final String QUEUE = "queue";
    private static final String SQS = "sqs";

    /** Clients repeat a few URLs in every request; what is kept is less than 2 KB each. */
    private static final int MAXIMUM_PARSED = 1_000;

    /** Longer than any URL that a server gave out; of longer ones not one is kept. */
    private static final int MAXIMUM_KEPT = 512;

    private final SqsSettings.Urls settings;
    private final Map<Asked, Arn> parsed = new ConcurrentHashMap<>();

    /** All that the meaning of a URL depends on. */
    private record Asked(String url, AccountId account, Region region) {}

    QueueUrls(SqsSettings.Urls settings) {
        this.settings = settings;
    }

    /** The URL of a queue, for this caller. */
    String url(CallContext call, Arn queue) {
        URI base = URI.create(call.baseUrl());
        String path = "/" + queue.account() + "/" + queue.resource();
        String scheme = base.getScheme() + "://";
        String host = settings.host();
        return switch (settings.strategy()) {
            case DYNAMIC -> dynamic(call, base, queue) + path;
            case STANDARD -> scheme + SQS + "." + queue.region() + "." + host + path;
            case DOMAIN -> scheme + queue.region() + "." + QUEUE + "." + host + path;
            case PATH -> scheme + host + "/" + QUEUE + "/" + queue.region() + path;
            case OFF -> scheme + host + path;
        };
    }

    /** The caller's own form, with the queue's Region in it. */
    private static String dynamic(CallContext call, URI base, Arn queue) {
        List<String> labels = labels(base);
        if (labels.size() > 2 && labels.getFirst().equals(SQS)) {
            return host(base, SQS + "." + queue.region() + "." + String.join(".", labels.subList(2, labels.size())));
        }
        if (labels.size() > 2 && labels.get(1).equals(QUEUE)) {
            return host(base, queue.region() + "." + String.join(".", labels.subList(1, labels.size())));
        }
        List<String> path = path(call.rawPath());
        boolean isPathForm = path.size() >= 2 && path.getFirst().equals(QUEUE) && isAwsRegion(path.get(1));
        return isPathForm ? call.baseUrl() + "/" + QUEUE + "/" + queue.region() : call.baseUrl();
    }

    private static String host(URI base, String host) {
        return base.getScheme() + "://" + host + (base.getPort() < 0 ? "" : ":" + base.getPort());
    }

    private static boolean isAwsRegion(String text) {
        return Region.isValid(text) && AWS_REGION.matcher(text).matches();
    }

    private static List<String> labels(URI uri) {
        String host = uri.getHost();
        return host == null ? List.of() : Arrays.asList(host.split("\\."));
    }

    private static List<String> path(@Nullable String path) {
        return path == null
                ? List.of()
                : Arrays.stream(path.split("/")).filter(part -> !part.isEmpty()).toList();
    }

    /**
     * The queue that a request is about.
     *
     * @param url the QueueUrl; without one the request's own path counts, as in the query protocol
     */
    Arn parse(CallContext call, @Nullable String url) {
        if (url == null || url.isEmpty()) {
            return byPath(call, path(call.rawPath()), call.region()).orElseThrow(() -> SqsFaults.missing("QueueUrl"));
        }
        Asked asked = new Asked(url, call.account(), call.region());
        Arn known = parsed.get(asked);
        if (known != null) {
            return known;
        }
        Arn queue = parse(call, url, uri(url));
        if (url.length() > MAXIMUM_KEPT) {
            return queue;
        }
        if (parsed.size() >= MAXIMUM_PARSED) {
            parsed.clear();
        }
        parsed.put(asked, queue);
        return queue;
    }

    private static URI uri(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw SqsFaults.INVALID_ADDRESS.with(url);
        }
    }

    private static Arn parse(CallContext call, String url, URI uri) {
        return byPath(call, path(uri.getPath()), regionOfHost(call, labels(uri)))
                .orElseThrow(() -> SqsFaults.INVALID_ADDRESS.with(url));
    }

    private static Region regionOfHost(CallContext call, List<String> labels) {
        if (labels.size() > 2 && (labels.getFirst().equals(SQS) || labels.get(1).equals(QUEUE))) {
            String region = labels.getFirst().equals(SQS) ? labels.get(1) : labels.getFirst();
            if (isAwsRegion(region)) {
                return new Region(region);
            }
        }
        boolean isOldForm = labels.size() > 1 && labels.getFirst().equals(QUEUE);
        return isOldForm ? Region.DEFAULT : call.region();
    }

    /** {@code account/name}, {@code queue/region/account/name}, {@code queue/name} or the name alone. */
    private static Optional<Arn> byPath(CallContext call, List<String> path, Region region) {
        if (path.isEmpty() || !QueueName.isValid(path.getLast())) {
            return Optional.empty();
        }
        String name = path.getLast();
        return switch (path.size()) {
            case 1 -> Optional.of(Arn.of(SQS, region, call.account(), name));
            case 2 -> {
                if (path.getFirst().equals(QUEUE)) {
                    yield Optional.of(Arn.of(SQS, region, call.account(), name));
                }
                yield account(path.getFirst()).map(account -> Arn.of(SQS, region, account, name));
            }
            case 4 ->
                path.getFirst().equals(QUEUE) && Region.isValid(path.get(1))
                        ? account(path.get(2)).map(account -> Arn.of(SQS, new Region(path.get(1)), account, name))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<AccountId> account(String text) {
        return AccountId.isValid(text) ? Optional.of(new AccountId(text)) : Optional.empty();
    }
}
