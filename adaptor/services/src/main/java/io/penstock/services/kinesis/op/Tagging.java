package io.penstock.services.kinesis.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.kinesis.rules.KinesisFaults;
import io.penstock.services.kinesis.rules.KinesisLimits;
import io.penstock.services.kinesis.stream.ConsumerDefinition;
import io.penstock.services.kinesis.stream.StreamCommand;
import io.penstock.services.kinesis.stream.StreamDefinition;
import io.penstock.services.kinesis.stream.StreamName;
import io.penstock.wire.CallContext;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListTagsForStreamResponse;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamResponse;
import software.amazon.awssdk.services.kinesis.model.Tag;
import software.amazon.awssdk.services.kinesis.model.TagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.TagResourceResponse;
import software.amazon.awssdk.services.kinesis.model.UntagResourceRequest;
import software.amazon.awssdk.services.kinesis.model.UntagResourceResponse;

/** Tags of streams and consumers, in both generations of the API. */
final class Tagging {

    /** Letters, spaces, digits and these signs (API reference, AddTagsToStream). */
    private static final Pattern FORM = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@%]*");

    private static final String RESERVED = "aws:";
    private static final int DEFAULT_PAGE = 50;

    private final Streams streams;

    Tagging(Environment environment) {
        this.streams = new Streams(environment);
    }

    /** Refuses tags that AWS refuses; their lengths the wire layer has checked. */
    static void check(Map<String, String> tags) {
        if (tags.size() > KinesisLimits.TAGS) {
            throw KinesisFaults.invalid(
                    "Failed to add tags to the stream. Given number of tags would exceed the limit of "
                            + KinesisLimits.TAGS + ".");
        }
        tags.forEach((key, value) -> {
            if (!FORM.matcher(key).matches() || !FORM.matcher(value).matches()) {
                throw KinesisFaults.invalid("Some tags contain invalid characters. Valid characters: "
                        + "Unicode letters, digits, white space, _ . / = + - % @.");
            }
            if (key.startsWith(RESERVED)) {
                throw KinesisFaults.invalid("Tag keys beginning with 'aws:' are reserved for system use.");
            }
        });
    }

    AddTagsToStreamResponse addToStream(CallContext call, AddTagsToStreamRequest request) throws InterruptedException {
        check(request.tags());
        Arn arn = Streams.arn(call, request.streamName(), request.streamARN());
        streams.change(call, arn, new StreamCommand.Tag(null, request.tags()));
        return AddTagsToStreamResponse.builder().build();
    }

    RemoveTagsFromStreamResponse removeFromStream(CallContext call, RemoveTagsFromStreamRequest request)
            throws InterruptedException {
        Arn arn = Streams.arn(call, request.streamName(), request.streamARN());
        streams.change(call, arn, new StreamCommand.Untag(null, request.tagKeys()));
        return RemoveTagsFromStreamResponse.builder().build();
    }

    ListTagsForStreamResponse listForStream(CallContext call, ListTagsForStreamRequest request)
            throws InterruptedException {
        StreamDefinition stream = streams.find(call, Streams.arn(call, request.streamName(), request.streamARN()));
        String after = request.exclusiveStartTagKey() == null ? "" : request.exclusiveStartTagKey();
        List<Tag> rest = tags(stream.tags()).stream()
                .filter(tag -> tag.key().compareTo(after) > 0)
                .toList();
        int limit = request.limit() == null ? DEFAULT_PAGE : request.limit();
        return ListTagsForStreamResponse.builder()
                .tags(rest.subList(0, Math.min(limit, rest.size())))
                .hasMoreTags(rest.size() > limit)
                .build();
    }

    TagResourceResponse tag(CallContext call, TagResourceRequest request) throws InterruptedException {
        check(request.tags());
        StreamName.Named resource = Streams.resource(request.resourceARN());
        streams.change(call, resource.stream(), new StreamCommand.Tag(consumer(resource), request.tags()));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(CallContext call, UntagResourceRequest request) throws InterruptedException {
        StreamName.Named resource = Streams.resource(request.resourceARN());
        streams.change(call, resource.stream(), new StreamCommand.Untag(consumer(resource), request.tagKeys()));
        return UntagResourceResponse.builder().build();
    }

    ListTagsForResourceResponse list(CallContext call, ListTagsForResourceRequest request) throws InterruptedException {
        StreamName.Named resource = Streams.resource(request.resourceARN());
        StreamDefinition stream = streams.find(call, resource.stream());
        SortedMap<String, String> tags = resource.consumer().isEmpty()
                ? stream.tags()
                : resource.consumer()
                        .flatMap(named -> stream.consumer(named.name())
                                .filter(consumer -> consumer.arn(stream.arn()).equals(named.arn())))
                        .map(ConsumerDefinition::tags)
                        .orElseThrow(() -> Consumers.none(request.resourceARN(), stream));
        return ListTagsForResourceResponse.builder().tags(tags(tags)).build();
    }

    /** In full: a consumer that was registered anew is another one. */
    private static @Nullable String consumer(StreamName.Named resource) {
        return resource.consumer().map(StreamName.ConsumerName::arn).orElse(null);
    }

    private static List<Tag> tags(SortedMap<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
