package io.penstock.services.events.bus;

import io.penstock.kernel.machine.Decision;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.services.events.rules.EventsLimits;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decisions about tags of a bus and its rules. */
final class TagDecisions {

    private TagDecisions() {}

    private static void require(BusState state, @Nullable String rule) {
        if (rule == null) {
            BusDecisions.bus(state);
        } else {
            BusDecisions.existing(state, rule);
        }
    }

    static Decision<BusEvent, BusReply> tag(BusState state, BusCommand.Tag tag) {
        require(state, tag.rule());
        TreeMap<String, String> tags = new TreeMap<>(state.tagsOf(tag.rule()));
        tag.remove().forEach(tags::remove);
        tags.putAll(tag.add());
        if (tags.size() > EventsLimits.TAGS) {
            throw EventsFaults.validation("A resource has at most " + EventsLimits.TAGS + " tags.");
        }
        return Decision.journal(new BusEvent.Tagged(tag.rule(), tags), new BusReply.Noted());
    }

    static Decision<BusEvent, BusReply> tags(BusState state, @Nullable String rule) {
        require(state, rule);
        return Decision.reply(new BusReply.Tags(new TreeMap<>(state.tagsOf(rule))));
    }
}
