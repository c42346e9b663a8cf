package io.penstock.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.penstock.server.settings.Settings;
import io.penstock.server.settings.SettingsException;
import io.penstock.server.settings.SettingsLoader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

/** The whole of it, embedded, on real ports. */
class PenstockIT {

    @TempDir
    static Path data;

    private static Penstock penstock;

    @BeforeAll
    static void start() {
        penstock = Penstock.start(settings(data, Map.of()));
    }

    @AfterAll
    static void stop() {
        penstock.close();
    }

    private static Settings settings(Path directory, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(more);
        values.putIfAbsent("http.port", "0");
        values.putIfAbsent("management.port", "0");
        values.put("data-dir", directory.toString());
        return new SettingsLoader(Map.of()).commandLine(values).load();
    }

    private static StaticCredentialsProvider credentials(String accessKey) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, "test"));
    }

    private static SqsClient client(String accessKey, Region region) {
        return SqsClient.builder()
                .endpointOverride(URI.create(penstock.endpoint()))
                .region(region)
                .credentialsProvider(credentials(accessKey))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @Test
    void a_client_in_process_and_one_over_http_see_the_same_queue() {
        SqsClient inside = penstock.client(SqsClient.class);
        try (SqsClient outside = client("test", Region.US_EAST_1)) {
            String url =
                    outside.createQueue(request -> request.queueName("shared")).queueUrl();
            inside.sendMessage(request -> request.queueUrl(url).messageBody("from inside"));
            List<Message> received = outside.receiveMessage(
                            request -> request.queueUrl(url).waitTimeSeconds(10))
                    .messages();

            assertThat(url).isEqualTo(penstock.endpoint() + "/000000000000/shared");
            assertThat(received).extracting(Message::body).containsExactly("from inside");
            outside.deleteMessage(request ->
                    request.queueUrl(url).receiptHandle(received.getFirst().receiptHandle()));
            assertThatThrownBy(() -> inside.getQueueUrl(request -> request.queueName("absent")))
                    .isInstanceOf(QueueDoesNotExistException.class);
        }
    }

    @Test
    void an_asynchronous_client_speaks_http_2_with_prior_knowledge() throws Exception {
        try (SqsAsyncClient async = SqsAsyncClient.builder()
                .endpointOverride(URI.create(penstock.endpoint()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(credentials("test"))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP2))
                .build()) {
            String url = async.createQueue(request -> request.queueName("async"))
                    .get()
                    .queueUrl();
            async.sendMessage(request -> request.queueUrl(url).messageBody("hello"))
                    .get();

            assertThat(async.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(10))
                            .get()
                            .messages())
                    .extracting(Message::body)
                    .containsExactly("hello");
        }
    }

    @Test
    void an_access_key_of_twelve_digits_is_the_account() {
        try (SqsClient one = client("111111111111", Region.US_EAST_1);
                SqsClient two = client("222222222222", Region.US_EAST_1)) {
            String url = one.createQueue(request -> request.queueName("mine")).queueUrl();

            assertThat(url).endsWith("/111111111111/mine");
            assertThatThrownBy(() -> two.getQueueUrl(request -> request.queueName("mine")))
                    .isInstanceOf(QueueDoesNotExistException.class);
        }
    }

    @Test
    void the_operators_port_tells_calls_and_health() throws Exception {
        try (SqsClient outside = client("test", Region.US_EAST_1)) {
            outside.listQueues();
        }
        try (Socket socket = new Socket("localhost", penstock.port())) {
            socket.getOutputStream().write("not http\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        int port = penstock.managementPort();

        assertThat(get(port, "/livez").statusCode()).isEqualTo(200);
        assertThat(get(port, "/startupz").statusCode()).isEqualTo(200);
        assertThat(get(port, "/readyz").body()).isEqualTo("ok\nkafka: ok\nshards: ok\nwrites: ok\n");
        assertThat(get(port, "/metrics").body())
                .contains(
                        "penstock_http_server_requests_seconds_count{code=\"200\",operation=\"ListQueues\",service=\"sqs\"}")
                .contains("penstock_http_server_requests_seconds", "penstock_http_malformed_total")
                .contains("penstock_http_requests_active", "penstock_http_body_bytes", "penstock_http_answer_bytes")
                .contains("penstock_shards_live", "penstock_log_ahead_bytes")
                .contains(
                        "penstock_kinesis_cache_bytes{part=\"tails\"}",
                        "penstock_kinesis_cache_limit_bytes{part=\"events\"}")
                .contains("penstock_scheduler_occurrences_total 0.0", "penstock_scheduler_late_total{seconds=\"60.0\"}")
                .contains("penstock_scheduler_lag_seconds_count 0", "penstock_scheduler_dead_letters_total 0.0")
                .contains("kafka_producer_record_send{")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void test_tools_find_the_pages_they_look_for() throws Exception {
        int port = penstock.port();

        assertThat(get(port, "/_localstack/health").body())
                .contains("\"sqs\":\"running\"", "\"edition\":\"community\"");
        assertThat(get(port, "/_localstack/init").body()).contains("\"READY\":true", "\"SHUTDOWN\":false");
        assertThat(get(port, "/_localstack/init/ready").body()).contains("\"completed\":true");
        assertThat(get(port, "/_localstack/init/never").statusCode()).isEqualTo(404);
        for (String page : List.of("info", "config", "plugins", "usage", "diagnose")) {
            assertThat(get(port, "/_localstack/" + page).statusCode()).as(page).isEqualTo(200);
        }
        assertThat(get(port, "/health").body()).isEqualTo("OK");
    }

    @Test
    void messages_are_looked_at_without_being_received() throws Exception {
        SqsClient inside = penstock.client(SqsClient.class);
        String url = inside.createQueue(request -> request.queueName("peeked")).queueUrl();
        inside.sendMessage(request -> request.queueUrl(url).messageBody("look at me"));
        String page = "/_aws/sqs/messages/us-east-1/000000000000/peeked";

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(get(penstock.port(), page).body()).contains("<Body>look at me</Body>"));
        assertThat(get(penstock.port(), "/_aws/sqs/messages?QueueUrl=" + url).body())
                .contains("look at me");
        assertThat(get(penstock.port(), "/_aws/sqs/messages").statusCode()).isEqualTo(400);
        assertThat(inside.receiveMessage(request -> request.queueUrl(url)).messages())
                .extracting(Message::body)
                .containsExactly("look at me");
    }

    @Test
    void a_client_that_leaves_its_long_poll_takes_no_message_with_it() throws Exception {
        SqsClient inside = penstock.client(SqsClient.class);
        String url = inside.createQueue(request -> request.queueName("left")).queueUrl();
        String body = "{\"QueueUrl\":\"" + url + "\",\"WaitTimeSeconds\":20}";
        try (Socket socket = new Socket("localhost", penstock.port())) {
            socket.getOutputStream()
                    .write(("POST / HTTP/1.1\r\n"
                                    + "Host: localhost\r\n"
                                    + "Content-Type: application/x-amz-json-1.0\r\n"
                                    + "X-Amz-Target: AmazonSQS.ReceiveMessage\r\n"
                                    + "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request,"
                                    + " SignedHeaders=host, Signature=0\r\n"
                                    + "Content-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));
            awaitActive("1.0");
        }
        awaitActive("0.0");

        inside.sendMessage(request -> request.queueUrl(url).messageBody("still here"));
        assertThat(inside.receiveMessage(request -> request.queueUrl(url).waitTimeSeconds(10))
                        .messages())
                .extracting(Message::body)
                .containsExactly("still here");
    }

    private static void awaitActive(String requests) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(
                                get(penstock.managementPort(), "/metrics").body())
                        .contains("\npenstock_http_requests_active " + requests + "\n"));
    }

    @Test
    void a_port_that_is_taken_is_named() {
        Path other = data.resolve("other");
        Map<String, String> taken = Map.of("http.port", Integer.toString(penstock.port()));

        assertThatThrownBy(() -> Penstock.start(settings(other, taken)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("http.port: cannot listen on 127.0.0.1:" + penstock.port());
    }

    @Test
    void the_aws_command_line_works() throws Exception {
        assumeRuns("aws", "--version");
        Process send = aws("sqs", "create-queue", "--queue-name", "cli");

        assertThat(new String(send.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(penstock.endpoint() + "/000000000000/cli");
        assertThat(send.waitFor()).isZero();
    }

    private static Process aws(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("aws", "--endpoint-url", penstock.endpoint()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", "test",
                        "AWS_SECRET_ACCESS_KEY", "test",
                        "AWS_DEFAULT_REGION", "us-east-1"));
        return builder.start();
    }

    private static void assumeRuns(String... command) throws InterruptedException {
        try {
            Process probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Assumptions.assumeTrue(probe.waitFor() == 0, command[0] + " does not run here");
        } catch (IOException e) {
            Assumptions.abort(command[0] + " is not installed");
        }
    }
}
