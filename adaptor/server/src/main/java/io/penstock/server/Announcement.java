package io.penstock.server;

import io.penstock.server.settings.LoggingSettings.Format;
import io.penstock.server.settings.Settings;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an operator is told at start and end. */
final class Announcement {

    private static final Logger LOG = LoggerFactory.getLogger("io.penstock.Penstock");

    private Announcement() {}

    static void starting(Settings settings, List<String> notes) {
        LOG.atInfo()
                .addKeyValue("version", Version.CURRENT)
                .addKeyValue("pid", ProcessHandle.current().pid())
                .log("Penstock is starting");
        notes.forEach(note -> LOG.info("LocalStack's variable {}", note));
        if (settings.bootstrapServers().isPresent()) {
            LOG.atInfo()
                    .addKeyValue("bootstrap", settings.bootstrapServers().get())
                    .log("using an existing Kafka");
        } else {
            LOG.atInfo()
                    .addKeyValue("data", settings.dataDir())
                    .addKeyValue("flush", settings.broker().flushEveryMessage())
                    .log("starting an embedded Kafka broker");
        }
        LOG.warn("authorization is off: whoever reaches the port may do everything, whatever keys and policies say");
    }

    /** The variables that point AWS's SDKs and CLI at an endpoint. */
    static Map<String, String> environment(String endpoint, Settings settings) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_ENDPOINT_URL", endpoint);
        variables.put("AWS_ACCESS_KEY_ID", "test");
        variables.put("AWS_SECRET_ACCESS_KEY", "test");
        variables.put("AWS_DEFAULT_REGION", settings.region().value());
        return variables;
    }

    /** The line that tools wait for, and how to go on. */
    static void ready(Penstock penstock, PrintStream out) {
        Settings settings = penstock.settings();
        long millis = ManagementFactory.getRuntimeMXBean().getUptime();
        if (settings.logging().format() == Format.JSON) {
            LOG.atInfo()
                    .addKeyValue("endpoint", penstock.endpoint())
                    .addKeyValue("management", "http://localhost:" + penstock.managementPort())
                    .addKeyValue("kafka", penstock.bootstrapServers())
                    .addKeyValue("millis", millis)
                    .log("Ready.");
            return;
        }
        StringBuilder text = new StringBuilder("Ready.\n");
        text.append("  AWS endpoint  ").append(penstock.endpoint()).append("  (http, https, HTTP/2)\n");
        text.append("  Management    http://localhost:")
                .append(penstock.managementPort())
                .append("/metrics /livez /readyz\n");
        text.append("  Kafka         ").append(penstock.bootstrapServers()).append('\n');
        if (settings.bootstrapServers().isEmpty()) {
            text.append("  Data          ").append(settings.dataDir()).append('\n');
        }
        text.append("  Authorization is off: any credentials will do. Started in ")
                .append(millis)
                .append(" ms.\n\n");
        environment(penstock.endpoint(), settings)
                .forEach((name, value) -> text.append("  export ")
                        .append(name)
                        .append('=')
                        .append(value)
                        .append('\n'));
        // The option and not the variable: version 1 of the CLI ignores the variable for SQS.
        text.append("  aws --endpoint-url ")
                .append(penstock.endpoint())
                .append(" sqs create-queue --queue-name my-queue\n");
        out.print(text);
        out.flush();
    }

    static void stopped() {
        LOG.info("stopped");
    }
}
