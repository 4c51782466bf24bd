/**
 * Libraries from Maven repositories in a cell. Resolution is Maven's own: transitive, with the user's {@code settings.xml}, checksums
 * enforced, and the local repository as cache, so that what was once used works without a network.
 *
 * <pre>{@code
 * %maven org.apache.commons:commons-math3:3.6.1
 *
 * %%loadFromPOM
 * <dependency><groupId>org.jgrapht</groupId><artifactId>jgrapht-core</artifactId><version>1.5.2</version></dependency>
 * }</pre>
 */
package org.spikebook.maven;
