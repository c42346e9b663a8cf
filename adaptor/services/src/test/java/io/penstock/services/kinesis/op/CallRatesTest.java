package io.penstock.services.kinesis.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.wire.CallContext;
import io.penstock.wire.Caller;
import io.penstock.wire.Cancellation;
import io.penstock.wire.Endpoint;
import io.penstock.wire.OperationHandler;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;

@Timeout(60)
class CallRatesTest {

    @Test
    void counts_of_seconds_that_are_over_take_no_memory_however_many_accounts_call() throws Exception {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
        CallRates rates = new CallRates(true, now::get);
        OperationHandler<DescribeLimitsRequest, DescribeLimitsResponse> limited = rates.limit(
                "DescribeLimits",
                1,
                (call, request) -> DescribeLimitsResponse.builder().build());
        DescribeLimitsRequest request = DescribeLimitsRequest.builder().build();
        for (int account = 1; account <= 30_000; account++) {
            now.set(Instant.ofEpochMilli(account));
            limited.handle(call(account), request);
        }
        assertThat(rates.size()).isBetween(1, 11_000);
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
