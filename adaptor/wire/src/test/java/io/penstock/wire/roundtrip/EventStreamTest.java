package io.penstock.wire.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.Fault;
import io.penstock.wire.EventStreamHandler.EventStream;
import io.penstock.wire.Headers;
import io.penstock.wire.HttpResponse;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.WireFixture;
import io.penstock.wire.codec.EventFrames;
import io.penstock.wire.model.ServiceModel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsAsyncClient;
import software.amazon.awssdk.services.cloudwatchlogs.model.FieldsData;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogObjectRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogObjectResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.GetLogObjectResponseHandler;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionLogEvent;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionStart;
import software.amazon.awssdk.services.cloudwatchlogs.model.LiveTailSessionUpdate;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailRequest;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponse;
import software.amazon.awssdk.services.cloudwatchlogs.model.StartLiveTailResponseHandler;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvokeResponseStreamUpdate;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamCompleteEvent;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamRequest;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponse;
import software.amazon.awssdk.services.lambda.model.InvokeWithResponseStreamResponseHandler;

class EventStreamTest {

    private static final Fault IN_USE = Fault.sender("ResourceInUseException", "Another consumer took the shard.");

    private final ServiceDefinition kinesis = ServiceDefinition.of(ServiceModel.load("kinesis"))
            .onEventStream("SubscribeToShard", SubscribeToShardRequest.class, (_, request) -> {
                if (request.shardId().equals("taken")) {
                    throw IN_USE.with();
                }
                return new EventStream<>(SubscribeToShardResponse.builder().build(), sink -> {
                    sink.send("SubscribeToShardEvent", event("1"));
                    sink.send("SubscribeToShardEvent", event("2"));
                    if (request.shardId().equals("lost")) {
                        throw IN_USE.with();
                    }
                });
            });

    private static SubscribeToShardEvent event(String sequence) {
        return SubscribeToShardEvent.builder()
                .records(Record.builder()
                        .data(SdkBytes.fromUtf8String("data" + sequence))
                        .partitionKey("k")
                        .sequenceNumber(sequence)
                        .approximateArrivalTimestamp(Instant.ofEpochMilli(1_700_000_000_123L))
                        .build())
                .continuationSequenceNumber(sequence)
                .millisBehindLatest(0L)
                .build();
    }

    private List<SubscribeToShardEvent> subscribe(String shard) {
        List<SubscribeToShardEvent> events = Collections.synchronizedList(new ArrayList<>());
        try (KinesisAsyncClient client = SdkClients.configured(KinesisAsyncClient.builder())
                .httpClient(new LoopbackAsyncHttp(new WireFixture(kinesis)))
                .build()) {
            client.subscribeToShard(
                            r -> r.consumerARN("arn:aws:kinesis:us-east-1:000000000000:stream/s/consumer/c:1")
                                    .shardId(shard)
                                    .startingPosition(p -> p.type(ShardIteratorType.LATEST)),
                            SubscribeToShardResponseHandler.builder()
                                    .subscriber(e -> events.add((SubscribeToShardEvent) e))
                                    .build())
                    .join();
            return events;
        }
    }

    @Test
    void the_sdk_reads_the_events_we_frame() {
        assertThat(subscribe("shardId-000000000000")).containsExactly(event("1"), event("2"));
    }

