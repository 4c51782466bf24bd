package org.spikebook.cli;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the class path, for {@code jshell} and other programs. */
@Command(name = "classpath", mixinStandardHelpOptions = true,
        description = {"Prints the class path, for example for plain jshell:",
            "jshell --class-path \"$(./spikebook classpath)\" spikebook.jsh"})
final class ClasspathCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        String classPath = Arrays.stream(System.getProperty("spikebook.class.path", System.getProperty("java.class.path")).split(File.pathSeparator)).filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString()).distinct()
                .collect(Collectors.joining(File.pathSeparator));
        spec.commandLine().getOut().println(classPath);
        return 0;
    }
}
