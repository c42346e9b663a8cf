package io.penstock.server;

import io.penstock.server.settings.SettingsLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of the command line; each stands for a setting. */
final class Options {

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port that speaks AWS; 0 takes a free one. Default: 4566")
    private @Nullable String port;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on. Default: localhost")
    private @Nullable String host;

    @Option(
            names = "--management-port",
            paramLabel = "PORT",
            description = "The port of metrics and health; 0 takes a free one. Default: 8080")
    private @Nullable String managementPort;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the embedded broker keeps its data. Default: ~/.local/share/penstock")
    private @Nullable String dataDir;

    @Option(
            names = "--kafka-bootstrap-servers",
            paramLabel = "HOST:PORT,...",
            description = "The Kafka to use instead of the embedded broker.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A YAML file of settings; see docs/configuration.md.")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "Any setting, for example --set limits=aws. May be repeated.")
    private final Map<String, String> others = new HashMap<>();

    /** A loader that knows these options. */
    SettingsLoader loader(Map<String, String> environment) {
        Map<String, String> values = new HashMap<>(others);
        put(values, "http.port", port);
        put(values, "http.host", host);
        put(values, "management.port", managementPort);
        put(values, "data-dir", dataDir);
        put(values, "kafka.bootstrap.servers", bootstrapServers);
        SettingsLoader loader = new SettingsLoader(environment).commandLine(values);
        return config == null ? loader : loader.file(config);
    }

    private static void put(Map<String, String> values, String path, @Nullable String value) {
        if (value != null) {
            values.put(path, value);
        }
    }
}
