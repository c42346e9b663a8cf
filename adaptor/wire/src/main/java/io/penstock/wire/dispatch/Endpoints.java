package io.penstock.wire.dispatch;

import io.penstock.wire.Endpoint;
import io.penstock.wire.Headers;
import io.penstock.wire.RequestTarget;
import java.util.Optional;
import java.util.regex.Pattern;

/** The server's address as the caller used it, seen through reverse proxies. */
final class Endpoints {

    // It is copied into queue URLs: anything but a host and a port stays out of them.
    private static final Pattern AUTHORITY =
            Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*\\.?)(:[0-9]{1,5})?");

    /** A name of 253 characters and a port; matching a longer one label by label would take a stack frame for each. */
    private static final int LONGEST_AUTHORITY = 260;

    private static final Pattern HAS_PORT = Pattern.compile(".*:[0-9]{1,5}");

    /** What was found out about the last authority: callers use one name for long, and two patterns are a tenth of a small request. */
    private static volatile Seen seen = new Seen("localhost", true, false);

    private record Seen(String authority, boolean isValid, boolean hasPort) {

        static Seen of(String authority) {
            Seen last = seen;
            if (last.authority.equals(authority)) {
                return last;
            }
            boolean valid = authority.length() <= LONGEST_AUTHORITY
                    && AUTHORITY.matcher(authority).matches();
            Seen looked = new Seen(
                    authority, valid, valid && HAS_PORT.matcher(authority).matches());
            if (valid) {
                seen = looked;
            }
            return looked;
        }
    }

    private Endpoints() {}

    static Endpoint of(RequestTarget target, Headers headers) {
        String scheme = forwarded(headers, "X-Forwarded-Proto")
                .filter(value -> value.equals("http") || value.equals("https"))
                .orElse(target.scheme());
        String authority = forwarded(headers, "X-Forwarded-Host")
                .filter(Endpoints::isAuthority)
                .or(() -> Optional.of(target.authority()).filter(Endpoints::isAuthority))
                .orElse("localhost");
        String port = Seen.of(authority).hasPort ? "" : port(headers, scheme);
        return new Endpoint(scheme + "://" + authority + port, target.rawPath());
    }

    private static boolean isAuthority(String text) {
        return Seen.of(text).isValid;
    }

    private static String port(Headers headers, String scheme) {
        String usual = scheme.equals("https") ? "443" : "80";
        return forwarded(headers, "X-Forwarded-Port")
                .filter(value -> value.matches("[0-9]{1,5}") && !value.equals(usual))
                .map(value -> ":" + value)
                .orElse("");
    }

    /** The value of the proxy nearest to the caller. */
    private static Optional<String> forwarded(Headers headers, String name) {
        return headers.first(name).map(value -> value.split(",", 2)[0].strip());
    }
}
