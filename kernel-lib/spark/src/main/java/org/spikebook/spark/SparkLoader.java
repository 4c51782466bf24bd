package org.spikebook.spark;

import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Spark, its libraries and a second copy of our classes, apart from the class path: Spark refuses every Jackson but that of its own minor version,
 * and cells should not see its hundred libraries. The two copies meet in {@link SparkSide} alone.
 */
final class SparkLoader extends URLClassLoader {

    private SparkLoader(URL[] jars) {
        super("spark", jars, ClassLoader.getPlatformClassLoader());
    }

    static SparkLoader of(List<Path> jars) {
        return new SparkLoader(jars.stream().map(jar -> {
            try {
                return jar.toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalArgumentException("spark: '" + jar + "' cannot be on a class path", e);
            }
        }).toArray(URL[]::new));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        return name.startsWith(SparkSide.class.getName()) ? Class.forName(name) : super.findClass(name);
    }

    /** Starts Spark in here. */
    SparkSide start(Map<String, String> settings) {
        SparkSide side = inside(() -> {
            try {
                return (SparkSide) loadClass(SparkDriver.class.getName()).getConstructor(Map.class).newInstance(settings);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException("spark: cannot start at " + settings.get("spark.master") + ": " + e.getCause().getMessage(), e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("spark: its jars do not fit: " + e + ". Maybe SPARK_HOME names a Spark older than 4.0.", e);
            }
        });
        return new Inside(side);
    }

    /** Spark loads what it needs through the thread's class loader. */
    private <T> T inside(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(this);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Calls into the loader. */
    private final class Inside implements SparkSide {

        private final SparkSide side;

        Inside(SparkSide side) {
            this.side = side;
        }

        @Override
        public void compute(List<List<String>> portions, Results results) throws InterruptedException {
            Thread thread = Thread.currentThread();
            ClassLoader before = thread.getContextClassLoader();
            thread.setContextClassLoader(SparkLoader.this);
            try {
                side.compute(portions, results);
            } finally {
                thread.setContextClassLoader(before);
            }
        }

        @Override
        public int cores() {
            return side.cores();
        }

        @Override
        public String toString() {
            return side.toString();
        }

        @Override
        public void close() {
            inside(() -> {
                side.close();
                return true;
            });         // the loader stays open: threads that end later, and hooks at the end of the JVM, still load from it
        }
    }
}
