package org.spikebook.training.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.spikebook.event.MalformedFileException;
import org.spikebook.event.WholeFile;

/**
 * A two-lead recording in the format of the MIT-BIH databases: {@code .hea} text, {@code .dat} in format 212 (two 12-bit samples in three bytes), {@code .atr} annotations.
 *
 * @param rate samples a second, in hertz
 * @param leads names of the two leads
 * @param millivolts axes [lead][sample]
 * @param beats annotated events
 */
public record Wfdb(double rate, List<String> leads, float[][] millivolts, List<Beat> beats) {

    /**
     * An annotation.
     *
     * @param sample its place in time, in samples
     * @param code of the MIT format: 1 normal (N), 5 premature ventricular (V), 8 atrial premature (A) ...
     */
    public record Beat(int sample, int code) {

        /** The letter that the databases' manuals use, or {@code ?} and the number. */
        public String symbol() {
            return switch (code) {
                case 1 -> "N";
                case 2 -> "L";
                case 3 -> "R";
                case 4 -> "a";
                case 5 -> "V";
                case 6 -> "F";
                case 7 -> "J";
                case 8 -> "A";
                case 9 -> "S";
                case 10 -> "E";
                case 11 -> "j";
                case 12 -> "/";
                case 28 -> "+";
                default -> "?" + code;
            };
        }

        /** Whether it marks a heart beat and not a change of rhythm, noise or a comment. */
        public boolean isBeat() {
            return code >= 1 && code <= 13 || code == 30 || code == 31 || code == 34 || code == 35 || code == 38;
        }
    }

    /**
     * Reads a record.
     *
     * @param record the files' common path without an ending, for example {@code mitdb/100}
     * @throws MalformedFileException if a rule of the format is broken
     * @throws java.io.UncheckedIOException if a file cannot be read
     */
    public static Wfdb read(Path record) {
        Path header = record.resolveSibling(record.getFileName() + ".hea");
        var lines = new String(WholeFile.read("WFDB header", header), StandardCharsets.US_ASCII).lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
        String[] first = lines.isEmpty() ? new String[0] : lines.get(0).split("\\s+");
        if (first.length < 4 || !first[1].equals("2") || lines.size() < 3) {
            throw new MalformedFileException("WFDB header", header, 0, "must say 'record 2 rate samples' and describe two leads, but starts with '" + (lines.isEmpty() ? "" : lines.get(0))
                    + "'.");
        }
        double rate;
        int samples;
        double[] gain = new double[2];
        double[] zero = new double[2];
        var leads = new ArrayList<String>();
        try {
            rate = Double.parseDouble(first[2].split("/")[0]);
            samples = Integer.parseInt(first[3]);
            for (int l = 0; l < 2; l++) {
                String[] words = lines.get(1 + l).split("\\s+");
                if (words.length < 9 || !words[1].equals("212")) {
                    throw new MalformedFileException("WFDB header", header, 0, "leads must be in format 212, but line '" + lines.get(1 + l) + "' says otherwise.");
                }
                gain[l] = Double.parseDouble(words[2].split("[(/]")[0]);
                zero[l] = Double.parseDouble(words[4]);
                leads.add(words[8]);
            }
        } catch (NumberFormatException e) {
            throw new MalformedFileException("WFDB header", header, 0, "a number was expected: " + e.getMessage() + ".");
        }
        return new Wfdb(rate, List.copyOf(leads), signal(record.resolveSibling(record.getFileName() + ".dat"), samples, gain, zero),
                annotations(record.resolveSibling(record.getFileName() + ".atr")));
    }

    private static float[][] signal(Path path, int samples, double[] gain, double[] zero) {
        byte[] bytes = WholeFile.read("WFDB signal", path);
        if (bytes.length != 3L * samples) {
            throw new MalformedFileException("WFDB signal", path, bytes.length, "format 212 takes 3 bytes for the two leads of a sample, " + 3L * samples + " in all, but the file has "
                    + bytes.length + ". Maybe a download was cut off.");
        }
        float[][] millivolts = new float[2][samples];
        for (int i = 0; i < samples; i++) {
            int low = bytes[3 * i] & 0xFF;
            int middle = bytes[3 * i + 1] & 0xFF;
            int high = bytes[3 * i + 2] & 0xFF;
            int a = (low | (middle & 0x0F) << 8) << 20 >> 20;
            int b = (high | (middle & 0xF0) << 4) << 20 >> 20;
            millivolts[0][i] = (float) ((a - zero[0]) / gain[0]);
            millivolts[1][i] = (float) ((b - zero[1]) / gain[1]);
        }
        return millivolts;
    }

    private static List<Beat> annotations(Path path) {
        byte[] bytes = WholeFile.read("WFDB annotations", path);
        var beats = new ArrayList<Beat>();
        long time = 0;
        for (int at = 0;;) {
            if (at + 2 > bytes.length) {
                throw new MalformedFileException("WFDB annotations", path, at, "the file ends without the word 0 that marks its end. Maybe a download was cut off.");
            }
            int word = word(bytes, at);
            int code = word >>> 10;
            int low = word & 0x3FF;
            at += 2;
            if (word == 0) {
                return List.copyOf(beats);
            } else if (code == 59) {        // SKIP: a 32-bit increment, high word first
                if (at + 4 > bytes.length) {
                    throw new MalformedFileException("WFDB annotations", path, at, "a SKIP needs four more bytes.");
                }
                time += word(bytes, at) << 16 | word(bytes, at + 2);
                at += 4;
            } else if (code == 63) {        // AUX: text of so many bytes, padded to even
                at += low + (low & 1);
            } else if (code < 60) {         // 60 to 62 are sub-fields of the last
                time += low;
                beats.add(new Beat(Math.toIntExact(time), code));
            }
        }
    }

    private static int word(byte[] bytes, int at) {
        return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
    }

    @Override
    public String toString() {
        return String.format(java.util.Locale.ROOT, "Wfdb[%s, %.0f s at %.0f Hz, %d annotations]", leads, millivolts[0].length / rate, rate, beats.size());
    }
}
