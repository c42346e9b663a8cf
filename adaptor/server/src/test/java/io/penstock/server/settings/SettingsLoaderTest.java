package io.penstock.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.name.AccountId;
import io.penstock.server.settings.SqsSettings.EndpointStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsLoaderTest {

    @TempDir
    Path directory;

    private static Settings variables(String... namesAndValues) {
        return loader(namesAndValues).load();
    }

    private static SettingsLoader loader(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new SettingsLoader(environment);
    }

    private Path yaml(String text) throws IOException {
        return Files.writeString(directory.resolve("penstock.yaml"), text);
    }

    @Test
    void the_data_directory_is_in_the_users_data_home() {
        assertThat(variables("XDG_DATA_HOME", "/home/someone/data").dataDir())
                .isEqualTo(Path.of("/home/someone/data/penstock"));
        assertThat(variables().dataDir())
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local", "share", "penstock"));
    }

    @Test
    void the_command_line_wins_over_variables_those_over_the_file_that_over_localstack() throws IOException {
        Path file = yaml("http:\n  port: 2\nregion: eu-west-1\nsqs:\n  endpoint-strategy: path\n");
        Settings settings = loader(
                        "PENSTOCK_HTTP_PORT", "3",
                        "PENSTOCK_REGION", "eu-west-2",
                        "EDGE_PORT", "1",
                        "SQS_ENDPOINT_STRATEGY", "domain",
                        "LOCALSTACK_HOST", "example.org")
                .file(file)
                .commandLine(Map.of("http.port", "4"))
                .load();

        assertThat(settings.http().port()).isEqualTo(4);
        assertThat(settings.region().value()).isEqualTo("eu-west-2");
        assertThat(settings.sqs().endpointStrategy()).isEqualTo(EndpointStrategy.PATH);
        assertThat(settings.sqs().endpointHost()).isEqualTo("example.org:4566");
    }

    @Test
    void a_file_may_be_named_by_a_variable() throws IOException {
        Path file = yaml("account: 111122223333\nhttp: {idle-timeout: 2m, max-body: 1MiB}\n");

        Settings settings = variables("PENSTOCK_CONFIG", file.toString());

        assertThat(settings.account()).isEqualTo(new AccountId("111122223333"));
        assertThat(settings.http().idleTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.http().maxBody()).isEqualTo(new DataSize(1 << 20));
    }

    @Test
    void kafka_properties_pass_through_from_every_source() throws IOException {
        Path file = yaml("kafka:\n  bootstrap.servers: a:9092\n  sasl:\n    mechanism: PLAIN\n");
        Settings settings = loader("PENSTOCK_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                .file(file)
                .commandLine(Map.of("kafka.client.id", "me"))
                .load();

        assertThat(settings.kafka())
                .containsOnly(
                        Map.entry("bootstrap.servers", "a:9092"),
                        Map.entry("sasl.mechanism", "PLAIN"),
                        Map.entry("security.protocol", "SASL_SSL"),
                        Map.entry("client.id", "me"));
        assertThat(settings.bootstrapServers()).contains("a:9092");
    }

    @Test
    void secrets_are_read_from_files() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "swordfish\n");
        Path file = yaml("tls:\n  keystore: k.p12\n  keystore-password-file: " + secret + "\n"
                + "kafka:\n  sasl.jaas.config-file: " + secret + "\n");

        Settings fromVariable = variables(
                "PENSTOCK_TLS_KEYSTORE", "k.p12",
                "PENSTOCK_TLS_KEYSTORE_PASSWORD_FILE", secret.toString(),
                "PENSTOCK_KAFKA_SASL_JAAS_CONFIG_FILE", secret.toString());
        Settings fromFile = loader().file(file).load();

        assertThat(fromVariable.tls().keystorePassword()).contains("swordfish");
        assertThat(fromVariable.kafka()).containsEntry("sasl.jaas.config", "swordfish");
        assertThat(fromFile.tls().keystorePassword()).contains("swordfish");
        assertThat(fromFile.kafka()).containsOnly(Map.entry("sasl.jaas.config", "swordfish"));
    }

    @Test
    void secrets_are_not_described() {
        Settings settings = variables(
                "PENSTOCK_TLS_KEYSTORE", "k.p12",
                "PENSTOCK_TLS_KEYSTORE_PASSWORD", "swordfish",
                "PENSTOCK_KAFKA_SASL_JAAS_CONFIG", "swordfish",
                "PENSTOCK_KAFKA_BOOTSTRAP_SERVERS", "a:1");

        assertThat(settings.describe())
                .containsEntry("kafka.bootstrap.servers", "a:1")
                .containsEntry("tls.keystore-password", "(hidden)")
                .containsEntry("kafka.sasl.jaas.config", "(hidden)")
                .doesNotContainValue("swordfish");
    }

    @Test
    void unknown_names_are_refused_with_the_nearest_one() throws IOException {
        Path file = yaml("http:\n  prot: 1\n");

        assertThatThrownBy(() -> loader().file(file).load())
                .isInstanceOf(SettingsException.class)
                .hasMessage(file + ": there is no setting http.prot; did you mean http.port?");
        assertThatThrownBy(() -> variables("PENSTOCK_HTTP_PROT", "1"))
                .hasMessage("environment: there is no setting PENSTOCK_HTTP_PROT; did you mean PENSTOCK_HTTP_PORT?");
        assertThatThrownBy(() -> variables("PENSTOCK_SOMETHING_ELSE_ALTOGETHER", "1"))
                .hasMessage("environment: there is no setting PENSTOCK_SOMETHING_ELSE_ALTOGETHER");
        assertThatThrownBy(() -> loader().commandLine(Map.of("lmits", "aws")).load())
                .hasMessage("the command line: there is no setting lmits; did you mean limits?");
    }

    @Test
    void values_of_the_wrong_form_are_refused_with_what_is_expected() {
        assertThatThrownBy(() -> variables("PENSTOCK_HTTP_PORT", "many"))
                .hasMessage("a PENSTOCK variable: http.port cannot be 'many': a whole number is expected");
        assertThatThrownBy(() -> variables("PENSTOCK_HTTP_PORT", "70000")).hasMessage("http.port is 0 to 65535: 70000");
        assertThatThrownBy(() -> variables("PENSTOCK_LIMITS", "none"))
                .hasMessageContaining("one of aws, relaxed is expected");
        assertThatThrownBy(() -> variables("PENSTOCK_HTTP_IDLE_TIMEOUT", "10"))
                .hasMessageContaining("a duration is written like 500ms, 30s, 5m, 12h or 4d");
        assertThatThrownBy(() -> variables("PENSTOCK_ACCOUNT", "12"))
                .hasMessageContaining("an account id is 12 digits");
        assertThatThrownBy(() -> variables("PENSTOCK_TLS_KEY", "x")).hasMessageContaining("belong together");
    }

    @Test
    void a_file_that_is_no_mapping_is_refused() throws IOException {
        Path list = yaml("http:\n  port: [1, 2]\n");
        assertThatThrownBy(() -> loader().file(list).load())
                .hasMessage(list + ": http.port is a list, one value is expected");
        Path broken = yaml("http: \"unended\n");
        assertThatThrownBy(() -> loader().file(broken).load())
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("line");
        Path absent = directory.resolve("absent.yaml");
        assertThatThrownBy(() -> loader().file(absent).load()).hasMessage(absent + ": no such file");
    }

    @Test
    void an_empty_file_sets_nothing() throws IOException {
        assertThat(loader().file(yaml("")).load().http())
                .isEqualTo(Settings.defaults().http());
    }

    @Test
    void the_variables_of_kubernetes_services_are_no_settings() {
        Settings settings = variables(
                "PENSTOCK_SERVICE_HOST", "10.0.0.1",
                "PENSTOCK_SERVICE_PORT", "4566",
                "PENSTOCK_SERVICE_PORT_AWS", "4566",
                "PENSTOCK_PORT", "tcp://10.0.0.1:4566",
                "PENSTOCK_PORT_4566_TCP_ADDR", "10.0.0.1",
                "PENSTOCK_HTTP_SERVICE_HOST", "10.0.0.1",
                "PENSTOCK_HTTP_PORT", "tcp://10.0.0.1:80");

        assertThat(settings.http().port()).isEqualTo(4566);
    }

    @Test
    void localstacks_variables_are_translated_and_named() {
        SettingsLoader loader = loader(
                "GATEWAY_LISTEN", "0.0.0.0:4577,0.0.0.0:443",
                "SQS_ENDPOINT_STRATEGY", "standard",
                "LOCALSTACK_HOST", "localstack:4577",
                "DEBUG", "1",
                "SQS_DELAY_PURGE_RETRY", "true",
                "PERSISTENCE", "0",
                "SERVICES", "sqs,sns");
        Settings settings = loader.load();

        assertThat(settings.http().host()).isEqualTo("0.0.0.0");
        assertThat(settings.http().port()).isEqualTo(4577);
        assertThat(settings.sqs().endpointStrategy()).isEqualTo(EndpointStrategy.STANDARD);
        assertThat(settings.sqs().endpointHost()).isEqualTo("localstack:4577");
        assertThat(settings.limits()).isEqualTo(Limits.AWS);
        assertThat(settings.logging().level()).isEqualTo(LoggingSettings.Level.DEBUG);
        assertThat(loader.notes())
                .contains("GATEWAY_LISTEN sets http.port to 4577", "SERVICES has no effect here")
                .anyMatch(note -> note.startsWith("PERSISTENCE=0 has no effect"));
    }

    @Test
    void one_switch_leaves_localstacks_variables_alone() {
        SettingsLoader loader = loader("PENSTOCK_LOCALSTACK_VARIABLES", "off", "EDGE_PORT", "1");

        assertThat(loader.load().http().port()).isEqualTo(4566);
        assertThat(loader.notes()).isEmpty();
    }
}
