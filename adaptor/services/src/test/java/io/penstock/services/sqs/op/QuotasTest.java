package io.penstock.services.sqs.op;

import static io.penstock.services.sqs.SqsFixture.fault;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.fault.FaultException;
import io.penstock.services.common.LateOwner;
import io.penstock.services.common.RateShares;
import io.penstock.services.sqs.SqsFixture;
import io.penstock.services.sqs.definition.DefinitionCommand;
import io.penstock.services.sqs.definition.DefinitionMachine;
import io.penstock.services.sqs.definition.DefinitionReply;
import io.penstock.services.sqs.definition.QueueAttributes;
import io.penstock.services.sqs.definition.QueueDefinition;
import io.penstock.services.sqs.definition.QueueDirectory;
import io.penstock.services.sqs.message.NewMessage;
import io.penstock.services.sqs.rules.SqsFaults;
import io.penstock.services.sqs.rules.SqsLimits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Nodes that share the quotas of one FIFO queue through its owner, in a time of their own of which each step is ten milliseconds. */
class QuotasTest {

    private static final int STEP = 10;
    private static final int SECOND = 1_000;
    private static final int QUOTA = 300;

    private final QueueDefinition queue = queue(Map.of("FifoQueue", "true"));
    private final QueueDefinition perGroup = queue(Map.of(
            "FifoQueue", "true", "DeduplicationScope", "messageGroup", "FifoThroughputLimit", "perMessageGroupId"));
    private long now = 1_700_000_000_000L;

    private static QueueDefinition queue(Map<String, String> attributes) {
        return new QueueDefinition(
                "arn:aws:sqs:us-east-1:000000000000:orders.fifo",
                "id",
                new QueueAttributes(new TreeMap<>(attributes)),
                new TreeMap<>(),
                new QueueDefinition.Placement("topic", 4, null),
                new QueueDefinition.Times(0, 0, List.of()));
    }

    private final class Owner extends LateOwner {
        private int mostKeys;

        Owner() {
            super(7, millis -> now += millis);
        }

        @Override
        protected long node(Object command) {
            DefinitionCommand.Share share = (DefinitionCommand.Share) command;
            mostKeys = Math.max(mostKeys, share.demand().size());
            return share.node();
        }

        @Override
        protected Object answer(Object command, long node, long nowMillis) {
            DefinitionCommand.Share share = (DefinitionCommand.Share) command;
            return new DefinitionReply.Demanded(node, nowMillis, share.demand()).shared(shares);
        }

        int asked() {
            return asked;
        }

        void away(boolean now) {
            isAway = now;
        }
    }

