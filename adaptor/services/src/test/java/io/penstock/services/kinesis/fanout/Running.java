package io.penstock.services.kinesis.fanout;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.kinesis.data.DataFixture;
import io.penstock.wire.CallContext;
import io.penstock.wire.EventStreamHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;

/** A subscription that runs. */
final class Running {
    final BlockingQueue<SubscribeToShardEvent> events = new LinkedBlockingQueue<>();
    final CallContext call = DataFixture.call();
    final CompletableFuture<Void> done;

    Running(
            EventStreamHandler<SubscribeToShardRequest, SubscribeToShardResponse> handler,
            SubscribeToShardRequest request) {
        EventStreamHandler.EventStream<SubscribeToShardResponse> stream;
        try {
            stream = handler.open(call, request);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        done = CompletableFuture.runAsync(
                () -> {
                    try {
                        stream.source().run((type, event) -> events.add((SubscribeToShardEvent) event));
                    } catch (java.io.IOException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                Thread::startVirtualThread);
    }

    SubscribeToShardEvent next() throws InterruptedException {
        SubscribeToShardEvent event = events.poll(20, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event in time; done: " + done);
        }
        return event;
    }

    List<String> records(int count) throws InterruptedException {
        List<String> records = new ArrayList<>();
        while (records.size() < count) {
            records.addAll(DataFixture.texts(next().records()));
        }
        return records;
    }

    FaultException failure() {
        try {
            done.orTimeout(20, TimeUnit.SECONDS).join();
            throw new AssertionError("it ended without a fault");
        } catch (CompletionException e) {
            return (FaultException) e.getCause();
        }
    }

    void awaitEnd() {
        done.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
