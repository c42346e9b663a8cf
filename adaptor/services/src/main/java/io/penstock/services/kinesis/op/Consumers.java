package io.penstock.services.kinesis.op;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.Arn;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.ConsumerDefinition;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DeregisterStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamConsumerResponse;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersRequest;
import software.amazon.awssdk.services.kinesis.model.ListStreamConsumersResponse;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerRequest;
import software.amazon.awssdk.services.kinesis.model.RegisterStreamConsumerResponse;

/** Registered consumers. They are ACTIVE as soon as they are there. */
final class Consumers {

    private static final String TOKEN = "consumers";
    private static final int TOKEN_VALUES = 2;
    private static final int DEFAULT_PAGE = 100;

    private final Streams streams;
    private final Tokens tokens;

    Consumers(Environment environment) {
        this.streams = new Streams(environment);
        this.tokens = new Tokens(environment.clock());
    }

    /** A consumer named by its ARN, or by its own name and the ARN of its stream. */
    private record Which(Arn stream, String name, @Nullable String arn) {

        static Which of(@Nullable String streamArn, @Nullable String name, @Nullable String consumerArn) {
            if (consumerArn != null) {
                StreamName.Named named = Streams.resource(consumerArn);
                StreamName.ConsumerName consumer = named.consumer()
                        .orElseThrow(() -> KinesisFaults.invalid("Not the ARN of a consumer: " + consumerArn));
                return new Which(named.stream(), consumer.name(), consumerArn);
            }
            if (streamArn == null || name == null) {
                throw KinesisFaults.invalid("Either ConsumerARN, or StreamARN and ConsumerName must be provided.");
            }
            return new Which(Streams.stream(streamArn), name, null);
        }

        boolean isIn(StreamDefinition definition) {
            return find(definition).isPresent();
        }

        /** A consumer registered anew has another ARN. */
        private Optional<ConsumerDefinition> find(StreamDefinition definition) {
            return definition
                    .consumer(name)
                    .filter(consumer -> arn == null || arn.equals(consumer.arn(definition.arn())));
        }

        /** The consumer, or the fault that there is none. */
        ConsumerDefinition in(StreamDefinition definition) {
            return find(definition).orElseThrow(() -> none(arn == null ? name : arn, definition));
        }
    }

    static FaultException none(String consumer, StreamDefinition stream) {
        return KinesisFaults.RESOURCE_NOT_FOUND.with(
                "Consumer " + consumer + ", account " + stream.account() + " not found.");
    }

    RegisterStreamConsumerResponse register(CallContext call, RegisterStreamConsumerRequest request)
            throws InterruptedException {
        Tagging.check(request.tags());
        StreamDefinition stream = streams.change(
                call,
                Streams.stream(request.streamARN()),
                new StreamCommand.RegisterConsumer(request.consumerName(), request.tags()));
        ConsumerDefinition consumer =
                Which.of(stream.arn(), request.consumerName(), null).in(stream);
        return RegisterStreamConsumerResponse.builder()
                .consumer(Descriptions.consumer(stream, consumer))
                .build();
    }

    DeregisterStreamConsumerResponse deregister(CallContext call, DeregisterStreamConsumerRequest request)
            throws InterruptedException {
        Which which = Which.of(request.streamARN(), request.consumerName(), request.consumerARN());
        // The owner finds it: this node may know an earlier registration, or none yet.
        streams.change(call, which.stream(), new StreamCommand.DeregisterConsumer(which.name(), which.arn()));
        return DeregisterStreamConsumerResponse.builder().build();
    }

    DescribeStreamConsumerResponse describe(CallContext call, DescribeStreamConsumerRequest request)
            throws InterruptedException {
        Which which = Which.of(request.streamARN(), request.consumerName(), request.consumerARN());
        StreamDefinition stream = streams.find(call, which.stream());
        if (!which.isIn(stream)) {
            // This node may not have heard of it yet.
            stream = streams.ask(call, which.stream());
        }
        ConsumerDefinition consumer = which.in(stream);
        return DescribeStreamConsumerResponse.builder()
                .consumerDescription(ConsumerDescription.builder()
                        .consumerName(consumer.name())
                        .consumerARN(consumer.arn(stream.arn()))
                        .consumerStatus(ConsumerStatus.ACTIVE)
                        .consumerCreationTimestamp(Instant.ofEpochMilli(consumer.createdMillis()))
                        .streamARN(stream.arn())
                        .build())
                .build();
    }

    ListStreamConsumersResponse list(CallContext call, ListStreamConsumersRequest request) throws InterruptedException {
        StreamDefinition stream = streams.find(call, Streams.stream(request.streamARN()));
        String after = "";
        if (request.nextToken() != null) {
            List<String> values = tokens.decode(TOKEN, request.nextToken(), TOKEN_VALUES);
            if (!values.getFirst().equals(stream.arn())) {
                throw KinesisFaults.invalid("NextToken is of another stream.");
            }
            after = values.getLast();
        }
        String from = after;
        List<ConsumerDefinition> rest = stream.consumers().stream()
                .sorted(Comparator.comparing(ConsumerDefinition::name))
                .filter(consumer -> consumer.name().compareTo(from) > 0)
                .toList();
        int limit = request.maxResults() == null ? DEFAULT_PAGE : request.maxResults();
        List<ConsumerDefinition> page = rest.subList(0, Math.min(limit, rest.size()));
        return ListStreamConsumersResponse.builder()
                .consumers(page.stream()
                        .map(consumer -> Descriptions.consumer(stream, consumer))
                        .toList())
                .nextToken(
                        rest.size() > page.size()
                                ? tokens.encode(
                                        TOKEN,
                                        List.of(stream.arn(), page.getLast().name()))
                                : null)
                .build();
    }
}
