package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.RequestTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The way of a request, without a port. */
class PipelineTest {

    private final Refusals refusals = new Refusals(new SplittableRandom(7));

    private record Asked(String method, String path, Headers headers) implements Exchange {

        @Override
        public RequestTarget target() {
            return new RequestTarget("http", "localhost", path, null);
        }

        @Override
        public byte[] body() {
            return new byte[0];
        }

        @Override
        public Cancellation cancellation() {
            return new Cancellation();
        }
    }

    private HttpResponse serve(Exchange exchange, Pipeline.Stage... stages) throws InterruptedException {
        return new Pipeline(List.of(stages), refusals).serve(exchange);
    }

    private static Exchange asked(String path, String... headers) {
        return new Asked("POST", path, Headers.of(headers));
    }

    private static byte[] body(HttpResponse response) {
        return ((HttpResponse.Bytes) response.body()).content();
    }

    private static String text(HttpResponse response) {
        return new String(body(response), StandardCharsets.UTF_8);
    }

    private static HttpResponse ok(Exchange exchange, Pipeline.Next next) {
        return EdgeFixture.text(200, exchange.target().rawPath());
    }

    @Test
    void stages_are_passed_in_order_until_one_answers() throws InterruptedException {
        HttpResponse response =
                serve(asked("/x"), (exchange, next) -> next.serve(exchange), PipelineTest::ok, (exchange, next) -> {
                    throw new AssertionError("passed a stage that answered");
                });

        assertThat(text(response)).isEqualTo("/x");
    }

    @Test
    void a_page_answers_before_anything_is_dispatched() throws InterruptedException {
        Pipeline.Stage pages =
                Stages.pages(exchange -> exchange.target().rawPath().equals("/health")
                        ? Optional.of(EdgeFixture.text(200, "fine"))
                        : Optional.empty());

        assertThat(text(serve(asked("/health"), pages, PipelineTest::ok))).isEqualTo("fine");
        assertThat(text(serve(asked("/other"), pages, PipelineTest::ok))).isEqualTo("/other");
    }

    @Test
    void one_request_too_many_is_told_to_come_again() throws InterruptedException {
        Pipeline.Stage admission = Stages.admission(1);
        HttpResponse[] inner = new HttpResponse[1];

        HttpResponse outer = serve(asked("/x"), admission, (exchange, next) -> {
            inner[0] = serve(asked("/y"), admission, PipelineTest::ok);
            return ok(exchange, next);
        });

        assertThat(outer.status()).isEqualTo(200);
        assertThat(inner[0].status()).isEqualTo(503);
        assertThat(inner[0].headers().first("Retry-After")).contains("1");
        assertThat(serve(asked("/z"), admission, PipelineTest::ok).status()).isEqualTo(200);
    }

    @Test
    void a_place_is_given_back_when_a_request_fails() throws InterruptedException {
        Pipeline.Stage admission = Stages.admission(1);
        Pipeline.Stage defect = (exchange, next) -> {
            throw new IllegalStateException("a defect of ours");
        };

        assertThat(serve(asked("/x"), admission, defect).status()).isEqualTo(500);
        assertThat(serve(asked("/x"), admission, PipelineTest::ok).status()).isEqualTo(200);
    }

    @Test
    void nothing_is_dispatched_while_there_is_a_reason_not_to() throws InterruptedException {
        HttpResponse response =
                serve(asked("/x"), Stages.available(() -> Optional.of("it is starting")), PipelineTest::ok);

        assertThat(response.status()).isEqualTo(503);
        assertThat(text(response)).contains("<Code>ServiceUnavailable</Code>", "it is starting");
    }

    @Test
    void a_refusal_speaks_json_to_a_json_client() throws Exception {
        HttpResponse response = refuse("Content-Type", "application/x-amz-json-1.1; charset=utf-8");

        assertThat(response.headers().first("Content-Type")).contains("application/x-amz-json-1.1");
        assertThat(response.headers().first("x-amzn-RequestId")).isPresent();
        JsonNode error = new ObjectMapper().readTree(body(response));
        assertThat(error.get("__type").asText()).isEqualTo("RequestEntityTooLargeException");
        assertThat(error.get("message").asText()).contains("17 bytes");
    }

    @Test
    void a_refusal_speaks_cbor_to_a_cbor_client() throws IOException, InterruptedException {
        HttpResponse response = refuse("Content-Type", "application/cbor", "smithy-protocol", "rpc-v2-cbor");

        assertThat(response.headers().first("smithy-protocol")).contains("rpc-v2-cbor");
        JsonNode error = new ObjectMapper(new CBORFactory()).readTree(body(response));
        assertThat(error.get("__type").asText()).isEqualTo("RequestEntityTooLargeException");
    }

    @Test
    void a_refusal_names_the_query_code_to_a_client_that_was_a_query_client() throws InterruptedException {
        HttpResponse response = refuse("Content-Type", "application/x-amz-json-1.0", "x-amzn-query-mode", "true");

        assertThat(response.headers().first("x-amzn-query-error")).contains("RequestEntityTooLarge;Sender");
    }

    @Test
    void a_defect_tells_the_caller_nothing_but_that_it_is_one() throws InterruptedException {
        HttpResponse response = serve(asked("/x"), (exchange, next) -> {
            throw new IllegalStateException("secret detail");
        });

        assertThat(response.status()).isEqualTo(500);
        assertThat(text(response)).contains("InternalFailure").doesNotContain("secret detail");
    }

    private HttpResponse refuse(String... headers) throws InterruptedException {
        HttpResponse response = serve(asked("/", headers), (exchange, next) -> {
            throw EdgeFaults.TOO_LARGE.with(17);
        });
        assertThat(response.status()).isEqualTo(413);
        return response;
    }
}
