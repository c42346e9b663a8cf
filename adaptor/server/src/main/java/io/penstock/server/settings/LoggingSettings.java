package io.penstock.server.settings;

import java.util.Map;

/** Logging. */
public record LoggingSettings(
        @Setting(value = "text", doc = "`text` for people or `json` for collectors: one object a line.")
        Format format,

        @Setting(
                value = "info",
                doc =
                        "The level of our own loggers: `error`, `warn`, `info`, `debug` or `trace`. Kafka and Jetty stay at `warn`.")
        Level level,

        @Setting(value = "true", doc = "Whether every call gets a line such as `AWS sqs.SendMessage => 200`.")
        boolean access,

        @Setting(doc = "Levels of single loggers, for example `org.apache.kafka: info`.")
        Map<String, String> loggers) {

    public LoggingSettings {
        loggers = Map.copyOf(loggers);
    }

    /** How a line looks. */
    public enum Format {
        TEXT,
        JSON
    }

    /** What is worth a line. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }
}
