package io.penstock.services.events.op;

import io.penstock.kernel.name.Arn;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.wire.CallContext;

/** What events come from, given as ARNs. */
final class Sources {

    private static final String BUS = "event-bus/";
    private static final String ARCHIVE = "archive/";

    private Sources() {}

    private static Arn arn(String text, String resource, String complaint) {
        return Arn.parse(text)
                .filter(arn -> arn.service().equals("events") && arn.resource().startsWith(resource))
                .orElseThrow(() -> EventsFaults.validation(complaint));
    }

    private static boolean isOwn(CallContext call, Arn arn) {
        return arn.account().equals(call.account()) && arn.region().equals(call.region());
    }

    /** A bus of the caller. */
    static String bus(CallContext call, String text, String parameter) {
        Arn arn = arn(text, BUS, "Parameter " + parameter + " is not valid. Reason: Must contain an event bus ARN.");
        if (!isOwn(call, arn)) {
            throw EventsFaults.noBus(arn.resource().substring(BUS.length()));
        }
        return arn.toString();
    }

    /** The name of an archive of the caller. */
    static String archive(CallContext call, String text) {
        Arn arn = arn(text, ARCHIVE, "Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.");
        String name = arn.resource().substring(ARCHIVE.length());
        if (!isOwn(call, arn)) {
            throw EventsFaults.validation(
                    "Parameter EventSourceArn is not valid. Reason: Archive " + name + " does not exist.");
        }
        return name;
    }
}
