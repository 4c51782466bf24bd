package org.spikebook.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.spikebook.network.Nearest;

/**
 * Where the files of a data set come from.
 *
 * @param title full name
 * @param licence under which its makers give it
 * @param page where its makers describe it
 * @param files what can be downloaded without signing up; none where the page asks for more
 */
record DataSource(@JsonProperty(required = true) String title, @JsonProperty(required = true) String licence, @JsonProperty(required = true) String page,
        @JsonProperty(required = true) List<Part> files) {

    /**
     * One file.
     *
     * @param name under which it is kept, in the data set's folder
     * @param address from which it is downloaded
     * @param sha256 of the file as downloaded, lower case; empty if its makers publish none, then that of the first download is recorded
     */
    record Part(@JsonProperty(required = true) String name, @JsonProperty(required = true) String address, @JsonProperty(required = true) String sha256) {
    }

    /**
     * The source of a data set by the name of its folder, from {@code data/datasets.json}.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest
     */
    static DataSource named(String name) {
        try (InputStream in = DataSource.class.getResourceAsStream("/org/spikebook/data/datasets/datasets.json")) {
            Map<String, DataSource> all = new ObjectMapper().readerForMapOf(DataSource.class).readValue(in);
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException("data sets: there is none named '" + name + "'." + Nearest.hint(name, all.keySet()));
            }
            return all.get(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
