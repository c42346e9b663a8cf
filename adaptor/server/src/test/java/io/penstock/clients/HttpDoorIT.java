package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.sqs.SqsClient;

/** What proxies and compressing clients add to a request. */
@ExtendWith(SharedServer.class)
class HttpDoorIT {

    private final URI endpoint;
    private final SqsClient sqs;
    private final HttpClient http = HttpClient.newHttpClient();

    HttpDoorIT(TestServer server) {
        endpoint = server.endpoint();
        sqs = Sdk.sync(endpoint);
    }

    @AfterEach
    void close() {
        http.close();
        sqs.close();
    }

    private HttpResponse<String> call(String operation, byte[] body, String... headers) throws Exception {
        return http.send(
                HttpRequest.newBuilder(endpoint)
                        .header("Content-Type", "application/x-amz-json-1.0")
                        .header("X-Amz-Target", "AmazonSQS." + operation)
                        .headers(headers)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(utf8(text));
        }
        return out.toByteArray();
    }

    @Test
    void a_compressed_body_is_a_body() throws Exception {
        TestQueue queue = TestQueue.create(sqs);
        String body = "repeated ".repeat(10_000);
        byte[] sent = gzip("{\"QueueUrl\":\"" + queue.url() + "\",\"MessageBody\":\"" + body + "\"}");

        assertThat(sent).hasSizeLessThan(10_000);
        assertThat(call("SendMessage", sent, "Content-Encoding", "gzip").statusCode())
                .isEqualTo(200);
        assertThat(queue.receiveOne().body()).isEqualTo(body);
    }

    @Test
    void a_body_that_is_not_what_its_encoding_says_is_the_callers_fault() throws Exception {
        byte[] plain = utf8("{\"QueueNamePrefix\":\"x\"}");

        assertThat(call("ListQueues", plain, "Content-Encoding", "gzip").statusCode())
                .isEqualTo(400);
        assertThat(call("ListQueues", gzip(" ".repeat(17 << 20)), "Content-Encoding", "gzip")
                        .statusCode())
                .isEqualTo(413);
        assertThat(call("ListQueues", plain, "Content-Encoding", "br").statusCode())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "queues.example.com, https, -, https://queues.example.com/",
                "queues.example.com, https, 8443, https://queues.example.com:8443/",
                "queues.example.com, https, 443, https://queues.example.com/",
                "queues.example.com:9999, http, 80, http://queues.example.com:9999/",
                "'first.example.com, second.example.com', 'https, http', -, https://first.example.com/"
            })
    void a_queue_url_has_the_address_that_the_caller_of_a_proxy_used(
            String host, String scheme, String port, String expected) throws Exception {
        String name = TestQueue.freshName("proxied");
        byte[] body = utf8("{\"QueueName\":\"" + name + "\"}");

        HttpResponse<String> made = port == null
                ? call("CreateQueue", body, "X-Forwarded-Host", host, "X-Forwarded-Proto", scheme)
                : call(
                        "CreateQueue",
                        body,
                        "X-Forwarded-Host",
                        host,
                        "X-Forwarded-Proto",
                        scheme,
                        "X-Forwarded-Port",
                        port);

        assertThat(made.body()).isEqualTo("{\"QueueUrl\":\"" + expected + "000000000000/" + name + "\"}");
    }

    /** What is written into queue URLs must be a host and nothing else. */
    @ParameterizedTest
    @CsvSource({
        "evil.example.com/path, http",
        "user@evil.example.com, http",
        "evil\"example, http",
        "'', http",
        "a..b, javascript"
    })
    void what_is_no_address_is_not_written_into_a_queue_url(String host, String scheme) throws Exception {
        String name = TestQueue.freshName("guarded");
        byte[] body = utf8("{\"QueueName\":\"" + name + "\"}");

        assertThat(call("CreateQueue", body, "X-Forwarded-Host", host, "X-Forwarded-Proto", scheme)
                        .body())
                .isEqualTo("{\"QueueUrl\":\"" + endpoint + "/000000000000/" + name + "\"}");
    }
}
