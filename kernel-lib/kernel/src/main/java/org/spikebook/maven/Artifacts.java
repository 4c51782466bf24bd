package org.spikebook.maven;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.resolution.VersionRangeRequest;
import org.eclipse.aether.resolution.VersionRangeResolutionException;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;

/** Finds the jars of artifacts and of everything they need at run time. */
final class Artifacts {

    /**
     * What was found.
     *
     * @param jars jars to add to the class path
     * @param present artifacts left out because the class path has them already, in some version
     */
    record Found(List<Path> jars, Set<String> present) {
    }

    private Artifacts() {
    }

    /** A repository to ask after those of the settings. */
    static RemoteRepository repository(String id, String url) {
        if (!url.matches("(https?|file):.+")) {
            throw new IllegalArgumentException("repository '" + id + "': url must start with https:, http: or file:, but was '" + url + "'");
        }
        return new RemoteRepository.Builder(id, "default", url).build();
    }

    /**
     * Resolves artifacts with all they need at run time. The local repository is the user's, or the one that the system property
     * {@code maven.repo.local} names.
     *
     * @param coordinates {@code group:artifact[:extension[:classifier]]:version}; without version the newest release is taken
     * @param more repositories to ask too
     * @param offline whether to use the local repository only
     */
    static Found resolve(List<String> coordinates, List<RemoteRepository> more, boolean offline) {
        var overrides = ContextOverrides.create().withUserSettings(true).offline(offline)
                .checksumPolicy(ContextOverrides.ChecksumPolicy.FAIL);
        Optional.ofNullable(System.getProperty("maven.repo.local")).map(Path::of).ifPresent(overrides::withLocalRepositoryOverride);
        try (var context = Runtimes.INSTANCE.getRuntime().create(overrides.build())) {
            var repositories = Stream.concat(context.remoteRepositories().stream(), more.stream()).toList();
            var roots = coordinates.stream().map(each -> new Dependency(artifact(context, each, repositories), JavaScopes.RUNTIME)).toList();
            var request = new DependencyRequest(new CollectRequest().setDependencies(roots).setRepositories(repositories),
                    DependencyFilterUtils.classpathFilter(JavaScopes.RUNTIME));
            return newOnes(context.repositorySystem().resolveDependencies(context.repositorySystemSession(), request).getArtifactResults()
                    .stream().map(ArtifactResult::getArtifact).toList());
        } catch (DependencyResolutionException e) {
            throw new IllegalArgumentException("maven: cannot resolve " + String.join(", ", coordinates) + ": " + rootMessage(e)
                    + "\nMaybe check the spelling at https://central.sonatype.com, add a repository with '%maven --repo ID=URL ...', or look at"
                    + " ~/.m2/settings.xml.", e);
        }
    }

    private static Artifact artifact(Context context, String coordinate, List<RemoteRepository> repositories) {
        int parts = coordinate.split(":", -1).length;
        if (!coordinate.matches("[^:\\s]+(:[^:\\s]+){1,4}")) {
            throw new IllegalArgumentException("maven: coordinates must be group:artifact:version, but were '" + coordinate
                    + "'. Maybe org.apache.commons:commons-math3:3.6.1.");
        }
        if (parts > 2) {
            return new DefaultArtifact(coordinate);
        }
        var any = new DefaultArtifact(coordinate + ":[0,)");
        try {
            var range = context.repositorySystem().resolveVersionRange(context.repositorySystemSession(),
                    new VersionRangeRequest(any, repositories, null));
            var released = range.getVersions().stream().map(Object::toString)
                    .filter(version -> !version.matches("(?i).*[.-](alpha|beta|m|rc|cr|snapshot|ea)[.-]?\\d*$")).toList();
            if (released.isEmpty()) {
                throw new IllegalArgumentException("maven: no released version of " + coordinate + " was found. Maybe name one: "
                        + coordinate + ":VERSION.");
            }
            return any.setVersion(released.get(released.size() - 1));
        } catch (VersionRangeResolutionException e) {
            throw new IllegalArgumentException("maven: no version of " + coordinate + " was found: " + rootMessage(e), e);
        }
    }

    private static Found newOnes(List<Artifact> artifacts) {
        var names = Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator)).map(entry -> new File(entry).getName())
                .collect(Collectors.toSet());
        var jars = new LinkedHashSet<Path>();
        var present = new TreeSet<String>();
        for (var artifact : artifacts) {
            if (!artifact.getExtension().equals("jar")) {
                continue;
            }
            var sameArtifact = artifact.getArtifactId() + "-\\d.*\\.jar";
            if (names.stream().anyMatch(name -> name.matches(sameArtifact))) {
                present.add(artifact.getArtifactId());
            } else {
                jars.add(artifact.getFile().toPath());
            }
        }
        return new Found(List.copyOf(jars), present);
    }

    private static String rootMessage(Throwable e) {
        var cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
