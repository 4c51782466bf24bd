package org.spikebook.spark;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/** Finds Spark: the one that SPARK_HOME names, else the release we were built with, from the user's Maven repository or, the first time, from Maven Central. */
final class SparkJars {

    /** Stores of Spark's history server and shuffle service: a third of the bytes, and none of a driver's or an executor's business. */
    private static final List<Exclusion> LEFT_OUT = List.of(new Exclusion("org.rocksdb", "rocksdbjni", "*", "*"));

    private SparkJars() {
    }

    static List<Path> find() {
        return Optional.ofNullable(System.getenv("SPARK_HOME")).filter(home -> !home.isBlank()).map(home -> installed(Path.of(home))).orElseGet(SparkJars::fetched);
    }

    private static List<Path> installed(Path home) {
        try (Stream<Path> files = Files.list(home.resolve("jars"))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new IllegalArgumentException("spark: SPARK_HOME must name a Spark with its folder 'jars', but '" + home + "' has none. Maybe unset SPARK_HOME.", e);
        }
    }

    private static List<Path> fetched() {
        List<String> artifacts = Resource.lines("artifacts.txt");
        try {
            return resolved(artifacts, true);
        } catch (DependencyResolutionException notHereYet) {
            System.err.println("spark: fetching " + artifacts.get(0) + " and what it needs, some 150 MB, which is done once ...");
        }
        try {
            return resolved(artifacts, false);
        } catch (DependencyResolutionException e) {
            throw new IllegalStateException("spark: " + artifacts.get(0) + " and what it needs cannot be fetched: " + e.getMessage()
                    + " Maybe there is no network, or set SPARK_HOME to a Spark that is installed.", e);
        }
    }

    private static List<Path> resolved(List<String> artifacts, boolean offline) throws DependencyResolutionException {
        var overrides = ContextOverrides.create().withUserSettings(true).offline(offline).checksumPolicy(ContextOverrides.ChecksumPolicy.FAIL);
        Optional.ofNullable(System.getProperty("maven.repo.local")).map(Path::of).ifPresent(overrides::withLocalRepositoryOverride);
        try (Context context = Runtimes.INSTANCE.getRuntime().create(overrides.build())) {
            var roots = artifacts.stream().map(each -> new Dependency(new DefaultArtifact(each), JavaScopes.RUNTIME, false, LEFT_OUT)).toList();
            var request = new DependencyRequest(new CollectRequest().setDependencies(roots).setRepositories(context.remoteRepositories()),
                    DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
            return context.repositorySystem().resolveDependencies(context.repositorySystemSession(), request).getArtifactResults().stream()
                    .map(ArtifactResult::getArtifact).filter(artifact -> artifact.getExtension().equals("jar")).map(artifact -> artifact.getFile().toPath()).toList();
        }
    }
}
