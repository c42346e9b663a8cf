package io.penstock.server.settings;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The root of the settings. {@link SettingsLoader} makes it; {@link #defaults()} is what an empty configuration gives. */
public record Settings(
        @Setting(
                doc =
                        "Where the embedded broker keeps its data and the generated certificate its key. A relative path counts from the"
                                + " working directory; the default is `$XDG_DATA_HOME/penstock`, or `~/.local/share/penstock`.")
        Path dataDir,

        @Setting(
                value = "000000000000",
                doc =
                        "The account of callers whose access key names none: neither 12 digits nor a key of LocalStack's making.")
        AccountId account,

        @Setting(
                value = "false",
                doc =
                        "Whether keys that AWS issued (`AKIA...`, `ASIA...`) belong to the account encoded in them, instead of to `account`.")
        boolean accountFromAwsKeys,

        @Setting(value = "us-east-1", doc = "The Region of requests that are not signed for one.")
        Region region,

        @Setting(
                value = "relaxed",
                doc =
                        "`aws` enforces AWS's quotas and waiting times (60 s between purges, 60 s until a deleted name is free, FIFO throughput);"
                                + " `relaxed` lifts those that only cost time in development.")
        Limits limits,

        @Setting(
                value = "true",
                doc =
                        "Whether LocalStack's variables (`GATEWAY_LISTEN`, `SQS_ENDPOINT_STRATEGY`, ...) are translated. Each translation is logged.")
        boolean localstackVariables,

        @Setting(doc = "The port that speaks AWS.") HttpSettings http,

        @Setting(doc = "TLS on the same port.") TlsSettings tls,

        @Setting(doc = "The port for operators: metrics and health.")
        ManagementSettings management,

        @Setting(
                doc =
                        "Properties of every Kafka client of ours, passed through untouched. With `bootstrap.servers` set no embedded broker is"
                                + " started. As variables: `PENSTOCK_KAFKA_BOOTSTRAP_SERVERS`, `PENSTOCK_KAFKA_SASL_JAAS_CONFIG_FILE`, ...")
        Map<String, String> kafka,

        @Setting(doc = "The embedded broker; unused with `kafka.bootstrap.servers`.")
        BrokerSettings broker,

        @Setting(doc = "Kafka topics.") TopicSettings topics,

        @Setting(doc = "This node among others on the same Kafka.")
        ClusterSettings cluster,

        @Setting(doc = "Amazon SQS.") SqsSettings sqs,

        @Setting(doc = "Amazon Kinesis Data Streams.") KinesisSettings kinesis,

        @Setting(doc = "Amazon DynamoDB.") DynamoSettings dynamodb,

        @Setting(doc = "The topologies behind SNS and EventBridge.")
        StreamsSettings streams,

        @Setting(doc = "The relay for mails.") SmtpSettings smtp,

        @Setting(doc = "Amazon EventBridge.") EventsSettings events,

        @Setting(doc = "What is logged, and how.") LoggingSettings logging) {

    public Settings {
        kafka = Map.copyOf(kafka);
    }

    /** The settings of an empty configuration. */
    public static Settings defaults() {
        return new SettingsLoader(Map.of()).load();
    }

    /** Every setting in force by its path, secrets hidden: what may be shown to operators. */
    public Map<String, String> describe() {
        return Described.of(this);
    }

    /** The brokers to use instead of an embedded one. */
    public Optional<String> bootstrapServers() {
        return Optional.ofNullable(kafka.get("bootstrap.servers"));
    }
}
