package org.spikebook.maven;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.eclipse.aether.repository.RemoteRepository;
import org.spikebook.lab.magic.CellMagic;
import org.spikebook.lab.magic.MagicContext;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * {@code %%loadFromPOM}: adds the dependencies written in the cell as in a POM, a whole one or parts of it. Test and provided
 * dependencies are left out; what is missing is an error and never skipped.
 */
public final class PomMagic implements CellMagic {

    /** Made by the service loader. */
    public PomMagic() {
    }

    @Override
    public String name() {
        return "loadFromPOM";
    }

    @Override
    public String help() {
        return "[--offline], then <dependency> and <repository> elements: adds those libraries and what they need";
    }

    @Override
    public Optional<Object> run(String arguments, String body, MagicContext context) {
        if (!arguments.isEmpty() && !arguments.equals("--offline")) {
            throw new IllegalArgumentException("loadFromPOM: argument must be --offline or nothing, but was '" + arguments + "'");
        }
        var xml = parse(body);
        var coordinates = new ArrayList<String>();
        for (var dependency : elements(xml, "dependency")) {
            var scope = text(dependency, "scope").orElse("compile");
            if (isInside(dependency, "exclusions") || isInside(dependency, "dependencyManagement") || isInside(dependency, "plugin")
                    || scope.equals("test") || scope.equals("provided")) {
                continue;
            }
            var name = required(dependency, "groupId") + ":" + required(dependency, "artifactId");
            var version = text(dependency, "version").orElseThrow(() -> new IllegalArgumentException("loadFromPOM: dependency " + name
                    + " must have a version. Maybe add <version>...</version>; inherited versions are not known here."));
            if (version.startsWith("${")) {
                version = property(xml, version, name);
            }
            var classifier = text(dependency, "classifier");
            coordinates.add(classifier.isPresent() ? name + ":jar:" + classifier.get() + ":" + version : name + ":" + version);
        }
        if (coordinates.isEmpty()) {
            throw new IllegalArgumentException("loadFromPOM: needs at least one <dependency> to add, but the cell has none");
        }
        List<RemoteRepository> repositories = elements(xml, "repository").stream()
                .map(each -> Artifacts.repository(text(each, "id").orElse("cell"), required(each, "url"))).toList();
        MavenMagic.add(coordinates, repositories, arguments.equals("--offline"), context);
        return Optional.empty();
    }

    private static Document parse(String body) {
        var text = body.strip().replaceFirst("^<\\?xml[^>]*\\?>", "");
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null);
            return builder.parse(new InputSource(new StringReader("<cell>" + text + "</cell>")));
        } catch (SAXException e) {
            throw new IllegalArgumentException("loadFromPOM: the cell must be XML as in a POM, but " + e.getMessage(), e);
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String property(Document xml, String reference, String dependency) {
        var name = reference.substring(2, reference.length() - 1);
        return elements(xml, "properties").stream().flatMap(each -> text(each, name).stream()).findFirst().orElseThrow(() ->
                new IllegalArgumentException("loadFromPOM: dependency " + dependency + ": version " + reference
                        + " must stand in <properties> of the cell"));
    }

    private static List<Element> elements(Document xml, String name) {
        var found = new ArrayList<Element>();
        var nodes = xml.getElementsByTagName(name);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static Optional<String> text(Element parent, String name) {
        for (var child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeName().equals(name)) {
                return Optional.of(child.getTextContent().strip());
            }
        }
        return Optional.empty();
    }

    private static String required(Element parent, String name) {
        return text(parent, name).orElseThrow(() ->
                new IllegalArgumentException("loadFromPOM: <" + parent.getNodeName() + "> must have a <" + name + ">"));
    }

    private static boolean isInside(Element element, String name) {
        for (var node = element.getParentNode(); node != null; node = node.getParentNode()) {
            if (node.getNodeName().equals(name)) {
                return true;
            }
        }
        return false;
    }
}
