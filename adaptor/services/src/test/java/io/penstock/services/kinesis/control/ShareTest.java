package io.penstock.services.kinesis.control;

import static io.penstock.services.kinesis.KinesisFixture.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.services.kinesis.KinesisFixture;
import io.penstock.services.kinesis.stream.StreamCodecs;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDirectory;
import io.penstock.services.kinesis.stream.StreamReply;
import io.penstock.services.kinesis.stream.StreamReply.Rates;
import io.penstock.services.kinesis.stream.StreamReply.Shares;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShareTest {

    private static Shares ask(KinesisFixture fixture, String id, long node, double demand) {
        try {
            StreamReply reply = fixture.world
                    .machines()
                    .submit(
                            StreamCodecs.STREAMS,
                            StreamDirectory.aggregate(fixture.arn("s")),
                            new StreamCommand.Share(id, node, List.of(new Rates(0, demand, demand, demand))))
                    .join();
            return (Shares) reply;
        } catch (CompletionException e) {
            throw (RuntimeException) e.getCause();
        }
    }

    @Test
    void the_owner_names_nodes_and_shares_among_them_without_journaling() {
        try (KinesisFixture fixture = KinesisFixture.relaxed()) {
            fixture.create("s", 1);
            String id = fixture.stream("s").id();
            int journal = fixture.world
                    .journal(StreamDirectory.aggregate(fixture.arn("s")))
                    .size();
            Shares first = ask(fixture, id, 0, 2);
            Shares second = ask(fixture, id, 0, 2);
            assertThat(first.shares()).containsExactly(new Rates(0, 1, 1, 1));
            assertThat(second.shares()).containsExactly(new Rates(0, 0.5, 0.5, 0.5));
            assertThat(second.node()).isNotEqualTo(first.node()).isNotZero();
            Shares again = ask(fixture, id, first.node(), 2);
            assertThat(again.node()).isEqualTo(first.node());
            assertThat(again.shares()).containsExactly(new Rates(0, 0.5, 0.5, 0.5));
            assertThat(fixture.world.journal(StreamDirectory.aggregate(fixture.arn("s"))))
                    .hasSize(journal);
            fixture.world.crashAndRecover();
            assertThat(ask(fixture, id, first.node(), 2).shares()).containsExactly(new Rates(0, 1, 1, 1));
        }
    }

    @Test
    void of_another_creation_nothing_is_shared() {
        try (KinesisFixture fixture = KinesisFixture.relaxed()) {
            fixture.create("s", 1);
            assertRefused("ResourceNotFoundException", "s under account", () -> ask(fixture, "other", 0, 1));
        }
    }
}
