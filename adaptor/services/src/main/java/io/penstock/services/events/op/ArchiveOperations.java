package io.penstock.services.events.op;

import io.penstock.wire.ServiceDefinition;
import software.amazon.awssdk.services.eventbridge.model.CancelReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeArchiveRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.ListArchivesRequest;
import software.amazon.awssdk.services.eventbridge.model.ListReplaysRequest;
import software.amazon.awssdk.services.eventbridge.model.StartReplayRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateArchiveRequest;

/** The operations on archives and replays. */
final class ArchiveOperations {

    private ArchiveOperations() {}

    static ServiceDefinition on(ServiceDefinition service, Environment environment) {
        Archives archives = new Archives(environment);
        Replays replays = new Replays(environment);
        return service.on("CreateArchive", CreateArchiveRequest.class, archives::create)
                .on("DescribeArchive", DescribeArchiveRequest.class, archives::describe)
                .on("ListArchives", ListArchivesRequest.class, archives::list)
                .on("UpdateArchive", UpdateArchiveRequest.class, archives::update)
                .on("DeleteArchive", DeleteArchiveRequest.class, archives::delete)
                .on("StartReplay", StartReplayRequest.class, replays::start)
                .on("DescribeReplay", DescribeReplayRequest.class, replays::describe)
                .on("ListReplays", ListReplaysRequest.class, replays::list)
                .on("CancelReplay", CancelReplayRequest.class, replays::cancel);
    }
}
