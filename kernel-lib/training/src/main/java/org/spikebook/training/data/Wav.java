package org.spikebook.training.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.file.Path;
import java.util.Locale;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import org.spikebook.event.MalformedFileException;
import org.spikebook.event.WholeFile;

/**
 * Sound of one channel.
 *
 * @param rate samples a second, in hertz
 * @param samples in -1..1
 */
public record Wav(double rate, float[] samples) {

    private static final String FORMAT = "WAV file";

    /**
     * Reads a RIFF/WAVE file: PCM of 16 bits, one channel.
     *
     * @throws MalformedFileException if it is something else
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static Wav read(Path path) {
        byte[] bytes = WholeFile.read(FORMAT, path);
        try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(bytes))) {
            AudioFormat format = in.getFormat();
            if (format.getChannels() != 1 || format.getSampleSizeInBits() != 16 || !format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED)) {
                throw new MalformedFileException(FORMAT, path, 20, "must be PCM of 16 bits and one channel, but is " + format + ".");
            }
            byte[] data = in.readAllBytes();
            if (in.getFrameLength() > 0 && data.length != 2 * in.getFrameLength()) {
                throw new MalformedFileException(FORMAT, path, bytes.length, "the header promises " + in.getFrameLength() + " samples, but " + data.length / 2
                        + " follow. Maybe a download was cut off.");
            }
            if (data.length < 2) {
                throw new MalformedFileException(FORMAT, path, bytes.length, "has no samples.");
            }
            return of(format.getSampleRate(), ByteBuffer.wrap(data).order(format.isBigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN).asShortBuffer());
        } catch (UnsupportedAudioFileException e) {
            throw new MalformedFileException(FORMAT, path, 0, "is not RIFF/WAVE (" + e.getMessage() + "). Maybe it is NIST SPHERE, as TIMIT has it.");
        } catch (IOException e) {
            throw new MalformedFileException(FORMAT, path, 0, "cannot be read: " + e.getMessage());
        }
    }

    /** Samples of 16 bits, -32768..32767 as -1..1. */
    static Wav of(double rate, ShortBuffer shorts) {
        float[] samples = new float[shorts.remaining()];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = shorts.get(i) / 32768f;
        }
        return new Wav(rate, samples);
    }

    /** Length in seconds. */
    public double seconds() {
        return samples.length / rate;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "Wav[%.3f s at %.0f Hz]", seconds(), rate);
    }
}
