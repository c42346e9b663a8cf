package io.penstock.kernel.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FaultTest {

    private static final Fault GONE =
            Fault.sender("QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "No %s.");

    @Test
    void a_fault_fills_its_text_and_remembers_its_entry() {
        FaultException fault = GONE.with("orders");
        assertThat(fault).hasMessage("No orders.");
        assertThat(fault.fault()).isSameAs(GONE);
        assertThat(fault.fault().queryCode()).isEqualTo("AWS.SimpleQueueService.NonExistentQueue");
    }

    @Test
    void a_text_without_arguments_is_taken_as_it_is() {
        assertThat(Fault.sender("Full", "100 % full").with()).hasMessage("100 % full");
    }

    @Test
    void a_fault_costs_no_stack_trace() {
        assertThat(GONE.with("orders").getStackTrace()).isEmpty();
    }

    @Test
    void whose_fault_it_is_and_what_sdks_retry() {
        assertThat(GONE.blame()).isEqualTo(Fault.Blame.SENDER);
        assertThat(GONE.status()).isEqualTo(400);
        assertThat(CommonFaults.UNAVAILABLE.status()).isEqualTo(503);
        assertThat(CommonFaults.INTERNAL.status()).isEqualTo(500);
        assertThat(CommonFaults.THROTTLED.shape()).isEqualTo("ThrottlingException");
    }

    @Test
    void success_is_no_fault() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Fault("Ok", "Ok", 200, Fault.Blame.SENDER, ""));
    }
}
