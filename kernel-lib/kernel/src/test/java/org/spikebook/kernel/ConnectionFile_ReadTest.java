package org.spikebook.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionFile_ReadTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() {
        var connection = ConnectionFile.onFreePorts();
        connection.write(folder.resolve("kernel.json"));
        assertThat(ConnectionFile.read(folder.resolve("kernel.json"))).isEqualTo(connection);
    }

    @Test
    void theKeyIsNotPrinted() {
        var connection = ConnectionFile.onFreePorts();
        assertThat(connection.toString()).doesNotContain(connection.key());
    }

    @Test
    void missingIpMeansLoopback() throws IOException {
        assertThat(read("{'shell_port':1,'iopub_port':2,'stdin_port':3,'control_port':4,'hb_port':5,'key':'k'}").ip()).isEqualTo("127.0.0.1");
    }

    @Test
    void everyInterfaceWithoutKeyIsRefused() {
        assertThatThrownBy(() -> read("{'ip':'0.0.0.0','shell_port':1,'iopub_port':2,'stdin_port':3,'control_port':4,'hb_port':5,'key':''}"))
                .hasMessageContaining("kernel.json").hasMessageContaining("key must not be empty").hasMessageContaining("Maybe");
    }

    @Test
    void badFilesAreNamedWithFieldAndRule() {
        assertThatThrownBy(() -> read("{'shell_port':70000,'iopub_port':2,'stdin_port':3,'control_port':4,'hb_port':5}"))
                .hasMessageContaining("shell_port must be in 1..65535, but was 70000");
        assertThatThrownBy(() -> read("{'iopub_port':2}")).hasMessageContaining("shell_port must be a port number, but was missing");
        assertThatThrownBy(() -> read("{'transport':'ipc'}")).hasMessageContaining("transport must be 'tcp', but was 'ipc'");
        assertThatThrownBy(() -> read("{'signature_scheme':'hmac-md5'}")).hasMessageContaining("signature_scheme");
        assertThatThrownBy(() -> read("[1")).hasMessageContaining("must be JSON");
        assertThatThrownBy(() -> ConnectionFile.read(folder.resolve("none.json"))).hasMessageContaining("there is no such file");
    }

    private ConnectionFile read(String json) throws IOException {
        return ConnectionFile.read(Files.writeString(folder.resolve("kernel.json"), json.replace('\'', '"')));
    }
}
