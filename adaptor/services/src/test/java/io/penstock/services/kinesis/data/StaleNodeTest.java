package io.penstock.services.kinesis.data;

import static io.penstock.services.kinesis.KinesisFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.HeldCatalog;
import io.penstock.services.kinesis.KinesisFixture;
import io.penstock.services.kinesis.rules.KinesisSettings;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.WriteGate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** A node that has not heard yet that a stream was deleted and created anew. */
@Timeout(120)
class StaleNodeTest {

    private static final String STREAM = "s";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private final KinesisFixture kinesis = KinesisFixture.relaxed();

    private final HeldCatalog catalog = new HeldCatalog(kinesis.world.catalog(), StreamDirectory.KIND) {
        @Override
        public CompletableFuture<Void> caughtUp() {
            throw new IllegalStateException("nobody waits for this node's view");
        }
    };
    private final PutRecord stale = new PutRecord(new DataPlane(
            new DataPorts(
                    new StreamDirectory(catalog, kinesis.world.machines()),
                    new WriteGate(catalog, kinesis.world.machines(), kinesis.world.recordLog(), kinesis.world.clock()),
                    kinesis.world.machines(),
                    kinesis.world.recordLog(),
                    kinesis.world.clock()),
            KinesisSettings.DEFAULT));

    @BeforeEach
    void a_stream_that_the_node_knows() throws InterruptedException {
        kinesis.create(STREAM, 1);
        await().atMost(PATIENCE)
                .until(() -> catalog.find(StreamDirectory.KIND, kinesis.arn(STREAM))
                        .filter(entry -> !entry.isDeleted())
                        .isPresent());
        put("before");
        catalog.hold();
    }

    private PutRecordResponse put(String data) throws InterruptedException {
        return stale.handle(
                DataFixture.call(),
                PutRecordRequest.builder()
                        .streamName(STREAM)
                        .partitionKey("k")
                        .data(SdkBytes.fromUtf8String(data))
                        .build());
    }

    private void recreate() {
        kinesis.client.deleteStream(r -> r.streamName(STREAM));
        kinesis.advance(Duration.ofSeconds(5));
        kinesis.create(STREAM, 1);
    }

    @Test
    void acknowledges_nothing_that_went_to_the_topic_of_a_stream_it_does_not_know() {
        recreate();
        FaultException fault = fault(() -> put("to whom?"));
        assertThat(fault.fault()).isEqualTo(CommonFaults.UNAVAILABLE);
    }

    @Test
    void acknowledges_nothing_after_a_deletion() {
        kinesis.client.deleteStream(r -> r.streamName(STREAM));
        assertThat(fault(() -> put("to whom?")).fault()).isEqualTo(CommonFaults.UNAVAILABLE);
    }

    @Test
    void what_it_acknowledges_once_it_knows_is_in_the_new_stream_under_its_number() throws InterruptedException {
        recreate();
        catalog.release();
        PutRecordResponse put = put("after");
        String iterator = kinesis.client
                .getShardIterator(r -> r.streamName(STREAM)
                        .shardId(put.shardId())
                        .shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
                        .startingSequenceNumber(put.sequenceNumber()))
                .shardIterator();
        assertThat(DataFixture.texts(kinesis.client
                        .getRecords(r -> r.shardIterator(iterator))
                        .records()))
                .containsExactly("after");
    }
}
