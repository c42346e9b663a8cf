package io.penstock.services.deliveries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.delivery.Delivery;
import io.penstock.kernel.delivery.Delivery.LetterForm;
import io.penstock.kernel.delivery.Delivery.Policy;
import io.penstock.kernel.delivery.Target.Mail;
import io.penstock.kernel.delivery.Target.Post;
import io.penstock.kernel.memory.MemoryFaults.Rates;
import io.penstock.kernel.memory.MemoryOptions;
import io.penstock.kernel.memory.MemoryWorld;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import io.penstock.kernel.port.TopicPartition;
import io.penstock.kernel.port.Topics;
import io.penstock.kernel.retry.AgedRetries;
import io.penstock.kernel.retry.BackoffFunction;
import io.penstock.kernel.retry.RetrySchedule;
import io.penstock.kernel.retry.RetrySchedule.Phases;
import io.penstock.services.deliveries.lane.LaneCommand.Failure;
import io.penstock.services.deliveries.lane.LaneState;
import io.penstock.services.deliveries.lane.Progress.End;
import io.penstock.services.deliveries.work.Endpoint;
import io.penstock.services.deliveries.work.Outcome;
import io.penstock.services.deliveries.work.Undelivered;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DeliveriesTest {

    /** Retries at once, after 2 s, after 2 s, after 10 s, after 10 s. */
    private static final RetrySchedule SCHEDULE = new RetrySchedule(
            new Phases(1, 1, 2, 1), Duration.ofSeconds(2), Duration.ofSeconds(10), BackoffFunction.LINEAR);

    private static final Outcome BUSY = Outcome.Refused.of("503", "busy", true);

    /** An endpoint that notes and answers as it is told. */
    private final class Fake implements Endpoint {
        final Map<String, List<Long>> posts = new HashMap<>();
        final Map<String, List<Failure>> dead = new HashMap<>();
        final Set<String> taken = new TreeSet<>();
        final Map<String, Integer> attempts = new HashMap<>();
        Function<Delivery, CompletableFuture<Outcome>> answer = delivery -> arrived();
        Function<Delivery, CompletableFuture<Outcome>> queue = delivery -> arrived();

        @Override
        public CompletableFuture<Outcome> attempt(Delivery delivery) {
            posts.computeIfAbsent(delivery.id(), id -> new ArrayList<>())
                    .add(Duration.between(start, world().clock().instant()).toSeconds());
            return answer.apply(delivery);
        }

        @Override
        public CompletableFuture<Outcome> deadLetter(Delivery delivery, End end) {
            dead.computeIfAbsent(delivery.id(), id -> new ArrayList<>()).add(end.failure());
            attempts.put(delivery.id(), end.attempts());
            CompletableFuture<Outcome> outcome = queue.apply(delivery);
            if (outcome.getNow(BUSY) instanceof Outcome.Arrived) {
                taken.add(delivery.id());
            }
            return outcome;
        }
    }

    private @Nullable MemoryWorld made;
    private Instant start = Instant.EPOCH;
    private final Fake endpoint = new Fake();

    private static CompletableFuture<Outcome> arrived() {
        return CompletableFuture.completedFuture(new Outcome.Arrived());
    }

    private MemoryWorld world() {
        if (made == null) {
            throw new IllegalStateException("no world yet");
        }
        return made;
    }

    private Deliveries open(long seed) {
        MemoryWorld world = new MemoryWorld(MemoryOptions.deterministic().withSeed(seed));
        made = world;
        start = world.clock().instant();
        Deliveries deliveries = Deliveries.create(
                new Deliveries.Ports(
                        world.machines(), world.recordLog(), world.topics(), world.clock(), world.random()),
                endpoint);
        CompletableFuture<Void> opened = deliveries.open();
        world.advance(Duration.ZERO);
        assertThat(opened).isCompleted();
        return deliveries;
    }

    @AfterEach
    void close() {
        world().close();
    }

    private static Delivery delivery(String lane, String id, @Nullable String deadLetters) {
        return new Delivery(
                lane,
                id,
                new Post("http://host/", new TreeMap<>(), id.getBytes(UTF_8)),
                new Policy(SCHEDULE, 0, deadLetters, new TreeMap<>()));
    }

    @Test
    void attempts_are_made_at_the_times_of_the_schedule_and_then_it_goes_to_the_dead_letter_queue() {
        Deliveries deliveries = open(1);
        endpoint.answer = delivery -> CompletableFuture.completedFuture(BUSY);
        deliveries.send(delivery("lane", "d", "arn:aws:sqs:us-east-1:000000000000:dlq"));
        world().advance(Duration.ofMinutes(10));
        assertThat(endpoint.posts.get("d")).containsExactly(0L, 0L, 2L, 4L, 14L, 24L);
        assertThat(endpoint.dead.get("d")).containsExactly(new Failure("503", "busy"));
    }

    @Test
    void a_mail_is_tried_fifty_times_more_over_six_hours_across_crashes() {
        Deliveries deliveries = open(7);
        endpoint.answer = delivery -> CompletableFuture.completedFuture(BUSY);
        deliveries.send(new Delivery(
                "lane",
                "d",
                new Mail("SNS", "a@example.com", "s", "d".getBytes(UTF_8)),
                new Policy(RetrySchedule.SMTP, 10, "arn:aws:sqs:us-east-1:000000000000:dlq", new TreeMap<>())));
        for (int crash = 0; crash < 20; crash++) {
            world().advance(Duration.ofMinutes(21));
            world().crashAndRecover();
        }
        assertThat(endpoint.posts.get("d"))
                .hasSize(51)
                .startsWith(0L, 10L, 20L, 30L)
                .endsWith(RetrySchedule.SMTP.total().toSeconds());
        assertThat(endpoint.dead.get("d")).containsExactly(new Failure("503", "busy"));
    }

    @Test
    void a_retry_loses_no_time_by_a_crash() {
        Deliveries deliveries = open(2);
        endpoint.answer = delivery -> CompletableFuture.completedFuture(BUSY);
        deliveries.send(delivery("lane", "d", null));
        for (long second = 1; second <= 30; second += 2) {
            world().advance(Duration.ofSeconds(second)
                    .minus(Duration.between(start, world().clock().instant())));
            world().crashAndRecover();
        }
        assertThat(endpoint.posts.get("d")).containsExactly(0L, 0L, 2L, 4L, 14L, 24L);
        assertThat(endpoint.dead).isEmpty();
    }

    @Test
    void an_attempt_that_is_under_way_at_a_crash_is_made_once_more() {
        Deliveries deliveries = open(3);
        endpoint.answer = delivery -> new CompletableFuture<>();
        deliveries.send(delivery("lane", "d", null));
        world().advance(Duration.ofSeconds(5));
        endpoint.answer = delivery -> arrived();
        world().crashAndRecover();
        world().advance(Duration.ofMinutes(5));
        assertThat(endpoint.posts.get("d")).containsExactly(0L, 5L);
    }

    private static Delivery aged(String id, int most, Duration age, Instant since) {
        return new Delivery(
                "lane",
                id,
                new Post("http://host/", new TreeMap<>(), id.getBytes(UTF_8)),
                new Policy(
                        new AgedRetries(most, age, since),
                        0,
                        "arn:aws:sqs:us-east-1:000000000000:dlq",
                        new TreeMap<>(),
                        LetterForm.EVENTS));
    }

    /** Delays are 1 s, 2 s, 4 s and so on, less up to a tenth; crashes in between lose no time and no attempt. */
    @Test
    void retries_of_eventbridge_end_by_their_number_or_by_age_and_survive_crashes() {
        Deliveries deliveries = open(7);
        endpoint.answer = delivery -> CompletableFuture.completedFuture(BUSY);
        deliveries.send(aged("number", 3, Duration.ofDays(1), start));
        deliveries.send(aged("age", 185, Duration.ofMinutes(2), start));
        deliveries.send(aged("none", 0, Duration.ofDays(1), start));
        for (int crash = 0; crash < 100; crash++) {
            world().advance(Duration.ofSeconds(3));
            world().crashAndRecover();
        }
        List<Long> byNumber = endpoint.posts.getOrDefault("number", List.of());
        List<Long> byAge = endpoint.posts.getOrDefault("age", List.of());
        assertThat(byNumber).hasSize(4);
        assertThat(byNumber.getLast()).isBetween(6L, 7L);
        assertThat(byAge).hasSizeBetween(6, 8).allMatch(second -> second <= 120);
        assertThat(byAge.getLast()).isGreaterThan(50);
        assertThat(endpoint.posts.get("none")).containsExactly(0L);
        assertThat(endpoint.dead.get("number")).containsExactly(new Failure("503", "busy", AgedRetries.BY_ATTEMPTS));
        assertThat(endpoint.dead.get("age")).containsExactly(new Failure("503", "busy", AgedRetries.BY_AGE));
        assertThat(endpoint.dead.get("none")).containsExactly(new Failure("503", "busy", AgedRetries.BY_ATTEMPTS));
        assertThat(endpoint.attempts).containsEntry("number", 4).containsEntry("none", 1);
    }

    @Test
    void what_is_refused_for_good_is_not_tried_again() {
        Deliveries deliveries = open(4);
        endpoint.answer = delivery -> CompletableFuture.completedFuture(Outcome.Refused.of("404", "gone", false));
        deliveries.send(delivery("lane", "d", "arn:aws:sqs:us-east-1:000000000000:dlq"));
        world().advance(Duration.ofMinutes(5));
        assertThat(endpoint.posts.get("d")).hasSize(1);
        assertThat(endpoint.dead.get("d")).containsExactly(new Failure("404", "gone"));
    }

    private List<LogRecord> undelivered() {
        List<LogRecord> found = new ArrayList<>();
        int partitions = world().topics()
                .find(Undelivered.TOPIC)
                .join()
                .map(Topics.Topic::partitions)
                .orElse(0);
        for (int partition = 0; partition < partitions; partition++) {
            found.addAll(world().recordLog()
                    .read(new TopicPartition(Undelivered.TOPIC, partition), 0, 100, 1 << 20)
                    .join());
        }
        return found;
    }

    /** A queue that takes less than the message has, or no control characters, refuses it for good. */
    @Test
    void what_the_dead_letter_queue_refuses_is_kept_with_the_reasons() {
        Deliveries deliveries = open(8);
        endpoint.answer = delivery -> CompletableFuture.completedFuture(Outcome.Refused.of("404", "gone", false));
        endpoint.queue = delivery ->
                CompletableFuture.completedFuture(Outcome.Refused.of("INVALID_PARAMETER", "too long", false));
        Delivery lost = delivery("lane", "d", "arn:aws:sqs:us-east-1:000000000000:dlq");
        deliveries.send(lost);
        world().advance(Duration.ofMinutes(5));
        assertThat(endpoint.dead.get("d")).hasSize(1);
        assertThat(undelivered()).singleElement().satisfies(record -> {
            assertThat(Delivery.of(record).orElseThrow().record().value())
                    .isEqualTo(lost.record().value());
            assertThat(Delivery.of(record).orElseThrow().id()).isEqualTo("d");
            assertThat(record.headers().stream()
                            .filter(header -> header.key().contains("error"))
                            .map(Header::text))
                    .containsExactly("404", "gone", "INVALID_PARAMETER", "too long");
        });
        assertThat(deliveries.undelivered().kept()).isEqualTo(1);
    }

    @Test
    void a_dead_letter_queue_that_cannot_be_reached_is_tried_for_a_day_and_then_the_message_is_kept() {
        Deliveries deliveries = open(9);
        endpoint.answer = delivery -> CompletableFuture.completedFuture(Outcome.Refused.of("404", "gone", false));
        endpoint.queue = delivery -> CompletableFuture.completedFuture(BUSY);
        deliveries.send(delivery("lane", "d", "arn:aws:sqs:us-east-1:000000000000:dlq"));
        world().advance(Duration.ofHours(23));
        assertThat(undelivered()).isEmpty();
        world().advance(Duration.ofHours(2));
        assertThat(undelivered()).hasSize(1);
    }

    @Test
    void what_cannot_be_kept_either_is_given_to_the_queue_again() {
        Deliveries deliveries = open(10);
        endpoint.answer = delivery -> CompletableFuture.completedFuture(Outcome.Refused.of("404", "gone", false));
        endpoint.queue = delivery -> {
            world().recordLogFaults().refuseNextAppend();
            endpoint.queue = again -> arrived();
            return CompletableFuture.completedFuture(Outcome.Refused.of("INVALID_PARAMETER", "too long", false));
        };
        deliveries.send(delivery("lane", "d", "arn:aws:sqs:us-east-1:000000000000:dlq"));
        world().advance(Duration.ofMinutes(5));
        assertThat(endpoint.dead.get("d")).hasSize(2);
        assertThat(undelivered()).isEmpty();
    }

    @Test
    void what_has_no_dead_letter_queue_is_counted() {
        Deliveries deliveries = open(11);
        endpoint.answer = delivery -> CompletableFuture.completedFuture(Outcome.Refused.of("404", "gone", false));
        deliveries.send(delivery("lane", "d", null));
        world().advance(Duration.ofMinutes(5));
        assertThat(deliveries.undelivered().dropped()).isEqualTo(1);
        assertThat(undelivered()).isEmpty();
    }

    @Test
    void lanes_whose_endpoints_never_answer_leave_places_for_others() {
        Deliveries deliveries = open(5);
        endpoint.answer = delivery -> delivery.lane().startsWith("hanging") ? new CompletableFuture<>() : arrived();
        for (int i = 0; i < 2_000; i++) {
            deliveries.send(delivery("hanging" + i % 20, "h" + i, null));
        }
        for (int i = 0; i < 100; i++) {
            deliveries.send(delivery("living", "l" + i, null));
        }
        world().advance(Duration.ofMillis(10));
        assertThat(endpoint.posts.keySet().stream().filter(id -> id.startsWith("l")))
                .hasSize(100);
        assertThat(endpoint.posts.keySet().stream().filter(id -> id.startsWith("h")))
                .hasSizeLessThan(200);
    }

    @Test
    void what_a_lane_had_no_room_for_is_read_again_and_made_once() {
        Deliveries deliveries = open(6);
        List<CompletableFuture<Outcome>> hanging = new ArrayList<>();
        endpoint.answer = delivery -> {
            CompletableFuture<Outcome> never = new CompletableFuture<>();
            hanging.add(never);
            return never;
        };
        int count = LaneState.MOST / 2 + 3_000;
        for (int i = 0; i < count; i++) {
            deliveries.send(delivery("lane", "d" + i, null));
        }
        world().advance(Duration.ofSeconds(1));
        endpoint.answer = delivery -> arrived();
        hanging.forEach(each -> each.complete(new Outcome.Arrived()));
        world().advance(Duration.ofMinutes(1));
        assertThat(endpoint.posts).hasSize(count);
        assertThat(endpoint.posts.values()).allMatch(times -> times.size() == 1);
    }

    /** Half of all attempts fail, some for good; answers come late; the owner crashes again and again, and its appends are lost, refused and doubled. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16})
    void in_a_storm_everything_arrives_or_is_in_the_dead_letter_queue(long seed) {
        Deliveries deliveries = open(seed);
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> ended = new TreeSet<>();
        endpoint.queue = delivery -> random.nextInt(4) == 0
                ? CompletableFuture.completedFuture(Outcome.Refused.of("INVALID_PARAMETER", "too long", false))
                : arrived();
        endpoint.answer = delivery -> switch (random.nextInt(6)) {
            case 0 -> CompletableFuture.completedFuture(BUSY);
            case 1 -> CompletableFuture.completedFuture(Outcome.Refused.of("400", "no", false));
            case 2 -> new CompletableFuture<>();
            default -> {
                ended.add(delivery.id());
                yield arrived();
            }
        };
        Set<String> sent = new TreeSet<>();
        for (int round = 0; round < 60; round++) {
            world().journalFaults().randomly(new Rates(0.05, 0.05, 0.05, Duration.ofMillis(20)));
            for (int i = 0; i < 10; i++) {
                String id = round + "." + i;
                CompletableFuture<Void> durable =
                        deliveries.send(delivery("lane" + i % 3, id, "arn:aws:sqs:us-east-1:000000000000:dlq"));
                durable.thenRun(() -> sent.add(id));
            }
            world().advance(Duration.ofMillis(random.nextInt(2_000)));
            world().crashAndRecover();
        }
        world().journalFaults().randomly(Rates.NONE);
        for (int crash = 0; crash < 40; crash++) {
            // What never answered is asked again by the next owner.
            world().advance(Duration.ofSeconds(30));
            world().crashAndRecover();
        }
        world().advance(Duration.ofMinutes(5));
        ended.addAll(endpoint.taken);
        undelivered()
                .forEach(record -> ended.add(Delivery.of(record).orElseThrow().id()));
        assertThat(sent).hasSizeGreaterThan(500);
        assertThat(ended).containsAll(sent);
    }
}
