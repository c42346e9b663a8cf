package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.services.sqs.queue.ModelQueue.Message;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Moving;
import io.penstock.services.sqs.queue.QueueProtocol.Outcome;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import io.penstock.services.sqs.queue.QueueProtocol.Scanned;
import io.penstock.services.sqs.queue.QueueProtocol.Verdict;
import io.penstock.services.sqs.queue.QueueProtocol.VisibilityChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One random walk of a queue partition beside its model. Every reply is compared with what the model allows; what
 * lies at or above {@code filled} is not known to the
 * window yet, so the model looks below it only. Time moves in whole seconds, so ages are exact in runs, too.
 */
final class QueueWalk {

    private static final int GROUPS = 4;
    private static final int KEYS = 12;

    private final QueueWorld world;
    private ModelQueue model;
    private final SplittableRandom random;
    private final boolean changesDelay;
    private WalkReceives receives;

    QueueWalk(boolean fifo, long seed) {
        random = new SplittableRandom(seed);
        Capacity capacity = random.nextBoolean() ? Capacity.DEFAULT : new Capacity(12, 3, 8, 15, 40);
        world = new QueueWorld(fifo ? QueueWorld.FIFO : QueueWorld.STANDARD, seed, capacity);
        world.retentionMillis = 400_000;
        world.checksPurity = random.nextInt(4) == 0;
        model = new ModelQueue(fifo);
        receives = new WalkReceives(world, model, random);
        changesDelay = fifo && random.nextInt(3) == 0;
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            if (random.nextInt(50) == 0) {
                loseTail();
            } else {
                act(random.nextInt(100));
            }
            settle();
        }
        drain();
    }

    /** Some steps, of which no event was acknowledged when the owner died. What was appended to the topic meanwhile stays. */
    private void loseTail() {
        ModelQueue before = model.copy();
        WalkReceives receivesBefore = receives.copy(before);
        int events = world.journaled();
        int appended = world.topic.size();
        for (int i = random.nextInt(1, 8); i > 0; i--) {
            act(random.nextInt(94));
            settle();
        }
        world.crashLosingAllAfter(events);
        world.topic.subList(appended, world.topic.size()).forEach(before::append);
        before.delayBy(world.delayMillis);
        model = before;
        receives = receivesBefore;
    }

    private void act(int dice) {
        if (dice < 20) {
            append(1 + random.nextInt(5));
        } else if (dice < 35) {
            scan();
        } else if (dice < 55) {
            boolean few = random.nextInt(8) == 0;
            if (few) {
                world.wake();
                settle();
            }
            receives.receive(few ? random.nextInt(12) : 120_000);
        } else if (dice < 68) {
            delete();
        } else if (dice < 73) {
            change();
        } else if (dice < 75) {
            giveBack();
        } else if (dice < 83) {
            world.pass(random.nextInt(1, 40));
        } else if (dice < 85 && changesDelay) {
            world.delayBy(random.nextInt(3) * 10L);
            model.delayBy(world.delayMillis);
        } else if (dice < 86) {
            world.wake();
            world.ask(new Command.Quiet(world.end));
        } else if (dice < 88) {
            confirm();
        } else if (dice < 91) {
            measure();
        } else if (dice < 94) {
            move();
        } else {
            disaster(dice);
        }
    }

    private void disaster(int dice) {
        if (dice < 96) {
            byte[] bytes = world.queue.states().encode(world.state);
            assertThat(world.queue.states().encode(world.queue.states().decode(bytes)))
                    .isEqualTo(bytes);
            world.takeSnapshot();
        } else if (dice < 98) {
            world.crash();
            assertThat(world.state.moving().stream().map(Moving::offset))
                    .containsExactlyElementsOf(model.live.values().stream()
                            .filter(message -> message.moving)
                            .map(message -> message.record.offset())
                            .toList());
        } else if (dice < 99) {
            trim();
            forget();
        } else if (random.nextInt(4) == 0) {
            long before = random.nextLong(world.end + 1);
            world.ask(new Command.Purge(before));
            model.live.headMap(before).clear();
        }
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            long sentMillis = world.now;
            long due = random.nextInt(8) == 0 ? 0 : Scanned.BY_QUEUE;
            long group = GroupHash.of("g" + random.nextInt(GROUPS));
            Hash128 key = random.nextInt(3) > 0 ? Hash128.of("k" + random.nextInt(KEYS)) : null;
            if (!model.fifo) {
                sentMillis -= random.nextInt(10) == 0 ? random.nextInt(300) * 1_000L : 0;
                due = random.nextInt(5) == 0 ? world.now + random.nextInt(1, 60) * 1_000L : 0;
                group = random.nextBoolean() ? GroupHash.NONE : group;
                key = random.nextInt(10) == 0 ? key : null;
            }
            world.append(sentMillis, due, group, key);
            model.append(world.topic.getLast());
            if (random.nextInt(15) == 0) {
                world.skipOffsets(random.nextInt(1, 4));
            }
        }
    }

    private void scan() {
        if (world.state.refillFrom().isPresent() && random.nextBoolean()) {
            world.refill(1 + random.nextInt(10));
        } else if (world.state.wantsScan()) {
            world.scan(1 + random.nextInt(20));
        }
    }

    private void delete() {
        List<Receipt> some = someReceipts();
        List<Outcome> expected =
                some.stream().map(receipt -> model.delete(receipt, world.now)).toList();
        List<Outcome> outcomes = ((Reply.Outcomes) world.ask(new Command.Delete(some))).outcomes();
        for (int i = 0; i < some.size(); i++) {
            long offset = some.get(i).offset();
            boolean again = some.subList(0, i).stream().anyMatch(receipt -> receipt.offset() == offset);
            if (!again) {
                assertThat(outcomes.get(i)).as("delete %d", offset).isEqualTo(expected.get(i));
            }
            if (outcomes.get(i) == Outcome.DONE) {
                receives.deletedForGood.add(offset);
            }
        }
    }

    private void change() {
        List<VisibilityChange> changes = someReceipts().stream()
                .map(receipt -> new VisibilityChange(
                        receipt, random.nextInt(10) == 0 ? 43_200 : Math.max(0, random.nextInt(100) - 10)))
                .toList();
        List<Outcome> outcomes = ((Reply.Outcomes) world.ask(new Command.ChangeVisibility(changes))).outcomes();
        assertThat(outcomes)
                .isEqualTo(changes.stream()
                        .map(change -> model.change(change.receipt(), change.seconds(), world.now))
                        .toList());
    }

    private void giveBack() {
        if (model.fifo && random.nextInt(3) == 0) {
            giveBackAttempt();
            return;
        }
        Set<Long> seen = new HashSet<>();
        List<Receipt> some = someReceipts().stream()
                .filter(receipt -> seen.add(receipt.offset()))
                .toList();
        world.ask(new Command.GiveBack(some));
        some.forEach(receipt -> model.giveBack(receipt, world.now, false));
    }

    private void giveBackAttempt() {
        Hash128 attempt = Hash128.of("a" + random.nextInt(6));
        world.ask(new Command.GiveBackAttempt(attempt));
        ModelQueue.Attempt handedOut = model.attempts.get(attempt);
        if (handedOut != null && handedOut.at() + 300_000 > world.now) {
            handedOut.receipts().forEach(receipt -> model.giveBack(receipt, world.now, true));
        }
    }

    private List<Receipt> someReceipts() {
        List<Receipt> some = new ArrayList<>();
        int recent = Math.min(receives.receipts.size(), 40);
        for (int i = random.nextInt(6); i > 0 && recent > 0; i--) {
            some.add(receives.receipts.get(receives.receipts.size() - 1 - random.nextInt(recent)));
        }
        return some;
    }

    private void confirm() {
        List<Long> known = model.originals.keySet().stream()
                .filter(offset -> offset < world.state.scanFrom())
                .toList();
        if (known.isEmpty()) {
            return;
        }
        long offset = known.get(random.nextInt(known.size()));
        Reply reply = world.ask(new Command.Confirm(new long[] {offset}, Instant.ofEpochMilli(world.now)));
        List<Verdict> verdicts = ((Reply.Verdicts) reply).verdicts();
        if (verdicts.isEmpty()) {
            assertThat(offset).isLessThan(world.state.judge.found.horizon());
            return;
        }
        Verdict verdict = verdicts.getFirst();
        assertThat(verdict.original()).isEqualTo(model.originals.get(offset));
        assertThat(world.offer(new Command.Confirm(
                        new long[] {offset, world.state.scanFrom()}, Instant.ofEpochMilli(world.now))))
                .isNull();
    }

    private void measure() {
        if (world.state.filled < world.end) {
            return;
        }
        Reply.Measured measured = world.measure();
        assertThat(measured.visible()).isEqualTo(model.visible(world.now));
        assertThat(measured.inFlight()).isEqualTo(model.inFlight(world.now));
        assertThat(measured.delayed()).isEqualTo(model.delayed(world.now));
    }

    private void move() {
        List<Moving> moving = world.state.moving();
        if (moving.isEmpty() || random.nextInt(3) == 0) {
            take();
            return;
        }
        long[] some = moving.stream()
                .filter(one -> random.nextBoolean())
                .mapToLong(Moving::offset)
                .toArray();
        if (random.nextInt(3) > 0) {
            world.ask(new Command.Finish(some));
            for (long offset : some) {
                model.live.remove(offset);
                receives.deletedForGood.add(offset);
            }
        } else {
            world.ask(new Command.Abandon(some));
            for (long offset : some) {
                Message message = model.message(offset);
                message.moving = false;
                message.visibleAt = 0;
            }
        }
    }

    private void take() {
        long before = random.nextLong(world.end + 1);
        int max = 1 + random.nextInt(6);
        Reply.Taken taken = (Reply.Taken) world.ask(new Command.Take(max, before));
        int possible = receives.eligible().stream()
                .mapToInt(group -> model.fifo
                        ? (int) group.stream()
                                .takeWhile(m -> m.record.offset() < before)
                                .count()
                        : (int) group.stream()
                                .filter(m -> m.record.offset() < before)
                                .count())
                .sum();
        assertThat(taken.messages()).hasSize(Math.min(max, possible));
        for (Moving moving : taken.messages()) {
            assertThat(receives.eligible().stream().flatMap(List::stream)).contains(model.message(moving.offset()));
        }
        for (Moving moving : taken.messages()) {
            model.message(moving.offset()).startMove();
        }
        if (world.state.filled >= before && taken.messages().isEmpty()) {
            assertThat(taken.exhausted()).isEqualTo(model.live.headMap(before).isEmpty());
        }
    }

    private void trim() {
        long trimmable = ((Reply.Trimmable) world.ask(new Command.Trim())).beforeOffset();
        assertThat(trimmable).isLessThanOrEqualTo(model.live.isEmpty() ? world.end : model.live.firstKey());
        world.trimmedTo = Math.max(world.trimmedTo, trimmable);
    }

    /** Somebody removed a record from the log. */
    private void forget() {
        if (!model.live.isEmpty() && random.nextInt(3) == 0) {
            long offset = random.nextBoolean() ? model.live.firstKey() : model.live.lastKey();
            world.ask(new Command.Forget(new long[] {offset, offset}));
            model.live.remove(offset);
        }
    }

    /** What expired is gone on both sides; the window looks once a second. */
    private void settle() {
        while (world.state.nextExpiry() <= world.now) {
            world.ask(new Command.Wake());
            for (QueueEvent event : world.lastEvents) {
                if (event instanceof QueueEvent.Dropped(long[] first, long[] last)) {
                    for (int i = 0; i < first.length; i++) {
                        assertThat(model.live.subMap(first[i], last[i] + 1).values())
                                .allMatch(message -> message.isExpired(world.now, world.retentionMillis));
                    }
                }
            }
        }
        model.live
                .headMap(world.state.filled)
                .values()
                .removeIf(message -> message.isExpired(world.now, world.retentionMillis));
    }

    /** Nothing is lost: whatever the model still has can be received and deleted, and then nothing is left. */
    private void drain() {
        world.crash();
        for (int round = 0; round < 10_000; round++) {
            while (world.state.wantsScan() && world.state.scanFrom() < world.end) {
                world.scan(50);
            }
            while (world.state.refillFrom().isPresent()) {
                world.refill(50);
            }
            settle();
            if (model.live.isEmpty() && world.state.filled >= world.end) {
                break;
            }
            world.ask(new Command.Finish(
                    world.state.moving().stream().mapToLong(Moving::offset).toArray()));
            model.live.values().removeIf(message -> message.moving);
            Command.Receive command =
                    new Command.Receive(10, 30, Instant.ofEpochMilli(world.now), null, QueueWorld.RULES);
            List<ReceivedMessage> messages = world.receive(command);
            receives.check(messages, 10, 0);
            messages.forEach(message -> model.received(message.receipt(), world.now, 30));
            assertThat(world.delete(messages.toArray(ReceivedMessage[]::new))).allMatch(Outcome.DONE::equals);
            messages.forEach(message -> model.live.remove(message.receipt().offset()));
            if (messages.isEmpty()) {
                world.pass(60);
            }
        }
        assertThat(model.live).isEmpty();
        assertThat(world.measure().visible()
                        + world.measure().inFlight()
                        + world.measure().delayed())
                .isZero();
        assertThat(world.state.window.isEmpty()).isTrue();
        assertThat(world.state.window.groups.size()).isZero();
        assertThat(world.state.skip.isEmpty() && world.state.ahead.isEmpty()).isTrue();
        world.pass(1_000);
        world.ask(new Command.Quiet(world.end));
        assertThat(world.state.trimmable()).isEqualTo(world.state.scanFrom());
    }

    /** For failure messages. */
    static @Nullable Throwable failureOf(boolean fifo, long seed, int steps) {
        try {
            new QueueWalk(fifo, seed).run(steps);
            return null;
        } catch (AssertionError | RuntimeException e) {
            return e;
        }
    }
}
