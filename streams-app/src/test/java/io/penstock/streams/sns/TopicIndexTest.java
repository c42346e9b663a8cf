package io.penstock.streams.sns;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.streams.runtime.Definition;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopicIndexTest {

    private static final String ARN = "arn:aws:sns:us-east-1:000000000000:t:";

    private final TopicIndex index = new TopicIndex();

    private static SubscriptionSpec subscription(String id, long version, String policy) {
        String json =
                "{\"protocol\":\"sqs\",\"endpoint\":\"q\",\"confirmed\":true,\"attributes\":{\"FilterPolicyScope\":\"MessageBody\""
                        + (policy.isEmpty() ? "" : ",\"FilterPolicy\":\"" + policy.replace("\"", "\\\"") + "\"") + "}}";
        return SubscriptionSpec.parse(new Definition(ARN + id, version, json.getBytes(UTF_8)));
    }

    private List<String> taking(String body) {
        Publication publication = new Publication(
                "id",
                body.getBytes(UTF_8),
                0,
                null,
                new TreeMap<>(),
                new Publication.Facts(null, null, null, false, null, 0, null, null));
        return index.taking(publication).stream()
                .map(subscription -> subscription.arn().substring(ARN.length()))
                .toList();
    }

    @Test
    void without_a_policy_everything_is_taken_and_with_one_what_it_says() {
        index.put(subscription("all", 1, ""));
        index.put(subscription("some", 2, "{\"n\":[1]}"));
        assertThat(taking("{\"n\":1}")).containsExactly("all", "some");
        assertThat(taking("{\"n\":2}")).containsExactly("all");
        assertThat(taking("no json")).containsExactly("all");
    }

    @Test
    void of_a_policy_that_was_replaced_a_thousand_times_only_the_last_counts() {
        for (int version = 1; version <= 1000; version++) {
            index.put(subscription("s", version, "{\"n\":[" + version + "]}"));
        }
        assertThat(taking("{\"n\":1000}")).containsExactly("s");
        assertThat(taking("{\"n\":999}")).isEmpty();
        index.put(subscription("s", 1001, ""));
        assertThat(taking("{\"n\":999}")).containsExactly("s");
        index.remove(ARN + "s");
        assertThat(taking("{\"n\":1000}")).isEmpty();
    }

    @Test
    void a_body_with_longer_lists_than_are_matched_satisfies_no_policy_on_bodies() {
        index.put(subscription("s", 1, "{\"n\":[1]}"));
        assertThat(taking("{\"n\":1,\"l\":[" + "1,".repeat(3_999) + "1]}")).containsExactly("s");
        assertThat(taking("{\"n\":1,\"l\":[" + "1,".repeat(4_000) + "1]}")).isEmpty();
    }
}
