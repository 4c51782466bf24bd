package org.spikebook.lab.jjava;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.spikebook.lab.display.MimeBundle;
import org.spikebook.lab.display.Renderers;

/** Registers our renderers in a JJava kernel; made by its service loader. */
public final class SpikebookExtension implements Extension {

    private final ObjectMapper json = new ObjectMapper();

    @Override
    public void install(BaseKernel kernel) {
        register(kernel.getRenderer());
    }

    /** Registers a function for each type that has a renderer of ours. */
    void register(Renderer renderer) {
        Renderers ours = Renderers.load(SpikebookExtension.class.getClassLoader());
        for (Class<?> type : ours.types()) {
            if (type != Object.class) {
                register(renderer, type, ours);
            }
        }
    }

    private <T> void register(Renderer renderer, Class<T> type, Renderers ours) {
        renderer.createRegistration(type)
                .preferring(MimeBundle.TEXT, MimeBundle.HTML, MimeBundle.PNG, MimeBundle.PLOTLY)
                .supporting(MimeBundle.SVG, MimeBundle.MARKDOWN)
                .register((value, context) -> show(ours.render(value), context));
    }

    private void show(MimeBundle bundle, RenderContext context) {
        bundle.data().forEach((type, form) ->
                // JJava writes its messages with Gson, which knows maps and lists but not our trees
                context.getOutputContainer().putData(type, form instanceof JsonNode tree ? json.convertValue(tree, Object.class) : form));
    }
}
