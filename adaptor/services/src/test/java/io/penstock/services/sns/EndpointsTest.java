package io.penstock.services.sns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.services.sns.rules.SnsLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which endpoints Subscribe takes. */
final class EndpointsTest {

    private final SnsFixture sns = new SnsFixture(SnsLimits.AWS);

    @AfterEach
    void close() {
        sns.close();
    }

    private String subscribe(String url) {
        String topic = sns.client.createTopic(create -> create.name("t")).topicArn();
        return sns.client
                .subscribe(
                        subscribe -> subscribe.topicArn(topic).protocol("http").endpoint(url))
                .subscriptionArn();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://u%0d%0aX:p@h/", "http://u:p%00@h/", "http://u:%7f@h/", "http://%C2%85@h/"})
    void credentials_without_control_characters(String url) {
        assertThatThrownBy(() -> subscribe(url)).hasMessageContaining("control characters");
    }

    @Test
    void credentials_of_all_other_characters() {
        assertThat(subscribe("http://user%40home:p%3Aass%20word@h/%0a")).isEqualTo("pending confirmation");
    }
}
