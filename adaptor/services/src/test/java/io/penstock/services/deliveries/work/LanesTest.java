package io.penstock.services.deliveries.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.delivery.Delivery;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LanesTest {

    private final Lanes lanes = new Lanes();

    private void offer(String lane, int count) {
        for (int i = 0; i < count; i++) {
            lanes.offer(new Job(lane, i, 1));
        }
    }

    private List<Job> next(long millis) {
        List<Job> jobs = new ArrayList<>();
        for (Job job = lanes.next(millis); job != null; job = lanes.next(millis)) {
            jobs.add(job);
        }
        return jobs;
    }

    @Test
    void a_lane_has_one_attempt_until_its_rate_is_known_few_until_one_succeeds_and_then_many() {
        offer("a", 200);
        List<Job> first = next(0);
        assertThat(first).hasSize(1);
        lanes.rate("a", 0);
        assertThat(next(0)).hasSize(Lanes.UNPROVEN - 1);
        lanes.ended(first.getFirst(), true);
        assertThat(next(0)).hasSize(Lanes.PROVEN - Lanes.UNPROVEN + 1);
        assertThat(lanes.running()).isEqualTo(Lanes.PROVEN);
    }

    @Test
    void lanes_take_turns() {
        lanes.rate("a", 0);
        lanes.rate("b", 0);
        offer("a", 3);
        offer("b", 3);
        assertThat(next(0).stream().map(Job::lane)).containsExactly("a", "b", "a", "b", "a", "b");
    }

    @Test
    void lanes_whose_attempts_failed_share_half_of_all_places() {
        List<Job> failed = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String lane = "dead" + i;
            lanes.rate(lane, 0);
            offer(lane, 20);
            failed.add(new Job(lane, 0, 1));
        }
        for (List<Job> jobs = next(0); !failed.isEmpty(); jobs = next(0)) {
            for (Job job : jobs) {
                lanes.ended(job, false);
                failed.remove(new Job(job.lane(), 0, 1));
            }
        }
        next(0);
        assertThat(lanes.running()).isBetween(Lanes.DOUBTFUL_PLACES / 2, Lanes.DOUBTFUL_PLACES);
        lanes.rate("living", 0);
        offer("living", 5);
        assertThat(next(0)).hasSize(5).allMatch(job -> job.lane().equals("living"));
    }

    /** Begins whatever may begin, as a worker does, and answers none of it. */
    private void fill() {
        for (Job job = lanes.next(0); job != null; job = lanes.next(0)) {
            lanes.rate(job.lane(), 0);
        }
    }

    private void prove(String lane) {
        offer(lane, 1);
        Job job = Objects.requireNonNull(lanes.next(0));
        lanes.rate(lane, 0);
        lanes.ended(job, true);
    }

    private void assertBeginsAtOnce(String lane) {
        offer(lane, 1);
        assertThat(next(0)).containsExactly(new Job(lane, 0, 1));
    }

    @Test
    void an_endpoint_that_answers_is_not_delayed_by_any_number_of_new_ones_that_do_not() {
        prove("living");
        for (int i = 0; i < 5_000; i++) {
            offer("dead" + i, 10);
        }
        fill();
        assertBeginsAtOnce("living");
        assertThat(lanes.running()).isLessThan(Lanes.PLACES);
    }

    @Test
    void a_new_endpoint_is_not_delayed_by_a_hundred_that_do_not_answer() {
        for (int i = 0; i < 100; i++) {
            offer("dead" + i, 1_000);
        }
        fill();
        assertBeginsAtOnce("new");
    }

    @Test
    void a_new_endpoint_is_not_delayed_by_five_hundred_that_do_not_answer() {
        for (int i = 0; i < Lanes.NEW_PLACES - 1; i++) {
            offer("dead" + i, 1);
        }
        fill();
        assertBeginsAtOnce("new");
    }

    @Test
    void an_endpoint_that_answers_has_places_when_new_ones_and_those_that_fail_have_all_of_theirs() {
        int living = Lanes.PLACES - Lanes.RELAY_PLACES - Lanes.UNSURE_PLACES;
        for (int i = 0; i < living; i++) {
            prove("living" + i);
        }
        for (int i = 0; i < 5_000; i++) {
            offer("failing" + i, 1);
        }
        List<Job> begun = next(0);
        assertThat(begun).hasSize(Lanes.NEW_PLACES);
        begun.forEach(job -> lanes.rate(job.lane(), 0));
        begun.forEach(job -> offer(job.lane(), 8));
        begun.forEach(job -> lanes.ended(job, false));
        fill();
        assertThat(lanes.running()).isEqualTo(Lanes.UNSURE_PLACES);
        for (int i = 0; i < living; i++) {
            assertBeginsAtOnce("living" + i);
        }
    }

    /** A relay that does not answer holds up mails, however many addresses there are, and nothing else. */
    @Test
    void mails_share_the_places_of_their_relay_and_take_no_others() {
        for (int i = 0; i < 5_000; i++) {
            offer(Delivery.laneOfMails("subscription" + i), 10);
        }
        fill();
        assertThat(lanes.running()).isEqualTo(Lanes.RELAY_PLACES);
        for (int i = 0; i < Lanes.NEW_PLACES; i++) {
            assertBeginsAtOnce("new" + i);
        }
    }

    @Test
    void mails_have_the_places_of_their_relay_when_nothing_else_answers() {
        for (int i = 0; i < 5_000; i++) {
            offer("dead" + i, 10);
        }
        fill();
        String mails = Delivery.laneOfMails("subscription");
        assertBeginsAtOnce(mails);
        lanes.ended(new Job(mails, 0, 1), false);
        lanes.rate(mails, 0);
        offer(mails, 100);
        fill();
        assertThat(lanes.running()).isEqualTo(Lanes.NEW_PLACES + Lanes.UNPROVEN);
    }

    /** Each offer, turn and end looks at so many lanes, however many are busy. */
    @Test
    void the_work_for_a_delivery_does_not_grow_with_the_number_of_lanes() {
        int many = 10 * Lanes.REMEMBERED;
        for (int i = 0; i < many; i++) {
            offer("busy" + i, 2);
        }
        assertThat(lanes.lookedAt()).isLessThan(5L * many);
        long before = lanes.lookedAt();
        int ended = 0;
        for (List<Job> jobs = next(0); !jobs.isEmpty(); jobs = next(0)) {
            for (Job job : jobs) {
                lanes.rate(job.lane(), 0);
                lanes.ended(job, ended % 2 == 0);
                ended++;
            }
        }
        assertThat(ended).isEqualTo(2 * many);
        assertThat(lanes.lookedAt() - before).isLessThan(20L * many);
        assertThat(lanes.size()).isEqualTo(Lanes.REMEMBERED);
    }

    @Test
    void the_lane_that_has_rested_for_longest_is_forgotten_first() {
        prove("old");
        prove("recent");
        for (int i = 0; i < Lanes.REMEMBERED - 2; i++) {
            prove("lane" + i);
        }
        prove("recent");
        prove("one more");
        assertThat(lanes.size()).isEqualTo(Lanes.REMEMBERED);
        offer("recent", 100);
        assertThat(next(0)).as("it is known to answer").hasSize(Lanes.PROVEN);
        offer("old", 100);
        assertThat(next(0)).as("nothing is known of it").hasSize(1);
    }

    @Test
    void an_endpoint_that_answers_is_not_delayed_by_a_hundred_that_have_just_ceased_to() {
        prove("living");
        for (int i = 0; i < 100; i++) {
            prove("dying" + i);
        }
        for (int i = 0; i < 100; i++) {
            offer("dying" + i, 1_000);
        }
        fill();
        assertBeginsAtOnce("living");
    }

    @Test
    void who_fails_is_not_delayed_by_a_hundred_others_that_fail() {
        for (int i = 0; i < 100; i++) {
            String lane = "dead" + i;
            offer(lane, 1);
            Job job = Objects.requireNonNull(lanes.next(0));
            lanes.rate(lane, 0);
            lanes.ended(job, false);
        }
        for (int i = 1; i < 100; i++) {
            offer("dead" + i, 1_000);
        }
        fill();
        assertBeginsAtOnce("dead0");
    }

    /** Else a lane that gave way to others stood still. */
    @Test
    void whatever_was_offered_is_begun_in_the_end() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 400; i++) {
            offer("lane" + i, 30);
        }
        List<Job> underWay = new ArrayList<>();
        int begun = 0;
        for (int round = 0; round < 200_000 && begun < 400 * 30; round++) {
            for (Job job = lanes.next(0); job != null; job = lanes.next(0)) {
                lanes.rate(job.lane(), 0);
                underWay.add(job);
                begun++;
            }
            assertThat(lanes.running()).isEqualTo(underWay.size()).isLessThanOrEqualTo(Lanes.PLACES);
            lanes.ended(underWay.remove(random.nextInt(underWay.size())), random.nextInt(3) > 0);
        }
        assertThat(begun).isEqualTo(400 * 30);
    }

    @Test
    void in_no_second_does_a_lane_begin_more_attempts_than_it_may() {
        lanes.rate("a", 50);
        offer("a", 500);
        List<Long> starts = new ArrayList<>();
        for (long now = 0; starts.size() < 500; now++) {
            for (Job job : next(now)) {
                starts.add(now);
                lanes.ended(job, true);
            }
        }
        for (int i = 50; i < starts.size(); i++) {
            assertThat(starts.get(i) - starts.get(i - 50)).isGreaterThanOrEqualTo(998);
        }
        assertThat(starts.getLast()).as("and no fewer").isLessThan(10_100);
    }

    @Test
    void who_waits_for_time_is_known() {
        lanes.rate("a", 2);
        offer("a", 2);
        assertThat(next(1_000)).hasSize(1);
        assertThat(lanes.wakeAt()).isBetween(1_499L, 1_500L);
        assertThat(next(lanes.wakeAt())).hasSize(1);
        assertThat(lanes.wakeAt()).isEqualTo(Long.MAX_VALUE);
    }
}
