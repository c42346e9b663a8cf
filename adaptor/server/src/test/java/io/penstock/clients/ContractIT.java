package io.penstock.clients;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * One suite through both interfaces of the AWS SDK for Java v2, over HTTP and in process: the results and the exceptions are the same. Its tests run
 * side by side, because most of them wait for timeouts that SQS counts in seconds.
 */
@ExtendWith(SharedServer.class)
@Execution(ExecutionMode.CONCURRENT)
class ContractIT {

    /** What the four ways have in common. */
    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class Way implements EveryContract {

        private final SqsClient sqs;

        Way(SqsClient sqs) {
            this.sqs = sqs;
        }

        @Override
        public SqsClient sqs() {
            return sqs;
        }
    }

    @Nested
    class OverHttp extends Way {
        OverHttp(TestServer server) {
            super(Sdk.sync(server.endpoint()));
        }
    }

    @Nested
    class OverHttpAsynchronously extends Way {
        OverHttpAsynchronously(TestServer server) {
            super(Joined.of(Sdk.async(server.endpoint())));
        }
    }

    @Nested
    class InProcess extends Way {
        InProcess(TestServer server) {
            super(server.inProcess(SqsClient.class));
        }
    }

    @Nested
    class InProcessAsynchronously extends Way {
        InProcessAsynchronously(TestServer server) {
            super(Joined.of(server.inProcess(SqsAsyncClient.class)));
        }
    }
}
