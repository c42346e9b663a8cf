package io.penstock.services.sns.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.machine.Decision;
import io.penstock.kernel.machine.Tick;
import io.penstock.services.sns.rules.SnsLimits;
import io.penstock.services.sns.topic.Subscription.Consent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What endpoints outside are asked, and what becomes of their answers. */
final class ConsentTest {

    private static final String TOPIC = "arn:aws:sns:us-east-1:000000000000:t";
    private static final Duration TOKEN = Duration.ofDays(3);

    private final TopicMachine machine = new TopicMachine((policy, scope, subscribing) -> {}, 200);
    private final SplittableRandom random = new SplittableRandom(1);
    private TopicState state = machine.initial(TopicMachine.id(TOPIC));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @BeforeEach
    void create() {
        run(new TopicCommand.Create(TOPIC, new TreeMap<>(), new TreeMap<>(), null));
    }

    private TopicReply run(TopicCommand command) {
        var decision = (Decision.Journal<TopicEvent, TopicReply>) machine.decide(state, command, new Tick(now, random));
        for (TopicEvent event : decision.events()) {
            state = machine.evolve(
                    state, machine.events().decode(machine.events().encode(event)));
        }
        state = machine.states().decode(machine.states().encode(state));
        return decision.reply();
    }

    private static Subscription of(TopicReply reply) {
        return switch (reply) {
            case TopicReply.Subscribed subscribed -> subscribed.subscription();
            case TopicReply.Deactivated deactivated -> deactivated.subscription();
            default -> throw new AssertionError(reply);
        };
    }

    private static Consent consent(Subscription subscription) {
        return Objects.requireNonNull(subscription.consent());
    }

    private Subscription ask(String protocol, Map<String, String> attributes) {
        String endpoint = protocol.equals("sqs") ? "arn:aws:sqs:us-east-1:000000000000:q" : protocol + "://u:p@h/";
        return of(run(new TopicCommand.Subscribe(protocol, endpoint, "000000000000", new TreeMap<>(attributes))));
    }

    private TopicReply confirm(String token, boolean authenticated, boolean guarded) {
        return run(new TopicCommand.Confirm(token, authenticated, guarded));
    }

    @Test
    void who_does_not_consent_in_time_is_gone() {
        ask("http", Map.of());
        ask("sqs", Map.of());
        assertThat(machine.nextDue(state)).contains(now.plus(TOKEN));
        now = now.plus(TOKEN);
        run(machine.due().orElseThrow());
        assertThat(state.subscriptions.values())
                .singleElement()
                .matches(each -> each.protocol().equals("sqs"));
        assertThat(machine.nextDue(state)).isEmpty();
    }

    @Test
    void who_is_asked_again_has_a_token_and_a_time_of_their_own() {
        String first = consent(ask("https", Map.of())).token();
        now = now.plus(Duration.ofDays(2));
        Subscription again = ask("https", Map.of());
        assertThat(consent(again).until()).isEqualTo(now.plus(TOKEN).toEpochMilli());
        assertThatThrownBy(() -> confirm(first, false, false))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("Token");
        String second = consent(again).token();
        assertThat(second).hasSize(128).isNotEqualTo(first);
        assertThat(of(confirm(second, false, false)).confirmed()).isTrue();
        assertThat(of(confirm(second, false, false)).arn()).isEqualTo(again.arn());
        assertThat(machine.nextDue(state)).isEmpty();
    }

    @Test
    void a_token_is_good_for_its_time_only() {
        String token = consent(ask("http", Map.of())).token();
        now = now.plus(TOKEN);
        assertThatThrownBy(() -> confirm(token, true, false)).isInstanceOf(FaultException.class);
    }

