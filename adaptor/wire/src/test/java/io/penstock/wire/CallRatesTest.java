package io.penstock.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.kernel.fault.CommonFaults;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.wire.CallRates.Charge;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;

@Timeout(60)
class CallRatesTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(100));
    private final CallRates rates = new CallRates(true, now::get, (operation, call) -> CommonFaults.THROTTLED.with());

    @Test
    void counts_of_seconds_that_are_over_take_no_memory_however_many_accounts_call() throws Exception {
        OperationHandler<DescribeLimitsRequest, DescribeLimitsResponse> limited = rates.limit(
                "DescribeLimits",
                1,
                (call, request) -> DescribeLimitsResponse.builder().build());
        DescribeLimitsRequest request = DescribeLimitsRequest.builder().build();
        for (int account = 1; account <= 30_000; account++) {
            now.set(Instant.ofEpochMilli(account));
            limited.handle(call(account), request);
        }
        assertThat(rates.size()).isBetween(1, 1_000);
    }

    @Test
    void what_is_refused_does_not_count_and_the_next_second_begins_anew() {
        rates.spend(call(1), "Publish", 8, 10);
        assertThatThrownBy(() -> rates.spend(call(1), "Publish", 3, 10)).hasMessage("Rate exceeded");
        rates.spend(call(1), "Publish", 2, 10);
        assertThatThrownBy(() -> rates.spend(call(1), "Publish", 1, 10)).hasMessage("Rate exceeded");
        now.set(Instant.ofEpochMilli(100_999));
        assertThatThrownBy(() -> rates.spend(call(1), "Publish", 1, 10)).hasMessage("Rate exceeded");
        now.set(Instant.ofEpochSecond(101));
        rates.spend(call(1), "Publish", 10, 10);
    }

    @Test
    void accounts_operations_and_things_count_apart() {
        rates.spend(call(1), "Publish", 1, 1);
        rates.spend(call(2), "Publish", 1, 1);
        rates.spend(call(1), "Subscribe", 1, 1);
        rates.spend(call(1), List.of(new Charge("Publish", "topic", 1, 1)));
        assertThatThrownBy(() -> rates.spend(call(2), List.of(new Charge("Publish", "topic", 1, 1))))
                .hasMessage("Rate exceeded");
    }

    @Test
    void a_thread_that_read_the_clock_before_the_others_grants_nothing_twice() {
        now.set(Instant.ofEpochSecond(101));
        rates.spend(call(1), "Publish", 1, 1);
        now.set(Instant.ofEpochMilli(100_999));
        assertThatThrownBy(() -> rates.spend(call(1), "Publish", 1, 1)).hasMessage("Rate exceeded");
    }

    @Test
    void a_clock_that_is_set_back_locks_nobody_out() {
        rates.spend(call(1), "Publish", 1, 1);
        now.set(Instant.ofEpochSecond(50));
        rates.spend(call(1), "Publish", 1, 1);
    }

    @Test
    void a_call_that_is_refused_for_one_thing_counts_for_none() {
        List<Charge> both = List.of(new Charge("Publish", "a", 9, 300), new Charge("Publish", "b", 1, 0));
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> rates.spend(call(1), both)).hasMessage("Rate exceeded");
        }
        rates.spend(call(1), List.of(new Charge("Publish", "a", 300, 300)));
    }

    @Test
    void counts_nothing_where_nothing_is_enforced() {
        CallRates free = new CallRates(false, now::get, (operation, call) -> CommonFaults.THROTTLED.with());
        assertThatCode(() -> free.spend(call(1), "Publish", 2, 1)).doesNotThrowAnyException();
        assertThat(free.size()).isZero();
    }

    private static CallContext call(int account) {
        AccountId id = new AccountId(String.format(Locale.ROOT, "%012d", account));
        return new CallContext(
                new Caller(id, Region.DEFAULT, "AIDATEST"),
                "request",
                new Endpoint("http://localhost:4566", "/"),
                new Cancellation());
    }
}
