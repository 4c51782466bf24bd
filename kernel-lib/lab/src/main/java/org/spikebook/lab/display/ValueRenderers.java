package org.spikebook.lab.display;

import java.awt.image.BufferedImage;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Records, maps, collections and images. */
final class ValueRenderers {

    private ValueRenderers() {
    }

    static List<Renderer<?>> all() {
        return List.of(new TableRenderer(), new SpikeRasterRenderer(), of(BufferedImage.class, ValueRenderers::image),
                of(Record.class, ValueRenderers::record), of(Map.class, ValueRenderers::map), of(List.class, ValueRenderers::list),
                of(BaseStream.class, ValueRenderers::stream));
    }

    private static <T> Renderer<T> of(Class<T> type, Function<T, MimeBundle> render) {
        return new Renderer<>() {
            @Override
            public Class<T> type() {
                return type;
            }

            @Override
            public MimeBundle render(T value) {
                return render.apply(value);
            }
        };
    }

    private static MimeBundle image(BufferedImage image) {
        return MimeBundle.of("image, " + image.getWidth() + " x " + image.getHeight() + " pixels").with(MimeBundle.PNG, Html.png(image));
    }

    private static MimeBundle record(Record record) {
        RecordComponent[] parts = record.getClass().getRecordComponents();
        List<Grid.Head> heads = List.of(new Grid.Head("component", "", false), new Grid.Head("value", "", false));
        String html = new Grid(record.getClass().getSimpleName(), heads, parts.length,
                (r, c) -> c == 0 ? parts[r].getName() : Brief.of(part(record, parts[r])), "record").html();
        return MimeBundle.of(String.valueOf(record)).with(MimeBundle.HTML, html);
    }

    private static MimeBundle map(Map<?, ?> map) {
        List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
        boolean numeric = !entries.isEmpty() && entries.stream().allMatch(e -> e.getValue() instanceof Number);
        List<Grid.Head> heads = List.of(new Grid.Head("key", "", false), new Grid.Head("value", "", numeric));
        return new Grid("", heads, entries.size(),
                (r, c) -> Brief.of(c == 0 ? entries.get(r).getKey() : entries.get(r).getValue()), mapSize(entries.size())).bundle();
    }

    private static String mapSize(int size) {
        return size == 1 ? "1 entry" : size + " entries";
    }

    private static MimeBundle list(List<?> list) {
        if (!list.isEmpty() && list.get(0) instanceof Record first && list.stream().allMatch(v -> v != null && v.getClass() == first.getClass())) {
            RecordComponent[] parts = first.getClass().getRecordComponents();
            List<Grid.Head> heads = new ArrayList<>();
            for (RecordComponent part : parts) {
                heads.add(new Grid.Head(part.getName(), part.getType().getSimpleName(), isNumeric(part.getType())));
            }
            return new Grid("", heads, list.size(), (r, c) -> Brief.of(part(list.get(r), parts[c])),
                    list.size() + " x " + first.getClass().getSimpleName()).bundle();
        }
        String text = Brief.sequence(list.size(), list::get, 1);
        return MimeBundle.of(list.size() > 12 ? Grid.count(list.size(), "value") + " " + text : text);
    }

    /** A stream can be walked through once, which is the user's to do. */
    private static MimeBundle stream(BaseStream<?, ?> stream) {
        String kind = stream instanceof IntStream ? "IntStream" : stream instanceof LongStream ? "LongStream"
                : stream instanceof DoubleStream ? "DoubleStream" : "Stream";
        String end = kind.equals("Stream") ? ".toList()" : ".toArray()";
        return MimeBundle.of(kind + (stream.isParallel() ? ", parallel" : "") + ": not run yet, and showing its values would use it up. Maybe "
                + end + ".");
    }

    private static boolean isNumeric(Class<?> type) {
        return Number.class.isAssignableFrom(type) || type.isPrimitive() && type != boolean.class && type != char.class;
    }

    /** The value of a component; records that a cell defines are public, others need the accessor opened. */
    private static Object part(Object record, RecordComponent part) {
        try {
            var accessor = part.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(record);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("component '" + part.getName() + "': its accessor failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("component '" + part.getName() + "': its accessor is not open", e);
        }
    }
}
