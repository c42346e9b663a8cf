package io.penstock.services.kinesis.fanout;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.TokenBucket;
import io.penstock.services.kinesis.data.DataPlane;
import io.penstock.services.kinesis.data.EventBudget;
import io.penstock.services.kinesis.data.RecordView;
import io.penstock.services.kinesis.data.ShardReader.Piece;
import io.penstock.services.kinesis.data.ShardReader.Wish;
import io.penstock.services.kinesis.data.ShardTail;
import io.penstock.services.kinesis.data.StreamMeters.Meter;
import io.penstock.services.kinesis.data.Tails;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory.View;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import io.penstock.wire.Cancellation;
import io.penstock.wire.EventStreamHandler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;

/** One subscription: reads, sends, waits, until its five minutes are over, its shard ends, another takes over, its
 * consumer is deregistered, the owner of the stream is out of reach for a minute, or the client is gone. */
final class Subscription implements EventStreamHandler.Source {

    /** Of one event: few enough to be sent while the next ones are read. */
    private static final int EVENT_RECORDS = 2_000;

    /** An event without records tells a client that the stream is alive and how far it is. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    /** How late a change that wakes nobody may be noticed, the end of the five minutes for one. */
    private static final long LOOK_MILLIS = 1_000;

    private static final Fault INTERNAL =
            new Fault("InternalFailureException", "InternalFailureException", 500, Fault.Blame.RECEIVER, "%s");

    private final DataPlane plane;
    private final CallContext call;
    private final Claim claim;
    private final ShardDefinition shard;
    private final StreamName.ConsumerName consumer;
    /** Two mebibytes a second for each consumer of a shard. */
    private final TokenBucket pace;

    private View view;
    private long next;
    private Instant sentAt;

    /** Where it begins. */
    record Place(View view, ShardDefinition shard, StreamName.ConsumerName consumer, long offset) {}

    Subscription(DataPlane plane, CallContext call, Claim claim, Place place) {
        this.plane = plane;
        this.call = call;
        this.claim = claim;
        this.view = place.view();
        this.shard = place.shard();
        this.consumer = place.consumer();
        this.next = place.offset();
        this.pace = new TokenBucket(
                plane.settings().limits().shard().readBytes(),
                plane.ports().clock().millis());
        this.sentAt = claim.since();
    }

    @Override
    public void run(EventStreamHandler.Sink sink) throws IOException, InterruptedException {
        try (EventBudget.Part part = plane.events().open();
                Tails.Hold hold = plane.tails().hold(view.stream(), shard.number());
                Cancellation.Registration _ = call.cancellation().onCancel(hold.tail()::wake)) {
            claim.onReplaced(hold.tail()::wake);
            Instant end = claim.since().plus(KinesisLimits.SUBSCRIPTION_LIFE);
            while (plane.ports().clock().instant().isBefore(end)) {
                if (!turn(sink, hold.tail(), part)) {
                    return;
                }
            }
        } catch (FaultException fault) {
            // In a stream of events there is no 503: this is what the model has for failures of the service.
            boolean ours = fault.fault().blame() == Fault.Blame.RECEIVER
                    || fault.fault().equals(CommonFaults.THROTTLED);
            throw ours ? INTERNAL.with(fault.getMessage()) : fault;
        } finally {
            claim.end();
        }
    }

    /** Sends what there is, or waits; says whether to go on. */
    private boolean turn(EventStreamHandler.Sink sink, ShardTail tail, EventBudget.Part part)
            throws IOException, InterruptedException {
        if (call.cancellation().isCancelled()) {
            return false;
        }
        refuseLost(tail);
        long changes = tail.changes();
        long early = pace.debtMillis(plane.ports().clock().millis());
        if (early > 0) {
            tail.await(changes, early);
            return true;
        }
        view = plane.streams().newest(view);
        if (!SubscribeToShard.isRegistered(view.stream(), consumer)) {
            throw SubscribeToShard.notRegistered(view.stream(), consumer);
        }
        Piece piece = read(tail, part.bytes());
        next = piece.next();
        long bytes = RecordView.bytes(piece.records());
        part.hold(bytes);
        if (piece.isEnd()) {
            return finish(sink, piece, tail, changes);
        }
        if (!piece.records().isEmpty()) {
            send(sink, piece, List.of());
            part.hold(0);
            pace.take(bytes, plane.ports().clock().millis());
        } else if (isQuiet()) {
            send(sink, piece, List.of());
        } else if (piece.behindMillis() == 0) {
            tail.await(changes, LOOK_MILLIS);
        }
        return true;
    }

    private Piece read(ShardTail tail, int bytes) throws InterruptedException {
        StreamDefinition stream = view.stream();
        Wish wish = new Wish(next, EVENT_RECORDS, bytes);
        var remembered = plane.reader().fromTail(call, stream, shard, tail, wish);
        return remembered.isPresent() ? remembered.get() : plane.reader().read(call, stream, shard, wish);
    }

    private void refuseLost(ShardTail tail) {
        claim.look();
        if (claim.isReplaced()) {
            throw KinesisFaults.RESOURCE_IN_USE.with(
                    "Another subscription of this consumer has taken over shard " + shard.id() + ".");
        }
        if (claim.isAbandoned()) {
            throw INTERNAL.with(
                    "Shard " + shard.id() + " cannot be confirmed to be this subscription's. Subscribe again.");
        }
        if (tail.isEnded()) {
            StreamDefinition stream = view.stream();
            boolean there = plane.ports()
                    .directory()
                    .find(stream.arn())
                    .filter(known -> known.stream().id().equals(stream.id())
                            && known.stream().isServing())
                    .isPresent();
            throw there ? CommonFaults.UNAVAILABLE.with() : KinesisFaults.noStream(stream.name(), stream.account());
        }
    }

    /** At the end of the shard: the last event names the children, and there is none before they are. */
    private boolean finish(EventStreamHandler.Sink sink, Piece piece, ShardTail tail, long changes)
            throws IOException, InterruptedException {
        List<ChildShard> children = RecordView.children(view.stream(), shard);
        if (!children.isEmpty()) {
            send(sink, piece, children);
            return false;
        }
        if (!piece.records().isEmpty() || isQuiet()) {
            send(sink, piece, List.of());
        }
        StreamDefinition stream = view.stream();
        CompletableFuture<?> later = plane.ports().directory().atLeast(stream.arn(), stream.version() + 1);
        later.thenRun(tail::wake);
        tail.await(changes, LOOK_MILLIS);
        later.cancel(false);
        return true;
    }

    private boolean isQuiet() {
        return !sentAt.plus(QUIET).isAfter(plane.ports().clock().instant());
    }

    private void send(EventStreamHandler.Sink sink, Piece piece, List<ChildShard> children) throws IOException {
        SubscribeToShardEvent.Builder event = SubscribeToShardEvent.builder()
                .records(RecordView.records(shard, piece.records()))
                .millisBehindLatest(piece.behindMillis());
        if (children.isEmpty()) {
            event.continuationSequenceNumber(shard.sequenceNumber(next - 1).toString());
        } else {
            event.childShards(children);
        }
        sink.send("SubscribeToShardEvent", event.build());
        sentAt = plane.ports().clock().instant();
        String arn = view.stream().arn();
        plane.meters().add(arn, Meter.OUTGOING_RECORDS, piece.records().size());
        plane.meters().add(arn, Meter.OUTGOING_BYTES, RecordView.bytes(piece.records()));
    }
}
