/**
 * What is made, replaced and deleted as a whole: connections, API destinations and partner event sources. One of them is an aggregate that holds its text and a version;
 * its companion publishes it in the catalog, and does what a text asks for by itself ({@link io.penstock.services.events.resource.Resources.Settling}). What a text means
 * is not known here.
 */
@NullMarked
package io.penstock.services.events.resource;

import org.jspecify.annotations.NullMarked;
