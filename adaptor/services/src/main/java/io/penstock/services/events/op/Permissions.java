package io.penstock.services.events.op;

import io.penstock.services.common.Await;
import io.penstock.services.events.bus.BusCommand;
import io.penstock.services.events.rules.EventsFaults;
import io.penstock.wire.CallContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.Condition;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.PutPermissionResponse;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionRequest;
import software.amazon.awssdk.services.eventbridge.model.RemovePermissionResponse;

/** The operations on policies of buses. A policy is kept and told; nothing asks it. */
final class Permissions {

    private static final String ACTION = "events:PutEvents";

    private final Environment environment;

    Permissions(Environment environment) {
        this.environment = environment;
    }

    PutPermissionResponse put(CallContext call, PutPermissionRequest request) throws InterruptedException {
        submit(
                call,
                request.eventBusName(),
                request.policy() == null ? allow(request) : new BusCommand.ReplacePolicy(policy(request)));
        return PutPermissionResponse.builder().build();
    }

    private static String policy(PutPermissionRequest request) {
        if (request.statementId() != null
                || request.principal() != null
                || request.action() != null
                || request.condition() != null) {
            throw EventsFaults.validation(
                    "Parameter Policy is not valid. Reason: it cannot be given with Action, Principal, StatementId or Condition.");
        }
        return request.policy();
    }

    private static BusCommand allow(PutPermissionRequest request) {
        if (request.statementId() == null || request.principal() == null || request.action() == null) {
            throw EventsFaults.validation(
                    "Parameter(s) Policy or Action, Principal and StatementId must be specified.");
        }
        if (!request.action().equals(ACTION)) {
            throw EventsFaults.validation("Provided value in parameter 'action' is not supported.");
        }
        return new BusCommand.AllowAccess(
                request.statementId(), request.action(), request.principal(), organization(request.condition()));
    }

    private static @Nullable String organization(@Nullable Condition condition) {
        if (condition == null) {
            return null;
        }
        if (!condition.type().equals("StringEquals") || !condition.key().equals("aws:PrincipalOrgID")) {
            throw EventsFaults.validation(
                    "Parameter Condition is not valid. Reason: it is StringEquals of aws:PrincipalOrgID.");
        }
        return condition.value();
    }

    RemovePermissionResponse remove(CallContext call, RemovePermissionRequest request) throws InterruptedException {
        boolean all = Boolean.TRUE.equals(request.removeAllPermissions());
        if (!all && request.statementId() == null) {
            throw EventsFaults.validation("Parameter StatementId is required.");
        }
        submit(
                call,
                request.eventBusName(),
                all ? new BusCommand.ReplacePolicy(null) : new BusCommand.WithdrawAccess(request.statementId()));
        return RemovePermissionResponse.builder().build();
    }

    private void submit(CallContext call, @Nullable String bus, BusCommand command) throws InterruptedException {
        Await.reply(environment.directory().submit(Names.bus(call, bus), command));
    }
}