    private List<Quotas> nodes(int count, Owner owner) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Quotas(SqsLimits.AWS.fifoQuota(), () -> Instant.ofEpochMilli(now), owner))
                .toList();
    }

    private static boolean isGranted(Runnable call) {
        try {
            call.run();
            return true;
        } catch (FaultException fault) {
            assertThat(fault.fault()).isEqualTo(SqsFaults.REQUEST_THROTTLED);
            return false;
        }
    }

    /** Calls that each node is granted within a time, of so many that are tried a second. */
    private int[] run(Owner owner, List<Runnable> nodes, int millis, int... perSecond) {
        int[] granted = new int[nodes.size()];
        for (int step = 0; step < millis / STEP; step++) {
            owner.pass(STEP);
            for (int i = 0; i < granted.length; i++) {
                int before = perSecond[i] * step / 100;
                for (int calls = perSecond[i] * (step + 1) / 100 - before; calls > 0; calls--) {
                    granted[i] += isGranted(nodes.get(i)) ? 1 : 0;
                }
            }
        }
        return granted;
    }

    private static int sum(int... counts) {
        return IntStream.of(counts).sum();
    }

    private static NewMessage message(String group) {
        return new NewMessage(
                "id", new byte[] {'m'}, new TreeMap<>(), new NewMessage.Envelope(group, "d", null, "sender", null));
    }

    private List<Runnable> calls(List<Quotas> nodes, Quotas.Action action) {
        return nodes.stream()
                .<Runnable>map(node -> () -> node.spend(queue, action))
                .toList();
    }

    private List<Runnable> sends(List<Quotas> nodes, String... groups) {
        List<NewMessage> messages = Stream.of(groups).map(QuotasTest::message).toList();
        return nodes.stream()
                .<Runnable>map(node -> () -> node.send(perGroup, messages))
                .toList();
    }

    @Test
    void a_lone_node_has_the_whole_quota_from_its_first_call_on() {
        Owner owner = new Owner();
        List<Runnable> node = calls(nodes(1, owner), Quotas.Action.RECEIVE);
        assertThat(IntStream.range(0, 400)
                        .filter(i -> isGranted(node.getFirst()))
                        .count())
                .isEqualTo(QUOTA);
        assertThat(sum(run(owner, node, 10 * SECOND, 900))).isBetween(10 * QUOTA - 30, 10 * QUOTA);
    }

    @Test
    void three_nodes_together_are_granted_one_quota_of_each_action() {
        Owner owner = new Owner();
        List<Quotas> nodes = nodes(3, owner);
        for (Quotas.Action action : Quotas.Action.values()) {
            List<Runnable> calls = calls(nodes, action);
            assertThat(sum(run(owner, calls, 4 * SECOND, 400, 400, 400)))
                    .as("four seconds, and what each of three had saved up: %s", action)
                    .isLessThan(4 * QUOTA + 3 * QUOTA);
            int[] later = run(owner, calls, 10 * SECOND, 400, 300, 900);
            assertThat(sum(later)).as("%s", action).isBetween(10 * QUOTA * 9 / 10, 10 * QUOTA * 102 / 100);
            assertThat(IntStream.of(later)).allMatch(granted -> granted > 8 * QUOTA / 3);
        }
    }

    @Test
    void who_wants_little_is_not_refused_beside_one_who_wants_everything() {
        Owner owner = new Owner();
        List<Runnable> calls = calls(nodes(3, owner), Quotas.Action.DELETE);
        run(owner, calls, 3 * SECOND, 900, 60, 4);
        int[] granted = run(owner, calls, 10 * SECOND, 900, 60, 4);
        assertThat(granted[1]).isGreaterThan(590);
        assertThat(granted[2]).isEqualTo(40);
        assertThat(sum(granted)).isBetween(10 * QUOTA * 9 / 10, 10 * QUOTA * 103 / 100);
    }

    @Test
    void in_high_throughput_mode_three_nodes_are_granted_one_quota_of_each_group() {
        Owner owner = new Owner();
        List<Quotas> nodes = nodes(3, owner);
        List<Runnable> one = sends(nodes, "one");
        List<Runnable> other = sends(nodes, "other");
        int ones = 0;
        int others = 0;
        for (int seconds = 0; seconds < 14; seconds++) {
            int first = 0;
            int second = 0;
            for (int step = 0; step < SECOND / STEP; step++) {
                owner.pass(STEP);
                for (int i = 0; i < 3; i++) {
                    for (int call = 0; call < 3; call++) {
                        first += isGranted(one.get(i)) ? 1 : 0;
                        second += isGranted(other.get(i)) ? 1 : 0;
                    }
                }
            }
            ones += seconds < 4 ? 0 : first;
            others += seconds < 4 ? 0 : second;
        }
        assertThat(ones).isBetween(10 * QUOTA * 9 / 10, 10 * QUOTA * 102 / 100);
        assertThat(others).isBetween(10 * QUOTA * 9 / 10, 10 * QUOTA * 102 / 100);
        Quotas node = nodes.getFirst();
        assertThat(IntStream.range(0, 1_000)
                        .allMatch(i -> isGranted(() -> node.spend(perGroup, Quotas.Action.RECEIVE))))
                .isTrue();
    }

    @Test
    void a_batch_is_one_call_of_each_of_its_groups_or_of_none() {
        Owner owner = new Owner();
        List<Quotas> nodes = nodes(1, owner);
        Runnable spent = sends(nodes, "spent").getFirst();
        while (isGranted(spent)) {}
        assertThat(isGranted(sends(nodes, "fresh", "spent").getFirst())).isFalse();
        Runnable fresh = sends(nodes, "fresh", "fresh").getFirst();
        assertThat(IntStream.range(0, 400).filter(i -> isGranted(fresh)).count())
                .as("the refused batch took nothing")
                .isEqualTo(QUOTA);
    }

    @Test
    void the_owner_is_asked_twice_a_second_about_what_is_used_much() {
        Owner owner = new Owner();
        List<Quotas> nodes = nodes(1, owner);
        List<Runnable> groups = IntStream.range(0, 1_000)
                .mapToObj(i -> sends(nodes, "g" + i).getFirst())
                .toList();
        for (int second = 0; second < 10; second++) {
            groups.forEach(group -> assertThat(isGranted(group)).isTrue());
            run(owner, sends(nodes, "busy"), SECOND, 200);
        }
        assertThat(owner.asked()).isBetween(15, 20);
        assertThat(owner.mostKeys).isEqualTo(1);
    }

    @Test
    void an_owner_that_is_away_blocks_nobody() {
        Owner owner = new Owner();
        List<Runnable> node = calls(nodes(1, owner), Quotas.Action.SEND);
        run(owner, node, 2 * SECOND, 900);
        owner.away(true);
        assertThat(sum(run(owner, node, 5 * SECOND, 900))).isGreaterThan(5 * QUOTA * 9 / 10);
        run(owner, node, SECOND, 900);
        assertThat(sum(run(owner, node, 4 * SECOND, 900))).isBetween(QUOTA * 9 / 10, QUOTA * 11 / 10);
        owner.away(false);
        run(owner, node, 12 * SECOND, 900);
        assertThat(sum(run(owner, node, 4 * SECOND, 900))).isGreaterThan(4 * QUOTA * 9 / 10);
    }

    @Test
    void a_refused_call_changes_nothing() {
        try (SqsFixture strict = SqsFixture.strict()) {
            String url = strict.createFifo("orders.fifo");
            for (int i = 0; i < QUOTA; i++) {
                strict.send(url, "g", "m" + i);
            }
            assertThat(fault(() -> strict.send(url, "g", "over")).fault()).isEqualTo(SqsFaults.REQUEST_THROTTLED);
            assertThat(strict.attribute(url, QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                    .isEqualTo("" + QUOTA);
        }
    }

    private static DefinitionReply share(SqsFixture sqs, String arn, String id, long node) {
        List<RateShares.Rates> demand = List.of(new RateShares.Rates(1, List.of(2.0)));
        return sqs.world
                .machines()
                .submit(
                        DefinitionMachine.TYPE,
                        DefinitionMachine.id(arn),
                        new DefinitionCommand.Share(id, node, demand))
                .join();
    }

    @Test
    void the_owner_of_the_definition_names_nodes_and_shares_among_them_until_the_queue_is_gone() {
        try (SqsFixture strict = SqsFixture.strict()) {
            String url = strict.createFifo("orders.fifo");
            String arn = strict.arn(url);
            String id = new QueueDirectory(strict.world.catalog(), strict.world.machines())
                    .find(arn)
                    .orElseThrow()
                    .queue()
                    .id();
            DefinitionReply.Shares one = (DefinitionReply.Shares) share(strict, arn, id, 0);
            DefinitionReply.Shares two = (DefinitionReply.Shares) share(strict, arn, id, 0);
            assertThat(List.of(0L, one.node(), two.node())).doesNotHaveDuplicates();
            assertThat(one.shares()).containsExactly(new RateShares.Rates(1, List.of(1.0)));
            assertThat(two.shares()).containsExactly(new RateShares.Rates(1, List.of(0.5)));
            assertThat(share(strict, arn, id, one.node()))
                    .isEqualTo(new DefinitionReply.Shares(one.node(), two.shares()));
            assertThat(share(strict, arn, "another creation", 0)).isEqualTo(new DefinitionReply.Noted());
            strict.client.deleteQueue(request -> request.queueUrl(url));
            assertThat(share(strict, arn, id, one.node())).isEqualTo(new DefinitionReply.Noted());
        }
    }
}