    @Test
    void a_fault_before_the_stream_is_an_ordinary_error() {
        assertThatThrownBy(() -> subscribe("taken"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(ResourceInUseException.class);
    }

    @Test
    void a_fault_in_the_stream_ends_it_with_an_exception_frame() {
        HttpResponse response = new WireFixture(kinesis)
                .dispatch(WireFixture.request(
                        "POST",
                        "/",
                        Headers.of(
                                "X-Amz-Target",
                                "Kinesis_20131202.SubscribeToShard",
                                "Content-Type",
                                "application/x-amz-json-1.1"),
                        """
                        {"ConsumerARN": "arn:aws:kinesis:us-east-1:000000000000:stream/s/consumer/c:1",
                         "ShardId": "lost", "StartingPosition": {"Type": "LATEST"}}"""));
        assertThat(WireFixture.header(response, "Content-Type")).isEqualTo("application/vnd.amazon.eventstream");
        ByteBuffer frames = ByteBuffer.wrap(LoopbackHttp.body(response));
        assertThat(EventFrames.decode(frames).orElseThrow().type()).isEqualTo("initial-response");
        assertThat(EventFrames.decode(frames).orElseThrow().type()).isEqualTo("SubscribeToShardEvent");
        assertThat(EventFrames.decode(frames).orElseThrow().type()).isEqualTo("SubscribeToShardEvent");
        EventFrames.Frame last = EventFrames.decode(frames).orElseThrow();
        assertThat(last.kind()).isEqualTo("exception");
        assertThat(last.type()).isEqualTo("ResourceInUseException");
        assertThat(new String(last.payload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"message\":\"Another consumer took the shard.\"}");
        assertThat(frames.hasRemaining()).isFalse();
    }

    @Test
    void a_defect_in_the_stream_is_reported_when_the_stream_ends() {
        ServiceDefinition broken = ServiceDefinition.of(ServiceModel.load("kinesis"))
                .withoutConstraintChecks()
                .onEventStream(
                        "SubscribeToShard",
                        SubscribeToShardRequest.class,
                        (_, _) -> new EventStream<>(
                                SubscribeToShardResponse.builder().build(), _ -> {
                                    throw new IllegalStateException("a secret of ours");
                                }));
        WireFixture wire = new WireFixture(broken);
        HttpResponse response = wire.dispatch(WireFixture.request(
                "POST", "/", Headers.of("X-Amz-Target", "Kinesis_20131202.SubscribeToShard"), "{}"));
        assertThat(wire.calls()).isEmpty();
        assertThat(new String(LoopbackHttp.body(response), StandardCharsets.ISO_8859_1))
                .contains("InternalFailure")
                .doesNotContain("secret");
        assertThat(wire.calls().getFirst().outcome().failure().orElseThrow()).hasMessage("a secret of ours");
    }

    @Test
    void a_stream_of_several_kinds_of_events_is_read_with_the_kinds_it_had() {
        LiveTailSessionStart begin = LiveTailSessionStart.builder()
                .sessionId("session")
                .logGroupIdentifiers("arn:aws:logs:us-east-1:000000000000:log-group:g")
                .build();
        LiveTailSessionUpdate update = LiveTailSessionUpdate.builder()
                .sessionMetadata(metadata -> metadata.sampled(true))
                .sessionResults(LiveTailSessionLogEvent.builder()
                        .message("a line")
                        .timestamp(1_700_000_000_123L)
                        .build())
                .build();
        List<StartLiveTailRequest> requests = Collections.synchronizedList(new ArrayList<>());
        ServiceDefinition logs = ServiceDefinition.of(ServiceModel.load("cloudwatchlogs"))
                .onEventStream("StartLiveTail", StartLiveTailRequest.class, (_, request) -> {
                    requests.add(request);
                    return new EventStream<>(StartLiveTailResponse.builder().build(), sink -> {
                        sink.send("sessionStart", begin);
                        sink.send("sessionUpdate", update);
                    });
                });
        List<Object> events = Collections.synchronizedList(new ArrayList<>());
        StartLiveTailRequest sent = StartLiveTailRequest.builder()
                .logGroupIdentifiers("arn:aws:logs:us-east-1:000000000000:log-group:g")
                .logEventFilterPattern("ü <&>")
                .build();
        try (CloudWatchLogsAsyncClient client = logs(logs)) {
            client.startLiveTail(
                            sent,
                            StartLiveTailResponseHandler.builder()
                                    .subscriber(events::add)
                                    .build())
                    .join();
        }
        assertThat(requests).containsExactly(sent);
        assertThat(events).hasSize(2);
        assertThat(events.getFirst())
                .isInstanceOfSatisfying(
                        LiveTailSessionStart.class,
                        got -> assertThat(got.equalsBySdkFields(begin)).isTrue());
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        LiveTailSessionUpdate.class,
                        got -> assertThat(got.equalsBySdkFields(update)).isTrue());
    }

    @Test
    void events_with_bytes_in_their_document_are_read_as_bytes() {
        FieldsData fields = FieldsData.builder()
                .data(SdkBytes.fromByteArray(new byte[] {1, 0, -1}))
                .build();
        ServiceDefinition logs = ServiceDefinition.of(ServiceModel.load("cloudwatchlogs"))
                .onEventStream(
                        "GetLogObject",
                        GetLogObjectRequest.class,
                        (_, _) -> new EventStream<>(
                                GetLogObjectResponse.builder().build(), sink -> sink.send("fields", fields)));
        List<Object> events = Collections.synchronizedList(new ArrayList<>());
        try (CloudWatchLogsAsyncClient client = logs(logs)) {
            client.getLogObject(
                            get -> get.logObjectPointer("pointer"),
                            GetLogObjectResponseHandler.builder()
                                    .subscriber(events::add)
                                    .build())
                    .join();
        }
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        FieldsData.class,
                        got -> assertThat(got.equalsBySdkFields(fields)).isTrue());
    }

    private static CloudWatchLogsAsyncClient logs(ServiceDefinition logs) {
        return SdkClients.configured(CloudWatchLogsAsyncClient.builder())
                .httpClient(new LoopbackAsyncHttp(new WireFixture(logs)))
                .build();
    }

    @Test
    void events_with_a_payload_of_bytes_are_framed_as_bytes() {
        ServiceDefinition lambda = ServiceDefinition.of(ServiceModel.load("lambda"))
                .onEventStream(
                        "InvokeWithResponseStream",
                        InvokeWithResponseStreamRequest.class,
                        (_, _) -> new EventStream<>(
                                InvokeWithResponseStreamResponse.builder()
                                        .statusCode(200)
                                        .executedVersion("7")
                                        .build(),
                                sink -> {
                                    sink.send(
                                            "PayloadChunk",
                                            InvokeResponseStreamUpdate.builder()
                                                    .payload(SdkBytes.fromUtf8String("part"))
                                                    .build());
                                    sink.send(
                                            "InvokeComplete",
                                            InvokeWithResponseStreamCompleteEvent.builder()
                                                    .logResult("log")
                                                    .build());
                                }));
        List<Object> events = Collections.synchronizedList(new ArrayList<>());
        List<InvokeWithResponseStreamResponse> responses = Collections.synchronizedList(new ArrayList<>());
        try (LambdaAsyncClient client = SdkClients.configured(LambdaAsyncClient.builder())
                .httpClient(new LoopbackAsyncHttp(new WireFixture(lambda)))
                .build()) {
            client.invokeWithResponseStream(
                            r -> r.functionName("f"),
                            InvokeWithResponseStreamResponseHandler.builder()
                                    .onResponse(responses::add)
                                    .subscriber(events::add)
                                    .build())
                    .join();
        }
        assertThat(responses.getFirst().executedVersion()).isEqualTo("7");
        assertThat(((InvokeResponseStreamUpdate) events.get(0)).payload().asUtf8String())
                .isEqualTo("part");
        assertThat(((InvokeWithResponseStreamCompleteEvent) events.get(1)).logResult())
                .isEqualTo("log");
    }
}
