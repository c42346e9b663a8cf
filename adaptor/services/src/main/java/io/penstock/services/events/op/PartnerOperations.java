package io.penstock.services.events.op;

import io.penstock.wire.ServiceDefinition;
import software.amazon.awssdk.services.eventbridge.model.ActivateEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.CreatePartnerEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DeactivateEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DeletePartnerEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribePartnerEventSourceRequest;
import software.amazon.awssdk.services.eventbridge.model.ListEventSourcesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListPartnerEventSourceAccountsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListPartnerEventSourcesRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPartnerEventsRequest;

/** The operations on partner event sources, of partners and of those whom they offer them to. */
final class PartnerOperations {

    private PartnerOperations() {}

    static ServiceDefinition on(ServiceDefinition service, Environment environment) {
        PartnerSide partner = new PartnerSide(environment);
        EventSources sources = new EventSources(environment);
        return service.on("CreatePartnerEventSource", CreatePartnerEventSourceRequest.class, partner::create)
                .on("DescribePartnerEventSource", DescribePartnerEventSourceRequest.class, partner::describe)
                .on("DeletePartnerEventSource", DeletePartnerEventSourceRequest.class, partner::delete)
                .on("ListPartnerEventSources", ListPartnerEventSourcesRequest.class, partner::list)
                .on("ListPartnerEventSourceAccounts", ListPartnerEventSourceAccountsRequest.class, partner::accounts)
                .on("PutPartnerEvents", PutPartnerEventsRequest.class, new PartnerPutting(environment)::put)
                .on("ActivateEventSource", ActivateEventSourceRequest.class, sources::activate)
                .on("DeactivateEventSource", DeactivateEventSourceRequest.class, sources::deactivate)
                .on("DescribeEventSource", DescribeEventSourceRequest.class, sources::describe)
                .on("ListEventSources", ListEventSourcesRequest.class, sources::list);
    }
}
