package io.penstock.services.kinesis.rules;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.FaultException;
import io.penstock.kernel.name.AccountId;

/**
 * Every error of Kinesis Data Streams. Shapes follow the service model, texts follow what AWS answers.
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html#API_PutRecord_Errors">PutRecord, errors</a>
 */
public final class KinesisFaults {

    public static final Fault RESOURCE_NOT_FOUND = Fault.sender("ResourceNotFoundException", "%s");
    public static final Fault RESOURCE_IN_USE = Fault.sender("ResourceInUseException", "%s");
    public static final Fault INVALID_ARGUMENT = Fault.sender("InvalidArgumentException", "%s");
    public static final Fault VALIDATION = Fault.sender("ValidationException", "%s");
    public static final Fault LIMIT_EXCEEDED = Fault.sender("LimitExceededException", "%s");
    public static final Fault EXPIRED_ITERATOR = Fault.sender("ExpiredIteratorException", "%s");
    public static final Fault EXPIRED_NEXT_TOKEN =
            Fault.sender("ExpiredNextTokenException", "The specified NextToken has expired.");
    public static final Fault PROVISIONED_THROUGHPUT_EXCEEDED = Fault.sender(
            "ProvisionedThroughputExceededException", "Rate exceeded for shard %s in stream %s under account %s.");

    /** What Penstock does not have. AWS models no such error; the code is the one that its query services use. */
    public static final Fault UNSUPPORTED = Fault.sender("UnsupportedOperationException", "%s");

    private KinesisFaults() {}

    /** {@code ResourceNotFoundException} for a stream. */
    public static FaultException noStream(String name, AccountId account) {
        return RESOURCE_NOT_FOUND.with("Stream " + name + " under account " + account + " not found.");
    }

    /** {@code ResourceNotFoundException} for a shard that the stream does not have, or no longer. */
    public static FaultException noShard(String shardId, String stream, AccountId account) {
        return RESOURCE_NOT_FOUND.with(
                "Could not find shard " + shardId + " in stream " + stream + " under account " + account + ".");
    }

    /** {@code ResourceInUseException} for a stream that is not in the state an operation needs. */
    public static FaultException notActive(String name, AccountId account, String status) {
        return RESOURCE_IN_USE.with(
                "Stream " + name + " under account " + account + " not ACTIVE, instead in state " + status);
    }

    /** {@code InvalidArgumentException}. */
    public static FaultException invalid(String text) {
        return INVALID_ARGUMENT.with(text);
    }

    /** {@code ValidationException}. */
    public static FaultException validation(String text) {
        return VALIDATION.with(text);
    }

    /** {@code LimitExceededException}. */
    public static FaultException limit(String text) {
        return LIMIT_EXCEEDED.with(text);
    }
}
