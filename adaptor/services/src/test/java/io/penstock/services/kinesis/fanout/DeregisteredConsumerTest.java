package io.penstock.services.kinesis.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.kinesis.data.DataFixture;
import io.penstock.wire.EventStreamHandler;
import io.penstock.wire.ServiceDefinition;
import io.penstock.wire.model.ServiceModel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/** What DeregisterStreamConsumer does to subscriptions that are open. */
@Timeout(60)
class DeregisteredConsumerTest {

    @AutoClose
    private final DataFixture fixture = DataFixture.relaxed(1);

    private final BlockingQueue<SubscribeToShardEvent> events = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    /** Subscribes from the beginning, and says with which error the subscription ends. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // the binding is that of the request's operation
    private void subscribe(String consumerArn) throws InterruptedException {
        ServiceDefinition definition =
                new FanOut(fixture.plane).serve(ServiceDefinition.of(ServiceModel.load("kinesis")));
        ServiceDefinition.Events binding = (ServiceDefinition.Events)
                definition.binding("SubscribeToShard").orElseThrow();
        EventStreamHandler handler = binding.handler();
        EventStreamHandler.EventStream<?> stream = handler.open(
                DataFixture.call(),
                SubscribeToShardRequest.builder()
                        .consumerARN(consumerArn)
                        .shardId(DataFixture.id(0))
                        .startingPosition(p -> p.type(ShardIteratorType.TRIM_HORIZON))
                        .build());
        Thread.ofVirtual().start(() -> {
            try {
                stream.source().run((type, event) -> events.add((SubscribeToShardEvent) event));
                ended.complete("without an error");
            } catch (FaultException fault) {
                ended.complete(fault.fault().shape());
            } catch (IOException | InterruptedException e) {
                ended.completeExceptionally(e);
            }
        });
    }

    private void awaitRecord(String data) throws InterruptedException {
        SubscribeToShardEvent event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(DataFixture.texts(event.records())).containsExactly(data);
    }

    @Test
    void its_subscription_ends_and_gets_nothing_that_is_put_afterwards() throws Exception {
        String consumer = fixture.owner.registerConsumer("c");
        fixture.put("k", "before");
        subscribe(consumer);
        awaitRecord("before");
        fixture.owner.deregisterConsumers();
        fixture.put("k", "after");
        assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("ResourceNotFoundException");
        assertThat(events).isEmpty();
    }

    @Test
    void a_consumer_of_the_same_name_that_is_registered_anew_does_not_keep_it_open() throws Exception {
        String consumer = fixture.owner.registerConsumer("c");
        fixture.put("k", "before");
        subscribe(consumer);
        awaitRecord("before");
        fixture.advance(Duration.ofSeconds(2));
        assertThat(fixture.owner.registerConsumer("c")).isNotEqualTo(consumer);
        assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("ResourceNotFoundException");
    }
}
