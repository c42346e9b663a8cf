package io.penstock.services.events.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.wire.CallContext;
import org.jspecify.annotations.Nullable;

/** Buses and rules in requests. */
final class Names {

    private static final String BUS = "event-bus/";
    static final String DEFAULT = "default";

    private Names() {}

    /** The ARN of a bus that was given by name or ARN, the default one without either. Buses of other accounts and Regions are not served. */
    static String bus(CallContext call, @Nullable String given) {
        if (given == null || !given.startsWith("arn:")) {
            return Arn.of("events", call.region(), call.account(), BUS + (given == null ? DEFAULT : given))
                    .toString();
        }
        return Arn.parse(given)
                .filter(arn -> arn.service().equals("events") && arn.resource().startsWith(BUS))
                .filter(arn ->
                        arn.account().equals(call.account()) && arn.region().equals(call.region()))
                .map(Arn::toString)
                .orElseThrow(() -> EventsFaults.unavailable("EventBusName"));
    }

    /** As {@link #bus}, of any account of this Region: events may be put to buses of others. */
    static String anyBus(CallContext call, @Nullable String given) {
        return given == null || !given.startsWith("arn:")
                ? bus(call, given)
                : Arn.parse(given)
                        .filter(arn ->
                                arn.service().equals("events") && arn.resource().startsWith(BUS))
                        .filter(arn -> arn.region().equals(call.region()))
                        .map(Arn::toString)
                        .orElseThrow(() -> EventsFaults.unavailable("EventBusName"));
    }

    /** The name in the ARN of a bus. */
    static String name(String busArn) {
        return busArn.substring(busArn.indexOf(BUS) + BUS.length());
    }

    static String rule(CallContext call, String busArn, String rule) {
        String bus = name(busArn);
        return Arn.of("events", call.region(), call.account(), "rule/" + (bus.equals(DEFAULT) ? "" : bus + "/") + rule)
                .toString();
    }
}
