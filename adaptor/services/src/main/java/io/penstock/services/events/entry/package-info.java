/** What may be put to a bus, and its form as a record of the topic. */
@NullMarked
package io.penstock.services.events.entry;

import org.jspecify.annotations.NullMarked;
