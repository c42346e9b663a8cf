package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Checks of modelled exceptions: type, AWS's code, status, request id. */
final class Refusals {

    private Refusals() {}

    /** The call fails with exactly that type and code, and with a message that contains the text. */
    static void assertRefused(Class<? extends SqsException> type, String code, String text, ThrowingCallable call) {
        SqsException thrown = catchThrowableOfType(SqsException.class, call);
        assertThat(thrown).as("refused with %s", code).isExactlyInstanceOf(type);
        assertThat(thrown.awsErrorDetails().errorCode()).isEqualTo(code);
        assertThat(thrown.awsErrorDetails().errorMessage()).contains(text);
        assertThat(thrown.statusCode()).isBetween(400, 499);
        assertThat(thrown.requestId()).isNotBlank();
    }

    /** The same for codes that have no type of their own. */
    static void assertRefused(String code, String text, ThrowingCallable call) {
        assertRefused(SqsException.class, code, text, call);
    }
}
