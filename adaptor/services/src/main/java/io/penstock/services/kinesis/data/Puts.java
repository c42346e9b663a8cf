package io.penstock.services.kinesis.data;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.Await;
import io.penstock.services.kinesis.data.StreamMeters.Meter;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.stream.SequenceNumber;
import io.penstock.services.kinesis.stream.ShardDefinition;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamDirectory.View;
import io.penstock.services.kinesis.stream.WriteGate.Verdict;
import io.penstock.wire.CallContext;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Appends checked records, on whatever node. Records of one call that go to the same shard are appended in the order of the call, all at once; each is then
 * confirmed by the gate. Records that met a closed end begin again with the newer map of shards; nobody ever reads what they left behind. Thread-safe.
 */
final class Puts {

    /** How long children may keep a record waiting. A split takes a fraction of it; SDKs repeat what fails. */
    private static final Duration RESHARDING = Duration.ofSeconds(10);

    private final DataPorts ports;
    private final Throttles throttles;
    private final StreamMeters meters;

    Puts(DataPlane plane) {
        this.ports = plane.ports();
        this.throttles = plane.throttles();
        this.meters = plane.meters();
    }

    /** Where a record is, or why it is nowhere. */
    sealed interface Outcome {
        record Stored(ShardDefinition shard, SequenceNumber sequenceNumber) implements Outcome {}

        record Refused(FaultException fault) implements Outcome {}
    }

    /** One call's records. */
    private static final class Work {
        private final CallContext call;
        private final List<NewEntry> entries;
        private final @Nullable Outcome[] outcomes;
        private final Appends appends;
        private List<Integer> todo = new ArrayList<>();
        private List<Integer> again = new ArrayList<>();

        /** The map of shards that those who begin again need. */
        private long version;

        Work(CallContext call, List<NewEntry> entries) {
            this.call = call;
            this.entries = entries;
            this.outcomes = new Outcome[entries.size()];
            this.appends = new Appends(entries.size());
            for (int i = 0; i < entries.size(); i++) {
                todo.add(i);
            }
        }

        void repeat(int index, long wantedVersion) {
            again.add(index);
            version = Math.max(version, wantedVersion);
        }

        void refuse(int index, FaultException fault) {
            outcomes[index] = new Outcome.Refused(fault);
        }
    }

    /** Appends all records; one outcome for each, in order. */
    List<Outcome> put(CallContext call, View view, List<NewEntry> entries) throws InterruptedException {
        Work work = new Work(call, entries);
        Instant deadline = ports.clock().instant().plus(RESHARDING);
        View current = view;
        while (true) {
            round(work, current);
            if (work.again.isEmpty()) {
                return outcomes(work);
            }
            // Appends and verdicts of one round do not keep the order of the call.
            work.again.sort(Integer::compare);
            if (ports.clock().instant().isAfter(deadline)) {
                work.again.forEach(index -> work.refuse(index, CommonFaults.UNAVAILABLE.with()));
                return outcomes(work);
            }
            current = later(call, current.stream(), work.version);
            work.todo = work.again;
            work.again = new ArrayList<>();
        }
    }

    private View later(CallContext call, StreamDefinition stream, long version) throws InterruptedException {
        return Await.reply(call, ports.directory().atLeast(stream.arn(), version))
                .filter(view ->
                        view.stream().id().equals(stream.id()) && view.stream().isServing())
                .orElseThrow(() -> KinesisFaults.noStream(stream.name(), stream.account()));
    }

    private static List<Outcome> outcomes(Work work) {
        List<Outcome> all = new ArrayList<>(work.outcomes.length);
        for (Outcome outcome : work.outcomes) {
            if (outcome == null) {
                throw new IllegalStateException(
                        "a record without an outcome, " + all.size() + " of " + work.outcomes.length);
            }
            all.add(outcome);
        }
        return all;
    }

