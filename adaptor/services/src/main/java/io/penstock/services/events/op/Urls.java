package io.penstock.services.events.op;

import io.penstock.services.events.rules.EventsFaults;
import java.net.URI;
import java.net.URISyntaxException;

/** URLs of endpoints outside. AWS takes https alone; http is for networks of one's own. */
final class Urls {

    private Urls() {}

    /** Wildcards stand where a path has its parts. */
    static void check(String parameter, String text) {
        try {
            URI url = new URI(text.replace('*', 'x'));
            boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null) {
                return;
            }
        } catch (URISyntaxException e) {
            // As any other text that is none.
        }
        throw EventsFaults.validation("Parameter " + parameter
                + " is not valid. Reason: it must be an http or https URL without credentials in it.");
    }
}
