package org.spikebook.nir;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.lang.reflect.Array;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Nodes and edges of a NIR file, subgraphs laid open: an inner node {@code lif} of a subgraph {@code block} is {@code block.lif},
 * and edges pass through the subgraph's own input and output.
 */
final class NirGraph {

    private final Map<String, NirNode> nodes = new LinkedHashMap<>();
    private final Map<String, Set<String>> successors = new LinkedHashMap<>();

    private Optional<Double> dt = Optional.empty();
    private Optional<String> discretization = Optional.empty();

    static NirGraph read(HdfFile file) {
        var graph = new NirGraph();
        Group root = group(file, "node", "the file has no group 'node', so it is not a NIR graph");
        graph.add("", root);
        graph.bypassInnerPorts();
        if (root.getChildren().get("metadata") instanceof Group metadata) {
            if (metadata.getChildren().get("dt") instanceof Dataset data && data.getData() instanceof Double seconds) {
                graph.dt = Optional.of(seconds);
            }
            if (metadata.getChildren().get("discretization") instanceof Dataset data && data.getData() instanceof String text) {
                graph.discretization = Optional.of(text);
            }
        }
        return graph;
    }

    private void add(String prefix, Group group) {
        String where = prefix.isEmpty() ? "the graph" : "subgraph '" + prefix.substring(0, prefix.length() - 1) + "'";
        Group members = group(group, "nodes", where + " has no group 'nodes'");
        for (Node child : members) {
            if (!(child instanceof Group node)) {
                throw new IllegalArgumentException("node '" + prefix + child.getName() + "': must be a group, but is a data set");
            }
            String name = prefix + child.getName();
            String type = text(node, "type", "node '" + name + "'");
            if (type.equals("NIRGraph")) {
                add(name + ".", node);
            } else {
                nodes.put(name, parameters(name, type, node));
            }
        }
        if (!(group.getChild("edges") instanceof Dataset edges)) {
            throw new IllegalArgumentException(where + " has no 'edges'");
        }
        if (edges.getSize() > 0) {
            if (!(edges.getData() instanceof String[][] pairs) || pairs[0].length != 2) {
                throw new IllegalArgumentException(where + ": 'edges' must be pairs of node names");
            }
            for (String[] pair : pairs) {
                String from = port(prefix, pair[0], "Output");
                String to = port(prefix, pair[1], "Input");
                successors.computeIfAbsent(from, n -> new LinkedHashSet<>()).add(to);
            }
        }
    }

    /** The node at an edge's end; for a subgraph its own input or output. */
    private String port(String prefix, String end, String type) {
        String name = prefix + end;
        if (nodes.containsKey(name)) {
            return name;
        }
        var ports = nodes.values().stream().filter(n -> n.type().equals(type) && n.name().startsWith(name + ".")
                && n.name().indexOf('.', name.length() + 1) < 0).toList();
        if (ports.size() != 1) {
            throw new IllegalArgumentException("an edge names '" + name + "', but there is no such node"
                    + (ports.isEmpty() ? "" : " with a single " + type));
        }
        return ports.get(0).name();
    }

    /** Inputs and outputs of subgraphs do nothing: joins their neighbours. */
    private void bypassInnerPorts() {
        for (NirNode node : List.copyOf(nodes.values())) {
            boolean port = node.type().equals("Input") || node.type().equals("Output");
            boolean between = !predecessors(node.name()).isEmpty() && !successors(node.name()).isEmpty();
            if (port && between) {
                Set<String> after = successors.remove(node.name());
                for (Set<String> targets : successors.values()) {
                    if (targets.remove(node.name())) {
                        targets.addAll(after);
                    }
                }
                nodes.remove(node.name());
            }
        }
    }

    /** Length of a step in seconds, where the metadata notes it. */
    Optional<Double> dt() {
        return dt;
    }

    /** How steps became differential equations, where the metadata note it. */
    Optional<String> discretization() {
        return discretization;
    }

    List<NirNode> ofType(String type) {
        return nodes.values().stream().filter(n -> n.type().equals(type)).toList();
    }

    int size() {
        return nodes.size();
    }

    List<NirNode> all() {
        return List.copyOf(nodes.values());
    }

    List<NirNode> successors(String name) {
        return successors.getOrDefault(name, Set.of()).stream().map(nodes::get).toList();
    }

    List<NirNode> predecessors(String name) {
        return successors.entrySet().stream().filter(e -> e.getValue().contains(name)).map(e -> nodes.get(e.getKey())).toList();
    }

    private static NirNode parameters(String name, String type, Group group) {
        var arrays = new LinkedHashMap<String, NirNode.NirArray>();
        var texts = new LinkedHashMap<String, String>();
        for (Node child : group) {
            if (!(child instanceof Dataset data) || data.isEmpty()) {
                continue;
            }
            if (data.getJavaType() == String.class) {
                if (data.isScalar()) {
                    texts.put(child.getName(), (String) data.getData());
                }
            } else if (!data.isCompound()) {
                arrays.put(child.getName(), new NirNode.NirArray(doubles(data), data.getDimensions()));
            }
        }
        return new NirNode(name, type, Map.copyOf(arrays), Map.copyOf(texts));
    }

    private static double[] doubles(Dataset data) {
        Object flat = data.getDataFlat();
        if (flat instanceof Number number) {
            return new double[] {number.doubleValue()};
        }
        double[] doubles = new double[Array.getLength(flat)];
        for (int i = 0; i < doubles.length; i++) {
            doubles[i] = ((Number) Array.get(flat, i)).doubleValue();
        }
        return doubles;
    }

    private static Group group(Group parent, String name, String problem) {
        if (parent.getChildren().get(name) instanceof Group group) {
            return group;
        }
        throw new IllegalArgumentException(problem);
    }

    private static String text(Group group, String key, String where) {
        if (group.getChildren().get(key) instanceof Dataset data && data.getData() instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(where + ": has no text '" + key + "'");
    }
}
