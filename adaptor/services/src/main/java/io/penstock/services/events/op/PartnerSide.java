package io.penstock.services.events.op;

import io.penstock.services.events.partner.PartnerSource;
import io.penstock.services.events.rules.PartnerFaults;
import io.penstock.wire.CallContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.eventbridge.model.CreatePartnerEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.CreatePartnerEventSourceResponse;
import software.amazon.awssdk.services.eventbridge.model.DeletePartnerEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DeletePartnerEventSourceResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribePartnerEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribePartnerEventSourceResponse;
import software.amazon.awssdk.services.eventbridge.model.ListPartnerEventSourceAccountsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListPartnerEventSourceAccountsResponse;
import software.amazon.awssdk.services.eventbridge.model.ListPartnerEventSourcesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListPartnerEventSourcesResponse;
import software.amazon.awssdk.services.eventbridge.model.PartnerEventSource;
import software.amazon.awssdk.services.eventbridge.model.PartnerEventSourceAccount;

/**
 * What a partner does with its event sources.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/onboarding/amazon_eventbridge_partner_onboarding_guide.html">Partner onboarding guide</a>
 */
final class PartnerSide {

    private final Offers offers;

    PartnerSide(Environment environment) {
        this.offers = new Offers(environment);
    }

    CreatePartnerEventSourceResponse create(CallContext call, CreatePartnerEventSourceRequest request)
            throws InterruptedException {
        String name = request.name();
        Offers.View view = offers.ask(call, name, request.account());
        boolean taken = view.source()
                .filter(found -> !found.partner().equals(call.account().value()))
                .filter(found -> !offers.accounts(call.region(), found).isEmpty())
                .isPresent();
        if (taken || view.offer().isPresent()) {
            throw PartnerFaults.sourceExists(name);
        }
        PartnerSource source = view.source()
                .filter(found -> found.partner().equals(call.account().value()))
                .orElseGet(() -> PartnerSource.of(
                        call.region().value(), name, call.account().value()));
        offers.put(view, source.offered(request.account(), view.bus(), offers.now()));
        return CreatePartnerEventSourceResponse.builder()
                .eventSourceArn(Offers.sourceArn(call.region(), name))
                .build();
    }

    /** The caller's source. */
    private PartnerSource own(CallContext call, String name) throws InterruptedException {
        return offers.ask(call, name, call.account().value())
                .source()
                .filter(found -> offers.isOf(call, found))
                .orElseThrow(() -> PartnerFaults.noSource(name));
    }

    DescribePartnerEventSourceResponse describe(CallContext call, DescribePartnerEventSourceRequest request)
            throws InterruptedException {
        String name = own(call, request.name()).name();
        return DescribePartnerEventSourceResponse.builder()
                .arn(Offers.sourceArn(call.region(), name))
                .name(name)
                .build();
    }

    /** What is not there is deleted already: AWS documents no error for it. */
    DeletePartnerEventSourceResponse delete(CallContext call, DeletePartnerEventSourceRequest request)
            throws InterruptedException {
        Offers.View view = offers.ask(call, request.name(), request.account());
        Optional<PartnerSource> own = view.source()
                .filter(found -> found.partner().equals(call.account().value()))
                .filter(found -> found.offers().containsKey(request.account()));
        if (own.isPresent()) {
            offers.put(view, own.get().withdrawn(request.account()));
        }
        return DeletePartnerEventSourceResponse.builder().build();
    }

    ListPartnerEventSourcesResponse list(CallContext call, ListPartnerEventSourcesRequest request) {
        Page<PartnerSource> page = Page.of(
                offers.known(call.region()).stream()
                        .filter(source -> source.name().startsWith(request.namePrefix()))
                        .filter(source -> offers.isOf(call, source))
                        .toList(),
                PartnerSource::name,
                request.nextToken(),
                request.limit());
        return ListPartnerEventSourcesResponse.builder()
                .partnerEventSources(page.items().stream()
                        .map(source -> PartnerEventSource.builder()
                                .arn(Offers.sourceArn(call.region(), source.name()))
                                .name(source.name())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    ListPartnerEventSourceAccountsResponse accounts(CallContext call, ListPartnerEventSourceAccountsRequest request)
            throws InterruptedException {
        PartnerSource source = own(call, request.eventSourceName());
        Page<Map.Entry<String, Offers.View>> page = Page.of(
                List.copyOf(offers.accounts(call.region(), source).entrySet()),
                Map.Entry::getKey,
                request.nextToken(),
                request.limit());
        return ListPartnerEventSourceAccountsResponse.builder()
                .partnerEventSourceAccounts(page.items().stream()
                        .map(each -> account(each.getKey(), each.getValue()))
                        .toList())
                .nextToken(page.next())
                .build();
    }

    private static PartnerEventSourceAccount account(String account, Offers.View view) {
        PartnerEventSourceAccount.Builder told =
                PartnerEventSourceAccount.builder().account(account);
        view.state().ifPresent(told::state);
        view.offer().ifPresent(found -> told.creationTime(Instant.ofEpochMilli(found.created())));
        view.expires().ifPresent(told::expirationTime);
        return told.build();
    }
}
