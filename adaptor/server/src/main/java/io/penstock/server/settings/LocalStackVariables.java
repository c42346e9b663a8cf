package io.penstock.server.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Understands the variables of LocalStack, so that an environment made for it starts Penstock too.
 *
 * @see <a href="https://docs.localstack.cloud/references/configuration/">LocalStack configuration</a>
 */
final class LocalStackVariables {

    /** What a variable came to. */
    record Translation(Map<String, String> values, List<String> notes) {}

    private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");

    /** Those that are translated, for the page of the configuration. */
    static final List<String> UNDERSTOOD = List.of(
            "GATEWAY_LISTEN",
            "EDGE_PORT",
            "LOCALSTACK_HOST",
            "SQS_ENDPOINT_STRATEGY",
            "SQS_DELAY_PURGE_RETRY",
            "SQS_DELAY_RECENTLY_DELETED",
            "PARITY_AWS_ACCESS_KEY_ID",
            "DEBUG",
            "LS_LOG");

    private static final List<String> WITHOUT_EFFECT = List.of(
            "SERVICES",
            "EAGER_SERVICE_LOADING",
            "STRICT_SERVICE_LOADING",
            "SQS_DISABLE_CLOUDWATCH_METRICS",
            "SQS_CLOUDWATCH_METRICS_REPORT_INTERVAL",
            "SQS_DISABLE_MAX_NUMBER_OF_MESSAGE_LIMIT",
            "SQS_ENABLE_MESSAGE_RETENTION_PERIOD");

    private final Map<String, String> environment;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    private LocalStackVariables(Map<String, String> environment) {
        this.environment = environment;
    }

    static Translation translate(Map<String, String> environment) {
        return new LocalStackVariables(environment).translate();
    }

    private Translation translate() {
        edgePort();
        gatewayListen();
        localstackHost();
        strategy();
        parity();
        debug();
        limits();
        persistence();
        for (String name : WITHOUT_EFFECT) {
            if (environment.containsKey(name)) {
                notes.add(name + " has no effect here");
            }
        }
        return new Translation(values, notes);
    }

    private void edgePort() {
        String port = text("EDGE_PORT");
        if (port != null) {
            put("EDGE_PORT", "http.port", port.strip());
        }
    }

    /** {@code host:port[,host:port]}: the first one counts, LocalStack's further ports are for other protocols of the same edge. */
    private void gatewayListen() {
        String listen = text("GATEWAY_LISTEN");
        if (listen == null || listen.isBlank()) {
            return;
        }
        String first = listen.split(",", 2)[0].strip();
        int colon = first.lastIndexOf(':');
        String host = colon < 0 ? first : first.substring(0, colon);
        if (host.isEmpty()) {
            host = "0.0.0.0";
        }
        put("GATEWAY_LISTEN", "http.host", host.equals("127.0.0.1") ? "localhost" : host);
        if (colon >= 0 && colon + 1 < first.length()) {
            put("GATEWAY_LISTEN", "http.port", first.substring(colon + 1));
        }
        if (listen.contains(",")) {
            notes.add("GATEWAY_LISTEN: only the first address is used");
        }
    }

    private void localstackHost() {
        String host = text("LOCALSTACK_HOST");
        if (host != null && !host.isBlank()) {
            put("LOCALSTACK_HOST", "sqs.endpoint-host", host.contains(":") ? host.strip() : host.strip() + ":4566");
        }
    }

    private void strategy() {
        String strategy = text("SQS_ENDPOINT_STRATEGY");
        if (strategy != null && !strategy.isBlank()) {
            put(
                    "SQS_ENDPOINT_STRATEGY",
                    "sqs.endpoint-strategy",
                    strategy.strip().toLowerCase(Locale.ROOT));
        }
    }

    private void parity() {
        if (isTrue("PARITY_AWS_ACCESS_KEY_ID")) {
            put("PARITY_AWS_ACCESS_KEY_ID", "account-from-aws-keys", "true");
        }
    }

    private void debug() {
        if (isTrue("DEBUG")) {
            put("DEBUG", "logging.level", "debug");
        }
        String level = text("LS_LOG");
        if (level != null
                && List.of("error", "warn", "info", "debug", "trace")
                        .contains(level.strip().toLowerCase(Locale.ROOT))) {
            put("LS_LOG", "logging.level", level.strip().toLowerCase(Locale.ROOT));
        }
    }

    /** LocalStack names each of AWS's waiting times; ours is one switch, so any of them asks for AWS's limits. */
    private void limits() {
        for (String name : List.of("SQS_DELAY_PURGE_RETRY", "SQS_DELAY_RECENTLY_DELETED")) {
            if (isTrue(name)) {
                put(name, "limits", "aws");
            }
        }
    }

    private void persistence() {
        String persistence = environment.get("PERSISTENCE");
        if (persistence != null && !TRUE.contains(persistence.strip().toLowerCase(Locale.ROOT))) {
            notes.add("PERSISTENCE=" + persistence
                    + " has no effect: everything is kept in the data directory or in your Kafka");
        }
    }

    /** What a variable is set to; those that are read here are told of in the page. */
    private @Nullable String text(String name) {
        if (!UNDERSTOOD.contains(name)) {
            throw new IllegalStateException(name + " is not among the variables that are understood");
        }
        return environment.get(name);
    }

    private boolean isTrue(String name) {
        String text = text(name);
        return text != null && TRUE.contains(text.strip().toLowerCase(Locale.ROOT));
    }

    private void put(String variable, String path, String value) {
        values.put(path, value);
        notes.add(variable + " sets " + path + " to " + value);
    }
}
