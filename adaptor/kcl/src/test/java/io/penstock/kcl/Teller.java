package io.penstock.kcl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/** The processor of one shard: tells what happens to it, and checkpoints after every batch. */
final class Teller implements ShardRecordProcessor {

    /** Begins what is for the test; all else that a worker prints is its log. */
    static final String MARK = "@ ";

    private String shard = "";

    /** One line. Records must have left the process before they count as processed. */
    static synchronized void tell(Object... words) {
        System.out.println(MARK + Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" ")));
        System.out.flush();
    }

    @Override
    public void initialize(InitializationInput input) {
        shard = input.shardId();
        tell("started", shard);
    }

    @Override
    public void processRecords(ProcessRecordsInput input) {
        for (KinesisClientRecord one : input.records()) {
            String kind = one.aggregated() ? "part" : "record";
            tell(kind, shard, StandardCharsets.UTF_8.decode(one.data()));
        }
        if (!input.records().isEmpty()) {
            checkpoint(input.checkpointer());
        }
    }

    @Override
    public void leaseLost(LeaseLostInput input) {
        tell("lost", shard);
    }

    @Override
    public void shardEnded(ShardEndedInput input) {
        tell("ended", shard);
        checkpoint(input.checkpointer());
    }

    @Override
    public void shutdownRequested(ShutdownRequestedInput input) {
        tell("asked", shard);
        checkpoint(input.checkpointer());
    }

    private void checkpoint(RecordProcessorCheckpointer checkpointer) {
        try {
            checkpointer.checkpoint();
        } catch (ShutdownException e) {
            // The lease is another worker's by now; it goes on where the last checkpoint was.
            tell("late", shard);
        } catch (InvalidStateException e) {
            throw new IllegalStateException("no checkpoint of " + shard, e);
        }
    }
}
