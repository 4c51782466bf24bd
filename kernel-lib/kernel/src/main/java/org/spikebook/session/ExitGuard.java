package org.spikebook.session;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Points calls of {@code System.exit} in cell classes at {@link CellExit}, by editing the constant pool (JVM specification,
 * section 4.4): each method reference to {@code java/lang/System.exit(I)V} gets another owner. Nothing else changes.
 */
final class ExitGuard {

    private static final String TARGET = "org/spikebook/session/CellExit";

    private ExitGuard() {
    }

    static byte[] redirect(byte[] classFile) {
        if (indexOf(classFile, "java/lang/System") < 0 || indexOf(classFile, "exit") < 0) {
            return classFile;
        }
        try {
            return edit(classFile);
        } catch (IOException | RuntimeException unknownFormat) {
            return classFile;       // a newer class format: the cell may then end the session, nothing worse
        }
    }

    private static byte[] edit(byte[] classFile) throws IOException {
        var in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipBytes(8);
        int count = in.readUnsignedShort();
        Map<Integer, String> texts = new HashMap<>();
        Map<Integer, Integer> classes = new HashMap<>();
        Map<Integer, int[]> namesAndTypes = new HashMap<>();
        Map<Integer, int[]> methods = new HashMap<>();          // index -> class, name and type, offset of the class index
        for (int i = 1; i < count; i++) {
            int offset = classFile.length - in.available();
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> texts.put(i, in.readUTF());
                case 3, 4, 9, 11, 17, 18 -> in.skipBytes(4);
                case 5, 6 -> {
                    in.skipBytes(8);
                    i++;
                }
                case 7 -> classes.put(i, in.readUnsignedShort());
                case 8, 16, 19, 20 -> in.skipBytes(2);
                case 10 -> methods.put(i, new int[] {in.readUnsignedShort(), in.readUnsignedShort(), offset + 1});
                case 12 -> namesAndTypes.put(i, new int[] {in.readUnsignedShort(), in.readUnsignedShort()});
                case 15 -> in.skipBytes(3);
                default -> throw new IOException("constant pool: unknown tag " + tag);
            }
        }
        int end = classFile.length - in.available();
        byte[] edited = classFile.clone();
        boolean any = false;
        for (int[] method : methods.values()) {
            int[] nameAndType = namesAndTypes.get(method[1]);
            if ("java/lang/System".equals(texts.get(classes.get(method[0]))) && "exit".equals(texts.get(nameAndType[0]))
                    && "(I)V".equals(texts.get(nameAndType[1]))) {
                edited[method[2]] = (byte) ((count + 1) >> 8);
                edited[method[2] + 1] = (byte) (count + 1);
                any = true;
            }
        }
        if (!any) {
            return classFile;
        }
        var bytes = new ByteArrayOutputStream(classFile.length + 64);
        var out = new DataOutputStream(bytes);
        out.write(edited, 0, 8);
        out.writeShort(count + 2);
        out.write(edited, 10, end - 10);
        out.writeByte(1);
        out.writeUTF(TARGET);
        out.writeByte(7);
        out.writeShort(count);
        out.write(edited, end, edited.length - end);
        return bytes.toByteArray();
    }

    private static int indexOf(byte[] bytes, String ascii) {
        next:
        for (int i = 0; i + ascii.length() <= bytes.length; i++) {
            for (int k = 0; k < ascii.length(); k++) {
                if (bytes[i + k] != ascii.charAt(k)) {
                    continue next;
                }
            }
            return i;
        }
        return -1;
    }
}
