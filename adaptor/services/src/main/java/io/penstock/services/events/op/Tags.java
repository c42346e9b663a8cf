package io.penstock.services.events.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.common.Await;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.bus.BusReply;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import io.penstock.wire.CallContext;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.ListTagsForResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.TagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.TagResourceResponse;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceRequest;
import software.amazon.awssdk.services.eventbridge.model.UntagResourceResponse;

/** The operations on tags of buses and rules. */
final class Tags {

    private static final String BUS = "event-bus/";
    private static final String RULE = "rule/";

    private final Environment environment;

    Tags(Environment environment) {
        this.environment = environment;
    }

    /** @param rule null for the bus itself */
    private record Tagged(String busArn, @Nullable String rule) {}

    private static Tagged tagged(CallContext call, String text) {
        Arn arn = Arn.parse(text)
                .filter(each -> each.service().equals("events"))
                .filter(each ->
                        each.account().equals(call.account()) && each.region().equals(call.region()))
                .orElseThrow(() -> EventsFaults.validation("Parameter ResourceARN is not valid."));
        if (arn.resource().startsWith(BUS)) {
            return new Tagged(text, null);
        }
        if (!arn.resource().startsWith(RULE)) {
            throw EventsFaults.validation(
                    "Parameter ResourceARN is not valid. Reason: event buses and rules have tags here.");
        }
        String path = arn.resource().substring(RULE.length());
        int slash = path.lastIndexOf('/');
        return new Tagged(Names.bus(call, slash < 0 ? null : path.substring(0, slash)), path.substring(slash + 1));
    }

    /** The tags of a request that makes or tags something. */
    static SortedMap<String, String> of(List<Tag> tags) {
        SortedMap<String, String> found = new TreeMap<>();
        for (Tag tag : tags) {
            if (tag.key().toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw EventsFaults.validation("System tags cannot be added or updated by requester.");
            }
            if (found.put(tag.key(), tag.value()) != null) {
                throw EventsFaults.validation("Duplicate tag key: " + tag.key() + ".");
            }
        }
        if (found.size() > EventsLimits.TAGS) {
            throw EventsFaults.validation("A resource has at most " + EventsLimits.TAGS + " tags.");
        }
        return found;
    }

    private BusReply submit(Tagged tagged, BusCommand command) throws InterruptedException {
        return Await.reply(environment.directory().submit(tagged.busArn(), command));
    }

    TagResourceResponse tag(CallContext call, TagResourceRequest request) throws InterruptedException {
        Tagged tagged = tagged(call, request.resourceARN());
        submit(tagged, new BusCommand.Tag(tagged.rule(), of(request.tags()), List.of()));
        return TagResourceResponse.builder().build();
    }

    UntagResourceResponse untag(CallContext call, UntagResourceRequest request) throws InterruptedException {
        Tagged tagged = tagged(call, request.resourceARN());
        submit(tagged, new BusCommand.Tag(tagged.rule(), new TreeMap<>(), List.copyOf(request.tagKeys())));
        return UntagResourceResponse.builder().build();
    }

    ListTagsForResourceResponse list(CallContext call, ListTagsForResourceRequest request) throws InterruptedException {
        Tagged tagged = tagged(call, request.resourceARN());
        if (!(submit(tagged, new BusCommand.Tags(tagged.rule())) instanceof BusReply.Tags(var tags))) {
            throw new IllegalStateException("no tags: " + request.resourceARN());
        }
        return ListTagsForResourceResponse.builder()
                .tags(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
    }
}
