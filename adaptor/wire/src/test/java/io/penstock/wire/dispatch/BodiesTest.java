package io.penstock.wire.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireFixture;
import io.penstock.wire.WireLimits;
import io.penstock.wire.model.ServiceModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.ListQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ListQueuesResponse;

class BodiesTest {

    private static final WireLimits SMALL = new WireLimits(1000, 20, 50);

    private final WireFixture wire = new WireFixture(
            SMALL,
            ServiceDefinition.of(ServiceModel.load("sqs"))
                    .withoutConstraintChecks()
                    .on(
                            "ListQueues",
                            ListQueuesRequest.class,
                            (_, request) -> ListQueuesResponse.builder()
                                    .queueUrls(String.valueOf(request.queueNamePrefix()))
                                    .build()));

    private HttpResponse send(byte[] body, String encoding) {
        return wire.dispatch(WireFixture.request(
                "POST", "/", Headers.of("X-Amz-Target", "AmazonSQS.ListQueues", "Content-Encoding", encoding), body));
    }

    private static byte[] gzip(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_gzipped_body_is_inflated() {
        assertThat(WireFixture.text(send(gzip(utf8("{\"QueueNamePrefix\":\"zip\"}")), "gzip")))
                .isEqualTo("{\"QueueUrls\":[\"zip\"]}");
    }

    @Test
    void a_body_that_inflates_beyond_the_limit_is_too_large() {
        HttpResponse response = send(gzip(new byte[10_000_000]), "gzip");
        assertThat(response.status()).isEqualTo(413);
        assertThat(WireFixture.text(response)).contains("RequestEntityTooLargeException");
        assertThat(send(new byte[1001], "identity").status()).isEqualTo(413);
    }

    @Test
    void a_body_that_is_no_gzip_or_otherwise_encoded_is_refused() {
        assertThat(send(utf8("{}"), "gzip").status()).isEqualTo(400);
        assertThat(send(utf8("{}"), "br").status()).isEqualTo(415);
    }

    @Test
    void nesting_and_parameters_are_bounded() {
        String deep = "{\"x\":" + "[".repeat(21) + "]".repeat(21) + "}";
        assertThat(send(utf8(deep), "identity").status()).isEqualTo(400);
        Headers form = Headers.of("Content-Type", "application/x-www-form-urlencoded");
        String many = "Action=ListQueues&Version=2012-11-05" + "&a=b".repeat(50);
        assertThat(WireFixture.text(wire.dispatch(WireFixture.request("POST", "/", form, many))))
                .contains("MalformedQueryString");
        String dotted = "Action=ListQueues&Version=2012-11-05&a" + ".b".repeat(60) + "=c";
        assertThat(WireFixture.text(wire.dispatch(WireFixture.request("POST", "/", form, dotted))))
                .contains("MalformedQueryString");
    }
}
