package io.penstock.services.sns.rules;

import io.penstock.kernel.fault.FaultException;

/** Whether SNS would take a filter policy. Pure. */
@FunctionalInterface
public interface PolicyCheck {

    /**
     * Refuses a policy that SNS would refuse.
     *
     * @param scope AWS's name of it
     * @param subscribing whether Subscribe was called, which words refusals in its own way
     * @throws FaultException {@code InvalidParameter}
     */
    void check(String policy, String scope, boolean subscribing);
}
