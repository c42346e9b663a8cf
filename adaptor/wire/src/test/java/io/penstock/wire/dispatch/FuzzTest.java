package io.penstock.wire.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.wire.CallObserver.Outcome;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.RequestTarget;
import io.penstock.wire.Seeds;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireFixture;
import io.penstock.wire.WireLimits;
import io.penstock.wire.codec.DocumentEncoder;
import io.penstock.wire.codec.DocumentFormat;
import io.penstock.wire.codec.EventFrames;
import io.penstock.wire.model.OperationModel;
import io.penstock.wire.model.ServiceModel;
import io.penstock.wire.roundtrip.RecordedRequests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.awscore.AwsResponse;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricDataRequest;

/** Broken requests of every protocol: each is answered with a 4xx or served, never a defect and never late. */
class FuzzTest {

    private static final int CASES = Integer.getInteger("penstock.fuzz.cases", 2_000);
    private static final WireLimits LIMITS = new WireLimits(1 << 20, 64, 2_000);

    /** Decoding a mutated request of a few kilobytes takes microseconds; this is a hang. */
    private static final long HANG_NANOS = 5_000_000_000L;

    private final long seed = Seeds.of("FuzzTest");
    private final SplittableRandom random = Seeds.random(seed);
    private final Mutations mutations = new Mutations(random);

    @ParameterizedTest
    @CsvSource({"sqs", "kinesis", "sns", "lambda", "scheduler"})
    void mutated_requests_of_the_sdk_are_served_or_refused(String service) {
        WireFixture wire = new WireFixture(LIMITS, anything(service));
        List<HttpRequest> valid = RecordedRequests.of(service, seed);
        run(wire, valid);
    }

    @Test
    void mutated_rpc_v2_requests_are_served_or_refused() {
        SdkPojo request = PutMetricDataRequest.builder()
                .namespace("n")
                .metricData(MetricDatum.builder()
                        .metricName("m")
                        .value(1.5)
                        .values(1.0, 2.5)
                        .timestamp(WireFixture.NOW)
                        .build())
                .build();
        HttpRequest valid = WireFixture.request(
                "POST",
                "/service/GraniteServiceVersion20100801/operation/PutMetricData",
                Headers.of("smithy-protocol", "rpc-v2-cbor", "Content-Type", "application/cbor"),
                new DocumentEncoder(DocumentFormat.RPC_V2_CBOR).encode(request));
        WireFixture wire = new WireFixture(LIMITS, anything("cloudwatch"));
        assertThat(wire.dispatch(valid).status()).isEqualTo(200);
        run(wire, List.of(valid));
    }

    @Test
    void mutated_queries_of_sqs_are_served_or_refused() {
        HttpRequest valid = WireFixture.request(
                "POST",
                "/000000000000/q",
                Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                "Action=SendMessage&MessageBody=a+b%20c&DelaySeconds=5&MessageAttribute.1.Name=n"
                        + "&MessageAttribute.1.Value.StringValue=v&MessageAttribute.1.Value.DataType=String");
        run(new WireFixture(LIMITS, anything("sqs")), List.of(valid));
    }

    private void run(WireFixture wire, List<HttpRequest> valid) {
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            HttpRequest request = mutated(valid.get(random.nextInt(valid.size())));
            long started = System.nanoTime();
            HttpResponse response = wire.dispatch(request);
            Outcome outcome = wire.calls().getLast().outcome();
            assertThat(outcome.failure())
                    .as("case %s of seed %s: %s", i, seed, request.target())
                    .isEmpty();
            assertThat(response.status()).isBetween(200, 499);
            assertThat(System.nanoTime() - started).isLessThan(HANG_NANOS);
            refused += response.status() >= 400 ? 1 : 0;
            wire.calls().clear();
        }
        assertThat(refused).as("mutations that broke something").isPositive();
    }

    private HttpRequest mutated(HttpRequest request) {
        byte[] body = request.body();
        RequestTarget target = request.target();
        Headers headers = request.headers();
        switch (random.nextInt(10)) {
            case 0 -> target = new RequestTarget("http", target.authority(), mutations.text(target.rawPath()), null);
            case 1 ->
                target = new RequestTarget(
                        "http", target.authority(), target.rawPath(), mutations.text("a=b&X-Amz-Credential=a%2Fb"));
            case 2 -> headers = mutatedHeaders(headers);
            case 3 -> body = mutations.noise();
            default -> body = mutations.of(body);
        }
        return new HttpRequest(request.method(), target, headers, body);
    }

    private Headers mutatedHeaders(Headers headers) {
        int chosen = random.nextInt(headers.fields().size());
        Headers.Builder builder = new Headers.Builder();
        for (int i = 0; i < headers.fields().size(); i++) {
            Headers.Header field = headers.fields().get(i);
            builder.add(field.name(), i == chosen ? mutations.text(field.value()) : field.value());
        }
        if (random.nextInt(4) == 0) {
            builder.set("Content-Encoding", random.nextBoolean() ? "gzip" : "br");
        }
        return builder.build();
    }

    @Test
    void mutated_event_frames_are_read_or_refused() throws IOException {
        var frame = new ByteArrayOutputStream();
        EventFrames.event(
                frame, "type", "application/json", to -> to.write("{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
        byte[] valid = frame.toByteArray();
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            try {
                EventFrames.decode(ByteBuffer.wrap(random.nextInt(5) == 0 ? mutations.noise() : mutations.of(valid)));
            } catch (FaultException e) {
                assertThat(e.fault().status()).isEqualTo(400);
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    /** A service that answers every operation with an empty response. */
    private static ServiceDefinition anything(String id) {
        ServiceModel model = ServiceModel.load(id);
        ServiceDefinition definition = ServiceDefinition.of(model);
        List<OperationModel> operations = new ArrayList<>(model.operations());
        try {
            for (OperationModel operation : operations) {
                Class<?> response = Class.forName(operation.types().response());
                Object builder = response.getMethod("builder").invoke(null);
                AwsResponse empty = ((AwsResponse.Builder) builder).build();
                definition = definition.on(
                        operation.name(),
                        Class.forName(operation.types().request()).asSubclass(AwsRequest.class),
                        (_, _) -> empty);
            }
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | IllegalAccessException
                | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
        return definition;
    }
}
