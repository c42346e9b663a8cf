package io.penstock.server.introspect;

import io.penstock.server.edge.Exchange;
import io.penstock.server.manage.Health;
import io.penstock.wire.HttpResponse;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * LocalStack's and ElasticMQ's health and introspection pages.
 *
 * @see <a href="https://docs.localstack.cloud/references/internal-endpoints/">Internal endpoints, LocalStack</a>
 */
public final class Pages implements Function<Exchange, Optional<HttpResponse>> {

    /** The LocalStack release whose pages these are; tools compare it. */
    private static final String LOCALSTACK_VERSION = "4.0.0";

    private static final String PREFIX = "/_localstack/";
    private static final List<String> STAGES = List.of("BOOT", "START", "READY", "SHUTDOWN");

    /**
     * What the pages tell.
     *
     * @param version ours
     * @param services the services served, by the names of their endpoints
     * @param health the state of the process
     * @param configuration the settings in force, secrets hidden
     * @param usage calls so far, by operation
     */
    public record Facts(
            String version,
            List<String> services,
            Health health,
            Map<String, String> configuration,
            Supplier<Map<String, Long>> usage) {}

    private final Facts facts;

    public Pages(Facts facts) {
        this.facts = facts;
    }

    @Override
    public Optional<HttpResponse> apply(Exchange exchange) {
        String path = exchange.target().rawPath();
        if (!path.startsWith(PREFIX) && !path.equals("/health")) {
            return Optional.empty();
        }
        boolean reads = exchange.method().equals("GET") || exchange.method().equals("HEAD");
        if (!reads) {
            return Optional.of(Page.json(405, Map.of("error", "only GET and HEAD are served here")));
        }
        if (path.equals("/health")) {
            return Optional.of(Page.text(
                    facts.health().isReady() ? 200 : 503, facts.health().isReady() ? "OK" : "not ready"));
        }
        return Optional.of(page(path.substring(PREFIX.length())));
    }

    private HttpResponse page(String name) {
        if (name.startsWith("init/")) {
            return stage(name.substring("init/".length()).toUpperCase(Locale.ROOT));
        }
        return switch (name) {
            case "health" -> Page.json(200, health());
            case "init" -> Page.json(200, Map.of("completed", completed(), "scripts", List.of()));
            case "info" -> Page.json(200, info());
            case "config" -> Page.json(200, facts.configuration());
            case "plugins" -> Page.json(200, Map.of("plugins", List.of()));
            case "usage" -> Page.json(200, facts.usage().get());
            case "diagnose" -> Page.json(200, diagnosis());
            default -> Page.json(404, Map.of("error", "there is no page " + name));
        };
    }

    private Map<String, Object> health() {
        String state = switch (facts.health().phase()) {
            case STARTING -> "starting";
            case RUNNING -> facts.health().isReady() ? "running" : "error";
            case STOPPING -> "disabled";
            case FAILED -> "error";
        };
        Map<String, Object> services = new LinkedHashMap<>();
        facts.services().forEach(service -> services.put(service, state));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("services", services);
        page.put("edition", "community");
        page.put("version", LOCALSTACK_VERSION);
        page.put("penstock", facts.version());
        return page;
    }

    private Map<String, Boolean> completed() {
        Map<String, Boolean> stages = new LinkedHashMap<>();
        STAGES.forEach(stage -> stages.put(stage, isCompleted(stage)));
        return stages;
    }

    private boolean isCompleted(String stage) {
        return switch (facts.health().phase()) {
            case STARTING, FAILED -> stage.equals("BOOT");
            case RUNNING, STOPPING -> !stage.equals("SHUTDOWN");
        };
    }

    private HttpResponse stage(String stage) {
        if (!STAGES.contains(stage)) {
            return Page.json(404, Map.of("error", "there is no stage " + stage));
        }
        return Page.json(200, Map.of("completed", isCompleted(stage), "scripts", List.of()));
    }

    private Map<String, Object> info() {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("version", LOCALSTACK_VERSION);
        page.put("penstock", facts.version());
        page.put("edition", "community");
        page.put("is_license_activated", false);
        page.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        page.put("is_docker", false);
        page.put("uptime", ManagementFactory.getRuntimeMXBean().getUptime() / 1000);
        return page;
    }

    private Map<String, Object> diagnosis() {
        Map<String, Object> findings = new LinkedHashMap<>();
        facts.health()
                .findings()
                .forEach(finding ->
                        findings.put(finding.name(), finding.problem().orElse("ok")));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("info", info());
        page.put("services", health().get("services"));
        page.put("ready", findings);
        page.put("config", facts.configuration());
        page.put("usage", facts.usage().get());
        return page;
    }
}
