/** Limits and errors of SNS, and the check of filter policies, which another module makes. */
@NullMarked
package io.penstock.services.sns.rules;

import org.jspecify.annotations.NullMarked;
