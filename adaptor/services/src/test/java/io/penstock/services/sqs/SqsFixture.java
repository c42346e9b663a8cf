package io.penstock.services.sqs;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.AggregateId;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.kernel.port.Catalog;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.NewRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.services.common.DirectClients;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.queue.QueuePartition;
import io.penstock.services.sqs.rules.SqsLimits;
import io.penstock.services.sqs.rules.SqsSettings;
import io.penstock.wire.CallContext;
import io.penstock.wire.Caller;
import io.penstock.wire.ServiceDefinition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * SQS on the memory ports, called through the SDK's own client interface. The clock stands still until {@link #advance}; faults come as {@link
 * FaultException}.
 */
public final class SqsFixture implements AutoCloseable {

    public static final Caller CALLER = new Caller(AccountId.DEFAULT, Region.DEFAULT, "AIDATEST");

    private static final Executor THREADS = Thread::startVirtualThread;
    private static final long PATIENCE_SECONDS = 20;

    public final MemoryWorld world;
    public final Sqs sqs;
    public final SqsClient client;
    private final ServiceDefinition definition;

    public SqsFixture() {
        this(SqsSettings.DEFAULT);
    }

    public SqsFixture(SqsSettings settings) {
        world = new MemoryWorld(MemoryOptions.threaded());
        sqs = create(settings, world.machines(), world.catalog());
        definition = sqs.definition();
        client = client(CALLER);
    }

    /** With the limits of AWS. */
    public static SqsFixture strict() {
        return new SqsFixture(SqsSettings.DEFAULT.with(SqsLimits.AWS));
    }

    /** With queues of several partitions. */
    public static SqsFixture partitioned(int partitions) {
        SqsSettings settings = SqsSettings.DEFAULT;
        return new SqsFixture(new SqsSettings(
                settings.limits(), settings.urls(), settings.topicPrefix(), partitions, settings.bodyBytes()));
    }

    /** A client of another node, which reaches the owners and knows the definitions in its own way and owns nothing. */
    public SqsClient otherNode(Machines machines, Catalog catalog) {
        ServiceDefinition other = create(SqsSettings.DEFAULT, machines, catalog).definition();
        return DirectClients.of(SqsClient.class, other, DirectClients.call(CALLER));
    }

    private Sqs create(SqsSettings settings, Machines machines, Catalog catalog) {
        return Sqs.create(
                new Sqs.Ports(
                        machines,
                        world.recordLog(),
                        world.topics(),
                        catalog,
                        new Sqs.Chance(world.clock(), world.random())),
                settings);
    }

    /** A client of another caller. */
    public SqsClient client(Caller caller) {
        return client(DirectClients.call(caller));
    }

    /** A client with a context of its own. */
    public SqsClient client(CallContext context) {
        return DirectClients.of(SqsClient.class, definition, context);
    }

    /** Runs a call that waits. */
    public <T> CompletableFuture<T> async(Supplier<T> call) {
        return CompletableFuture.supplyAsync(call, THREADS);
    }

    /** The result of a call that waits no longer. */
    public static <T> T result(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer in time", e);
        } catch (ExecutionException e) {
            throw new AssertionError("failed", e.getCause());
        }
    }

    /** The fault of a call. */
    public static FaultException fault(ThrowingCallable call) {
        return DirectClients.fault(call);
    }

    public void advance(Duration duration) {
        world.advance(duration);
    }

    public String createQueue(String name) {
        return client.createQueue(request -> request.queueName(name)).queueUrl();
    }

    public String createQueue(String name, Map<QueueAttributeName, String> attributes) {
        return client.createQueue(request -> request.queueName(name).attributes(attributes))
                .queueUrl();
    }

    public String createFifo(String name) {
        return createQueue(
                name,
                Map.of(
                        QueueAttributeName.FIFO_QUEUE, "true",
                        QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true"));
    }

    /** That de-duplicates each group by itself, as high-throughput mode wants it; so it may have several partitions. */
    public String createFifoPerGroup(String name) {
        return createQueue(
                name,
                Map.of(
                        QueueAttributeName.FIFO_QUEUE, "true",
                        QueueAttributeName.CONTENT_BASED_DEDUPLICATION, "true",
                        QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup",
                        QueueAttributeName.FIFO_THROUGHPUT_LIMIT, "perMessageGroupId"));
    }

    public String arn(String url) {
        return client.getQueueAttributes(request -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
    }

    /** The aggregate of a partition of a queue. */
    public AggregateId partition(String url, int partition) {
        String arn = arn(url);
        return new QueueDirectory(world.catalog(), world.machines())
                .find(arn)
                .map(found -> new QueuePartition(arn, found.queue().id(), partition).id())
                .orElseThrow();
    }

    public String attribute(String url, QueueAttributeName name) {
        return client.getQueueAttributes(request -> request.queueUrl(url).attributeNames(name))
                .attributes()
                .getOrDefault(name, "");
    }

    public String send(String url, String body) {
        return client.sendMessage(request -> request.queueUrl(url).messageBody(body))
                .messageId();
    }

    public String send(String url, String group, String body) {
        return client.sendMessage(
                        request -> request.queueUrl(url).messageGroupId(group).messageBody(body))
                .messageId();
    }

    /** Up to ten messages with all system attributes, without waiting. */
    public List<Message> receive(String url) {
        return client.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNamesWithStrings("All"))
                .messages();
    }

    /** The bodies of {@link #receive}. */
    public List<String> bodies(String url) {
        return receive(url).stream().map(Message::body).toList();
    }

    public void delete(String url, Message message) {
        client.deleteMessage(request -> request.queueUrl(url).receiptHandle(message.receiptHandle()));
    }

    /** Appends a record as a plain Kafka producer would. */
    public void produce(String topic, String key, String value) {
        produce(new TopicPartition(topic, 0), key, value);
    }

    /** The same, to a partition of the producer's choice. */
    public void produce(TopicPartition topic, String key, String value) {
        byte[] keyBytes = key.isEmpty() ? null : key.getBytes(StandardCharsets.UTF_8);
        world.recordLog()
                .append(topic, new NewRecord(keyBytes, value.getBytes(StandardCharsets.UTF_8), List.of()))
                .join();
    }

    @Override
    public void close() {
        world.close();
        if (!world.defects().isEmpty()) {
            throw new AssertionError(
                    "defects: " + world.defects(), world.defects().getFirst());
        }
    }
}
