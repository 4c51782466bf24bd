package org.spikebook.cli;

import org.spikebook.session.Version;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionText implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"spikebook " + Version.text(), "Java " + Runtime.version() + ", " + System.getProperty("java.home")};
    }
}
