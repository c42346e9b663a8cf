package io.penstock.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.CreateEventBusResponse;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.EventSource;
import software.amazon.awssdk.services.eventbridge.model.PartnerEventSource;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsResultEntry;
import software.amazon.awssdk.services.eventbridge.model.Target;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Partner event sources over HTTP, with the SDK for Java v2: a partner and a customer, each with an account of their own. */
@ExtendWith(SharedServer.class)
final class EventsPartnerIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PARTNER = "111111111111";

    /** That of keys that name none. */
    private static final String CUSTOMER = "000000000000";

    private final EventBridgeClient partner;
    private final EventBridgeClient customer;
    private final SqsClient sqs;
    private final String prefix = "aws.partner/p" + System.nanoTime() + ".com/";
    private final String name = prefix + "shop/orders";
    private final String queue = "partner-" + System.nanoTime();

    EventsPartnerIT(TestServer server) {
        partner = Sdk.eventsOf(PARTNER, server.endpoint());
        customer = Sdk.events(server.endpoint());
        sqs = Sdk.sync(server.endpoint());
    }

    @AfterEach
    void close() {
        partner.close();
        customer.close();
        sqs.close();
    }

    private void offer(String source) {
        partner.createPartnerEventSource(create -> create.name(source).account(CUSTOMER));
    }

    private static PutPartnerEventsRequestEntry.Builder entry(String source, int number) {
        return PutPartnerEventsRequestEntry.builder()
                .source(source)
                .detailType("Order")
                .resources("o")
                .detail("{\"n\": " + number + "}");
    }

    private PutPartnerEventsResultEntry put(int number) {
        return partner.putPartnerEvents(put -> put.entries(entry(name, number).build()))
                .entries()
                .getFirst();
    }

    private String deliver() {
        String url = sqs.createQueue(create -> create.queueName(queue)).queueUrl();
        customer.putRule(put -> put.name("r").eventBusName(name).eventPattern("{\"source\": [\"" + name + "\"]}"));
        customer.putTargets(put -> put.rule("r")
                .eventBusName(name)
                .targets(Target.builder()
                        .id("q")
                        .arn("arn:aws:sqs:us-east-1:" + CUSTOMER + ":" + queue)
                        .build()));
        return url;
    }

    private List<JsonNode> receive(String url, int count) {
        Set<String> bodies = new HashSet<>();
        await().atMost(LIMIT).until(() -> {
            Drain.of(sqs, url, bodies);
            return bodies.size() >= count;
        });
        return bodies.stream().map(EventsPartnerIT::parsed).toList();
    }

    private static JsonNode parsed(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError(body, e);
        }
    }

    private static void assertRefused(String code, String text, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EventBridgeException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo(code))
                .hasMessageContaining(text);
    }

    @Test
    void a_source_is_offered_taken_used_and_given_back() {
        offer(name);
        assertThat(partner.describePartnerEventSource(describe -> describe.name(name))
                        .arn())
                .isEqualTo("arn:aws:events:us-east-1::event-source/" + name);
        assertThat(put(0).eventId()).as("taken, and goes nowhere").isNotNull();
        var pending = customer.describeEventSource(describe -> describe.name(name));
        assertThat(pending.stateAsString()).isEqualTo("PENDING");
        assertThat(Duration.between(pending.creationTime(), pending.expirationTime()))
                .isEqualTo(Duration.ofDays(14));
        CreateEventBusResponse bus =
                customer.createEventBus(create -> create.name(name).eventSourceName(name));
        assertThat(bus.eventBusArn()).isEqualTo("arn:aws:events:us-east-1:" + CUSTOMER + ":event-bus/" + name);
        String url = deliver();
        String id = put(1).eventId();
        JsonNode event = receive(url, 1).getFirst();
        assertThat(event.path("id").asText()).isEqualTo(id);
        assertThat(event.path("source").asText()).isEqualTo(name);
        assertThat(event.path("account").asText()).isEqualTo(CUSTOMER);
        assertThat(event.path("detail-type").asText()).isEqualTo("Order");
        assertThat(event.path("resources").path(0).asText()).isEqualTo("o");
        assertThat(event.path("detail").path("n").asInt()).isEqualTo(1);
        customer.deactivateEventSource(deactivate -> deactivate.name(name));
        assertThat(put(2).eventId()).isNotNull();
        customer.activateEventSource(activate -> activate.name(name));
        put(3);
        assertThat(receive(url, 1))
                .allMatch(each -> each.path("detail").path("n").asInt() == 3);
        partner.deletePartnerEventSource(delete -> delete.name(name).account(CUSTOMER));
        assertThat(customer.describeEventSource(describe -> describe.name(name)).stateAsString())
                .isEqualTo("DELETED");
        assertThat(put(4).errorCode()).isEqualTo("NotAuthorizedForSourceException");
    }

    @Test
    void a_bus_that_goes_leaves_the_source_pending_for_another() {
        offer(name);
        customer.createEventBus(create -> create.name(name).eventSourceName(name));
        deliver();
        assertRefused(
                "ValidationException",
                "since it has rules",
                () -> customer.deleteEventBus(delete -> delete.name(name)));
        assertThat(customer.describeEventSource(describe -> describe.name(name)).stateAsString())
                .isEqualTo("ACTIVE");
        customer.removeTargets(remove -> remove.rule("r").eventBusName(name).ids("q"));
        customer.deleteRule(delete -> delete.name("r").eventBusName(name));
        customer.deleteEventBus(delete -> delete.name(name));
        assertThat(partner.listPartnerEventSourceAccounts(list -> list.eventSourceName(name))
                        .partnerEventSourceAccounts())
                .singleElement()
                .satisfies(account -> {
                    assertThat(account.account()).isEqualTo(CUSTOMER);
                    assertThat(account.stateAsString()).isEqualTo("PENDING");
                    assertThat(account.expirationTime()).isNotNull();
                });
        customer.createEventBus(create -> create.name(name).eventSourceName(name));
        assertThat(customer.listEventSources(list -> list.namePrefix(prefix)).eventSources())
                .extracting(EventSource::stateAsString)
                .containsExactly("ACTIVE");
    }

    @Test
    void each_entry_is_judged_alone() {
        offer(name);
        PutPartnerEventsResponse answer = partner.putPartnerEvents(put -> put.entries(
                entry(name, 1).build(),
                entry(prefix + "none", 1).build(),
                entry(name, 1).detail("no JSON").build(),
                entry(name, 1).detailType(null).build(),
                PutPartnerEventsRequestEntry.builder()
                        .detailType("t")
                        .detail("{}")
                        .build()));
        assertThat(answer.failedEntryCount()).isEqualTo(4);
        assertThat(answer.entries())
                .extracting(PutPartnerEventsResultEntry::errorCode)
                .containsExactly(
                        null,
                        "NotAuthorizedForSourceException",
                        "MalformedDetail",
                        "InvalidArgument",
                        "InvalidArgument");
        List<PutPartnerEventsRequestEntry> many =
                IntStream.range(0, 21).mapToObj(i -> entry(name, i).build()).toList();
        assertRefused(
                "ValidationException",
                "less than or equal to 20",
                () -> partner.putPartnerEvents(put -> put.entries(many)));
        String large = "{\"a\": \"" + "x".repeat(1 << 20) + "\"}";
        assertRefused(
                "ValidationException",
                "Total size of the entries",
                () -> partner.putPartnerEvents(
                        put -> put.entries(entry(name, 1).detail(large).build())));
    }

    @Test
    void what_is_not_as_it_must_be_is_refused() {
        assertRefused("ValidationException", "aws\\.partner", () -> offer("partner.com/a"));
        assertRefused("ValidationException", "aws\\.partner", () -> offer("aws.partner/p.com"));
        offer(name);
        assertRefused("ResourceAlreadyExistsException", name, () -> offer(name));
        assertRefused(
                "ResourceAlreadyExistsException",
                name,
                () -> customer.createPartnerEventSource(
                        create -> create.name(name).account(PARTNER)));
        assertRefused(
                "ResourceNotFoundException",
                name,
                () -> customer.describePartnerEventSource(describe -> describe.name(name)));
        assertRefused(
                "ResourceNotFoundException",
                "Event source " + name + "2 does not exist.",
                () -> customer.createEventBus(create -> create.name(name + "2").eventSourceName(name + "2")));
        assertRefused(
                "ValidationException",
                "must not contain '/'",
                () -> customer.createEventBus(create -> create.name(name)));
        assertRefused(
                "ValidationException",
                "must match EventSourceName",
                () -> customer.createEventBus(create -> create.name("b").eventSourceName(name)));
        assertRefused(
                "InvalidStateException",
                "not a valid state",
                () -> customer.activateEventSource(activate -> activate.name(name)));
        assertRefused(
                "ResourceNotFoundException",
                name,
                () -> partner.deactivateEventSource(deactivate -> deactivate.name(name)));
        customer.createEventBus(create -> create.name(name).eventSourceName(name));
        assertRefused(
                "ResourceAlreadyExistsException",
                name,
                () -> customer.createEventBus(create -> create.name(name).eventSourceName(name)));
    }

    @Test
    void nobody_but_the_partner_puts_events_to_a_bus_of_a_partner() {
        offer(name);
        String arn = customer.createEventBus(create -> create.name(name).eventSourceName(name))
                .eventBusArn();
        assertRefused(
                "ValidationException",
                "eventBusName",
                () -> customer.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                        .eventBusName(name)
                        .source("s")
                        .detailType("t")
                        .detail("{}")
                        .build())));
        assertRefused(
                "ValidationException",
                "eventBusName",
                () -> customer.putPermission(put ->
                        put.eventBusName(name).statementId("s").principal("*").action("events:PutEvents")));
        customer.putRule(put -> put.name(queue).eventPattern("{\"source\": [\"s\"]}"));
        assertRefused(
                "ValidationException",
                "not available here",
                () -> customer.putTargets(put -> put.rule(queue)
                        .targets(Target.builder().id("b").arn(arn).build())));
        assertThat(customer.putEvents(put -> put.entries(PutEventsRequestEntry.builder()
                                .source(name)
                                .detailType("t")
                                .detail("{}")
                                .build()))
                        .entries()
                        .getFirst()
                        .errorCode())
                .isEqualTo("NotAuthorizedForSourceException");
    }

    @Test
    void sources_come_in_pages() {
        List<String> names =
                IntStream.range(0, 5).mapToObj(i -> prefix + "s/" + i).toList();
        names.forEach(this::offer);
        List<String> offered = new ArrayList<>();
        String next = null;
        do {
            String token = next;
            var page = partner.listPartnerEventSources(
                    list -> list.namePrefix(prefix).limit(2).nextToken(token));
            page.partnerEventSources().stream().map(PartnerEventSource::name).forEach(offered::add);
            next = page.nextToken();
        } while (next != null);
        assertThat(offered).isEqualTo(names);
        assertThat(customer.listEventSources(list -> list.namePrefix(prefix)).eventSources())
                .extracting(EventSource::name)
                .isEqualTo(names);
    }
}