    private void round(Work work, View view) throws InterruptedException {
        StreamDefinition stream = view.stream();
        Map<Integer, List<Integer>> byShard = new TreeMap<>();
        work.appends.begin(work.todo.size());
        for (int index : work.todo) {
            NewEntry entry = work.entries.get(index);
            BigInteger hashKey = entry.explicitHashKey();
            ShardDefinition shard = hashKey == null
                    ? view.routing().shardOf(entry.partitionKey())
                    : view.routing().shardOf(hashKey);
            if (shard.state() != ShardDefinition.State.OPEN) {
                work.appends.skip();
                work.repeat(index, stream.version() + 1);
            } else if (throttles.write(stream, shard.number(), entry.bytes())) {
                byShard.computeIfAbsent(shard.number(), missing -> new ArrayList<>())
                        .add(index);
                ports.log().append(stream.partition(shard.number()), entry.kafkaRecord(), work.appends.ack(index));
            } else {
                work.appends.skip();
                work.refuse(index, throttled(stream, shard));
            }
        }
        work.appends.await();
        for (Map.Entry<Integer, List<Integer>> shard : byShard.entrySet()) {
            ShardDefinition definition = stream.shard(shard.getKey())
                    .orElseThrow(() -> new IllegalStateException("routed to a shard that is not there: " + shard));
            confirm(work, stream, definition, shard.getValue());
        }
    }

    private FaultException throttled(StreamDefinition stream, ShardDefinition shard) {
        meters.add(stream.arn(), Meter.WRITE_PROVISIONED_THROUGHPUT_EXCEEDED, 1);
        return KinesisFaults.PROVISIONED_THROUGHPUT_EXCEEDED.with(shard.id(), stream.name(), stream.account());
    }

    /** Asks the gate about the appends to one shard: about the last offset first, since what holds for it holds for those before it. */
    private void confirm(Work work, StreamDefinition stream, ShardDefinition shard, List<Integer> indexes)
            throws InterruptedException {
        List<Integer> appended = new ArrayList<>(indexes.size());
        long last = -1;
        for (int index : indexes) {
            RuntimeException failure = work.appends.failure(index);
            if (failure == null) {
                appended.add(index);
                last = Math.max(last, work.appends.offset(index));
            } else {
                work.refuse(index, refusal(failure, stream, shard));
            }
        }
        if (appended.isEmpty()) {
            return;
        }
        CompletableFuture<Verdict> ofLast = ports.gate().confirm(stream, shard.number(), last);
        boolean all = false;
        try {
            all = Await.reply(work.call, ofLast) instanceof Verdict.Acknowledged;
        } catch (FaultException fault) {
            appended.forEach(index -> work.refuse(index, fault));
            return;
        }
        long records = 0;
        long bytes = 0;
        for (int index : appended) {
            if (all || isBefore(work, stream, shard, index)) {
                SequenceNumber number = shard.sequenceNumber(work.appends.offset(index));
                work.outcomes[index] = new Outcome.Stored(shard, number);
                records++;
                bytes += work.entries.get(index).bytes();
            }
        }
        ports.gate().wrote(stream, shard.number(), (int) records, bytes);
        meters.add(stream.arn(), Meter.INCOMING_RECORDS, records);
        meters.add(stream.arn(), Meter.INCOMING_BYTES, bytes);
    }

    /** Whether one append counts though a later one does not; else it is refused or begins again. */
    private boolean isBefore(Work work, StreamDefinition stream, ShardDefinition shard, int index)
            throws InterruptedException {
        try {
            Verdict verdict =
                    Await.reply(work.call, ports.gate().confirm(stream, shard.number(), work.appends.offset(index)));
            return switch (verdict) {
                case Verdict.Acknowledged _ -> true;
                case Verdict.Rerouted rerouted -> {
                    work.repeat(index, rerouted.version());
                    yield false;
                }
            };
        } catch (FaultException fault) {
            work.refuse(index, fault);
            return false;
        }
    }

    /** A full producer is a full shard to the caller: SDKs and the KPL back off and repeat. */
    private FaultException refusal(RuntimeException failure, StreamDefinition stream, ShardDefinition shard) {
        if (failure instanceof FaultException fault) {
            return fault.fault().equals(CommonFaults.THROTTLED) ? throttled(stream, shard) : fault;
        }
        throw failure;
    }
}
