package io.penstock.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.wire.Headers;
import io.penstock.wire.HttpRequest;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.RequestTarget;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireFixture;
import io.penstock.wire.model.ServiceModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.model.DashboardNotFoundErrorException;
import software.amazon.awssdk.services.cloudwatch.model.GetDashboardRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataRequest;
import software.amazon.awssdk.services.cloudwatch.model.GetMetricDataResponse;
import software.amazon.awssdk.services.cloudwatch.model.MetricDataResult;

/**
 * RPC v2 CBOR by hand-assembled bytes (RFC 8949): indefinite and definite lengths, half floats, and times as tag 1.
 *
 * @see <a href="https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html">RPC v2 CBOR, Smithy</a>
 */
class SmithyCborTest {

    private final List<GetMetricDataRequest> received = new ArrayList<>();
    private final WireFixture wire = new WireFixture(ServiceDefinition.of(ServiceModel.load("cloudwatch"))
            .withoutConstraintChecks()
            .on("GetMetricData", GetMetricDataRequest.class, (_, request) -> {
                received.add(request);
                return GetMetricDataResponse.builder()
                        .metricDataResults(MetricDataResult.builder()
                                .id("a")
                                .timestamps(Instant.ofEpochSecond(1), Instant.ofEpochMilli(1500))
                                .values(1.5)
                                .build())
                        .build();
            })
            .on("GetDashboard", GetDashboardRequest.class, (_, _) -> {
                throw DashboardNotFoundErrorException.builder().message("gone").build();
            }));

    private HttpResponse send(String operation, String hex) {
        return wire.dispatch(new HttpRequest(
                "POST",
                new RequestTarget(
                        "http", "localhost", "/service/GraniteServiceVersion20100801/operation/" + operation, null),
                Headers.of("Smithy-Protocol", "rpc-v2-cbor", "Content-Type", "application/cbor"),
                HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @Test
    void definite_and_indefinite_maps_and_every_spelling_of_a_time_are_read() {
        // {"StartTime": 1(1), "EndTime": 1(1.5 as a half float)}
        send("GetMetricData", "a2 69 537461727454696d65 c1 01 67 456e6454696d65 c1 f93e00");
        // {_ "StartTime": 1(1.0 as a double), "EndTime": 1(1.5 as a float), "Unknown": [_ 1, null], "MaxDatapoints":
        // 1.0 }
        send(
                "GetMetricData",
                "bf 69 537461727454696d65 c1 fb3ff0000000000000 67 456e6454696d65 c1 fa3fc00000"
                        + "67 556e6b6e6f776e 9f 01 f6 ff 6d 4d617844617461706f696e7473 f93c00 ff");
        assertThat(received).hasSize(2).allSatisfy(request -> {
            assertThat(request.startTime()).isEqualTo(Instant.ofEpochSecond(1));
            assertThat(request.endTime()).isEqualTo(Instant.ofEpochMilli(1500));
        });
        assertThat(received.getLast().maxDatapoints()).isEqualTo(1);
    }

    @Test
    void a_response_names_its_protocol_and_tags_its_times() {
        HttpResponse response = send("GetMetricData", "a0");
        assertThat(WireFixture.header(response, "smithy-protocol")).isEqualTo("rpc-v2-cbor");
        assertThat(WireFixture.header(response, "Content-Type")).isEqualTo("application/cbor");
        // {_ "MetricDataResults": [_ {_ "Id": "a", "Timestamps": [_ 1(1), 1(1.5)], "Values": [_ 1.5] } ] }
        assertThat(HexFormat.of().formatHex(WireFixture.bytes(response)))
                .isEqualTo("bf714d657472696344617461526573756c74739fbf6249646161"
                        + "6a54696d657374616d70739fc101c1fb3ff8000000000000ff"
                        + "6656616c7565739ffb3ff8000000000000ffffffff");
    }

    @Test
    void an_error_has_an_absolute_shape_and_its_query_code() {
        HttpResponse response = send("GetDashboard", "a0");
        assertThat(response.status()).isEqualTo(404);
        assertThat(WireFixture.header(response, "x-amzn-query-error")).isEqualTo("ResourceNotFound;Sender");
        assertThat(WireFixture.text(response))
                .contains("__type", "com.amazonaws.cloudwatch#DashboardNotFoundError", "message", "gone");
    }

    @Test
    void an_unknown_operation_or_service_is_refused_in_cbor() {
        for (String path : List.of(
                "/service/Nope/operation/GetMetricData", "/service/GraniteServiceVersion20100801/operation/Nope")) {
            HttpResponse response = wire.dispatch(
                    WireFixture.request("POST", path, Headers.of("smithy-protocol", "rpc-v2-cbor"), new byte[0]));
            assertThat(response.status()).isEqualTo(400);
            assertThat(WireFixture.text(response)).contains("UnknownOperationException");
        }
    }
}
