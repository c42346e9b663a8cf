/** AWS's words and numbers for Kinesis Data Streams, and what an operator may choose. Everything else of the service stands on this. */
@NullMarked
package io.penstock.services.kinesis.rules;

import org.jspecify.annotations.NullMarked;
