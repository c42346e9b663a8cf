package io.penstock.services.sns.fifo;

import io.penstock.kernel.machine.Companion;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.Machines;
import io.penstock.kernel.port.RecordLog;
import io.penstock.services.sns.topic.TopicCommand;
import io.penstock.services.sns.topic.TopicDefinition;
import io.penstock.services.sns.topic.TopicDirectory;
import io.penstock.services.sns.topic.TopicReply;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the log of a FIFO topic where its aggregate is owned: see the package. */
public final class FifoCompanion implements Companion<FifoState, FifoEvent, FifoReply>, RecordLog.Receiver {

    private static final Logger LOG = LoggerFactory.getLogger(FifoCompanion.class);

    private static final long RETRY_MILLIS = 500;

    /** Records that were read and are not judged before the feed pauses. */
    private static final int UNJUDGED = 2_000;

    /** What companions share. */
    public record Surroundings(TopicDirectory directory, RecordLog log, Router router, InstantSource clock) {}

    private final Self<FifoCommand, FifoReply> self;
    private final Surroundings around;
    private final Recent recent = new Recent();
    private final Map<String, Replay> replays = new TreeMap<>();
    private RecordLog.@Nullable Feed feed;
    private @Nullable Pump pump;
    private long judged;
    private long sent;
    private int unjudged;
    private boolean paused;
    private boolean closed;

    FifoCompanion(Self<FifoCommand, FifoReply> self, Surroundings around) {
        this.self = self;
        this.around = around;
    }

    /** Registers the logs of FIFO topics on a node. */
    public static void register(Machines machines, Surroundings around) {
        machines.register(new FifoMachine(), self -> new FifoCompanion(self, around));
    }

    @Override
    public synchronized void opened(FifoState state) {
        judged = state.judged;
        sent = state.sent;
        replays.putAll(state.replays);
        if (state.open) {
            find();
        }
    }

    private String topicArn() {
        return self.id().key().substring(0, self.id().key().lastIndexOf('/'));
    }

    /** Asks the topic itself, as long as it takes; one that is not of this creation any more needs nobody here. */
    private void find() {
        around.directory().submit(topicArn(), new TopicCommand.Describe()).whenComplete((reply, failure) -> {
            if (failure != null) {
                CompletableFuture.delayedExecutor(RETRY_MILLIS, TimeUnit.MILLISECONDS)
                        .execute(this::findUnlessClosed);
            } else if (reply instanceof TopicReply.Known known && isThisCreation(known.topic())) {
                start(known.topic());
            } else {
                self.submit(new FifoCommand.Discard());
            }
        });
    }

    private void findUnlessClosed() {
        boolean wanted;
        synchronized (this) {
            wanted = !closed;
        }
        if (wanted) {
            find();
        }
    }

    private boolean isThisCreation(TopicDefinition topic) {
        return self.id().key().endsWith("/" + topic.id());
    }

    private synchronized void start(TopicDefinition topic) {
        if (closed || pump != null) {
            return;
        }
        judged = Math.max(judged, topic.requiredLog().start());
        recent.start(judged);
        pump = new Pump(
                self,
                new Pump.World(around.log(), around.router(), around.clock()),
                topic,
                recent,
                new Pump.Start(judged, sent, replays));
        Thread.ofVirtual().name("sns-fifo-" + topic.arn()).start(pump);
        feed = around.log().follow(topic.requiredLog().place(), judged, this);
    }

    @Override
    public synchronized void records(List<LogRecord> records, long end) {
        if (closed) {
            return;
        }
        recent.add(records);
        unjudged += records.size();
        throttle();
        self.submit(new FifoCommand.Judge(records.getLast().offset() + 1, Judgement.pack(records)))
                .whenComplete((reply, failure) -> taken(records.size(), failure));
    }

    private synchronized void taken(int records, @Nullable Throwable failure) {
        unjudged -= records;
        if (failure == null) {
            throttle();
        } else {
            // What comes next would seem to say that there was nothing here. The shard is lost: its next owner reads
            // again.
            LOG.atDebug().addKeyValue("topic", self.id()).log("what was read is not judged");
            closed();
        }
    }

    private void throttle() {
        boolean pause = unjudged >= UNJUDGED;
        if (feed != null && pause != paused) {
            paused = pause;
            if (pause) {
                feed.pause();
            } else {
                feed.resume();
            }
        }
    }

    @Override
    public void ended() {
        // Deleted with its topic, if somebody did not delete it by hand.
        findUnlessClosed();
    }

    @Override
    public synchronized void committed(FifoState state, List<FifoEvent> events) {
        for (FifoEvent event : events) {
            switch (event) {
                case FifoEvent.Opened() -> find();
                case FifoEvent.Judged(long next, byte[] _) -> {
                    judged = Math.max(judged, next);
                    if (pump != null) {
                        pump.judged(next);
                    }
                }
                case FifoEvent.ReplayChanged(Replay replay) -> {
                    replays.put(replay.subscription(), replay);
                    tellReplays();
                }
                case FifoEvent.ReplayStopped(String subscription) -> {
                    replays.remove(subscription);
                    tellReplays();
                }
                case FifoEvent.Advanced _, FifoEvent.Discarded _ -> {}
            }
        }
    }

    private void tellReplays() {
        if (pump != null) {
            pump.replays(replays);
        }
    }

    @Override
    public synchronized void closed() {
        closed = true;
        if (feed != null) {
            feed.close();
            feed = null;
        }
        if (pump != null) {
            pump.close();
        }
    }
}
