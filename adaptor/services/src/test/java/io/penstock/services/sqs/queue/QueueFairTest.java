package io.penstock.services.sqs.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.sqs.queue.QueueProtocol.ReceivedMessage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Fair queues: standard queues whose messages have groups (SQS-20). */
class QueueFairTest {

    private final QueueWorld world = QueueWorld.standard();

    @Test
    void groups_take_turns_whatever_their_backlog_is() {
        send("loud", 50);
        send("a", 2);
        send("b", 2);
        Set<Long> received = new HashSet<>(QueueWorld.offsets(world.receive(6, 30)));
        assertThat(received).contains(50L, 51L, 52L, 53L).hasSize(6);
    }

    @Test
    void a_group_with_most_of_what_is_in_flight_waits_for_quiet_ones() {
        send("loud", 200);
        for (int i = 0; i < 10; i++) {
            world.receive(10, 300);
        }
        send("quiet", 5);
        assertThat(world.measure().groups().noisy()).isOne();
        List<Long> next = QueueWorld.offsets(world.receive(5, 300));
        assertThat(next).containsExactlyInAnyOrder(200L, 201L, 202L, 203L, 204L);
    }

    @Test
    void a_noisy_group_has_its_turn_when_nobody_else_waits() {
        send("loud", 30);
        send("quiet", 1);
        world.receive(10, 300);
        world.receive(10, 300);
        assertThat(world.receive(10, 300)).hasSize(10);
    }

    @Test
    void a_noisy_group_is_quiet_again_when_its_messages_are_done() {
        send("loud", 100);
        send("quiet", 1);
        List<ReceivedMessage> some = world.receive(10, 300);
        List<ReceivedMessage> more = world.receive(10, 300);
        assertThat(world.measure().groups().noisy()).isOne();
        world.delete(some.toArray(ReceivedMessage[]::new));
        world.delete(more.toArray(ReceivedMessage[]::new));
        assertThat(world.measure().groups().noisy()).isZero();
    }

    @Test
    void one_group_alone_is_never_noisy() {
        send("only", 100);
        for (int i = 0; i < 10; i++) {
            assertThat(world.receive(10, 300)).hasSize(10);
        }
        assertThat(world.measure().groups().noisy()).isZero();
    }

    @Test
    void messages_without_a_group_and_groups_both_make_progress() {
        world.send(1_000);
        send("a", 1_000);
        int plain = 0;
        for (int i = 0; i < 20; i++) {
            plain += (int) QueueWorld.offsets(world.receive(10, 300)).stream()
                    .filter(offset -> offset < 1_000)
                    .count();
        }
        assertThat(plain).isEqualTo(100);
    }

    @Test
    void nobody_starves_while_every_group_keeps_sending() {
        send("loud", 500);
        Set<Long> loud = new HashSet<>();
        for (int round = 0; round < 200; round++) {
            send("quiet" + round % 5, 3);
            for (ReceivedMessage message : world.receive(4, 30)) {
                if (message.receipt().offset() < 500) {
                    loud.add(message.receipt().offset());
                }
                world.delete(message);
            }
        }
        assertThat(loud).hasSizeGreaterThan(50);
    }

    private void send(String group, int count) {
        for (int i = 0; i < count; i++) {
            world.append(0, GroupHash.of(group), null);
        }
        world.scanAll();
    }
}
