package org.spikebook.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import org.spikebook.lab.display.MimeBundle;

/** Display bundles as the messages carry them: images in Base64, JSON types as JSON, numbers that JSON does not know as null. */
final class Bundles {

    private Bundles() {
    }

    static ObjectNode data(MimeBundle bundle) {
        var data = Json.object();
        bundle.data().forEach((type, form) -> {
            if (form instanceof byte[] bytes) {
                data.put(type, Base64.getEncoder().encodeToString(bytes));
            } else if (form instanceof JsonNode json) {
                data.set(type, hasUnknownNumbers(json) ? withoutUnknownNumbers(json) : json);
            } else {
                data.put(type, (String) form);
            }
        });
        return data;
    }

    private static boolean hasUnknownNumbers(JsonNode node) {
        if (node.isContainerNode()) {
            for (var child : node) {
                if (hasUnknownNumbers(child)) {
                    return true;
                }
            }
        }
        return isUnknownNumber(node);
    }

    private static boolean isUnknownNumber(JsonNode node) {
        return node.getNodeType() == JsonNodeType.NUMBER && node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())
                && !node.isBigDecimal();
    }

    private static JsonNode withoutUnknownNumbers(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var copy = Json.object();
            object.properties().forEach(each -> copy.set(each.getKey(), withoutUnknownNumbers(each.getValue())));
            return copy;
        }
        if (node instanceof ArrayNode array) {
            var copy = Json.array();
            array.forEach(each -> copy.add(withoutUnknownNumbers(each)));
            return copy;
        }
        return isUnknownNumber(node) ? Json.array().nullNode() : node;
    }
}
