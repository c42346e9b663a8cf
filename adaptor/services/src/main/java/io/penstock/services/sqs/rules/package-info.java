/** AWS's words and numbers for SQS, and what an operator may choose. Everything else of the service stands on this. */
@NullMarked
package io.penstock.services.sqs.rules;

import org.jspecify.annotations.NullMarked;
