package io.penstock.services.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.services.sns.rules.SnsLimits;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is there already is answered and changed, also when an account is full. */
final class LimitsTest {

    private static final String POLICY = "{\"a\": [\"b\"]}";

    private final SnsFixture sns = new SnsFixture(new SnsLimits(1, 1, 1, 1, false));

    @AfterEach
    void close() {
        sns.close();
    }

    private String topic(String name) {
        return sns.client.createTopic(create -> create.name(name)).topicArn();
    }

    private String subscribe(String topic, String queue) {
        return sns.client
                .subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol("sqs")
                        .endpoint("arn:aws:sqs:us-east-1:000000000000:" + queue)
                        .attributes(Map.of("FilterPolicy", POLICY)))
                .subscriptionArn();
    }

    @Test
    void topics() {
        String made = topic("t");
        assertThatThrownBy(() -> topic("u")).hasMessage("Topic limit exceeded");
        assertThat(topic("t")).isEqualTo(made);
        String fifo = fifo("t.fifo");
        assertThatThrownBy(() -> fifo("u.fifo")).hasMessage("Topic limit exceeded");
        assertThat(fifo("t.fifo")).isEqualTo(fifo);
    }

    private String fifo(String name) {
        return sns.client
                .createTopic(create -> create.name(name).attributes(Map.of("FifoTopic", "true")))
                .topicArn();
    }

    @Test
    void filter_policies() {
        String topic = topic("t");
        String made = subscribe(topic, "q");
        assertThatThrownBy(() -> subscribe(topic, "r")).hasMessageContaining("limit exceeded");
        assertThat(subscribe(topic, "q")).isEqualTo(made);
        set(made, "{\"c\": [\"d\"]}");
        String other = sns.client
                .subscribe(subscribe ->
                        subscribe.topicArn(topic).protocol("sqs").endpoint("arn:aws:sqs:us-east-1:000000000000:r"))
                .subscriptionArn();
        set(other, "");
        assertThatThrownBy(() -> set(other, POLICY)).hasMessageContaining("limit exceeded");
        set(made, "");
        set(other, POLICY);
    }

    @Test
    void the_empty_policy_is_none() {
        String topic = topic("t");
        String made = subscribe(topic, "q");
        set(made, " { } ");
        assertThat(sns.client
                        .getSubscriptionAttributes(get -> get.subscriptionArn(made))
                        .attributes())
                .doesNotContainKeys("FilterPolicy", "FilterPolicyScope");
        String other = subscribe(topic, "r");
        assertThat(sns.client
                        .getSubscriptionAttributes(get -> get.subscriptionArn(other))
                        .attributes())
                .containsEntry("FilterPolicy", POLICY);
        String empty = sns.client
                .subscribe(subscribe -> subscribe
                        .topicArn(topic)
                        .protocol("sqs")
                        .endpoint("arn:aws:sqs:us-east-1:000000000000:s")
                        .attributes(Map.of("FilterPolicy", "{}")))
                .subscriptionArn();
        assertThat(sns.client
                        .getSubscriptionAttributes(get -> get.subscriptionArn(empty))
                        .attributes())
                .doesNotContainKey("FilterPolicy");
    }

    private void set(String subscription, String policy) {
        sns.client.setSubscriptionAttributes(set ->
                set.subscriptionArn(subscription).attributeName("FilterPolicy").attributeValue(policy));
    }
}
