package io.penstock.server.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerBudgetTest {

    private final AnswerBudget budget = new AnswerBudget(100);
    private final List<String> cut = new ArrayList<>();

    private AnswerBudget.Answer hold(long bytes, String client) {
        return budget.hold(bytes, () -> cut.add(client));
    }

    @Test
    void answers_that_fit_cut_nobody_off() {
        hold(60, "first");
        hold(40, "second");

        assertThat(cut).isEmpty();
        assertThat(budget.held()).isEqualTo(100);
    }

    @Test
    void as_many_as_needed_are_cut_off_oldest_first() {
        hold(30, "first");
        hold(30, "second");
        hold(40, "third");
        hold(50, "fourth");

        assertThat(cut).containsExactly("first", "second");
        assertThat(budget.held()).isEqualTo(90);
        assertThat(budget.cut()).isEqualTo(2);
    }

    @Test
    void what_was_read_makes_room_and_is_not_cut_off() {
        hold(60, "first").close();
        hold(60, "second");

        assertThat(cut).isEmpty();
        assertThat(budget.held()).isEqualTo(60);
    }

    @Test
    void who_was_cut_off_gives_nothing_back_twice() {
        AnswerBudget.Answer slow = hold(60, "first");
        hold(60, "second");
        slow.close();

        assertThat(budget.held()).isEqualTo(60);
    }

    @Test
    void an_answer_larger_than_all_the_room_gets_it_alone() {
        hold(10, "first");
        hold(1_000, "second").close();

        assertThat(cut).containsExactly("first");
        assertThat(budget.held()).isZero();
    }
}
