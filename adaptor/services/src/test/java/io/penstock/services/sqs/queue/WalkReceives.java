package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.dedup.Hash128;
import io.penstock.services.sqs.queue.ModelQueue.Message;
import io.penstock.services.sqs.queue.QueueProtocol.Command;
import io.penstock.services.sqs.queue.QueueProtocol.Receipt;
import io.penstock.services.sqs.queue.QueueProtocol.ReceiveRules;
import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import io.penstock.services.sqs.queue.QueueProtocol.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** The receives of a walk: what may come, in which order, how much of it, and what must not come any more. */
final class WalkReceives {

    final List<Receipt> receipts = new ArrayList<>();
    final Set<Long> deletedForGood = new HashSet<>();

    private final QueueWorld world;
    private final ModelQueue model;
    private final SplittableRandom random;

    WalkReceives(QueueWorld world, ModelQueue model, SplittableRandom random) {
        this.world = world;
        this.model = model;
        this.random = random;
    }

    /** A copy of what was seen, for a model that is a copy, too. */
    WalkReceives copy(ModelQueue ofModel) {
        WalkReceives copy = new WalkReceives(world, ofModel, random);
        copy.receipts.addAll(receipts);
        copy.deletedForGood.addAll(deletedForGood);
        return copy;
    }

    /**
     * @param limit messages in flight; leases that are over count until the window was woken, so wake it before a low
     *     one
     */
    void receive(int limit) {
        int max = 1 + random.nextInt(10);
        int seconds = random.nextInt(5) == 0 ? 0 : random.nextInt(1, 60);
        int maxReceives = random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 0;
        Hash128 attempt = random.nextInt(3) == 0 ? Hash128.of("a" + random.nextInt(6)) : null;
        ReceiveRules rules = new ReceiveRules(maxReceives, world.retentionMillis, limit);
        boolean waits = random.nextBoolean();
        Instant until = Instant.ofEpochMilli(world.now + (waits ? 1_000 : 0));
        Command.Receive command = new Command.Receive(max, seconds, until, attempt, rules);
        List<Receipt> again = model.fifo && attempt != null ? model.repeatable(attempt, world.now) : null;
        if (again != null) {
            repeated(command, again);
            return;
        }
        Command asked = attempt != null && random.nextBoolean() ? new Command.ReceiveAny(command) : command;
        Reply reply = world.offer(asked);
        while (reply instanceof Reply.Again) {
            assertThat(learnMoves(maxReceives)).isNotZero();
            reply = world.offer(asked);
        }
        learnMoves(maxReceives);
        int room = Math.min(max, limit - (int) inFlightKnown());
        if (reply instanceof Reply.OverLimit) {
            assertThat(room).isLessThanOrEqualTo(0);
            assertThat(model.fifo || waits).isFalse();
            return;
        }
        List<ReceivedMessage> messages = reply == null ? List.of() : ((Reply.Received) reply).messages();
        assertThat(reply == null).isEqualTo(messages.isEmpty() && waits);
        check(messages, Math.max(room, 0), maxReceives);
        messages.forEach(message -> {
            model.received(message.receipt(), world.now, seconds);
            receipts.add(message.receipt());
        });
        if (model.fifo && attempt != null && !messages.isEmpty()) {
            model.attempts.put(
                    attempt,
                    new ModelQueue.Attempt(
                            world.now,
                            messages.stream().map(ReceivedMessage::receipt).toList()));
        }
    }

    private long inFlightKnown() {
        return model.live.values().stream()
                .filter(message -> !message.moving && message.isLeased(world.now))
                .count();
    }

    private void repeated(Command.Receive command, List<Receipt> again) {
        Reply reply = world.ask(command);
        assertThat(((Reply.Received) reply)
                        .messages().stream().map(ReceivedMessage::receipt).toList())
                .isEqualTo(again);
        for (Receipt receipt : again) {
            Message message = model.message(receipt.offset());
            message.visibleAt = world.now + command.visibilitySeconds() * 1_000L;
            message.leasedAt = world.now;
            message.repeated = true;
        }
    }

    /** Takes over what the last decision sent to the dead-letter queue, if it was right to; how many messages. */
    private int learnMoves(int maxReceives) {
        int moved = 0;
        for (QueueEvent event : world.lastEvents) {
            assertThat(event).isNotInstanceOf(QueueEvent.Dropped.class);
            if (event instanceof QueueEvent.MoveStarted(var kind, var at, long[] offsets)) {
                for (long offset : offsets) {
                    Message message = model.message(offset);
                    assertThat(maxReceives).isPositive();
                    assertThat(message.receives).isGreaterThanOrEqualTo(maxReceives);
                    assertThat(eligible().stream().flatMap(List::stream)).contains(message);
                    moved++;
                }
                for (long offset : offsets) {
                    model.message(offset).startMove();
                }
            }
        }
        return moved;
    }

    /** What the model would hand out, as far as the window can know. */
    List<List<Message>> eligible() {
        return model.eligible(world.now).stream()
                .map(group -> group.stream()
                        .filter(message -> message.record.offset() < world.state.filled)
                        .toList())
                .filter(group -> !group.isEmpty())
                .toList();
    }

    void check(List<ReceivedMessage> messages, int room, int maxReceives) {
        List<List<Message>> eligible = eligible().stream()
                .map(group -> model.fifo
                        ? group.stream()
                                .takeWhile(message -> maxReceives == 0 || message.receives < maxReceives)
                                .toList()
                        : group.stream()
                                .filter(message -> maxReceives == 0 || message.receives < maxReceives)
                                .toList())
                .toList();
        int possible = eligible.stream().mapToInt(List::size).sum();
        assertThat(messages).hasSize(Math.min(room, possible));
        for (ReceivedMessage message : messages) {
            Message known = model.message(message.receipt().offset());
            assertThat(message.receiveCount()).isEqualTo(known.receives + 1);
            assertThat(message.firstReceivedMillis())
                    .isEqualTo(known.firstReceived == 0 ? world.now : known.firstReceived);
            assertThat(deletedForGood).doesNotContain(message.receipt().offset());
        }
        assertThat(QueueWorld.offsets(messages)).doesNotHaveDuplicates();
        if (model.fifo) {
            checkOrder(messages, eligible);
        } else {
            assertThat(eligible.stream().flatMap(List::stream).map(m -> m.record.offset()))
                    .containsAll(QueueWorld.offsets(messages));
        }
    }

    /** One group after the other, each in order from its first; only the last may be taken in part. */
    private static void checkOrder(List<ReceivedMessage> messages, List<List<Message>> eligible) {
        int at = 0;
        List<List<Message>> left = new ArrayList<>(eligible);
        while (at < messages.size()) {
            long offset = messages.get(at).receipt().offset();
            List<Message> group = left.stream()
                    .filter(g -> !g.isEmpty() && g.getFirst().record.offset() == offset)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("not first of its group: " + offset));
            left.remove(group);
            for (int i = 0; i < group.size() && at < messages.size(); i++, at++) {
                assertThat(messages.get(at).receipt().offset())
                        .isEqualTo(group.get(i).record.offset());
            }
        }
    }
}