    @Test
    void who_is_unsubscribed_by_a_stranger_comes_back_as_they_were_in_time() {
        Subscription made = ask("http", Map.of("RawMessageDelivery", "true"));
        confirm(consent(made).token(), false, false);
        Subscription gone = of(run(new TopicCommand.Unsubscribe(made.arn(), false)));
        assertThat(state.subscriptions).isEmpty();
        String token = consent(gone).token();
        assertThat(token).isNotEqualTo(consent(made).token());
        Subscription back = of(confirm(token, false, false));
        assertThat(back.arn()).isEqualTo(made.arn());
        assertThat(back.attributes()).containsEntry("RawMessageDelivery", "true");
        assertThat(state.subscriptions).containsKey(made.arn());
        assertThat(state.deactivated).isEmpty();
        Subscription again = of(run(new TopicCommand.Unsubscribe(made.arn(), false)));
        now = now.plus(TOKEN);
        assertThatThrownBy(() -> confirm(consent(again).token(), false, false)).isInstanceOf(FaultException.class);
    }

    @Test
    void who_was_subscribed_anew_does_not_come_back_a_second_time() {
        Subscription made = ask("http", Map.of());
        confirm(consent(made).token(), false, false);
        String restoring = consent(of(run(new TopicCommand.Unsubscribe(made.arn(), false))))
                .token();
        Subscription anew = ask("http", Map.of());
        assertThat(anew.arn()).isNotEqualTo(made.arn());
        assertThat(of(confirm(restoring, false, false)).arn()).isEqualTo(anew.arn());
        assertThat(of(confirm(restoring, false, false)).arn()).isEqualTo(anew.arn());
        assertThat(of(confirm(consent(anew).token(), false, false)).arn()).isEqualTo(anew.arn());
        assertThat(state.subscriptions.values()).singleElement().matches(Subscription::confirmed);
    }

    @Test
    void who_comes_back_meets_the_limits_of_the_topic() {
        Subscription made = ask("http", Map.of());
        confirm(consent(made).token(), false, false);
        String restoring = consent(of(run(new TopicCommand.Unsubscribe(made.arn(), false))))
                .token();
        for (int i = 0; i < SnsLimits.SUBSCRIPTIONS; i++) {
            state.subscriptions.put(TOPIC + ":" + i, anywhere(i));
        }
        assertThatThrownBy(() -> confirm(restoring, false, false))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("limit");
    }

    private static Subscription anywhere(int i) {
        String queue = "arn:aws:sqs:us-east-1:000000000000:q" + i;
        return new Subscription(TOPIC + ":" + i, "sqs", queue, "000000000000", true, new TreeMap<>(), 1, null, null);
    }

    @Test
    void who_is_guarded_is_unsubscribed_by_somebody_known_only() {
        Subscription made = ask("http", Map.of());
        confirm(consent(made).token(), true, true);
        assertThatThrownBy(() -> run(new TopicCommand.Unsubscribe(made.arn(), false)))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("authenticated");
        assertThat(run(new TopicCommand.Unsubscribe(made.arn(), true))).isInstanceOf(TopicReply.Done.class);
        assertThat(state.subscriptions).isEmpty();
    }

    @Test
    void a_stranger_guards_nothing() {
        Subscription made = ask("http", Map.of());
        assertThat(of(confirm(consent(made).token(), false, true)).isGuarded()).isFalse();
    }

    @Test
    void a_delivery_policy_is_for_endpoints_outside_and_published_in_one_line() {
        String policy =
                "{\"healthyRetryPolicy\":{\"numRetries\":10,\"numNoDelayRetries\":1,\"numMinDelayRetries\":2,\"numMaxDelayRetries\":3,"
                        + "\"minDelayTarget\":1,\"maxDelayTarget\":60,\"backoffFunction\":\"exponential\"}}";
        HttpPolicy published = ask("http", Map.of("DeliveryPolicy", policy)).http();
        assertThat(Objects.requireNonNull(published).retry()).isEqualTo("1/2/4/3/1000/60000/EXPONENTIAL");
        assertThatThrownBy(() -> ask("sqs", Map.of("DeliveryPolicy", policy)))
                .isInstanceOf(FaultException.class)
                .hasMessageContaining("only subscriptions of the protocols http and https");
    }

    @Test
    void no_password_is_shown() {
        assertThat(ask("https", Map.of()).shownEndpoint()).isEqualTo("https://u:****@h/");
    }
}
