package io.penstock.services.sns.rules;

import io.penstock.kernel.fault.Fault;
import io.penstock.kernel.fault.Fault.Blame;
import io.penstock.kernel.fault.FaultException;

/**
 * Every error of SNS.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html">Common errors</a>
 */
public final class SnsFaults {

    private static final Fault INVALID = sender("InvalidParameter", 400);
    private static final Fault INVALID_VALUE =
            Fault.sender("InvalidParameterValueException", "ParameterValueInvalid", "%s");
    private static final Fault VALIDATION = Fault.sender("ValidationError", "%s");
    private static final Fault NOT_FOUND = sender("NotFound", 404);
    private static final Fault RESOURCE_NOT_FOUND = sender("ResourceNotFound", 404);
    private static final Fault AUTHORIZATION = sender("AuthorizationError", 403);
    private static final Fault TAGS = sender("TagLimitExceeded", 400);
    private static final Fault POLICIES = sender("FilterPolicyLimitExceeded", 403);
    private static final Fault SUBSCRIPTIONS = sender("SubscriptionLimitExceeded", 403);
    private static final Fault TOPICS = sender("TopicLimitExceeded", 403);
    private static final Fault REPLAYS = sender("ReplayLimitExceeded", 403);
    private static final Fault STATE = sender("InvalidState", 400);

    /** PublishBatch without entries. */
    public static final Fault EMPTY_BATCH = Fault.sender(
            "EmptyBatchRequestException", "EmptyBatchRequest", "The batch request doesn't contain any entries.");

    /** PublishBatch with more than ten entries. */
    public static final Fault TOO_MANY_ENTRIES = Fault.sender(
            "TooManyEntriesInBatchRequestException",
            "TooManyEntriesInBatchRequest",
            "The batch request contains more entries than permissible.");

    /** PublishBatch with an id twice. */
    public static final Fault IDS_NOT_DISTINCT = Fault.sender(
            "BatchEntryIdsNotDistinctException",
            "BatchEntryIdsNotDistinct",
            "Two or more batch entries in the request have the same Id.");

    private static final Fault INVALID_ENTRY_ID = Fault.sender(
            "InvalidBatchEntryIdException", "InvalidBatchEntryId", "The Id of a batch entry in the batch request %s");

    /** PublishBatch with too many bytes. */
    public static final Fault BATCH_TOO_LONG = Fault.sender(
            "BatchRequestTooLongException",
            "BatchRequestTooLong",
            "The length of all the messages put together is more than the limit.");

    private SnsFaults() {}

    private static Fault sender(String code, int status) {
        return new Fault(code + "Exception", code, status, Blame.SENDER, "%s");
    }

    /** {@code InvalidParameter}; the text is what AWS has behind "Invalid parameter: ". */
    public static FaultException invalid(String text) {
        return INVALID.with("Invalid parameter: " + text);
    }

    /** {@code ParameterValueInvalid}, of message attributes. */
    public static FaultException invalidValue(String text) {
        return INVALID_VALUE.with(text);
    }

    /** PublishBatch with an id of other characters than letters, digits, hyphens and underscores, or of none. */
    public static FaultException invalidEntryId(String id) {
        return INVALID_ENTRY_ID.with("contains an impermissible character: " + id);
    }

    /** PublishBatch with an id of more than 80 characters. */
    public static FaultException entryIdTooLong(String id) {
        return INVALID_ENTRY_ID.with("is too long: " + id);
    }

    /** A member that is missing, in the words in which AWS checks its models. */
    public static FaultException missing(String member) {
        return VALIDATION.with("1 validation error detected: Value null at '" + member
                + "' failed to satisfy constraint: Member must not be null");
    }

    /** There is no such topic. */
    public static FaultException noTopic() {
        return NOT_FOUND.with("Topic does not exist");
    }

    /** There is no such subscription. */
    public static FaultException noSubscription() {
        return NOT_FOUND.with("Subscription does not exist");
    }

    /** Only somebody known may do this. */
    public static FaultException unauthenticated() {
        return AUTHORIZATION.with("This subscription can only be removed by an authenticated request");
    }

    /** There is nothing to tag. */
    public static FaultException noResource() {
        return RESOURCE_NOT_FOUND.with("Resource does not exist");
    }

    /** More tags than a topic can have. */
    public static FaultException tooManyTags() {
        return TAGS.with("Could not complete request: tag quota of per resource exceeded");
    }

    /** More filter policies than a topic or an account can have. */
    public static FaultException tooManyPolicies(String of, int limit) {
        return POLICIES.with("Filter policy limit exceeded: " + of + " can have " + limit + " filter policies");
    }

    /** More subscriptions than a topic can have. */
    public static FaultException tooManySubscriptions(int limit) {
        return SUBSCRIPTIONS.with("Subscription limit exceeded: a topic can have " + limit + " subscriptions here");
    }

    /** More replays at a time than a topic can have. */
    public static FaultException tooManyReplays() {
        return REPLAYS.with("Replay limit exceeded: a topic can have " + SnsLimits.REPLAYS + " replays at a time here");
    }

    /** A topic that is not to be deleted. */
    public static FaultException archived() {
        return STATE.with("Invalid state: Cannot delete a topic with an ArchivePolicy");
    }

    /** More topics than an account can have. */
    public static FaultException tooManyTopics() {
        return TOPICS.with("Topic limit exceeded");
    }
}
