package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A writer whose appends get lost, who dies, and whose deposed predecessors go on writing, beside a queue whose owners die, restore snapshots and find the log
 * trimmed: everything is received once and in order.
 */
class SourcesWalkTest {

    private static final Hash128 SOURCE = Hash128.of("s");
    private static final long GROUP = GroupHash.of("g");
    private static final int STEPS = 600;

    private final Map<Long, Long> positions = new HashMap<>();
    private final List<Long> received = new ArrayList<>();
    private List<Long> deliverable = List.of();
    private long committed;

    /** One life of the writer: it sends in batches, and goes on when all of one is acknowledged. */
    private final class Life {

        private final Deque<Origin> pending = new ArrayDeque<>();
        private long cursor = committed;
        private long end = committed;
        private boolean lost;

        void step(QueueWorld world, SplittableRandom random, boolean owner, int lossPercent) {
            if (pending.isEmpty()) {
                if (!lost) {
                    cursor = end;
                    if (owner) {
                        committed = cursor;
                    }
                }
                lost = false;
                long before = -1;
                for (long each : deliverable.stream()
                        .filter(it -> it >= cursor)
                        .limit(random.nextInt(1, 6))
                        .toList()) {
                    pending.add(new Origin(SOURCE, each, before));
                    before = each;
                    end = each + 1;
                }
                return;
            }
            Origin next = pending.remove();
            if (random.nextInt(100) < lossPercent) {
                lost = true;
            } else {
                positions.put(world.append(GROUP, next), next.position());
            }
        }
    }

    private void walk(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        QueueWorld world = new QueueWorld(QueueWorld.FIFO, seed, Capacity.DEFAULT);
        deliverable = LongStream.range(0, 120)
                .filter(each -> random.nextInt(4) > 0)
                .boxed()
                .toList();
        List<Life> lives = new ArrayList<>(List.of(new Life()));
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(24)) {
                case 0 -> lives.add(new Life());
                case 1 -> world.crash();
                case 2 -> world.takeSnapshot();
                case 3 -> trim(world);
                case 4, 5, 6 -> world.scan(1 + random.nextInt(5));
                case 7, 8 -> receive(world);
                case 9 -> world.pass(random.nextInt(200));
                default -> {
                    int which = random.nextInt(4) == 0 ? random.nextInt(lives.size()) : lives.size() - 1;
                    lives.get(which).step(world, random, which == lives.size() - 1, 8);
                }
            }
        }
        Life last = new Life();
        while (committed <= deliverable.getLast()) {
            last.step(world, random, true, 0);
        }
        world.recover();
        receive(world);
        assertThat(received).as("seed %d", seed).isEqualTo(deliverable);
    }

    private static void trim(QueueWorld world) {
        long before = ((Reply.Trimmable) world.ask(new Command.Trim())).beforeOffset();
        world.trimmedTo = Math.max(world.trimmedTo, before);
    }

    private void receive(QueueWorld world) {
        for (List<ReceivedMessage> some = world.receive(10, 30); !some.isEmpty(); some = world.receive(10, 30)) {
            some.forEach(message -> received.add(positions.get(message.receipt().offset())));
            world.delete(some.toArray(ReceivedMessage[]::new));
        }
    }

    @Test
    void everything_is_received_once_and_in_order() {
        for (long seed = 1; seed <= 300; seed++) {
            SourcesWalkTest walk = new SourcesWalkTest();
            walk.walk(seed);
        }
    }
}
