package io.penstock.kernel.delivery;

import io.penstock.kernel.delivery.Target.As;
import io.penstock.kernel.delivery.Target.Call;
import io.penstock.kernel.delivery.Target.Invocation;
import io.penstock.kernel.delivery.Target.Mail;
import io.penstock.kernel.delivery.Target.Post;
import io.penstock.kernel.delivery.Target.Request;
import io.penstock.kernel.name.AccountId;
import io.penstock.kernel.name.Region;
import io.penstock.kernel.port.Header;
import io.penstock.kernel.port.LogRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Targets as headers of records. Records without a kind are posts: the first ones had none. */
final class TargetHeaders {

    private static final String KIND = "delivery.kind";
    private static final String POST = "post";
    private static final String URL = "delivery.url";
    private static final String HEADER = "delivery.header.";
    private static final String INVOCATION = "invocation";
    private static final String DESTINATION = "delivery.destination";
    private static final String PATH = "delivery.path.";
    private static final String QUERY = "delivery.query.";
    private static final String CALL = "call";
    private static final String SERVICE = "delivery.call.service";
    private static final String OPERATION = "delivery.call.operation";
    private static final String ACCOUNT = "delivery.call.account";
    private static final String REGION = "delivery.call.region";
    private static final String REQUEST = "delivery.call.request";
    private static final String TEXT_MEMBER = "delivery.call.text-member";
    private static final String BINARY_MEMBER = "delivery.call.binary-member";
    private static final String MAIL = "mail";
    private static final String MAIL_FROM = "delivery.mail.from";
    private static final String MAIL_TO = "delivery.mail.to";
    private static final String MAIL_SUBJECT = "delivery.mail.subject";

    private TargetHeaders() {}

    static SortedMap<String, String> of(Target target) {
        SortedMap<String, String> headers = new TreeMap<>();
        switch (target) {
            case Post post -> {
                headers.put(URL, post.url());
                post.headers().forEach((name, value) -> headers.put(HEADER + name, value));
            }
            case Invocation(String destination, List<String> path, var given, var query, byte[] _) -> {
                headers.put(KIND, INVOCATION);
                headers.put(DESTINATION, destination);
                for (int i = 0; i < path.size(); i++) {
                    headers.put(String.format(Locale.ROOT, "%s%04d", PATH, i), path.get(i));
                }
                given.forEach((name, value) -> headers.put(HEADER + name, value));
                query.forEach((name, value) -> headers.put(QUERY + name, value));
            }
            case Call(String service, String operation, As as, Request request, byte[] _) -> {
                headers.put(KIND, CALL);
                headers.put(SERVICE, service);
                headers.put(OPERATION, operation);
                headers.put(ACCOUNT, as.account().value());
                headers.put(REGION, as.region().value());
                headers.put(REQUEST, request.json());
                headers.put(request.binary() ? BINARY_MEMBER : TEXT_MEMBER, request.member());
            }
            case Mail mail -> {
                headers.put(KIND, MAIL);
                headers.put(MAIL_FROM, mail.from());
                headers.put(MAIL_TO, mail.to());
                headers.put(MAIL_SUBJECT, mail.subject());
            }
        }
        return headers;
    }

    /** Empty when the record's headers say none that is known. */
    static Optional<Target> target(LogRecord record) {
        return switch (text(record, KIND).orElse(POST)) {
            case POST -> text(record, URL).map(url -> new Post(url, below(record, HEADER), record.value()));
            case INVOCATION ->
                text(record, DESTINATION)
                        .map(destination -> new Invocation(
                                destination,
                                List.copyOf(below(record, PATH).values()),
                                below(record, HEADER),
                                below(record, QUERY),
                                record.value()));
            case CALL -> call(record);
            case MAIL ->
                text(record, MAIL_TO)
                        .map(to -> new Mail(
                                text(record, MAIL_FROM).orElse(Mail.SENDER),
                                to,
                                text(record, MAIL_SUBJECT).orElse(""),
                                record.value()));
            default -> Optional.empty();
        };
    }

    private static Optional<Target> call(LogRecord record) {
        Optional<String> service = text(record, SERVICE);
        Optional<String> operation = text(record, OPERATION);
        Optional<AccountId> account =
                text(record, ACCOUNT).filter(AccountId::isValid).map(AccountId::new);
        Optional<Region> region = text(record, REGION).filter(Region::isValid).map(Region::new);
        Optional<String> json = text(record, REQUEST);
        Optional<String> binary = text(record, BINARY_MEMBER);
        Optional<String> member = binary.or(() -> text(record, TEXT_MEMBER));
        if (service.isEmpty()
                || operation.isEmpty()
                || account.isEmpty()
                || region.isEmpty()
                || json.isEmpty()
                || member.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Call(
                service.get(),
                operation.get(),
                new As(account.get(), region.get()),
                new Request(json.get(), member.get(), binary.isPresent()),
                record.value()));
    }

    private static SortedMap<String, String> below(LogRecord record, String prefix) {
        SortedMap<String, String> found = new TreeMap<>();
        for (Header header : record.headers()) {
            if (header.key().startsWith(prefix)) {
                found.put(header.key().substring(prefix.length()), header.text());
            }
        }
        return found;
    }

    private static Optional<String> text(LogRecord record, String name) {
        return record.header(name).map(Header::text);
    }
}
