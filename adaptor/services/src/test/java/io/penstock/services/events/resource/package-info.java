@NullMarked
package io.penstock.services.events.resource;

import org.jspecify.annotations.NullMarked;
